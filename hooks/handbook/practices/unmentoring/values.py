"""What unmentoring is about: people, groups and rounds. Nothing of it says a name in its `repr`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Channel = Literal["email", "phone", "video"]
CHANNELS: tuple[Channel, ...] = ("email", "phone", "video")
Odd = Literal["trio", "reserve", "sit-out"]
Outcome = Literal["met", "not met"]
"""What somebody said of a round; nobody who has said nothing has one."""

Pair = frozenset[str]
"""The ids of two people."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asked to take part: one row of `people.csv`, whose columns these are."""

    id: str
    name: str = field(repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    video: str = field(default="", repr=False)
    organisation: str = field(default="", repr=False)
    share: tuple[Channel, ...] = ("email",)
    every: int = 1
    away_until: date | None = None
    consent: date | None = None
    """The day they asked to take part; without one nobody is drawn."""
    names_ok: bool = False
    reserve: bool = False
    """Joins only where the number would be odd."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Who is drawn from, with all that the draw goes by: the same pool and seed make the same draw.

    `people` are ids in the order of their ids. Forgetting somebody renames them here as everywhere else,
    in the same place, so that a former draw can still be made again.
    """

    people: tuple[str, ...]
    odd: Odd = "trio"
    reserve: str = ""
    """Who joins if the number is odd; one of nobody in `people`."""
    avoid: frozenset[Pair] = frozenset()
    met: Mapping[Pair, int] = field(default_factory=dict)
    """Who counts as having met, and the number of the last round in which they did."""
    missed: frozenset[Pair] = frozenset()
    """Who was drawn in the very last round and did not meet."""
    organisations: Mapping[str, int] = field(default_factory=dict)
    """Numbers that stand for organisations, of those who named one."""
    trios: Mapping[str, int] = field(default_factory=dict)
    """How often somebody has been in a group of three."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """How often somebody has been left out; who joins later begins level with the least of the others."""
    waiting: frozenset[str] = frozenset()
    """Who was left out when they were last drawn from, and has a place in this round before all others."""
    started: Mapping[str, int] = field(default_factory=dict)
    """How often somebody has been asked to make the first move; who joins later begins level, too."""
    last_started: Mapping[str, int] = field(default_factory=dict)
    """The last round in which they were."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Groups by chance; the first of each is asked to make the first move."""

    groups: tuple[tuple[str, ...], ...]
    left_out: tuple[str, ...] = ()
    repeats: int = 0
    """Links between two people who have met before, of which a group of three has three."""
    again: int = 0
    """Links between two who were drawn last time and did not meet."""
    same_organisation: int = 0
    reserve: bool = False
    """Whether the reserve has joined."""

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in a group, group by group."""
        return tuple(one for group in self.groups for one in group)

    @property
    def links(self) -> frozenset[Pair]:
        """Who would meet whom."""
        return frozenset(
            frozenset((one, other))
            for group in self.groups
            for one in group
            for other in group
            if one < other
        )


@dataclass(frozen=True, slots=True)
class Round:
    """A draw that was carried out, and what has been heard of it since."""

    number: int
    week: date
    """The Monday of the week to meet in."""
    seed: int
    pool: Pool
    draw: Draw
    method: str = ""
    """What drew it, with its version: another one may draw differently."""
    said: Mapping[str, Outcome] = field(default_factory=dict)
    """What people said of it, by their ids."""
    chosen: bool = False
    """Whether somebody gave the seed, and not chance."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a group would like to pass on, and who of them has agreed to just these words."""

    round: int
    group: int
    """Its place in the draw, from 1."""
    text: str = ""
    link: str = ""
    title: str = ""
    about: tuple[str, ...] = ()
    """Names of pages or sections it speaks of."""
    agreed: frozenset[str] = frozenset()
    published: str = ""
    """Its file in `docs/`, once it is there."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that has happened: rounds in order, outputs, and who came back after a pause."""

    rounds: tuple[Round, ...] = ()
    outputs: tuple[Output, ...] = ()
    back: Mapping[str, int] = field(default_factory=dict)
    """Who answered after a pause, and how many rounds there had been then."""
    published: frozenset[int] = frozenset()
    """Rounds whose numbers everybody has seen, which therefore never change there."""
