"""Codes that people answer under: words of their own choosing that say nothing of who they are."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from handbook.model import Level
from handbook.read import contacts
from handbook.read.roster import Roster, words_of

LONGEST = 40
_DIGITS = 7
"""As many make a phone number, or the day somebody was born."""
_SHORT = 4
"""Letters of a code that is too short to look for slips in."""
_CHOOSE = "Choose a word or two that nobody connects with you, such as a plant and a colour."


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a code cannot be taken, and how to put that right; it is private where it says who somebody is."""

    message: str
    level: Level = "problem"


def plain(code: str) -> str:
    """The code as it is kept: without blanks at its ends, and with single ones between its words."""
    return " ".join(unicodedata.normalize("NFC", code).split())


def code_key(code: str) -> str:
    """What codes are compared by, because nobody types theirs quite the same half a year later."""
    return plain(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", code).casefold()))


def nearly(code: str, other: str) -> bool:
    """Whether one code may be the other with a slip: a letter more, less, other or swapped, or words swapped.

    Numbers make no slip, because people who choose a plant and a number do differ by it alone.
    """
    one, two = code_key(code), code_key(other)
    if one == two or re.findall(r"\d", one) != re.findall(r"\d", two):
        return False
    if sorted(one.split()) == sorted(two.split()):
        return True
    while one[:1] == two[:1] and one:
        one, two = one[1:], two[1:]
    while one[-1:] == two[-1:] and one:
        one, two = one[:-1], two[:-1]
    swapped = len(one) == 2 and one == two[::-1]
    return min(len(code_key(code)), len(code_key(other))) > _SHORT and (
        max(len(one), len(two)) == 1 or swapped
    )


def wrong_with(code: str, roster: Roster) -> Wrong | None:
    """Why nobody should answer under this code, if so. It says nothing of the code but its kind."""
    code = plain(code)
    if not code:
        return Wrong(f"there is no code, and without one nobody can answer again later. {_CHOOSE}")
    if len(code) > LONGEST:
        return Wrong(f"the code has more than {LONGEST} characters. {_CHOOSE}")
    if not code.isprintable():
        return Wrong(f"the code holds a sign that nobody can see. {_CHOOSE}")
    if told := _told(code, roster):
        return Wrong(f"the code {told}, which would say whose answers these are. {_CHOOSE}", "private")
    return None


def _told(code: str, roster: Roster) -> str:
    """How a code says who somebody is, if it does."""
    seen = unicodedata.normalize("NFKC", code)
    kinds = {contact.kind for contact in contacts.contacts(seen)}
    if "@" in seen or "e-mail address" in kinds:
        return "looks like an e-mail address"
    if kinds or len(re.findall(r"\d", seen)) >= _DIGITS:
        return "looks like a phone number or a date of birth"
    if seen.casefold() in roster.handles:
        return "is one that somebody on the list of people is reached by"
    return "is a name on the list of people, or part of one" if _is_name(seen, roster) else ""


def _is_name(code: str, roster: Roster) -> bool:
    """Whether the words are all of somebody's name or some of it, in any order, or as one word."""
    words = [bare for word in words_of(code) if (bare := word.strip("0123456789"))]
    whole = "".join(words)
    if not words:
        return False
    return whole in roster.single or any(
        {*words} <= {*name} or {*name} <= {*words} or whole in ("".join(name), "".join(reversed(name)))
        for name in roster.names
    )
