"""Gaps that may stay as they are for now, and entries of `data/acknowledged.yml` that want a look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from handbook.find.ids import Ids, in_parts
from handbook.model import Acknowledgement, Gap, Place, Problem
from handbook.read.settings import shorten

FILE = "data/acknowledged.yml"
LONGEST = 200
"""As many letters as an entry holds of a gap's words."""
_ANGLES = str.maketrans("<>", "‹›")


def kept(gap: Gap) -> str:
    """The words of a gap as an entry keeps them: on one line, without signs that it may not hold."""
    return shorten(visible(gap.words.translate(_ANGLES)), LONGEST) or gap.name or gap.kind


def visible(words: str) -> str:
    """The words on one line, without signs nobody can see."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())


def _key(words: str) -> str:
    return " ".join(words.split()).casefold()


def _same(gap: Gap, entry: Acknowledgement) -> bool:
    return _key(kept(gap)) == _key(entry.words)


def apply(
    ids: Ids, entries: Mapping[str, Acknowledgement], lines: Mapping[str, int], today: date
) -> tuple[tuple[Gap, ...], list[Problem]]:
    """All gaps, those acknowledged with their entry, and a note for each entry that wants a look.

    `lines` says where in the file each entry begins.
    """
    siblings: dict[tuple[str, str, str], list[Gap]] = defaultdict(list)
    for each in ids.gaps if entries else ():
        siblings[*in_parts(each.id)[:2], _key(kept(each))].append(each)
    held: dict[str, Acknowledgement] = {}
    notes: list[Problem] = []

    def note(id_: str, message: str) -> None:
        notes.append(Problem(Place(FILE, lines.get(id_, 1)), f"'{id_}' {message}", "note"))

    def exact(id_: str) -> bool:
        return id_ in ids.by_id and _same(ids.by_id[id_], entries[id_])

    # What is right as it stands goes before other entries for the same gap.
    for id_ in sorted(entries, key=lambda id_: not exact(id_)):
        entry, now = entries[id_], ids.current(id_)
        gap = ids.by_id.get(now)
        if gap is None or not _same(gap, entry):
            # When the first of two is filled, the second takes its number: the words tell which is meant.
            alike = siblings[*in_parts(now)[:2], _key(entry.words)]
            gap = next((other for other in alike if other.id not in held), gap)
        if gap is None:
            near = ids.nearest(id_)
            hint = f"Did you mean '{near}'? If not, take" if near else "Take"
            note(id_, f"is no gap of the book any more. {hint} this entry out.")
        elif entry.until < today.isoformat():
            note(
                id_, f"was acknowledged until {entry.until}, so it is back. Renew this entry, or take it out."
            )
        elif not _same(gap, entry):
            note(id_, f"now says '{kept(gap)}', so it is back. Renew this entry, or take it out.")
        elif gap.id in held:
            note(id_, f"is the same gap as '{gap.id}' today. Take this entry out.")
        else:
            held[gap.id] = entry
            if gap.id != id_:
                note(id_, f"is called '{gap.id}' today, and still counts. Write that here.")
    return tuple(replace(g, acknowledged=held[g.id]) if g.id in held else g for g in ids.gaps), notes
