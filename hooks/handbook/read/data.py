"""The files of `data/` to the vocabulary of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from handbook.model import (
    Acknowledgement,
    Allowed,
    Choices,
    Definition,
    Element,
    Figures,
    Instrument,
    Item,
    LabelKind,
    Level,
    Person,
    Place,
    Principle,
    Problem,
    PublicPairs,
    PublicTeam,
    Source,
    Status,
    Vocabulary,
)
from handbook.read import checks, raw, settings
from handbook.read.files import no_file

ACKNOWLEDGED = "acknowledged.yml"
PEOPLE = "people.yml"
ALLOWED = "allowed.yml"
UNMENTORING = "unmentoring.yml"
ASSESSMENTS = "assessments.yml"
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
    (ALLOWED, Allowed, "a key of an address", False),
    (UNMENTORING, PublicPairs, "a key of a round", False),
    (ASSESSMENTS, PublicTeam, "a key of a team", False),
    ("example.yml", Figures, "a key of a round", False),
)
"""Name in `data/`, format of an entry, what a key of it is called, and whether the file must be.

Without its ending a name is a field of `Vocabulary`.
"""
WHOLE = (Acknowledgement, PublicPairs, PublicTeam, Figures)
"""Formats of entries that count for nothing where anything in them is wrong."""
MAY_BE_EMPTY = (Acknowledgement, Person, Allowed, PublicPairs, PublicTeam)
"""Formats of files that can hold nothing but their comments."""

SETTINGS = "settings.yml"
INSTRUMENTS = "assessment/"
"""The folder of instruments, with a file for each."""
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
    instruments, unreadable = _instruments(files, lines)
    choices, found = _choices(files.get(SETTINGS))
    vocabulary = Vocabulary(**parts, instruments=instruments, settings=choices, lines=lines)
    return vocabulary, sorted({*problems, *unreadable, *found})


def acknowledgements(content: bytes) -> tuple[dict[str, Acknowledgement], list[Problem]]:
    """The entries of `acknowledged.yml`, and what is wrong with them."""
    return _entries(f"data/{ACKNOWLEDGED}", content, Acknowledgement, "a key of an entry")


def people(content: bytes) -> tuple[dict[str, Person], list[Problem]]:
    """The entries of `people.yml`, and what is wrong with them."""
    return _entries(f"data/{PEOPLE}", content, Person, "a key of a name")


def allowed(content: bytes) -> tuple[dict[str, Allowed], list[Problem]]:
    """The entries of `allowed.yml`, and what is wrong with them."""
    return _entries(f"data/{ALLOWED}", content, Allowed, "a key of an address")


def assessments(content: bytes) -> tuple[dict[str, PublicTeam], list[Problem]]:
    """The entries of `assessments.yml`, and what is wrong with them."""
    return _entries(f"data/{ASSESSMENTS}", content, PublicTeam, "a key of a team")


def instrument(name: str, content: bytes | str) -> tuple[Instrument | None, list[Problem]]:
    """An instrument by the name of its file in `data/`, and what is wrong with it."""
    return _instrument(name, content, {})


def _instruments(
    files: Mapping[str, bytes | str], lines: dict[tuple[str, ...], int]
) -> tuple[dict[str, Instrument], list[Problem]]:
    found, problems = {}, []
    for name in sorted(name for name in files if name.startswith(INSTRUMENTS)):
        value, wrong = _instrument(name, files[name], lines)
        problems += wrong
        if value is not None:
            found[name.removeprefix(INSTRUMENTS).removesuffix(".yml")] = value
    return found, problems


def _instrument(
    name: str, content: bytes | str, lines: dict[tuple[str, ...], int]
) -> tuple[Instrument | None, list[Problem]]:
    path = f"data/{name}"
    if isinstance(content, str):
        return None, [Problem(Place(path), no_file(content))]
    problems = [*checks.of_instrument_name(Place(path), name)]
    node, found = _mapping(path, content, "An instrument has lines of the form 'key: value'.")
    problems += found
    if node is None:
        return None, problems
    value, invalid = settings.validate(Instrument, node, path, "a key of an instrument")
    problems += invalid
    if value is None:
        return None, problems
    problems += checks.of_instrument(Place(path), node, value)
    dimensions = node.value["dimensions"]
    lines.update({(_file(path), key): line for key, line in dimensions.keys.items()})
    return (None if problems else value), problems


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
        problems.extend(checks.of_name(place, kind, name))
        if not isinstance(entry.value, dict):
            message = f"'{name}' needs indented lines of its own, each of the form 'key: value'."
            problems.append(Problem(place, message, "stop" if kind is Person else "problem"))
            continue
        value, invalid = settings.validate(kind, entry, path, what)
        problems.extend(replace(p, level="stop") if kind is Person else p for p in invalid)
        found = [*checks.of_entry(place, name, value, entry)]
        problems.extend(found)
        if value is not None and not (found and kind in WHOLE):
            entries[name] = value
            if lines is not None:
                lines.update({(_file(path), name, key): line for key, line in entry.keys.items()})
    problems.extend(checks.of_file(path, kind, node, entries))
    return entries, problems


def _file(path: str) -> str:
    """`sources` for `data/sources.yml`."""
    return path.removeprefix("data/").removesuffix(".yml")
