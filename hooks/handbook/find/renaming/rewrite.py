"""A renaming, and what each link to the renamed page or heading has to say from then on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from handbook.find.names import Names, stems
from handbook.model import Block, Handbook, Link, Page, PagePath, SectionId, WrittenLink, name_key, slug
from handbook.read import destinations
from handbook.read.source import Splice


@dataclass(frozen=True, slots=True)
class Change:
    """What a renaming changes: where a page is, or the words of one of its headings and so some ids.

    `heading` counts the headings of the page; 0 with `title` is the title.
    """

    page: PagePath
    to: PagePath
    heading: int = -1
    before: str = ""
    after: str = ""
    title: bool = False
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        return self.page != self.to

    def path(self, path: str) -> PagePath:
        """Where a page is afterwards."""
        return self.to if path == self.page else PagePath(path)

    def section(self, section: str) -> SectionId:
        """What a section is called afterwards."""
        path, sign, fragment = section.partition("#")
        fragment = self.ids.get(fragment, fragment) if path == self.page else fragment
        return SectionId(f"{self.path(path)}{sign}{fragment}")

    def is_old_title(self, name: str) -> bool:
        return self.title and name_key(name) == name_key(self.before) != name_key(self.after)


def links(book: Handbook, known: Names, page: Page, change: Change) -> tuple[set[Splice], int]:
    """The places of a page where its links have to change, and how many links that are."""
    resolved = {link.written.start: link for link in book.links_on(page.path)}
    leads_there = any(link.target.partition("#")[0] == change.page for link in resolved.values())
    if page.path != change.page and not leads_there:
        return set(), 0
    defined = destinations.definitions(page.text)
    splices: set[Splice] = set()
    count = 0
    for written in page.links:
        link = resolved.get(written.start)
        if written.kind in ("wiki", "plain"):
            found = _by_name(page, link, known, change) if link else None
        else:
            found = _by_address(page, written, link, destinations.span(page.text, written, defined), change)
        if found is not None and page.text[found[0] : found[1]] != found[2]:
            splices.add(found)
            count += 1
    return splices, count


# By name

_WIKI = re.compile(r"\[\[\s*([^\[\]|\n#]*?)\s*(#[^\[\]|\n]*?)?\s*(\\?\|[^\[\]\n]*)?\]\]")
_NOT_PLAIN = re.compile(r"[,;*_\[\]<>`\\&~]|\.$|^(?:and|or)\s|\bbecause\s|\s[–—-]{1,2}\s|//|www\.", re.I)


def _by_name(page: Page, link: Link, known: Names, change: Change) -> Splice | None:
    written = link.written
    if link.target.partition("#")[0] != change.page:
        return None
    name, words = written.target, ""
    if change.is_old_title(name):
        name = change.after
    elif name and change.moves and not _still_leads_there(name, known, change):
        target = known.pages[change.page]
        titled = known.by_name.get(name_key(target.title)) == change.page
        name = target.title if titled and can_be_linked(target.title) else _stem(change.to)
        words = written.text
    fragment = _fragment(link, change)
    if name == written.target and fragment is None:
        return None
    if written.kind == "plain":
        written_name = f"[[{name}]]" if _NOT_PLAIN.search(name) else name
        return written.start, written.end, written_name
    if _within("heading", page.outline, written.start):
        # The words of a heading are its address as well, so they stay.
        words = written.text
    match = _WIKI.fullmatch(page.text, written.start, written.end)
    if match is None:
        return None
    hash_, shown = match[2] or "", match[3] or ""
    if fragment is not None:
        hash_ = f"#{_heading_words(written, change) or fragment}"
    if words and not shown:
        bar = "\\|" if _within("table", page.outline, written.start) else "|"
        shown = f"{bar}{words}"
    return written.start, written.end, f"[[{name}{hash_}{shown}]]"


def can_be_linked(name: str) -> bool:
    """Whether a link by name can hold it."""
    return not re.search(r"[\[\]|#\n]", name)


def _still_leads_there(name: str, known: Names, change: Change) -> bool:
    """Whether a name is more than the name of the file before it moved."""
    key = name_key(name)
    if key in known.by_name or key not in known.by_file:
        return True
    others = {stem for path in known.pages if path != change.page for stem in stems(path)}
    return key in stems(change.to) and key not in others


def _stem(path: str) -> str:
    return path.removesuffix(".md").removesuffix("/index")


def _fragment(link: Link, change: Change) -> str | None:
    """The new id of the heading a link names; None where it names none or the id stays."""
    path, _, id_ = link.target.partition("#")
    fragment = link.written.fragment
    if path != change.page or not fragment:
        return None
    if not id_:
        # The title has an id of its own, although links to it lead to the whole page.
        id_ = fragment if fragment in change.ids else slug(fragment)
    return change.ids.get(id_)


def _heading_words(written: WrittenLink, change: Change) -> str:
    """The new words of the heading, where the link named it by its words."""
    named = name_key(written.fragment) == name_key(change.before) and written.fragment != slug(change.before)
    return change.after if named and not re.search(r"[\[\]|\n]", change.after) else ""


def _within(kind: str, block: Block, at: int) -> bool:
    return any(
        child.start <= at < child.end and (child.kind == kind or _within(kind, child, at))
        for child in block.children
    )


# By address

_ADDRESS = re.compile(r"((?:&#\w+;|[^?#])*)(\?(?:&#\w+;|[^#])*)?(#.*)?", re.S)


def _by_address(
    page: Page, written: WrittenLink, link: Link | None, span: destinations.Span | None, change: Change
) -> Splice | None:
    if span is None or written.kind == "unreadable" or written.elsewhere:
        return None
    match = _ADDRESS.fullmatch(page.text, *span)
    if match is None:
        return None
    way, query, hash_ = match[1], match[2] or "", match[3] or ""
    if change.moves and written.target:
        way = _way(page, way, link, change)
    fragment = _fragment(link, change) if link else None
    if fragment is not None:
        hash_ = "#" + (quote(fragment, safe="-_.~") if "%" in hash_ else fragment)
    return *span, f"{way}{query}{hash_}"


def _way(page: Page, way: str, link: Link | None, change: Change) -> str:
    """The address without its fragment, from where the page is afterwards to the same place as before."""
    folder = change.path(page.path).rpartition("/")[0]
    if link is not None and link.target.partition("#")[0] == change.page:
        return f"/{change.to}" if way.startswith("/") else between(folder, change.to.split("/"))
    if page.path != change.page or way.startswith("/") or folder == page.folder:
        return way
    parts = [quote(part) for part in page.folder.split("/") if part]
    for part in way.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return between(folder, parts) + ("/" if way.endswith("/") else "")


def between(folder: str, to: list[str]) -> str:
    """The way from a folder to the parts of a path."""
    start = [part for part in folder.split("/") if part]
    same = 0
    while same < min(len(start), len(to)) and start[same] == unquote(to[same]):
        same += 1
    return "/".join([".."] * (len(start) - same) + to[same:]) or "."


def heading_span(page: Page, number: int) -> tuple[int, int]:
    """Where the words of a heading stand."""
    block = next(b for b in _headings(page.outline) if b.start == page.headings[number].start)
    return block.inlines[0][1], max(token[2] for token in block.inlines)


def _headings(block: Block) -> Iterator[Block]:
    """The headings of a page, those in quotations and lists as well, in the order of the text."""
    for child in block.children:
        if child.kind == "heading":
            yield child
        else:
            yield from _headings(child)
