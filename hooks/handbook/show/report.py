"""The gaps report as a page: what matters now, then every gap in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from handbook.find.coverage import coverage
from handbook.find.drawn import DRAWN
from handbook.find.gaps import Counted, counted, good_first, title
from handbook.find.matches import mentions
from handbook.model import COVERAGE, FIRST, REPORT, Gap, Handbook, slug
from handbook.read.settings import shorten
from handbook.show.addresses import (
    Repository,
    gap_section,
    in_words,
    link,
    part,
    relative,
    relative_url,
    where,
)
from handbook.show.formats import COLUMNS, Column, number_of
from handbook.show.markdown import escape as plain
from handbook.show.page import with_settings
from handbook.show.registers import registers
from handbook.show.request import ended, request
from handbook.show.trend import chart, headline

MOST_UNFOLDED = 25
"""Rows the page shows at once; parts of the book beyond that are folded."""

MOST_NAMED = 3
"""Gaps that a line of the front names."""

LONGEST = 70
"""Letters of a gap's words in such a line."""

MOST_REQUESTS = 200
"""Gaps whose rows can all carry a request, of about 400 bytes; of more only rows shown unfolded do."""

REVIEW_DUE = slug("review due")

Asking = Callable[[Gap], str]
"""What stands under the words of a gap, as HTML."""


def document(book: Handbook, repository: Repository) -> str:
    """The report as a page of the site."""
    lists = counted(book.gaps)
    asked, noticed = lists.asked, lists.noticed
    first = good_first(asked)
    lines = [
        "# Gaps report",
        "",
        "A gap is something missing that somebody could add. Flagging one is a help, never a "
        "failing. Each row below links to its place.",
        "",
        *_front(book, lists),
        *chart(book),
        *_first(book, first),
        *_asked(book, asked, MOST_UNFOLDED - len(first), repository),
        *_noticed(book, noticed),
        *_acknowledged(book),
        *_registers(book),
        'The same figures for machines: <a href="../gaps.json">gaps.json</a>.',
    ]
    return with_settings(
        {"title": "Gaps report", "search": {"exclude": True}, "hide": ["toc"]}, "\n".join(lines) + "\n"
    )


def _front(book: Handbook, lists: Counted) -> Iterator[str]:
    asked, noticed, rest = lists.asked, lists.noticed, len(lists.acknowledged)
    yield "## What matters now"
    yield ""
    said = plain(headline(book))
    yield said if book.history.reason else f"**{said}**"
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
        yield _item("Nobody’s yet", [f"{nobody} without an owner, and nobody has taken them on"])
    due = sum(gap.kind == REVIEW_DUE for gap in noticed)
    if due:
        pages = "1 page wants" if due == 1 else f"{due} pages want"
        yield _item("Reviews", [f"[{pages} to be read through again](#{_fold(REVIEW_DUE)})"])
    if noticed:
        yield f"- **{number_of(len(noticed))} noticed** by the build, folded further down."
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


def _since(gap: Gap) -> str:
    """The day a gap was first asked for, as HTML that sorts."""
    if not gap.since:
        return ""
    written = ", as written" if gap.as_said else ""
    return f'<time datetime="{escape(gap.since)}">{in_words(gap.since)}</time>{written}'


def _first(book: Handbook, gaps: Sequence[Gap]) -> Iterator[str]:
    if gaps:
        yield "## Good first gaps"
        yield ""
        yield (
            "Small, and free to take. Pick one you know something about. "
            f"[A page of their own]({FIRST}) says what is known already, and whom to ask."
        )
        yield ""
        yield _table(book, gaps, "Good first gaps", _nothing)
        yield ""


def _asked(book: Handbook, gaps: Sequence[Gap], room: int, repository: Repository) -> Iterator[str]:
    yield "## Asked for, by part of the book"
    yield ""
    if not gaps:
        yield "Nobody asks for anything at present."
        yield ""
    parts: dict[str, list[Gap]] = {}
    for name, found in groupby(gaps, key=lambda gap: part(book, gap.page)):
        parts.setdefault(name, []).extend(found)

    def ask(gap: Gap) -> str:
        words = escape(request(book, gap, repository), quote=False)
        return f"<details><summary>Ask for it</summary><p>{words}</p></details>"

    for name, here in parts.items():
        room -= len(here)
        state = " open" if room >= 0 else ""
        under = ask if state or len(gaps) <= MOST_REQUESTS else _nothing
        # Some engines take the end of a fold inside for that of an outermost one, but not of a div.
        yield (
            f'<div><details class="gap-part"{state}><summary><h3>{escape(name)}</h3> '
            f"{number_of(len(here))}</summary>{_table(book, here, name, under)}</details></div>"
        )
        yield ""


def _nothing(gap: Gap) -> str:
    return ""


def _noticed(book: Handbook, gaps: Sequence[Gap]) -> Iterator[str]:
    yield "## Noticed by the build"
    yield ""
    if not gaps:
        yield "The build noticed nothing else."
        yield ""
    kinds: dict[str, list[Gap]] = {}
    for gap in gaps:
        kinds.setdefault(gap.kind, []).append(gap)
    for found in sorted(kinds.values(), key=len, reverse=True):
        items = "".join(f"<li>{_placed(book, gap)}: {escape(gap.words)}</li>" for gap in found)
        # The list has the address, and not its fold, because browsers open what an address lies in.
        yield (
            f"<details><summary>{escape(title(found[0]))}: {len(found)}</summary>"
            f'<p>{escape(found[0].help)}</p><ul id="{_fold(found[0].kind)}">{items}</ul></details>'
        )
        yield ""


def _fold(kind: str) -> str:
    return f"noticed-{kind}"


def _placed(book: Handbook, gap: Gap) -> str:
    return link(relative_url(REPORT, gap_section(gap)), where(book, gap.section))


def _acknowledged(book: Handbook) -> Iterator[str]:
    """Gaps that may stay for now, each with the reason, who says so and until when."""
    items = [
        f"<li>{_placed(book, gap)}: {escape(ended(gap.words))} {escape(why.reason.rstrip('.'))} "
        f"({escape(why.by)}, until {in_words(why.until)})</li>"
        for gap in book.gaps
        if (why := gap.acknowledged)
    ]
    if items:
        yield "## Acknowledged"
        yield ""
        yield (
            f"<details><summary>{number_of(len(items))} may stay for now</summary><p>Each comes back "
            f"when its day has passed or its words change.</p><ul>{''.join(items)}</ul></details>"
        )
        yield ""


def _registers(book: Handbook) -> Iterator[str]:
    yield "## Registers"
    yield ""
    if book.vocabulary.inventory:
        page = book.pages.get(COVERAGE)
        name = plain(page.name if page else DRAWN[COVERAGE].title)
        yield f"- [{name}]({COVERAGE}): {coverage(book).summary()}."
    count = len(mentions(book))
    if count:
        places = "1 place names" if count == 1 else f"{count} places name"
        yield f"- Mentions not linked: {places} a page without a link. `handbook suggest` lists them."
    for register in registers(book):
        yield f"- [{plain(register.name)}]({register.path}): {register.summary()}."
    yield ""


def _table(book: Handbook, gaps: Sequence[Gap], caption: str, under: Asking) -> str:
    shown = [c for c in COLUMNS if c.on_page and any(c.of(book, gap) != "" for gap in gaps)]
    head = "".join(f'<th scope="col">{column.heading}</th>' for column in shown)
    body = "".join(
        f'<tr data-kind="{escape(gap.kind)}">{"".join(_cell(book, gap, c, under) for c in shown)}</tr>'
        for gap in gaps
    )
    return (
        f'<table class="gaps"><caption class="visually-hidden">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(book: Handbook, gap: Gap, column: Column, under: Asking) -> str:
    value = escape(str(column.of(book, gap)))
    if column.key == "words":
        value = link(relative_url(REPORT, gap_section(gap)), gap.words) + under(gap)
    elif column.key == "asks":
        value = f"{value} section{'' if gap.asks == 1 else 's'}"
    elif column.key == "since":
        value = _since(gap)
    elif column.key == "taken_by" and gap.lapsed:
        value = f"{value}, free again"
    return f'<td data-heading="{column.heading}">{value}</td>'
