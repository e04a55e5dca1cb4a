"""The Chromium of this machine, for tests that look at pages as readers do."""

import os
import shutil

import pytest
from playwright.sync_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
NO_CHROMIUM = "no Chromium on this machine"
REQUIRED = os.environ.get("HANDBOOK_CHROMIUM") == "required"
"""Then what needs it fails where it is missing; else it is left out, and named at the end."""

needs_chromium = pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason=NO_CHROMIUM)


def open_page(
    browser: Browser,
    width: int = 1280,
    scheme: str = "light",
    script: bool = True,
    touch: bool = False,
    height: int = 900,
) -> Page:
    """A new reader's first page: nothing kept, and a screen, colours and ways of their own."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=script,
        has_touch=touch,
    )
    return context.new_page()


def until(page: Page, script: str) -> None:
    """Waits for what the script says, from outside: a script that waits in the page is one it may not run."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(script)


def look_for(page: Page, words: str) -> None:
    """Types words into the search, once it listens, and waits for what it finds."""
    page.locator(".md-search-result__meta:not(:text('Initializing'))").wait_for(state="attached")
    search = page.get_by_role("textbox", name="Search")
    search.fill(words)
    search.press("End")
    page.locator(".md-search-result__item").first.wait_for()
