"""The same pages on the same day give the same bytes, wherever and by whomever they are built."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from forked import NOBODY, ROOT, Build, built, is_open, small_book, tree, write
from repositories import Repository

from handbook.shell.cli import main
from handbook.shell.project import LAST_SECOND

DAY = "1800000000"
ONE = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8", "HOME": "/root", "USER": "ann"}
OTHER = {
    "PYTHONHASHSEED": "2",
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "tr_TR.UTF-8",
    "LANGUAGE": "tr",
    "HOME": "/nowhere",
    "USER": "bo",
    "PYTHONUTF8": "1",
    "COLUMNS": "40",
}
AS_SOMEBODY = """
import os, sys
from mkdocs.__main__ import cli
if user := int(sys.argv[1]):
    cli(["build", "--quiet", "--site-dir", sys.argv[2]], standalone_mode=False)
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
cli(["build", "--strict"])
"""
"""Builds once before it becomes somebody else, who may not be allowed to read the modules of Python."""


@pytest.fixture
def places() -> Iterator[Path]:
    """A folder that others may enter, too."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def copy(source: Path, target: Path, parts: tuple[str, ...], seed: int) -> None:
    """Copy a book file by file in an order of its own, as of any time."""
    chance = random.Random(seed)
    found = [path for part in parts for path in [source / part, *(source / part).rglob("*")]]
    objects = source / ".git" / "objects"
    known = [path for path in found if objects not in path.parents and "__pycache__" not in path.parts]
    files = [path for path in known if path.is_file()]
    chance.shuffle(files)
    for file in files:
        to = target / file.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, to)
        os.utime(to, (moment := chance.randrange(2_000_000_000), moment))
    if objects.is_dir():  # thousands of small files that never change, and need no copy
        borrowed = target / ".git" / "objects" / "info" / "alternates"
        borrowed.parent.mkdir(parents=True)
        borrowed.write_text(f"{objects}\n")
        (target / ".git" / "refs").mkdir(exist_ok=True)


def build(book: Path, settings: dict[str, str], umask: int, user: int) -> dict[str, str]:
    """What is in the site, built in a process of its own."""
    if user:
        for path in [book, *book.rglob("*")]:
            os.chown(path, user, user)
    done = subprocess.run(
        [sys.executable, "-c", AS_SOMEBODY, str(user), f"{book.parent}/before"],
        cwd=book,
        env={
            "PATH": os.environ["PATH"],
            "NO_MKDOCS_2_WARNING": "1",
            "SOURCE_DATE_EPOCH": DAY,
            "GIT_CEILING_DIRECTORIES": str(book.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            **settings,
        },
        umask=umask,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return tree(book / "site")


def same_everywhere(source: Path, parts: tuple[str, ...], places: Path, user: int = 0) -> dict[str, str]:
    """Two folders, users, time zones, languages, orders of files and times of theirs; one site."""
    first, second = places / "one", places / "a longer place" / "für zwei"
    copy(source, first, parts, 1)
    copy(first, second, parts, 2)
    (second / "site").mkdir()
    one = build(first, ONE, 0o022, 0)
    other = build(second, OTHER, 0o077, user)
    assert {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)} == set()
    return one


def test_our_own_book_comes_out_the_same(places: Path) -> None:
    site = same_everywhere(ROOT, ("docs", "data", "hooks", "mkdocs.yml", ".git"), places)
    assert {"index.html", "sitemap.xml.gz", "search/search_index.json", "gaps.json"} <= {*site}


def test_a_small_book_with_a_history_comes_out_the_same(places: Path) -> None:
    book = small_book(places / "book")
    config = (book / "mkdocs.yml").read_text(encoding="utf-8")
    home = "repo_url: https://github.com/example/handbook\nsite_url: https://book.example/deep/\n"
    (book / "mkdocs.yml").write_text(config.replace("# repo_url:", home), encoding="utf-8")
    repository = Repository(book)
    repository.commit("2026-05-01")
    repository.commit("2026-05-02", {"styles/fun.md": "# Fun\n\nSee [[Patience]]. Recipe needed: soup.\n"})
    repository.commit(
        "2026-05-03",
        {
            "styles/fun.md": None,
            "styles/joy.md": "---\nwas: [styles/glee.md]\n---\n\n# Joy\n\n[[Patience]], serene, [[Word]].\n",
            "glossary/calm.md": "---\nforms: [calmly, serene]\n---\n\n# Calm\n\nMeaning (Ann): a. [[Joy]]\n",
        },
    )
    somebody = NOBODY if os.geteuid() == 0 and is_open(ROOT, Path(sys.prefix)) else 0
    site = same_everywhere(book, ("docs", "data", "mkdocs.yml", ".git"), places, somebody)
    assert {"gaps.xml", "changes.xml", "styles/glee/index.html", "glossary/calm/index.html"} <= {*site}


@pytest.mark.parametrize("epoch", ["garbage", "", "-1", "1e9", "１７９", str(LAST_SECOND + 1), "9" * 5000])
def test_a_time_that_is_none_is_refused(epoch: str) -> None:
    result = CliRunner(env={"SOURCE_DATE_EPOCH": epoch}).invoke(main, ["-C", str(ROOT), "check"])
    assert result.exit_code == 2
    assert result.output.splitlines()[-1] == (
        f"Error: SOURCE_DATE_EPOCH is '{epoch[:40]}', and should be seconds since 1970, such as 1790000000. "
        "Set it so, or unset it to go by the clock."
    )


@pytest.mark.parametrize("epoch", ["", "garbage", str(LAST_SECOND + 1)])
def test_a_build_refuses_it_too(tmp_path: Path, epoch: str) -> None:
    build = Build(small_book(tmp_path / "book"), first=partial(os.environ.update, SOURCE_DATE_EPOCH=epoch))
    assert build.end() == 1
    assert "Traceback" not in build.said
    (line,) = build.errors
    assert line.startswith(f"handbook: SOURCE_DATE_EPOCH is '{epoch}', and should be seconds since 1970")


@pytest.mark.parametrize("epoch", ["0", str(LAST_SECOND)])
def test_the_first_and_the_last_second_are_fine(tmp_path: Path, epoch: str) -> None:
    built(small_book(tmp_path / "book"), first=partial(os.environ.update, SOURCE_DATE_EPOCH=epoch))


@pytest.mark.parametrize("command", ["mkdocs build", "handbook check"])
def test_where_names_of_files_would_be_misread_it_says_so(tmp_path: Path, command: str) -> None:
    book = small_book(tmp_path / "book")
    write(book, "café.md", "# Café\n\n[[Patience]]\n")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": f"{ROOT}/hooks", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=book,
        env={**os.environ, **plain},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == (1 if command == "mkdocs build" else 2)
    assert "Traceback" not in done.stderr
    assert "Names of files are read as 'ascii' in this run" in done.stderr
    assert "Set PYTHONUTF8=1 and try again, or use 'make', which does." in done.stderr
    assert not (book / "site").exists()
