"""Definitions side by side: what each asks for, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handbook.model import Vocabulary

SETTLED = "verified"


@dataclass(frozen=True, slots=True)
class Row:
    """An element by its name, and for each definition whether it asks for that."""

    element: str
    asked: tuple[bool, ...]

    @property
    def sum(self) -> int:
        """How many definitions ask for it."""
        return sum(self.asked)


def matrix(vocabulary: Vocabulary) -> tuple[Row, ...]:
    """Every element that `data/elements.yml` has, in that order."""
    definitions = vocabulary.definitions.values()
    return tuple(Row(name, tuple(name in d.elements for d in definitions)) for name in vocabulary.elements)


def core(vocabulary: Vocabulary) -> Iterator[tuple[int, list[str]]]:
    """What all definitions ask for, which may be nothing, then what most of them do."""
    rows, all_ = matrix(vocabulary), len(vocabulary.definitions)
    for count in range(all_, all_ // 2, -1):
        names = [row.element for row in rows if row.sum == count]
        if names or count == all_:
            yield count, names


def unsettled(vocabulary: Vocabulary) -> int:
    """How many definitions nobody can give to their author for sure."""
    return sum(definition.state != SETTLED for definition in vocabulary.definitions.values())
