"""Raw HTML: its tags with the places of their attributes, and what of it a page may hold.

What stands in comments is no tag. All that is not named here is shown as the words it was written with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from handbook.read.settings import shorten
from handbook.read.web import not_to_open

_QUOTED = r"\"[^\"]*\"|'[^']*'"
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<name>[a-z][a-z0-9-]*)"
    rf"(?P<rest>(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:{_QUOTED}|[^\s\"'=<>`]+))?)*)\s*/?>"
    r"|</(?P<closed>[a-z][a-z0-9-]*)\s*>",
    re.I | re.S,
)
"""A comment or a tag, written as GitHub's preview wants it; browsers make tags of more than that."""
_ATTRIBUTE = re.compile(rf"\s+(?P<name>[a-z_:][\w.:-]*)(?:\s*=\s*(?P<value>{_QUOTED}|[^\s\"'=<>`]+))?", re.I)

ELEMENTS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small "
    "span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr".split()
)
VOID = frozenset("br col hr img wbr".split())
"""Elements that hold nothing and have no end."""
BLOCKS = ELEMENTS & frozenset(
    "blockquote colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section "
    "summary table tbody td tfoot th thead tr ul".split()
)
"""Elements that an engine reads to their end as they are written where one begins a line."""
_ROWS, _CELLS = frozenset(("tbody", "thead", "tfoot")), frozenset(("td", "th"))
ENDS = {
    "li": frozenset(("li",)),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "p": frozenset(("p",)),
    "rt": frozenset(("rt", "rp")),
    "rp": frozenset(("rt", "rp")),
    "td": _CELLS,
    "th": _CELLS,
    "tr": _CELLS | {"tr"},
    **dict.fromkeys(_ROWS, _CELLS | {"tr"} | _ROWS | {"colgroup"}),
}
"""What ends without a word where such an element begins."""
WITHIN = {
    **dict.fromkeys(_CELLS, frozenset(("tr",))),
    "tr": _ROWS | {"table"},
    **dict.fromkeys(("caption", "colgroup", *_ROWS), frozenset(("table",))),
    "col": frozenset(("colgroup",)),
}
"""The parts of a table, and what each has to stand in; browsers drop them elsewhere."""

EVERYWHERE = frozenset("class id lang title dir aria-label".split())
_ALIGNED = frozenset("div p h1 h2 h3 h4 h5 h6 table tr td th img".split())
ATTRIBUTES = {
    "a": frozenset(("href",)),
    "img": frozenset("src alt width height".split()),
    "ol": frozenset("start reversed type".split()),
    "li": frozenset(("value",)),
    "details": frozenset(("open",)),
    "td": frozenset("colspan rowspan headers style".split()),
    "th": frozenset("colspan rowspan headers scope style".split()),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "time": frozenset(("datetime",)),
    **dict.fromkeys(("blockquote", "q"), frozenset(("cite",))),
    **dict.fromkeys(("del", "ins"), frozenset(("cite", "datetime"))),
}
_ADDRESSES = frozenset(("href", "src", "cite"))
SIDES = ("left", "center", "right")
ALIGNED = tuple(f"text-align: {side};" for side in SIDES)
"""The only styles a page may hold, as Python-Markdown and we write them: columns of a table."""
_ALIGN = re.compile(rf"\s*text-align\s*:\s*({'|'.join(SIDES)})\s*;?\s*", re.I)
PASTED = re.compile(
    r"(?:target|rel|loading|style|decoding|srcset|sizes|fetchpriority|referrerpolicy|crossorigin|hreflang|role"
    r"|tabindex|border|bgcolor|color|cellpadding|cellspacing|valign|width|height|nowrap|data-[\w.:-]+)(?![\w.:-])",
    re.I,
)
"""Attributes that come along from other web pages and hold no words."""
OF_THE_THEME = re.compile(r"md-(?!button(?:--primary)?$)")
"""Beginnings of classes by which the theme finds its own parts."""

_SEVERAL = {
    "could run a program in a reader's browser": (
        "script noscript template object embed applet svg math canvas slot param",
        "Take it out.",
    ),
    "would change how all of the site looks": ("style link", "Take it out."),
    "would show something of another site in this one": (
        "iframe frame frameset noframes portal",
        "Link to it instead.",
    ),
    "plays or swaps files, which the handbook does not": (
        "audio video source track picture map area",
        "Link to the file, or show one picture.",
    ),
    "asks readers for something, and nobody would get the answer": (
        "form input button select option optgroup textarea datalist fieldset legend label output meter "
        "progress",
        "Take it out, or link to a form.",
    ),
    "belongs to the frame around all pages": (
        "html head body title base meta header footer main nav aside article hgroup dialog menu menuitem "
        "search address",
        "Take it out.",
    ),
    "is no longer used": (
        "acronym basefont big blink center dir font listing marquee nobr plaintext rb rtc strike tt xmp",
        "Take it out.",
    ),
}
_WHY = {name: (why, how) for why, (names, how) in _SEVERAL.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute as its value and from where to where that stands; `begin` is before the space."""

    name: str
    value: str
    start: int
    end: int
    begin: int
    stop: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag by its name in small letters; of attributes with one name only the first counts."""

    name: str
    closing: bool
    start: int
    end: int
    attributes: dict[str, Attribute]
    repeated: tuple[tuple[int, int], ...] = ()


def tags(text: str, start: int, end: int) -> Iterator[Tag]:
    """The tags of a stretch of text, in order."""
    for match in _TAG.finditer(text, start, end):
        if match["closed"]:
            yield Tag(match["closed"].lower(), True, match.start(), match.end(), {})
        elif match["name"]:
            found: dict[str, Attribute] = {}
            repeated: list[tuple[int, int]] = []
            for attribute in _ATTRIBUTE.finditer(text, *match.span("rest")):
                at, stop = attribute.span("value")
                if at >= 0 and text[at] in "\"'":
                    at, stop = at + 1, stop - 1
                name, value = attribute["name"].lower(), unescape(text[at:stop]) if at >= 0 else ""
                if name in found:
                    repeated.append(attribute.span())
                else:
                    found[name] = Attribute(name, value, at, stop, *attribute.span())
            if match["name"].lower() == "a" and "name" in found and "id" not in found:
                found["id"] = replace(found.pop("name"), name="id")  # a place, as it was marked of old
            yield Tag(match["name"].lower(), False, match.start(), match.end(), found, tuple(repeated))


def comments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """From where to where the comments of a stretch of text go."""
    return (m.span() for m in _TAG.finditer(text, start, end) if not (m["name"] or m["closed"]))


def plain(text: str) -> str:
    """The words of raw HTML, white space folded."""
    return " ".join(unescape(_TAG.sub(" ", text)).split())


def refusal(name: str) -> str:
    """Why an element is shown as words; nothing where HTML knows no such element."""
    if name not in _WHY:
        return ""
    why, how = _WHY[name]
    return f"'<{name}>' {why}, so it is shown as words. {how}"


def allowed(tag: Tag, attribute: Attribute) -> tuple[str | None, str]:
    """What an attribute may say, nothing where it goes, and why; it may say as much where there is no why."""
    name, value = attribute.name, attribute.value
    off = f"so it is taken off '<{tag.name}>'. Take it out."
    if name.startswith("on"):
        return None, f"'{name}' could run a program in a reader's browser, {off}"
    if name in _ADDRESSES and (why := not_to_open(value)):
        return None, why
    if name == "id" and (value.startswith("__") or not value.strip()):
        return (
            None,
            f"the id '{shorten(value)}' belongs to the site itself, so it is taken off. Choose another.",
        )
    if name == "name" and tag.name == "a":
        return None, "'name' marks a second place here, so it is taken off. Write one 'id'."
    if name == "class" and any(map(OF_THE_THEME.match, value.split())):
        kept = [word for word in value.split() if not OF_THE_THEME.match(word)]
        return " ".join(kept), "a class that begins with 'md-' belongs to the site itself, " + off
    if name == "style" and tag.name in _CELLS:
        aligned = _ALIGN.fullmatch(value)
        if aligned:
            return f"text-align: {aligned[1].lower()};", ""
        return None, "'style' may only be 'text-align: left', 'center' or 'right', " + off
    if name in EVERYWHERE or name in ATTRIBUTES.get(tag.name, ()):
        return value, ""
    if name == "align" and tag.name in _ALIGNED:
        return value, ""
    return None, f"'{name}' is not used in this handbook, {off}"
