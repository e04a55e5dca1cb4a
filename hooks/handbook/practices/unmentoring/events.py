"""The lines of `history.jsonl`: one event each, in one spelling, so that the same event is the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from handbook.practices.unmentoring.values import Draw, Odd, Outcome, Pair, Pool, Round

_STRICT = ConfigDict(extra="forbid", strict=True)
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Number = Annotated[int, Field(ge=1, le=99_999)]
Two = tuple[Id, Id]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPool:
    """A pool in lists, each in the order of its ids."""

    __pydantic_config__ = _STRICT

    people: tuple[Id, ...]
    odd: Odd = "trio"
    reserve: Id | Literal[""] = ""
    avoid: tuple[Two, ...] = ()
    met: tuple[tuple[Id, Id, int], ...] = ()
    missed: tuple[Two, ...] = ()
    organisations: Mapping[Id, int] = field(default_factory=dict)
    trios: Mapping[Id, int] = field(default_factory=dict)
    left_out: Mapping[Id, int] = field(default_factory=dict)
    waiting: tuple[Id, ...] = ()
    started: Mapping[Id, int] = field(default_factory=dict)
    last_started: Mapping[Id, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDraw:
    """A draw in lists."""

    __pydantic_config__ = _STRICT

    groups: tuple[Annotated[tuple[Id, ...], Field(min_length=2, max_length=3)], ...]
    left_out: tuple[Id, ...] = ()
    repeats: int = 0
    again: int = 0
    same_organisation: int = 0
    reserve: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A round that was committed, with its pool as it was: later words on former rounds do not change it."""

    __pydantic_config__ = _STRICT

    event: Literal["round"]
    number: Number
    week: date
    seed: int
    method: str
    pool: StoredPool
    draw: StoredDraw
    chosen: bool = False

    @property
    def round(self) -> Round:
        """The round, of which nothing has been heard yet."""
        pool, draw = values_of(self.pool), values_of(self.draw)
        for name in ("avoid", "missed"):
            pool[name] = frozenset(map(frozenset, pool[name]))
        pool["met"] = {frozenset((one, other)): last for one, other, last in pool["met"]}
        pool["waiting"] = frozenset(pool["waiting"])
        return Round(
            self.number, self.week, self.seed, Pool(**pool), Draw(**draw), self.method, chosen=self.chosen
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said of a round; a later word replaces an earlier one, and `null` takes it back."""

    __pydantic_config__ = _STRICT

    event: Literal["said"]
    round: Number
    person: Id
    outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Somebody answered after a pause."""

    __pydantic_config__ = _STRICT

    event: Literal["back"]
    person: Id
    rounds: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a group would like to pass on. Whoever agreed to former words has not agreed to these."""

    __pydantic_config__ = _STRICT

    event: Literal["output"]
    round: Number
    group: Number
    text: str = ""
    link: str = ""
    title: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """People who agree to the words of their group, besides those who have before."""

    __pydantic_config__ = _STRICT

    event: Literal["agreed"]
    round: Number
    group: Number
    persons: tuple[Id, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The words of a group are in a file in `docs/`."""

    __pydantic_config__ = _STRICT

    event: Literal["posted"]
    round: Number
    group: Number
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Everybody has seen the numbers of a round."""

    __pydantic_config__ = _STRICT

    event: Literal["published"]
    round: Number


Event = Drawn | Said | Back | Told | Agreed | Posted | Published
_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])


def read(line: bytes | str) -> Event | None:
    """What a line says, or nothing where it is none of ours."""
    try:
        return _EVENT.validate_json(line)
    except (ValidationError, RecursionError):
        return None


def line(event: Event) -> str:
    """An event as a line of the file, with its end."""
    found = _EVENT.dump_python(event, mode="json", exclude_defaults=True)
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def drawn(made: Round) -> Drawn:
    """A round as an event; what has been said of it is not part of that."""
    pool = values_of(made.pool)
    for name in ("avoid", "missed"):
        pool[name] = pairs(pool[name])
    pool["met"] = tuple((*pair, made.pool.met[frozenset(pair)]) for pair in pairs(pool["met"]))
    pool["waiting"] = tuple(sorted(pool["waiting"]))
    return Drawn(
        event="round",
        number=made.number,
        week=made.week,
        seed=made.seed,
        method=made.method,
        pool=StoredPool(**pool),
        draw=StoredDraw(**values_of(made.draw)),
        chosen=made.chosen,
    )


def pairs(found: Collection[Pair]) -> tuple[Two, ...]:
    """Pairs in the order of their ids."""
    return tuple(sorted((min(pair), max(pair)) for pair in found))


def values_of(value: Any) -> dict[str, Any]:
    """The fields of a value by their names."""
    return {part.name: getattr(value, part.name) for part in fields(value)}


def renamed(event: Event, name: Callable[[str], str]) -> Event:
    """The event with every id by another name; the order of a pool and of its groups stays."""
    found = values_of(event)
    if isinstance(event, Drawn):
        made = event.round
        found["pool"], found["draw"] = _ids(made.pool, name), _ids(made.draw, name)
        return drawn(replace(made, pool=found["pool"], draw=found["draw"]))
    if isinstance(event, Said | Back):
        found["person"] = name(event.person)
    elif isinstance(event, Agreed):
        found["persons"] = tuple(sorted(map(name, event.persons)))
    return type(event)(**found)


def _ids(value: Any, name: Callable[[str], str]) -> Any:
    """A pool or a draw with its ids by other names."""

    def deep(held: Any) -> Any:
        if isinstance(held, frozenset | tuple):
            return type(held)(map(deep, held))
        if isinstance(held, Mapping):
            return {deep(key): number for key, number in held.items()}
        return name(held) if isinstance(held, str) and held else held

    odd = {"odd": value.odd} if isinstance(value, Pool) else {}
    return type(value)(**{key: deep(held) for key, held in values_of(value).items()} | odd)
