"""One request to another site: what it answers, or in words why it does not.

Nothing a server does raises here.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import responses
from time import time
from typing import Literal
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies, select_proxy

_HEADERS = {"User-Agent": "handbook link check", "Accept": "*/*", "Connection": "close"}
_MOST_HEADERS = 100
_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_6TO4 = ipaddress.ip_network("2002::/16")

Kind = Literal["page", "site", "name", "no such name", "private"]


@dataclass(frozen=True, slots=True)
class Response:
    """The first lines of what a server sent; `wait` is how many seconds it asks for quiet."""

    status: int
    location: str
    wait: float

    def __str__(self) -> str:
        return f"{self.status} {responses.get(self.status, '')}".strip()


@dataclass(frozen=True, slots=True)
class Silence:
    """Why there is no response; every kind but `page` goes for all of the site."""

    why: str
    kind: Kind = "page"


class _Private(Exception):
    """The site is on a network that is not open to all."""


class _NoProxy(Exception):
    """The proxy of this computer does not lead to the site."""


def page_of(address: str, base: str = "") -> str:
    """The page to ask for, without fragment, name and password; empty where it is none of the web."""
    try:
        parts = urlsplit(urljoin(base, address))
        if parts.scheme not in ("http", "https"):
            return ""
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
        return str(requests.Request("GET", bare).prepare().url)
    except ValueError:  # what requests says of a bad address is one, too
        return ""


def site_of(page: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(page))


async def request(method: str, page: str, seconds: float, private: bool) -> Response | Silence:
    """What a server says within so many seconds; `private` also asks in private networks."""
    kind: Kind = "site"
    try:
        async with asyncio.timeout(seconds):
            site, target, headers = urlsplit(page), page.removeprefix(site_of(page)), _HEADERS
            proxy = select_proxy(page, get_environ_proxies(page))
            if proxy and site.scheme == "http":
                target, headers = page, headers | HTTPAdapter().proxy_headers(proxy)
            way = _by_proxy(proxy, site, private) if proxy else _straight(site, private, seconds)
            async with way as (reader, writer):
                kind = "page"
                writer.write(_head(method, target, site.netloc, headers))
                return await _response(reader)
    except Exception as error:
        return _in_words(error, kind, seconds)


@asynccontextmanager
async def _straight(
    site: SplitResult, private: bool, seconds: float
) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """A connection to the very addresses that were looked at, so that no name can change in between."""
    addresses = await _addresses(site, private)
    secure = site.scheme == "https"
    for address in addresses:
        last = address == addresses[-1]
        try:
            async with asyncio.timeout(None if last else seconds / 2):
                reader, writer = await asyncio.open_connection(
                    address,
                    site.port or (443 if secure else 80),
                    ssl=_trusted() if secure else None,
                    server_hostname=site.hostname if secure else None,
                )
            break
        except OSError:
            if last:
                raise
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


@asynccontextmanager
async def _by_proxy(
    proxy: str, site: SplitResult, private: bool
) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """A connection to the proxy, and for a secure site one through it."""
    with suppress(OSError, UnicodeError):  # the proxy may know names that this computer does not
        await _addresses(site, private)
    try:
        via = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        reader, writer = await asyncio.open_connection(via.hostname, via.port or 80)
    except Exception:
        raise _NoProxy from None
    try:
        if site.scheme == "https":
            end = site.netloc if site.port else f"{site.netloc}:443"
            writer.write(_head("CONNECT", end, end, HTTPAdapter().proxy_headers(proxy)))
            if (await _response(reader)).status != 200:
                raise _NoProxy
            await writer.start_tls(_trusted(), server_hostname=site.hostname)
        yield reader, writer
    finally:
        writer.transport.abort()


async def _addresses(site: SplitResult, private: bool) -> list[str]:
    """Where a site is, one address of each kind because one of the two kinds may lead nowhere."""
    found = await asyncio.get_running_loop().getaddrinfo(site.hostname, None, type=socket.SOCK_STREAM)
    firsts: dict[int, str] = {}
    for family, _, _, _, (address, *_) in found:
        if not private and not is_public(str(address)):
            raise _Private
        firsts.setdefault(family, str(address))
    return list(firsts.values())


def is_public(address: str) -> bool:
    """Whether an IP address is of the open internet, also where one of IPv4 hides in one of IPv6."""
    ip = ipaddress.ip_address(address)
    if ip in _NAT64:
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _6TO4


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates this computer trusts, and those that browsers do."""
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    return context


def _head(method: str, target: str, host: str, headers: Mapping[str, str]) -> bytes:
    lines = (f"{name}: {value}\r\n" for name, value in {"Host": host, **headers}.items())
    return f"{method} {target} HTTP/1.1\r\n{''.join(lines)}\r\n".encode()


async def _response(reader: StreamReader) -> Response:
    first = re.match(rb"HTTP/\S+ +(\d{3})\b", await _line(reader))
    if not first:
        raise ValueError
    headers: dict[str, str] = {}
    for _ in range(_MOST_HEADERS):
        line = (await _line(reader)).decode("utf-8", "replace")
        if not line.strip():
            return Response(int(first[1]), headers.get("location", ""), _wait(headers.get("retry-after", "")))
        name, _, value = line.partition(":")
        headers.setdefault(name.lower(), value.strip())
    raise ValueError


async def _line(reader: StreamReader) -> bytes:
    line = await reader.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    return line


def _wait(wish: str) -> float:
    """The seconds a server asks us to wait; what cannot be read is no wish."""
    with suppress(ValueError):
        return float(wish)
    with suppress(ValueError, TypeError, OverflowError):
        return parsedate_to_datetime(wish).timestamp() - time()
    return 0


def _in_words(error: Exception, kind: Kind, seconds: float) -> Silence:
    """What went wrong; never the words of the error, which may hold a proxy's password."""
    match error:
        case _Private():
            return Silence("it is on a private network", "private")
        case UnicodeError():  # labels of the name that are empty or too long
            return Silence("there is no such site", "no such name")
        case socket.gaierror():
            if error.errno in _NO_SUCH_NAME:
                return Silence("there is no such site", "no such name")
            return Silence("its site could not be looked up", "name")
        case ssl.SSLCertVerificationError():
            why = f"its certificate is not to be trusted ({error.verify_message})"
        case ssl.SSLError():
            why = "no secure connection could be made"
        case TimeoutError():
            why = f"there was no answer within {seconds:g} seconds"
        case _NoProxy():
            why = "the proxy of this computer did not help"
        case ConnectionRefusedError():
            why = "it refuses connections"
        case ConnectionError() | EOFError():
            why = "the connection broke off"
        case OSError():
            why = "its site could not be reached"
        case _:
            why = "its reply could not be understood"
    return Silence(why, kind)
