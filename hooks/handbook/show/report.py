"""The gaps report: one table, shown as a page, in a terminal and to machines."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from handbook.find.gaps import good_first, title
from handbook.find.matches import mentions
from handbook.model import REPORT, Gap, Handbook, Link, PagePath, name_key, printable, slug
from handbook.read.sentences import sentence
from handbook.show.addresses import gap_section, part, relative_url, url, where
from handbook.show.markdown import escape as plain
from handbook.show.page import with_settings
from handbook.show.registers import registers

MOST_UNFOLDED = 25
"""Rows the page shows at once; parts of the book beyond that are folded."""


@dataclass(frozen=True, slots=True)
class Column:
    """One fact about a gap: its key for machines, its heading for people, and how to get it."""

    key: str
    heading: str
    of: Callable[[Handbook, Gap], str | int | bool]
    meaning: str
    on_page: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("id", "Id", lambda b, g: g.id, "The name of the gap; it never holds its text."),
    Column("words", "What is missing", lambda b, g: g.words, "In the words of whoever asks.", True),
    Column("kind", "Kind", lambda b, g: title(g), "What sort of gap it is.", True),
    Column("asked", "Asked", lambda b, g: g.asked, "Asked by people, or noticed by the build."),
    Column("part", "Part", lambda b, g: part(b, g.page), "The part of the book."),
    Column("where", "Where", lambda b, g: where(b, g.section), "Page and heading, in words.", True),
    Column("file", "File", lambda b, g: f"docs/{g.page}", "The file in the repository."),
    Column("line", "Line", lambda b, g: g.line, "The line in that file, from 1."),
    Column("address", "Address", lambda b, g: url(gap_section(g)), "Where on the site."),
    Column("since", "Since", lambda b, g: g.since, "The date written in the label, if any."),
    Column("asks", "Asked by", lambda b, g: g.asks, "How many sections ask for it.", True),
    Column("size", "Size", lambda b, g: g.size, "minutes, an hour or a decision, if written.", True),
    Column("taken_by", "Taken by", lambda b, g: g.taken_by, "Who has taken it on, if anybody.", True),
    Column("taken_on", "Taken on", lambda b, g: g.taken_on, "When it was taken."),
    Column("owner", "Owner", lambda b, g: g.owner, "The role that looks after the page."),
    Column("help", "What helps", lambda b, g: g.help, "What somebody can do about it."),
)
"""Every column of the report. A new one is a line here; page, JSON, CSV and command follow."""

_COUNTS = {"line", "asks"}


def rows(book: Handbook, kind: str = "") -> list[dict[str, Any]]:
    """All gaps, or those of one kind, as values by column key."""
    return [
        {column.key: column.of(book, gap) for column in COLUMNS}
        for gap in book.gaps
        if not kind or gap.kind == slug(kind)
    ]


def as_json(book: Handbook, kind: str = "") -> str:
    """The gaps for machines; `schema()` says what is in it."""
    found = rows(book, kind)
    content = {
        "version": 1,
        "counts": {
            "asked": sum(row["asked"] for row in found),
            "noticed": sum(not row["asked"] for row in found),
        },
        "registers": {register.name: len(register.entries) for register in registers(book)},
        "gaps": found,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of `gaps.json`."""
    kinds = {"asked": {"type": "boolean"}}
    number: dict[str, Any] = {"type": "integer", "minimum": 0}
    columns = {
        c.key: {
            **(kinds.get(c.key) or (number if c.key in _COUNTS else {"type": "string"})),
            "description": c.meaning,
        }
        for c in COLUMNS
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Gaps of a handbook",
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "counts", "registers", "gaps"],
        "properties": {
            "version": {"const": 1},
            "counts": {
                "type": "object",
                "additionalProperties": False,
                "required": ["asked", "noticed"],
                "properties": {"asked": number, "noticed": number},
            },
            "registers": {"type": "object", "additionalProperties": number},
            "gaps": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": [c.key for c in COLUMNS],
                    "properties": columns,
                },
            },
        },
    }


def as_csv(book: Handbook, kind: str = "") -> str:
    """The gaps for a spreadsheet; cells that a spreadsheet would run are quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.heading for column in COLUMNS])
    for row in rows(book, kind):
        writer.writerow([_harmless(value) for value in row.values()])
    return out.getvalue()


def _harmless(value: object) -> str:
    text = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def as_markdown(book: Handbook, kind: str = "") -> str:
    """The gaps as one Markdown table."""
    shown = [column for column in COLUMNS if column.on_page]
    lines = ["| " + " | ".join(c.heading for c in shown) + " |", "|" + "---|" * len(shown)]
    for row in rows(book, kind):
        lines.append("| " + " | ".join(plain(str(row[c.key])) for c in shown) + " |")
    return "\n".join(lines) + "\n"


def as_github(book: Handbook, kind: str = "") -> str:
    """One notice for each gap, on its line in a pull request."""
    lines = []
    for row in rows(book, kind):
        place = f"file={_property(row['file'])},line={row['line']},title={_property(row['kind'])}"
        lines.append(f"::notice {place}::{_message(row['words'])}\n")
    return "".join(lines)


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def summary(book: Handbook) -> str:
    """The gaps in one line."""
    asked = [gap for gap in book.gaps if gap.asked]
    noticed = len(book.gaps) - len(asked)
    return f"{_gaps(len(asked))} asked for, {noticed} noticed, {len(good_first(asked))} good to begin with"


def suggestions(book: Handbook, to: PagePath | None = None) -> str:
    """Every mention of a page that is no link, or of one page only: place, sentence, and what to write."""
    lines = []
    wanted = [link for link in mentions(book) if to is None or str(link.target) == to]
    for mention in wanted:
        written = mention.written
        before, words, after = sentence(written).parts
        place = book.pages[mention.page].place(written.line, written.column)
        lines.append(f"{place}: {printable(before)}>>{printable(words)}<<{printable(after)}")
        lines.append(f"    Write {link_to(book, mention)} for '{printable(words)}'.")
    count = len(wanted)
    lines.append(f"{count} mention{'' if count == 1 else 's'} of a page without a link.")
    return "\n".join(lines) + "\n"


def link_to(book: Handbook, mention: Link) -> str:
    """The wiki link that fits where a page is mentioned, with the words that stand there."""
    page, written = book.pages[PagePath(mention.target)], mention.written
    if name_key(written.text) == name_key(page.title):
        return f"[[{written.text}]]"
    text = book.pages[mention.page].text
    line = text[text.rfind("\n", 0, written.start) + 1 : written.start]
    bar = "\\|" if line.lstrip().startswith("|") else "|"
    return f"[[{page.title}{bar}{written.text}]]"


def _gaps(count: int) -> str:
    return "1 gap" if count == 1 else f"{count} gaps"


# The page


def document(book: Handbook) -> str:
    """The report as a page of the site."""
    asked = [gap for gap in book.gaps if gap.asked]
    noticed = [gap for gap in book.gaps if not gap.asked]
    first = good_first(asked)
    lines = [
        "# Gaps report",
        "",
        "A gap is something missing that somebody could add. Flagging one is a help, never a "
        "failing. Each row below links to its place.",
        "",
        *_front(asked, noticed),
        *_first(book, first),
        *_asked(book, asked, MOST_UNFOLDED - len(first)),
        *_noticed(book, noticed),
        *_registers(book),
        'The same figures for machines: <a href="../gaps.json">gaps.json</a>.',
    ]
    return with_settings(
        {"title": "Gaps report", "search": {"exclude": True}, "hide": ["toc"]}, "\n".join(lines) + "\n"
    )


def _front(asked: Sequence[Gap], noticed: Sequence[Gap]) -> Iterator[str]:
    yield "## What matters now"
    yield ""
    kinds = Counter(gap.name for gap in asked).most_common()
    counted = ", ".join(f"{plain(name)} {count}" for name, count in kinds)
    yield f"- **{_gaps(len(asked))} asked for** by people" + (f": {counted}." if counted else ".")
    most = sorted((gap for gap in asked if gap.asks > 1), key=lambda gap: -gap.asks)[:3]
    if most:
        names = ", ".join(f"{plain(gap.words)} ({gap.asks} sections)" for gap in most)
        yield f"- **Most asked for:** {names}."
    nobody = sum(not gap.owner and not gap.taken_by for gap in asked)
    yield f"- **Nobody's yet:** {nobody} of them have no owner and nobody has taken them on."
    yield f"- **{_gaps(len(noticed))} noticed** by the build, folded further down."
    yield ""


def _first(book: Handbook, gaps: Sequence[Gap]) -> Iterator[str]:
    if gaps:
        yield "## Good first gaps"
        yield ""
        yield "Small, and free to take. Pick one you know something about."
        yield ""
        yield _table(book, gaps, "Good first gaps")
        yield ""


def _asked(book: Handbook, gaps: Sequence[Gap], room: int) -> Iterator[str]:
    yield "## Asked for, by part of the book"
    yield ""
    if not gaps:
        yield "Nobody asks for anything at present."
        yield ""
    parts: dict[str, list[Gap]] = {}
    for name, found in groupby(gaps, key=lambda gap: part(book, gap.page)):
        parts.setdefault(name, []).extend(found)
    for name, here in parts.items():
        room -= len(here)
        state = " open" if room >= 0 else ""
        yield (
            f'<details class="gap-part"{state}><summary><h3>{escape(name)}</h3> '
            f"{_gaps(len(here))}</summary>{_table(book, here, name)}</details>"
        )
        yield ""


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
        items = "".join(
            f'<li><a href="{escape(relative_url(REPORT, gap_section(gap)))}">'
            f"{escape(where(book, gap.section))}</a>: {escape(gap.words)}</li>"
            for gap in found
        )
        yield (
            f"<details><summary>{escape(title(found[0]))}: {len(found)}</summary>"
            f"<p>{escape(found[0].help)}</p><ul>{items}</ul></details>"
        )
        yield ""


def _registers(book: Handbook) -> Iterator[str]:
    yield "## Registers"
    yield ""
    count = len(mentions(book))
    if count:
        places = "1 place names" if count == 1 else f"{count} places name"
        yield f"- Mentions not linked: {places} a page without a link. `handbook suggest` lists them."
    for register in registers(book):
        yield f"- [{plain(register.name)}]({register.path}): {register.summary()}."
    yield ""


def _table(book: Handbook, gaps: Sequence[Gap], caption: str) -> str:
    shown = [c for c in COLUMNS if c.on_page and any(c.of(book, gap) != "" for gap in gaps)]
    head = "".join(f'<th scope="col">{column.heading}</th>' for column in shown)
    body = "".join(
        f'<tr data-kind="{escape(gap.kind)}">{"".join(_cell(book, gap, c) for c in shown)}</tr>'
        for gap in gaps
    )
    return (
        f'<table class="gaps"><caption class="visually-hidden">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(book: Handbook, gap: Gap, column: Column) -> str:
    value = escape(str(column.of(book, gap)))
    if column.key == "words":
        value = f'<a href="{escape(relative_url(REPORT, gap_section(gap)))}">{value}</a>'
    elif column.key == "asks":
        value = f"{value} section{'' if gap.asks == 1 else 's'}"
    return f'<td data-heading="{column.heading}">{value}</td>'
