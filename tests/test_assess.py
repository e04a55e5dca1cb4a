"""`handbook assess`: rounds from their beginning to the handbook, and all that must not happen on the way."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar
import pytest
from desk import BASELINE, FOLLOW_UP, V1, Desk, begun, line

from handbook.read import data

OPENED = """\
River Street: the baseline of 14 March 2025 is open, for 6 people.
It asks: How we work together (eight-principles.v1), 16 statements.
Members answer on paper or on the site, at assessment/forms/eight-principles-v1/
Then take in what they answered:
  handbook assess import river-street FILES   what the form has saved, or a table
  handbook assess answer river-street         from paper
When all have answered: handbook assess close river-street
"""
LATE = (
    "if five people have a mean of 2.80 and a sixth makes it 2.75, then 6 x 2.75 - 5 x 2.80 = 2.5 is what "
    "the "
    "sixth answered."
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return begun(tmp_path, monkeypatch)


# The examples of the specification


def test_baseline_and_follow_up_of_the_first_example(desk: Desk) -> None:
    assert desk.done("open", "River Street", "--size", "6") == OPENED
    assert desk.done("import river-street", desk.reciprocity(BASELINE)) == (
        "Answers of 5 people are in. 5 of 6 have answered the baseline of 14 March 2025.\n"
        "The files you gave still hold these answers. Delete them, so that nobody comes across them.\n"
    )
    assert desk.done("close river-street", said="y\n") == (
        "1 of 6 has not answered, and a closed round takes no more answers.\n"
        "Close the round all the same? [y/N]: y\n"
        "River Street: the baseline of 14 March 2025 is closed. 5 of 6 answered.\n"
        "Look at it together: handbook assess report river-street\n"
        "And for the day of the second round: handbook assess reminder river-street\n"
    )
    report = desk.done("report river-street")
    assert line(report, "reciprocity") == "reciprocity 2.8 3.0 2.0 to 3.5, mixed"
    assert line(report, "asset") == "asset not shown: too few answered"
    shown = desk.done("publish river-street --yes --as", "River Street")
    assert line(shown, "reciprocity") == "reciprocity 3.0"
    assert desk.published.endswith(
        "\nRiver Street:\n  rounds:\n    - instrument: eight-principles.v1\n      kind: baseline\n"
        "      day: 2025-03-14\n      answered: all but fewer than 5\n      scores:\n        reciprocity: 3\n"
    )
    before = desk.published
    desk.closed(FOLLOW_UP, day="2025-09-14")
    report = desk.done("report river-street", day="2025-09-14")
    assert line(report, "reciprocity") == "reciprocity 3.5 3.5 3.0 to 4.0, close rose, +0.7"
    shown = desk.done("publish river-street --yes", day="2025-09-14")
    assert line(shown, "reciprocity") == "reciprocity 3.5 since the baseline: rose"
    assert desk.published.startswith(before)
    assert data.assessments(desk.published.encode())[1] == []
    assert desk.done("status", day="2025-09-14") == (
        "River Street\n"
        "  Baseline of 14 March 2025: closed on 14 March 2025, 5 of 6 answered, published as 'River "
        "Street'.\n"
        "  Follow-up of 14 September 2025: closed on 14 September 2025, 5 of 6 answered, published as "
        "'River Street'.\n"
    )


def test_four_answers_are_for_the_team_alone(desk: Desk) -> None:
    desk.closed({code: BASELINE[code] for code in "abcd"})
    assert line(desk.done("report river-street"), "reciprocity") == "reciprocity 2.8 2.8 2.0 to 3.5, mixed"
    shown = desk.done("publish river-street --yes --as", "River Street")
    assert line(shown, "reciprocity") == "reciprocity not shown: fewer than 5 answered"
    assert desk.published.endswith("      answered: fewer than 5\n")


def test_three_of_four_come_to_nothing(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "4")
    desk.done("import river-street", desk.reciprocity({code: BASELINE[code] for code in "abc"}))
    said = desk.done("close river-street --yes")
    assert said.startswith(
        "1 of 4 has not answered, and a closed round takes no more answers.\n"
        "There will be no scores, because with so few answers everybody would know who said what.\n"
        "1 more answer needed.\n"
    )
    assert "There are no scores, because too few answered." in desk.done("report river-street")
    assert json.loads(desk.held("2025-03-14-baseline/result.json"))["figures"]["scores"] == {}
    desk.done("publish river-street --yes --as", "River Street")
    assert "scores" not in desk.published.split("River Street")[1]


@pytest.mark.parametrize(
    ("baseline", "today", "said"),
    [
        ("2025-03-14", "2025-03-14", "Follow-up: due in 184 days, on 14 September 2025."),
        ("2025-03-14", "2025-08-14", "Follow-up: due in 31 days, on 14 September 2025."),
        ("2025-03-14", "2025-08-20", "Follow-up: due now. Its day is 14 September 2025."),
        ("2025-03-14", "2025-12-01", "Follow-up: overdue 78 days. Its day is 14 September 2025."),
        ("2025-08-31", "2026-02-28", "Follow-up: due now. Its day is 28 February 2026."),
    ],
)
def test_the_follow_up_is_due_after_half_a_year(desk: Desk, baseline: str, today: str, said: str) -> None:
    desk.closed(BASELINE, day=baseline)
    assert line(desk.done("status river-street", day=today), "Follow-up") == said


def test_a_late_answer_is_refused_with_the_reason(desk: Desk) -> None:
    desk.closed(BASELINE)
    desk.done("publish river-street --yes --as", "River Street")
    late = desk.reciprocity({"f": "23"}, "late.csv")
    for command in (("import river-street", late), ("answer river-street",)):
        code, said = desk.refused(*command)
        assert (code, LATE in said) == (2, True), said
        assert said.startswith("River Street: this round was closed on 14 March 2025, ")


def second_version(desk: Desk) -> None:
    """An instrument of which two statements are others."""
    words = (desk.handbook / "data" / V1).read_text(encoding="utf-8")
    words = words.replace("Help here flows both ways.", "Help goes around.")
    words = words.replace("Quieter members are heard before we decide.", "All are heard.")
    (desk.handbook / "data" / V1.replace("v1", "v2")).write_text(words, encoding="utf-8")


def test_another_version_is_compared_where_its_words_are_the_same(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "5")
    desk.done("import river-street", desk.table(dict.fromkeys("abcde", "3 " * 16)))
    desk.done("close river-street")
    second_version(desk)
    opened = desk.done("open river-street --size 5 --instrument eight-principles.v2", day="2025-09-14")
    assert line(opened, "note") == (
        "note: the baseline asked eight-principles.v1, and this round asks eight-principles.v2. Only what "
        "both "
        "ask can be compared: 14 of 16 statements."
    )
    desk.done("import river-street", desk.table(dict.fromkeys("abcde", "4 " * 16)), day="2025-09-14")
    desk.done("close river-street", day="2025-09-14")
    report = desk.done("report river-street", day="2025-09-14")
    assert "Compared with the baseline: 14 of 16 statements, those with the same words." in report
    assert "14 of 16 statements" in desk.held("2025-09-14-follow-up/report.html")
    shown = desk.done("publish river-street --yes --as", "River Street", day="2025-09-14")
    assert line(shown, "Statements") == "Statements that could be compared: 14 of 16"


# Hidden until closed


def test_before_the_end_nothing_says_anything_of_the_answers(desk: Desk) -> None:
    seen = []
    for number in "15":
        desk.done("open", "River Street", "--size", "6")
        desk.done("import river-street", desk.table(dict.fromkeys("abcde", f"{number} " * 16)))
        said = [
            desk.run(*command).output
            for command in (
                ("status",),
                ("report river-street",),
                ("publish river-street --as R --yes",),
                ("reminder river-street",),
                ("close river-street --yes --dry-run",),
                ("open river-street --kind other",),
                ("open river-street --reopen --unpublish",),
                ("answer river-street --dry-run", "a"),
            )
        ]
        files = {
            path.name: path.read_bytes()
            for path in desk.private.rglob("*")
            if path.is_file() and path.parent.name != "answers"
        }
        seen.append((said, files))
        for code in "abcde":
            desk.done("answer river-street --yes --withdraw", said=f"{code}\n")
    assert seen[0] == seen[1]
    assert desk.refused("report river-street") == (
        2,
        "River Street: the baseline of 14 March 2025 is open, and nobody sees anything of it before it is "
        "closed.",
    )


def test_an_open_follow_up_leaves_the_report_of_the_baseline(desk: Desk) -> None:
    desk.closed(BASELINE)
    desk.done("open river-street --size 6", day="2025-09-14")
    desk.done("import river-street", desk.reciprocity(FOLLOW_UP), day="2025-09-14")
    said = desk.done("report river-street", day="2025-09-14")
    assert line(said, "reciprocity") == "reciprocity 2.8 3.0 2.0 to 3.5, mixed"
    assert said.endswith(
        "The follow-up of 14 September 2025 is open. Nobody sees anything of it before it is closed.\n"
    )
    assert "14 September" not in desk.held("2025-03-14-baseline/report.html").replace(
        "Made on 14 September", ""
    )


# Frozen


def test_a_closed_round_stays_as_it_was(desk: Desk) -> None:
    desk.closed(BASELINE)
    before, frozen = desk.done("report river-street"), desk.held("2025-03-14-baseline/result.json")
    said = desk.done("answer river-street --withdraw", said="A\ny\n")
    assert said.endswith(
        "The baseline of 14 March 2025: taken away.\nFigures of closed rounds stay as they were: they are "
        "of the "
        "whole team, and new ones beside them would tell what this person answered.\n"
    )
    assert len([*desk.private.rglob("answers/*")]) == 4
    assert desk.held("2025-03-14-baseline/result.json") == frozen
    assert desk.done("report river-street") == before
    desk.closed(FOLLOW_UP, day="2025-09-14")
    report = desk.done("report river-street", day="2025-09-14")
    assert line(report, "reciprocity").endswith("rose, +0.7")
    comparison = json.loads(desk.held("2025-09-14-follow-up/result.json"))["comparison"]
    assert comparison["both"] == 4
    assert desk.refused("answer river-street --withdraw", said="nobody\n") == (
        1,
        "nobody has answered under this code. Nothing is changed.",
    )


def test_only_a_round_that_was_never_published_is_opened_again(desk: Desk) -> None:
    desk.closed(BASELINE)
    desk.done("report river-street")
    assert desk.refused("open river-street --reopen") == (
        2,
        "whoever has seen the figures could tell from new ones what one person answered. If all in the team "
        "agree "
        "to open it again all the same, add --unpublish.",
    )
    assert desk.done("open river-street --reopen --unpublish") == (
        "River Street: the baseline of 14 March 2025 is open again, and its figures are taken away.\n"
        "note: copies of them may exist, on paper or in letters. Ask everybody to throw theirs away: beside "
        "new "
        "figures they can tell what one person answered.\n"
    )
    assert sorted(path.name for path in desk.private.rglob("2025-03-14-baseline/*")) == [
        "answers",
        "round.json",
    ]
    desk.done("import river-street", desk.reciprocity({"f": "23"}))
    desk.done("close river-street")
    desk.done("publish river-street --yes --as", "River Street")
    code, said = desk.refused("open river-street --reopen --unpublish")
    assert (code, said.split(",")[0]) == (2, "the baseline of 14 March 2025 is published")
    assert desk.refused("publish river-street --yes --as", "River Street") == (
        1,
        "River Street: the baseline of 14 March 2025 is published already, and never changes any more.",
    )


# What kind of round it is


def test_a_second_baseline_is_another_round_and_the_first_counts(desk: Desk) -> None:
    desk.closed(BASELINE)
    said = desk.done("open river-street --size 6 --kind baseline", day="2025-06-01")
    assert (
        "note: there is a baseline of 14 March 2025, and the first counts. This round is kept as 'other'."
        in said
    )
    desk.done("import river-street", desk.reciprocity(FOLLOW_UP), day="2025-06-01")
    desk.done("close river-street --yes", day="2025-06-01")
    assert json.loads(desk.held("2025-06-01-other/round.json"))["kind"] == "other"
    assert line(desk.done("status", day="2025-06-01"), "Follow-up") == (
        "Follow-up: due in 105 days, on 14 September 2025."
    )
    desk.closed(BASELINE, day="2025-09-14")
    assert (desk.private / "assessment/river-street/2025-09-14-follow-up/result.json").exists()


def test_no_follow_up_comes_before_a_baseline(desk: Desk) -> None:
    assert desk.refused("open", "River Street", "--size", "6", "--kind", "follow-up") == (
        2,
        "there is no baseline to follow up. Leave --kind out, and this round will be one.",
    )
    assert not desk.private.exists()


def test_somebody_left_and_somebody_joined(desk: Desk) -> None:
    desk.closed({**BASELINE, "f": "44"})
    desk.done("open river-street --size 6", day="2025-09-14")
    people = {**{code: FOLLOW_UP[code] for code in "abcd"}, "g": "11", "h": "44"}
    said = desk.done("import river-street", desk.reciprocity(people), day="2025-09-14")
    assert line(said, "note") == (
        "note: 2 of these codes were not used at the baseline. Anybody who answered then goes by the same "
        "code "
        "now, so that both can be compared."
    )
    desk.done("close river-street", day="2025-09-14")
    comparison = json.loads(desk.held("2025-09-14-follow-up/result.json"))["comparison"]
    assert (comparison["both"], comparison["matched"]) == (4, {"reciprocity": "rose"})
    assert line(desk.done("report river-street", day="2025-09-14"), "reciprocity").endswith(
        "about the same, +0.2"
    )


def test_somebody_who_cannot_say_changes_no_score(desk: Desk) -> None:
    desk.closed({**BASELINE, "f": "--"})
    report = desk.done("report river-street")
    assert "5 of 6 answered" in report
    assert line(report, "reciprocity") == "reciprocity 2.8 3.0 2.0 to 3.5, mixed"


def test_a_round_nobody_has_answered_can_be_begun_anew(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "6")
    desk.done("open river-street --size 5 --day 2025-03-12")
    assert [path.name for path in desk.private.rglob("2025-*")] == ["2025-03-12-baseline"]
    desk.done("import river-street", desk.reciprocity(BASELINE))
    code, said = desk.refused("open river-street --size 6 --day 2025-03-13")
    assert (code, said) == (
        2,
        "the baseline of 12 March 2025 is open, and people have answered it. Close it before the next one: "
        "handbook assess close river-street",
    )
    desk.done("open river-street --size 6 --vision 2025-03-20")
    assert json.loads(desk.held("2025-03-12-baseline/round.json"))["team"] == 6
    assert "5 of 6 have answered" in desk.done("status")


def test_few_and_many_people_are_warned_of(desk: Desk) -> None:
    assert "note: this is made for teams of 4 to 8, and this one has 9." in desk.done("open Big --size 9")
    said = desk.done("open Small --size 3")
    assert "note: with 3 or fewer people there are no scores at all, only something to talk about." in said
    desk.done("import small", desk.table(dict.fromkeys("abc", "3 " * 16)))
    assert "A team of 3 or fewer never has any." in desk.done("close small --yes")


def test_soon_after_another_round(desk: Desk) -> None:
    desk.closed(BASELINE)
    desk.done("publish river-street --yes --as", "River Street")
    said = desk.done("open river-street --size 6 --kind other", day="2025-03-20")
    assert "note: there is a round of 14 March 2025, less than 28 days away." in said
    desk.done("import river-street", desk.reciprocity({**BASELINE, "f": "23"}), day="2025-03-20")
    desk.done("close river-street", day="2025-03-20")
    code, said = desk.refused("publish river-street --yes", day="2025-03-20")
    assert (code, "So this round is not published." in said) == (2, True)


def test_no_two_rounds_on_one_day(desk: Desk) -> None:
    desk.closed(BASELINE)
    for kind in ("follow-up", "other"):
        assert desk.refused(f"open river-street --size 6 --kind {kind}") == (
            2,
            "there was a round on 14 March 2025 already. Name another day.",
        )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("...", "--size", "6"),
            "'...' is no name for a team. Write one with letters, such as 'River Street'.",
        ),
        (("CON", "--size", "6"), "'CON' is no name that every computer can keep. Add a word to it."),
        (("a@example.org", "--size", "6"), "'a@example.org' is no name for a team."),
        (("x" * 61, "--size", "6"), "the name of the team has more than 60 letters. Choose a shorter one."),
        (("../../etc" * 7, "--size", "6"), "the name of the team has more than 60 letters."),
        (("River",), "say how many people the team has, such as --size 6."),
        (("River", "--size", "6", "--day", "2025-03-15"), "15 March 2025 has not come yet. Name the day"),
        (("River", "--size", "6", "--instrument", "nine.v1"), "there is no instrument 'nine.v1'."),
        (("River", "--size", "0"), "Usage:"),
        (("River", "--reopen", "--size", "6"), "Usage:"),
        (("River", "--size", "6", "--unpublish"), "Usage:"),
    ],
)
def test_what_cannot_be_opened(desk: Desk, arguments: tuple[str, ...], said: str) -> None:
    code, heard = desk.refused("open", *arguments)
    assert (code, heard.lstrip()[: len(said)]) == (2, said)
    assert not desk.private.exists()


def test_a_round_is_later_than_the_one_before(desk: Desk) -> None:
    desk.closed(BASELINE)
    assert desk.refused("open river-street --size 6 --day 2025-03-01", day="2025-09-14") == (
        2,
        "the baseline of 14 March 2025 was later than 1 March 2025. Name a day after it.",
    )


def test_other_words_want_a_version_of_their_own(desk: Desk) -> None:
    desk.closed(BASELINE)
    file = desk.handbook / "data" / V1
    words = file.read_text(encoding="utf-8")
    file.write_text(words.replace("Help here flows both ways.", "Help goes around."), encoding="utf-8")
    code, said = desk.refused("open river-street --size 6", day="2025-09-14")
    assert (code, said.split(", and")[0]) == (
        2,
        "data/assessment/eight-principles.v1.yml has other words than in an earlier round of this team",
    )
    file.write_text(words.replace("Who mostly gives here", "Who gives most here"), encoding="utf-8")
    desk.done("open river-street --size 6 --dry-run", day="2025-09-14")
    file.unlink()
    assert "(eight-principles.v1), 16 statements" in desk.done("open river-street --size 6", day="2025-09-14")


def test_of_several_instruments_somebody_chooses(desk: Desk) -> None:
    second_version(desk)
    assert "(eight-principles.v2)" in desk.done("open", "River Street", "--size", "6", "--dry-run")
    (desk.handbook / "data/assessment/short.v1.yml").write_bytes((desk.handbook / "data" / V1).read_bytes())
    assert desk.refused("open", "River Street", "--size", "6") == (
        2,
        "there are several instruments. Choose one with --instrument: eight-principles.v1, "
        "eight-principles.v2, "
        "short.v1.",
    )


def test_a_team_that_has_not_begun(desk: Desk) -> None:
    assert desk.done("status") == "No team has begun yet. Begin with: handbook assess open TEAM --size 6\n"
    desk.done("open", "River Street", "--size", "6")
    for command in ("status", "answer", "close", "report", "publish", "reminder"):
        code, said = desk.refused(f"{command} Rivr-street")
        assert (code, said) == (
            1,
            "no team 'Rivr-street' has begun here. Did you mean 'river-street'? To begin: handbook assess "
            "open "
            "rivr-street",
        )


# For everybody, and for the calendar


def test_the_guard_looks_before_anything_is_published(desk: Desk) -> None:
    desk.closed(BASELINE)
    (desk.private / "people.csv").write_text("name,email\nAnn Secret,a@example.org\n", encoding="utf-8")
    assert desk.refused("publish river-street --yes --as", "The team of Ann Secret") == (
        3,
        "a name from your private list is part of what should be written here. Leave it out. Nothing is "
        "changed.",
    )


def test_publishing_wants_a_name_and_everybody_to_agree(desk: Desk) -> None:
    desk.closed(BASELINE)
    assert desk.refused("publish river-street --yes")[1] == (
        "say what River Street is called where everybody reads it, such as --as 'River Street'."
    )
    assert desk.refused("publish river-street --as R") == (
        2,
        "ask the team, and if all agree add --yes. Nothing is changed.",
    )
    assert desk.refused("publish river-street --as R", said="n\n") == (1, "Nothing is changed.")
    desk.done("publish river-street --as R", said="y\n")
    desk.closed(FOLLOW_UP, day="2025-09-14")
    assert desk.refused("publish river-street --as Q", day="2025-09-14")[1] == (
        "everybody knows this team as 'R' already. Leave --as out."
    )


def test_two_teams_of_one_name(desk: Desk) -> None:
    desk.closed(BASELINE)
    desk.done("publish river-street --yes --as R")
    desk.done("open Elsewhere --size 6 --day 2024-03-14")
    desk.done("import elsewhere", desk.reciprocity(FOLLOW_UP))
    desk.done("close elsewhere --yes")
    said = desk.done("publish elsewhere --as R --dry-run")
    assert (
        "note: data/assessments.yml has a team of this name already, and this round is added to it." in said
    )


def test_the_reminder_is_for_every_calendar_and_names_nobody(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "6")
    said = desk.done("reminder river-street")
    assert "follow-up.ics puts the second round into a calendar, on 14 September 2025." in said
    held = desk.held("follow-up.ics")
    (event,) = icalendar.Calendar.from_ical(held).walk("VEVENT")
    assert str(event["dtstart"].to_ical(), "ascii") == "20250914"
    assert "river" not in held.lower()
    desk.done("reminder river-street --to", str(desk.files / "second.ics"))
    assert (desk.files / "second.ics").read_text("utf-8").replace("\r\n", "\n") == held.replace("\r\n", "\n")


def test_the_page_names_the_pages_of_the_handbook(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "4")
    desk.done("import river-street", desk.table(dict.fromkeys("abcd", "1 1" + " 4" * 14)))
    desk.done("close river-street")
    desk.done("report river-street")
    assert "Read: Asset people" in desk.held("2025-03-14-baseline/report.html")


def test_a_sheet_of_paper_holds_every_statement(desk: Desk) -> None:
    paper, second = desk.done("sheet"), desk.done("sheet --second")
    for words in ("Help here flows both ways.", "We can disagree and stay in the room.", "  -  cannot say"):
        assert words in paper
    assert paper.count("[ ] 5") == 16
    assert second.count("[ ] 5") == 24
    assert max(map(len, second.splitlines())) < 80
