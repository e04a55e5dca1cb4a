"""Whether a file holds what people answered in an assessment, so that it is kept out of what is shared."""

from __future__ import annotations

import json
import re
from typing import Any

from handbook.read import table

KIND = "assessment answers"
"""What a file of answers says of itself, under `handbook`."""
REPORT = "report of an assessment, for the team alone"
"""What the page with a team's own figures says of itself."""
_STATEMENT = re.compile(r"(then-)?[a-z][a-z-]*-[0-9]{1,2}").fullmatch


def is_one(content: bytes) -> bool:
    """Whether this is a file that the form saves, a table of answers, or what only the team itself sees.

    A table of answers has a code and a column for each statement.
    """
    if REPORT.encode() in content:
        return True
    if KIND.encode() in content or b'"looked_back"' in content:
        try:
            found: Any = json.loads(content)
        except (ValueError, RecursionError):
            return False
        if not isinstance(found, dict):
            return False
        return "figures" in found or (
            found.get("handbook") == KIND and bool(found.get("answers") or found.get("then"))
        )
    try:
        heads = [cell.strip().casefold() for cell in next(table.rows(content)).cells]
    except (table.Unreadable, StopIteration):
        return False
    return "code" in heads and sum(bool(_STATEMENT(head)) for head in heads) > 1
