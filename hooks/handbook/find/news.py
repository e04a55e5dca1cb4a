"""What happened in the book, as git saw it: gaps asked and filled, text new and changed, newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from handbook.model import Handbook, History, Page, PagePath, SectionId, Spell

MOST = 50
"""News of one kind that are told; the book itself holds the rest."""


@dataclass(frozen=True, slots=True)
class GapNews:
    """A gap that was asked for or filled; `key` stays the same in later builds, whatever is renamed."""

    what: Literal["asked", "asked again", "filled"]
    day: date
    spell: Spell
    key: str

    @property
    def section(self) -> SectionId:
        """Where it was asked for, by what that is called today; it may be gone by now."""
        return SectionId(self.spell.gap.rpartition("/")[0])


What = Literal["new page", "new section", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A section that is new or changed; `key` stays the same in later builds, whatever is renamed."""

    what: What
    day: date
    section: SectionId
    key: str


def of_gaps(book: Handbook) -> list[GapNews]:
    """The gaps that were asked for, and those that were filled.

    One whose flag was only taken out is told no longer: somebody may not want its words to be read.
    """
    first = first_names(book.history)
    # Those that came together under one heading are told apart by their words.
    spells = sorted(book.history.spells, key=lambda spell: spell.words)
    keys = _numbered(
        f"{first(SectionId(spell.gap.rpartition('/')[0]))}/{spell.kind}/{spell.commit}" for spell in spells
    )
    news = []
    for spell, key in zip(spells, keys, strict=True):
        if spell.closed is None or spell.filled:
            news.append(
                GapNews("asked again" if spell.again else "asked", spell.asked, spell, f"asked/{key}")
            )
        if spell.closed is not None and spell.filled:
            news.append(GapNews("filled", spell.closed, spell, f"filled/{key}"))
    return sorted(news, key=lambda one: (one.day, one.what == "filled"), reverse=True)[:MOST]


def of_changes(book: Handbook) -> list[Change]:
    """The pages and sections that came, and those that changed: one for each section and day.

    A page that is new is told once, with all that came on its first day.
    """
    first = first_names(book.history)
    changes = [change for page in book.pages.values() for change in _changes(book.history, page)]
    newest = sorted(changes, key=lambda change: change[1], reverse=True)[:MOST]
    keys = _numbered([f"{first(section)}/{day}" for _, day, section in newest])
    return [Change(*change, key) for change, key in zip(newest, keys, strict=True)]


def _numbered(keys: Iterable[str]) -> Iterator[str]:
    """The keys with the number of each among its equals."""
    seen: Counter[str] = Counter()
    for key in keys:
        seen[key] += 1
        yield f"{key}/{seen[key]}"


def _changes(history: History, page: Page) -> Iterator[tuple[What, date, SectionId]]:
    told = set()
    begun = history.written.get(page.section)
    if begun is not None:
        told.add(begun)
        yield "new page", begun, page.section
    for section in dict.fromkeys(heading.section for heading in page.headings):
        came, changed = history.written.get(section), history.changed.get(section)
        if section == page.section:
            continue
        if came is not None and came != begun:
            told.add(came)
            yield "new section", came, section
        if changed is not None and changed not in (begun, came):
            told.add(changed)
            yield "changed", changed, section
    last = history.changed.get(page.section)
    # What is known of a section need not be said of its page as well.
    if last is not None and last not in told:
        yield "changed", last, page.section


def first_names(history: History) -> Callable[[SectionId], SectionId]:
    """From a section to what it was called when it was new."""
    files = {new: old for old, new in history.moved.items()}
    headings = {new: old for old, new in history.headings.items() if "#" in new}

    def first(today: SectionId) -> SectionId:
        section, seen = today, {today}
        while True:
            path, mark, fragment = section.partition("#")
            moved = files.get(PagePath(path))
            before = headings.get(section) or (moved and SectionId(f"{moved}{mark}{fragment}"))
            if not before:
                return section
            if before in seen:
                return today
            seen.add(before)
            section = before

    return first
