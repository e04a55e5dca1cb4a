"""What several people answered, as a table with a row for each. No message holds a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Literal

from handbook.model import Instrument, Place, Problem, name_key
from handbook.practices.assessment import codes
from handbook.practices.assessment.answers import NOT_ASKED, typed
from handbook.practices.assessment.values import Answers
from handbook.read import table
from handbook.read.roster import Roster
from handbook.show.phrases import listed

MOST_ROWS = 1_000
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column holds: codes, or answers to a statement or a look back, which `key` is."""

    holds: Literal["code", "given", "then"]
    key: str
    name: str
    """What it is called, in our words and not in those of whoever wrote the table."""


def read_csv(
    place: Place, content: bytes, instrument: Instrument, follow_up: bool, roster: Roster
) -> tuple[list[Answers], list[Problem]]:
    """The answers of everybody in a table, and all that is wrong with it, by line and column.

    Where somebody stands there twice, the later row counts.
    """
    try:
        rows = [*islice(table.rows(content), MOST_ROWS + 2)]
    except table.Unreadable as wrong:
        return [], [Problem(place, str(wrong))]
    if len(rows) < 2:
        return [], [Problem(place, f"this file has no answers. {_FORM}")]
    first, *rest = rows
    if len(rest) > MOST_ROWS or max(len(row.cells) for row in rows) > MOST_COLUMNS:
        message = f"we read {MOST_ROWS:,} rows and {MOST_COLUMNS} columns at most. Save it in parts."
        return [], [Problem(place, message)]
    used = [any(map(str.strip, cells)) for cells in zip_longest(*(row.cells for row in rest), fillvalue="")]
    columns, problems = _columns(Place(place.path, first.line), first.cells, used, instrument, follow_up)
    found: dict[str, Answers] = {}
    lines: dict[str, int] = {}
    for row in rest if any(column and column.holds == "code" for column in columns) else ():
        at = Place(place.path, row.line)
        answers, wrong_here = _row(at, row.cells, columns, instrument, roster)
        problems += wrong_here
        if answers is not None:
            key = codes.code_key(answers.code)
            if key in found:
                message = f"the code of this line stands in line {lines[key]} already. The later one counts."
                problems.append(Problem(at, message, "note"))
            found[key], lines[key] = answers, row.line
    return [*found.values()], problems


_FORM = "Write in its first line 'code' and the id of each statement, and below it a line for each person."


_CODES = ("your-code", "my-code", "code-word")
"""What forms call the first question, as `name_key` spells it."""


def _known(instrument: Instrument) -> dict[str, _Column]:
    """All columns there may be, by the names they may have: the id of a statement, or its words."""
    columns = dict.fromkeys(("code", *_CODES), _Column("code", "", "code"))
    for key, words in instrument.statements.items():
        columns[key] = columns[name_key(words)] = _Column("given", key, key)
    for name in instrument.dimensions:
        head = f"then-{name_key(name)}"
        columns[head] = _Column("then", name, head)
    return columns


def _columns(
    place: Place, heads: Sequence[str], used: Sequence[bool], instrument: Instrument, follow_up: bool
) -> tuple[list[_Column | None], list[Problem]]:
    """What each column holds, and what is wrong with the first line; `used` says which hold anything."""
    known = _known(instrument)
    columns: list[_Column | None] = []
    unknown, back, problems = [], [], []
    for number, (head, holds) in enumerate(zip_longest(heads, used), 1):
        column = known.get(name_key(head or ""))
        if column is None and holds:
            unknown.append(number)
        elif column and column in columns:
            message = f"there are two columns '{column.name}'. Delete one, or give it another name."
            problems.append(Problem(place, message))
        elif column and column.holds == "then" and not (follow_up and instrument.look_back):
            back.append(number)
            column = None
        columns.append(column)
    if unknown:
        names = ", ".join(dict.fromkeys(c.name for c in known.values() if c.holds != "then" or follow_up))
        message = f"{_which(unknown)} has a name we do not know. Delete it, or use one of these: {names}."
        problems.append(Problem(place, message))
    if back:
        problems.append(Problem(place, f"{_which(back)} looks back, {NOT_ASKED}", "note"))
    there = {column.key for column in columns if column and column.holds == "given"}
    missing = [key for key in instrument.statements if key not in there]
    if not there or known["code"] not in columns:
        what = "no column 'code'" if there else "no column for any statement"
        problems.append(Problem(place, f"there is {what}. {_FORM}"))
    elif missing:
        message = f"there is no column for {listed(missing)}, so nobody has answered that."
        problems.append(Problem(place, message, "note"))
    return columns, problems


def _row(
    place: Place,
    cells: Sequence[str],
    columns: Sequence[_Column | None],
    instrument: Instrument,
    roster: Roster,
) -> tuple[Answers | None, list[Problem]]:
    """One person's answers, and all that is wrong with them."""
    said: dict[str, dict[str, int]] = {"given": {}, "then": {}}
    code = next(cell for cell, column in _pairs(cells, columns) if column.holds == "code")
    wrong = codes.wrong_with(code, roster)
    problems = [Problem(place, wrong.message, wrong.level)] if wrong else []
    for cell, column in _pairs(cells, columns):
        if column.holds != "code":
            try:
                answer = typed(cell, instrument)
            except ValueError as refused:
                message = f"column '{column.name}' holds something that is no answer. {refused}"
                problems.append(Problem(place, message))
            else:
                said[column.holds] |= {column.key: answer} if answer else {}
    return None if problems else Answers(codes.plain(code), **said), problems


def _pairs(cells: Sequence[str], columns: Sequence[_Column | None]) -> Iterator[tuple[str, _Column]]:
    """Each cell of a row with its column; one that is missing is empty."""
    for number, column in enumerate(columns):
        if column is not None:
            yield cells[number] if number < len(cells) else "", column


def _which(numbers: Sequence[int]) -> str:
    return f"column {numbers[0]}" if len(numbers) == 1 else f"each of columns {listed(numbers)}"
