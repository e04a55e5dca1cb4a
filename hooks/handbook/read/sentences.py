"""The sentence around a stretch of text, as a reader would quote it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from handbook.model import Sentence, WrittenLink

LONGEST = 280
"""Letters; a longer sentence is cut around the link."""

_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\W_a-zß-ÿ])")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|Dr|Prof|Mrs?|Ms|St|vs|cf)\.$")
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=256)
def breaks(text: str) -> tuple[list[int], list[int]]:
    """Where each sentence ends, closing quotation marks with it, and where the next begins."""
    ends, begins = [], []
    for match in _END.finditer(text):
        start = match.start()
        if not _ABBREVIATION.search(text, max(0, start - 5), start + 1):
            ends.append(start + len(match[0].rstrip()))
            begins.append(match.end())
    return ends, begins


def sentence(link: WrittenLink) -> Sentence:
    """The sentence a link stands in, found when somebody wants to show it."""
    return around(link.around, link.left, link.right)


def around(text: str, start: int, end: int) -> Sentence:
    """The sentence that holds a stretch of the text, with white space folded."""
    ends, begins = breaks(text)
    before, after = bisect_right(begins, start), bisect_left(ends, end)
    left = begins[before - 1] if before else 0
    right = ends[after] if after < len(ends) else len(text)
    cut, stop = left, right
    if right - left > LONGEST:
        room = max(LONGEST - (end - start), 40) // 2
        cut = text.rfind(" ", left, max(start - room, left)) + 1 or left
        stop = max(text.rfind(" ", end, end + room), end) if end + room < right else right
    head = ("… " if cut > left else "") + _folded(text[cut:start].lstrip())
    words = _folded(text[start:end])
    tail = _folded(text[end:stop].rstrip(" \n\t·")) + (" …" if stop < right else "")
    return Sentence(head + words + tail, len(head), len(head) + len(words))


def _folded(text: str) -> str:
    """With every run of white space as one space, also at the ends."""
    return _SPACES.sub(" ", text) if "  " in text or "\n" in text or "\t" in text else text
