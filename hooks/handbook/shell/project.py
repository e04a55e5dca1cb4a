"""One handbook on disk: read whole, and written only where somebody asked for it."""

from __future__ import annotations

import gc
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from handbook.find.book import assemble
from handbook.model import Entry, Handbook, History
from handbook.read import data
from handbook.read.files import DEEPEST
from handbook.read.raw import DATA_BYTES, PAGE_BYTES
from handbook.shell.history import history


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


@dataclass(frozen=True, slots=True)
class Texts:
    """All that a handbook is made of: what lies in its folder, and what git knows of it."""

    entries: list[Entry]
    contents: dict[str, bytes]
    data: dict[str, bytes | str]
    history: History


def texts(folder: Path, today: date) -> Texts:
    """What lies in a folder, as it is."""
    docs = folder / "docs"
    entries = [Entry("", "folder link")] if docs.is_symlink() else list(_walk(docs, "", 0))
    contents: dict[str, bytes] = {}
    for number, entry in enumerate(entries):
        if entry.kind == "file" and entry.path.endswith(".md"):
            content = _content(f"{docs}/{entry.path}", PAGE_BYTES)
            if isinstance(content, bytes):
                contents[entry.path] = content
            else:
                entries[number] = Entry(entry.path, content)
    data_texts = data_files(folder)
    vocabulary, _ = data.read(data_texts)
    return Texts(entries, contents, data_texts, history(folder, today, vocabulary))


def read(folder: Path, today: date) -> Handbook:
    """The handbook of a folder, with every problem in it."""
    # A book is many small objects that all stay: nothing is won by looking through them for rubbish.
    collecting = gc.isenabled()
    gc.disable()
    try:
        found = texts(folder, today)
        return assemble(found.entries, found.contents, found.data, found.history, today)
    finally:
        if collecting:
            gc.enable()


def data_files(folder: Path) -> dict[str, bytes | str]:
    """What lies in `data/` by name: contents, or the kind of thing that is no file."""
    found: dict[str, bytes | str] = {}
    for entry in _walk(folder / "data", "", DEEPEST):
        if entry.path.endswith(".yml"):
            is_file = entry.kind == "file"
            found[entry.path] = _content(f"{folder}/data/{entry.path}", DATA_BYTES) if is_file else entry.kind
    return found


def _walk(folder: Path, prefix: str, depth: int) -> Iterator[Entry]:
    """Everything that lies in a folder; links are named and never followed."""
    try:
        found = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError:
        yield Entry(prefix.rstrip("/"), "closed folder")
        return
    for item in found:
        path = prefix + item.name
        try:
            status = item.stat(follow_symlinks=False)
        except FileNotFoundError:  # an editor's own file, gone again
            continue
        if stat.S_ISLNK(status.st_mode):
            yield Entry(path, "link")
        elif stat.S_ISDIR(status.st_mode):
            if depth < DEEPEST:
                yield from _walk(folder / item.name, f"{path}/", depth + 1)
            else:
                yield Entry(path, "deep folder")
        elif stat.S_ISREG(status.st_mode):
            yield Entry(path, "file", status.st_size)
        else:
            yield Entry(path, "pipe" if stat.S_ISFIFO(status.st_mode) else "device")


def _content(path: str, limit: int) -> bytes | str:
    """A file's contents, one byte over the limit where it is over, or why there are none."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read(limit + 1)
    except OSError:
        return "closed file"


def today() -> date:
    """The day it is for this run: SOURCE_DATE_EPOCH, else the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()


def write_over(path: Path, content: bytes) -> None:
    """A file in one move, so that nobody ever finds half of it.

    Raises OSError where the disk does not allow it; then all is as it was.
    """
    name = ""
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
        handle, name = tempfile.mkstemp(prefix=".#", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    finally:
        with suppress(OSError):
            os.unlink(name)


def write_new(path: Path, text: str) -> None:
    """Write a file that was not there, whole or not at all.

    Raises FileExistsError where one was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent) as file:
        file.write(text)
        file.flush()
        os.link(file.name, path)
    path.chmod(0o644)
