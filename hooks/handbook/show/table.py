"""Tables for spreadsheets, in which no cell is run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from handbook.read.table import SIGNS

_RUNS = re.compile(f"'*[{SIGNS}]")


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    """The rows as text; `read.table` gives the same cells back."""
    return "".join(map(_line, rows))


def _line(row: Iterable[object]) -> str:
    out = io.StringIO()
    # With these two signs it puts quotation marks around cells that hold either; alone, one would end a row.
    csv.writer(out, lineterminator="\r\n").writerow(map(_harmless, row))
    return out.getvalue().removesuffix("\r\n") + "\n"


def _harmless(value: object) -> str:
    """A cell in words, with an apostrophe before it where a spreadsheet would run it."""
    text = {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else str(value)
    return f"'{text}" if _RUNS.match(text) else text
