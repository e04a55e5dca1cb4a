"""Every word that somebody writes is on the built page, or a message names it; if not, we notice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from html import unescape
from random import Random
from types import SimpleNamespace

import pytest
from engine import ROOT, render
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written import page as written_page

from handbook.find.book import assemble
from handbook.model import Entry, Handbook, History, PagePath
from handbook.shell import project
from handbook.show import kept, words
from handbook.show.addresses import Repository
from handbook.show.page import as_typed, body

TODAY = date(2026, 11, 22)
HERE = PagePath("page.md")
_WORD = re.compile(r"[^\W_]+")
DATA = {file: (ROOT / "data" / file).read_bytes() for file in ("labels.yml", "statuses.yml")}
OTHERS = {
    "other.md": "# Other\n\n## In practice\n\nText.\n",
    "glossary/food.md": "---\nforms: [food hall]\n---\n\n# Food\n\nWhat we eat.\n",
}


def book_of(text: str, data: Mapping[str, str] | None = None) -> Handbook:
    contents = {path: words.encode() for path, words in {HERE: text, **OTHERS}.items()}
    more = {file: words.encode() for file, words in (data or {}).items()}
    known = {**DATA, "sources.yml": b"key:\n  title: A book\n", **more}
    return assemble([*map(Entry, contents)], contents, known, History(), TODAY)


def missing(book: Handbook, html: str) -> list[tuple[int, str]]:
    """Line and words of what a page lacks; the quick look must never overlook what the close one sees."""
    page = book.pages[HERE]
    found = [(word.line, word.text) for _, word in kept.missing(book, page, html)]
    if found:
        assert kept.lost(book, page, html), "the quick look overlooks them"
    return found


def built(book: Handbook) -> str:
    return render(body(book, book.pages[HERE], Repository("https://example.org/book")))


# Nothing is missing; see test_engine.py for pages of every kind


def test_our_own_book(record_property: Callable[[str, object], None]) -> None:
    book = project.read(ROOT, TODAY)
    lost, count, closer = [], 0, 0
    for page in book.pages.values():
        html = render(body(book, page, Repository("https://example.org/book")))
        lost += kept.lost(book, page, html)
        count += len(words.closely(book, page))
        closer += not kept.at_once(page, html)
    record_property("Words lost", f"{len(lost)} of {count:,}")
    assert [*map(str, lost)] == []
    assert count > 40_000
    assert closer < len(book.pages) / 10, "most pages need no close look"


@pytest.mark.parametrize(
    "text",
    [
        "caf&eacute; &nbsp;5&#32;m `&eacute;t&eacute;` &nonsense; &copy; AT&T &lt;b&gt; co&shy;op &#87;e\n",
        "un**believ**able s~~o~~me ~~thi~~ng `co`de a\\_b\\*c 5\\. x<!-- hidden -->y\n",
        "```python\n10px = café_crème + 0x1F  # été\n```\n\n    indented &amp; deep\n",
        "1. one\n3. two\n\n   7) seven\n\n- [x] done\n- [ ] to do\n",
        "[words](other.md 'A title') [[Other|here]] [[Other#In practice]] <https://example.org/a_b>\n",
        "[a], [b][a] and [c][]\n\n[a]: other.md 'Title a'\n[c]:\n  other.md\n  'Title c'\n",
        "<mailto:ann@example.org>, <ben@example.org>, <tel:123>, <irc://example.org/words>\n",
        "Some words.\n\n[//]: # (for ourselves)\n",
        "![A garden](https://example.org/a.png 'In May') and ![](https://example.org/b.png 'Only a title')\n",
        "<img alt='A lake' title='In June' src='https://example.org/c.png'>, <abbr title='To say'>t</abbr>\n",
        '<div class="grid" title="A frame">\n<p>In <b>HTML</b> <!-- not this -->.</p>\n</div>\n',
        "<your name> and <foo bar='baz'>, <script>alert('words')</script> and </p>\n",
        "Comment (after Ann, since 2020-01-02, an hour, @bob 2021-03): said.\n",
        "Meaning (NEF, 2011, disputed, ten minutes): meant.\n\nSee also (2020-01-02): Other, because so.\n",
        "**Example needed (since 26 December 2020, a few minutes):** words. (source needed: by whom)\n",
        "> [!NOTE]\n> Said [@key, p. 12; @none].\n\n> Words\n>\n> — after Ann, 1993, [@key]\n",
        "Words[^Note] and[^two words].\n\n[^note]: Below.\n\n[^two words]: Under.\n\n[^left]: Over.\n",
        "| a | b |\n|---|---|\n| `x|y` | z \\| w | over | more |\n",
        "---\nstatus: [draft\ntitle: Not: readable\n---\n\nText.\n",
        "---\ncolour: green\n---\n\nText.\n",
        "---\nstatus draft\n\n# Never ended\n",
        "\tTabs\tand\u00a0spaces ß ﬁ İ 日本語 e\u0301 don’t\n",
    ],
)
def test_what_only_looks_as_if_it_were(text: str) -> None:
    book = book_of(text)
    assert missing(book, built(book)) == []


def test_a_page_shown_as_it_was_typed() -> None:
    text = "# Care\n\nComment (Ann, 2020-01-02): said, with a [link](other.md).\n\n1. one &amp; two\n"
    book = book_of(text)
    why = book.pages[HERE].place(1)
    problem = kept.Problem(why, "this takes too long.")
    html = render(as_typed(book, book.pages[HERE], problem, Repository()))
    assert missing(book, html) == []


def test_a_name_that_was_withdrawn() -> None:
    book = book_of("Ann Doe said so.\n", {"people.yml": "Ann Doe: {withdrawn: 2026-01-01}\n"})
    html = built(book)
    assert "Ann" not in html
    assert missing(book, html) == []
    [problem] = kept.lost(book, book.pages[HERE], html.replace("said so", ""))
    assert str(problem).startswith("docs/page.md:1: 'said so' stands here")


# What is missing is noticed


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(written_page, st.randoms(use_true_random=False))
def test_words_taken_out_of_a_page_are_named(text: str, random: Random) -> None:
    book = replace(book_of(text.replace("text title=x", "text")), problems=())
    html = built(book)
    parts = re.split(r"(<[^>]*>)", html)
    seen = [(n, m) for n in range(0, len(parts), 2) for m in _WORD.finditer(parts[n])]
    there = Counter(_words(html))
    due = Counter(word.text.casefold() for word in words.closely(book, book.pages[HERE]) if not word.aside)
    taken: Counter[str] = Counter()
    chosen = random.sample(seen, min(3, len(seen)))
    for number, match in sorted(chosen, key=lambda place: -place[1].start()):
        parts[number] = parts[number][: match.start()] + parts[number][match.end() :]
        taken[match[0].casefold()] += 1
    less = "".join(parts)
    now = Counter(_words(less))
    # A word that we show more often than it was written may be taken out and is there all the same.
    short = [word for word in taken if now[word] < due[word] <= there[word]]
    expected = Counter({word: due[word] - now[word] for word in short})
    assert Counter(word.casefold() for _, word in missing(book, less)) == expected


def _words(html: str) -> list[str]:
    return [w.casefold() for w in _WORD.findall(unescape(re.sub(r"<!--.*?-->|<[^>]*>", " ", html)))]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("| a | b |\n|---|---|\n| one | two | three |\n", [(3, "three")]),
        ("So[^1].\n\n[^1]: First words.\n\n[^1]: Second words.\n", [(3, "First"), (3, "words")]),
        ("[Question]: why?\n\nText.\n", [(1, "Question"), (1, "why")]),
        ("```python title='A garden'\ncode\n```\n", [(1, "title")]),
        ("Write <your name> here.\n", [(1, "your"), (1, "name")]),
        ("Some words\n{: .friends }\n", [(2, "friends")]),
        ("Fold\n\n??? note\n    In it.\n", []),
        ("# Title { .words }\n", [(1, "words")]),
        ("Above\n\n<textarea>Words\n\nBelow\n", [(3, "textarea")]),
    ],
)
def test_what_the_engine_alone_would_lose(text: str, lost: list[tuple[int, str]]) -> None:
    # Without what we do to a page, and without what we say of it.
    assert missing(replace(book_of(text), problems=()), render(text)) == lost


@pytest.mark.parametrize(
    ("text", "without", "lost"),
    [
        ("One here.\n\nTwo here.\n", "Two here", [(3, "Two"), (3, "here")]),
        ("---\ntitle: x\n---\n\n# Care\n\nWords\nof care\n", "of care", [(8, "of"), (8, "care")]),
        ("A [link](other.md 'Its title').\n", ' title="Its title"', [(1, "Its"), (1, "title")]),
        ("![A lake](lake.png)\n", "A lake", [(1, "A"), (1, "lake")]),
        ("Comment (Ann, 2020-01-02): said.\n", "2 January", [(1, "2"), (1, "January")]),
        ("Warning: do not do this.\n\nText.\n", "Warning: do not do this.", "1 Warning do not do this"),
    ],
)
def test_the_line_is_that_of_the_word_that_is_gone(text: str, without: str, lost: object) -> None:
    book = replace(book_of(text), problems=())
    html = built(book)
    assert without in html
    found = missing(book, html.replace(without, "", 1))
    if isinstance(lost, str):
        line, *words = lost.split()
        lost = [(int(line), word) for word in words]
    assert found == lost


def test_what_a_message_names_is_not_lost() -> None:
    book = book_of("[Question]: why?\n")
    assert missing(book, "") == []


def test_a_few_places_are_named_and_the_rest_counted() -> None:
    text = "\n\n".join(f"Line {n} is gone." for n in "abcdefg")
    book = replace(book_of(text), problems=())
    page = book.pages[HERE]
    assert [str(problem) for problem in kept.lost(book, page, "<p>Nothing</p>")] == [
        *(
            f"docs/page.md:{line}: 'Line {name} is gone' stands here and is not on the built page. "
            "Write it as plain words, and tell whoever looks after this handbook."
            for line, name in ((1, "a"), (3, "b"), (5, "c"), (7, "d"), (9, "e"))
        ),
        "docs/page.md:11: 8 more words from here on are not on the built page. Compare it with this file.",
    ]


def test_a_build_says_so(caplog: pytest.LogCaptureFixture) -> None:
    from mkdocs_hooks import on_page_content  # it hears what MkDocs says from then on

    book = book_of("Words of care.\n")
    page = SimpleNamespace(file=SimpleNamespace(src_uri=HERE))
    config = SimpleNamespace(extra={"handbook": book})
    assert on_page_content(built(book), page=page, config=config, files=None)
    assert not caplog.records
    on_page_content("<p>Words of.</p>", page=page, config=config, files=None)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        (
            "WARNING",
            "handbook: docs/page.md:1: 'care' stands here and is not on the built page. "
            "Write it as plain words, and tell whoever looks after this handbook.",
        )
    ]
