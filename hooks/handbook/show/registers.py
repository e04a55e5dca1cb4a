"""Lists of all labels of one kind: questions, comments, unsorted notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from handbook.model import REGISTERS, Handbook, Label, Page, PagePath, slug
from handbook.show.addresses import in_words, part, relative, where
from handbook.show.markdown import escape as plain
from handbook.show.page import with_settings


@dataclass(frozen=True, slots=True)
class Register:
    """All labels of the kinds that name the same register; a list counts by its items."""

    name: str
    entries: tuple[tuple[Page, Label, str], ...]

    @property
    def path(self) -> PagePath:
        return PagePath(f"{REGISTERS}/{slug(self.name)}.md")

    @property
    def open(self) -> int:
        """How many entries wait for somebody."""
        return sum(label.facts.state in ("", "open") for _, label, _ in self.entries)

    def summary(self) -> str:
        """The register in one line."""
        closed = len(self.entries) - self.open
        return f"{len(self.entries)} in all" + (f", {self.open} of them open" if closed else "")


def registers(book: Handbook) -> list[Register]:
    """Every register that `data/labels.yml` names, in that order, those with no entry as well."""
    names = dict.fromkeys(k.register for k in book.vocabulary.labels.values() if k.register)
    return [Register(name, tuple(_entries(book, name))) for name in names]


def _entries(book: Handbook, name: str) -> Iterator[tuple[Page, Label, str]]:
    for page in book.pages.values():
        for label in page.labels:
            kind = book.vocabulary.labels.get(label.name)
            if kind is not None and kind.register == name:
                for words in label.items or (label.words,):
                    yield page, label, words


def document(book: Handbook, register: Register) -> str:
    """The generated page as a whole file."""
    lines = [f"# {plain(register.name)}", ""]
    helps = next(
        (k.help for k in book.vocabulary.labels.values() if k.register == register.name and k.help), ""
    )
    if register.entries:
        lines += [f"{register.summary()}, from every page of the handbook. {plain(helps)}".strip(), ""]
    else:
        lines += ["There are none at present.", ""]
    for name, entries in groupby(register.entries, key=lambda entry: part(book, entry[0].path)):
        lines += [f"## {plain(name)}", ""]
        lines += [f"- {_entry(book, register.path, label, words)}" for _, label, words in entries]
        lines.append("")
    return with_settings({"title": plain(register.name), "search": {"exclude": True}}, "\n".join(lines))


def _entry(book: Handbook, here: PagePath, label: Label, words: str) -> str:
    facts = label.facts
    who = facts.who.removeprefix("after ")
    said = ", ".join(filter(None, (plain(who), in_words(facts.on), facts.state)))
    name = plain(where(book, label.section))
    return f"{plain(words)}{f' ({said})' if said else ''} – [{name}]({relative(here, label.section)})"
