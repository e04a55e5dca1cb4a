"""Rooms in the private folder, one for each practice: written whole or not at all, by one command at once."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from handbook.model.refused import Refused
from handbook.shell import private
from handbook.shell.private import LARGEST, VARIABLE, NotPrivate

if sys.platform != "win32":
    import fcntl

_STAGED, _READY = ".next", ".ready"
_LIST = "list.json"


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
        private.refuse_shared(path, self.root, f"{self.shown(name)} leads to a file that lies")
        try:
            return private.content(path, LARGEST)
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
                    f"{self.shown(name)} would lie elsewhere, because a folder on the way to it is a link. "
                    "Put the folder itself in its place. Nothing is changed."
                )
        staged = self.path / _STAGED
        try:
            _make(self.path)
            shutil.rmtree(staged, ignore_errors=True)
            staged.mkdir(0o700)
            for number, content in enumerate(files.values()):
                private.write(staged / str(number), content)
            listed = json.dumps({"files": [*files], "gone": [*gone]})
            private.write(staged / _LIST, listed.encode())
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
                except OSError as error:
                    if error.errno not in (errno.EACCES, errno.EAGAIN):
                        raise Refused(
                            f"{self.shown()} is on a disk where two commands cannot be kept apart. Set "
                            f"{VARIABLE} to a folder on a disk of this computer."
                        ) from None
                    raise Refused(
                        f"another command is at work in {self.shown()}. Wait for it to end, and try again."
                    ) from None
            self._finish()
            yield
        finally:
            os.close(handle)

    def shown(self, name: str = "") -> str:
        """The path of a file for messages."""
        return private.shown(self.path / name)

    def _finish(self) -> None:
        """Put in place what has been laid out, from wherever that was left."""
        ready = self.path / _READY
        try:
            listed = json.loads((ready / _LIST).read_bytes())
            files, gone = [*listed["files"]], [*listed["gone"]]
        except FileNotFoundError:
            shutil.rmtree(ready, ignore_errors=True)
            return
        except (OSError, ValueError, TypeError, KeyError):
            raise Refused(
                f"{self.shown(_READY)}, which a command left that was interrupted, cannot be read. Keep a "
                "copy of that folder, delete it, and look whether your last change is there."
            ) from None
        try:
            for number, name in enumerate(files):
                target = self.path / name
                _make(target.parent)
                with suppress(FileNotFoundError):  # it is in its place already
                    os.replace(ready / str(number), target)
            for name in gone:
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
    top = private.folder()
    place = Room(root.resolve(), top.joinpath(*names))
    private.refuse_shared(place.path, place.root, f"{place.shown()} lies")
    try:
        for path in (top, *(top.joinpath(*names[: n + 1]) for n in range(len(names)))):
            if path.is_dir() and os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
                path.chmod(0o700)
                if stat.S_IMODE(path.stat().st_mode) & 0o077:  # not every disk knows whom a folder is for
                    raise PermissionError
    except OSError:
        raise NotPrivate(
            f"others on this computer can look into {private.shown(path)}, and it is not yours to close. Set "
            f"{VARIABLE} to a folder of your own."
        ) from None
    if (place.path / _READY).is_dir():
        with place.lock():  # which puts in place what another command did not come to
            pass
    return place


def _make(path: Path) -> None:
    """A folder, and those it lies in, each closed to others where it is new."""
    if not path.is_dir():
        _make(path.parent)
        path.mkdir(0o700, exist_ok=True)
