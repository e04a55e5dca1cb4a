"""Files of `data/` in which an entry is written or renewed, with every other byte as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import yaml

from handbook.find.renaming.rewrite import Refused
from handbook.model import Problem
from handbook.read.files import no_file
from handbook.read.source import plain, spliced
from handbook.shell import project

T = TypeVar("T")
Reader = Callable[[bytes], tuple[dict[str, T], list[Problem]]]
"""What a file holds, and what is wrong with it."""


def held(root: Path, name: str, read: Reader[T]) -> tuple[bytes, dict[str, T]]:
    """A file of `data/` by its name, empty where there is none, and its entries.

    Raises Refused where anything is wrong with it.
    """
    content = project.data_files(root).get(name, b"")
    if isinstance(content, str):
        raise Refused(f"data/{name}: {no_file(content)}")
    entries, wrong = read(content)
    if wrong:
        raise Refused(f"{wrong[0]} Then try again.")
    return content, entries


def write(
    root: Path, name: str, read: Reader[T], content: bytes | None, meant: dict[str, T], otherwise: str
) -> None:
    """Write a file, but only where it then holds the entries that are meant and nothing is wrong.

    Raises Refused where it does not, with what to do `otherwise`, and where the disk refuses.
    """
    if content is None or read(content) != (meant, []):
        raise Refused(f"data/{name} is written in a way that is not changed from here. {otherwise}")
    try:
        project.write_over(root / "data" / name, content)
    except OSError as error:
        raise Refused(f"data/{name} cannot be written: {error.strerror}. Nothing is changed.") from None


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
