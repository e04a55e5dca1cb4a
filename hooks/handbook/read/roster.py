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

    Names are as `words_of` them; addresses and numbers as `contacts.normal` gives them. A name of one word
    is not among `names`, since that is part of other people's names, and of everyday speech.
    """

    names: frozenset[tuple[str, ...]] = frozenset()
    reached: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.names or self.reached or self.handles)

    def __or__(self, other: Roster) -> Roster:
        return Roster(
            self.names | other.names,
            self.reached | other.reached,
            self.handles | other.handles,
            self.single | other.single,
        )

    def __repr__(self) -> str:
        return "Roster(…)"


NOBODY = Roster()
APOSTROPHE = re.compile("['\u2018\u2019\u02bc]")
"""Inside a name it is often left out."""
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor cllr councillor sir dame lord lady rev revd reverend fr sr "
    "mbe obe cbe phd jr jnr snr esq".split()
)
"""What stands around a name and is left out as often as not."""
_SERVICE = re.compile(
    r"\A(?:skype|zoom|teams|whatsapp|signal|telegram|facetime|discord|[\w ]{2,20}:)[\s:]+", re.I
)
_WHERE = re.compile(r"\s+\([\w ]+\)$")
_EXTENSION = re.compile(r"\s*(?:extension|ext|x)\.?\s*\d{1,6}$", re.I)
_OUR_ID = re.compile(r"[bcdfghjkmnpqrstvwxz]{5}")
"""An id that no word of any language is taken for; others may be."""


def words_of(name: str) -> tuple[str, ...]:
    """A name by its words, in small letters without accents."""
    return tuple(re.findall(r"[^\W_]+", APOSTROPHE.sub("", contacts.folded(name))))


def spoken(name: str) -> frozenset[tuple[str, ...]]:
    """The ways to say a name: as it is written, without titles, and with a last word before a comma last."""
    last, comma, first = name.partition(",")
    ways = (words_of(name), words_of(f"{first} {last}") if comma else ())
    bare = (tuple(word for word in way if word not in _TITLES) for way in ways)
    return frozenset(way for way in (*ways, *bare) if way)


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
    told = [
        (head, cell, contacts.normal(_EXTENSION.sub("", cell))) for head, cell in cells if head in _REACHED
    ]
    names = {way for head, cell in cells if head == "name" for way in spoken(cell)}
    ids = {cell.casefold() for head, cell in cells if head == "id" and _OUR_ID.fullmatch(cell.casefold())}
    handles = {handle for _, cell, normal in told if not normal for handle in _handles(cell)} | ids
    return Roster(
        frozenset(words for words in names if len(words) > 1),
        frozenset(n for *_, n in told if n),
        frozenset(handles),
        frozenset(words[0] for words in names if len(words) == 1),
    ), problems


_UNGUARDED = "nobody on it is guarded"


def _handles(cell: str) -> list[str]:
    """A handle as it is written, and without the name of the service it is for."""
    alone = _WHERE.sub("", _SERVICE.sub("", cell, count=1))
    return [words.casefold() for words in dict.fromkeys((cell, alone)) if _is_handle(words)]


def _is_handle(cell: str) -> bool:
    return (
        len(cell) >= 5 and not cell.isspace() and cell.casefold() not in ("skype", "google", "email", "phone")
    )


def header(row: Iterable[str]) -> list[str]:
    """The columns by the names we know them by."""
    heads = [" ".join(re.findall(r"[a-z]+", cell.casefold())) for cell in row]
    return [_NAMES.get(head, head) for head in heads]


def is_history(content: bytes) -> bool:
    """Whether this is what a coordinator keeps of rounds, or the draft of one: who has met, by their ids."""
    return b'"event":"round"' in content.replace(b"\\", b"").replace(b" ", b"")


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
