"""Rounds of unmentoring in numbers: how many took part, answered and met, never who."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from handbook.find.counts import others
from handbook.model import Handbook, PublicPairs
from handbook.show.addresses import in_words
from handbook.show.scores import NOT_SHOWN
from handbook.show.wide import table

_NONE = "No round has been published here yet."
_HEADS = ("Round", "People", "Groups", "Answered", "Not heard from", "Met, of those who answered")


def drawn(book: Handbook) -> Iterator[str]:
    """How the last round went in a sentence, then a table of all of them, the newest first."""
    rounds = sorted(
        book.vocabulary.unmentoring.items(),
        key=lambda entry: (entry[1].week, _number(entry[0])),
        reverse=True,
    )
    if not rounds:
        yield _NONE
        return
    name, last = rounds[0]
    yield f"{name.capitalize()}, in the week of {in_words(last.week)}: {sentence(last)}."
    yield ""
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    rows = "".join(_row(name, pairs) for name, pairs in rounds)
    caption = "Rounds of unmentoring, the newest first"
    yield table(caption, heads, rows)


def sentence(pairs: PublicPairs) -> str:
    """How a round went: `35 of 56 answered; 28 of those 35 met (80%)`.

    What too few people stand behind is left out or said in words, as `fewer than 5`.
    """
    if not pairs.people.isdecimal():
        return f"{pairs.people} people took part"
    if not pairs.answered:
        return f"{pairs.people} people took part"
    answered = f"{pairs.answered} of {pairs.people} answered"
    if not pairs.met:
        return answered
    of = f"of those {pairs.answered}" if pairs.answered.isdecimal() else "of those"
    return f"{answered}; {pairs.met} {of} met{_share(pairs)}"


def _share(pairs: PublicPairs) -> str:
    """How many of those who answered met, in a hundred, halves up; nothing where it is not known."""
    if not (pairs.met.isdecimal() and pairs.answered.isdecimal()):
        return ""
    met, answered = int(pairs.met), int(pairs.answered)
    return f" ({(200 * met + answered) // (2 * answered)}%)"


def _row(name: str, pairs: PublicPairs) -> str:
    cells = (
        pairs.people,
        pairs.groups,
        pairs.answered or NOT_SHOWN,
        others(pairs.people, pairs.answered) or NOT_SHOWN,
        f"{pairs.met}{_share(pairs)}" if pairs.met else NOT_SHOWN,
    )
    inside = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    week = f"<small>week of {in_words(pairs.week)}</small>"
    return f'<tr><th scope="row">{escape(name.capitalize())} {week}</th>{inside}</tr>'


def _number(name: str) -> int:
    return int(name.removeprefix("round "))
