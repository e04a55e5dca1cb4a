"""Lists the build draws: beneath a page somebody wrote, or else on a page of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from handbook.find import voices
from handbook.find.coverage import headings
from handbook.find.networks import side_by_side
from handbook.model import (
    BIBLIOGRAPHY,
    COVERAGE,
    DEFINITIONS,
    EXAMPLE,
    NETWORKS,
    POSTS,
    PRINCIPLES,
    RESULTS,
    ROUNDS,
    SITUATIONS,
    VOICES,
    Page,
    PagePath,
    PublicTeam,
    Vocabulary,
    is_post,
    slug,
)

Pages = Mapping[PagePath, Page]
_dated = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-").match


@dataclass(frozen=True, slots=True)
class Drawn:
    """A list by its page; `title` is for where nobody has written that page.

    `anchors` are the headings of the list: there is one list where this yields anything, and an
    empty one stands for a list without headings.
    """

    title: str
    anchors: Callable[[Pages, Vocabulary], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Situation:
    """What readers may find themselves in, the anchor of its heading, and the pages for it."""

    words: str
    anchor: str
    pages: tuple[Page, ...]


def situations(pages: Pages) -> list[Situation]:
    """All situations in the order of the book.

    Pages that name one before others come first. Words alike but for capitals and signs are one
    situation, as it was written first; words without letters cannot be found. An anchor that a heading
    on the finder's own page has is left to that.
    """
    named: dict[str, str] = {}
    found: dict[str, list[tuple[int, Page]]] = {}
    for page in pages.values():
        written: dict[str, str] = {}
        for words in (" ".join(words.split()) for words in page.front.situations):
            written.setdefault(slug(words), words)
        written.pop("", None)
        for rank, (name, words) in enumerate(written.items()):
            named.setdefault(name, words)
            found.setdefault(name, []).append((rank, page))
    own = pages[SITUATIONS].headings if SITUATIONS in pages else ()
    taken = {anchor for h in own for anchor in (slug(h.text), h.section.partition("#")[2])}
    result = []
    for name, words in named.items():
        ways = (name, *(f"{name}-{number}" for number in range(1, len(taken) + 2)))
        anchor = next(way for way in ways if way not in taken)
        taken.add(anchor)
        result.append(Situation(words, anchor, tuple(page for _, page in sorted(found[name], key=_rank))))
    return result


def _rank(ranked: tuple[int, Page]) -> int:
    return ranked[0]


@dataclass(frozen=True, slots=True)
class Post:
    """What people who were paired have passed on, and the day that its file begins with, if any."""

    page: Page
    day: str


def posts(pages: Pages) -> list[Post]:
    """All posts, the newest first; those without a day come last."""
    found = [Post(page, _day(path)) for path, page in pages.items() if is_post(path)]
    return sorted(found, key=lambda post: post.day, reverse=True)


def _day(path: PagePath) -> str:
    match = _dated(path.rpartition("/")[2])
    try:
        return date.fromisoformat(match[1]).isoformat() if match else ""
    except ValueError:
        return ""


def _situations(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from (situation.anchor for situation in situations(pages))


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


def teams(assessments: Mapping[str, PublicTeam]) -> dict[str, str]:
    """The anchor of each team that shows something, in the order they began to."""
    found: dict[str, str] = {}
    for name in assessments:
        own = f"team-{slug(name)}".rstrip("-")
        ways = (own, *(f"{own}-{number}" for number in range(2, len(assessments) + 2)))
        found[name] = next(way for way in ways if way not in found.values())
    return found


def _results(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from teams(vocabulary.assessments).values()


INVENTED: Mapping[str, str] = {
    "example-picture": "What the team sees",
    "example-talk": "Talk about these first",
    "example-figures": "The same in figures",
}
"""The headings of the worked example, by their anchors."""


def _example(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    before, now = (vocabulary.example.get(name) for name in ("baseline", "follow-up"))
    if before and now and now.instrument == before.instrument and now.instrument in vocabulary.instruments:
        yield from INVENTED


def _coverage(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from headings(vocabulary.inventory) if vocabulary.inventory else []


def _rounds(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from [""] if vocabulary.unmentoring or ROUNDS in pages else []


def _posts(pages: Pages, vocabulary: Vocabulary) -> Iterator[str]:
    yield from [""] if POSTS in pages or posts(pages) else []


DRAWN: Mapping[PagePath, Drawn] = {
    SITUATIONS: Drawn("Find a way of working", _situations),
    NETWORKS: Drawn("Networks side by side", _networks),
    DEFINITIONS: Drawn("Definitions side by side", _definitions),
    PRINCIPLES: Drawn("Principles side by side", _principles),
    BIBLIOGRAPHY: Drawn("Notes and references", _bibliography),
    VOICES: Drawn("Voices", _voices),
    ROUNDS: Drawn("Rounds of unmentoring so far", _rounds),
    POSTS: Drawn("What pairs have passed on", _posts),
    RESULTS: Drawn("What teams have shown", _results),
    EXAMPLE: Drawn("A worked example", _example),
    COVERAGE: Drawn("What the sources raise, and where it is", _coverage),
}
"""Every such list. A new one is an entry here and one in `show.drawn`."""


def anchors(pages: Pages, vocabulary: Vocabulary) -> dict[PagePath, tuple[str, ...]]:
    """The lists there is something to draw for, and the headings in each."""
    found = {path: tuple(drawn.anchors(pages, vocabulary)) for path, drawn in DRAWN.items()}
    return {path: tuple(filter(None, names)) for path, names in found.items() if names}
