"""Bytes to text: what may stand in a file at all, decided before anything parses it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from handbook.model import Place, Problem

FILE_BYTES = 1_000_000
"""As much is read of a page at all; what is over this is not even shown."""
DATA_BYTES = 1_000_000
PAGE_BYTES = 256_000
LINE = 5_000
"""What a page may hold for a parser to see it. Some engines need minutes for a line of 20 kB."""
AS_TYPED = "Until then the page is shown as it was typed, and its labels and links do not count."

NO_TEXT = "this file is no text. If it is a picture, give it the ending of one, such as .png."
_NO_TEXT = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"%PDF-", b"PK\x03\x04", b"RIFF")
"""What pictures, PDF and office files begin with."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKS = re.compile("[\u200e\u200f\u061c]")
"""Ordinary in the text of languages that are written from right to left, and of no use in a name or a key."""
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_TWO_VERSIONS = (
    "two people changed these lines, and git put both versions here. "
    "Keep one, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
)
_HARMLESS = bytes(n for n in range(256) if (n >= 32 and n != 127) or n in b"\t\n\r")


def decode(path: str, content: bytes, limit: int = FILE_BYTES) -> tuple[str, list[Problem]]:
    """The text of a file with plain line ends, and what is wrong with its bytes.

    A byte order mark is dropped and CRLF or CR become LF. Where bytes are no UTF-8 the text holds
    replacement characters, so that a page can still be shown; over the limit it is empty.
    """
    if len(content) > limit:
        message = (
            f"this file has more than {limit:,} bytes, the most we read, so nothing in it is shown. "
            "Split it into several pages."
        )
        return "", [Problem(Place(path), message)]
    if content.startswith(_NO_TEXT):
        return "", [Problem(Place(path), NO_TEXT)]
    if wide := utf16(content):
        message = "this file is saved as UTF-16. Save it again as UTF-8 without changes."
        text, problems = checked(path, normal(content.decode(wide, "replace")))
        return text, sorted([Problem(Place(path), message), *problems])
    try:
        text = normal(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        if b"\0" in content:
            return "", [Problem(Place(path), NO_TEXT)]
        line = len(re.findall(rb"\r\n|\r|\n", content[: error.start])) + 1
        message = (
            f"byte {error.start + 1} of this file (0x{content[error.start]:02x}) is not UTF-8. "
            "Save the file again as UTF-8; letters with accents may need typing again."
        )
        return without_controls(normal(content.decode("utf-8", "replace"))), [
            Problem(Place(path, line), message)
        ]
    if content.isascii() and not content.translate(None, _HARMLESS):
        return text, []
    return checked(path, text)


def bounds(path: str, text: str, line: int = 1) -> list[Problem]:
    """Why a page's text is more than any parser should see, with the first few lines that are too long."""
    problems = []
    size = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
    if size > PAGE_BYTES:
        message = (
            f"this page has {size:,} bytes, and we read at most {PAGE_BYTES:,}. "
            f"Split it into several pages. {AS_TYPED}"
        )
        problems.append(Problem(Place(path), message))
    if size > LINE:
        long = ((row, len(words)) for row, words in enumerate(text.split("\n"), line) if len(words) > LINE)
        for row, length in islice(long, 3):
            message = (
                f"this line has {length:,} characters, and we read at most {LINE:,}. "
                f"Break it into several paragraphs, with an empty line between them. {AS_TYPED}"
            )
            problems.append(Problem(Place(path, row), message))
    return problems


def checked(path: str, text: str, line: int = 1) -> tuple[str, list[Problem]]:
    """The text without signs nobody can see, and a problem for each of the first few."""
    problems = [
        *_forbidden(path, text, line, _CONTROL, _control),
        *_forbidden(path, text, line, _BIDI, _bidi),
    ]
    if _MARKS.search(text):
        # Elsewhere such a mark could only hide a word from whoever looks for it.
        lines = text.split("\n")
        text = "\n".join(line if _RIGHT_TO_LEFT.search(line) else _MARKS.sub("", line) for line in lines)
    return (without_controls(text) if problems else text), problems


def one_line(path: str, text: str, line: int) -> list[Problem]:
    """The signs nobody can see in a value, where marks of direction are wrong as well."""
    return [*checked(path, text, line)[1], *_forbidden(path, text, line, _MARKS, _bidi)]


def two_versions(path: str, text: str, line: int = 1) -> list[Problem]:
    """What git leaves in a file where two people changed the same lines; in code it is an example."""
    if "<<<<<<<" not in text or ">>>>>>>" not in text:
        return []
    fence, begun = "", 0
    for row, words in enumerate(text.split("\n"), line):
        if begun:
            if re.match(r">{7}(?: |$)", words):
                return [Problem(Place(path, begun), _TWO_VERSIONS)]
        elif found := _FENCE.match(words):
            closes = found[1].startswith(fence) and not words[found.end() :].strip()
            fence = found[1] if not fence else "" if closes else fence
        elif not fence and re.match(r"<{7}(?: |$)", words):
            begun = row
    return []


def utf16(content: bytes) -> str:
    """The name of the encoding where a mark, or a NUL in every other byte, says UTF-16."""
    if content.startswith(_UTF16):
        return "utf-16"
    if content.count(b"\0") * 4 < len(content) or not content:
        return ""
    return "utf-16-le" if content[1::2].count(b"\0") > content[::2].count(b"\0") else "utf-16-be"


def normal(text: str) -> str:
    """Without a byte order mark, and with LF at the end of every line."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _forbidden(
    path: str, text: str, line: int, pattern: re.Pattern[str], say: Callable[[str], str]
) -> list[Problem]:
    return [
        Problem(Place(path, line + text.count("\n", 0, match.start())), say(match[0]))
        for match in islice(pattern.finditer(text), 10)
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


def without_controls(text: str) -> str:
    return _BIDI.sub("", _CONTROL.sub("\ufffd", text))
