"""Markdown that is not read as such, because it stands right below a tag without an empty line between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.model import Handbook, Page, Problem
from handbook.read import html
from handbook.read.settings import shorten
from handbook.read.spans import Spans

_MARKDOWN = re.compile(r" {0,3}(?:#{1,6} \S|[-*+] \S|\d{1,9}[.)] \S|>|\|.*\||```|~~~)|.*(?:\]\(|\[\[)")


def swallowed(book: Handbook) -> Iterator[Problem]:
    """The first line of Markdown in a block of tags that have all ended."""
    for page in book.pages.values():
        for block in page.outline.children:
            if block.kind == "html":
                yield from _first(page, block.start, block.end)


def _first(page: Page, start: int, end: int) -> Iterator[Problem]:
    tags = [*html.tags(page.text, start, end)]
    comments = Spans(html.comments(page.text, start, end))
    opened: list[str] = []
    at = start
    for line in page.text[start:end].splitlines(keepends=True):
        plain = at > start and not opened and not comments.touch(at, at + 1)
        if plain and _MARKDOWN.match(line) and not line.lstrip().startswith("<"):
            message = (
                f"'{shorten(line)}' stands right below a tag, where Markdown is not read. "
                "Put an empty line before it."
            )
            yield Problem(page.place(page.line + page.text.count("\n", 0, at)), message, "note")
            return
        for tag in tags:
            if at <= tag.start < at + len(line) and tag.name not in html.VOID:
                if not tag.closing:
                    opened.append(tag.name)
                elif tag.name in opened:
                    del opened[len(opened) - 1 - opened[::-1].index(tag.name) :]
        at += len(line)
