"""Quotations whose last line says whose words they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.model import Block, SectionId, Voice
from handbook.read import inlines
from handbook.read.blocks import items

_DASH = re.compile(r"^\s*(?:[—–―]|--?(?=\s))\s*")
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_STATE = re.compile(r",\s*(verified|unverified|disputed)[.\s]*$", re.I)
_NAMELESS = {"unknown", "anonymous", "nameless", "source unknown", "an unknown source"}


def voice(text: str, block: Block, section: SectionId, line: int) -> Voice | None:
    """The voice of a quotation, or None where no last line names one: then it is just an aside.

    The last line begins with a dash: `— Howard Rheingold, 1993, [@key]`, or with `after` before the
    name where the words are ours, and perhaps with a last word on how sure that is. Where it is disputed,
    `Ann or Ben` are two. A hyphen, which Markdown reads as a list of one item, counts too.
    """
    last = block.children[-1] if block.children else None
    if last is None:
        return None
    dashed = last.kind == "list" and len(block.children) > 1
    if dashed:
        only = items(last)
        last = only[0].children[0] if len(only) == 1 and only[0].children else None
        if last is None or not text[only[0].start :].lstrip(" ").startswith("-"):
            return None
    if last.kind != "paragraph" or not last.inlines:
        return None
    starts = [last.inlines[0][1], *(t[2] for t in last.inlines if t[0] in ("soft", "hard"))]
    by_start = starts[0 if dashed else -1]
    by_start = next((t[1] for t in last.inlines if t[1] >= by_start), by_start)
    tokens = [token for token in inlines.refine(text, last) if token[1] >= by_start]
    words = " ".join(inlines.flatten(tokens)[0].split())
    if not dashed and not _DASH.match(words):
        return None
    words = _DASH.sub("", words, count=1)
    said = _STATE.search(words)
    state = said[1].lower() if said else ""
    words = words[: said.start()] if said else words
    paraphrase = words.lower().startswith("after ")
    who, *rest = [part.strip() for part in (words[6:] if paraphrase else words).split(",")]
    who, _, other = who.partition(" or ") if state == "disputed" else (who, "", "")
    keys = [f"@{token[3][0][0]}" for token in tokens if token[0] == "cite"]
    links = [token[3]["dest_url"] for token in tokens if token[0] == "link"]
    plain = ", ".join(part for part in rest if part and not re.fullmatch(r"(c\.? ?)?\d{4}", part))
    before = [
        inlines.between(inlines.refine(text, paragraph), 0, by_start)
        for paragraph in _paragraphs(block)
        if paragraph.start < by_start
    ]
    return Voice(
        text=" ".join(filter(None, before)),
        who="" if who.lower().rstrip(".") in _NAMELESS else who,
        year=next((match[1] for part in rest if (match := _YEAR.search(part))), ""),
        source=next(iter([*keys, *links, plain])),
        paraphrase=paraphrase,
        section=section,
        line=line,
        start=block.start,
        end=block.end,
        by_start=by_start,
        by_end=max(token[2] for token in last.inlines),
        state=state,
        or_who=other.strip(),
    )


def _paragraphs(block: Block) -> Iterator[Block]:
    if block.kind == "paragraph":
        yield block
    for child in block.children:
        yield from _paragraphs(child)
