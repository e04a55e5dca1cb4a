"""What holds for every page, whatever is in it: each a strategy and what must be so of what it makes.

`tests/test_properties.py` tries each with a few examples, `make fuzz` with 10,000. A property fails with
an AssertionError or any other exception.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from html import unescape
from typing import Any
from unittest.mock import patch

from engine import render
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data
from test_engine import OTHER, ROOT, assert_same, shape_in_engine, shape_on_github
from written import page as written_page

from handbook.find.book import assemble
from handbook.model import Entry, Handbook, History, Page, PagePath, Problem
from handbook.read import data, front_matter, labels, page, raw, settings
from handbook.read.blocks import outline
from handbook.show import page as show_page
from handbook.show.addresses import Repository
from handbook.show.portable import portable

PATH = PagePath("page.md")
DATA = {
    **{name: (ROOT / "data" / name).read_bytes() for name in ("labels.yml", "statuses.yml")},
    "sources.yml": b"key:\n  title: A book\n",
    "settings.yml": b"common_words: [people]\n",
}
VOCABULARY = data.read(DATA)
GRAMMAR = labels.Grammar(VOCABULARY[0].labels)

PIECES = [
    "a", "salt", "some words", "é", "😀", "1", " ", "  ", "    ", "\t", "\n", "\n\n", "\n\n\n", "\r",
    "\r\n", "  \n", "#", "# ", "## a\n", "\n===\n", "\n---\n", "---\n", "...\n", "***\n", "\n# T\n\n",
    "{#a}", "#a", "- ", "* ", "+ ", "1. ", "1) ", "10. ", "- [ ] ", "- [x] ", "> ", ">", "> > ",
    "> [!NOTE]\n> ", "\n  - ", "`", "``", "```", "```\n", "~~~\n", "    code\n", "*", "**", "_", "__",
    "~~", "~", '\\', "\\\n", "!", "[", "]", "(", ")", "[a]", "](other.md)", "](", "[a]: ", "[^1]",
    "[^1]: ", '"', "'", "<", ">", "&", "&amp;", "&#", "[[", "]]", "[[Other]]", "[[Nowhere|a]]", "[[#a]]",
    "![[", "[@key]", "[@key, p. 3; @no]", "[@", "@a", "|", "<b>", "</b>", "<div>", "</div>", "<!--",
    "-->", "<!", "<?", "?>", "<a href='other.md'>", "<br/>", "<your name>", "<script>", "</script>",
    "<pre>", "<img src=x>", "<details>", "<summary>", "<p>", "<![CDATA[", "]]>", "<x:y>",
    "| a | b |\n|---|---|\n", "| c |\n", "|", "\n: ", ":", "!!! note\n    ", '??? "a"\n', "=== a\n",
    "{: .a }", "{", "}", "Question: ", "Section needed: ", "Section needed", "(source needed)",
    "**Question:** ", "See also: Other, ", "Comment (Ann, 2020): ", "Meaning (Ann): ", "Unsorted:\n",
    "Reviewed (2026-05-01): ", "a needed: ", "Secton needed: ", "Question\\: ", "— Ann, 1993\n",
    "> — after Ann\n", "http://a.b", "www.a.b", "<http://a.b>", "mailto:a@b.c", "a@b.c", "other.md",
    "page.md#a", "javascript:a", "../a.md", "---\nstatus: draft\n---\n", "title: ", "status: needed\n",
    "tags: [a, b]\n", "was: ['#a']\n", "- a\n", "key: &a *a\n", "order: 1\n", "\x00", "\x07", "\u2028",
    "\u200b", "\u202e", "\ufeff", "\xa0", "́", "\x0c", "\x85", "klzzwxh:0001", "///Footnotes Go Here///",
    "[TOC]",
]  # fmt: skip
"""What may mean something to somebody, and some words."""

soup = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
files = st.one_of(
    soup,
    st.builds("---\n{}\n---\n{}".format, soup, soup),
    st.builds("---\n{}\n---\n{}".format, st.sampled_from(["status: draft", "title: a\norder: 1"]), soup),
    written_page,
)


def _damaged(text: str, damage: list[tuple[int, str]]) -> str:
    for at, piece in damage:
        at %= len(text) + 1
        text = text[:at] + piece + text[at:]
    return text


damaged = st.builds(
    _damaged, written_page, st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(PIECES)), max_size=3)
)
pages = st.one_of(damaged, damaged, files)


def book_of(text: str, more: Mapping[str, str] | None = None) -> tuple[Handbook, Page]:
    """A page among a few others, and with a vocabulary that is read only once."""
    written = {"page.md": text, **(more or {})}
    contents = {**{path: text.encode("utf-8", "surrogatepass") for path, text in written.items()}, **OTHER}
    entries = [Entry(path) for path in contents]
    with patch.object(data, "read", lambda _: (VOCABULARY[0], [*VOCABULARY[1]])):
        book = assemble(entries, contents, DATA, History(), date(2026, 11, 21))
    return book, book.pages[PATH]


@dataclass(frozen=True)
class Property:
    """Something that `holds` for all that `examples` makes; `part` is what it is about.

    `tested` already are those that `tests/test_engine.py` tries.
    """

    part: str
    holds: Callable[[Any], None]
    examples: st.SearchStrategy[Any]
    tested: bool = False

    @property
    def name(self) -> str:
        return self.holds.__name__


# Settings


def plain_lines_are_read_as_yaml_reads_them(lines: list[str]) -> None:
    text = "\n".join(lines)
    quick = settings._lines(text, 2)
    if quick is not None:
        problems: list[str] = []
        slow, hidden = settings._compose(text, lambda _, message: problems.append(message), "page.md", 2)
        assert (quick.bare(), quick.keys, problems, hidden) == (slow.bare(), slow.keys, [], [])
        for key, node in quick.value.items():
            assert (node.line, node.column) == (slow.value[key].line, slow.value[key].column)


def settings_are_read_and_no_word_is_lost(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n# Title\n"):
        read, problems = front_matter.read(whole, "docs/page.md")
        assert whole.endswith(read.text)
        assert read.line == whole.removesuffix(read.text).count("\n") + 1
        _in_the_file(problems, whole)
        kept = f"{read.unread}\n{read.text}"
        assert not problems or all(word in kept for word in whole.split())
        if not problems and not read.unread:
            assert front_matter.read(whole, "docs/page.md") == (read, problems)


def settings_come_back_as_written(values: dict[str, Any]) -> None:
    block = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    read, problems = front_matter.read(f"---\n{block}\n---\n\n# Title\n", "docs/page.md")
    assert not problems
    assert not read.unread
    found = asdict(read.front)
    for key, value in values.items():
        assert found[key] == (tuple(value) if isinstance(value, list) else value)
        assert read.key_lines[key] == [*values].index(key) + 2


def the_engine_sees_our_settings_and_no_others(text: str) -> None:
    book, _ = book_of(text)
    for read in book.pages.values():
        body, values = get_data(show_page.document(book, read, Repository()))
        assert values == show_page.settings(book, read)
        assert body == show_page.body(book, read, Repository()).lstrip("\n")


# Reading


def a_page_is_read_where_it_stands(text: str) -> None:
    """Never raises, keeps every word, and all that it finds is where it says."""
    text, _ = raw.checked("docs/page.md", raw.normal(text))
    read, problems = page.read(PATH, text, GRAMMAR)
    assert page.read(PATH, text, GRAMMAR) == (read, problems)
    _in_the_file(problems, text)
    kept = f"{read.unread}\n{read.text}"
    settings_too = kept if read.unread or read.key_lines else kept + text[: len(text) - len(read.text)]
    if read.unread or not read.key_lines:
        assert all(word in settings_too for word in text.split())
    rows = read.text.split("\n")
    written = text.split("\n")
    if read.text and not read.beyond:
        assert len(rows) == len(written) - read.line + 1
        assert [row.split() for row in rows] == [row.split() for row in written[read.line - 1 :]]
    things: Iterable[tuple[int, int, int]] = [
        *((label.start, label.end, label.line) for label in read.labels),
        *((link.start, link.end, link.line) for link in read.links),
        *((voice.start, voice.end, voice.line) for voice in read.voices),
        *((cite.start, cite.end, cite.line) for cite in read.citations),
        *((heading.start, heading.start + 1, heading.line) for heading in read.headings),
    ]
    for start, end, line in things:
        assert 0 <= start <= end <= len(read.text)
        assert line == read.line + read.text.count("\n", 0, start)
    for label in read.labels:
        assert read.text.startswith(label.as_written, label.start)
        assert label.start <= label.content
    ids = [heading.id for heading in read.headings]
    assert len(ids) == len({*ids})
    assert read.words >= 0


def _in_the_file(problems: Iterable[Problem], text: str) -> None:
    for problem in problems:
        assert 1 <= problem.place.line <= text.count("\n") + 1
        assert 0 <= problem.place.column <= max(map(len, text.split("\n"))) + 1
        assert problem.message


# Showing


def a_page_is_shown_with_its_words(text: str) -> None:
    """Never raises, says the same each time, and an engine shows every word that was written."""
    numbers = iter(range(10_000))
    text = re.sub(r"\b(friends|garden|trust|hall|week)\b", lambda word: f"{word[0]}{next(numbers)}", text)
    book, read = book_of(text)
    document = show_page.document(book, read, Repository())
    assert document == show_page.document(book, read, Repository())
    shown = unescape(render(get_data(document)[0]))
    told = " ".join(map(str, book.problems_of(read.file)))
    for word in re.findall(r"\b(?:friends|garden|trust|hall|week)\d+", text):
        assert re.search(rf"\b{word}\b", shown) or word in told, word


def anything_is_shown(text: str) -> None:
    """Neither showing nor an engine raises, whatever is on a page."""
    book, read = book_of(text)
    render(get_data(show_page.document(book, read, Repository()))[0])
    problem = Problem(read.place(1), "this page cannot be shown.")
    instead = show_page.as_typed(book, read, problem, Repository())
    shown = unescape(re.sub(r"<[^>]*>", " ", render(instead)))
    for word in re.findall(r"\w+", f"{read.text} {read.unread}"):
        assert word in shown, word


def a_page_is_read_as_it_is_rendered(text: str) -> None:
    assert_same(*book_of(text))


def an_engine_shows_what_github_shows(text: str) -> None:
    text = text.replace("[!NOTE]", "NOTE")  # GitHub's alerts have a frame of their own
    for only_with_us in ("https://", "www.", "[@", "[page]", "[part]", "[web]", "[two [PDF]]", "![pic]"):
        text = text.replace(only_with_us, "")
    assert shape_in_engine(text) == shape_on_github(text)


def what_is_made_portable_stays_so(text: str) -> None:
    book, read = book_of(text)
    once = portable(show_page.document(book, read, Repository()), read.path, {"other/": "other.md"})
    assert portable(once, read.path, {"other/": "other.md"}) == once


def the_text_for_engines_has_the_same_headings(text: str) -> None:
    """Read again as GitHub reads it, with the ids that engines need."""
    book, read = book_of(text)
    again, _ = page.read(PATH, show_page.body(book, read, Repository()), GRAMMAR)
    before, after = ([(h.level, _bare(h.text)) for h in found.headings] for found in (read, again))
    assert [h for h in after if h[1]] == [h for h in before if h[1]]


def _bare(text: str) -> str:
    """The words of a heading without lists of attributes."""
    return "".join(re.sub(r"\{[^{}]*\}", "", text).split())


def blocks_lie_within_one_another(text: str) -> None:
    text, _ = raw.checked("docs/page.md", raw.normal(text))

    def within(block: Any, start: int, end: int) -> Iterator[None]:
        assert start <= block.start <= block.end <= end
        for child in block.children:
            yield from within(child, block.start, block.end)

    list(within(outline(text), 0, len(text)))


_words = st.text(min_size=1, max_size=30).filter(
    lambda words: words.isprintable() and not set(words) & set("<>") and words.strip() == words
)
_front = st.fixed_dictionaries(
    {},
    optional={
        "title": _words,
        "owner": _words,
        "description": _words,
        "status": _words,
        "see": _words,
        "tags": st.lists(_words, max_size=3),
        "aliases": st.lists(_words, max_size=3),
        "forms": st.lists(_words, max_size=3),
        "situations": st.lists(_words, max_size=3),
        "track": st.just("basics"),
        "case": st.just("exact"),
        "terms": st.just("off"),
        "order": st.integers(0, 9999),
        "hide": st.lists(st.sampled_from(["navigation", "toc"]), max_size=2, unique=True),
        "review_every": st.sampled_from(["6 months", "1 year", "30 days"]),
    },
)
_yaml = st.text(alphabet=st.sampled_from("-ab: \n[]{}#'\"&*!|>\t,%@`é“"), max_size=60)
_line = st.from_regex(settings._LINE.__self__, fullmatch=True)

PROPERTIES = (
    Property("settings", plain_lines_are_read_as_yaml_reads_them, st.lists(_line, min_size=1, max_size=5)),
    Property("settings", settings_are_read_and_no_word_is_lost, st.one_of(_yaml, soup)),
    Property("settings", settings_come_back_as_written, _front),
    Property("settings", the_engine_sees_our_settings_and_no_others, st.one_of(pages, files)),
    Property("reading", a_page_is_read_where_it_stands, pages),
    Property("reading", blocks_lie_within_one_another, pages),
    Property("showing", a_page_is_shown_with_its_words, written_page),
    Property("showing", anything_is_shown, pages),
    Property("showing", a_page_is_read_as_it_is_rendered, written_page, tested=True),
    Property("showing", an_engine_shows_what_github_shows, written_page, tested=True),
    Property("showing", what_is_made_portable_stays_so, pages),
    Property("showing", the_text_for_engines_has_the_same_headings, written_page),
)
