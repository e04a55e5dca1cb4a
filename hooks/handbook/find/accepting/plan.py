"""An offer put in the place of its gap: planned whole, and checked before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from handbook.find.accepting.meant import meant
from handbook.find.accepting.places import NoPlace, Spot, fitted, spot
from handbook.find.accepting.unchanged import Part, as_meant
from handbook.find.gaps import is_wanted
from handbook.find.renaming.plan import Build
from handbook.model import Entry, Gap, Handbook, Page, PagePath, Place, Problem, name_key, slug
from handbook.model.refused import Private, Refused
from handbook.read import front_matter, labels, raw
from handbook.read import page as reading
from handbook.read.amend import ByHand, amended
from handbook.read.blocks import outline
from handbook.read.files import file_name
from handbook.read.offer import Offer
from handbook.read.source import in_file, plain, spliced


@dataclass(frozen=True, slots=True)
class Filled:
    """The new contents of a file in `docs/`, and the lines of it that the text has there.

    `book` is what it was before.
    """

    book: Handbook
    gap: Gap
    path: PagePath
    content: bytes
    first: int
    last: int
    new: bool


def fill(entries: Collection[Entry], contents: Mapping[str, bytes], build: Build, offer: Offer) -> Filled:
    """What to write so that the offer stands in the place of its gap.

    Raises Refused where that cannot be done, or would change anything else.
    """
    book = build(entries, contents)
    for problem in book.problems:
        if problem.level == "stop":
            raise Refused(f"this has to be put right first: {problem}")
    gap = meant(book, offer)
    new = is_wanted(gap)
    path, content = _begun(book, gap, entries) if new else (gap.page, contents[gap.page])
    if wrong := raw.decode(f"docs/{path}", content)[1]:
        raise Refused(f"this has to be put right first: {wrong[0]}")
    grammar = labels.Grammar(book.vocabulary.labels)
    page = reading.read(path, plain(content), grammar)[0]
    try:
        where = spot(page, replace(gap, start=-1) if new else gap)
    except NoPlace as no_place:
        raise Refused(f"docs/{path}:{gap.line}: {no_place}") from None
    text, rows = _text(page, gap, where, offer, new)
    at = in_file(page.text, plain(content))
    piece = where.written(text)
    changed = spliced(content, [(at(where.start), at(where.end), piece)])
    changed = _status(book, gap, page, changed)
    first = page.line + page.text.count("\n", 0, where.start) + where.before.count("\n")
    filled = Filled(book, gap, path, changed, first, first + text.count("\n"), new)
    there = [*entries, Entry(path)] if new else entries
    after = build(there, {**contents, path: changed})
    _no_new_problems(book, after, filled, offer, rows)
    bare = Part(outline(text), text, reading.read(path, text, grammar)[0])
    if not as_meant(page, after.pages[path], where, bare):
        raise Refused(
            f"docs/{path}:{gap.line}: the text would change how the lines around it are read, or they would "
            "change the text. Begin and end it with a sentence, close what it opens, and try again; "
            "or open the file and write it there."
        )
    if _count(after, gap) >= _count(book, gap):
        raise Refused(
            f"{offer.place(0)}: afterwards the same would still be asked for, because the text asks for it "
            "as well. Take that line out of the offer."
        )
    return filled


def _count(book: Handbook, gap: Gap) -> int:
    place = gap.id.rpartition("/")[0]
    return sum(other.kind == gap.kind and other.id.rpartition("/")[0] == place for other in book.gaps)


def _first_status(book: Handbook) -> str:
    """What a page is called that has its first text."""
    return next((name for name, status in book.vocabulary.statuses.items() if not status.gap), "")


def _begun(book: Handbook, gap: Gap, entries: Collection[Entry]) -> tuple[PagePath, bytes]:
    """A page not written yet with its title alone, in the folder that asks for it first."""
    wanted = book.wanted[name_key(gap.words)]
    folder = book.pages[wanted.asks[0].page].folder
    path = PagePath("/".join(filter(None, (folder, f"{file_name(wanted.name)}.md"))))
    if any(entry.path == path for entry in entries):
        raise Refused(f"docs/{path} is there already, with another title. Put the text there by hand.")
    status = _first_status(book)
    head = f"---\nstatus: {status}\n---\n\n" if status else ""
    return path, f"{head}# {wanted.name}\n".encode()


def _text(page: Page, gap: Gap, where: Spot, offer: Offer, new: bool) -> tuple[str, int]:
    """The offer's text as it is written there, and how many of its first lines are left out."""
    if where.inline:
        if "\n" in offer.text:
            raise Refused(
                f"{offer.place(1)}: {gap.as_written} stands in the middle of a sentence, at docs/{page.path}:"
                f"{gap.line}. Make the text one line."
            )
        return (offer.text if offer.text[0] in "([" else f"({offer.text})"), 0
    section = page.section if new else gap.section
    level = next((heading.level for heading in page.headings if heading.section == section), 1)
    text, rows = fitted(offer.text, page.heading(section), level)
    if not text:
        raise Refused(f"{offer.place(0)}: there is a heading and no text under it. Write a few sentences.")
    return text, rows


def _status(book: Handbook, gap: Gap, page: Page, content: bytes) -> bytes:
    """The page with its next status, where its status asks for the same as the gap."""
    status = book.vocabulary.statuses.get(page.front.status)
    if status is None or not status.gap or gap.section != page.section or slug(page.front.status) != gap.kind:
        return content
    following = _first_status(book)
    if _count(book, gap) > 1 or not following:
        return content
    written = front_matter.read(plain(content), page.file)[0].front.status
    try:
        return amended(content, page.file, "status", swap={written: following})
    except ByHand as by_hand:
        raise Refused(str(by_hand)) from None


def _no_new_problems(before: Handbook, after: Handbook, filled: Filled, offer: Offer, rows: int) -> None:
    known = Counter((problem.place.path, problem.message) for problem in before.problems)
    lines, refusal = [], Refused
    for problem in after.problems:
        key = (problem.place.path, problem.message)
        known[key] -= 1
        if known[key] < 0 and problem.level != "note":
            refusal = Private if problem.level == "private" else refusal
            lines.append(str(replace(problem, place=_in_offer(problem, filled, offer, rows))))
    if lines:
        raise refusal("\n".join([*lines, "Put this right in the offer, and try again. Nothing is changed."]))


def _in_offer(problem: Problem, filled: Filled, offer: Offer, rows: int) -> Place:
    """The line of the offer that a problem is about, or its own place where it is elsewhere."""
    line = problem.place.line
    if problem.place.path == f"docs/{filled.path}" and filled.first <= line <= filled.last:
        return offer.place(rows + line - filled.first)
    return problem.place
