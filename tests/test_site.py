"""The real site, built strictly by MkDocs, and what page, file and command say of its gaps."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from handbook.shell.cli import main

ROOT = Path(__file__).parent.parent


def mkdocs(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "GIT_CEILING_DIRECTORIES": str(folder.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def command(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["-C", str(folder), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book as it stands, built strictly."""
    out = tmp_path_factory.mktemp("site")
    built = mkdocs(ROOT, "build", "--strict", "--site-dir", str(out))
    assert built.returncode == 0, built.stderr
    return out


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project of its own, with the generator and the data of this one."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copytree(ROOT / "data", folder / "data")
    (folder / "data" / "principles.yml").unlink()  # it names pages of our own book
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace("hooks/", f"{ROOT}/hooks/")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    write(folder, "index.md", "# Home\n\nSee [[Patience]].\n")
    write(folder, "patience.md", "# Patience\n\nSection needed: how to wait.\n\nBack [home](index.md).\n")
    return folder


def write(project: Path, path: str, text: str) -> None:
    file = project / "docs" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def article(page: Path) -> str:
    """What stands in the article of a built page."""
    match = re.search(r"<article.*?</article>", page.read_text(encoding="utf-8"), re.S)
    assert match
    return match[0]


class _Rows(HTMLParser):
    """The text of every row of the tables of gaps, by column."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self._cell = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append({})
        elif tag == "td":
            self._cell = dict(attrs).get("data-heading") or ""
            self.rows[-1][self._cell] = ""
        elif tag == "details":
            self._cell = ""  # the request under the words of a gap

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._cell = ""

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][self._cell] += data


def test_page_json_csv_and_command_agree(site: Path) -> None:
    published = json.loads((site / "gaps.json").read_text(encoding="utf-8"))
    assert json.loads(command(ROOT, "gaps", "--format", "json")) == published
    in_csv = list(csv.DictReader(io.StringIO(command(ROOT, "gaps", "--format", "csv"))))
    assert [row["Id"] for row in in_csv] == [gap["id"] for gap in published["gaps"]]
    html = article(site / "gaps" / "index.html")
    asked_part = html[html.index('id="asked-for-by-part-of-the-book"') :]
    rows = [row for row in _Rows(asked_part).rows if row]
    asked = [gap for gap in published["gaps"] if gap["asked"]]
    assert sorted((r["What is missing"], r["Kind"], r["Where"]) for r in rows) == sorted(
        (g["words"], g["kind"], g["where"]) for g in asked
    )
    assert f"{len(asked)} gaps asked for" in html
    for gap in published["gaps"]:
        if not gap["asked"]:
            assert gap["words"].replace("'", "&#x27;") in html or gap["words"] in html
    assert f"{published['counts']['asked']} gaps asked for" in command(ROOT, "check")


def test_the_report_of_a_small_book_says_it_all(project: Path) -> None:
    write(project, "index.md", "# Home\n\nSee [[Patience]] and [[Our stories]].\n\n## Later\n")
    write(project, "patience.md", "# Patience\n\nRecipe needed (an hour, @ann): soup.\n\n[[Our stories]]\n")
    write(project, "lonely.md", "# Lonely\n\nWords, and [home](index.md).\n")
    assert mkdocs(project, "build").returncode == 0
    html = article(project / "site" / "gaps" / "index.html")
    rows = json.loads((project / "site" / "gaps.json").read_text(encoding="utf-8"))["gaps"]
    assert [(r["id"], r["asked"], r["asks"]) for r in rows] == [
        ("patience.md/recipe-needed", True, 1),
        ("not-written-yet/our-stories.md/page-not-written-yet", True, 2),
        ("index.md#later/empty-heading", False, 0),
        ("lonely.md/nothing-links-here", False, 0),
    ]
    assert "Our stories</a> (2 sections)" in html
    first = html[html.index('id="good-first-gaps"') : html.index('id="how-things-stand"')]
    assert "Our stories</a>: a page to begin, which 2 sections ask for" in first
    assert "soup" not in first  # it is taken
    noticed = html[html.index('id="noticed-along-the-way"') :]
    assert "Empty heading: 1" in noticed
    assert "Nothing links here: 1" in noticed
    in_csv = list(csv.DictReader(io.StringIO(command(project, "gaps", "--format", "csv"))))
    for row, cells in zip(rows, in_csv, strict=True):
        assert (row.pop("request") != "") == row["asked"]
        shown = [
            {True: "yes", False: "no"}.get(v, v) if isinstance(v, bool) else str(v) for v in row.values()
        ]
        assert [cell.removeprefix("'") for cell in cells.values()] == shown
    line, _, *table = command(project, "gaps", "--format", "markdown").splitlines()
    assert line.startswith("About dates: ")
    assert len(table) == 2 + len(rows)
    assert all(row["kind"] in "".join(table) for row in rows)


def test_gaps_json_follows_its_published_schema(site: Path) -> None:
    schema = json.loads((site / "schemas" / "gaps.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads((site / "gaps.json").read_text(encoding="utf-8")), schema)


def test_at_most_25_rows_are_unfolded(site: Path) -> None:
    html = article(site / "gaps" / "index.html")
    html = re.sub(r"<details><summary>Ask for it.*?</details>", "", html)
    folded = re.sub(r"<details(?![^>]* open)[^>]*>.*?</details>", "", html, flags=re.S)
    unfolded = [row for row in _Rows(folded).rows if row]
    assert 10 <= len(unfolded) <= 25


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    """Pages, anchors and files, in everything that was built."""
    anchors: dict[Path, set[str]] = {}
    for page in site.rglob("*.html"):
        anchors[page] = set(re.findall(r'\sid="([^"]+)"', page.read_text(encoding="utf-8")))
    broken = []
    for page in anchors:
        if page.name == "404.html":
            continue
        for href in re.findall(r'\shref="([^"]+)"', page.read_text(encoding="utf-8")):
            path, _, fragment = href.partition("#")
            path = path.split("?")[0]  # what follows is for the scripts of the page to write on
            if ":" in path or path.startswith("//"):
                continue
            target = (page.parent / path).resolve() if path else page
            target = target / "index.html" if target.is_dir() else target
            if not target.exists() or (fragment and fragment not in anchors.get(target, {fragment})):
                broken.append(f"{page.relative_to(site)}: {href}")
    assert not broken


def test_every_page_says_its_status_in_words(site: Path) -> None:
    html = (site / "styles" / "patience" / "index.html").read_text(encoding="utf-8")
    assert "<strong>Draft.</strong>" in html
    navigation = html.partition('<nav class="md-nav md-nav--primary"')[2].partition("</nav>")[0]
    assert '<span class="visually-hidden">section needed</span>' in navigation
    assert "draft" not in navigation  # which is said of nearly all, and tells little there


def test_no_request_to_anybody_else(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|source)[^>]*\ssrc="([^"]+)"', text)
        loaded += re.findall(r'<link[^>]*rel="(?:stylesheet|preconnect|icon)"[^>]*href="([^"]+)"', text)
        assert not [address for address in loaded if "//" in address], page


def test_no_page_runs_more_than_its_theme(site: Path) -> None:
    """Its policy stands first in every page, and lets through every script and style that is there."""
    head = re.compile(
        r'\s*<!doctype html>\s*<html[^>]*>\s*<head>\s*<meta charset="utf-8">(<meta http-[^>]*>)'
    )
    found = 0
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        first = head.match(text)
        assert first, page
        assert "default-src 'none'; " in first[1], page
        scripts = re.findall(r"<script(?![^>]* (?:src|type)=)[^>]*>(.*?)</script", text, re.DOTALL)
        for inline in [*scripts, *re.findall(r'<[^<>]*\sstyle="([^"]*)"', text)]:
            fingerprint = b64encode(sha256(inline.encode()).digest()).decode()
            assert f"'sha256-{fingerprint}'" in first[1], (page, inline)
            found += 1
        assert not re.search(
            r"<[^<>]*\s(?:on[a-z]+\s*=|href=\"javascript:)|<style|<base|<iframe|<object", text
        ), page
    assert found > 500


def test_a_faulty_page_is_published_whole_with_what_to_mend(project: Path) -> None:
    write(project, "patience.md", "---\nstatsu: draft\n---\n\n# Patience\n\nWait with [home](indx.md).\n")
    built = mkdocs(project, "build")
    assert built.returncode == 0, built.stderr
    assert "docs/patience.md:2: 'statsu' is not a setting we know. Did you mean 'status'?" in built.stderr
    html = article(project / "site" / "patience" / "index.html")
    assert "This page needs mending" in html
    assert "Line 2: &#39;statsu&#39; is not a setting we know" in html or "Line 2: 'statsu'" in html
    assert "statsu: draft" in html
    assert "Wait with" in html


def test_a_strict_build_fails_and_writes_nothing(project: Path) -> None:
    write(project, "patience.md", "---\nstatsu: draft\n---\n\n# Patience\n\nSee [x](nowhere.md).\n")
    built = mkdocs(project, "build", "--strict")
    assert built.returncode == 1
    assert "docs/patience.md:2" in built.stderr
    assert "docs/patience.md:7" in built.stderr
    assert "Traceback" not in built.stderr
    assert not (project / "site").exists()


def test_without_a_repository_there_are_no_buttons_and_nothing_else_changes(project: Path) -> None:
    assert mkdocs(project, "build", "--strict", "--site-dir", "without").returncode == 0
    config = (project / "mkdocs.yml").read_text(encoding="utf-8")
    address = "https://github.com/example/handbook"
    (project / "mkdocs.yml").write_text(
        config.replace("# repo_url:", f"repo_url: {address}"), encoding="utf-8"
    )
    assert mkdocs(project, "build", "--strict", "--site-dir", "with").returncode == 0
    without, with_ = (article(project / d / "patience" / "index.html") for d in ("without", "with"))
    assert address not in without
    assert f'href="{address}/edit/main/docs/patience.md"' in with_
    plain = re.sub(r'<a[^>]*class="md-content__button[^>]*>.*?</a>', "", with_, flags=re.S)
    plain = re.sub(r'<span class="gap-offer">.*?</span>|<p class="wrong-here">.*?</p>', "", plain, flags=re.S)
    assert re.sub(r"\s+", "", plain) == re.sub(r"\s+", "", without)


def test_the_new_page_button_opens_a_file_in_the_asking_folder(project: Path) -> None:
    write(project, "styles/fun.md", "# Fun\n\nSee also: [[Our stories]], because we laugh\n")
    config = (project / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace("# repo_url:", "repo_url: https://github.com/example/handbook")
    (project / "mkdocs.yml").write_text(config, encoding="utf-8")
    assert mkdocs(project, "build").returncode == 0
    html = article(project / "site" / "not-written-yet" / "our-stories" / "index.html")
    button = re.search(r'href="([^"]+/new/main\?[^"]+)"', html)
    assert button
    assert "filename=docs%2Fstyles%2Four-stories.md" in button[1]
    assert "value=" in button[1]
    assert len(button[1].encode()) < 8000
    assert "Fun" in html


def test_a_former_address_leads_on(project: Path) -> None:
    write(
        project,
        "patience.md",
        '---\nwas: [old/waiting.md, "#queue"]\n---\n\n# Patience\n\n[Home](index.md)\n',
    )
    write(project, "index.md", "# Home\n\nSee [waiting](old/waiting.md) and [queue](patience.md#queue).\n")
    built = mkdocs(project, "build", "--strict")
    assert built.returncode == 0, built.stderr
    redirect = (project / "site" / "old" / "waiting" / "index.html").read_text(encoding="utf-8")
    assert 'content="0; url=../../patience/"' in redirect
    assert 'id="queue"' in article(project / "site" / "patience" / "index.html")
    assert 'href="patience/"' in article(project / "site" / "index.html")


def test_order_and_parts_come_from_the_pages(project: Path) -> None:
    write(project, "zebra/index.md", "---\norder: 1\n---\n\n# First part\n\n[Home](../index.md)\n")
    write(project, "zebra/b.md", "---\norder: 1\n---\n\n# Early\n\n[Home](../index.md)\n")
    write(project, "zebra/a.md", "---\norder: 2\n---\n\n# Late\n\n[Home](../index.md)\n")
    write(project, "apple/index.md", "---\norder: 2\n---\n\n# Second part\n\n[Home](../index.md)\n")
    assert mkdocs(project, "build").returncode == 0
    html = (project / "site" / "zebra" / "b" / "index.html").read_text(encoding="utf-8")
    nav = html[html.index('data-md-component="sidebar"') :]
    places = [nav.index(name) for name in ("First part", "Early", "Late", "Second part", "Patience")]
    assert places == sorted(places)
    in_order = ["", "zebra/", "zebra/b/", "zebra/a/", "apple/", "patience/"]
    for before, after in pairwise(in_order):
        assert beside(project, before, "next") == after
        assert beside(project, after, "prev") == before
    assert beside(project, "", "prev") is None


def beside(project: Path, address: str, which: str) -> str | None:
    """The page that the foot of another names as the next or the previous one, by its address."""
    html = (project / "site" / address / "index.html").read_text(encoding="utf-8")
    match = re.search(rf'<a rel="{which}" href="([^"]+)"', html)
    return urljoin(f"/{address}", match[1])[1:] if match else None


def test_schemas_are_up_to_date() -> None:
    assert command(ROOT, "schemas", "--check") == ""


@pytest.mark.parametrize("name", ["labels", "statuses", "sources"])
def test_the_data_follows_its_schema(name: str) -> None:
    schema = json.loads((ROOT / "data" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    content = yaml.safe_load((ROOT / "data" / f"{name}.yml").read_text(encoding="utf-8"))
    jsonschema.validate(content, schema)
