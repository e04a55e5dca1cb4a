"""Mentions of pages that nobody has linked: where they stand, and what to write there."""

from __future__ import annotations

from handbook.find.matches import mentions
from handbook.model import Handbook, Link, PagePath, name_key, printable
from handbook.read.sentences import sentence


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
