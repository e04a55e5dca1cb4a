"""Lists of all labels of one kind: questions, comments, unsorted notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from handbook.find.homes import Home, homes
from handbook.model import REGISTERS, Handbook, Label, Page, PagePath, SectionId, Shows, name_key, slug
from handbook.show.addresses import in_words, part, relative, where
from handbook.show.markdown import escape as plain
from handbook.show.page import with_settings
from handbook.show.phrases import begun, listed

MOST_WORDS = 3
"""Shared words that a suggestion names."""

Entry = tuple[Page, Label, str]


@dataclass(frozen=True, slots=True)
class Register:
    """All labels of the kinds that name the same register; a list counts by its items."""

    name: str
    shows: Shows
    entries: tuple[Entry, ...]

    @property
    def path(self) -> PagePath:
        return PagePath(f"{REGISTERS}/{slug(self.name)}.md")

    def summary(self) -> str:
        """The register in one line."""
        states = Counter(label.facts.state or "open" for _, label, _ in self.entries)
        said = [f"{count} {state}" for state, count in states.items() if state != "open"]
        still = [f"{states['open']} open"] if said else []
        return ", ".join([f"{len(self.entries)} in all", *still, *said])


def registers(book: Handbook) -> list[Register]:
    """Every register that `data/labels.yml` names, in that order, those with no entry as well."""
    shows: dict[str, Shows] = {}
    for kind in book.vocabulary.labels.values():
        if kind.register:
            shows.setdefault(kind.register, kind.shows)
    return [Register(name, how, tuple(_entries(book, name))) for name, how in shows.items()]


def _entries(book: Handbook, name: str) -> Iterator[Entry]:
    for page in book.pages.values():
        for label in page.labels:
            kind = book.vocabulary.labels.get(label.name)
            if kind is not None and kind.register == name:
                for words in label.items or (label.words,):
                    yield page, label, words


def document(book: Handbook, register: Register) -> str:
    """The generated page as a whole file."""
    helps = next(
        (k.help for k in book.vocabulary.labels.values() if k.register == register.name and k.help), ""
    )
    lines = [f"# {plain(register.name)}", ""]
    if register.entries:
        lines += [f"{register.summary()}, from every page of the handbook. {plain(helps)}".strip(), ""]
        lines += LAYOUTS.get(register.shows, _by_part)(book, register)
    else:
        lines += ["There are none at present.", ""]
    about = f"{register.name} from every page of the handbook, in one list with their places."
    settings = {"title": plain(register.name), "description": escape(about), "search": {"exclude": True}}
    return with_settings(settings, "\n".join(lines))


def _parts(book: Handbook, entries: Sequence[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    for name, found in groupby(entries, key=lambda entry: part(book, entry[0].path)):
        yield name, list(found)


def _by_part(book: Handbook, register: Register) -> Iterator[str]:
    """Each part's entries, open ones first; what is asked in several places stands once with all of them."""
    asked: dict[tuple[str, str], list[Entry]] = {}
    for entry in register.entries:
        asked.setdefault((name_key(entry[2]), entry[1].facts.state or "open"), []).append(entry)
    firsts = [same[0] for same in asked.values()]
    for name, found in _parts(book, firsts):
        yield from (f"## {plain(name)}", "")
        for first in sorted(found, key=lambda entry: entry[1].facts.state not in ("", "open")):
            same = asked[name_key(first[2]), first[1].facts.state or "open"]
            sections = dict.fromkeys(label.section for _, label, _ in same)
            places = ", ".join(_place(book, register.path, section) for section in sections)
            yield f"- {_begun(first[2])}{_said(first[1])} – {places}"
        yield ""


def _by_section(book: Handbook, register: Register) -> Iterator[str]:
    """Comments by their section: those nobody has answered first, and of these the oldest first.

    A comment is answered by another under the same heading, or where it says so itself.
    """
    sections: dict[SectionId, list[Entry]] = {}
    for entry in register.entries:
        sections.setdefault(entry[1].section, []).append(entry)
    talks = sorted(sections.items(), key=lambda talk: min(_day(label) for _, label, _ in talk[1]))
    for heading, answered in (("Without an answer", False), ("Answered", True)):
        here = [talk for talk in talks if _answered(talk[1]) == answered]
        if here:
            yield from (f"## {heading}", "")
            for section, entries in here:
                yield f"- {_place(book, register.path, section)}"
                yield from (f"    - {_begun(words)}{_said(label)}" for _, label, words in entries)
            yield ""


def _answered(entries: Sequence[Entry]) -> bool:
    return len(entries) > 1 or entries[0][1].facts.state == "answered"


def _day(label: Label) -> str:
    """A day to sort by; one that nobody named comes last."""
    return label.facts.on or "9999"


def _with_homes(book: Handbook, register: Register) -> Iterator[str]:
    """Each note with the pages where it might belong, by the words they share."""
    notes = [words for _, _, words in register.entries]
    found = homes(book, notes, {page.path for page, _, _ in register.entries})
    for name, entries in _parts(book, register.entries):
        yield from (f"## {plain(name)}", "")
        for _, label, words in entries:
            yield f"- {_begun(words)}{_said(label)} – {_place(book, register.path, label.section)}"
            near = "; ".join(_home(book, register.path, home) for home in found[words])
            yield f"    - {f'Perhaps {near}.' if near else 'No page speaks of this yet.'}"
        yield ""


def _home(book: Handbook, here: PagePath, home: Home) -> str:
    words = listed(f"‘{plain(word)}’" for word in home.shared[:MOST_WORDS])
    name = f"[{plain(book.pages[home.page].name)}]({relative(here, SectionId(home.page))})"
    return f"{name}, which speaks of {words}"


def _begun(words: str) -> str:
    """Words that stood after a label, as a sentence of their own."""
    return plain(begun(words))


def _said(label: Label) -> str:
    """Who said it, when, and what has become of it."""
    facts = label.facts
    who = facts.who.removeprefix("after ")
    said = ", ".join(filter(None, (plain(who), in_words(facts.on), plain(facts.state))))
    return f" ({said})" if said else ""


def _place(book: Handbook, here: PagePath, section: SectionId) -> str:
    return f"[{plain(where(book, section))}]({relative(here, section)})"


LAYOUTS: Mapping[Shows, Callable[[Handbook, Register], Iterator[str]]] = {
    "register": _by_part,
    "fold": _by_section,
    "notes": _with_homes,
}
"""How a register is laid out, by what its labels show as."""
