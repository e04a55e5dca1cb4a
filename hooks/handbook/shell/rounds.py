"""One round of asking other sites: polite to every host, and patient with none for ever."""

from __future__ import annotations

import asyncio
from asyncio import Lock, Semaphore
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal
from urllib.parse import urlsplit

from handbook.read.settings import shorten
from handbook.shell.connect import Response, Silence, page_of, request, site_of

AT_ONCE = 8
REDIRECTS = 5
TRIES = 3
LONGEST_WAIT = 5
"""Seconds we wait at most when a server names a time to come back."""

_PERMANENT = (301, 308)
_REDIRECTING = (*_PERMANENT, 302, 303, 307)
_GONE = (404, 410)
_BUSY = 429
_PASSING = (_BUSY, 500, 502, 503, 504)
_HEAD_REFUSED = (403, 404, 405, 501)

Level = Literal["ok", "problem", "note"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a page; `found` is whether its site could be looked up."""

    level: Level
    words: str
    found: bool = True


@dataclass(slots=True)
class Round:
    """`seconds` is the limit for one request and `altogether` for one page, `pause` the least between two."""

    seconds: float
    altogether: float
    pause: float
    private: bool
    turns: defaultdict[str, Lock] = field(default_factory=lambda: defaultdict(Lock))
    at_once: Semaphore = field(default_factory=lambda: Semaphore(AT_ONCE))
    silent: dict[str, Silence] = field(default_factory=dict)

    async def ask(self, pages: Iterable[str]) -> AsyncIterator[tuple[str, Verdict]]:
        """The verdicts on pages as they come in."""
        tasks = [asyncio.create_task(self._follow(page)) for page in pages]
        for done in asyncio.as_completed(tasks):
            yield await done

    async def _follow(self, page: str) -> tuple[str, Verdict]:
        """The verdict on a page, wherever it leads."""
        url, moved, for_good, left = page, "", True, self.altogether
        for hop in range(REDIRECTS + 1):
            where = url if hop else ""
            async with self.turns[urlsplit(url).hostname or ""], self.at_once:
                began = monotonic()
                found = await self._visit(url, left)
                left -= monotonic() - began
            if isinstance(found, Silence):
                return page, _unanswered(found, where)
            if found.status not in _REDIRECTING or not found.location:
                return page, _answered(found, where, moved)
            url = page_of(found.location, url)
            if not url:
                nowhere = Silence("it leads on to something that is no web address")
                return page, _unanswered(nowhere, where)
            for_good = for_good and found.status in _PERMANENT
            moved = url if for_good else moved
        return page, _unanswered(Silence(f"it leads on and on, more than {REDIRECTS} times"))

    async def _visit(self, url: str, limit: float) -> Response | Silence:
        """What a server says, unless its site has been found silent before."""
        site = site_of(url)
        if site in self.silent:
            return self.silent[site]
        try:
            async with asyncio.timeout(limit):
                found = await self._try(url)
        except TimeoutError:
            return Silence(f"it took more than {self.altogether:g} seconds")
        if isinstance(found, Response) and found.status == _BUSY:
            found = Silence(f"it asks for fewer visits ({found})", "site")
        if isinstance(found, Silence) and found.kind != "page":
            self.silent[site] = found
        return found

    async def _try(self, url: str) -> Response | Silence:
        """What a server says at last: HEAD is tried first, then GET where that does not do."""
        wait = self.pause
        for attempt in range(1, TRIES + 1):
            await asyncio.sleep(wait)
            found = await request("HEAD" if attempt == 1 else "GET", url, self.seconds, self.private)
            wait = self.pause * 2**attempt
            if isinstance(found, Silence):
                if found.kind != "page":
                    break
            elif found.status in _PASSING:
                wait = max(wait, found.wait)
            elif attempt > 1 or found.status not in _HEAD_REFUSED:
                break
            if wait > LONGEST_WAIT:
                break
        return found


def _answered(response: Response, where: str, moved: str) -> Verdict:
    """The verdict on a response; `where` is the address it led on to and `moved` the last for good."""
    on = f"leads on to '{shorten(where, 200)}', which " if where else ""
    says = f"{on}answers {response}"
    if 200 <= response.status < 300:
        if moved:
            return Verdict("note", f"has moved for good to '{shorten(moved, 500)}'. Write the new address.")
        return Verdict("ok", "answers.")
    if response.status in _GONE:
        return Verdict("problem", f"{says}. Find where it moved, or take the link out.")
    return Verdict("note", f"could not be checked: it {says}. Try it in a browser.")


def _unanswered(silence: Silence, where: str = "") -> Verdict:
    on = f"it leads on to '{shorten(where, 200)}', and " if where else ""
    why = f"{on}{silence.why}"
    match silence.kind:
        case "private":
            return Verdict("note", f"was not asked: {why}. Readers elsewhere cannot open it.")
        case "no such name":
            words = f"leads nowhere: {why}. Check the spelling, or take the link out."
            return Verdict("problem", words, found=False)
        case kind:
            words = f"could not be checked: {why}. Try it in a browser."
            return Verdict("note", words, found=kind != "name")
