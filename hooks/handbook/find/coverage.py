"""What the sources raise, and where in the book it has a home."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from handbook.model import Handbook, Item, Page, PagePath

TENSION = "tension"
"""The kind of an item that is a contradiction: the book shows it, and does not settle it."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two items, by their keys, that belong together, and the pages where the book joins them.

    These are the page that covers both, or one that links and the one it links to, or none.
    """

    item: str
    other: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The inventory as the book stands: each item by its key, with the pages that cover it."""

    homes: Mapping[str, tuple[Page, ...]]
    pages: Mapping[PagePath, tuple[str, ...]]
    """What each page covers, in the order of the book."""
    items: tuple[str, ...]
    tensions: tuple[str, ...]
    missing: tuple[str, ...]
    left_out: tuple[str, ...]
    homeless: tuple[str, ...]
    """Items without a home, and without a reason to be left out."""
    ties: tuple[Tie, ...]

    def summary(self) -> str:
        """How far the book has come with all of it, in one line."""
        placed = len(self.items) - len({*self.homeless} & {*self.items})
        has = "has" if len(self.items) == 1 else "have"
        return f"{placed} of {len(self.items)} items {has} a home or a reason to be left out"


def coverage(book: Handbook) -> Coverage:
    """Where everything is; worked out once for a book."""
    return book.once("coverage", _coverage)


def headings(inventory: Mapping[str, Item]) -> dict[str, str]:
    """The headings of the list, by their anchors."""
    kinds = {
        "Without a home": True,
        "Left out": any(item.left_out for item in inventory.values()),
        "Tensions": any(item.kind == TENSION for item in inventory.values()),
        "What the sources do not hold": any(item.missing for item in inventory.values()),
        "Links across sources": any(item.links for item in inventory.values()),
        "Item by item": True,
        "Page by page": True,
    }
    return {f"coverage-{name.lower().replace(' ', '-')}": name for name, shown in kinds.items() if shown}


def _coverage(book: Handbook) -> Coverage:
    inventory = book.vocabulary.inventory
    homes: dict[str, list[Page]] = {}
    pages: dict[PagePath, tuple[str, ...]] = {}
    for page in book.pages.values():
        known = tuple(key for key in dict.fromkeys(page.front.covers) if key in inventory)
        for key in known:
            homes.setdefault(key, []).append(page)
        if known:
            pages[page.path] = known
    return Coverage(
        homes={key: tuple(found) for key, found in homes.items()},
        pages=pages,
        items=tuple(key for key, item in inventory.items() if item.kind != TENSION),
        tensions=tuple(key for key, item in inventory.items() if item.kind == TENSION),
        missing=tuple(key for key, item in inventory.items() if item.missing),
        left_out=tuple(key for key, item in inventory.items() if item.left_out and key not in homes),
        homeless=tuple(key for key, item in inventory.items() if not item.left_out and key not in homes),
        ties=tuple(_ties(book, homes)),
    )


def _ties(book: Handbook, homes: Mapping[str, list[Page]]) -> Iterator[Tie]:
    shown = [*book.links, *book.uses]
    linked = {(link.page, PagePath(link.target.partition("#")[0])) for link in shown}
    for key, item in book.vocabulary.inventory.items():
        for other in item.links:
            if other in book.vocabulary.inventory:
                ways = _ways(homes.get(key, ()), homes.get(other, ()))
                joined = (
                    pages for pages in ways if len(pages) == 1 or (pages[0].path, pages[1].path) in linked
                )
                yield Tie(key, other, next(joined, ()))


def _ways(ours: Collection[Page], theirs: Collection[Page]) -> Iterator[tuple[Page, ...]]:
    """The ways in which the book may join two items, the nearest first."""
    yield from ((page,) for page in ours if page in theirs)
    for page in ours:
        for other in theirs:
            yield page, other
            yield other, page
