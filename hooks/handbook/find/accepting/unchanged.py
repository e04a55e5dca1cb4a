"""Whether a page with a text put in is what it was but for the label that the text took the place of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from handbook.find.accepting.places import Spot
from handbook.model import Block, Page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """The offered text by itself, as blocks and as a page would be read."""

    outline: Block
    text: str
    page: Page


def as_meant(before: Page, after: Page, where: Spot, offered: Part) -> bool:
    """Whether the page is what it was but for the label, and the text there what it is by itself."""
    first, last = where.first, where.last
    # A label in a sentence may stand in the words of another one.
    label = _name if where.inline else _label
    shape = list(_shape(after.text, after.outline, ()))
    ids = [heading.id for heading in after.headings]
    above = [heading.id for heading in before.headings if heading.start < first]
    below = [heading.id for heading in before.headings if heading.start >= last]
    same = (
        shape == list(_joined(before, where, offered)),
        ids[: len(above)] == above and ids[len(ids) - len(below) :] == below,
        _put(before.links, offered.page.links, first, last, _link) == [*map(_link, after.links)],
        _put(before.labels, offered.page.labels, first, last, label) == [*map(label, after.labels)],
        replace(before.front, status="") == replace(after.front, status=""),
        not {*_footnotes(before.outline)} & {*_footnotes(offered.outline)},
    )
    return all(same)


def _put(old: Sequence[Any], new: Sequence[Any], first: int, last: int, key: Callable[[Any], T]) -> list[T]:
    """Things of the page before and after the label, and those of the text between them."""
    before = [thing for thing in old if thing.start < first]
    after = [thing for thing in old if thing.start >= last]
    return [key(thing) for thing in (*before, *new, *after)]


def _link(link: Any) -> tuple[str, ...]:
    return link.kind, link.target, link.fragment, link.text


def _label(label: Any) -> tuple[Any, ...]:
    words = "" if label.inline else label.words
    return label.name, label.as_written, words, label.items, label.facts


def _name(label: Any) -> tuple[Any, ...]:
    return label.name, label.facts, label.inline


_Shape = tuple[tuple[str, ...], str, str]


def _shape(text: str, block: Block, around: tuple[str, ...]) -> Iterator[_Shape]:
    """All blocks in order: what they stand in, what they are, and the words of those that hold any."""
    for child in block.children:
        yield _one(text, child, around)
        yield from _shape(text, child, (*around, child.kind))


def _one(text: str, block: Block, around: tuple[str, ...]) -> _Shape:
    what = str(block.data["level"]) if block.kind == "heading" else str(block.data)
    source = "" if block.children else text[_begin(block) : block.end]
    return (*around, block.kind), "" if block.kind == "paragraph" else what, " ".join(source.split())


def _begin(block: Block) -> int:
    """Where the words of a block begin, after the sign of a task."""
    return block.inlines[0][2] if block.inlines and block.inlines[0][0] == "task" else block.start


def _joined(before: Page, where: Spot, offered: Part) -> Iterator[_Shape]:
    """The blocks that the page must have afterwards."""
    new = list(_shape(offered.text, offered.outline, where.around))
    text, first, last = before.text, where.first, where.last

    def walk(block: Block, around: tuple[str, ...]) -> Iterator[_Shape]:
        nonlocal new
        for child in block.children:
            if new and child.start >= last and not around:
                yield from new
                new = []
            inside = (*around, child.kind)
            if child.inlines and child.start <= first < min(last, child.end):
                ends = text[_begin(child) : first], text[last : child.end]
                if where.inline:
                    source = f"{ends[0]}{offered.text}{ends[1]}"
                    yield inside, "", " ".join(source.split())
                else:
                    yield from _rest(inside, ends[0].rstrip().removesuffix("\\"))
                    yield from new
                    yield from _rest(inside, ends[1])
                new = []
            elif not first <= child.start < last:
                yield _one(text, child, around)
                yield from walk(child, inside)

    yield from walk(before.outline, ())
    yield from new


def _rest(inside: tuple[str, ...], source: str) -> Iterator[_Shape]:
    if source.strip():
        yield inside, "", " ".join(source.split())


def _footnotes(block: Block) -> Iterator[str]:
    return (str(child.data) for child in block.children if child.kind == "footnote")
