"""What a version of a page is told by: its parts, gaps and names, with the numbers of their commits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Open(NamedTuple):
    """A gap that is open: where on its page, and the number of the commit that asked for it."""

    part: str
    kind: str
    words: str
    asked: int
    again: bool = False
    status: bool = False


class Closed(NamedTuple):
    """A gap that was open from one commit to another, and whether text came in its place."""

    part: str
    kind: str
    words: str
    asked: int
    again: bool
    closed: int
    filled: bool


class Name(NamedTuple):
    """A name that a page had, or wanted, from one commit to another; 0 is no end yet.

    Of those it had, the key is the title, other name or file as it was written.
    """

    key: str
    name: str
    since: int
    until: int = 0


class Under(NamedTuple):
    """A part of a page: when it came, when it changed last, and every later change with its new words."""

    id: str
    came: int
    changed: int
    edits: tuple[tuple[int, int], ...] = ()


class Version(NamedTuple):
    """All that is known of a page as it was after a commit; numbers are those of commits."""

    title: str = ""
    came: int = 0
    changed: int = 0
    edits: tuple[tuple[int, int], ...] = ()
    parts: tuple[Under, ...] = ()
    open: tuple[Open, ...] = ()
    closed: tuple[Closed, ...] = ()
    aliases: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    wants: tuple[Name, ...] = ()
    reviews: tuple[tuple[str, str], ...] = ()
    only_dated: str = ""


def in_use(old: tuple[Name, ...], now: Mapping[str, str], number: int) -> tuple[Name, ...]:
    """Names with the times they were in use, after a commit with these."""
    open_ = {name.key for name in old if not name.until}
    if open_ == now.keys():
        return old
    kept = (name if name.until or name.key in now else name._replace(until=number) for name in old)
    came = (Name(key, name, number) for key, name in now.items() if key not in open_)
    return (*kept, *came)


def names_of_both(one: tuple[Name, ...], other: tuple[Name, ...]) -> tuple[Name, ...]:
    """Times a name was in use on either branch; one that is still in use on one of them is."""
    found = {(name.key, name.since): name for name in one}
    for name in other:
        mine = found.setdefault((name.key, name.since), name)
        if not name.until:
            found[name.key, name.since] = mine._replace(until=0)
    return tuple(found.values())
