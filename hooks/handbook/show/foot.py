"""The foot of a page: who links here, and when it last changed. One block of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from handbook.find.links import is_see_also
from handbook.model import Handbook, Link, Page, PagePath
from handbook.read import sentences
from handbook.show.addresses import in_words, relative_url, where

UNFOLDED = 8
"""As many links are shown at once; the others are folded under them."""


def foot(book: Handbook, page: Page) -> str:
    """The foot as HTML, or nothing where there is nothing to say."""
    see_also: list[Link] = []
    linked: list[Link] = []
    for link in book.links_to.get(page.path, ()):
        also = is_see_also(book.pages[link.page], link.written, book.vocabulary.labels)
        (see_also if also else linked).append(link)
    parts = [
        _part("See also, from other pages", [_reason(book, page.path, link) for link in see_also]),
        _part("Linked from", [_sentence(book, page.path, link) for link in linked]),
    ]
    changed = book.history.changed.get(page.path)
    if changed:
        day = changed.isoformat()
        parts.append(f'<p class="changed">Last changed on <time datetime="{day}">{in_words(day)}</time>.</p>')
    inside = "".join(parts)
    return f'<aside class="page-foot" aria-label="Around this page">{inside}</aside>' if inside else ""


def _part(title: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    shown = _list(items[:UNFOLDED])
    rest = items[UNFOLDED:]
    more = f"<details><summary>{len(rest)} more</summary>{_list(rest)}</details>" if rest else ""
    return f"<h2>{title}</h2>{shown}{more}"


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _from(book: Handbook, page: PagePath, link: Link) -> str:
    # Addresses hold no signs that HTML minds: `url` has spelled them out.
    return f'<a href="{relative_url(page, link.source)}">{escape(where(book, link.source))}</a>'


def _reason(book: Handbook, page: PagePath, link: Link) -> str:
    reason = link.written.reason
    return _from(book, page, link) + (f": {escape(reason)}" if reason else "")


def _sentence(book: Handbook, page: PagePath, link: Link) -> str:
    return f"{_from(book, page, link)}: {sentence(link)}"


def sentence(link: Link) -> str:
    """The sentence a link stands in, the link itself marked, as HTML."""
    before, words, after = sentences.sentence(link.written).parts
    if not (before or after):
        return f"<q>{escape(words)}</q>"
    return f"<q>{escape(before)}<mark>{escape(words)}</mark>{escape(after)}</q>"
