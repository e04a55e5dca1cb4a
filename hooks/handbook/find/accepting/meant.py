"""Which gap an offer is for, by the id that the gap has or had, or by the name of a page."""

from __future__ import annotations

import difflib

from handbook.find.gaps import NOT_WRITTEN
from handbook.find.names import names
from handbook.find.renaming.rewrite import Refused
from handbook.model import WANTED_FOLDER, Gap, Handbook, PagePath, SectionId, name_key, printable, slug
from handbook.read.offer import Offer


def meant(book: Handbook, offer: Offer) -> Gap:
    """The gap of the book as it is now.

    Raises Refused where there is none.
    """
    asked = {gap.id: gap for gap in book.gaps if gap.asked}
    if not offer.gap:
        return asked[_wanted(book, offer.page)]
    now = _today(book, offer.gap.removeprefix("docs/"))
    if now in asked:
        return asked[now]
    if any(gap.id == now for gap in book.gaps):
        raise Refused(
            f"'{printable(now)}' was noticed by the handbook itself, so no words of anybody mark its place. "
            "Open the file and write the text there."
        )
    near = difflib.get_close_matches(now, asked, n=1, cutoff=0.8)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise Refused(_gone(book, now) + hint)


def _wanted(book: Handbook, name: str) -> str:
    key = name_key(name)
    there = names(book.pages, book.history).page(name)
    if there is not None:
        raise Refused(f"there is a page of that name: docs/{there}. Name one of its gaps instead.")
    if key not in book.wanted:
        raise Refused(
            f"no page asks for '{printable(name)}' yet. Begin it with 'handbook new' and put the text there."
        )
    return f"{book.wanted[key].path}/{slug(NOT_WRITTEN)}"


def _today(book: Handbook, id_: str) -> str:
    """The id with the file and the heading as they are called now."""
    section, sign, kind = id_.rpartition("/")
    path, mark, fragment = section.partition("#")
    now = PagePath(path) if path in book.pages else book.redirects.get(PagePath(path), PagePath(path))
    here = book.former_anchors.get(now, {}).get(fragment, SectionId(f"{now}{mark}{fragment}"))
    return f"{here if fragment else now}{sign}{kind}"


def _gone(book: Handbook, id_: str) -> str:
    section = id_.rpartition("/")[0]
    path = section.partition("#")[0]
    if path.startswith(f"{WANTED_FOLDER}/"):
        name = path.removeprefix(f"{WANTED_FOLDER}/").removesuffix(".md")
        there = names(book.pages, book.history).page(name)
        if there is not None:
            return f"'{printable(id_)}' is filled already: the page is docs/{there}."
        return f"no page asks for '{printable(name)}'."
    page = book.pages.get(PagePath(path))
    if page is None or (section != path and section not in page.over):
        return f"there is no gap '{printable(id_)}'. 'handbook gaps --format csv' lists all of them."
    line = next((heading.line for heading in page.headings if heading.section == section), page.line)
    place = f"{page.file}:{line}, under '{printable(page.heading(SectionId(section)))}'"
    closed = [spell.closed for spell in book.history.spells if spell.gap == id_ and spell.closed]
    if closed:
        return f"'{printable(id_)}' is no gap any more since {max(closed)}. Look at {place}."
    return f"'{printable(id_)}' is no gap now; it may be filled already. Look at {place}."
