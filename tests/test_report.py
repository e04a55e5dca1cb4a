"""The report's front and trend, requests, good first gaps, and what the command says of them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import repositories
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from handbook.find.book import assemble
from handbook.find.trend import months, since, usual_day
from handbook.model import Acknowledgement, Entry, Gap, Handbook, History, PagePath, Spell
from handbook.shell.cli import main
from handbook.show import first, formats, report, trend
from handbook.show.addresses import Repository

ROOT = Path(__file__).parent.parent
DATA = {f: (ROOT / "data" / f).read_bytes() for f in ("labels.yml", "statuses.yml")}
TODAY = date(2026, 5, 10)
HOME = Repository("https://github.com/example/handbook", site="https://book.example")


def book(docs: dict[str, str], spells: Iterable[Spell] = (), reason: str = "") -> Handbook:
    contents = {path: text.encode() for path, text in docs.items()}
    entries = [Entry(path, size=len(content)) for path, content in contents.items()]
    history = History(spells=tuple(spells), reason=reason)
    return assemble(entries, contents, DATA, history, TODAY)


def spell(asked: date, closed: date | None = None, filled: bool = False, again: bool = False) -> Spell:
    return Spell("a.md/x", "x", PagePath("a.md"), "some <soup>", asked, "1", closed, "2", filled, again)


def with_gaps(whole: Handbook, **changes: dict[str, object]) -> Handbook:
    """The same book with other facts for some gaps, by the beginning of their words."""

    def changed(gap: Gap) -> Gap:
        facts = next((facts for words, facts in changes.items() if gap.words.startswith(words)), {})
        return replace(gap, **facts)  # type: ignore[arg-type]

    return replace(whole, gaps=tuple(map(changed, whole.gaps)))


# The trend

days = st.dates(date(2022, 1, 1), TODAY)


@st.composite
def lives(draw: st.DrawFn) -> Spell:
    asked = draw(days)
    closed = draw(st.none() | st.dates(asked, TODAY))
    return spell(asked, closed, draw(st.booleans()) and closed is not None, draw(st.booleans()))


@given(st.lists(lives(), max_size=20))
def test_each_month_counts_what_its_days_did(spells: list[Spell]) -> None:
    found = months(book({"a.md": "# A\n"}, spells))
    if not spells:
        assert found == []
        return
    begun = max(min(s.asked for s in spells).replace(day=1), date(2024, 6, 1))
    assert (found[0].first, found[-1].first) == (begun, date(2026, 5, 1))
    assert len({month.first for month in found}) == len(found) <= 24
    for month in found:
        end = (month.first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        assert month.asked == sum(month.first <= s.asked <= end for s in spells)
        assert month.filled == sum(s.filled and month.first <= (s.closed or end) <= end for s in spells)
        assert month.open == sum(s.asked <= end and (s.closed is None or s.closed > end) for s in spells)


@given(st.lists(lives(), max_size=20), days)
def test_all_that_happened_since_a_day_is_told_once(spells: list[Spell], day: date) -> None:
    found = since(book({"a.md": "# A\n"}, spells), day)
    assert len(found.asked) + len(found.back) == sum(s.asked >= day for s in spells)
    assert len(found.filled) + len(found.taken_out) == sum(
        s.closed is not None and s.closed >= day for s in spells
    )
    assert not any(s.again for s in found.asked)
    assert all(s.filled for s in found.filled)


@pytest.mark.parametrize(
    ("today", "day"),
    [("2026-05-10", "2026-02-01"), ("2026-01-31", "2025-10-01"), ("2026-12-01", "2026-09-01"),
     ("0001-01-01", "0001-01-01")],
)  # fmt: skip
def test_the_usual_day_has_a_whole_quarter_behind_it(today: str, day: str) -> None:
    assert usual_day(date.fromisoformat(today)).isoformat() == day


def test_a_first_month_of_many_does_not_flatten_the_others() -> None:
    spells = [*[spell(date(2026, 1, 3))] * 40, spell(date(2026, 2, 2)), spell(date(2026, 3, 2))]
    text = "\n".join(trend.chart(book({"a.md": "# A\n"}, spells)))
    drawing = ElementTree.fromstring(text[text.index("<svg") : text.index("</svg>") + 6])
    labels = [label.text for label in drawing.iter("text")]
    assert "40 asked in January 2026" in labels
    assert labels[:2] == ["0", "1"]
    rings = [float(ring.attrib["cy"]) for ring in drawing.iter("circle")]
    assert rings[0] == rings[1] == rings[2]


def test_the_drawing_and_the_table_say_the_same() -> None:
    spells = [
        spell(date(2024, 1, 3)),
        *[spell(date(2026, 3, 2), date(2026, 4, 9), filled=True)] * 7,
        spell(date(2026, 4, 30)),
    ]
    text = "\n".join(trend.chart(book({"a.md": "# A\n"}, spells)))
    drawing = ElementTree.fromstring(text[text.index("<svg") : text.index("</svg>") + 6])
    named = [drawing.find("title"), drawing.find("desc")]
    assert drawing.get("aria-labelledby") == " ".join(part.attrib["id"] for part in named if part is not None)
    assert drawing.findtext("desc", "").startswith("June 2024 to May 2026: 7 filled and 8 asked.")
    rings = [float(ring.attrib["cy"]) for ring in drawing.iter("circle")]
    assert [124 - y for y in rings] == pytest.approx([0] * 21 + [87.5, 12.5, 0])
    bars = next(path.attrib["d"] for path in drawing.iter("path") if path.get("class") == "trend-filled")
    assert re.findall(r"V(?!124z)([\d.]+)", bars) == ["36.5"]
    assert [label.text for label in drawing.iter("text")] == [
        "0",
        "2",
        "4",
        "6",
        "8",
        "Jun 2024",
        "2025",
        "2026",
    ]
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td>', text)
    assert rows[:4] == [
        ("May 2026", "0", "0", "2"),
        ("April 2026", "7", "1", "2"),
        ("March 2026", "0", "7", "8"),
        ("February 2026", "0", "0", "1"),
    ]
    assert len(rows) == 24


# The page

SMALL = {
    "index.md": "# Home\n\nSee [[Patience]] and [[Our stories]].\n",
    "patience.md": "---\nowner: steering group\n---\n\n# Patience\n\n"
    "Section needed (since 2020-12-26): how to wait & see.\n\nExample needed (@ann 2026-01-01): of soup.\n\n"
    "## Soup\n\nRecipe needed: 1 < 2 beans.\n\n[[Our stories]]\n",
}


def under(whole: Handbook, heading: str) -> list[str]:
    """The lines of the report under one of its headings."""
    page = report.document(whole, Repository())
    return [line for line in page.split(f"\n## {heading}\n")[1].split("\n## ")[0].splitlines() if line]


def test_the_report_begins_with_thanks_for_what_was_filled() -> None:
    begun = date(2026, 1, 1)
    spells = [spell(begun, date(2026, 4, day), filled=day != 5) for day in (1, 5, 3, 2, 4)]
    spells = [replace(one, words=f"{one.words} {one.closed:%d}") for one in spells]
    spells[4] = replace(spells[4], page=PagePath("patience.md"))
    spells[2] = replace(spells[2], page=PagePath("not-written-yet/patience.md"), words="Patience")
    assert under(book(SMALL, spells), "Filled lately") == [
        "**Since 1 February 2026: 4 filled, 1 taken out.** Thank you to everybody who filled one.",
        "- some &#60;soup&#62; 04 ([Patience](patience.md))",
        "- [Patience](patience.md), a page that was asked for",
        "- some &#60;soup&#62; 02",
        "- 1 more, which `handbook gaps --since 2026-02-01` lists",
    ]
    assert under(book(SMALL), "Filled lately") == [
        "**Since 1 February 2026: nothing filled, and nothing new asked.**"
    ]


def test_what_you_could_do_stands_by_the_time_it_takes() -> None:
    said = "Section needed (an hour): one.\n\nExample needed: two.\n\nSource needed (minutes): 3.\n"
    whole = book({"a.md": f"# A\n\n{said}"})
    lines = under(whole, "Good first gaps")
    assert lines[1::2] == ["### In ten minutes", "### In an hour", "### As long as you like"]
    assert lines[2::2] == [
        '<ul><li><a href="../a/#gap-source-needed">A</a>, source needed: 3.</li></ul>',
        '<ul><li><a href="../a/#gap-section-needed">A</a>, section needed: one.</li></ul>',
        '<ul><li><a href="../a/#gap-example-needed">A</a>, example needed: two.</li></ul>',
    ]
    assert "## Good first gaps" not in report.document(book({"a.md": "# A\n\nWords.\n"}), HOME)


def test_how_things_stand_tells_what_to_ask_of_whom() -> None:
    whole = with_gaps(
        book(SMALL, [spell(date(2026, 3, 1), date(2026, 4, 1), filled=True)]),
        how={"as_said": True, "since": "2020-12-26"},
        of={"lapsed": True, "since": "2026-01-01", "owner": ""},
    )
    assert under(whole, "How things stand")[:5] == [
        "- **4 gaps asked for:** section needed (1), example needed (1), recipe needed (1), "
        "page not written yet (1).",
        "- **Oldest:** [how to wait &#38; see.](patience.md#gap-section-needed) "
        "(since 26 December 2020, as written), "
        "[of soup.](patience.md#gap-example-needed) (since 1 January 2026).",
        "- **Most asked for:** [Our stories](not-written-yet/our-stories.md) (2 sections).",
        "- **By who looks after the page:** steering group (2).",
        "- **Free to take:** 2 that nobody looks after or has taken on.",
    ]


def test_without_dates_the_front_says_so_and_draws_nothing() -> None:
    whole = book(SMALL, reason="git is not installed here, so pages show no dates.")
    assert (
        under(whole, "How things stand")[0]
        == "About dates: git is not installed here, so pages show no dates."
    )
    assert "<svg" not in report.document(whole, Repository())
    assert json.loads(formats.as_json(whole, Repository()))["since"] is None


def test_overdue_reviews_are_counted_and_linked_to() -> None:
    whole = book(SMALL | {"old.md": "---\nstatus: settled\n---\n\n# Old\n\n[[Patience]] " + "word " * 60})
    page = report.document(whole, Repository())
    assert "- **Reviews:** [1 page wants to be read through again](#noticed-review-due)." in page
    assert '<ul id="noticed-review-due"><li><a href="../old/">Old</a>' in page


def test_acknowledged_gaps_are_counted_and_shown_apart() -> None:
    why = Acknowledgement(reason="We wait & see.", by="steering group", until="2027-06-01", words="x")
    whole = with_gaps(book(SMALL), how={"acknowledged": why})
    page = report.document(whole, Repository())
    above, apart = page.split("## Acknowledged\n")
    assert "- **1 gap acknowledged**, counted and [shown apart](#acknowledged)." in above
    assert "3 gaps asked for" in above
    assert "how to wait &amp; see" not in above
    assert "how to wait &amp; see. We wait &amp; see (steering group, until 1 June 2027)" in apart
    found = json.loads(formats.as_json(whole, Repository()))
    assert found["counts"] == {"asked": 3, "noticed": 0, "acknowledged": 1}
    assert "3 gaps asked for, 0 noticed, 1 acknowledged, " in formats.summary(whole)
    last = formats.as_markdown(whole).splitlines()[-1]
    assert "We wait &#38; see (steering group, until 2027-06-01)" in last


def test_the_list_for_an_issue_calls_nobody() -> None:
    whole = book({"a.md": "# A\n\nSection needed (@ann 2026-05-01): ask @org/team.\n"})
    said = formats.as_markdown(whole)
    assert "ask `@org/team`." in said
    assert "`@ann`" in said
    assert not re.search(r"(?<!`)@", said)


def test_a_page_that_is_left_out_is_in_no_count() -> None:
    contents = dict.fromkeys(("a.md", "A.md", "b.md"), b"# A\n\nSection needed: soup.\n")
    entries = [Entry(path, size=len(content)) for path, content in contents.items()]
    spells = [replace(spell(date(2026, 5, 1)), page=PagePath(path), gap=f"{path}/x") for path in contents]
    whole = assemble(entries, contents, DATA, History(spells=tuple(spells)), TODAY)
    assert len(whole.left_out) == 1
    asked = sum(gap.asked for gap in whole.gaps)
    assert (asked, months(whole)[-1].open, len(since(whole, date(2026, 5, 1)).asked)) == (2, 2, 2)


def test_one_kind_is_counted_by_itself() -> None:
    whole = book({"a.md": "# A\n\nSection needed: soup.\n\nExample needed: ours.\n"})
    begins = "1 gap asked for, 0 noticed, 1 good to begin with"
    assert formats.summary(whole, "Example needed") == begins
    assert json.loads(formats.as_json(whole, HOME, "Example needed"))["counts"]["asked"] == 1


def test_requests_are_plain_text_on_each_row() -> None:
    page = report.document(book(SMALL), HOME)
    assert page.count("<summary>Ask for it</summary>") == 4
    assert "a gap in 'Patience, Soup': 1 &lt; 2 beans." in page
    assert "Here is the place: https://book.example/patience/#gap-soup.recipe-needed</p>" in page
    found = json.loads(formats.as_json(book(SMALL), Repository()))["gaps"]
    assert [gap["request"] == "" for gap in found] == [not gap["asked"] for gap in found]
    assert "The place is docs/patience.md, line 13." in next(g["request"] for g in found if "soup" in g["id"])


def test_a_report_of_very_many_gaps_carries_requests_where_rows_are_unfolded() -> None:
    labels = "".join(f"Section needed: {number}.\n\n" for number in range(report.MOST_REQUESTS))
    page = report.document(
        book({"index.md": "# Home\n\nSection needed: one.\n", "a/b.md": f"# B\n\n{labels}"}), HOME
    )
    assert page.count('<tr data-kind="section-needed">') == 1 + report.MOST_REQUESTS
    assert page.count("<summary>Ask for it</summary>") == 1


def test_the_facts_of_a_gap_stand_in_json_by_its_schema() -> None:
    whole = with_gaps(
        book(SMALL), how={"commit": "1" * 40, "again": True, "lapsed": True, "as_said": True, "since": "2020"}
    )
    found = json.loads(formats.as_json(whole, HOME))
    jsonschema.validate(found, formats.schema())
    row = found["gaps"][0]
    shown = {key: row[key] for key in ("commit", "again", "lapsed", "as_written", "since", "acknowledged")}
    facts = {"commit": "1" * 40, "since": "2020", "acknowledged": ""}
    assert shown == facts | {"again": True, "lapsed": True, "as_written": True}
    assert '<td data-heading="Since"><time datetime="2020">2020</time>, as written</td>' in report.document(
        whole, HOME
    )


# Good first gaps


def test_good_first_gaps_say_how_to_begin() -> None:
    page = first.document(book(SMALL), HOME)
    assert page.count("\n## ") == 4
    stories = page[page.index("## Our stories") :]
    assert "- **Asked for:** by 2 sections\n" in stories
    assert '<li><a href="../">Home</a>: <q>See Patience and <mark>Our stories</mark>.</q></li>' in stories
    assert "- **Whom to ask:** steering group\n" in stories
    gap = "not-written-yet/our-stories.md/page-not-written-yet"
    assert f'<a class="gap-button" href="../write/?gap={gap}">Write here</a>' in stories
    assert '<a href="https://github.com/example/handbook/new/main?' in stories
    waiting = page[page.index("## Section needed: how to wait &#38; see\n") :]
    assert "- **Where:** [Patience](patience.md#gap-section-needed)\n" in waiting
    assert '?gap=patience.md/section-needed">Write here</a>' in waiting


def test_words_that_are_long_are_cut_over_their_text() -> None:
    text = first.document(book({"a.md": f"# A\n\nSection needed: 1. {'a' * 80} b.\n"}), HOME)
    assert f"## Section needed: 1. {'a' * 40}…\n\n**In full:** 1. {'a' * 80} b.\n" in text


def test_what_is_known_names_whose_words_they_are() -> None:
    said = "Comment (after Ann, 2020): we waited.\n\nUnsorted:\n\n- bring *bowls*\n"
    voice = "> Slowly.\n>\n> — Bob, 1999\n"
    page = first.document(book({"index.md": f"# Home\n\nSection needed: how.\n\n{said}\n{voice}"}), HOME)
    assert re.findall("<li>(.*?)</li>", page) == [
        '<a href="../">Home</a>, a comment after Ann: <q>we waited.</q>',
        '<a href="../">Home</a>, an unsorted note: <q>bring bowls</q>',
        '<a href="../">Home</a>, words by Bob: <q>Slowly.</q>',
    ]
    assert "<details><summary>What is known already (3)</summary>" in page


def test_without_a_repository_the_file_is_named() -> None:
    page = first.document(book(SMALL), Repository())
    assert "GitHub" not in page
    assert "In a copy of the handbook, open `docs/patience.md` at line 7." in page
    assert "In a copy of the handbook, make a new file, `docs/our-stories.md`." in page


def test_nothing_small_is_good_news() -> None:
    page = first.document(book({"index.md": "# Home\n\nSection needed (a decision): where.\n"}), HOME)
    assert "Nothing small is waiting just now, which is good news." in page
    assert "\n## " not in page


# The command


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A handbook in which one gap was filled, one taken out and one asked."""
    folder = tmp_path / "book"
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("acknowledged.yml"))
    (folder / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    book = repositories.Repository(folder)
    soup = "# Soup\n\nSection needed: which beans.\n\n## Bread\n\nRecipe needed: for bread.\n"
    book.commit("2026-01-05", {"index.md": soup})
    filled = "Borlotti beans are the best of all, soaked in water for a whole night before they are cooked."
    book.commit("2026-03-01", {"index.md": soup.replace("Section needed: which beans.", filled)})
    book.commit("2026-04-02", {"more.md": "# More\n\nExample needed: of [[Soup]].\n"})
    return folder


def command(folder: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["-C", str(folder), "--today", "2026-05-10", "gaps", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_since_says_what_was_filled_in_every_format(project: Path) -> None:
    said = command(project, "--since", "2026-03-01").output
    assert said.endswith(
        "Filled:\n  which beans. (Soup, 1 March 2026)\n"
        "2 gaps asked for, 2 noticed, 2 good to begin with.\nSince 1 March 2026: 1 filled, 1 asked.\n"
    )
    found = json.loads(command(project, "--since", "2026-03-02", "--format", "json").output)
    assert found["since"] == {"day": "2026-03-02", "filled": 0, "asked": 1, "back": 0, "taken_out": 0}
    table = command(
        project, "--since", "2026-03-01", "--kind", "recipe needed", "--format", "markdown"
    ).output
    assert table.splitlines()[0] == "Since 1 March 2026: nothing filled, and nothing new asked."
    line = command(project, "--format", "line").output
    assert line.endswith("good to begin with. Since 1 February 2026: 1 filled, 1 asked.\n")


def test_a_kind_that_was_all_filled_can_still_be_asked_about(project: Path) -> None:
    said = command(project, "--since", "2026-01-01", "--kind", "section needed")
    assert said.exit_code == 0
    assert said.output.endswith("Since 1 January 2026: 1 filled, 1 asked.\n")


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("soon", "'soon' is not a date. Write year-month-day, such as 2026-05-01."),
        ("2026-02-30", "'2026-02-30' is not a date."),
        ("2026-05-11", "--since: 2026-05-11 has not come yet. Write today or an earlier day."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(project: Path, day: str, says: str) -> None:
    result = command(project, "--since", day)
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())
