"""What people are told of their round: our words, which whoever sends them may change first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from textwrap import wrap

from handbook.practices.unmentoring.values import Channel, Person
from handbook.show.addresses import in_words
from handbook.show.phrases import listed

WIDTH = 76
"""Of a sheet that is printed."""
LONGEST_LINE = 240
"""Of a letter, where a paragraph is a line: every screen breaks it as it likes. Mail allows 998 bytes."""
LEFT = "somebody who has left"
_CHANNELS: dict[Channel, str] = {"email": "e-mail", "phone": "phone", "video": "video"}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One person's side of a group. A partner who is on the list no more is None."""

    week: date
    minutes: int
    me: Person = field(repr=False)
    others: tuple[Person | None, ...] = field(repr=False)
    starter: Person | None = field(repr=False)
    """Who makes the first move, if anybody can."""
    stands_in: bool = False
    """Whether they are the reserve."""


def can_reach(one: Person, other: Person) -> bool:
    """Whether somebody can get in touch with another, by what the other shares and they have themselves."""
    has: dict[Channel, bool] = {
        "email": bool(one.email),
        "phone": True,
        "video": bool(one.video or one.email),
    }
    return any(has[channel] and getattr(other, channel) for channel in other.share)


def days(week: date) -> str:
    """A week from its Monday to its Sunday: `Monday 7 to Sunday 13 December 2026`."""
    first, last = (in_words(day.isoformat()).split() for day in (week, week + timedelta(days=6)))
    same = next(n for n in (0, 1, 2, 3) if first[n:] == last[n:])
    return f"Monday {' '.join(first[:same])} to Sunday {' '.join(last)}"


def invitation(meeting: Meeting) -> Iterator[str]:
    """What somebody with a partner is told, by paragraphs."""
    others = [other for other in meeting.others if other]
    if not others:
        yield (
            f"Your partner for the week of {days(meeting.week)} was to be {LEFT} since. I am sorry. "
            "Tell me if you would like another partner; otherwise there is nothing to do this time."
        )
        yield STOP
        return
    all_of = "both" if len(meeting.others) == 1 else "all"
    in_writing = " (280 characters at most), or a link" if meeting.me.email else ""
    if meeting.stands_in:
        yield "Thank you for being the reserve: the number was odd, and with you nobody is left out."
    yield (
        f"Chance has put you together with {listed([called(other) for other in others])} for a talk of about "
        f"{meeting.minutes} minutes, some time in the week of {days(meeting.week)}."
    )
    if len(others) < len(meeting.others):
        yield f"You were to be three, but the third is {LEFT} since."
    for other in others:
        yield _reach(meeting.me, other)
    yield _first_move(meeting)
    yield "What you talk about is up to you. If you would like a beginning:"
    yield (
        "  Think: what puzzles you at the moment?\n"
        "  Do: what is one small thing that you could try?\n"
        "  Share: what of this might help others?"
    )
    yield (
        "It is a talk among equals. Please leave sales talk out, and keep to yourselves what you hear, "
        f"unless you {all_of} agree to pass it on."
    )
    yield (
        "Afterwards, please tell me in a word: met, or not met. If it did not happen, that is nobody's fault "
        "and needs no reason. It helps me with the next round, that is all."
    )
    yield (
        f"If you would like to pass something on, tell me that too: two or three sentences{in_writing}. It "
        f"goes into the handbook only when you {all_of} agree to the words, and without names unless you "
        f"{all_of} want them there."
    )
    yield STOP
    yield "Thank you for taking part!"


STOP = (
    "Would you like to miss a round, come less often, or stop? Tell me in a word, at any time. When you "
    "stop, I delete what I know of you."
)


def apology(week: date) -> Iterator[str]:
    """What somebody without a partner is told, by paragraphs."""
    yield (
        f"There was no partner left for you in the week of {days(week)}. I am sorry. It was chance, and "
        "nothing that you did or said."
    )
    yield "You have a place in the next round before anybody else. You need not do anything for that."
    yield STOP
    yield "Thank you for your patience!"


def called(person: Person) -> str:
    """What a partner is called."""
    return " ".join(person.name.split())


def set_out(paragraphs: Iterator[str], width: int, indent: str = "") -> str:
    """Paragraphs in lines of that width at most, with an empty line between them."""
    return "\n\n".join("\n".join(_lines(words, width, indent)) for words in paragraphs) + "\n"


def _lines(words: str, width: int, indent: str) -> Iterator[str]:
    for line in words.split("\n"):
        inner = indent + "  " * line.startswith("  ")
        yield from wrap(
            line.strip(),
            width,
            initial_indent=inner,
            subsequent_indent=inner + "  " * line.startswith("  "),
            break_long_words=False,
            break_on_hyphens=False,
        )


def _reach(me: Person, other: Person) -> str:
    if can_reach(me, other):
        ways = (f"  {_CHANNELS[channel]}: {getattr(other, channel)}" for channel in other.share)
        return "\n".join((f"How to reach {called(other)}:", *ways))
    if can_reach(other, me):
        if other.share:
            only = " and ".join(_CHANNELS[channel] for channel in other.share)
            return f"{called(other)} can be reached by {only} only, but knows how to reach you."
        return f"{called(other)} has given nothing for you to reach them by, but knows how to reach you."
    return f"Neither {called(other)} nor you can reach the other yet. Tell me, and I put you in touch."


def _first_move(meeting: Meeting) -> str:
    if meeting.starter is None:
        return "When you are in touch, suggest a time or two; it does not matter who does."
    day, month, _ = in_words((meeting.week + timedelta(days=2)).isoformat()).split()
    wednesday = f"Wednesday {day} {month}"
    if meeting.starter is meeting.me:
        return (
            f"You make the first move this time: get in touch by {wednesday}, and suggest two or three times "
            "that would suit you."
        )
    then = "go first yourself" if can_reach(meeting.me, meeting.starter) else "tell me"
    return (
        f"{called(meeting.starter)} makes the first move this time. If you have heard nothing by "
        f"{wednesday}, please {then}."
    )
