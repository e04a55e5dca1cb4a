"""The book is found: by search engines, by its own search, and from addresses that lead nowhere."""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from chromium import needs_chromium, open_page, until
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from served import ROOT, SETTINGS, build, served
from test_golden import handbook

from handbook.find.summary import LONGEST, summary
from handbook.model import Handbook, PagePath
from handbook.show.addresses import Repository
from handbook.show.page import settings
from handbook.show.site import generated

GONE = "Ann Smith: {withdrawn: '2026-05-01', shown_as: a neighbour}\n"


def book(data: dict[str, str] | None = None, **docs: str) -> Handbook:
    """A book of pages by their file names, `a__b` for `a/b.md`."""
    return handbook({"docs": {f"{n.replace('__', '/')}.md": t for n, t in docs.items()}, "data": data or {}})


def summed_up(text: str, data: dict[str, str] | None = None, path: str = "x") -> str:
    found = book(data, **{path: text})
    return summary(found, found.pages[PagePath(f"{path.replace('__', '/')}.md")])


# What a page is about


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ndescription: Made by hand.\n---\n\n# X\n\nOther words.", "Made by hand."),
        ("# X\n\nIt waits, e.g. for *you*. And more.", "It waits, e.g. for you."),
        ("# X\n\n[[Other|Those]], [this](y.md) `code` ![cat](c.png) <b>b</b>", "Those, this code cat b"),
        ("# X\n\nSection needed: how to wait.\n\nThe text itself.", "The text itself."),
        ("# X\n\nSection needed: how to wait.\n", "Section needed: how to wait."),
        ("# X\n\n- one\n- two\n", "one"),
        ("# X\n\n> So it goes.\n> — Ann, 1990\n", "So it goes. — Ann, 1990"),
        ("---\nstatus: draft\n---\n\n# X\n", "Readable and useful, and still open to change."),
        ("# X\n", ""),
        ("", ""),
        ("# X\n\n<div>\nraw\n</div>\n\nA & B “C” \"D\".", 'A & B “C” "D".'),
        ("# X\n\nAnn Smith waits.\n", "A neighbour waits."),
    ],
)  # fmt: skip
def test_a_page_is_summed_up_in_plain_words(text: str, said: str) -> None:
    assert summed_up(text, {"people.yml": GONE}) == said


def test_a_term_is_summed_up_by_its_meaning() -> None:
    assert summed_up("# X\n\nMeaning (us, agreed): a way.\n", path="glossary__x") == "a way."


@given(st.text(st.sampled_from('abc .!?<>"&*[]_\n#-é'), max_size=600))
def test_a_summary_is_short_and_on_one_line(text: str) -> None:
    said = summed_up(f"# X\n\nword {text}")
    assert len(said) <= LONGEST
    assert "\n" not in said
    assert said == said.strip()


def test_a_word_without_end_is_cut() -> None:
    assert len(summed_up("# X\n\n" + "a" * 900)) == LONGEST


# Names


def names(found: Handbook) -> list[dict[str, object]]:
    rows = json.loads(generated(found, Repository())["names.json"])["names"]
    return [{key: value for key, value in row.items() if value or key == "at"} for row in rows]


def test_names_are_listed_with_their_former_addresses() -> None:
    found = book(
        index="# Home\n\n[[Our stories]]",
        styles__wait="---\ntitle: Wait\naliases: [Hold on]\nwas: [old/wait.md, '#then']\n---\n\n# Waiting\n",
        glossary__can="---\nforms: [CANs]\n---\n\n# CAN\n\nA network.",
    )
    assert names(found) == [
        {"name": "Home", "at": "", "kind": "page"},
        {"name": "CAN", "at": "glossary/can/", "kind": "term", "also": ["CANs"]},
        {
            "name": "Wait",
            "at": "styles/wait/",
            "kind": "page",
            "also": ["Waiting", "Hold on"],
            "was": ["old/wait/"],
        },
        {"name": "Our stories", "at": "not-written-yet/our-stories/", "kind": "wanted"},
    ]


def test_no_name_that_was_withdrawn_is_listed() -> None:
    page = "---\naliases: [Ann Smith's way]\nwas: [ann-smith.md, ann.md]\n---\n\n# How Ann Smith waits\n"
    [row] = names(book({"people.yml": GONE}, x=page))
    assert row["name"] == "How a neighbour waits"
    assert row["also"] == ["A neighbour's way"]
    assert row["was"] == ["ann/"]


# What engines are told


def test_engines_are_told_other_names_and_how_far_up_a_page_belongs() -> None:
    top = (
        "---\nstatus: settled\naliases: [A & B, Ann Smith's way]\nsituations: [We wait]\nhide: [toc]\n---\n\n"
    )
    found = book({"people.yml": GONE}, x=f'{top}# X\n\nIt waits for "you".\n', y="# Y\n\nNo other.\n")
    assert settings(found, found.pages[PagePath("x.md")]) == {
        "title": "X",
        "description": "It waits for &quot;you&quot;.",
        "search": {"boost": 1.5},
        "tags": ["A &amp; B", "A neighbour's way", "We wait"],
        "hide": ["toc", "tags"],
    }
    assert settings(found, found.pages[PagePath("y.md")]) == {"title": "Y", "description": "No other."}
    itself = book(about__x="# X\n\nHow to write.\n")
    assert settings(itself, itself.pages[PagePath("about/x.md")])["search"] == {"boost": 0.25}


# What pages say of themselves


def test_every_page_says_what_it_is_about(our_site: Path) -> None:
    site = our_site / "www" / "handbook"
    heads = {page: Head(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    whole = {page: head for page, head in heads.items() if "refresh" not in head.said}
    assert len(whole) > 150
    general = "The living handbook of Citizens Action Networks"
    by_none = {page.name for page, head in whole.items() if head.said.get("description") == general}
    assert by_none <= {"404.html", "book.html"}
    for page, head in whole.items():
        assert head.said.get("description"), page
        assert head.said["og:description"] == head.said["description"], page
        assert head.said["og:image"] == "https://example.org/handbook/assets/card.png"
        assert head.said["og:locale"] == "en_GB"
        assert head.said.get("og:url") == head.canonical, page
        assert head.said["og:title"], page
    assert (site / "assets/card.png").is_file()


def test_what_must_not_be_found_says_so(our_site: Path) -> None:
    site = our_site / "www" / "handbook"
    for page in ("404.html", "not-written-yet/our-stories/index.html"):
        assert Head((site / page).read_text(encoding="utf-8")).said["robots"] == "noindex"
    for page in ("index.html", "styles/fun/index.html", "not-written-yet/index.html"):
        assert "robots" not in Head((site / page).read_text(encoding="utf-8")).said


def test_the_sitemap_names_days_that_git_knows(our_site: Path) -> None:
    site = our_site / "www" / "handbook"
    text = (site / "sitemap.xml").read_bytes()
    assert gzip.decompress((site / "sitemap.xml.gz").read_bytes()) == text
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    days = {
        url.findtext(f"{name}loc"): url.findtext(f"{name}lastmod")
        for url in ElementTree.fromstring(text).iter(f"{name}url")
    }
    home = "https://example.org/handbook/"
    assert days[f"{home}styles/patience/"] == "2026-04-10"
    assert days[f"{home}styles/courage/"] == "2026-01-10"
    assert days[f"{home}gaps/"] == max(filter(None, days.values()))
    assert not [url for url in days if url and "not-written-yet/our-stories" in url]
    assert len([*filter(None, days.values())]) == len(days)


NASTY = "\"><script>alert(1)</script>&amp; '{{ 7*7 }}"
SOUP = {"a": "section needed", "b": "archived", "c": "settled", "d": "draft"}
"""Pages with the same words: what differs is how far each has come."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small book without a history, whose name and first page mean no good."""
    folder = tmp_path_factory.mktemp("small")
    settings = SETTINGS.replace("site_name: CAN handbook", f"site_name: {json.dumps(NASTY)}")
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    for name in ("docs", "data"):
        (folder / name).mkdir()
    for name in ("labels.yml", "statuses.yml"):
        (folder / "data" / name).write_bytes((ROOT / "data" / name).read_bytes())
    words = "Soup for many, with the same words on every page of these. " * 5
    pages = {
        name: f"---\nstatus: {status}\n---\n\n# Soup {name}\n\n{words}\n" for name, status in SOUP.items()
    }
    nasty = f'# {NASTY}\n\n{NASTY} `"><b>` [[{"A" * 30} & “B”]]\n'
    for name, text in {**pages, "index": nasty, "x": nasty}.items():
        (folder / "docs" / f"{name}.md").write_text(text, encoding="utf-8")
    build(folder)
    return folder


def test_hostile_names_stay_words_in_the_head(small: Path) -> None:
    """Settings, titles and first sentences go into attributes."""
    site = small / "www" / "handbook"
    assert len([*site.rglob("*.html")]) > 8
    for page in site.rglob("*.html"):
        head = Head(page.read_text(encoding="utf-8"))
        assert head.alien == [], page
        assert "49" not in "".join(head.said.values()), page
    assert Head((site / "x/index.html").read_text("utf-8")).said["description"].startswith('">')


def test_no_day_is_named_where_git_knows_of_none(small: Path) -> None:
    sitemap = (small / "www/handbook/sitemap.xml").read_bytes()
    assert b"/handbook/a/</loc>" in sitemap
    assert b"lastmod" not in sitemap


class Head(HTMLParser):
    """What stands in the head of a page: what it says of itself, and what should not be there."""

    EXPECTED = frozenset(["html", "head", "meta", "link", "title", "script", "style"])

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.canonical: str | None = None
        self.alien: list[str] = []
        self.inside = True
        self.feed(page.partition("<body")[0])
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag not in self.EXPECTED:
            self.alien.append(tag)
        if tag == "meta":
            key = values.get("name") or values.get("property") or values.get("http-equiv", "")
            self.said[key] = values.get("content", "")
        if tag == "link" and values.get("rel") == "canonical":
            self.canonical = values["href"]

    def handle_data(self, data: str) -> None:
        if "alert(1)" in data and self.lasttag != "title":
            self.alien.append(data)


# The search


QUERIES = {
    "skill share": "styles/share-learning/",
    "coproduced": "glossary/co-production/",
    "time banks": "glossary/time-banking/",
    "CANs": "glossary/can/",
    "NEF": "networks/new-economics-foundation/",
    "we can't agree": "leading/review-decisions/",
    "our stories": "not-written-yet/our-stories/",
    "disagreement": "situations/",
    "how to print this": "start/how-to-use/",
    "how to ask for help": "styles/patience/",
    "unmentering": "glossary/unmentoring/",
    "alternative uk": "networks/alternative-uk/",
    "celebrations": "styles/fun/",
    "bread broken at one table": "styles/fun/",
}
"""What volunteers might type, and the page they should see among the first three."""


@needs_chromium
def test_the_search_finds_what_volunteers_look_for(browser: Browser, address: str) -> None:
    page = open_page(browser)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    # One may come with a question, from the page for addresses that lead nowhere.
    page.goto(f"{address}?q=celebrations")
    page.locator(".md-search-result__item").first.wait_for()
    found = {query: search(page, query) for query in QUERIES}
    missed = {query: found[query] for query, wanted in QUERIES.items() if wanted not in found[query][:3]}
    assert missed == {}
    assert said == []
    # What somebody asks for in the search's own signs is left as it is.
    assert "styles/patience/" not in search(page, "trust -patience")
    # Two letters are found, and not marked within every word of the page.
    search(page, "co production")
    assert page.locator(".md-search-result__item a").first.get_attribute("href").endswith("?h=production")
    # Where nothing is found there are other ways on.
    page.locator(".md-search__input").fill("zzzzqqq")
    page.locator(".md-search__input").dispatch_event("keyup")
    until(page, "document.querySelector('.md-search-result__meta').textContent.includes('No matching')")
    ways = page.locator(".search-else a").evaluate_all("all => all.map((link) => link.href)")
    assert [way.removeprefix(address) for way in ways] == [
        "situations/",
        "terms-a-to-z/",
        "all-pages/",
        "book.html",
    ]


@needs_chromium
def test_settled_pages_come_before_stubs(browser: Browser, small: Path) -> None:
    page = open_page(browser)
    with served(small / "www") as there:
        page.goto(f"{there}/handbook/?q=many")
        page.locator(".md-search-result__item").first.wait_for()
        assert search(page, "soup") == ["c/", "d/", "a/", "b/"]


def search(page: Page, query: str) -> list[str]:
    """The addresses of the pages found, the best first, on a page with the search open."""
    box, items = page.locator(".md-search__input"), page.locator(".md-search-result__item")
    for words, found in (("", False), (query, True)):
        box.fill(words)
        box.dispatch_event("keyup")
        until(page, f"!!document.querySelector('.md-search-result__item') === {str(found).lower()}")
    links = items.evaluate_all("all => all.map((item) => item.querySelector('a').getAttribute('href'))")
    return [re.sub(r"[?#].*", "", link.partition("/handbook/")[2]) for link in links]


# Addresses that lead nowhere


ASKED = {
    "styles/Patience": ["styles/patience/"],
    "docs//styles/patience.md": ["styles/patience/"],
    "what-is-a-can.html": ["start/what-is-a-can/"],
    "Start/What_Is-a-CAN%3F/": ["start/what-is-a-can/"],
    "gaps.html": ["gaps/"],
    "glossary/patience/": ["styles/patience/"],
    "a/b/c/d/styles/sharelerning": ["styles/share-learning/"],
    "our-stories": ["not-written-yet/our-stories/"],
    "coproduced/": ["glossary/co-production/"],
    "zzzzqqq": [],
    "%E0%A4%A": [],
    "<img src=x onerror=alert(1)>": [],
}
"""Addresses that are not there, and the first page offered instead."""


@needs_chromium
def test_a_wrong_address_leads_on(browser: Browser, address: str) -> None:
    page = open_page(browser)
    page.route("**/search/**", lambda route: route.abort())  # of no use here
    for asked, wanted in ASKED.items():
        answer = page.goto(f"{address}{asked}#in-practice")
        assert answer is not None
        assert answer.status == 404
        page.locator("#nearest p").first.wait_for()
        links = page.locator("#nearest a").evaluate_all("all => all.map((link) => link.href)")
        *near, search_for = [link.removeprefix(address) for link in links]
        assert [link.partition("#")[0] for link in near[:1]] == wanted, asked
        assert len(near) <= 5
        assert search_for.startswith("?q=")
        assert page.locator("#nearest :not(p, a, ul, li)").count() == 0
    page.goto(f"{address}styles/PATIENCE/#in-practice")
    assert "slightly different address" in page.inner_text("#nearest")
    page.locator("#nearest a").first.click()
    assert page.url == f"{address}styles/patience/#in-practice"


@needs_chromium
def test_a_wrong_address_leads_on_without_a_script(browser: Browser, address: str) -> None:
    page = open_page(browser, width=320, script=False)
    page.goto(f"{address}no/such/page/")
    ways = page.locator("#ways-on a").evaluate_all("all => all.map((link) => link.href)")
    assert address in ways
    for way in ways:
        answer = page.request.get(way)
        assert answer.ok, way
