"""What a change does to the book, for machines: as JSON, and as notes beside the lines of a pull request."""

from __future__ import annotations

import json
from typing import Any

from handbook.find.gaps import title
from handbook.find.proposal.delta import Delta
from handbook.model import Gap, Handbook, Page, Place, Problem, printable
from handbook.show.addresses import where
from handbook.show.delta import was
from handbook.show.formats import beside, said

MOST_BESIDE = 10
"""Notes of one kind that GitHub shows for a step; it drops the others without a word."""


def as_json(found: Delta, ref: str) -> str:
    """The change for programs; of gaps that are no longer there, all is as it was."""
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
        # The last notice is for how many others there are.
        most = MOST_BESIDE - (command == "notice")
        shown = [row for row in rows if found.change.touches(row[0])][:most]
        lines += [beside(command, at, heading, words, found.change.folder) for at, heading, words in shown]
        if more := len(rows) - len(shown):
            others.append(f"{more} new {thing}{'' if more == 1 else 's'}")
    if others:
        lines.append(f"::notice::Not shown beside a line: {', '.join(others)}. The summary has them all.")
    return "".join(f"{line}\n" for line in lines)
