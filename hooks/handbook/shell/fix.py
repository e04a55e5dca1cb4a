"""What `handbook check --fix` writes: all files or none, and only in `docs/` and `data/`."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from handbook.find.mending.plan import NOT_OURS, Files, Mended, Told, mend
from handbook.find.people import withdrawals
from handbook.find.renaming.plan import Plan
from handbook.model import Handbook, printable
from handbook.model.refused import Refused
from handbook.shell import project
from handbook.shell.rename import beside, put, shown
from handbook.show.phrases import number_of

LONGEST = 100
"""As much of a line is shown; more of it only where the change is."""


def fix(root: Path, today: date, dry_run: bool) -> tuple[Mended, tuple[str, ...]]:
    """Everything mended that has exactly one mending, and the lines that say so.

    Raises Refused where it cannot be written; then nothing is.
    """
    found = project.texts(root, today)
    data = {f"data/{name}": content for name, content in found.data.items() if isinstance(content, bytes)}
    former = {f"docs/{path}": content for path, content in found.contents.items()} | data

    def build(files: Files) -> Handbook:
        contents = {path: files[f"docs/{path}"] for path in found.contents}
        new = {name: files.get(f"data/{name}", content) for name, content in found.data.items()}
        book = found.handbook(found.entries, contents, today, data_files=new)
        return replace(book, problems=tuple(sorted({*book.problems, *found.unguarded})))

    made = mend(former, build)
    unread = [p for p in made.book.problems if p.level == "stop" and p.place.path == NOT_OURS]
    if unread:
        # Without it nobody can tell which names must not be shown.
        raise Refused("\n".join((*map(str, unread), "Nothing is mended before this is put right.")))
    if made.contents and not dry_run:
        _write(root, made.contents, former)
    return made, tuple(_lines(made, dry_run))


def _write(root: Path, contents: dict[str, bytes], former: Mapping[str, bytes]) -> None:
    """Put all files in place. Raises Refused where one cannot be, or was changed meanwhile."""
    plan, here = Plan(contents, None, ()), {file: file for file in contents}
    try:
        for file in contents:
            place = root / file
            if place.parent.resolve() != (root.resolve() / file).parent:
                raise Refused(f"{file} lies behind a link to another folder. Put the folder itself here.")
            if not stat.S_ISREG(os.lstat(place).st_mode) or place.read_bytes() != former[file]:
                raise Refused(f"{file} was changed just now. Try again.")
        with beside(root, plan, here, former) as ready:
            put(root, plan, here, ready)
    except OSError as error:
        where = shown(root / "docs", error)
        raise Refused(f"{where} cannot be written: {error.strerror}. Nothing is changed.") from None


def _lines(made: Mended, dry_run: bool) -> Iterator[str]:
    if not made.told:
        yield "Nothing here has exactly one way to be mended."
        return
    without: Callable[[str], str] = withdrawals(made.book).plainly
    for told in made.told:
        yield f"{told.place}: {told.did}."
        yield from (without(line) for line in _compared(told))
    count = number_of(sum(told.count for told in made.told), "mending")
    where = number_of(len(made.contents), "file")
    end = ". Nothing is written yet: leave --dry-run out to do it." if dry_run else ", written."
    yield f"{count} in {where}{end}"


def _compared(told: Told) -> Iterator[str]:
    """The lines before and after, cut to where they differ."""
    for sign, mine, other in (("-", told.before, told.after), ("+", told.after, told.before)):
        for number, line in enumerate(mine):
            yield f"    {sign} {printable(_cut(line, other[number] if number < len(other) else ''))}".rstrip()


def _cut(line: str, other: str) -> str:
    if len(line) <= LONGEST:
        return line
    first = next((n for n, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), 0)
    begin = max(min(first - LONGEST // 3, len(line) - LONGEST), 0)
    end = begin + LONGEST
    return f"{'…' if begin else ''}{line[begin:end]}{'…' if end < len(line) else ''}"
