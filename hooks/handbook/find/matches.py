"""Words of a page's prose that are names: glossary terms, and titles nobody has linked.

All names are looked for at once, the longest that begins first, by the automaton of Aho and
Corasick. What it finds counts where it is a whole word outside links, code, quotations and headings.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from handbook.model import Handbook, Link, LinkKind, Page, PagePath, Prose, SectionId, Term, WrittenLink
from handbook.read import html
from handbook.read.spans import Spans

_SIGNS = str.maketrans("\u2018\u2019\u02bc\u2010\u2011\u00a0", "'''-- ")
"""Apostrophes, hyphens and spaces that people cannot tell apart."""
_ADDRESS = re.compile(r"[@.](?<=\w.)\w{2}|://|/(?<=\w/)\w+/|[@#\\]\w")
_GAP = re.compile(r"[ \n]")
_NOT_PROSE = frozenset("a abbr blockquote button cite code kbd label pre q samp script style var".split())


@dataclass(frozen=True, slots=True)
class Name:
    """Words to look for, where they lead, and whether capitals matter."""

    words: str
    target: PagePath
    term: bool
    exact: bool = False


class Matcher:
    """Finds names in a text."""

    def __init__(self, names: Collection[Name]) -> None:
        self._names: list[Name] = []
        patterns: dict[str, None] = {}
        for name in names:
            for form in ("NFC", "NFD"):
                pattern = _fold(" ".join(unicodedata.normalize(form, name.words).split()))
                if pattern and pattern not in patterns:
                    patterns[pattern] = None
                    self._names.append(name)
        self._patterns = [*patterns]
        self._longest = max(map(len, patterns), default=0)
        self._all: AhoCorasick | None = None
        self._first = AhoCorasick(
            self._patterns,
            matchkind=MatchKind.LeftmostLongest,
            implementation=Implementation.ContiguousNFA,
            store_patterns=False,
        )

    def find(self, text: str) -> Iterator[tuple[int, int, Name]]:
        """From where to where each name stands in the text, none inside another."""
        folded = _fold(text)
        addresses: Spans | None = None
        done = 0
        for index, start, end in self._first.find_matches_as_indexes(folded):
            if start < done:
                continue
            if addresses is None:
                addresses = _addresses(folded)
            if addresses.touch(start, end):
                continue
            if not self._stands(text, folded, index, start, end):
                # A shorter name may stand where a longer one does not.
                for other, begin, stop in self._others(text, folded, max(start, done), end):
                    yield begin, stop, self._names[other]
                    done = stop
                continue
            yield start, end, self._names[index]
            done = end

    def _stands(self, text: str, folded: str, index: int, start: int, end: int) -> bool:
        if self._names[index].exact:
            words = unicodedata.normalize("NFC", text[start:end].translate(_SIGNS))
            name = unicodedata.normalize("NFC", self._names[index].words.translate(_SIGNS))
            if words != " ".join(name.split()):
                return False
        return _whole(folded, start, end)

    def _others(self, text: str, folded: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        if self._all is None:
            self._all = AhoCorasick(self._patterns, matchkind=MatchKind.Standard, store_patterns=False)
        window = folded[start : end + self._longest]
        found = [
            (start + s, -(start + e), index)
            for index, s, e in self._all.find_matches_as_indexes(window, overlapping=True)
            if start + s < end
        ]
        done = start
        for s, minus, index in sorted(found):
            if s >= done and self._stands(text, folded, index, s, -minus):
                yield index, s, -minus
                done = -minus


def _fold(text: str) -> str:
    """In small letters and with one kind of apostrophe and hyphen, every sign in its place."""
    lower = text.lower()
    if lower.isascii():
        return lower
    if len(lower) != len(text):
        lower = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    return lower.translate(_SIGNS)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether nothing of the same word stands before or after."""
    if start and _in_word(text[start]):
        before = text[start - 1]
        if _in_word(before) or (before in "-'" and start > 1 and _in_word(text[start - 2])):
            return False
    if end < len(text) and _in_word(text[end - 1]):
        after, further = text[end], text[end + 1 : end + 3]
        if _in_word(after) or (after == "-" and further and _in_word(further[0])):
            return False
        if after == "'" and further and _in_word(further[0]):
            # `the commons' own`, `a commons's edge`, but not `can` in `can't`
            return further[0] == "s" and not (len(further) > 1 and _in_word(further[1]))
    return True


def _addresses(text: str) -> Spans:
    """The stretches without a space that look like an address of some kind."""
    found: list[tuple[int, int]] = []
    reach = 0
    for match in _ADDRESS.finditer(text):
        if match.start() >= reach:
            left = max(text.rfind(" ", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
            gap = _GAP.search(text, match.end())
            reach = gap.start() if gap else len(text)
            found.append((left, reach))
    return Spans(found)


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_" or unicodedata.category(sign)[0] == "M"


def uses(
    pages: Mapping[PagePath, Page],
    terms: Mapping[PagePath, Term],
    linked: Collection[Link],
    common: Collection[str],
) -> list[Link]:
    """The first use of each term in each section, but for terms that the section links to by hand."""
    if not terms:
        return []
    matcher = _matcher(pages, terms, common)
    done: set[tuple[str, str]] = {(link.source, link.target.partition("#")[0]) for link in linked}
    found: list[Link] = []
    for page in pages.values():
        prose = _PageProse(page)
        for number, start, end, name in prose.find(matcher) if page.front.terms != "off" else ():
            if not name.term:
                continue
            target = terms[name.target].leads
            key = (page.prose[number].section, target)
            if key in done or page.path in (target, name.target):
                continue
            written = prose.written("term", name, number, start, end)
            if written is not None:
                done.add(key)
                found.append(Link(written, page.path, SectionId(target)))
    return found


def mentions(book: Handbook) -> tuple[Link, ...]:
    """Names of pages in the prose, the first on each page, but for pages that the page links to by hand.

    Looked for when somebody first asks.
    """
    return book.once("mentions", lambda book: tuple(_mentions(book)))


def _mentions(book: Handbook) -> Iterator[Link]:
    matcher = _matcher(book.pages, book.terms, book.vocabulary.settings.common_words)
    done: set[tuple[str, str]] = {(link.page, link.target.partition("#")[0]) for link in book.links}
    for page in book.pages.values():
        prose = _PageProse(page)
        for number, start, end, name in prose.find(matcher):
            key = (page.path, name.target)
            if name.term or name.target == page.path or key in done:
                continue
            if not _is_mention(page.prose[number].text, start, end, name):
                continue
            written = prose.written("mention", name, number, start, end)
            if written is not None:
                done.add(key)
                yield Link(written, page.path, SectionId(name.target))


def _matcher(
    pages: Mapping[PagePath, Page], terms: Mapping[PagePath, Term], common: Collection[str]
) -> Matcher:
    """Terms and titles together, because a term inside a longer title is not meant."""
    return Matcher([*_term_names(terms), *_page_names(pages, terms, {word.casefold() for word in common})])


def _term_names(terms: Mapping[PagePath, Term]) -> Iterator[Name]:
    for term in terms.values():
        for form in term.forms:
            yield Name(form, term.page, term=True, exact=term.exact)


def _page_names(
    pages: Mapping[PagePath, Page], terms: Mapping[PagePath, Term], common: Collection[str]
) -> Iterator[Name]:
    """Titles and aliases worth suggesting a link for; a single word only as a proper name."""
    for page in pages.values():
        if page.path in terms:
            continue
        for name in dict.fromkeys((page.title, *page.front.aliases)):
            words = name.split()
            if len(words) > 1:
                yield Name(name, page.path, term=False)
            elif len(name) > 2 and name != name.lower() and name.casefold() not in common:
                yield Name(name, page.path, term=False, exact=True)


def _is_mention(text: str, start: int, end: int, name: Name) -> bool:
    """Whether a title found in the prose means the page.

    A single word could be the beginning of a sentence, or part of a longer name.
    """
    if "[" in text[max(start - 2, 0) : start]:
        return False
    if not name.exact:
        return True
    before = text[:start].rstrip(" \t\n\"'“‘(")
    if not before or before[-1] in ".!?…:·":
        return False
    neighbours = (before.split()[-1][:1], text[end:].lstrip(" ")[:1])
    return not any(sign.isupper() for sign in neighbours)


class _PageProse:
    """The prose of a page, and where in it a link may be put."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tagged: dict[int, Spans] = {}

    def find(self, matcher: Matcher) -> Iterator[tuple[int, int, int, Name]]:
        """The names in it: the number of the paragraph, and from where to where in its words."""
        # All paragraphs at once: to call the automaton for each costs more than what it does.
        starts = [0, *accumulate(len(prose.free) + 1 for prose in self.page.prose)]
        for start, end, name in matcher.find("\n".join(prose.free for prose in self.page.prose)):
            number = bisect_right(starts, start) - 1
            yield number, start - starts[number], end - starts[number], name

    def written(self, kind: LinkKind, name: Name, number: int, start: int, end: int) -> WrittenLink | None:
        """The words as a link; None where none may stand."""
        page, prose = self.page, self.page.prose[number]
        place = _in_text(page, prose, start, end)
        if place is None or self.closed.touch(*place):
            return None
        if number not in self.tagged:
            self.tagged[number] = _in_tags(page, prose)
        if self.tagged[number].touch(*place):
            return None
        row = page.text.count("\n", 0, place[0])
        column = place[0] - page.text.rfind("\n", 0, place[0]) - page.tabs.get(row, 0)
        return WrittenLink(
            kind=kind,
            target=name.target,
            fragment="",
            text=prose.text[start:end],
            section=prose.section,
            around=prose.text,
            left=start,
            right=end,
            line=page.line + row,
            column=max(column, 1),
            start=place[0],
            end=place[1],
        )

    @cached_property
    def closed(self) -> Spans:
        """Stretches of the text where no link may begin: other links, and the words of labels."""
        links = [(link.start, max(link.end, link.tail)) for link in self.page.links]
        labels = [(label.start, label.end if label.inline else label.content) for label in self.page.labels]
        return Spans([*links, *labels])


def _in_text(page: Page, prose: Prose, start: int, end: int) -> tuple[int, int] | None:
    """A stretch of the words as one of the page's text; None where stress or code begins inside it."""
    first, last = bisect_right(prose.at, start) - 1, bisect_right(prose.at, end - 1) - 1
    if any(token[0] not in ("text", "soft") for token in prose.tokens[first : last + 1]):
        return None
    begin = _offset(prose, first, start, 0)
    stop = _offset(prose, last, end, 1)
    if begin is None or stop is None:
        return None
    slashes = begin - len(page.text[:begin].rstrip("\\")) if page.text[begin - 1 : begin] == "\\" else 0
    return begin - slashes % 2, stop


def _offset(prose: Prose, number: int, at: int, side: int) -> int | None:
    """Where an offset of the words is in the text; in an entity such as `&amp;` only its two ends."""
    kind, start, end, data = prose.tokens[number]
    inside = at - prose.at[number]
    if kind == "text" and len(data) == end - start:
        return int(start) + inside
    length = len(data) if kind == "text" else 1
    return (start, end)[side] if inside == (0, length)[side] else None


def _in_tags(page: Page, prose: Prose) -> Spans:
    """The stretches between raw tags that hold a link, code or somebody's words."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for kind, begin, end, _ in prose.tokens:
        if kind == "inline html":
            for tag in html.tags(page.text, begin, end):
                if tag.name in _NOT_PROSE and not tag.closing:
                    opened.append(tag.end)
                elif tag.name in _NOT_PROSE and opened:
                    found.append((opened.pop(), tag.start))
    stop = prose.tokens[-1][2] if prose.tokens else 0
    return Spans([*found, *((begin, stop) for begin in opened)])
