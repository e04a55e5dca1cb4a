"""The end of a round: its figures are worked out once, and frozen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from handbook.model import Choices
from handbook.practices.assessment import figures as rules
from handbook.practices.assessment.figures import FEWEST, Closed, Result
from handbook.practices.assessment.values import Answers, Round
from handbook.shell import chosen
from handbook.shell.assessment import collecting, folder
from handbook.shell.assessment.folder import Team
from handbook.shell.assessment.opening import told
from handbook.shell.terminal import InVain, say, sure
from handbook.show.phrases import number_of


def close(root: Path, name: str, today: date, yes: bool, dry_run: bool) -> Iterator[str]:
    """End the open round. Raises InVain where there is nothing to close, and Refused."""
    team, choices = folder.there(root, name), chosen.choices(root)
    of = team.under_way
    if of is None:
        raise InVain(f"{team.name}: the {told(team.rounds[-1])} is closed already.")
    if not (answers := [*team.answers(of).values()]):
        raise InVain(f"{team.name}: nobody has answered the {told(of)} yet, so there is nothing to close.")
    for line in (*_missing(of, answers, choices), *collecting.odd(team, of, len(answers))):
        say(line)
    if len(answers) < of.team or rules.missing(of, answers, choices.team_min):
        question = "add --yes to close it all the same, or wait for more answers. Nothing is changed."
        sure("Close the round all the same?", yes or dry_run, question)
    with team.changing(dry_run) as team:
        team.has_still(of)
        of, answers = replace(of, closed=today), [*team.answers(of).values()]
        made = _result(team, of, answers, choices)
        team.write({**folder.round_file(of), **folder.result_file(of, made)}, (), dry_run)
    yield f"{team.name}: the {told(of)} is closed. {made.figures.answered} of {of.team} answered."
    yield f"Look at it together: handbook assess report {team.folder}"
    if of.kind == "baseline":
        yield f"And for the day of the second round: handbook assess reminder {team.folder}"


def _missing(of: Round, answers: Collection[Answers], choices: Choices) -> Iterator[str]:
    """What somebody should know before a round is closed for good."""
    if (left := of.team - len(answers)) > 0:
        have = "has" if left == 1 else "have"
        yield f"{left} of {of.team} {have} not answered, and a closed round takes no more answers."
    if few := rules.missing(of, answers, choices.team_min):
        yield "There will be no scores, because with so few answers everybody would know who said what."
        never = "A team of 3 or fewer never has any."
        yield never if of.team < FEWEST else f"{number_of(few, 'more answer')} needed."


def _result(team: Team, of: Round, answers: Collection[Answers], choices: Choices) -> Result:
    """What a round comes to, beside the baseline where there is one before it. Raises Refused."""
    base = team.baseline
    before = None
    if base and base.closed and base.name != of.name:
        before = Closed(base, team.result(base).figures, [*team.answers(base).values()])
    return rules.close(of, answers, choices.team_min, before)
