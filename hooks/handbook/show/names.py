"""`names.json`: every name of the book and where it leads, for scripts that help people find it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from handbook.find.people import is_named_in
from handbook.model import Handbook, Page, PagePath, address_of, is_term

FILE = "names.json"


def as_json(book: Handbook) -> str:
    """Pages and terms in reading order with the addresses they had, then pages not written yet."""
    was: dict[PagePath, list[str]] = defaultdict(list)
    for old, now in book.redirects.items():
        # An address is no place for a name that somebody withdrew, and nothing can stand in for it there.
        if not is_named_in(book, old):
            was[now].append(address_of(old))
    names = [_of_page(page, was[page.path]) for page in book.pages.values()]
    names += [_entry(wanted.name, wanted.path, "wanted") for wanted in book.wanted.values()]
    return json.dumps({"names": names}, ensure_ascii=False, separators=(",", ":")) + "\n"


def other_names(page: Page) -> tuple[str, ...]:
    """What else people call a page: its aliases, and the other forms of a term."""
    return (*page.front.aliases, *(page.front.forms if is_term(page.path) else ()))


def _of_page(page: Page, was: list[str]) -> dict[str, Any]:
    others = dict.fromkeys((page.title, *other_names(page)))
    also = [other for other in others if other and other != page.name]
    return _entry(page.name, page.path, "term" if is_term(page.path) else "page", also, was)


def _entry(
    name: str, path: PagePath, kind: str, also: list[str] | None = None, was: list[str] | None = None
) -> dict[str, Any]:
    return {"name": name, "at": address_of(path), "kind": kind, "also": also or [], "was": was or []}
