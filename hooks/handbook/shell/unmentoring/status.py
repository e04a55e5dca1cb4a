"""How unmentoring stands: rounds, who to ask, what waits, and when the next one is due."""

from __future__ import annotations

from collections.abc import Iterator

import click

from handbook.practices.unmentoring import ledger as ledgers
from handbook.practices.unmentoring import pool as pools
from handbook.practices.unmentoring.standing import due, inactive, is_over, next_week, silent, waiting
from handbook.shell.terminal import say
from handbook.shell.unmentoring import saying
from handbook.shell.unmentoring.folder import DRAFT, Desk, Kept, digest, opened
from handbook.show.phrases import number_of_people

_LAST = 6
"""As many rounds are listed; the others are counted."""


@click.command()
@click.pass_context
def status(context: click.Context) -> None:
    """Say how it stands, and what there is to do.

    Rounds, whom to ask, what waits for agreement, and when the next round is due. It names people, for your
    eyes only.
    """
    with opened(context, writes=False) as desk:
        kept = desk.sound()
        if not kept.people and not kept.ledger.rounds:
            click.echo(saying.nobody(desk))
            return
        for line in (*_people(desk, kept), *_rounds(desk, kept), *_outputs(kept), *_next(desk, kept)):
            say(line)


def _people(desk: Desk, kept: Kept) -> Iterator[str]:
    day = max(due(kept.ledger, desk.choices.unmentoring, desk.today), desk.today)
    pool, absent = pools.take(kept.people, kept.ledger, day, desk.choices.unmentoring, kept.avoid)
    yield f"{saying.on_the_list(len(kept.people))} In the next round {len(pool.people)} would be drawn."
    yield from saying.absent(absent)
    if absent.paused_now:
        yield f"Please ask whether they would like to go on: {saying.named(kept, absent.paused_now)}"
        yield "  If so: handbook unmentoring record --back PERSON"
        yield "  If not: handbook unmentoring forget PERSON"
    if gone := inactive(kept.people, kept.ledger, desk.today):
        yield f"No part in it for a year: {saying.named(kept, [one.id for one in gone])}"
        yield "  Ask them, or take them off the list: handbook unmentoring forget PERSON"
    if kept.left:
        yield f"Not on the list any more, but in rounds and letters that are kept: {', '.join(kept.left)}"
        yield "  Take these out of all that is kept: handbook unmentoring forget ID"


def _rounds(desk: Desk, kept: Kept) -> Iterator[str]:
    rounds = kept.ledger.rounds
    if len(rounds) > _LAST:
        yield f"{len(rounds)} rounds so far. The last {_LAST}:"
    for made in rounds[-_LAST:]:
        public = " Its numbers are public." if made.number in kept.ledger.published else ""
        yield (
            f"Round {made.number}, {saying.week(made.week)}: {number_of_people(len(made.draw.people))} in "
            f"{saying.groups(made.draw)}. {saying.heard(made)}{public}"
        )
    over = [made for made in rounds if is_over(made.week, desk.today)]
    if over and (still := [who for who in silent(over[-1]) if kept.person(who)]):
        # Where one of a group has answered, nobody needs to ask the others.
        known = {who for group in over[-1].draw.groups if {*group} & {*over[-1].said} for who in group}
        asked = [who for who in still if who not in known]
        who = saying.named(kept, asked) if asked else ""
        more = number_of_people(len(still) - len(asked)) if len(still) > len(asked) else ""
        more = f"{more} whose partner has answered" if more else ""
        yield f"Not heard from in round {over[-1].number}: {'; '.join(filter(None, (who, more)))}"
        yield f"  When they tell you: {saying.record(over[-1].number)}"


def _outputs(kept: Kept) -> Iterator[str]:
    for output, missing in waiting(kept.ledger):
        yield (
            f"Round {output.round}, group {output.group}: a text to pass on waits until these agree: "
            f"{saying.named(kept, missing)}"
        )
        yield f"  When they do: handbook unmentoring output {output.round} {output.group} --agreed PERSON"


def _next(desk: Desk, kept: Kept) -> Iterator[str]:
    ready = [
        made.number
        for made in kept.ledger.rounds
        if is_over(made.week, desk.today) and made.number not in kept.ledger.published
    ]
    if ready:
        numbers = ", ".join(map(str, ready))
        rounds = "rounds" if len(ready) > 1 else "round"
        yield f"Not public yet: {rounds} {numbers}. Look at it: handbook unmentoring publish --dry-run"
    if content := desk.room.read(DRAFT):
        made, drawn_from = ledgers.read_draft(content) or (None, "")
        if made and drawn_from == digest(kept, made) and not is_over(made.week, desk.today):
            yield f"A draft of round {made.number}, for {saying.week(made.week)}: handbook unmentoring commit"
        else:
            yield "A draft lies there, but it holds no longer. Draw again: handbook unmentoring draw"
        return
    day = due(kept.ledger, desk.choices.unmentoring, desk.today)
    was = "was" if is_over(day, desk.today) else "is"
    which = f" --week {day}" if day > next_week(desk.today) else ""
    yield f"The next round {was} due in {saying.week(day)}: handbook unmentoring draw{which}"
