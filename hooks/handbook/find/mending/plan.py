"""All that can be mended in a book, planned in memory and proved before anything is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from handbook.find.mending.spot import Mending, Splices, Spot
from handbook.find.mending.table import MENDINGS
from handbook.find.mending.unchanged import same
from handbook.model import Handbook, Place, Problem
from handbook.read import data, raw
from handbook.read.raw import normal
from handbook.read.source import plain, spliced

Files = Mapping[str, bytes]
"""Contents by path in the repository."""
Build = Callable[[Files], Handbook]

NOT_OURS = f"data/{data.PEOPLE}"
"""Names stand in here, and nobody's name is shown or changed by a program."""
MOST_ROUNDS = 50
"""One mending can bring another problem to light; nobody makes so many mistakes behind one another."""
MOST_PROOFS = 200
"""As often the book is read again; what is left by then is left to people."""
_UTF16 = "this file is saved as UTF-16"


@dataclass(frozen=True, slots=True)
class Change:
    """One mending in one file; without splices the whole file is written anew."""

    problem: Problem
    did: str
    splices: Splices
    opens: bool = False

    @property
    def file(self) -> str:
        return self.problem.place.path


@dataclass(frozen=True, slots=True)
class Told:
    """What was done, how many mendings that are, and the lines as they were and as they are."""

    place: Place
    did: str
    count: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """The files that are new, what was done to them, and the book before and then."""

    contents: dict[str, bytes]
    told: tuple[Told, ...]
    former: Handbook
    book: Handbook


def mend(files: Files, build: Build) -> Mended:
    """Everything mended that has exactly one mending; what is not sure to be right is left as it is."""
    book, made, told = (former := build(files)), dict(files), list[Told]()
    refused: set[tuple[str, str, str]] = set()
    proofs = iter(range(MOST_PROOFS))
    for _ in range(MOST_ROUNDS):
        changes = _next([*_changes(book, made, refused)])
        if not changes:
            break
        kept, new, book = _proved(changes, book, made, build, proofs)
        refused |= {_mark(change, made) for change in changes if change not in kept}
        told += _all_told(kept, made)
        made = new
    written = {file: content for file, content in made.items() if content != files[file]}
    return Mended(written, tuple(sorted(told, key=lambda one: one.place)), former, book)


def _mark(change: Change, files: Files) -> tuple[str, str, str]:
    """What a change is known by once it was refused: its line may be another by then."""
    return change.file, change.problem.message, repr(change.splices and _told([change], files).before)


def _changes(book: Handbook, files: Files, refused: Collection[tuple[str, str, str]]) -> Iterator[Change]:
    """A change for each problem that one could be found for."""
    texts: dict[str, str] = {}
    for problem in book.problems:
        file = problem.place.path
        if file not in files or file == NOT_OURS:
            continue
        change = None
        if problem.message.startswith(_UTF16):
            change = Change(problem, "saved the file as UTF-8", []) if _is_utf16(files[file]) else None
        else:
            try:
                text = texts.get(file) or texts.setdefault(file, plain(files[file]))
            except UnicodeDecodeError:
                continue
            found = (_change(mending, problem, text, book) for mending in MENDINGS)
            change = next(filter(None, found), None)
        if change is not None and _mark(change, files) not in refused:
            yield change


def _is_utf16(content: bytes) -> bool:
    """Whether every byte of a file can be read as UTF-16."""
    try:
        return bool(content.decode(raw.utf16(content)))
    except UnicodeError:
        return False


def _change(mending: Mending, problem: Problem, text: str, book: Handbook) -> Change | None:
    said = mending.message.search(problem.message)
    if said is None:
        return None
    lines = text.split("\n")
    if not 0 < problem.place.line <= len(lines):
        return None
    start = sum(len(line) + 1 for line in lines[: problem.place.line - 1])
    end = start + len(lines[problem.place.line - 1])
    splices = mending.mend(Spot(problem.place.path, text, said, problem.place.column, start, end, book))
    splices = [(a, b, new) for a, b, new in splices if text[a:b] != new]
    kept = mending.respells or all(_words(text[a:b]) == _words(new) for a, b, new in splices)
    if not splices or not kept:
        return None
    return Change(problem, mending.did, splices, mending.opens)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _next(changes: Collection[Change]) -> list[Change]:
    """Those that can be tried together: first what makes files readable."""
    changes = [change for change in changes if not change.splices] or changes
    changes = [change for change in changes if change.opens] or changes
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    kept: list[Change] = []
    for change in changes:
        spans = [(start, end) for start, end, _ in change.splices]
        free = all(end < a or b < start for start, end in spans for a, b in taken[change.file])
        if free and not (change.opens and taken[change.file]):
            kept.append(change)
            taken[change.file] += spans
    return kept


def _proved(
    changes: list[Change], book: Handbook, files: dict[str, bytes], build: Build, proofs: Iterator[int]
) -> tuple[list[Change], dict[str, bytes], Handbook]:
    """The changes that leave all else as it was, with the files and the book then.

    One that does not is found by halves.
    """
    kept: list[Change] = []
    made, waiting = files, [changes]
    while waiting and next(proofs, None) is not None:
        part = waiting.pop()
        new = dict(made)
        for file in {change.file for change in part}:
            new[file] = _content(files[file], [c for c in (*kept, *part) if c.file == file])
        after = build(new)
        if same(book, after, part):
            kept += part
            made, book = new, after
        elif len(part) > 1:
            half = len(part) // 2
            waiting += [part[half:], part[:half]]
    return kept, made, book


def _content(content: bytes, changes: Collection[Change]) -> bytes:
    """A file with its changes."""
    if any(not change.splices for change in changes):
        return normal(content.decode(raw.utf16(content))).encode()
    return spliced(content, [splice for change in changes for splice in change.splices])


def _all_told(changes: Collection[Change], files: Files) -> list[Told]:
    """What was done, one entry a line."""
    places: dict[tuple[str, int], list[Change]] = defaultdict(list)
    for change in changes:
        places[change.file, change.problem.place.line].append(change)
    return [_told(several, files) for several in places.values()]


def _told(changes: list[Change], files: Files) -> Told:
    """The lines that some changes in one place touch, before and after."""
    file, place = changes[0].file, changes[0].problem.place
    did = " and ".join(dict.fromkeys(change.did for change in changes))
    if not changes[0].splices:
        return Told(place, did, len(changes), (), ())
    before = plain(files[file]).split("\n")
    after = plain(_content(files[file], changes)).split("\n")
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    pairs = zip(before, after, strict=False)
    same = next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))
    before, after = before[same:], after[same:]
    if len(before) == len(after):
        changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
        before, after = [one for one, _ in changed], [other for _, other in changed]
    return Told(place, did, len(changes), tuple(before), tuple(after))
