"""What the coordinator keeps: who takes part, who avoids whom, and what has happened."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import click

from handbook.model import Choices, Place, Problem
from handbook.model.refused import Refused
from handbook.practices.unmentoring import ledger as ledgers
from handbook.practices.unmentoring import roster
from handbook.practices.unmentoring.rows import known
from handbook.practices.unmentoring.standing import meant
from handbook.practices.unmentoring.values import Ledger, Pair, Person, Round
from handbook.read import table
from handbook.shell import chosen, rooms
from handbook.shell.rooms import Room
from handbook.shell.terminal import here, refuse, say

ROOM = "unmentoring"
PEOPLE, AVOID, HISTORY, DRAFT = "people.csv", "avoid.csv", "history.jsonl", "draft.json"
FORMER = "people-before.csv"
FORGOTTEN = "gone-"
"""How what stands for somebody who was forgotten begins."""
_FIRST, _LAST = date(1970, 1, 1), date(9000, 1, 1)
"""Days from which weeks and years can be counted on and back."""
_LETTERS = "bcdfghjkmnpqrstvwxz"
"""Of these no words can be made, and a spreadsheet takes nothing made of them for a date or a number."""


class RoundNumber(click.ParamType[int]):
    """A round by its number. What somebody typed in its place may be a name, and is not repeated."""

    name = "round"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if not re.fullmatch("[0-9]{1,5}", value):
            self.fail("give the number of a round, such as 3.")
        return int(value)


@dataclass(frozen=True, slots=True)
class Kept:
    """All that lies in the folder, as values. Everybody has an id, if only a new one."""

    people: tuple[Person, ...]
    avoid: frozenset[Pair]
    ledger: Ledger
    history: bytes
    new: frozenset[str] = frozenset()
    """Ids that are not in the file yet."""
    problems: tuple[Problem, ...] = ()

    @property
    def wrong(self) -> list[Problem]:
        """What has to be put right before anything is done."""
        return [problem for problem in self.problems if problem.level != "note"]

    @property
    def left(self) -> list[str]:
        """Ids of people who are no longer on the list, and have not been forgotten."""
        gone = ids(self.ledger) - {one.id for one in self.people}
        return sorted(id_ for id_ in gone if not id_.startswith(FORGOTTEN))

    def round(self, number: int) -> Round:
        """A round by its number. Raises Refused where there is none."""
        rounds = self.ledger.rounds
        if not 1 <= number <= len(rounds):
            are = "is" if len(rounds) == 1 else "are"
            raise Refused(f"there is no round {number}. So far there {are} {len(rounds) or 'none'}.")
        return rounds[number - 1]

    def person(self, id_: str) -> Person | None:
        """Somebody by their id, if they are still on the list."""
        return next((one for one in self.people if one.id == id_), None)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a coordinator works: a handbook, its choices, a day and the private folder."""

    root: Path
    today: date
    room: Room
    choices: Choices

    def kept(self) -> Kept:
        """What lies in the folder, with all that is wrong with it. Raises Refused where it cannot be read."""
        content, history = self.room.read(PEOPLE), self.room.read(HISTORY)
        read, problems = roster.read(Place(PEOPLE), content, phone_only=True) if content else ([], [])
        ledger, wrong = ledgers.read(Place(HISTORY), history)
        taken = {one.id for one in read} | ids(ledger)
        people = []
        for one in read:
            taken.add(id_ := one.id or new_id(taken))
            people.append(replace(one, id=id_))
        new = frozenset(one.id for one, former in zip(people, read, strict=True) if not former.id)
        avoid, bad = roster.avoid(Place(AVOID), self.room.read(AVOID), taken)
        return Kept(tuple(people), avoid, ledger, history, new, (*problems, *bad, *wrong))

    def sound(self) -> Kept:
        """The same. Raises Refused where anything is wrong with it, and names all of that.

        What is only worth a look is told by `handbook unmentoring check`.
        """
        kept = self.kept()
        if kept.wrong:
            lies = f"These files are in {self.room.shown()}. Nothing is changed."
            raise Refused("\n".join((*map(str, kept.wrong), lies)))
        return kept

    def listed(self, people: Collection[Person]) -> dict[str, bytes]:
        """The list as it is to be written; columns that are not ours stay in a copy of it as it was."""
        files = {PEOPLE: roster.as_csv(people).encode()}
        if self.has_more():
            files[FORMER] = self.room.read(PEOPLE)
            say(f"As it was, it is {FORMER} beside it.")
        return files

    def has_more(self) -> bool:
        """Whether the list has columns that are not ours, which is said."""
        former = self.room.read(PEOPLE)
        heads = next(table.rows(former)).cells if former else ()
        more = any(head.strip() and not ours for head, ours in zip(heads, known(heads), strict=True))
        if more:
            say(f"{PEOPLE} has columns we do not know, and is written without them.")
        return more

    def whom(self, kept: Kept, words: str, where: str = "") -> Person:
        """Who is meant. Raises Refused where that is nobody, or not clear; it does not repeat the words."""
        found = meant(kept.people, words)
        if not found:
            raise Refused(
                f"{where}nobody on the list has this id, e-mail address or whole name. "
                f"The list is {self.room.shown(PEOPLE)}."
            )
        if len(found) > 1:
            raise Refused(f"{where}{len(found)} people have this name. Give the id or the e-mail address.")
        return found[0]


@contextmanager
def opened(context: click.Context, writes: bool) -> Iterator[Desk]:
    """The coordinator's folder, for nobody else while this command `writes`; refusals are told from here."""
    root, today = here(context)
    try:
        if not _FIRST <= today <= _LAST:
            raise Refused("this is no day for a round. Write another one with --today.")
        choices = chosen.choices(root)
        room = rooms.room(root, ROOM)
        if writes:
            with room.lock():
                yield Desk(root, today, room, choices)
        else:
            yield Desk(root, today, room, choices)
    except Refused as refusal:
        refuse(context, refusal)


def folder_of(number: int) -> str:
    """Where the letters of a round are."""
    return f"round-{number:02}"


def ids(ledger: Ledger) -> set[str]:
    """Everybody who appears in what has happened, those who have left as well."""
    drawn = {who for round_ in ledger.rounds for who in round_.draw.people}
    pools = {who for round_ in ledger.rounds for who in (*round_.pool.people, round_.pool.reserve)}
    return (drawn | pools) - {""}


def new_id(taken: Iterable[str]) -> str:
    """A short id that nobody has."""
    known = taken if isinstance(taken, Set) else {*taken}
    while (made := "".join(secrets.choice(_LETTERS) for _ in range(5))) in known:
        pass
    return made


def with_lines(history: bytes, lines: Sequence[str]) -> bytes:
    """The history with more lines at its end."""
    return history + "".join(f"{line.rstrip()}\n" for line in lines).encode()


def digest(kept: Kept, made: Round) -> str:
    """A draft and what it was drawn from, in brief: another list, avoid list or history has another."""
    people = roster.as_csv(sorted(kept.people, key=lambda one: one.id))
    avoid = sorted(sorted(pair) for pair in kept.avoid)
    return sha256(repr((people, avoid, kept.history, ledgers.committed(made))).encode()).hexdigest()
