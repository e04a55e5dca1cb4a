"""Markdown to a tree of blocks with inline tokens, each with its place in the text.

pyromark gives events with byte ranges, in the dialect GitHub's preview shows. Offsets here count
characters, so that the text can be sliced and spliced as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import pyromark

from handbook.model import Block

Token = tuple[str, int, int, Any]

DEEPEST = 20
MOST_SPANS = DEEPEST + 2
"""Stress within stress, in the row and the cell of a table."""


class Beyond(Exception):
    """More than we read of one kind of thing; carries the offset and what to do about it."""

    def __init__(self, start: int, message: str) -> None:
        super().__init__(message)
        self.start, self.message = start, message


class TooDeep(Beyond):
    """Lists, quotations or stresses nested deeper than anybody reads."""

    def __init__(self, start: int) -> None:
        super().__init__(start, f"this is nested more than {DEEPEST} deep. Make it simpler.")


DIALECT = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_GFM
)

_BLOCKS = {
    "BlockQuote": "quote",
    "List": "list",
    "Item": "item",
    "CodeBlock": "code",
    "HtmlBlock": "html",
    "Table": "table",
    "FootnoteDefinition": "footnote",
    "Heading": "heading",
    "Paragraph": "paragraph",
}
_LEAVES = {"heading", "paragraph", "code", "html", "table"}
_SPANS = {
    "Emphasis": "em",
    "Strong": "strong",
    "Strikethrough": "del",
    "Link": "link",
    "Image": "image",
    "TableCell": "cell",
    "TableHead": "row",
    "TableRow": "row",
}
_ATOMS = {
    "Text": "text",
    "Code": "codespan",
    "InlineHtml": "inline html",
    "Html": "html",
    "FootnoteReference": "footnote",
    "TaskListMarker": "task",
}


def outline(text: str) -> Block:
    """The blocks of a text; the inlines of a tight list item become a paragraph of their own.

    Inline spans appear as `(kind, start, end, data)` at their start and `("/" + kind, …)` at their
    end, both with the range of the whole span.
    """
    at = _characters(text)
    root = Block("document", 0, len(text))
    stack = [root]
    leaf: Block | None = None
    loose: Block | None = None
    inside = 0
    event: Any
    for event, span in DIALECT.events_with_range(text):
        start, end = span["start"], span["end"]
        if at:
            start, end = at(start), at(end)
        if isinstance(event, str):
            if event == "Rule":
                loose = None
                stack[-1].children.append(Block("rule", start, end))
                continue
            token: Token = ("soft" if event == "SoftBreak" else "hard", start, end, None)
        else:
            what, value = event.popitem()
            if what == "Start":
                tag, data = (value, None) if isinstance(value, str) else value.popitem()
                kind = _BLOCKS.get(tag)
                if kind:
                    loose = None
                    block = Block(kind, start, end, data)
                    stack[-1].children.append(block)
                    if kind in _LEAVES:
                        leaf = block
                    else:
                        stack.append(block)
                        if len(stack) > 2 * DEEPEST or _depth(stack) > DEEPEST:
                            raise TooDeep(start)
                    continue
                token = (_SPANS[tag], start, end, data)
                inside += 1
                if inside > MOST_SPANS:
                    raise TooDeep(start)
            elif what == "End":
                tag = value if isinstance(value, str) else next(iter(value))
                kind = _BLOCKS.get(tag)
                if kind:
                    loose = None
                    if kind in _LEAVES:
                        leaf = None
                    else:
                        stack.pop()
                    continue
                token = ("/" + _SPANS[tag], start, end, None)
                inside -= 1
            else:
                token = (_ATOMS[what], start, end, value)
        if leaf is None:
            if loose is None:
                loose = Block("paragraph", start, end, "tight")
                stack[-1].children.append(loose)
            loose.inlines.append(token)
            loose.end = max(loose.end, end)
        else:
            leaf.inlines.append(token)
    return root


def _depth(stack: list[Block]) -> int:
    """How deep a block is nested; a list and its items count as one."""
    return sum(block.kind != "item" for block in stack) - 1


def _characters(text: str) -> Callable[[int], int] | None:
    """From an offset in UTF-8 bytes to one in characters; None where they are the same."""
    if text.isascii():
        return None
    wide, lost, offset, total = [], [0], 0, 0
    for match in re.finditer(r"[^\x00-\x7f]", text):
        size = len(match[0].encode())
        offset = match.start() + total + size
        total += size - 1
        wide.append(offset)
        lost.append(total)
    return lambda byte: byte - lost[bisect_right(wide, byte)]


def items(block: Block, deep: bool = False) -> list[Block]:
    """The items of a list; with `deep`, those of the lists inside them as well, in order."""
    found = []
    for child in block.children:
        if child.kind == "item":
            found.append(child)
        if deep:
            found.extend(items(child, deep))
    return found
