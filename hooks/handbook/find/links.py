"""Links as written to links between sections, by address and by name."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from handbook.find.hints import Addresses, one_letter_apart
from handbook.find.names import Names
from handbook.model import (
    WANTED_FOLDER,
    LabelKind,
    Link,
    Page,
    PagePath,
    Place,
    Problem,
    SectionId,
    Wanted,
    WrittenLink,
    name_key,
    slug,
)
from handbook.read.settings import shorten

LONGEST_NAME = 100
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+").fullmatch
_SITE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/.*)?").fullmatch
_FILE = re.compile(
    r"\.(?:md|markdown|html?|txt|json?|xml|ya?ml|csv|pdf|docx?|xlsx?|pptx?|ai|psd|zip|svg|png|jpe?g|gif)$"
)
"""Endings of files, which are no ends of web sites."""
_PAGE = re.compile(r"\.(?:md|markdown|html?)$")


def resolve(
    known: Names, files: Collection[str], generated: Collection[str] = (), left_out: Collection[str] = ()
) -> tuple[list[Link], list[Problem]]:
    """Every link of the book with its target; what leads nowhere is a problem or a note.

    `files` are the other files of `docs/`, `generated` those the build adds, and `left_out` those that
    are not published, all by path. The pages that are not written yet follow from the links.
    """
    wishes = {
        f"{WANTED_FOLDER}/{name_key(written.target)}.md"
        for page in known.pages.values()
        for written in page.links
        if (written.kind == "wiki" or (written.kind == "plain" and could_be_title(page, written)))
        and known.page(written.target) is None
    }
    resolver = _Resolver(known, files, frozenset((*generated, *wishes)), left_out)
    links: list[Link] = []
    problems: list[Problem] = []
    for page in known.pages.values():
        for written in _joined(page, known):
            link, found = resolver.resolve(page, written)
            links += [link] if link is not None else []
            problems += found
    return links, problems


def _joined(page: Page, known: Names) -> Iterator[WrittenLink]:
    """The links, with plain titles that hold commas put together again where a page has them."""
    number = 0
    while number < len(page.links):
        first = page.links[number]
        number += 1
        if first.kind == "plain" and known.with_commas:
            for count in range(4, 0, -1):
                run = page.links[number : number + count]
                if len(run) < count:
                    continue
                words = " ".join(page.text[first.start : run[-1].end].split())
                if (
                    all(w.kind == "plain" and w.label == first.label for w in run)
                    and known.page(words) is not None
                ):
                    number += count
                    first = replace(first, target=words, text=words, end=run[-1].end)
                    break
        yield first


Found = tuple[Link | None, list[Problem]]


@dataclass
class _Resolver:
    """From a link as written to its target, and what to say where it has none."""

    known: Names
    files: Collection[str]
    generated: Collection[str]
    left_out: Collection[str]

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses.of("pages and files", [*self.known.pages, *self.files, *self.generated])

    @cached_property
    def pictures(self) -> Addresses:
        return Addresses.of("pictures", self.files)

    def resolve(self, page: Page, written: WrittenLink) -> Found:
        where = page.place(written.line, written.column)
        if written.kind in ("web", "unreadable") or (written.kind == "html" and written.elsewhere):
            return None, []
        if written.kind in ("wiki", "plain"):
            return self.by_name(page, written, where)
        return self.by_address(page, written, where)

    # By name

    def by_name(self, page: Page, written: WrittenLink, where: Place) -> Found:
        name = written.target
        if not name and not written.fragment:
            message = "a name is missing between [[ and ]]. Write the title of a page there."
            return None, [Problem(where, message)]
        target = self.known.page(name) if name else page.path
        if target is None:
            return self.not_written(page, written, where)
        section, problems = self.heading(page, written, target, slug(written.fragment), where)
        if name and self.known.is_former(name):
            message = f"'{name}' is now called '{self.known.pages[target].title}'. The old name still works."
            problems.append(Problem(where, message, "note"))
        return Link(written, page.path, section), problems

    def not_written(self, page: Page, written: WrittenLink, where: Place) -> Found:
        """A name that no page has yet, with a note where one is nearly called so."""
        name = written.target
        key = name_key(name)
        near = self.known.nearest(name) if len(name) <= LONGEST_NAME else ""
        hint = Problem(where, f"no page is called '{name}'. Did you mean '{near}'?", "note")
        if written.kind == "plain" and not could_be_title(page, written):
            return None, [hint] if near else []
        if not key:
            return None, [Problem(where, f"'[[{name}]]' names no page. Write its title there.")]
        if "://" in name or _MAIL(name):
            message = f"'[[{name}]]' is an address, not the title of a page. Write <{name}>."
            return None, [Problem(where, message)]
        if len(name) > LONGEST_NAME or len(key.encode()) > 2 * LONGEST_NAME:
            message = (
                f"'[[{shorten(name)}]]' is too long for the name of a page. "
                f"Use at most {LONGEST_NAME} letters."
            )
            return None, [Problem(where, message)]
        link = Link(written, page.path, SectionId(""), wanted=key, name=name)
        return link, [hint] if near else []

    # By address

    def by_address(self, page: Page, written: WrittenLink, where: Place) -> Found:
        address = written.target
        picture = written.kind.endswith("image")
        if picture and (not address or written.elsewhere):
            return None, [Problem(where, _no_picture(written))]
        target = page.path
        problems: list[Problem] = []
        if address:
            path = joined_path("" if address.startswith("/") else page.folder, address)
            if path is None:
                hint = self.did_you_mean(page, re.sub(r"^(?:\.\./)+", "", address), picture)
                advice = hint or "Link to a page in docs/ or to a web address."
                return None, [Problem(where, f"'{address}' leads out of the handbook. {advice}")]
            there = self.page_at(path)
            if there is None:
                if path in self.files or any(at in self.generated for at in _pages_at(path)):
                    return None, []
                return None, [self.no_such_file(page, written, path, where)]
            target = there
            if target != path and target not in _pages_at(path):
                way = _way(page, target)
                message = (
                    f"'{address}' is the address of a page on the site. Write '{way}', which is its file."
                    if path.endswith(".html")
                    else f"'{address}' has moved. Write '{way}'; the old address still works."
                )
                problems = [Problem(where, message, "note")]
        if picture:
            return None, [Problem(where, f"'{address}' is a page, not a picture. Link to it instead.")]
        section, lost = self.heading(page, written, target, written.fragment, where)
        return Link(written, page.path, section), [*problems, *lost]

    def page_at(self, path: str) -> PagePath | None:
        """The page at an address, with or without its ending, or moved from there."""
        if path in self.known.pages:
            return PagePath(path)
        if path in self.files:
            return None
        plain = path.removesuffix(".html")
        for candidate in (*_pages_at(path), *(_pages_at(plain) if plain != path else ())):
            if candidate in self.known.pages:
                return candidate
        return self.known.moved.get(PagePath(path)) or self.known.moved.get(PagePath(f"{path}.md"))

    def no_such_file(self, page: Page, written: WrittenLink, path: str, where: Place) -> Problem:
        picture = written.kind.endswith("image")
        if picture:
            advice = "Put the file into docs/, or take the picture out."
        else:
            name = re.sub(r"[\[\]]", "", written.text).strip() or "its title"
            advice = f"Link to a page that is there, or ask for one by its name: [[{name}]]."
        if PagePath(path) in self.known.history.gone:
            return Problem(where, f"'{written.target}' was taken out of the handbook. {advice}", "note")
        if path in self.left_out or f"{path}.md" in self.left_out:
            message = f"'{written.target}' is there and is left out of the site; see what is said of it."
            return Problem(where, message, "note")
        other = _FILE.search(path.lower()) and not _PAGE.search(path.lower())
        what = "picture" if picture else "file" if other else "page"
        message = f"there is no {what} at '{written.target}'."
        if hint := self.did_you_mean(page, path, picture):
            return Problem(where, f"{message} {hint}")
        if not picture and _MAIL(written.target):
            return Problem(where, f"{message} Did you mean 'mailto:{written.target}'?")
        if not picture and _SITE(written.target) and not _FILE.search(written.target):
            return Problem(where, f"{message} Did you mean 'https://{written.target}'?")
        return Problem(where, f"{message} {advice}")

    def did_you_mean(self, page: Page, path: str, picture: bool) -> str:
        path = path.replace("\\", "/").strip()
        near = (self.pictures if picture else self.addresses).nearest(path, self.known.hints)
        if not near and path.rpartition("/")[2] == "index.md" and "index.md" in self.known.pages:
            near = PagePath("index.md")
        if not near:
            return ""
        capitals = " Capitals count." if near.lower() == path.lower() and near != path else ""
        return f"Did you mean '{_way(page, near)}'?{capitals}"

    # Headings

    def heading(
        self, page: Page, written: WrittenLink, target: PagePath, fragment: str, where: Place
    ) -> tuple[SectionId, list[Problem]]:
        """The section a fragment means; the whole page where it means none."""
        whole = SectionId(target)
        if not fragment or fragment.startswith("gap-"):
            return whole, []
        anchors = self.known.anchors[target]
        section = anchors.get(fragment) or anchors.get(slug(fragment))
        if section is not None:
            return section, []
        former = self.known.former_anchors.get(target, {})
        section = former.get(fragment) or former.get(slug(fragment))
        if section is not None:
            now = section.partition("#")[2]
            advice = f"it is '#{now}' now" if now else "the whole page has taken its place"
            message = f"'#{written.fragment}' is a former heading; {advice}. The old address still works."
            return section, [Problem(where, message, "note")]
        if self.known.pages[target].beyond:
            return whole, []
        near = self.known.nearest_anchor(target, slug(fragment))
        hint = "Leave the part after '#' out."
        if near:
            hint = f"Did you mean '#{near}'?"
        elif not written.target:
            hint = "Name a heading that is there, or take the link out."
        here = target == page.path
        place = "this page" if here else f"'docs/{target}'"
        message = f"{place} has no heading '#{written.fragment}'. {hint}"
        # Without the names of former days nobody can tell whether somebody changed the heading elsewhere.
        mine = here or self.known.history.names
        return whole, [Problem(where, message, "problem" if mine else "note")]


def could_be_title(page: Page, written: WrittenLink) -> bool:
    """Whether words after `See also:` ask for a page, or are just words.

    They are words where a link follows or goes before without a comma, where they begin small, and
    where they hold brackets or quotation marks.
    """
    if not re.match(r"[^\W_a-zß-ÿ]", written.target) or re.search(r"[()\[\]\"“”:]", written.target):
        return False
    before = page.text[max(written.start - 2, 0) : written.start].rstrip()
    after = page.text[written.end : written.end + 3].lstrip()
    return not before.endswith((")", "]", ">")) and not after.startswith(("[", "<", "!["))


def _no_picture(written: WrittenLink) -> str:
    if written.target and written.kind == "html image":
        return (
            "this picture is on another web site, which sees everybody who reads this page. "
            "Save the picture into docs/."
        )
    if written.target:
        return (
            "this picture is on another web site, which would see every reader, so only a link is shown. "
            "Save the picture into docs/."
        )
    return "this picture has no address. Name its file in the brackets, or take it out."


def joined_path(folder: str, address: str) -> str | None:
    """Where an address leads from a folder of `docs/`; None where that is outside."""
    parts = folder.split("/") if folder else []
    for part in address.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or "."


def _pages_at(path: str) -> tuple[PagePath, ...]:
    whole = [path, f"{path}.md", f"{path}/index.md", *(["index.md"] if path == "." else [])]
    return tuple(map(PagePath, whole))


def _way(page: Page, target: str) -> str:
    """The address of a file of `docs/` as a page writes it."""
    return posixpath.relpath(target, page.folder or ".")


def wanted(links: Collection[Link]) -> dict[str, Wanted]:
    """The pages not written yet, those that most sections ask for first."""
    asks: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.wanted:
            asks[link.wanted].append(link)
    near: dict[str, list[str]] = defaultdict(list)
    for one, other in one_letter_apart(asks):
        near[one].append(other)
        near[other].append(one)
    pages = [
        Wanted(
            key,
            min(asking, key=lambda a: (a.page, a.written.start)).name,
            tuple(asking),
            tuple(near.get(key, ())),
        )
        for key, asking in asks.items()
    ]
    pages.sort(key=lambda page: (-page.sections, page.slug))
    return {page.slug: page for page in pages}


def kind_of(page: Page, written: WrittenLink, labels: Mapping[str, LabelKind]) -> str:
    """What a link is for: `see also`, `quoted` in somebody's words, `answered` by it, or `linked`."""
    if is_see_also(page, written, labels):
        return "see also"
    if not page.voices and not page.labels:
        return "linked"
    at = bisect_right(page.voices, written.start, key=lambda voice: voice.start) - 1
    if at >= 0 and written.start < page.voices[at].end:
        return "quoted"
    at = bisect_right(page.labels, written.start, key=lambda label: label.start) - 1
    while at >= 0 and page.labels[at].inline:
        at -= 1
    if at >= 0 and written.start < page.labels[at].end and page.labels[at].facts.state == "answered":
        return "answered"
    return "linked"


def is_see_also(page: Page, written: WrittenLink, labels: Mapping[str, LabelKind]) -> bool:
    """Whether a link stands in a label that shows links, such as `See also:`."""
    kind = labels.get(page.labels[written.label].name) if written.label >= 0 else None
    return kind is not None and kind.shows == "links"
