"""Every page of the site, looked at by axe: light and dark, wide and narrow, with large letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from chromium import CHROMIUM, QUIET, needs_chromium, open_page
from playwright.sync_api import Browser, Page
from served import ROOT, SETTINGS, build, served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""They take most of the time, and look the same wherever the same element stands in the same others."""
OF_SMALL_SCREENS = ["target-size", "scrollable-region-focusable"]
"""All else is as it is on a wide one; the first few pages are looked at for everything."""
THE_SAME = ".md-header, .md-sidebar, .md-footer"
"""What is the same on all pages is looked at on the first few."""
FEW = 6
PARTS = 4

FAULTY = {
    "index.md": "# Home\n\n[Broken](broken.md), [typed](typed.md) and [other](other.md).\n",
    "broken.md": "# Broken\n\nWords.\n\n<script>alert(1)</script>\n\nAfter it, [a way](nowhere.md).\n",
    "typed.md": "---\nstatus: [settled\ntitle: x: y\n---\n\n# Typed\n\nWords, *and* more words.\n",
    "other.md": '# Other languages\n\n<p lang="cy">Croeso.</p>\n\nA <span lang="fr">mot juste</span>.\n',
}

AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
LOOK = """async ([rules, without, only]) => {
  const context = only ? { include: only.map((n) => window.elementsWithWords[n]) } : { exclude: without };
  const found = await axe.run(context, { ...rules, resultTypes: ["violations"], preload: false });
  const nodes = (v) => v.nodes.slice(0, 5).map((n) => n.html.slice(0, 150)).join(" | ");
  return found.violations.map((v) => `${v.id}: ${nodes(v)}`);
}"""
KINDS = """without => {
  const named = (e) => e ? `${named(e.parentElement)}>${e.tagName}.${e.className}${e.open ?? ""}` : "";
  const words = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  window.elementsWithWords = [...document.body.querySelectorAll("*")].filter(
    (e) => words(e) && e.checkVisibility({ visibilityProperty: true }) && !without.some((w) => e.closest(w)));
  return window.elementsWithWords.map(named);
}"""
SHORTER = (
    "[...document.querySelectorAll('section[class^=whole-]')].slice(12).forEach((page) => page.remove())"
)
"""The whole book is many pages that were looked at by themselves."""
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"

pytestmark = needs_chromium


class Eye:
    """Looks at pages one after another, and at the colours of each kind of element once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pages = 0
        self.seen: set[tuple[int, str]] = set()
        self.said: list[str] = []
        page.on("console", lambda m: self.said.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def finds(self, address: str) -> Iterator[str]:
        """What is wrong with the page at this address."""
        self.said.clear()
        self.page.goto(address)
        self.pages += 1
        for width, where in ((640, "at twice the size"), (320, "on a small phone")):
            self.page.set_viewport_size({"width": width, "height": 900})
            if self.page.evaluate(TOO_WIDE):
                yield f"it is too wide {where}"
        self.page.evaluate(SHORTER)
        self.page.evaluate(AXE)
        yield from self._looks(320, RULES if self.pages <= FEW else OF_SMALL_SCREENS)
        self.page.set_viewport_size({"width": 1280, "height": 900})
        yield from self._looks(1280, RULES)
        yield from self.said

    def _looks(self, width: int, rules: list[str]) -> Iterator[str]:
        without = [] if self.pages <= FEW else THE_SAME.split(", ")
        shapes = {"runOnly": rules, "rules": {name: {"enabled": False} for name in OF_COLOURS}}
        yield from self._axe(width, shapes, without)
        kinds = [(width, kind) for kind in self.page.evaluate(KINDS, without)]
        new = {kind: number for number, kind in enumerate(kinds) if kind not in self.seen}
        self.seen.update(new)
        for scheme in ("slate", "default") if new else ():
            self.page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
            yield from self._axe(f"{width}, {scheme}", {"runOnly": OF_COLOURS}, without, [*new.values()])

    def _axe(
        self, where: object, rules: dict[str, Any], without: list[str], only: list[int] | None = None
    ) -> Iterator[str]:
        yield from (f"{where}: {found}" for found in self.page.evaluate(LOOK, [rules, without, only]))


@pytest.fixture(scope="module")
def eye(browser: Browser) -> Iterator[Eye]:
    with browser.new_context(reduced_motion="reduce", color_scheme="light") as context:
        yield Eye(context.new_page())


def pages(site: Path) -> list[str]:
    """All but those that only lead on to another."""
    leads_on = re.compile(r'http-equiv="?refresh', re.IGNORECASE)
    found = [file for file in sorted(site.rglob("*.html")) if not leads_on.search(file.read_text("utf-8"))]
    return [file.relative_to(site).as_posix().removesuffix("index.html") for file in found]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_and_fits(eye: Eye, quick_address: str, our_site: Path, part: int) -> None:
    every = pages(our_site / "www" / "handbook")
    assert len(every) > 100
    wrong = {path: found for path in every[part::PARTS] if (found := list(eye.finds(quick_address + path)))}
    assert wrong == {}


def test_pages_to_be_mended_and_other_languages_are_accessible(eye: Eye, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    for name, text in FAULTY.items():
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    (tmp_path / "data").mkdir()
    for name in ("labels", "statuses", "settings"):
        (tmp_path / "data" / f"{name}.yml").write_text((ROOT / "data" / f"{name}.yml").read_text("utf-8"))
    site = build(tmp_path)
    with served(tmp_path / "www", search=False) as address:
        every = [f"{address}/handbook/{name}" for name in ("", "broken/", "typed/", "other/")]
        assert {page: found for page in every if (found := list(eye.finds(page)))} == {}
    assert "failure" in (site / "broken" / "index.html").read_text("utf-8")
    assert '<span lang="fr">' in (site / "other" / "index.html").read_text("utf-8")


def test_letters_may_be_twice_as_large(browser: Browser, quick_address: str) -> None:
    """As somebody sets them in their browser, whatever the screen."""
    large = [*QUIET, "--blink-settings=defaultFontSize=32"]
    with browser.browser_type.launch(executable_path=CHROMIUM, args=large) as with_large_letters:
        page = open_page(with_large_letters)
        for path in ("", "gaps/", "styles/patience/", "networks/side-by-side/", "write/"):
            page.goto(quick_address + path)
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "40px"
            assert not page.evaluate(TOO_WIDE), path
