"""A round as the team itself sees it, to talk about: a drawing, where to begin, and the same in figures.

All is HTML, for a page of the book as well as for one that stands by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from handbook.find.scores import Change, Comparison, all_close, spread, talk_first
from handbook.model import Figures, Instrument, Score
from handbook.show.addresses import link
from handbook.show.phrases import begun
from handbook.show.scores import NOT_SHOWN, Series, decimal, figure, named, table

FOLLOW_UP = "assessment/follow-up.md"
CLINIC = "principles/problem-clinic.md"

Places = Mapping[str, tuple[str, str]]
"""What a page is called and where it is, by its path in `docs/`."""

NO_TEST = (
    "<strong>This is not a test.</strong> Nobody passes and nobody fails. It shows how the people of one "
    "team see the way they work together, so that they can talk about it."
)
SMALL = (
    "In a small group one answer can tip an average. Take a small move as something to talk about, not as "
    "proof. People may guess who answered what: please do not try."
)
YARDSTICK = "Whoever has learned more may judge more strictly, and then a true gain looks like a fall."
LOOKING_BACK = (
    "So people were also asked where they place the start today. That stands beside the baseline, never in "
    "its place, because memory errs too."
)
WORDS = (
    "The mean is the average, and the median is the one in the middle when all stand in a row. Close means "
    "that the lowest and the highest are one step apart at most, mixed means two, and wide means more."
)
ALL_CLOSE = "All close: in no area are two people more than one step apart."
NOTHING_STANDS_OUT = (
    "Nothing stands out: no area is lower than the others, and in none do views differ more. Begin with the "
    "one that you would most like to talk about."
)
UNSEEN = f"{NOT_SHOWN}: too few answered"


def leads(instruments: Iterable[Instrument]) -> tuple[str, ...]:
    """The pages that figures of these instruments lead to, by their paths."""
    pages = [part.page for instrument in instruments for part in instrument.dimensions.values() if part.page]
    return tuple(dict.fromkeys((*pages, FOLLOW_UP, CLINIC)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A round of a team, beside its baseline where the two can be compared."""

    instrument: Instrument
    now: Figures
    baseline: Figures | None = None
    comparison: Comparison = field(default_factory=lambda: Comparison({}))
    places: Places = field(default_factory=dict)
    known_as: str = "scores"
    """What the ids in the drawing begin with."""
    invented: bool = False

    def before(self) -> list[str]:
        """What it is not, and what to beware of."""
        more = _place(self.places, FOLLOW_UP, "More about that:")
        yardstick = [YARDSTICK, LOOKING_BACK if self.now.looked_back else "", more] if self.baseline else []
        return [_paragraph(words) for words in (NO_TEST, SMALL, " ".join(filter(None, yardstick))) if words]

    def picture(self) -> list[str]:
        """The drawing, what moved, and where views differ most."""
        answered = _paragraph(escape(" ".join(_answered(one) for one in self._rounds())))
        if not any(one.scores for one in self._rounds()):
            return [answered]
        drawn = figure(self._names(), self._series(), self.instrument, self._title(), self.known_as)
        said = (self._compared(), self._same(), self._apart())
        return [answered, drawn, *self._moved(), *(_paragraph(escape(words)) for words in said if words)]

    def talk(self) -> list[str]:
        """Where to begin: what is low and where views differ, with questions and the way to go on."""
        if not self.now.scores:
            return []
        low, wide = talk_first(self.now.scores)
        if not low and not wide:
            return [_paragraph(NOTHING_STANDS_OUT)]
        names = [name for name in self._names() if name in (*low, *wide)]
        items = [block for name in names for block in self._item(name, name in low, name in wide)]
        further = _place(self.places, CLINIC, "To take one of these further:")
        return [*items, *([_paragraph(further)] if further else [])]

    def figures(self) -> list[str]:
        """The same in tables: what has moved, then each round by itself, the latest first."""
        heads = ("Area", "People", "Mean", "Median", "Lowest to highest")
        rounds = [one for one in reversed(self._rounds()) if one.scores]
        return [
            *([_paragraph(WORDS)] if rounds else []),
            *self._changes(),
            *(
                table(
                    self._said(_answered(one).removesuffix(".")),
                    heads,
                    [(name, _row(one.scores.get(name))) for name in self._names()],
                )
                for one in rounds
            ),
        ]

    def _rounds(self) -> list[Figures]:
        return [one for one in (self.baseline, self.now) if one]

    def _names(self) -> list[str]:
        scored = [name for one in self._rounds() for name in one.scores]
        return [*dict.fromkeys([*self.instrument.dimensions, *scored])]

    def _series(self) -> list[Series]:
        """In the order of the time they speak of."""
        now = Series(_named(self.now), "ring" if self.now.kind == "baseline" else "dot", self.now.scores)
        before = [Series(_named(one), "ring", one.scores) for one in (self.baseline,) if one]
        looked = self.now.looked_back
        back = [Series("looking back to the baseline", "diamond", looked)] if looked else []
        return [*before, *back, now]

    def _title(self) -> str:
        return self._said(f"{self.instrument.title}: {' beside '.join(map(_named, self._rounds()[::-1]))}")

    def _said(self, words: str) -> str:
        return f"{words} (invented)" if self.invented else words

    def _compared(self) -> str:
        shared, asked = self.comparison.statements
        if not self.baseline or shared == asked:
            return ""
        return (
            f"Compared: {shared} of {asked} statements, those that both rounds asked in the same words. "
            "Changes look at these alone, so they can differ from what two averages come to."
        )

    def _moved(self) -> Iterator[str]:
        """The areas by how they moved."""
        moved: dict[str, list[str]] = {"rose": [], "fell": [], "about the same": []}
        for name in self._names():
            if name in self.comparison.changes:
                moved[self.comparison.changes[name].movement].append(name)
        items = (
            f"<li><strong>{word.capitalize()}:</strong> {escape(', '.join(names))}</li>"
            for word, names in moved.items()
            if names
        )
        if self.comparison.changes:
            yield f"<ul>{''.join(items)}</ul>"

    def _same(self) -> str:
        if self._same_people():
            return f"The same {self.comparison.both} people answered both times."
        both = self.comparison.both if self.comparison.matched else 0
        return f"{both} people answered both times, under the same code." if both else ""

    def _same_people(self) -> bool:
        both = self.comparison.both
        return bool(self.baseline and both and both == self.baseline.answered == self.now.answered)

    def _apart(self) -> str:
        _, wide = talk_first(self.now.scores)
        if wide:
            return f"Views differ most in: {', '.join(f'{n} ({_ends(self.now.scores[n])})' for n in wide)}."
        return ALL_CLOSE if all_close(self.now.scores) else ""

    def _item(self, name: str, low: bool, wide: bool) -> Iterator[str]:
        score, part = self.now.scores[name], self.instrument.dimensions.get(name)
        why = [f"among the lowest, {decimal(score.mean)}"] if low else []
        why += [f"views differ, {_ends(score)}"] if wide else []
        page = _place(self.places, part.page, " Read:") if part else ""
        asked = "".join(f"<li>{escape(question)}</li>" for question in (part.talk if part else ()))
        yield _paragraph(f"<strong>{escape(begun(name))}</strong>: {'; '.join(why)}.{page}")
        # No list within a list: other engines lose the links of what comes after it.
        yield from [f"<ul>{asked}</ul>"] if asked else []

    def _changes(self) -> Iterator[str]:
        """One table, in which looking back stands beside the baseline."""
        if not self.baseline or not self.comparison.changes:
            return
        changes, matched = self.comparison.changes, self.comparison.matched
        looked = self.now.looked_back
        apart = bool(matched) and not self._same_people()
        heads = ["Area", "Baseline", *(["Looking back"] if looked else []), begun(self.now.kind), "Change"]
        heads += [f"Only the {self.comparison.both} who answered both times"] if apart else []
        rows = [
            (
                name,
                [
                    _mean(self.baseline.scores.get(name)),
                    *([_mean(looked.get(name))] if looked else []),
                    _mean(self.now.scores.get(name)),
                    moved(changes.get(name)),
                    *([matched.get(name, "not compared")] if apart else []),
                ],
            )
            for name in self._names()
        ]
        yield table(self._said("What has moved since the baseline: means"), heads, rows)


def _named(one: Figures) -> str:
    return named(one.kind, one.day)


def _answered(one: Figures) -> str:
    few = "" if one.scores else " That is too few to work out any figures."
    return f"{_named(one)}: {one.answered} of {one.team} answered.{few}"


def _row(score: Score | None) -> list[str]:
    if score is None:
        return [UNSEEN]
    ends = f"{decimal(score.lowest)} to {decimal(score.highest)}"
    between = f"{ends} ({decimal(score.highest - score.lowest)}, {spread(score)})"
    return [str(score.answered), decimal(score.mean), decimal(score.median), between]


def _ends(score: Score) -> str:
    return f"from {decimal(score.lowest)} to {decimal(score.highest)}, {spread(score)}"


def _mean(score: Score | None) -> str:
    return decimal(score.mean) if score else NOT_SHOWN


def moved(change: Change | None) -> str:
    """`rose, +0.7`; what is under half a point never reads as half a point."""
    if change is None:
        return "not compared"
    far = decimal(abs(change.by))
    sign = "" if far == "0.0" else "+" if change.by > 0 else "−"
    under = "just under " if change.movement == "about the same" and far == "0.5" else ""
    return f"{change.movement}, {under}{sign}{far}"


def _place(places: Places, path: str, before: str) -> str:
    if path not in places:
        return ""
    name, address = places[path]
    return f"{before} {link(address, name)}"


def _paragraph(html: str) -> str:
    return f"<p>{html}</p>"
