"""What a team's scores say in words: rounded, how far apart, where to begin, and what has moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Literal

from handbook.model import Score
from handbook.model.practices import Movement

Spread = Literal["close", "mixed", "wide"]
_MOVED = Fraction(1, 2)
"""From here on a change counts; below it people may simply have had another day."""
_FIRST = 2
"""How many dimensions are offered to talk about, of the lowest and of the widest."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a mean has moved between two rounds; `by` is exact."""

    movement: Movement
    by: Fraction
    people: int = 0
    """How many are behind the one of the two means that fewer are behind."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A round beside the baseline of the same team, by dimension.

    `matched` looks only at people who answered both times, and leaves out what too few of them answered. It
    never says by how much: where one person has joined or left, that and the two means give their answers.
    """

    changes: Mapping[str, Change]
    matched: Mapping[str, Movement] = field(default_factory=dict)
    both: int = 0
    """How many people answered both times."""
    statements: tuple[int, int] = (0, 0)
    """How many statements could be compared, and how many the later round has."""


def half(score: Fraction) -> Fraction:
    """A score to the nearest half, halves up: 2.75 is 3, and 2.7 is 2.5."""
    return Fraction(floor(2 * score + Fraction(1, 2)), 2)


def spread(score: Score) -> Spread:
    """How far apart people are: close up to one step, mixed up to two, else wide."""
    between = score.highest - score.lowest
    return "close" if between <= 1 else "mixed" if between <= 2 else "wide"


def all_close(scores: Mapping[str, Score]) -> bool:
    """Whether there are scores, and in none of them are people far apart."""
    return bool(scores) and all(spread(score) == "close" for score in scores.values())


def change(before: Fraction, after: Fraction) -> Change:
    """What came of a mean, which is not rounded before."""
    by = after - before
    return Change("rose" if by >= _MOVED else "fell" if by <= -_MOVED else "about the same", by)


def talk_first(scores: Mapping[str, Score]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lowest dimensions and the ones with views furthest apart, two of each, in the order they are asked.

    Where all are equally low, or people are close everywhere, there is nothing to single out.
    """
    lowest = _least(scores, lambda score: score.mean)
    return lowest, () if all_close(scores) else _least(scores, lambda score: score.lowest - score.highest)


def _least(scores: Mapping[str, Score], key: Callable[[Score], Fraction]) -> tuple[str, ...]:
    keys = {name: key(score) for name, score in scores.items()}
    if len({*keys.values()}) < 2:
        return ()
    chosen = sorted(keys, key=lambda name: keys[name])[:_FIRST]
    return tuple(name for name in scores if name in chosen and keys[name] < max(keys.values()))
