"""What teams show of their assessments: each team with its rounds, in figures rounded to half."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape

from handbook.find.drawn import teams
from handbook.model import Handbook, Instrument, PublicRound, PublicTeam, Score
from handbook.show import markdown
from handbook.show.scores import NOT_SHOWN, Series, decimal, figure, named, table


def drawn(book: Handbook) -> Iterator[str]:
    """A heading for each team, and what it shows."""
    for name, anchor in teams(book.vocabulary.assessments).items():
        yield from ("", f"## {markdown.escape(name)} {{#{anchor}}}", "")
        yield "".join(_rounds(book, book.vocabulary.assessments[name], anchor))


def _rounds(book: Handbook, team: PublicTeam, anchor: str) -> Iterator[str]:
    """The latest first, each beside the baseline; a baseline beside another is not shown again."""
    rounds = sorted(team.rounds, key=lambda held: held.day)
    first = next((held for held in rounds if held.kind == "baseline" and held.scores), None)
    told = False
    for number, held in reversed([*enumerate(rounds, 1)]):
        if held is first and told:
            continue
        beside = first if held is not first and held.scores and held.changes else None
        told = told or beside is not None
        hidden = f"{NOT_SHOWN}: fewer than {book.vocabulary.settings.public_min} answered"
        instrument = book.vocabulary.instruments.get(held.instrument)
        yield from _round(held, beside, instrument, hidden, f"{anchor}-{number}")


def _round(
    held: PublicRound, first: PublicRound | None, instrument: Instrument | None, hidden: str, known_as: str
) -> Iterator[str]:
    """Without its instrument there is no scale to draw it on, and the table tells all there is."""
    title = named(held.kind, held.day)
    if not held.scores:
        yield f"<p>{title}: {hidden}.</p>"
        return
    rounds = [one for one in (first, held) if one]
    yield f"<p>{' '.join(map(_answered, rounds))}</p>"
    if held.changes and held.compared:
        yield f"<p>Compared: {held.compared} statements, those that both rounds asked in the same words.</p>"
    scored = [name for one in rounds for name in one.scores]
    names = [*dict.fromkeys([*(instrument.dimensions if instrument else ()), *scored])]
    if instrument:
        series = [_series(one) for one in rounds]
        words = f"{instrument.title}: {' beside '.join(named(one.kind, one.day) for one in rounds[::-1])}"
        yield figure(names, series, instrument, words, known_as, ranges=False)
    kinds = (("Another round" if one.kind == "other" else one.kind.capitalize()) for one in rounds)
    heads = ["Area", *kinds, *(["Since the baseline"] if held.changes else [])]
    rows = []
    for name in names:
        cells = [decimal(one.scores[name]) if name in one.scores else hidden for one in rounds]
        rows.append((name, [*cells, *([held.changes.get(name, "not compared")] if held.changes else [])]))
    yield table(f"{title}, rounded to the nearest half", heads, rows)


def _answered(held: PublicRound) -> str:
    nearly_all = held.answered.startswith("all")
    said = "all of the team answered, or all but a few" if nearly_all else f"{held.answered} answered"
    return escape(f"{named(held.kind, held.day)}: {said}.")


def _series(held: PublicRound) -> Series:
    alone = {name: _alone(score) for name, score in held.scores.items()}
    return Series(named(held.kind, held.day), "ring" if held.kind == "baseline" else "dot", alone)


def _alone(score: Fraction) -> Score:
    """A score that says nothing of the answers behind it."""
    return Score(answered=1, mean=score, median=score, lowest=score, highest=score)
