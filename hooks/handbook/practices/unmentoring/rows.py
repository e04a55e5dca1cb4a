"""One row of a list of people to a person, with what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from handbook.model import Place, Problem
from handbook.practices.unmentoring import cells
from handbook.practices.unmentoring.cells import Bad
from handbook.practices.unmentoring.values import Person
from handbook.read.roster import header

COLUMNS = tuple(part.name for part in fields(Person))
"""The columns of `people.csv`, in our own order; people may have them in any."""
FIRST = "name, email, phone, video, organisation, share, every, away_until, consent, names_ok"
"""What a list may say of people, as messages tell it."""
_HEADS = {name.replace("_", " "): name for name in COLUMNS} | {
    "organization": "organisation",
    "google id": "video",
    "zoom": "video",
    "how often": "every",
    "away": "away_until",
}
_CELLS: Mapping[str, Callable[[str], Any]] = {
    "id": cells.an_id,
    "name": cells.name,
    "email": cells.email,
    "phone": cells.phone,
    "every": cells.every,
    "away_until": lambda words: cells.day(words) if words else None,
    "names_ok": cells.yes,
    "reserve": cells.yes,
}
"""How a cell becomes a value; `share` and `consent` need more than their own cell."""
_SLASHES = "days with slashes are read with the day first and the month second"
_SHARES_NOTHING = "no partner may see how to reach them ('share'); ask what they would like"
_LAST = ("share", "consent")


def known(row: Sequence[str]) -> list[str]:
    """The columns by our own names, and nothing for one we do not know."""
    return [_HEADS.get(head, "") for head in header(row)]


def heads(place: Place, row: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """The columns by our own names, and what is wrong with that line."""
    found = known(row)
    problems = [
        Problem(place, f"column {number} has a name we do not know; it is left out.", "note")
        for number, (head, cell) in enumerate(zip(found, row, strict=True), 1)
        if cell.strip() and not head
    ]
    if "name" not in found:
        message = f"there is no column 'name' in this line. It has to name the columns: {FIRST}."
        problems.append(Problem(place, message))
    for name in dict.fromkeys(head for head in found if head and found.count(head) > 1):
        which = [str(number) for number, head in enumerate(found, 1) if head == name]
        message = f"columns {' and '.join(which)} are both '{name}'. Take one of them out."
        problems.append(Problem(place, message))
    return found, problems


class Reader:
    """One row on its way to a person, with what is wrong with it and what is worth a look."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self.row = row
        self.faults: list[str] = []
        self.notes: list[str] = []

    def cell(self, column: str, value: Callable[[str], Any]) -> Any:
        """What a cell holds; what cannot be meant is taken down, and stands for an empty one."""
        try:
            return value(cells.tidy(self.row.get(column, "")))
        except Bad as bad:
            self.faults.append(f"column '{column}' {bad}")
            return None

    def person(self, phone_only: bool, today: date | None) -> Person:
        """Somebody as the row has them; not to be used where there are faults."""
        found = {
            column: self.cell(column, _CELLS.get(column, str)) for column in COLUMNS if column not in _LAST
        }
        found["share"] = self.share(found)
        found["consent"] = self.consent(today)
        if any(cells.with_slashes(self.row.get(column, "")) for column in ("consent", "away_until")):
            self.notes.append(_SLASHES)
        if found["email"] == "" and not phone_only:
            self.faults.append(
                "column 'email' is empty. Write the address that letters go to; or, for whoever has only a "
                "phone, put --allow-phone-only behind the command."
            )
        elif found["email"] == found["phone"] == "":
            self.faults.append("columns 'email' and 'phone' are both empty. Write one way to reach them.")
        return Person(**found)

    def share(self, found: Mapping[str, Any]) -> Any:
        """What partners may see. Nobody's number is shared just because there is no address."""
        if not self.row.get("share", "").strip():
            share = ("email",) if found["email"] else ()
        else:
            share = self.cell("share", cells.share) or ()
        for channel in share:
            if found[channel] == "":
                self.faults.append(
                    f"column 'share' names {channel}, and column '{channel}' is empty. Fill that in, or take "
                    "it out of 'share'."
                )
        if not share and not self.row.get("share", "").strip():
            self.notes.append(_SHARES_NOTHING)
        return share

    def consent(self, today: date | None) -> date | None:
        """The day they asked to take part."""
        said, day = self.cell("consent", cells.consent) or (False, None)
        if day and today and day > today:
            self.faults.append("column 'consent' holds a day that is still to come. Write when they asked.")
        if said and not day:
            self.notes.append(
                "'yes' stands without a day ('consent'), so today's is taken"
                if today
                else "'yes' needs the day on which they said so ('consent'), such as 'yes, 2026-01-05'"
            )
        return day or (today if said else None)
