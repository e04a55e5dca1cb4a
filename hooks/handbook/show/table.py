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
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(map(_harmless, row) for row in rows)
    return out.getvalue()


def _harmless(value: object) -> str:
    """A cell in words, with an apostrophe before it where a spreadsheet would run it."""
    text = {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else str(value)
    return f"'{text}" if _RUNS.match(text) else text
