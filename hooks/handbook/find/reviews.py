"""Reviews of pages: the `Reviewed (date, who): what was checked` label, and when one is due."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from handbook.find.days import add, last_day
from handbook.find.sight import Sight
from handbook.model import Handbook, Label, LabelKind, Page, PagePath, Problem, SectionId

CHANGED_SHARE = 0.4
"""Of a section's words: with that much new, whoever read it before has read something else."""
CHANGED_WORDS = 50
"""A short section is soon rewritten: with fewer new words than this, nothing much was said."""

Found = Iterator[tuple[SectionId, int, str]]


def latest(page: Page, labels: Mapping[str, LabelKind], today: date) -> Label | None:
    """The last review of a page; one that is still to come is none."""
    held = [label for label in _reviews(page, labels) if label.facts.on]
    past = [label for label in held if label.facts.on <= today.isoformat()]
    return max(past, key=lambda label: (label.facts.on, label.start), default=None)


def _reviews(page: Page, labels: Mapping[str, LabelKind]) -> Iterator[Label]:
    return (label for label in page.labels if label.name in labels and labels[label.name].review)


def due(book: Sight, page: Page) -> Found:
    """Why a page wants a review now: it never had one, the last is long ago, or much has changed since."""
    review = latest(page, book.vocabulary.labels, book.today)
    if review is None:
        return _first_due(book, page)
    return _again_due(book, page, review)


def _first_due(book: Sight, page: Page) -> Found:
    status = book.vocabulary.statuses.get(page.front.status)
    written = book.history.written.get(page.path)
    every = page.front.review_every
    if status is not None and status.review:
        yield page.section, 1, f"'{page.name}' is {page.front.status} and has no review"
    elif every and written is not None and add(written.isoformat(), every) < book.today:
        wants = f"'{page.name}' wants a review every {every}, and has had none "
        yield page.section, page.key_lines.get("review_every", 1), f"{wants}since it was written on {written}"


def _again_due(book: Sight, page: Page, review: Label) -> Found:
    last = review.facts.on
    every = page.front.review_every or book.vocabulary.settings.review_every
    if every and (day := add(last, every)) < book.today:
        yield page.section, review.line, f"'{page.name}' was reviewed on {last}, due on {day.isoformat()}"
        return
    for section in dict.fromkeys(link.target for link in book.links_from.get(page.path, ())):
        other = book.pages.get(PagePath(section.partition("#")[0]))
        if other is None:
            continue
        later = [edit for edit in book.history.edits.get(section, ()) if edit[0] > last_day(last)]
        if _much([words for _, words in later], _words_of(other, section)):
            heading = other.heading(section)
            where = other.name if heading == other.title else f"{other.name}, {heading}"
            words = f"'{page.name}' was reviewed on {last}, and '{where}', to which it links, "
            yield page.section, review.line, f"{words}has changed much since, last on {later[-1][0]}"
            return


def _much(added: Collection[int], today: int) -> bool:
    return sum(added) >= max(CHANGED_WORDS, CHANGED_SHARE * today)


def _words_of(page: Page, section: SectionId) -> int:
    """The words of a page, or of one heading; an anchor in HTML has the words of its page."""
    return next(
        (h.words for h in page.headings if h.section == section != page.section),
        page.words,
    )


def notes(book: Handbook) -> Iterator[Problem]:
    """A review that does not say what was looked at, or when, or that has only a new date."""
    for page in book.pages.values():
        last = latest(page, book.vocabulary.labels, book.today)
        for label in _reviews(page, book.vocabulary.labels):
            for message in _odd(label, book.today):
                yield Problem(page.place(label.line), message, "note")
            before = book.history.only_dated.get(page.path)
            if before and label == last:
                message = (
                    f"this review has a new date, and since the one of {before} nothing else has changed. "
                    "Say what was looked at this time, or put the old date back."
                )
                yield Problem(page.place(label.line), message, "note")


def _odd(review: Label, today: date) -> Iterator[str]:
    on = review.facts.on
    if not on:
        yield "this review has no day, so it does not count. Write 'Reviewed (2026-05-01, who): …'."
    elif on > today.isoformat():
        yield f"this review is dated {on}, which is still to come, so it does not count yet. Check the date."
    if not review.words and not review.items:
        yield "this review does not say what was looked at. Add a few words after the colon."
