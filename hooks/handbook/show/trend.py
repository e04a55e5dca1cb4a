"""What was filled and asked, in one line and month by month: a drawing, and its figures in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from itertools import count

from handbook.find.trend import Month, Since, months, since, usual_day
from handbook.model import WANTED_FOLDER, Handbook, Spell, printable
from handbook.show.addresses import in_words

WIDTH, HEIGHT = 336, 150
"""The drawing in its own units, about as wide as the text on a small phone has pixels."""
LEFT, RIGHT, TOP, BASE = 30, 334, 24, 124
FINEST = 4
"""Lines behind the drawing, at most."""


def headline(book: Handbook, day: date | None = None, kind: str = "") -> str:
    """What was done since a day, what was filled first: `Since 1 April 2026: 6 filled, 4 asked.`"""
    if book.history.reason:
        return f"About dates: {book.history.reason}"
    found = since(book, day or usual_day(book.today), kind)
    begun = f"Since {in_words(found.day.isoformat())}:"
    counts = (
        (found.filled, "filled"),
        (found.asked, "asked"),
        (found.back, "came back"),
        (found.taken_out, "taken out"),
    )
    said = ", ".join(f"{len(spells)} {what}" for spells, what in counts if spells)
    if not said:
        return f"{begun} nothing filled, and nothing new asked."
    thanks = " Every flag is a help: it shows where a hand is welcome." if _only_flags(found) else ""
    return f"{begun} {said}.{thanks}"


def filled(book: Handbook, day: date, kind: str = "") -> Iterator[str]:
    """What was filled since a day, in the words of whoever asked, as lines for a terminal."""
    found = since(book, day, kind).filled
    if found:
        yield "Filled:"
        for spell in found:
            closed = in_words(spell.closed.isoformat()) if spell.closed else ""
            yield f"  {printable(spell.words)} ({_page(book, spell)}, {closed})"


def _page(book: Handbook, spell: Spell) -> str:
    """The title of the page a gap was on, or that it asked for, or the file where that is gone."""
    page = book.pages.get(spell.page)
    if page is None and spell.page.startswith(f"{WANTED_FOLDER}/"):
        return "a new page"
    return printable(page.name if page else f"docs/{spell.page}")


def _only_flags(found: Since) -> bool:
    return not found.filled and bool(found.asked or found.back)


def chart(book: Handbook) -> Iterator[str]:
    """The last two years as lines of a page, or nothing where there are no dates."""
    shown = months(book)
    if book.history.reason or not shown:
        return
    yield "### Month by month"
    yield ""
    yield f'<figure class="trend">{_drawing(shown)}<figcaption>{_legend()}</figcaption></figure>'
    yield ""
    yield f"<details><summary>The same in figures</summary>{_table(shown)}</details>"
    yield ""


def _drawing(shown: Sequence[Month]) -> str:
    """Filled gaps as bars, and asked ones as rings on a line, so that no colour is needed."""
    # A book begins with many gaps at once. Drawn to that scale, all that follows would be flat.
    most = max((max(month.asked, month.filled) for month in shown[1:]), default=0) or shown[0].asked
    step: int = next(n * 10**zeros for zeros in count() for n in (1, 2, 5) if most <= FINEST * n * 10**zeros)
    top = step * max(1, -(-most // step))
    slot = (RIGHT - LEFT) / len(shown)

    def x(number: int) -> float:
        return LEFT + (number + 0.5) * slot

    def y(gaps: int) -> float:
        return BASE - (BASE - TOP) * min(gaps, top) / top

    parts = [
        f'<path class="trend-grid" d="M{LEFT} {y(gaps):.1f}H{RIGHT}"/>'
        f'<text x="{LEFT - 5}" y="{y(gaps) + 4:.1f}" text-anchor="end">{gaps}</text>'
        for gaps in range(0, top + 1, step)
    ]
    for number, month in enumerate(shown):
        # A January right after the first month has no room for its year.
        if number == 0 or (month.first.month == 1 and number > 5):
            name = _short(month) if number == 0 else month.first.year
            parts.append(f'<path class="trend-grid" d="M{x(number):.1f} {BASE}v6"/>')
            parts.append(f'<text x="{x(number) - slot / 2:.1f}" y="{BASE + 19}">{name}</text>')
    if shown[0].asked > top:
        parts.append(
            f'<text x="{x(0) - 3:.1f}" y="{TOP - 8}">{shown[0].asked} asked in {_name(shown[0])}</text>'
        )
    width = min(0.6 * slot, 9)
    bars = "".join(
        f"M{x(n) - width / 2:.1f} {BASE}V{y(month.filled):.1f}h{width:.1f}V{BASE}z"
        for n, month in enumerate(shown)
        if month.filled
    )
    line = " ".join(f"{x(n):.1f},{y(month.asked):.1f}" for n, month in enumerate(shown))
    rings = "".join(
        f'<circle cx="{x(n):.1f}" cy="{y(month.asked):.1f}" r="3"/>' for n, month in enumerate(shown)
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="trend-title trend-desc" '
        'fill="currentColor"><title id="trend-title">Gaps filled and asked, month by month</title>'
        f'<desc id="trend-desc">{escape(_said(shown))}</desc>{"".join(parts)}'
        f'<path class="trend-filled" d="{bars}"/>'
        f'<g class="trend-asked" fill="none" stroke="currentColor"><polyline points="{line}"/>{rings}</g>'
        "</svg>"
    )


def _said(shown: Sequence[Month]) -> str:
    filled, asked = sum(month.filled for month in shown), sum(month.asked for month in shown)
    span = _name(shown[0]) if len(shown) == 1 else f"{_name(shown[0])} to {_name(shown[-1])}"
    return f"{span}: {filled} filled and {asked} asked. The table after the drawing has every month."


def _legend() -> str:
    bar = (
        '<svg viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">'
        '<path class="trend-filled" d="M3 0h6v12H3z"/></svg>'
    )
    ring = (
        '<svg viewBox="0 0 12 12" fill="none" stroke="currentColor" aria-hidden="true">'
        '<g class="trend-asked"><path d="M0 6h12"/><circle cx="6" cy="6" r="3"/></g></svg>'
    )
    return f"{bar} Bars: filled. {ring} Rings: asked, those that came back as well."


def _table(shown: Sequence[Month]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_name(month)}</th><td>{month.filled}</td>'
        f"<td>{month.asked}</td><td>{month.open}</td></tr>"
        for month in reversed(shown)
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Month", "Filled", "Asked", "Still open"))
    return (
        '<table class="trend-figures"><caption class="visually-hidden">Gaps month by month</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _name(month: Month) -> str:
    return in_words(month.first.isoformat()[:7])


def _short(month: Month) -> str:
    name, year = _name(month).split()
    return f"{name[:3]} {year}"
