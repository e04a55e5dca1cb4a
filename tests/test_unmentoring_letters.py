"""Letters of a round: each says only what somebody agreed to share, and may be sent as it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from handbook.model import Unmentoring
from handbook.practices.unmentoring.letters import CALL_SHEET, letters, starter
from handbook.practices.unmentoring.values import CHANNELS, Draw, Person, Pool, Round
from handbook.practices.unmentoring.wording import LONGEST_LINE, WIDTH

TODAY, WEEK = date(2026, 11, 22), date(2026, 12, 7)
ANN = Person("ann", "Ann Canary", "ann@canary.org", "01632 960111", "skype:ann")
BO = Person("bo", "Bó Canary", "bo@canary.org", "01632 960222", share=("email", "phone"))
CY = Person("cy", "Cy Canary", phone="01632 960333", share=("phone",))


def of(groups: tuple[tuple[str, ...], ...], left_out: tuple[str, ...] = (), reserve: str = "") -> Round:
    people = tuple(sorted({who for group in groups for who in group} - {reserve} | {*left_out}))
    return Round(3, WEEK, 12345, Pool(people, reserve=reserve), Draw(groups, left_out))


def written(made: Round, people: Collection[Person], minutes: int = 30) -> dict[str, bytes]:
    return letters(made, {one.id: one for one in people}, Unmentoring(minutes=minutes), TODAY)


def letter(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=SMTP)
    assert isinstance(found, EmailMessage)
    return found


def text(content: bytes) -> str:
    """What somebody reads, on one line."""
    body = letter(content).get_body()
    assert body is not None
    return " ".join(body.get_content().split())


def told(files: dict[str, bytes], person: Person) -> str:
    """All that somebody is told, by letter or on the phone."""
    if person.email:
        return text(next(content for name, content in files.items() if name.startswith(f"{person.id}-")))
    sheet = " ".join(files[CALL_SHEET].decode().split())
    return re.split(
        r"Thank you for (?:taking part!|your patience!)", sheet.partition(f"{person.name}, phone")[2]
    )[0]


# What a letter says


def test_a_letter_for_each() -> None:
    files = written(of((("ann", "bo"),)), (ANN, BO))
    assert [*files] == ["group-01.ics", "ann-ann-canary.eml", "bo-bo-canary.eml"]
    found = letter(files["bo-bo-canary.eml"])
    assert (found["To"], found["X-Unsent"]) == ("Bó Canary <bo@canary.org>", "1")
    assert found["Subject"] == "Unmentoring: your talk in the week of 7 December 2026"
    assert {"From", "Date", "Message-ID", "Cc", "Bcc"}.isdisjoint(found.keys())
    said = told(files, BO)
    for words in (
        "Dear Bó Canary, Chance has put you together with Ann Canary for a talk of about 30 minutes, some "
        "time in the week of Monday 7 to Sunday 13 December 2026. How to reach Ann Canary: e-mail: "
        "ann@canary.org",
        "Ann Canary makes the first move this time. If you have heard nothing by Wednesday 9 December, "
        "please go first",
        "Think: ",
        "Do: ",
        "Share: ",
        "Please leave sales talk out",
        "If it did not happen, that is nobody's fault",
        "or stop? Tell me in a word",
    ):
        assert words in said
    assert "You make the first move this time: get in touch by Wednesday 9 December" in told(files, ANN)
    assert "about 45 minutes" in told(written(of((("ann", "bo"),)), (ANN, BO), 45), ANN)


def test_a_phone_that_is_not_shared_is_in_no_letter() -> None:
    """Acceptance example 9."""
    files = written(of((("ann", "bo"),)), (ANN, BO))
    assert "960111" not in "".join(map(text, (files["ann-ann-canary.eml"], files["bo-bo-canary.eml"])))
    assert "phone: 01632 960222" in told(files, ANN)


def test_people_without_an_address_are_on_the_call_sheet() -> None:
    files = written(of((("cy", "ann"),)), (ANN, CY))
    assert {*files} == {"group-01.ics", CALL_SHEET, "ann-ann-canary.eml"}
    sheet = files[CALL_SHEET].decode()
    assert "Cy Canary, phone 01632 960333\n\n    Chance has put you together with Ann Canary" in sheet
    # Cy has no way to write, so Ann begins although it was not her turn.
    assert (
        "Ann Canary makes the first move this time. If you have heard nothing by Wednesday 9 December, "
        "please tell me." in told(files, CY)
    )
    assert "You make the first move this time" in told(files, ANN)
    assert "phone: 01632 960333" in told(files, ANN)


def test_what_is_read_out_holds_nothing_that_only_a_screen_is_good_for() -> None:
    """Cy has no e-mail: an address, a number of characters and a link would be of no use."""
    sheet = written(of((("cy", "ann"),)), (ANN, CY))[CALL_SHEET].decode()
    assert "Ann Canary can be reached by e-mail only, but knows how to reach you." in " ".join(sheet.split())
    assert not {"@", "280", "link"} & {*re.findall(r"@|\w+", sheet)}
    assert max(map(len, sheet.splitlines())) <= WIDTH
    assert sheet.count("Told on: ___") == 1
    # Whoever can ring is told the number.
    assert "phone: 01632 960222" in written(of((("cy", "bo"),)), (BO, CY))[CALL_SHEET].decode()


def test_a_paragraph_of_a_letter_is_one_line() -> None:
    """Lines that were broken for a wide screen are broken once more by a narrow one."""
    body = letter(written(of((("ann", "bo"),)), (ANN, BO))["ann-ann-canary.eml"]).get_body()
    assert body is not None
    paragraphs = body.get_content().replace("\r\n", "\n").strip().split("\n\n")
    assert all("\n" not in words or "\n  " in words for words in paragraphs)


def test_groups_of_three_and_the_reserve() -> None:
    files = written(of((("cy", "ann", "bo"),), reserve="bo"), (ANN, BO, CY))
    assert "put you together with Cy Canary and Ann Canary" in told(files, BO)
    assert "Thank you for being the reserve" in told(files, BO)
    assert "unless you all agree" in told(files, BO)
    assert not any("reserve" in told(files, one) for one in (ANN, CY))


def test_whoever_has_no_partner_hears_that_it_was_chance() -> None:
    files = written(of((("ann", "bo"),), ("cy", "dee")), (ANN, BO, CY, replace(ANN, id="dee")))
    for said in (told(files, CY), text(files["dee-ann-canary.eml"])):
        assert "It was chance, and nothing that you did or said." in said
        assert "You have a place in the next round" in said
        assert "ann@canary.org" not in said.replace("To:", "")
    assert not letter(files["dee-ann-canary.eml"]).is_multipart()


def test_somebody_who_has_left_is_nobody_in_particular() -> None:
    files = written(of((("ann", "gone"),)), (ANN,))
    assert "was to be somebody who has left since" in told(files, ANN)
    assert "first move" not in told(files, ANN)
    files = written(of((("ann", "gone", "bo"),), ("out",)), (ANN, BO))
    assert "You were to be three, but the third is somebody who has left since." in told(files, ANN)
    assert "gone" not in b"".join(files.values()).decode()


@pytest.mark.parametrize(
    ("first", "other", "says"),
    [
        (
            replace(ANN, share=()),
            BO,
            "has given nothing for you to reach them by, but knows how to reach you.",
        ),
        (replace(ANN, share=()), replace(BO, share=()), "Tell me, and I put you in touch."),
    ],
)
def test_partners_who_cannot_reach_each_other(first: Person, other: Person, says: str) -> None:
    files = written(of((("ann", "bo"),)), (first, other))
    assert says in told(files, other)
    assert ("first move" in told(files, first)) == bool(other.share)


def test_whoever_can_reach_the_others_begins() -> None:
    people = {one.id: one for one in (ANN, BO, CY)}
    assert starter(("ann", "bo"), people) == "ann"
    assert starter(("cy", "ann"), people) == "ann"
    assert starter(("cy", "bo"), people) == "cy"
    assert starter(("cy", "ann", "bo"), people) == "ann"
    mute = {one.id: replace(one, share=()) for one in (ANN, BO)}
    assert starter(("ann", "bo"), mute) == ""


# What it is made of


NAME = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"], max_codepoint=0x2FFF), min_size=1, max_size=12
)
CHANNEL = st.sets(st.sampled_from(CHANNELS)).map(lambda found: tuple(one for one in CHANNELS if one in found))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(NAME, st.booleans(), CHANNEL), min_size=2, max_size=3))
def test_a_letter_never_holds_what_is_not_shared(drawn: list[tuple[str, bool, tuple]]) -> None:  # type: ignore[type-arg]
    people = []
    for number, (name, writes, share) in enumerate(drawn):
        email = f"secret{number}@canary.org" if writes else ""
        shown = tuple(one for one in share if one != "email" or writes)
        people.append(
            Person(
                f"p{number}",
                f"A {name}",
                email,
                f"01632 96000{number}",
                f"video{number}",
                f"work{number}",
                shown,
            )
        )
    files = written(of((tuple(one.id for one in people),)), people)
    assert files == written(of((tuple(one.id for one in people),)), people)
    for one in people:
        for name in (name for name in files if name.startswith(f"{one.id}-") or name == f"{one.id}.eml"):
            found = letter(files[name])
            assert found["To"].addresses[0].addr_spec == one.email
            assert found["To"].addresses[0].display_name == " ".join(one.name.split())
            said = text(files[name])
            assert all(line.isascii() or len(line) < 998 for line in files[name].decode().split("\r\n"))
            body = found.get_body().get_content()  # type: ignore[union-attr]
            assert max(map(len, body.splitlines())) <= LONGEST_LINE
            assert "organisation" not in said
            for other in people:
                assert f"work{other.id[1]}" not in said
                for channel in CHANNELS:
                    value = getattr(other, channel)
                    shared = other is not one and channel in other.share
                    assert not value or (value in said) == shared
    calendars = b"".join(content for name, content in files.items() if name.endswith(".ics")).decode()
    assert not any(
        value in calendars for one in people for value in (one.email or "@", one.phone, one.video, one.id)
    )


@pytest.mark.parametrize(
    "name", ["Ann\r\nBcc: x@canary.org", "Ann\nX-Evil: 1\n\nBody", "Ann <x@canary.org>, Bo", '"Ann" ,;:']
)
def test_a_name_adds_no_header(name: str) -> None:
    files = written(of((("ann", "bo"),)), (replace(ANN, name=name), BO))
    (content,) = (files[file] for file in files if file.startswith("ann-"))
    found = letter(content)
    assert [*found.keys()] == ["X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"]
    assert [one.addr_spec for one in found["To"].addresses] == ["ann@canary.org"]


def test_an_address_adds_no_header() -> None:
    with pytest.raises(ValueError, match="CR or LF"):
        written(of((("ann", "bo"),)), (replace(ANN, email="a@b.org\r\nBcc: x@y.org"), BO))


def test_lines_end_as_letters_do_and_files_are_named_safely() -> None:
    files = written(of((("ann", "bo"),)), (replace(ANN, name="../../Ann/CON"), replace(BO, name="李")))
    assert [*files] == ["group-01.ics", "ann-anncon.eml", "bo.eml"]
    for content in files.values():
        assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_seed_is_not_to_be_found_by_trying_all() -> None:
    one, other = (
        Calendar.from_ical(written(of((group,)), (ANN, BO))["group-01.ics"]).walk("VEVENT")[0]["UID"]
        for group in (("ann", "bo"), ("bo", "ann"))
    )
    assert one != other  # so it is not made of the seed alone


def test_the_week_for_a_calendar_names_nobody() -> None:
    files = written(of((("ann", "bo"), ("cy", "dee"))), (ANN, BO, CY, replace(ANN, id="dee")))
    weeks = [Calendar.from_ical(files[f"group-0{number}.ics"]).walk("VEVENT")[0] for number in (1, 2)]
    for week in weeks:
        assert (week["DTSTART"].dt, week["DTEND"].dt) == (WEEK, date(2026, 12, 14))
        assert (week["TRANSP"], week["DTSTAMP"].dt.date()) == ("TRANSPARENT", TODAY)
        assert re.fullmatch("[0-9a-f]{32}", week["UID"])
    assert weeks[0]["UID"] != weeks[1]["UID"]
    (attached,) = letter(files["ann-ann-canary.eml"]).iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_filename() == "unmentoring-2026-12-07.ics"
    assert attached.get_payload(decode=True) == files["group-01.ics"]
