"""How numbers and names are said: `1 page`, `2 people`, `Ann, Bob and Cyd`."""

from __future__ import annotations

from collections.abc import Iterable


def number_of(number: int, thing: str = "gap") -> str:
    """A number of things in words."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def number_of_people(number: int) -> str:
    """A number of people in words."""
    return "1 person" if number == 1 else f"{number} people"


def listed(words: Iterable[object]) -> str:
    """Words in a row, of which there has to be one at least, with 'and' before the last."""
    *others, last = map(str, words)
    return f"{', '.join(others)} and {last}" if others else last


def begun(words: str) -> str:
    """Words as they begin a sentence, with a capital, and all others as they were written."""
    return words[:1].upper() + words[1:]
