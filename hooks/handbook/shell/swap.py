"""A new site is built beside the last one and takes its place in one step: there is always a whole one.

Beside `site` lies `.site.next` while a build runs: `new` is what it writes, `lock` is held until it ends.
A build that is killed leaves that folder behind, and the next one takes it away.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import fcntl

OURS = ("gaps.json", "schemas/gaps.schema.json")
"""Files that every site of a handbook holds, and hardly anything else does."""

PARTS = frozenset((".git", ".github", "data", "docs", "hooks", "tests"))
"""Folders of a handbook that no site may lie in."""

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
_NO_EXCHANGE = {errno.EINVAL, errno.ENOSYS}
_EXCHANGE = 2
_HERE = -100
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Refused(Exception):
    """No site may be written there; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Building:
    """A site on its way: where it shall be, and the folder beside in which it is made."""

    root: Path
    site: Path
    beside: Path
    lock: int

    @property
    def new(self) -> Path:
        return self.beside / "new"


def begin(root: Path, site: Path, waits: Callable[[], object]) -> Building:
    """An empty folder to build a site into, for nobody else until `leave`.

    While another build has it this waits, and calls `waits` once if that takes a moment. Raises Refused
    where something would be lost, OSError where the disk does not allow it.
    """
    site = site.parent.resolve() / site.name
    _refuse(root, site)
    beside = _beside(site)
    building = Building(root, site, beside, _locked(beside, waits))
    try:
        _clear(building)
        building.new.mkdir()
    except BaseException:
        leave(building)
        raise
    return building


def finish(building: Building) -> None:
    """Put the new site in the place of the last one: whoever looks finds the one or the other, whole.

    Raises Refused where something else has come to lie there, OSError where the disk does not allow it.
    """
    _refuse(building.root, building.site)
    _keep(building.beside)
    if not building.site.exists():
        building.new.rename(building.site)
    elif not _exchanged(building.new, building.site):
        # Only Linux changes two folders in one step. Elsewhere there is no site for the moment between
        # these two, and a build that dies just then leaves none until the next one begins.
        building.site.rename(_old(building))
        building.new.rename(building.site)
    with suppress(OSError):  # the new site is there, and what follows only clears up
        _keep(building.beside)


def leave(building: Building) -> None:
    """Take away what is not the site, and let the next build begin. Raises nothing."""
    with suppress(OSError, Refused):
        _clear(building)
    try:
        with suppress(OSError):
            (building.beside / "lock").unlink()
            building.beside.rmdir()
    finally:
        os.close(building.lock)


def is_ours(site: Path, path: Path) -> bool:
    """Whether a path is one that building a site writes, or one on the way to it."""
    site = site.parent.resolve() / site.name
    return path == site or path in site.parents or path.is_relative_to(_beside(site))


def _beside(site: Path) -> Path:
    return site.parent / f".{site.name}.next"


def _refuse(root: Path, site: Path) -> None:
    """Raise Refused where a site would take the place of anything but an earlier one."""
    root = root.resolve()
    shown = site.relative_to(root) if root in site.parents else site
    other = "Name a folder of its own, such as 'site_dir: site' in mkdocs.yml."
    if site == root or site in root.parents:
        raise Refused(f"{shown} holds the handbook itself, which a site would replace. {other}")
    if ".git" in site.parts or (shown != site and shown.parts[0].casefold() in PARTS):
        raise Refused(f"{shown} is a part of the handbook, which a site would replace. {other}")
    if site.is_symlink():
        raise Refused(f"{shown} is a link to another place. Name that place itself as 'site_dir'.")
    if not site.exists():
        return
    if not site.is_dir():
        raise Refused(f"{shown} is a file, where a folder is needed. Move it, or name another 'site_dir'.")
    if site.is_mount():
        raise Refused(f"{shown} is a disk of its own. Name a folder on it: 'site_dir: {shown}/site'.")
    names = os.listdir(site)
    if ".git" in names:
        raise Refused(f"{shown} has a git history, which a site would replace. {other}")
    if names and not all((site / name).is_file() for name in OURS):
        raise Refused(
            f"{shown} is no earlier site of this handbook: it holds '{min(names)}'. If nothing in it is "
            f"needed, delete that folder and build again. Else name another 'site_dir' in mkdocs.yml."
        )


def _locked(beside: Path, waits: Callable[[], object]) -> int:
    """The folder beside, with a lock that ends with this process at the latest."""
    while True:
        beside.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            beside.mkdir()
        try:
            if not stat.S_ISDIR(beside.lstat().st_mode):
                raise Refused(f"{beside} is in the way of the build. Move it elsewhere.")
            lock = os.open(beside / "lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        except FileNotFoundError:  # a build that has just ended took its folder away
            continue
        try:
            _wait(lock, waits)
            if os.path.samestat(os.fstat(lock), os.stat(beside / "lock")):
                return lock
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def _wait(lock: int, waits: Callable[[], object]) -> None:
    """Hold the lock. Where there are no locks two builds at once are not kept apart, as in plain MkDocs."""
    if sys.platform == "win32":
        return None
    try:
        for _ in range(10):
            with suppress(BlockingIOError):
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            time.sleep(0.1)
        waits()
        fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise


def _old(building: Building) -> Path:
    return building.beside / "old"


def _clear(building: Building) -> None:
    """Remove what a build has left; a last site that was on its way out comes back if no new one came.

    Raises Refused where that is not allowed.
    """
    old, new = _old(building), building.new
    if old.exists() and new.exists() and not building.site.exists():
        old.rename(building.site)
    try:
        for folder in (old, new):
            if folder.is_symlink():
                folder.unlink()
            elif folder.exists():
                shutil.rmtree(folder)
    except OSError:
        left = f"{building.beside} is left of an earlier build, and could not be removed."
        raise Refused(f"{left} Delete it and build again.") from None


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, where the system can."""
    if _LIBC is None or not hasattr(_LIBC, "renameat2"):
        return False
    if _LIBC.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _keep(folder: Path) -> None:
    """Wait until all that was written is on the disk, so that a power cut leaves no site of empty files.

    One call for the whole disk: asking for hundreds of files one by one takes seconds.
    """
    if _LIBC is None:
        if hasattr(os, "sync"):
            os.sync()
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        if _LIBC.syncfs(handle) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    finally:
        os.close(handle)
