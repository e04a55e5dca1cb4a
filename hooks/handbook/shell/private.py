"""The folder for what must not be shared: outside every repository, and only read here."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_dir

from handbook.model import Place, Problem
from handbook.read import roster
from handbook.read.roster import Roster

VARIABLE = "HANDBOOK_PRIVATE"
"""Names another folder than the usual one."""


def folder() -> Path:
    """Where private lists lie, whether or not there are any."""
    return Path(os.environ.get(VARIABLE) or user_data_dir("handbook", appauthor=False))


def people(root: Path) -> tuple[Roster, list[Problem]]:
    """Everybody on a private list, and what is wrong with a list or its folder."""
    place = folder()
    found, problems = roster.NOBODY, []
    try:
        lists = sorted({*place.glob("people.csv"), *place.glob("*/people.csv")})
        if shared := _shared(place.resolve(), root.resolve()) if lists else "":
            message = f"{shared}, where it could be shared. Move it out; {VARIABLE} says where to."
            return found, [
                Problem(Place(_shown(place)), f"this folder with private lists lies {message}", "private")
            ]
        for path in lists:
            some, wrong = roster.read(Place(_shown(path)), _content(path))
            found |= some
            problems += wrong
    except OSError:
        problems.append(
            Problem(
                Place(_shown(place)),
                "the private lists in this folder cannot be opened, so nobody on them is guarded. "
                "Allow yourself to read them.",
            )
        )
    return found, problems


def _shared(place: Path, root: Path) -> str:
    """Why a folder is no place for what is private, in words, or nothing."""
    if place.is_relative_to(root):
        return "in the handbook itself"
    if any((parent / ".git").exists() for parent in (place, *place.parents)):
        return "in a git repository"
    return ""


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(roster.LARGEST + 1)


def _shown(path: Path) -> str:
    """The path without the name of whoever works here."""
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return path.as_posix()
