"""Atom feeds: the gaps asked and filled, what is new and changed in the book, and what pairs passed on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from handbook.find.drawn import posts
from handbook.find.names import names
from handbook.find.news import MOST, GapNews, first_names, of_changes, of_gaps
from handbook.model import POSTS, REPORT, WANTED_FOLDER, Handbook, Page, PagePath, SectionId, Spell
from handbook.read.raw import without_controls
from handbook.read.sentences import around
from handbook.read.settings import shorten
from handbook.show.addresses import gap_section, in_words, url, where

LONGEST_TITLE = 120
"""Letters; the summary of an entry has all of the words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed; `address` counts from the beginning of the site."""

    key: str
    day: date
    title: str
    summary: str
    address: str


def _gaps(book: Handbook) -> Iterator[Entry]:
    open_gaps = {gap.id: gap for gap in book.gaps}
    for news in of_gaps(book):
        spell = news.spell
        gap = open_gaps.get(spell.gap) if spell.closed is None else None
        asked_in = gap.section if gap else _there(book, news.section)
        address = gap_section(gap) if gap else asked_in or _written(book, spell) or REPORT
        yield Entry(
            news.key, news.day, _title(news.what, spell.words), _about(book, news, asked_in), url(address)
        )


def _there(book: Handbook, section: SectionId) -> SectionId | None:
    """The section, or its page where only that is there today."""
    page = book.pages.get(PagePath(section.partition("#")[0]))
    if page is None:
        return None
    return section if section in page.over else page.section


def _written(book: Handbook, spell: Spell) -> PagePath | None:
    """The page that was not written yet."""
    if not spell.gap.startswith(f"{WANTED_FOLDER}/"):
        return None
    return book.once("names", lambda book: names(book.pages, book.history)).page(spell.words)


def _about(book: Handbook, news: GapNews, asked_in: SectionId | None) -> str:
    kind = news.spell.kind.replace("-", " ").capitalize()
    asked = f" in ‘{where(book, asked_in)}’" if asked_in else ""
    asked += f" on {in_words(news.spell.asked.isoformat())}" if news.what == "filled" else ""
    return f"{kind}{asked and f', asked for{asked}'}: {news.spell.words}"


def _changes(book: Handbook) -> Iterator[Entry]:
    for change in of_changes(book):
        title = _title(change.what, where(book, change.section))
        yield Entry(change.key, change.day, title, _about_section(book, change.section), url(change.section))


def _about_section(book: Handbook, section: SectionId) -> str:
    """What a section says first; of a page, what its author says of it."""
    page = book.pages[PagePath(section.partition("#")[0])]
    if section == page.section and page.front.description:
        return page.front.description
    return begins(page, section)


def begins(page: Page, section: SectionId) -> str:
    """The first sentence of a page or of one of its sections."""
    text = next((prose.text for prose in page.prose if section in (prose.section, page.section)), "")
    return around(text, 0, 0).text


def _posts(book: Handbook) -> Iterator[Entry]:
    first = first_names(book.history)
    for post in [post for post in posts(book.pages) if post.day][:MOST]:
        section = post.page.section
        title = shorten(post.page.title, LONGEST_TITLE)
        yield Entry(
            first(section), date.fromisoformat(post.day), title, begins(post.page, section), url(section)
        )


def _title(what: str, words: str) -> str:
    return shorten(f"{what.capitalize()}: {words}", LONGEST_TITLE)


@dataclass(frozen=True, slots=True)
class Feed:
    path: str
    title: str
    entries: Callable[[Handbook], Iterator[Entry]]
    of: PagePath | None = None
    """The list that it tells of; a book without that list has no such feed."""


SHARED = Feed("shared.xml", "What pairs have passed on", _posts, POSTS)
FEEDS: tuple[Feed, ...] = (
    Feed("gaps.xml", "Gaps asked and filled", _gaps),
    Feed("changes.xml", "New and changed pages", _changes),
    SHARED,
)
"""Every feed. A new one is a line here, and one in `theme/main.html` to announce it."""


def offered(book: Handbook) -> list[Feed]:
    """The feeds of this book; without dates there are none."""
    return [] if book.history.reason else [feed for feed in FEEDS if not feed.of or feed.of in book.drawn]


def atom(book: Handbook, feed: Feed, site: str) -> str:
    """A feed as Atom (RFC 4287); addresses are whole ones where that of the site is known."""
    home = book.pages.get(PagePath("index.md"))
    name = home.name if home else "Handbook"
    entries = list(feed.entries(book))
    root = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(root, "id", _id(f"{site}{feed.path}"))
    _add(root, "title", f"{name}: {feed.title.lower()}")
    _add(root, "updated", _moment(entries[0].day if entries else _beginning(book)))
    _add(_add(root, "author"), "name", name)
    _add(root, "link", rel="alternate", type="text/html", href=site or "./")
    if site:
        _add(root, "link", rel="self", type="application/atom+xml", href=f"{site}{feed.path}")
    for entry in entries:
        child = _add(root, "entry")
        _add(child, "id", _id(f"{feed.path}/{entry.key}"))
        _add(child, "title", entry.title)
        _add(child, "updated", _moment(entry.day))
        _add(child, "link", rel="alternate", type="text/html", href=f"{site}{entry.address}" or "./")
        if entry.summary:
            _add(child, "summary", entry.summary)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = _printed(text)
    return child


def _printed(text: str) -> str | None:
    """The text on one line, without signs nobody can see: words of former days may hold some."""
    return " ".join(without_controls(text).split()) or None


def _id(key: str) -> str:
    # A file name may hold bytes that are no characters.
    return uuid5(NAMESPACE_URL, key.encode("utf-8", "backslashreplace").decode()).urn


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _beginning(book: Handbook) -> date:
    """The first day git knows of, for a feed of a book in which nothing happened yet."""
    known = book.history
    return min([*known.written.values(), *known.changed.values()], default=date(1970, 1, 1))
