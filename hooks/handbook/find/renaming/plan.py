"""A page moved or retitled, or a heading renamed: planned whole, and checked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from handbook.find.names import NOW, Names, names
from handbook.find.renaming.meant import as_heading, meant
from handbook.find.renaming.rewrite import Change, heading_span, links
from handbook.find.renaming.unchanged import compare
from handbook.model import (
    Entry,
    Handbook,
    Page,
    address_of,
    name_key,
)
from handbook.model.refused import Refused
from handbook.read import raw
from handbook.read.amend import ByHand, amended
from handbook.read.source import Splice, in_file, plain, spliced

Build = Callable[[Collection[Entry], Mapping[str, bytes]], Handbook]
"""From what lies in `docs/`, and the contents of its pages, to the book."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The new contents of pages by path in `docs/`, a file that moves there, and what to say of it all."""

    contents: Mapping[str, bytes]
    moved: tuple[str, str] | None
    lines: tuple[str, ...]


def plan(entries: Collection[Entry], contents: Mapping[str, bytes], build: Build, old: str, new: str) -> Plan:
    """What to write so that `old` is `new` everywhere.

    Raises Refused where that cannot be done, or would change anything else.
    """
    book = build(entries, contents)
    for problem in book.problems:
        if problem.level == "stop":
            raise Refused(f"this has to be put right first: {problem}")
    known = names(book.pages, book.history)
    change = meant(book, known, entries, old, new)
    changed, counts = _rewritten(book, known, contents, change)
    after = {str(change.path(path)): changed.get(path, content) for path, content in contents.items()}
    there = [replace(entry, path=str(change.path(entry.path))) for entry in entries]
    compare(book, build(there, after), change)
    return Plan(
        {str(change.path(path)): content for path, content in changed.items()},
        (change.page, change.to) if change.moves else None,
        tuple(_said(book, change, counts)),
    )


def _rewritten(
    book: Handbook, known: Names, contents: Mapping[str, bytes], change: Change
) -> tuple[dict[str, bytes], dict[str, int]]:
    """The new contents of all pages that change, and how many links change on each."""
    changed: dict[str, bytes] = {}
    counts: dict[str, int] = {}
    for page in book.pages.values():
        splices, count = links(book, known, page, change)
        if page.path == change.page and change.heading >= 0:
            splices.add((*heading_span(page, change.heading), as_heading(change.after)))
        content = _spliced(page, contents[page.path], splices)
        try:
            see = page.front.see
            if see and (name := _new_name(book, known, see, change)):
                content = amended(content, page.file, "see", swap={see: name})
                count += 1
            if page.path == change.page:
                content = _recorded(page, content, change)
        except ByHand as by_hand:
            raise Refused(str(by_hand)) from None
        if content != contents[page.path]:
            changed[page.path] = content
            counts[page.path] = count
    return changed, counts


def _spliced(page: Page, content: bytes, splices: set[Splice]) -> bytes:
    if not splices:
        return content
    if wrong := raw.decode(page.file, content)[1]:
        raise Refused(f"this has to be put right first: {wrong[0]}")
    place = in_file(page.text, plain(content))
    return spliced(content, [(place(start), place(end), piece) for start, end, piece in splices])


def _new_name(book: Handbook, known: Names, name: str, change: Change) -> str:
    """What to write for a name in the settings; nothing where it still leads to the page."""
    if known.page(name) != change.page:
        return ""
    if change.is_old_title(name):
        return change.after
    by_file = change.moves and name_key(name) not in known.by_name and not known.is_former(name)
    return book.pages[change.page].title if by_file else ""


def _recorded(page: Page, content: bytes, change: Change) -> bytes:
    """The page with its former address or name in its settings, and without one that it has again."""
    if wrong := raw.decode(page.file, content)[1]:
        raise Refused(f"this has to be put right first: {wrong[0]}")
    if change.moves:
        back = [old for old in page.front.was if address_of(old.strip("/")) == address_of(change.to)]
        gone = [change.page] if address_of(change.page) != address_of(change.to) else []
        return amended(content, page.file, "was", add=gone, drop=back)
    if change.title and name_key(change.before) != name_key(change.after):
        again = [alias for alias in page.front.aliases if name_key(alias) == name_key(change.after)]
        others = {name_key(name) for name in (page.front.title, *page.front.aliases, *page.front.forms)}
        alias = re.sub(r"[<>]", "", change.before)
        add = [alias] if name_key(alias) not in others else []
        content = amended(content, page.file, "aliases", add=add, drop=again)
    return _former_headings(page, content, change)


def _former_headings(page: Page, content: bytes, change: Change) -> bytes:
    there = {change.ids.get(heading.id, heading.id) for heading in page.headings}
    title = page.headings[0].id if change.title else ""
    add = [f"#{old} now #{new}" for old, new in change.ids.items() if old not in there and old != title]
    drop, swap = [], {}
    for entry in page.front.was:
        match = NOW.fullmatch(entry)
        if entry.startswith("#") and entry[1:].partition(" ")[0] in there:
            drop.append(entry)
        elif match and match[2][1:] in change.ids:
            swap[entry] = f"{match[1]} now #{change.ids[match[2][1:]]}"
    return amended(content, page.file, "was", add=add, drop=drop, swap=swap)


def _said(book: Handbook, change: Change, counts: Mapping[str, int]) -> Iterator[str]:
    file = f"docs/{change.to}"
    if change.moves:
        yield f"docs/{change.page}: moved to {file}"
    elif change.title:
        yield f"{file}: the title is now '{change.after}'"
    else:
        yield f"{file}: the heading '{change.before}' is now '{change.after}'"
    for path, count in sorted((change.path(path), count) for path, count in counts.items()):
        if count:
            yield f"docs/{path}: {count} link{'' if count == 1 else 's'} rewritten"
    page = book.pages[change.page]
    there = {change.ids.get(heading.id, heading.id) for heading in page.headings}
    for old in change.ids:
        if old in there:
            yield (
                f"{file}: another heading has the address '#{old}' now, since both had these words; "
                "a link from another site goes there"
            )
