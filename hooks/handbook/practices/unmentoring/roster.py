"""The list of people who take part, and of those who should not meet: read, brought together, written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from handbook.model import Place, Problem
from handbook.practices.unmentoring.rows import COLUMNS, FIRST, Reader, known
from handbook.practices.unmentoring.rows import heads as heads_of
from handbook.practices.unmentoring.values import Pair, Person
from handbook.read import contacts, table
from handbook.read.roster import header, words_of
from handbook.show.phrases import number_of_people
from handbook.show.table import as_csv as written

NO_CONSENT = "no day is known on which they asked to take part ('consent'), so they are not drawn"
_UNGUARDED = "a name of one word, or of initials, is not looked for in the pages of the handbook"
_ID_HEADS = frozenset("id ids person one other first second a b avoids".split())
"""What people may call the columns of the avoid list."""


def read(
    place: Place, content: bytes, phone_only: bool = False, today: date | None = None
) -> tuple[list[Person], list[Problem]]:
    """Everybody whose row can be read, and all that is wrong, by its line and never by what stands there.

    Rows without an id have people without one. With `today`, a bare 'yes' counts as said then: for lists
    that are just being taken over. `phone_only` lets people be reached by phone alone.
    """
    try:
        rows = [*table.rows(content)]
    except table.Unreadable as why:
        return [], [Problem(place, str(why))]
    if not rows:
        return [], [Problem(place, f"this file is empty. Its first line names the columns: {FIRST}.")]
    heads, problems = heads_of(replace(place, line=rows[0].line), rows[0].cells)
    if any(problem.level != "note" for problem in problems):
        return [], problems
    found = []
    for row in rows[1:]:
        here = replace(place, line=row.line)
        reader = Reader(dict(zip(heads, row.cells, strict=False)))
        person = reader.person(phone_only, today)
        if any(cell.strip() for cell in row.cells[len(heads) :]):
            reader.faults.append(
                "this row has more cells than the first line. If a comma stands in one of them, put "
                "quotation marks around that cell."
            )
        problems += [Problem(here, fault) for fault in reader.faults]
        if not reader.faults:
            found.append((here, person, reader))
    kept, doubles = _once([(here, person) for here, person, _ in found])
    remarks = [(here, note) for here, _, reader in found for note in reader.notes]
    # Where a list that is taken over says nothing of it, somebody's day may be known already.
    if "consent" in heads or not today:
        remarks += [(here, NO_CONSENT) for here, person in kept if not person.consent]
    remarks += [(here, _UNGUARDED) for here, person in kept if not _is_guarded(person)]
    problems += [*doubles, *_together(remarks), *_alike(kept)]
    return [person for _, person in kept], sorted(problems)


def _is_guarded(person: Person) -> bool:
    return sum(len(word) > 1 for word in words_of(person.name)) > 1


def _keys(person: Person) -> Iterator[tuple[str, ...]]:
    """What nobody shares with anybody else; a household may share a phone."""
    if person.email:
        yield ("email", "".join(person.email.casefold().split()))
    elif person.phone:
        yield ("phone", contacts.normal(person.phone) or person.phone, *words_of(person.name))


def _is_same(one: Person, other: Person) -> bool:
    return words_of(one.name) == words_of(other.name) or not {*_keys(one)}.isdisjoint(_keys(other))


def _once(found: Sequence[tuple[Place, Person]]) -> tuple[list[tuple[Place, Person]], list[Problem]]:
    """Everybody once, as their newest row has them, under the id of the first that has one."""
    kept: dict[tuple[str, ...], tuple[Place, Person]] = {}
    problems: list[Problem] = []
    for here, person in found:
        key = next(_keys(person))
        former = kept.pop(key, None)
        if former:
            what = "e-mail address" if person.email else "name and phone number"
            message = f"line {former[0].line} has the same {what}; only this newer row counts."
            problems.append(Problem(here, message, "note"))
        kept[key] = (here, replace(person, id=person.id or former[1].id) if former else person)
    ids: dict[str, Place] = {}
    for here, person in kept.values():
        if person.id and ids.setdefault(person.id, here) is not here:
            message = f"line {ids[person.id].line} has the same id. Clear one of them, and a new one is made."
            problems.append(Problem(here, message))
    return [*kept.values()], problems


def _alike(kept: Sequence[tuple[Place, Person]]) -> Iterator[Problem]:
    """Notes about rows that may be one person's: the same name, or the same phone without an address."""
    for what, key in (
        ("name", lambda one: words_of(one.name)),
        ("phone number", lambda one: () if one.email else contacts.normal(one.phone) or one.phone),
    ):
        first: dict[Any, int] = {}
        for here, person in kept:
            line = first.setdefault(key(person), here.line)
            if key(person) and line != here.line:
                message = f"line {line} has the same {what}. If that is one person, take one of the rows out."
                yield Problem(here, message, "note")


def _together(remarks: Sequence[tuple[Place, str]]) -> Iterator[Problem]:
    """Each note once, at the first of its lines."""
    for note in dict.fromkeys(note for _, note in remarks):
        places = sorted(here for here, other in remarks if other == note)
        lines = ", ".join(str(here.line) for here in places[:10]) + (", …" if len(places) > 10 else "")
        count = f"{len(places)} people (lines {lines})" if len(places) > 1 else "1 person"
        yield Problem(places[0], f"{count}: {note}.", "note")


# Brought together


def columns(content: bytes) -> frozenset[str]:
    """The columns that a list has, by our own names; what it lacks, it says nothing of."""
    try:
        row = next(table.rows(content), None)
    except table.Unreadable:
        return frozenset()
    return frozenset(filter(None, known(row.cells if row else ())))


def merged(
    present: Sequence[Person],
    incoming: Sequence[Person],
    token: Callable[[], str],
    said: Collection[str] = COLUMNS,
    taken: Collection[str] = (),
) -> tuple[list[Person], list[str]]:
    """Everybody once, and what has become of the list in plain sentences.

    Somebody who is there, by e-mail address, or without one by name and phone, or by id and name, keeps the
    id and all that `said`, the columns of the incoming list, does not name. Others get an id from `token`
    that is not among `taken`, the ids of people who have left.
    """
    ids = {*taken, *(one.id for one in present)}

    def new_id() -> str:
        while (made := token()) in ids:
            pass
        ids.add(made)
        return made

    people = {one.id: one for one in (replace(one, id=one.id or new_id()) for one in present)}
    places = {key: one.id for one in people.values() for key in _keys(one)}
    new = changed = same = 0
    for one in incoming:
        former = people.get(next((places[key] for key in _keys(one) if key in places), one.id))
        # Forms number their rows, and call that an id as well.
        if former and former.id == one.id and not _is_same(former, one):
            former = None
        if former:
            now = replace(former, **{name: getattr(one, name) for name in {*said} - {"id"}})
            now = replace(now, share=tuple(channel for channel in now.share if getattr(now, channel)))
            changed, same = changed + (now != former), same + (now == former)
        else:
            now, new = replace(one, id=new_id()), new + 1
        people[now.id] = now
        places |= dict.fromkeys(_keys(now), now.id)
    told = ((new, "new"), (changed, "brought up to date"), (same, "as before"))
    are = (
        f"{number_of_people(count)} {'is' if count == 1 else 'are'} {what}." for count, what in told if count
    )
    return [*people.values()], [*are]


def as_csv(people: Collection[Person]) -> str:
    """The list as a spreadsheet opens it and `read` reads it."""
    rows = [[_written(column, getattr(person, column)) for column in COLUMNS] for person in people]
    # Without this sign some spreadsheets take every accent for two other letters.
    return "\ufeff" + written([COLUMNS, *rows])


def _written(column: str, value: object) -> object:
    if isinstance(value, tuple):
        return "; ".join(value) or "none"
    if column == "consent" and value:
        # A day alone would be turned round by spreadsheets in other countries.
        return f"yes, {value}"
    return value if value is not None else ""


# Who should not meet


def avoid(place: Place, content: bytes, known: Collection[str]) -> tuple[frozenset[Pair], list[Problem]]:
    """Pairs of ids that are never drawn together, two in each row, and what is wrong with the list."""
    try:
        rows = [*table.rows(content)]
    except table.Unreadable as why:
        return frozenset(), [Problem(place, str(why))]
    pairs, problems = set(), []
    for number, row in enumerate(rows):
        ids = [cell.strip().lower() for cell in row.cells if cell.strip()]
        if number == 0 and not {*ids} & {*known} and {*header(row.cells)} - {""} <= _ID_HEADS:
            continue
        fault = ""
        if len(ids) != 2:
            fault = "this row needs two ids, such as people.csv has in its column 'id'."
        elif ids[0] == ids[1]:
            fault = "both ids of this row are the same. Write those of two people, or delete the row."
        elif not {*ids} <= {*known}:
            fault = (
                "an id of this row is not in people.csv. Correct it; if somebody has left, delete the row."
            )
        if fault:
            problems.append(Problem(replace(place, line=row.line), fault))
        else:
            pairs.add(frozenset(ids))
    return frozenset(pairs), problems
