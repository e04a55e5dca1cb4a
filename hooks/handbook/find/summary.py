"""What a page is about, in one sentence: for search engines, for cards, for whoever is sent a link."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.find.people import withdrawals
from handbook.model import Handbook, Page
from handbook.read import inlines
from handbook.read.sentences import breaks

LONGEST = 200
"""Letters of a summary; a longer sentence is cut."""


def summary(book: Handbook, page: Page) -> str:
    """The description somebody wrote, or the first sentence of the text, as plain words.

    A page that has only labels is summed up by the first of them, and an empty one by its status.
    """
    said = page.front.description or next(filter(None, map(_first, _texts(book, page))), "")
    return shortened(withdrawals(book).plainly(said))


def shortened(words: str) -> str:
    """At most LONGEST letters, with whole words where there are any."""
    if len(words) <= LONGEST:
        return words
    end = words.rfind(" ", 0, LONGEST - 1)
    return words[: end if end > 0 else LONGEST - 2].rstrip(" ,;:–-") + " …"


def _first(text: str) -> str:
    ends, _ = breaks(text)
    return text[: ends[0]] if ends else text


def _texts(book: Handbook, page: Page) -> Iterator[str]:
    """What may hold the sentence, the best first."""
    labels = {label.start for label in page.labels if not label.inline}
    plainly = [
        block
        for block in page.outline.children
        if block.kind == "paragraph" and block.inlines and block.inlines[0][1] not in labels
    ]
    for block in plainly:
        yield inlines.words(page.text, block)
    if page.path in book.terms:
        yield book.terms[page.path].short
    for label in page.labels:
        words = label.words or ", ".join(label.items)
        yield f"{label.name[:1].upper()}{label.name[1:]}: {words}" if words else ""
    read = {block.start for block in plainly}
    for block in page.outline.within():
        if block.kind in ("paragraph", "table") and block.start not in read:
            yield inlines.words(page.text, block)
    status = book.vocabulary.statuses.get(page.front.status)
    yield status.meaning if status else ""
