"""Files of `data/` with entries, read to be changed and written once the change is found to be right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from handbook.model import Problem
from handbook.model.refused import Refused
from handbook.read.files import no_file
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
