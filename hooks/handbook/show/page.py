"""A page as ordinary Markdown for an engine: its own text with everything else spliced in."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote

from handbook.find.gaps import title as title_of
from handbook.find.links import joined_path
from handbook.find.networks import answers
from handbook.find.people import withdrawals
from handbook.find.reviews import latest
from handbook.find.summary import summary
from handbook.find.voices import STATES, UNSURE, state_of
from handbook.model import (
    WANTED_FOLDER,
    Gap,
    Handbook,
    Heading,
    Label,
    LabelKind,
    Link,
    Page,
    PagePath,
    Problem,
    SectionId,
    Term,
    WrittenLink,
    is_generated,
    slug,
)
from handbook.read.labels import ANY_NEEDED
from handbook.read.spans import Spans
from handbook.show import addresses, backlinks, citations
from handbook.show.addresses import Repository, in_words, relative
from handbook.show.cards import cards
from handbook.show.drawn import beneath
from handbook.show.markdown import Box, Edit, longest_run, write
from handbook.show.markdown import escape as plain
from handbook.show.names import other_names
from handbook.show.phrases import begun

_ABOUT_ITSELF = 0.25
"""What pages about the handbook itself count in search, beside all others."""


def document(book: Handbook, page: Page, repository: Repository) -> str:
    """The whole file for the engine: settings in a form it cannot misread, then the text."""
    text = body(book, page, repository) + cards(book, page)
    return with_settings(settings(book, page), text)


def with_settings(values: dict[str, Any], text: str) -> str:
    """A text under its settings as JSON, which every reader of YAML understands alike."""
    return f"---\n{json.dumps(values, ensure_ascii=False)}\n---\n\n{text}"


def settings(book: Handbook, page: Page) -> dict[str, Any]:
    """What the engine needs to know of a page. Templates print these as they are, so no HTML."""
    values: dict[str, Any] = {}
    if page.path != "index.md" or page.front.title:
        values["title"] = escape(page.name)
    if about := summary(book, page):
        values["description"] = escape(about)
    if page.front.hide:
        values["hide"] = list(page.front.hide)
    status = book.vocabulary.statuses.get(page.front.status)
    if status is not None and status.gap:
        sign, words = escape(status.icon), escape(page.front.status)
        values["subtitle"] = (
            f'<span aria-hidden="true" title="{words}">{sign}</span>'
            f'<span class="visually-hidden">{words}</span>'
        )
    place = status.in_search if status is not None else 1
    # Most people look for what the book says, not for how it is written.
    place *= _ABOUT_ITSELF if page.path.startswith("about/") else 1
    if place != 1:
        values["search"] = {"boost": place}
    without = withdrawals(book)
    found = {key: without(value) if isinstance(value, str) else value for key, value in values.items()}
    others = dict.fromkeys((*other_names(page), *page.front.situations))
    if others:
        # Engines look for words in these as they do in titles. Some would show them above the page.
        tags = [escape(without.plainly(name), quote=False) for name in others]
        found |= {"tags": tags, "hide": [*page.front.hide, "tags"]}
    return found


def body(book: Handbook, page: Page, repository: Repository) -> str:
    """The page's text as any engine's Markdown."""
    gaps = {gap.start: gap for gap in book.gaps_of(page.path) if gap.start >= 0}
    edits = [*_links(book, page), *_terms(book, page), *citations.edits(book, page), *_voices(book, page)]
    boxes = [Box(voice.by_start, voice.by_end) for voice in page.voices]
    for label in page.labels:
        if label.inline:
            edits += _inline(page, label, gaps)
        else:
            boxes.append(_box(book, page, label, gaps, repository))
            edits += _label_words(book, page, label)
    top = [*_mending(page, _wrong(book, page), repository), *_status(book, page, repository)]
    former = book.former_anchors.get(page.path, {})
    top += [_anchor(old) for old, section in former.items() if section == page.section]
    edits += _former_headings(page, former)
    edits += _no_pictures(page, edits)
    top += _term(book, page)
    text = write(page.text, page.outline, edits, boxes, top, _under_headings(book, page, repository))
    drawn, notes = beneath(book, page.path), [*citations.notes(book, page)]
    last = [*drawn, *([""] if drawn and notes else []), *notes]
    return withdrawals(book)("\n".join([text.rstrip("\n"), "", *last, ""]) if last else text)


def as_typed(book: Handbook, page: Page, problem: Problem, repository: Repository) -> str:
    """A page in place of its `body` where the engine fails: a title, and all of it in its mending box."""
    title = next((heading for heading in page.headings if heading.section == page.section), None)
    top = [f"# {plain(title.text)} {{#{title.id}}}", ""] if title and title.text else []
    unread = "\n\n".join(filter(None, (page.unread, page.text.strip("\n"))))
    mending = _mending(replace(page, unread=unread), [*_wrong(book, page), problem], repository)
    return withdrawals(book)("\n".join([*top, *mending]))


def _wrong(book: Handbook, page: Page) -> list[Problem]:
    return [problem for problem in book.problems_of(page.file) if problem.level != "note"]


# Links

_ENGINE_LINKS = re.compile(r"<(?:https?:|[^:>]*>)", re.I)
"""Addresses in angle brackets that the engine knows; it would take `<tel:1>` for a tag."""
_SIGNS = re.compile(r"[\\`*_{}\[\]<>|&!~]")
"""Signs that mean something in Markdown, so words that hold them are written anew."""


def _links(book: Handbook, page: Page) -> Iterator[Edit]:
    links = {link.written.start: link for link in book.links_on(page.path)}
    for written in page.links:
        link = links.get(written.start)
        if written.kind in ("wiki", "plain"):
            if link is not None:
                target = _target(link)
                shown = written.text if written.kind == "wiki" else link.written.text
                cls = ' .not-written-yet title="Not written yet"' if link.wanted else ""
                attributes = f"{{:{cls}}}" if cls else ""
                address = relative(page.path, target)
                yield Edit(written.start, link.written.end, f"[{plain(shown)}]({address}){attributes}")
            elif written.kind == "wiki" and re.search(r"\w", written.text):
                # A message says what is wrong with the name; the words are those the heading is known by.
                yield Edit(written.start, written.end, plain(written.text))
        elif written.kind.startswith("html"):
            address = _raw_address(page, written, link)
            if address:
                yield Edit(written.start, written.end, escape(address))
        elif written.kind == "unreadable":
            opening = "![" if page.text.startswith("![", written.start) else page.text[written.start]
            signs = "".join(f"&#{ord(sign)};" for sign in opening)
            yield Edit(written.start, written.start + len(opening), signs)
        elif written.kind == "image" and written.elsewhere:
            # Showing it would tell another site who reads; a link leaves that to the reader.
            words = written.text.strip() or written.title.strip() or written.target
            title = f' "{_title(written.title)}"' if written.title.strip() not in ("", words) else ""
            yield Edit(written.start, written.end, f"[{plain(words)}]({_safe(written.target)}{title})")
        elif written.tail:
            yield from _written_address(page, written, link)
        elif written.kind == "web" and not _ENGINE_LINKS.match(page.text, written.start):
            address = written.target
            if address.lower().startswith("www."):
                yield Edit(written.start, written.end, f"[{plain(address)}](https://{_safe(address)})")
            else:
                yield Edit(written.start, written.end, f"[{plain(address)}]({_safe(address)})")


def _terms(book: Handbook, page: Page) -> Iterator[Edit]:
    """The words of a term become a link, with what it means in short as its title."""
    # A link inside a name that was withdrawn would hide a part of it from what takes its place.
    gone = Spans(withdrawals(book).places(page.text))
    for use in book.uses_on(page.path):
        written = use.written
        if gone.touch(written.start, written.end):
            continue
        title = _title(tooltip(book, use))
        target = f']({relative(page.path, use.target)} "{title}"){{: .term }}'
        if _SIGNS.search(page.text, written.start, written.end):
            yield Edit(written.start, written.end, f"[{plain(written.text)}{target}")
        else:
            yield Edit(written.start, written.start, "[")
            yield Edit(written.end, written.end, target)


def tooltip(book: Handbook, use: Link) -> str:
    """What a term means in short, and how many meanings it has where there are several."""
    term = book.terms.get(PagePath(use.target)) or book.terms[PagePath(use.written.target)]
    several = meanings(term) if len(term.meanings) > 1 else ""
    if term.short and several:
        return f"{term.short} ({several})"
    return term.short or several or f"{term.name}: no meaning yet"


def _title(words: str) -> str:
    """Words for the title of a link, with every sign spelled out that Markdown might take for its own."""
    return re.sub(r"[\\`*_{}\[\]<>&\"'|!~#^]", lambda sign: f"&#{ord(sign[0])};", words)


def meanings(term: Term) -> str:
    """How many meanings a term has, and how many of them people do not agree on."""
    states = [label.facts.state for label in term.meanings]
    unsure = [f"{states.count(state)} {state}" for state in ("contested", "disputed") if state in states]
    return ", ".join([f"{len(states)} meanings", *unsure])


def _target(link: Link) -> SectionId:
    return SectionId(f"{WANTED_FOLDER}/{link.wanted}.md") if link.wanted else link.target


def _written_address(page: Page, written: WrittenLink, link: Link | None) -> Iterator[Edit]:
    """The end of `[words](address "title")` in the one form every engine reads alike."""
    if link is not None:
        fragment = written.fragment if written.fragment.startswith("gap-") else ""
        address = relative(page.path, link.target) + (f"#{fragment}" if fragment else "")
    else:
        address = _safe(written.target) + (f"#{quote(written.fragment)}" if written.fragment else "")
    title = f' "{_title(written.title)}"' if written.title else ""
    yield Edit(written.tail, written.end, f"]({address}{title})")


def _raw_address(page: Page, written: WrittenLink, link: Link | None) -> str:
    """An address in raw HTML as the built site needs it, since no engine looks at these."""
    if link is not None:
        return addresses.relative_url(page.path, link.target)
    path = joined_path("" if written.target.startswith("/") else page.folder, written.target)
    if not written.target or written.elsewhere or path is None:
        return ""
    if path.endswith(".md"):
        return addresses.relative_url(page.path, path) if is_generated(path) else ""
    fragment = f"#{quote(written.fragment)}" if written.fragment else ""
    return addresses.relative_file(page.path, path) + fragment


def _safe(address: str) -> str:
    return quote(address, safe="/:?#@!$&'*+,;=%-._~[]")


def _anchor(name: str) -> str:
    return f'<a id="{escape(name)}"></a>'


def _former_headings(page: Page, former: Mapping[str, SectionId]) -> Iterator[Edit]:
    """Anchors by which a heading can still be reached that was called something else."""
    for block in page.outline.children:
        if block.kind == "heading" and block.inlines:
            section = f"{page.path}#{block.data['id']}"
            names = "".join(_anchor(old) for old, now in former.items() if now == section)
            if names:
                start = block.inlines[0][1]
                yield Edit(start, start, names)


# Labels


def _label_words(book: Handbook, page: Page, label: Label) -> Iterator[Edit]:
    """The label's own words: gone where a box carries them, else in bold."""
    shows = _kind(book, label).shows
    if shows in ("links", "notes", "line"):
        facts = _facts(label)
        words = f"**{label.name.capitalize()}{f' ({plain(facts)})' if facts else ''}:** "
        words += _only_dated(book, page, label)
        yield Edit(label.start, label.content, words + label.mark)
    else:
        yield Edit(label.start, label.content, label.mark)


def _only_dated(book: Handbook, page: Page, label: Label) -> str:
    """That a review is the one before with another date, where git saw that."""
    before = book.history.only_dated.get(page.path)
    if not before or label != latest(page, book.vocabulary.labels, book.today):
        return ""
    return f"*(date moved on from {plain(in_words(before))}; same words, nothing changed)* "


def _kind(book: Handbook, label: Label) -> LabelKind:
    return book.vocabulary.labels.get(label.name) or book.vocabulary.labels[ANY_NEEDED]


def _facts(label: Label, gap: Gap | None = None) -> str:
    facts = replace(label.facts, since=gap.since) if gap is not None else label.facts
    facts = replace(facts, taken_by="", taken_on="") if gap is not None and gap.lapsed else facts
    return ", ".join(
        filter(
            None,
            (
                facts.state,
                facts.who,
                in_words(facts.on),
                f"since {in_words(facts.since)}" if facts.since else "",
                facts.size,
                f"taken by {facts.taken_by}" if facts.taken_by else "",
                f"on {in_words(facts.taken_on)}" if facts.taken_on else "",
            ),
        )
    )


def _box(book: Handbook, page: Page, label: Label, gaps: dict[int, Gap], repository: Repository) -> Box:
    kind = _kind(book, label)
    gap = gaps.get(label.start)
    facts = _facts(label, gap)
    title = begun(label.name) + (f" ({facts})" if facts else "")
    if kind.shows in ("links", "notes", "line"):
        return Box(label.start, label.end)
    others = _facts(replace(label, facts=replace(label.facts, who="", on="")))
    rest = f" ({others})" if others else ""
    if kind.shows == "fold":
        who, on = label.facts.who, in_words(label.facts.on)
        after = who.lower().startswith("after ")
        said = f"Point made by {who[6:]}" if after else f"{label.name.capitalize()} by {who}"
        title = ", ".join(filter(None, (said if who else label.name.capitalize(), on))) + rest
        return Box(label.start, label.end, f'??? comment "{_quoted(title)}"')
    if kind.shows == "meaning":
        whose = ", ".join(filter(None, (label.facts.who, in_words(label.facts.on)))) or "Nobody named"
        opener = f"!!! meaning {slug(label.facts.state)}".rstrip()
        return Box(label.start, label.end, f'{opener} "{_quoted(whose + rest)}"')
    if gap is None:
        return Box(label.start, label.end, f'!!! {kind.shows} "{_quoted(title)}"')
    return Box(
        label.start,
        label.end,
        f'!!! gap "{_quoted(title)}"',
        first=(f'<span id="{gap.anchor}"></span>', "", *_free_again(gap)),
        last=(help_line(gap, page, repository),),
    )


def _free_again(gap: Gap) -> Iterator[str]:
    if gap.lapsed:
        on = f" on {in_words(gap.taken_on)}" if gap.taken_on else ""
        yield f"Taken by {plain(gap.taken_by)}{on}, and free again."
        yield ""


def _quoted(title: str) -> str:
    return plain(title.replace('"', "”"))


def help_line(gap: Gap, page: Page, repository: Repository) -> str:
    """What somebody can do about a gap, and the ways to write for it."""
    words = [f"<strong>What helps:</strong> {plain(gap.help)}"] if gap.help else []
    about = f"{title_of(gap)}: {page.name}"
    words.append(addresses.offering(repository, page.path, gap.id, about, repository.edit(page.file)))
    return f'<span class="gap-help" data-search-exclude>{" ".join(words)}</span>'


def _inline(page: Page, label: Label, gaps: dict[int, Gap]) -> Iterator[Edit]:
    """A gap inside a sentence leads to where it can be filled, unless it stands in a link already."""
    gap = gaps.get(label.start)
    words = plain(label.as_written.strip("()"))
    inside = any(link.start <= label.start < link.end for link in page.links)
    if gap and not inside:
        words = f'<a href="{escape(addresses.writing(page.path, gap.id))}">{words}</a>'
    anchor = f' id="{gap.anchor}"' if gap else ""
    yield Edit(label.start, label.end, f'<mark class="gap-inline"{anchor}>({words})</mark>')


# Voices


def _voices(book: Handbook, page: Page) -> Iterator[Edit]:
    """The last line of a quotation says whose words they are, and how sure that is."""
    for voice in page.voices:
        cls = "paraphrase" if voice.paraphrase else "verbatim"
        state = "" if voice.state else state_of(voice, book.vocabulary.sources)
        doubt = f" ({STATES[state]})" if state in UNSURE else ""
        yield Edit(voice.by_start, voice.by_start, f'<cite class="{cls}">')
        yield Edit(voice.by_end, voice.by_end, f"{doubt}</cite>")


# The top of the page


def _no_pictures(page: Page, edits: list[Edit]) -> list[Edit]:
    """A `!` before what becomes a link would make a picture of it."""
    return [
        Edit(edit.start - 1, edit.start, "&#33;")
        for edit in edits
        if edit.text.startswith("[") and page.text[edit.start - 1 : edit.start] == "!"
    ]


def _term(book: Handbook, page: Page) -> Iterator[str]:
    """On a term's own page: that there are several meanings, and what to read instead."""
    term = book.terms.get(page.path)
    if term is not None and term.see is not None:
        address = relative(page.path, SectionId(term.see))
        yield f"Read instead: [{plain(book.pages[term.see].name)}]({address})."
        yield ""
    if term is not None and len(term.meanings) > 1:
        yield f'<p class="term-meanings">{meanings(term).capitalize()}. None is the only right one.</p>'
        yield ""


def _under_headings(book: Handbook, page: Page, repository: Repository) -> dict[int, list[str]]:
    """What stands last under a heading, by the place in the text that it stands before.

    That nobody has answered its question, and the list of links to it.
    """
    lists = backlinks.of_headings(book, page)
    empty = {a.heading.section for a in answers(page, book.vocabulary) if a.heading and a.empty}
    if not (lists or empty):
        return {}
    starts = [block.start for block in page.outline.children]
    found: dict[int, list[str]] = {}
    for heading, after in zip(page.headings, [*page.headings[1:], None], strict=True):
        here = [_unanswered(page, heading, repository)] if heading.section in empty else []
        here += [lists[heading.section]] if heading.section in lists else []
        if here:
            at = starts[bisect_right(starts, after.start) - 1] if after else len(page.text)
            found.setdefault(at, []).extend(here)
    return found


OPEN_QUESTIONS = slug("open questions")
"""The kind of the gap that an unanswered question of a network is."""


def _unanswered(page: Page, heading: Heading, repository: Repository) -> str:
    """What a reader could do about a question on the page of a network."""
    gap = f"{heading.section}/{OPEN_QUESTIONS}"
    about = f"{heading.text}: {page.name}"
    ways = addresses.offering(repository, page.path, gap, about, repository.edit(page.file))
    return f'<p class="unanswered" data-search-exclude>Nobody has answered this yet. Do you know? {ways}</p>'


def _status(book: Handbook, page: Page, repository: Repository) -> Iterator[str]:
    status = book.vocabulary.statuses.get(page.front.status)
    if status is None:
        return
    yield (
        '<p class="status" data-search-exclude><span class="status-mark" aria-hidden="true">'
        f"{escape(status.icon)}</span> <strong>{escape(page.front.status.capitalize())}.</strong> "
        f"{escape(status.meaning)}</p>"
    )
    gap = next((g for g in book.gaps_of(page.path) if g.as_written.startswith("status:")), None)
    if gap is not None:
        yield from (
            "",
            f'!!! gap "{_quoted(page.front.status.capitalize())}"',
            "",
            f'    <span id="{gap.anchor}"></span>',
            "",
            f"    {help_line(gap, page, repository)}",
            "",
        )


_MOST_NAMED = 30


def _mending(page: Page, problems: list[Problem], repository: Repository) -> Iterator[str]:
    """A box that says what to mend, and whatever nobody could read, so that no word is lost."""
    if not problems and not page.unread:
        return
    yield '!!! failure "This page needs mending"'
    yield ""
    for problem in problems[:_MOST_NAMED]:
        yield f"    - {plain(f'Line {problem.place.line}: {problem.message}')}"
    if len(problems) > _MOST_NAMED:
        yield f"    - And {len(problems) - _MOST_NAMED:,} more, which a check of the handbook lists."
    edit = repository.edit(page.file)
    if edit:
        yield ""
        yield f"    {addresses.link(edit, 'Mend it here', 'gap-button')}"
    if page.unread:
        fence = "`" * max(3, 1 + longest_run(page.unread))
        yield from ("", f"    {fence}", *(f"    {line}" for line in page.unread.split("\n")))
        yield f"    {fence}"
    yield ""
