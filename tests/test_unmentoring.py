"""The command `handbook unmentoring`: what it says, and that it writes all of what it should, or nothing."""

from __future__ import annotations

import email
import html
import os
import random
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from email.policy import default
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repositories import Repository

from handbook.model import Place
from handbook.practices.unmentoring import ledger as ledgers
from handbook.practices.unmentoring import roster
from handbook.practices.unmentoring.draw import same
from handbook.practices.unmentoring.values import Ledger, Person
from handbook.read import data
from handbook.shell import private, project, rooms
from handbook.shell.cli import main
from handbook.show.addresses import in_words

ROOT = Path(__file__).parents[1]
ENV = {**os.environ, "PYTHONPATH": str(ROOT / "hooks")}
FILES = ("people.csv", "avoid.csv", "history.jsonl", "draft.json")
DAY = "2026-12-01"
"""A Tuesday: the next week begins on 7 December."""
HEADS = "id,name,email,phone,organisation,share,every,away_until,consent,names_ok\n"
NAMES = tuple("Ann Example,Bo Sample,Cy Third,Di Fourth,Ed Fifth,Flo Sixth,Gus Seventh,Hal Eighth".split(","))


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A small handbook under git, and an empty folder for what is private."""
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(private.VARIABLE, str(tmp_path / "private"))
    found = Repository(tmp_path / "book")
    (found.folder / "data").mkdir()
    for name in ("labels.yml", "statuses.yml"):
        shutil.copy(ROOT / "data" / name, found.folder / "data")
    (found.folder / "mkdocs.yml").write_text("site_name: A handbook\n")
    meals = "# Meals\n\nFood brings people together.\n\n## In the park\n\nBring a rug, and share.\n"
    found.commit("2026-05-01", {"index.md": "# Home\n\nAbout [[Meals]].\n", "meals.md": meals})
    return found


def room(book: Repository) -> Path:
    """The coordinator's folder."""
    return book.folder.parent / "private" / "unmentoring"


def ask(book: Repository, *arguments: str, today: str = DAY, typed: str | None = None) -> Result:
    """What the command says, and its exit code."""
    words = ["-C", str(book.folder), "--today", today, "unmentoring", *arguments]
    result = CliRunner().invoke(main, words, input=typed)
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def done(book: Repository, *arguments: str, today: str = DAY) -> str:
    """What the command says when all goes well."""
    result = ask(book, *arguments, today=today)
    assert result.exit_code == 0, result.output
    return result.output


def row(number: int, share: str = "email", more: str = "1,,2026-01-01,no") -> str:
    """One person by the number; their address and their phone tell everybody apart."""
    name = NAMES[number] if number < len(NAMES) else f"Person Number{number}"
    return f"p{number},{name},p{number}@example.org,01632 96{number:04},Hall,{share},{more}\n"


def listed(book: Repository, count: int, *rows: str) -> None:
    """A list of people, written with a spreadsheet."""
    room(book).mkdir(parents=True, exist_ok=True)
    (room(book) / "people.csv").write_text(HEADS + "".join(map(row, range(count))) + "".join(rows))


def avoiding(book: Repository, *pairs: str) -> None:
    (room(book) / "avoid.csv").write_text("".join(f"{pair}\n" for pair in pairs))


def committed(book: Repository, today: str = DAY, *draw: str) -> str:
    done(book, "draw", "--seed", "7", *draw, today=today)
    return done(book, "commit", today=today)


def people_of(book: Repository) -> list[Person]:
    found, problems = roster.read(Place("people.csv"), (room(book) / "people.csv").read_bytes(), True)
    assert not [problem for problem in problems if problem.level != "note"]
    return found


def ledger(book: Repository) -> Ledger:
    found, problems = ledgers.read(Place("history.jsonl"), (room(book) / "history.jsonl").read_bytes())
    assert not problems
    return found


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock" and ".git" not in path.parts
    }


def refused(book: Repository, code: int, *arguments: str, today: str = DAY) -> str:
    """What the command says when it refuses, having written nothing anywhere."""
    before = everything(book.folder.parent)
    result = ask(book, *arguments, today=today)
    assert result.exit_code == code, result.output
    assert everything(book.folder.parent) == before
    said = result.output.replace(str(book.folder.parent), "").replace("such as ann@example.org", "")
    assert not PRIVATE.search(said), said
    return result.output


PRIVATE = re.compile(r"@|96\d{4}|Example|Sample|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Number\d")
"""Any part of what must be in no message about a fault."""


# The examples of the design


def test_two_who_avoid_each_other_have_no_round_and_no_reason_is_told(book: Repository) -> None:
    listed(book, 2)
    avoiding(book, "p0,p1")
    said = refused(book, 1, "draw")
    assert said == "No group can be made of 2 people.\nThere can be no round this time. Nothing is written.\n"
    listed(book, 2, row(2))
    avoiding(book, "p0,p1", "p1,p2", "p2,p0")
    assert "avoid" not in refused(book, 1, "draw")


def test_what_is_published_counts_those_who_answered(book: Repository) -> None:
    listed(book, 56)
    committed(book)
    groups = ledger(book).rounds[0].draw.groups
    assert len(groups) == 28
    met = [f"{who},met\n" for group in groups[:14] for who in group]
    not_met = [f"{group[0]},not met\n" for group in groups[14:21]]
    (room(book) / "said.csv").write_text("id,outcome\n" + "".join(met + not_met))
    said = done(book, "record", "1", "--file", str(room(book) / "said.csv"), today="2026-12-10")
    assert said == "Round 1: Heard from 35 of 56; 28 of these met.\n"
    assert refused(book, 1, "publish", today="2026-12-13").startswith("There is nothing to publish")
    said = done(book, "publish", today="2026-12-14")
    assert said.startswith(
        "data/unmentoring.yml: round 1, of which everybody may read: "
        "35 of 56 answered; 28 of those 35 met (80%).\n"
    )
    published = yaml.safe_load((book.folder / "data" / "unmentoring.yml").read_text())
    figures = {"week": "2026-12-07", "people": "56", "groups": "28", "answered": "35", "met": "28"}
    assert published == {"round 1": figures}


def test_a_round_that_is_published_never_changes(book: Repository) -> None:
    listed(book, 12)
    committed(book)
    for number in range(8):
        done(book, "record", "1", f"p{number}", "met", today="2026-12-10")
    done(book, "publish", today="2026-12-14")
    file = book.folder / "data" / "unmentoring.yml"
    before = file.read_bytes()
    said = done(book, "record", "1", "p8", "not met", today="2026-12-15")
    assert "Its numbers are public already, and stay there as they are." in said
    refused(book, 1, "publish", today="2026-12-16")
    file.unlink()  # as somebody does who does not keep what was written, and begins again
    done(book, "publish", today="2026-12-17")
    assert file.read_bytes() == before


def test_a_letter_says_only_what_its_owner_shares(book: Repository) -> None:
    listed(book, 1, row(1, "email; phone"))
    committed(book)
    found = [path.read_bytes() for path in room(book).rglob("*.eml")]
    letters = [email.message_from_bytes(content, policy=default) for content in found]
    texts = {letter["To"]: letter.get_body().get_content() for letter in letters}
    to_ann, to_bo = (next(text for to, text in texts.items() if f"p{n}@" in to) for n in (0, 1))
    assert "p1@example.org" in to_ann
    assert "01632 960001" in to_ann
    assert "p0@example.org" in to_bo
    assert "01632" not in to_bo


def test_whoever_is_on_the_list_is_guarded(book: Repository) -> None:
    words = ("--name", "Ann Example", "--email", "ann@network.org", "--consent", "2026-11-01")
    done(book, "add", *words)
    book.write({"meals.md": "# Meals\n\nAsk ANN at ann@network.org, or her.\n"})
    found = CliRunner().invoke(main, ["-C", str(book.folder), "--today", DAY, "check"])
    assert found.exit_code == 3
    assert "docs/meals.md:3:12: an e-mail address from your private list stands here" in found.output
    assert "network.org" not in found.output


WORDS = st.lists(
    st.sampled_from(
        [
            *"\n\n,,;\t\"'=-1@ä\x00",
            *(
                "name",
                "id",
                "email",
                "share",
                "p0",
                "p1",
                "yes",
                "2026-01-01",
                "9999-12-31",
                '{"event":"round",',
            ),
            '{"event":"said","outcome":"met","person":"p0","round":1}\n',
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FILES), WORDS), st.binary(max_size=9))
def test_whatever_lies_there_is_told_in_words(book: Repository, files: dict[str, str], end: bytes) -> None:
    listed(book, 3)
    for name in FILES[1:]:
        (room(book) / name).unlink(missing_ok=True)
    for name, words in files.items():
        (room(book) / name).write_bytes(words.encode() + end)
    for arguments in (["check"], ["status"], ["draw", "--dry-run"], ["commit", "--dry-run"]):
        assert ask(book, *arguments).exit_code in (0, 1, 2)


# Draft and round


def test_a_draft_changes_nothing_until_it_is_committed(book: Repository) -> None:
    listed(book, 7)
    first = done(book, "draw", "--seed", "1")
    assert first.splitlines()[0] == (
        "A draft of round 1, for the week of 7 December 2026: 7 people in 2 pairs and 1 group of three."
    )
    draft = (room(book) / "draft.json").read_bytes()
    done(book, "draw", "--seed", "2")
    assert (room(book) / "draft.json").read_bytes() != draft
    done(book, "draw", "--seed", "1")
    assert (room(book) / "draft.json").read_bytes() == draft
    assert not PRIVATE.search(first)
    assert {*everything(room(book))} == {"people.csv", "draft.json"}
    names = done(book, "draw", "--seed", "1", "--names")
    assert all(f"{name} (p{n})" in names for n, name in enumerate(NAMES[:7]))


def test_nobody_draws_until_it_suits(book: Repository) -> None:
    listed(book, 9)
    done(book, "draw")
    draft = (room(book) / "draft.json").read_bytes()
    said = done(book, "draw", "--names")
    assert said.startswith("Nothing has changed that a draw goes by, so it comes out as before.\n")
    assert (room(book) / "draft.json").read_bytes() == draft
    done(book, "draw", "--odd", "sit-out")
    done(book, "draw", "--week", "2026-12-16")
    done(book, "draw")
    assert (room(book) / "draft.json").read_bytes() == draft
    done(book, "commit")
    assert "--seed" not in done(book, "verify", "1")
    done(book, "draw", "--week", "2026-12-16")
    seeds = [int(found) for found in re.findall(r"seed\W+(\d+)", f"{draft.decode()}{_draft(book)}")]
    assert len({*seeds}) == 2


def _draft(book: Repository) -> str:
    return (room(book) / "draft.json").read_text()


def test_a_round_is_committed_once(book: Repository) -> None:
    listed(book, 4)
    assert refused(book, 2, "commit") == "there is no draft. Draw one with: handbook unmentoring draw\n"
    said = committed(book)
    assert said == (
        "Round 1, the week of 7 December 2026: 4 people in 2 pairs.\n"
        f"In {room(book)}/round-01:\n"
        "  4 letters to send. Each opens in your mail program; read it, sign it, then send it.\n"
        "When you hear from somebody: handbook unmentoring record 1 PERSON met (or 'not met')\n"
        "  PERSON is a whole name, an e-mail address or an id.\n"
    )
    again = refused(book, 2, "commit")
    assert again.startswith("there is no draft. Round 1 is recorded already; its letters are in ")
    assert refused(book, 2, "draw") == (
        "round 1 is for the week of 7 December 2026. Name a later week: --week 2026-12-14\n"
    )
    assert "in the week of" not in refused(book, 2, "draw", "--week", "2026-11-29")


@pytest.mark.parametrize("what", ["people", "avoid", "history", "draft"])
def test_a_draft_of_something_else_is_not_committed(book: Repository, what: str) -> None:
    listed(book, 6)
    committed(book)
    done(book, "draw", "--week", "2026-12-16")
    if what == "people":
        listed(book, 7)
    elif what == "avoid":
        avoiding(book, "p0,p1")
    elif what == "draft":
        draft = room(book) / "draft.json"
        draft.write_text(re.sub(r"(groups\W*\[\W*)(p\d)(\W*)(p\d)", r"\1\4\3\2", draft.read_text()))
    else:
        done(book, "record", "1", "p0", "met")
    assert refused(book, 2, "commit") == (
        "the list, the avoid list, the history or the draft has changed since the draw. "
        "Draw again: handbook unmentoring draw\n"
    )


def test_a_list_saved_by_a_spreadsheet_is_the_same_list(book: Repository) -> None:
    listed(book, 6)
    done(book, "draw")
    lines = (room(book) / "people.csv").read_text().splitlines()
    turned = [",".join(reversed(line.split(","))) for line in (lines[0], *reversed(lines[1:]))]
    (room(book) / "people.csv").write_bytes("\r\n".join(turned).replace(",", ";").encode("utf-16"))
    done(book, "commit")


def test_the_week_of_a_draft_must_not_be_over(book: Repository) -> None:
    listed(book, 4)
    done(book, "draw")
    done(book, "commit", "--dry-run", today="2026-12-13")
    said = refused(book, 2, "commit", today="2026-12-14")
    assert said.startswith("the week of 7 December 2026 is over. Draw again")
    assert refused(book, 2, "draw", "--week", "2026-11-29") == (
        "the week of 23 November 2026 is over. Name a week to come with --week.\n"
    )
    assert "week of 30 November" in done(book, "draw", "--week", "2026-12-01")


def test_odd_numbers_go_by_the_settings_or_as_told(book: Repository) -> None:
    listed(book, 5)
    assert "group of three" in done(book, "draw")
    (book.folder / "data" / "settings.yml").write_text("unmentoring: {odd: sit-out}\n")
    assert "4 people in 2 pairs" in done(book, "draw")
    assert "group of three" in done(book, "draw", "--odd", "trio")
    (book.folder / "data" / "settings.yml").write_text("unmentoring: {odd: dance}\n")
    assert "data/settings.yml:1" in refused(book, 2, "draw")


def test_a_round_can_be_drawn_again(book: Repository) -> None:
    listed(book, 9)
    committed(book)
    said = done(book, "verify", "1")
    assert said == (
        "Round 1 comes out the same when it is drawn again: 3 pairs and 1 group of three.\n"
        "Its seed was given with --seed, and not by chance.\n"
    )
    history = room(book) / "history.jsonl"
    text = history.read_text()
    history.write_text(text.replace('"seed":7', '"seed":8'))
    assert refused(book, 1, "verify", "1") == "Round 1 does not come out the same.\n"
    history.write_text(re.sub('"method":"[^"]*"', '"method":"a bowl"', text.replace('"seed":7', '"seed":8')))
    assert "It was drawn by a bowl; this is " in refused(book, 1, "verify", "1")
    history.write_text(text.replace('"chosen":true,', ""))
    assert "--seed" not in done(book, "verify", "1")
    assert refused(book, 2, "verify", "2") == "there is no round 2. So far there is 1.\n"


# The list


def test_people_are_added_one_by_one(book: Repository) -> None:
    bo = ("--name=Bo Sample", "--phone=01632 960456", "--share=phone", "--consent=2026-11-02")
    said = done(book, "add", *bo, "--every=2", "--away-until=2026-12-24", "--names-ok")
    assert re.fullmatch(r"1 person is on the list\.\nThe id of the new one is [b-z]{5}\.\n", said)
    (person,) = people_of(book)
    assert (person.name, person.share, person.every, person.names_ok) == ("Bo Sample", ("phone",), 2, True)
    before = "somebody with this e-mail address or phone number is on the list already. "
    assert refused(book, 2, "add", "--name", "bo sample", "--phone", "01632-960456").startswith(before)


ANN = "--name=Ann Example"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([ANN], "columns 'email' and 'phone' are both empty. Write one way to reach them.\n"),
        (["--email=a@b.org"], "column 'name' is empty. Write the name by which a partner may know"),
        ([ANN, "--email=a b"], "column 'email' holds something else than one e-mail address."),
        ([ANN, "--email=a@b.org", "--share=phone"], "column 'share' names phone, and column 'phone' is"),
        ([ANN, "--email=a@b.org", "--consent=2027-01-01"], "column 'consent' holds a day that is still"),
        (["--name=Ann\nExample", "--email=a@b.org"], "column 'name' holds a line end or a sign that"),
        ([ANN, "--email=a@b.org", "--every=5"], "Usage: "),
        ([ANN, "--email=a@b.org", "--share=fax"], "Usage: "),
    ],
)
def test_what_cannot_be_added_is_told(book: Repository, words: list[str], says: str) -> None:
    assert refused(book, 2, "add", *words).startswith(says)


def test_what_is_missing_is_asked_for(book: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbook.shell.unmentoring.joining.is_asked", lambda: True)
    typed = "Ann Example\nann at example\nann@example.org\n01632 960123\nn\ny\n\n"
    said = ask(book, "add", typed=typed)
    assert said.exit_code == 0, said.output
    assert "Error: column 'email' holds something else than one e-mail address." in said.output
    (person,) = people_of(book)
    assert (person.email, person.share, str(person.consent)) == ("ann@example.org", ("email",), DAY)
    said = ask(book, "add", typed="Bo Sample\n\n\n12\n01632 960456\ny\nn\n")
    assert said.exit_code == 0, said.output
    assert "1 person: no day is known on which they asked to take part" in said.output
    assert ask(book, "add", typed="Cy Third\n").exit_code == 1
    assert "2 people are on the list" in done(book, "check")


def test_a_list_that_says_nothing_of_consent_changes_nothing_in_it(book: Repository) -> None:
    listed(book, 2)
    form = book.folder.parent / "form.csv"
    form.write_text("name,email,away until\nAnn Example,p0@example.org,31/01/2027\n")
    said = done(book, "import", str(form))
    assert "1 person is brought up to date.\n" in said
    assert "consent" not in said
    form.write_text("name,email\nZoe Ninth,zoe@example.org\n")
    said = done(book, "import", str(form))
    assert (
        "1 person: no day is known on which they asked to take part ('consent'), so they are not drawn."
        in said
    )
    assert [one.consent is None for one in people_of(book)] == [False, False, True]


FORM = (
    "Timestamp;Full name;E-mail address;Mobile;Share;Consent\n"
    "2026-11-03;Cy Third;cy@example.org;07700 900111;email, phone;Yes, 2026-11-03\n"
)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x;Di Fourth;;07700 900112;;yes", "column 'email' is empty. Write the address that letters go to; "
         "or, for whoever has only a phone, put --allow-phone-only behind the command."),
        ("x;Di Fourth;di@;;;yes", "column 'email' holds something else than one e-mail address. "
         "Write it such as ann@example.org."),
        ("x;Di Fourth;di@example.org;;fax;yes", "column 'share' may hold only email, phone and video. "
         "Write one or more of them, such as 'email; phone'."),
        ("x;;di@example.org;;;yes", "column 'name' is empty. "
         "Write the name by which a partner may know this person."),
        ("x;Di Fourth;di@example.org;;;perhaps", "column 'consent' may hold only 'yes' and a day, "
         "such as 'yes, 2026-01-05', or 'no'."),
    ],
)  # fmt: skip
def test_nothing_is_taken_over_where_a_row_is_refused(book: Repository, line: str, says: str) -> None:
    form = book.folder.parent / "form.csv"
    form.write_text(f"{FORM}{line}\nx;Ed Fifth;ed@;;;yes\n")
    listed(book, 2)
    before = everything(book.folder.parent)
    result = ask(book, "import", str(form))
    assert result.exit_code == 2
    assert everything(book.folder.parent) == before
    said = result.output.replace(str(form), "form.csv")
    assert f"form.csv:3: {says}\n" in said
    assert "form.csv:4: column 'email' holds" in said
    assert said.endswith("Nothing is changed. Put this right, or take the other rows over with --skip-bad.\n")
    assert not PRIVATE.search(said.replace("such as ann@example.org", ""))
    said = done(book, "import", str(form), "--skip-bad")
    assert said.endswith("1 person is new.\n3 people are on the list.\n")


def test_every_may_only_be_one_two_or_three(book: Repository) -> None:
    form = book.folder.parent / "form.csv"
    form.write_text("name,email,every\nAnn Example,a@example.org,5\n")
    said = ask(book, "import", str(form))
    assert said.exit_code == 2
    assert "column 'every' may hold only 1, 2 or 3: every round, every second or every third" in said.output


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "this file is empty. Its first line names the columns: "),
        (b"a,b\n1,2\n", "there is no column 'name' in this line."),
        (b"name,email\n\x00\x01", "this file cannot be read as UTF-8, UTF-16 or Windows-1252, which we"),
        (b"PK\x03\x04", "this is a spreadsheet's own file. Save it as CSV, and give that."),
    ],
)
def test_what_is_no_list_is_told(book: Repository, content: bytes, says: str) -> None:
    form = book.folder.parent / "form.csv"
    form.write_bytes(content)
    assert says in refused(book, 2, "import", str(form))


def test_whoever_is_there_stays_the_same_person(book: Repository) -> None:
    listed(book, 2)
    form = book.folder.parent / "form.csv"
    form.write_text("name,email,organisation,consent\nAnn New,P0@Example.org ,Library,yes\n,,,\n")
    said = done(book, "import", str(form))
    assert said.endswith("1 person is brought up to date.\n2 people are on the list.\n")
    ann = next(one for one in people_of(book) if one.id == "p0")
    assert (ann.name, ann.phone, ann.organisation) == ("Ann New", "01632 960000", "Library")


def test_phone_only_is_taken_where_it_is_allowed(book: Repository) -> None:
    form = book.folder.parent / "form.csv"
    form.write_text(
        "name,phone,share,consent\nEd Fifth,01632 960999,phone,yes\nDi Fourth,01632 960998,phone,yes\n"
    )
    assert ask(book, "import", str(form)).exit_code == 2
    done(book, "import", str(form), "--allow-phone-only")
    said = committed(book)
    assert "  0 letters" not in said
    assert "call-sheet.txt, for those without e-mail: what to say on the phone." in said
    assert b"01632 960999" in (room(book) / "round-01" / "call-sheet.txt").read_bytes()


def test_rows_written_in_a_spreadsheet_get_ids(book: Repository) -> None:
    room(book).mkdir(parents=True)
    people = room(book) / "people.csv"
    people.write_text("Name,E-mail,Consent,My notes\nAnn Example,a@example.org,2026-01-01,likes tea\n"
                      "Bo Sample,b@example.org,2026-01-01,\n")  # fmt: skip
    before = people.read_bytes()
    for command in ("check", "status"):
        done(book, command)
    assert people.read_bytes() == before
    said = done(book, "draw")
    assert "people.csv has columns we do not know, and is written without them." in said
    assert (room(book) / "people-before.csv").read_bytes() == before
    found = people_of(book)
    assert all(re.fullmatch("[b-z]{5}", one.id) for one in found)
    done(book, "commit")
    assert {*ledger(book).rounds[0].pool.people} == {one.id for one in found}


def test_check_names_all_faults_at_once(book: Repository) -> None:
    listed(book, 3, "p3,Di Fourth,,,,,,,,\n", "p0,Ed Fifth,ed@example.org,,,,,,,\n")
    avoiding(book, "p0", "p0,p0", "p0,zz")
    (room(book) / "history.jsonl").write_text('{"event":"dance"}\n')
    before = everything(book.folder.parent)
    said = ask(book, "check")
    assert said.exit_code == 1
    assert everything(book.folder.parent) == before
    places = re.findall(r"^((?:people|avoid)\.csv:\d+|history\.jsonl:\d+): (?!note)", said.output, re.M)
    avoid = ["avoid.csv:1", "avoid.csv:2", "avoid.csv:3"]
    assert places == ["people.csv:5", "people.csv:6", *avoid, "history.jsonl:1"]
    assert not PRIVATE.search(said.output)
    for arguments in (["draw"], ["status"], ["forget", "p0", "--yes"], ["add", ANN, "--email=a@b.org"]):
        assert "Nothing is changed." in refused(book, 2, *arguments)


def test_check_says_who_would_be_drawn_in_numbers(book: Repository) -> None:
    listed(book, 4, row(4, more="1,2026-12-07,2026-01-01,no"), row(5, more="1,,,no"))
    said = done(book, "check")
    assert "6 people are on the list.\nFor next week 4 people would be drawn.\n" in said
    assert "Not drawn: 1 away; 1 without a day in the column 'consent', when they asked" in said
    listed(book, 4)
    assert done(book, "check") == (
        "4 people are on the list.\nFor next week 4 people would be drawn.\n"
        "Nothing is wrong with the list, the avoid list and the history.\n"
    )


def test_an_empty_folder_says_how_to_begin(book: Repository) -> None:
    for command in ("check", "status"):
        assert done(book, command).startswith("Nobody is on the list yet. Put people on it with ")
    assert refused(book, 1, "draw").startswith("Nobody is on the list yet.")
    assert not room(book).joinpath("people.csv").exists()


# What comes back


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["p0", "met"], {"p0": "met"}),
        (["P1@Example.org", "not", "met"], {"p1": "not met"}),
        (["cy", "third", "met"], {"p2": "met"}),
        (["p0=met", "Bo Sample=not met", "p2@example.org=not-met"],
         {"p0": "met", "p1": "not met", "p2": "not met"}),
        (["Ann Example", "met", "Bo Sample", "not met", "p2", "Not_met"],
         {"p0": "met", "p1": "not met", "p2": "not met"}),
        (["--all", "met"], {"p0": "met", "p1": "met", "p2": "met", "p3": "met"}),
        (["p3=not met", "p0=not heard", "--all", "met"], {"p1": "met", "p2": "met", "p3": "not met"}),
    ],
)  # fmt: skip
def test_words_are_noted(book: Repository, words: list[str], said: dict[str, str]) -> None:
    listed(book, 4)
    committed(book)
    done(book, "record", "1", *words)
    assert ledger(book).rounds[0].said == said


def test_what_was_noted_of_all_is_named_so_that_it_can_be_taken_back(book: Repository) -> None:
    listed(book, 4)
    committed(book)
    after = "2026-12-14"
    done(book, "record", "1", "Bo Sample", "not met", today=after)
    said = done(book, "record", "1", "--all", "met", today=after).splitlines()
    assert said[1:] == [
        "Noted as met: Ann Example (p0), Cy Third (p2) and Di Fourth (p3)",
        "  To take one back: handbook unmentoring record 1 PERSON not heard",
    ]


def test_whoever_may_mean_another_round_is_asked(book: Repository) -> None:
    """Not refused: some meet before their week."""
    listed(book, 2)
    committed(book)
    asked = "Is that the right round? It is for the week of 7 December 2026, which has not begun.\n"
    assert done(book, "record", "1", "p0", "met").startswith(asked)
    assert "right round" not in done(book, "record", "1", "p0", "not heard")
    assert "right round" not in done(book, "record", "1", "p0", "met", today="2026-12-07")


def test_a_round_is_drawn_for_when_it_is_due(book: Repository) -> None:
    listed(book, 8)
    committed(book)
    day = "2026-12-15"
    assert "handbook unmentoring draw --week 2027-01-04\n" in done(book, "status", today=day)
    due = "This round is due only in the week of 4 January 2027. To draw it for then: --week 2027-01-04\n"
    assert due in done(book, "draw", today=day)
    assert "due only" not in done(book, "draw", "--week", "2027-01-04", today=day)
    (room(book) / "draft.json").unlink()
    assert done(book, "status", today="2026-12-30").endswith("handbook unmentoring draw\n")


def test_a_draft_that_holds_no_longer_is_not_to_be_committed(book: Repository) -> None:
    listed(book, 4)
    done(book, "draw")
    ready = "A draft of round 1, for the week of 7 December 2026: handbook unmentoring commit\n"
    assert done(book, "status").endswith(ready)
    again = "A draft lies there, but it holds no longer. Draw again: handbook unmentoring draw\n"
    assert done(book, "status", today="2026-12-14").endswith(again)
    listed(book, 5)
    assert done(book, "status").endswith(again)


def test_a_reserve_that_nobody_is_in_is_missed(book: Repository) -> None:
    listed(book, 5)
    missed = "Nobody is in reserve: that takes 'yes' in the column 'reserve' of the list.\n"
    assert missed in done(book, "draw", "--odd", "reserve")
    assert missed not in done(book, "draw", "--odd", "trio")
    done(
        book,
        "add",
        "--name",
        "Zoe Ninth",
        "--email",
        "zoe@example.org",
        "--consent",
        "2026-11-01",
        "--reserve",
    )
    assert missed not in done(book, "draw", "--odd", "reserve")


def test_numbers_of_a_round_may_wait_for_those_not_heard_from(
    book: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(book, 8)
    committed(book)
    after = "2026-12-14"
    done(book, "record", "1", "p0", "met", today=after)
    monkeypatch.setattr("handbook.shell.unmentoring.publishing.is_asked", lambda: True)
    file = book.folder / "data" / "unmentoring.yml"
    said = ask(book, "publish", today=after, typed="n\n")
    assert (said.exit_code, file.exists()) == (1, False)
    assert said.output.startswith("Round 1: 7 people not heard from yet, and what you hear later does not ")
    assert said.output.endswith("The numbers of round 1 wait until you publish again.\n")
    assert ask(book, "publish", today=after, typed="y\n").exit_code == 0
    assert "round 1" in file.read_text()
    assert ask(book, "publish", today=after).output.startswith("There is nothing to publish")


def test_whoever_is_to_be_forgotten_is_named_at_the_terminal(
    book: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be undone, and an id is soon mistyped."""
    listed(book, 2)
    monkeypatch.setattr("handbook.shell.unmentoring.leaving.is_asked", lambda: True)
    said = ask(book, "forget", "p1", typed="n\n")
    assert "Is Bo Sample (p1) to be forgotten? It cannot be undone." in said.output
    assert len(people_of(book)) == 2


def test_a_word_can_be_taken_back(book: Repository) -> None:
    listed(book, 4)
    committed(book)
    done(book, "record", "1", "p0", "met")
    assert refused(book, 1, "record", "1", "p0", "met") == "All of this is noted already.\n"
    done(book, "record", "1", "p0", "not met")
    assert done(book, "record", "1", "p0", "not heard") == "Round 1: Nobody has been heard from yet.\n"
    assert not ledger(book).rounds[0].said


NOBODY = "nobody on the list has this id, e-mail address or whole name."


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["record"], "say which round, and who met: handbook unmentoring record 3 PERSON met\n"),
        (["record", "1"], "say who met: handbook unmentoring record 1 PERSON met, or --all met.\n"),
        (["record", "2", "p0", "met"], "there is no round 2. So far there is 1.\n"),
        (["record", "1", "p0"], "write a person and then 'met', 'not met' or 'not heard'; several people"),
        (["record", "1", "p0", "danced"], "write a person and then 'met', 'not met' or 'not heard'; "),
        (["record", "1", "p0=met", "p1", "met"], "write a person and then 'met', 'not met' or 'not "),
        (["record", "1", "Zoe Nobody", "met"], NOBODY),
        (["record", "1", "p0=met", "p1=so"], "person 2: this is no outcome. Write 'met', 'not met' or"),
        (["record", "1", "p0=met", "p0=not met"], "person 2: this person is named twice, with two outc"),
        (["record", "1", "Ed Fifth", "met"], "this person is in no group of round 1.\nNothing is chan"),
        (["record", "1", "Di Fourth", "met"], "2 people have this name. Give the id or the e-mail addr"),
        (["record", "--back", "nobody"], f"--back: {NOBODY}"),
        (["output", "1", "9", "--text", "x"], "round 1 has groups 1 to 2.\n"),
        (["output", "1", "p4", "--text", "x"], "GROUP: this person is in no group of round 1.\n"),
        (["output", "1", "1", "--agreed", "p0"], "there are no words yet to agree to. Give them with "),
        (["output", "1", "1", "--text", "x" * 281], "the text has 281 characters. Shorten it to 280, or "),
        (["output", "1", "1", "--link", "example.org"], "the link is no address of the web. Give it whol"),
        (["output", "1", "1", "--text", "Call 01632 960001"], "an e-mail address or a phone number is p"),
        (["output", "1", "1", "--text", "x", "--about", "Mealss"], "no page is called 'Mealss'. Did you "),
        (["output", "1", "1", "--text", "x", "--about", "Meals#Pub"], "docs/meals.md has no heading 'Pub'"
         ". There are: 'In the park'."),
        (["output", "1", "p0", "--text", "x", "--agreed", "p4"], "--agreed: this person is not in group "),
        (["forget", "nobody", "--yes"], NOBODY),
        (["forget", "p0"], "say --yes if this person is to be forgotten. Nothing is changed.\n"),
        (["record", "Ann Example", "met"], "Usage: "),
        (["output", "Ann Example", "1"], "Usage: "),
        (["verify", "Ann Example"], "Usage: "),
        (["verify", "9"], "there is no round 9. So far there is 1.\n"),
        (["draw", "--week", "9999-12-31"], "the week of 27 December 9999 is more than a year away."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told(book: Repository, words: list[str], says: str) -> None:
    away = row(4, more="1,2027-01-01,2026-01-01,no")
    listed(book, 4, away, away.replace("p4", "p5").replace("Ed Fifth", "di fourth"))
    committed(book)
    said = refused(book, 2, *words)
    question = "Is this person to be forgotten? It cannot be undone. [y/N]: \n"
    assert said.removeprefix(question).startswith(says)


def test_words_come_from_a_file_whole_or_not_at_all(book: Repository) -> None:
    listed(book, 4, row(4, more="1,2027-01-01,2026-01-01,no"))
    committed(book)
    file = book.folder.parent / "said.csv"
    file.write_text("Outcome;ID\nmet;p0\nperhaps;p1\nmet;\nmet;p4\n\nnot met;Cy Third\n")
    said = refused(book, 2, "record", "1", "--file", str(file)).replace(str(file), "said.csv")
    assert said == (
        "said.csv:3: this is no outcome. Write 'met', 'not met' or 'not heard'.\n"
        f"said.csv:4: {NOBODY} The list is {room(book)}/people.csv.\n"
        "said.csv:5: this person is in no group of round 1.\n"
        "Nothing is changed.\n"
    )
    file.write_text("who,what\np0,met\n")
    said = refused(book, 2, "record", "1", "--file", str(file))
    assert "said.csv:1: the first line has to name the columns 'id' and 'outcome'." in said
    file.write_text("id,outcome\np0,Met\np1,not_met\n")
    done(book, "record", "1", "--file", str(file))
    assert ledger(book).rounds[0].said == {"p0": "met", "p1": "not met"}


def test_whoever_is_silent_is_asked_and_comes_back(book: Repository) -> None:
    listed(book, 6)
    for number, week in enumerate(("2026-12-07", "2027-01-04", "2027-02-01"), 1):
        committed(book, "2026-12-02" if number == 1 else week, "--week", week)
        group = next(group for group in ledger(book).rounds[-1].draw.groups if "p5" in group)
        for one in range(6):
            if f"p{one}" not in group:
                done(book, "record", str(number), f"p{one}", "met", today="2027-03-01")
        if number == 2:
            silent = {who for who in group if who not in ledger(book).rounds[0].said}
            break
    said = done(book, "status", today="2027-03-01")
    assert "p5" in silent
    assert f"Not drawn: {len(silent)} paused until they answer." in said
    assert re.search(r"^Please ask whether they would like to go on: .*Flo Sixth \(p5\)", said, re.M)
    assert (
        done(book, "record", "--back", "Flo Sixth", today="2027-03-01") == "1 person will be drawn again.\n"
    )
    assert "Flo Sixth (p5)" not in done(book, "status", today="2027-03-01").partition("Not heard from")[0]


# What is passed on


def passed_on(book: Repository, *more: str) -> tuple[str, ...]:
    """Everybody in the first group of the first round, once their words are kept."""
    done(book, "output", "1", "1", "--text", "Ask what people do already. It saves time.", *more)
    return ledger(book).rounds[0].draw.groups[0]


def test_words_are_published_once_all_have_agreed_to_just_these(book: Repository) -> None:
    listed(book, 4)
    committed(book)
    one, other = passed_on(book, "--about", "meals#in the park")
    said = done(book, "output", "1", one, "--agreed", one)
    assert said == (
        "Text: Ask what people do already. It saves time.\nAbout: Meals#In the park\n1 of 2 have agreed.\n"
        "Read just these words to everybody in the group. For each who agrees: handbook unmentoring output 1 "
        "1 --agreed PERSON\n"
    )
    said = done(book, "output", "1", "1", "--text", "Ask what people do.", "--agreed", other)
    assert said.startswith("These are other words, so everybody is asked again.\n")
    assert "1 of 2 have agreed." in said
    assert "waits until these agree" in done(book, "status")
    assert refused(book, 1, "publish").startswith("There is nothing to publish")
    assert done(book, "output", "1", "1", "--agreed", one).endswith(
        "2 of 2 have agreed.\nIt comes onto the site with: handbook unmentoring publish\n"
    )
    before = everything(book.folder.parent)
    done(book, "publish", "--dry-run")
    assert everything(book.folder.parent) == before
    done(book, "publish")
    file = book.folder / "docs" / "unmentoring" / "posts" / "2026-12-07-ask-what-people-do.md"
    words = html.unescape(file.read_text())
    assert "Ask what people do.\n\nSee also: [[Meals#In the park]]\n\nTwo people who were paired.\n" in words
    assert ledger(book).outputs[0].published == file.relative_to(book.folder).as_posix()
    assert refused(book, 2, "output", "1", "1", "--text", "x").startswith(
        "this is published already: docs/unm"
    )
    checked = CliRunner().invoke(main, ["-C", str(book.folder), "--today", DAY, "check"])
    assert checked.exit_code == 0, checked.output


def test_words_can_be_taken_back(book: Repository) -> None:
    listed(book, 2)
    committed(book)
    passed_on(book, "--agreed", "p0", "--agreed", "p1")
    assert done(book, "output", "1", "1", "--text", "").endswith(
        "Nothing is kept of round 1, group 1 yet. Write it down with --text, or give an address with "
        "--link.\n"
    )
    assert "waits until" not in done(book, "status")
    refused(book, 1, "publish")


def test_names_stand_there_only_if_all_of_a_group_allow_it(book: Repository) -> None:
    listed(book, 0, *(row(n, more="1,,2026-01-01,yes") for n in range(2)))
    committed(book)
    done(book, "output", "1", "1", "--title", "A walk", "--text", "Walk.", "--agreed", "p0", "--agreed", "p1")
    said = done(book, "publish")
    assert "data/people.yml: 2 names that stand beside these texts, as their owners allowed." in said
    (post,) = (book.folder / "docs" / "unmentoring" / "posts").glob("*.md")
    assert "Ann Example" in html.unescape(post.read_text())
    people, problems = data.people((book.folder / "data" / "people.yml").read_bytes())
    assert ({*people}, problems) == ({"Ann Example", "Bo Sample"}, [])
    checked = CliRunner().invoke(main, ["-C", str(book.folder), "--today", DAY, "check"])
    assert checked.exit_code == 0, checked.output


def test_a_name_that_was_withdrawn_is_not_published(book: Repository) -> None:
    listed(book, 0, *(row(n, more="1,,2026-01-01,yes") for n in range(2)))
    committed(book)
    book.write({"meals.md": "# Meals\n\nAs Ann Example says.\n"})
    done_ = CliRunner().invoke(main, ["-C", str(book.folder), "--today", DAY, "withdraw", "Ann Example"])
    assert done_.exit_code == 0
    book.write({"meals.md": "# Meals\n\nFood.\n"})
    done(book, "output", "1", "1", "--title", "A walk", "--text", "Walk.", "--agreed", "p0", "--agreed", "p1")
    done(book, "publish")
    (post,) = (book.folder / "docs" / "unmentoring" / "posts").glob("*.md")
    assert "Two people" in post.read_text()
    assert "Bo Sample" not in (book.folder / "data" / "people.yml").read_text()


def test_nothing_private_is_published(book: Repository) -> None:
    listed(book, 2)
    committed(book)
    passed_on(book, "--title", "Ask for an.skype first", "--agreed", "p0", "--agreed", "p1")
    other = private.folder() / "other"
    other.mkdir()
    (other / "people.csv").write_text("name,skype\nZoe Ninth,an.skype\n")
    said = refused(book, 3, "publish", today="2026-12-14")
    assert "a handle from your private list stands here, and everybody could read it." in said
    assert "skype" not in said
    assert said.endswith("Nothing is published.\n")


def test_what_would_be_a_problem_of_the_handbook_is_not_published(book: Repository) -> None:
    listed(book, 2)
    committed(book)
    passed_on(book, "--title", "Meals", "--agreed", "p0", "--agreed", "p1")
    said = refused(book, 2, "publish")
    assert "the title 'Meals' is also the title of" in said
    assert said.endswith("Nothing is published.\n")


# Forgetting


def test_somebody_who_is_forgotten_is_nowhere(book: Repository) -> None:
    hal = "p7,Hal Eighth,,01632 960007,,phone,,,2026-01-01,\n"
    listed(book, 0, *(row(n, more="1,,2026-01-01,yes") for n in range(7)), hal)
    avoiding(book, "p0,p1", "p2,p3")
    committed(book)
    for number, group in enumerate(ledger(book).rounds[0].draw.groups, 1):
        done(book, "output", "1", str(number), "--text", f"Words of group {number}.", "--agreed", group[0])
    done(book, "record", "1", "--all", "met")
    committed(book, DAY, "--week", "2027-01-04")
    done(book, "draw", "--week", "2027-02-01")
    groups = [next(group for group in made.draw.groups if "p0" in group) for made in ledger(book).rounds]
    before = everything(book.folder.parent)
    said = done(book, "forget", "ann", "example", "--dry-run")
    assert everything(book.folder.parent) == before
    assert said.startswith("This would change avoid.csv, history.jsonl, people.csv")
    done(book, "forget", "Ann Example", "--yes")
    left = everything(room(book))
    assert not [name for name in left if name.startswith("draft") or "p0" in name]
    for trace in (b"p0", b"Ann Example", b"960000"):
        assert not [name for name, content in left.items() if trace in content]
    for number, group in enumerate(groups, 1):
        letters = {name for name in left if name.startswith(f"round-0{number}/") and name.endswith(".eml")}
        gone = {who for who in group if who != "p7"}
        assert len(letters) == 7 - len(gone)
    found = ledger(book)
    assert all(same(made) for made in found.rounds)
    assert "p0" not in str(found)
    kept = {(told.round, told.group) for told in found.outputs}
    assert len(kept) == 3
    done(book, "check")
    assert refused(book, 2, "forget", "p0", "--yes").startswith("nobody on the list has this id")


def test_posts_that_name_somebody_who_is_forgotten_are_listed(book: Repository) -> None:
    listed(book, 0, *(row(n, more="1,,2026-01-01,yes") for n in range(4)))
    committed(book)
    one, other = ledger(book).rounds[0].draw.groups[0]
    done(book, "output", "1", "1", "--title", "A walk", "--text", "Walk.", "--agreed", one, "--agreed", other)
    done(book, "publish")
    said = done(book, "forget", one, "--yes")
    assert "  docs/unmentoring/posts/2026-12-07-a-walk.md\n  data/people.yml\n" in said
    assert b"Walk." not in (room(book) / "history.jsonl").read_bytes()
    assert "docs/unmentoring" not in done(book, "forget", next(
        who for who in ledger(book).rounds[0].draw.groups[1]), "--yes")  # fmt: skip


def test_copies_that_still_name_somebody_who_is_forgotten_are_listed(book: Repository) -> None:
    listed(book, 4)
    committed(book)
    people = (room(book) / "people.csv").read_text()
    (room(book) / "people old.csv").write_text(people)
    (room(book) / ".people.csv.swp").write_bytes(people.encode("utf-16"))
    (room(book) / "notes.txt").write_text("Ring 01632 960000.\n")
    (room(book) / "people.ods").write_bytes(b"PK\x03\x04 no one knows")
    (room(book) / "others.txt").write_text("Bo Sample\n")
    for name in (".next", "round-02"):
        (room(book) / name).mkdir()
        (room(book) / name / "0").write_text("Ann Example\n")
    done(book, "forget", "p1", "--dry-run")
    said = done(book, "forget", "p0", "--yes")
    told = re.findall("^  (.+)$", said[said.index("these files still say") :], re.M)
    assert told == [".people.csv.swp", "notes.txt", "people old.csv", "people.ods", "round-02/0"]
    assert not (room(book) / ".next").exists()
    assert "Bo Sample" not in said.replace("Please tell whom", "")[said.index("these files") :]


def test_whoever_takes_leave_to_name_them_back_is_told_where_they_are_named(book: Repository) -> None:
    listed(book, 0, *(row(n, more="1,,2026-01-01,yes") for n in range(2)))
    committed(book)
    done(book, "output", "1", "1", "--title", "A walk", "--text", "Walk.", "--agreed", "p0", "--agreed", "p1")
    done(book, "publish")
    assert "names_ok" not in done(book, "check")
    listed(book, 0, row(0), row(1, more="1,,2026-01-01,yes"))
    said = done(book, "check")
    post = "docs/unmentoring/posts/2026-12-07-a-walk.md"
    assert f"{post}: this names somebody who is on your list with 'no'" in said
    assert not PRIVATE.search(said)
    CliRunner().invoke(main, ["-C", str(book.folder), "--today", DAY, "withdraw", "Ann Example"])
    assert "names_ok" not in done(book, "check")


def test_a_history_saved_by_a_text_editor_says_the_same(book: Repository) -> None:
    listed(book, 6)
    committed(book)
    done(book, "record", "1", "p0", "met")
    done(book, "publish", today="2026-12-20")
    public = (book.folder / "data" / "unmentoring.yml").read_bytes()
    done(book, "record", "1", "--all", "met", today="2026-12-20")
    history = room(book) / "history.jsonl"
    history.write_bytes(history.read_bytes().replace(b'":', b'": ').replace(b"\n", b"\r\n"))
    (book.folder / "data" / "unmentoring.yml").unlink()
    done(book, "publish", today="2026-12-20")
    assert (book.folder / "data" / "unmentoring.yml").read_bytes() == public


def test_whoever_is_only_off_the_list_is_forgotten_by_id(book: Repository) -> None:
    listed(book, 5)
    committed(book)
    listed(book, 4)
    assert "Not on the list any more, but in rounds and letters that are kept: p4\n" in done(book, "status")
    done(book, "forget", "p4", "--yes")
    left = everything(room(book))
    assert not [name for name, content in left.items() if b"p4" in content or b"Ed Fifth" in content]
    assert "Not on the list any more" not in done(book, "status")
    done(book, "verify", "1")


def test_whoever_is_asked_can_say_no(book: Repository) -> None:
    listed(book, 3)
    before = everything(book.folder.parent)
    result = ask(book, "forget", "p0", typed="n\n")
    assert result.exit_code == 1
    assert everything(book.folder.parent) == before
    assert ask(book, "forget", "p0", typed="y\n").exit_code == 0


# Private, whole, and one at a time


def test_nobody_else_can_look_in(book: Repository) -> None:
    listed(book, 4)
    for path in (private.folder(), room(book)):
        path.chmod(0o755)
    committed(book)
    (room(book) / "people.csv").chmod(0o600)
    for path in (private.folder(), *private.folder().rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


COMMANDS = (
    ["add", "--name", "A B", "--email", "a@example.org"],
    ["check"],
    ["draw"],
    ["commit"],
    ["record", "1", "p0", "met"],
    ["output", "1", "1", "--text", "x"],
    ["status"],
    ["verify", "1"],
    ["forget", "p0", "--yes"],
    ["publish"],
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_no_command_works_where_things_could_be_shared(
    book: Repository, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    listed(book, 4)
    committed(book)
    inside = book.folder / "notes"
    shutil.copytree(private.folder(), inside)
    monkeypatch.setenv(private.VARIABLE, str(inside))
    assert "lies in the handbook itself, where it could be shared." in refused(book, 3, *words)
    (private.folder().parent.parent / "private" / ".git").mkdir()
    monkeypatch.setenv(private.VARIABLE, str(book.folder.parent / "private"))
    assert "lies in a git repository, where it could be shared." in refused(book, 3, *words)


@pytest.mark.parametrize("words", [["import"], ["record", "1", "--file"]], ids=lambda words: words[0])
def test_no_file_is_read_that_could_be_shared(book: Repository, words: list[str]) -> None:
    listed(book, 4)
    committed(book)
    form = book.folder / "form.csv"
    form.write_text("name,email,id,outcome\nAnn Example,a@example.org,p0,met\n")
    assert "where it could be shared" in refused(book, 3, *words, str(form))


def test_a_dry_run_leaves_every_byte(book: Repository) -> None:
    listed(book, 4)
    committed(book)
    done(book, "output", "1", "1", "--text", "w")
    done(book, "draw", "--week", "2026-12-16")
    form = book.folder.parent / "form.csv"
    form.write_text("name,email\nZoe Ninth,z@example.org\n")
    before = everything(book.folder.parent)
    group = ledger(book).rounds[0].draw.groups[0]
    more = (["import", str(form)], ["output", "1", "1", "--agreed", group[0]], ["record", "--back", "p0"])
    for words in (*COMMANDS, *more):
        if words[0] in ("check", "status", "verify"):
            continue
        result = ask(book, *words, "--dry-run", today="2026-12-14")
        assert result.exit_code == 0, result.output
        assert result.output.endswith("Nothing is written yet. Leave --dry-run out to do it.\n")
        assert everything(book.folder.parent) == before


def test_a_command_that_is_killed_leaves_all_or_nothing(
    book: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(book, 4)
    done(book, "draw", "--seed", "7")
    before = everything(room(book))
    done(book, "commit")
    after = everything(room(book))
    shutil.rmtree(room(book))
    for left in range(5):
        room(book).mkdir(parents=True)
        for name, content in before.items():
            (room(book) / name).write_bytes(content)
        words = ["-C", str(book.folder), "--today", DAY, "unmentoring", "commit"]
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", dying(os.replace, left))
            with pytest.raises(Killed):
                main(words, standalone_mode=False)
        done(book, "status")
        assert everything(room(book)) == after
        shutil.rmtree(room(book))


class Killed(BaseException):
    """What no command of ours catches."""


def dying(replace: Callable[..., None], left: int) -> Callable[..., None]:
    """A process that comes so many times to put a file in its place, and then no more."""
    count = iter(range(left))

    def dies(*arguments: str) -> None:
        if next(count, None) is None:
            raise Killed
        replace(*arguments)

    return dies


def test_publishing_is_whole_or_not_at_all(book: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    listed(book, 0, *(row(n, more="1,,2026-01-01,yes") for n in range(2)))
    committed(book)
    done(book, "output", "1", "1", "--text", "Walk.", "--agreed", "p0", "--agreed", "p1")
    before = everything(book.folder.parent)
    for left in range(4):
        words = ["-C", str(book.folder), "--today", "2026-12-14", "unmentoring", "publish"]
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", dying(os.replace, left))
            with pytest.raises(Killed):
                main(words, standalone_mode=False)
        assert left == 3 or everything(book.folder.parent) == before
    # The last time it was noted down as done, and the files were taken back: they come now.
    done(book, "publish", today="2026-12-14")
    written = everything(book.folder)
    new = {f"book/{path}" for path in written} - {*before}
    assert new == {f"book/{path}" for path in (
        "data/people.yml", "data/unmentoring.yml", "docs/unmentoring/posts/2026-12-07-walk.md")}  # fmt: skip
    # As after a power cut, when what was begun is not taken back: nothing comes twice.
    (room(book) / "history.jsonl").write_bytes(before["private/unmentoring/history.jsonl"])
    done(book, "publish", today="2026-12-14")
    assert everything(book.folder) == written
    assert refused(book, 1, "publish", today="2026-12-14").startswith("There is nothing to publish")


def test_a_disk_that_refuses_changes_nothing(book: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    listed(book, 2)
    committed(book)
    passed_on(book, "--agreed", "p0", "--agreed", "p1")

    def full(*arguments: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(project, "write_over", full)
        said = refused(book, 2, "publish", today="2026-12-14")
    assert said == "the handbook cannot be written: No space left on device. Nothing is published.\n"
    assert not (book.folder / "docs" / "unmentoring").exists()


def test_two_commands_do_not_meet(book: Repository) -> None:
    listed(book, 4)
    with rooms.room(book.folder, "unmentoring").lock():
        assert "another command is at work in " in refused(book, 2, "draw")
        done(book, "check")
        done(book, "draw", "--dry-run")
    done(book, "draw")


# A year, and a beginning


def mondays(first: date, count: int) -> list[date]:
    return [first + timedelta(weeks=4 * number) for number in range(count)]


def test_a_year_of_people_who_come_and_go(book: Repository) -> None:
    """Nine people, of whom one is away, one silent and one forgotten, and two who join: nobody is lost."""
    chance = random.Random(5)
    listed(book, 0, *(row(n) for n in range(7)), row(7, more="1,2026-03-31,2026-01-01,no"),
           row(8, more="2,,2026-01-01,no"))  # fmt: skip
    left_out: list[frozenset[str]] = []
    for number, week in enumerate(mondays(date(2026, 1, 5), 13), 1):
        today = (week - timedelta(days=4)).isoformat()
        if number == 4:
            form = book.folder.parent / "form.csv"
            form.write_text("name,email,consent\nZoe Ninth,z@example.org,yes\nYan Tenth,y@example.org,yes\n")
            done(book, "import", str(form), today=today)
        if number == 7:
            done(book, "forget", "p1", "--yes", today=today)
        odd = "sit-out" if number % 2 else "trio"
        done(book, "draw", "--week", week.isoformat(), "--odd", odd, "--seed", str(number), today=today)
        done(book, "commit", today=today)
        made = ledger(book).rounds[-1]
        drawn = [who for group in made.draw.groups for who in group]
        assert len({*drawn}) == len(drawn)
        assert {*drawn} | {*made.draw.left_out} == {*made.pool.people}
        assert "p7" in made.pool.people or week <= date(2026, 3, 31)
        left_out.append(frozenset(made.draw.left_out))
        after = (week + timedelta(days=9)).isoformat()
        for group in made.draw.groups:
            if "p2" not in group and kept_in(book, group[0]):
                outcome = chance.choice(["met", "met", "not met"])
                done(book, "record", str(number), group[0], outcome, today=after)
        asked = done(book, "status", today=after)
        if "Please ask whether they would like to go on" in asked and number == 9:
            done(book, "record", "--back", "p2", today=after)
        if number in (6, 13):
            done(book, "publish", today=after)
    assert not any(one & other for one, other in pairwise(left_out))
    rounds = ledger(book).rounds
    assert len(rounds) == 13
    for made in rounds:
        done(book, "verify", str(made.number))
    # Silence was a pause, and coming back ended it.
    there = ["p2" in made.pool.people for made in rounds]
    assert not all(there)
    assert there[9]
    # Every second round is every second round.
    drawn_in = [made.number for made in rounds if any("p8" in group for group in made.draw.groups)]
    assert all(later - earlier >= 2 for earlier, later in pairwise(drawn_in))
    # Two have joined, and something that stands for nobody is in the place of one.
    drawn_from = {who for made in rounds for who in made.pool.people}
    assert len([who for who in drawn_from if not re.fullmatch(r"p\d", who)]) == 3
    assert b"p1@" not in b"".join(everything(room(book)).values())
    published = yaml.safe_load((book.folder / "data" / "unmentoring.yml").read_text())
    assert len(published) == 13


def kept_in(book: Repository, id_: str) -> bool:
    """Whether somebody is on the list."""
    return f"\n{id_}," in (room(book) / "people.csv").read_text()


def test_a_coordinator_of_62_does_her_first_three_rounds(
    book: Repository, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Every line she reads, but for who was drawn with whom, and where her folder is."""
    monkeypatch.setattr("secrets.choice", random.Random(62).choice)
    form = book.folder.parent / "form.csv"
    form.write_text(
        "Time,Full name,E-mail address,Telephone,Share,How often,Consent\n"
        "x,Cy Third,cy@example.org,07700 900111,email and phone,1,\"Yes, 2026-11-03\"\n"
        "x,Di Fourth,di@example.org,,,,Yes\n"
        "x,Flo Sixth,flo@example.org,,,2,Yes\n"
        "x,Gus Seventh,gus@example.org,,,,Yes\n"
        "x,Hal Eighth,hal@example.org,,,,\n"
    )  # fmt: skip
    told = []
    story = (ROOT / "tests" / "coordinator.txt").read_text(encoding="utf-8")
    for line in story.splitlines():
        if line.startswith("$ "):
            today, *words = shlex.split(line.removeprefix("$ ").replace("FORM", str(form)))
            said = done(book, *words, today=today)
            said = re.sub(r"--seed \d+", "--seed SEED", said.replace(str(room(book)), "ROOM"))
            told += [line, *said.replace(str(form), "form.csv").splitlines()]
    if request.config.getoption("--update-golden"):
        (ROOT / "tests" / "coordinator.txt").write_text("\n".join(told) + "\n", encoding="utf-8")
    else:
        assert "\n".join(told) + "\n" == story


# What is due


@pytest.mark.parametrize(
    ("every", "week"),
    [("week", "2026-12-14"), ("fortnight", "2026-12-21"), ("month", "2027-01-04"), ("quarter", "2027-03-08")],
)
def test_the_next_round_is_due_as_the_settings_say(book: Repository, every: str, week: str) -> None:
    (book.folder / "data" / "settings.yml").write_text(f"unmentoring: {{every: {every}}}\n")
    listed(book, 2)
    committed(book)
    day = in_words(week)
    assert f"The next round is due in the week of {day}: handbook unmentoring draw" in done(book, "status")
    later = (date.fromisoformat(week) + timedelta(days=7)).isoformat()
    assert f"The next round was due in the week of {day}" in done(book, "status", today=later)


def test_whoever_has_had_no_part_for_a_year_is_named(book: Repository) -> None:
    away = row(3, more="1,2027-12-24,2026-01-01,no")
    listed(book, 2, row(2, more="1,,2027-06-01,no"), away, row(4, more="1,,,no"))
    committed(book)
    before, after = (done(book, "status", today=day) for day in ("2027-12-06", "2027-12-07"))
    assert "No part in it for a year" not in before
    assert "No part in it for a year: Ann Example (p0) and Bo Sample (p1)\n" in after


def test_other_commands_do_not_wait_for_these() -> None:
    loads = "import handbook.shell.cli, sys; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True, env=ENV)
    loaded = told.stdout.split()
    assert "handbook.shell.practices" in loaded
    assert not {"rustworkx", "icalendar", "handbook.practices"} & {*loaded}
