"""`handbook assess`: what is written, where, and what becomes of it when something goes wrong."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desk import BASELINE, FOLLOW_UP, Desk, begun, line
from folders import everything

from handbook.read import answered, data
from handbook.shell import project, rooms
from handbook.shell.assessment import closing, publishing


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return begun(tmp_path, monkeypatch)


WRITING = (
    ("open river-street --size 7",),
    ("open river-street --reopen --unpublish",),
    ("import river-street",),
    ("answer river-street",),
    ("answer river-street --withdraw",),
    ("close river-street",),
    ("report river-street",),
    ("publish river-street --as R",),
    ("reminder river-street",),
)


def test_a_dry_run_leaves_every_byte(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "6", "--dry-run")
    assert not desk.private.exists()
    desk.done("open", "River Street", "--size", "6")
    answers, typed = desk.reciprocity(BASELINE), "new\n" + "3\n" * 16 + "y\n"
    for step in ("open", "closed"):
        before = everything(desk.private), everything(desk.handbook)
        for command in WRITING:
            files = (answers,) if command[0].startswith("import") else ()
            desk.run(*command, *files, "--dry-run", said=typed)
            assert (everything(desk.private), everything(desk.handbook)) == before, command
        if step == "open":
            desk.done("import river-street", answers)
            desk.done("close river-street --yes")


def test_the_guard_knows_what_is_for_the_team_alone(desk: Desk) -> None:
    desk.closed(BASELINE)
    desk.done("report river-street")
    for path in desk.private.rglob("*.*"):
        if path.is_file() and path.name not in ("round.json", ".lock"):
            assert answered.is_one(path.read_bytes()), path
    desk.done("publish river-street --yes --as R")
    assert not answered.is_one(desk.published.encode())


def test_no_file_tells_by_its_age_who_has_answered(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "6")
    for code in ("elm", "ash", "oak", "fir"):
        desk.done("import river-street", desk.reciprocity({code: "33"}))
        files = sorted(desk.private.rglob("answers/*"))
        times = [path.stat().st_mtime_ns for path in files]
        assert 0 not in times
        assert times == sorted(times)
        for path in files:
            os.utime(path, (0, 0))


def test_nobody_else_can_look_in(desk: Desk) -> None:
    desk.closed(BASELINE)
    desk.done("report river-street")
    desk.done("reminder river-street")
    desk.done("report river-street --to", str(desk.files / "report.html"))
    made = [desk.private, *desk.private.rglob("*"), desk.files / "report.html"]
    assert len(made) > 10
    for path in made:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize(
    ("command", "after"),
    [
        ("import river-street FILE", 0),
        ("import river-street FILE", 3),
        ("close river-street --yes", 0),
        ("close river-street --yes", 1),
    ],
)
def test_killed_between_two_writes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: str, after: int
) -> None:
    desk.done("open", "River Street", "--size", "6")
    if command.startswith("close"):
        desk.done("import river-street", desk.reciprocity(BASELINE))
    before = sorted(path.name for path in desk.private.rglob("*.json"))
    done, moves = os.replace, []

    def killed(*arguments: str) -> None:
        moves.append(arguments)
        if len(moves) > after:
            raise KeyboardInterrupt
        done(*arguments)

    command = command.replace("FILE", desk.reciprocity(BASELINE))
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed)
        desk.interrupted(command)
    assert moves
    status = desk.done("status")
    now = sorted(path.name for path in desk.private.rglob("*.json") if ".ready" not in path.parts)
    if command.startswith("close"):
        assert "closed on 14 March 2025, 5 of 6 answered" in status
        assert now == sorted([*before, "result.json"])
    else:
        assert "5 of 6 have answered" in status
        assert len(now) == len(before) + 5


def test_published_although_killed_before_the_handbook_was_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.closed(BASELINE)

    def killed(path: Path, content: bytes) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(project, "write_over", killed)
        desk.interrupted("publish river-street --yes --as R")
    assert desk.refused("open river-street --reopen --unpublish")[0] == 2
    desk.done("publish river-street --yes")
    assert "\nR:\n  rounds:\n" in desk.published


def test_a_handbook_that_cannot_be_written_leaves_the_round_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.closed(BASELINE)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(project, "write_over", full)
    assert desk.refused("publish river-street --yes --as R") == (
        2,
        "data/assessments.yml cannot be written: No space left on device. Nothing is changed.",
    )


def test_two_commands_at_once(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "6")
    answers = desk.reciprocity(BASELINE)
    with rooms.room(desk.handbook, "assessment", "river-street").lock():
        code, said = desk.refused("import river-street", answers)
    assert (code, "another command is at work in " in said) == (2, True)


def test_nothing_private_in_a_repository(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.done("open", "River Street", "--size", "6")
    answers = desk.reciprocity(BASELINE)
    inside = desk.handbook / "answers.csv"
    inside.write_bytes(Path(answers).read_bytes())
    assert desk.refused("import river-street", str(inside))[0] == 3
    desk.done("import river-street", answers)
    desk.done("close river-street --yes")
    assert desk.refused("report river-street --to", str(desk.handbook / "docs" / "report.html"))[0] == 3
    for place in (desk.handbook / "private", desk.files):
        subprocess.run(["git", "init", "-q", str(desk.files)], check=True)
        monkeypatch.setenv("HANDBOOK_PRIVATE", str(place))
        for command in (("status",), ("open", "River Street", "--size", "6"), *WRITING):
            files = (answers,) if command[0].startswith("import") else ()
            assert desk.refused(*command, *files)[0] == 3, command
        assert not (place / "assessment").exists()


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("inside", [True, False])
def test_a_link_on_the_way_leads_no_answers_out(desk: Desk, there: bool, inside: bool) -> None:
    desk.done("open", "River Street", "--size", "6")
    elsewhere = (desk.handbook if inside else desk.files) / "elsewhere"
    if there:
        elsewhere.mkdir()
    (desk.private / "assessment/river-street/2025-03-14-baseline/answers").symlink_to(elsewhere)
    code, said = desk.refused("import river-street", desk.reciprocity(BASELINE))
    assert (code, "because a folder on the way to it is a link" in said) == (3, True)
    assert not [*elsewhere.glob("*")]


def test_two_teams_publish_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.closed(BASELINE)
    desk.done("open", "Hill", "--size", "6")
    desk.done("import hill", desk.reciprocity(FOLLOW_UP))
    desk.done("close hill --yes")

    def meanwhile() -> None:
        desk.done("publish hill --as Hill --yes")

    sure = publishing.sure
    monkeypatch.setattr(publishing, "sure", lambda *said: sure(*said) if said[1] else meanwhile())
    result = desk.run("publish river-street --as R")
    assert (result.exit_code, result.stderr) == (
        2,
        "data/assessments.yml has changed meanwhile, so nothing is written. Try again.\n",
    )
    assert "published" not in desk.done("status river-street")
    desk.done("publish river-street --as R --yes")
    assert [*data.assessments(desk.published.encode())[0]] == ["Hill", "R"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_stopped_at_any_step_of_the_disk(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    """Whatever the disk refuses and wherever somebody is stopped, all answers are there or none."""
    desk.done("open", "River Street", "--size", "6")
    answers = desk.reciprocity({"a": "23", "b": "33"})
    before = desk.state()
    for step in range(100):
        with monkeypatch.context() as patched:
            reached = _failing(patched, step, error)
            result = desk.run_or_stop("import river-street", answers)
        if not reached:
            break
        status = desk.done("status river-street")
        assert "open, 0 of 6" in status or "open, 2 of 6" in status
        if error is OSError and "0 of 6" in status:
            assert result.exit_code == 2
            assert "written: No space left on device. Nothing is changed." in result.stderr
            assert desk.state() == before
        desk.done("answer river-street --withdraw --yes", said="a\n") if "2 of" in status else None
        desk.done("answer river-street --withdraw --yes", said="b\n") if "2 of" in status else None
    assert step > 8


def _failing(patched: pytest.MonkeyPatch, step: int, error: type[BaseException]) -> list[str]:
    """Let what changes the disk fail once, after so many times; what it was stands in the list then."""
    reached: list[str] = []
    left = [step]

    def failing(name: str, does: Callable[..., Any]) -> Callable[..., Any]:
        def or_fail(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == -1:
                reached.append(name)
                raise error(28, "No space left on device")
            return does(*arguments, **named)

        return or_fail

    for name in ("replace", "mkdir", "rename", "fsync", "unlink", "rmdir"):
        patched.setattr(os, name, failing(name, getattr(os, name)))
    return reached


def test_a_file_that_is_there_already(desk: Desk) -> None:
    desk.closed(BASELINE)
    answers = str(desk.files / "answers.csv")
    assert desk.refused("report river-street --to", answers) == (
        2,
        f"{answers} is there already. Name another file, or move that one.",
    )


@pytest.mark.parametrize("file", ["round.json", "result.json"])
def test_a_file_that_somebody_has_changed(desk: Desk, file: str) -> None:
    desk.closed(BASELINE)
    (desk.private / "assessment/river-street/2025-03-14-baseline" / file).write_text('{"secret": 5}')
    code, said = desk.refused("report river-street")
    assert code == 2
    assert said.endswith(
        f"{file} cannot be read, because it was changed or is not whole. Put back a copy of it."
    )


def test_the_same_makes_the_same_bytes(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for name, people in (("one", BASELINE), ("two", dict(reversed(BASELINE.items())))):
        monkeypatch.setenv("HANDBOOK_PRIVATE", str(tmp_path / name))
        desk.closed(people)
        desk.done("report river-street")
        desk.done("reminder river-street")
        files = (tmp_path / name).rglob("*")
        made.append(
            {path.relative_to(tmp_path / name): path.read_bytes() for path in files if path.is_file()}
        )
    assert made[0] == made[1]


def test_a_round_that_another_command_changes_meanwhile(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.done("open", "River Street", "--size", "6")
    desk.done("import river-street", desk.reciprocity(BASELINE))

    def meanwhile(question: str, yes: bool, otherwise: str) -> None:
        desk.done("open river-street --size 5")

    monkeypatch.setattr(closing, "sure", meanwhile)
    result = desk.run("close river-street")
    assert (result.exit_code, result.stderr) == (
        2,
        "the round has changed meanwhile, so nothing is written. Try again.\n",
    )
    assert "open, 5 of 5 have answered" in desk.done("status")


def test_nothing_is_done_by_settings_that_cannot_be_read(desk: Desk) -> None:
    """What holds in their place might show more than somebody wants."""
    desk.closed(BASELINE)
    settings = desk.handbook / "data" / "settings.yml"
    settings.write_text("public_min: 4\n", encoding="utf-8")
    code, said = desk.refused("publish river-street --yes --as R")
    assert (code, said) == (2, "data/settings.yml:1: 'public_min' is at least 5, not 4.")
    settings.write_text("public_min: 6\n", encoding="utf-8")
    shown = desk.done("publish river-street --yes --as R")
    assert line(shown, "reciprocity") == "reciprocity not shown: fewer than 6 answered"


def test_a_list_of_people_that_cannot_be_read_is_told_of(desk: Desk) -> None:
    desk.done("open", "River Street", "--size", "6")
    (desk.private / "people.csv").write_text("who\nAnn Secret\n", encoding="utf-8")
    result = desk.run("import river-street", desk.reciprocity(BASELINE))
    assert result.exit_code == 0
    assert "people.csv:1: this list has no column 'name' in its first line" in result.stderr
