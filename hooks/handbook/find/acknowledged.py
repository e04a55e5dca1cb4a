"""Gaps that may stay as they are for now, and entries of `data/acknowledged.yml` that want a look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from handbook.find.names import Names
from handbook.model import Acknowledgement, Gap, PagePath, Place, Problem, SectionId
from handbook.read.settings import shorten

FILE = "data/acknowledged.yml"
ALIKE = 0.85
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


def _in_parts(id_: str) -> tuple[str, str, str]:
    """An id as section, kind and the number among those of its kind."""
    section, _, kind = id_.rpartition("/")
    kind, _, number = kind.partition("~")
    return section, kind, number


@dataclass(slots=True)
class Ids:
    """The gaps of a book by the ids they have, and by those they had before a renaming."""

    gaps: Collection[Gap]
    known: Names
    by_id: dict[str, Gap] = field(init=False)
    _akin: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list), init=False)
    """Ids by their section, and by their kind."""

    def __post_init__(self) -> None:
        self.by_id = {gap.id: gap for gap in self.gaps}
        for id_ in self.by_id:
            section, kind, _ = _in_parts(id_)
            self._akin[section].append(id_)
            self._akin[kind].append(id_)

    def current(self, id_: str) -> str:
        """What an id is today, where its page or heading has another name; perhaps of no gap."""
        if id_ in self.by_id:
            return id_
        section, kind, number = _in_parts(id_.removeprefix("docs/"))
        path, _, fragment = section.partition("#")
        now = PagePath(path)
        if now not in self.known.pages:
            now = self.known.moved.get(now, now)
        section = SectionId(f"{now}#{fragment}") if fragment else SectionId(now)
        if fragment and fragment not in self.known.anchors.get(now, {}):
            section = self.known.former_anchors.get(now, {}).get(fragment, section)
        return f"{section}/{kind}" + (f"~{number}" if number else "")

    def get(self, id_: str) -> Gap | None:
        """The gap of an id of today or of former days."""
        return self.by_id.get(self.current(id_))

    def nearest(self, id_: str) -> str:
        """An id that is nearly this one, of the same place or the same kind; nothing where none is."""
        section, kind, _ = _in_parts(id_)
        akin = [*self._akin.get(section, ()), *self._akin.get(kind, ())]
        return self.known.hints.nearest(id_, f"gaps like {section}/{kind}", akin, ALIKE)


def apply(
    ids: Ids, entries: Mapping[str, Acknowledgement], lines: Mapping[str, int], today: date
) -> tuple[tuple[Gap, ...], list[Problem]]:
    """All gaps, those acknowledged with their entry, and a note for each entry that wants a look.

    `lines` says where in the file each entry begins.
    """
    siblings: dict[tuple[str, str, str], list[Gap]] = defaultdict(list)
    for each in ids.gaps if entries else ():
        siblings[*_in_parts(each.id)[:2], _key(kept(each))].append(each)
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
            alike = siblings[*_in_parts(now)[:2], _key(entry.words)]
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
