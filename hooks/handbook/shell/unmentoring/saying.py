"""What a coordinator is told, in lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from handbook.practices.unmentoring import pool as pools
from handbook.practices.unmentoring.pool import Absent
from handbook.practices.unmentoring.values import Draw, Round
from handbook.shell.unmentoring.folder import PEOPLE, Desk, Kept
from handbook.show.addresses import in_words
from handbook.show.phrases import listed, number_of, number_of_people


def nobody(desk: Desk) -> str:
    """What to say while the list is empty."""
    return (
        "Nobody is on the list yet. Put people on it with 'handbook unmentoring add', or take them over from "
        f"a form with 'handbook unmentoring import'. The list is {desk.room.shown(PEOPLE)}."
    )


def on_the_list(count: int, would: bool = False) -> str:
    """How many people are on the list, or would be."""
    are = "would be" if would else "is" if count == 1 else "are"
    return f"{number_of_people(count)} {are} on the list."


def week(monday: date) -> str:
    """A week by its Monday."""
    return f"the week of {in_words(monday.isoformat())}"


def named(kept: Kept, ids: Sequence[str]) -> str:
    """People by name, with the id that commands know them by."""
    return listed(called(kept, id_) for id_ in ids)


def called(kept: Kept, id_: str) -> str:
    """Somebody by name and id; an id that is not in the file yet would be another one next time."""
    one = kept.person(id_)
    if one is None:
        return "somebody who is no longer on the list"
    return one.name if id_ in kept.new else f"{one.name} ({id_})"


def groups(draw: Draw) -> str:
    """How many pairs and groups of three."""
    threes = sum(len(group) > 2 for group in draw.groups)
    pairs = len(draw.groups) - threes
    said = [number_of(pairs, "pair")] if pairs else []
    said += [f"{threes} group{'s' if threes > 1 else ''} of three"] if threes else []
    return " and ".join(said)


def record(number: int) -> str:
    """How to note what somebody said of a round."""
    return f"handbook unmentoring record {number} PERSON met (or 'not met')"


def heard(made: Round) -> str:
    """How many have said something of a round, and how many of these met."""
    there, told = made.draw.people, pools.heard(made)
    if not told:
        return "Nobody has been heard from yet."
    met = len(told & pools.met_people(made))
    return f"Heard from {len(told)} of {len(there)}; {met or 'none'} of these met."


def absent(found: Absent) -> Iterator[str]:
    """Why others on the list are not drawn this time."""
    why = [
        f"{count} {why}"
        for count, why in (
            (found.away, "away"),
            (found.paused, "paused until they answer"),
            (found.not_due, "not due yet, as they wish"),
            (found.in_reserve, "in reserve for an odd number"),
            (found.no_consent, "without a day in the column 'consent', when they asked to take part"),
        )
        if count
    ]
    if why:
        yield f"Not drawn: {'; '.join(why)}."
