"""A renaming carried out: all files or none, and only where git can bring back what was there."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path

from handbook.find.renaming.plan import Plan, plan
from handbook.model import printable
from handbook.model.refused import Refused
from handbook.shell import git, project

OURS = ".#"
"""How files begin that are there for a moment: a build that runs meanwhile leaves them alone."""
NAMED = 5
"""As many files as are named when there are changes in the way."""


def rename(root: Path, today: date, old: str, new: str, dry_run: bool) -> tuple[str, ...]:
    """What was done, or with `dry_run` would be, one line a file.

    Raises Refused where it cannot be done; then nothing is written.
    """
    found = project.texts(root, today)
    build = partial(found.handbook, today=today)
    made = plan(found.entries, found.contents, build, old, new)
    try:
        waiting = git.uncommitted(root)
    except git.NoWayBack as reason:
        raise Refused(str(reason)) from None
    if waiting:
        names = ", ".join(map(printable, waiting[:NAMED]))
        more = f" and {len(waiting) - NAMED} more" if len(waiting) > NAMED else ""
        raise Refused(f"docs/ has changes that are not committed: {names}{more}. Commit them first.")
    if not dry_run:
        write(root / "docs", made, found.contents)
    return made.lines


def write(docs: Path, made: Plan, former: Mapping[str, bytes]) -> None:
    """Write all of the plan; where anything goes wrong, all is as it was.

    Raises Refused in that case.
    """
    here = {new: made.moved[0] if made.moved and new == made.moved[1] else new for new in made.contents}
    try:
        for old in here.values():
            if (docs / old).read_bytes() != former[old]:
                raise Refused(f"docs/{old} was changed just now. Try again.")
        if made.moved:
            old_place, place = (docs / path for path in made.moved)
            if os.path.lexists(place) and not place.samefile(old_place):
                raise Refused(f"docs/{made.moved[1]} is there already. Choose another name.")
        with _new_folder(docs, made), beside(docs, made, here, former) as ready:
            put(docs, made, here, ready)
    except OSError as error:
        raise Refused(
            f"{shown(docs, error)} cannot be written: {error.strerror}. Nothing is changed."
        ) from None
    if made.moved:
        _take_away_empty(docs, (docs / made.moved[0]).parent)


def shown(docs: Path, error: OSError) -> str:
    """The place an error is about, as people know it: not a file of our own, but its folder."""
    place = Path(os.fsdecode(error.filename or docs))
    place = place.parent if place.name.startswith(OURS) else place
    return printable(place.relative_to(docs.parent).as_posix() if place.is_relative_to(docs) else place.name)


@contextmanager
def _new_folder(docs: Path, made: Plan) -> Iterator[None]:
    """The folder a page moves to, taken away again where the rest fails."""
    to = (docs / made.moved[1]).parent if made.moved else docs
    try:
        to.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        _take_away_empty(docs, to)
        raise


@contextmanager
def beside(
    docs: Path, made: Plan, here: Mapping[str, str], former: Mapping[str, bytes]
) -> Iterator[dict[str, tuple[str, str]]]:
    """The new and the former contents in files beside their places, so that a full disk shows in time."""
    ready: dict[str, tuple[str, str]] = {}
    names: list[str] = []
    try:
        for new, content in made.contents.items():
            mode = stat.S_IMODE((docs / here[new]).stat().st_mode)
            for text in (content, former[here[new]]):
                handle, name = tempfile.mkstemp(prefix=OURS, dir=(docs / new).parent)
                names.append(name)
                with os.fdopen(handle, "wb") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
                os.chmod(name, mode)
            ready[new] = (names[-2], names[-1])
        yield ready
    finally:
        for name in names:
            with suppress(FileNotFoundError):
                os.unlink(name)


def put(docs: Path, made: Plan, here: Mapping[str, str], ready: Mapping[str, tuple[str, str]]) -> None:
    """Each file into its place, and the page that moves last; then back again if one cannot be."""
    begun: list[str] = []
    try:
        for new, old in here.items():
            begun.append(new)
            os.replace(ready[new][0], docs / old)
        if made.moved:
            os.rename(docs / made.moved[0], docs / made.moved[1])
    except BaseException:
        if made.moved and not os.path.lexists(docs / made.moved[0]):
            os.rename(docs / made.moved[1], docs / made.moved[0])
        for new in begun:
            _put_back(ready[new][1], docs / here[new])
        raise


def _put_back(former: str, place: Path) -> None:
    try:
        os.replace(former, place)
    except OSError:
        place.write_bytes(Path(former).read_bytes())


def _take_away_empty(docs: Path, folder: Path) -> None:
    """The folder, and those above it in `docs/`, as far as nothing is in them."""
    while folder != docs:
        try:
            folder.rmdir()
        except FileNotFoundError:
            pass
        except OSError:
            return
        folder = folder.parent
