"""Names to keep out of texts: every way they may be written, and other words in their place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, unquote

NO_WORDS = frozenset(("id", "file", "address", "at", "was", "commit", "$schema"))
"""What holds an address in a report for machines, by its key."""

_WHITE = r"(?:[ \t\u00a0\u2000-\u200a\u202f]|&nbsp;|&#160;|&#xa0;)"
_BREAK = r"\\?\n[ \t>]{0,40}"
_MARKS = r"(?:[*_~`]{1,3}|\[|</?[a-z][^<>]{0,100}>){0,3}"
BETWEEN = rf"{_MARKS}(?:{_WHITE}{{1,20}}(?:{_BREAK})?|{_BREAK}){_MARKS}"
"""What may stand between two words of a name: white space, one line break, and signs of emphasis."""
_HYPHEN = rf"(?:[-\u2010\u2011]|&#45;|{BETWEEN})"
_SIGN = r"(?:\\?[^\w\s<>]|&#?\w{1,8};)?"
"""An apostrophe or full stop, in any of the ways it may be written, or left out."""
_ADDRESS = "|".join(
    (
        r"\]\(<?[^\s<>\"()]*",
        r"\b(?:href|src|id|name|for|class|datetime|data-[\w-]+|aria-(?:labelledby|controls))=\"[^\"]*\"",
        r"\{[:#][^{}\n]*\}",
        r"\[\^[^\]\n]*\]",
        r"(?:https?://|www\.|mailto:)[^\s<>\"'`()\[\],;]+",
        r"(?<![\w./-])[\w./-]+\.(?:md|xml|json|html)\b[\w#~/.-]*",
    )
)
_FORM = re.compile(r"/issues/new\?|/new/[^?]*\?|mailto:")
_BEGINS = re.compile(r"(?:\n\s*\n|\n#{1,6} |[.!?][\"”’]?\s)[*_>\s-]*\Z")


class Withdrawals:
    """The names that were withdrawn, by every spelling, and the words to show for each."""

    def __init__(self, shown: dict[str, str]) -> None:
        spelled = {name: pattern for name in shown if (pattern := _spelling(name))}
        names = sorted(spelled, key=lambda name: (-len(name), name))
        self._words = [shown[name] for name in names]
        groups = "|".join(f"(?P<n{number}>{spelled[name]})" for number, name in enumerate(names))
        self._names = re.compile(groups, re.I) if names else None
        self._all = re.compile(f"{_ADDRESS}|{groups}", re.I) if names else None

    def __bool__(self) -> bool:
        return self._names is not None

    def __call__(self, text: str) -> str:
        """A text in Markdown, HTML or XML with other words in the place of every name."""
        return self._without(text, marked=True)

    def plainly(self, text: str) -> str:
        """The same for plain words."""
        return self._without(text, marked=False)

    def in_json(self, text: str) -> str:
        """The same for a report for machines, which is taken apart for that."""
        return json.dumps(self._throughout(json.loads(text)), ensure_ascii=False, indent=1) + "\n"

    def _throughout(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: each if key in NO_WORDS else self._throughout(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._throughout(each) for each in value]
        return self.plainly(value) if isinstance(value, str) else value

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """From where to where a name stands in a text."""
        if self._names is not None and self._all is not None and self._names.search(text):
            yield from (match.span() for match in self._all.finditer(text) if match.lastgroup)

    def _without(self, text: str, marked: bool) -> str:
        if self._names is None or self._all is None:
            return text
        if not self._names.search(text) and not _FORM.search(text):
            return text
        return self._all.sub(lambda match: self._said(match, marked), text)

    def _said(self, match: re.Match[str], marked: bool) -> str:
        if match.lastgroup is None:
            return self._address(match[0])
        words = self._words[int(match.lastgroup[1:])]
        before = match.string[max(match.start() - 20, 0) : match.start()]
        if _BEGINS.search(before if match.start() > 20 else f"\n\n{before}"):
            words = words[:1].upper() + words[1:]
        if not marked:
            return words
        words = re.sub(r"[^\w .,()-]|_", lambda sign: f"&#{ord(sign[0])};", words)
        marks = "".join(re.findall(_MARKS.removesuffix("{0,3}"), match[0], re.I))
        return marks + words if "[" in marks else words + marks

    def _address(self, address: str) -> str:
        """An address as it is, but for the words that one opens a form with."""
        head, sign, query = address.partition("?")
        if not sign or not _FORM.search(address):
            return address
        end = '"' if query.endswith('"') else ""
        between = "&amp;" if "&amp;" in query else "&"
        said = []
        for part in query.removesuffix(end).split(between):
            key, _, value = part.partition("=")
            words = unquote(value)
            kept = self.plainly(words)
            said.append(part if kept == words else f"{key}={quote(kept)}")
        return f"{head}?{between.join(said)}{end}"


def _spelling(name: str) -> str:
    """A pattern for a name in all the ways it may be written, or nothing where it is too short for one."""
    name = normalize("NFC", name).strip()
    handle = "@" if name.startswith("@") else ""
    name = re.sub(r"^[\W_]+|[\W_]+$", "", name)
    if sum(sign.isalnum() for sign in name) < 2:
        return ""
    pieces = (
        _HYPHEN if re.match(r"[-\u2010\u2011/]", part) else BETWEEN if part.isspace() else _letters(part)
        for part in re.findall(r"\s+|[-\u2010\u2011/]|[^\s\u2010\u2011/-]+", name)
    )
    # `Ann` is another than `Ann-Marie`, and is no part of an address such as `about-ann`.
    before, after = ("", "") if re.search(r"\s", name) else (r"(?<!\w-)", r"(?!-\w)")
    return rf"(?<![^\W_]){before}{handle}{''.join(pieces)}(?![^\W_]){after}"


def _letters(word: str) -> str:
    def one(sign: str) -> str:
        if not sign.isalnum():
            return _SIGN
        apart = normalize("NFD", sign)
        return re.escape(sign) if apart == sign else f"(?:{re.escape(sign)}|{re.escape(apart)})"

    return "".join(map(one, word))
