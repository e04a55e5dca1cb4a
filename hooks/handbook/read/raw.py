"""Bytes to text: what may stand in a file at all, decided before anything parses it."""

from __future__ import annotations

import re

from handbook.model import Place, Problem

PAGE_BYTES = 1_000_000
DATA_BYTES = 1_000_000

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_HARMLESS = bytes(n for n in range(256) if (n >= 32 and n != 127) or n in b"\t\n\r")
_RARE = (b"\xc2", b"\xd8\x9c", b"\xe2\x80\x8e", b"\xe2\x80\x8f", b"\xe2\x80\xaa", b"\xe2\x80\xab",
         b"\xe2\x80\xac", b"\xe2\x80\xad", b"\xe2\x80\xae", b"\xe2\x81\xa6", b"\xe2\x81\xa7",
         b"\xe2\x81\xa8", b"\xe2\x81\xa9", b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # fmt: skip
"""Bytes that the patterns above may match; without any of these nobody needs to look closer."""


def decode(path: str, content: bytes, limit: int = PAGE_BYTES) -> tuple[str, list[Problem]]:
    """The text of a file with plain line ends, and what is wrong with its bytes.

    A byte order mark is dropped and CRLF or CR become LF. Where bytes are no UTF-8 the text holds
    replacement characters, so that a page can still be shown; over the limit it is empty.
    """
    if len(content) > limit:
        return "", [
            Problem(
                Place(path),
                f"this file is {len(content):,} bytes; we read at most {limit:,}. "
                "Split it into several pages.",
            )
        ]
    if content.startswith(_UTF16):
        text = content.decode("utf-16", "replace")
        return normal(text), [
            Problem(Place(path), "this file is saved as UTF-16. Save it again as UTF-8 without changes.")
        ]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(
            Place(path, line),
            f"byte {error.start + 1} of this file (0x{content[error.start]:02x}) is not UTF-8. "
            "Save the file again as UTF-8; letters with accents may need typing again.",
        )
        return _without_controls(normal(content.decode("utf-8", "replace"))), [problem]
    text = normal(text)
    if not content.translate(None, _HARMLESS) and not any(sign in content for sign in _RARE):
        return text, []
    problems = [*_forbidden(path, text, _CONTROL, _control), *_forbidden(path, text, _BIDI, _bidi)]
    return (_without_controls(text) if problems else text), problems


def normal(text: str) -> str:
    """Without a byte order mark, and with LF at the end of every line."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _forbidden(path: str, text: str, pattern: re.Pattern[str], say) -> list[Problem]:  # type: ignore[no-untyped-def]
    return [
        Problem(Place(path, text.count("\n", 0, match.start()) + 1), say(match[0]))
        for match in list(pattern.finditer(text))[:10]
    ]


def _control(sign: str) -> str:
    return (
        f"an invisible control character (U+{ord(sign):04X}) stands in this line. "
        "Delete the line and type it again."
    )


def _bidi(sign: str) -> str:
    return (
        f"an invisible sign that turns the direction of text (U+{ord(sign):04X}) stands in this "
        "line. Delete the line and type it again."
    )


def _without_controls(text: str) -> str:
    return _BIDI.sub("", _CONTROL.sub("\ufffd", text))
