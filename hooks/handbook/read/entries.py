"""Entries of a file of `data/`, found and added with every other byte as it was."""

from __future__ import annotations

import yaml

from handbook.read.source import plain, spliced


def added(content: bytes, lines: str) -> bytes:
    """The file with an entry at its end, after an empty line."""
    text = plain(content)
    before = "\n" if text.endswith("\n") or not text else "\n\n"
    return spliced(content, [(len(text), len(text), before + lines)])


def found(content: bytes, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The key of an entry that is there, and its value; None where they cannot be told apart."""
    try:
        root = yaml.compose(plain(content), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError):
        return None
    assert isinstance(root, yaml.MappingNode)
    name, value = next(pair for pair in root.value if pair[0].value == key)
    return name, value


def end(node: yaml.Node) -> int:
    """Where the last words of a value end; the value itself goes on to the next one, comments and all."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end(last[1] if isinstance(last, tuple) else last)
    return node.end_mark.index
