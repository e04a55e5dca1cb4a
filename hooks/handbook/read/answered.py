"""Whether a file holds what people answered in an assessment, so that it is kept out of what is shared."""

from __future__ import annotations

import json
import re
from typing import Any

from handbook.read import table

KIND = "assessment answers"
"""What a file of answers says of itself, under `handbook`."""
_STATEMENT = re.compile(r"(then-)?[a-z][a-z-]*-[0-9]{1,2}").fullmatch


def is_one(content: bytes) -> bool:
    """Whether this is a file that the form saves, or a table with a code and a column for each statement."""
    if KIND.encode() in content:
        try:
            found: Any = json.loads(content)
        except (ValueError, RecursionError):
            return False
        return isinstance(found, dict) and found.get("handbook") == KIND and bool(found.get("answers"))
    try:
        heads = [cell.strip().casefold() for cell in next(table.rows(content)).cells]
    except (table.Unreadable, StopIteration):
        return False
    return "code" in heads and sum(bool(_STATEMENT(head)) for head in heads) > 1
