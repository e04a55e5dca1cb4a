"""Dates from git, in real repositories; where git cannot be sure there are none."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from handbook.shell import git

TODAY = date(2026, 11, 21)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    (folder / "docs").mkdir(parents=True)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    run(folder, "init", "--quiet")
    return folder


def run(folder: Path, *arguments: str, day: str = "2026-05-01") -> None:
    stamp = f"{day}T12:00:00+00:00"
    who = {
        f"GIT_{role}_{key}": "test@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for key in ("NAME", "EMAIL")
    }
    dates = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
    subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, env={**os.environ, **who, **dates}
    )


def commit(folder: Path, path: str, text: str, day: str) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    run(folder, "add", ".")
    run(folder, "commit", "--quiet", "-m", "Change", day=day)


def test_each_page_has_the_date_of_its_last_change(repository: Path) -> None:
    commit(repository, "docs/café one.md", "a", "2020-12-23")
    commit(repository, "docs/two.md", "a", "2020-12-26")
    commit(repository, "docs/café one.md", "b", "2021-03-01")
    history = git.history(repository, TODAY)
    assert history.reason == ""
    assert history.changed == {"café one.md": date(2021, 3, 1), "two.md": date(2020, 12, 26)}


def test_a_handbook_in_a_folder_of_the_repository(repository: Path) -> None:
    commit(repository, "book/docs/one.md", "a", "2021-03-01")
    assert git.history(repository / "book", TODAY).changed == {"one.md": date(2021, 3, 1)}


def test_dates_to_come_are_today_and_impossible_ones_are_none(repository: Path) -> None:
    commit(repository, "docs/one.md", "a", "2099-01-01")
    commit(repository, "docs/two.md", "a", "1970-01-02")
    assert git.history(repository, TODAY).changed == {"one.md": TODAY}


def test_a_shallow_clone_has_no_dates(repository: Path, tmp_path: Path) -> None:
    commit(repository, "docs/one.md", "a", "2020-12-23")
    commit(repository, "docs/two.md", "a", "2021-03-01")
    clone = tmp_path / "clone"
    run(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), str(clone))
    history = git.history(clone, TODAY)
    assert not history.changed
    assert history.reason.startswith("this is a shallow clone, so pages show no dates.")


def test_nothing_committed(repository: Path) -> None:
    history = git.history(repository, TODAY)
    assert (dict(history.changed), history.reason) == (
        {},
        "nothing has been committed yet, so pages show no dates.",
    )


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert (
        git.history(tmp_path, TODAY).reason == "this folder is not a git repository, so pages show no dates."
    )


def test_no_git_on_this_machine(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(repository, "docs/one.md", "a", "2020-12-23")
    monkeypatch.setenv("PATH", "/nowhere")
    assert git.history(repository, TODAY).reason == "git is not installed here, so pages show no dates."
