"""Pages that speak of the same things, by the terms they use and the pages they share links with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from handbook.model import Handbook, PagePath, is_term

MOST = 5
MOST_SHARING = 40
"""What more pages have in common than this says nothing about any two of them."""
MOST_TRAITS = 8
"""Of each page, the rarest, which tell most."""
ENOUGH = 0.3
"""Two pages that share one thing with two others are related, with five others they are not."""

Trait = tuple[str, PagePath]
"""What a page may share with another: it uses a `term`, links `to` a page, or has a link `from` one."""


@dataclass(frozen=True, slots=True)
class Related:
    """A page that is near another, and what the two share, the rarest first."""

    page: PagePath
    shared: tuple[Trait, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Which pages have each trait, and the other way round."""

    pages: Mapping[Trait, tuple[PagePath, ...]]
    traits: Mapping[PagePath, tuple[Trait, ...]]


def index(book: Handbook) -> Index:
    """All traits of all pages, without those that too many share.

    An index leads to all its pages, whatever they speak of, so it says nothing of any.
    """
    traits: dict[PagePath, dict[Trait, None]] = defaultdict(dict)
    for use in book.uses:
        traits[use.page][("term", PagePath(use.target))] = None
    for path, links in book.links_from.items():
        for link in links:
            target = PagePath(link.target.partition("#")[0])
            if target and not target.endswith("index.md"):
                traits[path][("term" if is_term(target) else "to", target)] = None
                if not path.endswith("index.md"):
                    traits[target][("from", path)] = None
    pages: dict[Trait, list[PagePath]] = defaultdict(list)
    for path in book.pages:
        for trait in traits.get(path, ()):
            pages[trait].append(path)
    telling = {trait: tuple(found) for trait, found in pages.items() if 1 < len(found) <= MOST_SHARING}
    rarest = {}
    for path, found in traits.items():
        ordered = sorted((trait for trait in found if trait in telling), key=lambda t: (len(telling[t]), t))
        rarest[path] = tuple(ordered[:MOST_TRAITS])
    return Index(telling, rarest)


def related(book: Handbook, path: PagePath) -> list[Related]:
    """The pages nearest to one, at most five, without those it already shares a link with."""
    known = book.once("related", index)
    linked = {PagePath(link.target.partition("#")[0]) for link in book.links_from.get(path, ())}
    linked |= {link.page for link in book.links_to.get(path, ())}
    linked |= {PagePath(use.target) for use in book.uses_on(path)} | {u.page for u in book.uses_of(path)}
    shared: dict[PagePath, list[Trait]] = defaultdict(list)
    weights: dict[PagePath, float] = defaultdict(float)
    for trait in known.traits.get(path, ()):
        pages = known.pages[trait]
        weight = 1 / (len(pages) - 1)
        for other in pages:
            if other not in linked:
                shared[other].append(trait)
                weights[other] += weight
    near = [
        (-weight, other)
        for other, weight in weights.items()
        # That one page links to both says little on its own.
        if weight >= ENOUGH and other != path and (len(shared[other]) > 1 or shared[other][0][0] != "from")
    ]
    return [Related(other, tuple(shared[other])) for _, other in sorted(near)[:MOST]]
