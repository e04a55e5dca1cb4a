"""Terms in prose: what is found is what a slow and plain search finds, and a reader is not swamped."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from engine import render
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.find.book import assemble
from handbook.find.matches import Matcher, Name
from handbook.model import Entry, Handbook, History, PagePath
from handbook.show.addresses import Repository
from handbook.show.page import body

TODAY = date(2026, 11, 21)


def book_of(docs: dict[str, str]) -> Handbook:
    contents = {path: text.encode() for path, text in docs.items()}
    return assemble([Entry(path) for path in docs], contents, {}, History(), TODAY)


# Against a search that anybody can check

WORD = st.text(alphabet="ab'-éÉ ", min_size=1, max_size=6)
names_of = st.lists(st.tuples(WORD, st.booleans()), min_size=1, max_size=6)
TEXT = st.text(alphabet="abAB'’-– .,éÉ\u0301_1", max_size=40)


def slowly(names: list[Name], text: str) -> list[tuple[int, int, str]]:
    """Try every place with every name, the longest first."""
    found = []
    at = 0
    while at < len(text):
        best = 0
        for name in names:
            end = at + len(name.words)
            words = text[at:end].replace("’", "'")
            same = words == name.words if name.exact else words.lower() == name.words.lower()
            if same and end - at > best and alone(text.replace("’", "'"), at, end):
                best = end - at
                which = name.words
        if best:
            found.append((at, at + best, which.lower()))
        at += best or 1
    return found


def alone(text: str, start: int, end: int) -> bool:
    """Whether the stretch is not part of a longer word; `'s` after it is."""
    letter = r"(?:[^\W]|\u0301)"
    if re.match(letter, text[start]) and re.search(rf"{letter}[-']?$", text[:start]):
        return False
    if re.match(letter, text[end - 1]) and re.match(rf"[-']?{letter}", text[end:]):
        return bool(re.match(rf"'s(?!{letter})", text[end:]))
    return True


@settings(max_examples=500, deadline=None)
@given(names_of, TEXT)
def test_finds_what_a_slow_search_finds(made: list[tuple[str, bool]], text: str) -> None:
    names = {}
    for words, exact in made:
        words = " ".join(words.split())
        if words and "é" not in words.lower():  # two ways of writing it: see the next test
            names.setdefault(words.lower(), Name(words, PagePath("x.md"), term=True, exact=exact))
    text = re.sub(r"[.@](?=\w)", " ", text)  # what looks like an address is left alone
    matcher = Matcher([*names.values()])
    found = [(start, end, name.words.lower()) for start, end, name in matcher.find(text)]
    assert found == slowly([*names.values()], text)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORD, min_size=1, max_size=6), TEXT)
def test_finds_whole_words_in_their_place(words: list[str], text: str) -> None:
    names = [Name(w, PagePath("x.md"), term=True) for w in words if w.strip()]
    last = 0
    for start, end, _ in Matcher(names).find(text):
        assert last <= start < end <= len(text)
        last = end


# The whole way

TREES = ("ash", "elm", "oak", "yew", "fir")
PLACES = ("wood", "field", "brook", "hill", "gate", "ford", "moor", "dale")
TERMS = [tree + place for tree in TREES for place in PLACES]


def test_a_reader_meets_each_term_once_in_a_section() -> None:
    """40 terms, 3 times each, in 5 sections, and in headings, code, links and quotations as well."""
    everything = ", ".join(TERMS)
    lines = [f"# All of {everything}", ""]
    for section in range(5):
        lines += [f"## Section {section} on {everything}" if section else "", ""]
        lines += [f"Some {everything}.", "", f"- {everything}", "", f"| {' | '.join(TERMS)} |"]
        lines += ["|" + "---|" * 40, "", f"`{everything}`", "", f"[{everything}](other.md)", ""]
        lines += ["```", everything, "```", "", f"> {everything}", ""]
    docs = {"page.md": "\n".join(lines), "other.md": "# Other\n\n[Page](page.md)\n"}
    docs |= {f"glossary/{term}.md": f"# {term.capitalize()}\n\nA place.\n" for term in TERMS}
    book = book_of(docs)
    page = book.pages[PagePath("page.md")]
    assert len(book.uses_on(page.path)) == 5 * 40
    html = render(body(book, page, Repository()))
    sections = re.split(r"<h[12]", html)[1:]
    assert len(sections) == 5
    for section in sections:
        found = Counter(re.findall(r'<a class="term" href="glossary/(\w+)\.md" title="A place\.">', section))
        assert found == dict.fromkeys(TERMS, 1)
    for element in ("h1", "h2", "code", "blockquote"):
        inside = "".join(re.findall(rf"<{element}[ >].*?</{element}>", html, re.S))
        assert inside
        assert 'class="term"' not in inside
    assert not re.search(r"<a href=\"other.md\">(?:(?!</a>).)*<a", html, re.S)


PIECES = [*TERMS[:6], "and", "the", "## Head\n", "\n\n", "*", "`", "[", "](x.md)", "> ", "- "]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_never_twice_in_a_section(pieces: list[str]) -> None:
    docs = {"page.md": " ".join(pieces), "x.md": "# X\n"}
    docs |= {f"glossary/{term}.md": f"# {term.capitalize()}\n\nA place.\n" for term in TERMS[:6]}
    uses = book_of(docs).uses_on(PagePath("page.md"))
    assert max(Counter((use.source, use.target) for use in uses).values(), default=0) <= 1


def test_two_thousand_terms_are_found_at_once() -> None:
    """What it costs is in `bench/cost.py`; here it is that all of them are found."""
    names = [Name(f"term{number}x", PagePath(f"{number}.md"), term=True) for number in range(2000)]
    text = " and ".join(f"Term{number}X" for number in range(2000))
    assert [name.target for _, _, name in Matcher(names).find(text)] == [name.target for name in names]
