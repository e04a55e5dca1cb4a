"""Lists of people who take part, which lie outside every repository: only what must not get out of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from handbook.model import Place, Problem
from handbook.read import contacts, table

_REACHED = ("email", "phone", "video")
_NAMES = {
    "e mail": "email",
    "email address": "email",
    "e mail address": "email",
    "mail": "email",
    "telephone": "phone",
    "telephone number": "phone",
    "tel": "phone",
    "mobile": "phone",
    "mobile number": "phone",
    "mobile phone": "phone",
    "phone number": "phone",
    "full name": "name",
    "skype": "video",
}
"""Other words that people write at the head of a column."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Names, e-mail addresses and phone numbers, and other handles, of people who take part.

    Names are as `words_of` them; addresses and numbers as `contacts.normal` gives them.
    """

    names: frozenset[tuple[str, ...]] = frozenset()
    reached: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.names or self.reached or self.handles)

    def __or__(self, other: Roster) -> Roster:
        return Roster(self.names | other.names, self.reached | other.reached, self.handles | other.handles)

    def __repr__(self) -> str:
        return "Roster(…)"


NOBODY = Roster()
APOSTROPHE = re.compile("['\u2018\u2019\u02bc]")
"""Inside a name it is often left out."""


def words_of(name: str) -> tuple[str, ...]:
    """A name by its words, in small letters without accents."""
    return tuple(re.findall(r"[^\W_]+", APOSTROPHE.sub("", contacts.folded(name))))


def read(place: Place, content: bytes) -> tuple[Roster, list[Problem]]:
    """What a list of people holds, and one line where it cannot be read; no message says a value."""
    try:
        rows = [row.cells for row in table.rows(content)]
    except table.TooMuch as much:
        advice = "Save it in parts, each as people.csv in a folder of its own."
        message = f"this list has more than {much.most}, so {_UNGUARDED}. {advice}"
        return Roster(), [Problem(place, message)]
    except table.Unreadable:
        message = f"this list cannot be read, so {_UNGUARDED}. Save it as CSV in UTF-8."
        return Roster(), [Problem(place, message)]
    heads, problems = header(rows[0]) if rows else [], []
    if "name" not in heads:
        message = (
            f"this list has no column 'name' in its first line, so {_UNGUARDED}. "
            "Write one: name, email, phone, video."
        )
        return Roster(), [Problem(place, message)]
    if {*_REACHED}.isdisjoint(heads):
        message = (
            "this list has no column 'email', 'phone' or 'video' in its first line, so only names are "
            "guarded. Write one where people have given them."
        )
        problems.append(Problem(place, message, "note"))
    cells = [
        (head, cell.strip())
        for row in rows[1:]
        for head, cell in zip(heads, row, strict=False)
        if cell.strip()
    ]
    told = [(head, cell, contacts.normal(cell)) for head, cell in cells if head in _REACHED]
    # One word is part of other people's names, and of everyday speech.
    names = {words for head, cell in cells if head == "name" and len(words := words_of(cell)) > 1}
    handles = {cell.casefold() for _, cell, normal in told if not normal and _is_handle(cell)}
    return Roster(frozenset(names), frozenset(n for *_, n in told if n), frozenset(handles)), problems


_UNGUARDED = "nobody on it is guarded"


def _is_handle(cell: str) -> bool:
    return (
        len(cell) >= 5 and not cell.isspace() and cell.casefold() not in ("skype", "google", "email", "phone")
    )


def header(row: Iterable[str]) -> list[str]:
    """The columns by the names we know them by."""
    heads = [" ".join(re.findall(r"[a-z]+", cell.casefold())) for cell in row]
    return [_NAMES.get(head, head) for head in heads]


def is_one(content: bytes) -> bool:
    """Whether a table of any name is a list of people with their addresses."""
    try:
        rows = [row.cells for row in islice(table.rows(content[: table.LARGEST]), 200)]
    except table.Unreadable:
        return False
    heads = header(rows[0]) if rows else []
    if "name" in heads and not {*_REACHED}.isdisjoint(heads) and any(any(row) for row in rows[1:]):
        return True
    found = {c.value for row in rows for cell in row for c in contacts.contacts(cell) if not c.harmless}
    return len(found) >= 3
