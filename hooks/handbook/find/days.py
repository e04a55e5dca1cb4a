"""Days as people write them, `2026`, `2026-05` or `2026-05-14`, and what comes after them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def _parts(day: str) -> list[int]:
    return [int(part) for part in day.split("-")]


def first_day(day: str) -> date:
    """The day itself, or the first of a month or year."""
    return date(*[*_parts(day), 1, 1][:3])


def last_day(day: str) -> date:
    """The day itself, or the last of a month or year."""
    year, month, *rest = [*_parts(day), 12][:2] if len(day) < 8 else _parts(day)
    return date(year, month, *(rest or [monthrange(year, month)[1]]))


def add(day: str, length: str) -> date:
    """A date (`2025`, `2025-03` or `2025-03-14`) and a length (`6 months`) later.

    Months are clamped to their end: 31 August and six months is 28 February. What would come
    after the year 9999 is its last day.
    """
    start = first_day(day)
    count, _, unit = length.partition(" ")
    if unit.startswith(("day", "week")):
        days = int(count) * (7 if unit.startswith("week") else 1)
        return start + timedelta(days=min(days, (date.max - start).days))
    months = start.month - 1 + int(count) * (12 if unit.startswith("year") else 1)
    year, month = start.year + months // 12, months % 12 + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(start.day, monthrange(year, month)[1]))
