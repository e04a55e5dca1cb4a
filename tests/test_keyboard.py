"""By keyboard alone: everything is reached, seen when it is reached, and left again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from chromium import needs_chromium, open_page, until
from playwright.sync_api import Browser, Page

HERE = """() => {
  const here = document.activeElement;
  const [box] = here.getClientRects();
  if (here === document.body || !box) return null;
  const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const style = getComputedStyle(here.closest(".md-search__form") ?? here); // it is ringed as a whole
  const looks = `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow} ${style.backgroundColor}`;
  return {
    name: here.ariaLabel || here.labels?.[0]?.textContent || here.textContent.trim() || here.title,
    seen: here.contains(document.elementFromPoint(...middle)),
    looks: /^(none|\\S+ 0px)/.test(looks) ? looks : "outlined",
    place: `${here.tagName}.${here.className.replace(/\\s*focus-visible/, "")}`,
    part: ["md-header", "md-sidebar--primary", "md-sidebar--secondary", "md-content", "md-footer"].find(
      (part) => here.closest(`.${part}`)) ?? "",
  };
}"""
TO_REACH = """() => [...document.querySelectorAll(
  ".md-content :is(a[href], button, input, select, summary, textarea, [tabindex='0'])"
)].filter((e) => e.checkVisibility({ visibilityProperty: true })).length"""

pytestmark = needs_chromium


@dataclass(frozen=True)
class Stop:
    """What the keyboard stands on: its name, whether it is seen, how it is marked, and where it is."""

    name: str
    seen: bool
    looks: str
    place: str
    part: str


def stop(page: Page) -> Stop | None:
    found = page.evaluate(HERE)
    for _ in range(20):
        if found is None or found["seen"]:
            break
        page.wait_for_timeout(50)  # a browser with much to do scrolls a moment later
        found = page.evaluate(HERE)
    return Stop(**found) if found else None


def walk(page: Page, most: int = 400) -> list[Stop]:
    """All stops until the keyboard leaves the page."""
    stops: list[Stop] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = stop(page)
        if here is None:
            return stops
        stops.append(here)
    raise AssertionError(f"more than {most} stops, or no way out after {stops[-1]}")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", ["", "styles/patience/", "good-first-gaps/"])
def test_every_stop_is_seen_and_in_order(browser: Browser, quick_address: str, path: str, width: int) -> None:
    page = open_page(browser, width)
    page.emulate_media(reduced_motion="reduce")
    page.goto(quick_address + path)
    stops = walk(page)
    assert [s for s in stops if not s.seen or not s.name.strip() or s.looks != "outlined"] == []
    parts = [s.part for s in stops if s.part]
    order = ["md-header", "md-sidebar--primary", "md-sidebar--secondary", "md-content", "md-footer"]
    assert list(dict.fromkeys(parts)) == [part for part in order if part in parts]
    assert sum(s.part == "md-content" for s in stops) == page.evaluate(TO_REACH)
    for there in reversed(stops):
        page.keyboard.press("Shift+Tab")
        assert stop(page) == there


def test_the_first_stop_leads_to_the_text(browser: Browser, quick_address: str) -> None:
    page = open_page(browser)
    page.goto(f"{quick_address}styles/patience/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    here = stop(page)
    assert here
    assert here.part == "md-content"


def to(page: Page, name: str) -> None:
    """On with Tab to what has this name."""
    for _ in range(30):
        page.keyboard.press("Tab")
        here = stop(page)
        if here and here.name == name:
            return
    raise AssertionError(name)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_menu_opens_and_closes(browser: Browser, quick_address: str, key: str) -> None:
    page = open_page(browser, 320)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{quick_address}styles/patience/")
    menu = page.get_by_role("button", name="Menu")
    assert menu.get_attribute("aria-expanded") == "false"
    to(page, "Menu")
    page.keyboard.press(key)
    in_menu = "!!document.activeElement.closest('.md-sidebar--primary')"
    until(page, in_menu)
    assert menu.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    here = stop(page)
    assert here
    assert (here.seen, here.part) == (True, "md-sidebar--primary")
    page.keyboard.press("Escape")
    until(page, "document.activeElement.ariaLabel === 'Menu'")
    assert menu.get_attribute("aria-expanded") == "false"
    # Past its end it closes by itself, so that nothing is reached beneath it.
    page.keyboard.press(key)
    until(page, in_menu)
    for _ in range(100):
        if not page.evaluate(in_menu):
            break
        page.keyboard.press("Tab")
    until(page, "!document.getElementById('__drawer').checked")
    here = stop(page)
    assert here
    assert here.seen


def test_without_a_script_the_menu_comes_to_the_keyboard(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 320, script=False)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{quick_address}networks/caswiki/")
    stops = walk(page)
    assert [s for s in stops if not s.seen] == []
    assert 5 < sum(s.part == "md-sidebar--primary" for s in stops) < 60


@pytest.mark.parametrize("width", [1280, 320])
def test_search_by_keyboard(browser: Browser, address: str, width: int) -> None:
    page = open_page(browser, width)
    page.goto(address)
    to(page, "Search")
    if width == 320:
        page.keyboard.press("Enter")
    until(page, "document.activeElement.matches('.md-search__input')")
    page.keyboard.type("patience")
    page.locator(".md-search-result__item").first.wait_for()
    said = page.locator(".md-search [role=status]")
    assert "matching" in said.inner_text()
    page.keyboard.press("Tab")
    until(page, "!!document.activeElement.closest('.md-search-result__link')")
    here = stop(page)
    assert here
    assert here.seen
    page.keyboard.press("Shift+Tab")
    until(page, "document.activeElement.matches('.md-search__input')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/styles/patience/**")


def test_search_on_a_phone_is_left_with_escape(browser: Browser, address: str) -> None:
    page = open_page(browser, 320)
    page.goto(address)
    button = page.locator("button[aria-label=Search]")
    assert button.get_attribute("aria-expanded") == "false"
    button.focus()
    page.keyboard.press("Space")
    until(page, "document.activeElement.matches('.md-search__input')")
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    until(page, "document.activeElement.matches('button[aria-label=Search]')")
    assert button.get_attribute("aria-expanded") == "false"


def test_colours_are_switched_and_kept(browser: Browser, quick_address: str) -> None:
    page = open_page(browser)
    page.goto(quick_address)
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    until(page, f"{scheme} === 'default'")
    to(page, "Switch to dark colours")
    page.keyboard.press("Enter")
    until(page, f"{scheme} === 'slate'")
    until(page, "document.activeElement.ariaLabel === 'Switch to light colours'")
    page.goto(f"{quick_address}styles/patience/")
    assert page.evaluate(scheme) == "slate"
    to(page, "Switch to light colours")
    page.keyboard.press("Space")
    until(page, f"{scheme} === 'default'")
    until(page, "document.activeElement.ariaLabel === 'Switch to dark colours'")


def test_in_forced_colours_what_is_reached_is_marked(browser: Browser, quick_address: str) -> None:
    page = open_page(browser)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(f"{quick_address}styles/patience/")
    assert [s for s in walk(page) if s.looks != "outlined"] == []
    # What a background tells elsewhere is told by a line here.
    border = page.locator(".gap-button").first.evaluate("""button => {
      const { borderTopStyle, borderTopColor } = getComputedStyle(button);
      return [borderTopStyle, borderTopColor];
    }""")
    assert border[0] == "solid"
    assert border[1] != "rgba(0, 0, 0, 0)"


def test_who_wants_no_motion_sees_none(browser: Browser, quick_address: str) -> None:
    moving = """() => [...document.querySelectorAll("*")].filter((e) => {
      const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(e);
      return [transitionDuration, animationDuration].join().match(/[1-9]/) || scrollBehavior === "smooth";
    }).map((e) => e.className)"""
    page = open_page(browser)
    page.goto(f"{quick_address}styles/patience/")
    assert page.evaluate(moving) != []
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == []
