"""The finder: what readers may find themselves in, and the pages that help then."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.find.drawn import situations
from handbook.model import SITUATIONS, Handbook, SectionId, slug
from handbook.show.addresses import relative
from handbook.show.markdown import escape as plain


def drawn(book: Handbook) -> Iterator[str]:
    """A contents of all situations, then each with its pages and what each is about."""
    found = situations(book.pages)
    for words in found:
        yield f"- [{plain(words)}](#{slug(words)})"
    for words, pages in found.items():
        yield from ("", f"## {plain(words)} {{#{slug(words)}}}", "")
        for page in pages:
            about = f" – {plain(page.front.description)}" if page.front.description else ""
            yield f"- [{plain(page.name)}]({relative(SITUATIONS, SectionId(page.path))}){about}"
