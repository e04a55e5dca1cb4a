"""The files of `data/` to the vocabulary of the book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handbook.model import LabelKind, Place, Problem, Source, Status, Vocabulary, name_key
from handbook.read import raw, settings

FILES: tuple[tuple[str, type[Any], str, bool], ...] = (
    ("labels.yml", LabelKind, "a key of a label", True),
    ("statuses.yml", Status, "a key of a status", True),
    ("sources.yml", Source, "a key of a source", False),
)
"""Name in `data/`, format of an entry, what a key of it is called, and whether the file must be."""


def read(files: Mapping[str, bytes]) -> tuple[Vocabulary, list[Problem]]:
    """The vocabulary and all problems. A file that cannot be read stops the build.

    `files` maps names in `data/` to their contents; a missing `sources.yml` is an empty one.
    """
    problems: list[Problem] = []
    parts: list[dict[str, Any]] = []
    for name, kind, what, required in FILES:
        if name in files:
            entries, found = _entries(f"data/{name}", files[name], kind, what)
        else:
            entries, found = {}, []
            if required:
                found = [Problem(Place(f"data/{name}"), "this file is missing. Put it back.")]
        parts.append(entries)
        problems.extend(Problem(p.place, p.message, "stop") for p in found)
    labels, statuses, sources = parts
    problems.extend(_shared_words(labels))
    return Vocabulary(labels, statuses, sources), sorted(set(problems))


def _entries(path: str, content: bytes, kind: type[Any], what: str) -> tuple[dict[str, Any], list[Problem]]:
    text, problems = raw.decode(path, content, raw.DATA_BYTES)
    if problems:
        return {}, problems
    node, problems = settings.parse(text, path, limit=raw.DATA_BYTES)
    if node is None:
        return {}, problems
    if not isinstance(node.value, dict):
        shape = "a list" if isinstance(node.value, list) else "plain text"
        return {}, [
            Problem(
                Place(path),
                f"this file is {shape}. Every entry has the form 'name:' and indented lines of its own.",
            )
        ]
    if not node.value:
        return {}, [*problems, Problem(Place(path), "this file has no entries. Put them back.")]
    entries = {}
    for name, entry in node.value.items():
        if not isinstance(entry.value, dict):
            problems.append(
                Problem(
                    Place(path, node.keys[name]),
                    f"'{name}' needs indented lines of its own, each of the form 'key: value'.",
                )
            )
            continue
        value, invalid = settings.validate(kind, entry, path, what)
        problems.extend(invalid)
        if value is not None:
            entries[name] = value
    return entries, problems


def _shared_words(labels: Mapping[str, LabelKind]) -> list[Problem]:
    """Two labels that claim the same words: one of them would never be found."""
    owners: dict[str, str] = {}
    problems = []
    for name, kind in labels.items():
        for words in (name, *kind.also):
            owner = owners.setdefault(name_key(words), name)
            if owner != name:
                message = f"'{words}' belongs to '{owner}' and to '{name}'. Take it out of one."
                problems.append(Problem(Place("data/labels.yml"), message, "stop"))
    return problems
