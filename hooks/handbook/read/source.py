"""A page's file, changed in a few places with every other byte as it was."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable

from handbook.read.raw import normal

Splice = tuple[int, int, str]
"""From where to where, in text with plain line ends, and what shall stand there."""


def spliced(content: bytes, splices: Iterable[Splice]) -> bytes:
    """The file with the new pieces in place, in its own line ends; the splices must not overlap.

    The offsets are those of the text as `raw.decode` gives it, for a file that it finds nothing wrong with.
    """
    mark, text = b"", content
    if content.startswith(b"\xef\xbb\xbf"):
        mark, text = content[:3], content[3:]
    body = text.decode("utf-8")
    breaks = list(re.finditer(r"\r\n|\r|\n", body)) if "\r" in body else []
    own = breaks[0][0] if breaks else "\n"
    wide = [m for m in breaks if m[0] == "\r\n"]
    lost = [m.start() - number for number, m in enumerate(wide)]
    pieces, at = [], 0
    for start, end, piece in sorted(splices):
        first, last = (offset + bisect_left(lost, offset) for offset in (start, end))
        pieces += [body[at:first], piece.replace("\n", own)]
        at = last
    return mark + "".join([*pieces, body[at:]]).encode()


def plain(content: bytes) -> str:
    """The text of a file that `raw.decode` finds nothing wrong with."""
    return normal(content.decode("utf-8"))


def in_file(text: str, file: str) -> Callable[[int], int]:
    """From an offset in a page's text to one in its file, before which the settings stand.

    Reading a page turns tabs at the beginnings of lines to spaces, so there an offset is counted from the
    end of its line.
    """
    if file.endswith(text):
        before = len(file) - len(text)
        return lambda offset: offset + before
    read, written = text.split("\n"), file.split("\n")
    first = len(written) - len(read)
    ends, file_ends = [], []
    at = -1
    for line in read:
        at += len(line) + 1
        ends.append(at)
    at = sum(len(line) + 1 for line in written[:first]) - 1
    for line in written[first:]:
        at += len(line) + 1
        file_ends.append(at)

    def place(offset: int) -> int:
        row = bisect_left(ends, offset)
        return file_ends[row] - (ends[row] - offset)

    return place
