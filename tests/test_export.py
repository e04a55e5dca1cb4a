"""`handbook export`: the whole book for another engine, and three engines that show the same."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import markdown
import pytest
import yaml
from click.testing import CliRunner, Result
from engine import Seen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written import page as written_page

from handbook.find.book import assemble
from handbook.model import WRITE, Entry, Handbook, History, PagePath, address_of
from handbook.shell import project
from handbook.shell.cli import main
from handbook.show import export, site
from handbook.show.addresses import Repository
from handbook.show.foot import foot
from handbook.show.page import document
from handbook.show.portable import portable

ROOT = Path(__file__).parent.parent
HOME = "https://book.example/"
EPOCH = "1790000000"
ENGINES = {
    "ProperDocs": ["properdocs", "build", "--strict", "--quiet", "--site-dir", "site"],
    "Zensical": ["zensical", "build", "--strict"],
}

FURNITURE: dict[str, Callable[[str, dict[str, str]], bool]] = {
    # The mark beside a heading to copy its address by; engines give it different words.
    "headerlink": lambda tag, attrs: "headerlink" in attrs.get("class", "").split(),
    # The pencil that opens the page's file; the export has no file for pages of the build.
    "edit button": lambda tag, attrs: "md-content__button" in attrs.get("class", "").split(),
    # Where Zensical's own link "Skip to content" leads; MkDocs uses the first heading.
    "skip target": lambda tag, attrs: attrs.get("id") == "__skip",
    # When the file was changed on disk, as a plugin knows it; our own date stands in the foot.
    "source file": lambda tag, attrs: "md-source-file" in attrs.get("class", "").split(),
    # Other names of a page: all engines search them, one also puts them in the page where nobody sees them.
    "hidden tags": lambda tag, attrs: "md-tags" in attrs.get("class", "").split() and "hidden" in attrs,
    # The box to write in and the form to answer on, of our own templates; hidden until our scripts show them.
    "hidden box": lambda tag, attrs: attrs.get("class") in ("write", "assess") and "hidden" in attrs,
}
"""What is an engine's own in the article of a page, and why it is not compared."""

EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
SPANS = frozenset("a abbr b cite code del em i mark q small span strong sub sup time".split())
"""Where these begin and end the words run on; white space beside other elements means nothing."""


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    words: list[str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return sorted(self.attrs.get("class", "").split())

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


class Article(HTMLParser):
    """Every element in the article of a built page, in order, with the words in it."""

    def __init__(self, file: Path, address: str) -> None:
        super().__init__()
        self.base = urljoin(HOME, address)
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.furniture = 0
        html = file.read_text(encoding="utf-8")
        self.ids = set(re.findall(r'\sid="?([^"\s>]+)', html))
        match = re.search(r'<article class="md-content__inner[^>]*>.*?</article>', html, re.S)
        assert match, f"{file} has no article"
        self.feed(match[0])
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self.furniture or any(is_one(tag, values) for is_one in FURNITURE.values()):
            self.furniture += tag not in EMPTY
            return
        self.part(tag)
        element = Element(tag, values)
        self.elements.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return  # `<hr />` is the end of nothing
        if self.furniture:
            self.furniture -= 1
            return
        while self.open and self.open.pop().tag != tag:
            pass
        self.part(tag)

    def part(self, tag: str) -> None:
        if tag not in SPANS:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for element in () if self.furniture else self.open:
            element.words.append(data)

    def of(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def at(self, address: str) -> str:
        """An address as the whole address it leads to."""
        return unquote(urljoin(self.base, address))

    def links(self) -> list[object]:
        return [(self.at(e.attrs["href"]), e.text, e.classes) for e in self.of("a") if "href" in e.attrs]

    def pictures(self) -> list[object]:
        return [(self.at(e.attrs["src"]), e.attrs.get("alt", "")) for e in self.of("img")]

    def headings(self) -> list[object]:
        return [(e.tag, e.attrs.get("id", ""), e.text) for e in self.of("h1", "h2", "h3", "h4", "h5", "h6")]

    def boxes(self) -> list[object]:
        found: list[object] = []
        for number, element in enumerate(self.elements):
            if "admonition" in element.classes or element.tag == "details":
                title = self.elements[number + 1].text
                found.append((element.classes, "open" in element.attrs, title, element.text))
        return found

    def terms(self) -> list[object]:
        named = [e for e in self.elements if "term" in e.classes or e.tag == "abbr"]
        return [(e.tag, self.at(e.attrs.get("href", "")), e.attrs.get("title"), e.text) for e in named]

    def rows(self) -> list[object]:
        return [
            (e.tag, e.attrs.get("data-kind", e.attrs.get("data-heading")), e.text)
            for e in self.of("tr", "td")
        ]

    def status(self) -> list[object]:
        return [e.text for e in self.of("p") if "status" in e.classes]

    def anchors(self) -> list[object]:
        return [e.attrs["id"] for e in self.elements if "id" in e.attrs]

    def everything(self) -> list[object]:
        """Elements and words with nothing left out but the order of attributes."""
        return [
            (e.tag, e.classes, e.attrs.get("title"), e.attrs.get("aria-label"), e.text) for e in self.elements
        ]


ASPECTS: tuple[Callable[[Article], list[object]], ...] = (
    Article.links,
    Article.pictures,
    Article.headings,
    Article.boxes,
    Article.terms,
    Article.rows,
    Article.status,
    Article.anchors,
    Article.everything,
)


@dataclass
class Built:
    """A book, its export, and the sites that engines made of them."""

    folder: Path
    book: Handbook
    export: Path
    mkdocs: Path

    @property
    def pages(self) -> list[str]:
        generated = site.generated(self.book, Repository())
        return [*self.book.pages, *(path for path in generated if path.endswith(".md"))]

    @cache  # noqa: B019 - two books at most
    def site(self, engine: str) -> Path:
        """What another engine makes of the export; skips the test where there is no such engine."""
        program, *arguments = ENGINES[engine]
        if not (Path(sys.executable).parent / program).is_file():
            pytest.skip(f"{engine} is not installed")
        folder = self.export.parent / engine
        shutil.copytree(self.export, folder)
        run(folder, program, *arguments)
        return folder / "site"

    def articles(self, at: Path) -> dict[str, Article]:
        return {path: Article(at / address_of(path) / "index.html", address_of(path)) for path in self.pages}

    __hash__ = object.__hash__


def run(folder: Path, program: str, *arguments: str) -> None:
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "SOURCE_DATE_EPOCH": EPOCH}
    done = subprocess.run(
        [Path(sys.executable).parent / program, *arguments],
        cwd=folder,
        env={**os.environ, **quiet},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def command(folder: Path, *arguments: str) -> Result:
    result = CliRunner(env={"SOURCE_DATE_EPOCH": EPOCH}).invoke(main, ["-C", str(folder), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def exported(folder: Path, to: Path) -> Path:
    result = command(folder, "export", str(to))
    assert result.exit_code == 0, result.output
    return to


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def picture() -> bytes:
    """A PNG of one dot."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header, dot = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", dot) + part(b"IEND", b"")


HARD = {
    "index.md": """\
# Home & “garden” \\*now\\*

See [[Patience]], [[Our stories]] and [waiting](old/waiting.md).
""",
    "styles/index.md": """\
# Styles & *ways* <3

- [Patience](patience.md#in-practice)
- [[Food & “fun”]]
""",
    "styles/food.md": """\
---
title: Food & "fun"
status: draft
---

# Food & “fun” [friends] `now` a_b_c

Soup of *the* day & [[Patience|waiting_for_it]], `a*b`.

Comment (Ann & Bob, 2026-05-01): *very* good.
""",
    "styles/patience.md": """\
---
status: section needed
was: [old/waiting.md, "#queue"]
---

# Patience

Wait with [food](food.md "So & so") and [[Our stories]].[^own] David says so [@wilcox-2018].

## In practice

Section needed (an hour, @ann): how to *wait* with "others".

Question: are two people a `group`?

> Slow & steady.
>
> — Aesop

> [!WARNING]
> Not [everything](../index.md) waits.

![A tree](../pictures/tree.png "Tall") and <img src="../pictures/tree.png" alt="Its [leaf]" width="20">,
then <a href="../index.md">home</a> and `<a href="food.md">code</a>`.

<div align="center" class="frame">
<p>Here is <a href="food.md" title="Soup & so on">*food*</a> &amp; <b>more</b>.</p>
<img src="../pictures/tree.png" alt="A tree again">
</div>

```html
<p><a href="food.md">not a link</a></p>
```

- One <a href="index.md">up</a>

  ```
  <div><a href="food.md">x</a></div>
  ```

| a | b |
|---|---|
| [x](food.md) | <a href="food.md">y</a> |

See also: Food, [Home](../index.md), because they *share*

[^own]: A note with [a link](../index.md#home).
""",
    "faulty.md": """\
---
statsu: draft & more
---

# Faulty_page_

See [[Patience]].
""",
}


@pytest.fixture(scope="module")
def hard_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book with what engines read differently."""
    folder = tmp_path_factory.mktemp("hard") / "project"
    folder.mkdir()
    shutil.copytree(ROOT / "data", folder / "data")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("hooks/", f"{ROOT}/hooks/")
    config = config.replace("# repo_url:", "repo_url: https://github.com/example/handbook")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    for path, text in HARD.items():
        file = folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "docs" / "pictures").mkdir()
    (folder / "docs" / "pictures" / "tree.png").write_bytes(picture())
    (folder / "docs" / "notes.txt").write_text("Not published.", encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=["the book", "a hard book"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = ROOT if request.param == "the book" else request.getfixturevalue("hard_book")
    out = tmp_path_factory.mktemp("built")
    strict = ["--strict"] if folder == ROOT else []
    run(folder, "mkdocs", "build", "--quiet", *strict, "--site-dir", str(out / "mkdocs"))
    os.environ["SOURCE_DATE_EPOCH"], before = EPOCH, os.environ.get("SOURCE_DATE_EPOCH")
    try:
        book = project.read(folder, project.today())
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH")
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before
    return Built(folder, book, exported(folder, out / "export"), out / "mkdocs")


def first_difference(ours: list[object], theirs: list[object]) -> str:
    for here, there in zip([*ours, "the end"], [*theirs, "the end"], strict=False):
        if here != there:
            one, two = str(here), str(there)
            at = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
            return f"{one[max(at - 20, 0) : at + 100]} / {two[max(at - 20, 0) : at + 100]}"
    return ""


@pytest.mark.parametrize("engine", ENGINES)
def test_another_engine_shows_the_same(built: Built, engine: str) -> None:
    ours, theirs = built.articles(built.mkdocs), built.articles(built.site(engine))
    differences = [
        f"{path}: {aspect.__name__}: {difference}"
        for path, article in ours.items()
        for aspect in ASPECTS
        if (difference := first_difference(aspect(article), aspect(theirs[path])))
    ]
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("engine", ENGINES)
def test_to_write_for_a_gap_leads_to_the_other_ways_where_there_is_no_box(built: Built, engine: str) -> None:
    ours, theirs = built.articles(built.mkdocs), built.articles(built.site(engine))

    def ways(articles: dict[str, Article]) -> dict[str, list[str]]:
        links = {
            path: [urljoin(a.base, e.attrs["href"]) for e in a.of("a") if "href" in e.attrs]
            for path, a in articles.items()
        }
        return {path: [link for link in to if f"{HOME}write/" in link] for path, to in links.items()}

    # To the letter: a sign that was `%23` and is `#` would cut the gap in two.
    assert ways(theirs) == ways(ours)
    assert {link.partition("=")[0] for links in ways(ours).values() for link in links} == {
        f"{HOME}write/?gap"
    }
    page = theirs[WRITE]
    html = (built.site(engine) / "write" / "index.html").read_text(encoding="utf-8")
    assert "assets/write/" not in html, "nothing hides what stands in place of the box"
    (instead,) = [e for e in page.of("p") if e.attrs.get("class") == "write-without"]
    assert "hidden" not in instead.attrs
    assert instead.text.startswith("The box to write in needs scripts, and they do not run here.")
    leads = {page.at(e.attrs["href"]) for e in page.of("a")}
    assert {f"{HOME}gaps/", f"{HOME}good-first-gaps/"} <= leads
    assert not page.of("form", "textarea", "button")


@pytest.mark.parametrize("engine", ENGINES)
def test_search_finds_the_same_places(built: Built, engine: str) -> None:
    theirs = built.site(engine)
    index = theirs / ("search.json" if engine == "Zensical" else "search/search_index.json")
    assert places(index) == places(built.mkdocs / "search" / "search_index.json")


def places(index: Path) -> set[str]:
    content = json.loads(index.read_text(encoding="utf-8"))
    return {place["location"] for place in content.get("docs") or content["items"]}


@pytest.mark.parametrize("engine", ["MkDocs", *ENGINES])
def test_every_link_in_the_pages_of_an_engine_leads_somewhere(built: Built, engine: str) -> None:
    folder = built.mkdocs if engine == "MkDocs" else built.site(engine)
    anchors = {
        f"{HOME}{file.parent.relative_to(folder).as_posix()}/".replace("/./", "/"): set(
            re.findall(r'\s(?:id|name)="?([^"\s>]+)', file.read_text(encoding="utf-8"))
        )
        for file in folder.rglob("index.html")
    }
    broken = []
    for path, article in built.articles(folder).items():
        for target, *_ in [*article.links(), *article.pictures()]:
            # What follows is for the scripts of the page to write on.
            address, fragment = urldefrag(target.split("?gap=")[0])
            if not address.startswith(HOME):
                continue
            if address in anchors:
                if fragment and fragment not in anchors[address]:
                    broken.append(f"{path}: {target}")
            elif not (folder / address.removeprefix(HOME)).is_file():
                broken.append(f"{path}: {target}")
    assert not broken


@pytest.mark.parametrize("engine", ENGINES)
def test_files_for_machines_and_former_addresses_are_published(built: Built, engine: str) -> None:
    theirs = built.site(engine)
    home = export.repository((built.folder / "mkdocs.yml").read_text(encoding="utf-8"))
    for path, text in site.generated(built.book, home).items():
        if not path.endswith(".md"):
            assert (theirs / path).read_bytes() == (built.mkdocs / path).read_bytes() == text.encode()


def test_the_export_holds_everything_and_nothing_else(built: Built) -> None:
    found = files(built.export)
    generated = site.generated(built.book, Repository())
    docs = built.folder / "docs"
    published = {path for path in files(docs) if path not in built.book.left_out}
    theme = ROOT / "hooks" / "handbook" / "theme" / "assets"
    expected = {*generated, *published, *(f"assets/{path}" for path in files(theme))}
    assert set(found) == {"mkdocs.yml", ".handbook-export", *(f"docs/{path}" for path in expected)}
    for path in published - {*built.book.pages}:
        assert found[f"docs/{path}"] == (docs / path).read_bytes()
    assert "docs/gaps.json" in found
    if built.folder != ROOT:
        assert {"docs/pictures/tree.png", "docs/old/waiting/index.html"} <= set(found)
        assert "docs/notes.txt" not in found


def test_the_settings_are_for_any_engine(built: Built) -> None:
    text = (built.export / "mkdocs.yml").read_text(encoding="utf-8")
    ours = yaml.safe_load((built.folder / "mkdocs.yml").read_text(encoding="utf-8"))
    theirs = yaml.safe_load(text)
    for key in ("hooks", "watch"):
        assert key not in theirs
        assert f"# Left out: `{key}`, because" in text
    assert "custom_dir" not in theirs["theme"]
    assert "# Left out: `theme: custom_dir`, because" in text
    assert theirs.pop("nav") == site.navigation(built.book)
    assert theirs.pop("markdown_extensions") == [*ours.pop("markdown_extensions"), "md_in_html"]
    if "repo_url" in ours:
        assert theirs.pop("edit_uri") == "edit/main/docs/"
    del ours["hooks"], ours["watch"], ours["theme"]["custom_dir"]
    assert theirs == ours


def test_twice_the_same_bytes_and_nothing_left_behind(hard_book: Path, tmp_path: Path) -> None:
    one, two = exported(hard_book, tmp_path / "one"), exported(hard_book, tmp_path / "deep" / "two")
    assert files(one) == files(two)
    (two / "docs" / "old.md").write_text("# Old\n", encoding="utf-8")
    (two / "site").mkdir()
    exported(hard_book, two)
    assert files(one) == files(two)
    assert not (two / "site").exists()
    assert {path.name for path in tmp_path.rglob(".*")} == {".handbook-export"}


def test_an_empty_folder_may_be_filled(hard_book: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    exported(hard_book, tmp_path / "empty")


def refusal(folder: Path, to: str) -> str:
    before = files(folder)
    result = command(folder, "export", to)
    assert result.exit_code == 2, result.output
    assert files(folder) == before
    error = result.output.rpartition("Error: ")[2]
    assert error.count("\n") == 1
    return error.replace(str(folder), "BOOK").strip()


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("docs/export", "BOOK/docs/export is in docs/, and would become a part of the handbook."),
        ("docs", "BOOK/docs is in docs/, and would become a part of the handbook."),
        (".", "BOOK holds the handbook itself. Name a folder of its own."),
        ("..", "BOOK/.. holds the handbook itself. Name a folder of its own."),
        ("data", "BOOK/data is not empty, and no export of a handbook. Name a new or an empty folder."),
        ("mkdocs.yml", "BOOK/mkdocs.yml is a file. Name a folder."),
        ("mkdocs.yml/out", "BOOK/mkdocs.yml/out cannot be written: "),
    ],
)
def test_where_it_will_not_write(hard_book: Path, to: str, says: str) -> None:
    assert says in refusal(hard_book, str(hard_book / to))


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "book" / "data")
    (tmp_path / "book" / "docs").mkdir()
    (tmp_path / "book" / "docs" / "index.md").write_text("# Home\n\nWords.\n", encoding="utf-8")
    (tmp_path / "book" / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    return tmp_path / "book"


def test_an_export_with_a_history_of_its_own_is_not_replaced(small_book: Path, tmp_path: Path) -> None:
    exported(small_book, tmp_path / "out")
    (tmp_path / "out" / ".git").mkdir()
    assert "has a git history, which an export would replace" in refusal(small_book, str(tmp_path / "out"))


def test_a_book_that_no_build_would_publish_is_not_exported(small_book: Path, tmp_path: Path) -> None:
    (small_book / "data" / "labels.yml").unlink()
    assert refusal(small_book, str(tmp_path / "out")) == (
        "the book cannot be exported before this is put right."
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("site_name: [", "mkdocs.yml:1: this cannot be read (expected "),
        ("[" * 1500, "mkdocs.yml: this cannot be read as YAML. Mend it first."),
        ("- a list", "mkdocs.yml: every setting has the form 'key: value'. Mend it first."),
        ("", "mkdocs.yml: every setting has the form 'key: value'. Mend it first."),
        ("site_name: \x00", "mkdocs.yml: this cannot be read as YAML. Mend it first."),
        ("INHERIT: base.yml", "mkdocs.yml: 'INHERIT' names a second file. Put both into one, then export."),
        ("repo_url: !ENV REPO", "mkdocs.yml:1: the export needs 'repo_url' as plain words. Write it out."),
        ("extra: {branch: [a]}", "mkdocs.yml:1: the export needs 'branch' as plain words. Write it out."),
        (b"site_name: \xff", "mkdocs.yml is not UTF-8. Save it again as UTF-8."),
    ],
)
def test_settings_that_cannot_be_taken_along(
    small_book: Path, tmp_path: Path, config: str | bytes, says: str
) -> None:
    content = config if isinstance(config, bytes) else config.encode()
    (small_book / "mkdocs.yml").write_bytes(content)
    assert refusal(small_book, str(tmp_path / "out")).startswith(says)
    assert not (tmp_path / "out").exists()


def test_tags_in_the_settings_are_kept_and_never_run(small_book: Path, tmp_path: Path) -> None:
    config = (
        "site_name: !ENV [NAME, 'A book']\ncopyright: ~\ntheme: material\nmarkdown_extensions:\n"
        "  attr_list: {}\n  toc: {slugify: !!python/object/apply:os.system ['touch ran']}\n"
        "  x: !!python/name:os.path.join\n"
    )
    (small_book / "mkdocs.yml").write_text(config, encoding="utf-8")
    text = (exported(small_book, tmp_path / "out") / "mkdocs.yml").read_text(encoding="utf-8")
    assert "site_name: !ENV" in text
    assert "!!python/name:os.path.join" in text
    assert "!!python/object/apply:os.system" in text
    assert "md_in_html: {}" in text
    assert not (small_book / "ran").exists()


def test_the_repository_is_the_one_the_build_knows() -> None:
    config = "repo_url: https://github.com/example/handbook/\nextra: {branch: trunk}\n"
    assert export.repository(config) == Repository("https://github.com/example/handbook", "trunk")
    assert export.repository("site_name: x\n") == Repository()
    assert export.repository("repo_url:\nextra:\n") == Repository()


# Raw HTML

RAW = st.sampled_from(
    [
        '<a href="other.md">words *x*</a>',
        'See <a href="other.md" class="k">words</a> and <a href="https://x.org/a_b">out</a>.',
        'See <a href="other.md">two\nlines</a> and `code <a href="other.md">\nmore`.',
        '`<a href="other.md">x</a>` and ``<a href="other.md">`x</a>``',
        'text <img src="a.png" alt="x [y]" width=3> text',
        '<img src="a.png" alt="x_y">',
        '<div>\n<a href="other.md">x *y*</a>\n</div>',
        '<div markdown="1">*x*</div>',
        "<p>Just <b>bold</b> &amp; *x*</p>",
        '<p>a</p> <a href="other.md">tail</a>',
        '<ol>\n<li><a href="other.md">one</a>\n</ol>',
        '<h2>Raw <a href="other.md">head</a></h2>',
        '<table><tr><td><a href="other.md">z</a></td></tr></table>',
        '<details>\n<summary>More</summary>\n<p>One <a href="other.md#in-practice">y</a></p>\n'
        "<h3>Deep</h3>\n<ul>\n<li>a</li>\n</ul>\n</details>",
        '<details><summary>More</summary>\n\n[x](other.md) and <a href="other.md">y</a>\n\n</details>',
        '<center><a href="other.md"><img src="a.png" alt="pic"></a></center>',
        '<!-- <a href="other.md">no</a> -->',
        '```\n<a href="other.md">x</a>\n```',
        '- <div><a href="other.md">in a list</a></div>',
        '> <a href="other.md">in a quote</a>',
        'Section needed: see <a href="other.md">it</a>.',
        '<a href="#here">x</a>',
        'See <a href="other.md?a=1&amp;b=*c*_d_(e)#in-practice">there</a>.',
        "Some say so (source needed).",
        "# Why\n\nWe share *food* (source needed: *who* says so).",
    ]
)


@given(st.lists(st.one_of(written_page, RAW, RAW), min_size=1, max_size=4).map("\n\n".join))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_page_is_exported_as_it_is_shown(text: str) -> None:
    contents = {"page.md": text.encode(), "other.md": b"# Other\n\n## In practice\n\n[[Page]]\n"}
    data = {**project.data_files(ROOT), "sources.yml": b"key:\n  title: A book\n"}
    entries = [Entry(path) for path in (*contents, "a.png")]
    book = assemble(entries, contents, data, History(), date(2026, 11, 21))
    page = book.pages[PagePath("page.md")]
    ours = render(without_settings(document(book, page, Repository()))) + foot(book, page)
    there = export.texts(book, Repository(), "site_name: A book\n")["docs/page.md"]
    assert shape(render(without_settings(there), "md_in_html")) == shape(ours)


@cache
def engine(*more: str) -> markdown.Markdown:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    chosen = [item if isinstance(item, dict) else {item: {}} for item in config["markdown_extensions"]]
    extensions = {name: values for item in chosen for name, values in item.items()}
    return markdown.Markdown(extensions=[*extensions, *more], extension_configs=extensions)


def render(text: str, *more: str) -> str:
    return str(engine(*more).reset().convert(text))


def without_settings(text: str) -> str:
    return text.split("\n---\n", 1)[1]


def shape(html: str) -> str:
    """What a reader meets, every address as one of the site."""

    def whole(found: re.Match[str]) -> str:
        path = re.split("[?#]", found[1])[0]
        page = path.endswith(".md")
        address = f"/{address_of(posixpath.normpath(path))}" if page else urljoin("/page/", path)
        return f"<a {address}{found[1].removeprefix(path).rstrip('#')}>"

    return re.sub(r"<a ([^>]*)>", whole, Seen(html).shape()).replace(" ", "")


@pytest.mark.parametrize("piece", ["<a ", '<a href="x">', '`<a href="x">``', "<div>\n", "<div>\n</p>\n", "<"])
def test_no_page_takes_long(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = time.process_time()
    portable(f'{text}\n\n<a href="x.md">y</a>', "a/b.md", {})
    assert time.process_time() - begun < 3
