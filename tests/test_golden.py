"""What comes of the texts people write: every case of every file in `golden/`.

A case has a `name`, `docs` by path, perhaps files of `data` by name (the project's own labels and
statuses otherwise, and no sources), `today` and the `history` that git would know; everything else in
it is a view from VIEWS and what it must show. `pytest --update-golden` writes what comes out now into
the files, for reading in the diff.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from handbook.find.book import assemble
from handbook.find.gaps import good_first
from handbook.find.known import known
from handbook.find.related import related
from handbook.find.trend import months
from handbook.model import Entry, Gap, Handbook, History, Label, Link, PagePath, Spell, Voice
from handbook.read.sentences import sentence
from handbook.show import feeds, foot, page, registers
from handbook.show.addresses import Repository
from handbook.show.cards import cards
from handbook.show.drawn import beneath
from handbook.show.indexes import INDEXES
from handbook.show.request import request
from handbook.show.suggestions import suggestions
from handbook.show.trend import headline

GOLDEN = Path(__file__).parent / "golden"
SITE = "https://book.example/"
DATA = {f: (GOLDEN.parents[1] / "data" / f).read_bytes() for f in ("labels.yml", "statuses.yml")}


def handbook(case: dict[str, Any]) -> Handbook:
    """The book of a case, from texts in memory."""
    docs = {path: text.encode() for path, text in case["docs"].items()}
    data = DATA | {file: text.encode() for file, text in case.get("data", {}).items()}
    entries = [Entry(path, size=len(content)) for path, content in docs.items()]
    known = case.get("history", {})
    spells = tuple(Spell(**spell) for spell in known.get("spells", ()))
    history = History(**{**known, "spells": spells})
    docs = {path: content for path, content in docs.items() if path.endswith(".md")}
    return assemble(entries, docs, data, history, case.get("today", date(2026, 11, 21)))


class Row(dict[str, Any]):
    """A few short facts, without the empty ones, written on one line."""

    def __init__(self, facts: dict[str, Any], keys: Iterable[str] = ()) -> None:
        super().__init__({key: facts[key] for key in keys or facts if facts[key] not in ("", (), [], False)})


def _label(label: Label) -> Row:
    facts = asdict(label)
    shown = {key: facts[key] for key in ("kind", "words", "line", "section", "inline")}
    return Row(shown | {"items": list(label.items)} | facts["facts"])


def _gaps(gaps: Iterable[Gap], as_in: list[Any]) -> list[Any]:
    """Ids, or rows of the facts that the case names."""
    keys = dict.fromkeys(key for row in as_in if isinstance(row, dict) for key in row)
    return [Row(asdict(gap), keys) if keys else gap.id for gap in gaps]


def _link(link: Link) -> str:
    """`a.md#x -> b.md, because …`, or `a.md -> 'Our stories', not written yet`."""
    target = f"'{link.name}', not written yet" if link.wanted else link.target
    reason = link.written.reason
    return f"{link.source} -> {target}{f', because {reason}' if reason else ''}"


def _voice(voice: Voice) -> Row:
    keys = ("text", "who", "or_who", "year", "source", "state", "paraphrase", "line", "section")
    return Row(asdict(voice), keys)


def _use(link: Link) -> str:
    """`a.md:3:7 a.md#x -> glossary/b.md 'words'`."""
    written = link.written
    return f"{link.page}:{written.line}:{written.column} {link.source} -> {link.target} '{written.text}'"


def _related(book: Handbook, path: str) -> list[str]:
    return [
        f"{other.page}: {', '.join(' '.join(trait) for trait in other.shared)}"
        for other in related(book, PagePath(path))
    ]


def _known(book: Handbook, name: str) -> list[str]:
    """`note a.md#x Ann: the [name] in a sentence`."""
    gap = next(gap for gap in book.gaps if gap.id == name)
    return [
        f"{' '.join(filter(None, (p.kind, p.section, p.who)))}: {'{}[{}]{}'.format(*p.sentence.parts)}"
        for p in known(book, [gap])[name]
    ]


def _body(book: Handbook, path: str) -> str:
    return page.body(book, book.pages[PagePath(path)], Repository()).strip("\n") + "\n"


def _cards(book: Handbook, path: str) -> str:
    """One card or heading a line."""
    html = cards(book, book.pages[PagePath(path)]).strip("\n")
    return re.sub(r"(?=<(?:h2|li|p><a)>?)", "\n", html) + "\n" if html else ""


def _lines(lines: Iterable[str]) -> str:
    text = "\n".join(lines).strip("\n")
    return f"{text}\n" if text else ""


def _register(book: Handbook, name: str) -> str:
    """The page of a register without its settings."""
    found = next(register for register in registers.registers(book) if register.name == name)
    return registers.document(book, found).partition("\n---\n\n")[2].strip("\n") + "\n"


VIEWS: dict[str, Callable[[Handbook, Any], Any]] = {
    "labels": lambda book, _: [_label(label) for page in book.pages.values() for label in page.labels],
    "gaps": lambda book, said: _gaps(book.gaps, said),
    "asked": lambda book, said: _gaps((gap for gap in book.gaps if gap.asked), said),
    "noticed": lambda book, said: _gaps((gap for gap in book.gaps if not gap.asked), said),
    "good": lambda book, _: [gap.words for gap in good_first(book.gaps)],
    "links": lambda book, _: [_link(link) for link in book.links],
    "sentences": lambda book, _: ["{}[{}]{}".format(*sentence(link.written).parts) for link in book.links],
    "wanted": lambda book, _: {slug: want.sections for slug, want in book.wanted.items()},
    "voices": lambda book, _: [_voice(voice) for page in book.pages.values() for voice in page.voices],
    "headings": lambda book, _: [h.id for page in book.pages.values() for h in page.headings],
    "problems": lambda book, _: [str(problem) for problem in book.problems],
    "terms": lambda book, _: [_use(use) for use in book.uses],
    "tooltips": lambda book, _: [page.tooltip(book, use) for use in book.uses],
    "suggests": lambda book, _: suggestions(book),
    "related": lambda book, said: {path: _related(book, path) for path in said},
    "redirects": lambda book, _: dict(book.redirects),
    "anchors": lambda book, _: {path: dict(found) for path, found in book.former_anchors.items()},
    "since": lambda book, said: {day: headline(book, date.fromisoformat(day)) for day in said},
    "months": lambda book, _: {f"{m.first:%Y-%m}": [m.asked, m.filled, m.open] for m in months(book)},
    "requests": lambda book, said: {
        gap.id: request(book, gap, Repository(site=SITE)) for gap in book.gaps if gap.id in said
    },
    "known": lambda book, said: {name: _known(book, name) for name in said},
    "feeds": lambda book, said: {f.path: feeds.atom(book, f, SITE) for f in feeds.FEEDS if f.path in said},
    "indexes": lambda book, said: {path: INDEXES[PagePath(path)](book) for path in said},
    "registers": lambda book, said: {name: _register(book, name) for name in said},
    "drawn": lambda book, said: {path: _lines(beneath(book, PagePath(path))) for path in said},
    "pages": lambda book, said: {path: _body(book, path) for path in said},
    "cards": lambda book, said: {path: _cards(book, path) for path in said},
    "feet": lambda book, said: {path: foot.foot(book, book.pages[PagePath(path)]) for path in said},
}
"""What a case can say about a book: from the book, and from what it says, to what there is."""
LISTS = {"labels", "gaps", "asked", "noticed", "voices"}
"""Views whose rows are written on one line each."""


class _Writer(yaml.SafeDumper):
    """YAML with texts of several lines as they are, and short rows on one line."""

    def text(self, text: str) -> yaml.Node:
        style = "|" if "\n" in text else '"' if "'" in text and '"' not in text else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style)

    def row(self, row: Row) -> yaml.Node:
        return self.represent_mapping("tag:yaml.org,2002:map", row, len(str(row)) < 110)


_Writer.add_representer(str, _Writer.text)
_Writer.add_representer(Row, _Writer.row)

FILES = {path: yaml.safe_load(path.read_text("utf-8")) for path in sorted(GOLDEN.rglob("*.yml"))}
CASES = [
    pytest.param(path, case, id=f"{path.stem}: {case['name']}")
    for path, content in FILES.items()
    for case in content["cases"]
]


@pytest.mark.parametrize(("path", "case"), CASES)
def test_golden(path: Path, case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    book = handbook(case)
    said = {view: case[view] for view in case if view in VIEWS}
    shown = {view: VIEWS[view](book, said[view]) for view in said}
    if shown != said and request.config.getoption("update_golden"):
        case.update(shown)
        for other in FILES[path]["cases"]:
            other |= {v: [Row(r) if isinstance(r, dict) else r for r in other[v]] for v in LISTS & {*other}}
        text = yaml.dump(FILES[path], Dumper=_Writer, sort_keys=False, allow_unicode=True, width=999)
        path.write_text(text, "utf-8", newline="\n")
    else:
        assert shown == said
