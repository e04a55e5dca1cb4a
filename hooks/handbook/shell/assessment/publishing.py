"""What a team shows everybody of a closed round, once it has agreed; after that the round never changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from handbook.model import PublicRound, name_key
from handbook.model.refused import Refused
from handbook.practices.assessment.public import entry, public
from handbook.practices.assessment.values import Round
from handbook.read import data
from handbook.read.files import no_file
from handbook.shell import chosen, guard, project, rooms
from handbook.shell.assessment import folder
from handbook.shell.assessment.folder import Team
from handbook.shell.assessment.opening import told
from handbook.shell.assessment.telling import columns
from handbook.shell.terminal import InVain, say, sure
from handbook.show.scores import decimal

_LONGEST = 80
FILE = f"data/{data.ASSESSMENTS}"


def publish(
    root: Path, name: str, known_as: str, day: date | None, today: date, yes: bool, dry_run: bool
) -> Iterator[str]:
    """Write a closed round into the handbook, once. Raises Refused where nobody may see it."""
    team = folder.there(root, name)
    of, known_as = _round(team, day), _name(team, known_as)
    former = _former(root)
    before = data.assessments(former)[0]
    same = next((held for held in before if name_key(held) == name_key(known_as)), "")
    if of.published and same and any(held.day == of.day.isoformat() for held in before[same].rounds):
        raise InVain(f"{team.name}: the {told(of)} is published already, and never changes any more.")
    result = team.result(of)
    least = chosen.choices(root).public_min
    shown = public(result.figures, result.comparison, least)
    content = entry(former, known_as, shown)
    guard.words(root, known_as, content.decode())
    for line in _said(same or known_as, of, shown, least):
        say(line)
    if same and not any(held.published for held in team.rounds):
        say(f"note: {FILE} has a team of this name already, and this round is added to it.")
    otherwise = "ask the team, and if all agree add --yes. Nothing is changed."
    sure("Have all in the team agreed that everybody may see this?", yes or dry_run, otherwise)
    if not dry_run:
        _write(root, team, of, replace(of, published=today, published_as=same or known_as), former, content)
        yield f"{FILE} has this round, for good. Look at it with 'git diff', then commit it."


def _round(team: Team, day: date | None) -> Round:
    """The round that is meant. Raises Refused where there is none that is closed."""
    of = next((held for held in reversed(team.rounds) if day in (None, held.day)), None)
    if of is None:
        days = ", ".join(held.day.isoformat() for held in team.rounds)
        raise Refused(f"{team.name}: no round was on this day. There are: {days}.")
    if day is None and not of.closed and team.closed:
        of = team.closed[-1]
    if not of.closed:
        raise Refused(
            f"{team.name}: the {told(of)} is open, and nobody sees anything of it before it is closed."
        )
    return of


def _name(team: Team, known_as: str) -> str:
    """What the team is called for everybody: always the same. Raises Refused."""
    said = " ".join(known_as.split())
    held = next((held.published_as for held in team.rounds if held.published_as), "")
    if held and said and name_key(said) != name_key(held):
        raise Refused(f"everybody knows this team as '{held}' already. Leave --as out.")
    if not (held or said):
        raise Refused(
            f"say what {team.name} is called where everybody reads it, such as --as 'River Street'."
        )
    if not name_key(said or held) or not said.isprintable() or len(said) > _LONGEST:
        raise Refused(f"--as is a name with letters, and of {_LONGEST} letters at most.")
    return held or said


def _former(root: Path) -> bytes:
    held = project.data_files(root).get(data.ASSESSMENTS, b"")
    if isinstance(held, str):
        raise Refused(f"{FILE}: {no_file(held)}")
    return held


def _said(known_as: str, of: Round, shown: PublicRound, least: int) -> Iterator[str]:
    """What everybody will see."""
    yield f"This is what everybody would see of the {told(of)}, under the name '{known_as}':"
    nearly_all = shown.answered.startswith("all")
    yield f"  Answered: {'all of the team, or all but a few' if nearly_all else shown.answered}"
    rows: list[tuple[str, ...]] = []
    for name in of.instrument.dimensions:
        score, moved = shown.scores.get(name), shown.changes.get(name)
        if score is None:
            rows.append((name, f"not shown: fewer than {least} answered"))
        else:
            rows.append((name, decimal(score), *([f"since the baseline: {moved}"] if moved else [])))
    yield from columns(rows)
    if shown.compared:
        yield f"  Statements that could be compared: {shown.compared}"


def _write(root: Path, team: Team, of: Round, published: Round, former: bytes, content: bytes) -> None:
    """Mark the round as published, then write it where everybody reads it. Raises Refused.

    All teams share that file, so nobody publishes another round meanwhile, and what somebody has published
    since it was read stays there.
    Whoever is interrupted between the two has a round that can no longer change, and publishes it once more.
    """
    with rooms.room(root, folder.PRACTICE).lock(), team.changing(dry_run=False) as now:
        now.has_still(of)
        if _former(root) != former:
            raise Refused(f"{FILE} has changed meanwhile, so nothing is written. Try again.")
        now.write(folder.round_file(published))
        try:
            project.write_over(root / FILE, content)
        except OSError as error:
            now.write(folder.round_file(of))
            raise Refused(f"{FILE} cannot be written: {error.strerror}. Nothing is changed.") from None
