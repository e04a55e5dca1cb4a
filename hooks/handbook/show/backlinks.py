"""Who links here, with the sentence, as HTML: at the foot of a page and under the heading that is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape

from handbook.find.links import kind_of
from handbook.model import Handbook, Link, Page, PagePath, SectionId
from handbook.read import sentences
from handbook.show.addresses import relative_url, where

UNFOLDED = 8
"""As many links are shown at once; the others are folded under them, if there are more than two."""

MOST_NAMED = 40
"""Sections that one list names; the others are counted, so that no page grows with the book."""

MOST_SAID = 5
"""Sentences of one section; who wants more follows the link."""

Item = Callable[[Link], str]
"""What a link says, as HTML."""


def of_page(book: Handbook, page: Page) -> Iterator[str]:
    """Every link to a page, grouped by what it is for, each group under a heading."""
    groups = _grouped(book, book.links_to.get(page.path, ()))
    groups["used"] = [*book.uses_of(page.path)]
    for kind, (title, item) in KINDS.items():
        if groups.get(kind):
            yield listed(title, *_items(book, page.path, groups[kind], item))


def of_headings(book: Handbook, page: Page) -> Mapping[SectionId, str]:
    """A folded list for each heading of a page that links name."""
    meant: dict[SectionId, list[Link]] = {}
    for link in book.links_to.get(page.path, ()):
        if link.target != page.section:
            meant.setdefault(link.target, []).append(link)
    return {section: _fold(book, page.path, links) for section, links in meant.items()}


def _fold(book: Handbook, here: PagePath, links: Sequence[Link]) -> str:
    groups = _grouped(book, links)
    items, more = "", 0
    for kind, (title, item) in KINDS.items():
        entries, others = _items(book, here, groups.get(kind, ()), item)
        items += "".join(f"<li>{f'{title}: ' if kind != 'linked' else ''}{entry}</li>" for entry in entries)
        more += others
    sources = len({link.source for link in links})
    count = f"{sources} other section{'' if sources == 1 else 's'}"
    return (
        f'<details class="backlinks" data-search-exclude><summary>Linked from {count}</summary>'
        f"<ul>{items}</ul>{and_more(more)}</details>"
    )


def _grouped(book: Handbook, links: Iterable[Link]) -> dict[str, list[Link]]:
    groups: dict[str, list[Link]] = {}
    for link in links:
        kind = kind_of(book.pages[link.page], link.written, book.vocabulary.labels)
        groups.setdefault(kind, []).append(link)
    return groups


def listed(title: str, items: Sequence[str], others: int = 0) -> str:
    """A heading and a list, the longest part of it folded, and how many others there are."""
    shown, rest = items[:UNFOLDED], items[UNFOLDED:]
    if len(rest) <= 2:  # nobody wants to unfold one entry
        shown, rest = items, ()
    inside = f"{_list(rest)}{and_more(others)}"
    more = f"<details><summary>{len(rest) + others} more</summary>{inside}</details>" if rest else ""
    return f"<h2>{title}</h2>{_list(shown)}{more}"


def and_more(others: int) -> str:
    """How many sections a list leaves out, in words."""
    return f"<p>And {others:,} more section{'' if others == 1 else 's'}.</p>" if others else ""


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _from(book: Handbook, page: PagePath, link: Link) -> str:
    # Addresses hold no signs that HTML minds: `url` has spelled them out.
    name = where(book, link.source).rstrip(" :")
    return f'<a href="{relative_url(page, link.source)}">{escape(name)}</a>'


def _items(book: Handbook, here: PagePath, links: Iterable[Link], item: Item) -> tuple[list[str], int]:
    """One entry for each section that links, with what it says, the same words once and not too many.

    And how many sections that leaves out.
    """
    said: dict[SectionId, dict[str, Link]] = {}
    others: set[SectionId] = set()
    for link in links:
        if len(said) == MOST_NAMED and link.source not in said:
            others.add(link.source)
            continue
        words = said.setdefault(link.source, {})
        if len(words) < MOST_SAID:
            words.setdefault(item(link), link)
    entries = []
    for words in said.values():
        name = _from(book, here, next(iter(words.values())))
        entries.append(f"{name}: {' '.join(filter(None, words))}" if any(words) else name)
    return entries, len(others)


def _reason(link: Link) -> str:
    return escape(link.written.reason)


def sentence(link: Link) -> str:
    """The sentence a link stands in, the link itself marked, as HTML."""
    before, words, after = sentences.sentence(link.written).parts
    if not (before or after):
        return f"<q>{escape(words)}</q>"
    return f"<q>{escape(before)}<mark>{escape(words)}</mark>{escape(after)}</q>"


KINDS: dict[str, tuple[str, Item]] = {
    "see also": ("See also, from other pages", _reason),
    "answered": ("Helps to answer", sentence),
    "quoted": ("Linked from somebody’s words", sentence),
    "linked": ("Linked from", sentence),
    "used": ("Where the word is used", sentence),
}
"""What a link may be for, in the order shown: the words over the list, and how an entry looks."""
