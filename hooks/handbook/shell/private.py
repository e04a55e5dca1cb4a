"""The folder for what must not be shared: outside every repository, and for nobody else's eyes.

Each practice has a room in it. Reading and writing there is refused wherever the folder could be shared.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_dir

from handbook.find.renaming.rewrite import Private, Refused
from handbook.model import Place, Problem
from handbook.read import roster, table
from handbook.read.roster import Roster

if sys.platform != "win32":
    import fcntl

VARIABLE = "HANDBOOK_PRIVATE"
"""Names another folder than the usual one."""
LARGEST = 20_000_000
"""Bytes of one file."""
_STAGED, _READY = ".next", ".ready"
_LIST = "list.json"


class NotPrivate(Private):
    """What is private would lie where it could be shared; the message says where, and what to do."""


def folder() -> Path:
    """Where private things lie, whether or not there are any."""
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
            some, wrong = roster.read(Place(_shown(path)), _content(path, table.LARGEST))
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


# Rooms


@dataclass(frozen=True, slots=True)
class Room:
    """A folder of private files, by names such as `people.csv` and `round-03/call-sheet.txt`."""

    root: Path
    path: Path

    def read(self, name: str) -> bytes:
        """What a file holds, or nothing where there is none.

        Raises NotPrivate where it is a link into a place that is shared, and Refused where it cannot be read.
        """
        path = self.path / name
        _refuse_shared(path, self.root, f"{self.shown(name)} leads to a file that lies")
        try:
            return _content(path, LARGEST)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise Refused(f"{self.shown(name)} cannot be read: {error.strerror}.") from None

    def names(self, prefix: str = "") -> list[str]:
        """The names of all files that begin so, in their order."""
        found = (path.relative_to(self.path) for path in self.path.rglob("*") if path.is_file())
        names = (path.as_posix() for path in found if not path.parts[0].startswith("."))
        return sorted(name for name in names if name.startswith(prefix))

    def write(self, files: Mapping[str, bytes], gone: Collection[str] = ()) -> None:
        """Write files and take others away: all of it or nothing, whenever it is interrupted.

        They are laid out beside the room's own first. From the moment that is whole they count as written,
        and the next command puts in place what this one did not come to.

        Raises Refused where the disk does not allow it, and NotPrivate where they would come to lie
        elsewhere; then nothing is changed.
        """
        for name in files:
            if not (self.path / name).parent.resolve().is_relative_to(self.path.resolve()):
                raise NotPrivate(
                    f"{self.shown(name)} would lie elsewhere, because a folder on the way to it is a link. Put "
                    "the folder itself in its place. Nothing is changed."
                )
        staged = self.path / _STAGED
        try:
            _make(self.path)
            shutil.rmtree(staged, ignore_errors=True)
            staged.mkdir(0o700)
            for number, content in enumerate(files.values()):
                _write(staged / str(number), content)
            listed = json.dumps({"files": [*files], "gone": [*gone]})
            _write(staged / _LIST, listed.encode())
            staged.rename(self.path / _READY)
        except OSError as error:
            shutil.rmtree(staged, ignore_errors=True)
            raise Refused(
                f"{self.shown()} cannot be written: {error.strerror}. Nothing is changed."
            ) from None
        self._finish()

    def remove(self, names: Collection[str]) -> None:
        """Take files away, and folders that are empty then. Raises Refused where the disk does not let it."""
        self.write({}, names)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep a second command out while this one reads and writes. Raises Refused where one is at it."""
        try:
            _make(self.path)
            handle = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Refused(f"{self.shown()} cannot be written: {error.strerror}.") from None
        try:
            if sys.platform != "win32":
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    raise Refused(
                        f"another command is at work in {self.shown()}. Wait for it to end, and try again."
                    ) from None
            self._finish()
            yield
        finally:
            os.close(handle)

    def shown(self, name: str = "") -> str:
        """The path of a file for messages."""
        return _shown(self.path / name)

    def _finish(self) -> None:
        """Put in place what has been laid out, from wherever that was left."""
        ready = self.path / _READY
        try:
            listed = json.loads((ready / _LIST).read_bytes())
        except FileNotFoundError:
            shutil.rmtree(ready, ignore_errors=True)
            return
        try:
            for number, name in enumerate(listed["files"]):
                target = self.path / name
                _make(target.parent)
                with suppress(FileNotFoundError):  # it is in its place already
                    os.replace(ready / str(number), target)
            for name in listed["gone"]:
                (self.path / name).unlink(missing_ok=True)
                with suppress(OSError):  # there is more in it
                    if (self.path / name).parent != self.path:
                        (self.path / name).parent.rmdir()
            shutil.rmtree(ready)
        except OSError as error:
            raise Refused(
                f"{self.shown()} cannot be written: {error.strerror}. "
                "What is missing comes with the next command, once it can."
            ) from None


def room(root: Path, *names: str) -> Room:
    """A room in the private folder, such as `unmentoring`, for the handbook in `root`.

    Raises NotPrivate where it lies in a git repository or in the handbook, or where others could look in.
    """
    top = folder()
    place = Room(root.resolve(), top.joinpath(*names))
    _refuse_shared(place.path, place.root, f"{place.shown()} lies")
    try:
        for path in (top, *(top.joinpath(*names[: n + 1]) for n in range(len(names)))):
            if path.is_dir() and os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
                path.chmod(0o700)
    except OSError:
        raise NotPrivate(
            f"others on this computer can look into {_shown(path)}, and it is not yours to close. Set "
            f"{VARIABLE} to a folder of your own."
        ) from None
    if (place.path / _READY).is_dir():
        with place.lock():  # which puts in place what another command did not come to
            pass
    return place


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
    _refuse_shared(Path(path), root.resolve(), f"{path} lies")
    try:
        return _content(Path(path), LARGEST)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None


def put(root: Path, path: Path, content: bytes) -> None:
    """Write a private file where somebody asked for it, whole and for nobody else's eyes.

    Raises NotPrivate where that is in a git repository or in the handbook, and Refused where it cannot be.
    """
    _refuse_shared(path, root.resolve(), f"{path} lies")
    try:
        with tempfile.TemporaryDirectory(prefix=".#", dir=path.parent) as beside:
            _write(Path(beside, "new"), content)
            os.replace(Path(beside, "new"), path)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from None


def _refuse_shared(path: Path, root: Path, what: str) -> None:
    if shared := _shared(path.resolve(), root):
        raise NotPrivate(
            f"{what} {shared}, where it could be shared. Nothing was read or written. Keep what is private "
            f"outside; {VARIABLE} names the folder for it."
        )


def _shared(place: Path, root: Path) -> str:
    """Why a folder or a file is no place for what is private, in words, or nothing."""
    if place.is_relative_to(root):
        return "in the handbook itself"
    if any((parent / ".git").exists() for parent in (place, *place.parents)):
        return "in a git repository"
    return ""


def _make(path: Path) -> None:
    """A folder, and those it lies in, each closed to others where it is new."""
    if not path.is_dir():
        _make(path.parent)
        path.mkdir(0o700, exist_ok=True)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _content(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


def _shown(path: Path) -> str:
    """The path without the name of whoever works here."""
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return path.as_posix()
