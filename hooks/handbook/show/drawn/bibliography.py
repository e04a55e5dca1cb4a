"""TODO."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.model import Handbook


def drawn(book: Handbook) -> Iterator[str]:
    """TODO."""
    yield from ()
