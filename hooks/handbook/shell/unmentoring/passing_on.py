"""What a group would like to pass on: kept until everybody in it has agreed to just these words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import click

from handbook.find.names import Names, names
from handbook.find.renaming.rewrite import can_be_linked
from handbook.model import PagePath, printable, slug
from handbook.model.refused import Refused
from handbook.practices.unmentoring import ledger as ledgers
from handbook.practices.unmentoring import public
from handbook.practices.unmentoring.values import Output, Round
from handbook.shell import project
from handbook.shell.terminal import DRY_RUN, NOT_YET, InVain, say
from handbook.shell.unmentoring.folder import HISTORY, Desk, Kept, RoundNumber, opened, with_lines


@click.command()
@click.argument("number", metavar="ROUND", type=RoundNumber(), help="The number of a round.")
@click.argument("whose", metavar="GROUP", help="The number of a group, or anybody in it.")
@click.option("--text", help="What they would like to pass on, in up to 280 characters; '' takes it back.")
@click.option("--link", help="An address, if it is to be found elsewhere.")
@click.option("--title", help="A title for it.")
@click.option(
    "--about", metavar="PAGE", multiple=True, help="A page it speaks of, or a section: 'Fun#In practice'."
)
@click.option("--agreed", metavar="PERSON", multiple=True, help="Who has agreed to just these words.")
@DRY_RUN
@click.pass_context
def output(
    context: click.Context,
    number: int,
    whose: str,
    text: str | None,
    link: str | None,
    title: str | None,
    about: tuple[str, ...],
    agreed: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Keep what a group would like to pass on.

    It is published only when all of them have agreed to just these words: other words begin again. Names
    stand beside it only if all of them said that theirs may. Without options: says what is kept.
    """
    given = {"text": text, "link": link, "title": title}
    changes: dict[str, Any] = {key: value.strip() for key, value in given.items() if value is not None}
    with opened(context, writes=not dry_run) as desk:
        kept = desk.sound()
        made = kept.round(number)
        place = _group(desk, kept, made, whose)
        before = _kept(kept, number, place)
        if not (changes or about or agreed):
            _show(before, made)
            return
        if about:
            changes["about"] = tuple(_about(desk, about))
        after = replace(before, **changes)
        lines = []
        if after != before:
            if not (after.text or after.link):  # they would rather not, after all
                after = Output(number, place)
            after = replace(after, agreed=frozenset())
            _refuse_faults(kept, after, made)
            lines.append(ledgers.output(after))
        elif not (after.text or after.link):
            raise Refused("there are no words yet to agree to. Give them with --text or --link.")
        yes = {_member(desk, kept, made, place, words) for words in agreed} - after.agreed
        if yes:
            lines.append(ledgers.agreed(number, place, sorted(yes)))
        if not lines:
            raise InVain("All of this is kept already.")
        if not dry_run:
            desk.room.write({HISTORY: with_lines(kept.history, lines)})
        if before.agreed and not after.agreed:
            click.echo("These are other words, so everybody is asked again.")
        _show(replace(after, agreed=after.agreed | yes), made)
        if dry_run:
            click.echo(NOT_YET)


def _group(desk: Desk, kept: Kept, made: Round, whose: str) -> int:
    """Which group of a round is meant, from 1. Raises Refused where there is none."""
    groups = made.draw.groups
    if whose.isdecimal():
        if not 1 <= int(whose) <= len(groups):
            raise Refused(f"round {made.number} has groups 1 to {len(groups)}.")
        return int(whose)
    person = desk.whom(kept, whose, "GROUP: ").id
    for place, group in enumerate(groups, 1):
        if person in group:
            return place
    raise Refused(f"GROUP: this person is in no group of round {made.number}.")


def _member(desk: Desk, kept: Kept, made: Round, place: int, words: str) -> str:
    person = desk.whom(kept, words, "--agreed: ").id
    if person not in made.draw.groups[place - 1]:
        raise Refused(
            f"--agreed: this person is not in group {place} of round {made.number}. Nothing is changed."
        )
    return person


def _kept(kept: Kept, number: int, place: int) -> Output:
    """What is kept of a group so far. Raises Refused where it is published."""
    found = [one for one in kept.ledger.outputs if (one.round, one.group) == (number, place)]
    if not found:
        return Output(number, place)
    if found[-1].published:
        raise Refused(f"this is published already: {found[-1].published}. Change it there.")
    return found[-1]


def _refuse_faults(kept: Kept, after: Output, made: Round) -> None:
    """Raises Refused where a text could not be published, before anybody is asked to agree to it."""
    wrong = public.problems_with(after, made, {one.id: one for one in kept.people})
    if wrong and (after.text or after.link):
        raise Refused("\n".join((*wrong, "Nothing is changed.")))


def _show(output: Output, made: Round) -> None:
    group = made.draw.groups[output.group - 1]
    if not (output.text or output.link):
        click.echo(
            f"Nothing is kept of round {output.round}, group {output.group} yet. Write it down with --text, "
            "or give an address with --link."
        )
        return
    for name, words in (("Title", output.title), ("Text", output.text), ("Link", output.link)):
        if words:
            say(f"{name}: {words}")
    if output.about:
        say(f"About: {'; '.join(output.about)}")
    agreed = len(output.agreed & {*group})
    click.echo(f"{agreed} of {len(group)} have agreed.")
    if agreed == len(group):
        click.echo("It comes onto the site with: handbook unmentoring publish")
    else:
        again = f"handbook unmentoring output {output.round} {output.group} --agreed PERSON"
        click.echo(f"Read just these words to everybody in the group. For each who agrees: {again}")


def _about(desk: Desk, wanted: Sequence[str]) -> Iterator[str]:
    """Pages and sections by the names that links have. Raises Refused where there is none."""
    book = project.read(desk.root, desk.today)
    known = names(book.pages, book.history)
    for words in wanted:
        name, sign, heading = words.partition("#")
        path = known.page(name.strip().removeprefix("docs/"))
        if path is None:
            near = known.nearest(name)
            hint = f"Did you mean '{near}'?" if near else "Write its title as it stands on the page."
            raise Refused(f"no page is called '{printable(name)}'. {hint} Nothing is changed.")
        yield _title(known, path, name.strip()) + (f"#{_heading(known, path, heading)}" if sign else "")


def _title(known: Names, path: PagePath, name: str) -> str:
    title = known.pages[path].title
    return title if known.page(title) == path and can_be_linked(title) else name.removeprefix("docs/")


def _heading(known: Names, path: PagePath, words: str) -> str:
    for heading in known.pages[path].headings:
        if slug(heading.text) == slug(words) or heading.id == words:
            return heading.text if can_be_linked(heading.text) else heading.id
    near = known.nearest_anchor(path, slug(words))
    there = ", ".join(f"'{heading.text}'" for heading in known.pages[path].headings[1:])
    hint = f"Did you mean '#{near}'?" if near else f"There are: {there}." if there else "Name the page alone."
    raise Refused(f"docs/{path} has no heading '{printable(words)}'. {hint} Nothing is changed.")
