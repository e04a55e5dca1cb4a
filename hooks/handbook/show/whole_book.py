"""The whole book as one page, to be read through, printed or kept: `book.html`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from posixpath import join, normpath
from urllib.parse import quote, unquote

from handbook.find.people import withdrawals
from handbook.model import Handbook, PagePath
from handbook.show.addresses import in_words, url

WHOLE = "book.html"
"""Its address in the site."""
LEFT_OUT = ("backlinks", "gap-button", "gap-offer", "headerlink", 'part" data-search-exclude=')
"""What is of no use on paper, or told by the book itself, by its classes and how they go on."""
PARTS = 2
"""The level of a part's heading; the only one above is the name of the book."""

# Sanitising leaves small letters, one space, values in double quotes, and `>` nowhere but at a tag's end.
_TAG = re.compile(r"<(/?h[1-6]|details|[a-z][a-z0-9]*(?= ))([^>]*)>")
"""A tag that may read otherwise in the book."""
_ATTRIBUTE = re.compile(r' ([a-zA-Z][\w:-]*)="([^"]*)"')
_ID = re.compile(r'<[a-z][a-z0-9]*(?: [a-zA-Z][\w:-]*="[^"]*")*? id="([^"]*)"')
_IDS = frozenset("id for name headers aria-describedby aria-labelledby".split())
_ADDRESSES = frozenset("href src cite".split())
_CHANGES = re.compile(rf' (?:{"|".join(sorted(_IDS | _ADDRESSES))})="')
_LEFT_OUT = re.compile(rf' class="(?:[^"]* )?(?:{"|".join(LEFT_OUT)})[ "]')
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_MARKUP = re.compile(r"<[^>]*>")
_SIDE = 330
"""How many words there are on a side of A4, as browsers print the book."""
_LONG = 20
"""From how many sides on a reader is told before the printer is."""
_VOID = frozenset("br col hr img input wbr".split())
_ELSEWHERE = re.compile(r"/|[a-z][a-z0-9+.-]*:", re.I)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page in its place; or a folder without a page of its own, which has only a heading."""

    id: str
    name: str
    level: int
    page: PagePath | None = None


def document(
    book: Handbook, rendered: Mapping[str, str], name: str, about: str = "", rights: str = ""
) -> str:
    """The article of `book.html`, from the sanitised HTML of each page by its path.

    The name of the book, what it is about and who may use it are HTML already.
    """
    chapters = [*_chapters(book)]
    pages = {chapter.page: rendered.get(chapter.page) or "" for chapter in chapters if chapter.page}
    links = _Links(pages)
    text = "\n".join([_contents(chapters), *(_chapter(chapter, pages, links) for chapter in chapters)])
    return f"{_title(book, name, about, rights, len(_MARKUP.sub('', text).split()))}\n{text}"


def _chapters(book: Handbook) -> Iterator[Chapter]:
    """Every page in reading order; pages of a folder stand one level below its own page."""
    gone = withdrawals(book)
    headed: set[str] = set()
    for path, page in book.pages.items():
        *folders, file = path.split("/")
        for depth, folder in enumerate(folders, 1):
            own = "/".join(folders[:depth])
            if own not in headed and f"{own}/index.md" not in book.pages:
                name = gone.plainly(folder.replace("-", " ").capitalize())
                yield Chapter(f"{own}:", name, PARTS - 1 + depth)
            headed.add(own)
        level = PARTS + len(folders) - (1 if folders and file == "index.md" else 0)
        yield Chapter(_id(path), gone.plainly(page.name), level, path)


def _id(path: str) -> str:
    """What a page is known by inside the book; ids of its own follow after a colon, which no path holds."""
    return path.removesuffix(".md")


def _title(book: Handbook, name: str, about: str, rights: str, words: int) -> str:
    count = len(book.pages)
    facts = "1 page" if count == 1 else f"{count:,} pages"
    changed = [book.history.changed[path] for path in book.pages if path in book.history.changed]
    if changed:
        day = max(changed).isoformat()
        facts += f', last changed on <time datetime="{day}">{in_words(day)}</time>'
    sides = words // _SIDE
    long = (
        f" It fills about {round(sides, -1):,} sides of A4. Any other page can be printed by itself."
        if sides >= _LONG
        else ""
    )
    return (
        f'<header class="whole-title"><h1>{name}</h1>'
        + (f'<p class="whole-about">{about}</p>' if about else "")
        + f"<p>{facts}.</p>"
        + (f"<p>{rights}</p>" if rights else "")
        + '<p class="whole-hint">This is the whole book on one page. To have it on paper, or as a PDF file, '
        f"use the print command of your browser.{long}</p></header>"
    )


def _contents(chapters: Iterable[Chapter]) -> str:
    """Links to all chapters, those of a part in a list within it."""
    lines: list[str] = []
    open_levels: list[int] = []
    for chapter in chapters:
        if open_levels and chapter.level > open_levels[-1]:
            lines.append("<ul>")
            open_levels.append(chapter.level)
        else:
            while len(open_levels) > 1 and chapter.level < open_levels[-1]:
                lines.append("</li></ul>")
                open_levels.pop()
            lines.append("</li>" if open_levels else "<ul>")
            open_levels = open_levels or [chapter.level]
        lines.append(f'<li><a href="{_link(chapter.id)}">{escape(chapter.name)}</a>')
    lines.append("</li></ul>" * len(open_levels))
    inside = "\n".join(lines)
    heading = '<h2 id=":contents">Contents</h2>'
    return f'<nav class="whole-contents" aria-labelledby=":contents">{heading}{inside}</nav>'


def _link(target: str) -> str:
    """The address of an id in the book, as an attribute has it."""
    return "#" + escape(quote(target, safe="/:@!$&'()*+,;=-._~"))


def _chapter(chapter: Chapter, pages: Mapping[PagePath, str], links: _Links) -> str:
    text = _inside(chapter, pages[chapter.page], links) if chapter.page else ""
    if "<h1" not in (pages[chapter.page] if chapter.page else ""):
        text = f"<h{_level(1, chapter)}>{escape(chapter.name)}</h{_level(1, chapter)}>\n{text}"
    return f'<section class="whole-{min(chapter.level, 4)}" id="{escape(chapter.id)}">\n{text}\n</section>'


def _level(level: int, chapter: Chapter) -> int:
    return min(level + chapter.level - 1, 6)


class _Links:
    """Where the links of all pages lead inside the book."""

    def __init__(self, pages: Mapping[PagePath, str]) -> None:
        self._by_address = {url(path): path for path in pages}
        self._ids = {
            path: {unescape(found) for found in _ID.findall(html) if found} for path, html in pages.items()
        }
        self.of = cache(self._of)

    def _of(self, page: PagePath, address: str) -> str:
        """An address on a page, as an attribute has it, as the same address in the book."""
        if _ELSEWHERE.match(address):
            return address
        before, _, fragment = address.partition("#")
        path = before.partition("?")[0]
        target: PagePath | None = page
        if before:
            there = normpath(join(url(page), path))
            there += "/" if path.rpartition("/")[2] in ("", ".", "..") else ""
            target = self._by_address.get("" if there == "./" else there)
            if target is None:
                return there + address[len(path) :]
        assert target is not None
        inner = unquote(unescape(fragment))
        return _link(f"{_id(target)}:{inner}" if inner in self._ids[target] else _id(target))


def _inside(chapter: Chapter, html: str, links: _Links) -> str:
    """A page's HTML with its ids, links and levels of headings as they are in the book."""
    page = chapter.page
    assert page is not None
    prefix = f"{_id(page)}:"
    taken = {""}

    def attribute(match: re.Match[str]) -> str:
        key, value = match[1], match[2]
        if key in _ADDRESSES:
            return f' {key}="{links.of(page, value)}"'
        if key not in _IDS:
            return match[0]
        if key == "id":
            if value in taken:
                return ""
            taken.add(value)
            return f' id="{prefix}{value}"'
        return f' {key}="{" ".join(prefix + each for each in value.split())}"'

    out: list[str] = []
    at = 0
    for tag in _TAG.finditer(html):
        if tag.start() < at:
            continue  # within what is left out
        name, rest = tag.groups()
        if _LEFT_OUT.search(rest) and name not in _VOID:
            out.append(html[at : tag.start()])
            at = _end(html, name, tag.end())
            continue
        if name == "details":
            # Of several with one name only one can be open.
            rest = re.sub(r' (?:name|open)="[^"]*"', "", rest) + ' open=""'
        elif name.lstrip("/") in _HEADINGS:
            name = f"{name[:-1]}{_level(int(name[-1]), chapter)}"
        elif not _CHANGES.search(rest):
            continue
        out += (html[at : tag.start()], f"<{name}{_ATTRIBUTE.sub(attribute, rest)}>")
        at = tag.end()
    return "".join([*out, html[at:]])


def _end(html: str, name: str, start: int) -> int:
    """Where an element ends that begins before `start`."""
    depth = 1
    for tag in re.compile(f"<(/?){name}(?=[ >])[^>]*>").finditer(html, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return len(html)
