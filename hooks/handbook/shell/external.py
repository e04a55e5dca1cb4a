"""Whether the addresses of other sites still answer: asked only when a maintainer asks for it."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from handbook.model import Handbook, Place, Problem
from handbook.read.settings import shorten
from handbook.shell.connect import page_of, site_of
from handbook.shell.rounds import Level, Round, Verdict

DAYS: Mapping[Level, int] = {"ok": 7, "problem": 1, "note": 1}
"""How long an answer holds."""

_WEB = re.compile(r"https?://", re.I)
_SITES_TO_TELL = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of asking for an address, in words for a volunteer."""

    address: str
    level: Level
    message: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found out about a page, and when."""

    day: date
    level: Level
    words: str


_CACHE = TypeAdapter(dict[str, _Known])


def ask(
    addresses: Iterable[str],
    *,
    skip: Collection[str] = (),
    cache: Path | None = None,
    today: date,
    seconds: float = 10,
    altogether: float = 30,
    pause: float = 0.25,
    private: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Answer]:
    """What each address answers; those that are skipped or not of the web are left out.

    `skip` holds hosts and beginnings of addresses, `seconds` is the limit for one request and
    `altogether` for one address. `private` also asks addresses of private networks.
    """
    pages = {address: page_of(address) for address in addresses if _WEB.match(address)}
    pages = {address: page for address, page in pages.items() if not _skipped(address, page, skip)}
    known = _remembered(cache, today)
    wanted = [page for page in dict.fromkeys(pages.values()) if page and page not in known]
    fresh: dict[str, Verdict] = {}

    async def listen() -> None:
        async for page, verdict in Round(seconds, altogether, pause, private).ask(wanted):
            fresh[page] = verdict
            if progress:
                progress(len(fresh), len(wanted))

    try:
        asyncio.run(listen())
    finally:  # what is known already survives an interruption
        if _is_offline(fresh):
            words = "could not be checked: not one site was found, so this computer is probably offline."
            known |= dict.fromkeys(fresh, _Known(today, "note", words))
        else:
            known |= {page: _Known(today, verdict.level, verdict.words) for page, verdict in fresh.items()}
            _remember(cache, known)
    words = "is not an address that can be opened. Check the spelling, or take the link out."
    known[""] = _Known(today, "problem", words)
    return {
        address: Answer(address, known[page].level, f"'{shorten(address, 300)}' {known[page].words}")
        for address, page in pages.items()
    }


def places(book: Handbook) -> dict[str, list[tuple[Place, str]]]:
    """Where the book holds each address of another site, and the key where that is a source's."""
    found: dict[str, list[tuple[Place, str]]] = defaultdict(list)
    for page in book.pages.values():
        for link in page.links:
            address = link.target
            if address.startswith("//"):
                address = f"https:{address}"
            elif link.kind == "web" and address.lower().startswith("www."):
                address = f"https://{address}"
            if _WEB.match(address):
                found[address].append((page.place(link.line, link.column), ""))
    for key, source in book.vocabulary.sources.items():
        if source.link:
            found[source.link].append((Place("data/sources.yml"), key))
    return dict(found)


def problems(held: Mapping[str, Sequence[tuple[Place, str]]], answers: Mapping[str, Answer]) -> list[Problem]:
    """What is wrong or worth a look, at each place that holds the address."""
    return [
        Problem(
            place,
            f"{answer.message} It is in the source '{key}'." if key else answer.message,
            answer.level,
        )
        for address, answer in answers.items()
        if answer.level != "ok"
        for place, key in held[address]
    ]


def _skipped(address: str, page: str, skip: Collection[str]) -> bool:
    """Whether an address, or the page it comes to, is of a host or begins as written in the list."""
    hosts = {
        host for url in (address, page) if page for host in (urlsplit(url).netloc, urlsplit(url).hostname)
    }
    return any(
        entry and (entry.lower() in hosts or address.startswith(entry) or page.startswith(entry))
        for entry in skip
    )


def _is_offline(verdicts: Mapping[str, Verdict]) -> bool:
    """Whether not one of several sites was found: then no site is to blame."""
    found = any(verdict.found for verdict in verdicts.values())
    return not found and len({site_of(page) for page in verdicts}) >= _SITES_TO_TELL


def _remembered(path: Path | None, today: date) -> dict[str, _Known]:
    """The answers that still hold; a file that is broken or not ours holds none."""
    try:
        rows = _CACHE.validate_json(path.read_bytes()) if path else {}
    except (OSError, ValueError):
        return {}
    return {page: row for page, row in rows.items() if 0 <= (today - row.day).days < DAYS[row.level]}


def _remember(path: Path | None, known: dict[str, _Known]) -> None:
    # Where nothing can be written, everything is asked again next time: no reason to lose the answers.
    with suppress(OSError):
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_CACHE.dump_json(known, indent=1))
