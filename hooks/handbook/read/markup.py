"""The raw HTML of a page: what of it stands, what is shown as words, and what is changed for that.

A tag that may not stand is hidden from the parser, which so reads the words and Markdown around it as
they will be shown. That can bring other tags to light, so a page is read until all of them fit together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import chain

from handbook.model import Block, Level
from handbook.read import blocks, html
from handbook.read.balance import ENDLESS, ODD, Mend, Walk
from handbook.read.spans import Spans
from handbook.read.web import is_elsewhere, not_to_open

TRIES = 5
MOST = 20
"""As many faults in the raw HTML of a page are named one by one."""
_BEGINS = re.compile(r"<(?:/?(?P<name>[a-z][a-z0-9-]*)(?=[\s/>]|\Z)|!--|!(?=[a-z\[])|\?(?=[a-z=]))", re.I)
_ADDRESS = re.compile(r"\](?:\(|:)\s*\Z")
_STANDINS = "‹⟨〈❮❬⧼⦑"
_IN_WORDS = re.compile(r"[\\`*_{}\[\]<>|!~]|(?<!&)#")
_BEGINS_LINE = re.compile(r"^[ \t]*([-+=:?]|\d+(?=[.)]))", re.M)
"""Signs in raw HTML that an engine may take for Markdown, where GitHub's preview does not."""
_TAIL = re.compile(r"([ \t]*)(?:\d*([-+=:?.)])|(?=[^\s<]))")
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|!~&]")
_IN_VALUE = re.compile(r"[\\`\[\]<>{}]|\s*\n\s*")
_FOLDED = re.compile(r"\s*\n\s*")

_SPECIAL = "'{}' has no meaning on a page, so it is shown as words. Take it out."
_TANGLED = "the tags on this page do not fit together, so they are shown as words. Take them out."


Fault = tuple[int, str, Level]
"""Where something is wrong, and what to say."""


@dataclass(slots=True)
class Markup:
    """The blocks of a text, with what becomes of its raw HTML."""

    outline: Block
    live: str
    """The text with another sign for each `<` of a tag that is shown as words."""
    mends: list[Mend] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    raw: list[tuple[int, int, str]] = field(default_factory=list)
    """Where an engine reads no Markdown, and the element to whose end that goes."""


def read(text: str) -> Markup:
    """The blocks of a text and its raw HTML. Raises Beyond, as reading the blocks does."""
    if not _BEGINS.search(text):
        return Markup(blocks.outline(text), text)
    standin = next(s for s in chain(_STANDINS, map(chr, range(0xE000, 0xF900))) if s not in text)
    hidden = dict(_by_name(text))
    for turn in range(TRIES + 1):
        live = _put(text, hidden, standin)
        outline = blocks.outline(live)
        _show(outline, standin)
        walk = Walk(live, outline)
        if not walk.refused:
            break
        hidden |= walk.refused
        if turn == TRIES - 1:
            hidden = {m.start(): _TANGLED for m in _BEGINS.finditer(text)} | hidden
    markup = Markup(outline, live, [*_mends(text, walk)], [*_said(text, walk, hidden)], walk.raw)
    outline.data = markup.mends  # for whoever writes the page anew
    return markup


def _by_name(text: str) -> Iterator[tuple[int, str]]:
    """Where a tag begins that may stand nowhere, with what is wrong with it, if anybody meant a tag."""
    last = text.rfind("-->")
    begun = set()
    for match in _BEGINS.finditer(text):
        name = (match["name"] or "").lower()
        if _ADDRESS.search(text[max(match.start() - 9, 0) : match.start()]):
            continue  # `](<my page.md>)` is an address; if it is none, a tag is met later
        if name and name not in html.ELEMENTS:
            closing = match[0][1] == "/"
            yield match.start(), "" if closing and name in begun else html.refusal(name)
            begun.add(name)
        elif match[0] == "<!--" and match.start() > last:
            yield match.start(), ENDLESS
        elif not name and match[0] != "<!--":
            shown = re.match(r"<[?!]\[?\w*", text[match.start() : match.start() + 20])
            yield match.start(), _SPECIAL.format(shown[0] if shown else match[0])


def _put(text: str, hidden: dict[int, str], standin: str) -> str:
    parts, at = [], 0
    for place in sorted(hidden):
        parts += [text[at:place], standin]
        at = place + 1
    return "".join([*parts, text[at:]])


def _show(block: Block, standin: str) -> None:
    """Put the sign that people wrote back into the words of all blocks."""
    block.inlines[:] = [(kind, start, end, _shown(data, standin)) for kind, start, end, data in block.inlines]
    block.data = _shown(block.data, standin)
    for child in block.children:
        _show(child, standin)


def _shown(data: object, standin: str) -> object:
    if isinstance(data, str):
        return data.replace(standin, "<")
    if isinstance(data, dict):
        return {key: _shown(value, standin) for key, value in data.items()}
    return data


def _said(text: str, walk: Walk, hidden: dict[int, str]) -> Iterator[Fault]:
    """What is wrong with tags that stand among words, not in code or comments, and with attributes.

    What comes along from other web pages stands in many tags, so it is named once.
    """
    begins = {m.start(): hidden.get(m.start(), "") for m in _BEGINS.finditer(text)}
    begins |= {at: ENDLESS for at in begins if not begins[at] and text.startswith("<!--", at)}
    standing = Spans([*walk.words, *_between(walk)])
    notes: dict[str, int] = {}
    faults = [
        (at, why)
        for at, why in begins.items()
        if why and text[at - 1 : at] != "\\" and standing.touch(at, at + 1)
    ]
    for tag in walk.tags:
        for start, end, _, why in _attributes(text, tag):
            at = end - len(text[start:end].lstrip())
            if why and html.PASTED.match(text, at, end):
                notes.setdefault(why, at)
            elif why:
                faults.append((at, why))
    faults += [
        (match.start(), ODD.format(match["name"].lower()))
        for start, end in _between(walk)
        for match in _BEGINS.finditer(text, start, end)
        if match.start() not in hidden and (match["name"] or "").lower() in html.ELEMENTS
    ]
    faults = sorted({*faults})
    yield from ((at, why, "problem") for at, why in faults[:MOST])
    yield from ((at, why, "note") for why, at in [*notes.items()][:MOST])
    if len(faults) > MOST:
        more = f"{len(faults) - MOST} more tags or attributes cannot be shown from here on."
        yield faults[MOST][0], more, "problem"


def _between(walk: Walk) -> Iterator[tuple[int, int]]:
    """The words of blocks of HTML: what stands outside their tags and comments."""
    holes = sorted([(s, e) for s, e, _ in walk.comments] + [(tag.start, tag.end) for tag in walk.tags])
    for start, end in walk.segments:
        for number in range(max(bisect_right(holes, (start, 0)) - 1, 0), len(holes)):
            first, last = holes[number]
            if first >= end:
                break
            if last > start:
                if first > start:
                    yield start, first
                start = max(start, last)
        if start < end:
            yield start, end


def _mends(text: str, walk: Walk) -> Iterator[Mend]:
    """What the raw HTML of a page becomes, for every engine to see in it what browsers should."""
    raw = Spans((start, end) for start, end, _ in walk.raw)
    yield from walk.dropped
    yield from walk.comments
    for tag in walk.tags:
        picture = tag.attributes.get("src") if tag.name == "img" else None
        if picture is not None and is_elsewhere(picture.value) and not not_to_open(picture.value):
            # Showing it would tell another site who reads; a link leaves that to the reader.
            said = [tag.attributes[name].value.strip() for name in ("alt", "title") if name in tag.attributes]
            words = " – ".join(filter(None, dict.fromkeys(said))) or picture.value
            words = _SIGNS.sub(_entity, " ".join(words.split()))
            link = f'<a href="{_in_value(escape(picture.value))}">{words}</a>'
            yield tag.start, tag.end, words if tag.start in walk.linked else link
            continue
        yield from ((start, end, new) for start, end, new, _ in _attributes(text, tag) if new is not None)
        yield from ((*m.span(), " ") for m in _FOLDED.finditer(text, tag.start, tag.end))
        if text[tag.end - 2] == "/" and tag.name not in html.VOID:
            last = max((attribute.stop for attribute in tag.attributes.values()), default=0)
            if last < tag.end - 1:
                yield tag.end - 2, tag.end - 1, ""
    for start, end in _between(walk):
        for match in _IN_WORDS.finditer(text, start, end):
            yield match.start(), match.end(), _entity(match)
    for start, end in walk.segments:
        for match in _BEGINS_LINE.finditer(text[start:end]):
            at = start + match.start(1)
            yield at, at + 1, f"&#{ord(text[at])};"
    yield from _apart(text, walk)
    for start, end, data in walk.spans:
        fence = "`" * (max(map(len, re.findall("`+", data)), default=0) + 1)
        words = f"{fence} {data} {fence}" if "`" in data else f"{fence}{data}{fence}"
        yield start, end, words.replace("<", "&#60;") if raw.touch(start, end) else words
    if walk.raw:
        code = Spans(walk.code)
        ours = Spans([*((s, e) for s, e, _ in walk.comments), *((tag.start, tag.end) for tag in walk.tags)])
        for match in re.finditer("<", text):
            at = match.start()
            if raw.touch(at, at + 1) and not code.touch(at, at + 1) and not ours.touch(at, at + 1):
                yield at, at + 1, "&#60;"
    leaves = Spans(walk.leaves)
    for match in _BEGINS.finditer(text):
        if not leaves.touch(match.start(), match.start() + 1):
            yield match.start(), match.start() + 1, "&#60;"


def _apart(text: str, walk: Walk) -> Iterator[Mend]:
    """A new paragraph for words that follow the end of raw HTML on its line: an engine would garble them."""
    at = 0
    for start, end, _ in walk.raw:
        if start >= at:
            at = end
            tail = _TAIL.match(text, end)
            if tail:
                yield end, tail.end(1), "\n\n"
                if sign := tail[2]:
                    yield tail.start(2), tail.end(2), f"&#{ord(sign)};"


def _attributes(text: str, tag: html.Tag) -> Iterator[tuple[int, int, str | None, str]]:
    """What becomes of the attributes of a tag, and why; an address is changed later, where it leads."""
    yield from ((start, end, "", "") for start, end in tag.repeated)
    for attribute in tag.attributes.values():
        value, why = html.allowed(tag, attribute)
        if value is None:
            yield attribute.begin, attribute.stop, "", why
        elif attribute.start >= 0 and (value != attribute.value or not _called(text, attribute)):
            yield attribute.begin, attribute.stop, f' {attribute.name}="{_in_value(escape(value))}"', why
        elif attribute.start >= 0 and _IN_VALUE.search(text, attribute.start, attribute.end):
            yield attribute.start, attribute.end, _in_value(text[attribute.start : attribute.end]), ""


def _called(text: str, attribute: html.Attribute) -> bool:
    """Whether an attribute is written by the name it goes by."""
    return text[attribute.begin : attribute.stop].lstrip().lower().startswith(attribute.name)


def _in_value(words: str) -> str:
    return _IN_VALUE.sub(lambda sign: " " if "\n" in sign[0] else _entity(sign), words)


def _entity(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"
