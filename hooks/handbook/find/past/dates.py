"""What the ledger holds, in days and in the names of today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from handbook.find.gaps import NOT_WRITTEN
from handbook.find.names import stems
from handbook.find.past.ledger import Ledger
from handbook.find.past.versions import Name, Version
from handbook.model import WANTED_FOLDER, History, PagePath, SectionId, Spell, name_key, slug

_EARLIEST = date(2000, 1, 2)


def history(ledger: Ledger, pages: Mapping[str, Version], today: date) -> History:
    """The history of the pages there are now, and of those that went.

    Days after today count as today; what came before git existed has no day.
    """
    days = _Days(ledger, today)
    written: dict[str, date] = {}
    changed: dict[str, date] = {}
    edits: dict[str, tuple[tuple[date, int], ...]] = {}
    for path, version in pages.items():
        rows = [(path, version.came, version.changed, version.edits)]
        rows += [(f"{path}#{p.id}", p.came, p.changed, p.edits) for p in version.parts if p.id]
        for section, came, last, changes in rows:
            if first := days.of(came):
                written[section] = first
            if latest := days.of(last):
                changed[section] = latest
            dated = ((days.of(number), words) for number, words in changes)
            if known := sorted((when, words) for when, words in dated if when is not None):
                edits[section] = tuple(known)
    spells = [*_of_pages(ledger, pages, days), *_of_names(ledger, pages, days)]
    return History(
        changed=changed,
        written=written,
        edits=edits,
        spells=tuple(sorted(spells, key=lambda spell: (spell.asked, spell.gap, spell.closed or date.max))),
        only_dated={PagePath(path): v.only_dated for path, v in pages.items() if v.only_dated},
        names=True,
        moved={PagePath(old): PagePath(new) for old, new in ledger.moved.items()},
        titles={key: PagePath(path) for key, path in ledger.titles.items()},
        headings={SectionId(old): SectionId(new) for old, new in ledger.headings.items()},
        gone=frozenset(PagePath(path) for path in ledger.gone if path not in pages),
    )


class _Days:
    """From the number of a commit to its day and id."""

    def __init__(self, ledger: Ledger, today: date) -> None:
        self._ids = ["", *(commit for commit, _ in ledger.commits)]
        self._days = [None, *(day(time, today) for _, time in ledger.commits)]

    def of(self, number: int) -> date | None:
        return self._days[number]

    def commit(self, number: int) -> str:
        return self._ids[number]

    def spell(
        self, gap: str, kind: str, page: str, words: str, asked: int, closed: int, filled: bool, again: bool
    ) -> Iterator[Spell]:
        """A spell with days, where there is a day for it."""
        first, last = self._days[asked], self._days[closed]
        if first is None or (closed and last is None):
            return
        yield Spell(
            gap=gap,
            kind=kind,
            page=PagePath(page),
            words=words,
            asked=first,
            commit=self._ids[asked],
            closed=max(first, last) if last else None,
            closing=self._ids[closed],
            filled=filled,
            again=again,
        )


def day(time: int, today: date) -> date | None:
    """The day of a commit's time in seconds; None where that is before git existed."""
    try:
        found = min(datetime.fromtimestamp(time, UTC).date(), today)
    except (OverflowError, OSError, ValueError):
        return None
    return found if found >= _EARLIEST else None


def _of_pages(ledger: Ledger, pages: Mapping[str, Version], days: _Days) -> Iterator[Spell]:
    """The gaps that labels and statuses asked for."""
    gone = {path: version for path, version in ledger.gone.items() if path not in pages}
    for path, version in {**gone, **pages}.items():
        used: dict[str, int] = {}
        for gap in version.open:
            id_ = _id(path, gap.part, gap.kind)
            used[id_] = used.get(id_, 0) + 1
            number = f"~{used[id_]}" if used[id_] > 1 else ""
            yield from days.spell(id_ + number, gap.kind, path, gap.words, gap.asked, 0, False, gap.again)
        for shut in version.closed:
            id_ = _id(path, shut.part, shut.kind)
            yield from days.spell(
                id_, shut.kind, path, shut.words, shut.asked, shut.closed, shut.filled, shut.again
            )


def _id(path: str, part: str, kind: str) -> str:
    return f"{path}#{part}/{kind}" if part else f"{path}/{kind}"


def _of_names(ledger: Ledger, pages: Mapping[str, Version], days: _Days) -> Iterator[Spell]:
    """The pages not written yet: while somebody linked to a name, and no page had it."""
    versions = [*pages.values(), *(v for path, v in ledger.gone.items() if path not in pages)]
    wanted: dict[str, list[Name]] = {}
    had: dict[str, list[Name]] = {}
    for version in versions:
        for name in version.wants:
            wanted.setdefault(name.key, []).append(name)
    for version in versions if wanted else ():
        for name in version.names:
            for key in stems(name.key) if name.key.endswith(".md") else (name_key(name.key),):
                if key in wanted:
                    had.setdefault(key, []).append(name)
    kind = slug(NOT_WRITTEN)
    for key, asks in wanted.items():
        page = f"{WANTED_FOLDER}/{key}.md"
        again = False
        for since, until, filled in _without(asks, had.get(key, ())):
            yield from days.spell(f"{page}/{kind}", kind, page, asks[0].name, since, until, filled, again)
            again = True


def _without(asks: list[Name], had: list[Name] | tuple[()]) -> Iterator[tuple[int, int, bool]]:
    """When a name was asked for and not there: from one commit to another (0 is no end), and if it came."""
    times = sorted({n for name in (*asks, *had) for n in (name.since, name.until) if n})
    begun = 0
    for time in times:
        asked = any(name.since <= time and not 0 < name.until <= time for name in asks)
        there = any(name.since <= time and not 0 < name.until <= time for name in had)
        if asked and not there:
            begun = begun or time
        elif begun:
            yield begun, time, there
            begun = 0
    if begun:
        yield begun, 0, False
