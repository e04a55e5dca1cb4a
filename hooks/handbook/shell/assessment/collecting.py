"""Answers coming in, from the terminal and from files, and going where somebody takes theirs away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from handbook.model import Place, Problem
from handbook.model.refused import Private, Refused
from handbook.practices.assessment import answers as rules
from handbook.practices.assessment import codes, sheets
from handbook.practices.assessment.figures import FEWEST, late
from handbook.practices.assessment.values import Answers, Round
from handbook.read.roster import Roster
from handbook.shell import private
from handbook.shell.assessment import asking, folder
from handbook.shell.assessment.folder import Team
from handbook.shell.assessment.opening import told
from handbook.shell.terminal import InVain, is_asked, say, sure
from handbook.show.phrases import number_of_people

_MOST = 100
"""Lines about what is wrong with files; a thousand of them would run off the screen."""


def answer(root: Path, name: str, dry_run: bool) -> Iterable[str]:
    """Ask one person. Raises Refused where no round is open, and InVain where they stop."""
    team, roster = folder.there(root, name), _roster(root)
    of = _open(team)

    def refused(code: str) -> str:
        wrong = codes.wrong_with(code, roster)
        return wrong.message if wrong else ""

    def known(code: str) -> str:
        if folder.answer_file(of, code) in team.answers(of):
            return "This code has answered already. What you enter now takes the place of that."
        if any(codes.nearly(code, held.code) for held in team.answers(of).values()):
            return (
                "A code much like this has answered already. If that was you, go by the same: s stops here."
            )
        base = _before(team, of)
        if base and folder.answer_file(base, code) not in team.answers(base):
            return "This code is new. If you answered at the baseline, go by the same one: s stops here."
        return ""

    said = asking.ask(of, refused, known)
    while True:
        try:
            return [*_taken_in(team, of, [said], dry_run)]
        except Refused as refusal:
            if isinstance(refusal, Private) or not is_asked():
                raise
            # Whoever has typed all that should not lose it to a full disk or to a command that ran just then.
            say(str(refusal), err=True)
            sure("What you answered is not stored yet. Try once more?", False, str(refusal))


def take(root: Path, name: str, files: Sequence[str], dry_run: bool) -> Iterator[str]:
    """Take in files of answers, all or nothing. Raises Refused with all that is wrong with any of them."""
    team, roster = folder.there(root, name), _roster(root)
    of = _open(team)
    found: dict[str, Answers] = {}
    problems: list[Problem] = []
    for file in files:
        some, wrong = _read(root, file, of, roster)
        problems += wrong
        if again := sum(codes.code_key(one.code) in found for one in some):
            message = (
                f"{number_of_people(again)} answered in an earlier file as well. What this one says counts."
            )
            problems.append(Problem(Place(_shown(file)), message, "note"))
        found |= {codes.code_key(one.code): one for one in some}
    wrong = [problem for problem in problems if problem.level != "note"]
    if wrong:
        kind = Private if any(problem.level == "private" for problem in wrong) else Refused
        more = [f"And {len(problems) - _MOST:,} more."] if len(problems) > _MOST else []
        told = [*map(str, problems[:_MOST]), *more]
        raise kind("\n".join((*told, "Nothing is taken in. Put this right, and try again.")))
    for problem in problems:
        say(str(problem), err=True)
    yield from _taken_in(team, of, [*found.values()], dry_run)
    if not dry_run and {*files} != {"-"}:
        yield "The files you gave still hold these answers. Delete them, so that nobody comes across them."
    yield from _slips(team, of, found.values())
    if base := _before(team, of):
        known = team.answers(base)
        # Of fewer people, or of some of them alone, it would tell before the end what moved for whom.
        same = [_same(known.get(folder.answer_file(base, one.code)), one) for one in found.values()]
        if len(same) >= FEWEST and all(same):
            yield (
                f"note: all {number_of_people(len(same))} answered just as at the baseline. Make sure that "
                "this is no file of that time taken once more."
            )
        if new := sum(folder.answer_file(base, one.code) not in known for one in found.values()):
            yield (
                f"note: {new} of these codes {'was' if new == 1 else 'were'} not used at the baseline. "
                "Anybody who answered then goes by the same code now, so that both can be compared."
            )


def _slips(team: Team, of: Round, said: Collection[Answers]) -> Iterator[str]:
    """What looks like one person under two codes."""
    held = {one.code for one in (*team.answers(of).values(), *said)}
    if slips := sum(any(codes.nearly(one.code, other) for other in held) for one in said):
        yield (
            f"note: {number_of_people(slips)} answered under a code that is much like another one. If both "
            f"are one person, take the wrong one away: handbook assess answer {team.folder} --withdraw"
        )


def _same(before: Answers | None, now: Answers) -> bool:
    return before is not None and bool(now.given) and before.given == now.given


def _before(team: Team, of: Round) -> Round | None:
    """The baseline that a round is compared with."""
    base = team.baseline
    return base if base and base.name != of.name else None


def _read(root: Path, file: str, of: Round, roster: Roster) -> tuple[list[Answers], list[Problem]]:
    """What people answered, from a file of the form or a table."""
    content, place = private.given(root, file), Place(_shown(file))
    follow_up = of.kind == "follow-up"
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        one, problems = rules.read_json(place, content, of.instrument_id, of.instrument, follow_up, roster)
        return [one] if one else [], problems
    return sheets.read_csv(place, content, of.instrument, follow_up, roster)


def _shown(file: str) -> str:
    return "what is piped in" if file == "-" else file


def _taken_in(team: Team, of: Round, said: Collection[Answers], dry_run: bool) -> Iterator[str]:
    """Store what people answered, and say how many have by now."""
    with team.changing(dry_run) as team:
        of = team.still_asks(of)
        held, files = team.answers(of), folder.answer_files(of, said)
        # All are written anew, in the order of their names: when a file was written would tell whose it is.
        every = folder.answer_files(of, held.values()) | files
        team.write(dict(sorted(every.items())), (), dry_run)
    again = len(files.keys() & held.keys())
    count = len(files.keys() | held.keys())
    before = f", {again} of them in the place of earlier ones" if again else ""
    yield f"Answers of {number_of_people(len(files))} are in{before}. {answered(of, count)} the {told(of)}."
    yield from odd(team, of, count)


def odd(team: Team, of: Round, count: int) -> Iterator[str]:
    """What looks wrong with how many have answered."""
    if count > of.team:
        yield (
            "note: these are more than the team has people. If somebody wrote their code in two ways, take "
            f"one away: handbook assess answer {team.folder} --withdraw. If somebody has joined: "
            f"handbook assess open {team.folder} --size {count}"
        )


def withdraw(root: Path, name: str, yes: bool, dry_run: bool) -> Iterator[str]:
    """Take away what somebody answered, in every round. Raises InVain where there is nothing of theirs."""
    team = folder.there(root, name)
    code = asking.code()
    if not any(folder.answer_file(of, code) in team.answers(of) for of in team.rounds):
        raise InVain("nobody has answered under this code. Nothing is changed.")
    sure(
        "Take away for good what was answered under this code?",
        yes,
        "add --yes to take away for good what was answered under this code.",
    )
    with team.changing(dry_run) as team:
        gone = [folder.answer_file(of, code) for of in team.rounds]
        there = [of for of in team.rounds if folder.answer_file(of, code) in team.answers(of)]
        team.write({}, gone, dry_run)
    for of in there:
        yield f"The {told(of)}: taken away."
    if any(of.closed for of in there):
        yield (
            "Figures of closed rounds stay as they were: they are of the whole team, and new ones beside "
            "them would tell what this person answered."
        )


def _open(team: Team) -> Round:
    """The round that takes answers. Raises Refused where there is none."""
    if team.under_way is None:
        raise Refused(f"{team.name}: {late(team.rounds[-1])}")
    return team.under_way


def _roster(root: Path) -> Roster:
    """Everybody whose name is no code. Raises Private where their list lies where it could be shared."""
    found, problems = private.people(root)
    for problem in problems:
        if problem.level == "private":
            raise Private(str(problem))
        say(str(problem), err=True)
    return found


def answered(of: Round, count: int) -> str:
    """How many have answered, and never who: `3 of 6 have answered`."""
    return f"{count} of {of.team} {'has' if count == 1 else 'have'} answered"
