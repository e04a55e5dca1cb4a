"""`handbook assess`: answers from files and from the terminal, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from desk import BASELINE, STATEMENTS, Desk, begun
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbook.model.refused import Refused
from handbook.practices.assessment.values import Answers
from handbook.shell import rooms
from handbook.shell.assessment import asking, collecting


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return begun(tmp_path, monkeypatch)


# From files


HEADS = ",".join(("code", *STATEMENTS))
SAME = ",3" * 15
ALLOWED = "a whole number from 1 to 5, or '-' for 'cannot say'"
CHOOSE = "Choose a word or two that nobody connects with you, such as a plant and a colour."
AGAIN = "Nothing is taken in. Put this right, and try again."
NO_ANSWER = f"column 'asset-1' holds something that is no answer. Write {ALLOWED}."
EMPTY = (
    "this file has no answers. Write in its first line 'code' and the id of each statement, and below it a "
    "line for each person."
)
FORM = {
    "handbook": "assessment answers",
    "instrument": "eight-principles.v1",
    "code": "oak",
    "answers": {"asset-1": 3},
}


def form(**changed: object) -> str:
    return json.dumps(FORM | changed)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (f"{HEADS}\noak,6{SAME}\n", 2, f"2: {NO_ANSWER}"),
        (f"{HEADS}\noak,0{SAME}\n", 2, f"2: {NO_ANSWER}"),
        (f"{HEADS}\noak,3{SAME}\nelm,3.5{SAME}\nash,secret{SAME}\n", 2, f"3: {NO_ANSWER}\n4: {NO_ANSWER}"),
        (
            f"{HEADS},secret-9\noak,3{SAME},3\n",
            2,
            "1: column 18 has a name we do not know. Delete it, or use one of these: "
            f"code, {', '.join(STATEMENTS)}.",
        ),
        (
            f"{HEADS}\n,3{SAME}\n",
            2,
            f"2: there is no code, and without one nobody can answer again later. {CHOOSE}",
        ),
        (
            f"{HEADS}\nsecret@example.org,3{SAME}\n",
            3,
            f"2: the code looks like an e-mail address, which would say whose answers these are. {CHOOSE}",
        ),
        (
            f"{HEADS}\nAnn Secret,3{SAME}\n",
            3,
            "2: the code is a name on the list of people, or part of one, which would say whose answers "
            "these are. "
            f"{CHOOSE}",
        ),
        ("", 2, f"1: {EMPTY}"),
        (
            "secret,5\nother,4\n",
            2,
            "1: each of columns 1 and 2 has a name we do not know. Delete it, or use one of these: code, "
            f"{', '.join(STATEMENTS)}.\n"
            "1: there is no column for any statement. Write in its first line 'code' and the id of each "
            "statement, "
            "and below it a line for each person.",
        ),
        (
            form(instrument="eight-principles.v2"),
            2,
            "1: these answers are to version 2, and this round asks version 1. Answer once more on the form "
            "for "
            "this round, or on paper.",
        ),
        (
            form(answers={"asset-1": 6, "secret": 3}),
            2,
            f"1: the answer to 'asset-1' is not {ALLOWED}. Save the file from the form once more.\n"
            "1: answer 2 in this file is to no statement of this round. Save the file from the form once "
            "more.",
        ),
        (
            form(handbook="secret"),
            2,
            "1: this is no file of answers. Choose the one that the form has saved.",
        ),
        (
            form()[:-4],
            2,
            "1: this file of answers is not whole, or was changed by hand. Save the file from the form once "
            "more.",
        ),
        (
            form(code="07700 900123"),
            3,
            "1: the code looks like a phone number or a date of birth, which would say whose answers these "
            "are. "
            f"{CHOOSE}",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_and_nothing_is_taken_in(
    desk: Desk, content: str, code: int, said: str
) -> None:
    desk.done("open", "River Street", "--size", "6")
    (desk.private / "people.csv").write_text("name,email\nAnn Secret,a@example.org\n", encoding="utf-8")
    file, good = desk.files / "answers.csv", desk.table({"pine": "3 " * 16}, "good.csv")
    file.write_text(content, encoding="utf-8")
    expected = "".join(f"{file}:{row}\n" for row in said.split("\n")) + AGAIN
    assert desk.refused("import river-street", str(file)) == (code, expected)
    assert desk.refused("import river-street", good, str(file)) == (code, expected)
    assert "secret" not in expected.lower()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"code,asset-1\n{text}".encode())
)
def test_no_file_is_taken_in_by_halves(desk: Desk, content: bytes) -> None:
    """Whatever a file holds, it is taken in whole or refused with a message."""
    desk.done("open", "River Street", "--size", "6")
    (desk.files / "any").write_bytes(content)
    before = desk.state()
    result = desk.run("import river-street --dry-run", str(desk.files / "any"))
    assert result.exit_code in (0, 2, 3)
    assert result.output
    assert desk.state() == before


def test_a_code_is_the_same_however_it_is_typed(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "2")
    desk.done("import river-street", desk.table({"Red Oak": "3 " * 16}))
    again = desk.run(
        "import river-street", desk.table({"red  OAK": "4 " * 16}), desk.table({"RED OAK ": "5 " * 16}, "b")
    )
    assert again.stdout == (
        "Answers of 1 person are in, 1 of them in the place of earlier ones. 1 of 2 has answered the "
        "baseline of "
        "14 March 2025.\n"
        "The files you gave still hold these answers. Delete them, so that nobody comes across them.\n"
    )
    assert again.stderr == (
        f"{desk.files / 'b'}:1: note: 1 person answered in an earlier file as well. What this one says "
        "counts.\n"
    )
    names = [path.name for path in desk.private.rglob("answers/*")]
    assert len(names) == 1
    assert json.loads(desk.held(f"2025-03-14-baseline/answers/{names[0]}"))["answers"]["asset-1"] == 5
    assert "oak" not in names[0]


def test_a_table_is_answered_in_a_spreadsheet_and_read_again(desk: Desk) -> None:
    desk.closed(BASELINE)
    desk.done("open river-street --size 6", day="2025-09-14")
    heads = desk.done("sheet --csv --second").strip()
    assert heads.endswith(",then-learning,then-mutual-aid,then-social-action")
    rows = f"{heads.replace(',', ';')}\r\na{';Most of the time' * 16}{';2' * 8}\r\n"
    (desk.files / "excel.csv").write_bytes(rows.encode("utf-16"))
    said = desk.done("import river-street", str(desk.files / "excel.csv"), day="2025-09-14")
    assert said == (
        "Answers of 1 person are in. 1 of 6 has answered the follow-up of 14 September 2025.\n"
        "The files you gave still hold these answers. Delete them, so that nobody comes across them.\n"
    )
    (kept,) = desk.private.rglob("2025-09-14-follow-up/answers/*")
    assert json.loads(kept.read_text("utf-8"))["then"]["social action"] == 2


@pytest.mark.parametrize(
    "content",
    [f"{HEADS}\n" + f"oak{',9' * 16}\n" * 999, form(answers={f"s-{number}": 1 for number in range(5_000)})],
)
def test_a_file_full_of_faults_does_not_fill_the_screen(desk: Desk, content: str) -> None:
    desk.done("open", "River Street", "--size", "6")
    file = desk.files / "answers"
    file.write_text(content, encoding="utf-8")
    code, said = desk.refused("import river-street", str(file))
    *faults, more, last = said.split("\n")
    assert (code, len(faults), last) == (2, 100, AGAIN)
    assert more in ("And 15,884 more.", "And 4,900 more.")


def test_more_answers_than_people(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "4")
    said = desk.done("import river-street", desk.table(dict.fromkeys("abcde", "3 " * 16)))
    assert "answer river-street --withdraw." in said
    assert "handbook assess open river-street --size 5" in said
    desk.done("open river-street --size 5")
    assert "open, 5 of 5 have answered." in desk.done("status river-street")


# At the terminal


def test_answers_typed_with_steps_back_and_slips(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "6")
    typed = [
        "ann@example.org",
        "Red Oak",
        "3",
        "b",
        "4",
        "6",
        "3.5",
        "most of the time",
        "",
        "-",
        *"33333333333",
    ]
    typed += ["2", "b", "b", "1", "", "y"]
    said = desk.done("answer river-street", said="\n".join(typed) + "\n")
    assert "the code looks like an e-mail address" in said
    assert "Answer (now 3; Enter keeps it): 4" in said
    assert said.count(f"Write {ALLOWED}.") == 2
    assert "That was all: 14 of 16 answered." in said
    assert said.endswith("Answers of 1 person are in. 1 of 6 has answered the baseline of 14 March 2025.\n")
    (kept,) = desk.private.rglob("answers/*")
    given = json.loads(kept.read_text("utf-8"))
    assert given["code"] == "Red Oak"
    assert [given["answers"].get(key) for key in STATEMENTS] == [4, 4, None, None, *[3] * 10, 1, 2]


@pytest.mark.parametrize("typed", ["", "s\n", "oak\n3\n4\ns\n", "oak\n3\n", "oak\n" + "3\n" * 16])
def test_whoever_stops_has_stored_nothing(desk: Desk, typed: str) -> None:
    desk.done("open", "River Street", "--size", "6")
    code, said = desk.refused("answer river-street", said=typed)
    assert (code, said) == (1, "Stopped. Nothing is stored.")


def test_what_is_typed_is_stored_although_the_team_has_grown_meanwhile(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.done("open", "River Street", "--size", "6")
    ask = asking.ask

    def meanwhile(*arguments: Any) -> Answers:
        said = ask(*arguments)
        desk.done("open river-street --size 7")
        return said

    monkeypatch.setattr(asking, "ask", meanwhile)
    said = desk.done("answer river-street", said="oak\n" + "3\n" * 16 + "y\n")
    assert said.endswith("Answers of 1 person are in. 1 of 7 has answered the baseline of 14 March 2025.\n")


def test_what_is_typed_is_not_lost_to_another_command(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.done("open", "River Street", "--size", "6")
    room = rooms.room(desk.handbook, "assessment", "river-street")
    write, busy = rooms.Room.write, [True, True]

    def full(room: rooms.Room, *arguments: Any) -> None:
        if busy and busy.pop():
            raise Refused("no room left.")
        write(room, *arguments)

    monkeypatch.setattr(rooms.Room, "write", full)
    monkeypatch.setattr(collecting, "is_asked", lambda: True)
    result = desk.run("answer river-street", said="oak\n" + "3\n" * 16 + "y\ny\ny\n")
    assert (result.exit_code, result.stderr) == (0, "no room left.\n" * 2)
    assert len(room.names("2025-03-14-baseline/answers/")) == 1
    busy.append(True)
    said = "elm\n" + "3\n" * 16 + "y\nn\n"
    assert desk.refused("answer river-street", said=said) == (1, "no room left.\nNothing is changed.")


def test_the_terminal_says_whether_a_code_is_known_and_nothing_else(desk: Desk) -> None:
    desk.closed(BASELINE)
    desk.done("open river-street --size 6", day="2025-09-14")
    for _ in range(2):
        desk.done("answer river-street", said="a\n" + "3\n" * 24 + "y\n", day="2025-09-14")
    said = desk.run("answer river-street", said="A\ns\n", day="2025-09-14").stdout
    assert "This code has answered already. What you enter now takes the place of that." in said
    assert "Thinking back to the first round" not in said
    said = desk.run("answer river-street", said="new\ns\n", day="2025-09-14").stdout
    assert "This code is new. If you answered at the baseline, go by the same one: s stops here." in said
    (kept,) = desk.private.rglob("2025-09-14-follow-up/answers/*")
    then = json.loads(kept.read_text("utf-8"))["then"]
    assert (len(then), {*then.values()}) == (8, {3})
