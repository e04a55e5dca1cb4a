"""The words that begin a line and give it a meaning, found by what `data/labels.yml` says."""

from __future__ import annotations

import difflib
import re
from calendar import month_name
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from handbook.model import Facts, LabelKind, name_key

ANY_NEEDED = "… needed"
"""The entry of `data/labels.yml` for any one to three words and `needed:`."""

SIZES = {
    "minutes": "minutes",
    "a few minutes": "minutes",
    "ten minutes": "minutes",
    "an hour": "an hour",
    "hour": "an hour",
    "a decision": "a decision",
    "decision": "a decision",
}

_MARK = r"[*_]{0,3}"
_SPACE = r"[ \t\u00a0]+"
_NEAR = re.compile(
    rf"{_MARK}([^\W\d_]+(?:{_SPACE}[^\W\d_]+){{0,2}}){_MARK}(?:[ \t]*\([^()\n]*\))?[ \t]?{_MARK}:"
)
_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
_NUMBERS = re.compile(r"\d{4}-\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$")
"""What is meant as a date, whether it is one or not."""
_DATE = re.compile(r"\d{4}(-\d{1,2}(-\d{1,2})?)?$|(\d{1,2} )?[A-Za-z]+ \d{4}$")


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of a label: which one, its facts as written, and where its content begins.

    `mark` is emphasis opened before the label's words and not closed with them.
    """

    name: str
    kind: LabelKind
    facts: str
    content: int
    facts_at: int
    mark: str


class Grammar:
    """The labels of one handbook as patterns."""

    def __init__(self, labels: Mapping[str, LabelKind]) -> None:
        self._named: dict[str, tuple[str, LabelKind]] = {}
        for name, kind in labels.items():
            if name != ANY_NEEDED:
                for words in (name, *kind.also):
                    self._named[name_key(words)] = (name, kind)
        self._any = labels.get(ANY_NEEDED)
        self.link_labels = {name for name, kind in labels.items() if kind.shows == "links"}
        self._words = [key.replace("-", " ") for key in self._named]
        self._firsts = tuple({word.split()[0] for word in self._words if word})
        named = _alternatives(self._words)
        anything = rf"(?P<free>[^\W\d_][\w'’-]*(?:{_SPACE}[\w'’-]+){{0,2}}){_SPACE}needed"
        self._line = re.compile(
            rf"(?P<mark>{_MARK})(?P<words>{named}|{anything})(?P<close>{_MARK})"
            rf"(?:[ \t]*\((?P<facts>[^()\n]*)\){_MARK})?"
            rf"(?:[ \t]?(?P<colon>:)(?!\S*//){_MARK}[ \t]*"
            rf"|(?P<pause>[ \t]*,[ \t]+|[ \t]+[–—-]{{1,2}}[ \t]+)"
            rf"|(?P<alone>[ \t]*\.?{_MARK}[ \t]*)(?=\n|\Z)"
            rf"|(?P<space>[ \t]+)(?=[A-Z\[]))",
            re.I,
        )
        inline = _alternatives([w for w in self._words if self._named[name_key(w)][1].inline])
        self._inline = re.compile(rf"\((?P<words>{inline})(?P<rest>[,:;]?[ \t][^()\n]*)?\)", re.I)

    def start(self, text: str, at: int, end: int) -> Start | None:
        """The label that begins at this place, if one does."""
        beginning = text[at : min(at + 80, end)]
        if ":" not in beginning and not beginning.lstrip("*_").lower().startswith(self._firsts):
            return None
        match = self._line.match(text, at, end)
        if not match:
            return None
        words = " ".join(match["words"].split())
        name, kind = self._named.get(name_key(words), ("", None))
        if kind is None:
            if self._any is None or not match["colon"] or not match["free"]:
                return None
            if {*match["free"].lower().split()} & {*self._any.unless}:
                return None
            name, kind = words, self._any
        if not match["colon"]:
            if match["space"] is not None:
                # `see also Our stories`, but not `see also how they did it`: names begin large.
                following = text[match.end() : match.end() + 1]
                if kind.shows != "links" or " " not in words or not (following.isupper() or following == "["):
                    return None
            elif not kind.gap:
                return None
        closed = re.search(r"[*_]", text[match.end("words") : match.end()])
        mark = "" if closed else match["mark"]
        return Start(name, kind, match["facts"] or "", match.end(), match.start("facts"), mark)

    def inline(self, text: str) -> list[tuple[int, int, str, str]]:
        """Labels in brackets inside a text: start, end, name and further words."""
        if "(" not in text:
            return []
        return [
            (m.start(), m.end(), self._named[name_key(m["words"])][0], (m["rest"] or "").strip(" ,:;"))
            for m in self._inline.finditer(text)
        ]

    def near_miss(self, text: str, at: int, end: int) -> tuple[str, str] | None:
        """Words that are nearly a label, and the label they may have been meant as."""
        if text.find(":", at, min(at + 80, end)) < 0:
            return None
        match = _NEAR.match(text, at, end)
        if not match:
            return None
        written = " ".join(match[1].split())
        meant = _nearest(written.lower(), tuple(self._words))
        return (written, meant) if meant else None


def _alternatives(words: list[str]) -> str:
    if not words:
        return r"(?!)"
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(_SPACE.join(map(re.escape, word.split())) for word in ordered)


@lru_cache(maxsize=4096)
def _nearest(written: str, words: tuple[str, ...]) -> str:
    if written in words:
        return ""
    near = difflib.get_close_matches(written, words, n=1, cutoff=0.85)
    # `Sections needed` is one or two slips away; `Selection` is another word.
    if near and abs(len(near[0]) - len(written)) <= 2 and near[0][:1] == written[:1]:
        return near[0]
    return ""


def facts(written: str, kind: LabelKind) -> tuple[Facts, list[str], list[str]]:
    """The facts in a label's brackets, the dates that are none, and what to say of the other words."""
    found: dict[str, str] = {}
    bad_dates: list[str] = []
    odd: list[str] = []

    def take(key: str, words: str) -> None:
        day = a_date(words)
        if day is None:
            bad_dates.append(words)
        elif key in found:
            odd.append(f"'{words}' is a second date here. Keep one.")
        else:
            found[key] = day

    for part in filter(None, (" ".join(piece.split()) for piece in written.split(","))):
        low = part.lower()
        if low.startswith("since "):
            take("since", part[6:])
        elif low in SIZES:
            found["size"] = SIZES[low]
        elif part.startswith("@"):
            found["taken_by"], _, day = part.partition(" ")
            if day:
                take("taken_on", day)
        elif low in kind.states and "state" in found:
            odd.append(f"'{part}' is a second state here. Keep one.")
        elif low in kind.states:
            found["state"] = low
        elif (_DATE.match(part) and a_date(part) is not None) or _NUMBERS.match(part):
            take("since" if kind.gap else "on", part)
        elif kind.gap or kind.shows == "links":
            odd.append(
                f"'{part}' is not a fact we know. Facts are 'since' and a date, "
                "a size (minutes, an hour, a decision), or @name and a date."
            )
        else:
            found["who"] = f"{found['who']}, {part}" if "who" in found else part
    return Facts(**found), bad_dates, odd


def a_date(words: str) -> str | None:
    """`2020-12-26`, `2020-12`, `2020` or `26 December 2020` as ISO; None where it is no date."""
    words = words.strip()
    if match := re.fullmatch(r"(?:(\d{1,2}) )?([A-Za-z]+) (\d{4})", words):
        month = _MONTHS.get(match[2].lower())
        if not month:
            return None
        words = f"{match[3]}-{month:02}" + (f"-{int(match[1]):02}" if match[1] else "")
    if not re.fullmatch(r"\d{4}(-\d{1,2}){0,2}", words):
        return None
    numbers = [int(part) for part in words.split("-")]
    try:
        date(*[*numbers, 1, 1][:3])
    except ValueError:
        return None
    return "-".join([f"{numbers[0]:04}", *(f"{part:02}" for part in numbers[1:])])
