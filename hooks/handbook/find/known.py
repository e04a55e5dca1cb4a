"""What the book holds already that helps with a gap: words near it, and words that name its page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from handbook.find.links import is_see_also
from handbook.find.matches import Matcher, Name, mentions
from handbook.model import (
    WANTED_FOLDER,
    Gap,
    Handbook,
    Label,
    Link,
    Page,
    PagePath,
    SectionId,
    Sentence,
    Voice,
)
from handbook.read import sentences

MOST = 5

Kind = Literal["note", "voice", "comment", "link", "mention"]


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place worth reading: what stands there, whose words they are, and the sentence."""

    kind: Kind
    section: SectionId
    sentence: Sentence
    who: str = ""


def known(book: Handbook, gaps: Collection[Gap]) -> Mapping[str, tuple[Pointer, ...]]:
    """At most five pointers for each gap, by its id; what people noted down comes before links."""
    said = [*_said(book)]
    naming = _naming(book, gaps, said)
    found = {}
    for gap in gaps:
        pointers = [*_near(gap, said), *naming.get(_subject(gap), ())]
        places = {pointer.section for pointer in pointers}
        for pointer in _linked(book, gap):
            if pointer.section not in places:
                places.add(pointer.section)
                pointers.append(pointer)
        found[gap.id] = tuple(dict.fromkeys(pointers))[:MOST]
    return found


def askers(book: Handbook, gap: Gap) -> tuple[Link, ...]:
    """The links that ask for a page not written yet, or lead to the section that lacks something."""
    if slug := unwritten(gap):
        return book.wanted[slug].asks
    links = [link for link in book.links_to.get(gap.page, ()) if link.target in (gap.section, gap.page)]
    return tuple(sorted(links, key=lambda link: link.target != gap.section))


def unwritten(gap: Gap) -> str:
    """The slug of the page not written yet that the gap is, or nothing."""
    folder, _, rest = gap.id.partition("/")
    return rest.partition(".md/")[0] if folder == WANTED_FOLDER else ""


def _subject(gap: Gap) -> PagePath:
    """The page that is lacking, or lacks something."""
    return PagePath(gap.id.rpartition("/")[0]) if unwritten(gap) else gap.page


def _said(book: Handbook) -> Iterator[tuple[Pointer, str]]:
    """Every unsorted note, voice and comment with all its words."""
    for page in book.pages.values():
        for label in page.labels:
            if kind := _kind(book, label):
                for words in label.items or (label.words,):
                    yield Pointer(kind, label.section, _begins(words), label.facts.who), words
        for voice in page.voices:
            yield Pointer("voice", voice.section, _begins(voice.text), _whose(voice)), voice.text


def _kind(book: Handbook, label: Label) -> Kind | None:
    shows = book.vocabulary.labels[label.name].shows if label.name in book.vocabulary.labels else ""
    return "note" if shows == "notes" else "comment" if shows == "fold" else None


def _whose(voice: Voice) -> str:
    return f"after {voice.whose}" if voice.paraphrase and voice.who else voice.whose


def _begins(words: str) -> Sentence:
    return sentences.around(words, 0, 0)


def _near(gap: Gap, said: Collection[tuple[Pointer, str]]) -> Iterator[Pointer]:
    """What stands in the same section, or for a gap of a whole page anywhere on it."""
    if not unwritten(gap):
        whole = str(gap.section) == gap.page
        for pointer, _ in said:
            if pointer.section == gap.section or (whole and pointer.section.partition("#")[0] == gap.page):
                yield pointer


def _naming(
    book: Handbook, gaps: Collection[Gap], said: Collection[tuple[Pointer, str]]
) -> dict[PagePath, list[Pointer]]:
    """Notes, voices and comments elsewhere that name the page of a gap, by that page."""
    names = [Name(name, _subject(gap), False, " " not in name) for gap in gaps for name in _names(book, gap)]
    if not names:
        return {}
    matcher = Matcher(names)
    found: dict[PagePath, list[Pointer]] = {}
    for pointer, words in said:
        for start, end, name in matcher.find(words):
            if pointer.section.partition("#")[0] != name.target:
                sentence = sentences.around(words, start, end)
                pointers = found.setdefault(name.target, [])
                pointers.append(Pointer(pointer.kind, pointer.section, sentence, pointer.who))
    return found


def _names(book: Handbook, gap: Gap) -> tuple[str, ...]:
    if slug := unwritten(gap):
        return (book.wanted[slug].name,)
    page: Page = book.pages[gap.page]
    return (page.title, *page.front.aliases)


def _linked(book: Handbook, gap: Gap) -> Iterator[Pointer]:
    """Sections that link there with some words around the link, then those that name it without one."""
    for link in askers(book, gap):
        sentence = sentences.sentence(link.written)
        before, _, after = sentence.parts
        if is_see_also(book.pages[link.page], link.written, book.vocabulary.labels):
            # Names in a row say nothing about one another; only a reason does.
            if link.written.reason:
                yield Pointer("link", link.source, Sentence(link.written.reason))
        elif before.strip() or after.strip(" .\n"):
            yield Pointer("link", link.source, sentence)
    for mention in mentions(book):
        if str(mention.target) == gap.page and not unwritten(gap):
            yield Pointer("mention", mention.source, sentences.sentence(mention.written))
