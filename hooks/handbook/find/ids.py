"""The gap that an id means, be it one of today or of former days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from handbook.find.names import Names
from handbook.model import Gap, PagePath, SectionId, address_of

ALIKE = 0.85


def in_parts(id_: str) -> tuple[str, str, str]:
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
    """Ids by their section, by their page, and by their kind."""

    def __post_init__(self) -> None:
        self.by_id = {gap.id: gap for gap in self.gaps}
        for id_ in self.by_id:
            section, kind, _ = in_parts(id_)
            for same in {section, section.partition("#")[0], kind}:
                self._akin[same].append(id_)

    def current(self, id_: str) -> str:
        """What an id is today, where its page or heading has another name; perhaps of no gap."""
        if id_ in self.by_id:
            return id_
        section, kind, number = in_parts(id_.removeprefix("docs/"))
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

    def at(self, address: str) -> Gap | None:
        """The gap that people asked for at an address of the site, as copied from a browser."""
        page, _, anchor = address.partition("#")
        here = (gap for gap in self.gaps if gap.asked and anchor and gap.anchor == anchor)
        return next((gap for gap in here if f"/{page}".endswith(f"/{address_of(gap.page)}")), None)

    def nearest(self, id_: str) -> str:
        """An id that is nearly this one, of the same place, page or kind; nothing where none is."""
        section, kind, _ = in_parts(id_)
        page = id_.partition("#")[0]
        akin = [one for same in dict.fromkeys((section, page, kind)) for one in self._akin.get(same, ())]
        return self.known.hints.nearest(id_, f"gaps like {section}/{kind}", akin, ALIKE)
