"""What people who were paired have passed on: posts, each with its day, its first words and its subject."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from handbook.find.drawn import Post, posts
from handbook.model import POSTS, Handbook, PagePath
from handbook.show.addresses import in_words, link, relative_file, relative_url, where
from handbook.show.feeds import SHARED, begins

_NONE = "Nothing has been passed on here yet."


def drawn(book: Handbook) -> Iterator[str]:
    """A list of all posts, the newest first, and where to follow them."""
    found = posts(book.pages)
    items = "".join(f"<li>{_post(book, post)}</li>" for post in found)
    yield f"<ul>{items}</ul>" if found else _NONE
    if not book.history.reason:
        yield ""
        yield f"New ones can be followed {link(relative_file(POSTS, SHARED.path), 'in a feed reader')}."


def _post(book: Handbook, post: Post) -> str:
    page = post.page
    head = link(relative_url(POSTS, page.path), page.title)
    day = f", {in_words(post.day)}" if post.day else ""
    first = begins(page, page.section)
    sections = dict.fromkeys(
        target.target
        for target in book.links_from.get(page.path, ())
        if PagePath(target.target.partition("#")[0]) in book.pages
    )
    about = ", ".join(link(relative_url(POSTS, section), where(book, section)) for section in sections)
    return "<br>".join(filter(None, (f"{head}{day}", escape(first), about and f"About {about}")))
