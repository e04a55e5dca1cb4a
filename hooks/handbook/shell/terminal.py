"""What all commands have in common: where and on which day they work, how they speak, and how they refuse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from handbook.model.refused import Private, Refused
from handbook.shell import project
from handbook.show import formats

DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
NOT_YET = "Nothing is written yet. Leave --dry-run out to do it."


class InVain(Refused):
    """The command ran, and there was nothing it could do; the message says why."""


class Day(click.ParamType[date]):
    """A day as people type it: `2026-05-01`."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a date. Write year-month-day, such as 2026-05-01.")


def here(context: click.Context) -> tuple[Path, date]:
    """The folder of the handbook and the day, looked for only when needed, so that help works anywhere."""
    directory, today = context.obj
    try:
        project.fit()
        return project.root(directory), today or project.today()
    except (project.NoHandbook, project.Unfit) as refusal:
        raise click.UsageError(str(refusal)) from None


def say(text: str, err: bool = False) -> None:
    """Print lines in which there may be words of pages, or of people."""
    for line in text.split("\n"):
        click.echo(formats.inert(line), err=err)


def refuse(context: click.Context, refusal: Refused) -> NoReturn:
    """Say why nothing was written."""
    say(str(refusal), err=True)
    context.exit(3 if isinstance(refusal, Private) else 1 if isinstance(refusal, InVain) else 2)


def is_asked() -> bool:
    """Whether somebody sits there who can be asked for what is missing."""
    return sys.stdin.isatty()


def sure(question: str, yes: bool, otherwise: str) -> None:
    """Nothing, where somebody says yes, here or beforehand.

    Raises InVain where they say no, and Refused with what to do `otherwise` where nobody is there to ask.
    """
    try:
        if yes or click.confirm(question):
            return
    except click.Abort:
        click.echo()
        raise Refused(otherwise) from None
    raise InVain("Nothing is changed.")


@contextmanager
def progress(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, and nothing in a pipe; it is told how much is done, and of how much."""
    # It takes longer to load than all the rest, and few commands need it.
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
