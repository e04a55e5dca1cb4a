"""Names that people withdrew: what is shown in their place, and where they still stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from handbook.find.withdrawn import BETWEEN, Withdrawals
from handbook.model import Handbook, Page, Place, name_key
from handbook.read.checks import is_fingerprint

NOT_NAMED = "somebody who asked not to be named"
LONGEST = 5
"""As many words a name may have to be known by its fingerprint in running text."""
FEW = 20
"""More names than these are looked for only where all their words stand in the book."""
_WORD = re.compile(r"[^\W_](?:[\w'’.-]*[^\W_])?")
_NEXT = re.compile(rf"\.?(?:{BETWEEN}(?:&(?:amp;)?{BETWEEN})?)", re.I)
_INSIDE = frozenset("a al and bin da de del den der di du el for la le of on the van von y".split())
"""Words without a capital letter that stand inside a name."""


def fingerprint(name: str) -> str:
    """What stands for a name where the name itself must not."""
    return f"sha256:{sha256(name_key(name).encode()).hexdigest()}"


def withdrawals(book: Handbook) -> Withdrawals:
    """What to do with every text of this book before anybody sees it."""
    return book.once("withdrawals", _withdrawals)


def _withdrawals(book: Handbook) -> Withdrawals:
    gone = {name: who for name, who in book.vocabulary.people.items() if who.withdrawn}
    shown: dict[str, str] = {}
    printed: dict[str, str] = {}
    for key, who in gone.items():
        for name in (key, *who.also):
            where = printed if is_fingerprint(name) else shown
            where[name] = who.shown_as or NOT_NAMED
    if printed:
        for name in _candidates(book):
            words = printed.get(fingerprint(name))
            if words is not None:
                shown[name] = words
    return Withdrawals(_present(shown, book) if len(shown) > FEW else shown)


# Where a name may stand


def _candidates(book: Handbook) -> set[str]:
    """What may be a name: runs of words with capital letters, and whatever is said to be one."""
    found = {run for text in _said(book) for run in _runs(text)}
    for page in book.pages.values():
        for label in page.labels:
            found |= {label.facts.taken_by, *re.split(r", | and ", label.facts.who)}
        for voice in page.voices:
            found |= {voice.who, voice.or_who, *re.split(r" and ", voice.who)}
    for source in book.vocabulary.sources.values():
        found |= {source.by, *re.split(r", | and ", source.by)}
    return found


def _said(book: Handbook) -> Iterator[str]:
    """Every text of the book in which a name may stand."""
    for page in book.pages.values():
        yield from (page.text, page.unread, _in_words(page.path))
        yield from (text for _, text in _settings(page))
    yield from (text for *_, text in _data(book))
    yield from (spell.words for spell in book.history.spells)


def _present(shown: Mapping[str, str], book: Handbook) -> dict[str, str]:
    """The names whose words all stand somewhere in the book: looking for the others would be in vain."""
    words = {word for text in _said(book) for word in _parts(text)}
    return {name: instead for name, instead in shown.items() if words.issuperset(_parts(name))}


def _parts(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", normalize("NFC", text).casefold())


def _runs(text: str) -> Iterator[str]:
    words = [*_WORD.finditer(text)]
    for number, first in enumerate(words):
        if not _large(first[0]):
            continue
        run = [first[0]]
        end = first.end()
        yield from _ends(run)
        for word in words[number + 1 : number + LONGEST]:
            if not _NEXT.fullmatch(text, end, word.start()):
                break
            if not _large(word[0]) and word[0] not in _INSIDE:
                break
            run.append(word[0])
            end = word.end()
            if _large(word[0]):
                yield from _ends(run)


def _ends(run: list[str]) -> Iterator[str]:
    """The words as one name, and without the ending that says whose something is."""
    name = " ".join(run)
    yield name
    if name.endswith(("'s", "’s")):
        yield name[:-2]


def _large(word: str) -> bool:
    return not word[0].islower()


def _settings(page: Page) -> Iterator[tuple[Place, str]]:
    """The words in a page's settings."""
    for field in fields(page.front):
        value = getattr(page.front, field.name)
        if isinstance(value, str) and value:
            yield page.key(field.name), value
        for item in value if isinstance(value, tuple) else ():
            yield page.key(field.name, item), item


def _data(book: Handbook) -> Iterator[tuple[Place, str]]:
    """The words in the files of `data/`, but for the names that were withdrawn themselves."""
    words = book.vocabulary
    for file in fields(words):
        entries = getattr(words, file.name)
        if not isinstance(entries, dict) or file.name in ("people", "lines"):
            continue
        for key, entry in entries.items():
            for name, value in asdict(entry).items():
                place = words.place(file.name, key, name.rstrip("_"))
                yield from ((place, text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for each in pair for text in _texts(each))
    elif isinstance(value, (list, tuple)):
        yield from (text for each in value for text in _texts(each))


def _in_words(path: str) -> str:
    """The name of a file as words, each with a capital letter, as names have them."""
    return re.sub(r"[-/]", " ", path.removesuffix(".md")).title()


def is_named_in(book: Handbook, path: str) -> bool:
    """Whether the address of a page says a withdrawn name."""
    gone = withdrawals(book)
    return bool(gone) and any(gone.places(_in_words(path)))


def in_file_names(book: Handbook) -> Iterator[Place]:
    """Pages whose own address says a withdrawn name."""
    return (page.place(1) for page in book.pages.values() if is_named_in(book, page.path))


def standing(book: Handbook) -> Iterator[Place]:
    """Where in `docs/` and `data/` a withdrawn name still stands."""
    gone = withdrawals(book)
    if not gone:
        return
    for page in book.pages.values():
        for start, _ in gone.places(page.text):
            yield page.place(page.line + page.text.count("\n", 0, start))
        yield from (place for place, text in _settings(page) if any(gone.places(text)))
    yield from (place for place, text in _data(book) if any(gone.places(text)))
