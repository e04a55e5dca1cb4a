"""The files of `data/` to the vocabulary of the book."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from handbook.model import (
    Acknowledgement,
    Choices,
    Definition,
    Element,
    Item,
    LabelKind,
    Level,
    Person,
    Place,
    Principle,
    Problem,
    Source,
    Status,
    Vocabulary,
    name_key,
)
from handbook.read import raw, settings
from handbook.read.files import no_file

ACKNOWLEDGED = "acknowledged.yml"
PEOPLE = "people.yml"
FILES: tuple[tuple[str, type[Any], str, bool], ...] = (
    ("labels.yml", LabelKind, "a key of a label", True),
    ("statuses.yml", Status, "a key of a status", True),
    ("sources.yml", Source, "a key of a source", False),
    (ACKNOWLEDGED, Acknowledgement, "a key of an entry", False),
    ("inventory.yml", Item, "a key of an item", False),
    ("elements.yml", Element, "a key of an element", False),
    ("definitions.yml", Definition, "a key of a definition", False),
    ("principles.yml", Principle, "a key of a principle", False),
    (PEOPLE, Person, "a key of a name", False),
)
"""Name in `data/`, format of an entry, what a key of it is called, and whether the file must be.

Without its ending a name is a field of `Vocabulary`.
"""
MAY_BE_EMPTY = (Acknowledgement, Person)
"""Formats of files that can hold nothing but their comments."""

SETTINGS = "settings.yml"
MISSING = "this file is missing. Put it back."


def read(files: Mapping[str, bytes | str]) -> tuple[Vocabulary, list[Problem]]:
    """The vocabulary and all problems. Labels or statuses that cannot be read stop the build.

    `files` maps names in `data/` to their contents, or to the kind of thing that lies there in
    place of a file; where one of the others is missing, it is an empty one.
    """
    problems: list[Problem] = []
    parts: dict[str, dict[str, Any]] = {}
    lines: dict[tuple[str, ...], int] = {}
    for name, kind, what, required in FILES:
        content = files.get(name)
        if isinstance(content, bytes):
            entries, found = _entries(f"data/{name}", content, kind, what, lines)
        elif content is not None:
            entries, found = {}, [Problem(Place(f"data/{name}"), no_file(content))]
        else:
            entries, found = {}, []
            if required:
                found = [Problem(Place(f"data/{name}"), MISSING)]
        parts[name.removesuffix(".yml")] = entries
        # Without any labels or statuses there is no book; one wrong entry leaves the others.
        level: Level = "problem" if entries or not required else "stop"
        # Who withdrew a name must not be shown by it because of a slip in the file.
        unsafe = name == PEOPLE and any(p.level == "stop" for p in found)
        problems.extend(Problem(p.place, p.message, "stop" if unsafe else level) for p in found)
    choices, found = _choices(files.get(SETTINGS))
    return Vocabulary(**parts, settings=choices, lines=lines), sorted({*problems, *found})


def acknowledgements(content: bytes) -> tuple[dict[str, Acknowledgement], list[Problem]]:
    """The entries of `acknowledged.yml`, and what is wrong with them."""
    return _entries(f"data/{ACKNOWLEDGED}", content, Acknowledgement, "a key of an entry")


def people(content: bytes) -> tuple[dict[str, Person], list[Problem]]:
    """The entries of `people.yml`, and what is wrong with them."""
    return _entries(f"data/{PEOPLE}", content, Person, "a key of a name")


def lines(content: bytes | str | None) -> Mapping[str, int]:
    """Where each entry of a file begins, as far as it can be read."""
    if not isinstance(content, bytes):
        return {}
    node = _mapping("", content, "")[0]
    return node.keys if node else {}


def _choices(content: bytes | str | None) -> tuple[Choices, list[Problem]]:
    path = f"data/{SETTINGS}"
    if content is None:
        return Choices(), []
    if isinstance(content, str):
        return Choices(), [Problem(Place(path), no_file(content))]
    node, problems = _mapping(path, content, "Every setting has the form 'key: value'.")
    if node is None:
        return Choices(), problems
    choices, invalid = settings.validate(Choices, node, path)
    return choices or Choices(), [*problems, *invalid]


def _mapping(path: str, content: bytes, form: str) -> tuple[settings.Node | None, list[Problem]]:
    """The file as a mapping, or None where it is something else; `form` says what it should be."""
    node, problems = _parsed(path, content)
    if node is not None and not isinstance(node.value, dict):
        shape = "a list" if isinstance(node.value, list) else "plain text"
        return None, [Problem(Place(path), f"this file is {shape}. {form}")]
    return node, [*problems]


@lru_cache(maxsize=32)
def _parsed(path: str, content: bytes) -> tuple[settings.Node | None, tuple[Problem, ...]]:
    """The file as nodes, kept because a build asks twice: history reads the labels before the book does."""
    if len(content) > raw.DATA_BYTES:
        message = f"this file has more than {raw.DATA_BYTES:,} bytes, the most we read. Shorten it."
        return None, (Problem(Place(path), message),)
    text, problems = raw.decode(path, content, raw.DATA_BYTES)
    if problems:
        return None, tuple(problems)
    node, problems = settings.parse(text, path, limit=raw.DATA_BYTES)
    return node, tuple(problems)


def _entries(
    path: str, content: bytes, kind: type[Any], what: str, lines: dict[tuple[str, ...], int] | None = None
) -> tuple[dict[str, Any], list[Problem]]:
    """The entries of a file, and what is wrong with them; `lines` takes down where they stand."""
    node, problems = _mapping(
        path, content, "Every entry has the form 'name:' and indented lines of its own."
    )
    if kind is Person:
        problems = [replace(problem, level="stop") for problem in problems]
    if node is None:
        return {}, problems
    if not node.value and kind in MAY_BE_EMPTY:
        return {}, problems
    if not node.value:
        either = "Put them back." if kind in (LabelKind, Status) else "Put them back, or delete the file."
        return {}, [*problems, Problem(Place(path), f"this file has no entries. {either}")]
    entries = {}
    for name, entry in node.value.items():
        place = Place(path, node.keys[name])
        if lines is not None:
            # Also of one that cannot be read: it is there, and whoever names it is not wrong.
            lines[_file(path), name] = place.line
        if wrong := _no_name(kind, name):
            problems.append(Problem(place, wrong))
        if not isinstance(entry.value, dict):
            message = f"'{name}' needs indented lines of its own, each of the form 'key: value'."
            problems.append(Problem(place, message, "stop" if kind is Person else "problem"))
            continue
        value, invalid = settings.validate(kind, entry, path, what)
        problems.extend(replace(p, level="stop") if kind is Person else p for p in invalid)
        if isinstance(value, Person):
            problems.extend(_person(place, name, value, entry))
        if isinstance(value, Acknowledgement) and not _is_day(value.until):
            line = entry.keys["until"]
            message = f"there is no day '{value.until}'. Write another, such as 2027-06-01."
            problems.append(Problem(Place(path, line), message))
        elif value is not None:
            entries[name] = value
            if lines is not None:
                lines.update({(_file(path), name, key): line for key, line in entry.keys.items()})
    if kind is LabelKind:
        problems.extend(_words(path, node, entries))
    if kind is Person:
        problems.extend(_names(path, node, entries))
    return entries, problems


def _file(path: str) -> str:
    """`sources` for `data/sources.yml`."""
    return path.removeprefix("data/").removesuffix(".yml")


def _no_name(kind: type[Any], name: str) -> str:
    """What is wrong with the name of an entry, or nothing."""
    if not name.strip() and kind is not Acknowledgement:
        return "this entry has no name. Write one before the colon."
    if kind is Source and not is_key(name):
        return (
            f"'{settings.shorten(name)}' cannot be cited, because a key has only letters, digits, '-', '_', "
            "'.' and ':'. Give it another."
        )
    return ""


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


is_key = re.compile(r"[\w:.-]+").fullmatch
"""Whether a page can name a source by this."""
is_fingerprint = re.compile(r"sha256:[0-9a-f]{64}").fullmatch
"""Whether this stands for a name without saying it."""


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


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
