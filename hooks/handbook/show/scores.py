"""Scores of one or more rounds: in tables, and drawn on their scale.

A drawing needs neither colours nor a style sheet, because it is shown where there are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from math import ceil, floor
from textwrap import wrap
from typing import Literal
from unicodedata import east_asian_width

from handbook.model import Instrument, Score
from handbook.model.practices import Kind
from handbook.show import wide
from handbook.show.addresses import in_words

WIDTH = 300
"""About as wide as the text on a small phone has pixels."""
LEFT, RIGHT = 8, 262
LETTERS = 32
"""As many as a line of the drawing holds, or half of those that are as wide as high."""
LINE, TRACK, GAP = 15, 16, 10
"""How high a line of words and a line of marks are, and what is between two rows."""
RADIUS = 5

Sign = Literal["ring", "diamond", "dot"]
NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True)
class Series:
    """A round, or how it is seen looking back, by its name and the sign that stands for it.

    A score whose lowest and highest are its mean is a sign alone.
    """

    name: str
    sign: Sign
    scores: Mapping[str, Score]


def decimal(score: Fraction) -> str:
    """To one place, halves up: 2.75 is 2.8."""
    tenths = floor(10 * score + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


def drawing(
    names: Sequence[str], series: Sequence[Series], scale: int, title: str, about: str, known_as: str
) -> str:
    """A row for each name with a line of marks for each series; `known_as` begins the ids.

    What has no score says so in words: it is not the lowest one.
    """
    spread = (RIGHT - LEFT) / (scale - 1)
    at = [f"{LEFT + spread * step:.1f}" for step in range(scale)]
    grid, parts, y = "", [], LINE + GAP
    for name in names:
        for line in _lines(name):
            y += LINE
            parts.append(f'<text x="{LEFT}" y="{y - 4}">{escape(line)}</text>')
        grid += "".join(f"M{x} {y}v{TRACK * len(series)}" for x in at)
        for one in series:
            y += TRACK
            parts.append(_track(one, one.scores.get(name), y - TRACK // 2, spread))
        y += GAP
    numbers = "".join(
        f'<text x="{x}" y="{LINE}" text-anchor="middle">{number}</text>' for number, x in enumerate(at, 1)
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {y}" role="img" aria-labelledby="{known_as}-title {known_as}-desc" '
        f'fill="currentColor"><title id="{known_as}-title">{escape(title)}</title>'
        f'<desc id="{known_as}-desc">{escape(about)}</desc>'
        f'<path d="{grid}" stroke="currentColor" opacity="0.25"/>{numbers}{"".join(parts)}</svg>'
    )


def _lines(name: str) -> list[str]:
    wide = any(east_asian_width(letter) in "WF" for letter in name)
    return wrap(name, LETTERS // 2 if wide else LETTERS) or [""]


def _track(series: Series, score: Score | None, y: int, spread: float) -> str:
    if score is None:
        which = series.name.partition(",")[0]
        return f'<text x="{LEFT + RADIUS + 3}" y="{y + 4}">{escape(which)}: {NOT_SHOWN}</text>'
    low, x, high = (LEFT + spread * float(at - 1) for at in (score.lowest, score.mean, score.highest))
    line = "".join(
        f"M{end:.1f} {y - 3}v6m0 -3H{x + side:.1f}"
        for end, side in ((low, -RADIUS), (high, RADIUS))
        if abs(end - x) > RADIUS
    )
    return (
        f'<g class="score-{series.sign}">'
        + (f'<path d="{line}" fill="none" stroke="currentColor" stroke-width="1.5"/>' if line else "")
        + f"{_sign(series.sign, x, y)}</g>"
        f'<text x="{WIDTH - 2}" y="{y + 4}" text-anchor="end">{decimal(score.mean)}</text>'
    )


def _sign(sign: Sign, x: float, y: float) -> str:
    if sign == "dot":
        return f'<circle cx="{x:.1f}" cy="{y}" r="{RADIUS}"/>'
    hollow = 'fill="none" stroke="currentColor" stroke-width="1.5"'
    if sign == "ring":
        return f'<circle cx="{x:.1f}" cy="{y}" r="{RADIUS - 0.5}" {hollow}/>'
    r = RADIUS
    return f'<path d="M{x:.1f} {y - r}l{r} {r}l-{r} {r}l-{r} -{r}z" {hollow}/>'


def key(series: Sequence[Series]) -> str:
    """What each sign of a drawing stands for."""
    signs = (
        f'<svg viewBox="0 0 12 12" fill="currentColor" aria-hidden="true"><g class="score-{one.sign}">'
        f"{_sign(one.sign, 6, 6)}</g></svg> {one.sign.capitalize()}: {escape(one.name)}."
        for one in series
    )
    return " ".join(signs)


def named(kind: Kind, day: str) -> str:
    """A round by what it is and when: `Baseline, 14 March 2025`."""
    return f"{'Another round' if kind == 'other' else kind.capitalize()}, {in_words(day)}"


def figure(
    names: Sequence[str],
    series: Sequence[Series],
    instrument: Instrument,
    title: str,
    known_as: str,
    ranges: bool = True,
) -> str:
    """The drawing with what its signs and its scale say."""
    highest = max((score.highest for one in series for score in one.scores.values()), default=0)
    # Figures of a former version may go further than its scale does now.
    scale = max(len(instrument.scale), ceil(highest))
    last = len(instrument.scale)
    ends = f"The scale: 1 is “{instrument.scale[0]}”, {last} is “{instrument.scale[-1]}”."
    drawn = drawing(names, series, scale, title, f"{ends} All figures are in the tables as well.", known_as)
    line = " Each stands at the mean, on a line from the lowest to the highest." if ranges else ""
    said = f"{escape(title)}. {key(series)}{line} {escape(ends, quote=False)}"
    small = "" if ranges else " scores-small"
    return f'<figure class="trend scores{small}">{drawn}<figcaption>{said}</figcaption></figure>'


def table(caption: str, heads: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """A row for each name. Where a row has too few cells its last one fills it."""
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{_cells(cells, len(heads) - 1)}</tr>' for name, cells in rows
    )
    return wide.table(caption, columns, body, kind="beside scores", told=True)


def _cells(cells: Sequence[str], width: int) -> str:
    *first, last = cells
    span = f' colspan="{width - len(first)}"' if len(first) + 1 < width else ""
    return "".join(f"<td>{escape(cell)}</td>" for cell in first) + f"<td{span}>{escape(last)}</td>"
