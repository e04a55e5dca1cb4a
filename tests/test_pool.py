"""Who is drawn from: by their own word, by what they asked for, and by what has happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unmentors import held, ids, pair, people, someone, week

from handbook.model.practices import Unmentoring
from handbook.practices.unmentoring.pool import heard, met_people, not_met, take
from handbook.practices.unmentoring.values import Ledger, Person, Pool, Round

A, B, C, D, E = ids(5)
SAID = {A: "met"}


def pool(
    *rounds: Round, members: list[Person] | None = None, back: dict[str, int] | None = None, odd: str = "trio"
) -> Pool:
    """Of five people after some rounds."""
    ledger = Ledger(rounds, back=back or {})
    choices = Unmentoring(odd=odd)
    return take(members or people(5), ledger, week(len(rounds) + 1), choices, frozenset())[0]


# Who is there


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ({}, True),
        ({"consent": None}, False),
        ({"away_until": date(2026, 1, 4)}, True),
        ({"away_until": date(2026, 1, 5)}, False),
        ({"away_until": date(2027, 1, 1)}, False),
        ({"reserve": True}, False),
    ],
)
def test_people_are_drawn_by_what_they_asked_for(asked: dict[str, object], there: bool) -> None:
    assert (A in pool(members=[someone(A, **asked), someone(B)]).people) is there


@pytest.mark.parametrize("day", range(7))
def test_a_round_begins_on_the_monday_of_its_week(day: int) -> None:
    until = someone(A, away_until=date(2026, 1, 4)), someone(B, away_until=date(2026, 1, 5))
    found, absent = take(until, Ledger(), week(1) + timedelta(days=day), Unmentoring(), frozenset())
    assert found.people == (A,)
    assert absent.away == 1


def test_everybody_is_counted_once() -> None:
    members = [
        someone("free"),
        someone("away", away_until=date(2026, 12, 1), reserve=True),
        someone("no", consent=None, away_until=date(2026, 12, 1)),
        someone("silent"),
        someone("seldom", every=3),
        someone("spare", reserve=True),
    ]
    rounds = [held(n, ("silent", "gone"), ("free", "seldom"), said={"free": "met"}) for n in (1, 2)]
    found, absent = take(members, Ledger(tuple(rounds)), week(3), Unmentoring(), frozenset())
    assert found.people == ("free",)
    counts = (absent.away, absent.no_consent, absent.paused, absent.not_due, absent.in_reserve)
    assert counts == (1, 1, 1, 1, 1)
    assert absent.paused_now == ("silent",)


def test_often_is_as_often_as_people_want() -> None:
    members = [someone(A), someone(B, every=2), someone(C, every=3)]
    rounds: list[Round] = []
    came = []
    for number in range(1, 8):
        there = pool(*rounds, members=members).people
        came.append("".join("ABC"[members.index(one)] for one in members if one.id in there))
        rounds.append(held(number, there, said={A: "met"}))
    assert came == ["ABC", "A", "AB", "AC", "AB", "A", "ABC"]


def test_being_left_out_is_not_taking_part() -> None:
    members = [someone(A), someone(B), someone(C, every=3)]
    found = pool(held(1, (A, B), said=SAID, out=[C]), members=members)
    assert C in found.people
    assert found.waiting == {C}
    assert found.left_out == {C: 1}


def test_whoever_was_left_out_has_a_place_when_they_are_back() -> None:
    assert pool(held(1, (A, B), said=SAID, out=[C]), held(2, (A, B), said=SAID)).waiting == {C}
    assert not pool(held(1, (A, B), said=SAID, out=[C]), held(2, (A, C), said=SAID)).waiting


# Silence


def test_silence_pauses_after_two_rounds() -> None:
    silent = held(1, (A, B), (C, D), said=SAID), held(2, (A, C), (B, D), said=SAID)
    assert pool(*silent[:1]).people == ids(5)
    # B was heard of in the first round, by the word of A, and C in the second.
    assert pool(*silent).people == (A, B, C, E)
    assert D in pool(*silent, back={D: 2}).people


@pytest.mark.parametrize("said", [{D: "not met"}, {C: "met"}, {D: "met"}])
def test_a_word_or_a_meeting_ends_the_silence(said: dict[str, str]) -> None:
    rounds = held(1, (A, B), (C, D), said=SAID), held(2, (A, B), (C, D), said={**SAID, **said})
    assert D in pool(*rounds).people


def test_that_a_partner_did_not_meet_somebody_is_no_word_of_theirs() -> None:
    rounds = held(1, (A, B), (C, D), said=SAID), held(2, (A, B), (C, D), said={**SAID, C: "not met"})
    assert pool(*rounds).people == (A, B, C, E)


def test_only_rounds_that_somebody_took_part_in_count_as_silence() -> None:
    rounds = [held(1, (A, B), (C, D), said=SAID), held(2, (A, B), said={**SAID, B: "met"}, out=[D])]
    assert D in pool(*rounds).people


def test_after_coming_back_the_count_begins_again() -> None:
    rounds = [held(n, (A, B), (C, D), said={**SAID, D: "met"}) for n in (1, 2)]
    rounds += [held(n, (A, B), (C, D), said=SAID) for n in (3, 4)]
    assert C not in pool(*rounds).people
    assert C in pool(*rounds, back={C: 3}).people
    assert C in pool(*rounds, back={C: 4}).people
    assert C not in pool(*rounds, held(5, (C, D), said=SAID), held(6, (C, D)), back={C: 4}).people


def test_a_round_that_is_not_over_is_not_silence() -> None:
    weekly = [held(1, (A, B)), replace(held(2, (A, B)), week=week(1) + timedelta(days=7))]
    ledger = Ledger(tuple(weekly))

    def there(day: date) -> tuple[str, ...]:
        return take(people(2), ledger, day, Unmentoring(), frozenset())[0].people

    assert there(week(1) + timedelta(days=14)) == (A, B)
    assert there(week(1) + timedelta(days=21)) == ()


# The reserve


def test_the_reserve_is_whoever_joined_longest_ago() -> None:
    members = [*people(3), someone("r1", reserve=True), someone("r2", reserve=True)]

    def reserve(*rounds: Round) -> str:
        found = pool(*rounds, members=members, odd="reserve")
        assert found.people == ids(3)
        assert found.odd == "reserve"
        return found.reserve

    first, second = held(1, (A, "r1"), said=SAID), held(2, (A, "r2"), said=SAID)
    assert reserve() == "r1"
    assert reserve(first) == "r2"
    assert reserve(first, second) == "r1"


def test_without_a_reserve_there_is_a_group_of_three() -> None:
    away = someone("r", reserve=True, away_until=date(2026, 12, 1))
    found = pool(members=[*people(3), away], odd="reserve")
    assert (found.odd, found.reserve) == ("trio", "")
    assert not pool(members=[*people(3), someone("r", reserve=True)]).reserve


def test_a_reserve_who_joins_is_not_counted_as_standing_by() -> None:
    spare = [someone("r1", reserve=True), someone("r2", reserve=True)]
    for count, odd, standing_by in ((3, "reserve", 1), (4, "reserve", 2), (3, "trio", 2)):
        found = take([*people(count), *spare], Ledger(), week(1), Unmentoring(odd=odd), frozenset())
        assert found[1].in_reserve == standing_by


# What has happened


def test_of_each_two_in_a_group_who_says_that_they_met_is_believed() -> None:
    said = held(1, (A, B, C), (D, E), said={A: "met", B: "not met"})
    assert not_met(said) == {pair(B, C)}
    assert met_people(said) == {A, B, C}
    assert heard(said) == {A, B}
    found = pool(said)
    assert found.met == {pair(A, B): 1, pair(A, C): 1, pair(D, E): 1}
    assert found.missed == {pair(B, C)}


def test_only_the_very_last_round_can_be_missed() -> None:
    first = held(1, (A, B), said={A: "not met"})
    found = pool(first, held(2, (C, D), said={C: "met"}))
    assert not found.missed
    assert found.met == {pair(C, D): 2}
    again = pool(held(1, (A, B), said={A: "met"}), replace(first, number=2))
    assert (again.met, again.missed) == ({pair(A, B): 1}, {pair(A, B)})


def test_the_pool_holds_nothing_of_anybody_else() -> None:
    rounds = held(1, ("gone", A), (B, C), said={"gone": "not met"}, out=["elsewhere"])
    avoid = frozenset({pair("gone", A), pair(A, B), frozenset({A})})
    found, _ = take(people(3), Ledger((rounds,)), week(2), Unmentoring(), avoid)
    assert "gone" not in repr(found)
    assert "elsewhere" not in repr(found)
    assert "Name" not in repr(found)
    assert found.avoid == {pair(A, B)}
    assert found.met == {pair(B, C): 1}
    assert found.started == {B: 1}
    assert found.last_started == {B: 1}


def test_turns_are_counted() -> None:
    found = pool(held(1, (A, B), (C, D), said=SAID, out=[E]), held(2, (C, A, E), said=SAID, out=[B, D]))
    assert found.started == {A: 1, C: 2}
    assert found.last_started == {A: 1, C: 2}
    assert found.trios == {A: 1, C: 1, E: 1}
    assert found.left_out == {B: 1, D: 1, E: 1}


def test_who_joins_later_begins_level() -> None:
    """Else a newcomer would be left out, or asked to begin, until they had caught up with everybody."""
    rounds = [held(n, (A, B), said=SAID, out=[C]) for n in (1, 2)] + [held(3, (B, C), said=SAID, out=[A])]
    rounds += [held(4, (C, A), said=SAID, out=[B])]
    found = pool(*rounds, members=[*people(3), someone("new")])
    assert found.left_out == {A: 1, B: 1, C: 2, "new": 1}
    assert found.started == {A: 2, B: 1, C: 1, "new": 1}


def test_organisations_are_numbers_however_they_are_written() -> None:
    named = [" Town  Hall ", "", "town hall", "Library", ""]
    members = [someone(one, organisation=name) for one, name in zip(ids(5), named, strict=True)]
    assert pool(members=members).organisations == {A: 0, C: 0, D: 1}


@settings(max_examples=40)
@given(st.permutations(range(7)))
def test_the_order_of_the_list_does_not_matter(order: list[int]) -> None:
    members = [
        someone(one, organisation="ABC"[number % 3], reserve=number > 4, every=1 + number % 2)
        for number, one in enumerate(ids(7))
    ]
    rounds = (held(1, (A, B), (C, D), said={B: "not met"}, out=[E]), held(2, (C, A, E), said=SAID))
    for odd in ("trio", "reserve"):
        choices = Unmentoring(odd=odd)
        avoid = frozenset({pair(A, D)})
        expected = take(members, Ledger(rounds), week(3), choices, avoid)
        assert take([members[n] for n in order], Ledger(rounds), week(3), choices, avoid) == expected
