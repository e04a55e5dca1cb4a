"""Sources as readers see them: a number in the text, and who, what, where and when in full."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from urllib.parse import quote

from handbook.find.voices import STATES
from handbook.model import Citation, Handbook, Page, Source
from handbook.show.markdown import Edit
from handbook.show.markdown import escape as plain


def edits(book: Handbook, page: Page) -> Iterator[Edit]:
    """Each bracket as the numbers of what it names, with where in the source to look."""
    for (start, end), cites in groupby(page.citations, key=lambda cite: (cite.start, cite.end)):
        numbers = " ".join(_number(book, cite) for cite in cites)
        # `— after Ann Doe, [@key]`: a number stands right after the name.
        signs = numbers.startswith("[^") and page.text.endswith(", ", 0, start)
        signed = signs and any(voice.by_start < start < voice.by_end for voice in page.voices)
        yield Edit(start - (2 if signed else _gap_before(page.text, start, numbers)), end, numbers)


def _gap_before(text: str, start: int, numbers: str) -> int:
    """1 where a number stands after a word and a space, which would let it begin a line alone."""
    return int(numbers.startswith("[^") and bool(_AFTER_A_WORD.search(text[max(0, start - 4) : start])))


# Not after what may be the mark of a list: `1. [@key]`.
_AFTER_A_WORD = re.compile(r"""(?:[^\W\d_][.,;:!?)\]*”"’']{0,2}|\d[,;:!?”"’']{0,2}) $""")


def _number(book: Handbook, cite: Citation) -> str:
    known = cite.key in book.vocabulary.sources
    number = f"[^@{cite.key}]" if known else f"&#91;@{plain(cite.key)}: no such source&#93;"
    return number + (f' <small class="cited-at">({plain(cite.at)})</small>' if cite.at else "")


def notes(book: Handbook, page: Page) -> Iterator[str]:
    """What stands beneath a page for the numbers in it."""
    for key in dict.fromkeys(cite.key for cite in page.citations):
        source = book.vocabulary.sources.get(key)
        # A note of that name which somebody wrote is not replaced.
        if source is not None and f"[^@{key}]:" not in page.text:
            yield f"[^@{key}]: {reference(source)}"


def reference(source: Source) -> str:
    """A source as a line of Markdown: who, title, where, when, and what is not known."""
    return _reference(source, plain, "*{}*".format, lambda words, to: f"[{words}]({_safe(to)})")


def as_html(source: Source) -> str:
    """The same as HTML, for long lists of them."""
    return _reference(
        source, escape, "<em>{}</em>".format, lambda words, to: f'<a href="{escape(to)}">{words}</a>'
    )


def _reference(
    source: Source,
    words: Callable[[str], str],
    title: Callable[[str], str],
    linked: Callable[[str, str], str],
) -> str:
    name = title(words(source.title))
    parts = (
        words(source.by),
        linked(name, source.link) if source.link else name,
        words(source.in_),
        words(source.published or source.year),
    )
    state = STATES.get(source.state, "") if source.state != "verified" else ""
    after = (
        linked("Archived copy", source.archived) if source.archived else "",
        f"Licence: {words(source.licence)}" if source.licence else "",
        state.capitalize(),
        words(source.note.rstrip(". ")),
    )
    return ". ".join([", ".join(filter(None, parts)), *filter(None, after)]) + "."


def _safe(address: str) -> str:
    return quote(address, safe="/:?#@!$&'*+,;=%-._~[]")
