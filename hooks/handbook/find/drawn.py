"""Lists the build draws: beneath a page somebody wrote, or else on a page of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from handbook.find import voices
from handbook.find.coverage import headings
from handbook.find.networks import side_by_side
from handbook.model import (
    BIBLIOGRAPHY,
    COVERAGE,
    DEFINITIONS,
    NETWORKS,
    PRINCIPLES,
    SITUATIONS,
    VOICES,
    Page,
    PagePath,
    Vocabulary,
    slug,
)

Pages = Mapping[PagePath, Page]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A list by its page; `title` is for where nobody has written that page.

    `anchors` are the headings of the list: there is one list where this yields anything, and an
    empty one stands for a list without headings.
    """

    title: str
    anchors: Callable[[Pages, Vocabulary], Iterator[str]]


def situations(pages: Pages) -> dict[str, list[Page]]:
    """What readers may find themselves in, in the order of the book, and the pages for it.

    Pages that name it before others come first. Words that make the same anchor are one situation, as
    it was written first; words that make none cannot be found.
    """
    named: dict[str, str] = {}
    found: dict[str, list[tuple[int, Page]]] = {}
    for page in pages.values():
        for rank, anchor in enumerate(dict.fromkeys(filter(None, map(slug, page.front.situations)))):
            named.setdefault(anchor, next(w for w in page.front.situations if slug(w) == anchor))
            found.setdefault(anchor, []).append((rank, page))
    return {
        named[anchor]: [page for _, page in sorted(ranked, key=_rank)] for anchor, ranked in found.items()
    }


def _rank(ranked: tuple[int, Page]) -> int:
    return ranked[0]


def _situations(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from map(slug, situations(pages))


def _networks(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from [""] if side_by_side(pages, vocabulary) else []


def _definitions(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from [""] if vocabulary.definitions else []


def _principles(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from [""] if vocabulary.principles else []


def _bibliography(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    states = [source.state == "missing" for source in vocabulary.sources.values()]
    yield from ["looked-for"] if any(states) else []
    yield from ["all-sources"] if not all(states) else []
    yield from (f"source-{key}" for key in vocabulary.sources)
    yield from ["waiting-to-be-filed"] if voices.waiting(pages) else []


def _voices(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from voices.headings(pages, vocabulary)


def _coverage(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from headings(vocabulary.inventory) if vocabulary.inventory else []


DRAWN: Mapping[PagePath, Drawn] = {
    SITUATIONS: Drawn("Find a way of working", _situations),
    NETWORKS: Drawn("Networks side by side", _networks),
    DEFINITIONS: Drawn("Definitions side by side", _definitions),
    PRINCIPLES: Drawn("Principles side by side", _principles),
    BIBLIOGRAPHY: Drawn("Notes and references", _bibliography),
    VOICES: Drawn("Voices", _voices),
    COVERAGE: Drawn("What the sources raise, and where it is", _coverage),
}
"""Every such list. A new one is an entry here and one in `show.drawn`."""


def anchors(pages: Pages, vocabulary: Vocabulary) -> dict[PagePath, tuple[str, ...]]:
    """The lists there is something to draw for, and the headings in each."""
    found = {path: tuple(drawn.anchors(pages, vocabulary)) for path, drawn in DRAWN.items()}
    return {path: tuple(filter(None, names)) for path, names in found.items() if names}
