"""Whether a gap that is gone was filled, or its flag only taken out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection
from itertools import pairwise

from handbook.find.gaps import NOT_WRITTEN
from handbook.find.moves import Moves
from handbook.find.names import names
from handbook.model import Gap, Handbook, Page, PagePath, SectionId, slug

SOME_WORDS = 5
"""As many new words are text, even where more words went; fewer may be the mending of a slip.

A link to somewhere else counts as so many.
"""


def is_wanted(gap: Gap) -> bool:
    """Whether it is a page not written yet."""
    return gap.kind == slug(NOT_WRITTEN)


def filled(base: Handbook, head: Handbook, moved: Moves) -> Callable[[Gap], bool]:
    """From a gap of `base` that is gone in `head` to whether text came: in its section, or on its page.

    New headings right after the section count as its own. What the flag itself said is nothing new. Where
    the flag was a status, another one in its place says so, too.
    """
    known = names(head.pages, head.history)
    before: dict[PagePath, _Words] = {}
    after: dict[PagePath, _Words] = {}

    def is_filled(gap: Gap) -> bool:
        if is_wanted(gap):
            return known.page(gap.words) is not None
        now = moved.pages.get(gap.page)
        if now is None:
            return False
        page = head.pages[now]
        if gap.start < 0 and page.front.status:
            return True
        if now not in after:
            before[gap.page] = _Words(base.pages[gap.page], base.gaps_of(gap.page))
            after[now] = _Words(page, head.gaps_of(now))
        old, new = before[gap.page], after[now]
        section = moved.place(gap.section)
        if section is None or section == page.section:
            return _came(*old.everywhere(), new.everywhere()[1])
        kept = moved.headings.get(gap.page)
        ends = new.ids if kept is None else {*kept.values()}
        return _came(*old.under(gap.section, old.ids), new.under(section, ends)[1])

    return is_filled


def _came(all_before: Counter[str], without_flags: Counter[str], now: Counter[str]) -> bool:
    gained = (now - all_before).total()
    return gained > (without_flags - now).total() or gained >= SOME_WORDS


class _Words:
    """The words of a page by heading: all of them, and those that stand in no flag."""

    def __init__(self, page: Page, gaps: Collection[Gap]) -> None:
        self.page = page
        self.ids = {heading.id for heading in page.headings}
        self.at = {heading.section: number for number, heading in enumerate(page.headings, 1)}
        flagged = {gap.start for gap in gaps}
        flags = sorted((label.start, label.end) for label in page.labels if label.start in flagged)
        starts = [0, *(heading.start for heading in page.headings)]
        # Without the flags, but with every sign in the same place.
        pieces, at = [], 0
        for start, end in flags:
            pieces += [page.text[at:start], " " * (end - max(at, start))]
            at = max(at, end)
        unflagged = "".join([*pieces, page.text[at:]])
        self.parts = [
            (_counted(page.text[start:end]), _counted(unflagged[start:end]))
            for start, end in pairwise([*starts, len(page.text)])
        ]
        for link in page.links:
            every, without = self.parts[bisect_right(starts, link.start) - 1]
            every[f"[{link.target}"] += SOME_WORDS
            if unflagged[link.start] != " ":
                without[f"[{link.target}"] += SOME_WORDS

    def everywhere(self) -> tuple[Counter[str], Counter[str]]:
        return self._sum(0, len(self.parts))

    def under(self, section: SectionId, ends: Collection[str]) -> tuple[Counter[str], Counter[str]]:
        """Those of a section, up to the next heading of its level that is among `ends`."""
        first = last = self.at[section]
        level = self.page.headings[first - 1].level
        for heading in self.page.headings[first:]:
            if heading.level <= level and heading.id in ends:
                break
            last += 1
        return self._sum(first, last + 1)

    def _sum(self, first: int, last: int) -> tuple[Counter[str], Counter[str]]:
        every: Counter[str] = Counter()
        unflagged: Counter[str] = Counter()
        for part, without in self.parts[first:last]:
            every.update(part)
            unflagged.update(without)
        return every, unflagged


def _counted(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))
