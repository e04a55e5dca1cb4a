"""The links, anchors and citations of a page, met one after another."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import itemgetter
from urllib.parse import unquote

from handbook.model import Block, Citation, PagePath, Place, Problem, SectionId, WrittenLink
from handbook.read import html, inlines
from handbook.read.blocks import Token
from handbook.read.inlines import cited
from handbook.read.markup import Markup
from handbook.read.settings import shorten
from handbook.read.spans import Spans
from handbook.read.web import can_be_read, is_elsewhere, not_to_open

Stretch = tuple[str, int, int]
"""A text, and from where to where something stands in it."""

FARTHEST = 20
"""As many tags or tokens around a raw link are looked at for its words."""
_CLOSED = re.compile(r"</a\s*>", re.I)
_NEARLY_CITED = re.compile(r"\[(@\w[^\[\]]*)(?:\](?!\()|\Z)")
_LINKING = frozenset(("link", "image", "wiki", "url", "cite", "inline html"))


class LinkReader:
    """What a walk over a page knows of places, and takes down of links; `section` is where it is."""

    def __init__(self, path: PagePath, text: str, line: int, tabs: dict[int, int]) -> None:
        self.path, self.text, self.first_line, self.tabs = path, text, line, tabs
        self.lines = list(accumulate(len(line) + 1 for line in text.split("\n")))[:-1]
        self.section = SectionId(path)
        self.links: list[WrittenLink] = []
        self.citations: list[Citation] = []
        self.raw_ids: dict[str, None] = {}
        self.markup = Markup(Block("document", 0, 0), text)
        self.raw = Spans(())
        self.problems: list[Problem] = []

    def line_of(self, offset: int) -> int:
        return self.first_line + bisect_right(self.lines, offset)

    def column_of(self, offset: int) -> int:
        row = bisect_right(self.lines, offset)
        return max(offset - (self.lines[row - 1] if row else 0) - self.tabs.get(row, 0), 0) + 1

    def say(self, offset: int, message: str, level: str = "problem") -> None:
        place = Place(f"docs/{self.path}", self.line_of(offset))
        self.problems.append(Problem(place, message, level))  # type: ignore[arg-type]

    def say_at(self, offset: int, message: str, level: str = "problem") -> None:
        """The same with the column, for what stands inside a line."""
        place = Place(f"docs/{self.path}", self.line_of(offset), self.column_of(offset))
        self.problems.append(Problem(place, message, level))  # type: ignore[arg-type]

    def find_links(self, tokens: list[Token], text: str, at: list[int], label: int = -1) -> None:
        if "[@" in text:
            self.nearly_cited(tokens)
        if not any(token[0] in _LINKING for token in tokens):
            return
        opened: list[int] = []
        for number, (kind, start, end, data) in enumerate(tokens):
            if kind in ("link", "image"):
                opened.append(number)
            elif kind in ("/link", "/image"):
                first = opened.pop()
                opening = 2 if tokens[first][0] == "image" else 1
                tail = tokens[number - 1][2] if number - 1 > first else tokens[first][1] + opening
                stretch = (text, at[first], at[number])
                self.links.append(self.addressed(tokens[first], stretch, tail, label))
            elif kind == "wiki":
                name, fragment, shown = data
                stretch = (text, at[number], at[number] + len(shown))
                self.links.append(self.link("wiki", name, fragment, shown, stretch, start, end))
            elif kind == "url":
                stretch = (text, at[number], at[number] + len(data))
                why = not_to_open(f"https://{data}" if data[:4].lower() == "www." else data)
                if why:
                    self.say_at(start, why)
                kind = "unreadable" if why else "web"
                self.links.append(self.link(kind, data, "", data, stretch, start, end))
            elif kind == "cite" and not self.raw.touch(start, end):
                line = self.line_of(start)
                self.citations += [Citation(key, self.section, line, start, end, at) for key, at in data]
            elif kind == "inline html":
                self.raw_tag(tokens, number, text, at, label)

    def nearly_cited(self, tokens: list[Token]) -> None:
        """Say how to cite where a bracket begins as one that does."""
        for number, (kind, start, end, data) in enumerate(tokens):
            if kind != "text" or len(data) != end - start:
                continue
            for near in _NEARLY_CITED.finditer(data):
                at = start + near.start()
                whole = near[0].endswith("]")
                after = "" if whole else inlines.flatten(tokens[number + 1 : number + 3])[0]
                closed = cited(near[1]) if whole else "]" not in after.partition("[")[0]
                if self.text[at - 1 : at] != "\\" and not closed:
                    self.say_at(
                        at,
                        f"'{shorten(near[0])}' is shown as it is written. "
                        "To name sources write [@key], [@key, p. 12] or [@key; @other], on one line.",
                        "note",
                    )

    def raw_tag(self, tokens: list[Token], number: int, text: str, at: list[int], label: int) -> None:
        """The address or anchor of a tag inside a paragraph; a link's words end at the next `</a>`."""
        for tag in html.tags(self.markup.live, tokens[number][1], tokens[number][2]):
            near = range(number + 1, min(number + FARTHEST, len(tokens)))
            end = next((n for n in near if _CLOSED.match(self.text, tokens[n][1])), number)
            self.raw_address(tag, (text, at[number], at[end]), tokens[end][2], label)

    def raw_block(self, block: Block) -> None:
        """The addresses and anchors of a block of HTML, each with the words near it."""
        found = [*html.tags(self.markup.live, block.start, block.end)]
        raw = self.markup.raw
        lo, hi = (bisect_left(raw, place, key=itemgetter(0)) for place in (block.start, block.end))
        for start, end, name in raw[lo:hi]:
            if block.end < end:
                self.say_at(
                    start,
                    f"Markdown between <{name}> and its end is shown as it is written. "
                    "Take the tags out, or write all of it in HTML.",
                    "note",
                )
        for number, tag in enumerate(found):
            near = found[number + 1 : number + FARTHEST]
            last = next((t for t in near if t.name == "a" and t.closing), tag) if tag.name == "a" else tag
            begin = found[max(number - FARTHEST, 0)].start
            head = html.plain(self.text[begin : tag.start])
            words = html.plain(self.text[tag.end : last.start])
            stop = near[-1].start if len(near) == FARTHEST - 1 else block.end
            rest = html.plain(self.text[last.end : stop])
            left = len(head) + bool(head)
            whole = " ".join(filter(None, (head, words, rest)))
            self.raw_address(tag, (whole, left, left + len(words)), last.end, -1)

    def anchor(self, name: str, offset: int) -> None:
        """A place that links can lead to, marked by a tag."""
        if name in self.raw_ids:
            id_ = f"the id '{shorten(name)}' is on this page twice"
            self.say_at(offset, f"{id_}, so links lead to the first. Choose another.")
        self.raw_ids[name] = None

    def raw_address(self, tag: html.Tag, stretch: Stretch, tail: int, label: int) -> None:
        if tag.closing:
            return
        if "id" in tag.attributes:
            self.anchor(tag.attributes["id"].value, tag.start)
        kind = "html image" if tag.name == "img" else "html"
        found = tag.attributes.get("src" if tag.name == "img" else "href")
        if found is None or found.start < 0 or not can_be_read(found.value) or not_to_open(found.value):
            return
        address, start, end, fragment = found.value, found.start, found.end, ""
        if not is_elsewhere(address):
            address, _, fragment = address.partition("#")
            address, fragment = unquote(address.partition("?")[0]), unquote(fragment)
        words = " ".join(stretch[0][stretch[1] : stretch[2]].split())
        self.links.append(self.link(kind, address, fragment, words, stretch, start, end, tail, label=label))

    def addressed(self, token: Token, stretch: Stretch, tail: int, label: int) -> WrittenLink:
        """A link or picture with an address in brackets, from a definition or of its own."""
        kind, start, end, data = token
        address, fragment = data["dest_url"], ""
        bare = data["link_type"] in ("Autolink", "Email")
        if data["link_type"] == "Collapsed" and self.text.startswith("[]", end):
            end += 2  # `[words][]`: the parser leaves the empty brackets out
        if not can_be_read(address):
            self.say(
                start,
                f"the address '{shorten(address)}' cannot be read, so it is no link. "
                "Take the square brackets out of it.",
            )
            kind = "unreadable"
        elif bare or is_elsewhere(address):
            kind = "web" if kind == "link" else kind
            if data["link_type"] != "Email" and (why := not_to_open(address)):
                self.say_at(start, why)
                kind = "unreadable"
        else:
            address, _, fragment = address.partition("#")
            address, fragment = unquote(address.partition("?")[0]), unquote(fragment)
        shown = " ".join(stretch[0][stretch[1] : stretch[2]].split())
        tail = 0 if bare else tail
        return self.link(kind, address, fragment, shown, stretch, start, end, tail, data["title"], label)

    def link(
        self,
        kind: str,
        target: str,
        fragment: str,
        text: str,
        stretch: Stretch,
        start: int,
        end: int,
        tail: int = 0,
        title: str = "",
        label: int = -1,
    ) -> WrittenLink:
        return WrittenLink(
            kind=kind,  # type: ignore[arg-type]
            target=target,
            fragment=fragment,
            text=text,
            section=self.section,
            around=stretch[0],
            left=stretch[1],
            right=stretch[2],
            line=self.line_of(start),
            column=self.column_of(start),
            start=start,
            end=end,
            tail=tail,
            title=title,
            label=label,
        )
