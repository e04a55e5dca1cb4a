"""How many people, as everybody may know it: never so few, or all but so few, that it tells of somebody."""

from __future__ import annotations

from handbook.model.practices import Count

_FEWER, _ALL_BUT = "fewer than ", "all but "


def count(number: int, of: int | None, least: int) -> Count:
    """A number of people, of so many where that is known; it tells neither part where that is small."""
    if number < least:
        return f"{_FEWER}{least}"
    return f"{_ALL_BUT}{_FEWER}{least}" if of is not None and of - number < least else str(number)


def others(of: Count, part: Count) -> Count:
    """How many are not in a part, as far as that follows from both; else nothing."""
    if part.startswith(_ALL_BUT):
        return part.removeprefix(_ALL_BUT)
    if part.startswith(_FEWER):
        return _ALL_BUT + part
    return str(int(of) - int(part)) if of.isdecimal() and part.isdecimal() else ""
