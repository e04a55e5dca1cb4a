"""Cells of a list of people, as people and their forms fill them in, as values."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from handbook.practices.unmentoring.values import CHANNELS, Channel
from handbook.read import contacts
from handbook.read.labels import a_date
from handbook.read.roster import header, words_of

LONGEST = 200
LONGEST_NAME = 100
_JOINERS = "\u200c\u200d"
"""Nobody sees these alone, and names of some languages need them."""
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the way in which the words after them are read."""
_YES = ("yes", "y", "true", "1", "x", "ok")
_NO = ("", "no", "n", "false", "0", "-", "none")
_ASKED = re.compile(rf"\A(?:{'|'.join(_YES)})\b[\s,;:(.–-]*(.*?)\)?\Z", re.I)
_TIME = re.compile(r"(?<=\d)[T ]+\d{1,2}:\d{2}.*")
_SLASHES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_EVERY = re.compile(r"(?:every )?([123])(?:\.0)?(?: rounds?)?|every round", re.I)
_EMAIL = re.compile(
    r"(?=.{3,254}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
_PHONE = re.compile(r"\+?[\d ()./–-]{5,40}(?: ?(?:ext|x)\.? ?\d{1,6})?", re.I)
_IS_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}").fullmatch


class Bad(Exception):
    """A cell that cannot be meant so; says what may stand there, and nothing of what does."""


def tidy(cell: str) -> str:
    """The cell without what nobody sees in it. Raises Bad where its words would not stay on their line."""
    words = "".join(
        sign
        for sign in cell.replace("\u00a0", " ")
        if unicodedata.category(sign) != "Cf" or sign in _TURNS or sign in _JOINERS
    ).strip()
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") or sign in _TURNS for sign in words):
        raise Bad(
            "holds a line end or a sign that cannot be seen. Write it again on one line. If it looks right, "
            "a quotation mark may lack its other one."
        )
    if len(words) > LONGEST:
        raise Bad(f"has more than {LONGEST} letters. Shorten it.")
    return words


def an_id(words: str) -> str:
    """What our own files know somebody by, or nothing."""
    found = words.lower()
    if found and not _IS_ID(found):
        raise Bad("holds something else than small letters and digits. Clear it, and a new one is made.")
    return found


def name(words: str) -> str:
    """A name on one line, that tells no partner more than a name."""
    if not words:
        raise Bad("is empty. Write the name by which a partner may know this person.")
    if len(words) > LONGEST_NAME:
        raise Bad(f"has more than {LONGEST_NAME} letters. Shorten it.")
    if not words_of(words):
        raise Bad("holds no letter. Write the name by which a partner may know this person.")
    if any(contacts.contacts(words)) or "@" in words:
        raise Bad("holds an address or a number, which every partner would see. Write the name alone.")
    return " ".join(words.split())


def email(words: str) -> str:
    """An address that a letter can be sent to, or nothing."""
    if words and not _EMAIL.fullmatch(words):
        raise Bad("holds something else than one e-mail address. Write it such as ann@example.org.")
    return words


def phone(words: str) -> str:
    """A number as people dial it, or nothing.

    One in a single run of digits gets a gap, which keeps spreadsheets from taking its first nought away.
    """
    if not words:
        return ""
    if re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", words, re.I):
        raise Bad(
            "holds a number that a spreadsheet has shortened. Make the column text, and write it again."
        )
    if not _PHONE.fullmatch(words) or not 5 <= len(re.sub(r"\D", "", words)) <= 21:
        raise Bad("holds something else than one phone number. Write it such as 01632 960123.")
    if re.fullmatch(r"7\d{9}", words):
        words = f"0{words}"
    return f"{words[:5]} {words[5:]}" if re.fullmatch(r"0\d{9,10}", words) else words


def share(words: str) -> tuple[Channel, ...]:
    """The channels that a partner may see."""
    if words.casefold() in _NO:
        return ()
    plain = re.sub(r"\be-?\s?mail(?: address)?\b", "email", words.casefold())
    said = {*header(re.findall(r"[^\W\d_]+", plain))} - {"and", "number", "call", "calls"}
    if not said or said - {*CHANNELS}:
        raise Bad("may hold only email, phone and video. Write one or more of them, such as 'email; phone'.")
    return tuple(channel for channel in CHANNELS if channel in said)


def every(words: str) -> int:
    """In how many rounds somebody takes part once."""
    found = _EVERY.fullmatch(words or "1")
    if not found:
        raise Bad("may hold only 1, 2 or 3: every round, every second or every third one.")
    return int(found[1] or 1)


def day(words: str) -> date:
    """A day as people write it: `2026-01-05`, `5 January 2026`, and `05/01/2026` with the day first."""
    plain = _TIME.sub("", words)
    if slashes := _SLASHES.fullmatch(plain):
        plain = "-".join(reversed(slashes.groups()))
    found = a_date(re.sub(r"(?<=\d)/(?=\d)", "-", plain))
    if not found or len(found) != 10:
        raise Bad("holds something else than a day. Write it such as 2026-01-05.")
    return date.fromisoformat(found)


def with_slashes(words: str) -> bool:
    """Whether a day is written so that it could be read in two ways."""
    return bool(re.search(r"\b(?:0?\d|1[0-2])[/.](?:0?\d|1[0-2])[/.]\d{4}", words))


def consent(words: str) -> tuple[bool, date | None]:
    """Whether somebody asked to take part, and on which day, as far as it is said."""
    if words.casefold() in _NO:
        return False, None
    for rest in (words, *_ASKED.findall(words)):
        try:
            return True, day(rest) if rest else None
        except Bad:
            continue
    raise Bad("may hold only 'yes' and a day, such as 'yes, 2026-01-05', or 'no'.")


def yes(words: str) -> bool:
    """Whether it is a yes; anything less clear is refused."""
    low = words.casefold().rstrip(".!")
    if low not in (*_YES, *_NO):
        raise Bad("may hold only yes or no.")
    return low in _YES
