"""Draws the pictures of README: five pages, each wide and on a phone, in light and in dark."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from chromium import CHROMIUM, QUIET, open_page
from playwright.sync_api import Browser, sync_playwright
from served import our_book, served

PICTURES = Path(__file__).parent.parent / ".github" / "pictures"
PAGES = {
    "front-page": "",
    "section": "styles/share-learning/",
    "report": "gaps/",
    "term": "glossary/co-production/",
    "network": "networks/time-banking-wales/",
}
WIDE, PHONE = 1280, 320
HEIGHT = 800

# Wide pages at half their size, one above the other, and beside them the phones at full size.
SHEET = """<!doctype html><style>
body { margin: 0; padding: 12px; background: #8d8d86;
  display: grid; grid-template-columns: 640px 320px 320px; gap: 12px; }
img { display: block; }
img.wide { width: 640px; height: 400px; grid-column: 1; }
img.phone { width: 320px; height: 812px; grid-row: 1 / 3; }
img.light.phone { grid-column: 2; }
img.dark.phone { grid-column: 3; }
</style>"""


def draw(browser: Browser, address: str, name: str, path: str) -> None:
    """One picture of a page as four kinds of readers see it."""
    shown = []
    for kind, width, height in (("wide", WIDE, HEIGHT), ("phone", PHONE, HEIGHT + 12)):
        for scheme in ("light", "dark"):
            page = open_page(browser, width, scheme, height=height)
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            data = base64.b64encode(page.screenshot()).decode()
            shown.append(f'<img class="{kind} {scheme}" src="data:image/png;base64,{data}">')
            page.context.close()
    sheet = browser.new_page(viewport={"width": WIDE + 48, "height": HEIGHT + 36})
    sheet.set_content(SHEET + "".join(sorted(shown, key=lambda image: "wide" not in image)))
    sheet.screenshot(path=PICTURES / f"{name}.png")
    sheet.close()


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        our_book(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        with served(Path(folder) / "www") as address:
            for name, path in PAGES.items():
                draw(browser, f"{address}/handbook/", name, path)
        browser.close()


if __name__ == "__main__":
    main()
