"""Names and addresses that are nearly alike: what somebody may have meant."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

MOST_COMPARED = 20_000
"""Comparisons in one book: they take long, and nobody reads that many hints."""
SHORTEST_BEGUN = 5
"""Letters from which on a beginning tells what was meant as a whole."""
SHORTEST_ALIKE = 4
MOST_ALIKE = 20
"""Of names that are very short, or very many, it says nothing that they are alike."""
_NUMBERED = re.compile(r"\d+|\b[a-z]\b")


class Hints:
    """Nearest words, each found once, and none any more where there were too many to find."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], str] = {}
        self._left = MOST_COMPARED

    def nearest(
        self, word: str, among: str, choices: Collection[str], cutoff: float, alike: bool = True
    ) -> str:
        """The choice most like a word and without another number; nothing where none is.

        `among` is what the choices are called, always the same for the same ones. With `alike` only
        those count that begin with the same letter.
        """
        key = (among, word)
        if key not in self._found and self._left > 0:
            near = [
                choice
                for choice in choices
                if (not alike or choice[:1].lower() == word[:1].lower())
                and abs(len(choice) - len(word)) <= 2 + len(word) // 2
            ]
            self._left -= len(near) + len(choices) // 50
            close = difflib.get_close_matches(word, near, n=3, cutoff=cutoff)
            if not alike and not close and len(word) >= SHORTEST_BEGUN:
                # The beginning of one, and of no other, was meant as a whole.
                begun = [choice for choice in choices if choice.startswith(word)]
                close = begun if len(begun) == 1 else []
            self._found[key] = next((c for c in close if not _other_thing(word, c)), "")
        return self._found.get(key, "")


def _other_thing(one: str, other: str) -> bool:
    """Whether two names differ by a number or a single letter, as `Meeting 1` and `Meeting 2` do."""
    first, second = _NUMBERED.findall(one), _NUMBERED.findall(other)
    return len(first) == len(second) and first != second


@dataclass(frozen=True, slots=True)
class Addresses:
    """Files to choose from, by their stems: whole, and without the folder."""

    kind: str
    by_stem: dict[str, str]
    by_name: dict[str, list[str]]

    @classmethod
    def of(cls, kind: str, files: Iterable[str]) -> Addresses:
        """The index of some files; of two with one stem the page counts."""
        by_stem: dict[str, str] = {}
        by_name: dict[str, list[str]] = defaultdict(list)
        for file in sorted(files, key=lambda file: (not file.endswith(".md"), file)):
            by_stem.setdefault(_stem(file), file)
            by_name[_name(_stem(file))].append(file)
        return cls(kind, by_stem, by_name)

    def nearest(self, path: str, hints: Hints) -> str:
        """The file of that name whose address ends most alike, else one of nearly that address or name."""
        stem = _stem(path)
        if same := self.by_name.get(_name(stem)):
            return max(same, key=lambda file: _ends_alike(_stem(file), stem))
        whole = hints.nearest(stem, f"addresses of {self.kind}", self.by_stem, 0.75)
        if whole and _one_slip(_name(whole), _name(stem)):
            return self.by_stem[whole]
        name = hints.nearest(_name(stem), f"names of {self.kind}", self.by_name, 0.75)
        return self.by_name[name][0] if name and _one_slip(name, _name(stem)) else ""


def _stem(path: str) -> str:
    """An address without its ending, in small letters, to compare by."""
    stem = re.sub(r"\.[a-z0-9]{1,8}$", "", path.lower())
    return stem.removesuffix("/index") or stem


def _name(stem: str) -> str:
    return stem.rpartition("/")[2]


def _one_slip(near: str, name: str) -> bool:
    """Whether no more than a letter is too many or too few in a name that is very short."""
    return len(name) >= SHORTEST_ALIKE or abs(len(near) - len(name)) <= 1


def _ends_alike(one: str, other: str) -> int:
    """How many of the last parts of two addresses are the same."""
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def one_letter_apart(slugs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of slugs that differ by one letter; a number that differs means another thing.

    Every slug is compared by what is left of it without one of its signs.
    """
    without: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name in slugs:
        if len(name) < SHORTEST_ALIKE:
            continue
        without[name].append((name, -1))
        for at in range(len(name)):
            if not name[at].isdigit():
                without[name[:at] + name[at + 1 :]].append((name, at))
    pairs = set()
    for alike in without.values():
        if len(alike) > MOST_ALIKE:
            continue
        for number, (first, at) in enumerate(alike):
            for second, other in alike[number + 1 :]:
                if first != second and (at == other or -1 in (at, other)):
                    pairs.add((min(first, second), max(first, second)))
    yield from sorted(pairs)
