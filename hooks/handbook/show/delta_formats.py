"""What a change does to the book, for machines: as JSON, and as notes beside the lines of a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from handbook.find.delta import Delta
from handbook.find.gaps import title
from handbook.model import Gap, Handbook, Page, Place, Problem, printable
from handbook.read.settings import shorten
from handbook.show.addresses import where
from handbook.show.delta import said, was

MOST_BESIDE = 10
"""Notes of one kind that GitHub shows for a step; it drops the others without a word."""
MOST_LETTERS = 500
"""Of one note; nobody reads more beside a line."""


def as_json(found: Delta, ref: str) -> str:
    """The change for programs; `schema()` says what is in it."""
    base, head = found.base, found.head
    content = {
        "version": 1,
        "against": said(ref),
        "compared": found.told,
        "filled": [_gap(base, gap) for gap in found.filled],
        "asked": [_gap(head, gap) for gap in found.asked],
        "moved": [{"from": _gap(base, old), "to": _gap(head, new)} for old, new in found.moved],
        "reworded": [{"from": _gap(base, old), "to": _gap(head, new)} for old, new in found.reworded],
        "taken_out": [_gap(base, gap) for gap in found.taken_out],
        "noticed": [_gap(head, gap) for gap in found.noticed],
        "no_longer_noticed": [_gap(base, gap) for gap in found.no_longer_noticed],
        "new_problems": [_problem(problem) for problem in found.new_problems],
        "mended": [_problem(problem) for problem in found.mended],
        "new_notes": [_problem(note) for note in found.new_notes],
        "new_pages": [_page(page) for page in found.appeared],
        "gone_pages": [_page(page) for page in found.vanished],
        "moved_pages": [
            {"from": printable(f"docs/{old}"), "to": printable(f"docs/{new}")} for old, new in found.renamed
        ],
        "former_addresses": [
            {
                "addresses": [printable(f"docs/{section}") for section in lost.sections],
                "file": printable(f"docs/{lost.page}") if lost.page else "",
                "line": said(was(lost)),
                "gone": lost.gone,
            }
            for lost in found.lost
        ],
        "new_sites": [_place(at) | {"site": said(site)} for at, site in found.sites],
        "new_html": [_place(at) | {"html": said(html)} for at, html in found.html],
        "code": [printable(file) for file in found.change.elsewhere],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _place(place: Place) -> dict[str, Any]:
    return {"file": printable(place.path), "line": place.line}


def _gap(book: Handbook, gap: Gap) -> dict[str, Any]:
    named = {"id": gap.id, "kind": title(gap), "words": gap.words, "where": where(book, gap.section)}
    return {key: said(value) for key, value in named.items()} | _place(Place(f"docs/{gap.page}", gap.line))


def _problem(problem: Problem) -> dict[str, Any]:
    return _place(problem.place) | {"column": problem.place.column, "message": said(problem.message)}


def _page(page: Page) -> dict[str, str]:
    return {"file": printable(page.file), "title": said(page.title)}


def schema() -> dict[str, Any]:
    """The JSON Schema of what `as_json` gives."""
    text, number = {"type": "string"}, {"type": "integer", "minimum": 0}
    place = {"file": text, "line": number}
    gap = _object({"id": text, "kind": text, "words": text, "where": text} | place)
    problem = _object(place | {"column": number, "message": text})
    page = _object({"file": text, "title": text})
    flag = {"type": "boolean"}
    former = {"addresses": _list(text), "file": text, "line": text, "gone": flag}
    two = _object({"from": gap, "to": gap})
    named = {
        "filled": (gap, "Gaps that are gone, with text in their place, as they were."),
        "asked": (gap, "Gaps that people ask for now, and did not before."),
        "moved": (two, "Gaps in another section than before."),
        "reworded": (two, "Gaps in other words than before."),
        "taken_out": (gap, "Gaps that are gone without text in their place, as they were."),
        "noticed": (gap, "Gaps that the build notices now, and did not before."),
        "no_longer_noticed": (gap, "Gaps that the build noticed before, and does not now."),
        "new_problems": (problem, "What is wrong now, and was not before: only this fails."),
        "mended": (problem, "What was wrong before, and is not now."),
        "new_notes": (problem, "What is worth a look now, and was not before."),
        "new_pages": (page, "Pages that were not there."),
        "gone_pages": (page, "Pages that are no longer there."),
        "moved_pages": (_object({"from": text, "to": text}), "Pages in another file than before."),
        "former_addresses": (
            _object(former),
            "Addresses that lead nowhere now, with the line of settings that mends them and the file "
            "for it; where a page is gone, the file is the page that might take its place, or empty.",
        ),
        "new_sites": (_object(place | {"site": text}), "Web sites that the book did not link to before."),
        "new_html": (_object(place | {"html": text}), "HTML on pages that was not there before."),
        "code": (text, "Changed files that are neither in docs/ nor in data/."),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What a change does to a handbook",
        **_object(
            {
                "version": {"const": 1},
                "against": text | {"description": "What the last commit is compared with."},
                "compared": flag
                | {"description": "False where one state cannot be read: then there are only problems."},
            }
            | {name: _list(of) | {"description": meaning} for name, (of, meaning) in named.items()}
        ),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*properties],
        "properties": properties,
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def as_github(found: Delta, ref: str) -> str:
    """New problems, notes and gaps beside the lines that were changed, and how many others there are."""
    kinds: tuple[tuple[str, str, list[tuple[Place, str, str]]], ...] = (
        ("error", "problem", [(p.place, "Please put this right", p.message) for p in found.new_problems]),
        ("warning", "note", [(p.place, "Worth a look", p.message) for p in found.new_notes]),
        (
            "notice",
            "gap",
            [
                (Place(f"docs/{gap.page}", gap.line), "Thank you for flagging", f"{title(gap)}: {gap.words}")
                for gap in found.asked
            ],
        ),
    )
    lines, others = [], []
    for command, thing, rows in kinds:
        beside = [row for row in rows if found.change.touches(row[0])][:MOST_BESIDE]
        lines += [_beside(command, found.change.folder, *row) for row in beside]
        if more := len(rows) - len(beside):
            others.append(f"{more} new {thing}{'' if more == 1 else 's'}")
    if others:
        lines.append(f"::notice::Not shown beside a line: {', '.join(others)}. The summary has them all.")
    return _lines(lines)


def _beside(command: str, folder: str, place: Place, heading: str, message: str) -> str:
    column = f",col={place.column}" if place.column else ""
    at = f"file={_property(folder + place.path)},line={place.line}{column},title={_property(heading)}"
    return f"::{command} {at}::{_message(shorten(message, MOST_LETTERS))}"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _message(text: str) -> str:
    return said(text).replace("%", "%25")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
