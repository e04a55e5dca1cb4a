"""The page on which an instrument is answered: here a sheet to print, which does without scripts.

The form that scripts show in its place is `theme/partials/assess.html`, which `theme/assets/assess/form.js`
brings to life.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from handbook.model import Handbook, Instrument, PagePath, form_of
from handbook.show.addresses import relative
from handbook.show.markdown import escape as plain
from handbook.show.page import with_settings
from handbook.show.phrases import begun, number_of

ABOUT = PagePath("assessment/members.md")
"""The page that tells members what becomes of their answers, in a book that has it."""

_BOX = "<td>\u2610</td>"
_LINE = "_" * 24
_DOT = " \u00b7 "


def document(book: Handbook, instrument_id: str) -> str:
    """The generated page of an instrument as a whole file."""
    instrument = book.vocabulary.instruments[instrument_id]
    count = number_of(len(instrument.statements), "statement")
    values = {
        "title": escape(instrument.title),
        "description": f"{count} for every member of a team to answer. It is not a test.",
        "hide": ["toc"],
        "instrument": instrument_id,
    }
    about = [f"# {plain(instrument.title)}", "", *_about(book, form_of(instrument_id), instrument)]
    return with_settings(values, "\n".join([*about, *_sheet(instrument)]) + "\n")


def _about(book: Handbook, path: PagePath, instrument: Instrument) -> Iterator[str]:
    count = len(instrument.statements)
    are = f"{'is' if count == 1 else 'are'} {number_of(count, 'statement')}"
    yield (
        "This is not a test: nobody passes, and nobody fails. It shows a team where it stands, and gives it "
        f"something to talk about. There {are}, for about {_minutes(count)}. Answer by yourself, as you see "
        "things today."
    )
    yield ""
    yield "Leave out whatever you like. What you leave out, or cannot say, never counts as a low answer."
    if ABOUT in book.pages:
        name, there = plain(book.pages[ABOUT].name), relative(path, book.pages[ABOUT].section)
        yield f"[{name}]({there}) tells who sees what, and what comes of it."
    yield ""


def _sheet(instrument: Instrument) -> Iterator[str]:
    """Without empty lines, so that every engine takes it as it is."""
    yield '<div class="assess-sheet" data-search-exclude>'
    yield (
        "<p>Print this page and tick one box in each row, or write the numbers on any paper. Then fold it "
        "and give it to the person who collects the answers for your team. Nobody else sees it.</p>"
    )
    yield (
        f"<p><strong>Your code:</strong> {_LINE}<br>A word or two of your own, such as a plant and a "
        "colour, but never your name. Remember it: with the same code next time, your two answers can be "
        "laid side by side.</p>"
    )
    steps = [f"<strong>{step}</strong> {escape(words)}" for step, words in enumerate(instrument.scale, 1)]
    steps.append(f"<strong>\u2013</strong> {escape(instrument.cannot_say)}")
    yield f"<p>{_DOT.join(steps)}</p>"
    for name, dimension in instrument.dimensions.items():
        yield from _table(name, dimension.statements.values(), instrument)
    if instrument.look_back:
        yield (
            "<p><strong>Only if your team has done this before.</strong> Leave this empty in the first "
            f"round. {escape(instrument.look_back)}</p>"
        )
        yield from _table("looking back", map(begun, instrument.dimensions), instrument)
    if instrument.by:
        yield f"<p><small>{escape(instrument.by)}</small></p>"
    yield "</div>"


def _table(name: str, rows: Iterable[str], instrument: Instrument) -> Iterator[str]:
    steps = [*map(str, range(1, len(instrument.scale) + 1)), "\u2013"]
    heads = "".join(f'<th scope="col">{step}</th>' for step in steps)
    yield f'<table><thead><tr><th scope="col">{escape(begun(name))}</th>{heads}</tr></thead><tbody>'
    for words in rows:
        yield f'<tr><th scope="row">{escape(words)}</th>{_BOX * len(steps)}</tr>'
    yield "</tbody></table>"


def _minutes(count: int) -> str:
    """What so many statements take: sixteen 5 to 10 minutes."""
    least, most = max(round(count * 0.3), 1), max(round(count * 0.6), 2)
    return f"{least} to {most} minutes"
