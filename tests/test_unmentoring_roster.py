"""The list of people: what volunteers and their forms write is taken as meant, or told in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.model import Place
from handbook.practices.unmentoring import roster
from handbook.practices.unmentoring.roster import as_csv, avoid, columns, merged
from handbook.practices.unmentoring.values import CHANNELS, Person
from handbook.read import roster as guarded
from handbook.show import table

FEW = settings(max_examples=25, deadline=None)
PLACE, TODAY = Place("people.csv"), date(2026, 11, 22)
ANN = Person("ann", "Ann Canary", "ann@canary.org", consent=date(2026, 1, 5))


def read(text: str, phone_only: bool = False, today: date | None = None) -> tuple[list[Person], list[str]]:
    people, problems = roster.read(PLACE, text.encode(), phone_only, today)
    said = [str(problem).removeprefix("people.csv:") for problem in problems]
    assert not re.search("canary", "".join((*said, repr(people), repr(problems))), re.I)
    return people, said


def faults(text: str, phone_only: bool = False) -> list[str]:
    return [line for line in read(text, phone_only)[1] if "note: " not in line]


def one(head: str, cell: str) -> Person:
    """Somebody whose row says nothing but a name, an address and this."""
    row = table.as_csv(
        [["name", "email", "phone", "video", head], ["Ann Canary", "a@b.org", "01632 960123", "x", cell]]
    )
    (person,), said = read(row)
    assert not [line for line in said if "note: " not in line]
    return person


# What people write


SHARE = "may hold only email, phone and video. Write one or more of them, such as"
DAY = "holds something else than a day. Write it such as 2026-01-05."
CONSENT = "may hold only 'yes' and a day, such as 'yes, 2026-01-05', or 'no'."
UNSEEN = (
    "holds a line end or a sign that cannot be seen. Write it again on one line. If it looks right, a "
    "quotation mark may lack its other one."
)


def test_a_list_as_a_form_gives_it() -> None:
    text = (
        "Timestamp;E-mail Address;Full name;Mobile;Share;Consent;Names OK;Away until;How often;Google ID\n"
        "1/2/26;ANN@canary.org ; Ann   Canary;07123456789;email, phone;Yes, 2026-01-05;y;"
        "2026-05-03 10:11:12;2;\n"
        ";b@canary.org;Bob Canary;+44 1632 960123;Telephone and e-mail;05/01/2026;;;;\n"
    )
    people, said = read(text)
    assert people == [
        Person(
            "",
            "Ann Canary",
            "ANN@canary.org",
            "07123 456789",
            share=("email", "phone"),
            every=2,
            away_until=date(2026, 5, 3),
            consent=date(2026, 1, 5),
            names_ok=True,
        ),
        Person(
            "",
            "Bob Canary",
            "b@canary.org",
            "+44 1632 960123",
            share=("email", "phone"),
            consent=date(2026, 1, 5),
        ),
    ]
    assert said == [
        "1: note: column 1 has a name we do not know; it is left out.",
        "3: note: 1 person: days with slashes are read with the day first and the month second.",
    ]


@pytest.mark.parametrize(
    ("head", "field", "cells", "value"),
    [
        ("share", "share", ("", "email", "E-mail", "mail", "e-mail address"), ("email",)),
        (
            "share",
            "share",
            ("phone; email", "Phone/E-mail", "tel + mail", "email and phone"),
            ("email", "phone"),
        ),
        ("share", "share", ("video, mobile number", "Skype; phone call"), ("phone", "video")),
        ("share", "share", ("none", "No", "-"), ()),
        ("every", "every", ("", "1", "every round", "1.0"), 1),
        ("how often", "every", ("2", "every 2 rounds", "2 rounds"), 2),
        ("away_until", "away_until", ("", " "), None),
        (
            "Away until",
            "away_until",
            ("2026-05-03", "3 May 2026", "03/05/2026", "3.5.2026", "2026/5/3"),
            date(2026, 5, 3),
        ),
        (
            "consent",
            "consent",
            ("yes, 2026-01-05", "Yes (2026-01-05)", "2026-01-05", "TRUE 5/1/2026", "y; 5 January 2026"),
            date(2026, 1, 5),
        ),
        ("consent", "consent", ("", "no", "No", "FALSE", "yes", "y"), None),
        ("names_ok", "names_ok", ("yes", "Y", "TRUE", "1", "x", "Yes."), True),
        ("Names OK", "names_ok", ("", "no", "N", "FALSE", "0", "-"), False),
        ("reserve", "reserve", ("yes",), True),
        ("ID", "id", ("Ann", "ann"), "ann"),
    ],
)
def test_cells_are_taken_as_they_are_meant(
    head: str, field: str, cells: tuple[str, ...], value: object
) -> None:
    for cell in cells:
        assert getattr(one(head, cell), field) == value, cell


@pytest.mark.parametrize(
    ("head", "cell", "says"),
    [
        ("every", "5", "may hold only 1, 2 or 3: every round, every second or every third one."),
        ("share", "fax", f"{SHARE} 'email; phone'."),
        ("share", "canary", f"{SHARE} 'email; phone'."),
        ("away_until", "2026-02-30", DAY),
        ("away_until", "May 2026", DAY),
        ("away_until", "12/13/2026", DAY),
        ("consent", "I suppose", CONSENT),
        ("consent", "yes, but not yet", CONSENT),
        ("names_ok", "yes, but not my surname", "may hold only yes or no."),
        ("reserve", "perhaps", "may hold only yes or no."),
        (
            "id",
            "../canary",
            "holds something else than small letters and digits. Clear it, and a new one is made.",
        ),
        ("organisation", "x" * 201, "has more than 200 letters. Shorten it."),
        ("organisation", "can\nary", UNSEEN),
        ("organisation", "can\u202eary", UNSEEN),
    ],
)
def test_what_cannot_be_meant_says_what_is_allowed(head: str, cell: str, says: str) -> None:
    row = table.as_csv([["name", "email", head], ["Ann Canary", "a@b.org", cell]])
    assert faults(row) == [f"2: column '{head}' {says}"]


def test_what_nobody_sees_in_a_name_does_not_hide_it() -> None:
    row = table.as_csv([["name", "email"], ["A\U000e0041n\u061cn \u2063Canary\u200e", "a@b.org"]])
    assert roster.read(PLACE, row.encode(), True)[0][0].name == "Ann Canary"


@pytest.mark.parametrize(
    "name",
    [
        "ann@canary.org",
        "Ann (07123 456789)",
        "",
        "x" * 101,
        "Ann\nBcc: b@canary.org",
        "Ann\r\n\r\nCanary",
        "\u0301" * 9,
        "../..",
        "a\x00",
    ],
)
def test_a_name_is_one_line_and_no_address(name: str) -> None:
    row = table.as_csv([["name", "email"], [name, "a@b.org"]])
    assert (
        len([line for line in faults(row) if line.startswith("2: column 'name'") or "cannot be read" in line])
        == 1
    )


@pytest.mark.parametrize(
    "mail",
    [
        "canary",
        "a@b",
        "a b@c.org",
        "a@b.org; c@d.org",
        "Ann <a@b.org>",
        "a@b.org\nBcc: x@y.org",
        "é@b.org",
        "a@-b.org",
        ".a@b.org",
        "a@b.org,",
    ],
)
def test_an_address_is_one_address(mail: str) -> None:
    row = table.as_csv([["name", "email", "every"], ["Ann Canary", mail, "5"]])
    assert [line.split(" ")[2] for line in faults(row)] == ["'email'", "'every'"]


@pytest.mark.parametrize("phone", ["ask", "4.47123E+11", "1234", "01632 960123 or 960124", "+" * 9])
def test_a_number_is_one_number(phone: str) -> None:
    assert len(faults(table.as_csv([["name", "email", "phone"], ["Ann Canary", "a@b.org", phone]]))) == 1


def test_numbers_survive_spreadsheets() -> None:
    (person,), _ = read("name,email,phone\nAnn Canary,a@b.org,7123456789\n")
    assert person.phone == "07123 456789"
    (again,), _ = read(as_csv([replace(person, phone="+44 7123 456789")]))
    assert again.phone == "+44 7123 456789"


def test_all_faults_are_told_at_once_by_their_lines() -> None:
    text = (
        "Name,Email,Share,Every,Canary\n"
        "Ann Canary,,fax,5,\n"
        "\n"
        ",b@b.org,phone,,\n"
        "Cy Doe,c@c.org,,,,x\n"
        "Di Doe,d@d.org,,,\n"
    )
    people, said = read(text)
    assert [person.name for person in people] == ["Di Doe"]
    assert [line[:7] for line in said if "note" not in line] == ["2: colu"] * 3 + ["4: colu"] * 2 + [
        "5: this"
    ]
    assert "1: note: column 5 has a name we do not know; it is left out." in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "1: this file is empty."),
        ("\n , ,\n", "1: this file is empty."),
        ("Ann Canary,ann@canary.org\n", "1: there is no column 'name' in this line."),
        ("\n\nemail\na@b.org\n", "3: there is no column 'name' in this line."),
        ("name,mobile,Tel,email\n", "1: columns 2 and 3 are both 'phone'. Take one of them out."),
        ('name,email\nAnn Canary,a@b.org\n"Bob,b@b.org\nCy,c@c.org\n', "3: column 'name' holds a line end"),
    ],
)
def test_a_list_that_is_none(text: str, says: str) -> None:
    assert says in "\n".join(faults(text))


def test_wrong_encodings_and_spreadsheets_are_named() -> None:
    for content in (b"PK\x03\x04", b"\xff\xfea", b"caf\xe9\x81", b"a" * 5_000_001):
        people, (problem,) = roster.read(PLACE, content)
        assert (people, problem.place.line, problem.level) == ([], 1, "problem")


# Reached by phone


def test_people_without_an_address() -> None:
    text = "name,email,phone,share\nAnn Canary,,01632 960123,\nBo Canary,,,\nCy Canary,,01632 960124,phone\n"
    assert faults(text) == [
        f"{n}: column 'email' is empty. Write the address that letters go to; or, for whoever has only a "
        "phone, put --allow-phone-only behind the command."
        for n in (2, 3, 4)
    ]
    people, said = read(text, phone_only=True)
    # Nobody's number is shown to others because they have no address.
    assert [(person.name, person.share) for person in people] == [
        ("Ann Canary", ()),
        ("Cy Canary", ("phone",)),
    ]
    assert "3: columns 'email' and 'phone' are both empty. Write one way to reach them." in said
    assert (
        "2: note: 1 person: no partner may see how to reach them ('share'); ask what they would like." in said
    )


def test_nothing_is_shared_that_is_not_there() -> None:
    assert faults("name,email,share\nAnn Canary,a@b.org,email; phone\n") == [
        "2: column 'share' names phone, and column 'phone' is empty. Fill that in, or take it out of 'share'."
    ]


# Consent, and the same person twice


def test_nobody_is_drawn_who_did_not_ask() -> None:
    text = (
        "name,email,consent\n"
        "Ann Canary,a@b.org,yes\n"
        "Bo Canary,b@b.org,\n"
        "Cy Canary,c@b.org,no\n"
        "Di Canary,d@b.org,\n"
    )
    people, said = read(text)
    assert [person.consent for person in people] == [None] * 4
    assert said == [
        "2: note: 1 person: 'yes' needs the day on which they said so ('consent'), such as "
        "'yes, 2026-01-05'.",
        "2: note: 4 people (lines 2, 3, 4, 5): no day is known on which they asked to take part ('consent'), "
        "so they are not drawn.",
    ]
    people, said = read(text, today=TODAY)
    assert [person.consent for person in people] == [TODAY, None, None, None]
    assert said[0] == "2: note: 1 person: 'yes' stands without a day ('consent'), so today's is taken."
    assert "still to come" in read("name,email,consent\nAnn Canary,a@b.org,2026-11-23\n", today=TODAY)[1][0]


def test_the_newest_row_counts_and_keeps_the_id() -> None:
    text = (
        "id,name,email,every\n"
        "abcd,Ann Canary,ann@canary.org,1\n"
        ",Bo Canary,b@b.org,\n"
        ",Ann Canary, ANN@Canary.org,2\n"
    )
    people, said = read(text)
    assert [(person.id, person.every) for person in people] == [("", 1), ("abcd", 2)]
    assert "4: note: line 2 has the same e-mail address; only this newer row counts." in said


def test_rows_that_may_be_one_person_are_told() -> None:
    text = (
        "name,email,phone\n"
        "Ann Canary,a@b.org,\n"
        "ANN CANARY,c@b.org,\n"
        "Bo Canary,,01632 960123\n"
        "Cy Canary,,01632960123\n"
    )
    people, said = read(text, phone_only=True)
    assert len(people) == 4
    assert "3: note: line 2 has the same name. If that is one person, take one of the rows out." in said
    assert (
        "5: note: line 4 has the same phone number. If that is one person, take one of the rows out." in said
    )


def test_a_copied_row_does_not_make_two_people_one() -> None:
    text = "id,name,email\nabcd,Ann Canary,a@b.org\nABCD,Bo Canary,b@b.org\n"
    assert faults(text) == ["3: line 2 has the same id. Clear one of them, and a new one is made."]


@pytest.mark.parametrize("name", ["Canary", "A. B. Canary", "A B", "C"])
def test_a_name_that_cannot_be_guarded_is_told(name: str) -> None:
    said = [line for line in read(f"name,email\n{name},a@b.org\n")[1] if "is not looked for" in line]
    guard = guarded.read(PLACE, f"name\n{name}\n".encode())[0].names
    assert bool(said) == (sum(len(word) > 1 for words in guard for word in words) < 2)


# Written and read again


NAMES = st.lists(
    st.text(st.characters(categories=["L", "M"], exclude_characters="\ufeff"), min_size=1, max_size=8),
    min_size=1,
    max_size=3,
).map(" ".join)
WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["C"]), max_size=12)
PEOPLE = st.builds(
    Person,
    id=st.text("bcdfgh", min_size=4, max_size=6),
    name=NAMES,
    email=st.text("abcdefgh", min_size=1, max_size=9).map("{}@canary.org".format),
    phone=st.sampled_from(["+44 1632 960123", "01632 960123", "07123 456789", "(01632) 960-123"]),
    video=WORDS.map(lambda words: words.replace("\u00a0", " ").replace("\u00ad", "").strip() or "x"),
    organisation=st.sampled_from(["", "=1+1", "'quoted", "-", "@home", 'Town, "Hall"; East']),
    share=st.sets(st.sampled_from(CHANNELS)).map(
        lambda found: tuple(one for one in CHANNELS if one in found)
    ),
    every=st.integers(1, 3),
    away_until=st.none() | st.dates(),
    consent=st.none() | st.dates(),
    names_ok=st.booleans(),
    reserve=st.booleans(),
)


@FEW
@given(st.lists(PEOPLE, max_size=5, unique_by=(lambda one: one.id, lambda one: one.email)))
def test_a_list_comes_back_as_it_was(people: list[Person]) -> None:
    text = as_csv(people)
    found, problems = roster.read(PLACE, text.encode())
    assert [problem for problem in problems if problem.level != "note"] == []
    assert found == people
    assert as_csv(found) == text
    assert columns(text.encode()) == {*roster.COLUMNS}


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_read_without_a_crash(content: bytes) -> None:
    roster.read(PLACE, content, True, TODAY)
    avoid(PLACE, content, {"a", "b"})


# Brought together


def tokens() -> Callable[[], str]:
    numbers = count()
    return lambda: f"t{next(numbers)}"


def test_people_who_are_there_keep_their_ids() -> None:
    bo = Person("bo", "Bo Doe", phone="01632 960123", share=())
    now = replace(ANN, id="", email="ANN@Canary.ORG", every=3)
    new, phone = Person("", "Cy Doe", "c@b.org"), replace(bo, id="", phone="(01632) 960123")
    people, said = merged([ANN, bo], [now, phone, new], tokens())
    assert people == [replace(now, id="ann"), replace(phone, id="bo"), replace(new, id="t0")]
    assert said == ["1 person is new.", "2 people are brought up to date."]
    assert merged(people, [now, new], tokens()) == (people, ["2 people are as before."])


def test_what_a_list_does_not_say_stays() -> None:
    there = replace(ANN, every=3, names_ok=True, phone="01632 960123")
    said = columns(b"Name;E-mail;consent\n")
    (person,), _ = merged([there], [replace(ANN, id="", name="Ann C. Canary")], tokens(), said)
    assert person == replace(there, name="Ann C. Canary")
    # But a no that is said takes a yes away.
    (person,), _ = merged([there], [replace(ANN, id="")], tokens(), columns(b"name,email,names_ok\n"))
    assert (person.names_ok, person.every) == (False, 3)


def test_the_numbers_of_a_form_are_no_ids() -> None:
    bo = Person("1", "Bo Doe", "b@b.org")
    people, _ = merged([replace(ANN, id="1")], [bo], tokens())
    assert [(one.id, one.name) for one in people] == [("1", "Ann Canary"), ("t0", "Bo Doe")]
    # With the same name it is somebody with another address.
    (person,), _ = merged([ANN], [replace(ANN, email="new@canary.org")], tokens())
    assert (person.id, person.email) == ("ann", "new@canary.org")


def test_what_is_no_longer_there_is_no_longer_shared() -> None:
    there = replace(ANN, phone="01632 960123", share=("email", "phone"))
    (person,), _ = merged([there], [replace(ANN, id="")], tokens(), columns(b"name,email,phone\n"))
    assert person.share == ("email",)
    assert faults(as_csv([person])) == []


def test_two_people_of_one_household_stay_two() -> None:
    ann, bo = (Person("", name, phone="01632 960123") for name in ("Ann Canary", "Bo Canary"))
    assert [one.id for one in merged([], [ann, bo], tokens())[0]] == ["t0", "t1"]


def test_ids_of_people_who_left_are_not_given_again() -> None:
    people, _ = merged(
        [replace(ANN, id="t1")], [replace(ANN, id="", email="b@b.org")], tokens(), taken={"t0"}
    )
    assert [one.id for one in people] == ["t1", "t2"]


@FEW
@given(st.lists(PEOPLE, max_size=4), st.lists(PEOPLE, max_size=4))
def test_nobody_is_lost_and_ids_stay_apart(present: list[Person], incoming: list[Person]) -> None:
    present = [*{one.id: one for one in present}.values()]
    people, _ = merged(present, [replace(one, id="") for one in incoming], tokens())
    assert [one.id for one in people[: len(present)]] == [one.id for one in present]
    assert len({one.id for one in people}) == len(people)
    assert {one.email for one in incoming} <= {one.email for one in people}


# Who should not meet


def test_pairs_to_avoid() -> None:
    known = {"ann", "bo", "cy"}
    pairs, problems = avoid(Place("avoid.csv"), b"id;other\nann;bo\nBO; ANN\ncy;ann\n", known)
    assert (pairs, problems) == ({frozenset(("ann", "bo")), frozenset(("ann", "cy"))}, [])
    assert avoid(PLACE, b"ann,bo\n", known) == ({frozenset(("ann", "bo"))}, [])
    assert avoid(PLACE, b"", known) == (frozenset(), [])
    _, problems = avoid(Place("avoid.csv"), b"ann,ann\nann\nann,canary\nann,bo,cy\n\nwrong,head\n", known)
    assert [str(problem).partition(". ")[0] for problem in problems] == [
        "avoid.csv:1: both ids of this row are the same",
        "avoid.csv:2: this row needs two ids, such as people.csv has in its column 'id'.",
        "avoid.csv:3: an id of this row is not in people.csv",
        "avoid.csv:4: this row needs two ids, such as people.csv has in its column 'id'.",
        "avoid.csv:6: an id of this row is not in people.csv",
    ]


def test_the_guard_reads_the_list_that_we_write() -> None:
    people = [replace(ANN, phone="+44 7123 456789"), Person("bo", "Bó O’Roe", phone="01632 960123", share=())]
    found, problems = guarded.read(PLACE, as_csv(people).encode())
    assert problems == []
    assert found.names == {("ann", "canary"), ("bo", "oroe")}
    assert found.reached == {"ann@canary.org", "07123456789", "01632960123"}
