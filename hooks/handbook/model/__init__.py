"""The values everything else speaks in. What people write has its formats in modules of their own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NewType, TypeVar

from handbook.model.formats import Acknowledgement as Acknowledgement
from handbook.model.formats import Allowed as Allowed
from handbook.model.formats import Choices as Choices
from handbook.model.formats import Definition as Definition
from handbook.model.formats import Element as Element
from handbook.model.formats import FrontMatter as FrontMatter
from handbook.model.formats import Item as Item
from handbook.model.formats import LabelKind as LabelKind
from handbook.model.formats import Person as Person
from handbook.model.formats import Principle as Principle
from handbook.model.formats import Shows as Shows
from handbook.model.formats import Source as Source
from handbook.model.formats import Status as Status
from handbook.model.practices import Dimension as Dimension
from handbook.model.practices import Figures as Figures
from handbook.model.practices import Instrument as Instrument
from handbook.model.practices import PublicPairs as PublicPairs
from handbook.model.practices import PublicRound as PublicRound
from handbook.model.practices import PublicTeam as PublicTeam
from handbook.model.practices import Score as Score
from handbook.model.practices import Unmentoring as Unmentoring
from handbook.model.words import Several as Several
from handbook.model.words import Words as Words

T = TypeVar("T")

PagePath = NewType("PagePath", str)
"""A page's address in `docs/`: `styles/patience.md`."""

SectionId = NewType("SectionId", str)
"""A page, `styles/patience.md`, or a heading in it, `styles/patience.md#in-practice`."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the repository something stands; lines count from 1, a column of 0 is unknown."""

    path: str
    line: int = 1
    column: int = 0

    def __str__(self) -> str:
        column = f":{self.column}" if self.column else ""
        return f"{printable(self.path)}:{self.line}{column}"


Level = Literal["note", "problem", "stop", "private"]
"""A note stops nothing, a problem fails a strict build, a stop fails every build.

What is private must not be shared: it fails every build and every command that would show or write it.
"""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong, and how its author can put it right in the file it names."""

    place: Place
    message: str
    level: Level = "problem"

    def __str__(self) -> str:
        kind = "note: " if self.level == "note" else ""
        return f"{self.place}: {kind}{printable(self.message)}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in brackets after a label's words."""

    since: str = ""
    size: str = ""
    taken_by: str = ""
    taken_on: str = ""
    who: str = ""
    on: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label as somebody wrote it; offsets count characters of the page's text."""

    kind: str
    name: str
    words: str
    as_written: str
    facts: Facts
    section: SectionId
    line: int
    start: int
    content: int
    end: int
    inline: bool = False
    items: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the stretch of it that is the link."""

    text: str
    start: int = 0
    end: int = 0

    @property
    def parts(self) -> tuple[str, str, str]:
        return self.text[: self.start], self.text[self.start : self.end], self.text[self.end :]


LinkKind = Literal[
    "link", "wiki", "image", "web", "plain", "html", "html image", "unreadable", "term", "mention"
]


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """A link as written: `target` is an address or, for `wiki` and `plain`, a name.

    `around` is all the text it stands in, and `left` and `right` its own stretch of that. The `html`
    kinds stand in raw HTML, and `start` and `end` are those of the address. A `term` and a `mention`
    are not written at all: the build found the name of a glossary term, or of a page, in the prose.
    """

    kind: LinkKind
    target: str
    fragment: str
    text: str
    section: SectionId
    around: str
    left: int
    right: int
    line: int
    column: int
    start: int
    end: int
    tail: int = 0
    title: str = ""
    reason: str = ""
    label: int = -1

    @property
    def elsewhere(self) -> bool:
        """Whether the address is one of another site."""
        return re.match(r"(?:[a-z][a-z0-9+.-]*:)|//", self.target, re.I) is not None


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    id: str
    section: SectionId
    line: int
    start: int
    words: int = 0
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """A quotation with a last line that says whose words they are."""

    text: str
    who: str
    year: str
    source: str
    paraphrase: bool
    section: SectionId
    line: int
    start: int
    end: int
    by_start: int
    by_end: int
    state: str = ""
    """How sure it is whose words they are, where the line itself says so."""
    or_who: str = ""
    """Who else they are given to, where that is disputed."""

    @property
    def nameless(self) -> bool:
        return not self.who

    @property
    def whose(self) -> str:
        """Everybody the words are given to."""
        return " or ".join(filter(None, (self.who, self.or_who)))


@dataclass(frozen=True, slots=True)
class Citation:
    """A source named in the text; those of one bracket share their place. `at` is where in the source."""

    key: str
    section: SectionId
    line: int
    start: int
    end: int
    at: str = ""


@dataclass(slots=True)
class Block:
    """A block of Markdown in the order of the text; leaves carry their inline tokens.

    An inline token is `(kind, start, end, data)`. Built once by `read.blocks` and not changed after.
    """

    kind: str
    start: int
    end: int
    data: Any = None
    children: list[Block] = field(default_factory=list)
    inlines: list[tuple[str, int, int, Any]] = field(default_factory=list)

    def within(self) -> Iterator[Block]:
        """All blocks inside this one, in the order of the text."""
        for child in self.children:
            yield child
            yield from child.within()


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph or table row outside quotations: its words, and the tokens they come from.

    `free` are the same words with those of links blotted out, and `at` is where each token begins.
    """

    section: SectionId
    text: str
    free: str
    tokens: list[tuple[str, int, int, Any]]
    at: list[int]


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file, read. `text` is what follows the front matter; `line` is where it begins."""

    path: PagePath
    title: str
    front: FrontMatter
    key_lines: Mapping[str, int]
    value_places: Mapping[tuple[str, str], tuple[int, int]]
    text: str
    line: int
    outline: Block
    headings: tuple[Heading, ...] = ()
    labels: tuple[Label, ...] = ()
    links: tuple[WrittenLink, ...] = ()
    voices: tuple[Voice, ...] = ()
    citations: tuple[Citation, ...] = ()
    words: int = 0
    filled: bool = False
    """Whether there is anything but headings."""
    unread: str = ""
    """What could not be read, shown as it is so that no word is lost: settings, or nearly all of the page."""
    beyond: bool = False
    """Whether the page is larger, wider or deeper than we read: then `text` is no more than its title."""
    over: Mapping[SectionId, str] = field(default_factory=dict)
    """The words over each section."""
    prose: tuple[Prose, ...] = ()
    ids: tuple[str, ...] = ()
    """Anchors in raw HTML."""
    tabs: Mapping[int, int] = field(default_factory=dict)
    """How many signs longer a line of `text` is than in the file, where tabs became spaces."""

    @property
    def file(self) -> str:
        return f"docs/{self.path}"

    @property
    def section(self) -> SectionId:
        return SectionId(self.path)

    @property
    def name(self) -> str:
        """What the navigation calls the page."""
        return self.front.title or self.title

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    def place(self, line: int, column: int = 0) -> Place:
        return Place(self.file, line, column)

    def key(self, name: str, item: str = "") -> Place:
        """Where a setting of the front matter has its value, or an item of its list."""
        value = self.value_places.get((name, ""), (self.key_lines.get(name, 1), 0))
        return self.place(*self.value_places.get((name, item), value))

    def heading(self, section: SectionId) -> str:
        """The words over a section of this page."""
        return self.over.get(section, self.title)


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two sections, always with the sentence it stands in.

    `target` is a section of the book, or empty when `wanted` names a page not written yet.
    """

    written: WrittenLink
    page: PagePath
    target: SectionId
    wanted: str = ""
    name: str = ""

    @property
    def source(self) -> SectionId:
        return self.written.section


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page not written yet: somebody links to its name."""

    slug: str
    name: str
    asks: tuple[Link, ...]
    near: tuple[str, ...] = ()
    """Other pages not written yet whose names are one letter away."""

    @property
    def sections(self) -> int:
        return len({link.source for link in self.asks})

    @property
    def path(self) -> PagePath:
        return PagePath(f"{WANTED_FOLDER}/{self.slug}.md")


@dataclass(frozen=True, slots=True)
class Term:
    """A page of the glossary: `forms` link by themselves, `see` is the page to read instead.

    `short` is its first paragraph, cut where it is long, and `leads` the page its words link to.
    """

    page: PagePath
    name: str
    forms: tuple[str, ...] = ()
    exact: bool = False
    meanings: tuple[Label, ...] = ()
    short: str = ""
    see: PagePath | None = None
    leads: PagePath = PagePath("")


REPORT = PagePath("gaps.md")
FIRST = PagePath("good-first-gaps.md")
WRITE = PagePath("write.md")
REGISTERS = "registers"
WANTED_FOLDER = "not-written-yet"
WANTED_INDEX = PagePath(f"{WANTED_FOLDER}.md")
ALL_PAGES = PagePath("all-pages.md")
TERMS = PagePath("terms-a-to-z.md")


def address_of(path: str) -> str:
    """Where a file of `docs/` is on the site: `a.md` and `a/index.md` are both at `a/`."""
    if not path.endswith(".md"):
        return path.removesuffix("index.html")
    stem = path.removesuffix(".md")
    return "" if stem == "index" else f"{stem.removesuffix('/index')}/"


_LISTS = {address_of(path) for path in (REPORT, FIRST, WRITE, ALL_PAGES, TERMS)}


SITUATIONS = PagePath("situations.md")
NETWORKS = PagePath("networks/side-by-side.md")
DEFINITIONS = PagePath("co-production/definitions.md")
PRINCIPLES = PagePath("principles/side-by-side.md")
BIBLIOGRAPHY = PagePath("references.md")
VOICES = PagePath("voices.md")
ROUNDS = PagePath("unmentoring/rounds.md")
POSTS = PagePath("unmentoring/posts/index.md")
RESULTS = PagePath("assessment/results.md")
EXAMPLE = PagePath("assessment/worked-example.md")
FORMS = "assessment/forms"
COVERAGE = PagePath("about/coverage.md")

GLOSSARY = "glossary/"


def is_term(path: str) -> bool:
    """Whether a page is one of the glossary's terms."""
    return path.startswith(GLOSSARY) and not path.endswith("/index.md")


def is_post(path: str) -> bool:
    """Whether a page is what people who were paired have passed on."""
    return path.startswith(POSTS.removesuffix("index.md")) and path != POSTS


def form_of(instrument: str) -> PagePath:
    """The page on which an instrument is answered, by its id."""
    return PagePath(f"{FORMS}/{instrument.replace('.', '-')}.md")


def is_generated(path: str) -> bool:
    """Whether the build writes a page of its own at this place."""
    address = address_of(path)
    return address in _LISTS or address.startswith((f"{WANTED_FOLDER}/", f"{REGISTERS}/", f"{FORMS}/"))


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing that somebody could add. A gap never fails anything."""

    id: str
    kind: str
    asked: bool
    page: PagePath
    section: SectionId
    line: int
    words: str
    name: str = ""
    start: int = -1
    as_written: str = ""
    help: str = ""
    since: str = ""
    as_said: bool = False
    """Whether `since` is the label's own date, rather than the day git saw the gap come."""
    commit: str = ""
    again: bool = False
    """Whether it was there before, and closed."""
    asks: int = 0
    taken_by: str = ""
    taken_on: str = ""
    lapsed: bool = False
    """Whether whoever took it has had it for so long that it is free again."""
    size: str = ""
    owner: str = ""
    acknowledged: Acknowledgement | None = None

    @property
    def anchor(self) -> str:
        """The gap's own address on its page."""
        return "gap-" + re.sub(r"[/#~]", ".", self.id.removeprefix(self.page).strip("#/"))


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which a gap was open, as git saw it; `gap` and `page` are what they are called today.

    A spell that closed was `filled` where text came in the gap's place; otherwise the flag was only
    taken out. `again` is one that had closed before. Commits are full ids.
    """

    gap: str
    kind: str
    page: PagePath
    words: str
    asked: date
    commit: str
    closed: date | None = None
    closing: str = ""
    filled: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What git knows, or in `reason` why it knows nothing: then there are no dates at all.

    `written` and `changed` are the days a page or section came and last changed, and `edits` how many
    words each later change of it added, oldest first. `spells` are all times a gap was open, oldest
    first. `only_dated` are pages whose last review came in a change of nothing but its date, with the
    date before.

    Former names lead one step: from a file to where it was moved, from a title (as a `name_key`) to
    the page that had it, from a heading to what it was changed to. `gone` are files that were taken
    out. `names` says whether git was asked for these at all.
    """

    changed: Mapping[str, date] = field(default_factory=dict)
    reason: str = ""
    written: Mapping[str, date] = field(default_factory=dict)
    edits: Mapping[str, tuple[tuple[date, int], ...]] = field(default_factory=dict)
    spells: tuple[Spell, ...] = ()
    only_dated: Mapping[PagePath, str] = field(default_factory=dict)
    names: bool = False
    moved: Mapping[PagePath, PagePath] = field(default_factory=dict)
    titles: Mapping[str, PagePath] = field(default_factory=dict)
    headings: Mapping[SectionId, SectionId] = field(default_factory=dict)
    gone: frozenset[PagePath] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """Something that lies in `docs/`: a `file`, or a `link`, `device` or other thing that is none."""

    path: str
    kind: str = "file"
    size: int = 0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The files of `data/`, keyed as there, and the settings."""

    labels: Mapping[str, LabelKind] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    acknowledged: Mapping[str, Acknowledgement] = field(default_factory=dict)
    inventory: Mapping[str, Item] = field(default_factory=dict)
    elements: Mapping[str, Element] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    principles: Mapping[str, Principle] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    allowed: Mapping[str, Allowed] = field(default_factory=dict)
    unmentoring: Mapping[str, PublicPairs] = field(default_factory=dict)
    assessments: Mapping[str, PublicTeam] = field(default_factory=dict)
    example: Mapping[str, Figures] = field(default_factory=dict)
    """An assessment that never was, for the page that shows one."""
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    """By their ids, such as `eight-principles.v1`."""
    settings: Choices = field(default_factory=Choices)
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    """Where an entry stands in its file, as `("sources", "rheingold-1993")`, and each key of it."""

    def place(self, file: str, *entry: str) -> Place:
        """An entry of a file of `data/`, or the value of one of its keys."""
        return Place(f"data/{file}.yml", self.lines.get((file, *entry), 1))

    def has(self, file: str, entry: str) -> bool:
        """Whether a file of `data/` has an entry, be it one that cannot be read."""
        return (file, entry) in self.lines or entry in getattr(self, file)


@dataclass(frozen=True, slots=True)
class Handbook:
    """The whole book, linked up."""

    pages: Mapping[PagePath, Page]
    vocabulary: Vocabulary
    links: tuple[Link, ...]
    links_from: Mapping[PagePath, tuple[Link, ...]]
    links_to: Mapping[PagePath, tuple[Link, ...]]
    wanted: Mapping[str, Wanted]
    terms: Mapping[PagePath, Term]
    uses: tuple[Link, ...]
    """The first use of each term in each section, which becomes a link by itself."""
    gaps: tuple[Gap, ...]
    problems: tuple[Problem, ...]
    history: History
    redirects: Mapping[PagePath, PagePath]
    former_anchors: Mapping[PagePath, Mapping[str, SectionId]]
    left_out: frozenset[str]
    """Files of `docs/` that are not published; a problem says why for each."""
    assets: frozenset[str]
    """Files of `docs/` that are published as they are."""
    drawn: Mapping[PagePath, tuple[str, ...]]
    """The lists the build draws, by their pages, and the anchors in each."""
    today: date
    private: tuple[str, ...] = field(default=(), repr=False)
    """What must stand in no message, although it stands in a text."""
    _known: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def gaps_of(self, path: PagePath) -> tuple[Gap, ...]:
        """The gaps that stand on a page."""
        return self._grouped("gaps", self.gaps, lambda gap: gap.page).get(path, ())

    def links_on(self, path: PagePath) -> tuple[Link, ...]:
        """The links that stand on a page, those to itself as well."""
        return self._grouped("links", self.links, lambda link: link.page).get(path, ())

    def uses_on(self, path: PagePath) -> tuple[Link, ...]:
        """The terms used on a page."""
        return self._grouped("uses", self.uses, lambda use: use.page).get(path, ())

    def uses_of(self, path: PagePath) -> tuple[Link, ...]:
        """Where a term is used."""
        return self._grouped("used", self.uses, lambda use: use.target).get(path, ())

    def problems_of(self, file: str) -> tuple[Problem, ...]:
        """The problems and notes in a file, by its path in the repository."""
        return self._grouped("problems", self.problems, lambda p: p.place.path).get(file, ())

    def once(self, name: str, make: Callable[[Handbook], T]) -> T:
        """What is worked out for the whole book when somebody first asks for it."""
        if name not in self._known:
            self._known[name] = make(self)
        return self._known[name]  # type: ignore[no-any-return]

    def _grouped(self, name: str, values: Any, key: Any) -> dict[str, tuple[Any, ...]]:
        return self.once(name, lambda _: _groups(values, key))


def _groups(values: Iterable[Any], key: Callable[[Any], str]) -> dict[str, tuple[Any, ...]]:
    groups: dict[str, list[Any]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return {name: tuple(found) for name, found in groups.items()}


_EDGE = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


def slug(text: str) -> str:
    """The anchor GitHub gives a heading: lower case, no punctuation, hyphens for spaces.

    >>> slug("A People's Food Policy?")
    'a-peoples-food-policy'
    """
    text = unicodedata.normalize("NFC", text.strip().lower())
    # Engines read an underscore at the edge of a word as emphasis, even in an id.
    return _EDGE.sub("", _NOT_IN_SLUG.sub("", text)).replace(" ", "-")


def name_key(text: str) -> str:
    """What names are compared by: a slug with runs of hyphens folded into one."""
    text = text.replace("/", " ").replace("\u2010", "-").replace("\u2011", "-")
    return re.sub(r"-+", "-", slug(" ".join(text.split()))).strip("-")


def printable(text: str) -> str:
    """The text with bytes that are no characters, and control characters, spelled out.

    It holds no `##[` either, which the log of a build takes for a command wherever it stands.
    """
    text = text.replace("\u00a0", " ").replace("##[", "## [")
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text
    )
