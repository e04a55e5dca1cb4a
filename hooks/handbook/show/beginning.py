"""The beginning of the gaps report: what was filled, what you could do, and how things stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from handbook.find.gaps import Counted, good_first
from handbook.find.trend import since, usual_day
from handbook.model import FIRST, REPORT, Gap, Handbook, Page, Spell, name_key, slug
from handbook.read.settings import shorten
from handbook.show.addresses import gap_section, in_words, relative
from handbook.show.invitations import invitations, time
from handbook.show.markdown import escape as plain
from handbook.show.phrases import number_of
from handbook.show.trend import chart, headline

SIZES = ("minutes", "an hour", "")
"""What people may have time for; nobody has said of gaps of the last how long they take."""

MOST_NAMED = 3
"""Gaps that a line names."""

LONGEST = 70
"""Letters of a gap's words in such a line."""

REVIEW_DUE = slug("review due")


def beginning(book: Handbook, lists: Counted) -> Iterator[str]:
    """Lines of Markdown that stand before the tables."""
    yield from _filled(book)
    yield from _first(book, good_first(lists.asked))
    yield from _standing(book, lists)
    yield from chart(book)


def noticed_of(kind: str) -> str:
    """The anchor of the list of what was noticed of one kind."""
    return f"noticed-{kind}"


def _filled(book: Handbook) -> Iterator[str]:
    """What was done of late, before what is still to do."""
    if book.history.reason:
        return
    yield "## Filled lately"
    yield ""
    done = sorted(since(book, usual_day(book.today)).filled, key=lambda s: s.closed or s.asked, reverse=True)
    thanks = " Thank you to everybody who filled one." if done else ""
    yield f"**{plain(headline(book))}**{thanks}"
    yield ""
    titles = {name_key(page.title): page for page in book.pages.values()}
    yield from (f"- {_done(book, spell, titles)}" for spell in done[:MOST_NAMED])
    if (more := len(done) - MOST_NAMED) > 0:
        yield f"- {more} more, which `handbook gaps --since {usual_day(book.today)}` lists"
    yield ""


def _done(book: Handbook, spell: Spell, titles: Mapping[str, Page]) -> str:
    words = shorten(spell.words, LONGEST)
    page = book.pages.get(spell.page)
    begun = titles.get(name_key(spell.words)) if page is None else None
    if begun:
        return f"[{plain(begun.name)}]({relative(REPORT, begun.section)}), a page that was asked for"
    place = f" ([{plain(page.name)}]({relative(REPORT, page.section)}))" if page else ""
    return plain(words) + place


def _first(book: Handbook, gaps: Sequence[Gap]) -> Iterator[str]:
    if not gaps:
        return
    yield "## Good first gaps"
    yield ""
    yield (
        "Small, and free to take. Choose one you know something about: a few plain sentences are a good "
        f"beginning. [A page of their own]({FIRST}) says what is known already, and whom to ask."
    )
    yield ""
    for size in SIZES:
        if here := [gap for gap in gaps if gap.size == size]:
            yield f"### In {time(size)}" if size else "### As long as you like"
            yield ""
            yield invitations(book, REPORT, here)
            yield ""


def _standing(book: Handbook, lists: Counted) -> Iterator[str]:
    asked, noticed, rest = lists.asked, lists.noticed, len(lists.acknowledged)
    yield "## How things stand"
    yield ""
    if book.history.reason:
        yield plain(headline(book))
        yield ""
    kinds = Counter(gap.name for gap in asked).most_common()
    yield _item(
        f"{number_of(len(asked))} asked for", (f"{plain(name.lower())} ({count})" for name, count in kinds)
    )
    oldest = sorted((gap for gap in asked if gap.since), key=lambda gap: gap.since)[:MOST_NAMED]
    if oldest:
        yield _item("Oldest", (f"{_named(gap)} ({_day(gap)})" for gap in oldest))
    most = sorted((gap for gap in asked if gap.asks > 1), key=lambda gap: -gap.asks)[:MOST_NAMED]
    if most:
        yield _item("Most asked for", (f"{_named(gap)} ({gap.asks} sections)" for gap in most))
    owners = Counter(gap.owner for gap in asked if gap.owner).most_common()
    if owners:
        yield _item("By who looks after the page", (f"{plain(name)} ({count})" for name, count in owners))
    nobody = sum(not gap.owner and (not gap.taken_by or gap.lapsed) for gap in asked)
    if nobody:
        yield _item("Free to take", [f"{nobody} that nobody looks after or has taken on"])
    due = sum(gap.kind == REVIEW_DUE for gap in noticed)
    if due:
        pages = "1 page wants" if due == 1 else f"{due} pages want"
        yield _item("Reviews", [f"[{pages} to be read through again](#{noticed_of(REVIEW_DUE)})"])
    if noticed:
        yield (
            f"- **[{number_of(len(noticed))} noticed](#noticed-along-the-way)** along the way, "
            "folded further down."
        )
    if rest:
        yield f"- **{number_of(rest)} acknowledged**, counted and [shown apart](#acknowledged)."
    yield ""


def _item(what: str, said: Iterable[str]) -> str:
    words = ", ".join(said)
    return f"- **{what}:** {words}." if words else f"- **{what}.**"


def _named(gap: Gap) -> str:
    return f"[{plain(shorten(gap.words, LONGEST))}]({relative(REPORT, gap_section(gap))})"


def _day(gap: Gap) -> str:
    return f"since {in_words(gap.since)}{', as written' if gap.as_said else ''}"
