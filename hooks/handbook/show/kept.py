"""That no word is lost: each one that somebody wrote is on the built page, or a message names it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from html import unescape
from itertools import pairwise

from handbook.find.people import withdrawals
from handbook.model import Handbook, Page, Problem
from handbook.read.settings import shorten
from handbook.show import words
from handbook.show.words import WORD, Word

FEW = 5
"""As many places are told of on a page."""

_SEPARATED = bytes(n if n > 127 or chr(n).isalnum() else 32 for n in range(256)).lower()
"""Signs of ASCII become spaces. All others stay in the words, so where these agree, letters do."""
_MARKED = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>|&#?\w+;')
_TAG = re.compile(r"""<!--.*?-->|</?[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>""", re.I | re.S)
_ASIDE = re.compile(r"""\b(?:title|alt|aria-label)=(?:"([^"]*)"|'([^']*)')""", re.I)
_QUOTED = re.compile(r"'.+'", re.S)


def lost(book: Handbook, page: Page, html: str) -> list[Problem]:
    """A problem for each of the first few places of the file with words that its HTML does not show."""
    if at_once(page, html):
        return []
    runs = [*_runs(missing(book, page, html))]
    without = withdrawals(book).plainly
    problems = []
    for run in runs[:FEW]:
        message = (
            f"'{shorten(without(' '.join(word.text for word in run)))}' stands here and is not on the built "
            "page. Write it as plain words, and tell whoever looks after this handbook."
        )
        problems.append(Problem(page.place(run[0].line), message))
    if more := sum(map(len, runs[FEW:])):
        message = (
            f"{more} more {'word' if more == 1 else 'words'} from here on are not on the built page. "
            "Compare it with this file."
        )
        problems.append(Problem(page.place(runs[FEW][0].line), message))
    return problems


def at_once(page: Page, html: str) -> bool:
    """Whether that is plain to see, as it is for most pages."""
    there = _coarse(_MARKED.sub(" ", html)).get
    return all(there(word, 0) >= count for word, count in _coarse(words.quickly(page)).items())


def _coarse(text: str) -> Counter[bytes]:
    return Counter(text.encode("utf-8", "replace").translate(_SEPARATED).split())


def _visible(html: str, between: str = " ") -> str:
    return unescape(_TAG.sub(between, html))


def missing(book: Handbook, page: Page, html: str) -> list[tuple[int, Word]]:
    """The words that the built page has less often than the file, each with its number there."""
    written = words.closely(book, page)
    read = _words(_visible(html))
    # Stress and colours may divide what is one word in the file.
    there = Counter(read) | Counter(_words(_visible(html, "")))
    aside = Counter(_words(unescape(" ".join(map("".join, _ASIDE.findall(html))))))
    keys = [word.text.casefold() for word in written]
    neighbours: set[tuple[str, str]] = set()

    def at_home(number: int) -> int:
        """How many of the words beside it stand beside it on the built page too."""
        pairs = pairwise(keys[max(number - 1, 0) : number + 2])
        return sum(pair in neighbours for pair in pairs)

    seen, beside = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    told = _told(book, page)
    for number, word in enumerate(written):
        if (word.line, keys[number]) in told:
            continue
        (beside if word.aside else seen)[keys[number]].append(number)
    gone: list[int] = []
    for key, numbers in seen.items():
        if (short := len(numbers) - there[key]) > 0:
            neighbours = neighbours or {*pairwise(read)}
            gone += sorted(numbers, key=at_home)[:short]
    for key, numbers in beside.items():
        if (short := len(numbers) - aside[key] - max(there[key] - len(seen[key]), 0)) > 0:
            gone += numbers[-short:]
    if gone and not Counter(_words(f"{page.unread} {page.text}")) - there:
        return []  # the whole page is shown as it was typed
    return [(number, written[number]) for number in sorted(gone)]


def _told(book: Handbook, page: Page) -> set[tuple[int, str]]:
    """The words that messages name, by the lines they are about; what they quote may go on in the next."""
    problems = book.problems_of(page.file)
    return {
        (line, word)
        for problem in problems
        for quoted in _QUOTED.findall(problem.message)
        for word in _words(quoted)
        for line in (problem.place.line, problem.place.line + 1)
    }


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def _runs(gone: list[tuple[int, Word]]) -> Iterator[list[Word]]:
    """The words in groups that stand side by side on one line."""
    run: list[Word] = []
    last = -1
    for number, word in gone:
        if run and (number != last + 1 or word.line != run[-1].line):
            yield run
            run = []
        run.append(word)
        last = number
    if run:
        yield run
