"""What unmentoring shows everybody: no number tells of one person, and no text is more than its own words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import product

import markdown
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from test_golden import handbook

from handbook.model import PublicPairs
from handbook.practices.unmentoring import public
from handbook.practices.unmentoring.values import Draw, Outcome, Output, Person, Pool, Round
from handbook.read import data

WEEK = date(2026, 12, 7)
EXTENSIONS = (
    "admonition attr_list footnotes sane_lists tables toc pymdownx.details pymdownx.superfences".split()
)


def of(people: int, answered: int = 0, met: int = 0) -> Round:
    """A round of pairs, the last group of three where the number is odd, of whom the first have answered."""
    ids = [f"p{number:02}" for number in range(people)]
    groups = [tuple(ids[at : at + 2]) for at in range(0, people - people % 2, 2)]
    if people % 2:
        groups[-1] += (ids[-1],)
    # Partners who answer say the same, so that nobody has met by a partner's word alone.
    said: dict[str, Outcome] = {
        who: "met" if at < met else "not met" for at, who in enumerate(ids[:answered])
    }
    return Round(3, WEEK, 1, Pool(tuple(ids)), Draw(tuple(groups)), said=said)


# Numbers


def test_a_round_in_numbers() -> None:
    """Acceptance example 8."""
    assert public.figures(of(56, 35, 28)) == PublicPairs(
        week="2026-12-07", people="56", groups="28", answered="35", met="28"
    )


@pytest.mark.parametrize(
    ("people", "answered", "met", "least", "shown"),
    [
        (56, 0, 0, 5, ("56", "28", "fewer than 5", "")),
        (56, 4, 4, 5, ("56", "28", "fewer than 5", "")),
        (56, 10, 4, 5, ("56", "28", "10", "fewer than 5")),
        (56, 10, 6, 5, ("56", "28", "10", "all but fewer than 5")),
        (56, 10, 10, 5, ("56", "28", "10", "all but fewer than 5")),
        (56, 52, 40, 5, ("56", "28", "all but fewer than 5", "40")),
        (56, 56, 56, 5, ("56", "28", "all but fewer than 5", "all but fewer than 5")),
        (9, 5, 5, 5, ("9", "fewer than 5", "all but fewer than 5", "all but fewer than 5")),
        (8, 4, 2, 5, ("8", "fewer than 5", "fewer than 5", "")),
        (4, 4, 4, 5, ("fewer than 5", "fewer than 5", "fewer than 5", "")),
        (14, 8, 8, 6, ("14", "7", "8", "all but fewer than 6")),
    ],
)
def test_few_people_are_not_counted(
    people: int, answered: int, met: int, least: int, shown: tuple[str, ...]
) -> None:
    found = public.figures(of(people, answered, met), least)
    assert (found.people, found.groups, found.answered, found.met) == shown


def test_no_figure_and_no_difference_is_of_few_people() -> None:
    for people, answered in product(range(2, 24, 3), range(24)):
        for met in range(min(people, answered) + 1):
            found = public.figures(of(people, min(answered, people), met))
            numbers = [int(one) for one in (found.people, found.answered, found.met) if one.isdecimal()]
            assert all(number >= 5 for number in numbers)
            if found.people.isdecimal() and found.answered.isdecimal():
                assert int(found.people) - int(found.answered) >= 5
            if found.answered.isdecimal() and found.met.isdecimal():
                assert int(found.answered) - int(found.met) >= 5


def test_one_more_answer_never_moves_two_figures_near_an_end() -> None:
    """Whoever sees `fewer than 5` cannot tell which of so many it was."""
    for people in (8, 12, 30):
        seen: dict[str, set[int]] = {}
        for answered in range(people + 1):
            seen.setdefault(public.figures(of(people, answered)).answered, set()).add(answered)
        assert all(len(numbers) >= 3 for shown, numbers in seen.items() if not shown.isdecimal())


FORMER = "# Rounds\n\nround 2:\n  # by hand\n  week: 2026-11-02\n  people: '8'\n  groups: fewer than 5\n"
PAIRS = PublicPairs(week="2026-12-07", people="56", groups="28", answered="35", met="fewer than 5")


def test_a_round_is_added_and_all_else_stays() -> None:
    text = public.entries(FORMER, 3, PAIRS)
    assert text.startswith(FORMER)
    found, problems = data.read({data.UNMENTORING: text.encode()})
    assert [problem for problem in problems if "unmentoring" in problem.place.path] == []
    assert found.unmentoring["round 3"] == PAIRS
    assert [*found.unmentoring] == ["round 2", "round 3"]
    assert yaml.safe_load(text)["round 3"]["met"] == "fewer than 5"
    # What is there is never changed: the difference would be one person's answer.
    assert public.entries(text, 3, replace(PAIRS, met="29")) == text


@pytest.mark.parametrize(
    "former", ["", "# Rounds", "# Rounds\n", FORMER.rstrip("\n"), FORMER.replace("\n", "\r\n")]
)
def test_a_round_is_added_to_any_file(former: str) -> None:
    text = public.entries(former, 12, replace(PAIRS, met=""))
    assert text.startswith(former)
    found, _ = data.read({data.UNMENTORING: text.encode()})
    assert found.unmentoring["round 12"] == replace(PAIRS, met="")
    assert ("\r\n" in text) == ("\r\n" in former)
    assert "\n" not in text.replace("\r\n", "") or "\r\n" not in former


# Texts


PEOPLE = {
    one.id: one
    for one in (
        Person("ann", "Ann Canary", "ann@canary.org", names_ok=True),
        Person("bo", "Bó Will Roe", "bo@canary.org", names_ok=True),
        Person("cy", "Cy Doe", phone="01632 960123"),
        Person("dee", "Dee Fox"),
    )
}
MADE = Round(3, WEEK, 1, Pool(tuple(PEOPLE)), Draw((("ann", "bo"), ("cy", "dee", "gone"))))
TOLD = Output(3, 1, "Two benches make a place.", title="Benches", agreed=frozenset(("ann", "bo")))
SHY = {**PEOPLE, "bo": replace(PEOPLE["bo"], names_ok=False)}


def test_a_text_is_ready_when_all_who_are_there_agreed() -> None:
    assert public.ready(TOLD, MADE, PEOPLE)
    assert not public.ready(replace(TOLD, agreed=frozenset(("ann",))), MADE, PEOPLE)
    assert not public.ready(TOLD, MADE, {"ann": PEOPLE["ann"]})
    assert not public.ready(replace(TOLD, group=2, agreed=frozenset(("cy", "dee", "gone"))), MADE, PEOPLE)
    assert not public.ready(replace(TOLD, group=3), MADE, PEOPLE)
    assert not public.ready(replace(TOLD, text="With Ann Canary"), MADE, SHY)
    assert public.ready(replace(TOLD, text="With Ann Canary"), MADE, PEOPLE)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"text": ""}, "there is neither a text nor a link"),
        ({"text": "x" * 281}, "the text has 281 characters. Shorten it to 280"),
        ({"title": "x" * 81}, "the title has 81 characters"),
        ({"title": "--- ==="}, "the title has no letters"),
        ({"text": "a\x00b"}, "a sign that cannot be seen"),
        ({"link": "javascript:alert(1)"}, "no address of the web"),
        ({"link": "https://ann:word@example.org"}, "no address of the web"),
        ({"link": "https://example.org/a b"}, "no address of the web"),
        ({"link": "https://localhost/"}, "no address of the web"),
        ({"link": "https://[::1"}, "no address of the web"),
        ({"link": "https://example.org/" + "a" * 500}, "no address of the web"),
        ({"about": ("A]] <b>",)}, "cannot be linked to"),
        ({"text": "Write to zed@canary.org"}, "an e-mail address or a phone number"),
        ({"title": "Ring 01632 960123"}, "an e-mail address or a phone number"),
        ({"text": "Ann’s idea"}, "a name of somebody in the group"),
        ({"text": "as ANN CANARY says"}, "a name of somebody in the group"),
        ({"text": "as ann canary says"}, "a name of somebody in the group"),
        ({"title": "Bo and I"}, "a name of somebody in the group"),
        ({"link": "https://example.org/ann-canary"}, "a name of somebody in the group"),
        ({"text": "We spoke of Dee Fox."}, "the name of somebody else"),
    ],
)
def test_what_cannot_be_published_is_told_without_repeating_it(changes: dict[str, str], says: str) -> None:
    (problem,) = public.problems_with(replace(TOLD, **changes), MADE, SHY)  # type: ignore[arg-type]
    assert says in problem
    assert not re.search(r"canary|javascript|\bdee\b|\bann\b", problem, re.I)


@pytest.mark.parametrize(
    "text", ["We will try", "x" * 280, "An announcement", "A doe and a fox", "1.5 metres (2020)"]
)
def test_everyday_words_are_no_names(text: str) -> None:
    assert public.problems_with(replace(TOLD, text=text), MADE, SHY) == []


# Posts


def test_a_post() -> None:
    told = replace(TOLD, link="https://example.org/a_(b)?q=[é]", about=("Home", "Fun#In practice"))
    file, text = public.post(told, MADE, SHY, ())
    assert file == "docs/unmentoring/posts/2026-12-07-benches.md"
    assert text == (
        "---\ndescription: What two people took from a talk\ntags: [unmentoring]\n---\n\n# Benches\n\n"
        "&#84;wo benches make a place.\n\n"
        "[To be found on example&#46;org](https://example.org/a_%28b%29?q=%5B%C3%A9%5D)\n\n"
        "See also: [[Home]], [[Fun#In practice]]\n\nTwo people who were paired.\n"
    )
    assert public.post(told, MADE, PEOPLE, ())[1].endswith(
        "\n\n&#65;nn Canary and Bó Will Roe, who were paired.\n"
    )
    assert "Three people who were paired." in public.post(replace(told, group=2), MADE, PEOPLE, ())[1]


def test_posts_have_names_of_their_own_which_are_nobodys() -> None:
    taken = ["2026-12-07-benches.md", "2026-12-07-benches-2.md"]
    assert public.post(TOLD, MADE, PEOPLE, taken)[0].endswith("/2026-12-07-benches-3.md")
    for title in ("What Ann Canary said", "With Bo", "李"):
        assert public.post(replace(TOLD, title=title), MADE, PEOPLE, ())[0].endswith("/2026-12-07-shared.md")
    assert "# Two benches make a place\n" in public.post(replace(TOLD, title=""), MADE, PEOPLE, ())[1]
    link = replace(TOLD, title="", text="", link="https://example.org/x")
    assert "# Something to see on example&#46;org\n" in public.post(link, MADE, PEOPLE, ())[1]


TRAPS = (
    "Question: is it so?",
    "See also: Our stories",
    "see also Our stories",
    "Section needed, link with x",
    "Section needed",
    "1. one",
    "- x",
    "+ x",
    "# h",
    "www.evil.org and http://x.org",
    "[[Home]]",
    "[@x]",
    "<b>x</b>",
    "`c` *a* __b__ ~~d~~",
    "(source needed)",
    "{#x} {: .y}",
    "a|b",
    "!!! note",
    "??? x",
    "--- x: y",
    "> q > — me",
    "[x]: http://y.z",
    "[^1]: n",
    "\\*x",
    "Meaning (x): y",
    "==x==",
    "$$x$$ :smile: &amp; &#38; ##[x]",
    "*[HTML]: x",
    "Two & a <gate>; “fine”… 😀 e\u0301",
    "![x](http://y.z/x.png)",
    "@ann GH-1 #1",
    "x  ",
    "Unsorted:",
    "Comment (A, 2020): b",
    "<!-- x -->",
    "<script>x</script>",
)


def check(words: str) -> None:
    """A post of these words is a page with them, two links we meant and nothing else."""
    told = replace(TOLD, text=words, title=f"A {words}"[:80], link="https://example.org/x", about=("Home",))
    file, text = public.post(told, MADE, SHY, ())
    path = file.removeprefix("docs/")
    book = handbook({"docs": {"index.md": "# Home\n\n[[Home]]\n", path: text}})
    page = next(page for page in book.pages.values() if page.path == path)
    assert page.title == " ".join(told.title.split())
    assert [(link.kind, link.target) for link in page.links] == [("web", told.link), ("wiki", "Home")]
    assert [label.name for label in page.labels] == ["see also"]
    assert not page.citations
    assert [one for one in book.problems if one.place.path == file and one.level != "private"] == []
    built = markdown.markdown(text.split("---\n", 2)[2], extensions=EXTENSIONS)
    paragraphs = re.findall(r"<p>(.*?)</p>", built, re.S)
    assert unescape(paragraphs[0]) == " ".join(words.split())
    assert len(paragraphs) == 4


@pytest.mark.parametrize("words", TRAPS)
def test_nobodys_words_become_more_than_words(words: str) -> None:
    check(words)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from([*TRAPS, *"#-+>|:;.,`*_~[](){}<>&!@\\=/'\"é1a "]), min_size=1, max_size=6).map(
        "".join
    )
)
def test_nor_do_they_together(words: str) -> None:
    if words.strip():
        check(words)
