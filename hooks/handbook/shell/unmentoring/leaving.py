"""Somebody is forgotten: nothing of them is left but a place in what has happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import click

from handbook.practices.unmentoring import ledger as ledgers
from handbook.practices.unmentoring import roster
from handbook.practices.unmentoring.letters import CALL_SHEET, letters
from handbook.practices.unmentoring.standing import is_over, meant
from handbook.practices.unmentoring.values import Person, Round
from handbook.shell.terminal import DRY_RUN, NOT_YET, is_asked, say, sure
from handbook.shell.unmentoring import saying
from handbook.shell.unmentoring.folder import (
    AVOID,
    DRAFT,
    FORGOTTEN,
    FORMER,
    HISTORY,
    PEOPLE,
    Desk,
    Kept,
    folder_of,
    ids,
    new_id,
    opened,
)
from handbook.shell.unmentoring.naming import beside, in_public
from handbook.show import table
from handbook.show.phrases import number_of


@click.command()
@click.argument(
    "person", metavar="PERSON", nargs=-1, required=True, help="An id, an e-mail address or a whole name."
)
@click.option("--yes", is_flag=True, help="Do not ask first.")
@DRY_RUN
@click.pass_context
def forget(context: click.Context, person: tuple[str, ...], yes: bool, dry_run: bool) -> None:
    """Take somebody off the list, and out of all that is kept.

    Their row, what they avoid, the letters of their groups and texts that wait for agreement go. In what has
    happened a random word takes their place.
    """
    with opened(context, writes=not dry_run) as desk:
        kept = desk.sound()
        id_, name = _who(desk, kept, " ".join(person))
        files, gone = _without(desk, kept, id_)
        if dry_run:
            changed = ", ".join(sorted(files))
            click.echo(f"This would change {changed} and delete {number_of(len(gone), 'file')}.")
        else:
            who = saying.called(kept, id_) if is_asked() else "this person"
            question = f"Is {who} to be forgotten? It cannot be undone."
            desk.has_more()
            sure(question, yes, "say --yes if this person is to be forgotten. Nothing is changed.")
            desk.room.write(files, gone)
            click.echo("This person is forgotten here. Letters you sent them are still in your mail program.")
        left = _beside(desk, kept, id_, {*files, *gone})
        for line in (*_partners(desk, kept, id_), *_public(desk, name), *left):
            say(line)
        if dry_run:
            click.echo(NOT_YET)


def _who(desk: Desk, kept: Kept, words: str) -> tuple[str, str]:
    """The id and the name of somebody on the list; or the id alone of somebody who is only elsewhere."""
    id_ = words.strip().casefold()
    elsewhere = ids(kept.ledger) | {who for pair in kept.avoid for who in pair}
    if not meant(kept.people, words) and id_ in elsewhere:
        return id_, ""
    person = desk.whom(kept, words)
    return person.id, person.name


def _without(desk: Desk, kept: Kept, id_: str) -> tuple[dict[str, bytes], list[str]]:
    """The files without somebody, and those that are to go."""
    people = [one for one in kept.people if one.id != id_]
    files = {PEOPLE: roster.as_csv(people).encode()}
    if any(id_ in pair for pair in kept.avoid):
        rest = sorted(sorted(pair) for pair in kept.avoid if id_ not in pair)
        files[AVOID] = table.as_csv([("id", "other"), *rest]).encode()
    taken = ids(kept.ledger) | {one.id for one in kept.people}
    if id_ in ids(kept.ledger):
        files[HISTORY] = ledgers.forgotten(kept.history, id_, f"{FORGOTTEN}{new_id(taken)}")
    gone = [name for name in (DRAFT, FORMER) if desk.room.read(name)]
    for made in kept.ledger.rounds:
        group = next((group for group in made.draw.groups if id_ in group), ())
        folder = folder_of(made.number)
        there = desk.room.names(f"{folder}/")
        gone += [name for name in there if _is_of({id_, *group}, name.removeprefix(f"{folder}/"))]
        calls = f"{folder}/{CALL_SHEET}"
        if calls in there and (group or id_ in made.draw.left_out):
            if others := _calls(desk, made, people, {id_, *group}):
                files[calls] = others
            else:
                gone.append(calls)
    return files, gone


def _is_of(group: set[str], name: str) -> bool:
    """Whether a letter is to somebody in a group: its name begins with their id."""
    return name.endswith(".eml") and any(name.startswith((f"{id_}-", f"{id_}.")) for id_ in group)


def _calls(desk: Desk, made: Round, people: list[Person], group: set[str]) -> bytes:
    """The call sheet of a round without a group, or nothing where nobody is left on it."""
    others = replace(
        made.draw,
        groups=tuple(one for one in made.draw.groups if not group & {*one}),
        left_out=tuple(who for who in made.draw.left_out if who not in group),
    )
    known = {one.id: one for one in people}
    return letters(replace(made, draw=others), known, desk.choices.unmentoring, desk.today).get(
        CALL_SHEET, b""
    )


def _partners(desk: Desk, kept: Kept, id_: str) -> Iterator[str]:
    """Who would wait for somebody in a week that is not over yet."""
    for made in kept.ledger.rounds:
        for group in made.draw.groups:
            others = [who for who in group if who != id_ and kept.person(who)]
            if id_ in group and others and not is_over(made.week, desk.today):
                whom = saying.named(kept, others)
                yield f"Please tell whom they were to meet in {saying.week(made.week)}: {whom}"
                if len(group) == 2:
                    yield f"  They cannot meet now: handbook unmentoring record {made.number} PERSON not met"


def _public(desk: Desk, name: str) -> Iterator[str]:
    """Where somebody's name is public, which only a change of the handbook takes away."""
    if found := in_public(desk, name):
        yield "This person's name is public, and forgetting does not change the site. It stands in:"
        yield from (f"  {file}" for file in found)
        yield "Take it out there, or have other words shown: handbook withdraw 'the name'"


def _beside(desk: Desk, kept: Kept, id_: str, ours: set[str]) -> Iterator[str]:
    """Files that somebody else has put there, such as copies of the list, which are not changed from here."""
    person = kept.person(id_)
    if person and (found := beside(desk, person, ours)):
        yield f"In {desk.room.shown()} these files still say who this person is, or cannot be looked into:"
        yield from (f"  {name}" for name in found)
        yield "Delete them, or take the person out of them."
