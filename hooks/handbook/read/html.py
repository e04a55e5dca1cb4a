"""Tags in raw HTML, with the places of their attributes. What stands in comments is no tag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

_QUOTED = r"\"[^\"]*\"|'[^']*'"
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[a-z][a-z0-9-]*)"
    rf"(?P<rest>(?:[^<>\"']|{_QUOTED})*)>",
    re.I | re.S,
)
_ATTRIBUTE = re.compile(rf"(?<![^\s\"'/])([a-z][\w:-]*)\s*=\s*({_QUOTED}|[^\s\"'<>=`]+)", re.I)


_CONTAINERS = frozenset(
    "article aside center details div fieldset figure footer header main nav section".split()
)
"""Elements that people put around Markdown."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag by its name in small letters; an attribute is its value and from where to where it stands."""

    name: str
    closing: bool
    start: int
    end: int
    attributes: dict[str, tuple[str, int, int]]


def tags(text: str, start: int, end: int) -> Iterator[Tag]:
    """The tags of a stretch of text, in order."""
    for match in _TAG.finditer(text, start, end):
        if match["name"]:
            found: dict[str, tuple[str, int, int]] = {}
            for attribute in _ATTRIBUTE.finditer(text, *match.span("rest")):
                at, end = attribute.span(2)
                if text[at] in "\"'":
                    at, end = at + 1, end - 1
                found.setdefault(attribute[1].lower(), (unescape(text[at:end]), at, end))
            yield Tag(match["name"].lower(), bool(match["close"]), match.start(), match.end(), found)


def left_open(found: Iterable[Tag], opened: list[str]) -> list[str]:
    """The elements that are open after these tags, if `opened` were before them."""
    names = list(opened)
    for tag in found:
        if tag.name not in _CONTAINERS:
            continue
        if not tag.closing:
            names.append(tag.name)
        elif tag.name in names:
            del names[len(names) - 1 - names[::-1].index(tag.name) :]
    return names


def plain(text: str) -> str:
    """The words of raw HTML, white space folded."""
    return " ".join(unescape(_TAG.sub(" ", text)).split())
