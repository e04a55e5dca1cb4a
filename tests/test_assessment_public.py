"""What everybody may see of a round, how it gets into its file, and that nobody's answers get out by it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
import yaml
from asked import AFTER, BEFORE, one, round_of, several
from hypothesis import given
from hypothesis import strategies as st

from handbook.find.scores import Change, Comparison, half
from handbook.model import PublicRound
from handbook.model.refused import Refused
from handbook.practices.assessment import due
from handbook.practices.assessment.figures import Closed, close
from handbook.practices.assessment.public import HEADING, entry, public
from handbook.practices.assessment.values import Answers
from handbook.read import data

BASELINE = round_of()
FOLLOW_UP = round_of("follow-up", "2025-09-14")
FIRST = close(BASELINE, BEFORE, 4, None)
SECOND = close(FOLLOW_UP, AFTER, 4, Closed(BASELINE, FIRST.figures, BEFORE))
SHOWN = public(FIRST.figures, None, 5)
LATER = public(SECOND.figures, SECOND.comparison, 5)
SIXTH = one("f", 3, 2)


def shown(people: list[Answers], day: str, team: int = 6) -> PublicRound:
    """A round of that day as everybody may see it."""
    return public(close(round_of("other", day, team), people, 4, None).figures, None, 5)


# What is shown


def test_nothing_but_rounded_scores_and_words() -> None:
    assert (
        PublicRound(
            instrument="eight-principles.v1",
            kind="follow-up",
            day="2025-09-14",
            answered="all but fewer than 5",
            scores={"reciprocity": Fraction("3.5")},
            changes={"reciprocity": "rose"},
        )
        == LATER
    )


def test_a_change_needs_enough_people_both_times() -> None:
    four = close(BASELINE, BEFORE[:4], 4, None)
    after = close(FOLLOW_UP, AFTER, 4, Closed(BASELINE, four.figures, BEFORE[:4]))
    assert after.comparison is not None
    assert after.comparison.changes["reciprocity"].people == 4
    told = public(after.figures, after.comparison, 5)
    assert (told.scores, told.changes) == ({"reciprocity": Fraction("3.5")}, {})


def test_a_dimension_that_fewer_than_five_answered_is_not_shown() -> None:
    people = [replace(who, given=who.given | {"asset-1": 4}) for who in BEFORE[:4]] + BEFORE[4:]
    made = close(BASELINE, people, 4, None).figures
    assert [*made.scores] == ["asset", "reciprocity"]
    assert [*public(made, None, 5).scores] == ["reciprocity"]


def test_no_change_is_told_where_there_is_no_score() -> None:
    up, down = Change("rose", Fraction(1), 5), Change("fell", -Fraction(1), 5)
    moved = Comparison({"asset": up, "reciprocity": down})
    assert public(SECOND.figures, moved, 5).changes == {"reciprocity": "fell"}


def test_a_handbook_may_ask_for_more_people() -> None:
    told = public(FIRST.figures, None, 6)
    assert (told.answered, told.scores) == ("fewer than 6", {})


# The file


def test_the_first_round_of_a_team() -> None:
    content = entry(b"", "River Street", SHOWN)
    assert content.decode() == HEADING + (
        "\nRiver Street:\n  rounds:\n    - instrument: eight-principles.v1\n      kind: baseline\n"
        "      day: 2025-03-14\n      answered: all but fewer than 5\n      scores:\n        reciprocity: 3\n"
    )


FILES = {
    "ours": "# Head\n\nRiver Street:\n  rounds:\n    - {ROUND}\n\nOther:\n  rounds:\n    - {ROUND}\n",
    "last, without an end": "River Street:\n  rounds:\n    - {ROUND}",
    "not indented": "River Street:\n  rounds:\n  - {ROUND}\n  # and more\n\n# the end\n",
    "wide": 'Other:\n    rounds:\n      - {ROUND}\n"River Street":\n    rounds:\n        -   {ROUND}\n',
    "another spelling": "RIVER  street:\n  rounds:\n    - {ROUND}\n",
}
ROUND = "{instrument: eight-principles.v1, kind: baseline, day: 2025-03-14, answered: fewer than 5}"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_next_round_of_a_team_with_every_other_byte_as_it_was(name: str, ends: str, mark: str) -> None:
    former = (mark + FILES[name].replace("{ROUND}", ROUND).replace("\n", ends)).encode()
    content = entry(former, "River Street", LATER)
    same = next((at for at, byte in enumerate(former) if byte != content[at]), len(former))
    assert content.endswith(former[same:])
    assert content.count(b"\n") == former.count(b"\n") + 8
    teams, problems = data.assessments(content)
    assert problems == []
    (team,) = (held for name, held in teams.items() if name.casefold().startswith("river"))
    assert team.rounds[1] == LATER


@pytest.mark.parametrize(
    "name", ["River Street: two", "yes", "2026", "Ænd 'n' \"so\"", "- a", "#1", "null", "Δέλτα", "a\\b", "NO"]
)
def test_a_team_of_any_name(name: str) -> None:
    content = entry(entry(b"", name, SHOWN), name, LATER)
    assert data.assessments(content)[0][name].rounds == (SHOWN, LATER)
    assert [*yaml.safe_load(content)] == [name]  # to other programs it is words as well


ODD = {
    "on one line": f"River Street: {{rounds: [{ROUND}]}}\n",
    "over two lines": (
        "River Street:\n  rounds:\n    - instrument: x\n      kind: other\n      day: 2025-03-14\n"
        f"      answered: >-\n        fewer than 5\nOther:\n  rounds:\n    - {ROUND}\n"
    ),
    "in brackets": f"River Street:\n  rounds: [{ROUND}]\n",
}


@pytest.mark.parametrize("name", ODD)
def test_a_file_in_an_odd_way_is_left_to_people(name: str) -> None:
    with pytest.raises(Refused, match="Add the round by hand") as told:
        entry(ODD[name].encode(), "River Street", LATER)
    assert "kind: follow-up" in str(told.value)


def test_a_file_that_cannot_be_read_is_mended_first() -> None:
    with pytest.raises(Refused, match="Then try again"):
        entry(b"River Street:\n  rounds: 3\n", "River Street", LATER)
    with pytest.raises(Refused, match="Then try again"):
        entry(b"\xff\xfe\x00", "River Street", LATER)


# An attack: publish with five, and then with six


def test_a_published_round_is_never_changed() -> None:
    former = entry(b"", "River Street", SHOWN)
    for people in ([*BEFORE, SIXTH], BEFORE[1:], BEFORE):
        for team in ("River Street", "river street", " River  Street"):
            with pytest.raises(Refused, match="is published already, and is never changed"):
                entry(former, team, shown(people, "2025-03-14"))


@pytest.mark.parametrize("team", [6, 7, 8, 9])
def test_the_number_of_answers_does_not_tell_five_from_six(team: int) -> None:
    five, six = (shown(people, "2025-03-14", team) for people in (BEFORE, [*BEFORE, SIXTH]))
    assert five.answered == six.answered == "all but fewer than 5"


def test_rounding_alone_would_not_do() -> None:
    halves = [Fraction(number, 2) for number in range(2, 11)]
    could_be = defaultdict(set)
    for total in range(10, 51):
        for sixth in halves:
            five, six = Fraction(total, 10), (Fraction(total, 2) + sixth) / 6
            could_be[half(five), half(six)].add(sixth)
    # A mean of five that is shown as 1.5 and with a sixth as 2.5: that one said 5 throughout.
    assert could_be[Fraction("1.5"), Fraction("2.5")] == {5}


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 1023)), max_size=8))
def test_no_two_published_rounds_are_of_nearly_the_same_answers(tries: list[tuple[int, int]]) -> None:
    start = date(2025, 3, 14)
    content, days = b"", []
    for after, said in tries:
        day = start + timedelta(days=after)
        people = several((str(number), 1 + (said >> number) % 5, 3) for number in range(5))
        people += [SIXTH] * (said % 2)
        try:
            content = entry(content, "River Street", shown(people, day.isoformat()))
        except Refused:
            assert any(abs((day - other).days) < due.APART for other in days)
        else:
            days.append(day)
    published = data.assessments(content)[0]["River Street"].rounds if days else ()
    assert [held.day for held in published] == [day.isoformat() for day in days]
    assert all((b - a).days >= due.APART for a, b in zip(sorted(days), sorted(days)[1:], strict=False))


def test_two_teams_have_nothing_to_do_with_one_another() -> None:
    content = entry(entry(b"", "River Street", SHOWN), "Hill Road", shown(BEFORE, "2025-03-15"))
    assert [*data.assessments(content)[0]] == ["River Street", "Hill Road"]


def test_what_moved_among_those_who_answered_twice_does_not_give_a_new_one_away() -> None:
    # By how much it moved would: with it, and with the two means, anybody could work out the newcomer.
    newcomer = one("new", 5, 4)
    result = close(FOLLOW_UP, [*AFTER, newcomer], 4, Closed(BASELINE, FIRST.figures, BEFORE))
    assert result.comparison is not None
    assert result.comparison.matched == {"reciprocity": "rose"}
    told = public(result.figures, result.comparison, 5)
    assert (told.answered, told.changes) == (LATER.answered, LATER.changes)
