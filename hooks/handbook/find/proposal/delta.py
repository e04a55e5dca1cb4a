"""What a change does to the book: from its two states to gaps filled, asked for and moved, and the rest."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from handbook.find.gaps import is_wanted
from handbook.find.proposal.filled import compared
from handbook.find.proposal.moves import Lost, Moves, lost, moves
from handbook.model import (
    Block,
    Gap,
    Handbook,
    Page,
    PagePath,
    Place,
    Problem,
    name_key,
)
from handbook.read.web import is_elsewhere, site


@dataclass(frozen=True, slots=True)
class Change:
    """What git saw between two states of a book.

    `moved` are pages that were renamed, `touched` the new lines of each file, from 1, and `elsewhere` the
    changed files that are neither in `docs/` nor in `data/`. Files are named from the handbook's folder,
    which is at `folder` of its repository: nothing, or a path with a slash at its end.
    """

    moved: Mapping[PagePath, PagePath] = field(default_factory=dict)
    touched: Mapping[str, tuple[range, ...]] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    folder: str = ""

    def touches(self, place: Place) -> bool:
        """Whether a place stands in a line that is new."""
        lines = self.touched.get(place.path, ())
        before = bisect_right(lines, place.line, key=lambda found: found.start)
        return before > 0 and place.line in lines[before - 1]


@dataclass(frozen=True, slots=True)
class Delta:
    """What is different in `head`; gaps that are no longer there are those of `base`.

    Where `told` is not so, something stops one of the two from being read, and only problems are compared.
    """

    base: Handbook
    head: Handbook
    change: Change
    told: bool
    new_problems: tuple[Problem, ...]
    mended: tuple[Problem, ...]
    new_notes: tuple[Problem, ...]
    filled: tuple[Gap, ...] = ()
    taken_out: tuple[Gap, ...] = ()
    asked: tuple[Gap, ...] = ()
    moved: tuple[tuple[Gap, Gap], ...] = ()
    reworded: tuple[tuple[Gap, Gap], ...] = ()
    noticed: tuple[Gap, ...] = ()
    no_longer_noticed: tuple[Gap, ...] = ()
    appeared: tuple[Page, ...] = ()
    vanished: tuple[Page, ...] = ()
    renamed: tuple[tuple[PagePath, PagePath], ...] = ()
    lost: tuple[Lost, ...] = ()
    sites: tuple[tuple[Place, str], ...] = ()
    html: tuple[tuple[Place, str], ...] = ()


def delta(base: Handbook, head: Handbook, change: Change) -> Delta:
    """What is different between two states of a book; `base` is the earlier one."""
    moved = moves(base, head, change.moved)
    told = not any(problem.level == "stop" for problem in (*base.problems, *head.problems))
    new_problems, mended = _problems(base, head, change, moved, _is_problem)
    new_notes, _ = _problems(base, head, change, moved, lambda p: not _is_problem(p))
    if not told:
        return Delta(base, head, change, False, new_problems, mended, new_notes)
    gaps = compared(base, head, moved)
    noticed, no_longer = _noticed(base, head, moved)
    return Delta(
        base,
        head,
        change,
        True,
        new_problems,
        mended,
        new_notes,
        filled=gaps.filled,
        taken_out=gaps.taken_out,
        asked=gaps.asked,
        moved=tuple(
            (old, new) for old, new in gaps.same if old.section != new.section and not is_wanted(old)
        ),
        reworded=tuple((old, new) for old, new in gaps.same if _own(base, old) != _own(head, new)),
        noticed=noticed,
        no_longer_noticed=no_longer,
        appeared=tuple(page for path, page in head.pages.items() if path not in moved.former),
        vanished=tuple(page for path, page in base.pages.items() if path not in moved.pages),
        renamed=tuple((old, new) for old, new in moved.pages.items() if old != new),
        lost=tuple(lost(base, head, moved, change.moved)),
        sites=tuple(_sites(base, head)),
        html=tuple(_html(base, head, moved)),
    )


def _own(book: Handbook, gap: Gap) -> str:
    """The gap's own words, to compare by; none where it has only those of its heading."""
    return "" if gap.words == book.pages[gap.page].heading(gap.section) else name_key(gap.words)


def _noticed(base: Handbook, head: Handbook, moved: Moves) -> tuple[tuple[Gap, ...], tuple[Gap, ...]]:
    """What the build notices now and did not before, and the other way round."""
    return _different(
        [gap for gap in base.gaps if not gap.asked],
        [gap for gap in head.gaps if not gap.asked],
        lambda gap: (moved.place(gap.section), gap.kind),
        lambda gap: (gap.section, gap.kind),
    )


T = TypeVar("T")


def _different(
    before: Collection[T], after: Collection[T], was: Callable[[T], Hashable], now: Callable[[T], Hashable]
) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """What is new, and what is gone, by keys that tell what is the same; of several alike, the last."""
    left, there = Counter(map(was, before)), Counter(map(now, after))
    return _beyond(left, after, now), _beyond(there, before, was)


def _beyond(known: Counter[Hashable], things: Collection[T], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    found = []
    for thing in things:
        known[key(thing)] -= 1
        if known[key(thing)] < 0:
            found.append(thing)
    return tuple(found)


def _is_problem(problem: Problem) -> bool:
    return problem.level != "note"


def _problems(
    base: Handbook, head: Handbook, change: Change, moved: Moves, which: Callable[[Problem], bool]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Problems that are new, and those that are gone; one that stands in another line is the same.

    What to do about it may change with the pages there are, so only what is wrong is compared.
    """
    files = {f"docs/{old}": f"docs/{new}" for old, new in moved.pages.items() if old != new}

    def wrong(problem: Problem) -> tuple[str, str]:
        return problem.place.path, problem.message.partition(". ")[0]

    def was_wrong(problem: Problem) -> tuple[str, str]:
        file, message = wrong(problem)
        for old, new in files.items() if "docs/" in message else ():
            message = message.replace(old, new)
        return files.get(file, file), message

    # Of several alike, those are new that stand where something was changed.
    after = sorted(filter(which, head.problems), key=lambda p: (change.touches(p.place), p))
    new, gone = _different([*filter(which, base.problems)], after, was_wrong, wrong)
    return tuple(sorted(new)), gone


# For whoever reviews the change


def _sites(base: Handbook, head: Handbook) -> Iterator[tuple[Place, str]]:
    """Sites that the book did not lead to before, each with the first place that does now."""
    known = {found for _, found in _linked(base)}
    for place, found in _linked(head):
        if found not in known:
            known.add(found)
            yield place, found


_ADDRESSED = frozenset(("web", "image", "html", "html image"))


def _linked(book: Handbook) -> Iterator[tuple[Place, str]]:
    for page in book.pages.values():
        for link in page.links:
            address = link.target
            if link.kind == "web" and address[:4].lower() == "www.":
                address = f"https://{address}"
            if link.kind in _ADDRESSED and is_elsewhere(address) and (found := site(address)):
                yield page.place(link.line), found
    for source in book.vocabulary.sources.values():
        for address in (source.link, source.archived):
            if found := site(address):
                yield Place("data/sources.yml"), found


_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)


def _html(base: Handbook, head: Handbook, moved: Moves) -> Iterator[tuple[Place, str]]:
    """HTML that stands on a page now and did not before."""
    for page in head.pages.values():
        old = moved.former.get(page.path)
        before = base.pages[old] if old else None
        if "<" in page.text and (before is None or before.text != page.text):
            known = Counter(html for _, html in _raw(before, before.outline)) if before else Counter()
            line, counted = page.line, 0
            for start, html in _raw(page, page.outline):
                line += page.text.count("\n", counted, start)
                counted = start
                known[html] -= 1
                if known[html] < 0:
                    yield page.place(line), html


def _raw(page: Page, block: Block) -> Iterator[tuple[int, str]]:
    """The pieces of HTML in a block, in order, without ends of elements and comments, which nobody sees."""
    pieces = [(block.start, block.end)] if block.kind == "html" else []
    pieces += [(start, end) for kind, start, end, _ in block.inlines if kind == "inline html"]
    for start, end in pieces:
        html = _COMMENT.sub("", page.text[start:end]).strip()
        if html and not re.fullmatch(r"</[^>]*>", html):
            yield start, html
    for child in block.children:
        yield from _raw(page, child)
