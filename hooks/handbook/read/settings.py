"""Settings to values: the small part of YAML we accept, read event by event.

YAML has opinions that cost people their words: `no` is false, `1.10` is 1.1, the last of two equal
keys wins, and some 400 bytes of aliases take minutes. So every scalar is the text that stands
there, the format decides its type, and size and depth are limited before anything is built.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args, get_type_hints

import yaml
from pydantic import TypeAdapter, ValidationError

from handbook.model import Place, Problem
from handbook.read import raw

LONGEST_SETTINGS = 16_384
DEPTH = 6

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ENDS_OF_LINES = str.maketrans(dict.fromkeys("\r\x85\u2028\u2029", " "))
T = TypeVar("T")
_UNSEEN = "\u00a0\u00ad\u1680\u180e\u202f\u205f\u2060\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200E)))
_SPACES = f" \t{_UNSEEN}"
_SMART = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}


@dataclass(slots=True)
class Node:
    """A value and where it stands: text, a list of nodes, or a mapping of text to node."""

    value: Any
    line: int
    column: int
    plain: bool = False
    keys: dict[str, int] = field(default_factory=dict)

    def bare(self) -> Any:
        """The value without its places."""
        if isinstance(self.value, dict):
            return {key: node.bare() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.bare() for node in self.value]
        return self.value


class Unreadable(Exception):
    """Settings that cannot be read; carries the line (from 0) and what to do about it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def parse(
    text: str, path: str, first_line: int = 1, limit: int = LONGEST_SETTINGS
) -> tuple[Node | None, list[Problem]]:
    """The settings as nodes with lines of the file, or None where they cannot be read at all.

    An empty text, or one of comments alone, is an empty mapping. `first_line` is the line of the
    file that the text begins at.
    """
    problems: list[Problem] = []

    def wrong(line: int, message: str) -> None:
        problems.append(Problem(Place(path, first_line + line), message))

    if len(text) > limit:
        wrong(
            0,
            f"the settings are {len(text):,} characters long; we read at most {limit:,}. "
            "Text goes below the line --- that ends them.",
        )
        return None, problems
    if two := raw.two_versions(path, text, first_line):
        return None, two
    # To YAML these end a line as well, and then its lines are not those of the file.
    text = text.translate(_ENDS_OF_LINES)
    if simple := _lines(text, first_line):
        return simple, []
    try:
        node, hidden = _compose(text, wrong, path, first_line)
        problems += hidden
    except Unreadable as error:
        wrong(error.line, error.message)
        return None, problems
    return node, problems


_LINE = re.compile(r"([a-z_]+): ([A-Za-z0-9](?:[A-Za-z0-9 ,.'/-]*[A-Za-z0-9.])?)").fullmatch


def _lines(text: str, first_line: int) -> Node | None:
    """Settings of plain lines `key: words`, which is most of them, without a parser."""
    node = Node({}, first_line, 1)
    for number, line in enumerate(text.split("\n")[:-1] if text.endswith("\n") else text.split("\n")):
        match = _LINE(line)
        if match is None or match[1] in node.keys:
            return None
        node.keys[match[1]] = first_line + number
        node.value[match[1]] = Node(match[2], first_line + number, match.start(2) + 1, plain=True)
    return node


def _compose(
    text: str, wrong: Callable[[int, str], None], path: str, first_line: int
) -> tuple[Node, list[Problem]]:
    lines = text.split("\n")
    hidden: list[Problem] = []
    root = Node({}, first_line, 1)
    stack: list[tuple[Node, list[str]]] = []
    for event in _events(text, lines):
        if isinstance(event, (yaml.AliasEvent,)) or getattr(event, "anchor", None):
            raise Unreadable(
                _place(event)[0],
                "'&' and '*' have a special meaning here and are not used. Put quotes round the value.",
            )
        if getattr(event, "tag", None):
            raise Unreadable(
                _place(event)[0],
                "'!' at the beginning of a value has a special meaning here and is not used. "
                "Put quotes round the value.",
            )
        if isinstance(event, yaml.DocumentStartEvent) and (event.explicit or event.tags):
            raise Unreadable(_place(event)[0], "this line of dashes or '%' does not belong here. Delete it.")
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.ScalarEvent)):
            line, column = _place(event)
            if isinstance(event, yaml.ScalarEvent):
                node = Node(_seen(event.value), first_line + line, column + 1, not event.style)
                hidden += _check_scalar(event, lines, wrong, path, first_line)
            else:
                if lines[line].startswith("{{", column):
                    raise Unreadable(line, "a value cannot begin with '{{'. Put quotes round it.")
                empty: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                node = Node(empty, first_line + line, column + 1)
            if not stack:
                root = node
            else:
                _attach(stack[-1], node, line, wrong, first_line)
            if not isinstance(event, yaml.ScalarEvent):
                stack.append((node, []))
                if len(stack) > DEPTH:
                    raise Unreadable(line, f"this is nested more than {DEPTH} deep. Make it simpler.")
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            stack.pop()
    return root, hidden


def _place(event: yaml.Event) -> tuple[int, int]:
    """Line and column, from 0, at which an event begins; the parsers we use always say so."""
    mark = event.start_mark
    return (mark.line, mark.column) if mark else (0, 0)


def _attach(
    top: tuple[Node, list[str]],
    node: Node,
    line: int,
    wrong: Callable[[int, str], None],
    first_line: int,
) -> None:
    parent, pending = top
    if isinstance(parent.value, list):
        if node.plain and node.value in ("null", "~"):
            wrong(line, f"'{node.value}' means nothing. Take it out, or put quotes round it.")
        parent.value.append(node)
    elif not pending:
        if not isinstance(node.value, str):
            raise Unreadable(line, "a list or mapping cannot be the name of a setting. Write 'key: value'.")
        if node.value in parent.keys:
            wrong(
                line,
                f"'{node.value}' is written twice (first in line {parent.keys[node.value]}). "
                "Keep one of the two.",
            )
        parent.keys.setdefault(node.value, first_line + line)
        pending.append(node.value)
    else:
        key = pending.pop()
        parent.value.setdefault(key, node)


def _events(text: str, lines: list[str]) -> Iterator[Any]:
    """The events of the fast parser; where it fails, the reason in words of our own."""
    try:
        yield from yaml.parse(text, Loader=_FAST)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = min(mark.line if mark else 0, max(len(lines) - 1, 0))
        raise Unreadable(*reason(lines, line)) from None


def reason(lines: list[str], line: int) -> tuple[int, str]:
    """Why YAML refuses these lines, with the mending that fits most mistakes of this kind."""
    for number in range(min(line, len(lines) - 1), -1, -1):
        for complain in _COMPLAINTS:
            if message := complain(lines[number]):
                return number, message
    return line, "this line cannot be read. Every line here has the form 'key: value'."


_SETTING = re.compile(r"^(\s*(?:- )?)([\w-]+):\s+(.*\S)\s*$")


def _tab(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return "a tab stands at the beginning of this line. Use spaces instead." if "\t" in indent else ""


def _curly_quotes(line: str) -> str:
    match = re.search(rf"(?::|^\s*-|\[|,)\s*([{''.join(_SMART)}])", line)
    return _curly(match[1]) if match else ""


def _value(line: str) -> str:
    match = _SETTING.match(line)
    if not match:
        return ""
    key, value = match[2], match[3]
    if value.startswith("{{"):
        return "a value cannot begin with '{{'. Put quotes round it."
    if value[0] in "&*":
        return "'&' and '*' have a special meaning here and are not used. Put quotes round the value."
    if value[0] in "@`%|>":
        return f"a value cannot begin with '{value[0]}'. Put quotes round it."
    if value[0] in "'\"":
        return _quoted(key, value)
    for left, right in ("[]", "{}"):
        if value.startswith(left) and value.count(left) != value.count(right):
            return f"'{left}' is opened here and not closed. Add '{right}'."
    if value[0] in "[{":
        commas = re.search(r",\s*,", value)
        return "two commas stand here with nothing between them. Take one out." if commas else ""
    if re.search(r":(\s|$)", value):
        return f"this value has a colon in it. Put quotes round it: {key}: {in_quotes(value)}."
    return ""


def _quoted(key: str, value: str) -> str:
    quote, inner = value[0], value[1:]
    if quote not in inner:
        return f"a quotation mark ({quote}) is opened here and not closed. Close it."
    if quote == "'" and value.endswith("'") and len(value) > 2:
        whole = in_quotes(value[1:-1])
        return f"an apostrophe ends the value here. Put double quotation marks round it: {key}: {whole}."
    if not value.endswith(quote) or inner.count(quote) % 2 == 0:
        whole = in_quotes(value, "'" if quote == '"' else '"')
        return (
            "words stand after the closing quotation mark. "
            f"Put quotes of the other kind round all of it: {key}: {whole}."
        )
    return ""


def _no_setting(line: str) -> str:
    bare = line.strip()
    if bare and ":" not in bare and not bare.startswith(("-", "#")):
        return f"'{shorten(bare)}' is no setting. Every line here has the form 'key: value'."
    match = re.match(r"^([\w-]+):(\S.*)$", bare)
    if match and not match[2].startswith("//"):
        return f"a space is missing after the colon. Write '{match[1]}: {shorten(match[2])}'."
    return ""


def _lost_in_list(line: str) -> str:
    match = re.match(r"[\w -]*:\s*\[(?:[^\]\"'#]*,)?\s*(#[^\],]*)", line)
    if not match:
        return ""
    return f"everything after '#' would be lost here. Put quotes round it: \"{match[1].strip()}\"."


def _odd_space(line: str) -> str:
    match = re.match(rf"\s*(?:- )?(?:[\w-]+:)?([{_UNSEEN}])", line)
    return _invisible(match[1]) if match else ""


_COMPLAINTS = (_tab, _odd_space, _curly_quotes, _lost_in_list, _value, _no_setting)
"""What may be wrong with one line, the likeliest first; each says so or returns nothing."""


def in_quotes(value: str, quote: str = "") -> str:
    """The value in quotation marks of the kind it does not hold itself."""
    quote = quote or ("'" if '"' in value else '"')
    return f"{quote}{value}{quote}"


_LOST = re.compile(r"[ \t\]},]*+(?<=[ \t])#")


def _check_scalar(
    event: Any, lines: list[str], wrong: Callable[[int, str], None], path: str, first_line: int
) -> list[Problem]:
    """What YAML would take without a word and people do not mean: `Update #2`, curly quotes."""
    end = event.end_mark
    line = lines[end.line] if end.line < len(lines) else ""
    if _LOST.match(line, end.column):
        rest = line[end.column : end.column + 200]
        wrong(
            end.line,
            f"everything after '#' would be lost here ({shorten(rest.strip())}). "
            "Put quotes round the whole value.",
        )
    if not event.style and event.value[:1] in _SMART:
        wrong(event.start_mark.line, _curly(event.value[0]))
    if sign := _odd_sign(event.value):
        wrong(event.start_mark.line, _invisible(sign))
    if event.value.isprintable():
        return []
    return raw.one_line(path, event.value.replace("\n", " "), first_line + event.start_mark.line)


def _seen(value: str) -> str:
    """A key or a value as it looks: signs at its ends that nobody can see do not count."""
    return "" if value.isspace() else value if value.isascii() else value.strip(_SPACES)


def _odd_sign(value: str) -> str:
    """The first sign at either end that nobody can tell from a plain space, or from nothing."""
    if value.isascii():
        return ""
    ends = value[: len(value) - len(value.lstrip(_SPACES))] + value[len(value.rstrip(_SPACES)) :]
    return ends.strip(" \t")[:1]


def _invisible(sign: str) -> str:
    return f"an invisible sign (U+{ord(sign):04X}) stands in this line. Delete the line and type it again."


def _curly(sign: str) -> str:
    return f"{sign} is a curly quotation mark. Use a straight one: {_SMART[sign]}"


def validate(kind: type[T], node: Node, path: str, what: str = "a setting") -> tuple[T | None, list[Problem]]:
    """The node as a value of the format, or None and everything that is wrong with it."""
    try:
        return _adapter(kind).validate_python(node.bare()), []
    except ValidationError as invalid:
        problems = [_explain(kind, node, path, error, what) for error in _causes(invalid.errors())]
    return None, sorted(set(problems))


def _causes(errors: Sequence[Any]) -> Iterator[Any]:
    """The errors without lists that are too short only because what is wrong in them does not count."""
    places = [error["loc"] for error in errors]
    for error in errors:
        loc = error["loc"]
        within = any(len(place) > len(loc) and place[: len(loc)] == loc for place in places)
        if error["type"] != "too_short" or not within:
            yield error


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _explain(kind: type[Any], node: Node, path: str, error: Any, what: str) -> Problem:
    loc = [str(part) for part in error["loc"]]
    key, within, format_ = "", 0, kind
    line, found = node.line, node
    held: Any = kind
    for number, part in enumerate(loc):
        inner = found.value
        if isinstance(inner, dict) and part in inner:
            line = found.keys.get(part, line)
            found = inner[part]
        elif isinstance(inner, list) and part.isdigit() and int(part) < len(inner):
            found = inner[int(part)]
            line = found.line
        if hasattr(held, "__dataclass_fields__"):
            key, within, format_ = part, len(loc) - number - 1, held
        held = _held(held, part)
    value = found.value if isinstance(found.value, str) else ""
    return Problem(Place(path, line), _words(format_, error, key, value, what, within))


def _held(kind: Any, part: str) -> Any:
    """The format of a part of a value: of a field, or of whatever a mapping or a list holds."""
    if hasattr(kind, "__dataclass_fields__"):
        return get_type_hints(kind).get(part)
    inner = [each for each in get_args(kind) if each is not Ellipsis]
    return inner[-1] if inner else None


def _words(kind: type[Any], error: Any, key: str, value: str, what: str, within: int) -> str:
    """What is wrong with a key, or with what it holds `within` so many steps."""
    context = error.get("ctx", {})
    match error["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            known = [f.rstrip("_") for f in kind.__dataclass_fields__]
            return f"'{shorten(key)}' is not {what} we know. {did_you_mean(key, known)}"
        case "missing" | "missing_argument":
            return f"'{key}' is missing. Add a line '{key}: …'."
        case _ if value == "" and error["type"] != "missing" and isinstance(error["input"], str):
            what = f"an item of '{key}'" if within else f"'{key}'"
            return f"{what} is empty. Give it a value or delete {'it' if within else 'the line'}."
        case "too_short" if context["min_length"] > 1:
            return f"'{key}' has fewer than {context['min_length']} items. Add the others."
        case "tuple_type" | "too_short":
            shown = "navigation" if key == "hide" else shorten(value) or "one"
            return f"'{key}' is a list. Write it as '{key}: [{shown}]'."
        case _ if str(error["loc"][-1]) == "[key]":
            name = shorten(str(error["loc"][-2]))
            return f"'{name}' cannot be a name in '{key}'. Give it one, in plain words."
        case "string_type" if within and isinstance(error["input"], dict):
            return f"an item of '{key}' has a colon in it. Put the item in quotes."
        case "string_type" if within:
            return f"an item of '{key}' has brackets of its own. Take these out, or put it in quotes."
        case "string_type" if isinstance(error["input"], dict):
            return f"'{key}' is one line of text, and this has parts of its own. Write '{key}: …'."
        case "string_type":
            return f"'{key}' is one line of text, and this is a list. Write '{key}: …'."
        case "string_pattern_mismatch" if "<" in value or ">" in value:
            return f"'{key}' holds '<' or '>', which are kept for code. Write it in plain words."
        case "string_pattern_mismatch" if key == "review_every":
            return f"'{shorten(value)}' is not a length of time. Write '6 months' or '1 year'."
        case "string_pattern_mismatch" if not value.strip():
            return f"'{key}' is empty. Give it a value or delete the line."
        case "string_pattern_mismatch" if key in ("link", "archived"):
            how = (
                "Take out '\\' and what stands before '@'"
                if re.search(r"[\\@]", value)
                else "Begin it with https://"
            )
            return f"'{shorten(value)}' is no web address. {how}."
        case "string_pattern_mismatch" if key == "year":
            return f"'{shorten(value)}' is no year. Write four digits, such as 2020."
        case "string_pattern_mismatch" if key in ("people", "groups", "answered", "met"):
            return (
                f"'{shorten(value)}' is no count. Write a number, 'fewer than 5' or 'all but fewer than 5'."
            )
        case "multiple_of":
            return f"'{shorten(value)}' is not a half. Scores for everybody are rounded, such as 2.5 or 3."
        case "string_pattern_mismatch" if key in ("until", "withdrawn", "week", "day"):
            return f"'{shorten(value)}' is no date. Write year-month-day, such as 2027-06-01."
        case "string_pattern_mismatch" if "\n" in value:
            return f"'{key}' runs over several lines. Keep it to one line."
        case "string_pattern_mismatch":
            return f"'{shorten(value)}' is not what '{key}' holds. See the list of keys in the guide."
        case "string_too_long":
            return f"'{key}' is longer than {context['max_length']} characters. Shorten it."
        case "too_long":
            return f"'{key}' has more than {context['max_length']} items. Shorten the list."
        case "literal_error":
            allowed = filter(None, re.findall(r"'([^']*)'", str(context.get("expected", ""))))
            return f"'{shorten(value)}' is not a value of '{key}'. Use {' or '.join(allowed)}."
        case "bool_type" | "bool_parsing":
            return f"'{key}' is true or false, not '{shorten(value)}'."
        case "int_type" if not isinstance(error["input"], str):
            return f"'{key}' is one whole number. Write '{key}: 10'."
        case "int_parsing" | "int_type" | "int_parsing_size" | "int_from_float":
            return f"'{key}' is a whole number, not '{shorten(value)}'."
        case "greater_than_equal" | "less_than_equal":
            limit = context.get("ge", context.get("le"))
            side = "at least" if "ge" in context else "at most"
            return f"'{key}' is {side} {limit}, not {shorten(value)}."
        case "dataclass_type" | "dataclass_exact_type" | "dict_type":
            return f"'{key}' needs indented lines of its own, each of the form 'key: value'."
        case other:
            return f"'{key}' cannot be read ({other.replace('_', ' ')})."


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The nearest known word as a question; where none is near, what to do otherwise, or all of them."""
    by_letters = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), by_letters, n=1)
    if near:
        return f"Did you mean '{by_letters[near[0]]}'?"
    return otherwise or f"Known are: {', '.join(by_letters.values())}."


def shorten(text: str, most: int = 40) -> str:
    """At most so many characters, on one line; whole words where they are not too long."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    space = text.rfind(" ", most // 2, most)
    return text[: space if space > 0 else most - 1].rstrip(" ,;:.") + "…"
