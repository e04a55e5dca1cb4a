"""What looks like a link and is none, because a sign is missing or one too many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.read.blocks import Token
from handbook.read.settings import shorten
from handbook.read.spans import Spans

_LINKS = frozenset(("link", "image", "codespan", "inline html", "wiki"))
_SPACED = re.compile(
    r"(?P<picture>(?<!\\)!)?\[(?(picture)[^\[\]\n]*|(?!\^)[^\[\]\n]+)\]"
    r"(?:\((?P<address>[^()\n<>]+)\)|[ \t]+\((?P<apart>[^()\s]+\.md[^()\s]*)\))"
)
_WEB = re.compile(r"\s*[a-z][a-z0-9+.-]*://", re.I)
_FILE = re.compile(
    r"\s*#[^\W\d_]|.*\.(?:md|markdown|html?|txt|csv|pdf|docx?|xlsx?|pptx?|od[pst]|zip|svg|png|jpe?g|gif|webp|heic"
    r"|mp[34])\s*(?:#.*)?$",
    re.I,
)
"""What begins or ends as an address, and not as words in brackets do."""
_HALF = re.compile(
    r"(?<!\\)\[\[(?P<left>[^\W\d_][^\[\]\n]*)\](?![\](\[:])(?![^\[\]\n]*\])"
    r"|(?<![\[\\])\[(?P<right>[^\W\d_][^\[\]\n]*)\]\](?![(\[:\]])"
)
_OPEN = re.compile(r"\[[^\[\]\n]+\]\([ \t]*$", re.M)
_EMPTY = re.compile(r"\[\[[ \t]*(?:\|[^\[\]\n]*)?\]\]|\[\[[^\[\]|\n]+\|[ \t]*\]\]")


maybe_slips = re.compile(
    r"\]\((?:[^()\n]*[ \t]|$)|\][ \t]+\(|\[\[[ \t]*[|\]]|\|[ \t]*\]\]"
    r"|\[\[[^\[\]\n]*\](?!\])|\[(?<!\[\[)[^\[\]\n]*\]\]",
    re.M,
).search
"""Whether a stretch of text is worth a closer look."""


def slips(source: str, begin: int, tokens: list[Token]) -> Iterator[tuple[int, str, str]]:
    """Where in the text each slip is, what to say, and whether it is a note or a problem.

    `source` is the block as written, which begins at `begin`.
    """
    empty = [*_EMPTY.finditer(source)] if "[[" in source else []
    taken = Spans((token[1], token[2]) for token in tokens if token[0] in _LINKS)
    for match in empty:
        if not taken.touch(begin + match.start(), begin + match.end()):
            message = f"'{match[0]}' lacks its name or its words. Write [[Title]], or [[Title|words]]."
            yield begin + match.start(), message, "problem"
    for match in _SPACED.finditer(source):
        address = match["address"]
        if taken.touch(begin + match.start(), begin + match.end()):
            continue
        written = shorten(match[0])
        if match["apart"]:
            message = f"'{written}' is no link because of the space before the bracket. Take it out."
            yield begin + match.start(), message, "note"
        elif re.search(r"\s", address.strip()) and "{" not in address:
            web = _WEB.match(address)
            if not web and not _FILE.match(address):
                continue
            better = match[0].replace(f"({address})", f"({without_spaces(address)})")
            how = f"Web addresses have %20 there: {shorten(better)}"
            if not web:
                how = f"Names of files have none: {shorten(better)}"
            elif not without_spaces(address):
                how = "Take it out."
            what = "is not shown" if match["picture"] else "is no link"
            message = f"'{written}' {what} because of the space in its address. {how}"
            yield begin + match.start(), message, "note"
    if "[[" in source or "]]" in source:
        yield from _half_names(source, begin, taken)
    for match in _OPEN.finditer(source):
        if not taken.touch(begin + match.start(), begin + match.end()):
            written = shorten(match[0])
            message = f"'{written}' is no link because its address is not on this line. Write it there."
            yield begin + match.start(), message, "note"


def _half_names(source: str, begin: int, taken: Spans) -> Iterator[tuple[int, str, str]]:
    """`[[Title]` and `[Title]]`, but not `[see [Title]]`, whose brackets are all closed."""
    for match in _HALF.finditer(source):
        last = source.rfind("[", 0, match.start())
        begun = last > source.rfind("]", 0, match.start()) and "\n" not in source[last : match.start()]
        closed = match["right"] and begun
        if not closed and not taken.touch(begin + match.start(), begin + match.end()):
            name = f"[[{match['left'] or match['right']}]]"
            message = f"'{match[0]}' looks like a link by name with one bracket missing. Write {name}."
            yield begin + match.start(), message, "note"


def without_spaces(address: str) -> str:
    """An address as it has to be written; nothing where a space stands in the name of a site."""
    address = address.strip()
    if _WEB.match(address):
        whole = re.match(r"\w[\w+.-]*://[^\s/]+/", address)
        return re.sub(r"\s", "%20", address) if whole else ""
    return "#".join(part.rstrip() for part in address.split("#")).replace(" ", "-")
