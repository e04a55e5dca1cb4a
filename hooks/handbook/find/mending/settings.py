"""Settings at the top of a page, and files of `data/`, made readable without a word of them changed."""

from __future__ import annotations

import re

from handbook.find.mending.near import meant
from handbook.find.mending.spot import Splices, Spot
from handbook.model import FrontMatter
from handbook.read.front_matter import nearly_fence
from handbook.read.settings import in_quotes

_ENTRY = re.compile(r"(?P<head>[ \t]*(?:- )?[\w-]+[ \t]*:[ \t]+|[ \t]*-[ \t]+)(?P<value>\S.*?)[ \t]*")
_KEY = re.compile(r"([A-Za-z_][\w-]*)\s*:(?:\s|$)")
_ITEM = re.compile(
    r"\s*(\"[^\"]*\"|'[^']*'|[“”„][^“”\"]*[“”]|[‘’][^‘’']*[‘’]|[^,\[\]{}\"'“”‘’]*[^,\[\]{}\"'“”‘’\s])?\s*(?:,|\Z)"
)
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_WRAPPED = re.compile(r"[“”„]([^“”„]*)[“”]|[‘’]([^‘’]*(?:’\w[^‘’]*)*)[‘’]")


def _value(spot: Spot) -> tuple[int, int] | None:
    """Where the value of the line stands."""
    found = _ENTRY.fullmatch(spot.line)
    return (spot.start + found.start("value"), spot.start + found.end("value")) if found else None


def _quoted(value: str) -> str:
    """The value in quotation marks, whatever it holds."""
    if '"' in value or "\\" in value:
        return in_quotes(value.replace("'", "''"), "'")
    return in_quotes(value, '"')


def _more_to_come(spot: Spot) -> bool:
    """Whether the next line belongs to this value, so that nobody knows where it ends."""
    below = spot.following[0]
    return below[:1] in (" ", "\t") and bool(below.strip()) and not _KEY.match(below.lstrip().lstrip("- "))


def quotes(spot: Spot) -> Splices:
    """Quotes round the whole value: `title: Care: a guide`"""
    span = _value(spot)
    if span is None or _more_to_come(spot):
        return []
    value = spot.text[slice(*span)]
    if re.match(r"[|>][-+\d]*$|!!|[&*]\w+$|[&*!]\S*\s+[\[{&*]", value):
        return []  # parts of YAML itself: somebody who knows them meant something else
    return [(*span, _quoted(value))]


def other_quotes(spot: Spot) -> Splices:
    """`title: 'It's care'`, where the marks themselves stay round the words."""
    span = _value(spot)
    if span is None:
        return []
    return [(*span, _quoted(spot.text[span[0] + 1 : span[1] - 1]))]


def closed_quote(spot: Spot) -> Splices:
    """`title: "Care`"""
    span = _value(spot)
    if span is None or _more_to_come(spot) or "#" in spot.text[slice(*span)]:
        return []
    return [(*span, _quoted(spot.text[span[0] + 1 : span[1]]))]


def straight_quotes(spot: Spot) -> Splices:
    """`title: “Care”`; marks that are a part of the words stay as they are, inside others."""
    span = _value(spot)
    if span is None or _more_to_come(spot):
        return []
    value = spot.text[slice(*span)]
    if value.startswith("["):
        changed = [
            (begin, end, _quoted(item[1:-1]))
            for begin, end in _items(value)
            if _WRAPPED.fullmatch(item := value[begin:end])
        ]
        return [(span[0] + begin, span[0] + end, new) for begin, end, new in changed]
    wrapped = _WRAPPED.fullmatch(value)
    return [(*span, _quoted(value[1:-1] if wrapped else value))]


def spaces(spot: Spot) -> Splices:
    """Two spaces for each tab at the beginning of a line, in all of the settings."""
    first = 0 if spot.file.startswith("data/") else spot.text.find("\n") + 1
    last = len(spot.text) if spot.file.startswith("data/") else _closing(spot.text, first)
    return [
        (found.start(), found.end(), found[0].replace("\t", "  "))
        for found in re.compile(r"^[ ]*\t[ \t]*", re.M).finditer(spot.text, first, last)
    ]


def _closing(text: str, first: int) -> int:
    found = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M).search(text, first)
    return found.start() if found else first


def space(spot: Spot) -> Splices:
    """`status:draft`"""
    found = re.match(r"[ \t]*(?:- )?[\w-]+:(?=\S)", spot.line)
    return [(spot.start + found.end(), spot.start + found.end(), " ")] if found else []


def commas(spot: Spot) -> Splices:
    """`[one, , two]`"""
    return [
        (spot.start + m.start(), spot.start + m.end(), ",") for m in re.finditer(r",(?:\s*,)+", spot.line)
    ]


def bracket(spot: Spot) -> Splices:
    """`tags: [one, two`"""
    span = _value(spot)
    below = spot.following[0]
    if span is None or below[:1] in (" ", "\t", "]") or below.endswith("]"):
        return []
    if not re.fullmatch(r"\[[^\[\]{}\"'“”‘’#:]*[^\[\]{}\"'“”‘’#:,\s]", spot.text[slice(*span)]):
        return []
    return [(span[1], span[1], "]")]


def brackets(spot: Spot) -> Splices:
    """`tags: one`; with a comma in it nobody knows whether that is one or two."""
    span = _value(spot)
    if span is None or _more_to_come(spot) or "," in (value := spot.text[slice(*span)]):
        return []
    if value[0] in "\"'":
        return [(*span, f"[{value}]")]
    plain = re.fullmatch(r"[\w ./-]+", value)
    return [(*span, f"[{value if plain else _quoted(value)}]")]


def number_sign(spot: Spot) -> Splices:
    """`title: Update #2`, `[#old]`, `- #old`; with a space after the sign it may be a remark."""
    span = _value(spot)
    if span is None or _more_to_come(spot):
        return []
    value = spot.text[slice(*span)]
    if re.search(r"(?:^|\s)#(?:\s|$)", value):
        return []
    if not value.startswith("["):
        return [] if value[0] in "\"'|>&*!{" else [(*span, _quoted(value))]
    return [
        (span[0] + begin, span[0] + end, _quoted(value[begin:end]))
        for begin, end in _items(value)
        if value[begin] == "#"
    ]


def colon_in_item(spot: Spot) -> Splices:
    """`- Care: a guide` in a list of plain words."""
    span = _value(spot)
    if span is None or _more_to_come(spot):
        return []
    value = spot.text[slice(*span)]
    if value.startswith("["):
        return [
            (span[0] + begin, span[0] + end, _quoted(value[begin:end]))
            for begin, end in _items(value)
            if re.search(r":(?:\s|$)", value[begin:end]) and value[begin] not in "\"'"
        ]
    # `- Care: a guide` is read as a key and its value: all of it is the item.
    item = re.match(r"[ \t]*-[ \t]+", spot.line)
    whole = (spot.start + item.end(), span[1]) if item else span
    return [(*whole, _quoted(spot.text[slice(*whole)]))] if item else []


def _items(value: str) -> list[tuple[int, int]]:
    """Where the items of a list in square brackets stand; none where it is written in another way."""
    if not (value.startswith("[") and value.endswith("]")):
        return []
    found, at, end = [], 1, len(value) - 1
    while at < end:
        item = _ITEM.match(value, at, end)
        if item is None or item.end() == at:
            return []
        if item[1]:
            found.append(item.span(1))
        at = item.end()
    return found


def unseen(spot: Spot) -> Splices:
    """A sign at the beginning or end of a value that looks like a space, or like nothing at all."""
    sign = rf"[\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff{chr(int(spot.said['sign'], 16))}]"
    ends = re.compile(rf"(?<=[\s:\[,\"'-]){sign}+|{sign}+(?=[\s\],\"']|$)")
    return [(spot.start + m.start(), spot.start + m.end(), "") for m in ends.finditer(spot.line)]


def one_of_two(spot: Spot) -> Splices:
    """The second of two lines that say the same."""
    lines = spot.text.split("\n")
    # The number counts lines of the file, as people do.
    same = lines[int(spot.said["first"]) - 1].strip() == spot.line.strip()
    if not same or spot.line.rstrip().endswith(":") or spot.following[0][:1] in (" ", "\t"):
        return []
    return [(spot.start, spot.end + 1, "")]


# The lines of dashes around the settings


def fences(spot: Spot) -> Splices:
    """The line above the settings, and the one below, as exactly three dashes at the very beginning."""
    bare = spot.text.lstrip(f"{_INVISIBLE} \t\n")
    begin = len(spot.text) - len(bare)
    lines = bare.split("\n")
    last = next((n for n, line in enumerate(lines) if n and nearly_fence(line)), 0)
    if not last or not _all_settings(lines[1:last]):
        return []
    close = begin + sum(len(line) + 1 for line in lines[:last])
    return [(0, begin + len(lines[0]), "---"), (close, close + len(lines[last]), "---")]


def closing_fence(spot: Spot) -> Splices:
    """A line `---` after the last setting, where everything above it is a setting and nothing below is."""
    lines = spot.text.split("\n")
    count = 1
    while count < len(lines) and lines[count].strip() and not lines[count].startswith("# "):
        count += 1
    at = sum(len(line) + 1 for line in lines[:count])
    if nearly_fence(lines[count - 1]):
        begin = at - len(lines[count - 1]) - 1
        return [(begin, at - 1, "---")] if _all_settings(lines[1 : count - 1]) else []
    below = next((line for line in lines[count:] if line.strip()), "")
    if not _all_settings(lines[1:count]) or _setting(below) or below[:1] in (" ", "\t", "-"):
        return []
    if count == len(lines):
        return [(len(spot.text), len(spot.text), "\n---\n")]
    return [(at, at, "---\n\n" if lines[count].strip() else "---\n")]


def no_settings(spot: Spot) -> Splices:
    """The two lines of dashes around a title and nothing else."""
    lines = spot.text.removeprefix("\ufeff").split("\n")
    begin = len(spot.text) - len("\n".join(lines))
    last = next((n for n, line in enumerate(lines) if n and line.rstrip() in ("---", "...")), 0)
    if sum(bool(line.strip()) for line in lines[1:last]) != 1:
        return []  # one of several may be a remark on settings to come
    close = begin + sum(len(line) + 1 for line in lines[:last])
    return [
        (begin, begin + len(lines[0]) + 1, ""),
        (close, min(close + len(lines[last]) + 1, len(spot.text)), ""),
    ]


def _all_settings(lines: list[str]) -> bool:
    """Whether these are settings and can be nothing else."""
    said = [line for line in lines if line.strip()]
    return bool(said) and all(
        _setting(line) or (n and re.match(r"[ \t]+\S|- \S", line)) for n, line in enumerate(said)
    )


def _setting(line: str) -> bool:
    found = re.match(r"([A-Za-z_][\w-]*)\s*:(?!//)", line)
    return found is not None and meant(found[1], FrontMatter.__dataclass_fields__) != ""
