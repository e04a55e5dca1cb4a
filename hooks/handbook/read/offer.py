"""A text that somebody offers to an offer as a value: which gap it is for, and how to name who gave it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from handbook.model import Block, Place, Problem
from handbook.read import contacts, front_matter, raw, settings
from handbook.read.blocks import TooDeep, outline

LONGEST = 100_000
"""Bytes of an offer; GitHub ends the text of an issue at 65,536 signs."""

FORM = {
    "gap": "Which gap is it for?",
    "page": "Which page is missing?",
    "text": "Your text",
    "credit": "How shall we name you?",
}
"""The fields of the issue forms: GitHub writes these words over what somebody fills in."""

_NOTHING = "_No response_"
_HEAD = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.S | re.M)
_LATER = re.compile(r"^(?P<quoted>(?:> ?)*)---[ \t]*\n(?P=quoted)(?:gap|page):", re.M)
"""Where an offer begins in a letter, after a greeting or quoted in an answer."""

OneLine = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^<>\n]*$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands before the text of an offer, between two lines of `---`."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    gap: Annotated[OneLine, Field(description="The id of the gap.")] = ""
    page: Annotated[OneLine, Field(description="For a page not written yet: its name.")] = ""
    credit: Annotated[OneLine, Field(description="How to name whoever wrote the text.")] = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Text for a gap, by its id, or for a page that is missing, by its name.

    `line` is where in `file` the text begins.
    """

    file: str
    gap: str
    page: str
    credit: str
    text: str
    line: int

    def place(self, row: int) -> Place:
        """A line of the text, counted from 0, in the file of the offer."""
        return Place(self.file, self.line + row)


def read(file: str, content: bytes) -> tuple[Offer | None, list[Problem]]:
    """The offer, or None and everything that keeps it from being one; never raises."""
    if len(content) > LONGEST:
        message = f"this offer has more than {LONGEST:,} bytes, the most we read. Offer it in parts."
        return None, [Problem(Place(file), message)]
    text, problems = raw.decode(file, content, LONGEST)
    if problems:
        return None, problems
    text = text.lstrip() if text.lstrip().startswith(("#", "---")) else text
    skipped = raw.normal(content.decode("utf-8")).count("\n") - text.count("\n")
    if text.startswith("---"):
        offer, problems = _written(file, text, skipped + 1)
    elif text.startswith("### "):
        offer, problems = _from_form(file, text, skipped + 1)
    else:
        offer = None
    if problems:
        return None, problems
    if offer is None:
        return None, [_no_offer(file, text, skipped + 1)]
    problems = [*_lacking(offer), *_own_settings(offer), *_html(offer)]
    return (None if problems else offer), problems


def _no_offer(file: str, text: str, first_line: int) -> Problem:
    """What to do where no offer begins; a letter may hold one further down."""
    later = _LATER.search(text)
    if later and later["quoted"]:
        line = first_line + text.count("\n", 0, later.start())
        message = "the offer begins in this line, but with the sign '>' before each of its lines."
        return Problem(Place(file, line), f"{message} Take these signs out, and all that stands above.")
    if later and later.start():
        line = first_line + text.count("\n", 0, later.start())
        return Problem(Place(file, line), "the offer begins in this line. Take out all that stands above it.")
    message = (
        "this is no offer. Begin it with a line '---', a line 'gap: …' with the id of the gap and "
        "another line '---', or use the whole text of an issue from the form."
    )
    return Problem(Place(file), message)


def _written(file: str, text: str, first_line: int) -> tuple[Offer | None, list[Problem]]:
    """An offer as a text with settings: gap or page, and credit."""
    match = _HEAD.match(text)
    if not match:
        return None, []
    node, problems = settings.parse(match[1], file, first_line=first_line + 1)
    if node is not None and not isinstance(node.value, dict):
        node = None
        message = "every line between the two --- has the form 'key: value'."
        problems = [Problem(Place(file, first_line + 1), message)]
    if node is None or problems:
        return None, problems
    head, problems = settings.validate(Head, node, file, "a setting of an offer")
    if head is None:
        return None, problems
    body = text[match.end() :]
    line = first_line + text.count("\n", 0, match.end())
    return _offer(file, head.gap, head.page, head.credit, body, line), []


def _from_form(file: str, text: str, first_line: int) -> tuple[Offer | None, list[Problem]]:
    """The text that GitHub makes of a form: `### Words`, an empty line, what somebody wrote.

    The text may hold such a line as well, so it ends at the last one that asks for a name.
    """
    first = next((key for key in ("gap", "page") if text.startswith(f"### {FORM[key]}\n")), "")
    begun = _asked("text").search(text)
    if not first or not begun:
        return None, []
    named = [match for match in _asked("credit").finditer(text) if match.start() >= begun.end()]
    end = named[-1].start() if named else len(text)
    credit = _filled(text[named[-1].end() :]) if named else ""
    value = " ".join(_filled(text[len(f"### {FORM[first]}") : begun.start()]).split())
    body = text[begun.end() : end]
    line = first_line + text.count("\n", 0, begun.end())
    if "\n" in credit:
        row = first_line + text.count("\n", 0, named[-1].start())
        message = f"'{FORM['credit']}' has one line under it and nothing more. Take the others out."
        return None, [Problem(Place(file, row), message)]
    gap, page = (value, "") if first == "gap" else ("", value)
    return _offer(file, gap, page, credit, body if _filled(body) else "", line), []


def _asked(key: str) -> re.Pattern[str]:
    return re.compile(rf"^### {re.escape(FORM[key])}[ \t]*(?:\n|\Z)", re.M)


def _filled(value: str) -> str:
    value = value.strip()
    return "" if value == _NOTHING else value


def _offer(file: str, gap: str, page: str, credit: str, body: str, line: int) -> Offer:
    """The offer without the empty lines around its text."""
    begun = re.match(r"(?:[ \t]*\n)*", body)
    rows = begun[0].count("\n") if begun else 0
    text = body[begun.end() :].rstrip() if begun else body.rstrip()
    return Offer(file, gap.strip(), page.strip(), " ".join(credit.split()), text, line + rows)


def _lacking(offer: Offer) -> Iterator[Problem]:
    if not offer.gap and not offer.page:
        yield Problem(
            Place(offer.file),
            "the offer does not say which gap it is for. Add a line 'gap: …' with the id of the gap.",
        )
    if not offer.text:
        yield Problem(
            Place(offer.file),
            "there is no text in this offer. Write some first; a page that is only missed is a link to "
            "its name: [[Shared meals]].",
        )
    if any(not contact.harmless for contact in contacts.contacts(offer.credit)):
        yield Problem(
            Place(offer.file),
            "the credit holds an e-mail address or a phone number, which would be public for good. "
            "Leave it out, and give a name or nothing.",
        )


def _own_settings(offer: Offer) -> Iterator[Problem]:
    found, wrong = front_matter.read(offer.text, offer.file)
    if wrong or found.text != offer.text:
        yield Problem(
            offer.place(0),
            "the text begins with settings between two lines of ---. Leave them out; the page has its own.",
        )


def _html(offer: Offer) -> Iterator[Problem]:
    """Somebody's text from elsewhere is Markdown alone: HTML could bring along more than words."""
    try:
        places = [*_tags(outline(offer.text))]
    except TooDeep as deep:
        row = offer.text.count("\n", 0, deep.start)
        yield Problem(offer.place(row), deep.message)
        return
    for start in places[:10]:
        tag = settings.shorten(offer.text[start:].split("\n")[0], 30)
        yield Problem(
            offer.place(offer.text.count("\n", 0, start)),
            f"'{tag}' is HTML, which an offer cannot bring. Write it as plain text; for code, put it "
            "between two signs `.",
        )


def _tags(block: Block) -> Iterator[int]:
    for child in block.children:
        if child.kind == "html":
            yield child.start
        yield from (
            start for kind, start, _, _ in child.inlines if kind == "inline html" and child.kind != "html"
        )
        yield from _tags(child)
