"""What may be looked at when gaps are noticed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from handbook.model import History, Link, Page, PagePath, Term, Vocabulary


@dataclass(frozen=True, slots=True)
class Sight:
    """The book as it is known before its gaps are."""

    pages: Mapping[PagePath, Page]
    vocabulary: Vocabulary
    links_from: Mapping[PagePath, Collection[Link]]
    links_to: Mapping[PagePath, Collection[Link]]
    terms: Mapping[PagePath, Term]
    users: Collection[PagePath]
    """Pages that use a term, which leads on from there."""
    used: Collection[PagePath]
    """Pages that a term used somewhere leads to."""
    history: History
    today: date
