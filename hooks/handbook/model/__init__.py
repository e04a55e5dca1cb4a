"""The values everything else speaks in.

The classes in the first half are also the formats of what people write: their fields are the keys
of the front matter and of the files in `data/`, and `read` checks outside text against them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, NewType, TypeVar

from pydantic import ConfigDict, Field, StringConstraints

T = TypeVar("T")

PagePath = NewType("PagePath", str)
"""A page's address in `docs/`: `styles/patience.md`."""

SectionId = NewType("SectionId", str)
"""A page, `styles/patience.md`, or a heading in it, `styles/patience.md#in-practice`."""


Words = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^<>\n]*$")]
"""Plain text on one line: no angle brackets, because templates print it as it is."""

Several = Annotated[tuple[Words, ...], Field(max_length=200)]

_CLOSED = ConfigDict(extra="forbid")
_LENGTH = r"^(|[1-9][0-9]? (days?|weeks?|months?|years?))$"
_ADDRESS = r"^(|https?://[^\s<>\"\\/?#@]+([/?#][^\s<>\"\\]*)?)$"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The settings at the top of a page."""

    __pydantic_config__ = _CLOSED

    status: Annotated[Words, Field(description="How far the page has come.")] = ""
    title: Annotated[Words, Field(description="A shorter name for the navigation.")] = ""
    order: Annotated[
        int | None, Field(ge=0, le=9999, description="Place among neighbours, lowest first.")
    ] = None
    track: Annotated[Literal["", "basics"], Field(description="`basics` for the quick read.")] = ""
    tags: Annotated[Several, Field(description="Subjects, for the finder.")] = ()
    description: Annotated[Words, Field(description="One line for search engines.")] = ""
    hide: Annotated[
        tuple[Literal["navigation", "toc"], ...],
        Field(max_length=2, description="Parts of the screen to leave out."),
    ] = ()
    situations: Annotated[Several, Field(description="When to read this page.")] = ()
    aliases: Annotated[Several, Field(description="Other names people may link by.")] = ()
    was: Annotated[
        Several, Field(description="Former addresses: `old/path.md`, `#old-heading` or `#old now #new`.")
    ] = ()
    owner: Annotated[Words, Field(description="A role or @handle that looks after it.")] = ""
    review_every: Annotated[
        str,
        Field(pattern=_LENGTH, description="`6 months`."),
    ] = ""
    forms: Annotated[Several, Field(description="Glossary: other spellings and plurals.")] = ()
    case: Annotated[Literal["", "exact"], Field(description="Glossary: `exact` keeps capitals.")] = ""
    force: Annotated[
        Several, Field(description="Glossary: forms to link although they are common words.")
    ] = ()
    see: Annotated[Words, Field(description="Glossary: the term to read instead.")] = ""
    terms: Annotated[Literal["", "off"], Field(description="`off`: no automatic term links here.")] = ""
    covers: Annotated[Several, Field(description="Items of the inventory with a home here.")] = ()


Shows = Literal["box", "register", "fold", "links", "meaning", "notes", "line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelKind:
    """One entry of `data/labels.yml`: words that begin a line and give it a meaning."""

    __pydantic_config__ = _CLOSED

    shows: Annotated[Shows, Field(description="What becomes of it on the page.")]
    gap: Annotated[bool, Field(description="Whether it asks for something missing.")] = False
    inline: Annotated[bool, Field(description="Whether it may stand in brackets inside a sentence.")] = False
    also: Annotated[Several, Field(description="Other words for the same label.")] = ()
    help: Annotated[Words, Field(description="What somebody can do about it.")] = ""
    register: Annotated[Words, Field(description="The list of all of these in the book.")] = ""
    states: Annotated[Several, Field(description="States it may name in brackets.")] = ()
    review: Annotated[bool, Field(description="Whether it says that the page was read through.")] = False
    unless: Annotated[Several, Field(description="`… needed` only: words that make it ordinary prose.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One entry of `data/statuses.yml`: how far a whole page has come."""

    __pydantic_config__ = _CLOSED

    meaning: Annotated[Words, Field(description="What a reader may expect.")]
    icon: Annotated[Words, Field(max_length=2, description="One sign, shown beside the word.")]
    gap: Annotated[bool, Field(description="Whether it asks for something missing.")] = False
    help: Annotated[Words, Field(description="What somebody can do about it.")] = ""
    review: Annotated[bool, Field(description="Whether such a page wants a review.")] = False
    most_words: Annotated[
        int | None, Field(ge=1, description="More words than this contradict the status.")
    ] = None
    fewest_words: Annotated[
        int | None, Field(ge=1, description="Fewer words than this contradict the status.")
    ] = None
    in_search: Annotated[
        float, Field(gt=0, le=10, description="How far up a search shows such pages: 2 is twice as far.")
    ] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of `data/sources.yml`: something the book cites as `[@key]`."""

    __pydantic_config__ = _CLOSED

    title: Words
    by: Words = ""
    year: Annotated[str, Field(pattern=r"^(|\d{4})$")] = ""
    published: Annotated[str, Field(max_length=40)] = ""
    in_: Annotated[Words, Field(alias="in", description="Publisher or site.")] = ""
    link: Annotated[str, Field(pattern=_ADDRESS, max_length=500)] = ""
    archived: Annotated[
        str, Field(pattern=_ADDRESS, max_length=500, description="A copy kept elsewhere.")
    ] = ""
    licence: Annotated[Words, Field(description="`CC BY-SA 4.0`, where it is stated.")] = ""
    state: Annotated[
        Literal["", "verified", "unverified", "disputed", "missing"],
        Field(description="How sure we are of it."),
    ] = ""
    note: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of `data/inventory.yml`: something a source raises, which wants a home in the book.

    A `tension` is a contradiction inside or between sources. `missing` marks what a source points at
    and does not hold.
    """

    __pydantic_config__ = _CLOSED

    item: Annotated[Words, Field(description="What it is, in our words.")]
    source: Annotated[Words, Field(description="A key of `data/sources.yml`.")]
    line: Annotated[int, Field(ge=1, description="Where in the source it stands.")]
    kind: Annotated[Words, Field(description="concept, question, quote, tension ...")]
    missing: Annotated[bool, Field(description="The source points at it and does not hold it.")] = False
    links: Annotated[Several, Field(description="Items of other sources it belongs with.")] = ()
    left_out: Annotated[Words, Field(description="Why it has no home in the book.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One entry of `data/elements.yml`: something a definition may ask for."""

    __pydantic_config__ = _CLOSED

    meaning: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One entry of `data/definitions.yml`: what somebody says co-production is, in our words."""

    __pydantic_config__ = _CLOSED

    name: Annotated[Words, Field(max_length=40, description="Short, for the head of a column.")]
    by: Annotated[Words, Field(description="Who it is attributed to.")]
    or_by: Annotated[Words, Field(description="Who else, where it is disputed.")] = ""
    year: Annotated[str, Field(pattern=r"^(|\d{4})$")] = ""
    source: Annotated[Words, Field(description="A key of `data/sources.yml`: where we read it.")] = ""
    state: Annotated[
        Literal["", "verified", "unverified", "disputed"], Field(description="How sure the attribution is.")
    ] = ""
    words: Annotated[Words, Field(description="The definition, paraphrased.")]
    note: Annotated[Words, Field(description="Why the attribution is doubtful.")] = ""
    elements: Annotated[Several, Field(description="Keys of `data/elements.yml`.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """One entry of `data/principles.yml`: a principle of ours, and what other lists call it."""

    __pydantic_config__ = _CLOSED

    page: Annotated[Words, Field(description="Its page in `docs/`.")]
    kind: Annotated[Literal["value", "purpose"], Field(description="One of the five, or of the three.")]
    elsewhere: Annotated[
        Mapping[Words, Words], Field(description="Its name in other lists, by the list.")
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One entry of `data/people.yml`, by a name: other spellings of it, or that it was withdrawn.

    The name of somebody who withdrew it may be written as its fingerprint; `handbook withdraw` does.
    """

    __pydantic_config__ = _CLOSED

    also: Annotated[Several, Field(description="Other spellings, listed under the same name.")] = ()
    organisation: Annotated[bool, Field(description="Whether it is no person.")] = False
    withdrawn: Annotated[
        str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="The day the name was withdrawn.")
    ] = ""
    shown_as: Annotated[Words, Field(description="What the site shows in place of the name.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """One entry of `data/allowed.yml`: an e-mail address or phone number that everybody may read.

    It is written as it is, or as its fingerprint.
    """

    __pydantic_config__ = _CLOSED

    reason: Annotated[Words, Field(description="Why everybody may read it.")]
    by: Annotated[Words, Field(description="Who decided so: a role or @handle.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """`data/settings.yml`: what this handbook has chosen for itself."""

    __pydantic_config__ = _CLOSED

    common_words: Annotated[
        tuple[Words, ...],
        Field(max_length=2000, description="Words that never link to a glossary term by themselves."),
    ] = ()
    network_questions: Annotated[
        Several, Field(description="The headings of every page in `networks/`, in order.")
    ] = ()
    skip_addresses: Annotated[
        Several, Field(description="Sites, or beginnings of addresses, that `check --external` leaves alone.")
    ] = ()
    review_every: Annotated[
        str,
        Field(pattern=_LENGTH, description="How long a review holds where a page says nothing: `2 years`."),
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """One entry of `data/acknowledged.yml`: a gap, by its id, that may stay as it is for now."""

    __pydantic_config__ = _CLOSED

    reason: Annotated[Words, Field(description="Why it may stay.")]
    by: Annotated[Words, Field(description="Who decided so: a role or @handle.")]
    until: Annotated[
        str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="The day it comes back: `2027-06-01`.")
    ]
    words: Annotated[Words, Field(description="The gap's words that this was about.")]


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
COVERAGE = PagePath("about/coverage.md")

GLOSSARY = "glossary/"


def is_term(path: str) -> bool:
    """Whether a page is one of the glossary's terms."""
    return path.startswith(GLOSSARY) and not path.endswith("/index.md")


def is_generated(path: str) -> bool:
    """Whether the build writes a page of its own at this place."""
    address = address_of(path)
    return address in _LISTS or address.startswith((f"{WANTED_FOLDER}/", f"{REGISTERS}/"))


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
