"""The folder for what must not be shared: who may look in, where it may lie, and nothing half-written."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from handbook.model.refused import Refused
from handbook.shell import private, rooms

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes and locks of files are those of POSIX")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty handbook, with its private folder beside it."""
    monkeypatch.setenv(private.VARIABLE, str(tmp_path / "private"))
    (tmp_path / "book").mkdir()
    return tmp_path / "book"


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_what_is_written_is_read_again(root: Path) -> None:
    room = rooms.room(root, "unmentoring")
    assert room.read("people.csv") == b""
    assert room.names() == []
    room.write({"people.csv": b"a", "round-03/call-sheet.txt": b"b", "round-03/b.eml": b"c"})
    assert room.names() == ["people.csv", "round-03/b.eml", "round-03/call-sheet.txt"]
    assert room.names("round-03/") == ["round-03/b.eml", "round-03/call-sheet.txt"]
    room.write({"people.csv": b"d"}, gone=room.names("round-03/"))
    assert everything(room.path) == {"people.csv": b"d"}
    assert not (room.path / "round-03").exists()


def test_looking_makes_nothing(root: Path) -> None:
    rooms.room(root, "assessment", "team").names()
    assert not private.folder().exists()


@POSIX
def test_nobody_else_can_look_in(root: Path) -> None:
    old = os.umask(0)
    try:
        rooms.room(root, "unmentoring").write({"round-01/a.eml": b"x"})
    finally:
        os.umask(old)
    for path in (private.folder(), *private.folder().rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@POSIX
def test_a_folder_that_stands_open_is_closed(root: Path) -> None:
    place = private.folder() / "unmentoring"
    place.mkdir(parents=True, mode=0o755)
    private.folder().chmod(0o755)
    place.chmod(0o755)
    rooms.room(root, "unmentoring")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (private.folder(), place)] == [0o700, 0o700]


@pytest.mark.parametrize("git", ["folder", "file", "above", "between", "link"])
def test_no_room_is_in_a_repository(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, git: str
) -> None:
    top, shared = private.folder(), tmp_path / "shared"
    (top / "unmentoring").mkdir(parents=True)
    (top / "unmentoring" / "people.csv").write_text("name\nAnn Example\n")
    if git == "folder":
        (top / "unmentoring" / ".git").mkdir()
    elif git == "file":
        (top / ".git").write_text("gitdir: elsewhere")
    elif git == "above":
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    elif git == "between":
        (top / ".git").mkdir()
    else:
        (shared / ".git").mkdir(parents=True)
        top.rename(shared / "held")
        top.symlink_to(shared / "held")
    with pytest.raises(private.NotPrivate) as refusal:
        rooms.room(root, "unmentoring")
    assert "lies in a git repository, where it could be shared. Nothing was read or written." in str(
        refusal.value
    )
    assert "Ann" not in str(refusal.value)


def test_no_room_is_in_a_work_tree_whose_repository_is_elsewhere(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere.git"))
    monkeypatch.chdir(root)
    rooms.room(root, "unmentoring")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(private.NotPrivate, match="in a git repository"):
        rooms.room(root, "unmentoring")
    monkeypatch.setenv("GIT_WORK_TREE", str(root))
    rooms.room(root, "unmentoring")
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    with pytest.raises(private.NotPrivate, match="in a git repository"):
        rooms.room(root, "unmentoring")


def test_the_folder_is_the_same_wherever_somebody_works(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv(private.VARIABLE, "~/mine")
    assert private.folder() == tmp_path / "home" / "mine"
    monkeypatch.setenv(private.VARIABLE, " ")
    assert private.folder().is_relative_to(tmp_path / "home")
    for named in ("mine", "../mine", "~nobody-at-all/mine"):
        monkeypatch.setenv(private.VARIABLE, named)
        with pytest.raises(private.NotPrivate, match="does not name a whole path"):
            rooms.room(root, "unmentoring")
        _, (problem,) = private.people(root)
        assert problem.level == "private"


def test_a_file_in_the_place_of_the_folder_is_told(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv(private.VARIABLE, str(tmp_path / "file"))
    assert "nobody on them is guarded" in private.people(root)[1][0].message
    with pytest.raises(Refused, match="cannot be"):
        rooms.room(root, "unmentoring").write({"people.csv": b"x"})


@POSIX
def test_a_disk_without_modes_or_locks_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = rooms.room(root, "unmentoring")
    room.write({"people.csv": b"a"})

    def without(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    with monkeypatch.context() as patch:
        patch.setattr(rooms.fcntl, "flock", without)
        with pytest.raises(Refused, match="where two commands cannot be kept apart"), room.lock():
            pass
    private.folder().chmod(0o755)
    monkeypatch.setattr(Path, "chmod", lambda path, mode: None)
    with pytest.raises(private.NotPrivate, match="can look into"):
        rooms.room(root, "unmentoring")


@pytest.mark.parametrize("held", ["", "[]", '{"files": [', '{"files": ["people.csv"]}', "\udcff"])
def test_what_is_broken_of_a_command_is_told(root: Path, held: str) -> None:
    room = rooms.room(root, "unmentoring")
    room.write({"people.csv": b"a"})
    (room.path / ".ready").mkdir()
    (room.path / ".ready" / "list.json").write_bytes(held.encode("utf-8", "surrogateescape"))
    with pytest.raises(Refused, match=r"\.ready.* cannot be read"):
        rooms.room(root, "unmentoring")
    assert room.read("people.csv") == b"a"


def test_no_room_is_in_the_handbook(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(private.VARIABLE, str(root / "private"))
    with pytest.raises(private.NotPrivate, match="in the handbook itself"):
        rooms.room(root, "unmentoring")
    assert not (root / "private").exists()


def test_no_file_leads_into_a_repository(root: Path, tmp_path: Path) -> None:
    (tmp_path / "shared" / ".git").mkdir(parents=True)
    (tmp_path / "shared" / "people.csv").write_text("name\nAnn Example\n")
    room = rooms.room(root, "unmentoring")
    room.write({"history.jsonl": b""})
    (room.path / "people.csv").symlink_to(tmp_path / "shared" / "people.csv")
    with pytest.raises(private.NotPrivate, match="leads to a file that lies in a git repository"):
        room.read("people.csv")


def test_files_that_somebody_names_are_looked_at_too(root: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(b"name")
    assert private.given(root, str(tmp_path / "list.csv")) == b"name"
    private.put(root, tmp_path / "report.html", b"x")
    assert (tmp_path / "report.html").read_bytes() == b"x"
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o600
    (root / "list.csv").write_bytes(b"name")
    with pytest.raises(private.NotPrivate):
        private.given(root, str(root / "list.csv"))
    for shared in (root / "list.csv", root / "not-there.csv"):
        with pytest.raises(private.NotPrivate):
            private.put(root, shared, b"x")
    assert (root / "list.csv").read_bytes() == b"name"
    with pytest.raises(Refused, match="there is no file"):
        private.given(root, str(tmp_path / "none.csv"))
    with pytest.raises(Refused, match="cannot be written"):
        private.put(root, tmp_path / "no" / "report.html", b"x")


class _Killed(BaseException):
    pass


NAMES = ("people.csv", "history.jsonl", "round-01/a.eml", "round-01/b.eml")


@settings(max_examples=60, deadline=None)
@for_all(
    st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=4)),
    st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=4)),
    st.sets(st.sampled_from(NAMES)),
    st.integers(0, 14),
)
def test_whenever_it_is_killed_all_is_written_or_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    before: dict[str, bytes],
    after: dict[str, bytes],
    gone: set[str],
    lives: int,
) -> None:
    folder = tmp_path_factory.mktemp("x")
    gone -= {*after}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(private.VARIABLE, str(folder / "private"))
        (folder / "book").mkdir()
        room = rooms.room(folder / "book", "unmentoring")
        room.write(before)
        left = [lives]

        def dies(function: object) -> object:
            def step(*arguments: object, **options: object) -> object:
                if not left[0]:
                    raise _Killed
                left[0] -= 1
                return function(*arguments, **options)  # type: ignore[operator]

            return step

        with patch.context() as deadly:
            deadly.setattr(os, "replace", dies(os.replace))
            deadly.setattr(os, "fsync", dies(os.fsync))
            deadly.setattr(Path, "rename", dies(Path.rename))
            deadly.setattr(Path, "unlink", dies(Path.unlink))
            with suppress(_Killed):
                room.write(after, gone)
        whole = {name: content for name, content in (before | after).items() if name not in gone}
        found = everything(rooms.room(folder / "book", "unmentoring").path)
        shown = {name: content for name, content in found.items() if not name.startswith(".")}
        assert shown in (before, whole)
        assert shown == whole or not left[0]
        room.write({"people.csv": b"next"})
        assert everything(room.path)["people.csv"] == b"next"
        assert not [name for name in everything(room.path) if name.startswith(".")]


def test_a_full_disk_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = rooms.room(root, "unmentoring")
    room.write({"people.csv": b"a"})

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match=r"cannot be written: No space left on device\. Nothing is changed\."):
        room.write({"people.csv": b"b", "history.jsonl": b"c"})
    assert everything(room.path) == {"people.csv": b"a"}


@POSIX
def test_of_two_commands_one_waits_its_turn(root: Path) -> None:
    room = rooms.room(root, "unmentoring")
    other = (
        "import sys; from pathlib import Path; from handbook.shell import rooms\n"
        f"with rooms.room(Path({str(root)!r}), 'unmentoring').lock(): pass"
    )
    with room.lock():
        ran = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True)
        assert "another command is at work" in ran.stderr
    assert subprocess.run([sys.executable, "-c", other], capture_output=True).returncode == 0
