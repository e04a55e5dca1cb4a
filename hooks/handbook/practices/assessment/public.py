"""What everybody may see of a round: rounded, of enough people, and for ever the same once it is out."""

from __future__ import annotations

import json
import re
from datetime import date

import yaml

from handbook.find.counts import count
from handbook.find.scores import Comparison, half
from handbook.model import Figures, PublicRound, PublicTeam, name_key
from handbook.model.refused import Refused
from handbook.practices.assessment import due
from handbook.read import data
from handbook.read.entries import added, end, found
from handbook.read.source import plain, spliced
from handbook.show.addresses import in_words

HEADING = """\
# yaml-language-server: $schema=schemas/assessments.schema.json
#
# What teams show everybody of their rounds. `handbook assess publish` writes an entry here, and nobody
# changes one afterwards: two versions of the same figures would say what one person answered.
"""


def public(figures: Figures, comparison: Comparison | None, public_min: int) -> PublicRound:
    """A round for everybody: scores to the nearest half and words for changes, of enough people alone."""
    scores = {
        name: half(score.mean) for name, score in figures.scores.items() if score.answered >= public_min
    }
    changes, compared = {}, ""
    if comparison is not None:
        changes = {
            name: moved.movement
            for name, moved in comparison.changes.items()
            if name in scores and moved.people >= public_min
        }
        same, asked = comparison.statements
        compared = f"{same} of {asked}" if same < asked else ""
    return PublicRound(
        instrument=figures.instrument,
        kind=figures.kind,
        day=figures.day,
        answered=count(figures.answered, figures.team, public_min),
        scores=scores,
        changes=changes,
        compared=compared,
    )


def entry(former: bytes, team: str, new: PublicRound) -> bytes:
    """`data/assessments.yml` with one more round of a team, and every other byte as it was.

    `former` is empty where there is no such file. Raises Refused where the round would change what has been
    published, or say of one person what they answered, and where the file is written in an odd way.
    """
    before, wrong = data.assessments(former)
    if wrong:
        raise Refused(f"{wrong[0]} Then try again.")
    name = next((held for held in before if name_key(held) == name_key(team)), team)
    rounds = before[name].rounds if name in before else ()
    days = [date.fromisoformat(held.day) for held in rounds]
    if any(held.day == new.day for held in rounds):
        raise Refused(f"the round of {in_words(new.day)} is published already, and is never changed.")
    if soon := due.too_soon(date.fromisoformat(new.day), days):
        raise Refused(f"{soon} So this round is not published.")
    lines = _lines(new)
    if rounds:
        content = _with(former, name, lines)
    else:
        new_team = [f"{_quoted(name)}:", "  rounds:", *(f"    {line}" for line in lines), ""]
        content = added(former or HEADING.encode(), "\n".join(new_team))
    meant = {**before, name: PublicTeam(rounds=(*rounds, new))}
    if content is None or data.assessments(content) != (meant, []):
        by_hand = "\n".join([f"{_quoted(name)}:", "  rounds:", *(f"  {line}" for line in lines)])
        raise Refused(
            f"data/assessments.yml cannot be changed from here. Add the round by hand:\n\n{by_hand}\n"
        )
    return content


def _lines(new: PublicRound) -> list[str]:
    """A round as an item of a list, with nothing that is empty."""
    said: dict[str, str | dict[str, str]] = {
        "instrument": new.instrument,
        "kind": new.kind,
        "day": new.day,
        "answered": new.answered,
        "scores": {name: f"{float(score):g}" for name, score in new.scores.items()},
        "changes": dict(new.changes),
        "compared": new.compared,
    }
    lines = []
    for key, value in said.items():
        if isinstance(value, dict) and value:
            lines += [f"{key}:", *(f"  {_quoted(name)}: {words}" for name, words in value.items())]
        elif value:
            lines.append(f"{key}: {value}")
    return [("- " if not number else "  ") + line for number, line in enumerate(lines)]


def _with(former: bytes, name: str, lines: list[str]) -> bytes | None:
    """The file with a round after the others of a team; None where these do not stand one below the other."""
    text, team = plain(former), found(former, name)
    rounds = next((value for key, value in team[1].value if key.value == "rounds"), None) if team else None
    if not isinstance(rounds, yaml.SequenceNode) or rounds.flow_style:
        return None
    # After the last one there may be a comment, which stays where it is.
    at = text.find("\n", end(rounds))
    at = len(text) if at < 0 else at
    column = " " * rounds.start_mark.column
    return spliced(former, [(at, at, "".join(f"\n{column}{line}" for line in lines))])


_SAFE = re.compile(r"[^\W\d_](?:[\w ./-]*[\w.])?").fullmatch
_NO_TEXT = re.compile(r"y|n|yes|no|on|off|true|false|null", re.I).fullmatch
"""What other programs that read YAML take for something else than words."""


def _quoted(name: str) -> str:
    return name if _SAFE(name) and not _NO_TEXT(name) else json.dumps(name, ensure_ascii=False)
