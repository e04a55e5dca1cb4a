"""The history of the book, in one pass over git's log; and never a wrong date."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handbook.find.past import dates, memory
from handbook.find.past.ledger import Ledger, Unknown
from handbook.find.past.outlines import Outliner
from handbook.model import History, Vocabulary
from handbook.read.log import FORMAT, Commit, Garbled, commits
from handbook.read.raw import DATA_BYTES, FILE_BYTES, normal
from handbook.shell import git

_NO_DATES = {
    "not a repository": "this folder is not a git repository, so pages show no dates.",
    "no git": "git is not installed here, so pages show no dates.",
    "no commits": "nothing has been committed yet, so pages show no dates.",
    "not ours": "this folder belongs to somebody else, so git stays out and pages show no dates.",
    "refused": "git cannot tell the history of this folder, so pages show no dates.",
    "lacking": "this clone lacks too much of its history, so pages show no dates. "
    "Fetch it: git fetch --refetch --no-filter.",
    "shallow": "this is a shallow clone, so pages show no dates. "
    "Fetch the whole history: git fetch --unshallow.",
}
_NO_AGES = (
    "this clone lacks former versions of pages, so gaps show no age. "
    "Fetch them: git fetch --refetch --no-filter."
)
_LOG = (
    "log",
    "--topo-order",
    "--reverse",
    "--raw",
    "-c",
    "--combined-all-paths",
    "--no-abbrev",
    "--encoding=UTF-8",
    "--find-renames",
    "--no-color",
    "--no-show-signature",
    "--no-notes",
    f"--format={FORMAT}",
)
_SETTINGS = (
    "diff.orderFile=/dev/null",
    "diff.relative=false",
    "diff.renameLimit=2000",
    "log.follow=false",
    "log.showRoot=true",
)
"""What somebody has set for their own eyes must not change what is read here."""

_PAGES = ":(glob)docs/**/*.md"
_MEMORY = "handbook.json"
IGNORED = ".git-blame-ignore-revs"
_COMMIT = re.compile(r"^[0-9a-f]{40,64}", re.M)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the history is: the folder of the pages in the repository, its newest commit, and our memory."""

    root: Path
    folder: str
    head: str
    memory: Path
    ignored: frozenset[str]


def history(root: Path, today: date, vocabulary: Vocabulary) -> History:
    """When each page, section and gap came, changed and went; or the reason why there are no dates.

    The labels of today are looked for in all versions. What was read is kept beside git's own files,
    where no pull request can put anything, so that the next run reads only newer commits.
    """
    try:
        place = _place(root)
        if place is None:
            return History(reason=_NO_DATES["shallow"])
        pages = _pages(place)
        try:
            ledger = _ledger(place, pages, vocabulary)
        except git.NoGit as refusal:
            if refusal.why != "lacking":
                raise
            return History(changed=_days_of_files(place, today), reason=_NO_AGES)
    except git.NoGit as refusal:
        return History(reason=_NO_DATES[refusal.why])
    except (Garbled, Unknown):
        return History(reason=_NO_DATES["refused"])
    versions = {path: ledger.versions.get((path, blob)) for path, blob in pages.items()}
    return dates.history(ledger, {path: v for path, v in versions.items() if v is not None}, today)


def _place(root: Path) -> _Place | None:
    """Where things are; None in a shallow clone."""
    asked = ("--is-shallow-repository", "--show-prefix", "--show-toplevel", "--git-path", _MEMORY, "HEAD")
    try:
        shallow, prefix, top, memory_file, head = git.words(root, "rev-parse", *asked).split("\n")
    except git.NoGit as refusal:
        raise (git.NoGit("no commits") if "unknown revision" in str(refusal) else refusal) from None
    if shallow == "true":
        return None
    try:
        ignored = (Path(top) / IGNORED).read_bytes()[:DATA_BYTES].decode("utf-8", "replace")
    except OSError:
        ignored = ""
    return _Place(root, f"{prefix}docs/", head, root / memory_file, frozenset(_COMMIT.findall(ignored)))


def _pages(place: _Place) -> dict[str, str]:
    """The blob of each page in the newest commit."""
    tree = git.ask(place.root, "ls-tree", "-r", "-z", "--full-tree", place.head, "--", place.folder)
    found = {}
    for entry in tree.decode("utf-8", "surrogateescape").split("\0"):
        facts, _, path = entry.partition("\t")
        if path.startswith(place.folder) and path.endswith(".md") and facts.startswith("100"):
            found[path.removeprefix(place.folder)] = facts.split(" ")[2]
    return found


def _ledger(place: _Place, pages: dict[str, str], vocabulary: Vocabulary) -> Ledger:
    """The ledger up to the newest commit, from what is remembered and what came since.

    Raises NoGit, Garbled and Unknown.
    """
    outliner = Outliner(vocabulary)
    told = (vocabulary.labels, vocabulary.statuses, place.folder, sorted(place.ignored))
    key = hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()
    ledger = Ledger(outliner, place.ignored)
    with suppress(OSError, UnicodeDecodeError, memory.Forgotten):
        memory.from_text(place.memory.read_text(encoding="utf-8"), key, ledger)
    known = ledger.commits[-1][0] if ledger.commits else ""
    if known == place.head:
        return ledger
    if known:
        # What is remembered may be of a branch that is not checked out now, or gone from the repository;
        # and a branch that began earlier may change versions that are forgotten.
        with suppress(git.NoGit, Unknown):
            git.ask(place.root, "merge-base", "--is-ancestor", known, place.head)
            _read(place, ledger, f"{known}..{place.head}")
            if any(version not in ledger.versions for version in pages.items()):
                raise Unknown
            _remember(place, ledger, pages, key)
            return ledger
        ledger = Ledger(outliner, place.ignored)
    _read(place, ledger, place.head)
    _remember(place, ledger, pages, key)
    return ledger


def _read(place: _Place, ledger: Ledger, which: str) -> None:
    """Add commits: first what they changed, and then the pages themselves, in the order they are needed."""
    waiting = [*_commits(place, which)]
    # What no later commit needs is let go of at once: a long history holds far more than the book does.
    needed = Counter(blob for commit in waiting for blob in _blobs(commit))
    texts = _texts(place, needed)
    for commit in waiting:
        for blob in _blobs(commit):
            while blob not in ledger.outlines:
                found = next(texts, None)
                if found is None:
                    raise Garbled
                ledger.outlines[found[0]] = ledger.outliner.read(found[1])
        ledger.add(commit)
        for blob in _blobs(commit):
            needed[blob] -= 1
            if not needed[blob]:
                del ledger.outlines[blob]


def _commits(place: _Place, *arguments: str) -> Iterator[Commit]:
    log = git.ask(place.root, *_LOG, *arguments, "--", _PAGES, settings=_SETTINGS)
    return commits(log, place.folder)


def _blobs(commit: Commit) -> Iterator[str]:
    for change in commit.changes:
        if change.blob:
            yield from (blob for _, blob in change.before)
            yield change.blob


def _texts(place: _Place, blobs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The text of each blob; one that is too large for a page is empty. Raises NoGit where one is missing."""
    held = b""
    pieces = git.stream(place.root, "cat-file", "--batch", lines=blobs)
    for piece in pieces:
        held += piece
        at = 0
        while (end := held.find(b"\n", at)) >= 0:
            name, kind, *size = held[at:end].split(b" ")
            if kind != b"blob":
                raise git.NoGit("lacking")
            last = end + 1 + int(size[0])
            if last >= len(held):
                break
            content = held[end + 1 : last] if last - end <= FILE_BYTES + 1 else b""
            yield name.decode(), normal(content.decode("utf-8", "replace"))
            at = last + 1
        held = held[at:]


def _remember(place: _Place, ledger: Ledger, pages: dict[str, str], key: str) -> None:
    """Keep what was read; where that is not possible the next run reads it again."""
    text = memory.to_text(ledger, pages, key)
    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=place.memory.parent, prefix="handbook-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
            os.replace(name, place.memory)
        except OSError:
            os.unlink(name)


def _days_of_files(place: _Place, today: date) -> dict[str, date]:
    """When each page last changed, by names alone. Raises NoGit and Garbled."""
    changed: dict[str, date] = {}
    for commit in _commits(place, "--no-renames", place.head):
        day = dates.day(commit.time, today)
        for change in commit.changes:
            if change.path and day is not None:
                changed[change.path] = max(day, changed.get(change.path, day))
    return changed
