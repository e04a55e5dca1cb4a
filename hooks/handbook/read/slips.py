"""What looks like a link and is none, because a sign is missing or one too many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.read.blocks import Token
from handbook.read.settings import shorten
from handbook.read.spans import Spans

_LINKS = frozenset(("link", "image", "codespan", "inline html", "wiki"))
_SPACED = re.compile(
    r"\[(?!\^)[^\[\]\n]+\]"
    r"(?:\((?P<address>[^()\n<>]+)\)|[ \t]+\((?P<apart>[^()\s]+\.md[^()\s]*)\))"
)
_ADDRESS = re.compile(r"\.\w|/|#")
_EMPTY = re.compile(r"\[\[[ \t]*(?:\|[^\[\]\n]*)?\]\]|\[\[[^\[\]|\n]+\|[ \t]*\]\]")


maybe_slips = re.compile(r"\]\([^()\n]*[ \t]|\][ \t]+\(|\[\[[ \t]*[|\]]|\|[ \t]*\]\]").search
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
        elif re.search(r"\s", address.strip()) and _ADDRESS.search(address) and "{" not in address:
            better = match[0].replace(address, re.sub(r"\s+(?=#)", "", address.strip()).replace(" ", "-"))
            message = (
                f"'{written}' is no link because of the space in its address. "
                f"Names of files have none: {shorten(better)}"
            )
            yield begin + match.start(), message, "note"
