"""What is wrong in the book as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from handbook.find import reviews
from handbook.find.links import is_see_also
from handbook.find.networks import side_by_side
from handbook.find.people import in_file_names, standing
from handbook.find.swallowed import swallowed
from handbook.model import SITUATIONS, Handbook, Page, PagePath, Place, Problem, Vocabulary, slug
from handbook.read.settings import did_you_mean, shorten


def with_status(page: Page, vocabulary: Vocabulary) -> Page:
    """The page with its status as `data/statuses.yml` writes it: capitals do not count."""
    status = page.front.status
    if not status or status in vocabulary.statuses:
        return page
    known = {name.casefold(): name for name in vocabulary.statuses}
    meant = known.get(status.casefold(), status)
    return replace(page, front=replace(page.front, status=meant))


def statuses(book: Handbook) -> Iterator[Problem]:
    """A status that `data/statuses.yml` does not have."""
    known = [*book.vocabulary.statuses]
    for page in book.pages.values():
        status = page.front.status
        if status and known and status not in book.vocabulary.statuses:
            hint = did_you_mean(status, known)
            yield Problem(page.key("status"), f"'{status}' is not a status we know. {hint}")


def see_also_itself(book: Handbook) -> Iterator[Problem]:
    """A page that lists itself under see also."""
    for link in book.links:
        written, page = link.written, book.pages[link.page]
        if link.target == page.section and is_see_also(page, written, book.vocabulary.labels):
            label = page.labels[written.label].name.capitalize()
            message = f"'{label}' lists this page itself ('{written.text}'). Take it out."
            yield Problem(page.place(written.line, written.column), message)


def citations(book: Handbook) -> Iterator[Problem]:
    """A `[@key]` that `data/sources.yml` does not have: somebody may have renamed it."""
    hints: dict[str, str] = {}
    several = len({cite.key for page in book.pages.values() for cite in page.citations}) > 1
    for page in book.pages.values():
        for cite in page.citations:
            key = cite.key
            if not book.vocabulary.has("sources", key):
                if several and not book.vocabulary.sources:
                    # Said once: the file is lost or cannot be read, and no single key is wrong.
                    message = (
                        f"'[@{shorten(key)}]' is no source we know, and nor is any other. "
                        "Put them into data/sources.yml."
                    )
                    yield Problem(page.place(cite.line), message, "note")
                    return
                if key not in hints:
                    hints[key] = did_you_mean(key, book.vocabulary.sources, _SOURCES)
                message = f"'[@{shorten(key)}]' is no source we know. {hints[key]}"
                yield Problem(page.place(cite.line), message, "note")


def withdrawn(book: Handbook) -> Iterator[Problem]:
    """A name somebody withdrew that still stands in the files; no message says which."""
    for place in standing(book):
        message = (
            "a name that was withdrawn stands here. The site shows other words in its place; take it out."
        )
        yield Problem(place, message, "note")
    for place in in_file_names(book):
        message = (
            "the name of this file holds a name that was withdrawn, and is in its address. "
            "Give it another with 'handbook rename'."
        )
        yield Problem(place, message, "note")
    for name, who in book.vocabulary.people.items():
        if who.withdrawn and not name.startswith("sha256:"):
            message = "a name that was withdrawn stands here. 'handbook withdraw' puts its fingerprint here."
            yield Problem(book.vocabulary.place("people", name), message, "note")


def untitled(book: Handbook) -> Iterator[Problem]:
    """A page whose first heading is not its title."""
    for page in book.pages.values():
        if page.words and not any(heading.level == 1 for heading in page.headings):
            after = "the setting 'title'" if page.front.title else "its file"
            yield Problem(
                page.place(page.line),
                f"this page has no title of its own, so it is called '{page.title}' after {after}. "
                f"Begin its text with a line '# {page.title if page.front.title else 'Title'}'.",
                "note",
            )


def several_titles(book: Handbook) -> Iterator[Problem]:
    """A second `# Title` on a page."""
    for page in book.pages.values():
        for heading in [h for h in page.headings if h.level == 1][1:]:
            begun = page.text[heading.start :].lstrip().startswith("#")
            written = f"# {heading.text}" if begun else heading.text
            instead = "Begin the line with ## instead." if begun else "Underline it with --- instead of ===."
            message = f"'{written}' is a second title. {instead}"
            yield Problem(page.place(heading.line), message, "note")


def names_alike(book: Handbook) -> Iterator[Problem]:
    """Two pages not written yet whose names are one letter apart: perhaps one was meant."""
    order = {slug: rank for rank, slug in enumerate(book.wanted)}
    for want in book.wanted.values():
        for near in want.near:
            if order[near] < order[want.slug]:
                ask, other = want.asks[0], book.wanted[near]
                message = (
                    f"'{want.name}' is one letter away from '{other.name}', which is not written yet either. "
                    f"Did you mean '{other.name}'?"
                )
                where = book.pages[ask.page].place(ask.written.line, ask.written.column)
                yield Problem(where, message, "note")


def covers(book: Handbook) -> Iterator[Problem]:
    """A page that covers what the inventory does not have, or what it leaves out."""
    inventory = book.vocabulary.inventory
    for page in book.pages.values() if inventory else ():
        for key in dict.fromkeys(page.front.covers):
            if not book.vocabulary.has("inventory", key):
                message = (
                    f"'{key}' is no item of data/inventory.yml. {did_you_mean(key, inventory, _NEITHER)}"
                )
                yield Problem(page.key("covers", key), message, "note")
            elif key in inventory and inventory[key].left_out:
                message = (
                    f"'{key}' has a home here, and data/inventory.yml says why it is left out "
                    f"('{shorten(inventory[key].left_out)}'). Take one of the two out."
                )
                yield Problem(page.key("covers", key), message, "note")


def inventory(book: Handbook) -> Iterator[Problem]:
    """An item whose source is not known, or that belongs with one that is not there."""
    words = book.vocabulary
    for key, item in words.inventory.items():
        if words.sources and not words.has("sources", item.source):
            message = (
                f"'{item.source}' is no source we know. {did_you_mean(item.source, words.sources, _SOURCES)}"
            )
            yield Problem(words.place("inventory", key, "source"), message)
        for other in item.links:
            if other == key:
                message = f"'{key}' names itself. Take it out."
                yield Problem(words.place("inventory", key, "links"), message)
            elif not words.has("inventory", other):
                others = (name for name in words.inventory if name != key)
                message = (
                    f"'{key}' names '{other}', which is no item. {did_you_mean(other, others, _NEITHER)}"
                )
                yield Problem(words.place("inventory", key, "links"), message)


def definitions(book: Handbook) -> Iterator[Problem]:
    """A definition whose source is not known, or that asks for what no list of elements has."""
    words = book.vocabulary
    for key, definition in words.definitions.items():
        if words.sources and definition.source and not words.has("sources", definition.source):
            message = (
                f"'{definition.source}' is no source we know. "
                f"{did_you_mean(definition.source, words.sources, _SOURCES)}"
            )
            yield Problem(words.place("definitions", key, "source"), message)
        if definition.elements and not words.elements:
            # Said once: no single name in here is wrong.
            message = "these elements are nowhere described. Put them into data/elements.yml."
            yield Problem(words.place("definitions", key, "elements"), message)
            return
        for name in dict.fromkeys(definition.elements):
            if not words.has("elements", name):
                message = (
                    f"'{name}' is no element we know. "
                    f"{did_you_mean(name, words.elements, 'Add it to data/elements.yml, or take it out.')}"
                )
                yield Problem(words.place("definitions", key, "elements"), message)


def principles(book: Handbook) -> Iterator[Problem]:
    """A principle whose page is not there; that it was moved is the doing of somebody else."""
    for key, principle in book.vocabulary.principles.items():
        place, path = book.vocabulary.place("principles", key, "page"), PagePath(principle.page)
        if path in book.redirects:
            message = f"'docs/{path}' is now 'docs/{book.redirects[path]}'. Write that here."
            yield Problem(place, message, "note")
        elif path not in book.pages:
            message = (
                f"there is no page 'docs/{principle.page}'. "
                f"{did_you_mean(principle.page, book.pages, 'Write it, or name another.')}"
            )
            yield Problem(place, message, "note" if path in book.history.gone else "problem")


def situations(book: Handbook) -> Iterator[Problem]:
    """A situation without a letter, which is left out of the finder."""
    for page in book.pages.values():
        for words in page.front.situations:
            if not slug(words):
                message = f"'{words}' has no letters, so nobody would find it. Say the situation in words."
                yield Problem(page.key("situations", words), message)


def drawn_headings(book: Handbook) -> Iterator[Problem]:
    """A heading with the address of one that the build draws beneath the same page."""
    for path, anchors in book.drawn.items():
        for heading in book.pages[path].headings if path in book.pages else ():
            if path != SITUATIONS and heading.section.partition("#")[2] in anchors:
                message = (
                    f"the list that the build puts beneath this page has a heading '{heading.text}' too. "
                    "Give this one other words."
                )
                yield Problem(book.pages[path].place(heading.line), message, "note")


def network_questions(book: Handbook) -> Iterator[Problem]:
    """A question that has no heading on the page of a network, so that nobody can answer it there."""
    for path, asked in side_by_side(book.pages, book.vocabulary).items():
        page = book.pages[path]
        for answer in asked:
            if answer.heading is None:
                message = (
                    f"'{page.name}' has no heading '{answer.question}', so that question counts as open. "
                    f"Add a line '## {answer.question}', with nothing under it if nobody knows."
                )
                yield Problem(page.place(page.line), message, "note")


_SOURCES = "Add it to data/sources.yml."
_NEITHER = "Take it out, or add it."


def no_pages(book: Handbook) -> Iterator[Problem]:
    """An empty `docs/`."""
    if not book.pages and "" not in book.left_out:
        message = "there is no page in docs/. Begin with docs/index.md and a line '# Title'."
        yield Problem(Place("docs"), message, "stop")


CHECKS: tuple[Callable[[Handbook], Iterator[Problem]], ...] = (
    statuses,
    see_also_itself,
    citations,
    withdrawn,
    untitled,
    several_titles,
    swallowed,
    names_alike,
    reviews.notes,
    covers,
    inventory,
    definitions,
    principles,
    situations,
    drawn_headings,
    network_questions,
    no_pages,
)
"""Every check of the whole book. A new one is a function and its name here."""
