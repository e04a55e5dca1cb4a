"""What we read is what the engine shows, and what the engine shows is what GitHub shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from posixpath import normpath
from urllib.parse import unquote

import pytest
from engine import ROOT, Seen, render
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written import page as written_page

from handbook.find.book import assemble
from handbook.model import (
    WANTED_FOLDER,
    WRITE,
    Entry,
    Gap,
    Handbook,
    History,
    Page,
    PagePath,
    SectionId,
    is_generated,
)
from handbook.read import labels, page
from handbook.read.blocks import DIALECT, outline
from handbook.shell import project
from handbook.show import kept, markdown
from handbook.show.addresses import Repository, relative, relative_url
from handbook.show.page import body

BOOK = replace(project.read(ROOT, date(2026, 11, 21)), drawn={})
OTHER = {
    "other.md": b"# Other\n\n## In practice\n\nText.\n",
    "patience.md": b"# Patience\n\nText.\n",
    "glossary/food.md": b"---\nforms: [food hall]\n---\n\n# Food\n\nWhat ``we` eat | [^1] \\\\{ share.\n",
    "glossary/meeting.md": b"# Meeting\n\nMeaning (Ann): one.\n\nMeaning (Bo, disputed): two.\n",
    "glossary/people.md": b"---\nforce: [People]\nforms: [x_y_z, a<b, naive]\n---\n# People\n",
}


def book_of(text: str) -> Handbook:
    contents = {"page.md": text.encode(), **OTHER}
    data = {**project.data_files(ROOT), "sources.yml": b"key:\n  title: A book\n"}
    data["settings.yml"] = b"common_words: [people]\n"
    entries = [Entry(path) for path in contents]
    return assemble(entries, contents, data, History(), date(2026, 11, 21))


def expected_links(book: Handbook, page: Page) -> list[str]:
    """The addresses a page's links should have, in the order of the text, those of terms among them."""
    found = {link.written.start: link for link in book.links_on(page.path)}
    uses = {use.written.start: use for use in book.uses_on(page.path)}
    term = book.terms.get(page.path)
    see = [relative(page.path, SectionId(term.see))] if term and term.see else []
    addresses = [unquote(address) for address in see]
    inline = {label.start: label for label in page.labels if label.inline}
    gaps = [g for g in book.gaps_of(page.path) if g.start in inline and not _in_link(page, g.start)]
    written_here = [*page.links, *(use.written for use in uses.values())]
    for written in sorted([*written_here, *gaps], key=lambda one: one.start):
        if isinstance(written, Gap):
            addresses.append(f"{relative_url(page.path, WRITE)}?gap={written.id}")
            continue
        link = found.get(written.start)
        if written.kind == "image" and "://" not in written.target:
            continue
        if written.kind == "term":
            addresses.append(unquote(relative(page.path, uses[written.start].target)))
        elif written.kind in ("web", "image"):
            address = written.target
            addresses.append(f"https://{address}" if address.lower().startswith("www.") else address)
        elif written.kind == "html" and written.elsewhere:
            addresses.append(written.target)
        elif written.kind == "html" and link is not None:
            addresses.append(unquote(relative_url(page.path, link.target)))
        elif link is not None:
            target = f"{WANTED_FOLDER}/{link.wanted}.md" if link.wanted else link.target
            addresses.append(unquote(relative(page.path, target)))  # type: ignore[arg-type]
        elif written.kind == "link" and is_generated(normpath(f"{page.folder}/{written.target}").lstrip("/")):
            addresses.append(written.target)
    return addresses


def _in_link(page: Page, place: int) -> bool:
    """Whether a gap has no link of its own, since it is a part of another."""
    return any(link.start <= place < link.end for link in page.links)


def assert_same(book: Handbook, page: Page) -> None:
    html = render(body(book, page, Repository()))
    assert kept.lost(book, page, html) == []
    seen = Seen(html)
    read = [[f"h{h.level}", h.id, h.text] for h in page.headings]
    assert [[tag, id_, text] for tag, id_, text in seen.headings] == read
    sources = book.vocabulary.sources
    cited = {sources[cite.key].link for cite in page.citations if cite.key in sources}
    read_links = [link for link in expected_links(book, page) if link not in cited]
    assert [link for link in seen.links if link not in cited] == read_links


@pytest.mark.parametrize("path", [*BOOK.pages])
def test_the_book_is_read_as_it_is_rendered(path: PagePath) -> None:
    assert_same(BOOK, BOOK.pages[path])


@pytest.mark.parametrize(
    "text",
    [
        "food [[Our !https://example.org stories]]\n===\n",
        "# Write to [[ann@example.org]] soon\n",
        "# See [[https://example.org/a_b_c|our *own* site]] and [[]]\n",
        f"# A [[{'long ' * 30}]] name\n",
    ],
)
def test_a_name_that_cannot_be_one_is_shown_as_words(text: str) -> None:
    book = book_of(text)
    assert_same(book, book.pages[PagePath("page.md")])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(written_page)
def test_any_page_is_read_as_it_is_rendered(text: str) -> None:
    book = book_of(text)
    assert_same(book, book.pages[PagePath("page.md")])


def shape_on_github(text: str) -> str:
    return Seen(DIALECT.html(text)).shape()


def shape_in_engine(text: str) -> str:
    read, _ = page.read(PagePath("page.md"), text, labels.Grammar({}))
    return Seen(render(markdown.write(read.text, read.outline))).shape()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(written_page)
def test_the_engine_shows_what_github_shows(text: str) -> None:
    text = text.replace("[!NOTE]", "NOTE")  # GitHub's alerts have a frame of their own
    for only_with_us in ("https://", "www.", "[@", "[page]", "[part]", "[web]", "[two [PDF]]", "![pic]"):
        text = text.replace(only_with_us, "")
    assert shape_in_engine(text) == shape_on_github(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab \n#-*>`[]()!:1.|~{}_\\\t<é"), max_size=80))
def test_reading_and_writing_never_raise(text: str) -> None:
    read, _ = page.read(PagePath("page.md"), text, labels.Grammar(BOOK.vocabulary.labels))
    markdown.write(read.text, read.outline)
    outline(text)
    assert page.read(PagePath("page.md"), text, labels.Grammar(BOOK.vocabulary.labels))[0] == read
