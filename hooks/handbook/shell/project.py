"""One handbook on disk: read whole, and written only where somebody asked for it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from handbook.find.book import assemble
from handbook.model import Entry, Handbook
from handbook.read.raw import DATA_BYTES, PAGE_BYTES
from handbook.shell import git


class NoHandbook(Exception):
    """There is no handbook here; the message says what is missing."""


def root(start: Path) -> Path:
    """The nearest folder at or above `start` with a `mkdocs.yml`.

    Raises NoHandbook where there is none.
    """
    for folder in [start.resolve(), *start.resolve().parents]:
        if (folder / "mkdocs.yml").is_file():
            return folder
    raise NoHandbook(f"there is no handbook at {start} or above: no file 'mkdocs.yml'.")


def read(folder: Path, today: date) -> Handbook:
    """The handbook of a folder, with every problem in it."""
    docs = folder / "docs"
    entries = list(_walk(docs, "")) if docs.is_dir() and not docs.is_symlink() else []
    contents = {
        entry.path: _bytes(docs / entry.path, PAGE_BYTES)
        for entry in entries
        if entry.kind == "file" and entry.path.endswith(".md")
    }
    return assemble(entries, contents, data_files(folder), git.history(folder, today), today)


def data_files(folder: Path) -> dict[str, bytes]:
    """The files of `data/` by name."""
    data = folder / "data"
    found = sorted(data.glob("*.yml")) if data.is_dir() else []
    return {path.name: _bytes(path, DATA_BYTES) for path in found if path.is_file() and not path.is_symlink()}


def _walk(folder: Path, prefix: str) -> Iterator[Entry]:
    """Everything that lies in a folder; links are named and never followed."""
    with os.scandir(folder) as found:
        for item in sorted(found, key=lambda entry: entry.name):
            path = prefix + item.name
            mode = item.stat(follow_symlinks=False).st_mode
            if stat.S_ISLNK(mode):
                yield Entry(path, "link")
            elif stat.S_ISDIR(mode):
                yield from _walk(folder / item.name, f"{path}/")
            elif stat.S_ISREG(mode):
                yield Entry(path, "file", item.stat(follow_symlinks=False).st_size)
            else:
                yield Entry(path, "pipe" if stat.S_ISFIFO(mode) else "device")


def _bytes(path: Path, limit: int) -> bytes:
    """A file's contents; a little over the limit is enough to say that it is over."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError:
        return b"\xff"


def today(given: str | None = None) -> date:
    """The day it is for this run: as given, else SOURCE_DATE_EPOCH, else by the clock.

    Raises ValueError where the text is no date.
    """
    if given:
        return date.fromisoformat(given)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()


def write_new(path: Path, text: str) -> None:
    """Write a file that was not there, whole or not at all.

    Raises FileExistsError where one was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
