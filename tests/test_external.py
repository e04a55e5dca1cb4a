"""Asking other sites, with sites of our own that behave as badly as those out there."""

from __future__ import annotations

import json
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from handbook.model import Place, Problem
from handbook.shell import connect, external
from handbook.shell.cli import main
from handbook.shell.external import Answer

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 5, 1)

Says = tuple[int, dict[str, str]]


class Site(ThreadingHTTPServer):
    """A site that answers as told, path by path, and writes down who asked."""

    daemon_threads = True
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.paths: dict[str, Callable[[str, int], Says]] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.takes = 0.0
        self.lock = threading.Lock()
        self.now: dict[str, int] = {}
        self.most: dict[str, int] = {}
        """The most requests at once: for each name the site was asked by, and `all` together."""

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_address[1]}{path}"

    def tells(self, path: str, status: int, **headers: str) -> str:
        self.paths[path] = lambda method, times: (status, headers)
        return self.at(path)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Those who hang up early are what this is about."""


class _Answering(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        site = self.server
        names = ("all", self.headers["Host"].partition(":")[0])
        with site.lock:
            site.asked.append(f"{self.command} {self.path}")
            site.headers.append({key.lower(): value for key, value in self.headers.items()})
            times = sum(asked.endswith(f" {self.path}") for asked in site.asked)
            for name in names:
                site.now[name] = site.now.get(name, 0) + 1
                site.most[name] = max(site.most.get(name, 0), site.now[name])
        time.sleep(site.takes)
        told = site.paths.get(self.path)
        status, headers = told(self.command, times) if told else (404, {})
        with site.lock:
            for name in names:
                site.now[name] -= 1
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_CONNECT = _answer  # noqa: N815

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    with serving(server):
        yield server


@contextmanager
def rude(behaves: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a server that does as it likes with each connection."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                behaves(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    server = Server(("127.0.0.1", 0), Handler)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_address[1]}/"


def ask(*addresses: str, **settings: Any) -> dict[str, Answer]:
    quick: dict[str, Any] = {
        "today": TODAY,
        "seconds": 2,
        "altogether": 4,
        "pause": 0,
        "private": True,
    }
    return external.ask(addresses, **(quick | settings))


def one(address: str, **settings: Any) -> Answer:
    (answer,) = ask(address, **settings).values()
    assert answer.address == address
    assert answer.message.startswith(f"'{address}' ")
    return answer


def says(address: str, level: str, words: str) -> Answer:
    return Answer(address, level, f"'{address}' {words}")  # type: ignore[arg-type]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str | int]:
    """Names that are looked up here: an address, or the error that comes back."""
    known: dict[str, str | int] = {}
    real = socket.getaddrinfo

    def look_up(host: str, *args: Any, **settings: Any) -> Any:
        if host in ("localhost", "127.0.0.1"):
            return real("127.0.0.1", *args, **settings)
        found = known.get(host, socket.EAI_NONAME)
        if isinstance(found, int):
            raise socket.gaierror(found, "as told")
        return real(found, *args, **settings)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


# Answers


def test_a_page_that_answers_is_well(site: Site) -> None:
    address = site.tells("/a", 200)
    assert one(address) == says(address, "ok", "answers.")
    assert site.asked == ["HEAD /a"]


@pytest.mark.parametrize(("status", "words"), [(404, "404 Not Found"), (410, "410 Gone")])
def test_a_page_that_is_gone_is_a_problem(site: Site, status: int, words: str) -> None:
    address = site.tells("/a", status)
    assert one(address) == says(
        address, "problem", f"answers {words}. Find where it moved, or take the link out."
    )


@pytest.mark.parametrize("status", [403, 404, 405])
def test_get_is_asked_where_head_is_refused(site: Site, status: int) -> None:
    site.paths["/a"] = lambda method, times: (status if method == "HEAD" else 200, {})
    assert one(site.at("/a")).level == "ok"
    assert site.asked == ["HEAD /a", "GET /a"]


@pytest.mark.parametrize(("status", "words"), [(401, "401 Unauthorized"), (302, "302 Found"), (999, "999")])
def test_what_only_a_person_can_tell_is_a_note(site: Site, status: int, words: str) -> None:
    address = site.tells("/a", status)
    expected = f"could not be checked: it answers {words}. Try it in a browser."
    assert one(address) == says(address, "note", expected)


def test_a_passing_fault_is_asked_again(site: Site) -> None:
    site.paths["/a"] = lambda method, times: (500 if times == 1 else 200, {})
    assert one(site.at("/a")).level == "ok"
    assert len(site.asked) == 2


def test_a_lasting_fault_is_a_note_after_three_tries(site: Site) -> None:
    assert "it answers 503 Service Unavailable." in one(site.tells("/a", 503)).message
    assert site.asked == ["HEAD /a", "GET /a", "GET /a"]


def test_a_site_that_names_a_time_gets_it(site: Site) -> None:
    site.paths["/a"] = lambda method, times: (429, {"Retry-After": "1"}) if times == 1 else (200, {})
    began = time.monotonic()
    assert one(site.at("/a")).level == "ok"
    assert 1 <= time.monotonic() - began < 2
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "wait", ["6", "9" * 5000, "Fri, 31 Dec 2100 23:59:59 GMT"], ids=["long", "endless", "a date"]
)
def test_a_site_that_asks_for_quiet_is_left_alone(site: Site, wait: str) -> None:
    first = site.tells("/a", 429, Retry_After=wait)
    second = site.tells("/b", 200)
    began = time.monotonic()
    for answer in ask(first, second, altogether=10_000).values():
        assert answer.level == "note"
        assert "it asks for fewer visits (429 Too Many Requests)" in answer.message
    assert site.asked == ["HEAD /a"]
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("wait", ["soon", "-1", "31 Feb 20x", "²"])
def test_a_time_that_cannot_be_read_is_no_wish(site: Site, wait: str) -> None:
    site.paths["/a"] = lambda method, times: (503, {"Retry-After": wait}) if times == 1 else (200, {})
    assert one(site.at("/a")).level == "ok"


# Redirects


def test_a_page_that_moved_for_good_is_a_note_with_the_new_address(site: Site) -> None:
    address = site.tells("/a", 301, Location="/b")
    site.tells("/b", 308, Location=site.at("/c d"))
    new = site.tells("/c%20d", 200)
    assert one(address) == says(address, "note", f"has moved for good to '{new}'. Write the new address.")


def test_only_what_is_for_good_is_worth_writing_down(site: Site) -> None:
    address, middle = site.tells("/a", 301, Location="/b"), site.tells("/b", 302, Location="/c")
    site.tells("/c", 200)
    assert f"has moved for good to '{middle}'." in one(address).message
    assert one(middle).level == "ok"
    assert one(site.tells("/d", 302, Location="/e")).level == "problem"
    site.tells("/e", 301, Location="/c")
    assert one(site.at("/d")).level == "ok"


def test_a_page_that_moved_to_nowhere_is_a_problem(site: Site) -> None:
    address = site.tells("/a", 301, Location="/gone")
    assert one(address) == says(
        address,
        "problem",
        f"leads on to '{site.at('/gone')}', which answers 404 Not Found. "
        "Find where it moved, or take the link out.",
    )


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("/a", "it leads on and on, more than 5 times."),
        ("http://[::1", "it leads on to something that is no web address."),
        ("itms-apps://x", "it leads on to something that is no web address."),
        ("http://x:99999/", "it leads on to something that is no web address."),
    ],
)
def test_a_redirect_to_nowhere_is_a_note(site: Site, location: str, words: str) -> None:
    answer = one(site.tells("/a", 302, Location=location))
    assert answer.level == "note"
    assert words in answer.message
    assert len(site.asked) <= 6


def test_a_redirect_in_any_writing_is_followed(site: Site) -> None:
    site.tells("/caf%C3%A9", 200)
    sent = "/café".encode().decode("latin-1")
    assert f"'{site.at('/caf%C3%A9')}'" in one(site.tells("/a", 301, Location=sent)).message


# Rude servers


def test_a_server_that_sends_a_byte_at_a_time_is_cut_off() -> None:
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while not stop.wait(0.05):
            connection.sendall(b"x")

    with rude(drip) as address:
        began = time.monotonic()
        answer = one(address, seconds=0.4, altogether=0.6)
        took = time.monotonic() - began
        stop.set()
    expected = "could not be checked: it took more than 0.6 seconds. Try it in a browser."
    assert answer == says(address, "note", expected)
    assert took < 1.2


def test_a_body_without_end_is_not_read() -> None:
    sent = []

    def flood(connection: socket.socket) -> None:
        status = b"405 No" if connection.recv(4) == b"HEAD" else b"200 OK"
        connection.sendall(b"HTTP/1.1 " + status + b"\r\nTransfer-Encoding: chunked\r\n\r\n")
        while status == b"200 OK":
            connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            sent.append(0x10000)

    with rude(flood) as address:
        assert one(address).level == "ok"
    assert sum(sent) < 20_000_000


def _wait(stop: threading.Event) -> None:
    stop.wait(5)


def test_silence_is_a_note() -> None:
    stop = threading.Event()
    with rude(lambda connection: _wait(stop)) as address:
        answer = one(address, seconds=0.1, altogether=2)
        stop.set()
    expected = "could not be checked: there was no answer within 0.1 seconds. Try it in a browser."
    assert answer == says(address, "note", expected)


def _reset(connection: socket.socket) -> None:
    connection.recv(1000)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    connection.close()


def _send(*chunks: bytes) -> Callable[[socket.socket], None]:
    def behaves(connection: socket.socket) -> None:
        connection.recv(1000)
        for chunk in chunks:
            connection.sendall(chunk)

    return behaves


@pytest.mark.parametrize(
    ("behaves", "words"),
    [
        (_reset, "the connection broke off"),
        (_send(), "the connection broke off"),
        (_send(b"\x00\xff garbage\r\n\r\n"), "its reply could not be understood"),
        (_send(b"HTTP/1.1 abc OK\r\n\r\n"), "its reply could not be understood"),
        (_send(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 100_000), "its reply could not be understood"),
        (_send(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000), "its reply could not be understood"),
        (_send(b"SSH-2.0-OpenSSH_9.2\r\n"), "its reply could not be understood"),
    ],
    ids=["reset", "hang up", "garbage", "no number", "long header", "many headers", "not the web"],
)
def test_a_rude_server_is_a_note(behaves: Callable[[socket.socket], None], words: str) -> None:
    with rude(behaves) as address:
        answer = one(address)
    assert answer == says(address, "note", f"could not be checked: {words}. Try it in a browser.")


def test_a_closed_door_is_a_note() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "it refuses connections" in one(f"http://127.0.0.1:{port}/").message


def test_a_server_without_tls_is_a_note(site: Site) -> None:
    answer = one(site.at("/a").replace("http:", "https:"))
    assert answer.level == "note"
    assert "no secure connection could be made" in answer.message


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    """What a site needs for TLS, with a certificate nobody vouches for."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate")
    key, certificate = tmp_path / "site.key", tmp_path / "site.crt"
    new = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1"
    subprocess.run(
        [*new.split(), "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def test_a_certificate_nobody_vouches_for_is_a_note(tls: ssl.SSLContext) -> None:
    with rude(lambda connection: tls.wrap_socket(connection, server_side=True).close()) as address:
        answer = one(address.replace("http:", "https:"))
    assert answer.level == "note"
    assert "its certificate is not to be trusted (self-signed certificate)" in answer.message


# Addresses


def test_a_name_that_nobody_has_is_a_problem(names: dict[str, str | int]) -> None:
    address = "https://nosuch.example/a"
    words = "leads nowhere: there is no such site. Check the spelling, or take the link out."
    assert one(address, private=False) == says(address, "problem", words)
    assert one("http://a..b/").level == "problem"
    assert one(f"http://{'x' * 70}.example/").level == "problem"
    names["busy.example"] = socket.EAI_AGAIN
    assert "its site could not be looked up" in one("http://busy.example/").message


def test_where_no_site_is_found_the_computer_is_to_blame(names: dict[str, str | int], tmp_path: Path) -> None:
    addresses = [f"https://{name}.example/" for name in "abc"]
    for answer in ask(*addresses, cache=tmp_path / "c.json").values():
        assert answer.level == "note"
        assert "this computer is probably offline" in answer.message
    assert not (tmp_path / "c.json").exists()


@pytest.mark.parametrize("address", ["http://", "http://[::1", "https://x:99999/", "http://*.x.org/"])
def test_what_is_no_address_is_a_problem(address: str) -> None:
    words = "is not an address that can be opened. Check the spelling, or take the link out."
    assert one(address) == says(address, "problem", words)


def test_names_and_paths_in_any_writing(site: Site, names: dict[str, str | int]) -> None:
    names["xn--bcher-kva.example"] = "127.0.0.1"
    site.tells("/caf%C3%A9?q=%E2%98%95", 200)
    assert one(site.at("/café?q=☕#ü", "bücher.example")).level == "ok"
    assert site.headers[0]["host"].startswith("xn--bcher-kva.example:")


def test_only_the_web_is_asked() -> None:
    assert ask("mailto:ann@example.org", "ftp://127.0.0.1/", "tel:+44", "page.md", "", "http:x") == {}


def test_a_page_is_asked_once_whatever_the_fragment(site: Site) -> None:
    address = site.tells("/a", 200)
    answers = ask(address, f"{address}#b", f"{address}#c", address.replace("http:", "HTTP:"))
    assert [answer.level for answer in answers.values()] == ["ok"] * 4
    assert site.asked == ["HEAD /a"]


def test_nothing_personal_is_sent(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    address = site.tells("/a", 302, Location="/b", Set_Cookie="a=b; Path=/")
    site.tells("/b", 200)
    assert one(address.replace("//", "//ann:secret@")).level == "ok"
    for headers in site.headers:
        assert headers["user-agent"].startswith("handbook link check")
        assert not {"authorization", "cookie", "referer"} & headers.keys()


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the one proxy of this computer."""
    for name in ("no_proxy", "all_proxy", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return lambda address: monkeypatch.setenv("all_proxy", address.replace("//", "//ann:secret@"))


def test_a_proxy_is_used(site: Site, proxy: Callable[[str], None]) -> None:
    proxy(site.at(""))
    site.tells("http://192.0.2.1/a", 200)
    assert one("http://192.0.2.1/a").level == "ok"
    assert site.headers[0]["proxy-authorization"].startswith("Basic ")


def test_a_secure_site_is_asked_through_the_proxy(
    proxy: Callable[[str], None], tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []

    def behaves(connection: socket.socket) -> None:
        heard.append(connection.recv(1000).decode())
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with tls.wrap_socket(connection, server_side=True) as inside:
            heard.append(inside.recv(1000).decode())
            inside.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    monkeypatch.setattr(connect, "_trusted", lambda: client)
    with rude(behaves) as address:
        proxy(address)
        assert one("https://192.0.2.1/a").level == "ok"
    assert heard[0].startswith("CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: 192.0.2.1:443\r\nProxy-Auth")
    assert heard[1].startswith("HEAD /a HTTP/1.1\r\nHost: 192.0.2.1\r\n")
    assert "Proxy" not in heard[1]


def test_a_proxy_that_does_not_help_is_a_note(site: Site, proxy: Callable[[str], None]) -> None:
    for address, proxied in (
        ("http://127.0.0.1:1", "http://192.0.2.1/"),
        (site.at(""), "https://192.0.2.1/"),
    ):
        proxy(address)
        answer = one(proxied)
        expected = "could not be checked: the proxy of this computer did not help. Try it in a browser."
        assert answer == says(proxied, "note", expected)
    assert site.asked == ["CONNECT 192.0.2.1:443"]


@pytest.mark.parametrize("entry", ["127.0.0.1", "http://127.0.0.1:{port}/a", "127.0.0.1:{port}", "http://"])
def test_what_is_on_the_list_is_not_asked(site: Site, entry: str) -> None:
    port = site.server_address[1]
    assert ask(site.at("/a/b"), skip=[entry.format(port=port), ""]) == {}
    assert site.asked == []


def test_the_list_names_hosts_whole(site: Site) -> None:
    assert len(ask(site.tells("/a", 200), skip=["127.0.0", "example.org", "http://127.0.0.1:1/"])) == 1


# Private networks


@pytest.mark.parametrize(
    "host",
    "127.0.0.1 localhost 10.1.2.3 192.168.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 2130706433 [::1] "
    "[fe80::1] [fd00::1] [::ffff:10.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::]".split(),
)
def test_private_networks_are_not_asked(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it connected"))
    address = f"http://{host}/"
    words = "was not asked: it is on a private network. Readers elsewhere cannot open it."
    assert one(address, private=False) == says(address, "note", words)


def test_a_redirect_into_a_private_network_is_not_followed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = site.at("/b", "localhost")
    address = site.tells("/a", 302, Location=target)
    monkeypatch.setattr(connect, "is_public", lambda ip: len(site.asked) == 0)
    answer = one(address, private=False)
    expected = f"was not asked: it leads on to '{target}', and it is on a private network."
    assert expected in answer.message
    assert site.asked == ["HEAD /a"]


@pytest.mark.parametrize("ip", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_the_open_internet_is_public(ip: str) -> None:
    assert connect.is_public(ip)


# Manners


def test_a_host_gets_one_request_at_a_time_and_hosts_run_side_by_side(site: Site) -> None:
    site.takes = 0.05
    hosts = ("127.0.0.1", "localhost")
    for number in range(6):
        site.tells(f"/{number}", 200)
        # Each leads to the other host as well, which may be busy just then.
        site.tells(f"/to/{number}", 302, Location=site.at(f"/{number}", hosts[number % 2]))
    addresses = [site.at(f"/to/{number}", hosts[1 - number % 2]) for number in range(6)]
    assert all(answer.level == "ok" for answer in ask(*addresses).values())
    assert len(site.asked) == 12
    assert site.most == {"all": 2, "127.0.0.1": 1, "localhost": 1}


def test_between_two_requests_is_a_pause(site: Site) -> None:
    addresses = [site.tells(f"/{number}", 200) for number in range(4)]
    began = time.monotonic()
    ask(*addresses, pause=0.1)
    assert time.monotonic() - began >= 0.3


def test_progress_is_told(site: Site) -> None:
    told: list[tuple[int, int]] = []
    ask(
        *(site.tells(f"/{number}", 200) for number in range(3)),
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_interruption_ends_soon_and_keeps_what_is_known(site: Site, tmp_path: Path) -> None:
    stop = threading.Event()

    def enough(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with rude(lambda connection: _wait(stop)) as silent:
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            ask(
                silent.replace("127.0.0.1", "localhost"),
                site.tells("/a", 200),
                seconds=5,
                altogether=5,
                cache=tmp_path / "c.json",
                progress=enough,
            )
        assert time.monotonic() - began < 1
        stop.set()
    assert list(json.loads((tmp_path / "c.json").read_text())) == [site.at("/a")]


# What is remembered


@pytest.mark.parametrize(("status", "days"), [(200, 7), (404, 1), (403, 1)])
def test_an_answer_holds_for_some_days(site: Site, tmp_path: Path, status: int, days: int) -> None:
    cache = tmp_path / "deep" / "external.json"
    address = site.tells("/a", status)
    first = ask(address, cache=cache)
    asked = len(site.asked)
    again = ask(f"{address}#b", address, cache=cache, today=TODAY + timedelta(days=days - 1))
    assert again[address] == first[address]
    assert len(site.asked) == asked
    ask(address, cache=cache, today=TODAY + timedelta(days=days))
    assert len(site.asked) == 2 * asked
    ask(address, cache=cache, today=TODAY - timedelta(days=1))
    assert len(site.asked) == 3 * asked
    assert [path.name for path in cache.parent.iterdir()] == ["external.json"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"%s": {"day": "2026-05-01", "level": "fine", "words": "x"}}', "[" * 100_000, "\x00\ufffe"],
    ids=["empty", "a list", "another level", "deep", "no text"],
)
def test_a_cache_that_is_not_ours_is_written_anew(site: Site, tmp_path: Path, text: str) -> None:
    cache = tmp_path / "external.json"
    address = site.tells("/a", 200)
    cache.write_text(text.replace("%s", address), encoding="utf-8")
    assert one(address, cache=cache).level == "ok"
    assert site.asked == ["HEAD /a"]
    assert json.loads(cache.read_text()) == {
        address: {"day": "2026-05-01", "level": "ok", "words": "answers."}
    }


def test_a_cache_that_cannot_be_written_costs_no_answer(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for cache in (tmp_path / "file" / "external.json", tmp_path):
        assert one(site.tells("/a", 200), cache=cache).level == "ok"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


# The command


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setattr(external, "ask", partial(external.ask, private=True, pause=0))
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "data" / "principles.yml").unlink()  # it names pages of our own book
    (tmp_path / "data" / "sources.yml").unlink()
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    return tmp_path


def write(project: Path, text: str) -> None:
    (project / "docs" / "index.md").write_text(f"# Home\n\n{text}\n", encoding="utf-8")


def check(project: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["-C", str(project), "--today", "2026-05-01", "check", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_check_asks_nobody_by_itself(project: Path, site: Site) -> None:
    write(project, f"[here]({site.at('/gone')}) we eat together.")
    assert check(project).exit_code == 0
    assert site.asked == []
    assert not (project / ".cache").exists()


def test_check_tells_of_every_place_that_holds_a_dead_link(project: Path, site: Site) -> None:
    gone, moved = site.at("/gone"), site.tells("/old", 301, Location="/new")
    new = site.tells("/new", 200)
    write(project, f"[One]({gone}) and <{gone}>, {new}.\n\nSee [two]({gone} 'x'), [it]({moved}).")
    result = check(project, "--external")
    assert result.exit_code == 1
    lines = [line for line in result.stdout.splitlines() if "127.0.0.1" in line]
    dead = f"'{gone}' answers 404 Not Found. Find where it moved, or take the link out."
    places = [Place("docs/index.md", 3, 1), Place("docs/index.md", 3, len(f"[One]({gone}) and ") + 1)]
    last = Place("docs/index.md", 5, len(f"See [two]({gone} 'x'), ") + 1)
    assert lines == [
        *(str(Problem(place, dead)) for place in places),
        str(Problem(Place("docs/index.md", 5, 5), dead)),
        str(Problem(last, f"'{moved}' has moved for good to '{new}'. Write the new address.", "note")),
    ]
    assert "3 problems, " in result.stdout.splitlines()[-1]
    assert result.stderr == ""
    asked = len(site.asked)
    assert check(project, "--external").stdout == result.stdout
    assert len(site.asked) == asked
    assert (project / ".cache" / "external.json").is_file()


def test_check_asks_for_the_sources_too(project: Path, site: Site) -> None:
    write(project, "We eat together.")
    gone = site.at("/gone")
    sources = f"a-2018: {{title: A, link: '{gone}'}}\nb-2019: {{title: B}}\n"
    (project / "data" / "sources.yml").write_text(sources, encoding="utf-8")
    dead = (
        f"'{gone}' answers 404 Not Found. Find where it moved, or take the link out. "
        "It is in the source 'a-2018'."
    )
    assert str(Problem(Place("data/sources.yml"), dead)) in check(project, "--external").stdout.splitlines()


def test_check_leaves_alone_what_the_settings_name(project: Path, site: Site) -> None:
    write(project, f"[here]({site.at('/gone')}) we eat together.")
    (project / "data" / "settings.yml").write_text("skip_addresses: ['127.0.0.1']\n", encoding="utf-8")
    assert check(project, "--external").exit_code == 0
    assert site.asked == []


def test_check_keeps_out_of_private_networks(
    project: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external, "ask", partial(external.ask, private=False))
    write(project, f"[here]({site.at('/gone')}) we eat together.")
    result = check(project, "--external")
    assert result.exit_code == 0
    assert "it is on a private network" in result.stdout
    assert site.asked == []


@pytest.mark.usefixtures("names")
def test_addresses_without_a_scheme_are_asked_safely(project: Path) -> None:
    write(project, "www.nosuch.example, a@example.org, [ann](mailto:a@example.org), [x](//a.example/b?c).")
    result = check(project, "--external")
    assert "'https://www.nosuch.example' leads nowhere: there is no such site." in result.stdout
    assert "'https://a.example/b?c' leads nowhere" in result.stdout
    assert "'mailto:" not in result.stdout
