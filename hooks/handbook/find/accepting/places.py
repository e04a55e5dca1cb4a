"""Where a text goes on a page that fills one of its gaps, and how it is written there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handbook.model import Block, Gap, Label, Page, name_key
from handbook.read.blocks import Token, outline
from handbook.read.inlines import words

_MARKER = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?: {1,4}(?! )| |(?=\n|\Z))")
_TASK = re.compile(r"\s*(?:\[[ xX]\]\s*)?")
_SPANS = frozenset(("em", "strong", "del", "link"))
_DEEPEST_HEADING = 6
Path = tuple[str, ...]


class NoPlace(Exception):
    """The text cannot be put there; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The stretch of a page's text that an offer takes the place of, and what stands around it there.

    `around` are the kinds of blocks that it stands in; `first` and `last` bound the label's own words.
    """

    start: int
    end: int
    first: int
    last: int
    before: str = ""
    after: str = ""
    indent: int = 0
    around: Path = ()
    inline: bool = False

    def written(self, text: str) -> str:
        """What to write from `start` to `end`."""
        if self.indent:
            rows = (_expanded(row) for row in text.split("\n"))
            text = "\n".join(" " * self.indent + row if row else row for row in rows)
            text = text if self.before.endswith("\n") else text.lstrip(" ")
        return self.before + text + self.after


def _expanded(row: str) -> str:
    bare = row.lstrip(" \t")
    return row[: len(row) - len(bare)].expandtabs(4) + bare


def spot(page: Page, gap: Gap) -> Spot:
    """Where the text for a gap of this page goes.

    Raises NoPlace where it stands in something that cannot hold more.
    """
    label = next((label for label in page.labels if label.start == gap.start), None)
    if label is None:
        return _introduction(page)
    leaf, around = _holding(page, label)
    if not label.inline and any(_crosses(token, label) for token in leaf.inlines):
        raise NoPlace(
            "signs such as ** or a link begin before the label or end after it. Take them out of that line."
        )
    if label.inline:
        return Spot(label.start, label.end, label.start, label.end, around=_kinds(around), inline=True)
    return _block(page, label, leaf, around)


def _crosses(token: Token, label: Label) -> bool:
    kind, start, end, _ = token
    return kind in _SPANS and (start < label.end < end or start < label.start < end)


def _kinds(around: list[Block]) -> Path:
    return tuple(block.kind for block in around)


def _introduction(page: Page) -> Spot:
    """The end of what stands under the title, before the next heading."""
    tops = [block for block in page.outline.children if block.kind == "heading"]
    titled = bool(page.headings) and page.headings[0].level == 1
    following = tops[1:] if titled else tops
    at = following[0].start if following else len(page.text)
    at = page.text.rfind("\n", 0, at) + 1 if following else at
    start = len(page.text[:at].rstrip())
    return Spot(start, at, at, at, "\n\n" if start else "", "\n\n" if following else "\n")


def _holding(page: Page, label: Label) -> tuple[Block, list[Block]]:
    """The paragraph a label stands in, and the blocks around it from the outside in."""
    block, around = page.outline, []
    while not block.inlines:
        block = next(child for child in block.children if child.start <= label.start < child.end)
        around.append(block)
    return block, around[:-1]


def _block(page: Page, label: Label, leaf: Block, around: list[Block]) -> Spot:
    """A label's lines, with its list: paragraphs take their place, with empty lines around."""
    text = page.text
    kinds = _kinds(around)
    if {*kinds} - {"list", "item"}:
        raise NoPlace(
            "it stands in a footnote, where only a person can fit text in. Open the file and write it."
        )
    last = len(text[: label.end].rstrip())
    row = text.rfind("\n", 0, label.start) + 1
    indent = _column(text, around[-1]) if around else 0
    begins = _TASK.fullmatch(text, leaf.start, label.start) is not None
    end = last + len(text[last:]) - len(text[last:].lstrip(" \t"))
    end += text.startswith("\n", end)
    goes_on = last < len(text[: leaf.end].rstrip())
    full = bool(text[end:].split("\n", 1)[0].strip())
    after = "\n\n" if goes_on or (full and not around) else "\n"
    if begins and around:
        return Spot(label.start, end, label.start, last, "", after, indent, kinds)
    if begins:
        above = text[:row].rstrip(" \t").removesuffix("\n")
        before = "\n" if above.rsplit("\n", 1)[-1].strip() else ""
        return Spot(row, end, label.start, last, before, after)
    start = len(text[: label.start].rstrip())
    if text[start - 1] == "\\" and text[start] == "\n":
        start -= 1
    return Spot(start, end, label.start, last, "\n\n", after, indent, kinds)


def _column(text: str, item: Block) -> int:
    """Where the words of a list item begin on their lines."""
    marker = _MARKER.match(text, item.start)
    width = len(marker[0].rstrip()) + max(1, len(marker[0]) - len(marker[0].rstrip())) if marker else 2
    return item.start - (text.rfind("\n", 0, item.start) + 1) + width


def fitted(text: str, title: str, level: int) -> tuple[str, int]:
    """The text with its headings below that level, and how many lines at its beginning were left out.

    A first heading that only says again what stands over the place is left out.
    """
    blocks = outline(text).children
    rows = 0
    if blocks and blocks[0].kind == "heading" and name_key(words(text, blocks[0])) == name_key(title):
        rest = text[blocks[0].end :]
        kept = re.sub(r"\A(?:[ \t]*\n)+", "", rest)
        rows = text.count("\n", 0, len(text) - len(kept))
        text = kept
    return _lowered(text, level + 1), rows


def _lowered(text: str, least: int) -> str:
    headings = [*_headings(outline(text))]
    shift = max(0, least - min(map(_level, headings), default=least))
    for block in reversed(headings if shift else []):
        signs = "#" * min(_DEEPEST_HEADING, _level(block) + shift)
        source = text[block.start : block.end]
        if source.lstrip().startswith("#"):
            at = block.start + source.index("#")
            text = text[:at] + signs + text[at:].lstrip("#")
        else:
            # As many lines as before, so that every line of the offer is found where it was.
            pieces = [text[s:e] for s, e in _lines(block)]
            lost = source.rstrip("\n").count("\n") + source.endswith("\n")
            text = text[: block.start] + f"{signs} {' '.join(pieces)}" + "\n" * lost + text[block.end :]
    return text


def _level(block: Block) -> int:
    return int(block.data["level"][1])


def _headings(block: Block) -> Iterator[Block]:
    for child in block.children:
        if child.kind == "heading":
            yield child
        yield from _headings(child)


def _lines(block: Block) -> list[tuple[int, int]]:
    """The stretches of a heading's words, line by line."""
    found: list[tuple[int, int]] = []
    fresh = True
    for kind, start, end, _ in block.inlines:
        if kind in ("soft", "hard"):
            fresh = True
        elif fresh:
            found.append((start, end))
            fresh = False
        else:
            found[-1] = (found[-1][0], max(found[-1][1], end))
    return found
