"""Which gap and heading of one version is which of another, and whether a gap that went was filled."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from handbook.find.past.outlines import Flag, Part
from handbook.find.past.versions import Open
from handbook.model import slug

ALIKE = 0.6
"""How alike two headings are, from 0 to 1, to be one where no text says that it took the other's place.

A gap that came is an old one come back where its words are as much alike.
"""
LONGEST = 300
"""Signs that are compared, since that takes a time which grows with their square."""
MOST_HEADINGS = 2000
"""On a page with more, no heading is looked for that took the place of another: that takes too long."""
MOST_PAIRS = 10_000
"""Headings that went, times those that came between the same two; of more, the same is true."""
FEWEST_WORDS = 3
"""New words on a page that make a gap which went a filled one; a link or a source counts as so many."""


def renamed_headings(old: Sequence[Part], new: Sequence[Part]) -> dict[str, str]:
    """Headings that took the place of others: from the former anchor to that of now."""
    before, after = [part.id for part in old], [part.id for part in new]
    if before == after or {*before} <= {*after} or {*after} <= {*before}:
        return {}
    if max(len(before), len(after)) > MOST_HEADINGS:
        return {}
    found: dict[str, str] = {}
    were, there = {*before}, {*after}
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "replace" or (b - a) * (d - c) > MOST_PAIRS:
            continue
        free = [part for part in new[c:d] if part.id not in were]
        for was in old[a:b]:
            if was.id in there or not was.id:
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
    return alike(was.heading, now.heading)


def alike(one: str, other: str) -> bool:
    """Whether some words are nearly the same as others."""
    return SequenceMatcher(None, one.lower()[:LONGEST], other.lower()[:LONGEST]).ratio() >= ALIKE


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
    for key in (_place_and_words, _place, _own_words):
        left = _left_over([found], left, key)
    return found, left


def moved_between(pages: Iterable[list[Open | Flag]], lost: list[Open]) -> list[Open]:
    """Put gaps that one page lost in the place of new ones with the same words on another; what is left."""
    return _left_over(pages, lost, _own_words)


_Key = Callable[[Open | Flag], Hashable]


def _left_over(pages: Iterable[list[Open | Flag]], old: list[Open], key: _Key) -> list[Open]:
    """Put old gaps in the place of new ones with the same key, one to one; those that are left over."""
    if not old:
        return old
    waiting: dict[Hashable, deque[Open]] = defaultdict(deque)
    for gap in old:
        waiting[key(gap)].append(gap)
    used = set()
    for found in pages:
        for number, flag in enumerate(found):
            if isinstance(flag, Flag) and (what := key(flag)) and waiting.get(what):
                gap = waiting[what].popleft()
                used.add(id(gap))
                found[number] = Open(flag.part, flag.kind, flag.words, gap.asked, gap.again, flag.status)
    return [gap for gap in old if id(gap) not in used]


def _place_and_words(gap: Open | Flag) -> Hashable:
    return gap.part, gap.kind, gap.words


def _place(gap: Open | Flag) -> Hashable:
    return gap.part, gap.kind


def _own_words(gap: Open | Flag) -> Hashable:
    """Kind and words; none where it has only those of its heading, which may stand on many pages."""
    return (gap.kind, gap.words) if slug(gap.words) != gap.part else None


_LINK = re.compile(r"\]\(|\[\[|\[@|://").search


def text_came(words: Counter[str], found: Iterable[Open | Flag]) -> bool:
    """Whether new words on a page are text, and not only those of its new gaps."""
    asking = sum(len(flag.words.split()) + 2 for flag in found if isinstance(flag, Flag) and not flag.status)
    return sum(count * (FEWEST_WORDS if _LINK(word) else 1) for word, count in words.items()) >= (
        FEWEST_WORDS + asking
    )


def is_filled(gap: Open, came: bool, status: str) -> bool:
    """Whether a gap that went was filled: text came to its page, or another status in its place."""
    return came or (gap.status and bool(status))
