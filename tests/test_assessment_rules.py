"""What answers come to: exact, of enough people, in any order; what has moved; and when to ask again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from statistics import median

import pytest
from asked import AFTER, ASKED, BEFORE, one, reworded, round_of, several
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from handbook.find.counts import count
from handbook.find.scores import Change, Comparison, change, half, spread, talk_first
from handbook.model import Instrument, Score
from handbook.model.refused import Refused
from handbook.practices.assessment import due, figures
from handbook.practices.assessment.figures import Closed, Result, close, compare, missing, person_scores
from handbook.practices.assessment.public import public
from handbook.practices.assessment.values import Answers, Round

BASELINE = round_of()
FOLLOW_UP = round_of("follow-up", "2025-09-14")
STATEMENTS = tuple(ASKED.statements)
DIMENSIONS = tuple(ASKED.dimensions)
LENGTH = len(STATEMENTS) + len(DIMENSIONS)


def team_of(drawn: bytes) -> list[Answers]:
    """People who answer this or that; drawn as bytes, because that costs little."""
    people = [[byte % 6 for byte in drawn[at : at + LENGTH]] for at in range(0, len(drawn), LENGTH)]
    return [
        Answers(
            f"code {number}",
            {key: said for key, said in zip(STATEMENTS, person, strict=False) if said},
            {key: said for key, said in zip(reversed(DIMENSIONS), reversed(person), strict=False) if said},
        )
        for number, person in enumerate(people)
    ]


TEAM = (
    st.integers(0, 9)
    .flatmap(lambda people: st.binary(min_size=people * LENGTH, max_size=people * LENGTH))
    .map(team_of)
)
MEANS = st.integers(60, 300).map(lambda sixtieths: Fraction(sixtieths, 60))


def of(of: Round, answers: list[Answers], least: int = 4) -> Closed:
    return Closed(of, figures.figures(of, answers, least), answers)


# Examples


def test_the_example_of_reciprocity_to_the_last_figure() -> None:
    before, after = of(BASELINE, BEFORE), of(FOLLOW_UP, AFTER)

    assert [float(person_scores(who, ASKED)["reciprocity"]) for who in BEFORE] == [2.5, 3, 2, 3.5, 3]
    score = before.figures.scores["reciprocity"]
    assert score == Score(
        answered=5, mean=Fraction("2.8"), median=Fraction(3), lowest=Fraction(2), highest=Fraction("3.5")
    )
    assert (score.highest - score.lowest, spread(score)) == (Fraction("1.5"), "mixed")
    assert public(before.figures, None, 5).scores == {"reciprocity": 3}

    assert [float(person_scores(who, ASKED)["reciprocity"]) for who in AFTER] == [3.5, 3.5, 3, 4, 3.5]
    assert after.figures.scores["reciprocity"].mean == Fraction("3.5")
    compared = compare(before, after, 4)
    assert compared == Comparison(
        {"reciprocity": Change("rose", Fraction("0.7"), 5)}, {"reciprocity": "rose"}, 5, (16, 16)
    )
    shown = public(after.figures, compared, 5)
    assert (shown.scores, shown.changes, shown.compared) == (
        {"reciprocity": Fraction("3.5")},
        {"reciprocity": "rose"},
        "",
    )


def test_four_answers_are_for_the_team_alone() -> None:
    made = figures.figures(BASELINE, BEFORE[:4], 4)
    assert made.scores["reciprocity"].answered == 4
    shown = public(made, None, 5)
    assert (shown.answered, shown.scores, shown.changes) == ("fewer than 5", {}, {})


def test_three_of_four_make_no_scores_and_one_more_is_needed() -> None:
    team = round_of(team=4)
    assert figures.figures(team, BEFORE[:3], 4).scores == {}
    assert missing(team, BEFORE[:3], 4) == 1
    assert missing(team, BEFORE[:4], 4) == missing(team, BEFORE, 4) == 0


def test_a_late_answer_is_refused_with_the_sum_that_would_give_it_away() -> None:
    said = figures.late(BASELINE)
    assert "closed on 14 March 2025" in said
    assert "6 x 2.75 - 5 x 2.80 = 2.5" in said
    five = figures.figures(BASELINE, BEFORE, 4).scores["reciprocity"].mean
    six = figures.figures(BASELINE, [*BEFORE, one("f", 3, 2)], 4).scores["reciprocity"].mean
    assert (five, six, 6 * six - 5 * five) == (Fraction("2.80"), Fraction("2.75"), Fraction("2.5"))


def test_another_version_compares_the_statements_it_shares() -> None:
    second = reworded("reciprocity-2", "aid-1")
    after = of(round_of("follow-up", "2025-09-14", instrument=second, id_="eight-principles.v2"), AFTER)
    compared = compare(of(BASELINE, BEFORE), after, 4)
    assert compared.statements == (14, 16)
    # Of reciprocity-1 alone: 2, 3, 2, 4, 3 before and 4, 3, 3, 4, 4 after.
    assert compared.changes == {"reciprocity": Change("rose", Fraction("0.8"), 5)}
    assert public(after.figures, compared, 5).compared == "14 of 16"


# Who counts


def test_half_of_the_statements_are_enough() -> None:
    parts = {"one": replace(ASKED.dimensions["asset"], statements=dict.fromkeys("abc", "?"))}
    three = replace(ASKED, dimensions=parts)
    assert person_scores(Answers("x", {"a": 2}), three) == {}
    assert person_scores(Answers("x", {"a": 2, "c": 5}), three) == {"one": Fraction("3.5")}


def test_a_team_of_three_has_no_scores_even_where_three_would_do() -> None:
    three = round_of(team=3)
    assert figures.figures(three, BEFORE[:3], 3).scores == {}
    assert missing(three, BEFORE[:3], 3) == 1
    assert figures.figures(round_of(team=4), BEFORE[:3], 3).scores != {}


def test_a_dimension_that_too_few_could_say_anything_of_is_left_out() -> None:
    people = [replace(who, given=who.given | {"asset-1": 4}) for who in BEFORE[:3]] + BEFORE[3:]
    assert [*figures.figures(BASELINE, people, 4).scores] == ["reciprocity"]


def test_who_cannot_say_anything_throughout_is_not_one_more_who_answered() -> None:
    people = [*BEFORE[:3], Answers("f", {})]
    made = figures.figures(BASELINE, people, 4)
    assert (made.answered, made.scores, missing(BASELINE, people, 4)) == (3, {}, 1)


def test_the_look_back_stands_beside_and_only_in_a_follow_up() -> None:
    people = [replace(who, then={"reciprocity": number}) for number, who in enumerate(AFTER, 1)]
    then = figures.figures(FOLLOW_UP, people, 4).looked_back
    assert {name: score.mean for name, score in then.items()} == {"reciprocity": 3}
    assert figures.figures(FOLLOW_UP, people[:3], 4).looked_back == {}
    assert figures.figures(BASELINE, people, 4).looked_back == {}
    assert compare(of(BASELINE, BEFORE), of(FOLLOW_UP, people), 4) == compare(
        of(BASELINE, BEFORE), of(FOLLOW_UP, AFTER), 4
    )


@given(TEAM, st.integers(0, 9), st.integers(3, 6))
def test_figures_do_not_depend_on_the_order_of_answers(team: list[Answers], at: int, least: int) -> None:
    mixed = [*team[at:], *reversed(team[:at])]
    assert close(FOLLOW_UP, mixed, least, of(BASELINE, mixed, least)) == close(
        FOLLOW_UP, team, least, of(BASELINE, team, least)
    )


@given(TEAM, st.integers(3, 6))
def test_who_says_nothing_changes_nothing(team: list[Answers], least: int) -> None:
    # A fourth person makes a team of three one that may have scores, so there are four to begin with.
    team = [*team, *BEFORE[:4]]
    silent = [*team, Answers("silent", {})]
    assert figures.figures(BASELINE, silent, least) == figures.figures(BASELINE, team, least)
    assert compare(of(BASELINE, team, least), of(FOLLOW_UP, silent, least), least) == compare(
        of(BASELINE, team, least), of(FOLLOW_UP, team, least), least
    )


@given(TEAM, st.integers(3, 6))
def test_figures_are_those_of_the_people_behind_them(team: list[Answers], least: int) -> None:
    made = figures.figures(FOLLOW_UP, team, least)
    for name in DIMENSIONS:
        people = [scores[name] for who in team if name in (scores := person_scores(who, ASKED))]
        score = made.scores.get(name)
        if score is None:
            assert len(people) < least
            continue
        assert score.answered == len(people) >= least
        assert score.mean == sum(people) / len(people)
        assert (score.lowest, score.median, score.highest) == (min(people), median(people), max(people))
        assert 1 <= score.lowest <= score.mean <= score.highest <= 5


# Words


@given(MEANS)
def test_halves_are_rounded_up_and_are_never_further_than_a_quarter(mean: Fraction) -> None:
    rounded = half(mean)
    assert rounded.denominator in (1, 2)
    assert -Fraction(1, 4) < rounded - mean <= Fraction(1, 4)
    assert rounded == Fraction(floor(2 * mean + Fraction(1, 2)), 2)


def test_halves_of_the_specification() -> None:
    assert [float(half(Fraction(mean))) for mean in ("2.8", "2.75", "2.7")] == [3.0, 3.0, 2.5]


@given(MEANS, MEANS)
def test_a_change_is_told_by_the_exact_means(before: Fraction, after: Fraction) -> None:
    moved = change(before, after)
    assert moved.by == after - before
    up, down = after - before >= Fraction(1, 2), before - after >= Fraction(1, 2)
    assert moved.movement == ("rose" if up else "fell" if down else "about the same")
    assert change(after, before).by == -moved.by


@pytest.mark.parametrize(
    ("after", "word"),
    [("3.5", "rose"), ("3.49", "about the same"), ("2.51", "about the same"), ("2.5", "fell")],
)
def test_half_a_point_counts(after: str, word: str) -> None:
    assert change(Fraction(3), Fraction(after)).movement == word


def score(lowest: str, highest: str, mean: str = "3") -> Score:
    return Score(
        answered=5,
        mean=Fraction(mean),
        median=Fraction(mean),
        lowest=Fraction(lowest),
        highest=Fraction(highest),
    )


@pytest.mark.parametrize(
    ("highest", "word"), [("1", "close"), ("2", "close"), ("2.5", "mixed"), ("3", "mixed"), ("3.5", "wide")]
)
def test_how_far_apart_in_a_word(highest: str, word: str) -> None:
    assert spread(score("1", highest)) == word


@pytest.mark.parametrize(
    ("scores", "lowest", "widest"),
    [
        ({}, (), ()),
        ({"a": score("1", "5")}, (), ()),
        ({"a": score("2", "4"), "b": score("2", "4")}, (), ()),
        ({"a": score("2", "4", "3"), "b": score("2", "3", "2.5"), "c": score("1", "4", "3.5")}, "ab", "ac"),
        ({"a": score("2", "4", "4"), "b": score("2", "3", "2"), "c": score("2", "4", "4")}, "b", "ac"),
        ({"a": score("3", "3", "1"), "b": score("3", "3", "1"), "c": score("3", "3", "1.5")}, "ab", ""),
    ],
)
def test_what_to_talk_about_first(scores: Mapping[str, Score], lowest: str, widest: str) -> None:
    assert talk_first(scores) == (tuple(lowest), tuple(widest))


@pytest.mark.parametrize(
    ("number", "of", "said"),
    [
        (35, 56, "35"),
        (4, 56, "fewer than 5"),
        (0, 6, "fewer than 5"),
        (51, 56, "51"),
        (52, 56, "all but fewer than 5"),
        (56, 56, "all but fewer than 5"),
        (5, 6, "all but fewer than 5"),
        (6, 6, "all but fewer than 5"),
        (4, 4, "fewer than 5"),
        (7, 6, "all but fewer than 5"),
    ],
)
def test_how_many_people_everybody_may_know(number: int, of: int, said: str) -> None:
    assert count(number, of, 5) == said


# What has moved


def test_people_who_came_and_went_are_in_the_change_and_not_in_what_is_matched() -> None:
    before = several([("a", 2, 2), ("b", 2, 2), ("c", 2, 2), ("d", 2, 2), ("e", 1, 1)])
    after = several([("A ", 2, 2), (" b", 2, 2), ("c", 2, 2), ("d", 2, 2), ("f", 5, 5)])
    compared = compare(of(BASELINE, before), of(FOLLOW_UP, after), 4)
    assert compared.changes == {"reciprocity": Change("rose", Fraction("0.8"), 5)}
    assert (compared.matched, compared.both) == ({"reciprocity": "about the same"}, 4)
    silent = Answers("silent", {})
    again = compare(of(BASELINE, [*before, silent]), of(FOLLOW_UP, [*after, silent]), 4)
    assert again == compared


def test_too_few_who_answered_twice_are_not_looked_at_by_themselves() -> None:
    after = [*AFTER[:3], *several([("x", 4, 4), ("y", 4, 4)])]
    compared = compare(of(BASELINE, BEFORE), of(FOLLOW_UP, after), 4)
    assert (compared.matched, compared.both) == ({}, 3)
    assert compared.changes["reciprocity"].people == 5


def test_who_took_an_answer_away_does_not_give_it_away() -> None:
    before = of(BASELINE, BEFORE)
    withdrawn = replace(before, answers=BEFORE[1:])
    after = of(FOLLOW_UP, AFTER)
    told = compare(withdrawn, after, 4)
    # From what was frozen: with the mean made again, the two would say what the person had answered.
    assert told.changes == compare(before, after, 4).changes
    assert (told.both, told.matched) == (4, {"reciprocity": "rose"})
    other = of(round_of("follow-up", "2025-09-14", instrument=reworded("reciprocity-2")), AFTER)
    assert "reciprocity" in compare(before, other, 4).changes
    assert "reciprocity" not in compare(withdrawn, other, 4).changes


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (replace(ASKED, scale=(*ASKED.scale, "always")), 0),
        (replace(ASKED, scale=("no", *ASKED.scale[1:])), 0),
        (replace(ASKED, dimensions={"learning": ASKED.dimensions["learning"]}), 2),
        (replace(ASKED, dimensions={"trust": ASKED.dimensions["reciprocity"]}), 0),
        (reworded(*STATEMENTS), 0),
        (replace(ASKED, title="Another title"), 16),
    ],
)
def test_only_the_same_words_can_be_compared(other: Instrument, same: int) -> None:
    after = of(round_of("follow-up", "2025-09-14", instrument=other, id_="other.v1"), AFTER)
    compared = compare(of(BASELINE, BEFORE), after, 4)
    assert compared.statements == (same, len(other.statements))
    assert bool(compared.changes) == (same == 16)
    assert set(compared.matched) == set(compared.changes)


def test_a_statement_less_leaves_what_was_frozen_of_the_later_round() -> None:
    words = {"reciprocity-1": ASKED.statements["reciprocity-1"]}
    parts = {"reciprocity": replace(ASKED.dimensions["reciprocity"], statements=words)}
    after = of(round_of("follow-up", "2025-09-14", instrument=replace(ASKED, dimensions=parts)), AFTER)
    compared = compare(of(BASELINE, BEFORE), after, 4)
    assert compared.statements == (1, 1)
    assert compared.changes["reciprocity"].by == after.figures.scores["reciprocity"].mean - Fraction("2.8")


# As kept


@given(TEAM, TEAM, st.integers(3, 6))
def test_a_result_is_kept_to_the_last_digit(before: list[Answers], after: list[Answers], least: int) -> None:
    made = close(FOLLOW_UP, after, least, of(BASELINE, before, least))
    text = figures.result_json(made)
    assert figures.read_result(text) == made
    assert figures.result_json(figures.read_result(text)) == text


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"figures": 3}', "\x00", '{"figures": {"secret": 1}}'])
def test_what_is_no_result_is_said_without_a_word_of_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^these are no figures of a closed round$"):
        figures.read_result(text)


def test_a_baseline_is_compared_with_nothing() -> None:
    assert close(BASELINE, BEFORE, 4, None) == Result(figures.figures(BASELINE, BEFORE, 4))


# When


@pytest.mark.parametrize(
    ("baseline", "today", "day", "words"),
    [
        ("2025-03-14", "2025-08-20", "2025-09-14", "due now"),
        ("2025-03-14", "2025-12-01", "2025-09-14", "overdue 78 days"),
        ("2025-03-14", "2025-08-14", "2025-09-14", "due in 31 days"),
        ("2025-03-14", "2025-08-15", "2025-09-14", "due now"),
        ("2025-03-14", "2025-11-13", "2025-09-14", "due now"),
        ("2025-03-14", "2025-11-14", "2025-09-14", "overdue 61 days"),
        ("2025-08-31", "2026-02-28", "2026-02-28", "due now"),
        ("2024-08-31", "2025-02-28", "2025-02-28", "due now"),
    ],
)
def test_when_a_follow_up_is_due(baseline: str, today: str, day: str, words: str) -> None:
    told = due.due([round_of(day=baseline)], date.fromisoformat(today), 6)
    assert (told.day, told.words) == (date.fromisoformat(day), words)


def test_when_there_is_nothing_to_be_due() -> None:
    today = date(2025, 12, 1)
    assert due.due([], today, 6) == due.Due("no baseline", None, "no baseline yet")
    assert due.due([round_of("other")], today, 6).state == "no baseline"
    early = round_of("follow-up", "2025-01-01")
    assert due.due([early, BASELINE], today, 6).words == "overdue 78 days"
    under_way = replace(FOLLOW_UP, closed=None)
    assert due.due([BASELINE, under_way], today, 6).words == "the follow-up is open"
    assert due.due([BASELINE, FOLLOW_UP], today, 6).words == "follow-up held on 14 September 2025"


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.integers(-400, 400), st.integers(1, 24))
def test_the_three_words_follow_one_another(start: date, days: int, months: int) -> None:
    base = [round_of(day=start.isoformat())]
    day = due.due(base, start, months).day
    assert day is not None
    today = day + timedelta(days=days)
    state = "to come" if days < -30 else "due now" if days <= 60 else "overdue"
    assert due.due(base, today, months).state == state


def test_what_kind_of_round_comes_next() -> None:
    assert due.kind(None, []) == ("baseline", "")
    assert due.kind(None, [BASELINE]) == ("follow-up", "")
    assert due.kind("other", []) == ("other", "")
    assert due.kind("follow-up", [BASELINE, FOLLOW_UP]) == ("follow-up", "")
    second, why = due.kind("baseline", [BASELINE])
    assert (second, why) == (
        "other",
        "there is a baseline of 14 March 2025, and the first counts. This round is kept as 'other'.",
    )
    with pytest.raises(Refused, match="no baseline to follow up"):
        due.kind("follow-up", [round_of("other")])


def test_the_first_of_two_baselines_counts() -> None:
    second = round_of(day="2025-05-01")
    assert due.baseline([second, BASELINE]) == BASELINE


def test_a_vision_from_before_the_baseline_is_told() -> None:
    assert due.older_vision([round_of(vision="2025-03-01")]) == (
        "the vision is of 1 March 2025, before the baseline of 14 March 2025. "
        "Read it again beside the figures."
    )
    later = round_of("follow-up", "2025-09-14", vision="2025-04-01")
    assert due.older_vision([round_of(vision="2025-03-01"), later]) == ""
    assert due.older_vision([round_of()]) == due.older_vision([round_of("other", vision="2025-01-01")]) == ""


def test_two_rounds_close_together_are_told() -> None:
    assert "less than 28 days" in due.too_soon(date(2025, 3, 15), [BASELINE.day])
    assert due.too_soon(date(2025, 4, 11), [BASELINE.day]) == ""
    assert due.too_soon(date(2025, 4, 10), [BASELINE.day]) != ""


def test_a_reminder_says_that_it_is_no_test_and_names_nobody() -> None:
    content = due.reminder(date(2025, 9, 14), "River Street: the same questions again", date(2025, 3, 14))
    assert content == due.reminder(
        date(2025, 9, 14), "River Street: the same questions again", date(2025, 3, 14)
    )
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    (alarm,) = event.walk("VALARM")
    assert event["dtstart"].dt == date(2025, 9, 14)
    assert "This is not a test" in event["description"]
    assert "River" not in event["uid"]
    assert event["dtstamp"].dt.date() == date(2025, 3, 14)
    assert alarm["trigger"].dt == timedelta(days=-7, hours=9)
    assert b"\n" not in content.replace(b"\r\n", b"")
    injected = due.reminder(date(2025, 9, 14), "A\r\nATTENDEE:mailto:x", date(2025, 3, 14))
    assert not any("ATTENDEE" in found for found in Calendar.from_ical(injected).walk("VEVENT"))
    assert due.reminder(date.max, "Last", date.max)


# Nothing private


def test_no_answer_shows_in_what_is_printed_of_values() -> None:
    secret = Answers("hazel", {"asset-1": 4}, {"asset": 2})
    shown = repr(secret) + repr(Closed(BASELINE, figures.figures(BASELINE, [secret], 4), [secret]))
    assert "hazel" not in shown
    assert "asset-1': 4" not in shown
    assert "'asset': 2" not in shown
