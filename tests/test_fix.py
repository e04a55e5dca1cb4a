"""`handbook check --fix`: what it mends, what it leaves to people, and that nothing else changes, ever."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handbook.find.book import assemble
from handbook.find.mending.near import meant
from handbook.find.mending.plan import Files, Mended, mend
from handbook.find.mending.table import MENDINGS
from handbook.model import Entry, Handbook, History, PagePath
from handbook.read.source import plain
from handbook.shell import fix as fixing
from handbook.shell.cli import main

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 5, 1)
PLAIN = {
    "docs/index.md": b"# Start here\n\nWelcome.\n",
    **{f"data/{name}": (ROOT / "data" / name).read_bytes() for name in ("labels.yml", "statuses.yml")},
}
CARE = PagePath("care.md")


def read(files: Files) -> Handbook:
    docs = {path[5:]: content for path, content in files.items() if path.startswith("docs/")}
    data = {path[5:]: content for path, content in files.items() if path.startswith("data/")}
    pages = {path: content for path, content in docs.items() if path.endswith(".md")}
    return assemble([Entry(path) for path in docs], pages, data, History(), TODAY)


def mended(files: Files) -> Mended:
    return mend(files, read)


# What is mended, and what is not


def cases() -> Iterator[Any]:
    for part in yaml.safe_load((ROOT / "tests" / "mendings.yml").read_text("utf-8")):
        pairs = [*part["mends"].items(), *((line, line) for line in part["leaves"])]
        for before, after in pairs:
            if after is not None:
                yield pytest.param(part, before, after, id=f"{part['about']}: {before!r}")


def book_of(part: dict[str, Any], text: str) -> dict[str, bytes]:
    files = {path: content.encode() for path, content in part.get("files", {}).items()}
    page = part["frame"].replace("{}", text)
    return PLAIN | files | {part.get("path", "docs/care.md"): page.encode()}


@pytest.mark.parametrize(("part", "before", "after"), [*cases()])
def test_what_is_mended_and_what_is_left(part: dict[str, Any], before: str, after: str) -> None:
    files = book_of(part, before)
    problems = read(files).problems
    made = mended(files)
    path = part.get("path", "docs/care.md")
    assert made.contents.get(path, files[path]).decode() == part["frame"].replace("{}", after)
    assert {*made.contents} <= {path}
    assert problems, "nothing is wrong here"
    if before == after:
        assert made.told == ()
        assert made.book.problems == problems
    else:
        assert made.told
        assert [str(problem) for problem in made.book.problems] == []


def test_every_mending_has_a_case() -> None:
    said = set()
    for part, before, after in (case.values for case in cases()):
        if before != after:
            made = mended(book_of(part, before))  # type: ignore[arg-type]
            said |= {did for told in made.told for did in told.did.split(" and ")}
    assert {mending.did for mending in MENDINGS} <= said


def test_a_file_in_utf_16_is_saved_as_utf_8_with_every_word() -> None:
    text = "---\nstatus: draft\n---\n# Café\n\nWords – and more.\r\n"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        made = mended(PLAIN | {"docs/care.md": text.encode(encoding)})
        assert made.contents == {"docs/care.md": text.replace("\r\n", "\n").encode()}
        assert [str(problem) for problem in made.book.problems] == []


def test_what_no_encoding_fits_is_left() -> None:
    for content in (b"# Caf\xe9\n", b"\xff\xfe\x00\xd8", b"\x89PNG\r\n", b"# A\xed\xa0\x80\n"):
        assert mended(PLAIN | {"docs/care.md": content}).contents == {}


def test_one_word_is_near_or_none() -> None:
    known = ("settled", "section needed", "draft", "drift", "rough notes")
    assert meant("Draf", known) == "draft"
    assert meant("dratf", known) == "draft"
    assert meant("drft", known) == ""  # one of two
    assert meant("unsettled", known) == ""  # the opposite
    assert meant("section-needed", known) == "section needed"
    assert meant("", known) == ""


def test_a_link_to_where_two_pages_were_is_left() -> None:
    files = PLAIN | {
        "docs/a.md": b"---\nwas: [old.md]\n---\n# A\n",
        "docs/b.md": b"---\nwas: [old.md]\n---\n# B\n",
        "docs/care.md": b"# Care\n\nSee [it](old.md).\n",
    }
    assert mended(files).contents == {}


def test_settings_that_were_hidden_come_to_light_and_are_mended_too() -> None:
    page = b"---\ntitle: Care: a guide\nstatsu: draft\nauthor: Ann\ntags: care\n---\n# Care\n"
    made = mended(PLAIN | {"docs/care.md": page})
    assert made.contents["docs/care.md"] == (
        b'---\ntitle: "Care: a guide"\nstatus: draft\nauthor: Ann\ntags: [care]\n---\n# Care\n'
    )
    assert [problem.place.line for problem in made.book.problems] == [4]


def test_one_that_cannot_be_mended_does_not_hold_up_the_others() -> None:
    page = "# Care\n\n" + "\n\n".join(
        ["See [one] (care.md).", "# More", "## Within", "See [two](Care.md).", "See [no](nowhere.md)."]
    )
    made = mended(PLAIN | {"docs/care.md": page.encode()})
    assert made.contents["docs/care.md"].decode() == page.replace("] (", "](").replace("Care.md", "care.md")


# Whatever is in a page

GOOD = """---
status: draft
title: Care
tags: [care, trust]
description: What we mean by it
aliases:
  - Caring
  - Looking after
---

# Care

Words about [the start](index.md), [[Start here|home]] and more.

Example needed (2026-04-01): from a rural network.

| a | b |
|---|---|
| 1 | [[Start here]] |

## In practice

> Lending a ladder.
>
> — after A Neighbour
"""
DAMAGE: tuple[tuple[str, str], ...] = (
    (r"\A", "\ufeff\ufeff"),
    (r"\A", "\n \n"),
    (r"\A", "\u200b"),
    (r"\A---", " ---"),
    (r"\A---", "----"),
    (r"\A---", "—"),
    (r"\n---(?=\n\n)", "\n—-"),
    (r"\n---(?=\n\n)", ""),
    (r"status: draft", "status:draft"),
    (r"status: draft", "Status: draft"),
    (r"status: draft", "statsu: draft"),
    (r"status: draft", "status: Draft"),
    (r"status: draft", "status: darft"),
    (r"status: draft", "status: draft\nstatus: draft"),
    (r"title: Care", "title: “Care”"),
    (r"title: Care", 'title: "Care'),
    (r"  - Caring\n  -", "\t- Caring\n\t-"),
    (r"\[care, trust\]", "[care, , trust]"),
    (r"\[care, trust\]", "[care, trust"),
    (r"\]\(index.md\)", "](Index.md)"),
    (r"\]\(index.md\)", "] (index.md)"),
    (r"\]\(index.md\)", "](index.html)"),
    (r"2026-04-01", "2026-4-1"),
    (r"Words", "Wo\x02rds"),
    (r"Lending", "\x00Lending"),
)


def same_book(one: Handbook, other: Handbook) -> bool:
    a, b = one.pages[CARE], other.pages[CARE]
    links = [[(link.target, link.wanted) for link in book.links] for book in (one, other)]
    return (
        a.front == b.front
        and a.text.strip() == b.text.strip().replace("2026-4-1", "2026-04-01")
        and links[0] == links[1]
        and {gap.id for gap in one.gaps} == {gap.id for gap in other.gaps}
    )


def test_the_good_page_is_good() -> None:
    book = read(PLAIN | {"docs/care.md": GOOD.encode()})
    assert [str(problem) for problem in book.problems] == []
    assert mended(PLAIN | {"docs/care.md": GOOD.encode()}).contents == {}
    assert all(re.search(pattern, GOOD) for pattern, _ in DAMAGE)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(DAMAGE), min_size=1, max_size=4, unique_by=lambda one: one[0]), st.booleans())
def test_a_damaged_page_is_mended_to_what_it_was(damage: list[tuple[str, str]], wide: bool) -> None:
    ends = [pattern for pattern, worse in damage if pattern.startswith((r"\A", r"\n---")) and worse != "\n—-"]
    assume(len(ends) < 2)  # with dashes on neither side nobody knows that these are settings
    text = GOOD
    # From the end on, so that no damage is in the way of the next.
    for pattern, worse in sorted(damage, key=lambda one: -re.search(one[0], GOOD).start()):  # type: ignore[union-attr]
        text = re.sub(pattern, lambda _, worse=worse: worse, text, count=1)  # type: ignore[misc]
    content = (text.replace("\n", "\r\n") if wide else text).encode()
    made = mended(PLAIN | {"docs/care.md": content})
    assert [str(problem) for problem in made.book.problems] == []
    assert same_book(read(PLAIN | {"docs/care.md": GOOD.encode()}), made.book)


PIECES = st.sampled_from(
    [
        *(f"{line}\n" for line in GOOD.split("\n")),
        *(f"{worse}\n" for _, worse in DAMAGE),
        "---\n",
        "title: Care: a guide\n",
        "title: @care # 2\n",
        "was: [a.md, #b now #c]\n",
        "situations: [a: b, “c”]\n",
        "\t- one: two\n",
        "tags: one\n",
        "\n",
        "# More\n",
        "<div>x</div>\n",
        "<details>\n",
        "</details>\n- [x](Index.md)\n",
        "[x] (index.md) [y](In dex.md) ![z](No.png)\n",
        "| a |\n|---|\n| [[Care|it]] |\n",
        "[[https://example.org]] [@Key] https:/x\n",
        "Section needed (26/12/2020): x\n",
        "`[x] (index.md)`\n",
        "```\n[x] (index.md)\n```\n",
    ]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from(["", "---\n"]))
def test_mending_twice_is_mending_once_and_nothing_gets_worse(text: str, begin: str) -> None:
    files = PLAIN | {"docs/care.md": (begin + text).encode()}
    before = read(files)
    made = mended(files)
    after = files | made.contents
    assert mended(after).contents == {}
    if not before.pages[CARE].unread and not any(mending.opens and mending.message.search(p.message)
        for mending in MENDINGS for p in before.problems):  # fmt: skip
        assert len(made.book.problems) <= len(before.problems)
    # A line that is not shown is as it was.
    shown = Counter(line for told in made.told for line in told.before)
    kept = Counter(plain(files["docs/care.md"]).split("\n")) - shown
    assert not kept - Counter(plain(after["docs/care.md"]).split("\n"))


# On the disk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, content in PLAIN.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    (tmp_path / "mkdocs.yml").write_text("site_name: A handbook\n")
    (tmp_path / "docs/care.md").write_bytes(b"---\r\ntitle: Care: a guide\r\n---\r\n# Care\r\n")
    (tmp_path / "docs/trust.md").write_bytes(b"# Trust\n\nSee [it](Care.md) and [no](nowhere.md).\n")
    return tmp_path


def check(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), "--today", "2026-05-01", "check", *options])


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


SHOWN = """\
docs/care.md:2: put quotes round the value.
    - title: Care: a guide
    + title: "Care: a guide"
docs/trust.md:3:5: corrected the address.
    - See [it](Care.md) and [no](nowhere.md).
    + See [it](care.md) and [no](nowhere.md).
"""
LEFT = """\
docs:1: note: this folder is not a git repository, so pages show no dates.
docs/trust.md:3:23: there is no page at 'nowhere.md'. Link to a page that is there, or ask for one by its \
name: [[no]].
3 pages read: 1 problem, 1 note."""


def test_every_change_is_shown_and_then_what_is_left(folder: Path) -> None:
    before = everything(folder)
    os.chmod(folder / "docs/care.md", 0o640)
    done = check(folder, "--fix")
    assert done.output.startswith(f"{SHOWN}2 mendings in 2 files, written.\n{LEFT}")
    assert done.exit_code == 1
    assert everything(folder) == before | {
        "docs/care.md": b'---\r\ntitle: "Care: a guide"\r\n---\r\n# Care\r\n',
        "docs/trust.md": b"# Trust\n\nSee [it](care.md) and [no](nowhere.md).\n",
    }
    assert (folder / "docs/care.md").stat().st_mode & 0o777 == 0o640
    (folder / "docs/trust.md").write_text("# Trust\n\nSee [it](Care.md).\n")
    assert check(folder, "--fix").exit_code == 0
    again = check(folder, "--fix")
    assert again.output.startswith("Nothing here has exactly one way to be mended.\n")
    assert again.exit_code == 0


def test_a_dry_run_says_the_same_and_writes_nothing(folder: Path) -> None:
    before = everything(folder)
    done = check(folder, "--fix", "--dry-run")
    assert done.output.startswith(
        f"{SHOWN}2 mendings in 2 files. Nothing is written yet: leave --dry-run out to do it.\n{LEFT}"
    )
    assert done.exit_code == 1
    assert everything(folder) == before
    (folder / "docs/trust.md").unlink()
    assert check(folder, "--fix", "--dry-run").exit_code == 1, "the problem is still there"
    assert check(folder, "--dry-run").exit_code == 2


def test_what_is_no_file_of_the_book_is_left_alone(folder: Path, tmp_path: Path) -> None:
    (folder / "README.md").write_text("---\ntitle: a: b\n---\n")
    (folder / "outside.md").write_text("---\ntitle: a: b\n---\n# Outside\n")
    (folder / "docs/link.md").symlink_to(folder / "outside.md")
    os.mkfifo(folder / "docs/pipe.md")
    (folder / "docs/.hidden.md").write_text("---\ntitle: a: b\n---\n")
    (folder / "data/people.yml").write_text("A Neighbour:\n  also: A. Neighbour\n")
    before = everything(folder)
    done = check(folder, "--fix")
    assert done.exit_code == 2
    assert "Nothing is mended before this is put right." in done.output
    assert everything(folder) == before
    (folder / "data/people.yml").unlink()
    check(folder, "--fix")
    changed = {path for path, content in everything(folder).items() if before.get(path) != content}
    assert changed == {"docs/care.md", "docs/trust.md"}
    assert (folder / "docs/link.md").is_symlink()


def test_a_file_that_changes_meanwhile_is_not_written_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(files: Files, build: Any) -> Mended:
        made = mend(files, build)
        (folder / "docs/trust.md").write_text("# Trust\n\nAll new.\n")
        return made

    monkeypatch.setattr(fixing, "mend", slow)
    done = check(folder, "--fix")
    assert (done.exit_code, done.output) == (2, "docs/trust.md was changed just now. Try again.\n")
    assert b"title: Care: a guide" in (folder / "docs/care.md").read_bytes()
    assert (folder / "docs/trust.md").read_text() == "# Trust\n\nAll new.\n"


@pytest.mark.parametrize("moment", range(1, 4))
def test_where_the_disk_refuses_all_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    before = everything(folder)
    count = 0

    def full(*_: object) -> None:
        nonlocal count
        count += 1
        if count == moment:
            raise OSError(28, "No space left on device", str(folder / "docs/trust.md"))

    sync, replace = os.fsync, os.replace
    if moment == 3:
        monkeypatch.setattr(
            os, "replace", lambda *a: full() if count < 1 and a[1].name == "trust.md" else replace(*a)
        )
        moment = 1
    else:
        monkeypatch.setattr(os, "fsync", lambda handle: (full(), sync(handle)))
    done = check(folder, "--fix")
    assert done.exit_code == 2
    assert done.output == "docs/trust.md cannot be written: No space left on device. Nothing is changed.\n"
    assert everything(folder) == before


def test_a_name_that_was_withdrawn_is_not_shown(folder: Path) -> None:
    withdrawn = '"A Neighbour":\n  withdrawn: "2026-01-01"\n  shown_as: somebody\n'
    (folder / "data/people.yml").write_text(withdrawn)
    (folder / "docs/care.md").write_text(
        "---\ntitle: A Neighbour: a talk\n---\n# Care\n\nBy A Neighbour [x] (care.md).\n"
    )
    done = check(folder, "--fix")
    assert "Neighbour" not in done.output
    assert "+ By somebody [x](care.md)." in done.output
    assert (folder / "data/people.yml").read_text() == withdrawn
    assert "By A Neighbour [x](care.md)." in (folder / "docs/care.md").read_text()


def test_of_a_long_line_the_place_is_shown(folder: Path) -> None:
    (folder / "docs/care.md").write_text(
        f"# Care\n\n{'Many words. ' * 200}See [it](Trust.md). {'More. ' * 200}\n"
    )
    lines = check(folder, "--fix").output.splitlines()
    shown = [line for line in lines if line.startswith("    ")]
    assert all(len(line) <= 110 for line in shown)
    assert any("See [it](Trust.md)" in line for line in shown)
    assert any("See [it](trust.md)" in line for line in shown)


def test_a_private_detail_is_not_shown(folder: Path) -> None:
    (folder / "docs/care.md").write_text("# Care\n\nAsk ann.smith@mail.co.uk about [it] (trust.md).\n")
    done = check(folder, "--fix")
    assert "ann.smith" not in done.output
    assert "Ask ann.smith@mail.co.uk about [it](trust.md)." in (folder / "docs/care.md").read_text()


def test_nothing_is_written_through_a_link(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "data"
    (folder / "data").rename(elsewhere)
    (folder / "data").symlink_to(elsewhere)
    (elsewhere / "sources.yml").write_text("care:\n  title: Care: a book\n")
    before = everything(folder)
    done = check(folder, "--fix")
    assert done.exit_code == 2
    assert "data/sources.yml lies behind a link to another folder." in done.output
    assert (elsewhere / "sources.yml").read_text() == "care:\n  title: Care: a book\n"
    assert everything(folder) == before
