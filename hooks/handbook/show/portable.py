"""Raw HTML with its addresses in Markdown, so that they mean the same to every engine.

An address in raw HTML is left as it is by MkDocs and ProperDocs, and reckoned from the Markdown file
by Zensical. Links and pictures in Markdown are understood alike by all three.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urljoin, urlsplit

from handbook.model import PagePath, SectionId
from handbook.read.html import tags
from handbook.show.addresses import relative, url
from handbook.show.markdown import escape as plain

_ANY = re.compile(r"<(?:a|img)\b[^<>]*\s(?:href|src)\b|<[a-z][^<>]*\smarkdown\b", re.I)
_RELATIVE = re.compile(r"(?![a-z][a-z0-9+.-]*:|/|#|\?)\S+", re.I)
_SIGN = re.compile(r"(?P<ticks>`+)|(?P<close></a\s*>)|<(?P<tag>a|img)\b[^<>]*>", re.I)
_FENCE = re.compile(r" *(`{3,}|~{3,})")
_BLOCKS = (
    "address article aside blockquote body canvas center colgroup dd details div dl dt fieldset figcaption "
    "figure footer form group h[1-6] header hgroup hr html iframe legend li main map math menu nav noscript "
    "object ol option output p pre progress script search section style summary table tbody td textarea "
    "tfoot th thead tr ul video"
)
_OPENS = re.compile(rf" {{0,3}}<({_BLOCKS.replace(' ', '|')})\b", re.I)
"""What begins a block of raw HTML to Python-Markdown."""
_SWITCH = re.compile(r"(<[a-z][^<>]*?)\smarkdown(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s<>]+))?(?=[\s/>])", re.I)
"""An attribute that would have an engine read Markdown where GitHub shows plain words."""
_UNTOUCHED = re.compile(r"<(?:pre|script|style|textarea|svg|math)\b|<[!?]|<[^<>]*(?:<|\Z)", re.I)
_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())


def portable(text: str, path: str, sources: Mapping[str, str]) -> str:
    """A page with the relative addresses of its raw HTML in Markdown.

    `path` is the page's own file and `sources` names the file behind every address of the site.
    """
    if not _ANY.search(text):
        return text
    lines, out, running, fence, number = text.split("\n"), list[str](), list[str](), "", 0
    while number <= len(lines):
        line = lines[number] if number < len(lines) else ""
        mark, opens = _FENCE.match(line), _OPENS.match(line)
        if line.strip() and not (fence or mark or opens):
            running.append(line)
            number += 1
            continue
        if running:
            out.append(_inline("\n".join(running), path, sources))
            running = []
        rows = 1
        if fence:
            fence = "" if line.strip() == fence else fence
        elif mark:
            fence = mark[1]
        elif opens:
            rows, column, missing = _extent(lines, number)
            *before, last = lines[number : number + rows]
            line = _block("\n".join([*before, last[:column]]), path, sources) + missing
            line += _inline(last[column:], path, sources)
        if number < len(lines):
            out.append(line)
        number += rows
    return "\n".join(out)


def _extent(lines: list[str], first: int) -> tuple[int, int, str]:
    """How far a block of raw HTML goes: its lines, the end in the last one, and tags nobody closed."""
    inside: list[str] = []
    within: Counter[str] = Counter()
    for number in range(first, len(lines)):
        for tag in tags(lines[number], 0, len(lines[number])):
            if tag.closing and within[tag.name]:
                # As browsers do: the end of a list is the end of its items as well.
                while (name := inside.pop()) != tag.name:
                    within[name] -= 1
                within[tag.name] -= 1
            elif not tag.closing and tag.name not in _EMPTY:
                inside.append(tag.name)
                within[tag.name] += 1
            if not inside:
                return number - first + 1, tag.end, ""
    # The engine takes all the rest for HTML; what comes after the page must not be.
    return len(lines) - first, len(lines[-1]), "".join(f"</{name}>" for name in reversed(inside))


def _block(html: str, path: str, sources: Mapping[str, str]) -> str:
    html = _SWITCH.sub(r"\1", html)
    if _UNTOUCHED.search(html):
        return html
    block = _Block(html, path, sources)
    return block.text if block.changed else html


def _inline(text: str, path: str, sources: Mapping[str, str]) -> str:
    """A run of lines with the links and pictures among its words in Markdown."""
    signs = [*_SIGN.finditer(text)]
    if not any(sign["tag"] for sign in signs):
        return text
    last = {len(sign["ticks"]): number for number, sign in enumerate(signs) if sign["ticks"]}
    closes = max((number for number, sign in enumerate(signs) if sign["close"]), default=-1)
    parts: list[str] = []
    at, code, closing = 0, 0, ""
    for number, sign in enumerate(signs):
        new = sign[0]
        if sign["ticks"]:
            if code == len(new):
                code = 0
            elif not code and last[len(new)] > number:
                code = len(new)
        elif code:
            pass
        elif sign["close"]:
            new, closing = closing or new, ""
        elif sign["tag"].lower() == "img":
            picture = _Block(new, path, sources)
            new = picture.text if picture.changed else new
        elif not closing and closes > number:
            link = _Block(new, path, sources)
            if link.changed:
                new, closing = "[", link.closing[0]
        parts += [text[at : sign.start()], new]
        at = sign.end()
    return text if closing else "".join([*parts, text[at:]])


class _Block(HTMLParser):
    """Raw HTML with its relative addresses in Markdown, its words kept from being Markdown.

    An engine reads all that stands in the outermost element as one run of words and tags: the space
    after its opening tag sees to that, or headings in it would enter the table of contents.
    """

    def __init__(self, html: str, path: str, sources: Mapping[str, str]) -> None:
        super().__init__()
        self.path, self.sources = path, sources
        self.parts: list[str] = []
        self.closing: list[str] = []
        self.changed = False
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        href, src = values.get("href") or "", values.get("src") or ""
        if tag == "a" and _RELATIVE.fullmatch(href):
            self.changed = True
            self.parts.append("[")
            self.closing.append(f"]({self.source(href)}){_listed(attrs, 'href')}")
        elif tag == "img" and _RELATIVE.fullmatch(src):
            self.changed = True
            words = plain(values.get("alt") or "")
            self.parts.append(f"![{words}]({self.source(src)}){_listed(attrs, 'src', 'alt')}")
        else:
            if tag == "a":
                self.closing.append("</a>")
            # Inside a link or a picture alone there is no outermost element.
            outermost = not self.parts and tag not in ("a", "img")
            self.parts.append(f"<{tag}{_attributes(attrs)}" + (' markdown="span"> ' if outermost else ">"))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(self.closing.pop() if tag == "a" and self.closing else f"</{tag}>")

    def handle_data(self, data: str) -> None:
        # One line, or an engine would find the beginnings of blocks in it.
        self.parts.append(re.sub(r"\S+|\s+", lambda w: plain(w[0]) if w[0].strip() else " ", data))

    def source(self, address: str) -> str:
        """The way to the file behind an address of the site."""
        parts = urlsplit(urljoin(f"/{url(self.path)}", address))
        there = unquote(parts.path).removeprefix("/")
        fragment = f"#{unquote(parts.fragment)}" if parts.fragment else ""
        way = relative(PagePath(self.path), SectionId(self.sources.get(there, there) + fragment))
        if parts.query:
            way, sign, fragment = way.partition("#")
            way += f"?{quote(parts.query, safe=_IN_QUERY)}{sign}{fragment}"
        return way


def _listed(attrs: Collection[tuple[str, str | None]], *but: str) -> str:
    """Attributes as a list that Markdown puts on the link or picture before it."""
    kept = [(name, name if value is None else value) for name, value in attrs if name not in but]
    return f"{{:{_attributes(kept)} }}" if kept else ""


def _attributes(attrs: Collection[tuple[str, str | None]]) -> str:
    """Attributes as HTML, in signs that Markdown leaves alone."""
    return "".join(
        f" {name}" if value is None else f' {name}="{_IN_VALUE.sub(_entity, escape(value))}"'
        for name, value in attrs
    )


_IN_QUERY = "/?:@&+,=%"
_IN_VALUE = re.compile(r"[\\`\[\]{}]")


def _entity(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"
