"""Tags in raw HTML, with the places of their attributes. What stands in comments is no tag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_QUOTED = r"\"[^\"]*\"|'[^']*'"
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[a-z][a-z0-9-]*)"
    rf"(?P<rest>(?:[^<>\"']|{_QUOTED})*)>",
    re.I | re.S,
)
_ATTRIBUTE = re.compile(rf"(?<![^\s\"'/])([a-z][\w:-]*)\s*=\s*({_QUOTED}|[^\s\"'<>=`]+)", re.I)


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


def plain(text: str) -> str:
    """The words of raw HTML, white space folded."""
    return " ".join(unescape(_TAG.sub(" ", text)).split())
