"""The finder: what readers may find themselves in, and the pages that help then."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.find.drawn import situations
from handbook.model import SITUATIONS, Handbook, SectionId
from handbook.show.addresses import relative
from handbook.show.markdown import escape as plain


def drawn(book: Handbook) -> Iterator[str]:
    """A contents of all situations, then each with its pages and what each is about."""
    found = situations(book.pages)
    for situation in found:
        yield f"- [{plain(situation.words)}](#{situation.anchor})"
    for situation in found:
        yield from ("", f"## {plain(situation.words)} {{#{situation.anchor}}}", "")
        for page in situation.pages:
            about = f" – {plain(page.front.description)}" if page.front.description else ""
            yield f"- [{plain(page.name)}]({relative(SITUATIONS, SectionId(page.path))}){about}"
