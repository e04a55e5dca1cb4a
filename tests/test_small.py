"""Small for a slow line: pages, a first visit, and a page in a book of any number of pages."""

from __future__ import annotations

import gzip
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from chromium import needs_chromium, open_page
from playwright.sync_api import Browser, Response
from served import SETTINGS, build

ROOT = Path(__file__).parent.parent
KB = 1000
MOST = 60 * KB
LISTS = ("book.html", "about/coverage/", "all-pages/", "gaps/", "good-first-gaps/", "references/",
         "registers/", "terms-a-to-z/", "voices/")  # fmt: skip
"""What may be long: each of these lists something of the whole book."""
FIRST_VISIT = 120 * KB
BRANCH = ["deep/index.md", *(f"deep/deeper/{name}.md" for name in ("begin", "deepest/index", "deepest/page"))]
NEAR = "part/page-020"


def test_no_page_is_large(our_site: Path) -> None:
    site = our_site / "www" / "handbook"
    sizes = {page.relative_to(site).as_posix(): page.stat().st_size for page in site.rglob("*.html")}
    large = {path: size for path, size in sizes.items() if size > MOST}
    assert len(sizes) > 100
    assert {path for path in large if not path.startswith(LISTS)} == set(), large


def many_pages(folder: Path, count: int) -> Path:
    """A book of as many pages, half of them in one part. All link to two pages, one of them not written."""
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    shutil.copytree(ROOT / "data", folder / "data")
    (folder / "data" / "principles.yml").unlink()  # it names pages of our own book
    pages = [f"{part}page-{number:03}.md" for number in range(count // 2) for part in ("part/", "")]
    for path in ["index.md", "part/index.md", *pages, *BRANCH]:
        file = folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = f"# Title of {path}\n\nSee [[Title of {NEAR}.md]] and [[This one]].\n\n## More\n\nWords.\n"
        file.write_text(text, encoding="utf-8")
    return build(folder)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sites of two books; the first is as large as the lists of a page may be long."""
    return [many_pages(tmp_path_factory.mktemp(f"book-{count}"), count) for count in (110, 400)]


@pytest.mark.parametrize(
    "path", ["", "page-003/", "part/", f"{NEAR}/", "part/page-040/", "not-written-yet/this-one/"]
)
def test_a_page_is_as_large_in_a_larger_book(books: list[Path], path: str) -> None:
    one, other = (len((site / path / "index.html").read_bytes()) for site in books)
    assert abs(other / one - 1) < 0.01


@pytest.mark.parametrize(
    ("path", "begin", "more"),
    [
        (f"{NEAR}/", "<h2>Linked from</h2>", r"And ([\d,]+) more sections\."),
        ("not-written-yet/this-one/", 'id="who-asks-for-it"', r"and ([\d,]+) more times"),
    ],
)
def test_a_list_says_how_much_it_leaves_out(books: list[Path], path: str, begin: str, more: str) -> None:
    for site in books:
        pages = len([*(site.parents[1] / "docs").rglob("*.md")])
        html = (site / path / "index.html").read_text(encoding="utf-8")
        asked = re.split(r"<h2|</aside>", html.partition(begin)[2])[0]
        found = re.search(more, asked)
        assert found
        assert asked.count("<a href") + int(found[1]) in (pages, pages - 1)  # the page itself does not count


class Menu(HTMLParser):
    """The links of the navigation: how deep each stands, where it leads, its words; and the current page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.depth, self.headings = page, -1, 0
        self.current: list[str] = []
        self.found: list[tuple[int, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "ul":
            self.depth += 1
            self.headings = self.headings or ("md-nav__here" in (values["class"] or "")) * self.depth
        elif tag in ("a", "span") and "md-nav__link" in (values.get("class") or "") and not self.headings:
            to = urljoin(f"/{self.page}", values["href"] or "")[1:] if "href" in values else ""
            self.found.append((self.depth, to, ""))
            self.current += [to] if "aria-current" in values else []

    def handle_data(self, data: str) -> None:
        if self.found and not self.headings:
            depth, to, words = self.found[-1]
            self.found[-1] = (depth, to, " ".join(f"{words}{data}".split()))

    def handle_endtag(self, tag: str) -> None:
        if tag == "ul":
            self.headings = 0 if self.headings == self.depth else self.headings
            self.depth -= 1

    def at(self, depth: int) -> list[str]:
        """Where the links of this depth lead; of a part that is open and has no page of its own, nowhere."""
        return [to for found, to, _ in self.found if found == depth]


def menu(site: Path, page: str) -> Menu:
    html = (site / page / "index.html").read_text(encoding="utf-8")
    match = re.search(r'<nav class="md-nav md-nav--primary".*?</nav>', html, re.S)
    assert match
    assert "<input" not in match[0]
    found = Menu(page)
    found.feed(match[0])
    return found


@pytest.mark.parametrize(
    ("page", "opened"),
    [
        ("deep/", [["deep/deeper/begin/"]]),
        ("deep/deeper/begin/", [[""], ["deep/deeper/begin/", "deep/deeper/deepest/"]]),
        (
            "deep/deeper/deepest/page/",
            [[""], ["deep/deeper/begin/", "deep/deeper/deepest/"], ["deep/deeper/deepest/page/"]],
        ),
    ],
)
def test_the_navigation_unfolds_the_branch_of_a_page(
    books: list[Path], page: str, opened: list[list[str]]
) -> None:
    """A part without a page of its own leads to its first page, and nowhere while it is open."""
    seen = menu(books[0], page)
    assert seen.current == [page]
    assert seen.at(0).count("deep/") == 1
    assert [seen.at(depth) for depth in range(1, 5)] == [*opened, *[[]] * (4 - len(opened))]


@pytest.mark.parametrize(
    ("page", "first", "before", "after"),
    [
        ("part/", 0, 0, 170),
        ("part/page-005/", 0, 0, 170),
        ("part/page-100/", 85, 85, 85),
        ("part/page-199/", 170, 170, 0),
    ],
)
def test_a_long_list_shows_what_is_near(
    books: list[Path], page: str, first: int, before: int, after: int
) -> None:
    inside = [(to, words) for depth, to, words in menu(books[1], page).found if depth == 1]
    more = [(before, "before these"), (after, "after these")]
    expected = [("all-pages/#part-part", f"{count} more {where}") for count, where in more if count]
    assert [link for link in inside if link[0].startswith("all-pages/")] == expected
    near = [to for to, _ in inside if to.startswith("part/")]
    assert near == [f"part/page-{number:03}/" for number in range(first, first + 30)]
    everything = (books[1] / "all-pages" / "index.html").read_text(encoding="utf-8")
    assert 'id="part-part"' in everything


@pytest.mark.parametrize("page", ["", "part/page-100/", "not-written-yet/this-one/", "gaps/"])
def test_the_lists_around_the_book_are_always_there(books: list[Path], page: str) -> None:
    top = [words for depth, _, words in menu(books[1], page).found if depth == 0]
    assert top[-2:] == ["Ways around", "Gaps and questions"]
    assert len(top) <= 34


@needs_chromium
def test_a_first_visit_is_small(browser: Browser, address: str) -> None:
    page = open_page(browser, 390)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    sizes = {
        answer.url.removeprefix(address): len(gzip.compress(answer.body(), 6))
        for answer in answers
        if "search" not in answer.url
    }
    assert "" in sizes
    assert sum(sizes.values()) <= FIRST_VISIT, sizes
