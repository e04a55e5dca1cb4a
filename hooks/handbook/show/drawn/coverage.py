"""What the sources raise, and where it is: counts first, then what is still without a home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape

from handbook.find.coverage import Coverage, Tie, coverage, headings
from handbook.model import COVERAGE, Handbook, Page
from handbook.show.addresses import link, relative_url

Parts = Iterator[str]


def drawn(book: Handbook) -> Iterator[str]:
    """Counts, then each part under a heading, the long ones folded."""
    found = coverage(book)
    yield f"**{found.summary()}.**"
    yield ""
    counts = [
        (sum(key in found.homes for key in found.tensions), found.tensions, "tensions are shown"),
        (sum(key in found.homes for key in found.missing), found.missing, "missing sources are told of"),
        (sum(bool(tie.pages) for tie in found.ties), found.ties, "links across sources are there"),
    ]
    yield from (f"- {some} of {len(all_)} {what}." for some, all_, what in counts if all_)
    for anchor, heading in headings(book.vocabulary.inventory).items():
        yield from ("", f"## {heading} {{#{anchor}}}", "")
        yield from PARTS[heading](book, found)


def _homeless(book: Handbook, found: Coverage) -> Parts:
    if not found.homeless:
        yield "Every item has a home."
    for source, keys in _by_source(book, found.homeless).items():
        yield f"<p>{source}</p>{_list(_item(book, key) for key in keys)}"
        yield ""


def _left_out(book: Handbook, found: Coverage) -> Parts:
    inventory = book.vocabulary.inventory
    if not found.left_out:
        yield "Every item that was left out has a home by now."
        return
    yield _list(f"{_item(book, key)}: {escape(inventory[key].left_out)}" for key in found.left_out)


def _tensions(book: Handbook, found: Coverage) -> Parts:
    yield _list(_with_homes(book, found, found.tensions))


def _missing(book: Handbook, found: Coverage) -> Parts:
    yield _list(_with_homes(book, found, found.missing))


def _ties(book: Handbook, found: Coverage) -> Parts:
    yield _list(_tie(book, tie) for tie in found.ties)


def _tie(book: Handbook, tie: Tie) -> str:
    inventory = book.vocabulary.inventory
    both = f"{escape(inventory[tie.item].item)} – {escape(inventory[tie.other].item)}"
    pages = [_page(page) for page in tie.pages]
    if not pages:
        return f"{both}: <strong>not linked yet</strong>"
    return f"{both}: {' links to '.join(pages) if len(pages) > 1 else f'both on {pages[0]}'}"


def _by_item(book: Handbook, found: Coverage) -> Parts:
    for source, keys in _by_source(book, book.vocabulary.inventory).items():
        yield _fold(f"{source}: {_items(len(keys))}", _with_homes(book, found, keys))
        yield ""


def _by_page(book: Handbook, found: Coverage) -> Parts:
    for path, keys in found.pages.items():
        page = book.pages[path]
        items = (_item(book, key) for key in keys)
        summary = f"{escape(page.name)}: {_items(len(keys))}"
        yield _fold(summary, items, f"<p>{link(relative_url(COVERAGE, path), 'To the page')}</p>")
        yield ""


PARTS: Mapping[str, Callable[[Handbook, Coverage], Parts]] = {
    "Without a home": _homeless,
    "Left out": _left_out,
    "Tensions": _tensions,
    "What the sources do not hold": _missing,
    "Links across sources": _ties,
    "Item by item": _by_item,
    "Page by page": _by_page,
}
"""Every part by its heading, as `find.coverage.headings` has them."""


def _by_source(book: Handbook, keys: Iterable[str]) -> dict[str, list[str]]:
    """Keys of items by the name of their source, as HTML."""
    found: dict[str, list[str]] = {}
    for key in keys:
        source = book.vocabulary.inventory[key].source
        known = book.vocabulary.sources.get(source)
        found.setdefault(escape(known.title if known else source), []).append(key)
    return found


def _item(book: Handbook, key: str) -> str:
    """What it is, where it stands, and the key that `covers` takes."""
    item = book.vocabulary.inventory[key]
    return f"{escape(item.item)} <small>({escape(key)}, line {item.line})</small>"


def _with_homes(book: Handbook, found: Coverage, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        item, pages = book.vocabulary.inventory[key], found.homes.get(key, ())
        out = f"left out: {escape(item.left_out)}" if item.left_out else "<strong>no home yet</strong>"
        yield f"{_item(book, key)}: {', '.join(map(_page, pages)) or out}"


def _page(page: Page) -> str:
    return link(relative_url(COVERAGE, page.path), page.name)


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def _list(items: Iterable[str]) -> str:
    """As HTML: hundreds of items in Markdown would cost an engine more than they say."""
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _fold(summary: str, items: Iterable[str], after: str = "") -> str:
    return f"<details><summary>{summary}</summary>{_list(items)}{after}</details>"
