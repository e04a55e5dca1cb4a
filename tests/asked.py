"""An instrument, rounds and answers for tests of the assessment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from handbook.model import Instrument
from handbook.model.practices import Kind
from handbook.practices.assessment.values import Answers, Round
from handbook.read import data

ROOT = Path(__file__).parent.parent
ID = "eight-principles.v1"
_FILE = f"assessment/{ID}.yml"


def _instrument() -> Instrument:
    found, problems = data.instrument(_FILE, (ROOT / "data" / _FILE).read_bytes())
    assert found is not None, problems
    return found


ASKED = _instrument()


def reworded(*keys: str, instrument: Instrument = ASKED) -> Instrument:
    """The instrument with other words for some statements."""
    parts = {
        name: replace(
            part,
            statements={k: f"Or rather: {w}" if k in keys else w for k, w in part.statements.items()},
        )
        for name, part in instrument.dimensions.items()
    }
    return replace(instrument, dimensions=parts)


def round_of(
    kind: Kind = "baseline",
    day: str = "2025-03-14",
    team: int = 6,
    instrument: Instrument = ASKED,
    id_: str = ID,
    closed: bool = True,
    vision: str = "",
) -> Round:
    """A round of that day, closed on the same one."""
    on = date.fromisoformat(day)
    seen = date.fromisoformat(vision) if vision else None
    return Round(f"{day}-{kind}", kind, on, id_, instrument, team, seen, on if closed else None)


def one(code: str, *given: int, of: str = "reciprocity", then: dict[str, int] | None = None) -> Answers:
    """Answers to the statements of a dimension in their order; 0 is none."""
    keys = [key for key in ASKED.statements if key.startswith(f"{of}-")]
    return Answers(code, {key: value for key, value in zip(keys, given, strict=True) if value}, then or {})


def several(of: Iterable[tuple[str, int, int]]) -> list[Answers]:
    """Answers of several people to the two statements about reciprocity."""
    return [one(code, *given) for code, *given in of]


BEFORE = several([("a", 2, 3), ("b", 3, 3), ("c", 2, 2), ("d", 4, 3), ("e", 3, 0)])
AFTER = several([("a", 4, 3), ("b", 3, 4), ("c", 3, 3), ("d", 4, 4), ("e", 4, 3)])
"""The first example of the specification."""
