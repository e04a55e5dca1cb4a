"""Which gaps of one state of the book are which of a later one, and which of those that went were filled.

The history tells them apart from commit to commit; the whole change is one commit to it here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from handbook.find.gaps import is_wanted
from handbook.find.names import names
from handbook.find.past.ledger import words_that_came
from handbook.find.past.outlines import Flag
from handbook.find.past.same import is_filled, moved_between, text_came, told_apart
from handbook.find.past.versions import Open
from handbook.find.proposal.moves import Moves, outline
from handbook.model import Gap, Handbook, PagePath


@dataclass(frozen=True, slots=True)
class Compared:
    """What people ask for: gaps of both states as they were and are, those that went, and new ones."""

    same: tuple[tuple[Gap, Gap], ...]
    filled: tuple[Gap, ...]
    taken_out: tuple[Gap, ...]
    asked: tuple[Gap, ...]


def compared(base: Handbook, head: Handbook, moved: Moves) -> Compared:
    """What became of the gaps of `base`, and what `head` asks for besides."""
    before = [gap for gap in base.gaps if gap.asked]
    after = [gap for gap in head.gaps if gap.asked]
    was, filled = _on_pages(before, after, base, head, moved)
    unwritten = {gap.id: gap for gap in before if is_wanted(gap)}
    was |= {gap.id: unwritten[gap.id] for gap in after if gap.id in unwritten}
    known = names(head.pages, head.history)
    filled |= {id_ for id_, gap in unwritten.items() if known.page(gap.words) is not None}
    kept = {gap.id for gap in was.values()}
    gone = [gap for gap in before if gap.id not in kept]
    return Compared(
        same=tuple((was[gap.id], gap) for gap in after if gap.id in was),
        filled=tuple(gap for gap in gone if gap.id in filled),
        taken_out=tuple(gap for gap in gone if gap.id not in filled),
        asked=tuple(gap for gap in after if gap.id not in was),
    )


def _on_pages(
    before: Collection[Gap], after: Collection[Gap], base: Handbook, head: Handbook, moved: Moves
) -> tuple[dict[str, Gap], set[str]]:
    """Of labels and statuses: what each gap was, by the id it has now, and the ids of those filled."""
    numbered = dict(enumerate(before))
    was: dict[PagePath, list[Open]] = defaultdict(list)
    for number, gap in numbered.items():
        if not is_wanted(gap):
            # The history has the number of a commit there.
            was[gap.page].append(Open(_part(gap), gap.kind, gap.words, number, status=gap.start < 0))
    now: dict[PagePath, list[Gap]] = defaultdict(list)
    for gap in after:
        if not is_wanted(gap):
            now[gap.page].append(gap)
    found: dict[PagePath, list[Open | Flag]] = {}
    lost: list[Open] = []
    filled = set()
    for page in head.pages.values():
        flags = [Flag(_part(gap), gap.kind, gap.words, gap.start < 0) for gap in now[page.path]]
        former = moved.former.get(page.path, page.path)
        renamed = moved.headings.get(former, {})
        found[page.path], missing = told_apart(was.pop(former, ()), flags, renamed)
        if missing:
            came = words_that_came([outline(base.pages[former])], outline(page), renamed)
            text = came is not None and text_came(came.words, found[page.path])
            filled |= {numbered[g.asked].id for g in missing if is_filled(g, text, page.front.status)}
        lost += missing
    moved_between(found.values(), [*lost, *(gap for gaps in was.values() for gap in gaps)])
    same = {
        gap.id: numbered[told.asked]
        for path, gaps in now.items()
        for gap, told in zip(gaps, found[path], strict=True)
        if isinstance(told, Open)
    }
    return same, filled


def _part(gap: Gap) -> str:
    return gap.section.partition("#")[2]
