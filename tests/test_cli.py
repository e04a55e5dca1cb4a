"""The command `handbook`, as somebody uses it in a terminal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handbook.shell.cli import main

ROOT = Path(__file__).parent.parent


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "data" / "principles.yml").unlink()  # it names pages of our own book
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    write(tmp_path, "index.md", "# Home\n\nSee [[Fun]].\n")
    write(
        tmp_path,
        "styles/fun.md",
        "# Fun\n\nSection needed: food.\n\nSee also: Our stories, [Home](../index.md)\n",
    )
    return tmp_path


def write(project: Path, path: str, text: str) -> None:
    file = project / "docs" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def run(project: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["-C", str(project), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_check_says_that_all_is_well(project: Path) -> None:
    result = run(project, "check")
    assert result.exit_code == 0
    last = result.output.splitlines()[-1]
    assert last == ("2 pages read: 0 problems, 1 note. 2 gaps asked for, 0 noticed, 2 good to begin with.")


def test_check_names_all_problems_at_once_and_exits_1(project: Path) -> None:
    write(project, "index.md", "---\nstatsu: x\n---\n\n# Home\n\nSee [fun](styles/fan.md).\n")
    result = run(project, "check")
    assert result.exit_code == 1
    assert "docs/index.md:2: 'statsu' is not a setting we know. Did you mean 'status'?" in result.output
    assert (
        "docs/index.md:7:5: there is no page at 'styles/fan.md'. Did you mean 'styles/fun.md'?"
        in result.output
    )


def test_gaps_are_no_failure(project: Path) -> None:
    result = run(project, "gaps")
    assert result.exit_code == 0
    assert "Section needed" in result.output


def test_gaps_of_one_kind(project: Path) -> None:
    for words in ("section needed", "Section-needed"):
        rows = json.loads(run(project, "gaps", "--format", "json", "--kind", words).output)["gaps"]
        assert [row["id"] for row in rows] == ["styles/fun.md/section-needed"]
    result = run(project, "gaps", "--kind", "cake needed")
    assert result.exit_code == 2
    assert "There are: Page not written yet, Section needed." in result.output


def test_gaps_for_github_are_escaped(project: Path) -> None:
    write(project, "index.md", "# Home\n\nSection needed: 50% of it, [[Fun]]\n")
    lines = run(project, "gaps", "--format", "github").output.splitlines()
    assert lines[0] == "::notice file=docs/index.md,line=3,title=Section needed::50%25 of it, Fun"


def test_a_spreadsheet_runs_no_cell(project: Path) -> None:
    write(project, "index.md", "# Home\n\nSection needed: =1+1 [[Fun]]\n")
    assert ",'=1+1 Fun," in run(project, "gaps", "--format", "csv").output


def test_new_writes_a_page_where_it_is_asked_for(project: Path) -> None:
    result = run(project, "new", "our stories")
    assert result.exit_code == 0
    assert result.output.startswith("docs/styles/our-stories.md is ready.")
    text = (project / "docs" / "styles" / "our-stories.md").read_text(encoding="utf-8")
    assert "# Our stories" in text
    assert run(project, "check").exit_code == 0


@pytest.mark.parametrize(
    ("name", "file"),
    [("Food & friends", "food-friends.md"), ("Café culture", "cafe-culture.md")],
)
def test_new_makes_a_file_name_that_check_accepts(project: Path, name: str, file: str) -> None:
    assert run(project, "new", name).exit_code == 0
    assert (project / "docs" / file).is_file()
    assert run(project, "check").exit_code == 0


def test_words_in_square_brackets_stay_in_the_table(project: Path) -> None:
    write(project, "index.md", "# Home\n\nSection needed: [/x] and [red] [[Fun]]\n")
    result = CliRunner(env={"COLUMNS": "200"}).invoke(main, ["-C", str(project), "gaps"])
    assert result.exit_code == 0
    assert "[/x] and [red] Fun" in result.output


def test_the_kind_keeps_its_capitals(project: Path) -> None:
    write(project, "index.md", "# Home\n\nCAN story needed: ours. [[Fun]]\n")
    rows = json.loads(run(project, "gaps", "--format", "json", "--kind", "can story needed").output)["gaps"]
    assert [row["kind"] for row in rows] == ["CAN story needed"]


def test_new_in_a_folder(project: Path) -> None:
    assert run(project, "new", "Shared meals", "--in", "docs/food").exit_code == 0
    assert (project / "docs" / "food" / "shared-meals.md").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["new", "Fun"], "there is a page of that name: docs/styles/fun.md."),
        (["new", "Gaps"], "the build writes a page of its own here."),
        (["new", "404"], "has a meaning for the web site itself."),
        (["new", "???"], "'???' has no letters to make a file name of."),
        (["new", "A cake", "--in", "../.."], "'../..' is not in docs/."),
        (["--today", "2026-13-01", "check"], "'2026-13-01' is not a date."),
        (["chek"], "No such command 'chek'."),
    ],
)
def test_wrong_use_writes_nothing_and_exits_2(project: Path, arguments: list[str], says: str) -> None:
    before = sorted(project.rglob("*"))
    result = run(project, *arguments)
    assert result.exit_code == 2
    assert says in result.output
    assert sorted(project.rglob("*")) == before


def test_a_page_that_is_there_is_never_written_over(project: Path) -> None:
    write(project, "shared-meals.md", "# Another title\n\n[Home](index.md)\n")
    result = run(project, "new", "Shared meals")
    assert result.exit_code == 2
    assert "docs/shared-meals.md is there already." in result.output


def test_outside_a_handbook(tmp_path: Path) -> None:
    result = run(tmp_path, "check")
    assert result.exit_code == 2
    assert "there is no handbook at" in result.output


def test_every_command_is_in_the_help() -> None:
    result = CliRunner().invoke(main, ["--help"])
    for name, command in main.commands.items():
        assert name in result.output
        assert command.help
        for parameter in command.params:
            assert getattr(parameter, "help", "named") is not None, parameter
