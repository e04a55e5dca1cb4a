"""An entry of `data/acknowledged.yml` written or renewed, with every other byte as it was."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path

from handbook.find.acknowledged import FILE, kept, visible
from handbook.find.days import add
from handbook.find.ids import Ids
from handbook.find.names import names
from handbook.model import Acknowledgement, Gap, Handbook, printable
from handbook.model.refused import Refused
from handbook.read import data, settings
from handbook.read.entries import added, found
from handbook.read.source import spliced
from handbook.shell import entries

HEADING = """\
# yaml-language-server: $schema=schemas/acknowledged.schema.json
#
# Gaps that may stay as they are for now, each by its id. `handbook acknowledge` writes an entry here.
# A gap comes back when its day has passed or its words change.
"""
AT_FIRST = "1 year"
"""How long a gap may stay where nobody says: long enough for most plans, too short to be forgotten."""
_SAFE = re.compile(r"[^\W_](?:[\w ./-]*[\w.])?").fullmatch
_SAFE_ID = re.compile(r"[^\W_][\w./~#-]*").fullmatch


def acknowledge(
    root: Path, book: Handbook, id_: str, reason: str, by: str, until: date | None
) -> tuple[Gap, Acknowledgement]:
    """The gap, and the entry that is now in the file for it.

    Raises Refused where there is no such gap, or the entry cannot be written.
    """
    ids = Ids(book.gaps, names(book.pages, book.history))
    gap = _gap(ids, id_.strip())
    day = until or add(book.today.isoformat(), AT_FIRST)
    if day < book.today:
        raise Refused(f"{day} has passed. Name a day to come with --until.")
    entry = _entry(visible(reason), visible(by) or gap.owner, day, kept(gap))
    former, held = entries.held(root, data.ACKNOWLEDGED, data.acknowledgements)
    there = gap.id if gap.id in held else next((old for old in held if ids.get(old) == gap), "")
    content = written(former or HEADING.encode(), there, gap.id, entry)
    meant = {old: said for old, said in held.items() if old != there} | {gap.id: entry}
    by_hand = f"Add the entry by hand:\n\n{_lines(gap.id, entry)}"
    entries.write(root, data.ACKNOWLEDGED, data.acknowledgements, content, meant, by_hand)
    return gap, entry


def _gap(ids: Ids, id_: str) -> Gap:
    gap = ids.get(id_) or ids.at(id_)
    if gap is None:
        near = ids.nearest(id_.removeprefix("docs/"))
        hint = f"Did you mean '{near}'?" if near else "'handbook gaps --format csv' lists the id of each."
        raise Refused(f"there is no gap '{printable(id_)}'. {hint}")
    return gap


def _entry(reason: str, by: str, until: date, words: str) -> Acknowledgement:
    if not reason:
        raise Refused("say in a few words why the gap may stay: --reason '…'.")
    if not by:
        raise Refused("the page has no owner. Say who decides so: --by 'a role' or --by @name.")
    said = {"reason": reason, "by": by, "until": until.isoformat(), "words": words}
    nodes = {key: settings.Node(value, 1, 1) for key, value in said.items()}
    entry, wrong = settings.validate(Acknowledgement, settings.Node(nodes, 1, 1), FILE)
    if entry is None:
        raise Refused(wrong[0].message)
    return entry


def written(content: bytes, there: str, id_: str, entry: Acknowledgement) -> bytes | None:
    """The file with the entry in the place of the one that is `there`, else at its end.

    None where the file is written in a way that cannot be changed.
    """
    if not there:
        return added(content, _lines(id_, entry))
    pair = found(content, there)
    if pair is None:
        return None
    name, value = pair
    nodes = {name: _quoted_id(id_)}
    nodes |= {inner: _quoted(asdict(entry)[key.value]) for key, inner in value.value}
    return spliced(content, [(n.start_mark.index, n.end_mark.index, said) for n, said in nodes.items()])


def _lines(id_: str, entry: Acknowledgement) -> str:
    facts = "".join(f"  {key}: {_quoted(value)}\n" for key, value in asdict(entry).items())
    return f"{_quoted_id(id_)}:\n{facts}"


def _quoted(value: str) -> str:
    return value if _SAFE(value) else json.dumps(value, ensure_ascii=False)


def _quoted_id(id_: str) -> str:
    return id_ if _SAFE_ID(id_) else json.dumps(id_, ensure_ascii=False)
