"""Which gap, heading and name of one version is which of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from handbook.find.past.outlines import Flag, Part
from handbook.find.past.versions import Open

ALIKE = 0.6
"""How alike two headings are, from 0 to 1, to be one where no text says that it took the other's place."""


def renamed_headings(old: Sequence[Part], new: Sequence[Part]) -> dict[str, str]:
    """Headings that took the place of others: from the former anchor to that of now."""
    before, after = [part.id for part in old], [part.id for part in new]
    if before == after or {*before} <= {*after} or {*after} <= {*before}:
        return {}
    found: dict[str, str] = {}
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "replace":
            continue
        free = [part for part in new[c:d] if part.id not in before]
        for was in old[a:b]:
            if was.id in after or not was.id:
                continue
            heir = next((now for now in free if _takes_place(was, now, b - a == d - c)), None)
            if heir is not None:
                found[was.id] = heir.id
                free = free[free.index(heir) + 1 :]
    return found


def _takes_place(was: Part, now: Part, in_order: bool) -> bool:
    """Whether a heading took another's place: it stands over the same text, or is nearly the same."""
    if in_order and now.level == was.level and not _under(was).isdisjoint(_under(now)):
        return True
    return SequenceMatcher(None, was.heading.lower(), now.heading.lower()).ratio() >= ALIKE


def _under(part: Part) -> set[str]:
    """The lines under a heading."""
    return {line for line in part.body[1:] if line.strip()}


def told_apart(
    old: Sequence[Open], flags: Sequence[Flag], renamed: Mapping[str, str]
) -> tuple[list[Open | Flag], list[Open]]:
    """The gaps of a version, those that were there as they were, and those that are missing.

    A gap is the same where its heading and kind are; of several, the one with the same words, and then
    the next. Words that went to another heading of the page are the same gap, too.
    """
    found: list[Open | Flag] = [*flags]
    left = [gap._replace(part=renamed.get(gap.part, gap.part)) for gap in old]
    for same in (_place_and_words, _place, same_words) if left else ():
        for number, flag in enumerate(found):
            if isinstance(flag, Flag):
                gap = next((gap for gap in left if same(gap, flag)), None)
                if gap is not None:
                    left.remove(gap)
                    found[number] = Open(flag.part, flag.kind, flag.words, gap.asked, gap.again, flag.status)
    return found, left


def _place_and_words(gap: Open, flag: Flag) -> bool:
    return (gap.part, gap.kind, gap.words) == (flag.part, flag.kind, flag.words)


def _place(gap: Open, flag: Flag) -> bool:
    return (gap.part, gap.kind) == (flag.part, flag.kind)


def same_words(gap: Open, flag: Flag) -> bool:
    return not flag.status and (gap.kind, gap.words) == (flag.kind, flag.words)
