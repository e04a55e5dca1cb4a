"""Ways around the book: all pages by part, the terms from A to Z, and the pages not written yet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from handbook.model import ALL_PAGES, TERMS, WANTED_INDEX, Handbook, Page, PagePath, SectionId, Term, Wanted
from handbook.show.addresses import link, part, relative, relative_url
from handbook.show.cards import anchor
from handbook.show.feeds import offered
from handbook.show.markdown import escape as plain
from handbook.show.page import meanings, with_settings
from handbook.show.wanted import sections


def all_pages(book: Handbook) -> str:
    """Every page by part, in reading order, with its status."""
    parts: dict[str, list[Page]] = {}
    for page in book.pages.values():
        parts.setdefault(part(book, page.path), []).append(page)
    lines = [f"{len(book.pages)} pages, in the order of the book.", ""]
    if feeds := [link(f"../{feed.path}", feed.title.lower()) for feed in offered(book)]:
        names = " or ".join(filter(None, (", ".join(feeds[:-1]), feeds[-1])))
        lines += [f"To hear what is new, follow them in a feed reader: {names}.", ""]
    for name, pages in parts.items():
        place = f"{{#{anchor(pages[0].path)}}}"
        lines += [f"## {plain(name)} {place}", "", _list(_page(book, page) for page in pages), ""]
    return _document("All pages", "Every page of the handbook, and how far each has come.", lines)


def _page(book: Handbook, page: Page) -> str:
    status = book.vocabulary.statuses.get(page.front.status)
    mark = (
        f' <span class="status-word"><span aria-hidden="true">{escape(status.icon)}</span> '
        f"{escape(page.front.status)}</span>"
        if status
        else ""
    )
    about = f" – {escape(page.front.description)}" if page.front.description else ""
    return f"{link(relative_url(ALL_PAGES, page.path), page.name)}{mark}{about}"


def terms(book: Handbook) -> str:
    """Every term of the glossary under its letter, with its short form or how many meanings it has."""
    lines = ["What our words mean, or how many ways we use them. Each leads to a page of its own.", ""]
    ordered = sorted(book.terms.values(), key=lambda term: (_plain_letters(term.name), term.name))
    for letter, group in groupby(ordered, key=lambda term: _letter(term.name)):
        lines += [f"## {plain(letter)}", "", _list(_term(book, term) for term in group), ""]
    return _document("Terms A to Z", "What our words mean, or how many ways we use them.", lines)


def _term(book: Handbook, term: Term) -> str:
    name = link(relative_url(TERMS, term.page), term.name)
    if term.see is not None:
        return f"{name}: see {link(relative_url(TERMS, term.see), book.pages[term.see].name)}"
    used = len({use.source for use in book.uses_of(term.page)})
    facts = [meanings(term)] if len(term.meanings) > 1 else []
    facts += [f"used in {sections(used).lower()}"] if used else []
    said = f" – {escape(term.short)}" if term.short else ""
    return f"{name}{said}" + (f" ({', '.join(facts)})" if facts else "")


def _list(items: Iterable[str]) -> str:
    """A list as HTML: a long one in Markdown would cost an engine more than all it says is worth."""
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _plain_letters(name: str) -> str:
    """Without accents and capitals, as an alphabet sorts it."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in bare if sign.isalnum() or sign == " ").strip()


def _letter(name: str) -> str:
    first = _plain_letters(name)[:1].upper()
    return "0 to 9" if first.isdigit() else first or "Other"


def not_written(book: Handbook) -> str:
    """The pages somebody links to by name and nobody has begun, those most asked for first."""
    lines = [
        "Somebody hoped to find each of these pages, and linked to it by its name. Those that most sections "
        "ask for come first. A few plain sentences are enough to begin one.",
        "",
    ]
    if not book.wanted:
        lines = ["Every page that somebody links to by name is there.", ""]
    shown: set[str] = set()
    for page in book.wanted.values():
        if page.slug not in shown:
            shown |= {page.slug, *page.near}
            lines.append(f"- {_wanted(page)}")
            for slug in page.near:
                near = book.wanted[slug]
                lines.append(f"    - Nearly the same name: {_wanted(near)}. Did you mean {plain(page.name)}?")
    return _document(
        "Pages not written yet", "Pages that somebody hoped to find, and anybody may begin.", lines
    )


def _wanted(page: Wanted) -> str:
    asks = "asks" if page.sections == 1 else "ask"
    return f"{_link(WANTED_INDEX, page.name, page.path)}: {sections(page.sections).lower()} {asks} for it"


def _link(here: PagePath, name: str, target: PagePath) -> str:
    return f"[{plain(name)}]({relative(here, SectionId(target))})"


def _document(title: str, about: str, lines: list[str]) -> str:
    return with_settings(
        {"title": title, "description": about, "search": {"exclude": True}},
        "\n".join([f"# {title}", "", *lines]).rstrip() + "\n",
    )


INDEXES = {ALL_PAGES: all_pages, TERMS: terms, WANTED_INDEX: not_written}
"""Every index by its address. A new one is a function and its line here."""


def shown(book: Handbook) -> Iterator[PagePath]:
    """The indexes that have something to show."""
    for path in INDEXES:
        if path != TERMS or book.terms:
            yield path
