"""`handbook assess` and the slips of people in a hurry: what it notices, and where it leads."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from desk import BASELINE, Desk, begun, line

from handbook.practices.assessment import codes

WHOLE = "3 " * 16


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return begun(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("heather red", "Heather rd", True),
        ("heather red", "heathers red", True),
        ("heather red", "haether red", True),
        ("heather red", "heather rod", True),
        ("heather red", "red heather", True),
        ("heather red", "heather-red", True),
        ("heather red", "HEATHER  red", False),  # the same, and no slip
        ("heather red", "heather blue", False),
        ("oak 7", "oak 8", False),
        ("oak 7", "oka 7", True),
        ("oak", "ash", False),
        ("oak", "oaks", False),
        ("", "oak 7", False),
    ],
)
def test_codes_that_may_be_one_with_a_slip(one: str, other: str, slip: bool) -> None:
    assert codes.nearly(one, other) is codes.nearly(other, one) is slip


def test_one_person_under_two_codes_is_noticed_before_the_round_is_closed(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "6")
    desk.done("import river-street", desk.table({"heather red": WHOLE, "oak 7": WHOLE, "oak 8": WHOLE}))
    said = desk.done("import river-street", desk.table({"heather rde": WHOLE, "fern": WHOLE}))
    assert (
        "note: 1 person answered under a code that is much like another one. If both are one person, take "
        "the wrong one away: handbook assess answer river-street --withdraw\n"
    ) in said
    assert "heather" not in said
    typed = desk.run("answer river-street", said="heather rd\ns\n").stdout
    assert "A code much like this has answered already." in typed
    assert "A code much like this" not in desk.run("answer river-street", said="oak 9\ns\n").stdout


def test_a_file_of_the_round_before_is_noticed(desk: Desk) -> None:
    desk.closed(BASELINE)
    desk.done("open river-street --size 6", day="2025-09-14")
    for people in ({"a": BASELINE["a"]}, {**BASELINE, "e": "5-"}):
        some = desk.reciprocity(people, "some.csv")
        assert "just as" not in desk.done("import river-street", some, day="2025-09-14")
    said = desk.done("import river-street", desk.reciprocity(BASELINE, "old.csv"), day="2025-09-14")
    assert (
        "note: all 5 people answered just as at the baseline. Make sure that this is no file of that time "
        "taken once more.\n"
    ) in said


def test_what_is_no_file_is_told_from_what_may_not_be_read(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "6")
    for name, why in (
        ("answers.json", "there is no file answers.json. Say which folder it is in"),
        (str(desk.files), f"{desk.files} is a folder. Name the files in it that you mean."),
        ("x" * 300, "there is no file xxx"),
    ):
        status, said = desk.refused("import river-street", name)
        assert (status, why in said) == (2, True), said
    status, said = desk.refused("import", str(desk.files / "answers.json"))
    assert (status, "Name the team first, and then the files" in said) == (2, True)


def test_the_page_is_opened_for_whoever_cannot_find_a_hidden_folder(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: seen.append(address) or len(seen) == 1)
    desk.closed(BASELINE)
    said = desk.done("report river-street")
    assert said.endswith("\nTo see it in your browser: handbook assess report river-street --open\n")
    desk.done("report river-street --open --dry-run")
    assert seen == []
    assert "Does your browser not show it?" in desk.done("report river-street --open")
    to = desk.files / "report.html"
    assert "No browser can be opened from here." in desk.done("report river-street --open --to", str(to))
    page = desk.private / "assessment/river-street/2025-03-14-baseline/report.html"
    assert seen == [page.resolve().as_uri(), to.resolve().as_uri()]
    assert to.read_bytes() == page.read_bytes()


def test_nobody_seems_to_be_missing_where_all_have_answered(desk: Desk) -> None:
    desk.closed(BASELINE, size=5)
    shown = desk.done("publish river-street --dry-run --as Tea")
    assert line(shown, "Answered") == "Answered: all of the team, or all but a few"


def test_the_address_of_the_form_is_told_where_the_site_is_known(desk: Desk) -> None:
    assert "on the site, at assessment/forms/eight-principles-v1/\n" in desk.done("open tea --size 5")
    (desk.handbook / "mkdocs.yml").write_text(
        "site_name: Test\nsite_url: https://example.org/book/\n", encoding="utf-8"
    )
    said = desk.done("open tea --size 5")
    assert "on the site, at https://example.org/book/assessment/forms/eight-principles-v1/\n" in said
