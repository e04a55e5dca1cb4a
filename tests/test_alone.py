"""Readers are left alone: nobody else is asked, nothing is kept, and all is there without a script."""

from __future__ import annotations

import pytest
from chromium import look_for, needs_chromium, open_page, until
from playwright.sync_api import Browser, BrowserContext, Page, Response

KEPT = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort()"
PALETTE = "/handbook/.__palette"
DRAFT = "handbook.draft:"
ANSWERS = "handbook.answers:"
FORM = "assessment/forms/eight-principles-v1/"

pytestmark = needs_chromium


class Watched:
    """All that a reader's browser asks, is told and keeps."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.elsewhere: list[str] = []
        self.cookies: list[str] = []
        self.said: list[str] = []
        self.address = address
        context.on("request", self._asks)
        context.on("response", self._is_told)
        context.on("console", lambda m: self.said.append(m.text) if m.type in ("error", "warning") else None)
        context.on("weberror", lambda error: self.said.append(str(error.error)))

    def _asks(self, request: object) -> None:
        url: str = request.url  # type: ignore[attr-defined]
        if not url.startswith((self.address, "data:", f"blob:{self.address}")):
            self.elsewhere.append(url)

    def _is_told(self, response: Response) -> None:
        if "set-cookie" in response.headers:
            self.cookies.append(response.url)


def everything(page: Page, address: str) -> None:
    """What readers do: read pages of every kind, search, filter, sort, fold, switch, write and answer."""
    for path in ("", "styles/patience/", "glossary/can/", "networks/side-by-side/", "references/",
                 "not-written-yet/our-stories/", "all-pages/", "book.html", "nowhere/at/all/"):  # fmt: skip
        page.goto(address + path)
    page.goto(f"{address}gaps/")
    page.get_by_label("Words to look for").fill("celebration")
    page.get_by_role("button", name="What is missing").first.click()
    page.locator("summary").first.click()
    page.goto(f"{address}styles/more/")
    page.locator("a.term").first.hover()
    look_for(page, "patience")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Switch to dark colours").click()
    page.goto(f"{address}styles/patience/")
    page.locator("a.gap-button[href*='/write/']").first.click()
    page.locator("textarea").first.fill("We once waited for a whole year.")
    page.wait_for_timeout(1500)
    page.goto(address + FORM)
    page.get_by_label("Your code").fill("fern")
    page.get_by_label("3 some of the time").first.check()
    page.get_by_role("button", name="Save as a file").click()


def test_nothing_is_asked_elsewhere_and_nothing_is_kept(browser: Browser, address: str) -> None:
    page = open_page(browser)
    watched = Watched(page.context, address)
    everything(page, address)
    assert watched.elsewhere == []
    assert watched.cookies == []
    assert page.evaluate("document.cookie") == ""
    assert page.context.cookies() == []
    assert [text for text in watched.said if "404" not in text] == []
    kept = page.evaluate(KEPT)
    assert PALETTE in kept
    assert [key for key in kept if key != PALETTE and not key.startswith((DRAFT, ANSWERS))] == []
    assert [key for key in kept if key.startswith(ANSWERS)] == [f"{ANSWERS}/handbook/eight-principles.v1"]
    assert (
        page.evaluate("async () => (await indexedDB.databases()).length + (await caches.keys()).length") == 0
    )
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_who_only_reads_leaves_no_trace(browser: Browser, quick_address: str) -> None:
    """Nothing is kept but the colours that the theme has found to be those of the system."""
    page = open_page(browser)
    for path in ("", "styles/patience/", "gaps/", "write/", FORM):
        page.goto(quick_address + path)
    assert [key for key in page.evaluate(KEPT) if key != PALETTE] == []


PLAIN = ["gaps/", "glossary/co-production/", "terms-a-to-z/", "situations/", "networks/side-by-side/"]


@pytest.mark.parametrize("path", PLAIN)
def test_every_word_is_there_without_a_script(browser: Browser, quick_address: str, path: str) -> None:
    """What stands in the page is seen, as long as it is not folded."""
    page = open_page(browser, script=False)
    hidden = """article => [...article.querySelectorAll("p, li, td, h2, h3")].filter(
      (e) => e.textContent.trim() && !e.closest("details:not([open])") && !e.checkVisibility()).length"""
    page.goto(quick_address + path)
    assert len(page.locator("article").inner_text()) > 200
    assert page.locator("article").evaluate(hidden) == 0


def test_a_fold_opens_without_a_script(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, script=False)
    page.goto(f"{quick_address}styles/patience/")
    for fold in page.locator("article details").all():
        fold.locator("summary").first.click()
        assert fold.locator("> :not(summary)").first.is_visible()


def test_the_way_around_is_there_without_a_script(browser: Browser, quick_address: str) -> None:
    """The sidebar leads to a page, and that page to the front page."""
    page = open_page(browser, script=False)
    page.goto(quick_address)
    page.locator(".md-sidebar--primary").get_by_role("link", name="Glossary", exact=True).click()
    assert page.locator("h1").inner_text().strip("¶ ") == "Glossary"
    page.locator(".md-header a.md-logo").click()
    until(page, f"location.href === '{quick_address}'")
