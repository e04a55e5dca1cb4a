"""What people write, as formats: the keys of the front matter and of the files in `data/`.

`read` checks outside text against these classes, and editors complete it by schemas made from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from handbook.model.practices import FEWEST, Unmentoring
from handbook.model.words import CLOSED, Several, Words

_LENGTH = r"^(|[1-9][0-9]? (days?|weeks?|months?|years?))$"
_ADDRESS = r"^(|https?://[^\s<>\"\\/?#@]+([/?#][^\s<>\"\\]*)?)$"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The settings at the top of a page."""

    __pydantic_config__ = CLOSED

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

    __pydantic_config__ = CLOSED

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

    __pydantic_config__ = CLOSED

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

    __pydantic_config__ = CLOSED

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

    __pydantic_config__ = CLOSED

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

    __pydantic_config__ = CLOSED

    meaning: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One entry of `data/definitions.yml`: what somebody says co-production is, in our words."""

    __pydantic_config__ = CLOSED

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

    __pydantic_config__ = CLOSED

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

    __pydantic_config__ = CLOSED

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

    __pydantic_config__ = CLOSED

    reason: Annotated[Words, Field(description="Why everybody may read it.")]
    by: Annotated[Words, Field(description="Who decided so: a role or @handle.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """`data/settings.yml`: what this handbook has chosen for itself."""

    __pydantic_config__ = CLOSED

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
    public_min: Annotated[
        int, Field(ge=FEWEST, le=100, description="People behind any number or score that everybody may see.")
    ] = FEWEST
    team_min: Annotated[
        int, Field(ge=3, le=100, description="People behind any score that their own team may see.")
    ] = 4
    followup_months: Annotated[
        int, Field(ge=1, le=24, description="From a team's baseline to its follow-up.")
    ] = 6
    unmentoring: Annotated[Unmentoring, Field(description="How pairs are drawn.")] = field(
        default_factory=lambda: Unmentoring()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """One entry of `data/acknowledged.yml`: a gap, by its id, that may stay as it is for now."""

    __pydantic_config__ = CLOSED

    reason: Annotated[Words, Field(description="Why it may stay.")]
    by: Annotated[Words, Field(description="Who decided so: a role or @handle.")]
    until: Annotated[
        str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="The day it comes back: `2027-06-01`.")
    ]
    words: Annotated[Words, Field(description="The gap's words that this was about.")]
