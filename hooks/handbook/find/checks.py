"""What is wrong in the book as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handbook.find import reviews
from handbook.find.links import is_see_also
from handbook.model import Handbook, Place, Problem
from handbook.read.settings import did_you_mean


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
    known = [*book.vocabulary.sources]
    for page in book.pages.values():
        for cite in page.citations:
            if cite.key not in book.vocabulary.sources:
                hint = did_you_mean(cite.key, known) if known else "Add it to data/sources.yml."
                yield Problem(page.place(cite.line), f"'[@{cite.key}]' is no source we know. {hint}", "note")


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
            message = f"'# {heading.text}' is a second title. Begin the line with ## instead."
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


def no_pages(book: Handbook) -> Iterator[Problem]:
    """An empty `docs/`."""
    if not book.pages and "" not in book.left_out:
        message = "there is no page in docs/. Begin with docs/index.md and a line '# Title'."
        yield Problem(Place("docs"), message, "stop")


CHECKS: tuple[Callable[[Handbook], Iterator[Problem]], ...] = (
    statuses,
    see_also_itself,
    citations,
    untitled,
    several_titles,
    names_alike,
    reviews.notes,
    no_pages,
)
"""Every check of the whole book. A new one is a function and its name here."""
