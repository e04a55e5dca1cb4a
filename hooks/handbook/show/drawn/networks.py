"""The networks side by side: which of our questions each page answers, and which are open."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from handbook.find.networks import Answer, side_by_side
from handbook.model import NETWORKS, Handbook, PagePath
from handbook.show.addresses import link, relative_url
from handbook.show.wide import table

_OPEN = '<span aria-hidden="true">○</span><span class="visually-hidden">open</span>'


def drawn(book: Handbook) -> Iterator[str]:
    """How many questions are answered, then the table."""
    found = side_by_side(book.pages, book.vocabulary)
    questions = book.vocabulary.settings.network_questions
    answered = sum(_count(given) for given in found.values())
    yield (
        f"{answered} of {len(found) * len(questions)} answered. ● leads to the answer; "
        "○ is open, and waits for somebody who knows."
    )
    yield ""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("Network", *questions, "Answered"))
    rows = "".join(_row(book, path, given) for path, given in found.items())
    sums = "".join(
        f"<td>{sum(answer.answered for answer in column)} of {len(found)}</td>"
        for column in zip(*found.values(), strict=True)
    )
    caption = "Which questions each network’s page answers"
    foot = f'<tfoot><tr><th scope="row">Answered</th>{sums}<td>{answered}</td></tr></tfoot>'
    yield table(caption, heads, rows, foot=foot)


def _count(given: tuple[Answer, ...]) -> int:
    return sum(answer.answered for answer in given)


def _row(book: Handbook, path: PagePath, given: tuple[Answer, ...]) -> str:
    name = book.pages[path].name
    cells = "".join(f"<td>{_cell(answer, name)}</td>" for answer in given)
    page = link(relative_url(NETWORKS, path), name)
    return f'<tr><th scope="row">{page}</th>{cells}<td>{_count(given)} of {len(given)}</td></tr>'


def _cell(answer: Answer, name: str) -> str:
    if answer.heading is None or not answer.answered:
        return _OPEN
    words = f"answered: {answer.question} of {name}"
    address = escape(relative_url(NETWORKS, answer.heading.section))
    return (
        f'<a href="{address}"><span aria-hidden="true">●</span>'
        f'<span class="visually-hidden">{escape(words)}</span></a>'
    )
