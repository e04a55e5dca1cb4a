"""Words that are misspelt in one way only, written as they were meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from handbook.find.mending.spot import Splices, Spot
from handbook.read.labels import a_date

_KEY = re.compile(r"[ \t]*(?:- )?([^\s:]+(?: [^\s:]+){0,3}?)[ \t]*:(?:[ \t]|$)")
_LENGTH = re.compile(r"(\d{1,2})\s*(day|week|month|year)(s?)", re.I)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def meant(word: str, known: Iterable[str], slips: int = 1) -> str:
    """The one known word that is so few slips away, where no other is; capitals do not count."""
    # `did_you_mean` guesses for a person, who decides; what is written into a file is never a guess.
    plain = _plain(word)
    by_slips: dict[int, list[str]] = {}
    for name in known:
        by_slips.setdefault(_slips(plain, _plain(name)), []).append(name)
    if len(by_slips.get(0, ())) == 1:
        return by_slips[0][0]
    near = [name for count in range(slips + 1) for name in by_slips.get(count, ())]
    return near[0] if len(near) == 1 and len(plain) >= 3 else ""


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", " ", word).strip(" \ufeff\u200b").casefold()


def _slips(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or changed places with the next."""
    if abs(len(one) - len(other)) > 2:
        return 9
    last: list[int] = []
    before: list[int] = []
    row = [*range(len(other) + 1)]
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[j] = min(row[j], last[j - 2] + 1)
    return int(row[-1])


def key(spot: Spot) -> Splices:
    """`statsu:`"""
    found = _KEY.match(spot.line)
    if not found:
        return []
    # Of longer words two letters may be wrong: `alias`, `descripton`.
    name = meant(found[1], spot.known_keys(), 2 if len(found[1]) >= 5 else 1)
    if name != spot.said["meant"]:
        return []
    return [(spot.start + found.start(1), spot.start + found.end(1), name)]


def status(spot: Spot) -> Splices:
    """`status: Rough note`; of words that may mean another thing only one letter may be wrong."""
    name = meant(spot.said["word"], spot.book.vocabulary.statuses)
    return spot.instead(spot.said["word"], name) if name == spot.said["meant"] else []


def choice(spot: Spot) -> Splices:
    """`track: Basics`"""
    name = meant(spot.said["word"], spot.said["known"].split(" or "))
    return spot.instead(spot.said["word"], name) if name else []


def capitals(spot: Spot) -> Splices:
    """A name that is right but for its capitals."""
    name = spot.said["meant"]
    # What stands before the name in the message may be another one.
    word = spot.said["word"].rpartition("'")[2].removeprefix("[@").removesuffix("]")
    return spot.instead(word, name) if word.casefold() == name.casefold() else []


def named(spot: Spot) -> Splices:
    """What the message says to write, in the place of what it names."""
    return spot.instead(spot.said["word"], spot.said["meant"])


def length(spot: Spot) -> Splices:
    """`6 Months`, `1year`"""
    found = _LENGTH.fullmatch(spot.said["word"])
    if not found:
        return []
    return spot.instead(found[0], f"{found[1]} {found[2].lower()}{found[3].lower()}")


def day(spot: Spot) -> Splices:
    """`2027-6-1`, `1 June 2027`, and `26/12/2026`, which can be no other day."""
    word = spot.said["word"]
    numbers = _DAY_FIRST.fullmatch(word)
    if numbers and int(numbers[1]) > 12:
        word = f"{numbers[3]}-{numbers[2]}-{numbers[1]}"
    iso = a_date(word)
    return spot.instead(spot.said["word"], iso) if iso and iso != spot.said["word"] else []
