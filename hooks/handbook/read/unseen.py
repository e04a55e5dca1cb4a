"""What Markdown takes in and shows to nobody, or shows as it is typed because something is missing.

Notes without a number in the text, addresses that no link uses, code that never ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from handbook.model import Block, Level
from handbook.read.settings import shorten
from handbook.read.spans import Spans

Said = tuple[int, str, Level]
"""An offset of the text, and what to say there."""

LONG = 300
"""Words that nobody would see are said in full, within reason."""
_MAYBE = re.compile(r"\[\^|\]:|\]\[|```|~~~")
_NOTE = re.compile(r"\[\^([^\[\]\n]+)\]")
_NAMED = re.compile(r"(?<![\w\]\[!\\])\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]")
_DEFINED = re.compile(
    r"^(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*"
    r"(?P<all>\[(?!\^)(?P<name>(?:\\.|[^\[\]\\])+)\]:\s*(?P<address><[^<>\n]*>|\S*)"
    r"[^\n]*(?:\n(?![ \t>]*(?:\[|[-+*][ \t]|\d{1,9}[.)][ \t]))[ \t>]*[^\s>][^\n]*)?)",
    re.M,
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|.*(?:[/#@]|\w\.\w)", re.I)
_FENCE = re.compile(r"`{3,}|~{3,}")
_END = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*")
_WORDS = frozenset(("paragraph", "heading", "table", "code", "html"))
NO_ADDRESS = ("", "#")
"""What people write in `[//]: # (…)`, to leave themselves a word that nobody else should see."""


def unseen(text: str, outline: Block) -> Iterator[Said]:
    """All of it that stands in a page's text."""
    if not _MAYBE.search(text):
        return
    blocks = [*outline.within()]
    yield from _notes(text, blocks)
    if "]:" in text or "][" in text:
        yield from _addresses(text, blocks)
    for block in blocks:
        if block.kind == "code" and block.data != "Indented":
            yield from _code(text, block)


def _brackets(text: str, blocks: list[Block], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Brackets that stand in plain words, so that the parser made nothing of them."""
    for block in blocks:
        for kind, start, _, _ in block.inlines if block.kind not in ("code", "html") else ():
            begun = kind == "text" and text[start] == "[" and text[start - 1 : start] != "\\"
            if begun and (match := pattern.match(text, start)):
                yield match


def _notes(text: str, blocks: list[Block]) -> Iterator[Said]:
    if "[^" not in text:
        return
    cited = {data.casefold() for block in blocks for kind, *_, data in block.inlines if kind == "footnote"}
    met: set[str] = set()
    for block in blocks:
        if block.kind != "footnote":
            continue
        name = str(block.data).casefold()
        if within_a_note(text, block):
            message = (
                f"the footnote '[^{block.data}]' begins inside another one, so it is shown as it is written. "
                "Put it on a line of its own, with an empty line before it."
            )
            yield block.start, message, "problem"
        elif name in met:
            message = (
                f"a footnote '[^{block.data}]' stands further up already, so no number in the text leads to "
                "this one. Give it a name of its own, there and here."
            )
            yield block.start, message, "problem"
        elif not block.children:
            message = f"the footnote '[^{block.data}]' says nothing. Write its words after the colon."
            yield block.start, message, "problem"
        elif name not in cited and not name.startswith("@"):
            message = (
                f"no word on this page has the footnote '[^{block.data}]', so it stands at the end without "
                f"a number in the text. Write '[^{block.data}]' after the words that it is about."
            )
            yield block.start, message, "note"
        met.add(name)
    for match in _brackets(text, blocks, _NOTE):
        message = (
            f"there is no footnote '{match[0]}', so it is shown as it is written. "
            f"Write what it says on a line '{match[0]}: …', or take it out."
        )
        yield match.start(), message, "problem"


def within_a_note(text: str, block: Block) -> bool:
    """Whether a footnote begins on the line of another one, or in a quotation or list that does."""
    line = text[text.rfind("\n", 0, block.start) + 1 : block.start]
    return "]:" in line


def _addresses(text: str, blocks: list[Block]) -> Iterator[Said]:
    for match in _brackets(text, blocks, _NAMED):
        name = shorten(match[2].strip() or match[1])
        message = (
            f"'{shorten(match[0])}' is shown as it is written, since no line says which address '{name}' "
            f"stands for. Write it right after the words: [{shorten(match[1])}](https://…)."
        )
        yield match.start(), message, "problem"
    if "]:" not in text:
        return
    links = (token for block in blocks for token in block.inlines if token[0] in ("link", "image"))
    used = {same(data["id"]) for *_, data in links}
    first: dict[str, int] = {}
    for name, address, start, end in definitions(text, blocks):
        above = first.setdefault(name, start)
        if above < start:
            line = text.count("\n", above, start)
            message = (
                f"'{shorten(text[start:end], LONG)}' is not used, because this name has an address {line} "
                f"{'line' if line == 1 else 'lines'} further up. Take one of the two out."
            )
            yield start, message, "problem"
        elif name not in used and address not in NO_ADDRESS:
            yield _unused(shorten(text[start:end], LONG), start, address)


def definitions(text: str, blocks: Iterable[Block]) -> Iterator[tuple[str, str, int, int]]:
    """The lines `[name]: address` that are no words of any block, and from where to where they stand."""
    if "]:" not in text:
        return
    leaves = [(block.start, block.end) for block in blocks if block.kind in _WORDS]
    taken, starts = Spans(leaves), sorted(start for start, _ in leaves)
    for match in _DEFINED.finditer(text):
        start, end = match.span("all")
        if not taken.touch(start, start + 1):
            after = bisect_left(starts, start)
            end = min(end, starts[after] if after < len(starts) else end)
            yield same(match["name"]), match["address"].strip("<>"), start, end


def _unused(written: str, start: int, address: str) -> Said:
    name = written[1:].partition("]")[0]
    if _ADDRESS.match(address):
        message = (
            f"no link uses '{written}', so nobody sees it. "
            f"Write '[{shorten(name)}]' where the link belongs, or take the line out."
        )
        return start, message, "note"
    message = (
        f"'{written}' is read as the address of a link, so nobody sees it. Take the square brackets out."
    )
    return start, message, "problem"


def same(name: str) -> str:
    return " ".join(name.split()).casefold()


def _code(text: str, block: Block) -> Iterator[Said]:
    fence = _FENCE.match(text, block.start)
    if fence is None:
        return
    info = block.data["Fenced"].strip()
    if len(info.split()) > 1:
        message = (
            f"of '{shorten(info, LONG)}' only the first word is used, as the language of this code. "
            "Write what people should read on a line above it."
        )
        yield block.start, message, "note"
    _, broken, last = text[block.start : block.end].rstrip("\n").rpartition("\n")
    end = _END.fullmatch(last)
    if not broken or end is None or not end[1].startswith(fence[0]):
        message = (
            "the code that begins here has no end, so all that comes after it is shown as code as well. "
            f"Write {fence[0]} on a line of its own after its last line."
        )
        yield block.start, message, "problem"
