"""What is missing: what people ask for, and what the build notices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from handbook.find import reviews
from handbook.find.days import last_day
from handbook.find.networks import answers
from handbook.find.sight import Sight
from handbook.model import Gap, History, Page, SectionId, Status, Vocabulary, Wanted, is_post, slug
from handbook.read.labels import ANY_NEEDED

NOT_WRITTEN = "page not written yet"
_WANTED = slug(NOT_WRITTEN)
CLAIM_DAYS = 30
"""As long somebody has a gap they took: after that it is free for others again."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """A kind of gap the build finds: its name, what helps, and how to find it.

    `find` yields the section, the line and the words for each.
    """

    kind: str
    help: str
    find: Callable[[Sight, Page], Iterator[tuple[SectionId, int, str]]]


def _nothing_here(book: Sight, page: Page) -> Iterator[tuple[SectionId, int, str]]:
    if not page.filled and not page.links and not page.unread:
        yield page.section, page.line, f"'{page.title}' has no text yet"


def _nothing_under(book: Sight, page: Page) -> Iterator[tuple[SectionId, int, str]]:
    following = [*page.headings[1:], None]
    questions = {answer.heading.section for answer in answers(page, book.vocabulary) if answer.heading}
    for heading, after in zip(page.headings, following, strict=False):
        if heading.section == page.section or heading.section in questions:
            continue
        if not heading.filled and (after is None or after.level <= heading.level):
            yield heading.section, heading.line, f"nothing under '{heading.text}'"


def _unlinked(book: Sight, page: Page) -> Iterator[tuple[SectionId, int, str]]:
    if page.path != "index.md" and not book.links_to.get(page.path) and page.path not in book.used:
        yield page.section, 1, f"no page links to '{page.name}'"


def _links_nowhere(book: Sight, page: Page) -> Iterator[tuple[SectionId, int, str]]:
    if page.words and not book.links_from.get(page.path) and page.path not in book.users:
        yield page.section, 1, f"'{page.name}' links to no other page"


def _contradiction(book: Sight, page: Page) -> Iterator[tuple[SectionId, int, str]]:
    status = book.vocabulary.statuses.get(page.front.status)
    if status is None:
        return
    line = page.key_lines.get("status", 1)
    if status.most_words is not None and page.words > status.most_words:
        yield page.section, line, f"marked '{page.front.status}', with {page.words} words"
    if status.fewest_words is not None and page.words < status.fewest_words:
        yield page.section, line, f"marked '{page.front.status}', with {page.words} words"


def _no_source(book: Sight, page: Page) -> Iterator[tuple[SectionId, int, str]]:
    for voice in page.voices:
        if not voice.paraphrase and not voice.source:
            yield voice.section, voice.line, f"the words of {voice.whose or 'somebody unknown'}"


def _meaningless(book: Sight, page: Page) -> Iterator[tuple[SectionId, int, str]]:
    term = book.terms.get(page.path)
    if term is not None and page.path in book.used and not (term.short or term.meanings or term.see):
        yield page.section, page.line, f"'{term.name}' is used and has no meaning yet"


def _open_questions(book: Sight, page: Page) -> Iterator[tuple[SectionId, int, str]]:
    """One for a whole page: what it tells of a network counts more than each heading."""
    asked = answers(page, book.vocabulary)
    wanting = [answer for answer in asked if not answer.answered]
    if wanting:
        line = next((answer.heading.line for answer in wanting if answer.heading), page.line)
        yield page.section, line, f"{len(wanting)} of {len(asked)} open"


NOTICED: tuple[Noticed, ...] = (
    Noticed("empty page", "Write a few sentences, or take the page out.", _nothing_here),
    Noticed("empty heading", "Write a few sentences under it, or take it out.", _nothing_under),
    Noticed("open questions", "Ask somebody from the network, or write what you know.", _open_questions),
    Noticed("nothing links here", "Mention the page where readers would want it.", _unlinked),
    Noticed("links nowhere", "Link to what a reader may want next.", _links_nowhere),
    Noticed("status and length disagree", "Change the status, or the text.", _contradiction),
    Noticed("voice without a source", "Name where the words come from.", _no_source),
    Noticed("term without a meaning", "Say in a sentence how you use the word.", _meaningless),
    Noticed("review due", "Read the page and add 'Reviewed (date, who): what you looked at'.", reviews.due),
)
"""Every kind of gap the build notices. A new one is a function and its line here."""


def asked(book: Sight, wanted: Collection[Wanted]) -> list[Gap]:
    """Labels and statuses in people's own words, and the pages they ask for by name.

    A label and the status of its page that want the same in one place are one gap, the label's.
    """
    gaps: list[Gap] = []
    for page in book.pages.values():
        here = _labelled(page, book.vocabulary)
        status = book.vocabulary.statuses.get(page.front.status)
        if status is not None and status.gap:
            kind = slug(page.front.status)
            if not any(g.section == page.section and g.kind == kind for g in here):
                here.insert(0, _from_status(page, status, kind))
        gaps.extend(here)
    for want in wanted:
        first = want.asks[0]
        gaps.append(
            Gap(
                id=wanted_id(want),
                kind=_WANTED,
                name=NOT_WRITTEN,
                asked=True,
                page=first.page,
                section=first.source,
                line=first.written.line,
                words=want.name,
                help="Begin the page with what you know.",
                asks=want.sections,
            )
        )
    return gaps


def is_wanted(gap: Gap) -> bool:
    """Whether it is a page not written yet."""
    return gap.kind == _WANTED


def wanted_id(want: Wanted) -> str:
    """The id of the gap that a page not written yet is."""
    return f"{want.path}/{_WANTED}"


def _labelled(page: Page, vocabulary: Vocabulary) -> list[Gap]:
    gaps: list[Gap] = []
    used: dict[str, int] = {}
    for label in page.labels:
        kind = vocabulary.labels.get(label.name) or vocabulary.labels.get(ANY_NEEDED)
        if kind is None or not kind.gap:
            continue
        base = f"{label.section}/{label.kind}"
        used[base] = used.get(base, 0) + 1
        number = f"~{used[base]}" if used[base] > 1 else ""
        facts = label.facts
        words = " ".join(filter(None, (label.words.rstrip(":"), "; ".join(label.items))))
        gaps.append(
            Gap(
                id=base + number,
                kind=label.kind,
                name=label.name,
                asked=True,
                page=page.path,
                section=label.section,
                line=label.line,
                words=words or page.heading(label.section),
                start=label.start,
                as_written=label.as_written,
                help=kind.help,
                since=facts.since,
                asks=1,
                taken_by=facts.taken_by,
                taken_on=facts.taken_on,
                size=facts.size,
                owner=page.front.owner,
            )
        )
    return gaps


def _from_status(page: Page, status: Status, kind: str) -> Gap:
    return Gap(
        id=f"{page.path}/{kind}",
        kind=kind,
        name=page.front.status,
        asked=True,
        page=page.path,
        section=page.section,
        line=page.key_lines.get("status", 1),
        words=page.title,
        as_written=f"status: {page.front.status}",
        help=status.help,
        asks=1,
        owner=page.front.owner,
    )


def noticed(book: Sight, people_ask: Collection[Gap]) -> list[Gap]:
    """What the build finds by itself, where nobody asks for it in words of their own."""
    asked_for = {gap.section for gap in people_ask if not is_wanted(gap)}
    gaps = []
    for page in book.pages.values():
        # What people who were paired have passed on is theirs, and finished as it is.
        for notice in () if page.beyond or is_post(page.path) else NOTICED:
            used: dict[SectionId, int] = {}
            for section, line, words in notice.find(book, page):
                if notice.kind.startswith("empty") and section in asked_for:
                    continue
                used[section] = used.get(section, 0) + 1
                number = f"~{used[section]}" if used[section] > 1 else ""
                gaps.append(
                    Gap(
                        id=f"{section}/{slug(notice.kind)}{number}",
                        kind=slug(notice.kind),
                        name=notice.kind,
                        asked=False,
                        page=page.path,
                        section=section,
                        line=line,
                        words=words,
                        help=notice.help,
                        owner=page.front.owner,
                    )
                )
    return gaps


def find(book: Sight, wanted: Collection[Wanted]) -> tuple[Gap, ...]:
    """All gaps in the order of the book: asked ones first, then noticed ones."""
    people_ask = asked(book, wanted)
    return (*_lapsing(people_ask, book.history, book.today), *noticed(book, people_ask))


@dataclass(frozen=True, slots=True)
class Counted:
    """Gaps as they are counted everywhere: those acknowledged are neither asked nor noticed."""

    asked: tuple[Gap, ...]
    noticed: tuple[Gap, ...]
    acknowledged: tuple[Gap, ...]


def counted(gaps: Collection[Gap]) -> Counted:
    """The gaps in the three lists that they are counted in."""
    return Counted(
        asked=tuple(gap for gap in gaps if gap.asked and not gap.acknowledged),
        noticed=tuple(gap for gap in gaps if not gap.asked and not gap.acknowledged),
        acknowledged=tuple(gap for gap in gaps if gap.acknowledged),
    )


def _lapsing(gaps: Iterable[Gap], history: History, today: date) -> Iterator[Gap]:
    """The gaps, with a mark where somebody took one so long ago that it is free again.

    Who did not write when they took it did so when git saw the gap come, or on no day we know.
    """
    came = {spell.gap: spell.asked for spell in history.spells if spell.closed is None}
    for gap in gaps:
        taken = last_day(gap.taken_on) if gap.taken_on else came.get(gap.id)
        held = gap.taken_by and taken is not None and (today - taken).days > CLAIM_DAYS
        yield replace(gap, lapsed=True) if held else gap


_SIZES = {"minutes": 0, "an hour": 1, "": 2}
"""What a newcomer could take on, the smallest first; a decision is for those who know the book."""


def is_first(gap: Gap) -> bool:
    """Whether a newcomer could take it: small, free, and not one that may stay as it is."""
    free = not gap.taken_by or gap.lapsed
    return gap.asked and gap.size in _SIZES and free and gap.acknowledged is None


def good_first(gaps: Collection[Gap], most: int = 10) -> list[Gap]:
    """The gaps to show a newcomer: small ones first, then those most asked for, then the oldest."""
    free = [gap for gap in gaps if is_first(gap)]
    return sorted(free, key=lambda gap: (_SIZES[gap.size], -gap.asks, not gap.since, gap.since))[:most]


def title(gap: Gap) -> str:
    """The kind of a gap in the words of whoever named it, with a capital letter."""
    return gap.name[:1].upper() + gap.name[1:]
