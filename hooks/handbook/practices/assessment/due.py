"""When a team asks the same again, what kind of round that is, and a reminder of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from handbook.find.days import add
from handbook.model.practices import Kind
from handbook.model.refused import Refused
from handbook.practices.assessment.values import Round
from handbook.show.addresses import in_words
from handbook.show.calendar import Entry, as_ics

State = Literal["no baseline", "to come", "due now", "overdue", "open", "done"]
BEFORE, AFTER = 30, 60
"""How many days before the day a follow-up may be held, and how many after it before it is late."""
APART = 28
"""Days between two rounds, below which people would mostly repeat themselves: the shortest month."""


@dataclass(frozen=True, slots=True)
class Due:
    """How it stands with the follow-up of a team, in words, and the day it is due if there is a baseline."""

    state: State
    day: date | None
    words: str


def due(rounds: Collection[Round], today: date, months: int) -> Due:
    """When the follow-up of a team is due, or that it was held."""
    base = baseline(rounds)
    if base is None:
        return Due("no baseline", None, "no baseline yet")
    day = add(base.day.isoformat(), f"{months} months")
    after = [held for held in rounds if held.kind == "follow-up" and held.day >= base.day]
    if done := min((held.day for held in after if held.closed), default=None):
        return Due("done", day, f"follow-up held on {in_words(done.isoformat())}")
    if after:
        return Due("open", day, "the follow-up is open")
    days = (day - today).days
    if days > BEFORE:
        return Due("to come", day, f"due in {days} days")
    return Due("due now", day, "due now") if days >= -AFTER else Due("overdue", day, f"overdue {-days} days")


def baseline(rounds: Iterable[Round]) -> Round | None:
    """The first of the rounds that is one, which later ones are compared with."""
    first = sorted((held for held in rounds if held.kind == "baseline"), key=lambda held: held.day)
    return first[0] if first else None


def kind(asked: Kind | None, rounds: Collection[Round]) -> tuple[Kind, str]:
    """What kind of round the next one is, and what to say where it is not the one that was asked for.

    Raises Refused for a follow-up where there is nothing to follow up.
    """
    base = baseline(rounds)
    if base is None and asked == "follow-up":
        raise Refused("there is no baseline to follow up. Leave --kind out, and this round will be one.")
    if base is not None and asked == "baseline":
        day = in_words(base.day.isoformat())
        return "other", f"there is a baseline of {day}, and the first counts. This round is kept as 'other'."
    return asked or ("follow-up" if base else "baseline"), ""


def older_vision(rounds: Collection[Round]) -> str:
    """What to say where a team settled its vision before its baseline, if it did."""
    base = baseline(rounds)
    days = [held.vision for held in rounds if held.vision]
    if base is None or not days or max(days) >= base.day:
        return ""
    vision, day = in_words(max(days).isoformat()), in_words(base.day.isoformat())
    return f"the vision is of {vision}, before the baseline of {day}. Read it again beside the figures."


def too_soon(day: date, others: Iterable[date]) -> str:
    """What to say of a round soon after, or before, another one, if it is."""
    near = sorted(other for other in others if abs(day - other) < timedelta(days=APART))
    if not near:
        return ""
    return (
        f"there is a round of {in_words(near[-1].isoformat())}, less than {APART} days away. If people "
        "answer the same again and one more joins them, both figures together say what that one answered."
    )


def reminder(day: date, title: str, today: date) -> bytes:
    """A day in a calendar for the follow-up, with a word a week before; it names nobody."""
    name = hashlib.sha256(f"{day} {title}".encode()).hexdigest()[:24]
    entry = Entry(f"{name}@assessment.handbook.invalid", day, title, _NOTE, reminder=f"In a week: {title}")
    return as_ics(entry, "-//handbook//assessment//EN", today)


_NOTE = (
    "Time to answer the same statements again, and to see together what has moved. This is not a test: "
    "nobody passes and nobody fails. Any day around this one will do, and a late one is still one."
)
