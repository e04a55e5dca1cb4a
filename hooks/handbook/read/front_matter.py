"""A page's text to its settings and the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from handbook.model import FrontMatter, Place, Problem
from handbook.read import settings

_FENCE = "---"
nearly_fence = re.compile(r"^(?:\s*[-–—]{2,}\s*|\s*—\s*|\s*\+{3}\s*|\s*[-–—](?: [-–—])+\s*)$").match
"""Whether a line may have been meant as the dashes around the settings."""
_TITLE_OF_ITS_OWN = re.compile(r"^(?:# |[^\n]+\n={2,}[ \t]*$)", re.M).search
_HEADING = re.compile(r".*?\n[ \t]*\n#{1,6} (?![\w-]+:)", re.S).match
"""A title after an empty line: what looks like a comment in the settings is the page's own text."""
_INVISIBLE = re.compile(r"^[\ufeff\u200b-\u200d\u2060]+")
_BEGINS = re.compile(r"^\s*[A-Za-z_][\w-]*\s*:(?!//)")
_TITLE = re.compile(r"^#{1,6}+[ \t]*+(?![\w-]+:)\S", re.M).search
"""A heading; what is no more than a setting that somebody switched off is none."""
_NO_FORM = "Every line here has the form 'key: value'."
_KEY = re.compile(r"^\s*[A-Za-z_][\w-]*\s*:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Settings:
    """A page's settings, the line of each key, and where its text begins.

    `value_places` are line and column of each value by its key and "", and of each item of a list by
    its key and itself.
    """

    front: FrontMatter = field(default_factory=FrontMatter)
    key_lines: dict[str, int] = field(default_factory=dict)
    value_places: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    text: str = ""
    line: int = 1
    unread: str = ""


def read(text: str, path: str) -> tuple[Settings, list[Problem]]:
    """The settings and everything wrong with them; never raises and never drops a word.

    Settings that cannot be read are kept in `unread` and the rest of the page is read all the same.
    """
    first = text.split("\n", 1)[0]
    if first.rstrip(" \t") != _FENCE:
        return Settings(text=text), _nearly(text, path)
    begin = len(first) + 1
    end = _end(text, begin)
    if end is None or _HEADING(text, begin, end[0]):
        if _meant(text[begin : begin + 2000].lstrip("\n").split("\n", 3)[:3]):
            block, rest, line = _first_paragraph(text, begin)
            problem = Problem(
                Place(path),
                "the settings begin here and never end. Add a line of exactly --- after the last setting.",
            )
            return Settings(text=rest, line=line, unread=block), [problem]
        return Settings(text=text), []
    block, after = text[begin : end[0]], end[1]
    rest, line = text[after:], text.count("\n", 0, after) + 1
    remarks = _TITLE(block) and all(words.startswith("#") for words in block.split("\n") if words.strip())
    if remarks and rest.strip() and not _TITLE_OF_ITS_OWN(rest):
        message = "these two lines of dashes make settings of your title. Take them out."
        return Settings(text=text), [Problem(Place(path), message)]
    node, problems = settings.parse(block, path, first_line=2)
    if node is not None and not isinstance(node.value, dict):
        problems.append(Problem(*_no_mapping(node, block, path)))
        node = None
    if node is None:
        if not any(map(_KEY.match, block.split("\n"))):
            problems = [_or_a_rule(problem) for problem in problems]
        return Settings(text=rest, line=line, unread=text[:after].rstrip("\n")), problems
    front, invalid = settings.validate(FrontMatter, node, path)
    problems = sorted({*problems, *invalid})
    if front is None:
        # One wrong key must not cost the page the others.
        wrong = {problem.place.line for problem in problems}
        kept = {k: n for k, n in node.value.items() if node.keys[k] not in wrong and n.line not in wrong}
        front = settings.validate(FrontMatter, settings.Node(kept, 2, 1), path)[0] or FrontMatter()
    unread = text[:after].rstrip("\n") if problems else ""
    return Settings(front, node.keys, _places(node.value), rest, line, unread), problems


def _places(values: dict[str, settings.Node]) -> dict[tuple[str, str], tuple[int, int]]:
    places = {}
    for key, value in values.items():
        places[key, ""] = (value.line, value.column)
        for item in value.value if isinstance(value.value, list) else ():
            if isinstance(item.value, str):
                places.setdefault((key, item.value), (item.line, item.column))
    return places


def _or_a_rule(problem: Problem) -> Problem:
    if not problem.message.endswith(f"is no setting. {_NO_FORM}"):
        return problem
    return replace(problem, message=f"{problem.message} If the first line is meant as a rule, take it out.")


def _no_mapping(node: settings.Node, block: str, path: str) -> tuple[Place, str]:
    if isinstance(node.value, list):
        return Place(path, node.line), (
            "the settings are a list. Every line between the two --- has the form 'key: value'."
        )
    line, message = settings.reason(block.split("\n"), node.line - 2)
    return Place(path, line + 2), message


def _end(text: str, begin: int) -> tuple[int, int] | None:
    """Where the settings end and where the text after them begins."""
    match = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M).search(text, begin)
    return (match.start(), match.end()) if match else None


def _first_paragraph(text: str, begin: int) -> tuple[str, str, int]:
    match = re.compile(r"\n[ \t]*(?:\n|\Z)|\n(?=#)").search(text, begin)
    at = match.end() if match else len(text)
    return text[:at].rstrip("\n"), text[at:], text.count("\n", 0, at) + 1


def _meant(lines: list[str]) -> bool:
    """Whether lines below a first --- are settings, the first of them perhaps without its space."""
    return _BEGINS.match(lines[0]) is not None and any(map(_KEY.match, lines))


def _nearly(text: str, path: str) -> list[Problem]:
    """A block that was meant as settings but whose first line is not exactly three dashes."""
    invisible = _INVISIBLE.match(text)
    lines = _INVISIBLE.sub("", text).split("\n", 60)[:60]
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None or not nearly_fence(lines[first]):
        return []
    if not any(_KEY.match(line) for line in lines[first + 1 : first + 3]):
        return []
    if not any(nearly_fence(line) for line in lines[first + 2 :]):
        return []
    if invisible:
        sign = f"U+{ord(invisible[0][0]):04X}"
        message = (
            f"these look like settings, but an invisible sign ({sign}) stands before the ---. "
            "Delete the line and type it again."
        )
    elif first:
        message = (
            "the settings are not at the very beginning of the file. "
            "Delete the empty lines before them; line 1 is exactly ---."
        )
    else:
        message = (
            f"these look like settings, but line 1 is '{lines[0][:40]}'. "
            "Make it exactly --- with nothing before or after it."
        )
    return [Problem(Place(path), message)]
