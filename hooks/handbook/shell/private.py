"""The folder for what must not be shared: outside every repository, and for nobody else's eyes."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from platformdirs import user_data_dir

from handbook.model import Place, Problem
from handbook.model.refused import Private, Refused
from handbook.read import roster, table
from handbook.read.roster import Roster

VARIABLE = "HANDBOOK_PRIVATE"
"""Names another folder than the usual one."""
LARGEST = 20_000_000
"""Bytes of one file."""


class NotPrivate(Private):
    """What is private would lie where it could be shared; the message says where, and what to do."""


def folder() -> Path:
    """Where private things lie, whether or not there are any.

    Raises NotPrivate where that would be another folder in each folder that somebody works in.
    """
    named = os.environ.get(VARIABLE, "").strip()
    try:
        place = Path(named or user_data_dir("handbook", appauthor=False)).expanduser()
    except RuntimeError:  # nobody of that name has a home
        place = Path(named)
    if not place.is_absolute():
        raise NotPrivate(
            f"{VARIABLE} does not name a whole path, so the folder would be another one from wherever you "
            "call this. Write it from its beginning, such as ~/handbook-private."
        )
    return place


def people(root: Path) -> tuple[Roster, list[Problem]]:
    """Everybody on a private list, and what is wrong with a list or its folder."""
    found, problems = roster.NOBODY, []
    try:
        place = folder()
    except NotPrivate as refusal:
        return found, [Problem(Place(VARIABLE), str(refusal), "private")]
    try:
        if place.exists() and not place.is_dir():
            raise NotADirectoryError
        lists = sorted({*place.glob("people.csv"), *place.glob("*/people.csv")})
        if shared := _shared(place.resolve(), root.resolve()) if lists else "":
            message = f"{shared}, where it could be shared. Move it out; {VARIABLE} says where to."
            return found, [
                Problem(Place(shown(place)), f"this folder with private lists lies {message}", "private")
            ]
        for path in lists:
            some, wrong = roster.read(Place(shown(path)), content(path, table.LARGEST))
            found |= some
            problems += wrong
    except OSError:
        problems.append(
            Problem(
                Place(shown(place)),
                "the private lists in this folder cannot be opened, so nobody on them is guarded. "
                "Allow yourself to read them.",
            )
        )
    return found, problems


# Files that somebody names


def given(root: Path, path: str) -> bytes:
    """What a file named on the command line holds; `-` is what is piped in.

    Raises NotPrivate where it lies in a git repository or in the handbook, and Refused where it is not to be
    read.
    """
    if path == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    if not os.path.exists(path):
        raise Refused(f"there is no file {path}. Say which folder it is in, such as ~/Downloads/answers.csv")
    if os.path.isdir(path):
        raise Refused(f"{path} is a folder. Name the files in it that you mean.")
    refuse_shared(Path(path), root.resolve(), f"{path} lies")
    try:
        return content(Path(path), LARGEST)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None


def put(root: Path, path: Path, content: bytes) -> None:
    """Write a private file where somebody asked for it, whole and for nobody else's eyes.

    Raises NotPrivate where that is in a git repository or in the handbook, and Refused where it cannot be.
    """
    refuse_shared(path, root.resolve(), f"{path} lies")
    try:
        with tempfile.TemporaryDirectory(prefix=".#", dir=path.parent) as beside:
            write(Path(beside, "new"), content)
            os.replace(Path(beside, "new"), path)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from None


def refuse_shared(path: Path, root: Path, what: str) -> None:
    if shared := _shared(path.resolve(), root):
        raise NotPrivate(
            f"{what} {shared}, where it could be shared. Nothing was read or written. Keep what is private "
            f"outside; {VARIABLE} names the folder for it."
        )


def _shared(place: Path, root: Path) -> str:
    """Why a folder or a file is no place for what is private, in words, or nothing."""
    if place.is_relative_to(root):
        return "in the handbook itself"
    above = (place, *place.parents)
    if any(os.path.lexists(parent / ".git") for parent in above):
        return "in a git repository"
    # Its files can be anywhere else, which only the variables say.
    if tree := os.environ.get("GIT_WORK_TREE") or ("GIT_DIR" in os.environ and os.curdir):
        return "in a git repository" if Path(tree).resolve() in above else ""
    return ""


def write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def content(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


def shown(path: Path) -> str:
    """The path without the name of whoever works here."""
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return path.as_posix()
