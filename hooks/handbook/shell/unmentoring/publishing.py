"""What of unmentoring becomes public: numbers of rounds, and texts that a whole group agreed to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from handbook.find import leaks
from handbook.find.people import fingerprint
from handbook.model import Entry, Place, PublicPairs, name_key
from handbook.model.refused import Private, Refused
from handbook.practices.unmentoring import ledger as ledgers
from handbook.practices.unmentoring import public
from handbook.practices.unmentoring.standing import is_over, silent
from handbook.practices.unmentoring.values import Round
from handbook.practices.unmentoring.wording import called
from handbook.read import data
from handbook.read.entries import added
from handbook.shell import entries, git, private, project, withdraw
from handbook.shell.terminal import DRY_RUN, NOT_YET, InVain, is_asked, say
from handbook.shell.unmentoring.folder import HISTORY, Desk, Kept, opened, with_lines
from handbook.shell.unmentoring.naming import withdrawn
from handbook.show.drawn.rounds import sentence
from handbook.show.phrases import number_of_people

_ROUNDS, _NAMES = f"data/{data.UNMENTORING}", f"data/{data.PEOPLE}"


@dataclass
class Made:
    """What is published at once: files of the handbook, what the history says of it, and what is told."""

    files: dict[str, bytes] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


@click.command()
@DRY_RUN
@click.pass_context
def publish(context: click.Context, dry_run: bool) -> None:
    """Write what may be public into the handbook.

    That is the numbers of rounds that are over, and texts that everybody in a group agreed to. Numbers under
    five are not told, and a round that is published never changes. Nothing is public before you have looked
    at it and committed it.
    """
    with opened(context, writes=not dry_run) as desk:
        kept = desk.sound()
        made = Made()
        _rounds(desk, kept, made, asks=is_asked() and not dry_run)
        _posts(desk, kept, made)
        if not (made.files or made.lines):
            nothing = (
                "There is nothing to publish: no round is newly over, and no text has newly been agreed to "
                "by everybody in its group."
            )
            raise InVain("\n".join(made.said) or nothing)
        _names(desk, made)
        _refuse_leaks(desk, made)
        _refuse_problems(desk, made)
        if not dry_run:
            _write(desk, kept, made)
        for line in made.said:
            say(line)
        if dry_run:
            click.echo(NOT_YET)
        elif made.files:
            click.echo("Look at it with 'git add data docs' and 'git diff --staged', then commit it.")


def _write(desk: Desk, kept: Kept, made: Made) -> None:
    """All of it, in the handbook and in the history. Raises Refused where the disk does not allow it."""
    try:
        with project.written(desk.root, made.files):
            desk.room.write({HISTORY: with_lines(kept.history, made.lines)})
    except OSError as error:
        raise Refused(f"the handbook cannot be written: {error.strerror}. Nothing is published.") from None


# Numbers


def _rounds(desk: Desk, kept: Kept, made: Made, asks: bool) -> None:
    """The numbers of rounds that are over, but for those that are there: these never change.

    Where it `asks`, a round of which not everybody has been heard may wait.
    """
    content = project.data_files(desk.root).get(data.UNMENTORING, b"")
    there = _public(content)
    text = content.decode() if isinstance(content, bytes) else ""
    for round_ in kept.ledger.rounds:
        key = f"round {round_.number}"
        if not is_over(round_.week, desk.today):
            continue
        if key not in there:
            if asks and round_.number not in kept.ledger.published and not _may_be_told(round_):
                made.said.append(f"The numbers of round {round_.number} wait until you publish again.")
                continue
            figures = public.figures(_as_published(kept, round_), desk.choices.public_min)
            text = public.entries(text, round_.number, figures)
            made.files[_ROUNDS] = text.encode()
            made.said.append(f"{_ROUNDS}: {key}, of which everybody may read: {sentence(figures)}.")
            still = len(silent(round_))
            yet = f"{number_of_people(still)} {'has' if still == 1 else 'have'} not been heard from yet. "
            made.said.append(f"  {yet if still else ''}What you hear later does not change this.")
        if round_.number not in kept.ledger.published:
            made.lines.append(ledgers.published(round_.number))
    if _ROUNDS in made.files and not {*there} < {*_public(made.files[_ROUNDS])}:
        raise Refused(f"{_ROUNDS} is written in a way that is not changed from here. Nothing is changed.")


def _may_be_told(round_: Round) -> bool:
    """Whether it is the time for a round's numbers, or nobody is missing in them."""
    still = len(silent(round_))
    return not still or click.confirm(
        f"Round {round_.number}: {number_of_people(still)} not heard from yet, and what you hear later does "
        "not change its numbers. Publish them now?"
    )


def _public(content: bytes | str) -> Mapping[str, PublicPairs]:
    """Rounds that are public. Raises Refused where their file cannot be read."""
    found, problems = data.read({data.UNMENTORING: content})
    wrong = [str(problem) for problem in problems if problem.place.path == _ROUNDS]
    if wrong:
        raise Refused("\n".join(wrong))
    return found.unmentoring


def _as_published(kept: Kept, round_: Round) -> Round:
    """The round as it was when it was published, if it was: what was said since must not show.

    So it is where what was published has been taken back, and is published again.
    """
    if round_.number not in kept.ledger.published:
        return round_
    until = ledgers.before(kept.history, round_.number)
    return ledgers.read(Place(HISTORY), until)[0].rounds[round_.number - 1]


# Texts


def _posts(desk: Desk, kept: Kept, made: Made) -> None:
    """A post of every text that its whole group agreed to."""
    gone = withdrawn(desk)
    shown = {one.id for one in kept.people if one.names_ok and fingerprint(one.name) not in gone}
    people = {one.id: replace(one, names_ok=one.id in shown) for one in kept.people}
    there = {path.name: path.read_bytes() for path in sorted((desk.root / public.FOLDER).glob("*.md"))}
    for output in kept.ledger.outputs:
        round_ = kept.ledger.rounds[output.round - 1]
        if output.published and not _is_lost(desk, output.published):
            continue
        if not public.ready(output, round_, people):
            continue
        file, text = public.post(output, round_, people, {*there})
        # A publishing that was interrupted has left it there.
        same = [f"{public.FOLDER}{name}" for name, content in there.items() if content == text.encode()]
        if same:
            file = same[0]
        else:
            made.files[file] = text.encode()
            there[Path(file).name] = text.encode()
        made.lines.append(ledgers.posted(output.round, output.group, file))
        made.said.append(f"{file}: what group {output.group} of round {output.round} passes on.")
        group = [people[who] for who in round_.draw.groups[output.group - 1]]
        if all(one.names_ok for one in group):
            made.names += [called(one) for one in group]


def _is_lost(desk: Desk, file: str) -> bool:
    """Whether a post is gone that nobody ever committed: then nobody has seen it, or taken it away."""
    if (desk.root / file).exists():
        return False
    try:
        return not git.words(desk.root, "log", "--all", "-1", "--format=%H", "--", file)
    except git.NoGit:
        return False


def _names(desk: Desk, made: Made) -> None:
    """Those who stand beside a text are public, which the guard has to know."""
    former, held = entries.held(desk.root, data.PEOPLE, data.people)
    known = {name_key(name) for key, who in held.items() for name in (key, *who.also)}
    new = [name for name in dict.fromkeys(made.names) if name_key(name) not in known]
    if not new:
        return
    lines = "".join(f"{json.dumps(name, ensure_ascii=False)}: {{}}\n" for name in new)
    content = added(former or withdraw.HEADING.encode(), lines)
    if data.people(content)[1]:
        raise Refused(f"{_NAMES} is written in a way that is not changed from here. Nothing is changed.")
    made.files[_NAMES] = content
    count = "1 name that stands" if len(new) == 1 else f"{len(new)} names that stand"
    made.said.append(f"{_NAMES}: {count} beside these texts, as their owners allowed.")


# Nothing else becomes public


def _vocabulary_files(desk: Desk, made: Made) -> dict[str, bytes | str]:
    return {**project.data_files(desk.root), **_under("data/", made)}


def _under(folder: str, made: Made) -> dict[str, bytes]:
    """The new files of a folder, by their paths in it."""
    return {
        path.removeprefix(folder): content for path, content in made.files.items() if path.startswith(folder)
    }


def _refuse_leaks(desk: Desk, made: Made) -> None:
    """Raises Private where a new text holds a personal detail, and names the place only."""
    roster, unguarded = private.people(desk.root)
    stops = [str(problem) for problem in unguarded if problem.level != "note"]
    vocabulary, _ = data.read(_vocabulary_files(desk, made))
    found = leaks.find([*made.files.items()], [*made.files], vocabulary, roster).leaks
    if found or stops:
        quiet = leaks.without(leak.value for leak in found)
        places = (replace(leak, place=Place(leak.place.path)) for leak in found)
        told = dict.fromkeys(quiet(str(leak.problem)) for leak in places)
        change = "These files are not there yet: change the text with 'handbook unmentoring output'."
        raise Private("\n".join((*stops, *told, *([change] if found else []), "Nothing is published.")))


def _refuse_problems(desk: Desk, made: Made) -> None:
    """Raises Refused where the handbook would have a problem that it has not now."""
    found = project.texts(desk.root, desk.today)
    before = found.handbook(found.entries, found.contents, desk.today)
    pages = _under("docs/", made)
    after = found.handbook(
        [*found.entries, *(Entry(path, "file", len(content)) for path, content in pages.items())],
        {**found.contents, **pages},
        desk.today,
        _vocabulary_files(desk, made),
    )
    new = {problem for problem in after.problems if problem.level != "note"} - {*before.problems}
    if new:
        change = "What is wrong with a text is put right with 'handbook unmentoring output'."
        raise Refused("\n".join((*map(str, sorted(new)), change, "Nothing is published.")))
