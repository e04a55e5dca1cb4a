"""The gaps for machines and terminals: one table, as JSON, CSV, Markdown and notices."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handbook.find.gaps import counted, good_first, title
from handbook.find.people import withdrawals
from handbook.find.trend import since, usual_day
from handbook.find.withdrawn import NO_WORDS
from handbook.model import Gap, Handbook, Place, printable, slug
from handbook.read.settings import shorten
from handbook.show.addresses import Repository, gap_section, part, url, where
from handbook.show.markdown import escape
from handbook.show.phrases import number_of
from handbook.show.registers import registers
from handbook.show.request import request
from handbook.show.table import as_csv as cells_as_csv
from handbook.show.trend import headline

MOST_LETTERS = 500
"""Of a note beside a line; nobody reads more there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One fact about a gap: its key for machines, its heading for people, and how to get it."""

    key: str
    heading: str
    of: Callable[[Handbook, Gap], str | int | bool]
    meaning: str
    on_page: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("id", "Id", lambda b, g: g.id, "The name of the gap; it never holds its text."),
    Column("words", "What is missing", lambda b, g: g.words, "In the words of whoever asks.", True),
    Column("kind", "Kind", lambda b, g: title(g), "What sort of gap it is.", True),
    Column("asked", "Asked", lambda b, g: g.asked, "Asked by people, or noticed by the build."),
    Column("part", "Part", lambda b, g: part(b, g.page), "The part of the book."),
    Column("where", "Where", lambda b, g: where(b, g.section), "Page and heading, in words.", True),
    Column("file", "File", lambda b, g: f"docs/{g.page}", "The file in the repository."),
    Column("line", "Line", lambda b, g: g.line, "The line in that file, from 1."),
    Column("address", "Address", lambda b, g: url(gap_section(g)), "Where on the site."),
    Column("since", "Since", lambda b, g: g.since, "The day it was first asked for, as far as known.", True),
    Column("as_written", "As written", lambda b, g: g.as_said, "Whether that day stands in the label."),
    Column("commit", "Commit", lambda b, g: g.commit, "The commit it came with, as far as known."),
    Column("again", "Again", lambda b, g: g.again, "Whether it was there before, and closed."),
    Column("asks", "Asked by", lambda b, g: g.asks, "How many sections ask for it.", True),
    Column("size", "Size", lambda b, g: g.size, "minutes, an hour or a decision, if written.", True),
    Column("taken_by", "Taken by", lambda b, g: g.taken_by, "Who has taken it on, if anybody.", True),
    Column("taken_on", "Taken on", lambda b, g: g.taken_on, "When it was taken."),
    Column("lapsed", "Free again", lambda b, g: g.lapsed, "Whether it was taken too long ago to count."),
    Column("owner", "Owner", lambda b, g: g.owner, "The role that looks after the page."),
    Column(
        "acknowledged",
        "Acknowledged",
        lambda b, g: _may_stay(g),
        "Why it may stay, who says so, how long.",
        True,
    ),
    Column("help", "What helps", lambda b, g: g.help, "What somebody can do about it."),
)
"""Every column of the report. A new one is a line here; page, JSON, CSV and command follow."""

_COUNTS = {"line", "asks"}
_YES_OR_NO = {"asked", "as_written", "again", "lapsed"}


def _may_stay(gap: Gap) -> str:
    why = gap.acknowledged
    return f"{why.reason.rstrip('.')} ({why.by}, until {why.until})" if why else ""


def chosen(book: Handbook, kind: str = "") -> list[Gap]:
    """All gaps, or those of one kind."""
    return [gap for gap in book.gaps if not kind or gap.kind == slug(kind)]


def values(book: Handbook, gap: Gap) -> dict[str, Any]:
    """What is known of a gap, by column key."""
    return {column.key: _shown(book, column, gap) for column in COLUMNS}


def _shown(book: Handbook, column: Column, gap: Gap) -> str | int | bool:
    """What a column holds, without names that were withdrawn."""
    value = column.of(book, gap)
    if isinstance(value, str) and column.key not in NO_WORDS:
        return withdrawals(book).plainly(value)
    return value


def rows(book: Handbook, kind: str = "") -> list[dict[str, Any]]:
    """All gaps, or those of one kind, as values by column key."""
    return [values(book, gap) for gap in chosen(book, kind)]


def table(book: Handbook, kind: str = "") -> tuple[list[str], list[list[str]]]:
    """Headings and rows for people, without columns that hold nothing; acknowledged gaps come last."""
    found = sorted(chosen(book, kind), key=lambda gap: gap.acknowledged is not None)
    columns = {c.heading: [str(_shown(book, c, gap)) for gap in found] for c in COLUMNS if c.on_page}
    shown = {heading: column for heading, column in columns.items() if any(column) or not found}
    return [*shown], [list(row) for row in zip(*shown.values(), strict=True)]


def as_json(book: Handbook, repository: Repository, kind: str = "", day: date | None = None) -> str:
    """The gaps for machines; `schema()` says what is in it."""
    found = chosen(book, kind)
    lists = counted(found)
    content = {
        "version": 1,
        "counts": {
            "asked": len(lists.asked),
            "noticed": len(lists.noticed),
            "acknowledged": len(lists.acknowledged),
        },
        "since": _since(book, day or usual_day(book.today), slug(kind)),
        "registers": {register.name: len(register.entries) for register in registers(book)},
        "gaps": [
            values(book, gap) | {"request": request(book, gap, repository) if gap.asked else ""}
            for gap in found
        ],
    }
    text, gone = json.dumps(content, ensure_ascii=False, indent=1) + "\n", withdrawals(book)
    return gone.in_json(text) if gone else text


def _since(book: Handbook, day: date, kind: str) -> dict[str, Any] | None:
    if book.history.reason:
        return None
    found = since(book, day, kind)
    return {"day": day.isoformat()} | {name: len(getattr(found, name)) for name in _SINCE}


_SINCE = ("filled", "asked", "back", "taken_out")


def schema() -> dict[str, Any]:
    """The JSON Schema of `gaps.json`."""
    number: dict[str, Any] = {"type": "integer", "minimum": 0}
    text, flag = {"type": "string"}, {"type": "boolean"}
    columns = {
        c.key: {
            **(number if c.key in _COUNTS else flag if c.key in _YES_OR_NO else text),
            "description": c.meaning,
        }
        for c in COLUMNS
    }
    columns["request"] = text | {"description": "What to send to one role; empty for what the build noticed."}
    happened = dict.fromkeys(_SINCE, number)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Gaps of a handbook",
        **_object(
            {
                "version": {"const": 1},
                "counts": _object({"asked": number, "noticed": number, "acknowledged": number}),
                "since": {
                    "description": "What happened on a day and after it; nothing where there are no dates.",
                    "anyOf": [_object({"day": text | {"format": "date"}} | happened), {"type": "null"}],
                },
                "registers": {"type": "object", "additionalProperties": number},
                "gaps": {"type": "array", "items": _object(columns)},
            }
        ),
    }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*properties],
        "properties": dict(properties),
    }


def as_csv(book: Handbook, kind: str = "") -> str:
    """The gaps for a spreadsheet; cells that a spreadsheet would run are quoted with an apostrophe."""
    heads = [column.heading for column in COLUMNS]
    return cells_as_csv([heads, *(row.values() for row in rows(book, kind))])


def as_markdown(book: Handbook, kind: str = "", day: date | None = None) -> str:
    """The gaps as one Markdown table, under a line that says what was filled."""
    heads, cells = table(book, kind)
    lines = [quiet(headline(book, day, slug(kind))), ""]
    lines += ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(map(quiet, row)) + " |" for row in cells]
    return "\n".join(lines) + "\n"


def quiet(words: str) -> str:
    """Words as Markdown that shows them, calls nobody and leads nowhere: names after an @ are code.

    A space of no width keeps GitHub from making links of numbers and addresses: such a link tells whoever
    is at its other end.
    """
    named = re.sub(r"@([A-Za-z0-9][A-Za-z0-9/-]*)", r"`@\1`", escape(words))
    return _LEADS.sub("&#8203;", named)


_LEADS = re.compile(r"(?<=&#35;)(?=\d)|(?<=\bGH-)(?=\d)|(?<=[a-z]:)(?=//)|(?<=\bwww)(?=\.)", re.I)


def as_github(book: Handbook, kind: str = "") -> str:
    """One notice for each gap, on its line in a pull request."""
    found = chosen(book, kind)
    without = withdrawals(book).plainly
    notes = [(Place(f"docs/{gap.page}", gap.line), title(gap), without(gap.words)) for gap in found]
    return "".join(f"{beside('notice', *note)}\n" for note in notes)


def beside(command: str, place: Place, heading: str, words: str, folder: str = "") -> str:
    """A command to GitHub that shows words beside a line; `folder` is where the book is, with a slash."""
    column = f",col={place.column}" if place.column else ""
    at = f"file={_property(folder + place.path)},line={place.line}{column},title={_property(heading)}"
    return f"::{command} {at}::{_message(shorten(words, MOST_LETTERS))}"


def said(text: str) -> str:
    """Text on one line, with everything spelled out that a terminal or a reader would not see."""
    return " ".join(printable(text).split())


def inert(line: str) -> str:
    """A line of output that no terminal and no log of a build takes for a command."""
    return _COMMAND.sub(r"\1: :", printable(line))


_COMMAND = re.compile(r"\A(\s*)::")


def _message(text: str) -> str:
    return said(text).replace("%", "%25")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def summary(book: Handbook, kind: str = "") -> str:
    """The gaps, or those of one kind, in one line; those acknowledged are counted apart."""
    lists = counted(chosen(book, kind))
    rest, first = len(lists.acknowledged), len(good_first(lists.asked))
    apart = f", {rest} acknowledged" if rest else ""
    asked = f"{number_of(len(lists.asked))} asked for"
    return f"{asked}, {len(lists.noticed)} noticed{apart}, {first} good to begin with"
