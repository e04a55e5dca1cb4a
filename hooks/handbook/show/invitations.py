"""Gaps as invitations: where each is, what is wanted, and that it may be quick."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from handbook.find.gaps import is_wanted
from handbook.model import Gap, Handbook, PagePath
from handbook.read.settings import shorten
from handbook.show.addresses import gap_section, link, relative_url

LONGEST = 120
"""Letters of a gap's words."""


def invitations(book: Handbook, here: PagePath, gaps: Iterable[Gap]) -> str:
    """A list of gaps as HTML, with the way to each from a page."""
    return f"<ul>{''.join(f'<li>{_invitation(book, here, gap)}</li>' for gap in gaps)}</ul>"


def time(size: str) -> str:
    """How long a gap of this size may take, as one says it."""
    return "ten minutes" if size == "minutes" else size


def _invitation(book: Handbook, here: PagePath, gap: Gap) -> str:
    address = relative_url(here, gap_section(gap))
    if is_wanted(gap):
        who = "one section asks" if gap.asks == 1 else f"{gap.asks} sections ask"
        return f"{link(address, gap.words)}: a page to begin, which {who} for"
    place = link(address, book.pages[gap.page].name)
    return f"{place}, {escape(gap.name.lower())}: {escape(shorten(gap.words, LONGEST))}"
