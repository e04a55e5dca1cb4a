"""A facilitator's desk: a small handbook, a private folder, and `handbook assess` run between the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from folders import everything

from handbook.shell.cli import main

ROOT = Path(__file__).parent.parent
DAY = "2025-03-14"
V1 = "assessment/eight-principles.v1.yml"
STATEMENTS = (
    "asset-1 asset-2 work-1 work-2 reciprocity-1 reciprocity-2 networks-1 networks-2 respect-1 respect-2 "
    "learning-1 learning-2 aid-1 aid-2 action-1 action-2"
).split()
BASELINE = {"a": "23", "b": "33", "c": "22", "d": "43", "e": "3-"}
FOLLOW_UP = {"a": "43", "b": "34", "c": "33", "d": "44", "e": "43"}
"""What people answer on reciprocity, by their codes, in the first example of the specification."""


@dataclass
class Desk:
    """Where a facilitator works: a small handbook, a private folder, and a folder for files."""

    handbook: Path
    private: Path
    files: Path

    def run(self, command: str, *arguments: str, day: str = DAY, said: str | None = None) -> Result:
        words = ["-C", str(self.handbook), "--today", day, "assess", *command.split(), *arguments]
        result = CliRunner().invoke(main, words, input=said)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def run_or_stop(self, command: str, *arguments: str) -> Result:
        """Run a command that may come to no end of its own."""
        words = ["-C", str(self.handbook), "--today", DAY, "assess", *command.split(), *arguments]
        return CliRunner().invoke(main, words)

    def interrupted(self, command: str) -> None:
        """Run a command that comes to no end of its own."""
        assert self.run_or_stop(command).exit_code == 1

    def done(self, command: str, *arguments: str, day: str = DAY, said: str | None = None) -> str:
        """What is printed, where all went well."""
        result = self.run(command, *arguments, day=day, said=said)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(
        self, command: str, *arguments: str, day: str = DAY, said: str | None = None
    ) -> tuple[int, str]:
        """The exit code and what is said, where nothing is written."""
        before = self.state()
        result = self.run(command, *arguments, day=day, said=said)
        assert self.state() == before
        return result.exit_code, result.stderr.removesuffix("\n")

    def state(self) -> object:
        """Every byte of the handbook and the private folder, but for the lock of a command that ran."""
        found = {**everything(self.handbook), **everything(self.private)}
        return {path: held[0:1] + held[2:] for path, held in found.items() if not path.endswith(b".lock")}

    def table(self, people: Mapping[str, str], name: str = "answers.csv", heads: Sequence[str] = ()) -> str:
        """A file with what people answer to all statements, or to those in `heads`, in their order."""
        rows = [",".join((code, *said.split())) for code, said in people.items()]
        path = self.files / name
        path.write_text(
            "\n".join([",".join(("code", *(heads or STATEMENTS))), *rows]) + "\n", encoding="utf-8"
        )
        return str(path)

    def reciprocity(self, people: Mapping[str, str], name: str = "answers.csv") -> str:
        """A file with answers on reciprocity alone."""
        heads = ("reciprocity-1", "reciprocity-2")
        return self.table({code: " ".join(said) for code, said in people.items()}, name, heads)

    def held(self, name: str) -> str:
        """A file of the team's folder."""
        return (self.private / "assessment" / "river-street" / name).read_text(encoding="utf-8")

    def closed(self, people: Mapping[str, str], size: int = 6, day: str = DAY) -> None:
        """A round of the team, opened, answered and closed."""
        self.done("open", "River Street", "--size", str(size), day=day)
        self.done("import river-street", self.reciprocity(people), day=day)
        self.done("close river-street --yes", day=day)

    @property
    def published(self) -> str:
        return (self.handbook / "data" / "assessments.yml").read_text(encoding="utf-8")


def begun(place: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk on which nothing has been done yet."""
    made = Desk(place / "handbook", place / "private", place / "files")
    monkeypatch.setenv("HANDBOOK_PRIVATE", str(made.private))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(place))
    (made.handbook / "data" / "assessment").mkdir(parents=True)
    (made.handbook / "docs" / "principles").mkdir(parents=True)
    made.files.mkdir()
    (made.handbook / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    (made.handbook / "docs" / "principles" / "asset.md").write_text("# Asset people\n", encoding="utf-8")
    for name in ("labels.yml", "statuses.yml", V1):
        (made.handbook / "data" / name).write_bytes((ROOT / "data" / name).read_bytes())
    return made


def line(output: str, begins: str) -> str:
    """The line that begins so, with single blanks."""
    return next(" ".join(line.split()) for line in output.splitlines() if line.strip().startswith(begins))
