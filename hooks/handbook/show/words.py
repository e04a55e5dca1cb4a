"""The words of a page that its readers should find on the built page.

That is all of its text but for what stands there as a sign: addresses, tags and comments, the numbers of
a list, the names of footnotes and sources, the facts of a label that are shown in other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from handbook.find.people import withdrawals
from handbook.model import Block, Handbook, Label, Page, WrittenLink
from handbook.read import html
from handbook.read.spans import Spans
from handbook.read.unseen import NO_ADDRESS, definitions, same
from handbook.show.addresses import in_words

WORD = re.compile(r"[^\W_]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I)
_NUMBER = re.compile(r"[ \t>]*\d{1,9}(?=[.)])")
_NOTE = re.compile(r"\[\^[^\[\]]*\]:?")
_OPENING = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*\S*")
_ASIDE = ("title", "alt", "aria-label")

_SIGNED = frozenset(("item", "code", "footnote"))

Cut = tuple[int, int, str, str]
"""From where to where in the text, what a reader sees in its place, and what is said there aside."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was written, and its line in the file.

    One that is `aside` describes a picture or a link, for those who cannot see it or ask for more.
    """

    text: str
    line: int
    aside: bool = False


def quickly(page: Page) -> str:
    """A text with all words to be seen, in which there may be others as well."""
    pieces, at = [page.unread], 0
    for start, end, instead, aside in sorted(_replaced(page)):
        if start >= at:
            pieces += (page.text[at:start], instead, aside)
            at = end
    return " ".join([*pieces, page.text[at:]])


def closely(book: Handbook, page: Page) -> list[Word]:
    """The words to be seen, in the order of the file; those aside come last."""
    pieces: list[str] = []
    aside: list[Word] = []
    at, line = 0, page.line
    for start, end, instead, beside in sorted(_cuts(book, page)):
        if start >= at:
            line += page.text.count("\n", at, start)
            aside += [Word(word[0], line, True) for word in WORD.finditer(beside)]
            pieces += (page.text[at:start], instead, "\n" * page.text.count("\n", start, end))
            line += page.text.count("\n", start, end)
            at = end
        elif end > at:
            pieces.append("\n" * page.text.count("\n", at, end))
            line += page.text.count("\n", at, end)
            at = end
    shown = "".join([*pieces, page.text[at:]])
    return [*_words(page.unread, 1), *_words(shown, page.line), *aside]


def _words(text: str, line: int) -> Iterator[Word]:
    for number, row in enumerate(text.split("\n"), line):
        for word in WORD.finditer(row):
            yield Word(word[0], number)


# What readers see in another form


def _replaced(page: Page) -> Iterator[Cut]:
    """What the page knows itself."""
    for link in page.links:
        yield from _link(link)
    for cite in page.citations:
        yield cite.start, cite.end, f" {cite.at} ", ""
    for label in page.labels:
        if not label.inline:
            yield label.start, label.content, f" {_facts(label)} ", ""
    as_words = {start for start, _, instead in page.outline.data or () if instead.startswith("&")}
    for block in page.outline.within():
        if block.kind in _SIGNED:
            yield from _of_block(page.text, block)
        elif block.kind == "html":
            yield from _tags(page.text, block.start, block.end, as_words)


def _link(link: WrittenLink) -> Iterator[Cut]:
    if link.kind == "wiki":
        yield link.start, link.end, f" {link.text} ", ""
    elif link.kind == "image":
        yield link.start, link.end, " ", f"{link.text} {link.title}"
    elif link.tail and not link.kind.startswith("html"):
        yield link.tail, link.end, " ", link.title


def _facts(label: Label) -> str:
    """What stands in a label's brackets, as pages show it; its own words are those of its kind."""
    facts = label.facts
    who = facts.who[6:] if facts.who.lower().startswith("after ") else facts.who
    days = (in_words(day) for day in (facts.since, facts.on, facts.taken_on))
    return " ".join((who, facts.state, facts.size, facts.taken_by, *days))


def _cuts(book: Handbook, page: Page) -> Iterator[Cut]:
    """All of it, as the walk over the outline finds it."""
    text = page.text
    yield from _replaced(page)
    yield from ((start, end, " ", "") for start, end in withdrawals(book).places(text))
    used: set[str] = set()
    code: list[tuple[int, int]] = []
    for block in page.outline.within():
        for kind, start, end, data in block.inlines:
            if kind == "inline html":
                yield from _tags(text, start, end, set())
            elif kind in ("footnote", "task"):
                yield start, end, " ", ""
            elif kind == "codespan" or block.kind == "code":
                code.append((start, end))
            elif kind in ("link", "image") and data["id"]:
                used.add(same(data["id"]))
    for name, address, start, end in definitions(text, page.outline.within()):
        if name in used or address in NO_ADDRESS:
            yield start, end, " ", ""
    if "&" in text:
        literal = Spans(code)
        for entity in _ENTITY.finditer(text):
            if not literal.touch(*entity.span()):
                yield *entity.span(), unescape(entity[0]), ""


def _of_block(text: str, block: Block) -> Iterator[Cut]:
    sign: re.Match[str] | None = None
    if block.kind == "item":
        sign = _NUMBER.match(text, block.start)
    elif block.kind == "footnote":
        sign = _NOTE.match(text, block.start)
    elif block.kind == "code" and block.data != "Indented":
        # The first word is the name of a language.
        sign = _OPENING.match(text, block.start)
    if sign:
        yield *sign.span(), " ", ""


def _tags(text: str, start: int, end: int, as_words: set[int]) -> Iterator[Cut]:
    """Comments, and the tags of raw HTML that are not shown as words."""
    yield from ((*comment, " ", "") for comment in html.comments(text, start, end))
    for tag in html.tags(text, start, end):
        if tag.start not in as_words:
            said = (tag.attributes[name].value for name in _ASIDE if name in tag.attributes)
            yield tag.start, tag.end, " ", " ".join(said)
