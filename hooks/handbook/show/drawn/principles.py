"""The principles side by side with what comes nearest to each in other lists."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from handbook.model import PRINCIPLES, Handbook, PagePath, Principle
from handbook.show.addresses import link, relative_url
from handbook.show.wide import table

_ABSENT = '<span aria-hidden="true">–</span><span class="visually-hidden">not in this list</span>'


def drawn(book: Handbook) -> Iterator[str]:
    """One table: a row for each principle, a column for each list in the order they are first named."""
    principles = book.vocabulary.principles
    lists = [*dict.fromkeys(name for principle in principles.values() for name in principle.elsewhere)]
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("Principle", "Kind", *lists))
    rows = "".join(_row(book, key, principle, lists) for key, principle in principles.items())
    caption = "Each principle, and what comes nearest to it in other lists"
    yield table(caption, heads, rows)


def _row(book: Handbook, key: str, principle: Principle, lists: list[str]) -> str:
    path = PagePath(principle.page)
    page = book.pages.get(book.redirects.get(path, path))
    name = link(relative_url(PRINCIPLES, page.path), page.name) if page else escape(key.capitalize())
    cells = "".join(
        f"<td>{escape(principle.elsewhere[name]) if name in principle.elsewhere else _ABSENT}</td>"
        for name in lists
    )
    return f'<tr><th scope="row">{name}</th><td>{principle.kind}</td>{cells}</tr>'
