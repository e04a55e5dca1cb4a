"""The history of unmentoring: the same events are the same bytes, and who is forgotten leaves no trace."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbook.model import Place, Unmentoring
from handbook.practices.unmentoring import ledger as ledgers
from handbook.practices.unmentoring.draw import METHOD, draw, same
from handbook.practices.unmentoring.pool import take
from handbook.practices.unmentoring.values import Draw, Ledger, Odd, Output, Person, Pool, Round

PLACE = Place("history.jsonl")
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PAIR = frozenset(("ann", "bo"))
ROUND = Round(1, date(2026, 12, 7), 2**70, Pool(("ann", "bo", "cy")), Draw((("bo", "ann"),), ("cy",)), METHOD)


def read(text: str) -> Ledger:
    found, problems = ledgers.read(PLACE, text.encode())
    assert problems == []
    return found


# There and back


IDS = st.lists(st.text("abcdefgh", min_size=3, max_size=4), min_size=4, max_size=8, unique=True)
SAID = st.sampled_from(["met", "not met"])
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def rounds(draws: st.DrawFn, number: int) -> Round:
    ids = draws(IDS)
    few = st.dictionaries(st.sampled_from(ids), st.integers(0, 9), max_size=3)
    pairs = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True).map(frozenset)
    people, reserve = tuple(sorted(ids[1:])), draws(st.sampled_from(["", ids[0]]))
    pool = Pool(
        people,
        draws(st.sampled_from(["trio", "reserve", "sit-out"])),
        reserve,
        draws(st.frozensets(pairs, max_size=3)),
        draws(st.dictionaries(pairs, st.integers(1, 9), max_size=3)),
        draws(st.frozensets(pairs, max_size=2)),
        draws(few),
        draws(few),
        draws(few),
        draws(st.frozensets(st.sampled_from(people))),
        draws(few),
        draws(few),
    )
    groups = (people[:2], people[2:5])[: 1 + (len(people) > 3)]
    made = Draw(groups, people[5:], *draws(st.tuples(*[st.integers(0, 9)] * 3)), draws(st.booleans()))
    said = draws(st.dictionaries(st.sampled_from([who for group in groups for who in group]), SAID))
    week = date(2026, 1, 5) + timedelta(weeks=number)
    return Round(number, week, draws(st.integers(0, 2**70)), pool, made, draws(TEXT), said)


@st.composite
def histories(draws: st.DrawFn) -> Ledger:
    found = tuple(draws(rounds(number)) for number in range(1, draws(st.integers(1, 3)) + 1))
    outputs = []
    for made in found:
        for group, members in enumerate(made.draw.groups, 1):
            if draws(st.booleans()):
                words = draws(st.tuples(TEXT, TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple)))
                agreed = draws(st.frozensets(st.sampled_from(members)))
                outputs.append(
                    Output(made.number, group, *words, agreed, draws(st.sampled_from(["", "docs/x.md"])))
                )
    back = draws(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 9), max_size=2))
    published = draws(st.frozensets(st.sampled_from([made.number for made in found])))
    return Ledger(found, tuple(outputs), back, published)


@FEW
@given(histories())
def test_a_history_comes_back_as_it_was(found: Ledger) -> None:
    text = ledgers.write(found)
    assert read(text) == found
    assert ledgers.write(read(text)) == text


@FEW
@given(histories(), st.data())
def test_whoever_is_forgotten_leaves_no_trace(found: Ledger, data: st.DataObject) -> None:
    made = data.draw(st.sampled_from(found.rounds))
    who = data.draw(st.sampled_from(made.pool.people))
    content = ledgers.forgotten(ledgers.write(found).encode(), who, "zzzz")
    after = read(content.decode())
    assert not in_an_id(content, who)
    # All else is there, in the same places.
    assert content.count(b"zzzz") >= 1
    for former, now in zip(found.rounds, after.rounds, strict=True):
        assert [who if one == "zzzz" else one for one in now.pool.people] == [*former.pool.people]
        assert {who if one == "zzzz" else one: what for one, what in now.said.items()} == former.said
        assert (former.seed, former.week, former.method) == (now.seed, now.week, now.method)
        assert len(former.pool.met) == len(now.pool.met)
    for output in found.outputs:
        theirs = who in found.rounds[output.round - 1].draw.groups[output.group - 1]
        now_there = [one for one in after.outputs if (one.round, one.group) == (output.round, output.group)]
        if not theirs:
            assert now_there == [output]
        elif output.published:
            # That it is public stays, its words need not.
            assert [(one.text, one.title, one.link, one.about) for one in now_there] == [("", "", "", ())]
            assert now_there[0].published == output.published
        else:
            assert now_there == []


def in_an_id(content: bytes, who: str) -> bool:
    """Whether somebody is named in a history: words of others may hold the same letters."""

    def ids(value: Any, key: str = "") -> bool:
        if isinstance(value, dict):
            return any(k == who or ids(v, k) for k, v in value.items())
        if isinstance(value, list):
            return any(ids(one, key) for one in value)
        return value == who and key not in ("text", "title", "link", "about", "method")

    return any(ids(json.loads(line)) for line in content.splitlines())


@pytest.mark.parametrize("odd", ["trio", "reserve", "sit-out"])
def test_rounds_are_drawn_the_same_after_somebody_is_forgotten(odd: Odd) -> None:
    names = ("kay", "lou", "mia", "ned", "ora", "pat", "quy")
    people = [
        Person(name, f"{name} Canary", f"{name}@canary.org", organisation=name[0], consent=date(2026, 1, 1))
        for name in names
    ]
    people.append(replace(people[0], id="res", reserve=True))
    history = ""
    for number in range(1, 5):
        found = read(history)
        week = date(2026, 2, 2) + timedelta(weeks=4 * number)
        pool, _ = take(people, found, week, Unmentoring(odd=odd), frozenset([frozenset(("kay", "mia"))]))
        made = Round(number, week, number, pool, draw(pool, number), METHOD)
        history += ledgers.committed(made)
        history += "".join(ledgers.said(number, group[0], "met") for group in made.draw.groups)
        history += ledgers.output(Output(number, 1, "What Mia Canary said"))
    content = history.encode()
    for number, name in enumerate([*names, "res"]):
        content = ledgers.forgotten(content, name, f"zz{number}")
        assert not re.search(rf'"{name}"', content.decode())
    assert all(map(same, read(content.decode()).rounds))
    assert b"Canary" not in content
    assert [len(made.said) for made in read(content.decode()).rounds] == [
        len(made.said) for made in read(history).rounds
    ]


# One event after another


def test_later_words_replace_earlier_ones_and_can_be_taken_back() -> None:
    text = ledgers.committed(ROUND)
    assert read(text + ledgers.said(1, "ann", "met") + ledgers.said(1, "ann", "not met")).rounds[0].said == {
        "ann": "not met"
    }
    text += ledgers.said(1, "ann", "met") + ledgers.said(1, "bo", "met")
    assert read(text + ledgers.said(1, "ann", None)).rounds[0].said == {"bo": "met"}
    assert read(text).rounds[0].pool == ROUND.pool


def test_new_words_have_to_be_agreed_to_anew() -> None:
    told = Output(1, 1, "Words", agreed=frozenset(("ann",)))
    text = ledgers.committed(ROUND) + ledgers.output(told)
    assert read(text).outputs == (replace(told, agreed=frozenset()),)
    text += ledgers.agreed(1, 1, ["bo"]) + ledgers.agreed(1, 1, ["ann"])
    assert read(text).outputs[0].agreed == {"ann", "bo"}
    assert read(text + ledgers.output(replace(told, text="Others"))).outputs[0].agreed == frozenset()
    posted = read(text + ledgers.posted(1, 1, "docs/x.md")).outputs[0]
    assert (posted.published, posted.agreed) == ("docs/x.md", {"ann", "bo"})


def test_back_and_published() -> None:
    text = ledgers.committed(ROUND) + ledgers.came_back("cy", 1) + ledgers.published(1)
    assert (read(text).back, read(text).published) == ({"cy": 1}, {1})


def test_one_spelling() -> None:
    assert ledgers.said(3, "ann", None) == '{"event":"said","outcome":null,"person":"ann","round":3}\n'
    assert ledgers.agreed(1, 1, ["bo", "ann"]) == ledgers.agreed(1, 1, ["ann", "bo"])
    pool = replace(ROUND.pool, met={PAIR: 1, frozenset(("bo", "cy")): 2}, waiting=frozenset(("cy", "ann")))
    other = replace(pool, met=dict(reversed(pool.met.items())))
    assert ledgers.committed(replace(ROUND, pool=pool)) == ledgers.committed(replace(ROUND, pool=other))


# What is none of ours


def drawn(**changes: Any) -> str:
    """A second round that somebody has changed by hand."""
    return ledgers.committed(replace(ROUND, number=2, draw=replace(ROUND.draw, **changes)))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{}", "none that unmentoring has written"),
        ("canary", "none that unmentoring has written"),
        ('{"event":"canary","round":1}', "none that unmentoring has written"),
        ('{"event":"published","round":"1"}', "none that unmentoring has written"),
        ('{"event":"published","round":1,"canary":1}', "none that unmentoring has written"),
        ('{"event":"said","outcome":"great","person":"ann","round":1}', "none that unmentoring has written"),
        ('{"event":"said","outcome":"met","person":"../ann","round":1}', "none that unmentoring has written"),
        ("[" * 50_000, "none that unmentoring has written"),
        (ledgers.said(2, "ann", "met"), "about a round that is not in the lines before"),
        (ledgers.said(1, "cy", "met"), "about somebody who was in no group"),
        (ledgers.output(Output(1, 2)), "about a group that the round does not have"),
        (ledgers.agreed(1, 1, ["ann"]), "about words that are not in the lines before"),
        (ledgers.output(Output(1, 1)) + ledgers.agreed(1, 1, ["cy"]), "about somebody who was in another"),
        (ledgers.committed(ROUND), "round 2 should stand here"),
        (ledgers.committed(replace(ROUND, number=3)), "round 2 should stand here"),
        (drawn(groups=(("ann", "ann"),)), "a place for somebody twice"),
        (drawn(groups=(("ann", "bo"),), left_out=("bo",)), "a place for somebody twice"),
        (drawn(groups=(("ann", "dee"),)), "a place for somebody who was not drawn from"),
        (ledgers.committed(replace(ROUND, number=2, week=date(2026, 12, 9))), "begins on no Monday"),
        (ledgers.committed(replace(ROUND, number=2, week=date(9999, 12, 27))), "begins on no Monday"),
        (drawn().replace('"people"', '"met":[["ann","ann",1]],"people"'), "met, or avoids, themselves"),
        (ledgers.published(1).rstrip() + "\n" + '{"event":"publ', "this last line breaks off"),
        (ledgers.published(1).rstrip() + "\n" + ledgers.published(1).rstrip(), "this last line has no end"),
    ],
)
def test_a_line_that_cannot_be_is_named(line: str, says: str) -> None:
    whole = line if "this last line" in says else line.rstrip("\n") + "\n"
    content = (ledgers.committed(ROUND) + whole).encode()
    found, problems = ledgers.read(PLACE, content)
    assert len(found.rounds) == 1
    (problem,) = problems
    assert str(problem).startswith(f"history.jsonl:{len(content.rstrip().splitlines())}: ")
    assert says in str(problem)
    assert "canary" not in str(problem)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_was_known_when_numbers_were_published(end: str) -> None:
    before, shown = ledgers.committed(ROUND), ledgers.published(1).replace(":", ": ")
    content = f"{before}{shown}{ledgers.said(1, 'ann', 'met')}".replace("\n", end).encode()
    assert ledgers.before(content, 1) == before.replace("\n", end).encode()
    assert ledgers.before(content, 2) == content


def test_nobody_is_forgotten_by_halves() -> None:
    with pytest.raises(ValueError, match="a line of the history cannot be read"):
        ledgers.forgotten(ledgers.committed(ROUND).encode() + b"canary\n", "ann", "zzzz")


@given(st.binary(max_size=100))
def test_any_bytes_are_read_without_a_crash(content: bytes) -> None:
    ledgers.read(PLACE, content)
    assert ledgers.read_draft(content) is None


def test_a_draft_comes_back_as_it_was() -> None:
    assert ledgers.read_draft(ledgers.draft(ROUND, "abc").encode()) == (ROUND, "abc")
    for text in (
        '{"round": 1}',
        '{"round": "{}", "digest": "a"}',
        "[]",
        ledgers.draft(ROUND, "a").replace('"a"', "1"),
    ):
        assert ledgers.read_draft(text.encode()) is None
