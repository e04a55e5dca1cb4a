"""The ledger as a text that a later run begins from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from handbook.find.past.ledger import Ledger
from handbook.find.past.versions import Closed, Name, Open, Under, Version

_VERSION = 2

BRANCHES = 300
"""Versions replaced in as many of the last commits are kept for branches that began before them."""


class Forgotten(Exception):
    """This is no text that `to_text` wrote for the same key."""


def to_text(ledger: Ledger, pages: Mapping[str, str], key: str) -> str:
    """All that the next run needs: each page as it is now and was of late, and those that went.

    `pages` are the blobs there are now, and `key` what all of it depends on besides the commits.
    """
    late = {v for v, number in ledger.replaced.items() if number > len(ledger.commits) - BRANCHES}
    kept = ledger.versions.keys() & ({*pages.items()} | late)
    content = {
        "version": _VERSION,
        "key": key,
        "commits": ledger.commits,
        "versions": [[path, blob, ledger.versions[path, blob]] for path, blob in sorted(kept)],
        "replaced": [[path, blob, ledger.replaced[path, blob]] for path, blob in sorted(kept & late)],
        "gone": ledger.gone,
        "moved": ledger.moved,
        "titles": ledger.titles,
        "headings": ledger.headings,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str, key: str, ledger: Ledger) -> None:
    """Fill an empty ledger with what an earlier run knew.

    Raises Forgotten where the text is another one, and then the ledger is still empty.
    """
    try:
        content = json.loads(text)
        if content["version"] != _VERSION or content["key"] != key:
            raise Forgotten
        commits = [(str(commit), int(time)) for commit, time in content["commits"]]
        versions = {(path, blob): _version(row) for path, blob, row in content["versions"]}
        replaced = {(path, blob): int(number) for path, blob, number in content["replaced"]}
        gone = {path: _version(row) for path, row in content["gone"].items()}
        names = [{str(k): str(v) for k, v in content[n].items()} for n in ("moved", "titles", "headings")]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Forgotten from None
    ledger.commits, ledger.versions, ledger.gone = commits, versions, gone
    ledger.replaced = replaced
    ledger.moved, ledger.titles, ledger.headings = names


def _version(row: list[Any]) -> Version:
    version = Version(*row)
    return version._replace(
        edits=_pairs(version.edits),
        parts=tuple(Under(*part[:3], _pairs(part[3])) for part in version.parts),
        open=tuple(Open(*gap) for gap in version.open),
        closed=tuple(Closed(*gap) for gap in version.closed),
        aliases=tuple(version.aliases),
        names=tuple(Name(*name) for name in version.names),
        wants=tuple(Name(*name) for name in version.wants),
        reviews=_pairs(version.reviews),
    )


def _pairs(rows: Any) -> tuple[Any, ...]:
    return tuple((first, second) for first, second in rows)
