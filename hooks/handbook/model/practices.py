"""Practices as formats of files in `data/`: what they ask, and what of them everybody may see.

Answers and lists of people have no format here: they never come into a handbook's folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from handbook.model.words import CLOSED, Several, Words

FEWEST = 5
"""People behind any number that everybody may see, whatever a handbook has chosen."""
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_COUNT = r"^([1-9][0-9]{0,5}|(all but )?fewer than [1-9][0-9]{0,2})$"

Day = Annotated[str, Field(pattern=_DAY)]
Count = Annotated[str, Field(pattern=_COUNT)]
"""How many people, as everybody may know it: `56`, `fewer than 5` or `all but fewer than 5`."""
StatementId = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
]


# Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One side of an instrument, such as a principle: its statements, and what to talk about."""

    __pydantic_config__ = CLOSED

    statements: Annotated[
        Mapping[StatementId, Words], Field(min_length=1, max_length=20, description="Each by its id.")
    ]
    page: Annotated[Words, Field(description="Its page in `docs/`.")] = ""
    talk: Annotated[Several, Field(description="Questions to talk about where it is low or wide.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A file `data/assessment/NAME.vN.yml`: statements that every member of a team answers.

    Its id is the name of the file without the ending. Other words are another version.
    """

    __pydantic_config__ = CLOSED

    title: Annotated[Words, Field(description="What it is called.")]
    scale: Annotated[
        tuple[Words, ...],
        Field(min_length=3, max_length=7, description="The answers from lowest to highest, counted from 1."),
    ]
    dimensions: Annotated[
        Mapping[Words, Dimension],
        Field(min_length=1, max_length=20, description="In the order they are asked."),
    ]
    by: Annotated[Words, Field(description="Whose words these are, and under which licence.")] = ""
    cannot_say: Annotated[Words, Field(description="The answer that is none.")] = "cannot say"
    look_back: Annotated[
        Words, Field(description="What a follow-up asks of each dimension besides, or nothing.")
    ] = ""

    @property
    def statements(self) -> dict[str, str]:
        """All statements by their ids, in the order they are asked."""
        return {key: text for part in self.dimensions.values() for key, text in part.statements.items()}


Kind = Literal["baseline", "follow-up", "other"]
Movement = Literal["rose", "fell", "about the same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a team's answers to one dimension come to: of each person the mean, and of those these."""

    __pydantic_config__ = CLOSED

    answered: Annotated[int, Field(ge=1, description="How many people have a score.")]
    mean: Fraction
    median: Fraction
    lowest: Fraction
    highest: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One round as the team itself sees it. A dimension with too few answers is left out."""

    __pydantic_config__ = CLOSED

    instrument: Words
    kind: Kind
    day: Day
    team: Annotated[int, Field(ge=1, description="How many people the team has.")]
    answered: Annotated[int, Field(ge=0)]
    scores: Annotated[Mapping[Words, Score], Field(description="By dimension.")] = field(default_factory=dict)
    looked_back: Annotated[
        Mapping[Words, Score],
        Field(description="Where people place the team at the baseline, thinking back."),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRound:
    """One round as everybody may see it."""

    __pydantic_config__ = CLOSED

    instrument: Words
    kind: Kind
    day: Day
    answered: Count
    scores: Annotated[
        Mapping[Words, Annotated[Fraction, Field(ge=1, le=7, multiple_of=Fraction(1, 2))]],
        Field(description="By dimension, rounded to half; one that too few answered is left out."),
    ] = field(default_factory=dict)
    changes: Annotated[Mapping[Words, Movement], Field(description="Since the baseline.")] = field(
        default_factory=dict
    )
    compared: Annotated[
        str, Field(pattern=r"^(|\d+ of \d+)$", description="Statements compared, where not all: `14 of 16`.")
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTeam:
    """One entry of `data/assessments.yml`: what a team shows of its rounds, by its name for outside."""

    __pydantic_config__ = CLOSED

    rounds: Annotated[tuple[PublicRound, ...], Field(min_length=1, max_length=100)]


# Unmentoring


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPairs:
    """One entry of `data/unmentoring.yml`, `round 3`: how many took part, never who."""

    __pydantic_config__ = CLOSED

    week: Annotated[str, Field(pattern=_DAY, description="The day it began.")]
    people: Annotated[str, Field(pattern=_COUNT, description="People drawn: `56` or `fewer than 5`.")]
    groups: Annotated[str, Field(pattern=_COUNT, description="Pairs and groups of three.")]
    answered: Annotated[str, Field(pattern=f"^$|{_COUNT}", description="Of these people.")] = ""
    met: Annotated[str, Field(pattern=f"^$|{_COUNT}", description="Of those who answered.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmentoring:
    """How this handbook runs unmentoring."""

    __pydantic_config__ = CLOSED

    every: Annotated[
        Literal["week", "fortnight", "month", "quarter"], Field(description="How often there is a round.")
    ] = "month"
    odd: Annotated[
        Literal["trio", "reserve", "sit-out"],
        Field(description="What happens when the number is odd."),
    ] = "trio"
    minutes: Annotated[int, Field(ge=5, le=180, description="How long a pair talks.")] = 30
    pause_after: Annotated[
        int,
        Field(ge=1, le=12, description="Rounds running without word or meeting before somebody is asked."),
    ] = 2
