"""What readers do with the site, in a real browser, with a script and without."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from chromium import look_for, needs_chromium, open_page, until
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
pytestmark = needs_chromium


def test_the_report_can_be_filtered_and_sorted(browser: Browser, quick_address: str) -> None:
    page = open_page(browser)
    page.goto(f"{quick_address}gaps/")
    shown = "table.gaps tbody tr:visible"
    everything = page.locator(shown).count()
    page.get_by_label("Words to look for").fill("celebration")
    page.wait_for_timeout(300)
    some = page.locator(shown)
    assert 0 < some.count() < everything
    assert all("celebration" in text.lower() for text in some.all_inner_texts())
    parts = page.locator("details.gap-part")
    kept = page.locator("details.gap-part:visible")
    assert 0 < kept.count() < parts.count()
    assert all(" of " in text for text in kept.locator("summary", has=page.locator("h3")).all_inner_texts())
    page.get_by_label("Words to look for").fill("")
    page.wait_for_timeout(300)
    column = page.locator("table.gaps").first.locator("tbody td:nth-child(1)")
    page.locator("table.gaps").first.get_by_role("button", name="What is missing").click()
    words = [text.strip().lower() for text in column.all_inner_texts()]
    assert words == sorted(words)


def test_the_report_is_whole_without_javascript(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, script=False)
    page.goto(f"{quick_address}gaps/")
    text = page.locator("article").inner_text()
    for words in ("How things stand", "Good first gaps", "Asked for, by part of the book", "Our stories"):
        assert words in text
    assert page.locator("table.gaps tbody tr:visible").count() >= 10
    assert not page.get_by_label("Words to look for").is_visible()
    folded = page.locator("details.gap-part:not([open]) summary").first
    folded.click()
    assert page.locator("details.gap-part[open]").count() > 0


LUMINANCE = """selector => {
  const light = (element, name) => {
    const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    probe.fillStyle = getComputedStyle(element)[name];
    probe.fillRect(0, 0, 1, 1);
    const part = (n) => ((n /= 255) <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = [...probe.getImageData(0, 0, 1, 1).data].map(part);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  return [...document.querySelectorAll(selector)].map((element) =>
    light(element, element.matches(".trend-filled, text") ? "fill" : "stroke")
  ).concat(light(document.body, "backgroundColor"));
}"""


@pytest.mark.parametrize("forced", ["none", "active"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chart_is_seen_in_any_colours(
    browser: Browser, quick_address: str, scheme: str, forced: str
) -> None:
    page = open_page(browser, 320, scheme)
    page.emulate_media(forced_colors=forced)  # type: ignore[arg-type]
    page.goto(f"{quick_address}gaps/")
    for selector, least in ((".trend-filled, .trend-asked circle", 3.0), (".trend > svg text", 4.5)):
        *shapes, ground = page.evaluate(LUMINANCE, selector)
        assert len(shapes) > 2
        for shape in shapes:
            assert (max(shape, ground) + 0.05) / (min(shape, ground) + 0.05) >= least, selector


def test_the_chart_has_its_figures_in_a_table(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, script=False)
    page.goto(f"{quick_address}gaps/")
    assert page.get_by_role("img", name="Gaps filled and asked, month by month").is_visible()
    summary = page.locator("summary", has_text="The same in figures")
    figures = page.get_by_role("table", name="Gaps month by month")
    assert not figures.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert figures.is_visible()
    march = figures.get_by_role("row", name="March 2026").get_by_role("cell").all_inner_texts()
    assert march[:2] == ["1", "0"]


def test_a_request_is_selected_at_one_click(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 320)
    page.goto(f"{quick_address}gaps/")
    summary = page.locator("table.gaps summary:visible", has_text="Ask for it").first
    summary.focus()
    page.keyboard.press("Space")
    words = page.locator("table.gaps details[open] > p").first
    words.click()
    selected = page.evaluate("getSelection().toString()")
    assert selected.strip() == words.inner_text().strip()
    assert selected.startswith("Dear ")
    assert "https://example.org/handbook/" in selected


def test_what_may_stay_is_shown_apart(browser: Browser, quick_address: str) -> None:
    page = open_page(browser)
    page.goto(f"{quick_address}gaps/")
    page.locator("summary", has_text="1 gap may stay for now").click()
    assert page.get_by_text("(editors, until 1 January 2099)").is_visible()
    assert "CASwiki" not in " ".join(page.locator("table.gaps td").all_inner_texts())


def test_a_form_on_github_is_filled_in(browser: Browser, quick_address: str) -> None:
    """The address of each form names one of ours, and fills in fields that it has."""
    page = open_page(browser, script=False)
    filled: set[str] = set()
    for path in ("styles/patience/", "not-written-yet/our-stories/"):
        page.goto(quick_address + path)
        for form in page.locator("a[href*='/issues/new?']").all():
            parts = urlsplit(form.get_attribute("href") or "")
            assert parts[:3] == ("https", "github.com", "/example/handbook/issues/new")
            fields = {key: one for key, (one,) in parse_qs(parts.query, strict_parsing=True).items()}
            asked = yaml.safe_load((FORMS / fields.pop("template")).read_text(encoding="utf-8"))
            assert {"title", *(part.get("id") for part in asked["body"])} >= fields.keys() >= {"title"}
            filled.add(fields.get("gap") or fields["page"])
    assert filled == {
        "styles/patience.md#when-patience-is-the-wrong-tool/example-needed",
        "docs/styles/patience.md",
        "not-written-yet/our-stories.md/page-not-written-yet",
    }


def test_on_paper_a_report_has_words_and_no_buttons(browser: Browser, quick_address: str) -> None:
    page = open_page(browser)
    page.goto(f"{quick_address}gaps/")
    page.emulate_media(media="print")
    assert page.get_by_role("img", name="Gaps filled and asked").is_visible()
    assert not page.locator(".gap-tools").is_visible()
    arrow = "button => getComputedStyle(button, '::after').content"
    assert page.locator("table.gaps th > button").first.evaluate(arrow) == "none"


def test_search_finds_a_page_and_not_its_foot(browser: Browser, address: str) -> None:
    page = open_page(browser)
    page.goto(address)
    look_for(page, "patience")
    assert "Patience" in page.locator(".md-search-result__item").first.inner_text()
    assert "Linked from" not in page.locator(".md-search-result__list").inner_text()


def on_screen(page: Page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    assert box
    assert size
    return box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["y"] >= 0


@pytest.mark.parametrize("width", [1280, 320])
def test_a_term_says_what_it_means_by_keyboard(browser: Browser, quick_address: str, width: int) -> None:
    page = open_page(browser, width)
    page.goto(f"{quick_address}styles/more/")
    words = page.locator("a.term").first
    for _ in range(200):
        page.keyboard.press("Tab")
        if words.evaluate("link => link === document.activeElement"):
            break
    tip = page.get_by_role("tooltip")
    assert tip.inner_text().startswith("People who live near one another")
    assert tip.inner_text().endswith("(2 meanings)")
    assert words.get_attribute("aria-description") == tip.inner_text()
    assert on_screen(page, ".term-tip")
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    assert words.evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/community-of-place/")


def test_a_term_says_what_it_means_under_the_pointer(browser: Browser, quick_address: str) -> None:
    page = open_page(browser)
    page.goto(f"{quick_address}connected/movements/")
    page.locator("a.term").first.hover()
    tip = page.get_by_role("tooltip")
    tip.wait_for()
    assert tip.inner_text().startswith("Many networks")
    tip.hover()
    page.wait_for_timeout(500)
    assert tip.is_visible()
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)
    assert not tip.is_visible()


def test_a_tip_fits_on_a_very_small_screen(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 320)
    page.set_viewport_size({"width": 320, "height": 150})
    page.goto(f"{quick_address}vocabulary/pattern-matching/")
    page.locator("a.term").first.evaluate(
        "link => { link.dataset.short = 'word '.repeat(80) + 'x'.repeat(90); }"
    )
    page.locator("a.term").first.hover(force=True)  # the tip is larger than all else
    box = page.get_by_role("tooltip").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= 320
    assert box["y"] + box["height"] <= 150


def test_a_term_says_what_it_means_at_the_first_touch(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 320, touch=True)
    page.goto(f"{quick_address}vocabulary/pattern-matching/")
    words = page.locator("a.term").first
    words.tap()
    tip = page.get_by_role("tooltip")
    tip.wait_for()
    assert tip.inner_text().startswith("The point where enough people")
    assert "Tap again to read more." in tip.inner_text()
    assert on_screen(page, ".term-tip")
    assert page.url.endswith("/pattern-matching/")
    page.locator("h1").tap()
    assert not tip.is_visible()
    words.tap()
    words.tap()
    page.wait_for_url("**/glossary/critical-mass/")


def test_a_term_says_what_it_means_without_javascript(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 320, script=False)
    page.goto(f"{quick_address}vocabulary/pattern-matching/")
    words = page.locator("a.term").first
    assert (words.get_attribute("title") or "").startswith("The point where enough people")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.locator("a.term:focus-visible").count():
            break
    after = "(link) => getComputedStyle(link, '::after')"
    reached = page.locator("a.term:focus-visible")
    assert "The point where enough people" in reached.evaluate(f"{after}.content")
    assert reached.evaluate(f"{after}.position") == "fixed"


def test_links_to_a_heading_stand_under_it(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, script=False)
    page.goto(f"{quick_address}styles/more/")
    fold = page.locator("h2#when-a-place-becomes-a-shared-interest ~ details.backlinks").first
    assert not fold.locator("li").first.is_visible()
    fold.locator("summary").click()
    assert fold.locator("li").count() >= 2
    assert fold.locator("mark").first.is_visible()
    index = page.request.get(f"{quick_address}search/search_index.json").text()
    assert "Linked from" not in index


@pytest.mark.parametrize("width", [1280, 320])
def test_the_front_page_has_three_doors(browser: Browser, quick_address: str, width: int) -> None:
    page = open_page(browser, width, script=False)
    page.goto(quick_address)
    doors = page.locator("h2#where-to-start + ul > li")
    boxes = [door.bounding_box() or {"x": 0, "y": 900} for door in doors.all()]
    assert len(boxes) == 3
    assert all(box["y"] < 900 for box in boxes), "seen without scrolling"
    assert len({box["y" if width > 320 else "x"] for box in boxes}) == 1


def test_a_door_leads_to_a_situation_and_to_a_page(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 320, script=False)
    page.goto(quick_address)
    page.locator("h2#where-to-start + ul a[href='situations/']").click()
    for situation in page.locator("article > ul a[href^='#']").all():
        situation.click()
        heading = page.locator("h2:target")
        assert situation.inner_text() in heading.inner_text()
        assert page.locator("h2:target + ul a").count() > 0
    helps = page.locator("h2:target + ul a").first
    name = helps.inner_text()
    helps.click()
    assert "/situations/" not in page.url
    assert page.locator("h1").inner_text().strip("\u00b6 ") == name


def test_a_number_leads_to_its_reference_and_back(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 320, script=False)
    page.goto(f"{quick_address}networks/caswiki/")
    number = page.locator("article .footnote-ref").nth(1)
    number.focus()
    page.keyboard.press("Enter")
    note = page.locator(".footnote li:target")
    assert note.inner_text().strip()
    note.locator(".footnote-backref").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("sup:target .footnote-ref").get_attribute("href") == number.get_attribute("href")


def test_the_bibliography_leads_to_where_a_source_is_cited(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, script=False)
    page.goto(f"{quick_address}references/")
    source = page.locator(".sources > li", has_text="Cited in").last
    title = source.locator("em").inner_text()
    source.locator("a[href^='../']").first.click()
    assert "/references/" not in page.url
    assert title in page.locator(".footnote").inner_text()


def test_a_cell_of_the_networks_leads_to_the_answer(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, script=False)
    page.goto(f"{quick_address}networks/side-by-side/")
    row = page.locator("table.beside tbody tr").first
    name = row.locator("th").inner_text()
    answer = row.get_by_role("link", name="answered:").last
    question = answer.inner_text().splitlines()[-1]
    answer.click()
    assert page.locator("h1").inner_text() == name
    assert page.locator("h2:target").inner_text().strip("\u00b6 ") in question


SIDE_BY_SIDE = ["networks/side-by-side/", "co-production/definitions/", "principles/side-by-side/"]


@pytest.mark.parametrize("path", SIDE_BY_SIDE)
def test_a_wide_table_hides_nothing(browser: Browser, quick_address: str, path: str) -> None:
    """Where there is room it is all there; on a phone it scrolls by keyboard, and the names of rows stay."""
    page = open_page(browser)
    page.goto(quick_address + path)
    table = page.locator(".scrolls")
    assert table.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    page.set_viewport_size({"width": 320, "height": 900})
    assert table.evaluate("box => box.scrollWidth - box.clientWidth") > 0
    assert table.evaluate("box => box.tabIndex") == 0
    table.focus()
    assert table.evaluate("box => getComputedStyle(box).outlineStyle") == "solid"
    name = table.locator("tbody th").first
    before = name.bounding_box()
    page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.scrolls').scrollLeft > 0")
    assert name.bounding_box() == before
