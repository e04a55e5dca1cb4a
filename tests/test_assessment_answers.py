"""Answers as people hand them in: from a table, from the form, and typed; and codes that say who they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asked import ASKED, ID
from hypothesis import given
from hypothesis import strategies as st

from handbook.model import Place, Problem
from handbook.practices.assessment.answers import LARGEST, as_json, read_json, typed
from handbook.practices.assessment.codes import code_key, plain, wrong_with
from handbook.practices.assessment.sheets import read_csv
from handbook.practices.assessment.values import Answers
from handbook.read.roster import NOBODY, Roster, words_of

HERE = Place("answers.csv")
PEOPLE = Roster(
    frozenset(words_of(name) for name in ("Ann Example", "Zoë van Rose")),
    frozenset({"ann@example.org", "07700900123"}),
    frozenset({"annexample.video"}),
    frozenset({"rosie", "王小明"}),
)
STATEMENTS = tuple(ASKED.statements)
HEAD = ",".join(("code", *STATEMENTS))
ALLOWED = "Write a whole number from 1 to 5, or '-' for 'cannot say'."
CHOOSE = "Choose a word or two that nobody connects with you, such as a plant and a colour."
IDS = ", ".join(("code", *STATEMENTS))


def table(content: str | bytes, follow_up: bool = False) -> tuple[list[Answers], list[str]]:
    """What a table holds, and what is wrong with it."""
    raw = content.encode() if isinstance(content, str) else content
    found, problems = read_csv(HERE, raw, ASKED, follow_up, PEOPLE)
    return found, [str(problem) for problem in problems]


def row(code: str, *said: str) -> str:
    return ",".join((code, *said, *[""] * (len(STATEMENTS) - len(said))))


# A table


def test_a_table_in_any_order_and_with_gaps() -> None:
    heads = ["then-redefining-work", *reversed(STATEMENTS), " Code "]
    cells = {
        "Asset-1": "",
        "asset-1": "3",
        "aid-2": "Most of  the time",
        "work-1": "-",
        "work-2": "cannot say",
    }
    content = (
        ";".join(heads) + "\n\n" + ";".join(["2", *(cells.get(k, "–") for k in reversed(STATEMENTS)), "owl"])
    )
    found, problems = table(content, follow_up=True)
    assert problems == []
    assert found == [Answers("owl", {"asset-1": 3, "aid-2": 4}, {"redefining work": 2})]


def test_heads_in_the_words_of_the_statements() -> None:
    heads = ["Your code", *(f'"{words}"' for words in ASKED.statements.values())]
    found, problems = table(",".join(heads) + "\n" + row("owl", "1 - not yet", "5. Reliably", "4.0", "'-"))
    assert (problems, found) == ([], [Answers("owl", {"asset-1": 1, "asset-2": 5, "work-1": 4})])


@pytest.mark.parametrize(
    "wrong", ["6", "0", "3.5", "-3", "3-", "+3", "3 4", "mostly", "4 not yet", "٣", "1e0", "=1"]
)
def test_what_is_no_answer_is_told_by_line_and_column(wrong: str) -> None:
    found, problems = table(f"{HEAD}\n{row('owl', '3')}\n{row('fox', '2', wrong)}\n")
    assert problems == [f"answers.csv:3: column 'asset-2' holds something that is no answer. {ALLOWED}"]
    assert [answers.code for answers in found] == ["owl"]


def test_everything_at_once_and_never_a_value() -> None:
    secret = "Secret-7"
    content = (
        f"{HEAD},{secret},then-asset,{secret}\n"
        f"{row('owl', '6')},x\n"
        f"{row('')},,,x\n"
        f"{row('owl', secret)},,\n"
        f'"a\nb",1\n'
        f"{row('x' * 41)}\n"
        f"{row(chr(7) + 'x', '1')}\n"
        f"{row('ann')}\n"
    )
    found, problems = table(content)
    known = f"column 'asset-1' holds something that is no answer. {ALLOWED}"
    assert problems == [
        "answers.csv:1: each of columns 18 and 20 has a name we do not know. Delete it, or use one of these: "
        f"{IDS}.",
        "answers.csv:1: note: column 19 looks back, which this round does not ask. That part is left out.",
        f"answers.csv:2: {known}",
        f"answers.csv:3: there is no code, and without one nobody can answer again later. {CHOOSE}",
        f"answers.csv:4: {known}",
        f"answers.csv:7: the code has more than 40 characters. {CHOOSE}",
        f"answers.csv:8: the code holds a sign that nobody can see. {CHOOSE}",
        "answers.csv:9: the code is a name on the list of people, or part of one, which would say whose "
        f"answers these are. {CHOOSE}",
    ]
    assert found == [Answers("a b", {"asset-1": 1})]


def test_the_later_of_two_rows_with_one_code_counts() -> None:
    found, problems = table(f"{HEAD}\n{row('Owl ', '1')}\n{row('fox', '2')}\n{row('oWL', '3')}\n")
    assert problems == [
        "answers.csv:4: note: the code of this line stands in line 2 already. The later one counts."
    ]
    assert found == [Answers("oWL", {"asset-1": 3}), Answers("fox", {"asset-1": 2})]


FORM = "Write in its first line 'code' and the id of each statement, and below it a line for each person."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", f"answers.csv:1: this file has no answers. {FORM}"),
        (f"{HEAD}\n".encode(), f"answers.csv:1: this file has no answers. {FORM}"),
        (b"code,name\nowl,Ann\n", f"answers.csv:1: there is no column for any statement. {FORM}"),
        (f"{HEAD[5:]}\n1\n".encode(), f"answers.csv:1: there is no column 'code'. {FORM}"),
        (
            f"{HEAD},code\nowl\n".encode(),
            "answers.csv:1: there are two columns 'code'. Delete one, or give it another name.",
        ),
        (
            f"{HEAD},Asset 1\nowl\n".encode(),
            "answers.csv:1: there are two columns 'asset-1'. Delete one, or give it another name.",
        ),
        (b"PK\x03\x04...", "answers.csv:1: this is a spreadsheet's own file. Save it as CSV, and give that."),
        (
            f"{HEAD}\n".encode() + b"owl\n" * 1001,
            "answers.csv:1: we read 1,000 rows and 200 columns at most. Save it in parts.",
        ),
        (
            b"code" + b"," * 200 + b"\nowl\n",
            "answers.csv:1: we read 1,000 rows and 200 columns at most. Save it in parts.",
        ),
    ],
)
def test_what_is_no_table_of_answers(content: bytes, message: str) -> None:
    assert message in table(content)[1]


def test_columns_that_hold_nothing_are_no_matter() -> None:
    head = f"{HEAD},,Notes,"
    assert table(f"{head}\n{row('owl', '3')},,,\n") == ([Answers("owl", {"asset-1": 3})], [])
    _, problems = table(f"{head}\n{row('owl')},,,x,y\n{row('fox')},z\n")
    assert problems == [
        "answers.csv:1: each of columns 18, 20 and 21 has a name we do not know. Delete it, or use one of "
        f"these: {IDS}."
    ]


def test_a_statement_without_a_column_is_told() -> None:
    found, problems = table("code,asset-1\nowl,3\n")
    assert found == [Answers("owl", {"asset-1": 3})]
    assert len(problems) == 1
    assert problems[0].startswith("answers.csv:1: note: there is no column for asset-2, work-1,")


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"{HEAD}\n{text}".encode()))
def test_nothing_in_a_table_breaks_its_reading(content: bytes) -> None:
    for answers in table(content)[0]:
        assert wrong_with(answers.code, PEOPLE) is None
        assert {*answers.given} <= {*STATEMENTS}
        assert all(1 <= number <= 5 for number in answers.given.values())


# The form


def form(**said: Any) -> bytes:
    whole = {"handbook": "assessment answers", "instrument": ID, "code": "owl", "answers": {"asset-1": 3}}
    return json.dumps(whole | said).encode()


def read(content: bytes, follow_up: bool = True) -> tuple[Answers | None, list[Problem]]:
    return read_json(Place("owl.json"), content, ID, ASKED, follow_up, PEOPLE)


def test_the_format_of_the_form() -> None:
    answers = Answers("owl", {"work-1": 2, "asset-1": 3}, {"asset": 2})
    assert as_json(answers, ID) == (
        '{\n  "handbook": "assessment answers",\n  "instrument": "eight-principles.v1",\n  "code": "owl",\n'
        '  "answers": {\n    "asset-1": 3,\n    "work-1": 2\n  },\n  "then": {\n    "asset": 2\n  }\n}\n'
    )


@given(
    st.text(max_size=45),
    st.dictionaries(st.sampled_from(STATEMENTS), st.integers(1, 5)),
    st.dictionaries(st.sampled_from(tuple(ASKED.dimensions)), st.integers(1, 5)),
)
def test_what_is_kept_is_read_again(code: str, given: dict[str, int], then: dict[str, int]) -> None:
    answers = Answers(plain(code), given, then)
    text = as_json(answers, ID)
    found, problems = read(text.encode("utf-8", "surrogatepass"))
    if found is None:
        assert wrong_with(code, PEOPLE)
        return
    assert (found, problems) == (answers, [])
    assert as_json(found, ID) == text


SAVE = "Save the file from the form once more."
NOT_WHOLE = f"this file of answers is not whole, or was changed by hand. {SAVE}"
NOT_OURS = "this is no file of answers. Choose the one that the form has saved."
AGAIN = "Answer once more on the form for this round, or on paper."
NUMBER = "a whole number from 1 to 5, or '-' for 'cannot say'"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", NOT_WHOLE),
        (form()[:-3], NOT_WHOLE),
        (b"\xff\xfe", NOT_WHOLE),
        (b"[" * 50_000, NOT_WHOLE),
        (b'{"code": ' + b"9" * 5000 + b"}", NOT_WHOLE),
        (b'{"handbook": "assessment answers", "code": "a", "code": "b"}', NOT_WHOLE),
        (form(answers=[1]), NOT_WHOLE),
        (form(then="x"), NOT_WHOLE),
        (form(code=7), NOT_WHOLE),
        (b" " * (LARGEST + 1), "this file is too large for answers. Choose the one that the form has saved."),
        (b"[]", NOT_OURS),
        (b'"assessment answers"', NOT_OURS),
        (form(handbook="something"), NOT_OURS),
        (
            form(instrument="eight-principles.v2"),
            f"these answers are to version 2, and this round asks version 1. {AGAIN}",
        ),
        (
            form(instrument="secret.v1"),
            f"these answers are to other statements than this round asks, which are {ID}. {AGAIN}",
        ),
        (
            form(instrument={"secret": 1}),
            f"these answers are to other statements than this round asks, which are {ID}. {AGAIN}",
        ),
        (form(answers={"asset-1": 6}), f"the answer to 'asset-1' is not {NUMBER}. {SAVE}"),
        (form(answers={"asset-1": 0}), f"the answer to 'asset-1' is not {NUMBER}. {SAVE}"),
        (form(answers={"asset-1": 3.5}), f"the answer to 'asset-1' is not {NUMBER}. {SAVE}"),
        (form(answers={"asset-1": True}), f"the answer to 'asset-1' is not {NUMBER}. {SAVE}"),
        (form(answers={"asset-1": "secret"}), f"the answer to 'asset-1' is not {NUMBER}. {SAVE}"),
        (
            form(answers={"asset-1": 1, "secret": 3}),
            f"answer 2 in this file is to no statement of this round. {SAVE}",
        ),
        (
            form(answers={"asset-1": 1, "Asset 1": 3}),
            f"answer 2 in this file is to no statement of this round. {SAVE}",
        ),
        (form(then={"asset": 9}), f"the answer to 'asset' is not {NUMBER}. {SAVE}"),
        (form(code=""), f"there is no code, and without one nobody can answer again later. {CHOOSE}"),
        (form(code="\ud800"), f"the code holds a sign that nobody can see. {CHOOSE}"),
    ],
)
def test_a_file_that_cannot_be_taken(content: bytes, message: str) -> None:
    found, problems = read(content)
    assert found is None
    assert [str(problem) for problem in problems] == [f"owl.json:1: {message}"]


def test_all_faults_of_a_file_at_once() -> None:
    _, problems = read(form(code="Ann", answers={"secret": 1, "asset-1": 7}, then={"asset": 0}))
    assert [problem.level for problem in problems] == ["problem", "problem", "problem", "private"]


def test_a_look_back_in_a_first_round_is_left_out_with_a_word() -> None:
    found, problems = read(form(then={"asset": 3, "whatever": 77}), follow_up=False)
    assert found == Answers("owl", {"asset-1": 3})
    assert [str(problem) for problem in problems] == [
        "owl.json:1: note: this looks back, which this round does not ask. That part is left out."
    ]
    assert read(form(then={}), follow_up=False) == (Answers("owl", {"asset-1": 3}), [])


def test_what_is_empty_is_no_answer_and_no_fault() -> None:
    found, problems = read(
        form(answers={"asset-1": None, "asset-2": "-", "aid-1": ""}, then={"Redefining-Work": 2})
    )
    assert (found, problems) == (Answers("owl", {}, {"redefining work": 2}), [])


@given(st.binary(max_size=200))
def test_nothing_in_a_file_breaks_its_reading(content: bytes) -> None:
    assert read(content)[0] is None


# Typed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        (" 5 ", 5),
        ("4,00", 4),
        ("We Made a  Start", 2),
        ("2 we made a start", 2),
        ("5) reliably", 5),
        ("", None),
        ("-", None),
        ("—", None),
        ("Cannot say", None),
    ],
)
def test_an_answer_as_people_type_it(text: str, number: int | None) -> None:
    assert typed(text, ASKED) == number


def test_what_may_be_typed_is_said_without_what_was() -> None:
    with pytest.raises(ValueError, match=r"^Write a whole number from 1 to 5, or '-' for 'cannot say'\.$"):
        typed("secret", ASKED)


# Codes


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ann@example.org", "an e-mail"),
        ("hazel @ nowhere", "an e-mail"),
        ("ann at example dot org", "an e-mail"),
        ("ａｎｎ＠example.org", "an e-mail"),
        ("@ann", "an e-mail"),
        ("07700 900123", "a phone number"),
        ("+44 20 7946 0958", "a phone number"),
        ("1964-03-12", "a date of birth"),
        ("٠٧٧٠٠٩٠٠", "a phone number"),
        ("AnnExample.video", "is reached by"),
        ("ＡnnExample.video", "is reached by"),
        ("Ann", "part of one"),
        ("example", "part of one"),
        ("Example, Ann", "part of one"),
        ("ann_example", "part of one"),
        ("annexample", "part of one"),
        ("ExampleAnn7", "part of one"),
        ("ann 64", "part of one"),
        ("zoe", "part of one"),
        ("ZOE\u0308", "part of one"),
        ("I am Ann Example", "part of one"),
        ("van Rose", "part of one"),
        ("ROSIE", "part of one"),
        ("rosie7", "part of one"),
        ("王 小明", "part of one"),
    ],
)
def test_a_code_that_says_who_somebody_is_is_refused(code: str, kind: str) -> None:
    wrong = wrong_with(code, PEOPLE)
    assert wrong is not None
    assert kind in wrong.message
    assert wrong.level == "private"
    assert not {*words_of(code)} & {*words_of(wrong.message)} - {"a", "i", "at", "am"}


@pytest.mark.parametrize(
    "code", ["owl", "blue hazel", "Igel-7", "Ære", "雪", "annex", "rosie red", "x" * 40, "123456", "e.g."]
)
def test_a_code_of_ones_own(code: str) -> None:
    assert wrong_with(code, PEOPLE) is None


def test_nobody_on_the_list_leaves_names_to_people() -> None:
    assert wrong_with("Ann", NOBODY) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Owl", " oWL ", True),
        ("blue  hazel", "Blue\u00a0Hazel", True),
        ("owl", "owls", False),
        ("STRASSE", "straße", True),
    ],
)
def test_codes_compare_as_people_mean_them(one: str, other: str, same: bool) -> None:
    assert (code_key(one) == code_key(other)) is same


@given(st.text(max_size=50))
def test_the_key_of_a_code_stays_the_same(code: str) -> None:
    assert code_key(code_key(code)) == code_key(code) == code_key(plain(code)) == code_key(f" {code}\n")
