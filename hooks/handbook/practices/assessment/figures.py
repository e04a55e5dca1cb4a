"""What a team's answers come to: exact, of enough people, and frozen when the round is closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from statistics import median

from pydantic import TypeAdapter, ValidationError

from handbook.find.scores import Change, Comparison, change
from handbook.model import Figures, Instrument, Score
from handbook.practices.assessment.codes import code_key
from handbook.practices.assessment.values import Answers, Round
from handbook.show.addresses import in_words

FEWEST = 4
"""A team of fewer gets no scores, whatever a handbook has chosen: everybody would know whose is whose."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A round that is over, with its figures as they were frozen then.

    Its answers serve to compare the next round with it. Figures are never made from them again: somebody may
    have taken theirs away since, and what then changes is what they answered.
    """

    round: Round
    figures: Figures
    answers: Collection[Answers]


@dataclass(frozen=True, slots=True)
class Result:
    """All that a team sees of a round, made once when it is closed."""

    figures: Figures
    comparison: Comparison | None = None
    """With the baseline, in a round that has one before it."""


def close(of: Round, answers: Collection[Answers], team_min: int, baseline: Closed | None) -> Result:
    """What a round comes to as it is closed."""
    made = figures(of, answers, team_min)
    if baseline is None:
        return Result(made)
    return Result(made, compare(baseline, Closed(of, made, answers), team_min))


def late(of: Round) -> str:
    """Why an answer that comes after the end of a round has to wait, with figures that are nobody's."""
    day = in_words(of.closed.isoformat()) if of.closed else "an earlier day"
    return (
        f"this round was closed on {day}, and people have seen its figures. Whatever is added now could be "
        "worked out from them: if five people have a mean of 2.80 and a sixth makes it 2.75, then "
        "6 x 2.75 - 5 x 2.80 = 2.5 is what the sixth answered. So this answer waits for the next round."
    )


# One round


def person_scores(
    answers: Answers, instrument: Instrument, only: Collection[str] | None = None
) -> dict[str, Fraction]:
    """The mean of one person's answers by dimension, where they answered at least half of its statements.

    With `only`, no other statements count, neither as answered nor as asked.
    """
    scores = {}
    for name, part in instrument.dimensions.items():
        asked = [key for key in part.statements if only is None or key in only]
        given = [answers.given[key] for key in asked if key in answers.given]
        if given and 2 * len(given) >= len(asked):
            scores[name] = Fraction(sum(given), len(given))
    return scores


def figures(of: Round, answers: Collection[Answers], team_min: int) -> Figures:
    """A round as its team sees it. What too few have a score for is left out."""
    people = [person_scores(one, of.instrument) for one in answers]
    then = [{key: Fraction(value) for key, value in one.then.items()} for one in answers]
    least = _least(of, answers, team_min)
    return Figures(
        instrument=of.instrument_id,
        kind=of.kind,
        day=of.day.isoformat(),
        team=of.team,
        answered=_answered(answers),
        scores=_scores(of.instrument, people, least),
        looked_back=_scores(of.instrument, then, least) if of.kind == "follow-up" else {},
    )


def missing(of: Round, answers: Collection[Answers], team_min: int) -> int:
    """How many more people have to answer before there can be scores."""
    return max(0, _least(of, answers, team_min) - _answered(answers))


def _answered(answers: Collection[Answers]) -> int:
    """How many people could say something; a sheet without any answer makes no score."""
    return sum(bool(one.given) for one in answers)


def _least(of: Round, answers: Collection[Answers], team_min: int) -> int:
    """How many people must be behind a score."""
    return team_min if max(of.team, len(answers)) >= FEWEST else max(team_min, FEWEST)


def _scores(
    instrument: Instrument, people: Collection[Mapping[str, Fraction]], least: int
) -> dict[str, Score]:
    by = {name: [person[name] for person in people if name in person] for name in instrument.dimensions}
    return {name: _score(values) for name, values in by.items() if len(values) >= least}


def _score(values: Collection[Fraction]) -> Score:
    return Score(
        answered=len(values),
        mean=_mean(values),
        median=median(values),
        lowest=min(values),
        highest=max(values),
    )


def _mean(values: Collection[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


# Two rounds


def compare(before: Closed, after: Closed, team_min: int) -> Comparison:
    """What has moved, as far as both rounds asked it in the same words."""
    same = shared(before.round.instrument, after.round.instrument)
    least = max(_least(held.round, held.answers, team_min) for held in (before, after))
    changes = {}
    for name in after.round.instrument.dimensions:
        was, now = (_comparable(held, name, same, least) for held in (before, after))
        if was and now:
            moved = change(was.mean, now.mean)
            changes[name] = Change(moved.movement, moved.by, min(was.answered, now.answered))
    first, then = (_people(held, same) for held in (before, after))
    both = [code for code in first if code in then]
    matched = {}
    for name in changes:
        pairs = [
            (first[code][name], then[code][name])
            for code in both
            if name in first[code] and name in then[code]
        ]
        if len(pairs) >= least:
            was_mean, now_mean = map(_mean, zip(*pairs, strict=True))
            matched[name] = change(was_mean, now_mean).movement
    return Comparison(changes, matched, len(both), (len(same), len(after.round.instrument.statements)))


def _people(held: Closed, only: Collection[str]) -> dict[str, dict[str, Fraction]]:
    """What each person's answers to these statements come to, by their codes; nobody who gave none."""
    return {
        code_key(one.code): person_scores(one, held.round.instrument, only)
        for one in held.answers
        if one.given
    }


def shared(before: Instrument, after: Instrument) -> frozenset[str]:
    """The statements that both ask, by the same id, in the same words, of the same dimension and scale."""
    if before.scale != after.scale:
        return frozenset()
    return frozenset(
        key
        for name, part in after.dimensions.items()
        if name in before.dimensions
        for key, words in part.statements.items()
        if before.dimensions[name].statements.get(key) == words
    )


def _comparable(held: Closed, name: str, same: Collection[str], least: int) -> Score | None:
    """The score of a dimension from those statements alone, where enough people have one.

    Where somebody has taken their answers away since, only what was frozen before can be told.
    """
    part = held.round.instrument.dimensions.get(name)
    if part is None or {*part.statements} <= {*same}:
        return held.figures.scores.get(name)
    if _answered(held.answers) != held.figures.answered:
        return None
    people = [person_scores(one, held.round.instrument, same) for one in held.answers]
    return _scores(held.round.instrument, people, least).get(name)


# As a file


def result_json(result: Result) -> str:
    """A result as it is kept; every mean is exact there."""
    return _format().dump_json(result, indent=2).decode() + "\n"


def read_result(text: str) -> Result:
    """A result as it was kept. Raises ValueError, which says nothing of what stands there."""
    try:
        return _format().validate_json(text)
    except ValidationError:
        raise ValueError("these are no figures of a closed round") from None


@cache
def _format() -> TypeAdapter[Result]:
    return TypeAdapter(Result)
