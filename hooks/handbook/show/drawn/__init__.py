"""Lists the build draws from the whole book, each beneath the page it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

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
    Handbook,
    PagePath,
)
from handbook.show.drawn import (
    bibliography,
    coverage,
    definitions,
    example,
    networks,
    posts,
    principles,
    results,
    rounds,
    situations,
    voices,
)

LISTS: Mapping[PagePath, Callable[[Handbook], Iterator[str]]] = {
    SITUATIONS: situations.drawn,
    NETWORKS: networks.drawn,
    DEFINITIONS: definitions.drawn,
    PRINCIPLES: principles.drawn,
    BIBLIOGRAPHY: bibliography.drawn,
    VOICES: voices.drawn,
    ROUNDS: rounds.drawn,
    POSTS: posts.drawn,
    RESULTS: results.drawn,
    EXAMPLE: example.drawn,
    COVERAGE: coverage.drawn,
}
"""Every list as lines of Markdown, by its page. A new one has an entry in `find.drawn` as well."""


def beneath(book: Handbook, path: PagePath) -> list[str]:
    """What the build draws beneath a page, as lines of Markdown."""
    return list(LISTS[path](book)) if path in LISTS and path in book.drawn else []
