"""The rounds of a team in its private room: `<team>/<round>/round.json`, and beside it what belongs to it.

Files of answers are named by a fingerprint, so that no list of files tells who has answered.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from handbook.model import Place, Problem, name_key, printable
from handbook.model.refused import Refused
from handbook.practices.assessment import answers as rules
from handbook.practices.assessment import codes, due
from handbook.practices.assessment.figures import Result, read_result, result_json
from handbook.practices.assessment.values import Answers, Round
from handbook.read.roster import NOBODY
from handbook.read.settings import did_you_mean
from handbook.shell import rooms
from handbook.shell.rooms import Room
from handbook.shell.terminal import InVain

PRACTICE = "assessment"
ROUND, RESULT, REPORT, REMINDER = "round.json", "result.json", "report.html", "follow-up.ics"
ANSWERS = "answers/"
_LONGEST = 60
_NO_FOLDER = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9\u00b9\u00b2\u00b3])", re.I).fullmatch
"""What Windows never takes for the name of a folder."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team and its rounds, in the order of their days."""

    name: str
    """As people write it."""
    folder: str
    room: Room
    rounds: tuple[Round, ...]

    @property
    def under_way(self) -> Round | None:
        """The round that is open."""
        return next((held for held in self.rounds if not held.closed), None)

    @property
    def closed(self) -> tuple[Round, ...]:
        """The rounds that are closed."""
        return tuple(held for held in self.rounds if held.closed)

    @property
    def baseline(self) -> Round | None:
        """What later rounds are compared with."""
        return due.baseline(self.rounds)

    def answers(self, of: Round) -> dict[str, Answers]:
        """What people answered in a round, by the names of the files. Raises Refused."""
        found = {}
        for name in self.room.names(f"{of.name}/{ANSWERS}"):
            place = Place(self.room.shown(name))
            held, problems = rules.read_json(
                place, self.room.read(name), of.instrument_id, of.instrument, of.kind == "follow-up", NOBODY
            )
            if held is None or name != answer_file(of, held.code):
                wrong = problems or [Problem(place, "this file was put here by hand. Take it out.")]
                raise Refused("\n".join(map(str, wrong)))
            found[name] = held
        return found

    def result(self, of: Round) -> Result:
        """The frozen figures of a closed round. Raises Refused."""
        name = f"{of.name}/{RESULT}"
        try:
            return read_result(self.room.read(name).decode())
        except ValueError:
            raise Refused(_unreadable(self.room, name)) from None

    @contextmanager
    def changing(self, dry_run: bool) -> Iterator[Team]:
        """The team as it is while nobody else changes it. Raises Refused where somebody does."""
        with nullcontext() if dry_run else self.room.lock():
            yield replace(self, rounds=_rounds(self.room))

    def has_still(self, of: Round) -> None:
        """Nothing, where a round is as it was before. Raises Refused where another command has changed it."""
        if of not in self.rounds:
            raise Refused(_CHANGED)

    def still_asks(self, of: Round) -> Round:
        """A round as it is by now, where it still takes answers to the same. Raises Refused else."""
        now = self.under_way
        if now is None or (now.name, now.instrument) != (of.name, of.instrument):
            raise Refused(_CHANGED)
        return now

    def write(self, files: Mapping[str, bytes], gone: Collection[str] = (), dry_run: bool = False) -> None:
        """Write files and take others away, all or nothing. Raises Refused."""
        if not dry_run:
            self.room.write(files, [name for name in gone if name not in files])


_CHANGED = "the round has changed meanwhile, so nothing is written. Try again."


def answer_file(of: Round, code: str) -> str:
    """The name of the file with what somebody answered."""
    mark = hashlib.sha256(codes.code_key(code).encode()).hexdigest()[:16]
    return f"{of.name}/{ANSWERS}{mark}.json"


def answer_files(of: Round, held: Iterable[Answers]) -> dict[str, bytes]:
    """The files of what people answered."""
    return {answer_file(of, one.code): rules.as_json(one, of.instrument_id).encode() for one in held}


def round_file(held: Round) -> dict[str, bytes]:
    """The file of a round."""
    return {f"{held.name}/{ROUND}": _format().dump_json(held, indent=2) + b"\n"}


def result_file(of: Round, result: Result) -> dict[str, bytes]:
    """The file of frozen figures."""
    return {f"{of.name}/{RESULT}": result_json(result).encode()}


def begun(root: Path, name: str) -> Team:
    """A team by its name, whether or not it has any rounds. Raises Refused."""
    said = " ".join(name.split())
    folder = name_key(said)
    if not any(sign.isalnum() for sign in folder) or not said.isprintable() or "@" in said:
        raise Refused(
            f"'{printable(said)}' is no name for a team. Write one with letters, such as 'River Street'."
        )
    if _NO_FOLDER(folder):
        raise Refused(f"'{said}' is no name that every computer can keep. Add a word to it.")
    if len(said) > _LONGEST:
        raise Refused(f"the name of the team has more than {_LONGEST} letters. Choose a shorter one.")
    room = rooms.room(root, PRACTICE, folder)
    rounds = _rounds(room)
    return Team((rounds[-1].called if rounds else "") or said, folder, room, rounds)


def there(root: Path, name: str) -> Team:
    """A team that has begun. Raises Refused, and InVain where there is none of that name."""
    team = begun(root, name)
    if not team.rounds:
        known = _folders(root)
        hint = f" {did_you_mean(team.folder, known)}" if known else ""
        raise InVain(
            f"no team '{team.name}' has begun here.{hint} To begin: handbook assess open {team.folder}"
        )
    return team


def teams(root: Path) -> list[Team]:
    """All teams, by their folders."""
    found = [begun(root, name) for name in _folders(root)]
    if strange := [name for name, team in zip(_folders(root), found, strict=True) if team.folder != name]:
        place = rooms.room(root, PRACTICE).shown(strange[0])
        raise Refused(f"{place} has been renamed. Call it '{name_key(strange[0])}' again.")
    return found


def _folders(root: Path) -> list[str]:
    names = rooms.room(root, PRACTICE).names()
    return sorted({parts[0] for name in names if len(parts := name.split("/")) == 3 and parts[2] == ROUND})


def _rounds(room: Room) -> tuple[Round, ...]:
    """All rounds in a room, in the order of their days."""
    return tuple(sorted(_read(room), key=lambda held: (held.day, held.name)))


def _read(room: Room) -> Iterator[Round]:
    for name in room.names():
        folder, _, file = name.partition("/")
        if file == ROUND:
            try:
                held = _format().validate_json(room.read(name))
            except ValidationError:
                raise Refused(_unreadable(room, name)) from None
            if held.name != folder:
                raise Refused(f"{room.shown(folder)} has been renamed. Call it '{held.name}' again.")
            yield held


def _unreadable(room: Room, name: str) -> str:
    return (
        f"{room.shown(name)} cannot be read, because it was changed or is not whole. Put back a copy of it."
    )


@cache
def _format() -> TypeAdapter[Round]:
    return TypeAdapter(Round)
