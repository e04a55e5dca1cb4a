"""The raw HTML of a page in order: which of its tags fit together, and which have to be words.

What an element holds ends with the paragraph or cell that it begins in; only in a block of HTML it may go
on through the blocks that come after, as far as the list item or quotation goes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from handbook.model import Block
from handbook.read import html

_NEAR = 200
"""No more open tags are looked through for the one that ends, or a page of nothing else takes minutes."""

Mend = tuple[int, int, str]
"""From where to where the text becomes what."""

ENDLESS = (
    "'<!--' begins a comment that never ends, so it is shown as words. "
    "Write '-->' where it ends, before the next empty line or list."
)
_NEVER_CLOSED = (
    "'<{0}>' is never closed, so it is shown as words. Write '</{0}>' where it ends, or take it out."
)
_CLOSES_NOTHING = "'</{}>' closes nothing that is open here, so it is shown as words. Take it out."
_MISPLACED = "'<{}>' is a part of a table and does not stand in one, so it is shown as words. Take it out."
ODD = (
    "'<{}' is not written as a tag has to be, so it is shown as words. Write it on one line, "
    "with a space before each of its attributes, quotation marks around their values, and '>' at its end."
)


class Walk:
    """All raw HTML of a page in order, and which tags of it do not fit together."""

    def __init__(self, live: str, outline: Block) -> None:
        self.live = live
        self.refused: dict[int, str] = {}
        self.lost: Counter[str] = Counter()
        self.tags: list[html.Tag] = []
        self.linked: set[int] = set()
        self.comments: list[Mend] = []
        self.dropped: list[Mend] = []
        self.segments: list[tuple[int, int]] = []
        self.spans: list[tuple[int, int, str]] = []
        self.words: list[tuple[int, int]] = []
        self.code: list[tuple[int, int]] = []
        self.leaves: list[tuple[int, int]] = []
        self.raw: list[tuple[int, int, str]] = []
        self.children(outline, top=True)
        self.raw.sort()

    def children(self, parent: Block, top: bool) -> None:
        opened: list[html.Tag] = []
        for child in parent.children:
            if child.kind in ("quote", "list", "item", "footnote"):
                self.children(child, top=False)
                continue
            self.leaves.append((child.start, child.end))
            if child.kind == "code":
                self.code.append((child.start, child.end))
            elif child.kind == "html":
                self.block(child, opened, top)
            else:
                self.line(child, opened, top)
        self.leave(opened)

    def block(self, block: Block, opened: list[html.Tag], top: bool) -> None:
        """A block of HTML, in the stretches of text that it stands in."""
        commented = False
        for start, end in _stretches(block):
            if commented:
                stop = self.live.find("-->", start, end)
                commented = stop < 0
                self.comments.append((start, end if commented else stop + 3, ""))
                start = end if commented else stop + 3
            for begin, stop in html.comments(self.live, start, end):
                commented = self.live[begin:stop][-3:] not in ("-->", "!->") and stop == end
                commented = commented and self.live[begin:stop] not in ("<!-->", "<!--->")
                self.comments.append((begin, stop, "<!-- -->"))
            for tag in html.tags(self.live, start, end):
                self.meet(tag, opened, [], top)
            if start < end:
                self.segments.append((start, end))
        if commented:
            self.refused[next(s for s, _, new in reversed(self.comments) if new)] = ENDLESS

    def line(self, block: Block, opened: list[html.Tag], top: bool) -> None:
        """The tags among the words of a paragraph, heading or table; a cell is by itself."""
        outside = opened if block.kind != "table" else []
        inside: list[html.Tag] = []
        pictures = links = 0
        for kind, start, end, data in block.inlines:
            pictures += (kind == "image") - (kind == "/image")
            links += (kind == "link") - (kind == "/link")
            if kind == "/cell":
                self.leave(inside)
                inside = []
            elif kind == "text":
                self.words.append((start, end))
            elif kind == "codespan" and "<" in data and "\n" in self.live[start:end]:
                self.spans.append((start, end, data))
            elif kind == "inline html":
                tag = next(html.tags(self.live, start, end), None)
                if pictures:
                    self.dropped.append((start, end, ""))
                elif self.live.startswith("<!--", start):
                    self.comments.append((start, end, "<!-- -->"))
                elif tag is None or tag.end != end:
                    name = re.match(r"</?[\w-]*", self.live[start:end])
                    self.refused[start] = ODD.format(name[0][1:] if name else "")
                else:
                    self.meet(tag, inside, outside, top)
                    if links:
                        self.linked.add(start)
        self.leave(inside)

    def meet(self, tag: html.Tag, inside: list[html.Tag], outside: list[html.Tag], top: bool) -> None:
        if tag.name not in html.ELEMENTS:
            self.refused[tag.start] = html.refusal(tag.name)
            return
        if tag.closing:
            for stack in (inside, outside):
                near = range(max(len(stack) - _NEAR, 0), len(stack))
                at = next((n for n in reversed(near) if stack[n].name == tag.name), -1)
                if at >= 0:
                    self.leave([above for above in stack[at + 1 :] if above.name not in html.ENDS])
                    if top and tag.name in html.BLOCKS and self.begins_line(stack[at].start):
                        self.raw.append((stack[at].start, tag.end, tag.name))
                    del stack[at:]
                    self.tags.append(tag)
                    return
            # Of two tags that belong together it is enough to hear of the first.
            self.lost[tag.name] -= 1
            self.refused[tag.start] = "" if self.lost[tag.name] >= 0 else _CLOSES_NOTHING.format(tag.name)
            return
        ended = html.ENDS.get(tag.name, frozenset())
        while len(inside) > 1 and inside[-1].name in ended:
            inside.pop()
        around = [*outside[-_NEAR:], *inside[-_NEAR:]]
        if tag.name in html.WITHIN and not (around and around[-1].name in html.WITHIN[tag.name]):
            self.refuse(tag, _MISPLACED)
            return
        self.tags.append(tag)
        if any(opened.name == "a" for opened in around):
            self.linked.add(tag.start)
        if tag.name not in html.VOID:
            inside.append(tag)

    def leave(self, opened: list[html.Tag]) -> None:
        for tag in opened:
            self.refuse(tag, _NEVER_CLOSED)

    def refuse(self, tag: html.Tag, why: str) -> None:
        self.refused[tag.start] = why.format(tag.name)
        self.lost[tag.name] += 1

    def begins_line(self, place: int) -> bool:
        """Whether an engine may take what begins here for a block of HTML; that goes to its very end."""
        before = self.live[self.live.rfind("\n", 0, place) + 1 : place]
        return not before.strip() or "<" in before


def _stretches(block: Block) -> Iterator[tuple[int, int]]:
    """The text of a block of HTML without the signs of quotations before its lines."""
    begin = at = block.start
    for _, start, end, _ in block.inlines:
        if start > at:
            if at > begin:
                yield begin, at
            begin = start
        at = end
    if at > begin:
        yield begin, at
