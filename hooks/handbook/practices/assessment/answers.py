"""What people answered, as they type it and as the form on the site saves it. No message holds a value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from handbook.model import Instrument, Place, Problem, name_key
from handbook.practices.assessment import codes
from handbook.practices.assessment.values import Answers
from handbook.read.answered import KIND
from handbook.read.roster import Roster

LARGEST = 100_000
"""Bytes of a file of the form."""
_NOTHING = ("", "-", "\u2010", "\u2013", "\u2014", "\u2212", "cannot say")
"""What stands where somebody has not answered, in this and in the words of the instrument."""
_NUMBER = re.compile(r"([1-9])(?:[.,]0{1,3})?|([1-9]) ?[-\u2013\u2014.:)=]? ?(\D.*)")
"""`4`, `4.0` as a spreadsheet may write it, and `4 - most of the time` as a form may."""
_VERSION = re.compile(r"(.{1,80})\.v([1-9][0-9]{0,2})")


# One answer


def typed(text: str, instrument: Instrument) -> int | None:
    """An answer as somebody types it: a number, the words of the scale, or nothing they can say.

    Raises ValueError, whose words say what may stand there.
    """
    said, cannot_say, *words = (
        " ".join(words.casefold().split()) for words in (text, instrument.cannot_say, *instrument.scale)
    )
    if said in (*_NOTHING, cannot_say):
        return None
    if said in words:
        return words.index(said) + 1
    found = _NUMBER.fullmatch(said)
    number = int(found[1] or found[2]) if found else 0
    if found and 1 <= number <= len(words) and found[3] in (None, words[number - 1]):
        return number
    raise ValueError(f"Write {allowed(instrument)}.")


def allowed(instrument: Instrument) -> str:
    """What may stand as an answer, in words."""
    last = len(instrument.scale)
    return f"a whole number from 1 to {last}, or '-' for '{instrument.cannot_say}'"


# The form on the site


def as_json(answers: Answers, instrument_id: str) -> str:
    """One person's answers as the form saves them and as they are kept, always in the same spelling."""
    said = {
        "handbook": KIND,
        "instrument": instrument_id,
        "code": answers.code,
        "answers": dict(sorted(answers.given.items())),
        "then": dict(sorted(answers.then.items())),
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


_SAVE = "Save the file from the form once more."
_BROKEN = f"this file of answers is not whole, or was changed by hand. {_SAVE}"


def read_json(
    place: Place, content: bytes, instrument_id: str, instrument: Instrument, follow_up: bool, roster: Roster
) -> tuple[Answers | None, list[Problem]]:
    """One person's answers as the form on the site saves them, and all that is wrong with them."""

    def not_taken(message: str) -> tuple[None, list[Problem]]:
        return None, [Problem(place, message)]

    if len(content) > LARGEST:
        return not_taken("this file is too large for answers. Choose the one that the form has saved.")
    try:
        said = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return not_taken(_BROKEN)
    if not isinstance(said, dict) or said.get("handbook") != KIND:
        return not_taken("this is no file of answers. Choose the one that the form has saved.")
    if said.get("instrument") != instrument_id:
        return not_taken(_other(said.get("instrument"), instrument_id))
    parts = [said.get("answers", {}), said.get("then") or {}]
    if not all(isinstance(part, dict) for part in parts) or not isinstance(said.get("code", ""), str):
        return not_taken(_BROKEN)
    given, problems = _numbers(place, parts[0], {key: key for key in instrument.statements}, instrument)
    looks_back = {name_key(name): name for name in instrument.dimensions}
    then, notes = _numbers(place, parts[1], looks_back, instrument)
    if not (follow_up and instrument.look_back):
        notes = [Problem(place, f"this looks back, {NOT_ASKED}", "note")] if parts[1] else []
        then = {}
    problems += notes
    if wrong := codes.wrong_with(said.get("code", ""), roster):
        problems.append(Problem(place, wrong.message, wrong.level))
    if any(problem.level != "note" for problem in problems):
        return None, problems
    return Answers(codes.plain(said["code"]), given, then), problems


NOT_ASKED = "which this round does not ask. That part is left out."


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand there once; which of two would count, nobody could say."""
    pairs = [*pairs]
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


def _other(theirs: object, ours: str) -> str:
    """Why answers to other statements, or to other words of the same, do not count here."""
    found, own = (_VERSION.fullmatch(id_) if isinstance(id_, str) else None for id_ in (theirs, ours))
    if found and own and found[1] == own[1]:
        which = f"these answers are to version {found[2]}, and this round asks version {own[2]}."
    else:
        which = f"these answers are to other statements than this round asks, which are {ours}."
    return f"{which} Answer once more on the form for this round, or on paper."


def _numbers(
    place: Place, part: Mapping[str, Any], known: Mapping[str, str], instrument: Instrument
) -> tuple[dict[str, int], list[Problem]]:
    """The answers of one part, by what they answer; `known` has that by how it may be written."""
    found, problems = {}, []
    for number, (key, value) in enumerate(part.items(), 1):
        name = known.get(key) or known.get(name_key(key))
        if name is None or name in found:
            message = f"answer {number} in this file is to no statement of this round. {_SAVE}"
            problems.append(Problem(place, message))
        elif type(value) is int and 1 <= value <= len(instrument.scale):
            found[name] = value
        elif value not in (None, "", "-"):
            message = f"the answer to '{name}' is not {allowed(instrument)}. {_SAVE}"
            problems.append(Problem(place, message))
    return found, problems
