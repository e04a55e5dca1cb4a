"""What a team's assessments came to, as one file of HTML that stays in the team.

It fetches nothing and runs nothing, so it can be opened wherever it lies, and printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape

from handbook.find.scores import Comparison
from handbook.model import Figures, Instrument
from handbook.practices.assessment.figures import Result
from handbook.read.answered import REPORT
from handbook.show.addresses import in_words
from handbook.show.assessment import Places, Team
from handbook.show.scores import named

_STYLE = """
:root { color-scheme: light dark; --fg: #2a2622; --bg: #fffdf9; --line: #8a8176; --link: #0f6b5f; }
@media (prefers-color-scheme: dark) {
  :root { --fg: #e9e4dc; --bg: #1c1a17; --line: #8c8479; --link: #72d1c0; }
}
* { box-sizing: border-box; }
body {
  max-width: 42rem; margin: 0 auto; padding: 1rem; color: var(--fg); background: var(--bg);
  font: 1.0625rem/1.6 -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: break-word;
}
h1, h2 { font-family: Charter, "Bitstream Charter", "Palatino Linotype", Georgia, serif; line-height: 1.25; }
h1 { margin-block: 0.5rem; }
h2 { margin-top: 2.5rem; padding-top: 1rem; border-top: 2px solid var(--line); }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.ours { padding: 0.6rem 0.9rem; border-inline-start: 4px solid var(--link); }
figure { max-width: 24rem; margin: 1.5rem 0; break-inside: avoid; }
figure > svg { display: block; width: 100%; height: auto; font-size: 13px; }
figcaption { margin-top: 0.4rem; font-size: 0.875rem; }
figcaption svg { width: 0.8rem; height: 0.8rem; vertical-align: -0.1em; }
.scrolls { position: relative; overflow-x: auto; margin: 1.5rem 0; }
table { border-collapse: collapse; font-size: 0.875rem; line-height: 1.4; }
caption { padding-bottom: 0.4rem; font-weight: 700; text-align: start; }
th, td {
  padding: 0.3rem 0.25rem; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line);
}
tbody th { font-weight: 400; }
@media print {
  :root { color-scheme: light; --fg: #000; --bg: #fff; --link: #000; }
  body { max-width: none; padding: 0; font-size: 11pt; }
  .scrolls { overflow: visible; }
  li, tr { break-inside: avoid; }
  h2, caption { break-after: avoid; }
}
@media (max-width: 30em) {
  th, td { padding-inline: 0.1rem; font-size: 0.8125rem; }
  thead th { font-size: 0.75rem; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_OURS = (
    "This file is for {team} alone. Please keep it among yourselves: with so few people, figures like these "
    "can give away what one person answered. It fetches nothing and sends nothing. What others may see is "
    "made by <code>handbook assess publish</code>, and only if all of you agree."
)


def page(
    team: str, results: Sequence[Result], instruments: Mapping[str, Instrument], places: Places, today: date
) -> str:
    """The whole file: the latest round beside the baseline first, then what came before it.

    `instruments` are by their ids, and `places` say what the pages of the handbook are called and where
    they are. An instrument that is not among them raises KeyError.
    """
    views = [*_views(results, instruments, places)]
    title = f"How {team} works together"
    body = "\n".join([*_latest(views[0]), *(line for view in views[1:] for line in _earlier(view))])
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="description" content="{REPORT}">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p class="ours">{_OURS.format(team=escape(team))}</p>
{body}
<p><small>Made on {in_words(today.isoformat())}.</small></p>
</main>
</body>
</html>
"""


def _views(
    results: Sequence[Result], instruments: Mapping[str, Instrument], places: Places
) -> Iterator[Team]:
    """Every round, the latest first; the baseline is not told again where another stands beside it."""
    rounds = sorted(results, key=lambda result: result.figures.day)
    first = next((result.figures for result in rounds if result.figures.kind == "baseline"), None)
    told = False
    for number, result in reversed([*enumerate(rounds, 1)]):
        if result.figures is first and told:
            continue
        baseline = first if _can_compare(result, first) else None
        told = told or baseline is not None
        yield Team(
            instrument=instruments[result.figures.instrument],
            now=result.figures,
            baseline=baseline,
            comparison=result.comparison or Comparison({}),
            places=places,
            known_as=f"round-{number}",
        )


def _can_compare(result: Result, first: Figures | None) -> bool:
    compared = result.comparison is not None and result.comparison.statements[0] > 0
    return compared and first is not None and result.figures is not first


def _latest(view: Team) -> Iterator[str]:
    yield from view.before()
    yield f"<h2>{_heading(view)}</h2>"
    yield from view.picture()
    if talk := view.talk():
        yield "<h2>Talk about these first</h2>"
        yield from talk
    if figures := view.figures():
        yield "<h2>The same in figures</h2>"
        yield from figures


def _earlier(view: Team) -> Iterator[str]:
    yield f"<h2>Before that: {_heading(view)}</h2>"
    yield from view.picture()
    yield from view.figures()


def _heading(view: Team) -> str:
    return named(view.now.kind, view.now.day)
