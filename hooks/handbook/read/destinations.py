"""Where on a page the address of a link stands, to the letter."""

from __future__ import annotations

import re

from handbook.model import WrittenLink
from handbook.read.blocks import DIALECT
from handbook.read.unseen import same

Span = tuple[int, int]

_GAP = re.compile(r"[ \t]*(?:\n[ \t>]*)?")
_LABEL = re.compile(r"\[((?:\\.|[^\[\]\\])+)\]:", re.S)
_BRACKETED = re.compile(r"<((?:\\.|[^<>\n\\])*)>")


def definitions(text: str) -> dict[str, Span]:
    """The addresses of the lines `[name]: address` that count, by name."""
    if "]:" not in text:
        return {}
    found: dict[str, Span] = {}
    source = text.encode()
    for definition in DIALECT.reference_definitions(text).values():
        start = len(source[: definition["span"]["start"]].decode())
        if label := _LABEL.match(text, start):
            found[same(label[1])] = _destination(text, label.end())
    return found


def span(text: str, written: WrittenLink, defined: dict[str, Span]) -> Span | None:
    """Where the address of a link stands; None for one that is a name or has no address of its own."""
    if written.kind.startswith("html"):
        return written.start, written.end
    if written.kind not in ("link", "image"):
        return None
    tail = text[written.tail : written.end]
    if tail.startswith("]("):
        return _destination(text, written.tail + 2)
    begin = written.start + (2 if written.kind == "image" else 1)
    name = tail[2:-1] if tail.startswith("][") else ""
    return defined.get(same(name or text[begin : written.tail]))


def _destination(text: str, start: int) -> Span:
    """The address that begins here, without the angle brackets it may stand in."""
    gap = _GAP.match(text, start)
    at = gap.end() if gap else start
    if inside := _BRACKETED.match(text, at):
        return inside.span(1)
    begin, depth = at, 0
    while at < len(text) and not text[at].isspace():
        if text[at] == "\\":
            at += 1
        elif text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
            if depth < 0:
                break
        at += 1
    return begin, min(at, len(text))
