"""People who take part in unmentoring, and rounds they have had."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from handbook.model.practices import Unmentoring
from handbook.practices.unmentoring.draw import draw
from handbook.practices.unmentoring.pool import take
from handbook.practices.unmentoring.values import Draw, Ledger, Outcome, Pair, Person, Pool, Round

FIRST = date(2026, 1, 5)


def ids(count: int) -> tuple[str, ...]:
    return tuple(f"p{number:03}" for number in range(count))


def pair(one: str, other: str) -> Pair:
    return frozenset((one, other))


def someone(id_: str, **given: Any) -> Person:
    return Person(id_, f"Name of {id_}", f"{id_}@example.org", **{"consent": date(2026, 1, 1)} | given)


def people(count: int) -> list[Person]:
    return [someone(one) for one in ids(count)]


def week(number: int) -> date:
    """The Monday of a round, four weeks after that of the last."""
    return FIRST + timedelta(weeks=4 * (number - 1))


def held(
    number: int, *groups: Sequence[str], said: Mapping[str, Outcome] | None = None, out: Sequence[str] = ()
) -> Round:
    """A round of some groups, in which everybody came who is named."""
    came = tuple(sorted({*out, *(one for group in groups for one in group)}))
    return Round(
        number, week(number), 1, Pool(came), Draw(tuple(map(tuple, groups)), tuple(out)), said=said or {}
    )


def next_pool(
    members: Collection[Person], ledger: Ledger, choices: Unmentoring, avoid: frozenset[Pair] = frozenset()
) -> Pool:
    return take(members, ledger, week(len(ledger.rounds) + 1), choices, avoid)[0]


def after(ledger: Ledger, pool: Pool, drawn: Draw, seed: int, said: Mapping[str, Outcome]) -> Ledger:
    number = len(ledger.rounds) + 1
    return replace(ledger, rounds=(*ledger.rounds, Round(number, week(number), seed, pool, drawn, said=said)))


def played(members: Collection[Person], rounds: int, seed: int, odd: str = "trio") -> list[Draw]:
    """Rounds of the same people, who meet every time."""
    choices = Unmentoring(odd=odd)
    ledger, drawn = Ledger(), []
    for number in range(rounds):
        pool = next_pool(members, ledger, choices)
        drawn.append(draw(pool, 1000 * seed + number))
        met = dict.fromkeys((one for group in drawn[-1].groups for one in group), "met")
        ledger = after(ledger, pool, drawn[-1], 1000 * seed + number, met)
    return drawn
