"""An offer put in its place: read, planned, and written whole or not at all."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from handbook.find import leaks
from handbook.find.accepting.plan import Filled, fill
from handbook.find.gaps import title
from handbook.find.renaming.plan import Plan
from handbook.model import printable
from handbook.model.refused import Private, Refused
from handbook.read import data
from handbook.read import offer as offers
from handbook.read.settings import shorten
from handbook.shell import git, project
from handbook.shell.rename import write
from handbook.show.addresses import where


def accept(root: Path, today: date, source: str, dry_run: bool) -> tuple[str, ...]:
    """What was done, or with `dry_run` would be, and how to commit it; `source` is a file or `-`.

    Raises Refused where it cannot be done; then nothing is written.
    """
    name, content = "offer" if source == "-" else source, _content(source)
    found = project.texts(root, today)
    # First of all, since other messages quote what stands there.
    if leaked := leaks.find([(name, content)], (), data.read(found.data)[0], found.roster).leaks:
        lines = [str(leak.problem) for leak in leaked]
        raise Private("\n".join((*lines, "Put this right in the offer, and try again. Nothing is changed.")))
    offer, problems = offers.read(name, content)
    if offer is None:
        raise Refused("\n".join(map(str, problems)))
    build = partial(found.handbook, today=today)
    made = fill(found.entries, found.contents, build, offer)
    file = f"docs/{made.path}"
    if not made.new:
        try:
            waiting = git.uncommitted(root)
        except git.NoWayBack as reason:
            raise Refused(str(reason)) from None
        if file in waiting:
            raise Refused(f"{file} has changes that are not committed. Commit them first.")
    if not dry_run:
        _write(root, made, found.contents)
    return tuple(_said(made, offer.credit))


def _content(source: str) -> bytes:
    """The bytes of an offer, one over the limit where it is over. Raises Refused."""
    try:
        if source == "-":
            return sys.stdin.buffer.read(offers.LONGEST + 1)
        with open(source, "rb") as file:
            return file.read(offers.LONGEST + 1)
    except OSError as error:
        raise Refused(f"{printable(source)} cannot be opened: {error.strerror}.") from None


def _write(root: Path, made: Filled, former: dict[str, bytes]) -> None:
    if not made.new:
        write(root / "docs", Plan({made.path: made.content}, None, ()), former)
        return
    file = f"docs/{made.path}"
    try:
        project.write_new(root / file, made.content.decode())
    except FileExistsError:
        raise Refused(f"{file} is there already.") from None
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}. Nothing is changed.") from None


def _said(made: Filled, credit: str) -> Iterator[str]:
    file, gap = f"docs/{made.path}", made.gap
    if made.new:
        yield f"{file}: a new page with the text."
        what = f"Begin the page {gap.words}"
    else:
        lines = f"line {made.first}" if made.first == made.last else f"lines {made.first} to {made.last}"
        yield f"{file}: the text is in {lines}, in the place of '{printable(shorten(gap.as_written))}'."
        what = f"Fill a gap in {where(made.book, gap.section)}: {title(gap)}"
    message = f"{what}{f', offered by {credit}' if credit else ''}"
    yield "Read it once more, then commit it:"
    yield f"  git add {shlex.quote(file)}"
    yield f"  git commit -m {shlex.quote(printable(message))}"
