"""What comes back of a round: whether people met, and what they would like to pass on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import click

from handbook.model import Place, Problem, printable
from handbook.model.refused import Refused
from handbook.practices.unmentoring import ledger as ledgers
from handbook.practices.unmentoring.standing import silent
from handbook.practices.unmentoring.values import Outcome, Round
from handbook.read import table
from handbook.shell import private
from handbook.shell.terminal import DRY_RUN, NOT_YET, InVain, say
from handbook.shell.unmentoring import saying
from handbook.shell.unmentoring.folder import HISTORY, Desk, Kept, RoundNumber, opened, with_lines
from handbook.show.phrases import number_of_people

NOT_HEARD = "not heard"
SAID: dict[str, Outcome | None] = {**{said: said for said in get_args(Outcome)}, NOT_HEARD: None}
_ALLOWED = "'met', 'not met' or 'not heard'"


@click.command()
@click.argument(
    "number", metavar="[ROUND]", type=RoundNumber(), required=False, help="The number of a round."
)
@click.argument("said", metavar="[PERSON OUTCOME]", nargs=-1, help="Or several, one after the other.")
@click.option(
    "--all",
    "everybody",
    type=click.Choice(get_args(Outcome)),
    help="Of everybody not heard from yet.",
)
@click.option("--file", "file", metavar="CSV", help="A file with the columns id and outcome.")
@click.option("--back", metavar="PERSON", multiple=True, help="Who answered after a pause, and goes on.")
@DRY_RUN
@click.pass_context
def record(
    context: click.Context,
    number: int | None,
    said: tuple[str, ...],
    everybody: Outcome | None,
    file: str | None,
    back: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Note who met, who did not, and who is back after a pause.

    PERSON is an id, an e-mail address or a whole name. OUTCOME is met, 'not met' or 'not heard', which takes
    back what was noted. It is enough if one of a pair says that they met.
    """
    with opened(context, writes=not dry_run) as desk:
        kept = desk.sound()
        lines = [_back(desk, kept, words) for words in back]
        silent_ones: list[str] = []
        changed: dict[str, Outcome | None] = {}
        if number is not None:
            made = kept.round(number)
            heard = _heard(desk, kept, made, said, file)
            if everybody:
                silent_ones = [who for who in silent(made) if kept.person(who)]
                heard = {**dict.fromkeys(silent_ones, everybody), **heard}
            changed = {who: what for who, what in heard.items() if made.said.get(who) != what}
            lines += [ledgers.said(number, who, what) for who, what in changed.items()]
            if not heard and not back:
                raise Refused(f"say who met: handbook unmentoring record {number} PERSON met, or --all met.")
        elif not back:
            raise Refused("say which round, and who met: handbook unmentoring record 3 PERSON met")
        if not lines:
            raise InVain("All of this is noted already.")
        history = with_lines(kept.history, lines)
        if not dry_run:
            desk.room.write({HISTORY: history})
        if number is not None and desk.today < made.week and any(changed.values()):
            click.echo(f"Is that the right round? It is for {saying.week(made.week)}, which has not begun.")
        for line in _noted(history, number, len(back), kept):
            say(line)
        if everybody and (others := [who for who in changed if who in silent_ones]):
            say(f"Noted as {everybody}: {saying.named(kept, others)}")
            click.echo(f"  To take one back: handbook unmentoring record {number} PERSON not heard")
        if dry_run:
            click.echo(NOT_YET)


def _back(desk: Desk, kept: Kept, words: str) -> str:
    return ledgers.came_back(desk.whom(kept, words, "--back: ").id, len(kept.ledger.rounds))


def _noted(history: bytes, number: int | None, back: int, kept: Kept) -> list[str]:
    """How it stands after that, in numbers."""
    lines = []
    if back:
        lines.append(f"{number_of_people(back)} will be drawn again.")
    if number is not None:
        made = ledgers.read(Place(HISTORY), history)[0].rounds[number - 1]
        lines.append(f"Round {number}: {saying.heard(made)}")
        if number in kept.ledger.published:
            lines.append("Its numbers are public already, and stay there as they are.")
    return lines


def _heard(
    desk: Desk, kept: Kept, made: Round, said: Sequence[str], file: str | None
) -> dict[str, Outcome | None]:
    """Who said what of a round, by id. Raises Refused with all that is wrong."""
    pairs = _pairs(said)
    told = [(f"person {n}: " if len(pairs) > 1 else "", *pair) for n, pair in enumerate(pairs, 1)]
    problems: list[str] = []
    if file is not None:
        rows, problems = _rows(file, private.given(desk.root, file))
        told += rows
    heard: dict[str, Outcome | None] = {}
    for where, words, outcome in told:
        try:
            person = desk.whom(kept, words, where).id
        except Refused as refusal:
            problems.append(str(refusal))
            continue
        plain = _plain(outcome)
        if person not in made.draw.people:
            problems.append(f"{where}this person is in no group of round {made.number}.")
        elif plain not in SAID:
            problems.append(f"{where}this is no outcome. Write {_ALLOWED}.")
        elif heard.setdefault(person, SAID[plain]) != SAID[plain]:
            problems.append(f"{where}this person is named twice, with two outcomes. Leave one out.")
    if problems:
        raise Refused("\n".join((*problems, "Nothing is changed.")))
    return heard


def _pairs(said: Sequence[str]) -> list[tuple[str, str]]:
    """People and outcomes as they were typed: one after the other, or `PERSON=OUTCOME` for each."""
    if not said:
        return []
    if all("=" in word for word in said):
        return [(person, outcome) for person, _, outcome in (word.rpartition("=") for word in said)]
    if len(said) > 2 and not len(said) % 2 and {*map(_plain, said[1::2])} <= {*SAID}:
        return [*zip(said[::2], said[1::2], strict=True)]
    whole = " ".join(said)
    for outcome in sorted(SAID, key=len, reverse=True):
        person, between, rest = whole.rpartition(f" {outcome}")
        if between and not rest and "=" not in whole:
            return [(person, outcome)]
    raise Refused(
        f"write a person and then {_ALLOWED}; several people one after the other, such as: "
        "PERSON met PERSON 'not met'"
    )


def _plain(outcome: str) -> str:
    return " ".join(outcome.casefold().replace("_", " ").replace("-", " ").split())


def _rows(file: str, content: bytes) -> tuple[list[tuple[str, str, str]], list[str]]:
    """People and outcomes from a file, with where they stand, and what is wrong with it."""
    shown = printable(file)
    try:
        rows = [*table.rows(content)]
    except table.Unreadable as refusal:
        return [], [str(Problem(Place(shown), str(refusal)))]
    heads = [cell.strip().casefold() for cell in rows[0].cells] if rows else []
    if not {"id", "outcome"} <= {*heads}:
        return [], [str(Problem(Place(shown), "the first line has to name the columns 'id' and 'outcome'."))]
    at, what = heads.index("id"), heads.index("outcome")
    found = []
    for row in rows[1:]:
        cells = (*row.cells, *[""] * len(heads))
        found.append((f"{Place(shown, row.line)}: ", cells[at].strip(), cells[what].strip()))
    return found, []
