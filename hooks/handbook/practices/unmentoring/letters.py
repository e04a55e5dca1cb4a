"""The letters of a round, ready to be looked over and sent, and what to say to people without e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from handbook.model import Unmentoring
from handbook.practices.unmentoring import wording
from handbook.practices.unmentoring.values import Person, Round
from handbook.practices.unmentoring.wording import Meeting, called, can_reach
from handbook.read.files import file_name
from handbook.show.addresses import in_words
from handbook.show.calendar import Entry, as_ics

CALL_SHEET = "call-sheet.txt"


def letters(made: Round, people: Mapping[str, Person], choices: Unmentoring, today: date) -> dict[str, bytes]:
    """Every file of a round by its name: a letter for each person with e-mail, a calendar file for each
    group, and one sheet for everybody else. A partner sees only what somebody agreed to share.
    """
    day = in_words(made.week.isoformat())
    talk = f"Unmentoring: your talk in the week of {day}"
    files: dict[str, bytes] = {}
    calls: list[str] = []

    def tell(person: Person, subject: str, paragraphs: Iterator[str], week: bytes = b"") -> None:
        if person.email:
            attached = f"unmentoring-{made.week.isoformat()}.ics"
            files[_file(person)] = _letter(person, subject, paragraphs, week, attached)
        else:
            calls.append(_call(person, paragraphs))

    for number, group in enumerate(made.draw.groups, 1):
        week = files[f"group-{number:02}.ics"] = _week(made, number, choices.minutes, today)
        for id_ in group:
            if id_ in people:
                meeting = _meeting(made, group, id_, people, choices.minutes)
                tell(people[id_], talk, wording.invitation(meeting), week)
    for id_ in made.draw.left_out:
        if id_ in people:
            tell(people[id_], f"Unmentoring: the week of {day}", wording.apology(made.week))
    if calls:
        head = (
            f"People without e-mail, for the week of {day}. Call each of them and say this, in your own "
            "words. Nobody else should see this sheet; if you print it, tear it up when the week is over."
        )
        files[CALL_SHEET] = "\n".join((wording.set_out(iter([head]), wording.WIDTH), *calls)).encode()
    return files


def starter(group: Sequence[str], people: Mapping[str, Person]) -> str:
    """Who makes the first move: the first of a group, or else whoever can reach more of the others."""
    there = [people[id_] for id_ in group if id_ in people]
    reaches = {one.id: sum(can_reach(one, other) for other in there if other is not one) for one in there}
    return max(filter(reaches.get, reaches), key=lambda id_: reaches[id_], default="")


def _meeting(
    made: Round, group: Sequence[str], id_: str, people: Mapping[str, Person], minutes: int
) -> Meeting:
    return Meeting(
        made.week,
        minutes,
        people[id_],
        tuple(people.get(other) for other in group if other != id_),
        people.get(starter(group, people)),
        stands_in=id_ == made.pool.reserve,
    )


def _file(person: Person) -> str:
    name = file_name(person.name)
    return f"{person.id}.eml" if name == "page" else f"{person.id}-{name}.eml"


def _letter(person: Person, subject: str, paragraphs: Iterator[str], week: bytes, attached: str) -> bytes:
    """A letter that mail programs open as one to be sent; from whom and when is theirs to say."""
    text = f"Dear {called(person)},\n\n{wording.set_out(paragraphs, wording.LONGEST_LINE)}"
    letter = EmailMessage(SMTP)
    letter["X-Unsent"] = "1"
    letter["To"] = Address(called(person), addr_spec=person.email)
    letter["Subject"] = subject
    letter.set_content(text, cte="7bit" if text.isascii() else "8bit")
    if week:
        letter.add_attachment(week, maintype="text", subtype="calendar", filename=attached)
        # Otherwise it would be another one each time.
        letter.set_boundary(f"=_{sha256(text.encode() + week).hexdigest()[:32]}")
    return letter.as_bytes()


def _call(person: Person, paragraphs: Iterator[str]) -> str:
    said = wording.set_out(paragraphs, wording.WIDTH, indent="    ")
    return f"{called(person)}, phone {person.phone}\n\n{said}\n    Told on: ____________________\n"


def _week(made: Round, number: int, minutes: int, today: date) -> bytes:
    """The week as an entry of a calendar that others may see: it names nobody, and keeps no time taken."""
    entry = Entry(
        # Nobody who has it can tell from it who else was drawn, nor try all seeds until one fits.
        sha256(f"{made.seed} {made.number} {made.draw.groups[number - 1]}".encode()).hexdigest()[:32],
        made.week,
        f"Unmentoring: a talk of {minutes} minutes this week",
        "Find a time with your partner. If it does not happen, that is nobody's fault.",
        days=7,
    )
    return as_ics(entry, "-//Handbook//Unmentoring//EN", today)
