"""JSON Schemas of what people write, made from the same classes that check it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from handbook.model import (
    Acknowledgement,
    Allowed,
    Choices,
    Definition,
    Element,
    Figures,
    FrontMatter,
    Instrument,
    Item,
    LabelKind,
    Person,
    Principle,
    PublicPairs,
    PublicTeam,
    Source,
    Status,
)


def _schema(title: str, kind: type[Any], entries: bool, fewest: int = 1) -> str:
    inner = TypeAdapter(kind).json_schema(by_alias=True)
    definitions = inner.pop("$defs", {})
    inner.pop("title", None)
    whole: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": (kind.__doc__ or "").strip(),
    }
    if entries:
        # A file of comments alone is nothing at all to an editor.
        shape: Any = "object" if fewest else ["object", "null"]
        whole |= {"type": shape, "minProperties": fewest, "additionalProperties": inner}
    else:
        whole |= inner
    if definitions:
        whole["$defs"] = definitions
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


SCHEMAS: dict[str, Callable[[], str]] = {
    "front-matter.schema.json": lambda: _schema("Settings of a page", FrontMatter, entries=False),
    "settings.schema.json": lambda: _schema("Settings of the handbook", Choices, entries=False),
    "labels.schema.json": lambda: _schema("Labels", LabelKind, entries=True),
    "statuses.schema.json": lambda: _schema("Statuses", Status, entries=True),
    "sources.schema.json": lambda: _schema("Sources", Source, entries=True),
    "inventory.schema.json": lambda: _schema("Inventory of the sources", Item, entries=True),
    "elements.schema.json": lambda: _schema("Elements of definitions", Element, entries=True),
    "definitions.schema.json": lambda: _schema("Definitions", Definition, entries=True),
    "principles.schema.json": lambda: _schema("Principles", Principle, entries=True),
    "people.schema.json": lambda: _schema("People", Person, True, fewest=0),
    "allowed.schema.json": lambda: _schema("Addresses everybody may read", Allowed, True, fewest=0),
    "unmentoring.schema.json": lambda: _schema("Rounds of unmentoring", PublicPairs, True, fewest=0),
    "assessments.schema.json": lambda: _schema("Published assessments", PublicTeam, True, fewest=0),
    "example.schema.json": lambda: _schema("An invented assessment", Figures, entries=True),
    "instrument.schema.json": lambda: _schema("An instrument", Instrument, entries=False),
    "acknowledged.schema.json": lambda: _schema("Acknowledged gaps", Acknowledgement, True, fewest=0),
}
"""File name and text of each."""
