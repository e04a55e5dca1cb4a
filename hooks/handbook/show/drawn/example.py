"""An assessment of a team that never was, as such a team sees it."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.find.drawn import INVENTED
from handbook.find.scores import Comparison, change
from handbook.model import EXAMPLE, Handbook, PagePath
from handbook.show.addresses import relative_url
from handbook.show.assessment import Places, Team, leads


def drawn(book: Handbook) -> Iterator[str]:
    """What the team's own report says, each part under a heading and marked as invented."""
    yield "<p><strong>This team is invented, and so is every figure below.</strong></p>"
    team = _team(book)
    parts = (team.before() + team.picture(), team.talk(), team.figures())
    for (anchor, heading), part in zip(INVENTED.items(), parts, strict=True):
        yield from ("", f"## {heading} {{#{anchor}}}", "")
        # Other engines ask for one block of HTML at a time.
        yield "\n\n".join(part)


def _team(book: Handbook) -> Team:
    before, now = (book.vocabulary.example[name] for name in ("baseline", "follow-up"))
    instrument = book.vocabulary.instruments[now.instrument]
    both = [name for name in now.scores if name in before.scores]
    changes = {name: change(before.scores[name].mean, now.scores[name].mean) for name in both}
    asked = len(instrument.statements)
    return Team(
        instrument=instrument,
        now=now,
        baseline=before,
        comparison=Comparison(changes, statements=(asked, asked)),
        places=_places(book, leads([instrument])),
        known_as="invented",
        invented=True,
    )


def _places(book: Handbook, paths: tuple[str, ...]) -> Places:
    """Where each page is from here; one that is not there leads nowhere."""
    found = {}
    for path in paths:
        page = book.pages.get(book.redirects.get(PagePath(path), PagePath(path)))
        if page:
            found[path] = (page.name, relative_url(EXAMPLE, page.path))
    return found
