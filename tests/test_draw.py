"""Drawing groups: as good as it can be, by chance, and the same again from the same seed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unmentors import after, ids, next_pool, pair, people, played, someone, week

from handbook.model.practices import Unmentoring
from handbook.practices.unmentoring.draw import METHOD, draw, notices, same
from handbook.practices.unmentoring.values import Draw, Ledger, Pair, Person, Pool, Round

ROOT = Path(__file__).parents[1]
A, B, C, D, E = ids(5)


def links(drawn: Sequence[Draw]) -> list[Pair]:
    return [link for one in drawn for link in one.links]


# The examples of the specification


def test_eight_people_meet_everybody_in_seven_rounds() -> None:
    for seed in range(40):
        drawn = played(people(8), 7, seed)
        assert all(len(one.groups) == 4 and not one.left_out and not one.repeats for one in drawn)
        assert len({*links(drawn)}) == 28


def test_four_people_begin_again_with_the_oldest_pairs() -> None:
    for seed in range(50):
        *before, last = played(people(4), 4, seed)
        assert len({*links(before)}) == 6
        assert last.links == before[0].links
        assert (last.repeats, [one.repeats for one in before]) == (2, [0, 0, 0])
        assert "2 pairs have met before. There is no better draw." in notices(Pool(ids(4)), last)


def test_six_people_meet_everybody_in_five_rounds() -> None:
    for seed in range(60):
        assert len({*links(played(people(6), 5, seed))}) == 15


def test_seven_people_with_a_group_of_three_repeat_in_the_fourth_round() -> None:
    for seed in range(20):
        drawn = played(people(7), 4, seed)
        assert all(sorted(map(len, one.groups)) == [2, 2, 3] for one in drawn)
        assert len({*links(drawn[:3])}) == len(links(drawn[:3])) == 15
        assert drawn[3].repeats >= 1
        assert "met before" in notices(Pool(ids(7)), drawn[3])[0]


def test_five_people_with_a_group_of_three_repeat_one_pair() -> None:
    for seed in range(40):
        assert [one.repeats for one in played(people(5), 2, seed)] == [0, 1]


def test_of_five_people_each_sits_out_once() -> None:
    for seed in range(60):
        drawn = played(people(5), 5, seed, "sit-out")
        assert sorted(one.left_out for one in drawn) == [(one,) for one in ids(5)]
        assert not any(one.repeats for one in drawn)


def test_every_draw_is_as_likely() -> None:
    found = Counter(draw(Pool(ids(4)), seed).links for seed in range(1, 3001))
    assert len(found) == 3
    assert all(900 <= count <= 1100 for count in found.values())


def test_two_who_avoid_each_other_are_not_told_why() -> None:
    pool = Pool((A, B), avoid=frozenset({pair(A, B)}))
    drawn = draw(pool, 1)
    assert drawn == Draw((), (A, B))
    assert notices(pool, drawn) == ["No group can be made of 2 people."]


# Held against every way there is


def groupings(left: Sequence[str], three: bool) -> Iterator[tuple[tuple[str, ...], ...]]:
    """All pairs, at most one group of three, and whoever is in neither."""
    if not left:
        yield ()
        return
    first, *rest = left
    yield from groupings(rest, three)
    for other in rest:
        for more in groupings([one for one in rest if one != other], three):
            yield ((first, other), *more)
    for two in combinations(rest, 2) if three else ():
        for more in groupings([one for one in rest if one not in two], False):
            yield ((first, *two), *more)


def forbidden(groups: Sequence[Sequence[str]], pool: Pool) -> bool:
    return any(frozenset(two) in pool.avoid for group in groups for two in combinations(group, 2))


def rank(counts: dict[str, int], pool: Pool, one: str) -> int:
    return sorted({counts.get(other, 0) for other in pool.people}).index(counts.get(one, 0))


def wish(groups: Sequence[Sequence[str]], pool: Pool) -> tuple[object, ...]:
    """How far groups fall short of each wish, from the highest."""
    placed = {one for group in groups for one in group}
    left = [one for one in pool.people if one not in placed]
    found = [frozenset(two) for group in groups for two in combinations(group, 2)]
    times = [pool.met[link] for link in found if link in pool.met]
    threes = [one for group in groups if len(group) > 2 for one in group]
    named = [[pool.organisations.get(one, one) for one in link] for link in found]
    return (
        len(pool.waiting & {*left}),
        len(left),
        sum(rank(dict(pool.left_out), pool, one) for one in left),
        sum(link in pool.missed for link in found),
        len(times),
        sum(rank(dict(pool.trios), pool, one) for one in threes),
        [times.count(time) for time in sorted({*pool.met.values()}, reverse=True)],
        sum(one == other for one, other in named),
    )


@st.composite
def pools(draw_: st.DrawFn, most: int = 7) -> Pool:
    names = ids(draw_(st.integers(0, most)))
    two = [pair(*pair_) for pair_ in combinations((*names, "reserve"), 2)]
    some = st.sets(st.sampled_from(two)) if names else st.just(set())
    counts = st.dictionaries(st.sampled_from(names), st.integers(0, 3)) if names else st.just({})
    odd = draw_(st.sampled_from(["trio", "trio", "sit-out", "reserve"]))
    met = draw_(st.dictionaries(st.sampled_from(two), st.integers(1, 4), max_size=20)) if names else {}
    return Pool(
        names,
        odd,
        "reserve" if odd == "reserve" else "",
        avoid=frozenset(draw_(some)) if draw_(st.booleans()) else frozenset(),
        met=met,
        missed=frozenset(draw_(some)) if draw_(st.booleans()) else frozenset(),
        organisations=draw_(counts),
        trios=draw_(counts),
        left_out=draw_(counts),
        waiting=frozenset(draw_(st.sets(st.sampled_from(names), max_size=2))) if names else frozenset(),
        started=draw_(counts),
        last_started=draw_(counts),
    )


@settings(max_examples=70, deadline=None)
@given(pools(), st.integers(0, 2**32))
def test_no_other_groups_are_better(pool: Pool, seed: int) -> None:
    drawn = draw(pool, seed)
    everybody = [one for group in drawn.groups for one in group] + [*drawn.left_out]
    joins = [pool.reserve] if drawn.reserve else []
    assert sorted(everybody) == sorted([*pool.people, *joins])
    assert not forbidden(drawn.groups, pool)
    assert not joins or len(pool.people) % 2
    may = [*pool.people, pool.reserve] if pool.odd == "reserve" and len(pool.people) % 2 else [*pool.people]
    ways = (way for way in groupings(may, pool.odd == "trio") if not forbidden(way, pool))
    best = min(wish(way, pool) for way in ways)
    assert wish(drawn.groups, pool) == best
    assert (drawn.again, drawn.repeats, drawn.same_organisation) == (best[3], best[4], best[7])


@settings(max_examples=30, deadline=None)
@given(pools(10), st.integers(0, 2**32))
def test_a_draw_can_be_made_again_and_does_not_know_names(pool: Pool, seed: int) -> None:
    drawn = draw(pool, seed)
    assert draw(pool, seed) == drawn
    # Somebody is forgotten: their id becomes another, in the same place.
    new = {one: f"token{number * 7 % 13}" for number, one in enumerate(pool.people)} | {"reserve": "aaa"}

    def told(pairs: frozenset[Pair]) -> frozenset[Pair]:
        return frozenset(frozenset(new[one] for one in link) for link in pairs)

    renamed = replace(
        pool,
        people=tuple(new[one] for one in pool.people),
        reserve=new.get(pool.reserve, ""),
        avoid=told(pool.avoid),
        met={frozenset(new[one] for one in link): time for link, time in reversed(pool.met.items())},
        missed=told(pool.missed),
        waiting=frozenset(new[one] for one in pool.waiting),
        **{
            name: {new[one]: count for one, count in getattr(pool, name).items()}
            for name in ("organisations", "trios", "left_out", "started", "last_started")
        },
    )
    groups = tuple(tuple(new[one] for one in group) for group in drawn.groups)
    expected = replace(drawn, groups=groups, left_out=tuple(new[one] for one in drawn.left_out))
    held = Round(1, week(1), seed, renamed, expected)
    assert same(held)
    assert not same(replace(held, draw=replace(expected, repeats=expected.repeats + 1)))


def test_another_seed_draws_otherwise() -> None:
    assert len({draw(Pool(ids(12)), seed).groups for seed in range(20)}) == 20


def test_processes_of_their_own_draw_the_same() -> None:
    told = """
from handbook.practices.unmentoring.draw import draw
from handbook.practices.unmentoring.values import Pool
ids = [f"p{n}" for n in range(51)]
met = {frozenset((ids[a], ids[b])): 1 + (a * b) % 9 for a in range(51) for b in range(a) if (a + b) % 3}
print(draw(Pool(tuple(ids), met=met, avoid=frozenset([*met][::5])), 4))
"""
    found = {
        subprocess.run(
            [sys.executable, "-c", told],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "hooks")},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_the_method_names_the_version_that_drew() -> None:
    assert METHOD.startswith("rustworkx ")
    assert METHOD[10].isdigit()


# Larger numbers


@pytest.mark.parametrize(
    ("count", "pairs", "threes", "of_one"), [(100, 50, 0, 2), (101, 49, 1, 3), (17, 7, 1, 2)]
)
def test_many_people_all_have_a_place(count: int, pairs: int, threes: int, of_one: int) -> None:
    chance = Random(count)
    everybody = ids(count)
    met = {
        pair(*two): time
        for time in range(1, 6)
        for order in [chance.sample(everybody, count)]
        for two in zip(order[::2], order[1::2], strict=False)
    }
    trios = dict.fromkeys(everybody[:-9], 1)
    half = dict.fromkeys(everybody[: count // 2 + 2], 0)
    told: list[tuple[int, int]] = []
    pool = Pool(everybody, met=met, trios=trios, organisations=half)
    drawn = draw(pool, 5, lambda done, of: told.append((done, of)))
    assert Counter(map(len, drawn.groups)) == Counter({2: pairs, 3: threes})
    assert (drawn.repeats, drawn.left_out) == (0, ())
    assert drawn.same_organisation == of_one
    assert all(one in everybody[-9:] for group in drawn.groups if len(group) == 3 for one in group)
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 0


def test_among_many_nobody_meets_again_who_need_not() -> None:
    """Five people have met everybody but one."""
    everybody = ids(300)
    met = {pair(one, other): 1 for one in everybody[:5] for other in everybody if other != one}
    for one, other in zip(everybody[:5], everybody[-5:], strict=True):
        del met[pair(one, other)]
    drawn = draw(Pool(everybody, met=met), 1)
    assert (drawn.repeats, len(drawn.groups)) == (0, 150)


def test_whoever_nobody_can_meet_does_not_keep_others_from_it() -> None:
    everybody = ids(40)
    alone = frozenset(pair(everybody[0], other) for other in everybody[1:])
    drawn = draw(Pool(everybody, avoid=alone), 1)
    assert drawn.left_out == (everybody[0],)
    assert Counter(map(len, drawn.groups)) == {2: 18, 3: 1}
    without = draw(Pool(everybody, "sit-out", avoid=alone, waiting=frozenset(everybody[:2])), 1)
    assert len(without.left_out) == 2
    assert everybody[0] in without.left_out
    assert everybody[1] not in without.left_out


# Odd numbers


def test_no_more_than_one_group_has_three() -> None:
    """Three whom all others avoid can only meet each other; of five others one more is left over."""
    apart = frozenset(pair(one, other) for one in ids(3) for other in ids(8)[3:])
    drawn = draw(Pool(ids(8), avoid=apart), 1)
    assert Counter(map(len, drawn.groups)) == {2: 2, 3: 1}
    assert len(drawn.left_out) == 1


def test_a_group_of_three_gives_one_more_a_place_where_the_number_is_even() -> None:
    """Two times three people who can only meet among themselves."""
    apart = frozenset(pair(one, other) for one in ids(3) for other in ids(6)[3:])
    for seed in range(10):
        drawn = draw(Pool(ids(6), avoid=apart, waiting=frozenset({A})), seed)
        assert Counter(map(len, drawn.groups)) == {2: 1, 3: 1}
        assert len(drawn.left_out) == 1
        assert A not in drawn.left_out


def test_the_reserve_joins_only_where_it_is_needed() -> None:
    for count, joins in ((1, True), (2, False), (3, True), (8, False), (9, True)):
        drawn = draw(Pool(ids(count), "reserve", "r"), 3)
        assert drawn.reserve is joins
        assert not drawn.left_out
        assert {*map(len, drawn.groups)} == {2}
    shy = Pool(ids(3), "reserve", "r", avoid=frozenset(pair("r", one) for one in ids(3)))
    assert not draw(shy, 1).reserve
    assert len(draw(shy, 1).left_out) == 1
    alone = Pool(ids(3), "reserve", "r", avoid=frozenset(pair(A, one) for one in (B, C, "r")))
    for seed in range(9):
        assert (draw(alone, seed).reserve, draw(alone, seed).left_out) == (False, (A,))


@pytest.mark.parametrize("odd", ["trio", "sit-out"])
def test_turns_come_round(odd: str) -> None:
    for seed in range(2):
        drawn = played(people(7), 14, seed, odd)
        starts = Counter(group[0] for one in drawn for group in one.groups)
        threes = Counter(one for d in drawn for group in d.groups if len(group) > 2 for one in group)
        out = Counter(one for d in drawn for one in d.left_out)
        assert [*(threes or out).values()] == ([6] * 7 if odd == "trio" else [2] * 7)
        assert max(starts.values()) - min(starts.values()) <= 2


def test_whoever_began_least_often_begins() -> None:
    pool = Pool((A, B, C, D), started={A: 2, B: 1, C: 1, D: 1}, last_started={A: 1, B: 6, C: 5, D: 6})
    found = {group[0]: {*group} for seed in range(30) for group in draw(pool, seed).groups}
    assert A not in found
    assert {group[0] for seed in range(30) for group in draw(Pool((A, B)), seed).groups} == {A, B}
    assert all(C not in group for first, group in found.items() if first != C)


# A life of rounds


@pytest.mark.parametrize(("odd", "seed"), [("trio", 1), ("sit-out", 2), ("reserve", 3)])
def test_whatever_happens_nobody_is_let_down(odd: str, seed: int) -> None:
    """People join, leave, go away, come seldom, do not meet and say nothing, for 25 rounds."""
    chance, ledger, choices = Random(seed), Ledger(), Unmentoring(odd=odd, pause_after=2)
    members: dict[str, Person] = {one.id: one for one in people(6)}
    last: dict[str, int] = {}
    out: dict[str, bool] = {}
    for number in range(1, 26):
        if chance.random() < 0.5:
            new = someone(f"n{number:02}", every=chance.choice((1, 1, 2, 3)), reserve=chance.random() < 0.2)
            members[new.id] = new
        if len(members) > 6 and chance.random() < 0.3:
            del members[chance.choice(sorted(members))]
        for one in sorted(members):
            until = week(number) if chance.random() < 0.1 else None
            members[one] = replace(members[one], away_until=until)
        ordered = chance.sample(sorted(members), len(members))
        pool = next_pool([members[one] for one in ordered], ledger, choices)
        assert pool == next_pool([members[one] for one in sorted(members)], ledger, choices)
        drawn = draw(pool, number)
        came = [one for group in drawn.groups for one in group]
        assert sorted([*came, *drawn.left_out]) == sorted([*pool.people, *[pool.reserve] * drawn.reserve])
        assert len({*came}) == len(came)
        for one in came:
            assert members[one].away_until is None
            assert number - last.get(one, -9) >= members[one].every
            last[one] = number
        if pool.odd == "trio":
            assert not drawn.left_out or len(pool.people) < 2
        if len(pool.people) > 2:
            assert not any(out.get(one) for one in drawn.left_out)
        out |= {one: one in drawn.left_out for one in pool.people}
        said = {one: chance.choice(("met", "met", "met", "not met")) for one in came if chance.random() < 0.6}
        ledger = after(ledger, pool, drawn, number, said)
        paused = {one for one in members if chance.random() < 0.2}
        ledger = replace(ledger, back={**ledger.back, **dict.fromkeys(sorted(paused), number)})
    assert all(same(held) for held in ledger.rounds)


def test_two_who_did_not_meet_are_not_drawn_again_at_once() -> None:
    for seed in range(30):
        missed = frozenset({pair(A, B)})
        assert not draw(Pool(ids(4), missed=missed), seed).again
        rather = draw(Pool(ids(4), missed=missed, met={pair(A, C): 1, pair(A, D): 2}), seed)
        assert (rather.again, rather.repeats) == (0, 1)
        assert pair(A, C) in rather.links
    only = Pool((A, B), missed=missed)
    assert notices(only, draw(only, 1)) == [
        "1 pair did not get to meet last time, and will try again.",
        "With 2 people it is the same pair every time.",
    ]


# What the coordinator is told


@pytest.mark.parametrize(
    ("pool", "told"),
    [
        (Pool(()), ["Nobody can take part."]),
        (Pool((A,)), ["No group can be made of 1 person."]),
        (Pool(ids(8)), []),
        (
            Pool((A, B), met={pair(A, B): 1}),
            [
                "1 pair has met before. There is no better draw.",
                "With 2 people it is the same pair every time.",
            ],
        ),
        (
            Pool((A, B, C)),
            [
                "One group has three, so that one more person has a place. That is three pairs at once, "
                "so people will sooner have met everybody.",
                "With 3 people it is the same three every time.",
            ],
        ),
        (
            Pool(ids(9), "sit-out"),
            [
                "The number is odd: 1 person has nobody to meet this time, "
                "and comes before all others next time."
            ],
        ),
        (
            Pool(ids(9), "reserve", "r"),
            ["The number is odd, so the reserve joins. It costs them one more meeting."],
        ),
        (
            Pool(ids(6), avoid=frozenset(pair(A, one) for one in ids(6)[1:])),
            [
                "One group has three, so that one more person has a place. That is three pairs at once, "
                "so people will sooner have met everybody.",
                "1 person has nobody to meet this time, and comes before all others next time.",
                "With 6 people the same ones soon meet again. More people would help.",
            ],
        ),
    ],
)  # fmt: skip
def test_a_coordinator_is_told_what_a_draw_costs(pool: Pool, told: list[str]) -> None:
    assert notices(pool, draw(pool, 1)) == told


@settings(max_examples=25, deadline=None)
@given(pools(8))
def test_nothing_told_betrays_who_avoids_whom(pool: Pool) -> None:
    drawn = draw(pool, 1)
    told = notices(pool, drawn)
    assert notices(replace(pool, avoid=frozenset()), drawn) == told
    assert not any(one in " ".join(told) for one in (*pool.people, "avoid"))
