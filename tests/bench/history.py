"""What reading the history costs, against one bare `git log -p` of the same repository.

    python tests/bench/history.py [PAGES [COMMITS [ROUNDS]]]

Processor time of both, with that of the git programs we start. Then the second run, after one more
commit. Says so where a limit is passed; nothing fails, since machines differ.
"""

from __future__ import annotations

import gc
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import git as _loaded_before_the_clock_starts  # noqa: F401
from cost import ROOT, verdict, write_pages

from handbook.read import data
from handbook.shell.history import history
from handbook.shell.project import data_files

VOCABULARY, _ = data.read(data_files(ROOT))
TODAY = date(2026, 1, 1)


def write_repository(folder: Path, pages: int, commits: int) -> None:
    """A reproducible book in which most commits change a line or two of one to eight pages."""
    write_pages(folder, pages)
    git(folder, "init", "--quiet")
    chance = random.Random(1)
    files = sorted((folder / "docs").rglob("*.md"))
    commit(folder, 0)
    for number in range(1, commits):
        for file in chance.sample(files, chance.choice([1, 1, 1, 2, 3, 8])):
            lines = file.read_text(encoding="utf-8").split("\n")
            kind = chance.random()
            if kind < 0.6:
                place = chance.randrange(min(6, len(lines)), len(lines) + 1)
                lines.insert(place, f"People said thing {number}.")
            elif kind < 0.75:
                lines += ["", f"Example needed: of matter {number}."]
            elif kind < 0.9:
                lines += ["", f"## New part {number}", "", "Some words."]
            else:
                lines = ["We found that out." if "needed" in line else line for line in lines]
            file.write_text("\n".join(lines), encoding="utf-8")
        commit(folder, number)


def commit(folder: Path, number: int) -> None:
    day = f"{TODAY - timedelta(days=2000 - 3 * number)}T12:00:00+00:00"
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", f"Change {number}", day=day)


def git(folder: Path, *arguments: str, day: str = "2020-01-01T12:00:00+00:00") -> None:
    who = {f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    days = {f"GIT_{role}_DATE": day for role in ("AUTHOR", "COMMITTER")}
    environment = {**os.environ, **who, **days}
    subprocess.run(["git", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, env=environment)


def seconds(run: Callable[[], Any]) -> float:
    """Processor time of this process and of those it starts."""
    before = _spent()
    run()
    return _spent() - before


def _spent() -> float:
    own, others = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def main() -> None:
    given = [int(argument) for argument in sys.argv[1:]]
    pages, commits, rounds = (given + [1000, 500, 7][len(given) :])[:3]
    gc.disable()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_repository(folder, pages, commits)
        memory = folder / ".git" / "handbook.json"
        ratios = []
        for number in range(rounds):
            bare = seconds(lambda: git(folder, "log", "-p"))
            memory.unlink(missing_ok=True)
            ours = seconds(lambda: history(folder, TODAY, VOCABULARY))
            ratios.append(ours / bare)
            print(f"round {number + 1}: git {bare:.3f} s, history {ours:.3f} s, ratio {ours / bare:.2f}")
        median = statistics.median(ratios)
        print(f"{pages} pages, {commits} commits: median {median:.2f} of {rounds}; {verdict(median, 1.5)}")
        (folder / "docs" / "index.md").write_text("# Book\n\nOther words.\n", encoding="utf-8")
        commit(folder, commits)
        again = seconds(lambda: history(folder, TODAY, VOCABULARY))
        print(f"after one more commit: {again:.3f} s, {again / ours:.2f} of the first run")


if __name__ == "__main__":
    main()
