"""What a draw tries for, as whole numbers of which one of a higher wish outweighs all of the lower ones.

People are numbers here, their places in the pool. Then a draw does not depend on how they are called, and
can be made again when somebody has been forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handbook.practices.unmentoring.values import Pair, Pool

_BITS = 120
"""The matching counts in whole numbers under 2**127, and needs some room of its own."""
_RANKS = 15
"""How many steps are told apart of how often it was somebody's turn."""

Group = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What it is worth to place somebody, and what it costs that two people meet."""

    place: tuple[int, ...]
    third: tuple[int, ...]
    """What it costs for each to be in a group of three."""
    costs: Mapping[int, int]
    never: frozenset[int]
    organisations: tuple[int, ...]
    """None is a number under 0, different for each."""
    organisation: int

    def link(self, one: int, other: int) -> int | None:
        """What it costs that two people meet, or nothing where they never do."""
        both = _both(one, other, len(self.place))
        if both in self.never:
            return None
        same = self.organisations[one] == self.organisations[other]
        return self.costs.get(both, 0) + (self.organisation if same else 0)

    def with_equal_places(self) -> Wishes:
        """The same where nobody has a place before others."""
        return replace(self, place=(max(self.place, default=0),) * len(self.place))

    def worth(self, groups: Iterable[Group]) -> int:
        """How good groups are that nobody forbids, of which the better have the greater worth."""
        total = 0
        for group in groups:
            total += sum(self.place[one] for one in group)
            total -= sum(self.link(*pair) or 0 for pair in pairs(group))
            total -= sum(self.third[one] for one in group) if len(group) > 2 else 0
        return total


def pairs(group: Group) -> list[tuple[int, int]]:
    """Each two of a group."""
    return [(one, other) for number, one in enumerate(group) for other in group[number + 1 :]]


def wishes(pool: Pool, ids: Sequence[str]) -> Wishes:
    """The wishes for people in the order of their ids, of which the reserve comes last where it joins.

    From the highest: who waits has a place; as many as possible have one; whoever goes without has done so
    least; nobody meets whom they missed last time; fewest repeats; the three have been in threes
    least; no recent repeats; different organisations.
    """
    size = len(ids)
    links = size // 2 + 2
    times = sorted({*pool.met.values()})
    ranks = _ranks(ids, pool.left_out)
    in_threes = _ranks(ids, pool.trios)
    fixed = [links, 3 * _RANKS, links, links, _RANKS * size, size, size]
    room = _BITS - sum(most.bit_length() for most in fixed)
    steps = max(1, min(len(times), room // links.bit_length()))
    units = _units([links, *([links] * steps), *fixed[1:]])
    organisation, ages = units[0], units[1 : steps + 1]
    third, repeat, missed, fair, placed, waiting = units[steps + 1 :]
    age = {time: ages[number * steps // len(times)] for number, time in enumerate(times)}
    place = {one: number for number, one in enumerate(ids)}
    costs: dict[int, int] = {}
    for pair, time in pool.met.items():
        if pair <= place.keys():
            costs[_numbers(pair, place)] = repeat + age[time]
    for pair in pool.missed:
        if pair <= place.keys():
            both = _numbers(pair, place)
            costs[both] = costs.get(both, 0) + missed
    return Wishes(
        tuple(
            0 if one == pool.reserve else placed + ranks[number] * fair + (one in pool.waiting) * waiting
            for number, one in enumerate(ids)
        ),
        tuple(rank * third for rank in in_threes),
        costs,
        frozenset(_numbers(pair, place) for pair in pool.avoid if pair <= place.keys()),
        tuple(pool.organisations.get(one, -1 - number) for number, one in enumerate(ids)),
        organisation,
    )


def _both(one: int, other: int, size: int) -> int:
    return one * size + other if one < other else other * size + one


def _numbers(pair: Pair, place: Mapping[str, int]) -> int:
    one, other = (place[who] for who in pair)
    return _both(one, other, len(place))


def _ranks(ids: Sequence[str], counts: Mapping[str, int]) -> list[int]:
    """How often it was each one's turn, as places in an order, from 0 for the least often."""
    found = [counts.get(one, 0) for one in ids]
    rank = {count: min(number, _RANKS) for number, count in enumerate(sorted({*found}))}
    return [rank[count] for count in found]


def _units(most: Iterable[int]) -> list[int]:
    """For wishes from the lowest, and how often at most each can be counted, what one of it is worth."""
    found, shift = [], 0
    for number in most:
        found.append(1 << shift)
        shift += number.bit_length()
    return found
