"""Settings where nobody reads them as such, and headings that lack their space."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from handbook.model import Block, FrontMatter, Level
from handbook.read import settings
from handbook.read.inlines import refine
from handbook.read.settings import shorten
from handbook.read.spans import Spans

Said = tuple[int, str, Level]
"""An offset of the text, and what to say there."""

MOST = 20
"""As many of a kind on a page are named one by one."""
_CLOSED = frozenset(("codespan", "inline html"))
_KEYS = "|".join(FrontMatter.__dataclass_fields__)
_LINES = rf"(?:(?:{_KEYS}):(?:[ \t]+\S[^\n]*)?(?:\n(?:[ \t]+|- )\S[^\n]*)*+(?:\n|\Z))++"
_BETWEEN = re.compile(rf"\n-{{3,}}[ \t]*\n(?P<lines>{_LINES})-{{3,}}[ \t]*(?=\n|\Z)")
_FIRST = re.compile(rf"\s*(?:#[ \t][^\n]*\n\s*)?(?P<lines>{_LINES})(?=\n|\Z|#)")
_CODE = re.compile(
    rf"\s*(?:`{{3,}}|~{{3,}})[^\n]*\n(?:---[ \t]*\n)?(?P<lines>{_LINES})(?:---[ \t]*\n)?(?:`{{3,}}|~{{3,}})"
)
_SENTENCE = re.compile(r"^status:[ \t]+(?:\S+[ \t]+){2}\S|^(?!description)\S.*[.!?]$", re.M)
_TIGHT = re.compile(r"\n(#{2,6})[^\W\d_]")
_TIGHT_FIRST = re.compile(r"\n*(#{1,6})[^\W\d_]")


def misplaced(text: str, outline: Block, settled: bool) -> Iterator[Said]:
    """Settings in a page's text; `settled` says whether it has some at its top."""
    where = (
        "and the page has settings at its top already. Put these lines there."
        if settled
        else "but nobody reads them as such here. Put them at the very top, between two lines of exactly ---."
    )
    message = f"these look like settings, {where}"
    first = _FIRST.match(text) or _CODE.match(text)
    if first and not _SENTENCE.search(first["lines"]) and _readable(first["lines"]):
        yield first.start("lines"), message, "note"
    for found in islice(_BETWEEN.finditer(f"\n{text}"), MOST) if "---\n" in text else ():
        start = found.start("lines") - 1
        if _readable(found["lines"]) and not _in_code(outline, start):
            yield start, message, "problem"


def _readable(lines: str) -> bool:
    """Whether the lines are settings without a fault."""
    node, problems = settings.parse(lines, "")
    if node is None or problems or not isinstance(node.value, dict):
        return False
    return not settings.validate(FrontMatter, node, "")[1]


def tight(text: str, outline: Block) -> Iterator[Said]:
    """Lines that would be headings if a space stood after their number signs, the first few of them."""
    first = _TIGHT_FIRST.match(text)
    lines = (found for found in _TIGHT.finditer(text) if not first or found.start(1) > first.start(1))
    yield from islice(_in_words(text, outline, chain((first,) if first else (), lines)), MOST)


def _in_words(text: str, outline: Block, lines: Iterable[re.Match[str]]) -> Iterator[Said]:
    paragraphs: list[Block] = []
    starts: list[int] = []
    seen, other = -1, Spans(())
    for found in lines:
        start, signs = found.span(1)[0], found[1]
        if not starts:
            paragraphs = [block for block in outline.within() if block.kind == "paragraph"]
            starts = [block.start for block in paragraphs]
        at = bisect_right(starts, start) - 1
        if at < 0 or start >= paragraphs[at].end:
            continue
        if at != seen:
            tokens = refine(text, paragraphs[at])
            seen, other = at, Spans((a, b) for kind, a, b, _ in tokens if kind in _CLOSED)
        if not other.touch(start, start + 1):
            line = text[start : start + 200].split("\n", 1)[0]
            yield start, f"'{shorten(line)}' lacks a space after {signs}, so it is no heading.", "note"


def _in_code(outline: Block, start: int) -> bool:
    return any(b.start <= start < b.end for b in outline.within() if b.kind in ("code", "html"))
