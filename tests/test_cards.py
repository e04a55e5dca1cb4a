"""Cards on first pages: every page has its place among them, and search leaves them out."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

from chromium import open_page
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from handbook.find.book import assemble
from handbook.model import Entry, Handbook, History, PagePath
from handbook.show.addresses import url
from handbook.show.cards import MOST, cards
from handbook.show.indexes import all_pages

DATA = Path(__file__).parent.parent / "data"
VOCABULARY = {name: (DATA / name).read_bytes() for name in ("labels.yml", "statuses.yml")}


def book(docs: dict[str, str]) -> Handbook:
    contents = {path: text.encode() for path, text in docs.items()}
    entries = [Entry(path, size=len(content)) for path, content in contents.items()]
    return assemble(entries, contents, VOCABULARY, History(reason="no git"), date(2026, 11, 22))


names = st.sampled_from(["a", "b", "index"])
paths = st.lists(names, min_size=1, max_size=4).map(lambda parts: f"{'/'.join(parts)}.md")


@given(st.sets(paths))
def test_every_page_has_one_card_above_it(found: set[str]) -> None:
    whole = book(dict.fromkeys({"index.md", *found}, "# Page\n\nSection needed: words.\n"))
    shown = [
        urljoin(f"/{url(path)}", address)
        for path, page in whole.pages.items()
        for address in re.findall(r'<a href="([^"#]+)"', cards(whole, page).partition("</ul>")[0])
    ]
    assert sorted(shown) == sorted(f"/{url(path)}" for path in whole.pages if path != "index.md")


def test_a_large_part_shows_some_and_leads_to_the_others() -> None:
    docs = {f"large/page-{number:02}.md": "# Page\n\nWords.\n" for number in range(MOST + 2)}
    whole = book({"large/index.md": "# Large\n", **docs})
    shown = cards(whole, whole.pages[PagePath("large/index.md")])
    assert shown.count("<li>") == MOST
    link = '<p><a href="../all-pages/#part-large">And 2 more</a>, in the list of all pages.</p>'
    assert shown.count(link) == 1
    assert "## Large {#part-large}\n" in all_pages(whole)


def test_cards_end_a_page_and_are_not_found_by_search(our_site: Path) -> None:
    site = our_site / "www" / "handbook"
    html = (site / "connected" / "index.html").read_text("utf-8")
    assert '<section class="part" data-search-exclude="">' in html
    found = json.loads((site / "search" / "search_index.json").read_text("utf-8"))["docs"]
    said = " ".join(entry["title"] + entry["text"] for entry in found)
    assert "How far these pages have come" not in said
    assert "What is in this handbook" not in said


def test_the_three_ways_in_are_on_the_first_screen_of_a_phone(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 320)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(quick_address)
    box = page.get_by_role("link", name="Fill a gap").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 640


def test_all_of_a_card_leads_to_its_page(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 320)
    page.goto(quick_address)
    card = page.locator("ul.cards > li").nth(2)
    where = card.locator("a").get_attribute("href")
    card.locator(".card-facts").click(position={"x": 100, "y": 5}, force=True)
    page.wait_for_url(f"{quick_address}{where}")
