"""A round begun, changed while nobody has answered, or opened again before anybody outside has seen it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from handbook.model import Instrument, form_of, printable
from handbook.model.practices import Kind
from handbook.model.refused import Refused
from handbook.practices.assessment import due
from handbook.practices.assessment.figures import FEWEST, shared
from handbook.practices.assessment.values import Round
from handbook.read.settings import did_you_mean
from handbook.shell import chosen, export
from handbook.shell.assessment import folder
from handbook.shell.assessment.folder import Team
from handbook.show.addresses import in_words, url
from handbook.show.export import NoSettings, repository
from handbook.show.phrases import number_of_people

MOST = 8
"""People in a team that this is made for; there are no scores of fewer than `FEWEST`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for; what they leave out is found from what there is."""

    size: int | None = None
    day: date | None = None
    kind: Kind | None = None
    instrument: str = ""
    vision: date | None = None

    @property
    def is_another(self) -> bool:
        """Whether it asks for more than another size of the team, or a later vision."""
        return bool(self.day or self.kind or self.instrument)


def open_round(root: Path, name: str, wanted: Wanted, today: date, dry_run: bool) -> Iterator[str]:
    """Begin a round, or change the one that is open, and say what to do next. Raises Refused."""
    team, known = folder.begun(root, name), chosen.instruments(root)
    begin(team, replace(wanted, size=wanted.size or FEWEST), known, today)  # before anybody is asked anything
    wanted = replace(wanted, size=wanted.size or _size(team))
    with team.changing(dry_run) as team:
        former, new = team.under_way, begin(team, wanted, known, today)
        kept = folder.answer_files(new, team.answers(former).values()) if former else {}
        gone = team.room.names(f"{former.name}/") if former else ()
        team.write({**folder.round_file(new), **kept}, gone, dry_run)
    yield f"{team.name}: the {told(new)} is open, for {number_of_people(new.team)}."
    yield from warnings(team, wanted, new)
    count = len(new.instrument.statements)
    yield f"It asks: {new.instrument.title} ({new.instrument_id}), {count} statements."
    form = published_at(root) + url(form_of(new.instrument_id))
    yield f"Members answer on paper or on the site, at {form}"
    yield "Then take in what they answered:"
    yield f"  handbook assess import {team.folder} FILES   what the form has saved, or a table"
    yield f"  handbook assess answer {team.folder}         from paper"
    yield f"When all have answered: handbook assess close {team.folder}"


def open_again(root: Path, name: str, unpublish: bool, dry_run: bool) -> Iterator[str]:
    """Open the last round again. Raises Refused where it has to stay closed."""
    with folder.there(root, name).changing(dry_run) as team:
        again = reopened(team, unpublish)
        gone = [f"{again.name}/{file}" for file in (folder.RESULT, folder.REPORT)]
        team.write(folder.round_file(again), gone, dry_run)
    yield f"{team.name}: the {told(again)} is open again, and its figures are taken away."
    yield (
        "note: copies of them may exist, on paper or in letters. Ask everybody to throw theirs away: beside "
        "new figures they can tell what one person answered."
    )


def _size(team: Team) -> int:
    """How many people the team has, as somebody says."""
    before = team.rounds[-1].team if team.rounds else None
    try:
        said: int = click.prompt("How many people are in the team?", before, type=click.IntRange(1, 1000))
        return said
    except click.Abort:
        raise Refused("say how many people the team has, such as --size 6.") from None


def begin(team: Team, wanted: Wanted, known: Mapping[str, Instrument], today: date) -> Round:
    """The round that somebody asks for. Raises Refused where there cannot be one."""
    if (now := team.under_way) and team.answers(now):
        if wanted.is_another:
            raise Refused(
                f"the {told(now)} is open, and people have answered it. Close it before the next one: "
                f"handbook assess close {team.folder}"
            )
        return replace(now, team=wanted.size or now.team, vision=wanted.vision or now.vision)
    former = team.closed
    day = wanted.day or today
    if day > today:
        raise Refused(f"{in_words(day.isoformat())} has not come yet. Name the day on which people answer.")
    if wanted.vision and wanted.vision > today:
        raise Refused(
            "the day of the vision has not come yet. Name the day the team settled it, or leave it out."
        )
    if former and day < former[-1].day:
        raise Refused(
            f"the {told(former[-1])} was later than {in_words(day.isoformat())}. Name a day after it."
        )
    kind, _ = due.kind(wanted.kind, former)
    id_, words = instrument(former, wanted.instrument, known)
    name = f"{day.isoformat()}-{kind}"
    if any(held.day == day for held in former):
        raise Refused(f"there was a round on {in_words(day.isoformat())} already. Name another day.")
    vision = wanted.vision or (former[-1].vision if former else None)
    return Round(name, kind, day, id_, words, wanted.size or 0, vision, called=team.name)


def reopened(team: Team, unpublish: bool) -> Round:
    """The last round, open as it was before its end. Raises Refused where it has to stay closed."""
    if now := team.under_way:
        raise Refused(f"the {told(now)} is open, and there is one open round at a time.")
    last = team.rounds[-1]
    if last.published:
        raise Refused(
            f"the {told(last)} is published, so it stays as it is: with one answer more, everybody could "
            "work out what that person answered."
        )
    if not unpublish:
        raise Refused(
            "whoever has seen the figures could tell from new ones what one person answered. If all in the "
            "team agree to open it again all the same, add --unpublish."
        )
    return replace(last, closed=None)


def warnings(team: Team, wanted: Wanted, new: Round) -> Iterator[str]:
    """What is worth knowing before anybody answers."""
    if not FEWEST <= new.team <= MOST:
        yield f"note: this is made for teams of {FEWEST} to {MOST}, and this one has {new.team}."
    if new.team < FEWEST:
        yield "note: with 3 or fewer people there are no scores at all, only something to talk about."
    base = due.baseline(team.closed)
    if base and new.kind == "follow-up" and base.instrument_id != new.instrument_id:
        same = shared(base.instrument, new.instrument)
        yield (
            f"note: the baseline asked {base.instrument_id}, and this round asks {new.instrument_id}. Only "
            f"what both ask can be compared: {len(same)} of {len(new.instrument.statements)} statements."
        )
    for words in (
        due.kind(wanted.kind, team.closed)[1],
        due.too_soon(new.day, (held.day for held in team.closed)),
        due.older_vision((*team.closed, new)),
    ):
        if words:
            yield f"note: {words}"


def published_at(root: Path) -> str:
    """The address of the site, where that is known."""
    try:
        return repository(export.settings(root)).site
    except (export.Refused, NoSettings):
        return ""


def told(of: Round) -> str:
    """A round in words: `baseline of 14 March 2025`."""
    kind = "round" if of.kind == "other" else of.kind
    return f"{kind} of {in_words(of.day.isoformat())}"


def instrument(
    former: Sequence[Round], wanted: str, known: Mapping[str, Instrument]
) -> tuple[str, Instrument]:
    """What the next round asks, by its id: the same as the baseline, unless somebody names another.

    Raises Refused where there is none of that name, or where it asks in other words than it did.
    """
    held = {one.instrument_id: one.instrument for one in former}
    first = next((one.instrument_id for one in former if one.kind == "baseline"), "")
    id_ = wanted or first or _newest(known)
    if id_ not in known:
        if id_ in held:
            return id_, held[id_]
        hint = did_you_mean(id_, known) if known else "data/assessment/ is where they are; there is none."
        raise Refused(f"there is no instrument '{printable(id_)}'. {hint}")
    if id_ in held and asked(held[id_]) != asked(known[id_]):
        raise Refused(
            f"data/assessment/{id_}.yml has other words than in an earlier round of this team, and figures "
            "of other words cannot be compared. Give the new words a file of the next version, and put the "
            "former ones back."
        )
    return id_, known[id_]


def asked(of: Instrument) -> object:
    """All that people read when they answer; questions to talk about may change."""
    statements = [(name, [*part.statements.items()]) for name, part in of.dimensions.items()]
    return of.scale, of.cannot_say, of.look_back, statements


def _newest(known: Mapping[str, Instrument]) -> str:
    versions = sorted(known, key=_version)
    if len({_version(id_)[0] for id_ in versions}) > 1:
        raise Refused(f"there are several instruments. Choose one with --instrument: {', '.join(versions)}.")
    return versions[-1] if versions else ""


def _version(id_: str) -> tuple[str, int]:
    name, _, number = id_.rpartition(".v")
    return name, int(number)
