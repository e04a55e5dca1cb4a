"""What a page may be and take: beyond that it is shown as it was typed, and the rest of the site is built."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from engine import ROOT, render
from fuzz.properties import book_of
from patterns import PATTERNS

from handbook.read import raw
from handbook.shell import render as bounds
from handbook.shell.render import TooSlow, bounded, limit
from handbook.show import page as show_page
from handbook.show.addresses import Repository
from handbook.show.foot import foot

# What may be read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a" * raw.LINE, []),
        ("é" * raw.LINE, []),
        ("a\n" + "é" * (raw.LINE + 1), [5]),
        (("a" * (raw.LINE + 1) + "\n") * 5, [4, 5, 6]),
        ("a\n" * (raw.PAGE_BYTES // 2), []),
        ("a\n" * (raw.PAGE_BYTES // 2) + "a", [1]),
        ("é\n" * (raw.PAGE_BYTES // 3 + 1), [1]),
        ("", []),
    ],
)
def test_bounds_of_a_text(text: str, found: list[int]) -> None:
    assert [problem.place.line for problem in raw.bounds("docs/page.md", text, 4)] == found


@pytest.mark.parametrize(
    "beyond",
    ["a" * 6000, "> " * 30 + "a", "## h\n" * 1001, "\n".join(["word " * 900] * 60), " > " + "- " * 40 + "a"],
    ids=["line", "quotations", "headings", "size", "lists"],
)
def test_a_page_beyond_the_bounds_keeps_its_title_and_all_words(beyond: str) -> None:
    text = f"---\nstatus: draft\n---\n\n# Long *care*\n\nQuestion: who? [[Other]]\n\n{beyond}\n\nLast words."
    book, page = book_of(text)
    assert page.beyond
    assert (page.title, page.front.status) == ("Long care", "draft")
    assert not page.labels + page.links
    assert not [gap for gap in book.gaps if gap.page == page.path]
    shown = unescape(render(show_page.body(book, page, Repository())))
    assert '<h1 id="long-care">Long <em>care</em>' in shown
    assert "Question: who? [[Other]]" in shown
    assert beyond.strip() in shown
    assert "Last words." in shown
    (problem,) = [problem for problem in book.problems_of(page.file) if problem.level == "problem"]
    assert problem.message.endswith(raw.AS_TYPED)


def test_links_to_a_page_beyond_the_bounds_are_right() -> None:
    text = "# Page\n\n## More\n\n" + "a" * 6000
    book, page = book_of(
        text, more={"with.md": "# With\n\n[[Page]], [more](page.md#more) and [[Page#More]].\n"}
    )
    assert [link.target for link in book.links_on("with.md")] == [page.section] * 3
    assert not [problem for problem in book.problems if problem.place.path == "docs/with.md"]


def test_settings_that_cannot_be_read_are_shown_with_a_page_beyond_the_bounds() -> None:
    _, page = book_of(f"---\ntitle: a: b\n---\n# Page\n\n{'a' * 6000}")
    assert page.unread == f"---\ntitle: a: b\n---\n\n{'a' * 6000}"
    assert page.text == "# Page\n"


# What showing a page may take


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A limit for tests, and that nothing of it stays."""
    monkeypatch.setattr(bounds, "SECONDS", 0.1)
    monkeypatch.setattr(bounds, "_AGAIN", 0.02)
    before = signal.getsignal(signal.SIGVTALRM)
    yield
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def endless() -> None:
    while True:
        pass


def expression() -> None:
    re.match("(a|a)*b", "a" * 60)


def stubborn() -> None:
    for _ in range(3):
        try:
            endless()
        except Exception:
            continue
        finally:
            gc.collect(0)


def deep() -> None:
    deep()


def wrong() -> None:
    raise AssertionError("of an extension")


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (endless, "takes more than 0.1 seconds to show"),
        (expression, "takes more than 0.1 seconds to show"),
        (stubborn, "takes more than 0.1 seconds to show"),
        (deep, "nested too deep to be shown"),
        (wrong, "cannot be shown (AssertionError)"),
    ],
)
def test_what_fails_is_done_again_with_something_else(fault, said: str) -> None:
    page = SimpleNamespace(fault=fault, told=[], shown=0)

    def show(once: int) -> None:
        page.fault()
        page.shown += once

    def instead(why: str, _error: BaseException) -> None:
        page.told.append(why)
        page.fault = lambda: None

    bounded(show, instead)(1)
    assert page.shown == 1
    assert len(page.told) == 1
    assert said in page.told[0]
    bounded(show, instead)(1)
    assert page.shown == 2
    assert len(page.told) == 1


@pytest.mark.usefixtures("soon")
def test_somebody_who_stops_the_build_stops_it() -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bounded(stopped, pytest.fail)()


def test_another_alarm_goes_off_all_the_same() -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGVTALRM, lambda *_: rung.append(1))
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.05)
    try:
        with limit(0.01):
            while not rung:
                pass
        assert signal.getsignal(signal.SIGVTALRM) is not before
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_outside_the_main_thread_there_is_no_limit() -> None:
    done: list[int] = []

    def work() -> None:
        with limit(0.001):
            done.append(sum(range(1_000_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


@pytest.mark.usefixtures("soon")
def test_a_limit_within_a_limit() -> None:
    with pytest.raises(TooSlow), limit(0.1), limit(10):
        endless()


PROGRAM = "from handbook.shell import render; render.SECONDS = 0.3; from mkdocs.__main__ import cli; cli()"
SLOW = "# Slow\n\n## Part\n\n" + "{[*_" * 9 + ("\n" + "{[*_" * 900) * 8 + "\n\nLast words.\n"


def build(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "build", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{ROOT}/hooks", "GIT_CEILING_DIRECTORIES": str(folder.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_page_that_takes_too_long_costs_the_site_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(ROOT / "data", folder / "data", ignore=lambda *_: ["principles.yml", "schemas"])
    config = (ROOT / "mkdocs.yml").read_text("utf-8").replace("hooks/", f"{ROOT}/hooks/")
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Home\n\nSee [[Slow]].\n", "utf-8")
    (folder / "docs" / "slow.md").write_text(SLOW, "utf-8")
    built = build(folder)
    warned = [line for line in built.stderr.splitlines() if line.startswith("WARNING") and "slow" in line]
    assert built.returncode == 0, built.stderr
    assert len(warned) == 1
    assert "docs/slow.md:1: this page takes more than 0.3 seconds to show." in warned[0]
    page = (folder / "site" / "slow" / "index.html").read_text("utf-8")
    assert "<title>Slow - CAN handbook</title>" in page
    assert page.count("<h1") == 1
    assert "This page needs mending" in page
    assert "## Part" in page
    assert "{[*_" * 900 in page
    assert "Last words." in page
    assert 'href="../"' in page
    assert 'href="slow/"' in (folder / "site" / "index.html").read_text("utf-8")
    refused = build(folder, "--strict")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr + built.stderr


# How our own part grows

OURS = [
    "brackets", "notes", "links to nowhere", "tags begun", "comments", "closing tags", "braces",
    "names begun", "names", "sources", "links", "raw links", "terms", "terms and code",
    "stars and underlines", "backticks", "bare addresses", "mail addresses", "entities",
    "combining marks", "backslashes", "needed", "because", "list", "list in a list", "lists 19 deep",
    "quotations in and out", "voices", "alerts", "headings", "code blocks", "code blocks begun",
    "raw block without end", "comments without end", "references and uses", "notes and uses",
    "note used often", "table", "tables", "table of names cut", "labels", "labels in one paragraph",
    "labels with lists", "labels nearly", "see also, one paragraph", "see also, nowhere",
    "names not written yet", "pages that are not there", "sources that are not there",
    "terms in sections", "blank lines", "tabs before words", "mixed",
]  # fmt: skip


def calls(text: str) -> int:
    """How many functions are called for a page, ours and those of C: the same at every run."""
    number = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        book, page = book_of(text)
        show_page.document(book, page, Repository())
        foot(book, page)
    finally:
        sys.setprofile(None)
    return number


@pytest.mark.parametrize("name", OURS)
def test_reading_and_showing_are_in_line_with_the_size(name: str) -> None:
    none = calls("")
    once, twice = (calls(PATTERNS[name](size)["page.md"]) - none for size in (3_000, 6_000))
    assert twice < 2.5 * once + 2_000
