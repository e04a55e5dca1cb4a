"""The place of a problem as the functions that mend it see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handbook.model import Choices, FrontMatter, Handbook, Page, PagePath, WrittenLink
from handbook.read import data, destinations
from handbook.read.source import Splice, in_file

Splices = list[Splice]

_FORMATS: dict[str, type[Any]] = {
    f"data/{data.SETTINGS}": Choices,
    **{f"data/{name}": kind for name, kind, *_ in data.FILES},
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A problem's file and line; `said` is its message, and `start` and `end` are those of the line."""

    file: str
    text: str
    said: re.Match[str]
    column: int
    start: int
    end: int
    book: Handbook

    @property
    def line(self) -> str:
        return self.text[self.start : self.end]

    @property
    def following(self) -> list[str]:
        """The lines below this one."""
        return self.text[self.end + 1 :].split("\n")

    @property
    def page(self) -> Page | None:
        return self.book.pages.get(PagePath(self.file.removeprefix("docs/")))

    def known_keys(self) -> list[str]:
        """The names of settings in this file."""
        kind = _FORMATS.get(self.file, FrontMatter)
        return [name.rstrip("_") for name in kind.__dataclass_fields__]

    def link(self) -> tuple[WrittenLink, int, int] | None:
        """The link or picture that the problem is about, and from where to where its address stands."""
        page = self.page
        line = self.text.count("\n", 0, self.start) + 1
        for written in page.links if page else ():
            if page and (written.line, written.column) == (line, self.column):
                span = destinations.span(page.text, written, destinations.definitions(page.text))
                if span:
                    place = in_file(page.text, self.text)
                    return written, place(span[0]), place(span[1])
        return None

    def instead(self, old: str, new: str) -> Splices:
        """Other words in the place of some that stand once in the line."""
        if not old or self.line.count(old) != 1:
            return []
        at = self.start + self.line.index(old)
        return [(at, at + len(old), new)]


@dataclass(frozen=True, slots=True)
class Mending:
    """One way to put one kind of problem right.

    `did` says what was done. `message` is found in what the problem says. `mend` gives the pieces to
    change, none where it is not sure. `opens` is for what makes settings readable, which may bring
    others of their problems to light, and `respells` for what changes words and not only signs.
    """

    did: str
    message: re.Pattern[str]
    mend: Callable[[Spot], Splices]
    opens: bool = False
    respells: bool = False
