"""Who is drawn from in a week: who is there, and what has happened so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handbook.model.practices import Unmentoring
from handbook.practices.unmentoring.standing import monday
from handbook.practices.unmentoring.values import Ledger, Outcome, Pair, Person, Pool, Round

_WEEK = timedelta(days=7)
_ABSENT = ("no_consent", "away", "paused", "not_due")


@dataclass(frozen=True, slots=True)
class Absent:
    """How many people are not drawn from, each counted once, and whom to ask whether they go on."""

    away: int = 0
    paused: int = 0
    not_due: int = 0
    no_consent: int = 0
    in_reserve: int = 0
    """Free, and not needed, since they join only where the number is odd."""
    paused_now: tuple[str, ...] = ()


def take(
    people: Collection[Person], ledger: Ledger, week: date, choices: Unmentoring, avoid: frozenset[Pair]
) -> tuple[Pool, Absent]:
    """Who can take part in a week, with all that a draw goes by, and who cannot."""
    begins = monday(week)
    last = _last(ledger.rounds, lambda held: held.draw.people)
    upcoming = max((held.number for held in ledger.rounds), default=0) + 1
    resting = paused(ledger, begins, choices.pause_after)
    found: dict[str, list[str]] = {name: [] for name in ("free", "reserve", *_ABSENT)}
    for person in sorted(people, key=lambda person: person.id):
        if person.consent is None:
            where = "no_consent"
        elif person.away_until is not None and person.away_until >= begins:
            where = "away"
        elif person.id in resting:
            where = "paused"
        elif person.id in last and upcoming - last[person.id] < person.every:
            where = "not_due"
        else:
            where = "reserve" if person.reserve else "free"
        found[where].append(person.id)
    reserve = min(found["reserve"], key=lambda one: (last.get(one, 0), one), default="")
    pool = Pool(
        tuple(found["free"]),
        "trio" if choices.odd == "reserve" and not reserve else choices.odd,
        reserve if choices.odd == "reserve" else "",
    )
    counts = {name: len(found[name]) for name in _ABSENT}
    joins = bool(pool.reserve) and len(pool.people) % 2
    absent = Absent(**counts, in_reserve=len(found["reserve"]) - joins, paused_now=tuple(found["paused"]))
    return _with_history(pool, people, ledger.rounds, avoid), absent


def _with_history(
    pool: Pool, people: Collection[Person], rounds: Sequence[Round], avoid: frozenset[Pair]
) -> Pool:
    """The pool with what concerns its people, and nothing of anybody else."""
    here = {*pool.people, pool.reserve} - {""}
    met = {pair: held.number for held in rounds for pair in held.draw.links - not_met(held) if pair <= here}
    there = _last(rounds, lambda held: held.pool.people)
    out = _last(rounds, lambda held: held.draw.left_out)
    starts = _last(rounds, lambda held: [group[0] for group in held.draw.groups])
    trios = Counter(one for held in rounds for group in held.draw.groups if len(group) > 2 for one in group)
    left_out = _turns(rounds, pool.people, lambda held: held.draw.left_out)
    started = _turns(rounds, pool.people, lambda held: [group[0] for group in held.draw.groups])
    return replace(
        pool,
        avoid=frozenset(pair for pair in avoid if len(pair) == 2 and pair <= here),
        met=met,
        missed=frozenset(pair for held in rounds[-1:] for pair in not_met(held) if pair <= here),
        organisations=_organisations([one for one in (*pool.people, pool.reserve) if one], people),
        trios=_of(here, trios),
        left_out=_of(here, left_out),
        waiting=frozenset(one for one, number in out.items() if one in here and number == there.get(one)),
        started=_of(here, started),
        last_started=_of(here, starts),
    )


def _of(here: Collection[str], counts: Mapping[str, int]) -> dict[str, int]:
    return {one: count for one, count in sorted(counts.items()) if count and one in here}


def _last(rounds: Sequence[Round], of: Callable[[Round], Iterable[str]]) -> dict[str, int]:
    """The last round in which somebody was one of these."""
    return {one: held.number for held in rounds for one in of(held)}


def _turns(
    rounds: Sequence[Round], now: Sequence[str], of: Callable[[Round], Iterable[str]]
) -> dict[str, int]:
    """How often it was somebody's turn. Who joins later begins level with the least of those who are there.

    Otherwise it would be the turn of newcomers again and again until they had caught up with everybody.
    """
    counts: dict[str, int] = {}
    for here, turn in [*((held.pool.people, of(held)) for held in rounds), (now, ())]:
        level = min((counts[one] for one in here if one in counts), default=0)
        for one in here:
            counts.setdefault(one, level)
        for one in turn:
            counts[one] = counts.get(one, 0) + 1
    return counts


def _organisations(here: Sequence[str], people: Collection[Person]) -> dict[str, int]:
    """Numbers for organisations in the order in which people come, so that their names are not needed."""
    named = {person.id: " ".join(person.organisation.split()).casefold() for person in people}
    numbers: dict[str, int] = {}
    return {one: numbers.setdefault(named[one], len(numbers)) for one in here if named[one]}


# What came of a round


def _outcomes(held: Round) -> Iterator[tuple[Pair, Outcome]]:
    """Each two people of a group of whom something was said. Who says that they met is believed."""
    for pair in held.draw.links:
        said = {held.said[one] for one in pair if one in held.said}
        if said:
            yield pair, "met" if "met" in said else "not met"


def not_met(held: Round) -> frozenset[Pair]:
    """Who did not meet, as far as anybody said. All others count as having met, heard from or not."""
    return frozenset(pair for pair, outcome in _outcomes(held) if outcome == "not met")


def met_people(held: Round) -> frozenset[str]:
    """Who met somebody, by their own word or their partner's."""
    return frozenset(one for pair, outcome in _outcomes(held) if outcome == "met" for one in pair)


def heard(held: Round) -> frozenset[str]:
    """Who has said something themselves."""
    return frozenset(one for one in held.draw.people if one in held.said)


def paused(ledger: Ledger, week: date, rounds: int) -> frozenset[str]:
    """Of whom nothing was heard in the last rounds they took part in, as many as this, nor that they met.

    A round in the very week before is not over yet when the next is drawn, so it counts neither way.
    """
    signs: dict[str, list[bool]] = {}
    for held in ledger.rounds:
        if held.week + _WEEK >= week:
            continue
        active = heard(held) | met_people(held)
        for one in held.draw.people:
            if held.number > ledger.back.get(one, 0):
                signs.setdefault(one, []).append(one in active)
    return frozenset(one for one, seen in signs.items() if len(seen) >= rounds and not any(seen[-rounds:]))
