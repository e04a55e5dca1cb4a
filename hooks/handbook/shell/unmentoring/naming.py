"""Where a name still stands: in the handbook, and in files that somebody has put beside ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from handbook.find.leaks import as_text
from handbook.find.people import fingerprint
from handbook.practices.unmentoring import public
from handbook.practices.unmentoring.values import Person
from handbook.read import contacts, data, table
from handbook.read.data import PEOPLE as NAMES
from handbook.read.roster import spoken, words_of
from handbook.shell import entries
from handbook.shell.unmentoring.folder import AVOID, DRAFT, HISTORY, PEOPLE, Desk, Kept

_OURS = (PEOPLE, AVOID, HISTORY, DRAFT, ".lock")


def says(text: str, name: str) -> bool:
    """Whether a text says a name, in whatever way it is written."""
    said = f" {' '.join(words_of(contacts.decoded(text)))} "
    return any(f" {' '.join(way)} " in said for way in spoken(name))


def in_public(desk: Desk, name: str) -> list[str]:
    """The posts that say a name, and the list of public names if it does."""
    files = [*sorted((desk.root / public.FOLDER).glob("*.md")), desk.root / "data" / NAMES]
    return [
        path.relative_to(desk.root).as_posix()
        for path in files
        if name and path.is_file() and says(as_text(path.read_bytes()), name)
    ]


def no_more(desk: Desk, kept: Kept) -> Iterator[str]:
    """Posts that name somebody of their group who does not allow it any more."""
    gone = withdrawn(desk)
    for output in kept.ledger.outputs:
        path = desk.root / public.FOLDER / Path(output.published).name
        if not output.published or not path.is_file():
            continue
        text = as_text(path.read_bytes())
        group = (kept.person(who) for who in public.members(output, kept.ledger.rounds[output.round - 1]))
        if any(
            one and not one.names_ok and fingerprint(one.name) not in gone and says(text, one.name)
            for one in group
        ):
            yield (
                f"{path.relative_to(desk.root).as_posix()}: this names somebody who is on your list with "
                "'no' for 'names_ok'. Take the name out there, or have other words shown: handbook withdraw"
            )


def withdrawn(desk: Desk) -> set[str]:
    """Fingerprints of names that are not to be shown."""
    _, held = entries.held(desk.root, data.PEOPLE, data.people)
    gone = [(key, *who.also) for key, who in held.items() if who.withdrawn]
    return {print_ for names in gone for name in names for print_ in (name, fingerprint(name))}


def beside(desk: Desk, person: Person, ours: set[str]) -> list[str]:
    """Files in the coordinator's folder, none of ours, that say who somebody is or cannot be looked into."""
    found = []
    for path in sorted(desk.room.path.rglob("*")):
        name = path.relative_to(desk.room.path).as_posix()
        if path.is_file() and name not in {*_OURS, *ours} and not name.startswith((".next/", ".ready/")):
            content = path.read_bytes()
            # Some programs write two bytes for each letter.
            text = f"{path.stem}\n{as_text(content.replace(bytes(1), b''))}"
            low, ways = text.casefold(), {one.casefold() for one in (person.email, person.phone) if one}
            if table.is_spreadsheet(content) or says(text, person.name) or any(way in low for way in ways):
                found.append(name)
    return found
