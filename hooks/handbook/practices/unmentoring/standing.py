"""How things stand: who is meant by some words, what is due, who has been silent, and who may have left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from handbook.find.days import add
from handbook.model import Unmentoring
from handbook.practices.unmentoring.values import Ledger, Output, Person, Round
from handbook.read.roster import words_of

_LENGTH = {"week": "1 week", "fortnight": "2 weeks", "month": "1 month", "quarter": "3 months"}
_WEEK = timedelta(days=7)
INACTIVE = "12 months"
"""Whoever has not taken part for so long is asked, or taken off the list."""


def meant(people: Collection[Person], words: str) -> list[Person]:
    """Who is meant: one person by id or e-mail address, else everybody of that whole name."""
    plain = words.strip().casefold()
    for one in people:
        if plain and plain in (one.id.casefold(), one.email.casefold()):
            return [one]
    name = words_of(words)
    return [one for one in people if name and words_of(one.name) == name]


def monday(day: date) -> date:
    """The first day of a week."""
    return day - timedelta(days=day.weekday())


def next_week(today: date) -> date:
    """The Monday that comes next."""
    return monday(today) + _WEEK


def is_over(week: date, today: date) -> bool:
    """Whether a week has passed, its Sunday included."""
    return today - week >= _WEEK


def due(ledger: Ledger, choices: Unmentoring, today: date) -> date:
    """The Monday of the week in which the next round is due: the first as soon as may be."""
    if not ledger.rounds:
        return next_week(today)
    # The nearest Monday: with the one before, rounds would wander through the month.
    return monday(add(ledger.rounds[-1].week.isoformat(), _LENGTH[choices.every]) + timedelta(days=3))


def silent(round_: Round) -> list[str]:
    """Who has said nothing of a round."""
    return [who for who in round_.draw.people if who not in round_.said]


def last_active(person: Person, ledger: Ledger) -> date | None:
    """The last day that somebody is known to have had a part in it, or asked to."""
    weeks = [round_.week for round_ in ledger.rounds if person.id in round_.draw.people]
    return max((day for day in (person.consent, *weeks) if day), default=None)


def inactive(people: Sequence[Person], ledger: Ledger, today: date) -> list[Person]:
    """Who has not taken part for a year, and has not said that they are only away."""
    return [
        one
        for one in people
        if (last := last_active(one, ledger)) is not None
        and add(last.isoformat(), INACTIVE) <= today
        and not (one.away_until and one.away_until >= today)
    ]


def waiting(ledger: Ledger) -> list[tuple[Output, tuple[str, ...]]]:
    """Texts that not everybody of their group has agreed to yet, and who has not."""
    groups = {round_.number: round_.draw.groups for round_ in ledger.rounds}
    found = (
        (output, tuple(who for who in groups[output.round][output.group - 1] if who not in output.agreed))
        for output in ledger.outputs
        if not output.published and (output.text or output.link)
    )
    return [(output, missing) for output, missing in found if missing]
