"""The foot of a page: who links here, what is near, and when it last changed. One block of HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from handbook.find.people import withdrawals
from handbook.find.related import Related, Trait, related
from handbook.model import Handbook, Page, PagePath
from handbook.show.addresses import Repository, in_words, link, relative_url
from handbook.show.backlinks import listed, of_page

NOWHERE = Repository()


def foot(book: Handbook, page: Page, repository: Repository = NOWHERE) -> str:
    """The foot as HTML, or nothing where there is nothing to say."""
    inside = "".join(
        [*of_page(book, page), *_related(book, page), *_changed(book, page), *_wrong(page, repository)]
    )
    whole = f'<aside class="page-foot" aria-label="Around this page" data-search-exclude>{inside}</aside>'
    return withdrawals(book)(whole) if inside else ""


def _related(book: Handbook, page: Page) -> Iterator[str]:
    near = related(book, page.path)
    if near:
        yield listed("Perhaps also of interest", [_near(book, page.path, other) for other in near])


def _near(book: Handbook, here: PagePath, other: Related) -> str:
    link = f'<a href="{relative_url(here, other.page)}">{escape(book.pages[other.page].name)}</a>'
    return f"{link}: {escape(_why(book, other.shared))}"


def _why(book: Handbook, shared: tuple[Trait, ...]) -> str:
    """What two pages share, in words; the two rarest things are enough."""
    kind = shared[0][0]
    names = [f"‘{book.pages[path].name}’" for what, path in shared if what == kind][:2]
    if kind == "from":
        return f"{' and '.join(names)} {'links' if len(names) == 1 else 'link'} to both"
    return f"both {'speak of' if kind == 'term' else 'link to'} {' and '.join(names)}"


def _changed(book: Handbook, page: Page) -> Iterator[str]:
    changed = book.history.changed.get(page.path)
    if changed:
        day = changed.isoformat()
        yield f'<p class="changed">Last changed on <time datetime="{day}">{in_words(day)}</time>.</p>'


def _wrong(page: Page, repository: Repository) -> Iterator[str]:
    """How to say that something on the page is wrong, where there is a way."""
    title = f"Something is wrong: {page.name}"
    form = repository.issue("something-is-wrong", title=title, page=page.file)
    letter = repository.send(title, f"{page.file}\n\n")
    asked = "Something is wrong here?"
    if form or letter:
        second = f" No account? {link(letter, 'Write to us here')}." if letter else ""
        yield f'<p class="wrong-here">{link(form, asked)}{second}</p>'
