"""Stretches of a text, and whether another one touches any of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Spans:
    """From-to pairs of offsets, which may overlap; asking is quick however many there are."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(pairs)
        self._starts = [start for start, _ in ordered]
        self._reach = [*accumulate((end for _, end in ordered), max)]

    def touch(self, start: int, end: int) -> bool:
        """Whether any stretch has something in common with this one."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._reach[before - 1] > start
