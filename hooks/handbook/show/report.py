"""The gaps report as a page: its beginning, then every gap in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

from handbook.find.coverage import coverage
from handbook.find.drawn import DRAWN
from handbook.find.gaps import counted, title
from handbook.find.matches import mentions
from handbook.model import COVERAGE, REPORT, Gap, Handbook
from handbook.show.addresses import (
    Repository,
    gap_section,
    in_words,
    link,
    part,
    relative_url,
    where,
    writing,
)
from handbook.show.beginning import beginning, noticed_of
from handbook.show.formats import COLUMNS, Column
from handbook.show.markdown import escape as plain
from handbook.show.page import with_settings
from handbook.show.phrases import number_of
from handbook.show.registers import registers
from handbook.show.request import ended, request

ABOUT = "Everything the handbook still lacks, how long it has been missing, and where you could begin."
MOST_UNFOLDED = 25
"""Rows the page shows at once; parts of the book beyond that are folded."""

MOST_REQUESTS = 200
"""Gaps whose rows can all carry a request, of about 400 bytes; of more only rows shown unfolded do."""

Asking = Callable[[Gap], str]
"""What stands under the words of a gap, as HTML."""


def document(book: Handbook, repository: Repository) -> str:
    """The report as a page of the site."""
    lists = counted(book.gaps)
    asked, noticed = lists.asked, lists.noticed
    lines = [
        "# Gaps report",
        "",
        "Thank you for looking in. A gap is something missing that somebody could add. Whoever flags one "
        "helps, and nobody has to fill them all: take what you like.",
        "",
        f"This is the state on {in_words(book.today.isoformat())}. Go on to "
        "[how things stand](#how-things-stand), [everything asked for](#asked-for-by-part-of-the-book) or "
        "[questions and other lists](#questions-comments-and-other-lists).",
        "",
        *beginning(book, lists),
        *_asked(book, asked, MOST_UNFOLDED, repository),
        *_noticed(book, noticed),
        *_acknowledged(book),
        *_registers(book),
        'The same figures for machines: <a href="../gaps.json">gaps.json</a>.',
    ]
    return with_settings(
        {"title": "Gaps report", "description": ABOUT, "search": {"exclude": True}, "hide": ["toc"]},
        "\n".join(lines) + "\n",
    )


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
        return f"<details><summary>Ask for it</summary><p>{words}</p></details>{_writing(gap)}"

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


def _writing(gap: Gap) -> str:
    return link(writing(REPORT, gap.id), "Write here", "gap-write")


def _noticed(book: Handbook, gaps: Sequence[Gap]) -> Iterator[str]:
    yield "## Noticed along the way"
    yield ""
    yield (
        "Found by a program and not by a person, so some may be quite all right." if gaps else "Nothing else."
    )
    yield ""
    kinds: dict[str, list[Gap]] = {}
    for gap in gaps:
        kinds.setdefault(gap.kind, []).append(gap)
    for found in sorted(kinds.values(), key=len, reverse=True):
        items = "".join(f"<li>{_placed(book, gap)}: {escape(gap.words)}</li>" for gap in found)
        # The list has the address, and not its fold, because browsers open what an address lies in.
        yield (
            f"<details><summary>{escape(title(found[0]))}: {len(found)}</summary>"
            f'<p>{escape(found[0].help)}</p><ul id="{noticed_of(found[0].kind)}">{items}</ul></details>'
        )
        yield ""


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
    yield "## Questions, comments and other lists"
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


def _since(gap: Gap) -> str:
    """The day a gap was first asked for, as HTML that sorts."""
    if not gap.since:
        return ""
    written = ", as written" if gap.as_said else ""
    return f'<time datetime="{escape(gap.since)}">{in_words(gap.since)}</time>{written}'
