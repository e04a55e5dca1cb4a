"""Tables as people save them from a spreadsheet or a form: rows of cells, with the line of each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LARGEST = 5_000_000
"""Bytes of one table."""
MOST = 100_000
"""Rows of one table."""
SIGNS = "=+@\t\r\n\uff1d\uff0b\uff0d\uff20-"
"""Signs that a spreadsheet takes for the beginning of a sum, in their wide forms as well."""
_GUARDED = re.compile(f"'+[{SIGNS}]")
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheets themselves begin, new ones and old ones."""


class Unreadable(Exception):
    """What is no table; in words why not, and how to put it right, without anything it holds."""


class TooMuch(Unreadable):
    """A table over what we read; carries what it has more than."""

    def __init__(self, most: str) -> None:
        super().__init__(f"this list has more than {most}, the most we read. Save it in parts.")
        self.most = most


@dataclass(frozen=True, slots=True)
class Row:
    """One row and the line of the file it begins in."""

    line: int
    cells: tuple[str, ...] = field(repr=False)


def rows(content: bytes) -> Iterator[Row]:
    """The rows that hold something, with commas, semicolons or tabs between their cells.

    An apostrophe that keeps a spreadsheet from running a cell is taken away. Raises Unreadable.
    """
    if len(content) > LARGEST:
        raise TooMuch(f"{LARGEST:,} bytes")
    text = _text(content)
    first = next((line for line in re.split(r"[\r\n]+", text[:100_000]) if line.strip(" ,;\t")), "")
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    line, found = 1, 0
    try:
        for cells in table:
            if any(map(str.strip, cells)):
                found += 1
                if found > MOST + 1:
                    raise TooMuch(f"{MOST:,} rows")
                yield Row(line, tuple(map(_bare, cells)))
            line = table.line_num + 1
    except csv.Error:
        message = (
            f"a cell that begins in line {line} never ends. Look for a quotation mark without its other one."
        )
        raise Unreadable(message) from None


def is_spreadsheet(content: bytes) -> bool:
    """Whether a file is a spreadsheet's own, in which nobody finds words without it."""
    return content.startswith(_SPREADSHEETS)


def _text(content: bytes) -> str:
    """The words of a file in whatever encoding a spreadsheet has used. Raises Unreadable."""
    if is_spreadsheet(content):
        raise Unreadable("this is a spreadsheet's own file. Save it as CSV, and give that.")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Unreadable(
        "this file cannot be read as UTF-8, UTF-16 or Windows-1252, which we tried. Save it as CSV in UTF-8."
    )


def _bare(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell
