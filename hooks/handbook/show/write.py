"""The page where a text for a gap is written and sent: its words, and what its scripts need to know.

The box to write in is `theme/partials/write.html`, which the scripts of `theme/assets/write/` bring to life.
Without scripts, and in another engine, what stands here is the page: the other ways.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from handbook.model import FIRST, REPORT, WRITE, Handbook, PagePath, Vocabulary
from handbook.read.labels import ANY_NEEDED
from handbook.show.addresses import Repository, link, relative
from handbook.show.markdown import escape as plain
from handbook.show.page import with_settings

SETTINGS = "write.json"
HOW = PagePath("about/writing.md")
"""The page that tells how to write, in a book that has it."""

LETTER = "A text for the handbook"


def document(book: Handbook, repository: Repository) -> str:
    """The generated page as a whole file."""
    values = {
        "title": "Write here",
        "description": "Write what you know about something that is missing",
        "robots": "noindex",
        "hide": ["toc"],
    }
    return with_settings(values, "\n".join(_lines(book, repository)) + "\n")


def _lines(book: Handbook, repository: Repository) -> Iterator[str]:
    yield "# Write here"
    yield ""
    yield (
        "Write what you know. A few plain sentences are a good start, and somebody will read them with you "
        "before they appear."
    )
    yield ""
    form = repository.issue("text-for-a-gap")
    back = " Back beside the gap there is also a form that knows its place." if form else ""
    yield '<p class="write-without" data-search-exclude>The box to write in needs scripts, and they do not '
    yield f"run here. Each of these ways works as well.{back}</p>"
    yield ""
    yield "## Other ways"
    yield ""
    yield f"- [Good first gaps]({FIRST}) are small. Each says what is wanted and what is known already."
    yield f"- The [gaps report]({REPORT}) has all the others."
    if form:
        missing = repository.issue("a-page-is-missing")
        yield f"- [Send a text with a form]({form}), or [say that a page is missing]({missing})."
        yield "  Both ask for a free account with GitHub, where the text of the handbook is kept."
    if letter := repository.send(LETTER):
        yield f"- Without an account, {link(letter, 'send your text here')}."
    yield "- Or write on paper, with the name of the page, and give it to anyone in the group."
    if HOW in book.pages:
        name = plain(book.pages[HOW].name)
        yield f"- [{name}]({relative(WRITE, book.pages[HOW].section)}) tells how to change a page yourself."


def as_json(book: Handbook, repository: Repository) -> str:
    """Where a text can be sent, and the words that begin a line and give it a meaning."""
    values = {
        "form": f"{repository.address.rstrip('/')}/issues/new" if repository.address else "",
        "offers": repository.offers,
        **labels(book.vocabulary),
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def labels(vocabulary: Vocabulary) -> dict[str, object]:
    """The labels as the scripts read them; `free` is the one for any words before `needed`."""
    free = vocabulary.labels.get(ANY_NEEDED)
    return {
        "labels": [
            {
                "words": [name, *kind.also],
                "shows": kind.shows,
                "gap": kind.gap,
                "inline": kind.inline,
                "states": [*kind.states],
            }
            for name, kind in vocabulary.labels.items()
            if name != ANY_NEEDED
        ],
        "free": {"shows": free.shows, "gap": free.gap, "unless": [*free.unless]} if free else None,
    }
