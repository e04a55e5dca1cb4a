"""Where things are found: pages from one another, and files in GitHub's editor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from urllib.parse import quote, urlencode

from handbook.model import WANTED_FOLDER, WRITE, Gap, Handbook, PagePath, SectionId
from handbook.read.files import file_name

LONGEST_ADDRESS = 8000
"""GitHub refuses addresses over 8,191 bytes."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The book's home on GitHub; without an address there are no buttons and all else is the same."""

    address: str = ""
    branch: str = "main"
    site: str = ""
    """Where the book is published, with a slash at its end, where that is known."""
    offers: str = ""
    """Where texts may be sent without an account: an address of the web, or `mailto:` and a role's."""

    def edit(self, file: str) -> str:
        """The page that opens a file in the editor, or nothing."""
        if not self.address:
            return ""
        return f"{self.address.rstrip('/')}/edit/{self.branch}/{quote(file)}"

    def new(self, file: str, text: str) -> str:
        """The page that opens the editor with a new file, with its text where that is not too long."""
        if not self.address:
            return ""
        base = f"{self.address.rstrip('/')}/new/{self.branch}?"
        whole = base + urlencode({"filename": file, "value": text}, quote_via=quote)
        return whole if len(whole) < LONGEST_ADDRESS else base + urlencode({"filename": file})

    def issue(self, form: str, **fields: str) -> str:
        """The page that opens an issue form with these fields filled in, or nothing.

        Where that is too long the longest fields are left to whoever opens it.
        """
        if not self.address:
            return ""
        filled = {"template": f"{form}.yml", **fields}
        while True:
            whole = f"{self.address.rstrip('/')}/issues/new?{urlencode(filled, quote_via=quote)}"
            if len(whole) < LONGEST_ADDRESS or len(filled) == 1:
                return whole
            del filled[max(fields.keys() & filled.keys(), key=lambda key: len(fields[key]))]

    def send(self, subject: str, body: str = "") -> str:
        """Where to send something without an account, as a letter begun where that can be, or nothing."""
        if not self.offers.startswith("mailto:") or "?" in self.offers:
            return self.offers
        letter = {"subject": subject} | ({"body": body} if body else {})
        return f"{self.offers}?{urlencode(letter, quote_via=quote)}"


can_send = re.compile(
    r"https?://[^\s<>\"'\\/?#@]+(?:[/?#][^\s<>\"'\\]*)?|mailto:[^\s<>\"'@?]+@[^\s<>\"'@]+"
).fullmatch
"""Whether an address may be given as one to send texts to."""
NO_ADDRESS = "is an address that begins with https:// or mailto:. Write it so, or take it out."


def writing(page: PagePath, gap: str) -> str:
    """The way from a page to the one where a text for a gap, by its id, is written."""
    return f"{relative_url(page, WRITE)}?gap={quote(gap, safe='/')}"


def offering(repository: Repository, page: PagePath, gap: str, title: str, editor: str) -> str:
    """The ways to write for a gap, by its id: a button, and where there is a repository quiet others.

    `editor` is the page on GitHub that opens its file. These are repeated in every box, so they are short.
    """
    button = link(writing(page, gap), "Write here", "gap-button")
    form = repository.issue("text-for-a-gap", title=title, gap=gap)
    if not form:
        return button
    others = f"Or on GitHub: {link(editor, 'in the editor')}, {link(form, 'with a form')}."
    return f'{button} <span class="gap-offer">{others}</span>'


def relative(page: PagePath, section: SectionId) -> str:
    """The link from one page to a section, as Markdown wants it: `../styles/patience.md#in-practice`."""
    path, _, fragment = section.partition("#")
    where = "" if path == page and fragment else _away(page.split("/")[:-1], path.split("/"))
    address = where if _PLAIN(where) else quote(where, safe="/.-_~")
    return address + (f"#{quote(fragment, safe='-_.~')}" if fragment else "")


_PLAIN = re.compile(r"[a-z0-9/.-]*").fullmatch


def _away(start: list[str], to: list[str]) -> str:
    """The way between two paths; a file of the same folder is its name alone."""
    same = 0
    while same < min(len(start), len(to) - 1) and start[same] == to[same]:
        same += 1
    return "/".join([".."] * (len(start) - same) + to[same:])


@cache
def url(section: str) -> str:
    """A section's address on the site: `styles/patience/#in-practice`."""
    path, _, fragment = section.partition("#")
    stem = path.removesuffix(".md")
    folder = stem.removesuffix("index") if stem == "index" or stem.endswith("/index") else f"{stem}/"
    return quote(folder) + (f"#{quote(fragment)}" if fragment else "")


def relative_url(page: PagePath, section: str) -> str:
    """The link between two pages of the built site, for HTML that no engine looks at."""
    path, _, fragment = section.partition("#")
    anchor = f"#{quote(fragment)}" if fragment else ""
    if path == page:
        return anchor or "#"
    here, there = url(page).split("/")[:-1], url(path).split("/")
    return (_away(here, there) or "./") + anchor


def relative_file(page: PagePath, file: str) -> str:
    """The link from a page of the built site to a file that is no page, such as a picture."""
    return quote(_away(url(page).split("/")[:-1], file.split("/")))


def gap_section(gap: Gap) -> SectionId:
    """The gap's own address in the book."""
    path = gap.id.rpartition("/")[0]
    if path.startswith(f"{WANTED_FOLDER}/"):
        return SectionId(path)
    return SectionId(f"{gap.page}#{gap.anchor}") if gap.asked else gap.section


def part(book: Handbook, path: PagePath) -> str:
    """The part of the book a page stands in: the name of its top folder's first page."""
    folder, _, rest = path.partition("/")
    if not rest:
        home = book.pages.get(PagePath("index.md"))
        return home.name if home else "Front"
    index = book.pages.get(PagePath(f"{folder}/index.md"))
    return index.name if index else folder.replace("-", " ").capitalize()


def where(book: Handbook, section: SectionId) -> str:
    """A section in words: `Patience, In practice`."""
    page = book.pages[PagePath(section.partition("#")[0])]
    heading = page.heading(section)
    return page.name if heading == page.title else f"{page.name}, {heading}"


def in_words(day: str) -> str:
    """An ISO date as people write it: `26 December 2020`."""
    parts = [int(part) for part in day.split("-")] if day else []
    months = "January February March April May June July August September October November December"
    if len(parts) == 3:
        return f"{date(*parts).day} {months.split()[parts[1] - 1]} {parts[0]}"
    return f"{months.split()[parts[1] - 1]} {parts[0]}" if len(parts) == 2 else day


def new_file(name: str, folder: str) -> str:
    """Where a page of that name goes, in a folder of `docs/`."""
    return "/".join(filter(None, ("docs", folder, f"{file_name(name)}.md")))


def link(address: str, words: str, kind: str = "") -> str:
    """An HTML link, or just the words where there is no address."""
    cls = f' class="{kind}"' if kind else ""
    return f'<a{cls} href="{escape(address)}">{escape(words)}</a>' if address else escape(words)
