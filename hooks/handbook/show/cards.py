"""Cards at the end of a first page: the pages of its part, what each is about and how far it has come.

Those of the front page are the parts of the book, and under them stands where to begin and what is new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape

from handbook.find.gaps import counted, good_first
from handbook.find.news import of_changes
from handbook.find.people import withdrawals
from handbook.find.summary import summary
from handbook.model import ALL_PAGES, FIRST, Gap, Handbook, Page, PagePath, is_post, is_term, slug
from handbook.show.addresses import in_words, link, relative_url
from handbook.show.invitations import invitations

HOME = PagePath("index.md")
MOST = 48
"""Cards of one page; the list of all pages has the others."""
INVITATIONS = 3
NEWS = 5


def cards(book: Handbook, page: Page) -> str:
    """The cards as one block of HTML that search leaves out, or nothing where no page stands under it."""
    under = book.once("cards", _below).get(page.path, ())
    home = page.path == HOME
    told = _told(book, page) if under and not home else set()
    below = [path for path in under if path not in told or _facts(book, path)]
    if not below:
        return ""
    items = "".join(_card(book, page.path, path, path in told) for path in below[:MOST])
    heading = "What is in this handbook" if home else "Pages in this part"
    if told.issuperset(below):
        heading = "How far these pages have come"
    whole = f'<h2>{heading}</h2><ul class="cards">{items}</ul>{_more(book, page.path, len(below) - MOST)}'
    if home:
        whole += "".join([*_invitations(book), *_news(book)])
    return withdrawals(book)(f'\n<section class="part" data-search-exclude>{whole}</section>\n')


def anchor(path: str) -> str:
    """Where the list of all pages has the part that a page stands in."""
    folder, _, rest = path.partition("/")
    return f"part-{slug(folder)}" if rest else "part"


def _below(book: Handbook) -> dict[PagePath, list[PagePath]]:
    """The pages under each first page, in reading order; terms and posts have lists of their own."""
    found: dict[PagePath, list[PagePath]] = {}
    for path in book.pages:
        above = _above(book, path)
        if above is not None and not is_term(path) and not is_post(path):
            found.setdefault(above, []).append(path)
    return found


def _above(book: Handbook, path: PagePath) -> PagePath | None:
    """The nearest first page that a page stands under; there is none above the front page."""
    *folders, name = path.split("/")
    if name == "index.md":
        if not folders:
            return None
        folders.pop()
    while folders:
        first = PagePath("/".join([*folders, "index.md"]))
        if first in book.pages:
            return first
        folders.pop()
    return HOME if HOME in book.pages else None


def _told(book: Handbook, page: Page) -> set[str]:
    """Pages that the text lists in words of its own; a card would say the same again in others."""
    lists = [(b.start, b.end, b.kind) for b in page.outline.children if b.kind in ("list", "table")]
    return {
        link.target.partition("#")[0]
        for link in book.links_on(page.path)
        for start, end, kind in lists
        if start <= (written := link.written).start < end
        and (kind == "table" or not _said(written.around[: written.left]))
        and (kind == "table" or _said(written.around[written.right :]))
    }


_said = re.compile(r"\w").search


def _card(book: Handbook, here: PagePath, path: PagePath, told: bool) -> str:
    page = book.pages[path]
    about = "" if told else summary(book, page)
    facts = ", ".join(_facts(book, path))
    return (
        f"<li>{link(relative_url(here, path), page.name)}"
        + (f"<p>{escape(about)}</p>" if about else "")
        + (f'<p class="card-facts">{facts}</p>' if facts else "")
        + "</li>"
    )


def _facts(book: Handbook, path: PagePath) -> list[str]:
    """How far a page has come, and how much there is of its part."""
    word = book.pages[path].front.status
    status = book.vocabulary.statuses.get(word)
    facts = [f'<span aria-hidden="true">{escape(status.icon)}</span> {escape(word)}'] if status else []
    pages, gaps = book.once("in cards", _counts)[path.removesuffix("index.md")]
    facts += [f"{pages} pages"] if pages > 1 else []
    facts += ["1 gap" if gaps == 1 else f"{gaps} gaps"] if gaps else []
    return facts


def _counts(book: Handbook) -> dict[str, tuple[int, int]]:
    """How many pages and gaps people ask about there are on each page, `a/b.md`, and in each folder, `a/`."""
    asked = Counter(gap.page for gap in counted(book.gaps).asked)
    pages, gaps = Counter[str](), Counter[str]()
    for path in book.pages:
        *folders, name = path.split("/")
        places = [f"{'/'.join(folders[:depth])}/" for depth in range(1, len(folders) + 1)]
        for place in places if name == "index.md" else [*places, path]:
            pages[place] += 1
            gaps[place] += asked[path]
    return {place: (pages[place], gaps[place]) for place in pages}


def _more(book: Handbook, here: PagePath, more: int) -> str:
    if more <= 0:
        return ""
    place = ALL_PAGES if here == HOME else f"{ALL_PAGES}#{anchor(here)}"
    return f"<p>{link(relative_url(here, place), f'And {more:,} more')}, in the list of all pages.</p>"


# Under the cards of the front page


def _invitations(book: Handbook) -> Iterator[str]:
    """A few gaps that a newcomer could fill, at most one of a page."""
    first: dict[PagePath, Gap] = {}
    for gap in good_first(book.gaps, len(book.gaps)):
        first.setdefault(gap.page, gap)
    gaps = [*first.values()][:INVITATIONS]
    if gaps:
        more = link(relative_url(HOME, FIRST), "More small gaps")
        yield f"<h2>Would you know?</h2>{invitations(book, HOME, gaps)}<p>{more}</p>"


def _news(book: Handbook) -> Iterator[str]:
    """The pages that changed last, with the day; that the book was begun is no news of any page."""
    begun = min(book.history.written.values(), default=None)
    latest: dict[str, str] = {}
    for change in of_changes(book):
        path = change.section.partition("#")[0]
        if change.day != begun and path != HOME:
            latest.setdefault(path, change.day.isoformat())
    items = [
        f"<li>{link(relative_url(HOME, path), book.pages[PagePath(path)].name)}, "
        f'<time datetime="{day}">{in_words(day)}</time></li>'
        for path, day in [*latest.items()][:NEWS]
    ]
    if items and not book.history.reason:
        yield f"<h2>New lately</h2><ul>{''.join(items)}</ul>"
