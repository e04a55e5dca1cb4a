"""A former version of a page to what its history is told by.

A book of a thousand pages has many thousands of versions, so only what can matter is looked at:
headings, and the paragraphs in which a label or the name of a page may stand. Those are read as any
page is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from textwrap import dedent
from typing import NamedTuple

from handbook.find.links import could_be_title
from handbook.model import Page, PagePath, Vocabulary, WrittenLink, name_key, slug
from handbook.read import front_matter, page
from handbook.read.labels import ANY_NEEDED, Grammar

_SPACE = r"[ \t\u00a0]+"
_BEFORE = (
    r"[ \t]*(?:\[\^[^\]\n]*\]:[ \t]*)?"
    r"(?:(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)*[*_]{0,3}"
)
"""What may stand in a line before a label."""
_END = r"(?![^\W_])"
_BEGINNING = 120
"""Signs of a line in which a label has ended, if it begins with one."""
_FIRST_WORD = re.compile(rf"{_BEFORE}([^\W\d_]+)").match
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)(.*)").match
_UNDER = re.compile(r" {0,3}(?:=+|-+)[ \t]*$").match
_FENCE = re.compile(r"[ \t>]*(?:[-+*][ \t]+)?(?P<fence>`{3,}|~{3,})").match
_COMMENT = re.compile(r"<!--.*?-->")
_COMMENT_END = re.compile("-->")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_SETTING = re.compile(r"(status|title|aliases|forms)[ \t]*:[ \t]*(.*)").match
_PLAIN_VALUE = re.compile(r"[A-Za-z][A-Za-z ]*").fullmatch
_PLAIN_WORDS = re.compile(r"[^\\`*_\[\]<>&!~:@#(]*").fullmatch
_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]").match
_NO_HEADING = re.compile(r"[ \t]*(?:[-+*>|]|\d+[.)])(?:\s|\Z)|[ \t]*#| {4}|[ \t]*\[\^[^\]\n]*\]:").match
_BARE = PagePath("x.md")


class Part(NamedTuple):
    """A heading, its own line and those under it; no `id` is the page's own beginning."""

    id: str
    heading: str
    level: int
    body: list[str]


class Flag(NamedTuple):
    """A gap that somebody asked for: under which heading, its kind, and the words."""

    part: str
    kind: str
    words: str
    status: bool = False


class Outline(NamedTuple):
    """What a version of a page holds.

    `names` are its other names, `wants` those it links to, each with its key first, and `reviews` days
    and words. `settings` are as they were written.
    """

    title: str
    names: tuple[str, ...]
    status: str
    settings: str
    parts: list[Part]
    flags: list[Flag]
    wants: tuple[tuple[str, str], ...]
    reviews: tuple[tuple[str, str], ...]


Head = tuple[int, int, str]
"""The line where a heading begins, its level, and its words."""


class _Told(NamedTuple):
    """What one stretch of text tells: its flags as kind and words, its wants and its reviews."""

    flags: tuple[tuple[str, str], ...] = ()
    wants: tuple[tuple[str, str], ...] = ()
    reviews: tuple[tuple[str, str], ...] = ()


class _Settings(NamedTuple):
    status: str = ""
    title: str = ""
    names: tuple[str, ...] = ()


_NO_SETTINGS = _Settings()


_HEAD, _NAMED_HEAD, _CLOSED, _UNDERLINE, _LABEL, _NAME, _WORDS, _EMPTY = "#H`=L[w "
_TELLING = re.compile(f"[{_NAMED_HEAD}{_LABEL}{re.escape(_NAME)}]")
_HEADS = re.compile(f"[{_HEAD}{_NAMED_HEAD}{_UNDERLINE}]")


class _Signs(dict[str, str]):
    """The sign of each line: most were looked at before, in another version."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __missing__(self, line: str) -> str:
        sign = self[line] = self._make(line)
        return sign

    def of(self, lines: list[str]) -> str:
        """One sign for each line."""
        return "".join(map(self.__getitem__, lines))


class Outliner:
    """Reads versions of pages with the labels and statuses of today."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._labels = vocabulary.labels
        self._grammar = Grammar(vocabulary.labels)
        self._statuses = {name.casefold() for name, status in vocabulary.statuses.items() if status.gap}
        told = {n: k for n, k in self._labels.items() if k.gap or k.review or k.shows == "links"}
        named = _alternatives(w for n, k in told.items() if n != ANY_NEEDED for w in (n, *k.also))
        any_needed = rf"|[^\W\d_][\w'’-]*(?:{_SPACE}[\w'’-]+){{0,2}}{_SPACE}needed"
        named += any_needed if ANY_NEEDED in told else ""
        self._is_label = re.compile(rf"{_BEFORE}(?:{named}){_END}", re.I).match
        inline = _alternatives(w for n, k in told.items() if k.inline for w in (n, *k.also))
        self._inline = re.compile(rf"\((?:{inline})", re.I).search
        reviews = _alternatives(w for n, k in told.items() if k.review for w in (n, *k.also))
        self.is_review = re.compile(rf"{_BEFORE}(?:{reviews}){_END}", re.I).match
        self._firsts = {word.split()[0] for name, kind in told.items() for word in (name, *kind.also)}
        self._signs = _Signs(self._sign)
        self._paragraph = lru_cache(maxsize=50_000)(self._read)
        self._heading = lru_cache(maxsize=50_000)(_heading)
        self._settings = lru_cache(maxsize=10_000)(_settings)

    def read(self, text: str) -> Outline:
        """A version of a page, from all of its text with plain line ends."""
        lines = text.split("\n")
        begin = _after_settings(lines) if lines[0].startswith("---") else 0
        settings = "\n".join(lines[1 : begin - 1]) if begin else ""
        said = self._settings(settings) if settings else _NO_SETTINGS
        bare = lines
        signs = self._signs.of(lines)
        if _CLOSED in signs:
            bare = _without_closed(lines, signs)
            signs = self._signs.of(bare)
        heads = _heads(bare, signs, begin)
        telling = _TELLING.search(signs) is not None
        parts: list[Part] = []
        flags: list[Flag] = []
        wants: dict[str, str] = {}
        reviews: list[tuple[str, str]] = []
        used: dict[str, int] = {}
        title = said.title
        ends = [start for start, _, _ in heads[1:]] + [len(lines)]
        for (first, level, words), end in zip(heads, ends, strict=True):
            start = first
            heading, id_ = self._heading(words) if level else ("", "")
            if level:
                id_ = _unique(id_, used)
                if level == 1 and (not parts or (len(parts) == 1 and not parts[0].level)):
                    id_, title = "", heading or title
                    start = begin if parts else start
                    parts = []
            parts.append(Part(id_, heading, level, lines[start:end]))
            for told in self._tell(bare, signs, first, end) if telling else ():
                flags += [Flag(id_, kind, words or heading or title) for kind, words in told.flags]
                wants.update((key, name) for key, name in told.wants if key not in wants)
                reviews += told.reviews
        if said.status.casefold() in self._statuses:
            kind = slug(said.status)
            if not any(not flag.part and flag.kind == kind for flag in flags):
                flags.insert(0, Flag("", kind, title, status=True))
        return Outline(
            title, said.names, said.status, settings, parts, flags, tuple(wants.items()), tuple(reviews)
        )

    def _tell(self, lines: list[str], signs: str, start: int, end: int) -> Iterator[_Told]:
        """What the paragraphs of a part tell."""
        last = start
        for match in _TELLING.finditer(signs, start, end):
            if match.start() >= last:
                last, text = _paragraph(lines, signs, match.start(), start, end)
                yield self._paragraph(text)

    def _sign(self, line: str) -> str:
        """What a line may mean, in one sign."""
        if not line or line.isspace():
            return _EMPTY
        if not line[0].isalnum():
            if _HEADING(line):
                return _NAMED_HEAD if "[[" in line else _HEAD
            if _FENCE(line):
                return _CLOSED
            if _UNDER(line):
                return _UNDERLINE
        if "<!--" in line:
            return _CLOSED
        first = _FIRST_WORD(line)
        may_be = first and (first[1].lower() in self._firsts or "needed" in line[:_BEGINNING].lower())
        if may_be and self._is_label(line):
            return _LABEL
        if "(" in line and self._inline(line):
            return _NAME
        return _NAME if "[[" in line else _WORDS

    def _read(self, text: str) -> _Told:
        """What a paragraph tells."""
        found, _ = page.read(_BARE, text, self._grammar)
        flags: list[tuple[str, str]] = []
        reviews: list[tuple[str, str]] = []
        for label in found.labels:
            kind = self._labels.get(label.name) or self._labels.get(ANY_NEEDED)
            if kind is not None and kind.gap:
                words = filter(None, (label.words.rstrip(":"), "; ".join(label.items)))
                flags.append((label.kind, " ".join(words)))
            elif kind is not None and kind.review:
                reviews.append((label.facts.on, label.words))
        names = [link.target for link in found.links if _is_name(found, link)]
        return _Told(tuple(flags), tuple((name_key(name), name) for name in names), tuple(reviews))


def _alternatives(words: Iterator[str]) -> str:
    return "|".join(_SPACE.join(map(re.escape, word.split())) for word in words) or "(?!)"


def _is_name(page: Page, link: WrittenLink) -> bool:
    named = link.kind == "wiki" or (link.kind == "plain" and could_be_title(page, link))
    return named and bool(name_key(link.target))


# Where a text is divided


def _after_settings(lines: list[str]) -> int:
    """The number of the line after the settings, or 0 where there are none."""
    if lines[0].rstrip(" \t") != "---":
        return 0
    ends = (number for number, line in enumerate(lines[1:], 2) if line.rstrip(" \t") in ("---", "..."))
    return next(ends, 0)


def _without_closed(lines: list[str], signs: str) -> list[str]:
    """The lines with code and comments as empty ones."""
    out = lines.copy()
    end: re.Pattern[str] | None
    at = signs.find(_CLOSED)
    while at >= 0:
        if mark := _FENCE(lines[at]):
            sign = mark["fence"]
            out[at] = ""
            end = re.compile(rf"^[ \t>]*{re.escape(sign[0])}{{{len(sign)},}}[ \t]*$")
        else:
            line, end = lines[at], None
            if "<!--" in _CODE.sub("", line):
                line, opened, _ = _COMMENT.sub("", line).partition("<!--")
                if opened and any("-->" in later for later in lines[at + 1 :]):
                    end = _COMMENT_END
                elif opened:  # it never ends, so it is words
                    line = lines[at]
            out[at] = line
        at += 1
        while end is not None and at < len(lines):
            out[at] = ""
            end = None if end.search(lines[at]) else end
            at += 1
        at = signs.find(_CLOSED, at)
    return out


def _heads(lines: list[str], signs: str, begin: int) -> list[Head]:
    """Where each part begins, its level and the words over it; level 0 is text before any heading."""
    heads: list[Head] = []
    for match in _HEADS.finditer(signs, begin):
        number = match.start()
        if mark := _HEADING(lines[number]):
            heads.append((number, len(mark[1]), mark[2]))
        elif over := _over(lines, signs, number, begin):
            heads.append(over)
    if not heads or signs[begin : heads[0][0]].strip(_EMPTY):
        heads.insert(0, (begin, 0, ""))
    return heads


def _over(lines: list[str], signs: str, number: int, begin: int) -> Head | None:
    """The heading that an underline makes of the words over it."""
    first = number
    while first > begin and signs[first - 1] not in (_EMPTY, _HEAD, _NAMED_HEAD, _UNDERLINE):
        first -= 1
    if first == number or _NO_HEADING(lines[first]):
        return None
    level = 1 if lines[number].lstrip()[0] == "=" else 2
    return first, level, " ".join(line.strip() for line in lines[first:number])


def _paragraph(lines: list[str], signs: str, at: int, start: int, end: int) -> tuple[int, str]:
    """The paragraph with this line: where it ends, and its text. The list after a label belongs to it."""
    first = at
    while first > start and signs[first] not in (_HEAD, _NAMED_HEAD):
        if signs[first - 1] in (_EMPTY, _HEAD, _NAMED_HEAD):
            break
        first -= 1
    last = at + 1
    while last < end and signs[last] != _EMPTY:
        last += 1
    if signs[at] == _LABEL:
        for number in range(last, end):
            line = lines[number]
            if signs[number] != _EMPTY:
                if not _ITEM(line) and not line.startswith(("  ", "\t")):
                    break
                last = number + 1
    text = "\n".join(lines[first:last])
    return last, "" if _is_code(lines, first, start) else dedent(text)


def _is_code(lines: list[str], at: int, start: int) -> bool:
    """Whether a paragraph is so far to the right, and in no list, that it is code."""
    if not lines[at].startswith(("    ", "\t")):
        return False
    for line in reversed(lines[start:at]):
        if line.strip() and not line.startswith(("    ", "\t")):
            return _ITEM(line) is None
    return True


# Words


def _settings(block: str) -> _Settings:
    """What the settings say, from plain lines if they are plain."""
    said: dict[str, str] = {}
    for line in block.split("\n"):
        match = _SETTING(line)
        if match and (match[1] in ("aliases", "forms") or not _PLAIN_VALUE(match[2].rstrip())):
            front = front_matter.read(f"---\n{block}\n---\n", "x.md")[0].front
            names = {front.title, *front.aliases, *front.forms} - {""}
            return _Settings(front.status, front.title, tuple(sorted(names)))
        if match:
            said[match[1]] = match[2].rstrip()
    title = said.get("title", "")
    return _Settings(said.get("status", ""), title, (title,) if title else ())


def _heading(words: str) -> tuple[str, str]:
    """The text of a heading, and its anchor before it is made unlike others."""
    bare = words.strip()
    if not _PLAIN_WORDS(bare):
        read, _ = page.read(_BARE, f"# {bare}", Grammar({}))
        text = read.headings[0].text if read.headings else ""
    else:
        text = " ".join(bare.split())
    return text, slug(text) or "section"


def _unique(base: str, used: dict[str, int]) -> str:
    unique = base
    while unique in used:
        used[base] += 1
        unique = f"{base}-{used[base]}"
    used[unique] = 0
    return unique
