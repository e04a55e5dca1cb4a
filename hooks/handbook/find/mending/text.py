"""The text of a page: signs too many or too few, and addresses that can mean one file only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.find.links import joined_path
from handbook.find.mending.spot import Splices, Spot
from handbook.model import Block
from handbook.read import html
from handbook.read.html import PASTED
from handbook.read.slips import without_spaces
from handbook.read.source import in_file

_SPACED = re.compile(r"(\[[^\[\]\n]+\])[ \t]+(?=\()")
_WITH_SPACES = re.compile(r"!?\[[^\[\]\n]*\]\(([^()\n<>]+)\)")
_NOBODY_SEES = re.compile(r"[\x00-\x07\x0e-\x1a\x7f\ufffe\uffff]")
"""Signs without any effect; those that end a line, or begin a command to a terminal, may leave traces."""


def unseen(spot: Spot) -> Splices:
    """Control characters that no editor shows."""
    return [(spot.start + m.start(), spot.start + m.end(), "") for m in _NOBODY_SEES.finditer(spot.line)]


def second_title(spot: Spot) -> Splices:
    """`# More`, unless headings under it would no longer be."""
    if not spot.line.startswith("# "):
        return []
    page = spot.page
    line = spot.text.count("\n", 0, spot.start) + 1
    below = [heading for heading in page.headings if heading.line > line] if page else []
    if below and below[0].level == 2:
        return []
    return [(spot.start, spot.start, "#")]


def heading_space(spot: Spot) -> Splices:
    """`##Heading`; where more such words stand in the line they may be for another purpose."""
    found = re.match(r"#{1,6}(?=[^\W\d_])", spot.line)
    if not found or re.search(r"\s#+\w", spot.line):
        return []
    return [(spot.start + found.end(), spot.start + found.end(), " ")]


def no_space(spot: Spot) -> Splices:
    """`[words] (page.md)`"""
    found = _SPACED.match(spot.text, spot.start + spot.column - 1)
    return [(found.end(1), found.end(), "")] if found else []


def hyphens(spot: Spot) -> Splices:
    """`[words](our stories.md)`, and `%20` in an address of another site."""
    found = _WITH_SPACES.match(spot.text, spot.start + spot.column - 1)
    if not found:
        return []
    better = without_spaces(found[1])
    return [(*found.span(1), better)] if better else []


def pasted(spot: Spot) -> Splices:
    """`target`, `style` and others that came along from another web page, wherever the page has them."""
    name, page = spot.said["word"], spot.page
    if page is None or not PASTED.fullmatch(name):
        return []
    place = in_file(page.text, spot.text)
    return [
        (place(begin), place(stop), "")
        for start, end in _raw(page.outline)
        for tag in html.tags(page.text, start, end)
        if tag.name == spot.said["tag"]
        for begin, stop in [*((a.begin, a.stop) for a in tag.attributes.values()), *tag.repeated]
        if re.match(rf"\s+{re.escape(name)}(?=[\s=]|$)", page.text[begin:stop], re.I)
    ]


def _raw(block: Block) -> Iterator[tuple[int, int]]:
    """From where to where the raw HTML in a block goes."""
    if block.kind == "html":
        yield block.start, block.end
    yield from ((start, end) for kind, start, end, _ in block.inlines if kind == "inline html")
    for child in block.children:
        yield from _raw(child)


def whole_name(spot: Spot) -> Splices:
    """`[[Page|words]]` in a table, where the upright line ends a cell."""
    return spot.instead(spot.said["word"], spot.said["word"].replace("|", "\\|"))


def address(spot: Spot) -> Splices:
    """An address that is right but for capitals, spaces, strokes or its ending."""
    found, page = spot.link(), spot.page
    if found is None or page is None:
        return []
    written, start, end = found
    near = joined_path(page.folder, spot.said["meant"])
    path = joined_path(
        "" if written.target.startswith("/") else page.folder, written.target.replace("\\", "/")
    )
    if near is None or path is None or _plain(path) != _plain(near):
        return []
    return _swapped(spot, start, end)


def moved(spot: Spot) -> Splices:
    """The address of a page that is elsewhere now; the link leads there already."""
    found, page = spot.link(), spot.page
    if found is None or page is None:
        return []
    written, start, end = found
    former = joined_path(page.folder, written.target)
    if sum(former in other.front.was for other in spot.book.pages.values()) > 1:
        return []  # two pages say that they were there
    return _swapped(spot, start, end)


def heading(spot: Spot) -> Splices:
    """The former address of a heading; the link leads there already."""
    found = spot.link()
    if found is None:
        return []
    _, start, end = found
    at = spot.text.find("#", start, end)
    return [(at, end, spot.said["meant"])] if at >= 0 else []


def _swapped(spot: Spot, start: int, end: int) -> Splices:
    _, sign, fragment = spot.text[start:end].partition("#")
    return [(start, end, f"{spot.said['meant']}{sign}{fragment}")]


def _plain(path: str) -> str:
    stem = re.sub(r"\.(?:md|markdown|html?)$", "", path.strip().casefold())
    return re.sub(r"[\s_]+", "-", stem)


def empty_line(spot: Spot) -> Splices:
    """Markdown right below a tag, and words right below a table."""
    return [(spot.start, spot.start, "\n")]


def https(spot: Spot) -> Splices:
    """`https:/example.org`; where it is `http:` nobody knows whether the site has the other."""
    word = spot.said["word"]
    return spot.instead(word, spot.said["meant"]) if word.startswith("https:") else []


def bare_address(spot: Spot) -> Splices:
    """`[[https://example.org]]`"""
    word = spot.said["word"]
    return spot.instead(word, spot.said["meant"]) if "://" in word else []
