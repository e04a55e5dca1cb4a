"""What all formats are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^<>\n]*$")]
"""Plain text on one line: no angle brackets, because templates print it as it is."""

Several = Annotated[tuple[Words, ...], Field(max_length=200)]

CLOSED = ConfigDict(extra="forbid")
"""Keys that a format does not know are wrong."""
