"""Which gap an offer is for, by its id or former id, its address on the site, or the name of a page."""

from __future__ import annotations

from handbook.find.gaps import wanted_id
from handbook.find.ids import Ids
from handbook.find.names import Names, names
from handbook.model import WANTED_FOLDER, Gap, Handbook, PagePath, SectionId, name_key, printable
from handbook.model.refused import Refused
from handbook.read.offer import Offer


def meant(book: Handbook, offer: Offer) -> Gap:
    """The gap of the book as it is now.

    Raises Refused where there is none.
    """
    known = names(book.pages, book.history)
    ids = Ids(book.gaps, known)
    if not offer.gap:
        return ids.by_id[_wanted(book, known, offer.page)]
    now = ids.current(offer.gap)
    gap = ids.by_id.get(now) or ids.at(offer.gap)
    if gap is not None and gap.asked:
        return gap
    if gap is not None:
        raise Refused(
            f"'{printable(now)}' was noticed by the handbook itself, so no words of anybody mark its place. "
            "Open the file and write the text there."
        )
    near = ids.nearest(now)
    hint = f" Did you mean '{near}'?" if near and ids.by_id[near].asked else ""
    raise Refused(_gone(book, known, now) + hint)


def _wanted(book: Handbook, known: Names, name: str) -> str:
    key = name_key(name)
    there = known.page(name)
    if there is not None:
        raise Refused(f"there is a page of that name: docs/{there}. Name one of its gaps instead.")
    if key not in book.wanted:
        raise Refused(
            f"no page asks for '{printable(name)}' yet. Begin it with 'handbook new' and put the text there."
        )
    return wanted_id(book.wanted[key])


def _gone(book: Handbook, known: Names, id_: str) -> str:
    section = id_.rpartition("/")[0]
    path = section.partition("#")[0]
    if path.startswith(f"{WANTED_FOLDER}/"):
        name = path.removeprefix(f"{WANTED_FOLDER}/").removesuffix(".md")
        there = known.page(name)
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
