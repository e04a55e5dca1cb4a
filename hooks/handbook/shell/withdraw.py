"""A name withdrawn in `data/people.yml` by its fingerprint, with every other byte as it was."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from handbook.find.acknowledged import visible
from handbook.find.people import fingerprint
from handbook.model import Person, name_key
from handbook.model.refused import Refused
from handbook.read import data, settings
from handbook.read.checks import is_fingerprint
from handbook.read.entries import added, end, found
from handbook.read.source import spliced
from handbook.shell import entries

FILE = f"data/{data.PEOPLE}"
HEADING = """\
# yaml-language-server: $schema=schemas/people.schema.json
#
# Names as people spell them, and who asked not to be named. `handbook withdraw` writes an entry here.
"""


def withdraw(root: Path, name: str, shown_as: str, today: date) -> Person:
    """Write that a name is withdrawn, and give the entry that is now in the file for it.

    An entry for the same name, and the other spellings in it, become fingerprints. Raises Refused where
    the file cannot be written.
    """
    if sum(sign.isalnum() for sign in name) < 2:
        raise Refused("this is too short to be found as a name. Write the name as it stands in the book.")
    if f"-{name_key(name)}-" in f"-{name_key(shown_as)}-":
        raise Refused("the words to show in its place say the name itself. Choose others.")
    former, held = entries.held(root, data.PEOPLE, data.people)
    key = fingerprint(name)
    there = _there(held, name)
    before = held.get(there, Person())
    also = tuple(dict.fromkeys(_printed(other) for other in (there, *before.also) if other))
    entry = replace(
        before,
        also=tuple(other for other in also if other != key),
        withdrawn=before.withdrawn or today.isoformat(),
        shown_as=_shown(shown_as) or before.shown_as,
    )
    content = written(former or HEADING.encode(), there, key, entry)
    meant = {old: who for old, who in held.items() if old != there} | {key: entry}
    by_hand = f"Take the name out by hand, and add this entry:\n\n{_lines(key, entry)}"
    entries.write(root, data.PEOPLE, data.people, content, meant, by_hand)
    return entry


def _there(held: dict[str, Person], name: str) -> str:
    """The key of the entry that has the name already, in whatever spelling, or nothing."""
    same = {name_key(name), fingerprint(name)}
    for key, who in held.items():
        if any(other in same or name_key(other) in same for other in (key, *who.also)):
            return key
    return ""


def _printed(name: str) -> str:
    return name if is_fingerprint(name) else fingerprint(name)


def _shown(words: str) -> str:
    words = visible(words)
    if words:
        node = settings.Node({"shown_as": settings.Node(words, 1, 1)}, 1, 1)
        entry, wrong = settings.validate(Person, node, FILE)
        if entry is None:
            raise Refused(wrong[0].message)
    return words


def written(content: bytes, there: str, key: str, entry: Person) -> bytes | None:
    """The file with the entry in the place of the one that is `there`, else at its end.

    None where the file is written in a way that cannot be changed.
    """
    if not there:
        return added(content, _lines(key, entry))
    pair = found(content, there)
    if pair is None:
        return None
    name, value = pair
    at = (name.start_mark.index, end(value))
    return spliced(content, [(*at, _lines(key, entry).rstrip("\n"))])


def _lines(key: str, entry: Person) -> str:
    facts = ""
    for name, value in asdict(entry).items():
        if value:
            facts += f"  {name}: {json.dumps(value, ensure_ascii=False)}\n"
    return f'"{key}":\n{facts}'
