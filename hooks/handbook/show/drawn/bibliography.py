"""Every source of the book with the pages that cite it, and those still to be filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from handbook.find.people import withdrawals
from handbook.find.voices import in_order, waiting
from handbook.model import BIBLIOGRAPHY, Handbook, Page, Source
from handbook.show.addresses import link, relative_url
from handbook.show.citations import as_html


def drawn(book: Handbook) -> Iterator[str]:
    """What we look for, then what we have by author, then what is named in plain words only.

    The lists are HTML: in Markdown, hundreds of entries would cost an engine more than they are worth.
    """
    gone = withdrawals(book)

    def place(entry: tuple[str, Source]) -> tuple[str, str]:
        by, title = gone.plainly(entry[1].by), gone.plainly(entry[1].title)
        return in_order(by or title), in_order(title)

    cited = _cited(book)
    ordered = sorted(book.vocabulary.sources.items(), key=place)
    missing = [entry for entry in ordered if entry[1].state == "missing"]
    found = [entry for entry in ordered if entry[1].state != "missing"]
    if missing:
        yield from ("## Looked for {#looked-for}", "")
        yield "We know of these and have not found them. If you know where one is, you can help."
        yield from ("", _list(_item(key, source, cited) for key, source in missing), "")
    if found:
        yield from ("## All sources {#all-sources}", "")
        yield from (_list(_item(key, source, cited) for key, source in found), "")
    if plain_words := waiting(book.pages):
        yield from ("## Waiting to be filed {#waiting-to-be-filed}", "")
        yield (
            "These are named in plain words. To file one, give it a key and a title in `data/sources.yml`, "
            "and write the key in its place, such as `[@key]`."
        )
        items = (
            f"<li>{escape(words)}: {_pages(page for page, _ in places)}</li>"
            for words, places in plain_words.items()
        )
        yield from ("", _list(items))


def _cited(book: Handbook) -> dict[str, list[Page]]:
    found: dict[str, list[Page]] = {}
    for page in book.pages.values():
        for key in dict.fromkeys(cite.key for cite in page.citations):
            found.setdefault(key, []).append(page)
    return found


def _item(key: str, source: Source, cited: dict[str, list[Page]]) -> str:
    elsewhere = [page for page in cited.get(key, ()) if page.path != BIBLIOGRAPHY]
    here = "Cited on this page." if key in cited else "Not cited yet."
    where = f"Cited in {_pages(elsewhere)}." if elsewhere else here
    return f'<li id="source-{escape(key)}">{as_html(source)} {where}</li>'


def _pages(pages: Iterable[Page]) -> str:
    """Pages by name, each once."""
    once = {page.path: page.name for page in pages}
    return ", ".join(link(relative_url(BIBLIOGRAPHY, path), name) for path, name in once.items())


def _list(items: Iterable[str]) -> str:
    return f'<ul class="sources">{"".join(items)}</ul>'
