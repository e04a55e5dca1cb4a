"""Real repositories for tests, with a day for each commit."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any


class Repository:
    """A folder under git; every command has a day and nobody's name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "docs").mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, day: str = "2026-05-01") -> str:
        """What git says."""
        who = {f"GIT_{role}_NAME": "Somebody" for role in ("AUTHOR", "COMMITTER")}
        who |= {f"GIT_{role}_EMAIL": "somebody@example.org" for role in ("AUTHOR", "COMMITTER")}
        days = {f"GIT_{role}_DATE": f"{day}T12:00:00+00:00" for role in ("AUTHOR", "COMMITTER")}
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done: subprocess.CompletedProcess[Any] = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            check=True,
            capture_output=True,
            env={**os.environ, **who, **days, **alone},
        )
        return done.stdout.decode().strip()

    def write(self, files: dict[str, str | None]) -> None:
        """Pages by their path in `docs/`; None takes one out."""
        for path, text in files.items():
            file = self.folder / "docs" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                file.unlink()
            else:
                file.write_text(text, encoding="utf-8")

    def commit(self, day: str, files: dict[str, str | None] | None = None, message: str = "Change") -> str:
        """Write pages and commit everything; the commit's id."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message, day=day)
        return self.git("rev-parse", "HEAD")
