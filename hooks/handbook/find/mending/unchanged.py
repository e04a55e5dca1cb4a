"""Whether a book after some mendings is the same book without the problems they were for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict
from typing import Protocol

from handbook.model import Handbook, Page, Problem


class Change(Protocol):
    """What has to be known of a change to prove it."""

    @property
    def problem(self) -> Problem: ...

    @property
    def opens(self) -> bool: ...


def same(before: Handbook, after: Handbook, changes: Collection[Change]) -> bool:
    """Whether the problems that were to be mended are gone, none is new, and all else is as it was."""
    opens = any(change.opens for change in changes)
    return (
        _problems(before, after, changes, opens)
        and {*before.pages} == {*after.pages}
        and before.left_out == after.left_out
        and (opens or not _gaps(before, after))
        and all(_page(page, after.pages[path], changes) for path, page in before.pages.items())
        and (opens or not _links(before) - _links(after))
    )


def _problems(before: Handbook, after: Handbook, changes: Collection[Change], opens: bool) -> bool:
    old, new = (Counter(map(_gist, book.problems)) for book in (before, after))
    meant = Counter(_gist(change.problem) for change in changes)
    if any(new[gist] > old[gist] - count for gist, count in meant.items()):
        return False
    added = new - old
    if not added:
        return True
    # What could not be read had problems that nobody saw; but not in the line that was mended.
    lines = {(change.problem.place.path, change.problem.place.line) for change in changes}
    return opens and all(
        problem.level in ("note", "problem") and (problem.place.path, problem.place.line) not in lines
        for problem in after.problems
        if added[_gist(problem)]
    )


def _gist(problem: Problem) -> tuple[str, str, str]:
    """A problem wherever in its file it stands by now."""
    return problem.place.path, problem.level, re.sub(r"\bline \d+", "line", problem.message)


def _gaps(before: Handbook, after: Handbook) -> set[str]:
    """Gaps that people ask for all at once, but for pages with other settings: a status can ask."""
    old = {gap.id for gap in before.gaps}
    same_settings = {path for path, page in before.pages.items() if after.pages[path].front == page.front}
    return {gap.id for gap in after.gaps if gap.asked and gap.page in same_settings} - old


def _links(book: Handbook) -> Counter[tuple[str, str, str]]:
    return Counter((link.page, link.target, link.wanted) for link in book.links)


def _page(page: Page, after: Page, changes: Collection[Change]) -> bool:
    mine = [change for change in changes if change.problem.place.path == page.file]
    if not mine:
        return page.text == after.text and page.front == after.front
    if any(change.opens for change in mine):
        unseen = not page.unread and not page.key_lines  # the settings stood in the text
        told, tells = page.text.strip("\n"), after.text.strip("\n")
        return (told == tells or (unseen and told.endswith(tells))) and _settings(page, after, mine)
    return _settings(page, after, mine) and all(
        _within(what(page), what(after)) for what in (_headings, _labels, _voices, _citations)
    )


def _headings(page: Page) -> list[object]:
    return [(_seen(heading.text), heading.id) for heading in page.headings]


def _seen(words: str) -> str:
    """Words without what is read in the place of a sign nobody sees."""
    return words.replace("\ufffd", "")


def _labels(page: Page) -> list[object]:
    return [(label.kind, label.name, label.inline) for label in page.labels]


def _voices(page: Page) -> list[object]:
    return [(_seen(voice.text), _seen(voice.whose), voice.year) for voice in page.voices]


def _citations(page: Page) -> list[object]:
    return [(cite.key.casefold(), cite.at) for cite in page.citations]


def _within(some: list[object], all_: list[object]) -> bool:
    """Whether they are all there in their order; Markdown that is read at last brings more of them."""
    rest = iter(all_)
    return all(one in rest for one in some)


def _settings(page: Page, after: Page, changes: Collection[Change]) -> bool:
    """Whether every setting that could be read before says the same, but for those that were mended."""
    lines = {change.problem.place.line for change in changes}
    old, new = asdict(page.front), asdict(after.front)
    return all(
        value == new[key] or page.key_lines.get(key) in lines or not value for key, value in old.items()
    )
