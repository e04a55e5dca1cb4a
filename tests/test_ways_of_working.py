"""What the starting page holds, counted, and what an edit changes in it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from test_golden import FILES, GOLDEN, handbook

from handbook.model import Handbook, PagePath
from handbook.show.foot import foot

Docs = dict[str, str]


@pytest.fixture
def case() -> dict[str, Any]:
    first: dict[str, Any] = FILES[GOLDEN / "ways-of-working.yml"]["cases"][0]
    return first | {"docs": dict(first["docs"])}


def kinds(book: Handbook, asked: bool = True) -> Counter[str]:
    return Counter(gap.kind for gap in book.gaps if gap.asked is asked)


def test_gaps(case: dict[str, Any]) -> None:
    assert kinds(handbook(case)) == {
        "section-needed": 5,
        "link-possible": 1,
        "link-needed": 1,
        "explanation-needed": 1,
        "description-needed": 1,
        "addition-needed": 1,
        "page-not-written-yet": 6,
    }


def test_sections_needed(case: dict[str, Any]) -> None:
    book = handbook(case)
    where = [book.pages[gap.page].heading(gap.section) for gap in book.gaps if gap.kind == "section-needed"]
    assert sorted(where) == [
        "Bridges of understanding and shared responsibility",
        "Courage and encouragement",
        "Fun, the play ethic and celebration",
        "Networks themselves becoming closer and better connected",
        "Share learning",
    ]


def test_see_also(case: dict[str, Any]) -> None:
    book = handbook(case)
    targets = [link for link in book.links if link.written.kind == "plain"]
    assert len(targets) == 7
    assert [link.target for link in targets if not link.wanted] == ["glossary.md"]
    assert sorted(want.name for want in book.wanted.values()) == [
        "A People’s Food Policy",
        "Building a resilient movement",
        "Citizens doing it for themselves",
        "Create the feel",
        "Our stories",
        "Resources which enable gatherings",
    ]


def test_labels_that_are_no_gaps(case: dict[str, Any]) -> None:
    labels = [label for page in handbook(case).pages.values() for label in page.labels]
    items = {label.kind: len(label.items) for label in labels if label.items}
    signed = [(label.facts.who, label.facts.on) for label in labels if label.kind == "comment"]
    assert items == {"addition-needed": 2, "unsorted": 17}
    assert signed == [("after Philralph", "2020-12-23"), ("after Philralph", "2020-12-26")]


def test_voices_and_references(case: dict[str, Any]) -> None:
    book = handbook(case)
    voices = [voice for page in book.pages.values() for voice in page.voices]
    cited = {cite.key for page in book.pages.values() for cite in page.citations}
    assert len(voices) == 10
    assert sum(bool(voice.source) for voice in voices) == 4
    assert sum(bool(voice.who and not voice.source) for voice in voices) == 5
    assert sum(voice.nameless for voice in voices) == 1
    assert len(cited) == 10
    assert cited == {*book.vocabulary.sources}


def test_text_under_an_old_status_is_noticed(case: dict[str, Any]) -> None:
    docs: Docs = case["docs"]
    docs["share-learning.md"] += "\n" + "Word after word. " * 67
    book = handbook(case)
    assert kinds(book)["section-needed"] == 5
    assert [g.page for g in book.gaps if g.kind == "status-and-length-disagree"] == ["share-learning.md"]


def test_a_section_that_is_written_is_no_gap(case: dict[str, Any]) -> None:
    docs: Docs = case["docs"]
    text = docs["share-learning.md"].replace("status: section needed", "status: draft")
    docs["share-learning.md"] = text.replace("Section needed: ", "") + "\n" + "Word after word. " * 67
    book = handbook(case)
    assert kinds(book)["section-needed"] == 4
    assert "share-learning.md" not in {gap.page for gap in book.gaps if gap.asked}
    assert "status-and-length-disagree" not in kinds(book, asked=False)
    assert not book.problems


def test_a_page_that_is_written_is_linked_from_where_it_was_asked_for(case: dict[str, Any]) -> None:
    docs: Docs = case["docs"]
    before = handbook(case)
    docs["our-stories.md"] = "# Our stories\n\nWhat we did, told by those who did it.\n"
    book = handbook(case)
    assert (len(before.wanted), len(book.wanted)) == (6, 5)
    assert before.pages[PagePath("fun.md")].text == book.pages[PagePath("fun.md")].text
    assert "Fun, the play ethic and celebration" in foot(book, book.pages[PagePath("our-stories.md")])
