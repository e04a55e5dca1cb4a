"""What has happened, as `history.jsonl` keeps it: read, carried on, and rid of whoever is to be forgotten."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from handbook.model import Place, Problem
from handbook.practices.unmentoring import events
from handbook.practices.unmentoring.events import (
    Agreed,
    Back,
    Drawn,
    Event,
    Posted,
    Published,
    Said,
    Told,
)
from handbook.practices.unmentoring.values import Ledger, Outcome, Output, Round

_FIRST, _LAST = date(1970, 1, 1), date(9000, 1, 1)
_COPY = "Put back a copy of the file from before."
_BROKEN = "this last line breaks off. Delete it, and say once more what you said last."
_NO_END = "this last line has no end. Open the file, press Enter after its last sign, and save it."


def read(place: Place, content: bytes) -> tuple[Ledger, list[Problem]]:
    """All that has happened, and every line that cannot be, without what stands there."""
    found, problems = _Story(), []
    lines = content.split(b"\n")
    for number, words in enumerate(lines, 1):
        if not words.strip():
            continue
        event, whole = events.read(words), number < len(lines)
        if event is not None:
            fault = found.take(event) if whole else _NO_END
        else:
            fault = f"this line is none that unmentoring has written. {_COPY}" if whole else _BROKEN
        if fault:
            problems.append(Problem(replace(place, line=number), fault))
    return found.ledger, problems


class _Story:
    """What is known after each event."""

    def __init__(self) -> None:
        self.rounds: dict[int, Round] = {}
        self.outputs: dict[tuple[int, int], Output] = {}
        self.back: dict[str, int] = {}
        self.published: set[int] = set()

    @property
    def ledger(self) -> Ledger:
        outputs = tuple(self.outputs[key] for key in sorted(self.outputs))
        return Ledger(tuple(self.rounds.values()), outputs, self.back, frozenset(self.published))

    def take(self, event: Event) -> str:
        """Let an event happen; what is wrong where it cannot."""
        if isinstance(event, Drawn):
            if event.number != len(self.rounds) + 1:
                return f"round {len(self.rounds) + 1} should stand here, or nothing. {_COPY}"
            if fault := _impossible(event):
                return f"{fault} {_COPY}"
            self.rounds[event.number] = event.round
            return ""
        if isinstance(event, Back):
            self.back[event.person] = event.rounds
            return ""
        made = self.rounds.get(event.round)
        if made is None:
            return f"this is about a round that is not in the lines before. {_COPY}"
        if isinstance(event, Published):
            self.published.add(event.round)
            return ""
        if isinstance(event, Said):
            if event.person not in made.draw.people:
                return f"this is about somebody who was in no group of the round. {_COPY}"
            said = {who: what for who, what in made.said.items() if who != event.person}
            if event.outcome:
                said[event.person] = event.outcome
            self.rounds[event.round] = replace(made, said=said)
            return ""
        return self._of_group(event, made)

    def _of_group(self, event: Told | Agreed | Posted, made: Round) -> str:
        at = (event.round, event.group)
        if event.group > len(made.draw.groups):
            return f"this is about a group that the round does not have. {_COPY}"
        if isinstance(event, Told):
            former = self.outputs.get(at)
            words = {"text": event.text, "link": event.link, "title": event.title, "about": event.about}
            published = former.published if former else ""
            self.outputs[at] = Output(*at, **words, published=published)  # type: ignore[arg-type]
        elif at not in self.outputs:
            return f"this is about words that are not in the lines before. {_COPY}"
        elif isinstance(event, Agreed):
            if not {*event.persons} <= {*made.draw.groups[event.group - 1]}:
                return f"this is about somebody who was in another group. {_COPY}"
            now = self.outputs[at].agreed | {*event.persons}
            self.outputs[at] = replace(self.outputs[at], agreed=now)
        else:
            self.outputs[at] = replace(self.outputs[at], published=event.file)
        return ""


def _impossible(event: Drawn) -> str:
    """What cannot be in a round that was drawn, or nothing."""
    placed = [one for group in event.draw.groups for one in group] + [*event.draw.left_out]
    if len({*placed}) < len(placed):
        return "this round has a place for somebody twice."
    if not {*placed} <= {*event.pool.people, event.pool.reserve}:
        return "this round has a place for somebody who was not drawn from."
    two = (*event.pool.avoid, *event.pool.missed, *(pair[:2] for pair in event.pool.met))
    if any(one == other for one, other in two):
        return "this round has somebody who met, or avoids, themselves."
    if event.week.weekday() or not _FIRST <= event.week <= _LAST:
        return "the week of this round begins on no Monday of our time."
    return ""


# Carried on: each gives a line to stand at the end of the file


def committed(made: Round) -> str:
    """A round is carried out."""
    return events.line(events.drawn(made))


def said(number: int, person: str, outcome: Outcome | None) -> str:
    """What somebody said of a round; without an outcome they are not heard from after all."""
    return events.line(Said(event="said", round=number, person=person, outcome=outcome))


def came_back(person: str, rounds: int) -> str:
    """Somebody answered after a pause, when there had been so many rounds."""
    return events.line(Back(event="back", person=person, rounds=rounds))


def output(told: Output) -> str:
    """What a group would like to pass on; who agrees to it is for `agreed`."""
    words = {"text": told.text, "link": told.link, "title": told.title, "about": told.about}
    return events.line(Told(event="output", round=told.round, group=told.group, **words))  # type: ignore[arg-type]


def agreed(number: int, group: int, persons: Collection[str]) -> str:
    """People of a group agree to its words as they are, besides those who have before."""
    return events.line(Agreed(event="agreed", round=number, group=group, persons=tuple(sorted(persons))))


def published(number: int) -> str:
    """Everybody sees the numbers of a round."""
    return events.line(Published(event="published", round=number))


def posted(number: int, group: int, file: str) -> str:
    """The words of a group are in a file in `docs/`."""
    return events.line(Posted(event="posted", round=number, group=group, file=file))


def write(ledger: Ledger) -> str:
    """A whole history that says the same as a ledger, in as few lines as that takes."""
    return "".join(_lines(ledger))


def _lines(ledger: Ledger) -> Iterator[str]:
    for made in ledger.rounds:
        yield committed(made)
        yield from (said(made.number, who, made.said[who]) for who in sorted(made.said))
    for told in ledger.outputs:
        yield output(told)
        if told.agreed:
            yield agreed(told.round, told.group, told.agreed)
        if told.published:
            yield posted(told.round, told.group, told.published)
    yield from (came_back(who, ledger.back[who]) for who in sorted(ledger.back))
    yield from map(published, sorted(ledger.published))


def before(content: bytes, number: int) -> bytes:
    """The history as it was when everybody was first shown the numbers of a round; all of it, if never."""
    lines = content.splitlines(keepends=True)
    shown = (at for at, line in enumerate(lines) if _shows(line, number))
    return b"".join(lines[: next(shown, len(lines))])


def _shows(line: bytes, number: int) -> bool:
    event = events.read(line)
    return isinstance(event, Published) and event.round == number


# Forgetting


def forgotten(content: bytes, person: str, token: str) -> bytes:
    """The history with a token in the place of somebody's id, which has to be in no line of it yet.

    Words of their groups are taken away; where they are public, that they are is kept, and in which file.
    Raises ValueError where a line cannot be read, since it might hold the id.
    """
    found = []
    for line in filter(bytes.strip, content.split(b"\n")):
        event = events.read(line)
        if event is None:
            raise ValueError("a line of the history cannot be read")
        found.append(event)
    groups = {(e.number, n): group for e in found if isinstance(e, Drawn) for n, group in _numbered(e)}
    public = {(e.round, e.group) for e in found if isinstance(e, Posted)}
    kept = []
    for event in found:
        if isinstance(event, Told | Agreed | Posted):
            at = (event.round, event.group)
            if person in groups.get(at, ()):
                if at not in public:
                    continue
                if isinstance(event, Told):
                    event = Told(event="output", round=event.round, group=event.group)
        kept.append(events.renamed(event, lambda id_: token if id_ == person else id_))
    return "".join(map(events.line, kept)).encode()


def _numbered(event: Drawn) -> Iterator[tuple[int, tuple[str, ...]]]:
    return enumerate(event.draw.groups, 1)


# The draft of a round


def draft(made: Round, digest: str) -> str:
    """A round that is not carried out yet, with what it was drawn from in brief."""
    return (
        json.dumps({"digest": digest, "round": committed(made).rstrip("\n")}, indent=1, sort_keys=True) + "\n"
    )


def read_draft(content: bytes) -> tuple[Round, str] | None:
    """The round and what it was drawn from, or nothing where that is no draft."""
    try:
        found = json.loads(content)
        event, digest = events.read(found["round"]), found["digest"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return (event.round, digest) if isinstance(event, Drawn) and isinstance(digest, str) else None
