"""Who takes part: people are added, taken over from a form, and looked over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import click

from handbook.model import Place, Problem, printable
from handbook.model.refused import Refused
from handbook.practices.unmentoring import pool as pools
from handbook.practices.unmentoring import roster
from handbook.practices.unmentoring.standing import next_week
from handbook.practices.unmentoring.values import CHANNELS, Channel, Person
from handbook.shell import private
from handbook.shell.terminal import DRY_RUN, NOT_YET, Day, InVain, is_asked, say
from handbook.shell.unmentoring import saying
from handbook.shell.unmentoring.folder import PEOPLE, Kept, ids, new_id, opened
from handbook.shell.unmentoring.naming import no_more
from handbook.show.phrases import number_of_people


@click.command()
@click.option("--name", default="", help="First name and surname, as the partner will read it.")
@click.option("--email", default="", help="An e-mail address; leave it out if there is none.")
@click.option("--phone", default="", help="A phone number; needed if there is no e-mail address.")
@click.option("--video", default="", help="A name for video calls, and where: 'Skype: ann.example'.")
@click.option("--organisation", default="", help="Where they work; partners come from elsewhere if they can.")
@click.option(
    "--share",
    type=click.Choice(CHANNELS),
    multiple=True,
    help="What the partner may see; give it once for each. Else the e-mail address.",
)
@click.option(
    "--every", type=click.IntRange(1, 3), default=1, help="1: every round, 2: every other, 3: every third."
)
@click.option("--away-until", type=Day(), help="The last day they are away.")
@click.option("--names-ok", is_flag=True, help="Their name may stand beside what they share in public.")
@click.option("--reserve", is_flag=True, help="They join only where the number would be odd.")
@click.option("--consent", type=Day(), help="The day they asked to take part.")
@DRY_RUN
@click.pass_context
def add(
    context: click.Context,
    /,
    name: str,
    email: str,
    phone: str,
    share: tuple[Channel, ...],
    consent: date | None,
    dry_run: bool,
    **more: Any,
) -> None:
    """Put one person on the list, who has asked to take part.

    Asks for what is missing. Nobody is drawn without the day on which they asked.
    """
    with opened(context, writes=not dry_run) as desk:
        kept = desk.sound()
        if is_asked():
            name, email, phone = _reached(name, email, phone)
            share = share or _shared(email, phone)
            consent = consent or _consent(desk.today)
        share = share or (("email",) if email else ())
        given = Person("", name, email, phone, share=share, consent=consent, **more)
        person, notes = _read(given, desk.today)
        if _there(kept, person):
            raise Refused(
                "somebody with this e-mail address or phone number is on the list already. "
                f"Change their row in {desk.room.shown(PEOPLE)}. Nothing is changed."
            )
        person = replace(person, id=new_id({one.id for one in kept.people} | ids(kept.ledger)))
        if not dry_run:
            desk.room.write(desk.listed((*kept.people, person)))
        for note in notes:
            say(note, err=True)
        click.echo(saying.on_the_list(len(kept.people) + 1, dry_run))
        if not dry_run:
            click.echo(f"The id of the new one is {person.id}.")
        if dry_run:
            click.echo(NOT_YET)


def _reached(name: str, email: str, phone: str) -> tuple[str, str, str]:
    """Who it is and how to reach them, asked for as far as it has not been said."""
    name = name or click.prompt("First name and surname", value_proc=_checked("name"))
    email = email or click.prompt(
        "E-mail address (Enter if there is none)",
        default="",
        show_default=False,
        value_proc=_checked("email"),
    )
    if not phone:
        why = "Enter to leave it out" if email else "needed, since there is no e-mail address"
        phone = click.prompt(
            f"Phone number ({why})",
            default="" if email else None,
            show_default=False,
            value_proc=_checked("phone"),
        )
    return name, email, phone


def _shared(email: str, phone: str) -> tuple[Channel, ...]:
    """What the partner may see, which is never a number that nobody was asked about."""
    share: tuple[Channel, ...] = ("email",) if email else ()
    if phone and click.confirm("May the partner in each round see the phone number?", default=not email):
        share += ("phone",)
    return share


def _consent(today: date) -> date | None:
    """The day somebody asked to take part, if they have."""
    if not click.confirm("Has this person asked to take part, and not only been invited?"):
        return None
    question = "On which day? (Enter for today)"
    day: date = click.prompt(question, today.isoformat(), show_default=False, type=Day())
    return day


def _checked(field: Literal["name", "email", "phone"]) -> Callable[[str], str]:
    """What says at once what is wrong with one answer, so that it can be given again."""

    def value(given: str) -> str:
        given = given.strip()
        others: dict[str, Any] = {"name": "Ann Example", "phone": "01632 960123", "share": ()}
        if wrong := _faults(Person("", **others | {field: given})) if given or field == "name" else []:
            raise click.UsageError(wrong[0].message)
        return given

    return value


def _faults(person: Person) -> list[Problem]:
    _, problems = roster.read(Place(PEOPLE), roster.as_csv([person]).encode(), phone_only=True)
    return [problem for problem in problems if problem.level != "note"]


def _read(person: Person, today: date) -> tuple[Person, list[str]]:
    """The person as the list would hold them, and what is worth a look. Raises Refused where it could not."""
    found, problems = roster.read(Place(PEOPLE), roster.as_csv([person]).encode(), True, today)
    if wrong := [problem.message for problem in problems if problem.level != "note"]:
        raise Refused("\n".join((*wrong, "Nothing is changed.")))
    return found[0], [problem.message for problem in problems]


def _there(kept: Kept, person: Person) -> bool:
    """Whether somebody is on the list with the same address, or with the same number and none."""
    merged, _ = roster.merged(kept.people, [person], lambda: new_id({one.id for one in kept.people}))
    return len(merged) == len(kept.people)


@click.command("import")
@click.argument("file", help="A CSV file from a form or a spreadsheet, or - for what is piped in.")
@click.option("--allow-phone-only", is_flag=True, help="Take people who have a phone and no e-mail address.")
@click.option("--skip-bad", is_flag=True, help="Leave out rows that cannot be taken, and take the others.")
@DRY_RUN
@click.pass_context
def import_(context: click.Context, file: str, allow_phone_only: bool, skip_bad: bool, dry_run: bool) -> None:
    """Take people over from a form or a spreadsheet.

    Whoever is on the list already, by e-mail address, is brought up to date and stays the same person. The
    first line of the file names its columns: name, email, phone, video, organisation, share, every,
    away_until, consent, names_ok, reserve. Only the name and a way to reach people are needed.
    """
    with opened(context, writes=not dry_run) as desk:
        kept = desk.sound()
        content = private.given(desk.root, file)
        incoming, problems = roster.read(Place(printable(file)), content, allow_phone_only, desk.today)
        wrong = [problem for problem in problems if problem.level != "note"]
        for problem in problems:
            say(str(problem), err=True)
        if wrong and not skip_bad:
            raise Refused("Nothing is changed. Put this right, or take the other rows over with --skip-bad.")
        if not incoming:
            raise InVain("There is nobody in this file to take over. Nothing is changed.")
        taken = {one.id for one in (*kept.people, *incoming)} | ids(kept.ledger)
        people, said = roster.merged(
            kept.people, incoming, lambda: new_id(taken), roster.columns(content), ids(kept.ledger)
        )
        if not dry_run:
            desk.room.write(desk.listed(people))
        for line in said:
            say(line)
        without = sum(not one.consent for one in people)
        if without and "consent" not in roster.columns(content):
            click.echo(f"{number_of_people(without)}: {roster.NO_CONSENT}.")
        click.echo(saying.on_the_list(len(people), dry_run))
        if dry_run:
            click.echo(NOT_YET)


@click.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Look over your files, and say how many would be drawn.

    It names every fault of the list, the avoid list and the history by its line, and nobody.
    """
    with opened(context, writes=False) as desk:
        kept = desk.kept()
        for problem in kept.problems:
            say(str(problem))
        if kept.problems:
            click.echo(f"These files are in {desk.room.shown()}.")
        if kept.wrong:
            context.exit(1)
        if not kept.people:
            click.echo(saying.nobody(desk))
            return
        pool, absent = pools.take(
            kept.people, kept.ledger, next_week(desk.today), desk.choices.unmentoring, kept.avoid
        )
        click.echo(saying.on_the_list(len(kept.people)))
        click.echo(f"For next week {number_of_people(len(pool.people))} would be drawn.")
        for line in (*saying.absent(absent), *no_more(desk, kept)):
            say(line)
        if not kept.problems:
            click.echo("Nothing is wrong with the list, the avoid list and the history.")
