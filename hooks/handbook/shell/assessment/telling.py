"""What a team is told: how many have answered, what is due, and at the end what it came to."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from handbook.find.scores import all_close, spread, talk_first
from handbook.model import Figures, PagePath
from handbook.model.refused import Refused
from handbook.practices.assessment import due
from handbook.practices.assessment.figures import Result
from handbook.practices.assessment.report import page
from handbook.practices.assessment.values import Round
from handbook.shell import chosen, private, project
from handbook.shell.assessment import collecting, folder
from handbook.shell.assessment.folder import Team
from handbook.shell.assessment.opening import published_at, told
from handbook.shell.terminal import InVain
from handbook.show import assessment as shown
from handbook.show.addresses import in_words, url
from handbook.show.phrases import begun
from handbook.show.scores import decimal

# How it stands


def status(root: Path, name: str, today: date) -> Iterator[str]:
    """How it stands with a team, or with all of them. Raises Refused."""
    months = chosen.choices(root).followup_months
    teams = [folder.there(root, name)] if name else folder.teams(root)
    if not teams:
        yield "No team has begun yet. Begin with: handbook assess open TEAM --size 6"
    for number, team in enumerate(teams):
        if number:
            yield ""
        yield team.name
        for of in team.rounds:
            yield f"  {begun(told(of))}: {_state(team, of)}."
            if not of.closed:
                yield from (f"  {line}" for line in collecting.odd(team, of, len(team.answers(of))))
        yield from (f"  {line}" for line in _due(team, today, months))


def _state(team: Team, of: Round) -> str:
    if not of.closed:
        return f"open, {collecting.answered(of, len(team.answers(of)))}"
    figures = team.result(of).figures
    closed = f"closed on {in_words(of.closed.isoformat())}, {figures.answered} of {figures.team} answered"
    return closed + (f", published as '{of.published_as}'" if of.published else "")


def _due(team: Team, today: date, months: int) -> Iterator[str]:
    found = due.due(team.rounds, today, months)
    on = f", on {in_words(found.day.isoformat())}" if found.day else ""
    match found.state:
        case "no baseline":
            yield f"No baseline yet. Begin with: handbook assess open {team.folder} --kind baseline"
        case "to come":
            yield f"Follow-up: {found.words}{on}."
        case "due now" | "overdue":
            yield f"Follow-up: {found.words}. Its day is {on.removeprefix(', on ')}."
            if not team.under_way:
                yield f"Begin with: handbook assess open {team.folder}"
    if old := due.older_vision(team.rounds):
        yield f"note: {old}"


def reminder(root: Path, name: str, today: date, file: Path | None, dry_run: bool) -> Iterator[str]:
    """Write the day of the follow-up for a calendar. Raises InVain where there is none to come."""
    team = folder.there(root, name)
    found = due.due(team.rounds, today, chosen.choices(root).followup_months)
    if found.day is None or team.baseline is None or found.state in ("open", "done"):
        raise InVain(f"{team.name}: {found.words}, so there is nothing to remind of.")
    content = due.reminder(found.day, f"{team.baseline.instrument.title}: the second round", today)
    where = _put(root, team, folder.REMINDER, file, content, dry_run)
    yield f"{where} puts the second round into a calendar, on {in_words(found.day.isoformat())}."
    yield "Open the file in your calendar, and send it to the members."
    if file is None:
        yield "With --to it is put where it is easy to find, such as --to ~/Desktop/second-round.ics"


def _put(root: Path, team: Team, name: str, file: Path | None, content: bytes, dry_run: bool) -> str:
    """Write a file into the team's folder, or where somebody asked for it, and say where that is."""
    if file is not None:
        if file.exists():
            raise Refused(f"{file} is there already. Name another file, or move that one.")
        if not dry_run:
            private.put(root, file, content)
        return str(file)
    with team.changing(dry_run) as team:
        team.write({name: content}, (), dry_run)
    return team.room.shown(name)


# What it came to


def report(root: Path, name: str, today: date, file: Path | None, look: bool, dry_run: bool) -> Iterator[str]:
    """Say what the last closed round came to, and write a page of all. Raises Refused where none is."""
    team = folder.there(root, name)
    if not team.closed:
        of = team.rounds[-1]
        raise Refused(
            f"{team.name}: the {told(of)} is open, and nobody sees anything of it before it is closed."
        )
    of = team.closed[-1]
    results = [team.result(held) for held in team.closed]
    instruments = {held.instrument_id: held.instrument for held in team.closed}
    places = _places(root, today, shown.leads(instruments.values()))
    html = page(team.name, results, instruments, places, today)
    where = _put(root, team, f"{of.name}/{folder.REPORT}", file, html.encode(), dry_run)
    yield from _figures(team, of, results[-1])
    yield f"The page for the team is {where}. It stays in the team."
    at = file or team.room.path / of.name / folder.REPORT
    if not look:
        yield f"To see it in your browser: handbook assess report {team.folder} --open"
    elif not dry_run:
        opened = webbrowser.open(at.resolve().as_uri())
        yield (
            "Does your browser not show it? Some may not look into hidden folders. Then add --to "
            "~/Documents/report.html, and delete that copy afterwards."
            if opened
            else "No browser can be opened from here. Go to that folder, and open the page yourself."
        )
    if team.under_way:
        yield f"The {told(team.under_way)} is open. Nobody sees anything of it before it is closed."


def _places(root: Path, today: date, paths: Sequence[str]) -> shown.Places:
    """What pages of the handbook are called, and where the site has them if that is known."""
    found = project.lying(root)
    entries = [entry for entry in found.entries if entry.path in paths]
    book = found.handbook(
        entries, {path: found.contents[path] for path in paths if path in found.contents}, today
    )
    site = published_at(root)
    return {
        path: (book.pages[PagePath(path)].name, site and site + url(path))
        for path in paths
        if PagePath(path) in book.pages
    }


def _figures(team: Team, of: Round, result: Result) -> Iterator[str]:
    """The figures of a round in lines."""
    figures, comparison = result.figures, result.comparison
    yield f"{team.name}, {told(of)}: {figures.answered} of {figures.team} answered."
    yield "This is not a test: nobody passes and nobody fails. It is something to talk about."
    if not figures.scores:
        yield "There are no scores, because too few answered."
        return
    changes = comparison.changes if comparison else {}
    heads = ["Area", "Mean", "Median", "Lowest to highest"] + (["Since the baseline"] if changes else [])
    rows: list[Sequence[str]] = [heads]
    for name in of.instrument.dimensions:
        if (score := figures.scores.get(name)) is None:
            rows.append((name, shown.UNSEEN))
            continue
        ends = f"{decimal(score.lowest)} to {decimal(score.highest)}, {spread(score)}"
        moved = [shown.moved(changes.get(name))] if changes else []
        rows.append((name, decimal(score.mean), decimal(score.median), ends, *moved))
    yield from columns(rows)
    if comparison and comparison.statements[0] < comparison.statements[1]:
        same, asked = comparison.statements
        yield f"Compared with the baseline: {same} of {asked} statements, those with the same words."
    yield from _first(figures)


def _first(figures: Figures) -> Iterator[str]:
    """Where to begin to talk."""
    low, wide = talk_first(figures.scores)
    if low:
        yield f"Talk about these first, the lowest: {', '.join(low)}."
    if all_close(figures.scores):
        yield shown.ALL_CLOSE
    elif wide:
        yield f"And where views differ most: {', '.join(wide)}."


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of words, one below the other; the last of each may be as long as it likes."""
    widths: dict[int, int] = {}
    for row in rows:
        for number, cell in enumerate(row[:-1]):
            widths[number] = max(widths.get(number, 0), len(cell))
    for row in rows:
        cells = [cell.ljust(widths[number]) for number, cell in enumerate(row[:-1])]
        yield f"  {'  '.join([*cells, row[-1]])}"
