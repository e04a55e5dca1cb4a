"""A page of good first gaps: for each what is wanted, what is known already, and how to begin."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from html import escape

from handbook.find.gaps import good_first, title
from handbook.find.known import Pointer, askers, known, unwritten
from handbook.model import FIRST, REPORT, Gap, Handbook
from handbook.read.settings import shorten
from handbook.show.addresses import (
    Repository,
    gap_section,
    in_words,
    link,
    new_file,
    offering,
    relative,
    relative_url,
    where,
)
from handbook.show.invitations import time
from handbook.show.markdown import escape as plain
from handbook.show.page import with_settings
from handbook.show.wanted import sections, template

ABOUT = "Small things the handbook lacks: what is wanted, what is known already, and how to begin."
LONGEST = 60
"""Letters of a heading; longer words stand under it as a whole."""


def document(book: Handbook, repository: Repository) -> str:
    """The generated page as a whole file."""
    gaps = good_first([gap for gap in book.gaps if gap.asked])
    lines = ["# Good first gaps", "", *(_welcome() if gaps else _nothing())]
    pointers = known(book, gaps)
    for gap in gaps:
        lines += _gap(book, gap, pointers[gap.id], repository)
    return with_settings(
        {"title": "Good first gaps", "description": ABOUT, "search": {"exclude": True}},
        "\n".join(lines).rstrip() + "\n",
    )


def _welcome() -> Iterator[str]:
    yield (
        "Each of these is small, and nobody has it in hand. Pick one you know something about. A few "
        "plain sentences are a good start: others will read them with you and add to them."
    )
    yield ""
    yield f"If none of them is for you, the [gaps report]({REPORT}) has all the others."
    yield ""


def _nothing() -> Iterator[str]:
    yield (
        "Nothing small is waiting just now, which is good news. The larger gaps are in the "
        f"[gaps report]({REPORT}), and a page you know well can always be made a little better."
    )


def _gap(book: Handbook, gap: Gap, pointers: Collection[Pointer], repository: Repository) -> Iterator[str]:
    words = gap.words if unwritten(gap) else f"{title(gap)}: {gap.words}"
    heading = shorten(words, LONGEST)
    yield f"## {plain(heading.rstrip('.'))}"
    yield ""
    if heading != " ".join(words.split()):
        # Words that begin a line could be the beginning of a list.
        yield f"**In full:** {plain(gap.words)}"
        yield ""
    address = relative(FIRST, gap_section(gap))
    if unwritten(gap):
        yield f"- **What:** a [page not written yet]({address})"
    else:
        yield f"- **Where:** [{plain(where(book, gap.section))}]({address})"
    if gap.size:
        yield f"- **Time:** {plain(time(gap.size))}"
    if asked := _asked(gap):
        yield f"- **Asked for:** {asked}"
    if gap.help:
        yield f"- **What helps:** {plain(gap.help)}"
    yield f"- **Whom to ask:** {plain(whom(book, gap))}"
    yield ""
    if pointers:
        items = "".join(f"<li>{_pointer(book, pointer)}</li>" for pointer in pointers)
        yield f"<details><summary>What is known already ({len(pointers)})</summary><ul>{items}</ul></details>"
        yield ""
    yield _begin(book, gap, repository)
    yield ""


def _asked(gap: Gap) -> str:
    by = f"by {sections(gap.asks).lower()}" if gap.asks > 1 else ""
    written = ", as written" if gap.as_said else ""
    since = f"since {in_words(gap.since)}{written}" if gap.since else ""
    return ", ".join(filter(None, (by, since)))


def _pointer(book: Handbook, pointer: Pointer) -> str:
    place = link(relative_url(FIRST, pointer.section), where(book, pointer.section))
    before, words, after = (escape(part, quote=False) for part in pointer.sentence.parts)
    marked = f"<mark>{words}</mark>" if words and (before or after) else words
    kind = _KINDS[pointer.kind]
    who = pointer.who if not pointer.who or pointer.who.startswith("after ") else f"by {pointer.who}"
    said = f", {' '.join(filter(None, (kind, escape(who))))}" if kind else ""
    return f"{place}{said}: <q>{before}{marked}{after}</q>"


_KINDS = {"note": "an unsorted note", "comment": "a comment", "voice": "words", "link": "", "mention": ""}


def whom(book: Handbook, gap: Gap) -> str:
    """Who looks after the page, else after those that ask, else nobody in particular."""
    owners = [book.pages[gap.page].front.owner]
    owners += [book.pages[ask.page].front.owner for ask in askers(book, gap)]
    return next(filter(None, owners), "nobody in particular; just begin")


def _begin(book: Handbook, gap: Gap, repository: Repository) -> str:
    """The ways to write for it, and without a repository the file in words."""
    if slug := unwritten(gap):
        wanted = book.wanted[slug]
        file = new_file(wanted.name, book.pages[gap.page].folder)
        editor = repository.new(file, template(book, wanted))
        how = f"In a copy of the handbook, make a new file, `{file}`."
    else:
        file = book.pages[gap.page].file
        editor = repository.edit(file)
        how = f"In a copy of the handbook, open `{file}` at line {gap.line}."
    about = f"{title(gap)}: {where(book, gap.section)}"
    ways = f"<p>{offering(repository, FIRST, gap.id, about, editor)}</p>"
    return ways if editor else f"{ways}\n\n{how}"
