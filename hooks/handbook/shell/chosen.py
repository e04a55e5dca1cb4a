"""What a handbook has chosen for itself, without reading any of its pages."""

from __future__ import annotations

from pathlib import Path

from handbook.model import Choices, Instrument, Vocabulary
from handbook.model.refused import Refused
from handbook.read import data
from handbook.shell import project


def choices(root: Path) -> Choices:
    """The settings. Raises Refused where they cannot be read, since others might show too much."""
    return _read(root, data.SETTINGS).settings


def instruments(root: Path) -> dict[str, Instrument]:
    """All instruments by their ids. Raises Refused where one of them cannot be read."""
    return dict(_read(root, data.INSTRUMENTS).instruments)


def _read(root: Path, which: str) -> Vocabulary:
    files = {name: held for name, held in project.data_files(root).items() if name.startswith(which)}
    found, problems = data.read(files)
    wrong = [problem for problem in problems if problem.place.path.removeprefix("data/") in files]
    if wrong:
        raise Refused("\n".join(map(str, wrong)))
    return found
