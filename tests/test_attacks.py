"""Attacks in a real browser: what is in `attacks.yml` runs nowhere, and what readers use still works."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import markdown
import pytest
import yaml
from chromium import look_for, needs_chromium
from playwright.sync_api import Browser, Error, Page

ROOT = Path(__file__).parent.parent
FEATURES = """\
  features:
    - content.code.copy
    - content.tabs.link
    - navigation.instant
"""
TABS = """\
=== "One"

    First.

=== "Two"

    Second, as

    ```python
    print("copied")
    ```
"""
WAITING = """\
---
was: [old/waiting.md]
---

# Patience

A long wait. [Home](index.md). Menaces.

| Left | Middle | Right |
|:-----|:------:|------:|
| 1    |   2    |     3 |
"""
POLICY = re.compile(r'<meta http-equiv="content-security-policy"[^>]*>')
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}

pytestmark = needs_chromium


class _Site(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class _Elsewhere(http.server.BaseHTTPRequestHandler):
    """Another site, which notes what it is asked for."""

    def __init__(self, asked: list[str], *arguments: object) -> None:
        self.asked = asked
        super().__init__(*arguments)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.asked.append(re.split("[?#]", self.path)[0].strip("/"))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"console.info('pwned from elsewhere')")

    do_POST = do_GET  # noqa: N815


@dataclass
class Book:
    """A published book, what its readers' browsers ran, and what they asked another site for."""

    folder: Path
    address: str
    elsewhere: str
    ran: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def site(self) -> Path:
        return self.folder / "www" / "handbook"

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("ELSEWHERE", self.elsewhere), encoding="utf-8")

    @contextmanager
    def opened(self, browser: Browser) -> Iterator[Page]:
        """A page for a new reader, of whose browser all is heard."""
        for heard in (self.ran, self.wrong, self.asked):
            heard.clear()
        with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
            context.set_default_timeout(15_000)
            context.on("console", lambda message: self._hear(message.type, message.text))
            context.on("weberror", lambda error: self.wrong.append(str(error.error)))
            yield context.new_page()

    def _hear(self, kind: str, text: str) -> None:
        if text.startswith("pwned"):
            self.ran.append(text.removeprefix("pwned").strip())
        elif kind in ("error", "warning"):
            self.wrong.append(text)


@contextmanager
def _served(handler: Callable[..., http.server.BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address under which the handler answers."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _begin(folder: Path, address: str) -> None:
    """Our settings and data, with a little more of what the theme can do; the pages are the caller's."""
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("hooks/", f"{ROOT}/hooks/")
    config = config.replace("  features:\n", FEATURES).replace(
        "# repo_url:", f"repo_url: https://github.com/example/handbook\nsite_url: {address}"
    )
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    shutil.copytree(ROOT / "data", folder / "data")
    (folder / "data" / "principles.yml").unlink()  # it names pages of our own book


def _mkdocs(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mkdocs", *arguments]


@pytest.fixture(scope="module")
def attacks() -> dict[str, Any]:
    text = Path(__file__).with_name("attacks.yml").read_text(encoding="utf-8")
    attacks: dict[str, Any] = yaml.safe_load(text)
    return attacks


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, attacks: dict[str, Any]) -> Iterator[Book]:
    """Everything of `attacks.yml` in one book, published as it is."""
    folder = tmp_path_factory.mktemp("attacked")
    asked: list[str] = []
    site = functools.partial(_Site, directory=str(folder / "www"))
    with _served(site) as address, _served(functools.partial(_Elsewhere, asked)) as elsewhere:
        book = Book(folder, f"{address}/handbook/", elsewhere, asked=asked)
        _begin(folder, book.address)
        for name, text in attacks["text"].items():
            book.write(f"docs/text/{name}.md", f"# {name}\n\nBefore it.\n\n{text}\n\nAfter it.\n")
        for name, text in attacks["settings"].items():
            book.write(f"docs/settings/{name}.md", f"---\n{text}---\n\n# {name}\n\nAfter it.\n")
        for path, text in attacks["files"].items():
            book.write(f"docs/{path}", text)
        book.write("docs/glossary/menace.md", attacks["glossary"])
        book.write("docs/patience.md", WAITING)
        book.write("docs/index.md", "# Home\n\n[Waiting](patience.md).\n")
        with (folder / "data" / "sources.yml").open("a", encoding="utf-8") as file:
            file.write("\n" + attacks["sources"])
        command = _mkdocs("build", "--site-dir", str(book.site))
        built = subprocess.run(
            command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
        assert built.returncode == 0, built.stderr
        yield book


def find(page: Page, words: str, shown: str) -> None:
    look_for(page, words)
    page.locator(".md-search-result__item", has_text=shown).first.wait_for()


@contextmanager
def without_index(site: Path) -> Iterator[None]:
    """Half of the time goes into reading the index of search on every page; search has a test of its own."""
    index = site / "search" / "search_index.json"
    aside = index.rename(site.parent / "search_index.json")
    yield
    aside.rename(index)


def press_all(page: Page) -> None:
    """Everything a reader is asked to press, and last what leads to another page."""
    address = page.url
    places = page.get_by_text("press here")
    # Asked before anything is pressed: after a form that may not be sent, questions wait for ever.
    links = places.evaluate_all("all => all.map(place => place.closest('a[href]')?.href ?? '')")
    leads_to = [link for link in links if link.startswith("http") and link.split("#")[0] != address]
    for place, link in zip(places.all(), links, strict=True):
        if page.url.split("#")[0] != address:
            page.goto(address)
        if link not in leads_to and place.is_visible():
            place.hover(force=True)
            place.click(force=True, no_wait_after=True)
            page.wait_for_timeout(20)
    for link in leads_to:
        with suppress(Error):  # what is a download leads nowhere
            page.goto(link)


def test_nothing_of_it_runs_on_any_page(browser: Browser, book: Book) -> None:
    """Neither on the page that holds it nor on any other, whatever is pressed; and the page is whole."""
    pages = {file.relative_to(book.site).parent.as_posix() for file in book.site.rglob("index.html")}
    assert len(pages) > 45
    with book.opened(browser) as page, without_index(book.site):
        for path in ["404.html", *sorted(pages - {"old/waiting"})]:
            page.goto(f"{book.address}{path}")
            if path.startswith(("text/", "settings/")):
                assert page.locator("main > div > div > article", has_text="After it.").is_visible(), path
                assert page.locator("body > div > footer").is_visible(), path
            press_all(page)
        page.wait_for_timeout(200)
    assert book.ran == []
    assert book.asked == []


def test_no_words_of_a_page_change_what_it_may_run(book: Book) -> None:
    pages = [*book.site.glob("text/*/index.html"), *book.site.glob("settings/*/index.html")]
    pages += book.site.glob("registers/*/index.html")
    assert len(pages) > 30
    policies = [POLICY.findall(page.read_text(encoding="utf-8")) for page in pages]
    assert all(len(found) == 1 and found == policies[0] for found in policies)


def test_nothing_of_it_runs_in_search_or_where_words_are_repeated(browser: Browser, book: Book) -> None:
    with book.opened(browser) as page:
        page.goto(book.address)
        for words in ("onerror", "script", "menace"):
            find(page, words, words)
            page.locator(".md-search-result__item").first.hover()
        page.goto(f"{book.address}text/terms/")
        page.locator("a.term[href]").first.hover()
        page.get_by_role("tooltip").wait_for()
        page.goto(f"{book.address}gaps/")
        page.get_by_role("button", name="What is missing").first.click()
        page.get_by_label("Words to look for").fill("script")
        page.wait_for_timeout(300)
    assert book.ran == []
    assert book.asked == []


def injected(book: Book, attacks: dict[str, Any], policy: bool) -> str:
    """The address of a built page into which attacks were put as they are, past all that would mend them."""
    names = ("script", "onerror", "addresses", "srcdoc", "svg", "form", "beacons", "base", "events")
    words = "console.info('pwned {}')".format
    html = (book.site / "patience" / "index.html").read_text(encoding="utf-8")
    for after, attack in (
        ("</h1>", "\n".join(attacks["text"][name] for name in names)),
        ("</title>", f"<script>{words('title')}</script>"),
        ('<meta name="viewport"', f' content="\'"><script>{words("description")}</script><meta'),
        ('<ul class="md-nav__list" data-md-scrollfix>', f'<li><img src=x onerror="{words("navigation")}">'),
    ):
        assert after in html
        html = html.replace(after, after + attack, 1)
    if not policy:
        html, found = POLICY.subn("", html)
        assert found == 1
    folder = "with-policy" if policy else "without-policy"
    book.write(f"www/handbook/{folder}/index.html", html)
    return f"{book.address}{folder}/"


def run_injected(browser: Browser, book: Book, address: str) -> tuple[set[str], set[str], str]:
    """What ran, what the other site was asked for, and where the site's own links lead."""
    with book.opened(browser) as page:
        page.goto(address)
        page.wait_for_timeout(300)
        home: str = page.locator("a.md-logo").first.evaluate("link => link.href")
        press_all(page)
        page.wait_for_timeout(300)
    return {*book.ran}, {*book.asked}, home


def test_the_policy_alone_stops_it_all(browser: Browser, book: Book, attacks: dict[str, Any]) -> None:
    ran, asked, home = run_injected(browser, book, injected(book, attacks, policy=True))
    assert (ran, asked) == (set(), set())
    assert home == book.address


def test_without_the_policy_it_does_run(browser: Browser, book: Book, attacks: dict[str, Any]) -> None:
    """Or the test before this one would show nothing."""
    ran, asked, home = run_injected(browser, book, injected(book, attacks, policy=False))
    assert ran >= {"script", "onerror", "raw address", "srcdoc", "svg", "description", "title", "navigation"}
    assert asked >= {"form", "img", "link", "program.js", "frame", "object", "style", "import"}
    assert home.startswith(book.elsewhere)


def scheme(page: Page) -> object:
    return page.evaluate("document.body.dataset.mdColorScheme")


def test_search_and_colours_work(browser: Browser, book: Book) -> None:
    with book.opened(browser) as page:
        page.goto(book.address)
        assert scheme(page) == "default"
        page.get_by_title("Switch to dark colours").click()
        page.locator("body[data-md-color-scheme=slate]").wait_for()
        find(page, "patience", "A long wait")
        page.keyboard.press("Enter")
        page.wait_for_url("**/patience/?h=patience")
        page.locator("h1 mark[data-md-highlight]", has_text="Patience").wait_for()
        page.reload()
        assert scheme(page) == "slate"
    assert book.wrong == []


def test_tabs_copying_and_aligned_columns_work(browser: Browser, book: Book) -> None:
    html = (book.site / "patience" / "index.html").read_text(encoding="utf-8")
    extensions = ["pymdownx.superfences", "pymdownx.tabbed"]
    settings = {"pymdownx.tabbed": {"alternate_style": True}}
    tabs = markdown.markdown(TABS, extensions=extensions, extension_configs=settings)
    book.write("www/handbook/features/index.html", html.replace("</h1>", f"</h1>{tabs}", 1))
    with book.opened(browser) as page:
        page.goto(f"{book.address}features/")
        for number, side in enumerate(("left", "center", "right")):
            cell = page.locator("table tbody td").nth(number)
            assert cell.evaluate("cell => getComputedStyle(cell).textAlign") == side
        page.locator(".tabbed-labels", has_text="Two").get_by_text("Two").click()
        page.get_by_text("Second, as").wait_for()
        page.locator("pre").hover()
        page.locator(".md-code__button[data-md-type=copy]").click()
        page.get_by_text("Copied to clipboard").wait_for()
        assert page.evaluate("navigator.clipboard.readText()").strip() == 'print("copied")'
        page.reload()
        assert page.get_by_text("Second, as").is_visible(), "the tab is remembered"
    assert book.wrong == []


def test_previews_and_the_next_page_without_a_reload_work(browser: Browser, book: Book) -> None:
    home = book.site / "index.html"
    html = home.read_text(encoding="utf-8")
    home.write_text(html.replace('<a href="patience/">W', '<a data-preview href="patience/">W'), "utf-8")
    with book.opened(browser) as page:
        page.goto(book.address)
        page.evaluate("window.stays = true")
        link = page.locator("article").get_by_role("link", name="Waiting")
        link.hover()
        page.locator(".md-tooltip2", has_text="A long wait").wait_for()
        link.click()
        page.wait_for_url("**/patience/")
        page.locator("article", has_text="A long wait").wait_for()
        assert page.evaluate("window.stays")
    assert book.wrong == []


def test_pages_of_every_kind_are_as_they_were(browser: Browser, book: Book) -> None:
    with book.opened(browser) as page:
        for path in ("", "404.html", "gaps/", "all-pages/", "not-written-yet/", "registers/questions/"):
            page.goto(book.address + path)
            page.get_by_role("button", name="Switch to").wait_for()
        page.goto(f"{book.address}gaps/")
        page.get_by_label("Words to look for").fill("recipe")
        page.get_by_text("1 of ").wait_for()
        page.goto(f"{book.address}old/waiting/")
        page.wait_for_url("**/patience/")
        page.locator("a.term").first.hover()
        page.locator(".term-tip", has_text="A menace is").wait_for()
    assert book.wrong == []


def test_a_page_opened_from_a_folder_is_as_it_was(browser: Browser, book: Book) -> None:
    with book.opened(browser) as page:
        page.goto((book.site / "gaps" / "index.html").as_uri())
        page.get_by_label("Words to look for").wait_for()
        assert page.evaluate("typeof __md_get") == "function"
        assert page.locator("header").first.evaluate("bar => getComputedStyle(bar).position") == "sticky"
    assert not [words for words in book.wrong if "Content Security Policy" in words]


def test_a_page_that_is_served_shows_what_its_author_writes(browser: Browser, tmp_path: Path) -> None:
    _begin(tmp_path, "https://example.org/handbook/")
    mine = Book(tmp_path, "", "")
    mine.write("docs/index.md", "# Home\n\nAs it was.\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serve = _mkdocs("serve", "--dev-addr", f"127.0.0.1:{port}")
    with subprocess.Popen(serve, cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert any("Serving on" in line for line in server.stderr or ())
            with mine.opened(browser) as page:
                page.goto(f"http://127.0.0.1:{port}/handbook/")
                page.get_by_text("As it was.").wait_for()
                mine.write("docs/index.md", "# Home\n\nAs it is now.\n")
                page.get_by_text("As it is now.").wait_for(timeout=30_000)
            assert mine.wrong == []
        finally:
            server.terminate()
