"""The whole book as one page, and what comes out of a printer."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from chromium import needs_chromium, open_page
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from test_golden import handbook

from handbook.model import Handbook
from handbook.shell import project
from handbook.show import kept, whole_book
from handbook.show.sanitised import sanitised


@dataclass
class Seen(HTMLParser):
    """What there is in a page to lead somewhere, and to be led to."""

    text: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [value for key in ("href", "src") if (value := found.get(key))]
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []

    @property
    def nowhere(self) -> list[str]:
        """Links inside the page that lead to nothing in it."""
        return [link for link in self.links if link[0] == "#" and unquote(link[1:]) not in self.ids]


def one(docs: dict[str, str], **rendered: str) -> str:
    """The whole book of pages with this HTML, by the last part of their names."""
    book = handbook({"docs": docs})
    html = {path: rendered.get(path.rpartition("/")[2].removesuffix(".md"), "") for path in docs}
    return whole_book.document(book, html, "Book")


DOCS = {"index.md": "# Home\n", "a/index.md": "# Part\n", "a/b.md": "# Bee\n", "c/d/e.md": "# Deep\n"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('<a href="../">x</a>', "#a/index"),
        ('<a href="../../">x</a>', "#index"),
        ('<a href="./#x">x</a>', "#a/b:x"),
        ('<a href="#x">x</a>', "#a/b:x"),
        ('<a href="#nothing">x</a>', "#a/b"),
        ('<a href="">x</a>', "#a/b"),
        ('<a href="../../c/d/e/#caf%C3%A9">x</a>', "#c/d/e:caf%C3%A9"),
        ('<a href="../../c/d/e/?q=1#fn:@key-1">x</a>', "#c/d/e:fn:@key-1"),
        ('<a href="../../c/d/e/#a&amp;b&quot;">x</a>', "#c/d/e:a&b%22"),
        ('<a href="../../gaps/?a=../b#c">x</a>', "gaps/?a=../b#c"),
        ('<a href="../../../other/">x</a>', "../other/"),
        ('<img src="../picture.png">', "a/picture.png"),
        ('<a href="/elsewhere/">x</a>', "/elsewhere/"),
        ('<a href="//e.org/">x</a>', "//e.org/"),
        ('<a href="mailto:us">x</a>', "mailto:us"),
        ('<a href="https://e.org/?a=1&amp;b#c">x</a>', "https://e.org/?a=1&b#c"),
        ('<a title="of href=" href="../#y">x</a>', "#a/index"),
    ],
)
def test_a_link_leads_where_it_led(written: str, read: str) -> None:
    deep = '<h1 id="deep">Deep</h1><p id="café"></p><p id="fn:@key-1"></p><p id="a&amp;b&quot;"></p>'
    clean, _ = sanitised(f'<h1 id="bee">Bee</h1><p id="x">{written}</p>', "docs/a/b.md")
    seen = Seen(one(DOCS, b=clean, e=sanitised(deep, "docs/c/d/e.md")[0]))
    assert seen.links[-1] == read
    assert not seen.nowhere


def test_parts_pages_and_their_headings_go_down_step_by_step() -> None:
    text = '<h1 id="x">X</h1>\n<h2 id="y">Y</h2>\n<h6>Z</h6>'
    read = one(DOCS, index="<p>No title.</p>", b=text, e=text)
    assert re.findall(r"<(?:h\d[^>]*>[^<]*|section[^>]*>)", read) == [
        "<h1>Book",
        '<h2 id=":contents">Contents',
        '<section class="whole-2" id="index">',
        "<h2>Home",
        '<section class="whole-2" id="a/index">',
        "<h2>Part",
        '<section class="whole-3" id="a/b">',
        '<h3 id="a/b:x">X',
        '<h4 id="a/b:y">Y',
        "<h6>Z",
        '<section class="whole-2" id="c:">',
        "<h2>C",
        '<section class="whole-3" id="c/d:">',
        "<h3>D",
        '<section class="whole-4" id="c/d/e">',
        '<h4 id="c/d/e:x">X',
        '<h5 id="c/d/e:y">Y',
        "<h6>Z",
    ]
    contents = read[read.index("<nav") : read.index("</nav>")]
    assert re.sub(r"\s+|<a [^>]*>|</a>", "", contents[contents.index("<ul>") :]) == (
        "<ul><li>Home</li><li>Part<ul><li>Bee</li></ul></li><li>C<ul><li>D<ul><li>Deep</li></ul></li></ul></li></ul>"
    )


def test_what_is_for_screens_stays_there_and_folds_are_open() -> None:
    text = (
        '<h1 id="bee">Bee<a class="headerlink" href="#bee">¶</a></h1>'
        '<p><span class="gap-help"><strong>What helps:</strong> Words. <a class="gap-button" href="/">Go</a> '
        '<span class="gap-offer">Or <span>so</span>.</span></span> Kept.</p>'
        '<details class="backlinks" data-search-exclude=""><details>In</details>Gone</details>'
        '<details name="one"><summary>More</summary>Told</details>'
        '<section class="part" data-search-exclude=""><h2>Pages in this part</h2></section>'
        '<section class="part">Theirs.</section>'
    )
    read = one(DOCS, b=sanitised(text, "docs/a/b.md")[0])
    assert read[read.index('<h3 id="a/b:bee"') : read.index("</section>\n</section>")] == (
        '<h3 id="a/b:bee">Bee</h3>'
        '<p><span class="gap-help"><strong>What helps:</strong> Words.  </span> Kept.</p>'
        '<details open=""><summary>More</summary>Told</details>'
        '<section class="part">Theirs.'
    )


def test_the_title_says_how_many_pages_and_how_old() -> None:
    changed = {"index.md": date(2026, 1, 2), "gone.md": date(2026, 3, 4)}
    book = handbook({"docs": {"index.md": "# <b>Home</b>\n"}, "history": {"changed": changed}})
    read = whole_book.document(book, {}, "A &amp; B", "About it.", "Free.")
    assert '<h1>A &amp; B</h1><p class="whole-about">About it.</p>' in read
    assert '1 page, last changed on <time datetime="2026-01-02">2 January 2026</time>.' in read
    assert "<b>" not in read
    assert "sides of A4" not in read


def test_a_long_book_says_so_before_it_is_printed() -> None:
    read = one(DOCS, b=f"<p>{'<b>so</b> it goes ' * 3300}</p>")
    assert "It fills about 30 sides of A4." in read


NAMES = st.sampled_from(["x", "y", "x:y", "index", "contents", "a/b", "é", "a b", '"', "&amp;"])
PARTS = st.one_of(
    NAMES.map(lambda name: f'<p id="{name}">x</p>'),
    NAMES.map(lambda name: f'<h2 id="{name}">x</h2>'),
    st.tuples(st.sampled_from(["", "../", "../../", "./", "../b/", "../../c/d/e/", "no/"]), NAMES).map(
        lambda to: f'<a title=" id=" href="{to[0]}#{to[1]}">x</a>'
    ),
    st.text("<>/ph2id=\"'&;: "),
)


@example({"index": '<p id="">x</p><a href="#">x</a>'})
@given(st.dictionaries(st.sampled_from(["index", "b", "e"]), st.lists(PARTS, max_size=8).map("".join)))
def test_no_two_things_have_one_id_and_no_link_leads_nowhere(pages: dict[str, str]) -> None:
    seen = Seen(one(DOCS, **{name: sanitised(html, "docs/x.md")[0] for name, html in pages.items()}))
    assert not [name for name, count in Counter(seen.ids).items() if count > 1]
    assert not seen.nowhere


# Our own book


@pytest.fixture(scope="module")
def book(our_site: Path) -> Handbook:
    return project.read(our_site, date(2026, 11, 21))


@pytest.fixture(scope="module")
def text(our_site: Path) -> str:
    return (our_site / "www" / "handbook" / whole_book.WHOLE).read_text(encoding="utf-8")


def test_every_link_of_our_book_leads_somewhere(our_site: Path, text: str) -> None:
    seen = Seen(text)
    assert not [name for name, count in Counter(seen.ids).items() if count > 1]
    assert not seen.nowhere
    files = {urlsplit(link).path for link in seen.links if not re.match(r"[a-z]+:|#|//", link)}
    assert len(files) > 10
    assert not [path for path in files if not (our_site / "www" / "handbook" / unquote(path)).exists()]


def test_its_headings_go_down_step_by_step(text: str) -> None:
    levels = Seen(text[text.index("<article") : text.index("</article>")]).headings
    assert levels.count(1) == 1
    assert not [(above, below) for above, below in pairwise(levels) if below > above + 1]


def test_every_word_of_every_page_is_in_it(book: Handbook, text: str) -> None:
    begins = re.compile(r'\n<section class="whole-\d" id="([^"]*)">')
    _, *rest = begins.split(text[: text.index("</article>")])
    chapters = dict(zip(rest[::2], rest[1::2], strict=True))
    assert [f"{name}.md" for name in chapters if ":" not in name] == [*book.pages]
    for path, page in book.pages.items():
        assert kept.lost(book, page, chapters[path.removesuffix(".md")]) == [], path


@needs_chromium
def test_the_book_reads_well_on_a_phone(browser: Browser, quick_address: str) -> None:
    for scheme in ("light", "dark"):
        page = open_page(browser, 320, scheme, script=False)
        page.goto(quick_address + whole_book.WHOLE)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@needs_chromium
def test_the_book_as_a_file_has_a_way_through_it(
    browser: Browser, quick_address: str, book: Handbook
) -> None:
    page = open_page(browser)
    page.goto(quick_address + whole_book.WHOLE)
    file = page.pdf(format="A4", tagged=True, outline=True)
    assert b"/StructTreeRoot" in file
    assert b"/Lang (en)" in file
    assert b"/Title (The whole book - CAN handbook)" in file
    assert file.count(b"/Title ") > len(book.pages)  # the bookmarks
    assert file.count(b"/Dest /") > 1000  # links inside
    assert len(re.findall(rb"/Type /Page\b", file)) > len(book.pages)


@needs_chromium
def test_a_page_is_printed_without_what_stands_around_it(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 660, "dark")
    page.emulate_media(media="print")
    for path in ("styles/fun/", "networks/caswiki/", "gaps/", "glossary/co-production/"):
        page.goto(quick_address + path)
        shown = page.locator(
            "header, nav, footer, form, .md-sidebar, .md-search, .md-content__button, .md-top, .term-tip,"
            ".gap-button, .gap-offer, .gap-write, .headerlink, .backlinks, .footnote-backref,"
            ".page-foot > :not(.changed)"
        )
        assert [one.evaluate("e => e.outerHTML") for one in shown.all() if one.is_visible()] == [], path
        assert page.locator("h1").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    page.goto(f"{quick_address}styles/fun/")
    assert page.locator(".status").first.is_visible()
    assert page.locator(".footnote li").first.is_visible()
    assert page.locator(".page-foot .changed").is_visible()


@needs_chromium
def test_folds_are_printed_open_and_links_outside_with_their_addresses(
    browser: Browser, quick_address: str
) -> None:
    page = open_page(browser)
    page.goto(f"{quick_address}registers/comments/")
    fold = "<details><summary>More</summary><p id=in>Told.</p></details></article>"
    page.set_content(page.content().replace("</article>", fold))
    assert not page.locator("#in").is_visible()
    page.emulate_media(media="print")
    assert page.locator("#in").is_visible()
    page.goto(f"{quick_address}references/")
    told = "e => getComputedStyle(e, '::after').content"
    link = page.locator('article a[href^="http"]:not([class])').first
    assert str(link.get_attribute("href")) in link.evaluate(told)
    assert page.locator('article a:not([class]):not([href^="http"])').first.evaluate(told) == "none"
