"""The feeds are always well-formed, keep their ids and are announced on every page; see golden/feeds.yml."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urljoin, urlparse
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from test_golden import handbook

from handbook.find.news import MOST
from handbook.model import Handbook, History, PagePath, SectionId, Spell
from handbook.shell.cli import main
from handbook.shell.project import read
from handbook.show.addresses import Repository
from handbook.show.export import repository
from handbook.show.feeds import FEEDS, atom
from handbook.show.site import generated

ROOT = Path(__file__).parent.parent
ATOM = "{http://www.w3.org/2005/Atom}"
HOME = "https://book.example/"
DAYS = st.dates(date(2026, 5, 1), date(2026, 5, 4))
DOCS = {
    "index.md": "# Home\n\n[[Patience]] and [[Our stories]].\n",
    "patience.md": "# Patience\n\nSection needed: how to wait.\n\n## Later\n\nRecipe needed: soup.\n",
}
SECTIONS = ["patience.md", "patience.md#later", "gone.md#x", "not-written-yet/our-stories.md"]
BOOK = handbook({"docs": DOCS})


def book_of(history: History, book: Handbook = BOOK) -> Handbook:
    return replace(book, history=history)


def children(element: ET.Element, name: str) -> list[ET.Element]:
    return element.findall(f"{ATOM}{name}")


def text(element: ET.Element, name: str) -> str:
    """The words of the one child of that name."""
    (child,) = children(element, name)
    return child.text or ""


def check(feed: str, site: str) -> ET.Element:
    """What RFC 4287 asks of a feed like ours."""
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", feed)
    root = ET.fromstring(feed.encode())
    assert root.tag == f"{ATOM}feed"
    assert text(children(root, "author")[0], "name")
    relations = [link.attrib["rel"] for link in children(root, "link")]
    assert relations == (["alternate", "self"] if site else ["alternate"])
    entries = children(root, "entry")
    ids = [text(one, "id") for one in [root, *entries]]
    assert len({*ids}) == len(ids)
    for one, key in zip([root, *entries], ids, strict=True):
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key)
        assert text(one, "title")
        assert datetime.fromisoformat(text(one, "updated")).tzinfo == UTC
        assert len(children(one, "summary")) <= 1
        for link in children(one, "link"):
            href = link.attrib["href"]
            assert href
            assert bool(urlparse(href).scheme) == bool(site)
    days = [text(entry, "updated") for entry in entries]
    assert days == sorted(days, reverse=True)
    assert len(entries) <= MOST
    if entries:
        assert text(root, "updated") == days[0]
    return root


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    """A spell as git might see it, of gaps that are there and gaps that are not, in any words."""
    any_text = st.text(st.characters(exclude_categories=()) | st.sampled_from("\u202e\u2066"), max_size=30)
    section = draw(st.sampled_from(SECTIONS))
    kind = draw(st.sampled_from(["section-needed", "recipe-needed", "page-not-written-yet"]))
    asked = draw(DAYS)
    return Spell(
        gap=f"{section}/{kind}{draw(st.sampled_from(['', '~2']))}",
        kind=kind,
        page=PagePath(draw(st.sampled_from(["patience.md", "gone.md"]))),
        words=draw(any_text),
        asked=asked,
        commit=draw(st.sampled_from("ab")),
        closed=draw(st.none() | st.dates(asked, date(2026, 5, 5))),
        closing=draw(st.sampled_from("cd")),
        filled=draw(st.booleans()),
        again=draw(st.booleans()),
    )


THERE = st.sampled_from(["index.md", "patience.md", "patience.md#later"])
NAMES = st.sampled_from(["index.md", "patience.md", "gone.md"])
HEADINGS = st.sampled_from(["patience.md", "patience.md#later", "patience.md#old", "gone.md#later"])


@given(
    st.lists(spells(), max_size=60),
    st.dictionaries(THERE, DAYS),
    st.dictionaries(THERE, DAYS),
    st.dictionaries(NAMES, NAMES),
    st.dictionaries(HEADINGS, HEADINGS),
    st.sampled_from(["", HOME]),
)
@settings(max_examples=100, deadline=None)
def test_any_history_makes_feeds_that_every_reader_accepts(
    told: list[Spell],
    written: dict[str, date],
    changed: dict[str, date],
    moved: dict[PagePath, PagePath],
    headings: dict[SectionId, SectionId],
    site: str,
) -> None:
    known = History(spells=tuple(told), written=written, changed=changed, moved=moved, headings=headings)
    book = book_of(known)
    gaps, changes, _ = (check(atom(book, feed, site), site) for feed in FEEDS)
    kept = [spell for spell in told if spell.closed is None or spell.filled]
    expected = len(kept) + sum(spell.closed is not None for spell in kept)
    assert len(children(gaps, "entry")) == min(expected, MOST)
    days = {day for known in (written, changed) for day in known.values()}
    assert {text(entry, "updated")[:10] for entry in children(changes, "entry")} == {str(day) for day in days}


def test_at_most_fifty_and_the_newest() -> None:
    def spell(number: int) -> Spell:
        day, page = date(2025, 1, 1 + number % 20), PagePath("patience.md")
        return Spell(f"{page}/s{number}", "section-needed", page, f"w{number}", day, f"c{number}")

    root = check(atom(book_of(History(spells=tuple(map(spell, range(100))))), FEEDS[0], ""), "")
    titles = [text(entry, "title") for entry in children(root, "entry")]
    assert titles[:6] == [f"Asked: w{number}" for number in (19, 39, 59, 79, 99, 18)]
    assert len(titles) == MOST


def ids(book: Handbook) -> dict[str, str]:
    """The id of every entry of both feeds by its title."""
    roots = [ET.fromstring(atom(book, feed, "")) for feed in FEEDS]
    return {text(entry, "title"): text(entry, "id") for root in roots for entry in children(root, "entry")}


def test_ids_stay_when_something_else_happens_and_when_things_get_other_names() -> None:
    page, first, later = PagePath("patience.md"), SectionId("patience.md"), SectionId("patience.md#later")
    day, next_day = date(2026, 5, 1), date(2026, 5, 2)
    one = Spell("patience.md#later/recipe-needed", "recipe-needed", page, "soup", day, "c1")
    two = replace(one, gap="patience.md#later/recipe-needed~2", words="cake")
    before = ids(book_of(History(spells=(one, two), written={first: day, later: next_day})))
    assert set(before) == {"Asked: soup", "Asked: cake", "New page: Patience", "New section: Patience, Later"}

    # The first of the two is filled, so the second takes its place, and another page comes.
    filled = replace(one, closed=next_day, closing="c2", filled=True)
    last = replace(two, gap=one.gap)
    more = History(spells=(filled, last), written={first: day, later: next_day, "index.md": next_day})
    after = ids(book_of(more))
    assert before.items() <= after.items()
    assert set(after) - set(before) == {"Filled: soup", "New page: Home"}

    # Then page and heading are called something else, in either order.
    calm, now = PagePath("calm.md"), SectionId("calm.md#afterwards")
    text_now = DOCS["patience.md"].replace("Later", "Afterwards")
    renamed = handbook({"docs": {"index.md": DOCS["index.md"], calm: text_now}})
    spells_now = tuple(replace(spell, gap=f"{now}/recipe-needed", page=calm) for spell in more.spells)
    written = {calm: day, now: next_day, "index.md": next_day}
    for heading in ({later: SectionId("patience.md#afterwards")}, {SectionId("calm.md#later"): now}):
        history = History(spells=spells_now, written=written, moved={page: calm}, headings=heading)
        assert sorted(ids(book_of(history, renamed)).values()) == sorted(after.values())

    # A page that comes back to its old place is the one it was.
    there_and_back = replace(more, moved={page: calm, calm: page})
    assert ids(book_of(there_and_back)) == after


def test_without_dates_there_are_no_feeds() -> None:
    assert {"gaps.xml", "changes.xml"} <= generated(book_of(History()), Repository()).keys()
    none = generated(book_of(History(reason="this is a shallow clone.")), Repository())
    assert not {"gaps.xml", "changes.xml"} & none.keys()
    assert "feed reader" not in none["all-pages.md"]


# On a site


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "data", folder / "data")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("hooks/", f"{ROOT}/hooks/")
    (folder / "mkdocs.yml").write_text(f"{config}\nsite_url: https://book.example\n", encoding="utf-8")
    for path, content in {**DOCS, "deep/er/page.md": "# Deeper\n\n[[Home]]\n"}.items():
        (folder / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / path).write_text(content, encoding="utf-8")
    return folder


def run(folder: Path, *command: str, day: str = "2026-05-01") -> None:
    names = ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL")
    who = {f"GIT_{name}": "ann.real.name@example.org" for name in names}
    when = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T12:00:00Z")
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env={**os.environ, **who, **when})


def announced(site: Path) -> dict[str, set[str]]:
    """The feeds that each page names in its head, as whole addresses."""
    found = {}
    for page in site.rglob("*.html"):
        path = page.relative_to(site).as_posix()
        head = page.read_text(encoding="utf-8").partition("</head>")[0]
        feeds = re.findall(
            r'<link rel="alternate feed" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', head
        )
        found[path] = {urljoin(f"{HOME}{path}", address) for address in feeds}
    return found


def test_ids_stay_when_git_sees_a_gap_filled_and_its_page_renamed(project: Path) -> None:
    today, page = date(2026, 11, 21), project / "docs" / "patience.md"

    def commit(day: str) -> dict[str, str]:
        run(project, "git", "add", ".")
        run(project, "git", "commit", "--quiet", "-m", "Change", day=day)
        return ids(read(project, today))

    run(project, "git", "init", "--quiet")
    text_before = f"# Patience\n\n{'Wait for a friend, and then for a bus. ' * 9}\n\n## Later\n\n"
    page.write_text(f"{text_before}Section needed: soup.\n\nSection needed: cake.\n", encoding="utf-8")
    first = commit("2026-05-01")
    assert {"Asked: soup.", "Asked: cake.", "Asked: Our stories", "New page: Patience"} <= first.keys()
    page.write_text(f"{text_before}Section needed: soup.\n\nFlour, eggs and a warm oven.\n", encoding="utf-8")
    second = commit("2026-05-02")
    assert first.items() <= second.items()
    assert second.keys() - first.keys() == {"Filled: cake.", "Changed: Patience, Later"}
    page.rename(page.with_name("calm.md"))
    assert commit("2026-05-03") == second


def test_every_page_announces_the_feeds_and_the_export_carries_them(project: Path) -> None:
    run(project, "git", "init", "--quiet")
    run(project, "git", "add", ".")
    run(project, "git", "commit", "--quiet", "-m", "First")
    run(project, sys.executable, "-m", "mkdocs", "build", "--quiet")
    pages = announced(project / "site")
    assert {"index.html", "404.html", "deep/er/page/index.html", "gaps/index.html"} <= pages.keys()
    assert {*map(frozenset, pages.values())} == {frozenset({f"{HOME}gaps.xml", f"{HOME}changes.xml"})}
    shown = CliRunner().invoke(main, ["-C", str(project), "export", str(project.parent / "export")])
    assert shown.exit_code == 0, shown.output
    for feed in FEEDS[:2]:
        content = (project / "site" / feed.path).read_text(encoding="utf-8")
        assert (project.parent / "export" / "docs" / feed.path).read_text(encoding="utf-8") == content
        assert "ann.real.name" not in content
        check(content, HOME)
    told = children(check(content, HOME), "entry")
    assert [text(entry, "updated") for entry in told] == ["2026-05-01T00:00:00Z"] * 3
    page = (project / "site" / "all-pages" / "index.html").read_text(encoding="utf-8")
    assert 'href="../changes.xml"' in page


@pytest.mark.parametrize(
    ("config", "site"),
    [
        ("site_url: https://book.example", HOME),
        ("site_url: https://book.example/", HOME),
        ("site_url: !ENV SITE", ""),
        ("site_url: javascript:alert(1)", ""),
        ("site_url:", ""),
        ("site_name: A book", ""),
    ],
)
def test_the_export_knows_the_address_of_the_site(config: str, site: str) -> None:
    assert repository(config).site == site


def test_without_git_no_page_announces_anything(project: Path) -> None:
    run(project, sys.executable, "-m", "mkdocs", "build", "--quiet")
    assert not any(announced(project / "site").values())
    assert not [*(project / "site").glob("changes.xml"), *(project / "site").glob("gaps.xml")]
