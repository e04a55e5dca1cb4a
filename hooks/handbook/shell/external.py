"""Whether the addresses of other sites still answer: asked only when a maintainer asks for it.

Nothing a server does raises here. It becomes a sentence for whoever looks after the page.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import socket
import ssl
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cache as once
from functools import partial
from http import HTTPStatus
from http.client import HTTPException
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock
from time import monotonic
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, select_proxy
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool, HTTPConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from handbook.model import Handbook, Place, Problem
from handbook.read.settings import shorten

GOOD_DAYS = 7
BAD_DAYS = 1
REDIRECTS = 5
WORKERS = 8
LONGEST_WAIT = 5.0
"""Seconds we wait at most when a server names a time to come back."""

_PERMANENT = (301, 308)
_REDIRECTING = (*_PERMANENT, 302, 303, 307)
_GONE = (404, 410)
_HEAD_REFUSED = (403, 404, 405, 501)
_CACHE_BYTES = 20_000_000
_SITES_TO_TELL = 3
_TICK = 0.05

Level = Literal["ok", "problem", "note"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of asking for an address, in words for a volunteer."""

    address: str
    level: Level
    message: str


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer without its address; `kept` is whether it holds tomorrow, `site` whether a site is there."""

    level: Level
    words: str
    kept: bool = True
    site: bool = True


class _Unanswered(Exception):
    """There is no reply to judge.

    `again` is whether another try may help, `whole` whether it goes for all of the site.
    """

    def __init__(
        self, why: str, *, again: bool = False, whole: bool = False, private: bool = False, none: bool = False
    ) -> None:
        super().__init__(why)
        self.why, self.again, self.whole, self.private, self.none = why, again, whole, private, none

    def reply(self, where: str) -> _Reply:
        """What to tell; `where` is the address it led on to, if it did."""
        on = f"it leads on to '{shorten(where, 200)}', and " if where else ""
        if self.private:
            words = f"was not asked: {on}{self.why}. Readers elsewhere cannot open it."
            return _Reply("note", words, kept=False)
        if self.none:
            return _Reply(
                "problem",
                f"leads nowhere: {on}{self.why}. Check the spelling, or take the link out.",
                site=False,
            )
        return _Reply("note", f"could not be checked: {on}{self.why}. Try it in a browser.")


@dataclass(frozen=True, slots=True)
class _Seen:
    """The first lines of what a server sent; nobody reads further."""

    status: int
    location: str
    retry_after: str

    def __str__(self) -> str:
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)


def ask(
    addresses: Iterable[str],
    *,
    skip: Collection[str] = (),
    cache: Path | None = None,
    today: date,
    seconds: float = 10,
    altogether: float = 30,
    pause: float = 0.25,
    backoff: float = 0.5,
    private: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Answer]:
    """What each address answers; those that are skipped or not of the web are left out.

    `skip` holds hosts and beginnings of addresses, `seconds` is the limit for one request and
    `altogether` for one address. `private` also asks addresses of private networks.
    """
    pages: dict[str, str] = {}
    replies: dict[str, _Reply] = {}
    for address in dict.fromkeys(addresses):
        if not re.match(r"https?://", address, re.I):
            continue
        try:
            page = str(_prepared("HEAD", address).url)
        except _Unanswered:
            page = address
            words = "is not an address that can be opened. Check the spelling, or take the link out."
            replies[page] = _Reply("problem", words)
        if not _skipped(address, page, skip):
            pages[address] = page
    known = _remembered(cache, today)
    replies |= {page: known[page][1] for page in pages.values() if page in known}
    wanted = [page for page in dict.fromkeys(pages.values()) if page not in replies]
    fresh: dict[str, _Reply] = {}
    try:
        _Round(seconds, altogether, pause, backoff, private).ask(wanted, fresh, progress)
    finally:
        fresh = _unless_offline(fresh)
        known |= {page: (today, reply) for page, reply in fresh.items() if reply.kept}
        _remember(cache, known)
    replies |= fresh
    return {
        address: Answer(address, replies[page].level, f"'{shorten(address, 300)}' {replies[page].words}")
        for address, page in pages.items()
    }


def places(book: Handbook) -> dict[str, list[Place]]:
    """Where the book holds each address of another site."""
    found: dict[str, list[Place]] = defaultdict(list)
    for page in book.pages.values():
        for link in page.links:
            if link.kind != "web" and not link.elsewhere:
                continue
            address = link.target
            if address.startswith("//"):
                address = f"https:{address}"
            elif address.lower().startswith("www."):
                address = f"https://{address}"
            if re.match(r"https?://", address, re.I):
                found[address].append(page.place(link.line, link.column))
    return dict(found)


def problems(held: Mapping[str, Collection[Place]], answers: Mapping[str, Answer]) -> list[Problem]:
    """What is wrong or worth a look, at each place that holds the address."""
    return [
        Problem(place, answer.message, answer.level)
        for address, answer in answers.items()
        if answer.level != "ok"
        for place in held[address]
    ]


def _skipped(address: str, page: str, skip: Collection[str]) -> bool:
    """Whether an address, or the page it comes to, is of a host or begins as written in the list."""
    hosts: set[str | None] = set()
    for written in (address, page):
        with suppress(ValueError):
            hosts |= {urlsplit(written).netloc.lower(), urlsplit(written).hostname}
    return any(
        entry and (entry.lower() in hosts or address.startswith(entry) or page.startswith(entry))
        for entry in skip
    )


def _unless_offline(replies: dict[str, _Reply]) -> dict[str, _Reply]:
    """The replies, unless not one of several sites was found: then no site is to blame."""
    sites = {_site(page) for page in replies}
    if len(sites) < _SITES_TO_TELL or any(reply.site for reply in replies.values()):
        return replies
    words = "could not be checked: not one site was found, so this computer is probably offline."
    return dict.fromkeys(replies, _Reply("note", words, kept=False))


def _remembered(path: Path | None, today: date) -> dict[str, tuple[date, _Reply]]:
    """The replies that still hold; a file that is broken or not ours holds none."""
    if path is None:
        return {}
    found = {}
    try:
        with path.open("rb") as file:
            rows = json.loads(file.read(_CACHE_BYTES))
        for page, row in rows.items():
            day, reply = date.fromisoformat(row["day"]), _Reply(row["level"], row["words"])
            good = reply.level == "ok"
            if not good and reply.level not in ("problem", "note"):
                continue
            if isinstance(reply.words, str) and 0 <= (today - day).days < (GOOD_DAYS if good else BAD_DAYS):
                found[page] = (day, reply)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return found


def _remember(path: Path | None, known: Mapping[str, tuple[date, _Reply]]) -> None:
    if path is None:
        return
    rows = {
        page: {"day": day.isoformat(), "level": reply.level, "words": reply.words}
        for page, (day, reply) in sorted(known.items())
    }
    # Where nothing can be written, everything is asked again next time: no reason to lose the answers.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            try:
                json.dump(rows, file, indent=1)
                file.close()
                os.replace(file.name, path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise


class _Round:
    """One round of asking, polite to every host and patient with none for ever."""

    def __init__(
        self, seconds: float, altogether: float, pause: float, backoff: float, private: bool
    ) -> None:
        self.seconds, self.altogether, self.pause, self.private = seconds, altogether, pause, private
        self.retry = Retry(total=2, backoff_factor=backoff, status_forcelist=(429, 500, 502, 503, 504))
        self.lock = Lock()
        self.turns: dict[str, Lock] = defaultdict(Lock)
        self.free_at: dict[str, float] = {}
        self.left_alone: dict[str, _Unanswered] = {}
        self.lines: set[_Line] = set()
        self.stop = Event()

    def ask(
        self,
        pages: Collection[str],
        replies: dict[str, _Reply],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        """Fill `replies` as they come in, so that those there are survive an interruption."""
        hosts: dict[str, list[str]] = defaultdict(list)
        for page in pages:
            hosts[_host(page)].append(page)
        done: SimpleQueue[tuple[str, _Reply]] = SimpleQueue()
        with ThreadPoolExecutor(WORKERS) as pool:
            try:
                running = [pool.submit(self._ask_host, group, done) for group in hosts.values()]
                while len(replies) < len(pages):
                    self._cut(monotonic())
                    with suppress(Empty):
                        page, reply = done.get(timeout=_TICK)
                        replies[page] = reply
                        if progress:
                            progress(len(replies), len(pages))
                        continue
                    for ended in [future for future in running if future.done()]:
                        ended.result()  # a fault of our own is told, and not waited for
            finally:
                self.stop.set()
                self._cut(float("inf"))
                pool.shutdown(wait=False, cancel_futures=True)

    def _ask_host(self, pages: Collection[str], done: SimpleQueue[tuple[str, _Reply]]) -> None:
        for page in pages:
            if self.stop.is_set():
                return
            try:
                reply = self._follow(page)
            except Exception as error:  # one server that nobody thought of must not end the round
                reply = _Unanswered(f"something unexpected came back ({type(error).__name__})").reply("")
            done.put((page, reply))

    def _follow(self, page: str) -> _Reply:
        """The reply for a page, wherever it leads."""
        url, moved, for_good, left = page, "", True, self.altogether
        for hop in range(REDIRECTS + 1):
            try:
                with self._turn(url):
                    began = monotonic()
                    seen = self._visit(url, began + left)
                    left -= monotonic() - began
                if seen.status not in _REDIRECTING or not seen.location:
                    return _judged(seen, moved, url if hop else "")
                target = _target(url, seen.location)
            except _Unanswered as nothing:
                return nothing.reply(url if hop else "")
            for_good = for_good and seen.status in _PERMANENT
            url = target
            moved = target if for_good else moved
        return _Unanswered(f"it leads on and on, more than {REDIRECTS} times").reply("")

    @contextmanager
    def _turn(self, url: str) -> Iterator[None]:
        """A turn with the host of an address: one at a time, with a pause between two."""
        host = _host(url)
        with self.lock:
            turn = self.turns[host]
        with turn:
            if _site(url) not in self.left_alone:
                self.stop.wait(max(0, self.free_at.get(host, 0) - monotonic()))
            try:
                yield
            finally:
                self.free_at[host] = monotonic() + self.pause

    def _visit(self, url: str, until: float) -> _Seen:
        """What a server says to one address: HEAD first, then GET where that does not do.

        Raises _Unanswered where it says nothing.
        """
        site = _site(url)
        if site in self.left_alone:
            raise self.left_alone[site].with_traceback(None)
        try:
            seen = self._tried("HEAD", url, until)
        except _Unanswered as nothing:
            if nothing.whole:
                self.left_alone[site] = nothing
            raise
        if seen.status == HTTPStatus.TOO_MANY_REQUESTS:
            self.left_alone[site] = _Unanswered(f"it asks for fewer visits ({seen})", whole=True)
            raise self.left_alone[site]
        return seen

    def _tried(self, method: str, url: str, until: float) -> _Seen:
        retry = self.retry
        while True:
            seen: _Seen | None = None
            nothing: _Unanswered | None = None
            try:
                seen = self._request(method, url, until)
            except _Unanswered as error:
                if not error.again:
                    raise
                nothing = error
            refused = method == "HEAD" and seen is not None and seen.status in _HEAD_REFUSED
            wait = self.pause
            if not refused:
                if seen is not None and not retry.is_retry("GET", seen.status):
                    return seen
                try:
                    retry = retry.increment("GET", url, error=nothing)
                    wait = max(wait, retry.get_backoff_time(), self._named_wait(seen))
                except HTTPError:  # that was the last try
                    wait = float("inf")
            method = "GET"
            if self.stop.is_set() or wait > LONGEST_WAIT or monotonic() + wait >= until:
                if seen is not None:
                    return seen
                raise nothing or _Unanswered("there was no time left")
            self.stop.wait(wait)

    def _named_wait(self, seen: _Seen | None) -> float:
        """The seconds a server asks us to wait; what cannot be read is no wish."""
        try:
            return self.retry.parse_retry_after(seen.retry_after[:40]) if seen and seen.retry_after else 0
        except (HTTPError, ValueError, OverflowError):
            return 0

    def _request(self, method: str, url: str, until: float) -> _Seen:
        proxies = get_environ_proxies(url)
        if select_proxy(url, proxies):
            # The proxy looks the name up; here it is only to keep out of the networks around us.
            try:
                self._addresses(_host(url), 0)
            except _Unanswered as nothing:
                if nothing.private:
                    raise
        line = _Line(until)
        with self.lock:
            self.lines.add(line)
        try:
            with closing(_Adapter(partial(self._dial, line))) as adapter:
                response = adapter.send(
                    _prepared(method, url),
                    stream=True,
                    timeout=(self.seconds, self.seconds),
                    verify=os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True,
                    proxies=proxies,
                )
                response.close()
            if monotonic() >= until:  # headers that were cut short look like whole ones
                raise TimeoutError
            found = response.headers
            return _Seen(
                response.status_code, found.get("location", ""), found.get("retry-after", "").strip()
            )
        except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError) as error:
            if monotonic() >= until:
                raise _Unanswered(f"it took more than {self.altogether:g} seconds") from None
            raise _why(error, self.seconds) from None
        finally:
            with self.lock:
                self.lines.discard(line)
            line.close()

    def _dial(self, line: _Line, host: str, port: int, guarded: bool) -> socket.socket:
        """A connection to a host; to check and connect in one place leaves no gap between the two."""
        why = _Unanswered("its site could not be reached", again=True, whole=True)
        for family, kind, protocol, address in self._addresses(host, port, guarded)[:4]:
            left = min(self.seconds, line.until - monotonic())
            if left <= 0 or self.stop.is_set():
                break
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(left)
                connection.connect(address)
                line.hold(connection)
                return connection
            except TimeoutError:
                connection.close()
                why = _Unanswered(_no_answer(self.seconds), again=True, whole=True)
            except OSError as error:
                connection.close()
                why = _why(error, self.seconds)
        raise why

    def _addresses(self, host: str, port: int, guarded: bool = True) -> list[tuple[int, int, int, Any]]:
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
                raise _Unanswered("there is no such site", whole=True, none=True) from None
            raise _Unanswered("its site could not be looked up", whole=True) from None
        except ValueError:  # labels that are empty or too long
            raise _Unanswered("there is no such site", whole=True, none=True) from None
        if guarded and not self.private and not all(_is_public(str(item[4][0])) for item in found):
            raise _Unanswered("it is on a private network", private=True)
        return [(item[0], item[1], item[2], item[4]) for item in found]

    def _cut(self, now: float) -> None:
        with self.lock:
            for line in self.lines:
                if line.until <= now:
                    line.cut()


class _Line:
    """The connection of one request, which can be cut from outside whatever it is doing.

    Time limits on sockets begin anew with each byte; a server that sends one a second would hold us.
    """

    def __init__(self, until: float) -> None:
        self.until = until
        self.twins: list[socket.socket] = []

    def hold(self, connection: socket.socket) -> None:
        # A twin of its own, because TLS takes the socket itself away from us.
        self.twins.append(connection.dup())

    def cut(self) -> None:
        for twin in tuple(self.twins):
            with suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for twin in self.twins:
            twin.close()


class _Http(HTTPConnection):
    """A connection that we dial ourselves."""

    def __init__(self, *args: Any, dial: Callable[[str, int, bool], socket.socket], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.dial = dial

    def _new_conn(self) -> socket.socket:
        return self.dial(self.host, self.port or self.default_port, self.proxy is None)


class _Https(_Http, HTTPSConnection):
    """The same with TLS."""


class _Adapter(HTTPAdapter):
    """One request and no more: no session, so no cookies, no passwords from files and no Referer."""

    def __init__(self, dial: Callable[[str, int, bool], socket.socket]) -> None:
        super().__init__()
        self.dial = dial

    def get_connection_with_tls_context(self, *args: Any, **settings: Any) -> ConnectionPool:
        pool = super().get_connection_with_tls_context(*args, **settings)
        # A proxy of another kind, such as SOCKS, has connections of its own, which stay as they are.
        if isinstance(pool, HTTPConnectionPool) and pool.ConnectionCls in (HTTPConnection, HTTPSConnection):
            pool.ConnectionCls = _Https if pool.ConnectionCls is HTTPSConnection else _Http
            pool.conn_kw["dial"] = self.dial
        return pool


def _prepared(method: str, address: str) -> requests.PreparedRequest:
    """A request for an address, without its fragment and without a name and password in it.

    Raises _Unanswered where it is no address.
    """
    headers = {"User-Agent": _name(), "Accept": "*/*", "Connection": "close"}
    try:
        parts = urlsplit(address)
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
        return requests.Request(method, bare, headers=headers).prepare()
    except ValueError:  # what requests says of a bad address is one, too
        raise _Unanswered("its address cannot be read") from None


@once
def _name() -> str:
    try:
        return f"handbook link check/{version('handbook')}"
    except PackageNotFoundError:
        return "handbook link check"


def _host(page: str) -> str:
    return urlsplit(page).hostname or ""


def _site(page: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(page))


def _target(url: str, location: str) -> str:
    """Where a redirect leads.

    Raises _Unanswered where that is no web address.
    """
    with suppress(ValueError, _Unanswered):
        # Header lines come in as Latin-1, whatever they were written in.
        target = urljoin(url, location.encode("latin-1").decode("utf-8", "replace"))
        if re.match(r"https?://", target, re.I):
            return str(_prepared("HEAD", target).url)
    raise _Unanswered("it leads on to something that is no web address")


def _judged(seen: _Seen, moved: str, where: str) -> _Reply:
    says = f"leads on to '{shorten(where, 200)}', which answers {seen}" if where else f"answers {seen}"
    if 200 <= seen.status < 300:
        if moved and len(moved) <= 500:
            return _Reply("note", f"has moved for good to '{moved}'. Write the new address.")
        return _Reply("ok", "answers.")
    if seen.status in _GONE:
        return _Reply("problem", f"{says}. Find where it moved, or take the link out.")
    return _Reply("note", f"could not be checked: it {says}. Try it in a browser.")


def _no_answer(seconds: float) -> str:
    return f"there was no answer within {seconds:g} seconds"


def _why(error: BaseException, seconds: float) -> _Unanswered:
    """What went wrong, in words; never the words of the error, which may hold a proxy's password."""
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _Unanswered(f"its certificate is not to be trusted ({cause.verify_message})")
    kinds: tuple[tuple[tuple[type[BaseException], ...], str, bool], ...] = (
        ((requests.exceptions.ProxyError,), "the proxy of this computer did not help", False),
        ((ssl.SSLError, requests.exceptions.SSLError), "no secure connection could be made", False),
        ((TimeoutError, requests.Timeout), _no_answer(seconds), True),
        ((ConnectionRefusedError,), "it refuses connections", True),
        ((ConnectionError,), "the connection broke off", True),
        ((HTTPException, ValueError), "its reply could not be understood", True),
        ((OSError,), "its site could not be reached", True),
    )
    # requests calls everything an OSError, so only what lies beneath counts as one.
    beneath = [cause for cause in causes if not isinstance(cause, requests.RequestException)]
    for types, why, again in kinds:
        if any(isinstance(cause, types) for cause in (causes if types[0] is not OSError else beneath)):
            return _Unanswered(why, again=again)
    return _Unanswered("its reply could not be understood", again=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that led to it, each once."""
    waiting, met = [error], set()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in met:
            continue
        met.add(id(cause))
        yield cause
        inner = (*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__)
        waiting += [item for item in inner if isinstance(item, BaseException)]


def _is_public(address: str) -> bool:
    """Whether an IP address is of the open internet, also where one of IPv4 hides in one of IPv6."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inside = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)  # type: ignore[assignment]
        if inside is not None:
            return _is_public(str(inside))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
