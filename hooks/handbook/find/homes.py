"""Where an unsorted note might belong: the pages that speak of the same rare things."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import log

from handbook.model import Handbook, Page, PagePath, name_key

MOST = 3
FEWEST = 2
"""Words a page must share with a note, unless one of them is in the page's own name."""
COMMON = 1 / 4
"""A word on more than this share of all pages says nothing about any of them."""
IN_NAME = 3
"""How much more a word says that is in the page's own name."""

_WORD = re.compile(r"[^\W\d_][\w’'-]{3,}")
_SMALL = frozenset(
    "about also always another anybody anyone anything because been before being beside both certain could "
    "does doing done each either else enough even ever every everybody everyone everything from have having "
    "here into just kind less like many maybe might more most much must never nobody nothing often only "
    "other others ourselves over perhaps quite rather same shall should some somebody someone something "
    "somewhere soon still such than that their theirs them themselves then there these they thing things "
    "this those through together under until upon very want wanted were what when where whether which while "
    "whole whom whose will with within without would your yours yourself yourselves".split()
)
"""Words that stand in any sentence and tell nothing of what it is about."""


@dataclass(frozen=True, slots=True)
class Home:
    """A page where a note might belong, and the words they share, the most telling first."""

    page: PagePath
    shared: tuple[str, ...]


def homes(book: Handbook, notes: Collection[str], here: Collection[PagePath]) -> Mapping[str, list[Home]]:
    """For each note at most three pages, nearest first, but none of those `here`."""
    wanted = {note: {_stem(word): word for word in _words(note)} for note in notes}
    stems = {stem for words in wanted.values() for stem in words}
    pages = {path: page for path, page in book.pages.items() if path not in here and not _leads(path)}
    named = {path: {_stem(word) for word in _words(" ".join(_names(page)))} for path, page in pages.items()}
    found = {path: (_said(page) | named[path]) & stems for path, page in pages.items()}
    counts = Counter(stem for shared in found.values() for stem in shared)
    weights = {stem: log(len(pages) / n) for stem, n in counts.items() if n <= max(1, len(pages) * COMMON)}
    having: dict[str, list[PagePath]] = defaultdict(list)
    for path, shared in found.items():
        for stem in shared & weights.keys():
            having[stem].append(path)
    return {note: list(_nearest(words, weights, having, named)) for note, words in wanted.items()}


def _nearest(
    words: Mapping[str, str],
    weights: Mapping[str, float],
    having: Mapping[str, Collection[PagePath]],
    named: Mapping[PagePath, Collection[str]],
) -> Iterator[Home]:
    shared: dict[PagePath, dict[str, float]] = defaultdict(dict)
    for stem in words:
        for path in having.get(stem, ()):
            shared[path][stem] = weights[stem] * (IN_NAME if stem in named[path] else 1)
    near = [
        (-sum(said.values()), path)
        for path, said in shared.items()
        if len(said) >= FEWEST or any(stem in named[path] for stem in said)
    ]
    for _, path in sorted(near)[:MOST]:
        ordered = sorted(shared[path].items(), key=lambda said: (-said[1], said[0]))
        yield Home(path, tuple(words[stem] for stem, _ in ordered))


def _leads(path: PagePath) -> bool:
    """Whether a page is an index, which speaks of everything its part does."""
    return path.endswith("index.md")


def _said(page: Page) -> set[str]:
    return {_stem(word) for prose in page.prose for word in _words(prose.text)}


def _names(page: Page) -> Iterator[str]:
    yield from (page.title, page.front.title, *page.front.aliases, *page.front.forms)


def _words(text: str) -> list[str]:
    return [word for word in map(str.lower, _WORD.findall(text)) if word not in _SMALL]


def _stem(word: str) -> str:
    """A word without the commonest endings, so that one note and two notes are the same."""
    bare = name_key(word.replace("’s", "").replace("'s", ""))
    for ending in ("ing", "ed", "es", "s"):
        if bare.endswith(ending) and len(bare) - len(ending) >= 4:
            return bare.removesuffix(ending)
    return bare
