"""Repositories as people have them: half fetched, broken off, broken, somebody else's, and set up to do harm.

Each is read and built. A build never fails for what git cannot say: either a page has its right day, or one
plain line says why no page has one. `test_history.py` has what the days mean.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from builders import SETTINGS, Build, Builder
from repositories import Repository
from test_history import DATA, TODAY, VOCABULARY

from handbook.model import History
from handbook.shell import git, states
from handbook.shell import history as shell_history

CARE, OTHER = "# Care\n\nWords.\n", "# Care\n\nOther words, and more of them.\n"
DAY = date(2026, 3, 1)
NOON = str(int(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC).timestamp()))


def _fill(folder: Path) -> None:
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "data", ignore_errors=True)
    (folder / "docs" / "index.md").write_text("# Start here\n\nWelcome.\n", encoding="utf-8")
    (folder / "docs" / "care.md").write_text(CARE, encoding="utf-8")
    (folder / "data").mkdir()
    for name, content in DATA.items():
        (folder / "data" / name).write_bytes(content)
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A book of two pages; `care.md` last changed on 1 March."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    repository = Repository(tmp_path / "book")
    _fill(repository.folder)
    repository.commit("2026-01-01")
    repository.commit("2026-03-01", {"care.md": OTHER})
    return repository


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    folder = tmp_path_factory.mktemp("ready")
    _fill(folder / "plain")
    with closing(Builder("mkdocs", folder / "plain", folder / "site")) as ready:
        yield ready


def _loose(repository: Repository, name: str) -> Path:
    """The file in which git keeps an object."""
    found = repository.git("rev-parse", name)
    return repository.folder / ".git" / "objects" / found[:2] / found[2:]


# States: each makes of a book the folder to build


def whole(book: Repository) -> Path:
    return book.folder


def shallow(book: Repository) -> Path:
    return _clone(book, "--depth", "1")


def without_former_texts(book: Repository) -> Path:
    return _clone(book, "--filter=blob:none")


def without_folders(book: Repository) -> Path:
    return _clone(book, "--filter=tree:0")


def _clone(book: Repository, *how: str) -> Path:
    book.git("config", "uploadpack.allowFilter", "true")
    clone = book.folder.parent / "clone"
    book.git("clone", "--quiet", *how, book.folder.as_uri(), str(clone))
    book.folder.rename(book.folder.parent / "away")
    return clone


def detached(book: Repository) -> Path:
    beside = book.folder.parent / "beside"
    book.git("worktree", "add", "--quiet", "--detach", str(beside), "HEAD")
    return beside


def in_another_repository(book: Repository) -> Path:
    outer = Repository(book.folder.parent / "outer")
    outer.commit("2026-04-01", {"index.md": "# Outer\n"})
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", book.folder.as_uri(), "book")
    outer.git(*add)
    outer.commit("2026-04-02")
    return outer.folder / "book"


def in_a_folder(book: Repository) -> Path:
    outer = Repository(book.folder.parent / "outer")
    _fill(outer.folder / "inner")
    outer.commit("2026-01-01")
    outer.commit("2026-03-01", {"../inner/docs/care.md": OTHER})
    outer.commit("2026-04-01", {"care.md": CARE})
    book.folder = outer.folder
    return outer.folder / "inner"


def renamed(book: Repository) -> Path:
    book.git("mv", "docs/care.md", "docs/caring.md")
    book.commit("2026-04-01")
    book.git("mv", "docs/caring.md", "docs/care.md")
    book.commit("2026-04-02")
    return book.folder


def with_a_map_of_commits(book: Repository) -> Path:
    book.git("commit-graph", "write", "--reachable", "--changed-paths")
    return book.folder


def with_a_map_that_is_broken(book: Repository) -> Path:
    graph = with_a_map_of_commits(book) / ".git" / "objects" / "info" / "commit-graph"
    graph.chmod(0o644)
    graph.write_bytes(graph.read_bytes()[:40] + b"\0" * 200)
    return book.folder


def packed(book: Repository) -> Path:
    book.git("gc", "--quiet", "--aggressive")
    return book.folder


def while_somebody_commits(book: Repository) -> Path:
    (book.folder / ".git" / "index.lock").touch()
    (book.folder / ".git" / "HEAD.lock").touch()
    return book.folder


def with_a_broken_index(book: Repository) -> Path:
    (book.folder / ".git" / "index").write_bytes(b"DIRC nonsense")
    return book.folder


def in_the_middle_of_a_merge(book: Repository) -> Path:
    book.git("checkout", "--quiet", "-b", "beside", "HEAD~")
    book.commit("2026-02-02", {"care.md": "# Care\n\nOther words again.\n"})
    book.git("checkout", "--quiet", "main")
    with pytest.raises(subprocess.CalledProcessError):
        book.git("merge", "--quiet", "beside")
    book.write({"care.md": OTHER})
    return book.folder


def on_no_branch(book: Repository) -> Path:
    book.git("checkout", "--quiet", "--detach")
    book.git("branch", "-D", "main")
    return book.folder


def with_a_page_not_committed(book: Repository) -> Path:
    book.write({"new.md": "# New\n\nWords.\n", "care.md": OTHER + "\nAnd now.\n"})
    return book.folder


def from_the_future(book: Repository) -> Path:
    book.commit("2099-01-01", {"care.md": CARE})
    return book.folder


def from_before_there_was_git(book: Repository) -> Path:
    book.commit("1970-01-01", {"care.md": CARE})
    return book.folder


def without_a_commit(book: Repository) -> Path:
    shutil.rmtree(book.folder / ".git")
    book.git("init", "--quiet")
    return book.folder


def without_a_repository(book: Repository) -> Path:
    shutil.rmtree(book.folder / ".git")
    return book.folder


def with_a_missing_commit(book: Repository) -> Path:
    _loose(book, "HEAD~").unlink()
    return book.folder


def with_a_missing_folder(book: Repository) -> Path:
    _loose(book, "HEAD:docs").unlink()
    return book.folder


def with_a_missing_text(book: Repository) -> Path:
    _loose(book, "HEAD~:docs/care.md").unlink()
    return book.folder


def with_a_text_that_is_broken(book: Repository) -> Path:
    text = _loose(book, "HEAD~:docs/care.md")
    text.chmod(0o644)
    text.write_bytes(b"nonsense")
    return book.folder


def with_a_head_of_nonsense(book: Repository) -> Path:
    (book.folder / ".git" / "HEAD").write_text("nonsense\n")
    return book.folder


def with_a_head_that_leads_nowhere(book: Repository) -> Path:
    (book.folder / ".git" / "HEAD").write_text("ref: refs/heads/gone\n")
    return book.folder


def with_a_branch_of_nothing(book: Repository) -> Path:
    (book.folder / ".git" / "refs" / "heads" / "main").write_bytes(b"\0" * 41)
    return book.folder


def with_settings_of_nonsense(book: Repository) -> Path:
    (book.folder / ".git" / "config").write_text("[core\nbare = perhaps\n")
    return book.folder


def from_a_git_to_come(book: Repository) -> Path:
    book.git("config", "core.repositoryFormatVersion", "99")
    return book.folder


def with_nothing_in_it(book: Repository) -> Path:
    shutil.rmtree(book.folder / ".git")
    (book.folder / ".git").mkdir()
    return book.folder


def with_a_file_for_it(book: Repository) -> Path:
    shutil.rmtree(book.folder / ".git")
    (book.folder / ".git").write_text("gitdir: /nowhere/at/all\n")
    return book.folder


def with_a_loop_for_it(book: Repository) -> Path:
    shutil.rmtree(book.folder / ".git")
    (book.folder / ".git").symlink_to(".git")
    return book.folder


NO_REPOSITORY = "this folder is not a git repository, so pages show no dates."
NO_COMMITS = "nothing has been committed yet, so pages show no dates."
REFUSED = "git cannot tell the history of this folder, so pages show no dates."
LACKING = (
    "this clone lacks too much of its history, so pages show no dates. "
    "Fetch it: git fetch --refetch --no-filter."
)
NO_AGES = (
    "this clone lacks former versions of pages, so gaps show no age. "
    "Fetch them: git fetch --refetch --no-filter."
)
SHALLOW = "this is a shallow clone, so pages show no dates. Fetch the whole history: git fetch --unshallow."
STATES: tuple[tuple[Callable[[Repository], Path], date | None, str], ...] = (
    (whole, DAY, ""),
    (shallow, None, SHALLOW),
    (without_former_texts, DAY, NO_AGES),
    (without_folders, None, LACKING),
    (detached, DAY, ""),
    (in_another_repository, DAY, ""),
    (in_a_folder, DAY, ""),
    (renamed, DAY, ""),
    (with_a_map_of_commits, DAY, ""),
    (with_a_map_that_is_broken, DAY, ""),
    (packed, DAY, ""),
    (while_somebody_commits, DAY, ""),
    (with_a_broken_index, DAY, ""),
    (in_the_middle_of_a_merge, DAY, ""),
    (on_no_branch, DAY, ""),
    (with_a_page_not_committed, DAY, ""),
    (from_the_future, TODAY, ""),
    (from_before_there_was_git, None, ""),
    (without_a_commit, None, NO_COMMITS),
    (without_a_repository, None, NO_REPOSITORY),
    (with_a_missing_commit, None, REFUSED),
    (with_a_missing_folder, None, REFUSED),
    (with_a_missing_text, DAY, NO_AGES),
    (with_a_text_that_is_broken, DAY, NO_AGES),
    (with_a_head_of_nonsense, None, NO_REPOSITORY),
    (with_a_head_that_leads_nowhere, None, NO_COMMITS),
    (with_a_branch_of_nothing, None, NO_COMMITS),
    (with_settings_of_nonsense, None, REFUSED),
    (from_a_git_to_come, None, REFUSED),
    (with_nothing_in_it, None, NO_REPOSITORY),
    (with_a_file_for_it, None, NO_REPOSITORY),
    (with_a_loop_for_it, None, NO_REPOSITORY),
)


@pytest.mark.parametrize(
    ("state", "day", "why"), [pytest.param(*row, id=row[0].__name__.replace("_", " ")) for row in STATES]
)
def test_a_state(
    state: Callable[[Repository], Path],
    day: date | None,
    why: str,
    book: Repository,
    builder: Builder,
    tmp_path: Path,
) -> None:
    folder = state(book)
    history = shell_history.history(folder, TODAY, VOCABULARY)
    assert (history.changed.get("care.md"), history.reason) == (day, why)
    build = _build(builder, folder, tmp_path)
    assert _notes(build) == ([f"docs:1: note: {why}"] if why else [])
    shown = (build.site / "care" / "index.html").read_text(encoding="utf-8")
    assert ('class="changed"' in shown) == (day is not None)
    assert day is None or f'datetime="{day}"' in shown


def _build(builder: Builder, folder: Path, tmp_path: Path, **environment: str) -> Build:
    """A strict build, which must succeed: a history that cannot be told is nobody's mistake."""
    given = {"SOURCE_DATE_EPOCH": NOON, **environment}
    build = builder.build(folder, tmp_path / "built" / "site", "--strict", **given)
    assert (build.code, build.lines("WARNING", "ERROR")) == (0, []), build.said
    return build


def _notes(build: Build) -> list[str]:
    return [line for line in build.lines("INFO") if ": note: " in line]


def test_a_page_not_committed_has_no_day(book: Repository, builder: Builder, tmp_path: Path) -> None:
    build = _build(builder, with_a_page_not_committed(book), tmp_path)
    assert 'class="changed"' not in (build.site / "new" / "index.html").read_text(encoding="utf-8")


def test_no_git_on_this_machine(book: Repository, builder: Builder, tmp_path: Path) -> None:
    """Git went after the engine was started."""
    build = _build(builder, book.folder, tmp_path, PATH="/nowhere", GIT_PYTHON_GIT_EXECUTABLE="/nowhere/git")
    assert _notes(build) == ["docs:1: note: git is not installed here, so pages show no dates."]


def test_somebody_elses_folder(book: Repository, builder: Builder, tmp_path: Path) -> None:
    build = _build(builder, book.folder, tmp_path, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert _notes(build) == [
        "docs:1: note: this folder belongs to somebody else, so git stays out and pages show no dates."
    ]


@pytest.mark.parametrize("value", ["/nowhere", "", "docs"])
def test_an_environment_that_names_another_repository(
    value: str, book: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", value)
    assert shell_history.history(book.folder, TODAY, VOCABULARY) == History(reason=NO_REPOSITORY)


def test_names_that_read_as_an_option_or_a_pattern(book: Repository) -> None:
    names = ("--output=x.md", "-rf.md", ":(glob)**.md", ":!care.md", "*.md", "[a].md")
    book.commit("2026-04-01", {name: f"# {number}\n" for number, name in enumerate(names)})
    book.commit("2026-05-01", {name: f"# Other {number}\n" for number, name in enumerate(names[:2])})
    history = shell_history.history(book.folder, TODAY, VOCABULARY)
    days = [str(history.changed[name]) for name in names]
    assert days == ["2026-05-01"] * 2 + ["2026-04-01"] * (len(names) - 2)
    assert history.changed["care.md"] == DAY
    assert git.uncommitted(book.folder) == ()
    assert not [*book.folder.rglob("x.md"), *Path().glob("x.md")]


# Settings of a repository


PROGRAMS = (
    "core.fsmonitor",
    "core.pager",
    "pager.log",
    "pager.status",
    "core.editor",
    "core.askPass",
    "core.sshCommand",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "credential.helper",
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "merge.evil.driver",
    "gpg.program",
    "gpg.ssh.program",
    "remote.origin.uploadpack",
    "remote.origin.vcs",
    "sequence.editor",
    "uploadpack.packObjectsHook",
    "alias.log",
    "alias.status",
    "alias.rev-parse",
    "alias.cat-file",
    "alias.ls-tree",
)
"""Settings that name a program for git to run."""


def test_nothing_that_a_repository_names_is_run(book: Repository, builder: Builder, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> {ran}\n')
    program.chmod(0o755)
    folder = without_former_texts(book)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc"):
        shutil.copy(program, hooks / name)
    included = tmp_path / "included"
    for name in PROGRAMS:
        value = f"!{program}" if name.startswith("alias") else str(program)
        subprocess.run(["git", "config", "--file", included, name, value], check=True)
    with (folder / ".git" / "config").open("a") as config:
        config.write(f"[include]\n\tpath = {included}\n[core]\n\thooksPath = {hooks}\n")
        config.write("[log]\n\tshowSignature = true\n[fetch]\n\twriteCommitGraph = true\n[gc]\n\tauto = 1\n")
    (folder / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil merge=evil\n")
    (folder / "docs" / "care.md").write_text(CARE, encoding="utf-8")
    _build(builder, folder, tmp_path)
    history = shell_history.history(folder, TODAY, VOCABULARY)
    assert (history.changed["care.md"], history.reason) == (DAY, NO_AGES)
    assert git.uncommitted(folder) == ("docs/care.md",)
    states.state(folder, git.head(folder), TODAY)
    assert not ran.exists(), ran.read_text()
    # They would be run by whoever does not take care.
    subprocess.run(["git", "status"], cwd=folder, capture_output=True, check=False)
    assert ran.exists()


def test_a_signature_is_not_looked_at(book: Repository, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    program = tmp_path / "gpg"
    program.write_text(f"#!/bin/sh\necho '[GNUPG:] SIG_CREATED ' >&2\necho signed\ncat > {ran}\n")
    program.chmod(0o755)
    for name, value in (("gpg.program", str(program)), ("log.showSignature", "true")):
        book.git("config", name, value)
    book.write({"care.md": CARE})
    book.git("add", "--all")
    book.git("commit", "--quiet", "--gpg-sign", "-m", "Signed", day="2026-04-01")
    assert "gpgsig" in book.git("cat-file", "commit", "HEAD")
    ran.unlink()
    assert shell_history.history(book.folder, TODAY, VOCABULARY).changed["care.md"] == date(2026, 4, 1)
    assert not ran.exists()


TASTES = {
    "color.ui": "always",
    "color.diff": "always",
    "core.abbrev": "4",
    "core.attributesFile": "/nowhere",
    "core.ignoreCase": "true",
    "core.precomposeUnicode": "true",
    "core.quotePath": "true",
    "diff.algorithm": "patience",
    "diff.colorMoved": "zebra",
    "diff.ignoreSubmodules": "all",
    "diff.mnemonicPrefix": "true",
    "diff.noprefix": "true",
    "diff.orderFile": "/nowhere",
    "diff.relative": "true",
    "diff.renameLimit": "1",
    "diff.renames": "false",
    "diff.statGraphWidth": "1",
    "format.pretty": "oneline",
    "i18n.commitEncoding": "UTF-16",
    "i18n.logOutputEncoding": "UTF-16",
    "log.abbrevCommit": "true",
    "log.date": "relative",
    "log.decorate": "full",
    "log.diffMerges": "first-parent",
    "log.follow": "true",
    "log.mailmap": "true",
    "log.showRoot": "false",
    "notes.displayRef": "*",
    "status.branch": "true",
    "status.relativePaths": "true",
    "status.short": "true",
    "status.showStash": "true",
    "status.showUntrackedFiles": "no",
}


def test_somebodys_taste_changes_nothing(book: Repository) -> None:
    folder = in_a_folder(book)
    book.git("checkout", "--quiet", "-b", "beside", "HEAD~2")
    book.git("mv", "inner/docs/index.md", "inner/docs/start.md")
    book.commit("2026-04-03")
    book.git("checkout", "--quiet", "main")
    book.git("merge", "--quiet", "--no-edit", "beside", day="2026-04-05")
    (folder / "docs" / "new.md").write_text("# New\n", encoding="utf-8")
    expected = shell_history.history(folder, TODAY, VOCABULARY), git.uncommitted(folder)
    assert expected[1] == ("docs/new.md",)
    assert (expected[0].changed["care.md"], expected[0].moved) == (DAY, {"index.md": "start.md"})
    for name, value in TASTES.items():
        book.git("config", name, value)
    (book.folder / ".git" / "handbook.json").unlink()
    assert (shell_history.history(folder, TODAY, VOCABULARY), git.uncommitted(folder)) == expected


def test_commits_put_in_the_place_of_others(book: Repository) -> None:
    """What `git replace` puts there is on this machine only, so it would make builds differ."""
    expected = shell_history.history(book.folder, TODAY, VOCABULARY)
    other = book.git("commit-tree", "-p", "HEAD~", "-m", "Other", "HEAD^{tree}", day="2026-04-09")
    book.git("replace", "HEAD", other)
    (book.folder / ".git" / "handbook.json").unlink()
    assert shell_history.history(book.folder, TODAY, VOCABULARY) == expected


def test_a_repository_hidden_among_the_pages(book: Repository) -> None:
    """A folder that git takes for a repository of its own, with settings of its own."""
    inside = book.folder / "docs" / "bare"
    shutil.copytree(book.folder / ".git", inside)
    with (inside / "config").open("a") as config:
        config.write("[core]\n\tbare = true\n\tfsmonitor = touch ran\n")
    book.commit("2026-04-01")
    assert shell_history.history(book.folder, TODAY, VOCABULARY).changed["care.md"] == DAY
    assert git.uncommitted(book.folder) == ()
    assert not [*book.folder.rglob("ran")]


def test_an_owner_of_the_folder_only(book: Repository, builder: Builder, tmp_path: Path) -> None:
    """A real other owner, where this user may give folders away."""
    if os.geteuid():
        pytest.skip("only root gives folders away")
    for path in (book.folder, book.folder / ".git"):
        os.chown(path, 65534, 65534)
    why = "this folder belongs to somebody else, so git stays out and pages show no dates."
    assert shell_history.history(book.folder, TODAY, VOCABULARY) == History(reason=why)
    assert _notes(_build(builder, book.folder, tmp_path)) == [f"docs:1: note: {why}"]
