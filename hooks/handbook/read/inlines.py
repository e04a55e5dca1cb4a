"""The tokens inside a block, with what GitHub does not know: names, citations, bare addresses."""

from __future__ import annotations

import re
from bisect import bisect_right

from handbook.model import Block
from handbook.read.blocks import Token
from handbook.read.spans import Spans

_WIKI = re.compile(r"(?<!\\)\[\[([^\[\]|\n]+?)(?:\\?\|([^\[\]\n]+?))?\]\]")
_CITE = re.compile(r"(?<!\\)\[(@[^\[\]\n]*)\](?!\()")
_CITED = re.compile(r"@([\w:.-]+)(?:[ \t]*,([^@]*))?").fullmatch
_BARE = re.compile(r"(?<![\w/.:@-])(?:https?://|www\.)[^\s<>\"'`\[\]]+", re.I)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
CELL = " · "
"""What stands between two cells of a table row in running words."""
_OPAQUE = frozenset(("codespan", "inline html", "link", "image"))


def refine(text: str, block: Block) -> list[Token]:
    """The inline tokens of a block, `wiki`, `cite` and `url` among them.

    `wiki` carries name, fragment and the words to show, `cite` a key and a place in the source for each
    that it names, and `url` the address.
    """
    source = text[block.start : block.end]
    if "[[" not in source and "[@" not in source and "://" not in source and "www." not in source:
        return block.inlines
    waiting = iter(_spans(block, source))
    span = next(waiting, None)
    tokens: list[Token] = []
    for token in block.inlines:
        while span and token[1] >= span[2]:
            span = next(waiting, None)
        if span and span[1] <= token[1] and token[2] <= span[2]:
            if not tokens or tokens[-1] is not span:
                tokens.append(span)
        elif span and token[0] == "text" and token[1] < span[1] < token[2]:
            # `![[name]]`: the parser takes the first two signs together.
            tokens.append(("text", token[1], span[1], token[3][: span[1] - token[1]]))
        else:
            tokens.append(token)
    return _bare_addresses(_merged(tokens))


def flatten(tokens: list[Token]) -> tuple[str, list[int]]:
    """The words of the tokens as a reader sees them, and where each token begins in them."""
    pieces: list[str] = []
    at: list[int] = []
    length = 0
    for token in tokens:
        if token[0] == "cite" and pieces:
            # A number stands here on the page; in words the sentence closes up.
            length -= len(pieces[-1]) - len(pieces[-1].rstrip())
            pieces[-1] = pieces[-1].rstrip()
        at.append(length)
        piece = shown(token)
        if piece:
            pieces.append(piece)
            length += len(piece)
    return "".join(pieces), at


def between(tokens: list[Token], start: int, end: int) -> str:
    """The words between two offsets of the text, white space folded."""
    cut: list[Token] = []
    for token in tokens:
        kind, s, e, data = token
        if e <= start or s >= end:
            continue
        if s >= start:
            cut.append(token)
        elif kind == "text" and len(data) == e - s:
            cut.append(("text", start, e, data[start - s :]))
    return " ".join(flatten(cut)[0].split())


def words(text: str, block: Block) -> str:
    """All words of a block, white space folded."""
    return " ".join(flatten(refine(text, block))[0].split())


def shown(token: Token) -> str:
    """What a reader sees of one token."""
    kind = token[0]
    if kind in ("text", "codespan", "url"):
        return str(token[3])
    if kind == "wiki":
        return str(token[3][2])
    if kind == "/cell":
        return CELL
    return " " if kind in ("soft", "hard") else ""


def _spans(block: Block, source: str) -> list[Token]:
    """Wiki links and citations that do not stand in code, HTML or another link."""
    opaque = Spans((start, end) for kind, start, end, _ in block.inlines if kind in _OPAQUE)
    cells = [(start, end) for kind, start, end, _ in block.inlines if kind == "cell"]
    found: list[Token] = []
    for match in _WIKI.finditer(source):
        name, sign, fragment = match[1].partition("#")
        name, fragment = name.strip(), fragment.strip()
        if sign and len(name) == 1 and not fragment:
            name = match[1].strip()  # a name such as `C#`
        label = (match[2] or "").strip() or ": ".join(filter(None, (name, fragment)))
        start = block.start + match.start()
        found.append(("wiki", start, start + len(match[0]), (name, fragment, label)))
    for match in _CITE.finditer(source):
        start = block.start + match.start()
        if named := cited(match[1]):
            found.append(("cite", start, start + len(match[0]), named))
    kept = [token for token in found if not opaque.touch(token[1], token[2]) and _in_one(cells, token)]
    return sorted(kept, key=lambda token: token[1])


def cited(words: str) -> tuple[tuple[str, str], ...]:
    """What `@a, p. 12; @b` names, as key and place for each; nothing where it is written otherwise.

    >>> cited("@a, p. 12; @b")
    (('a', 'p. 12'), ('b', ''))
    """
    named = [_CITED(part.strip()) for part in words.split(";")]
    if not all(match and (match[2] is None or match[2].strip()) for match in named):
        return ()
    return tuple((match[1], _ESCAPED.sub(r"\1", match[2] or "").strip()) for match in named if match)


def _in_one(cells: list[tuple[int, int]], token: Token) -> bool:
    """Whether a token stands in one cell, or in no table."""
    before = bisect_right(cells, token[1], key=lambda cell: cell[0])
    return not cells or (before > 0 and token[2] <= cells[before - 1][1])


def _merged(tokens: list[Token]) -> list[Token]:
    """Neighbouring pieces of text as one; an escape between two pieces keeps them apart."""
    merged: list[Token] = []
    for token in tokens:
        last = merged[-1] if merged else None
        if (
            last
            and token[0] == last[0] == "text"
            and last[2] == token[1]
            and len(token[3]) == token[2] - token[1]
            and len(last[3]) == last[2] - last[1]
        ):
            merged[-1] = ("text", last[1], token[2], last[3] + token[3])
        else:
            merged.append(token)
    return merged


def _bare_addresses(tokens: list[Token]) -> list[Token]:
    """GitHub links bare addresses; so do we, by the same rules for what ends one."""
    out: list[Token] = []
    depth = 0
    for token in tokens:
        kind, start, end, data = token
        depth += (kind == "link") - (kind == "/link")
        if kind != "text" or depth or len(data) != end - start:
            out.append(token)
            continue
        at = 0
        for match in _BARE.finditer(data):
            address = _trimmed(match[0])
            if "." not in address[4:]:
                continue
            if match.start() > at:
                out.append(("text", start + at, start + match.start(), data[at : match.start()]))
            at = match.start() + len(address)
            out.append(("url", start + match.start(), start + at, address))
        if at < len(data):
            out.append(("text", start + at, end, data[at:]))
    return out


def _trimmed(address: str) -> str:
    """Without the signs at the end that belong to the sentence, or close a bracket opened before."""
    end, closing = len(address), address.count(")") - address.count("(")
    while end and (address[end - 1] in "?!.,:*_~;" or (address[end - 1] == ")" and closing > 0)):
        end -= 1
        closing -= address[end] == ")"
    return address[:end]
