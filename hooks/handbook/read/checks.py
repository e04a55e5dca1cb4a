"""What is wrong in a file of `data/` although it has the right form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from handbook.model import (
    Acknowledgement,
    Allowed,
    Figures,
    Instrument,
    LabelKind,
    Person,
    Place,
    Problem,
    PublicPairs,
    PublicRound,
    PublicTeam,
    Source,
    name_key,
)
from handbook.model.practices import FEWEST
from handbook.read import contacts, settings

is_key = re.compile(r"[\w:.-]+").fullmatch
"""Whether a page can name a source by this."""
is_fingerprint = re.compile(r"sha256:[0-9a-f]{64}").fullmatch
"""Whether this stands for a name without saying it."""
_is_version = re.compile(r"assessment/[a-z0-9]+(-[a-z0-9]+)*\.v[1-9][0-9]{0,2}\.yml").fullmatch
_is_round = re.compile(r"round [1-9][0-9]{0,4}").fullmatch


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
        yield Problem(replace(place, line=entry.keys["until"]), _no_day(value.until))
    if isinstance(value, PublicPairs):
        if not _is_round(name):
            message = (
                f"'{settings.shorten(name)}' is no round. Write 'round' and its number, such as 'round 3'."
            )
            yield Problem(place, message)
        if not _is_day(value.week):
            yield Problem(replace(place, line=entry.keys["week"]), _no_day(value.week))
        yield from _counts(place, value, entry)
    if isinstance(value, Figures) and not _is_day(value.day):
        yield Problem(replace(place, line=entry.keys["day"]), _no_day(value.day))
    for number, held in enumerate(value.rounds if isinstance(value, PublicTeam) else ()):
        if not _is_day(held.day):
            line = entry.value["rounds"].value[number].keys["day"]
            yield Problem(replace(place, line=line), _no_day(held.day))
        yield from _too_few(place, held, entry.value["rounds"].value[number].keys)


def of_instrument_name(place: Place, name: str) -> Iterator[Problem]:
    """A file whose name does not say which version of which instrument it is."""
    if not _is_version(name):
        message = (
            "the name of this file should say what it is and which version, such as "
            "'eight-principles.v1.yml'. Rename it."
        )
        yield Problem(place, message)


def of_instrument(place: Place, node: settings.Node, value: Instrument) -> Iterator[Problem]:
    """Statements that two dimensions claim, and dimensions that cannot be told apart."""
    parts = node.value["dimensions"]
    statements: dict[str, str] = {}
    keys: dict[str, str] = {}
    for name, part in value.dimensions.items():
        at = replace(place, line=parts.keys[name])
        if (other := keys.setdefault(name_key(name), name)) != name or not name_key(name):
            yield Problem(at, f"'{name}' cannot be told from '{other}'. Give it another name.")
        for key in part.statements:
            line = parts.value[name].value["statements"].keys[key]
            if key == "code" or key.startswith("then-"):
                message = f"'{key}' is kept for something else where answers stand. Give it another id."
                yield Problem(replace(place, line=line), message)
            if (owner := statements.setdefault(key, name)) != name:
                message = f"'{key}' belongs to '{owner}' and to '{name}'. Give one of them another id."
                yield Problem(replace(place, line=line), message)


def of_file(path: str, kind: type[Any], node: settings.Node, entries: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong between the entries of a file."""
    if kind is LabelKind:
        yield from _words(path, node, entries)
    if kind is Person:
        yield from _names(path, node, entries)


def _too_few(place: Place, held: PublicRound, lines: Mapping[str, int]) -> Iterator[Problem]:
    """A number that tells of too few people, and scores that too few stand behind."""
    if held.answered.isdecimal() and int(held.answered) < FEWEST:
        yield Problem(replace(place, line=lines["answered"]), _SMALL)
    if held.answered.startswith("fewer") and (held.scores or held.changes):
        message = (
            "so few answered that there are no scores for everybody: with them, somebody could work out what "
            "one person answered. Take out 'scores' and 'changes'."
        )
        yield Problem(replace(place, line=lines["answered"]), message)


_SMALL = f"a number under {FEWEST} tells too much of too few. Write 'fewer than {FEWEST}'."


def _counts(place: Place, pairs: PublicPairs, entry: settings.Node) -> Iterator[Problem]:
    """Numbers so small, or so near to the one above them, that they tell of somebody; and impossible ones."""
    above = {"people": "", "groups": "", "answered": pairs.people, "met": pairs.answered}
    for key, whole in above.items():
        count = getattr(pairs, key)
        if not count.isdecimal():
            continue
        at = replace(place, line=entry.keys[key])
        if int(count) < FEWEST:
            yield Problem(at, _SMALL)
        rest = int(whole) - int(count) if whole.isdecimal() else FEWEST
        if rest < 0:
            yield Problem(at, f"these are more people than the {whole} they are part of. Check both numbers.")
        elif rest < FEWEST:
            message = (
                f"this says of fewer than {FEWEST} people that they are not among them. "
                f"Write 'all but fewer than {FEWEST}'."
            )
            yield Problem(at, message)


def _person(place: Place, name: str, who: Person, entry: settings.Node) -> Iterator[Problem]:
    """A day that does not exist, which leaves the name withdrawn, and what would leave it shown."""
    if who.withdrawn and not _is_day(who.withdrawn):
        yield Problem(replace(place, line=entry.keys["withdrawn"]), _no_day(who.withdrawn))
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


def _no_day(written: str) -> str:
    return f"there is no day '{written}'. Write another, such as 2027-06-01."


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
