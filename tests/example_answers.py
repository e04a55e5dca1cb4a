"""What the five invented people of the worked example answered; `-` is no answer.

data/example.yml holds what these come to, and nothing of it is made up beyond them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handbook.model import Instrument
from handbook.practices.assessment.values import Answers, Round

INSTRUMENT = "eight-principles.v1"
TEAM = 5

# Each pair of signs is a dimension, in the order of the instrument.
BASELINE = {
    "heron": "32 33 23 32 43 34 21 1-",
    "willow": "33 33 33 22 44 44 32 --",
    "pebble": "22 22 22 21 22 33 11 21",
    "kettle": "43 34 43 33 55 45 44 --",
    "lantern": "33 33 3- 32 44 43 22 22",
}
FOLLOW_UP = {
    "heron": "33 43 43 33 44 22 33 32",
    "willow": "33 34 34 32 44 33 32 22",
    "pebble": "32 33 33 22 33 21 22 21",
    "kettle": "43 44 44 44 45 45 54 43",
    "lantern": "33 33 43 33 44 32 33 3-",
}
LOOKING_BACK = {
    "heron": "33223321",
    "willow": "33323422",
    "pebble": "22222211",
    "kettle": "3333444-",
    "lantern": "33224322",
}


def round_of(instrument: Instrument, kind: str) -> Round:
    """The round that these answers were given in."""
    day = {"baseline": date(2025, 3, 14), "follow-up": date(2025, 9, 16)}[kind]
    name = f"{day.isoformat()}-{kind}"
    return Round(name, kind, day, INSTRUMENT, instrument, TEAM)  # type: ignore[arg-type]


def answers(instrument: Instrument, kind: str) -> list[Answers]:
    """What everybody answered in one of the two rounds."""
    statements, dimensions = [*instrument.statements], [*instrument.dimensions]
    given = BASELINE if kind == "baseline" else FOLLOW_UP
    back = {} if kind == "baseline" else LOOKING_BACK
    return [
        Answers(code, _read(statements, signs.replace(" ", "")), _read(dimensions, back.get(code, "")))
        for code, signs in given.items()
    ]


def _read(keys: list[str], signs: str) -> Mapping[str, int]:
    return {key: int(sign) for key, sign in zip(keys, signs, strict=bool(signs)) if sign != "-"}
