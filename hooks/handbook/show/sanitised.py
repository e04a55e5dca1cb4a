"""A rendered page without anything that could do a reader harm, whatever it was made from.

What people write is made safe where it is read, and they hear of it there. This is the wall behind that:
it holds where an engine reads something otherwise than we do, or a page of our own lets a word through.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import nh3

from handbook.model import Place, Problem
from handbook.read.html import ALIGNED, ATTRIBUTES, ELEMENTS, EVERYWHERE, OF_THE_THEME
from handbook.read.settings import shorten
from handbook.read.web import SCHEMES

_EVERYWHERE = EVERYWHERE | frozenset(
    "align aria-describedby aria-hidden aria-labelledby data-heading data-kind data-preview "
    "data-search-exclude data-tabs data-title height role tabindex valign width".split()
)
_DRAWN = frozenset("circle defs desc ellipse g line path polygon polyline rect svg text title tspan".split())
_DRAWING = frozenset(
    "cx cy d dx dy fill fill-opacity fill-rule height opacity points r rx ry stroke stroke-dasharray "
    "stroke-linecap stroke-linejoin stroke-width text-anchor transform viewBox width x x1 x2 xmlns y y1 "
    "y2".split()
)
_OURS = {
    "a": frozenset(("name",)),
    "details": frozenset(("name",)),
    "img": frozenset("decoding loading sizes".split()),
    "input": frozenset("checked disabled name".split()),
    "label": frozenset(("for",)),
    **dict.fromkeys(_DRAWN, _DRAWING),
}
"""What engines and we write besides what people may."""
_ATTRIBUTES = {
    # Only some styles may stand, which is said below.
    name: (ATTRIBUTES.get(name, frozenset()) | _OURS.get(name, frozenset())) - {"style"}
    for name in {*ATTRIBUTES, *_OURS}
}
_FRAME_ID = re.compile(r"__(?!tabbed_|codelineno-|span-)")
_TAKEN = re.compile(
    r"\s(?:id|name|for)=\"__(?!tabbed_|codelineno-|span-)|\sclass=\"(?:[^\"]*\s)?md-(?!button(?:--primary)?[\s\"])"
)
"""What belongs to the frame that the theme puts around a page, and would lead its scripts astray."""


def _without_theirs(_: str, attribute: str, value: str) -> str | None:
    """An attribute without the ids and classes by which the theme finds its own parts."""
    if attribute in ("id", "name", "for"):
        return None if _FRAME_ID.match(value) else value
    if attribute == "class":
        return " ".join(word for word in value.split() if not OF_THE_THEME.match(word))
    return value


def _cleaner(attribute_filter: Callable[[str, str, str], str | None] | None = None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags={*ELEMENTS, *_DRAWN, "article", "aside", "center", "input", "label", "nav"},
        clean_content_tags=set(),  # words stay words, wherever they stood
        attributes={"*": {*_EVERYWHERE}, **{name: {*allowed} for name, allowed in _ATTRIBUTES.items()}},
        tag_attribute_values={
            "td": {"style": {*ALIGNED}},
            "th": {"style": {*ALIGNED}},
            "input": {"type": {"checkbox", "radio"}},
        },
        url_schemes={"http", "https", *SCHEMES},
        link_rel=None,
        attribute_filter=attribute_filter,
    )


_CLEANER, _CAREFUL = _cleaner(), _cleaner(_without_theirs)


def sanitised(html: str, file: str) -> tuple[str, list[Problem]]:
    """The HTML of a page with only what may stand in it, and a problem where that is less."""
    clean = _CLEANER.clean(html)
    if _TAKEN.search(clean):
        clean = _CAREFUL.clean(html)
    elif _alike(html) == _alike(clean):
        return clean, []
    lost = _Parts(html).found - _Parts(clean).found
    return clean, [Problem(Place(file), _message(part)) for part in sorted(lost)]


def _alike(html: str) -> str:
    """With what may be written in several ways written in one."""
    html = html.replace(" />", ">").replace("/>", ">").replace('=""', "")
    return unescape(html) if "&" in html else html


def _message(part: tuple[str, str, str]) -> str:
    name, attribute, value = part
    what = f"'{attribute}' with '{shorten(value)}' on '<{name}>'" if attribute else f"'<{name}>'"
    return (
        f"{what} may not stand on a page, so it was taken out of the built one. "
        "Take it out of the file, and tell whoever looks after this handbook."
    )


class _Parts(HTMLParser):
    """How often each element begins, and each attribute is set."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: Counter[tuple[str, str, str]] = Counter()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag, "", ""] += 1
        self.found.update((tag, name, value or "") for name, value in attrs)
