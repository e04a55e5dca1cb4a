"""The command `handbook assess`: a team says how it works together, and once more half a year later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import get_args

import click

from handbook.model.practices import Kind
from handbook.model.refused import Refused
from handbook.shell.assessment import closing, collecting, opening, publishing, telling
from handbook.shell.assessment import sheet as sheets
from handbook.shell.terminal import DRY_RUN, NOT_YET, Day, here, refuse, say

_TEAM = click.argument("team", metavar="TEAM", help="The name of the team, such as 'River Street'.")


def _done(context: click.Context, act: Callable[[Path, date], Iterable[str]], dry_run: bool = False) -> None:
    """Do it, saying each line as it comes, or say why it cannot be done."""
    root, today = here(context)
    try:
        for line in act(root, today):
            say(line)
    except Refused as refusal:
        refuse(context, refusal)
    if dry_run:
        click.echo(NOT_YET)


@click.command(name="open")
@_TEAM
@click.option("--size", type=click.IntRange(1, 1000), help="How many people the team has.")
@click.option("--kind", type=click.Choice(get_args(Kind)), help="Else a baseline first, then follow-ups.")
@click.option("--day", type=Day(), help="The day people answer; else today.")
@click.option(
    "--instrument", default="", metavar="ID", help="What is asked; else the same as at the baseline."
)
@click.option("--vision", type=Day(), help="The day the team settled its vision, if it has one.")
@click.option("--reopen", is_flag=True, help="Open the last round again, if it was never published.")
@click.option(
    "--unpublish", is_flag=True, help="With --reopen: its figures may have been seen, and all agree."
)
@DRY_RUN
@click.pass_context
def open_(
    context: click.Context,
    team: str,
    size: int | None,
    kind: Kind | None,
    day: date | None,
    instrument: str,
    vision: date | None,
    reopen: bool,
    unpublish: bool,
    dry_run: bool,
) -> None:
    """Begin a round, so that members can answer.

    While a round is open, this changes its size; and all of it, as long as nobody has answered.
    """
    if reopen and (size or kind or day or instrument or vision):
        raise click.UsageError("--reopen opens the last round as it was. Leave the other options out.")
    if unpublish and not reopen:
        raise click.UsageError("--unpublish goes with --reopen only.")

    def act(root: Path, today: date) -> Iterable[str]:
        if reopen:
            return opening.open_again(root, team, unpublish, dry_run)
        wanted = opening.Wanted(size, day, kind, instrument, vision)
        return opening.open_round(root, team, wanted, today, dry_run)

    _done(context, act, dry_run)


@click.command()
@_TEAM
@click.option(
    "--withdraw", is_flag=True, help="Ask for a code, and take away what was answered under it in all rounds."
)
@click.option("--yes", is_flag=True, help="With --withdraw: do not ask.")
@DRY_RUN
@click.pass_context
def answer(context: click.Context, team: str, withdraw: bool, yes: bool, dry_run: bool) -> None:
    """Enter what one person answers.

    It asks for a code and then each statement, and shows nothing of what others answered. You can go back,
    and stop at any time: nothing is stored before the end. A code that has answered already can answer
    again, and then that counts.
    """

    def act(root: Path, today: date) -> Iterable[str]:
        if withdraw:
            return collecting.withdraw(root, team, yes or dry_run, dry_run)
        return collecting.answer(root, team, dry_run)

    _done(context, act, dry_run)


@click.command(name="import")
@_TEAM
@click.argument("files", nargs=-1, metavar="FILE…", help="Files of answers; - is what is piped in.")
@DRY_RUN
@click.pass_context
def import_(context: click.Context, team: str, files: tuple[str, ...], dry_run: bool) -> None:
    """Take in answers from files of the form, or a table.

    The form on the site saves what a member answered as a file. A table has a row for each person, a column
    'code' and a column for each statement; 'handbook assess sheet --csv' writes an empty one. Nothing is
    taken in where anything is wrong with any of the files.
    """
    if not files:
        raise click.UsageError(
            "Name the team first, and then the files, such as: handbook assess import 'River Street' "
            "~/Downloads/answers-eight-principles-v1.json"
        )
    _done(context, lambda root, today: collecting.take(root, team, files, dry_run), dry_run)


@click.command()
@click.argument("team", default="", metavar="[TEAM]", help="The name of the team; else all of them.")
@click.pass_context
def status(context: click.Context, team: str) -> None:
    """Say how many have answered, and what is due.

    It never says who has answered, and nothing of what.
    """
    _done(context, lambda root, today: telling.status(root, team, today))


@click.command()
@_TEAM
@click.option("--yes", is_flag=True, help="Do not ask where somebody has not answered.")
@DRY_RUN
@click.pass_context
def close(context: click.Context, team: str, yes: bool, dry_run: bool) -> None:
    """End a round, and freeze what it comes to.

    From then on it takes no more answers, and the team can look at its figures.
    """
    _done(context, lambda root, today: closing.close(root, team, today, yes, dry_run), dry_run)


@click.command()
@_TEAM
@click.option("--to", "file", type=click.Path(path_type=Path), help="Write the page into this file.")
@click.option("--open", "look", is_flag=True, help="Open the page in your browser.")
@DRY_RUN
@click.pass_context
def report(context: click.Context, team: str, file: Path | None, look: bool, dry_run: bool) -> None:
    """Show a team what its answers come to.

    It also writes a page to open in a browser or to print, which stays in the team.
    """
    _done(context, lambda root, today: telling.report(root, team, today, file, look, dry_run), dry_run)


@click.command()
@_TEAM
@click.option("--as", "name", default="", help="What the team is called where everybody reads it.")
@click.option("--day", type=Day(), help="The day of another round than the last one.")
@click.option("--yes", is_flag=True, help="All in the team have agreed; do not ask.")
@DRY_RUN
@click.pass_context
def publish(context: click.Context, team: str, name: str, day: date | None, yes: bool, dry_run: bool) -> None:
    """Show everybody a round, if the team has agreed.

    Scores are rounded to half. Only what five or more people answered is shown, and never how far apart they
    are. What is published is never changed.
    """

    _done(
        context, lambda root, today: publishing.publish(root, team, name, day, today, yes, dry_run), dry_run
    )


@click.command()
@_TEAM
@click.option("--to", "file", type=click.Path(path_type=Path), help="Write it into this file.")
@DRY_RUN
@click.pass_context
def reminder(context: click.Context, team: str, file: Path | None, dry_run: bool) -> None:
    """Write the day of the second round for calendars."""
    _done(context, lambda root, today: telling.reminder(root, team, today, file, dry_run), dry_run)


@click.command()
@click.option("--instrument", default="", metavar="ID", help="What is asked, where there are several.")
@click.option("--second", is_flag=True, help="For the second round, which also looks back to the first.")
@click.option("--csv", "as_table", is_flag=True, help="An empty table for a spreadsheet.")
@click.pass_context
def sheet(context: click.Context, instrument: str, second: bool, as_table: bool) -> None:
    """Print a sheet to answer on, or an empty table."""
    made = sheets.table if as_table else sheets.paper
    _done(context, lambda root, today: made(root, instrument, second))
