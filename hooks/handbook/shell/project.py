"""One handbook on disk: read whole, and written only where somebody asked for it."""

from __future__ import annotations

import gc
import os
import re
import stat
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from handbook.find.book import assemble
from handbook.model import Entry, Handbook, History, Problem, printable
from handbook.read import data
from handbook.read.files import DEEPEST, MOST_FILES, is_crowded, is_scanned
from handbook.read.raw import DATA_BYTES, FILE_BYTES
from handbook.read.roster import Roster
from handbook.shell import private
from handbook.shell.history import history

LAST_SECOND = 2**32 - 1
"""In the year 2106: a packed site map knows no later time."""


class NoHandbook(Exception):
    """There is no handbook here; the message says what is missing."""


class Unfit(Exception):
    """This run would come out wrong; the message says what about it to change."""


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
    others: dict[str, bytes]
    roster: Roster
    unguarded: list[Problem]
    """What keeps somebody on a private list from being guarded."""

    def handbook(
        self,
        entries: Collection[Entry],
        contents: Mapping[str, bytes],
        today: date,
        data_files: Mapping[str, bytes | str] | None = None,
    ) -> Handbook:
        """The book of these pages, and perhaps these files of `data/`, with all else as it is here."""
        files = self.data if data_files is None else data_files
        return assemble(entries, contents, files, self.history, today, self.others, self.roster)


def texts(folder: Path, today: date) -> Texts:
    """What lies in a folder, as it is, with what git knows of it."""
    found = lying(folder)
    vocabulary, _ = data.read(found.data)
    return replace(found, history=history(folder, today, vocabulary))


def lying(folder: Path) -> Texts:
    """What lies in a folder, as it is."""
    docs = folder / "docs"
    entries = _entries(docs)
    contents: dict[str, bytes] = {}
    for number, entry in enumerate(entries):
        if entry.kind == "file" and entry.path.endswith(".md"):
            content = _content(f"{docs}/{entry.path}", FILE_BYTES)
            if isinstance(content, bytes):
                contents[entry.path] = content
            else:
                entries[number] = Entry(entry.path, content)
        elif entry.kind == "file" and entry.path.lower().endswith(".pdf"):
            head = _content(f"{docs}/{entry.path}", 4)
            if head != b"%PDF-":
                entries[number] = Entry(entry.path, head if isinstance(head, str) else "no PDF")
    roster, unguarded = private.people(folder)
    others = _others(folder, entries)
    return Texts(entries, contents, data_files(folder), History(), others, roster, unguarded)


def _others(folder: Path, entries: Collection[Entry]) -> dict[str, bytes]:
    """More texts that are shared: the settings of the site, and what is neither a page nor read as data."""
    pages = [f"docs/{e.path}" for e in entries if e.kind == "file" and not e.path.endswith(".md")]
    files = [
        f"data/{entry.path}"
        for entry in _walk(folder / "data", "", 0)
        if entry.kind == "file" and not _is_data(entry.path)
    ]
    shared = [file for file in ("mkdocs.yml", *pages, *files) if is_scanned(file)]
    found = {file: _content(str(folder / file), FILE_BYTES) for file in shared}
    return {file: content for file, content in found.items() if isinstance(content, bytes)}


def read(folder: Path, today: date) -> Handbook:
    """The handbook of a folder, with every problem in it."""
    # A book is many small objects that all stay: nothing is won by looking through them for rubbish.
    collecting = gc.isenabled()
    gc.disable()
    try:
        found = texts(folder, today)
        book = found.handbook(found.entries, found.contents, today)
        if found.unguarded:
            book = replace(book, problems=tuple(sorted({*book.problems, *found.unguarded})))
        return book
    finally:
        if collecting:
            gc.enable()


def data_files(folder: Path) -> dict[str, bytes | str]:
    """What lies in `data/` by name: contents, or the kind of thing that is no file."""
    found: dict[str, bytes | str] = {}
    inner = _walk(folder / "data" / data.INSTRUMENTS, data.INSTRUMENTS, DEEPEST)
    for entry in (*_walk(folder / "data", "", DEEPEST), *inner):
        if _is_data(entry.path):
            is_file = entry.kind == "file"
            found[entry.path] = _content(f"{folder}/data/{entry.path}", DATA_BYTES) if is_file else entry.kind
    return found


def _is_data(path: str) -> bool:
    """Whether a file is read as data, by its path in `data/`."""
    return path.endswith(".yml") and "/" not in path.removeprefix(data.INSTRUMENTS)


def _entries(docs: Path) -> list[Entry]:
    """What lies in `docs/`; or what is wrong with the folder itself."""
    if docs.is_symlink():
        return [Entry("", "folder link")]
    found = [*islice(_walk(docs, "", 0), MOST_FILES + 1)]
    return [Entry("", "crowded folder")] if is_crowded(found) else found


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
            kinds = {stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}
            yield Entry(path, kinds.get(stat.S_IFMT(status.st_mode), "device"))


def _content(path: str, limit: int) -> bytes | str:
    """A file's contents, one byte over the limit where it is over, or why there are none."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read(limit + 1)
    except OSError:
        return "closed file"


def fit() -> None:
    """Raise Unfit where this run would read the names of files wrongly."""
    if (names := sys.getfilesystemencoding()) != "utf-8":
        raise Unfit(
            f"Names of files are read as '{names}' in this run, so those with an accent would come out "
            "wrong. Set PYTHONUTF8=1 and try again, or use 'make', which does."
        )


def only_docs(root: Path, folder: Path) -> None:
    """Raise Unfit where an engine would publish another folder than the one that is read here."""
    if os.path.abspath(folder) != os.path.abspath(root / "docs"):
        raise Unfit(
            "mkdocs.yml names another folder as 'docs_dir', and nobody has looked through what lies there. "
            "Take that line out: pages belong into docs/."
        )


def today() -> date:
    """The day it is for this run: SOURCE_DATE_EPOCH, else the clock.

    Raises Unfit where that is set to what is no time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).date()
    if not re.fullmatch("[0-9]{1,10}", epoch) or int(epoch) > LAST_SECOND:
        raise Unfit(
            f"SOURCE_DATE_EPOCH is '{printable(epoch)[:40]}', and should be seconds since 1970, such as "
            "1790000000. Set it so, or unset it to go by the clock."
        )
    return datetime.fromtimestamp(int(epoch), UTC).date()


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


@contextmanager
def written(folder: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Files of a folder by their paths in it: all are there, unless one of them or what follows fails.

    Raises OSError where the disk does not allow it; then all is as it was.
    """
    former: dict[Path, bytes | None] = {}
    made: list[Path] = []
    try:
        for name, content in files.items():
            path = folder / name
            made += [parent for parent in path.parents if not parent.exists()]
            path.parent.mkdir(parents=True, exist_ok=True)
            former[path] = path.read_bytes() if path.exists() else None
            write_over(path, content)
        yield
    except BaseException:
        for path, before in former.items():
            with suppress(OSError):
                path.unlink(missing_ok=True) if before is None else write_over(path, before)
        for empty in made:
            with suppress(OSError):
                empty.rmdir()
        raise


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
