"""What is wrong in a file of `data/` although it has the right form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from handbook.model import Acknowledgement, Allowed, LabelKind, Person, Place, Problem, Source, name_key
from handbook.read import contacts, settings

is_key = re.compile(r"[\w:.-]+").fullmatch
"""Whether a page can name a source by this."""
is_fingerprint = re.compile(r"sha256:[0-9a-f]{64}").fullmatch
"""Whether this stands for a name without saying it."""


def of_name(place: Place, kind: type[Any], name: str) -> Iterator[Problem]:
    """An entry without a name, and one that no page could name."""
    if not name.strip() and kind is not Acknowledgement:
        yield Problem(place, "this entry has no name. Write one before the colon.")
    elif kind is Allowed and not is_fingerprint(name) and not contacts.normal(name):
        message = (
            "this is no e-mail address, phone number or fingerprint. Write here what everybody may read, "
            "as it stands on the page."
        )
        yield Problem(place, message)
    elif kind is Source and not is_key(name):
        message = (
            f"'{settings.shorten(name)}' cannot be cited, because a key has only letters, digits, '-', '_', "
            "'.' and ':'. Give it another."
        )
        yield Problem(place, message)


def of_entry(place: Place, name: str, value: Any, entry: settings.Node) -> Iterator[Problem]:
    """What is wrong in one entry, whose form is right."""
    if isinstance(value, Person):
        yield from _person(place, name, value, entry)
    if isinstance(value, Acknowledgement) and not _is_day(value.until):
        message = f"there is no day '{value.until}'. Write another, such as 2027-06-01."
        yield Problem(replace(place, line=entry.keys["until"]), message)


def of_file(path: str, kind: type[Any], node: settings.Node, entries: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong between the entries of a file."""
    if kind is LabelKind:
        yield from _words(path, node, entries)
    if kind is Person:
        yield from _names(path, node, entries)


def _person(place: Place, name: str, who: Person, entry: settings.Node) -> Iterator[Problem]:
    """A day that does not exist, which leaves the name withdrawn, and what would leave it shown."""
    if who.withdrawn and not _is_day(who.withdrawn):
        message = f"there is no day '{who.withdrawn}'. Write another, such as 2027-06-01."
        yield Problem(replace(place, line=entry.keys["withdrawn"]), message)
    if who.shown_as and not who.withdrawn:
        message = (
            "'shown_as' does nothing by itself, so this name is shown. "
            "Add a line 'withdrawn: ' with the day, such as 2027-06-01."
        )
        yield Problem(replace(place, line=entry.keys["shown_as"]), message, "stop")
    for written in (name, *who.also):
        if who.withdrawn and sum(sign.isalnum() for sign in written) < 2:
            message = (
                "a name of one letter cannot be found in the book, so it would still be shown. "
                "Write it as it stands there, or take it out of the book by hand."
            )
            yield Problem(place, message, "stop")
        elif who.withdrawn and f"-{name_key(written)}-" in f"-{name_key(who.shown_as)}-":
            message = "'shown_as' says the very name that is withdrawn. Write other words."
            yield Problem(replace(place, line=entry.keys["shown_as"]), message, "stop")
        if written.casefold().startswith("sha256:") and not is_fingerprint(written):
            message = (
                "a fingerprint is 'sha256:' and 64 of the signs 0 to 9 and a to f, so this one stands for no "
                "name. 'handbook withdraw' writes it whole."
            )
            yield Problem(place, message, "stop")


def _names(path: str, node: settings.Node, people: Mapping[str, Person]) -> Iterator[Problem]:
    """A name in two entries: nobody can tell which of the two holds. No message says the name."""
    owners: dict[str, str] = {}
    for name, who in people.items():
        for written in (name, *who.also):
            owner = owners.setdefault(name_key(written) or written, name)
            if owner != name:
                message = (
                    f"a name of this entry stands in line {node.keys[owner]} too. Keep it in one of them."
                )
                yield Problem(Place(path, node.keys[name]), message)


def _words(path: str, node: settings.Node, labels: Mapping[str, LabelKind]) -> Iterator[Problem]:
    """Words that no line can begin with, and words that two labels claim."""
    owners: dict[str, str] = {}
    for name in labels:
        entry = node.value[name].value
        also = [(item.value, item.line) for item in entry["also"].value] if "also" in entry else []
        for words, line in [(name, node.keys[name]), *also]:
            key = name_key(words)
            if not key:
                message = f"'{words}' has no letters, so no line can begin with it. Take it out."
                yield Problem(Place(path, line), message)
                continue
            owner = owners.setdefault(key, name)
            if owner != name:
                message = f"'{words}' belongs to '{owner}' and to '{name}'. Take it out of one."
                yield Problem(Place(path, line), message)


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
