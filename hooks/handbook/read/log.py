"""What `git log --raw` prints to commits, and the pages each one changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

FORMAT = "%x00%H %ct%x00%B%x00"
"""What git is told to print for a commit: neither a message nor a path can hold a NUL."""

_HEAD = re.compile(rb"([0-9a-f]{40,64}) (-?\d*)").fullmatch
_REVERTS = re.compile(rb"This reverts commit ([0-9a-f]{40,64})")
_FILES = ("100644", "100755", "000000")
"""Modes of files, and of none; links and other things are no pages."""


class Garbled(Exception):
    """This is not what git prints."""


class Change(NamedTuple):
    """A page in a commit: its path and blob, both empty for one that went, and those in each parent."""

    path: str
    blob: str
    before: tuple[tuple[str, str], ...]


class Commit(NamedTuple):
    """A commit: its id, which others it says it reverts, and the pages it changed.

    `time` is in seconds; before 1970 where git knows none.
    """

    id: str
    time: int
    reverts: tuple[str, ...]
    changes: tuple[Change, ...]


def commits(log: bytes, folder: str) -> Iterator[Commit]:
    """The commits as git lists them, with the pages below `folder`; paths are counted from there.

    Raises Garbled where the text is something else.
    """
    first, *parts = log.split(b"\0")
    if first.strip() or len(parts) % 3:
        raise Garbled
    for number in range(0, len(parts), 3):
        head, message, body = parts[number : number + 3]
        found = _HEAD(head)
        if found is None:
            raise Garbled
        lines = body.decode("utf-8", "surrogateescape").split("\n")
        yield Commit(
            id=found[1].decode(),
            time=int(found[2] or -1),
            reverts=tuple(commit.decode() for commit in _REVERTS.findall(message)),
            changes=tuple(change for line in lines if line and (change := _change(line, folder))),
        )


def _change(line: str, folder: str) -> Change | None:
    """One line, such as `:100644 100644 0a1… 9f3… R090⇥docs/a.md⇥docs/b.md`; a merge has more of each."""
    facts, *paths = line.split("\t")
    bare = facts.lstrip(":")
    parents = len(facts) - len(bare)
    words = bare.split(" ")
    if not parents or not paths or len(words) != 2 * parents + 3:
        raise Garbled
    modes, blobs = words[: parents + 1], words[parents + 1 : -1]
    new = paths[-1]
    formers = paths[:-1] if parents > 1 else paths[:1]
    if len(formers) != parents:
        raise Garbled
    before = [
        (old.removeprefix(folder), blob)
        for mode, blob, old in zip(modes[:-1], blobs[:-1], formers, strict=True)
        if blob.strip("0") and mode in _FILES and _is_page(old, folder)
    ]
    there = modes[-1] in _FILES and bool(blobs[-1].strip("0")) and _is_page(new, folder)
    if not there and not before:
        return None
    path, blob = (new.removeprefix(folder), blobs[-1]) if there else ("", "")
    return Change(path, blob, tuple(before))


def _is_page(path: str, folder: str) -> bool:
    return path.startswith(folder) and path.endswith(".md")
