"""Definitions side by side: what each asks for, and who is said to have given it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from handbook.find.definitions import SETTLED, Row, core, matrix, unsettled
from handbook.model import BIBLIOGRAPHY, DEFINITIONS, Definition, Handbook
from handbook.show.addresses import link, relative_url
from handbook.show.markdown import escape as plain
from handbook.show.phrases import begun
from handbook.show.wide import table

STATES = {
    SETTLED: "attribution verified",
    "unverified": "attribution not verified",
    "disputed": "attribution disputed",
    "": "attribution not looked into",
}
_YES = '<span aria-hidden="true">●</span><span class="visually-hidden">yes</span>'
_NO = '<span aria-hidden="true">–</span><span class="visually-hidden">no</span>'


def drawn(book: Handbook) -> Iterator[str]:
    """What they have in common, the table, then each in full. None is marked as right."""
    definitions = book.vocabulary.definitions
    all_, open_ = len(definitions), unsettled(book.vocabulary)
    if all_ > 1:
        yield " ".join(_in_common(count, all_, names) for count, names in core(book.vocabulary))
        yield ""
    be = "is" if open_ == 1 else "are"
    yield f"{open_} of {all_} attributions {be} not settled." if open_ else "Every attribution is settled."
    yield ""
    yield _table(book)
    yield ""
    items = "".join(_in_full(book, d) for d in definitions.values())
    yield f'<ul class="definitions">{items}</ul>'


def _in_common(count: int, all_: int, names: list[str]) -> str:
    if not names:
        return f"Nothing is in all {all_}."
    return f"In {f'all {all_}' if count == all_ else f'{count} of {all_}'}: {plain(', '.join(names))}."


def _table(book: Handbook) -> str:
    heads = "".join(
        f'<th scope="col">{escape(d.name)} <small>{" or ".join(map(escape, _whose(d)))}; {STATES[d.state]}'
        "</small></th>"
        for d in book.vocabulary.definitions.values()
    )
    rows = "".join(_row(book, row) for row in matrix(book.vocabulary))
    caption = "What each definition asks for"
    heads = f'<th scope="col">Element</th>{heads}<th scope="col">In how many</th>'
    return table(caption, heads, rows)


def _row(book: Handbook, row: Row) -> str:
    name = escape(begun(row.element))
    meaning = escape(book.vocabulary.elements[row.element].meaning)
    cells = "".join(f"<td>{_YES if asked else _NO}</td>" for asked in row.asked)
    return f'<tr><th scope="row">{name} <small>{meaning}</small></th>{cells}<td>{row.sum}</td></tr>'


def _whose(definition: Definition) -> list[str]:
    """Who it is attributed to: both, where that is not agreed."""
    return [who for who in (definition.by, definition.or_by) if who]


def _in_full(book: Handbook, definition: Definition) -> str:
    whose = " or ".join(f"<strong>{escape(who)}</strong>" for who in _whose(definition))
    facts = [f"{whose}{f', {definition.year}' if definition.year else ''}; {STATES[definition.state]}."]
    facts += [f"{escape(definition.note.rstrip('. '))}."] if definition.note else []
    source = book.vocabulary.sources.get(definition.source)
    if source is not None:
        address = relative_url(DEFINITIONS, f"{BIBLIOGRAPHY}#source-{definition.source}")
        facts.append(f"Read in {link(address, source.title)}.")
    name, words = escape(definition.name), escape(definition.words)
    return f"<li><strong>{name}:</strong> {words}<br>Attributed to {' '.join(facts)}</li>"
