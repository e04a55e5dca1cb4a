"""What came of the gaps people ask for: since a day, and month by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from handbook.model import Handbook, Spell

MONTHS = 24


@dataclass(frozen=True, slots=True)
class Since:
    """What happened on a day and after it. Who asks again for what was closed is not asking anew."""

    day: date
    filled: tuple[Spell, ...] = ()
    asked: tuple[Spell, ...] = ()
    back: tuple[Spell, ...] = ()
    taken_out: tuple[Spell, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """How many gaps were asked for and filled in a month, and how many were open when it ended."""

    first: date
    asked: int
    filled: int
    open: int


def usual_day(today: date) -> date:
    """The first day of the month three months back, so that a whole quarter lies behind us.

    >>> usual_day(date(2026, 2, 28))
    datetime.date(2025, 11, 1)
    """
    return _back(today, 3)


def since(book: Handbook, day: date, kind: str = "") -> Since:
    """What was filled, asked, came back and was taken out; a gap may be among two of these."""
    spells = [spell for spell in book.history.spells if not kind or spell.kind == kind]
    opened = [spell for spell in spells if spell.asked >= day]
    closed = [spell for spell in spells if spell.closed is not None and spell.closed >= day]
    return Since(
        day=day,
        filled=tuple(spell for spell in closed if spell.filled),
        asked=tuple(spell for spell in opened if not spell.again),
        back=tuple(spell for spell in opened if spell.again),
        taken_out=tuple(spell for spell in closed if not spell.filled),
    )


def months(book: Handbook, most: int = MONTHS) -> list[Month]:
    """The months up to today's, oldest first; none from before the book was begun."""
    spells = book.history.spells
    days = [*book.history.written.values(), *(spell.asked for spell in spells)]
    if not days:
        return []
    firsts = [*dict.fromkeys(_back(book.today, number) for number in range(most - 1, -1, -1))]
    asked = Counter(spell.asked.replace(day=1) for spell in spells)
    closed = Counter(spell.closed.replace(day=1) for spell in spells if spell.closed)
    filled = Counter(spell.closed.replace(day=1) for spell in spells if spell.closed and spell.filled)
    waiting = _before(asked, firsts[0]) - _before(closed, firsts[0])
    found = []
    for first in firsts:
        waiting += asked[first] - closed[first]
        if first >= min(days).replace(day=1):
            found.append(Month(first, asked[first], filled[first], waiting))
    return found


def _before(counts: Counter[date], first: date) -> int:
    return sum(count for month, count in counts.items() if month < first)


def _back(day: date, months: int) -> date:
    """The first day of the month that many months earlier; time begins with the year 1."""
    year, month = divmod(max(12 * day.year + day.month - 1 - months, 12), 12)
    return date(year, month + 1, 1)
