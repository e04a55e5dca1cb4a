"""What people see of an assessment: in a drawing, in tables and in words, of their own team and of others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import example_answers
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from chromium import needs_chromium, open_page
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from test_golden import handbook

from handbook.find.scores import Change, Comparison, change
from handbook.model import EXAMPLE, RESULTS, Dimension, Figures, Instrument, Score
from handbook.practices.assessment.figures import Closed, Result, close, figures
from handbook.practices.assessment.report import page
from handbook.read import data
from handbook.show.assessment import ALL_CLOSE, CLINIC, FOLLOW_UP, NOTHING_STANDS_OUT, Team, leads, moved
from handbook.show.drawn import beneath
from handbook.show.sanitised import sanitised
from handbook.show.scores import LEFT, RADIUS, RIGHT, WIDTH, Series, decimal, drawing, figure

FILES = {
    path.relative_to(Path(__file__).parents[1] / "data").as_posix(): path.read_bytes()
    for path in (Path(__file__).parents[1] / "data").rglob("*.yml")
}
VOCABULARY = data.read(FILES)[0]
ID = example_answers.INSTRUMENT
OURS = VOCABULARY.instruments[ID]
AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")


class Seen(HTMLParser):
    """The tables by their captions, each row as its cells, and the words everywhere else."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.first: list[list[str]] = []
        self.words: list[str] = []
        self.within: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(html)
        self.first = next(iter(self.tables.values()), [])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while tag in self.within and self.within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "caption" in self.within:
            self.rows = self.tables[data] = []
        elif "table" in self.within:
            self.rows[-1][-1] += data
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def of(*words: str) -> Score:
    """A score as `2.8 3 2 3.5`: mean, median, lowest and highest; of one word all four are that."""
    mean, median, lowest, highest = map(Fraction, words if len(words) == 4 else words * 4)
    return Score(answered=5, mean=mean, median=median, lowest=lowest, highest=highest)


def round_of(kind: str = "baseline", day: str = "2025-03-14", **scores: Score) -> Figures:
    return Figures(instrument="i.v1", kind=kind, day=day, team=6, answered=5, scores=scores)  # type: ignore[arg-type]


ASKED = Instrument(
    title="How we are",
    scale=("never", "now and then", "always"),
    dimensions={
        name: Dimension(statements={f"{name}-1": "We do."}, page=f"{name}.md", talk=(f"Why {name}?",))
        for name in ("asset", "work", "trust")
    },
)


def team(now: Figures, baseline: Figures | None = None, **more: object) -> Team:
    changes = {
        name: change(baseline.scores[name].mean, score.mean)
        for name, score in now.scores.items()
        if baseline and name in baseline.scores
    }
    facts = {"comparison": Comparison(changes, statements=(3, 3)), **more}
    return Team(instrument=ASKED, now=now, baseline=baseline, **facts)  # type: ignore[arg-type]


# The worked example


def closed(kind: str) -> Closed:
    held = example_answers.round_of(OURS, kind)
    answers = example_answers.answers(OURS, kind)
    return Closed(held, figures(held, answers, 4), answers)


def test_the_example_is_what_the_rules_make_of_invented_answers() -> None:
    assert {**VOCABULARY.example} == {kind: closed(kind).figures for kind in ("baseline", "follow-up")}


def test_the_example_holds_the_row_that_its_page_explains() -> None:
    before, now = (VOCABULARY.example[kind].scores["reciprocity"] for kind in ("baseline", "follow-up"))
    assert (before.mean, before.median, before.highest - before.lowest) == (
        Fraction("2.8"),
        3,
        Fraction("1.5"),
    )
    assert (now.mean, change(before.mean, now.mean)) == (Fraction("3.5"), Change("rose", Fraction("0.7")))


@pytest.fixture(scope="module")
def example() -> str:
    files = {name: FILES[name].decode() for name in ("example.yml", f"assessment/{ID}.yml")}
    pages = {CLINIC: "# Clinic\n", FOLLOW_UP: "# Six months\n", "principles/learning.md": "# Learning\n"}
    return "\n".join(beneath(handbook({"docs": pages, "data": files}), EXAMPLE))


def test_the_example_says_everywhere_that_it_is_invented(example: str) -> None:
    assert example.startswith("<p><strong>This team is invented, and so is every figure below.</strong></p>")
    title = "How we work together: Follow-up, 16 September 2025 beside Baseline, 14 March 2025 (invented)"
    assert f'<title id="invented-title">{title}</title>' in example
    assert f"<figcaption>{title}. <svg" in example
    assert all(caption.endswith("(invented)") for caption in Seen(example).tables)


def test_the_example_in_figures(example: str) -> None:
    changes, now, before = Seen(example).tables.values()
    assert changes[0] == ["Area", "Baseline", "Looking back", "Follow-up", "Change"]
    assert changes[3] == ["reciprocity", "2.8", "2.4", "3.5", "rose, +0.7"]
    assert changes[6] == ["learning", "3.7", "3.2", "2.7", "fell, −1.0"]
    assert changes[8] == ["social action", "not shown", "1.5", "2.5", "not compared"]
    assert before[0] == ["Area", "People", "Mean", "Median", "Lowest to highest"]
    assert before[3] == ["reciprocity", "5", "2.8", "3.0", "2.0 to 3.5 (1.5, mixed)"]
    assert before[8] == ["social action", "not shown: too few answered"]
    assert now[7] == ["mutual aid", "5", "3.0", "3.0", "2.0 to 4.5 (2.5, wide)"]


def test_the_example_says_where_to_begin(example: str) -> None:
    words = Seen(example).text
    assert "This is not a test. Nobody passes and nobody fails." in words
    assert "Rose: redefining work, reciprocity, social networks, mutual aid" in words
    wide = "learning (from 1.5 to 4.5, wide), mutual aid (from 2.0 to 4.5, wide)"
    assert f"Views differ most in: {wide}." in words
    first = words.partition("Talk about these first")[2].partition("##")[0]
    areas = ("learning", "mutual aid", "social action")
    questions = [question for name in areas for question in OURS.dimensions[name].talk]
    assert [first.index(question) for question in questions] == sorted(map(first.index, questions))
    assert "Learning: among the lowest, 2.7; views differ, from 1.5 to 4.5, wide. Read: Learning" in first
    assert first.count("?") == len(questions)
    links = re.findall(r'href="([^"]+)', example)
    assert links == ["../follow-up/", "../../principles/learning/", "../../principles/problem-clinic/"]


@pytest.mark.parametrize("left_out", ["baseline", "instrument"])
def test_without_both_rounds_or_its_instrument_there_is_no_example(left_out: str) -> None:
    name = "other.v1" if left_out == "instrument" else ID
    text = FILES["example.yml"].decode().replace("baseline:" if left_out == "baseline" else "none:", "first:")
    files = {"example.yml": text, f"assessment/{name}.yml": FILES[f"assessment/{ID}.yml"].decode()}
    assert beneath(handbook({"docs": {"index.md": "# Home\n"}, "data": files}), EXAMPLE) == []


# The drawing


STEP = (RIGHT - LEFT) / 4
"""How far two answers on a scale of five are apart."""
SCORES = st.lists(st.fractions(1, 5, max_denominator=12), min_size=3, max_size=3).map(sorted)


@given(st.lists(st.none() | SCORES, min_size=1, max_size=6))
def test_a_drawing_holds_each_score_where_it_is_and_nothing_for_one_that_is_none(
    found: Sequence[list[Fraction] | None],
) -> None:
    scores = {
        f"area {number}": Score(answered=5, mean=mean, median=mean, lowest=low, highest=high)
        for number, (low, mean, high) in ((n, f) for n, f in enumerate(found) if f)
    }
    names = [f"area {number}" for number in range(len(found))]
    svg = drawing(names, [Series("Baseline, some day", "ring", scores)], 5, "T", "A", "x")
    at = [round(LEFT + STEP * float(score.mean - 1), 1) for score in scores.values()]
    assert [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg)] == at
    assert svg.count("Baseline: not shown") == found.count(None)
    ends = [
        round(LEFT + STEP * float(end - 1), 1)
        for score in scores.values()
        for end in (score.lowest, score.highest)
        if abs(end - score.mean) * STEP > RADIUS
    ]
    assert [float(x) for x in re.findall(r"M([\d.]+) \d+v6m", svg)] == ends


def test_a_line_goes_from_the_lowest_to_the_highest_and_stops_at_the_sign() -> None:
    svg = drawing(["a"], [Series("Now", "dot", {"a": of("3", "3", "2", "5")})], 5, "T", "A", "x")
    low, mean, high = (LEFT + STEP * at for at in (1, 2, 4))
    path = next(iter(re.findall(r'<path d="([^"]+)" fill="none"', svg)))
    assert re.fullmatch(rf"M{low:.1f} \d+v6m0 -3H{mean - 5:.1f}M{high:.1f} \d+v6m0 -3H{mean + 5:.1f}", path)
    assert re.findall(r"<text[^>]*>([^<]*)", svg) == ["1", "2", "3", "4", "5", "a", "3.0"]


def test_a_drawing_needs_no_colour_and_no_style() -> None:
    """Each series has a sign of its own, and everything else is in the colour of the text."""
    every = [Series(name, sign, {"a": of("2")}) for name, sign in zip("rdo", SIGNS, strict=True)]
    svg = figure(["a"], every, ASKED, "T", "x")
    assert {*re.findall(r'(?:fill|stroke)="([^"]+)"', svg)} == {"none", "currentColor"}
    assert "style" not in svg
    key = svg.partition("<figcaption>")[2]
    assert re.sub(r"<[^>]+>", "", key) == (
        "T.  Ring: r.  Diamond: d.  Dot: o. Each stands at the mean, on a line from the lowest to the "
        "highest. "
        "The scale: 1 is “never”, 3 is “always”."
    )


SIGNS = ("ring", "diamond", "dot")


@pytest.mark.parametrize("name", ["W" * 200, "a & <b> \"c\" 'd'", "多" * 30, "one word and others " * 9])
def test_names_of_any_length_are_whole_and_stay_in_the_drawing(name: str) -> None:
    svg = figure([name], [Series("Now", "dot", {name: of("2")})], ASKED, name, "x")
    seen = Seen(svg)
    assert "".join(name.split()) in seen.text.replace(" ", "")
    assert f'viewBox="0 0 {WIDTH} ' in svg
    assert sanitised(svg, "x.md")[1] == []


def test_figures_beyond_the_scale_are_drawn_where_they_are() -> None:
    """Those of a former version, which nobody may change."""
    svg = figure(["a"], [Series("Now", "dot", {"a": of("4.5")})], ASKED, "T", "x")
    assert re.findall(r"<text[^>]*>(\d)<", svg) == ["1", "2", "3", "4", "5"]


def test_nothing_of_it_is_taken_out_of_a_page(example: str) -> None:
    html = "\n".join(line for line in example.split("\n") if line.startswith("<"))
    clean, problems = sanitised(html, "docs/x.md")
    assert problems == []
    assert clean.count("<circle") == html.count("<circle") > 10


# In words


@pytest.mark.parametrize(
    ("score", "words"), [("2.75", "2.8"), ("8/3", "2.7"), ("1", "1.0"), ("2.04", "2.0"), ("4.95", "5.0")]
)
def test_a_mean_to_one_place(score: str, words: str) -> None:
    assert decimal(Fraction(score)) == words


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("0.7", "rose, +0.7"),
        ("0.5", "rose, +0.5"),
        ("0.49", "about the same, just under +0.5"),
        ("-0.46", "about the same, just under −0.5"),
        ("0.2", "about the same, +0.2"),
        ("0.04", "about the same, 0.0"),
        ("0", "about the same, 0.0"),
        ("-0.5", "fell, −0.5"),
        ("-4/3", "fell, −1.3"),
    ],
)
def test_a_change_and_by_how_much(by: str, words: str) -> None:
    assert moved(change(Fraction(3), 3 + Fraction(by))) == words


def test_everybody_the_same_is_all_close_and_nothing_is_singled_out() -> None:
    view = team(round_of(asset=of("3"), work=of("3"), trust=of("3")))
    assert ALL_CLOSE in "".join(view.picture())
    assert view.talk() == [f"<p>{NOTHING_STANDS_OUT}</p>"]


def test_the_same_range_everywhere_is_not_called_close() -> None:
    wide = of("2", "2", "1", "3.5")
    view = team(round_of(asset=wide, work=wide, trust=wide))
    assert ALL_CLOSE not in "".join(view.picture())
    assert view.talk() == [f"<p>{NOTHING_STANDS_OUT}</p>"]


def test_what_is_low_although_all_are_close() -> None:
    view = team(round_of(asset=of("2"), work=of("3"), trust=of("2.5", "2.5", "2", "3")))
    words = Seen("".join(view.talk())).text
    assert "Asset: among the lowest, 2.0." in words
    assert "Trust: among the lowest, 2.5." in words
    assert "Work" not in words
    assert "differ" not in words


def test_pages_that_are_not_there_lead_nowhere_and_those_without_a_site_are_named() -> None:
    view = team(round_of(asset=of("2"), work=of("3"), trust=of("3")), places={"asset.md": ("Gifts", "")})
    assert Seen("".join(view.talk())).text == "Asset: among the lowest, 2.0. Read: GiftsWhy asset?"
    assert leads([ASKED]) == ("asset.md", "work.md", "trust.md", FOLLOW_UP, CLINIC)


BEFORE = round_of(asset=of("2"), work=of("2"))
NOW = round_of("follow-up", "2025-09-14", asset=of("3"), work=of("2"), trust=of("1"))


def test_a_comparison_of_some_statements_says_of_how_many() -> None:
    """With 14 of 16 statements alike the two means may say something else than the change."""
    some = Comparison({"asset": change(Fraction(2), Fraction(3))}, statements=(14, 16))
    words = Seen("".join(team(NOW, BEFORE, comparison=some).picture())).text
    assert "Compared: 14 of 16 statements, those that both rounds asked in the same words." in words
    assert "Compared" not in Seen("".join(team(NOW, BEFORE).picture())).text


def test_the_change_of_those_who_answered_both_times_has_a_column_of_its_own() -> None:
    """It says a word and no number: that and the two means could give away who came or went."""
    changes = team(NOW, BEFORE).comparison.changes
    matched = Comparison(changes, {"asset": "about the same"}, 4, (3, 3))
    view = team(NOW, BEFORE, comparison=matched)
    assert "4 people answered both times, under the same code." in Seen("".join(view.picture())).text
    assert "both times" not in Seen("".join(team(NOW, BEFORE).picture())).text
    table = Seen("".join(view.figures())).first
    assert [row[-1] for row in table] == [
        "Only the 4 who answered both times",
        "about the same",
        "not compared",
        "not compared",
    ]


def test_the_same_people_are_told_once_and_not_in_a_column() -> None:
    comparison = Comparison(
        team(NOW, BEFORE).comparison.changes, {"asset": "rose", "work": "rose"}, 5, (3, 3)
    )
    view = team(NOW, BEFORE, comparison=comparison)
    assert "The same 5 people answered both times." in Seen("".join(view.picture())).text
    assert Seen("".join(view.figures())).first[0][-1] == "Change"


def test_too_few_answers_are_no_scores() -> None:
    view = team(round_of())
    assert view.picture() == [
        "<p>Baseline, 14 March 2025: 5 of 6 answered. That is too few to work out any figures.</p>"
    ]
    assert (view.talk(), view.figures()) == ([], [])


def test_a_follow_up_of_too_few_still_shows_the_baseline() -> None:
    view = team(round_of("follow-up", "2025-09-14"), BEFORE)
    picture = "".join(view.picture())
    assert picture.count("Follow-up: not shown") == 3
    assert picture.count("Baseline: not shown") == 1
    assert "Follow-up, 14 September 2025: 5 of 6 answered. That is too few" in picture
    assert view.talk() == []
    assert [*Seen("".join(view.figures())).tables] == ["Baseline, 14 March 2025: 5 of 6 answered"]


# The team's own page


def report(results: Sequence[Result], name: str = "Hill & <Valley>") -> str:
    places = {FOLLOW_UP: ("Six months later", "https://book.example/assessment/follow-up/")}
    return page(name, results, {"i.v1": ASKED}, places, date(2026, 11, 22))


BOTH = [Result(BEFORE), Result(NOW, team(NOW, BEFORE).comparison)]


def test_the_page_of_a_team_is_whole_in_itself() -> None:
    text = report(BOTH)
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    assert '<meta name="robots" content="noindex">' in text
    assert "<script" not in text
    assert {*re.findall(r'(?:src|href)="([^"]*)"', text)} == {
        "data:,",
        "https://book.example/assessment/follow-up/",
    }
    assert "url(" not in text
    assert "@import" not in text
    assert "<title>How Hill &amp; &lt;Valley&gt; works together</title>" in text
    assert "This file is for Hill &amp; &lt;Valley&gt; alone." in text
    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len({*ids})
    assert text == report([*reversed(BOTH)])


def headings(text: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", text)


def test_the_latest_round_comes_first_and_the_baseline_beside_it_once() -> None:
    later = round_of("other", "2026-01-02", asset=of("3"))
    assert headings(report(BOTH)) == [
        "Follow-up, 14 September 2025",
        "Talk about these first",
        "The same in figures",
    ]
    three = report([*BOTH, Result(later, Comparison({}, statements=(0, 3)))])
    assert headings(three)[0] == "Another round, 2 January 2026"
    assert headings(three)[-1] == "Before that: Follow-up, 14 September 2025"
    assert three.count("<h2>Talk") == 1


def test_rounds_that_share_no_statement_stand_each_for_itself() -> None:
    apart = report([Result(BEFORE), Result(NOW, Comparison({}, statements=(0, 3)))])
    assert headings(apart)[-1] == "Before that: Baseline, 14 March 2025"
    assert "beside" not in apart.partition("<figcaption>")[2].partition("</figcaption>")[0]


def test_figures_that_a_round_was_frozen_with_make_the_page() -> None:
    """From answers to the page, as the command does it."""
    before, now = closed("baseline"), closed("follow-up")
    results = [close(before.round, before.answers, 4, None), close(now.round, now.answers, 4, before)]
    seen = Seen(page("Us", results, {ID: OURS}, {}, date(2026, 11, 22)).partition("<main>")[2])
    assert seen.first[3] == ["reciprocity", "2.8", "2.4", "3.5", "rose, +0.7"]
    assert "The same 5 people answered both times." in seen.text
    assert not {*example_answers.BASELINE} & {*re.findall(r"\w+", seen.text)}


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_team_is_accessible_and_asks_for_nothing(
    browser: Browser, tmp_path: Path, scheme: str
) -> None:
    (tmp_path / "report.html").write_text(report(BOTH), encoding="utf-8")
    reader = open_page(browser, 320, scheme)
    asked: list[str] = []
    said: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.on("console", lambda message: said.append(message.text))
    reader.goto((tmp_path / "report.html").as_uri())
    for width in (320, 1280):
        reader.set_viewport_size({"width": width, "height": 900})
        assert reader.evaluate("document.documentElement.scrollWidth") <= width
        reader.evaluate(AXE)
        found = reader.evaluate("axe.run().then(found => found.violations.map(one => one.id))")
        assert found == []
    assert [url for url in asked if not url.startswith("data:")] == [(tmp_path / "report.html").as_uri()]
    assert said == []
    reader.context.close()


# What everybody sees


def results(teams: str, **settings: int) -> list[str]:
    files = {"assessments.yml": teams, f"assessment/{ID}.yml": FILES[f"assessment/{ID}.yml"].decode()}
    files |= {"settings.yml": "".join(f"{key}: {value}\n" for key, value in settings.items()) or "# None.\n"}
    return beneath(handbook({"docs": {"index.md": "# Home\n"}, "data": files}), RESULTS)


def held(kind: str, day: str, **more: object) -> str:
    facts = {"instrument": ID, "kind": kind, "day": day, "answered": "8", **more}
    pairs = (f"{key}: {_flow(value)}" for key, value in facts.items())
    return f"    - {{{', '.join(pairs)}}}\n"


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {item}" for key, item in value.items()) + "}"
    return f"'{value}'"


BASE = held("baseline", "2025-03-14", scores={"reciprocity": "3.0", "respect": "4"})
SECOND = held(
    "follow-up",
    "2025-09-14",
    answered="all but fewer than 5",
    scores={"reciprocity": "3.5", "learning": "2.5", "respect": "4"},
    changes={"reciprocity": "rose", "respect": "about the same"},
    compared="14 of 16",
)


def test_two_rounds_of_a_team_stand_side_by_side() -> None:
    blank, heading, _, html = results(f"Hill:\n  rounds:\n{BASE}{SECOND}")
    assert (blank, heading) == ("", "## Hill {#team-hill}")
    seen = Seen(html)
    assert "Baseline, 14 March 2025: 8 answered." in seen.text
    assert "Follow-up, 14 September 2025: all of the team answered, or all but a few." in seen.text
    assert "Compared: 14 of 16 statements" in seen.text
    ((caption, table),) = seen.tables.items()
    assert caption == "Follow-up, 14 September 2025, rounded to the nearest half"
    rows = {row[0]: row[1:] for row in table}
    assert rows["Area"] == ["Baseline", "Follow-up", "Since the baseline"]
    assert rows["reciprocity"] == ["3.0", "3.5", "rose"]
    assert rows["respect"] == ["4.0", "4.0", "about the same"]
    assert rows["learning"] == ["not shown: fewer than 5 answered", "2.5", "not compared"]
    assert len(rows) == 1 + len(OURS.dimensions)


def test_what_everybody_sees_holds_no_range() -> None:
    html = results(f"Hill:\n  rounds:\n{BASE}{SECOND}")[-1]
    assert "v6m" not in html
    assert "highest" not in html
    assert "edian" not in html


def test_four_answers_are_not_shown() -> None:
    few = held("baseline", "2025-03-14", answered="fewer than 5")
    assert results(f"Hill:\n  rounds:\n{few}")[-1] == (
        "<p>Baseline, 14 March 2025: not shown: fewer than 5 answered.</p>"
    )


@pytest.mark.parametrize("answered", ['"4"', '"1"', "fewer than 5", "fewer than 2"])
def test_scores_of_too_few_are_not_shown_however_they_came_there(answered: str) -> None:
    by_hand = re.sub("answered: '[^']*'", f"answered: {answered}", BASE)
    html = results(f"Hill:\n  rounds:\n{by_hand}\nDale:\n  rounds:\n{BASE}")
    assert [line for line in html if line.startswith("## ")] == ["## Dale {#team-dale}"]


def test_a_round_of_too_few_does_not_hide_the_other() -> None:
    few = held("follow-up", "2025-09-14", answered="fewer than 5")
    seen = Seen(results(f"Hill:\n  rounds:\n{BASE}{few}")[-1])
    assert seen.text.startswith("Follow-up, 14 September 2025: not shown: fewer than 5 answered.")
    assert [*seen.tables] == ["Baseline, 14 March 2025, rounded to the nearest half"]


def test_what_moved_is_told_although_the_baseline_is_kept_private() -> None:
    rows = {row[0]: row[1:] for row in Seen(results(f"Hill:\n  rounds:\n{SECOND}")[-1]).first}
    assert rows["Area"] == ["Follow-up", "Since the baseline"]
    assert rows["reciprocity"] == ["3.5", "rose"]


def test_three_rounds_are_each_beside_the_baseline_the_latest_first() -> None:
    third = SECOND.replace("2025-09-14", "2026-03-14")
    html = results(f"Hill:\n  rounds:\n{SECOND}{BASE}{third}")[-1]
    assert [*Seen(html).tables] == [
        "Follow-up, 14 March 2026, rounded to the nearest half",
        "Follow-up, 14 September 2025, rounded to the nearest half",
    ]
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len({*ids}) == 4


def test_without_its_instrument_a_round_is_a_table() -> None:
    html = results(f"Hill:\n  rounds:\n{BASE}".replace(ID, "gone.v1"))[-1]
    assert "<svg" not in html
    assert [row[0] for row in Seen(html).first] == ["Area", "reciprocity", "respect"]


def test_teams_are_called_what_they_call_themselves() -> None:
    names = ["'Hill, and [Dale]'", "hill and dale", "'#1 *Team* {x}'", "'???'", "山"]
    lines = results("".join(f"{name}:\n  rounds:\n{BASE}" for name in names))
    found = [line for line in lines if line.startswith("## ")]
    assert found == [
        "## Hill, and &#91;Dale&#93; {#team-hill-and-dale}",
        "## hill and dale {#team-hill-and-dale-2}",
        "## &#35;1 &#42;Team&#42; &#123;x&#125; {#team-1-team-x}",
        "## ??? {#team}",
        "## 山 {#team-山}",
    ]


def test_the_least_number_is_the_books_own() -> None:
    few = held("baseline", "2025-03-14", answered="fewer than 8")
    assert "not shown: fewer than 8 answered" in results(f"Hill:\n  rounds:\n{few}", public_min=8)[-1]


def test_with_no_teams_nothing_is_drawn() -> None:
    assert results("# None yet.\n") == []


def test_what_everybody_sees_passes_the_sanitiser() -> None:
    html = results(f"Hill:\n  rounds:\n{BASE}{SECOND}")[-1]
    assert sanitised(html, "docs/x.md")[1] == []
