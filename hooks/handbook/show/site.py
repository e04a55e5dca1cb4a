"""Everything the build adds to the pages people write, and the order of all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from handbook.find.drawn import DRAWN
from handbook.find.people import withdrawals
from handbook.model import FIRST, REPORT, WANTED_INDEX, WRITE, Handbook, PagePath, address_of, form_of
from handbook.show import (
    feeds,
    first,
    form,
    formats,
    indexes,
    names,
    policy,
    registers,
    report,
    wanted,
    write,
)
from handbook.show.addresses import Repository, relative_url
from handbook.show.drawn import beneath
from handbook.show.page import with_settings

Texts = Iterator[tuple[str, str]]


def _report(book: Handbook, repository: Repository) -> Texts:
    yield REPORT, report.document(book, repository)
    yield "gaps.json", formats.as_json(book, repository)
    yield "schemas/gaps.schema.json", json.dumps(formats.schema(), indent=1) + "\n"
    yield FIRST, first.document(book, repository)


def _registers(book: Handbook, repository: Repository) -> Texts:
    for register in registers.registers(book):
        yield register.path, registers.document(book, register)


def _indexes(book: Handbook, repository: Repository) -> Texts:
    for path in indexes.shown(book):
        yield path, indexes.INDEXES[path](book)


def _drawn(book: Handbook, repository: Repository) -> Texts:
    for path in book.drawn:
        title = DRAWN[path].title
        settings = {"title": title, "description": f"{title}, gathered from the whole handbook."}
        yield path, with_settings(settings, "\n".join([f"# {title}", "", *beneath(book, path), ""]))


def _wanted(book: Handbook, repository: Repository) -> Texts:
    for page in book.wanted.values():
        yield page.path, wanted.document(book, page, repository)


def _write(book: Handbook, repository: Repository) -> Texts:
    yield WRITE, write.document(book, repository)
    yield write.SETTINGS, write.as_json(book, repository)


def _forms(book: Handbook, repository: Repository) -> Texts:
    for instrument in book.vocabulary.instruments:
        yield form_of(instrument), form.document(book, instrument)


def _names(book: Handbook, repository: Repository) -> Texts:
    yield names.FILE, names.as_json(book)


def _feeds(book: Handbook, repository: Repository) -> Texts:
    for feed in feeds.offered(book):
        yield feed.path, feeds.atom(book, feed, repository.site)


def _redirects(book: Handbook, repository: Repository) -> Texts:
    """A former address leads to where the page is now, without JavaScript."""
    for old, new in book.redirects.items():
        target = escape(relative_url(old, new))
        name = escape(book.pages[new].name)
        yield (
            f"{address_of(old)}index.html",
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">{policy.LEADS_ON}'
            f'<title>{name}</title><meta http-equiv="refresh" content="0; url={target}">'
            f'<link rel="canonical" href="{target}"></head>'
            f'<body><p>This page has moved: <a href="{target}">{name}</a>.</p></body></html>\n',
        )


GENERATED: tuple[Callable[[Handbook, Repository], Texts], ...] = (
    _report,
    _registers,
    _indexes,
    _drawn,
    _wanted,
    _write,
    _forms,
    _names,
    _feeds,
    _redirects,
)
"""Every kind of file the build makes by itself. A new one is a function and its name here."""


def generated(book: Handbook, repository: Repository) -> dict[str, str]:
    """Files by their path in the site's source; a page somebody wrote is never replaced."""
    taken = {address_of(path) for path in book.pages}
    gone = withdrawals(book)
    return {
        path: (gone.in_json if path.endswith(".json") else gone)(text) if gone else text
        for make in GENERATED
        for path, text in make(book, repository)
        if address_of(path) not in taken
    }


def last_changed(book: Handbook, path: str) -> str:
    """The day a page last changed, of a page the build makes that of the whole book; empty without dates."""
    days = book.history.changed
    day = days.get(path) or book.once("last changed", lambda _: max(days.values(), default=None))
    return day.isoformat() if day else ""


def navigation(book: Handbook) -> list[Any]:
    """The order of pages as MkDocs wants it: paths, and parts by their name."""
    tree: dict[str, Any] = {}
    gone = withdrawals(book)
    for path in book.pages:
        branch = tree
        *folders, _ = path.split("/")
        for depth, folder in enumerate(folders):
            index = book.pages.get(PagePath("/".join([*folders[: depth + 1], "index.md"])))
            name = gone.plainly(index.name if index else folder.replace("-", " ").capitalize())
            branch = branch.setdefault(f"{folder}/", {"": name})
        branch[path] = path
    entries = _branch(tree)
    taken = {address_of(path) for path in book.pages}
    around = [path for path in indexes.shown(book) if path != WANTED_INDEX] + [*book.drawn]
    lists = [REPORT, FIRST, WRITE, WANTED_INDEX, *(register.path for register in registers.registers(book))]
    for name, paths in (("Ways around", around), ("Gaps and questions", lists)):
        free = [path for path in paths if address_of(path) not in taken]
        entries += [{name: free}] if free else []
    return entries


def _branch(tree: dict[str, Any]) -> list[Any]:
    return [
        {escape(value[""]): _branch(value)} if isinstance(value, dict) else value
        for key, value in tree.items()
        if key
    ]
