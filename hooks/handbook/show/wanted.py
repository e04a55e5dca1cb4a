"""A page not written yet has a page of its own: who asks for it, and how to begin it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from handbook.find.gaps import wanted_id
from handbook.find.summary import shortened
from handbook.model import Handbook, Link, SectionId, Wanted
from handbook.read.sentences import sentence
from handbook.show.addresses import Repository, new_file, offering, relative, where
from handbook.show.backlinks import MOST_NAMED
from handbook.show.markdown import escape as plain
from handbook.show.page import with_settings


def document(book: Handbook, wanted: Wanted, repository: Repository) -> str:
    """The generated page as a whole file."""
    return with_settings(
        {
            "title": escape(wanted.name),
            "description": escape(shortened(f"Nobody has written about {wanted.name} yet. You can begin.")),
            "robots": "noindex",
            "search": {"boost": 0.5},
        },
        "\n".join(_lines(book, wanted, repository)) + "\n",
    )


def template(book: Handbook, wanted: Wanted) -> str:
    """What a new page begins with."""
    asks = "\n".join(f"- {where(book, ask.source).replace('--', '–')}" for ask in wanted.asks[:10])
    return (
        f"---\nstatus: rough notes\n---\n\n# {wanted.name}\n\n"
        "Write what you know here. Rough is fine.\n\n"
        f"<!-- Asked for by:\n{asks}\n-->\n"
    )


def _lines(book: Handbook, wanted: Wanted, repository: Repository) -> Iterator[str]:
    count = wanted.sections
    yield f"# {plain(wanted.name)}"
    yield ""
    yield (
        '<p class="status"><span class="status-mark" aria-hidden="true">○</span> '
        f"<strong>Not written yet.</strong> {sections(count)} of the handbook "
        f"{'asks' if count == 1 else 'ask'} for this page. You can begin it.</p>"
    )
    yield ""
    for other in wanted.near:
        near = book.wanted[other]
        address = relative(wanted.path, SectionId(near.path))
        name = f"[{plain(near.name)}]({address})"
        yield f"Nearly the same name, and not written yet either: {name}. Did you mean that?"
        yield ""
    yield "## Who asks for it"
    yield ""
    for ask in wanted.asks[:MOST_NAMED]:
        yield f"- {_ask(book, wanted, ask)}"
    if len(wanted.asks) > MOST_NAMED:
        yield f"- and {len(wanted.asks) - MOST_NAMED:,} more times"
    yield ""
    yield "## How to begin"
    yield ""
    file = new_file(wanted.name, book.pages[wanted.asks[0].page].folder)
    about = f"Page not written yet: {wanted.name}"
    editor = repository.new(file, template(book, wanted))
    yield f"<p>{offering(repository, wanted.path, wanted_id(wanted), about, editor)}</p>"
    yield ""
    yield "1. Write what you know. Three sentences are a good start, and others will add to them."
    yield "2. Offer it. Somebody will read it with you, and every link to it works from then on."
    if not editor:
        yield ""
        yield f"In a copy of the handbook, make a new file, `{file}`, with a title in its first line:"
        yield f"`# {wanted.name}`."


def _ask(book: Handbook, wanted: Wanted, ask: Link) -> str:
    address = relative(wanted.path, ask.source)
    before, words, after = (kept(part) for part in sentence(ask.written).parts)
    quoted = f"<q>{before}<mark>{words}</mark>{after}</q>"
    return f"[{plain(where(book, ask.source))}]({address}): {quoted}"


def kept(words: str) -> str:
    """Plain words as Markdown, with the spaces at their ends."""
    bare = words.strip()
    return words.replace(bare, plain(bare)) if bare else words


def sections(count: int) -> str:
    """A number of sections in words."""
    return "One section" if count == 1 else f"{count} sections"
