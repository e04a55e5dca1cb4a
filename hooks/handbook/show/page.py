"""A page as ordinary Markdown for an engine: its own text with everything else spliced in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote

from handbook.model import (
    WANTED_FOLDER,
    Gap,
    Handbook,
    Label,
    LabelKind,
    Link,
    Page,
    Problem,
    SectionId,
    Source,
    WrittenLink,
)
from handbook.read.labels import ANY_NEEDED
from handbook.show import addresses
from handbook.show.addresses import Repository, in_words, relative
from handbook.show.markdown import Box, Edit, longest_run, write
from handbook.show.markdown import escape as plain


def document(book: Handbook, page: Page, repository: Repository) -> str:
    """The whole file for the engine: settings in a form it cannot misread, then the text."""
    return with_settings(settings(book, page), body(book, page, repository))


def with_settings(values: dict[str, Any], text: str) -> str:
    """A text under its settings as JSON, which every reader of YAML understands alike."""
    return f"---\n{json.dumps(values, ensure_ascii=False)}\n---\n\n{text}"


def settings(book: Handbook, page: Page) -> dict[str, Any]:
    """What the engine needs to know of a page. Templates print these as they are, so no HTML."""
    values: dict[str, Any] = {}
    if page.path != "index.md" or page.front.title:
        values["title"] = escape(page.name)
    if page.front.description:
        values["description"] = escape(page.front.description)
    if page.front.hide:
        values["hide"] = list(page.front.hide)
    status = book.vocabulary.statuses.get(page.front.status)
    if status is not None:
        values["subtitle"] = (
            f'<span class="status-mark" aria-hidden="true">{escape(status.icon)}</span> '
            f"{escape(page.front.status)}"
        )
    return values


def body(book: Handbook, page: Page, repository: Repository) -> str:
    """The page's text as any engine's Markdown."""
    gaps = {gap.start: gap for gap in book.gaps_of(page.path) if gap.start >= 0}
    edits = [*_links(book, page), *_citations(book, page), *_voices(page)]
    boxes = [Box(voice.by_start, voice.by_end) for voice in page.voices]
    for label in page.labels:
        if label.inline:
            edits += _inline(label, gaps)
        else:
            boxes.append(_box(book, page, label, gaps, repository))
            edits += _label_words(book, label)
    mending = [problem for problem in book.problems_of(page.file) if problem.level != "note"]
    top = [*_mending(page, mending, repository), *_status(book, page, repository)]
    top += [f'<a id="{escape(old[1:])}"></a>' for old in page.front.was if old.startswith("#")]
    text = write(page.text, page.outline, edits, boxes, top)
    notes = [*_sources(book, page)]
    return "\n".join([text.rstrip("\n"), "", *notes, ""]) if notes else text


# Links


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
        elif written.kind == "unreadable":
            opening = "![" if page.text.startswith("![", written.start) else page.text[written.start]
            signs = "".join(f"&#{ord(sign)};" for sign in opening)
            yield Edit(written.start, written.start + len(opening), signs)
        elif written.kind == "image" and written.elsewhere:
            # Showing it would tell another site who reads; a link leaves that to the reader.
            words = written.text.strip() or written.target
            yield Edit(written.start, written.end, f"[{plain(words)}]({_safe(written.target)})")
        elif written.tail:
            yield from _written_address(page, written, link)
        elif written.kind == "web" and page.text[written.start] != "<":
            address = written.target
            if address.lower().startswith("www."):
                yield Edit(written.start, written.end, f"[{plain(address)}](https://{_safe(address)})")
            else:
                yield Edit(written.start, written.end, f"[{plain(address)}]({_safe(address)})")


def _target(link: Link) -> SectionId:
    return SectionId(f"{WANTED_FOLDER}/{link.wanted}.md") if link.wanted else link.target


def _written_address(page: Page, written: WrittenLink, link: Link | None) -> Iterator[Edit]:
    """The end of `[words](address "title")` in the one form every engine reads alike."""
    if link is not None:
        fragment = written.fragment if written.fragment.startswith("gap-") else ""
        address = relative(page.path, link.target) + (f"#{fragment}" if fragment else "")
    else:
        address = _safe(written.target) + (f"#{quote(written.fragment)}" if written.fragment else "")
    title = f' "{escape(written.title)}"' if written.title else ""
    yield Edit(written.tail, written.end, f"]({address}{title})")


def _safe(address: str) -> str:
    return quote(address, safe="/:?#@!$&'*+,;=%-._~[]")


# Labels


def _label_words(book: Handbook, label: Label) -> Iterator[Edit]:
    """The label's own words: gone where a box carries them, else in bold."""
    shows = _kind(book, label).shows
    if shows in ("links", "notes", "line"):
        facts = _facts(label)
        words = f"**{label.name.capitalize()}{f' ({plain(facts)})' if facts else ''}:** "
        yield Edit(label.start, label.content, words + label.mark)
    else:
        yield Edit(label.start, label.content, label.mark)


def _kind(book: Handbook, label: Label) -> LabelKind:
    return book.vocabulary.labels.get(label.name) or book.vocabulary.labels[ANY_NEEDED]


def _facts(label: Label) -> str:
    facts = label.facts
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
    facts = _facts(label)
    title = label.name[:1].upper() + label.name[1:] + (f" ({facts})" if facts else "")
    if kind.shows in ("links", "notes", "line"):
        return Box(label.start, label.end)
    if kind.shows == "fold":
        who, on = label.facts.who, in_words(label.facts.on)
        after = who.lower().startswith("after ")
        said = f"Point made by {who[6:]}" if after else f"{label.name.capitalize()} by {who}"
        title = ", ".join(filter(None, (said if who else label.name.capitalize(), on)))
        return Box(label.start, label.end, f'??? comment "{_quoted(title)}"')
    gap = gaps.get(label.start)
    if gap is None:
        return Box(label.start, label.end, f'!!! {kind.shows} "{_quoted(title)}"')
    return Box(
        label.start,
        label.end,
        f'!!! gap "{_quoted(title)}"',
        first=(f'<span id="{gap.anchor}"></span>', ""),
        last=(help_line(gap, page, repository),),
    )


def _quoted(title: str) -> str:
    return plain(title.replace('"', "”"))


def help_line(gap: Gap, page: Page, repository: Repository) -> str:
    """What somebody can do about a gap, and the button that opens the editor at its file."""
    words = [f"<strong>What helps:</strong> {escape(gap.help)}"] if gap.help else []
    edit = repository.edit(page.file)
    if edit:
        words.append(addresses.link(edit, "Write it here", "gap-button"))
        words.append(f"In the editor, look for “{escape(_few(gap.as_written))}”.")
    return f'<span class="gap-help">{" ".join(words)}</span>'


def _few(words: str, most: int = 60) -> str:
    return words if len(words) <= most else words[: words.rfind(" ", 0, most)] + " …"


def _inline(label: Label, gaps: dict[int, Gap]) -> Iterator[Edit]:
    gap = gaps.get(label.start)
    anchor = f' id="{gap.anchor}"' if gap else ""
    words = plain(label.as_written.strip("()"))
    yield Edit(label.start, label.end, f'<mark class="gap-inline"{anchor}>({words})</mark>')


# Voices and sources


def _voices(page: Page) -> Iterator[Edit]:
    """The last line of a quotation says whose words they are."""
    for voice in page.voices:
        cls = "paraphrase" if voice.paraphrase else "verbatim"
        yield Edit(voice.by_start, voice.by_start, f'<cite class="{cls}">')
        yield Edit(voice.by_end, voice.by_end, "</cite>")


def _citations(book: Handbook, page: Page) -> Iterator[Edit]:
    for cite in page.citations:
        if cite.key in book.vocabulary.sources:
            yield Edit(cite.start, cite.end, f"[^@{cite.key}]")
        else:
            yield Edit(cite.start, cite.end, f"&#91;{plain(cite.key)}: no such source&#93;")


def _sources(book: Handbook, page: Page) -> Iterator[str]:
    for key in dict.fromkeys(cite.key for cite in page.citations):
        source = book.vocabulary.sources.get(key)
        if source is not None:
            yield f"[^@{key}]: {reference(source)}"


def reference(source: Source) -> str:
    """A source as a line of Markdown: who, title, where, when, and what is not known."""
    title = f"*{plain(source.title)}*"
    parts = (
        plain(source.by),
        f"[{title}]({_safe(source.link)})" if source.link else title,
        plain(source.in_),
        plain(source.published or source.year),
    )
    note = f" {plain(source.note.rstrip('.'))}." if source.note else ""
    return ", ".join(filter(None, parts)) + "." + note


# The top of the page


def _status(book: Handbook, page: Page, repository: Repository) -> Iterator[str]:
    status = book.vocabulary.statuses.get(page.front.status)
    if status is None:
        return
    words = (
        f'<p class="status"><span class="status-mark" aria-hidden="true">{escape(status.icon)}</span> '
        f"<strong>{escape(page.front.status.capitalize())}.</strong> {escape(status.meaning)}</p>"
    )
    yield words
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


def _mending(page: Page, problems: list[Problem], repository: Repository) -> Iterator[str]:
    """A box that says what to mend, and settings nobody could read, so that no word is lost."""
    if not problems and not page.unread:
        return
    yield '!!! failure "This page needs mending"'
    yield ""
    for problem in problems:
        yield f"    - {plain(f'Line {problem.place.line}: {problem.message}')}"
    edit = repository.edit(page.file)
    if edit:
        yield ""
        yield f"    {addresses.link(edit, 'Mend it here', 'gap-button')}"
    if page.unread:
        fence = "`" * max(3, 1 + longest_run(page.unread))
        yield from ("", f"    {fence}", *(f"    {line}" for line in page.unread.split("\n")))
        yield f"    {fence}"
    yield ""
