"""A round from its draft to its letters."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import click

from handbook.model.refused import Refused
from handbook.practices.unmentoring import draw as draws
from handbook.practices.unmentoring import ledger as ledgers
from handbook.practices.unmentoring import pool as pools
from handbook.practices.unmentoring.letters import CALL_SHEET, letters, starter
from handbook.practices.unmentoring.standing import due, is_over, monday, next_week
from handbook.practices.unmentoring.values import Draw, Odd, Round
from handbook.shell.terminal import DRY_RUN, NOT_YET, Day, InVain, progress, say
from handbook.shell.unmentoring import saying
from handbook.shell.unmentoring.folder import (
    DRAFT,
    HISTORY,
    Desk,
    Kept,
    RoundNumber,
    digest,
    folder_of,
    opened,
    with_lines,
)
from handbook.show.phrases import number_of, number_of_people

_SEEDS = 2**32
_FURTHEST = timedelta(days=366)


@click.command()
@click.option("--week", type=Day(), help="Any day of the week in which people meet; else next week.")
@click.option(
    "--odd",
    type=click.Choice(get_args(Odd)),
    help="What to do with an odd number; else as data/settings.yml says.",
)
@click.option("--seed", type=click.IntRange(0, _SEEDS - 1), help="A number that gives the same draw again.")
@click.option("--names", is_flag=True, help="Say who would be with whom.")
@DRY_RUN
@click.pass_context
def draw(
    context: click.Context, week: date | None, odd: Odd | None, seed: int | None, names: bool, dry_run: bool
) -> None:
    """Draw the next round, as a draft that only you see.

    Nothing is sent and nothing is recorded before 'handbook unmentoring commit'. Drawing again gives the same
    draw, until something has changed that it goes by, such as who takes part.
    """
    with opened(context, writes=not dry_run) as desk:
        kept = desk.sound()
        if not kept.people:
            raise InVain(saying.nobody(desk))
        day = _week(desk, kept, week)
        choices = desk.choices.unmentoring
        pool, absent = pools.take(
            kept.people, kept.ledger, day, replace(choices, odd=odd or choices.odd), kept.avoid
        )
        number = len(kept.ledger.rounds) + 1
        former, _ = ledgers.read_draft(desk.room.read(DRAFT)) or (None, "")
        chosen = seed is not None
        if former and former.number == number and seed in (None, former.seed):
            # A round has one seed: otherwise somebody could draw until it suits.
            seed, chosen = former.seed, former.chosen
            if former.pool == pool:
                click.echo("Nothing has changed that a draw goes by, so it comes out as before.")
        seed = secrets.randbelow(_SEEDS) if seed is None else seed
        with progress("Drawing") as told:
            drawn = draws.draw(pool, seed, told)
        for line in (*_said(kept, number, day, drawn, names), *draws.notices(pool, drawn)):
            say(line)
        if (odd or choices.odd) == "reserve" and len(pool.people) % 2 and not pool.reserve:
            click.echo("Nobody is in reserve: that takes 'yes' in the column 'reserve' of the list.")
        later = due(kept.ledger, choices, desk.today)
        if kept.ledger.rounds and day < later:
            click.echo(f"This round is due only in {saying.week(later)}. To draw it for then: --week {later}")
        for line in saying.absent(absent):
            click.echo(line)
        if not drawn.groups:
            raise InVain("There can be no round this time. Nothing is written.")
        if dry_run:
            click.echo(NOT_YET)
            return
        made = Round(number, day, seed, pool, drawn, draws.METHOD, chosen=chosen)
        files = {DRAFT: ledgers.draft(made, digest(kept, made)).encode()}
        if kept.new:
            files |= desk.listed(kept.people)
        desk.room.write(files)
        if not names:
            same = f" --week {day}" if week else ""
            same += f" --odd {odd}" if odd else ""
            click.echo(f"To see who is with whom: handbook unmentoring draw --names{same}")
        click.echo("If you are content, record it and have its letters written: handbook unmentoring commit")
        click.echo("  A recorded round stays. If anybody is missing, correct the list and draw again first.")


def _week(desk: Desk, kept: Kept, given: date | None) -> date:
    """The Monday of the week to meet in. Raises Refused where that is past, or there is a round already."""
    day = monday(given) if given else next_week(desk.today)
    if is_over(day, desk.today):
        raise Refused(f"{saying.week(day)} is over. Name a week to come with --week.")
    if day - desk.today > _FURTHEST:
        raise Refused(f"{saying.week(day)} is more than a year away. Name an earlier one with --week.")
    if kept.ledger.rounds and day <= (last := kept.ledger.rounds[-1]).week:
        later = monday(last.week) + timedelta(days=7)
        raise Refused(
            f"round {last.number} is for {saying.week(last.week)}. Name a later week: --week {later}"
        )
    return day


def _said(kept: Kept, number: int, day: date, drawn: Draw, names: bool) -> Iterator[str]:
    """A draft in numbers, and with names if they are asked for."""
    if not drawn.groups:
        return
    count = number_of_people(len(drawn.people))
    yield f"A draft of round {number}, for {saying.week(day)}: {count} in {saying.groups(drawn)}."
    if names:
        people = {one.id: one for one in kept.people}
        for place, group in enumerate(drawn.groups, 1):
            first = starter(group, people)
            others = [who for who in group if who != first]
            start, rest = saying.called(kept, first), saying.named(kept, others)
            yield f"  {place}. {start}, who makes the first move, with {rest}"
        if drawn.left_out:
            yield f"  Without anybody to meet this time: {saying.named(kept, drawn.left_out)}"


@click.command()
@DRY_RUN
@click.pass_context
def commit(context: click.Context, dry_run: bool) -> None:
    """Make the draft a round, and write its letters.

    They lie in a folder of their own, for you to look over and send. Nothing is sent from here.
    """
    with opened(context, writes=not dry_run) as desk:
        kept = desk.sound()
        made = _draft(desk, kept)
        history = with_lines(kept.history, [ledgers.committed(made)])
        people = {one.id: one for one in kept.people}
        written = letters(made, people, desk.choices.unmentoring, desk.today)
        folder = folder_of(made.number)
        if not dry_run:
            named = {f"{folder}/{name}": content for name, content in written.items()}
            desk.room.write({**named, HISTORY: history}, gone=[DRAFT])
        for line in _committed(desk, made, [*written]):
            say(line)
        if dry_run:
            click.echo(NOT_YET)


def _draft(desk: Desk, kept: Kept) -> Round:
    """The draft that lies there. Raises Refused where there is none, or it no longer holds."""
    content = desk.room.read(DRAFT)
    last = kept.ledger.rounds[-1] if kept.ledger.rounds else None
    again = "Draw again: handbook unmentoring draw"
    if not content:
        folder = desk.room.shown(folder_of(last.number)) if last else ""
        done = f"Round {last.number} is recorded already; its letters are in {folder}. " if last else ""
        which = "For the next round, draw" if last else "Draw"
        raise Refused(f"there is no draft. {done}{which} one with: handbook unmentoring draw")
    found = ledgers.read_draft(content)
    if found is None:
        raise Refused(f"the draft cannot be read. {again}")
    made, drawn_from = found
    if last and made.number <= last.number:
        raise Refused(f"round {made.number} is recorded already. {again}")
    if drawn_from != digest(kept, made):
        raise Refused(
            f"the list, the avoid list, the history or the draft has changed since the draw. {again}"
        )
    if is_over(made.week, desk.today):
        raise Refused(f"{saying.week(made.week)} is over. {again}")
    return made


def _committed(desk: Desk, made: Round, names: list[str]) -> Iterator[str]:
    folder = desk.room.shown(folder_of(made.number))
    mails = sum(name.endswith(".eml") for name in names)
    count = number_of_people(len(made.draw.people))
    yield f"Round {made.number}, {saying.week(made.week)}: {count} in {saying.groups(made.draw)}."
    yield f"In {folder}:"
    if mails:
        count = number_of(mails, "letter")
        yield f"  {count} to send. Each opens in your mail program; read it, sign it, then send it."
    if CALL_SHEET in names:
        yield f"  {CALL_SHEET}, for those without e-mail: what to say on the phone."
    yield f"When you hear from somebody: {saying.record(made.number)}"
    yield "  PERSON is a whole name, an e-mail address or an id."


@click.command()
@click.argument("number", metavar="ROUND", type=RoundNumber(), help="The number of a round.")
@click.pass_context
def verify(context: click.Context, number: int) -> None:
    """Draw a former round again, and compare.

    It comes out the same from the same people, avoid list, history and seed, which are all kept. So nobody
    has changed it since. Where somebody gave the seed, and not chance, that is said.
    """
    with opened(context, writes=False) as desk:
        made = desk.sound().round(number)
        if not draws.same(made):
            by = f" It was drawn by {made.method}; this is {draws.METHOD}."
            raise InVain(
                f"Round {number} does not come out the same.{by if made.method != draws.METHOD else ''}"
            )
        click.echo(f"Round {number} comes out the same when it is drawn again: {saying.groups(made.draw)}.")
        if made.chosen:
            click.echo("Its seed was given with --seed, and not by chance.")
