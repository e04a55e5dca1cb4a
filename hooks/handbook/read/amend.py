"""Front matter changed as text, so that comments, order and quotation marks stay as somebody wrote them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import yaml

from handbook.model import FrontMatter
from handbook.read import front_matter
from handbook.read.settings import in_quotes
from handbook.read.source import Splice, plain, spliced

_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_SAFE = re.compile(r"[^\W_](?:[\w ./-]*[\w.])?").fullmatch
_NO_VALUE = re.compile(r"\s*:")


class ByHand(Exception):
    """Settings written in a way that is not changed from here; the message says what to write."""


class _Odd(Exception):
    """A way to write settings that is not changed from here."""


_UNREADABLE = (yaml.YAMLError, ValueError, OverflowError, RecursionError, _Odd)
_Change = Callable[[str, str, str, str], Splice]


def amended(
    content: bytes,
    path: str,
    key: str,
    add: Collection[str] = (),
    drop: Collection[str] = (),
    swap: Mapping[str, str] | None = None,
) -> bytes:
    """The file with items added to a list of its settings, taken out, or written differently.

    Raises ByHand where the settings would not say exactly that afterwards.
    """
    before, wrong = front_matter.read(plain(content), path)
    old = _values(content, key)
    new = [(swap or {}).get(value, value) for value in old if value not in drop]
    new += [value for value in add if value not in new]
    if new == old:
        return content
    changed = content
    try:
        for value in old:
            if value in drop:
                changed = _once(changed, key, _dropped, value, "")
            elif value in (swap or {}):
                changed = _once(changed, key, _swapped, value, (swap or {})[value])
        for value in new[len([v for v in old if v not in drop]) :]:
            changed = _once(changed, key, _added, value, "")
        after, problems = front_matter.read(plain(changed), path)
    except _UNREADABLE:
        if wrong:
            raise ByHand(f"{wrong[0]} Then try again.") from None
        raise _by_hand(path, key, new) from None
    said: dict[str, Any] = {key: tuple(new) if _is_list(key) else "".join(new)}
    meant = replace(before.front, **said)
    if problems and set(problems) <= set(wrong):
        raise ByHand(f"{problems[0]} Then try again.")
    if problems or after.front != meant or after.text.lstrip("\n") != before.text.lstrip("\n"):
        raise _by_hand(path, key, new)
    return changed


def _by_hand(path: str, key: str, values: list[str]) -> ByHand:
    shown = ", ".join(map(_quoted, values))
    line = f"{key}: [{shown}]" if _is_list(key) else f"{key}: {shown}"
    advice = f"Write '{line}' there by hand" if values else f"Take '{key}' out there by hand"
    return ByHand(f"the settings of {path} are written in a way that is not changed from here. {advice}.")


def _is_list(key: str) -> bool:
    return isinstance(getattr(FrontMatter(), key), tuple)


def _once(content: bytes, key: str, change: _Change, value: str, other: str) -> bytes:
    return spliced(content, [change(plain(content), key, value, other)])


def _block(text: str) -> tuple[int, str] | None:
    """Where the settings begin, and the lines of them."""
    match = _BLOCK.match(text)
    settings, _ = front_matter.read(text, "")
    if not match or text == settings.text:
        return None
    return match.start(1), match[1]


def _find(text: str, key: str) -> tuple[int, str, yaml.Node | None, yaml.Node | None, int]:
    """The settings, and the nodes of a key and its value; the column is that of all keys."""
    found = _block(text)
    if found is None:
        raise _Odd
    start, block = found
    root = yaml.compose(block, Loader=yaml.SafeLoader)
    if root is None:
        return start, block, None, None, 0
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise _Odd
    for name, value in root.value:
        if name.value == key:
            return start, block, name, value, name.start_mark.column
    return start, block, None, None, root.start_mark.column


def _values(content: bytes, key: str) -> list[str]:
    """What stands under a key now, a single value as well as a list."""
    try:
        node = _find(plain(content), key)[3]
    except _UNREADABLE:
        return []
    if isinstance(node, yaml.SequenceNode):
        return [item.value for item in node.value if isinstance(item, yaml.ScalarNode)]
    return [node.value] if isinstance(node, yaml.ScalarNode) and node.value else []


def _added(text: str, key: str, value: str, other: str) -> Splice:
    if _block(text) is None:
        return 0, 0, f"---\n{key}: [{_quoted(value)}]\n---\n\n"
    start, block, name, node, column = _find(text, key)
    item = _quoted(value)
    if name is None or node is None:
        at = start + len(block)
        return at, at, f"{' ' * column}{key}: [{item}]\n"
    if isinstance(node, yaml.SequenceNode):
        if not node.value:
            at = start + node.start_mark.index + 1
            return at, at, item
        at = start + node.value[-1].end_mark.index
        if node.flow_style:
            return at, at, f", {item}"
        line = text.rfind("\n", 0, start + node.value[-1].start_mark.index) + 1
        end = text.find("\n", at - (text[at - 1] == "\n"))
        dash = re.match(r"[ \t]*-[ \t]+", text[line:end])
        if not dash:
            raise _Odd
        return end, end, f"\n{dash[0]}{item}"
    if not isinstance(node, yaml.ScalarNode):
        raise _Odd
    if not node.value and node.style is None:
        colon = _NO_VALUE.match(block, name.end_mark.index)
        at = start + (colon.end() if colon else 0)
        return at, at, f" [{item}]"
    begin, end = start + node.start_mark.index, start + node.end_mark.index
    first = text[begin:end] if node.style else _quoted(node.value)
    return begin, end, f"[{first}, {item}]"


def _dropped(text: str, key: str, value: str, other: str) -> Splice:
    start, _, name, node, _ = _find(text, key)
    if not isinstance(node, yaml.SequenceNode) or name is None:
        raise _Odd
    at = next(n for n, item in enumerate(node.value) if item.value == value)
    begin, end = (start + mark.index for mark in (node.value[at].start_mark, node.value[at].end_mark))
    if len(node.value) == 1:
        line = start + name.start_mark.index - name.start_mark.column
        stop = text.find("\n", start + node.end_mark.index - (not node.flow_style)) + 1
        if "#" in text[line:begin] + text[end:stop]:
            raise _Odd
        return line, stop, ""
    if node.flow_style:
        if at:
            return start + node.value[at - 1].end_mark.index, end, ""
        return begin, start + node.value[1].start_mark.index, ""
    return text.rfind("\n", 0, begin) + 1, text.find("\n", end - 1) + 1, ""


def _swapped(text: str, key: str, value: str, other: str) -> Splice:
    start, _, _, node, _ = _find(text, key)
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    item = next(i for i in nodes if isinstance(i, yaml.ScalarNode) and i.value == value)
    begin, end = start + item.start_mark.index, start + item.end_mark.index
    same = item.style in ("'", '"') and not re.search(r"[\\'\"]", other)
    return begin, end, in_quotes(other, item.style) if same else _quoted(other)


def _quoted(value: str) -> str:
    """The value as it may stand in a list, in quotation marks where it needs them."""
    if _SAFE(value) and value != "null":
        return value
    if '"' in value or "\\" in value:
        return in_quotes(value.replace("'", "''"), "'")
    return in_quotes(value, '"')
