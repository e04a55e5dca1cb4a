"""What the assessment is about: rounds of a team, and the answers of each person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from handbook.model import Instrument
from handbook.model.practices import Kind


@dataclass(frozen=True, slots=True)
class Answers:
    """What one person answered. A statement they could not say anything of, or left out, is not in it."""

    code: str = field(repr=False)
    """A word of their own choosing, which is no name."""
    given: Mapping[str, int] = field(repr=False)
    """From 1 to the length of the scale, by statement."""
    then: Mapping[str, int] = field(default_factory=dict, repr=False)
    """Thinking back to the baseline, by dimension."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a team. It holds its instrument, so that its words stay what was asked."""

    name: str
    """Its folder: `2025-03-14-baseline`."""
    kind: Kind
    day: date
    instrument_id: str
    """Such as `eight-principles.v1`."""
    instrument: Instrument
    team: int
    """How many people the team has."""
    vision: date | None = None
    """When the team settled its vision, if it has."""
    closed: date | None = None
    published: date | None = None
    called: str = ""
    """The team's name as people write it; its folder has a plainer one."""
    published_as: str = ""
    """The team's name for everybody."""
