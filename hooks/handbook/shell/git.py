"""What git knows of the pages: one `git log`, and never a wrong date."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from handbook.model import History

_SAFE = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
}
_EARLIEST = date(2000, 1, 2)


def history(root: Path, today: date) -> History:
    """When each page last changed; where git cannot say for sure, the reason and no dates.

    Dates after today count as today, and dates before git existed as none.
    """
    if "GIT_DIR" not in os.environ and not any((p / ".git").exists() for p in [root, *root.parents]):
        return History(reason=_why(""))
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    # GitPython looks for the git program while it is imported, so a machine without one gets here.
    from git import Git, GitCommandError, GitCommandNotFound

    repository = Git(str(root))
    repository.update_environment(**_SAFE)
    settings = ["-c", "core.fsmonitor=", "-c", "safe.bareRepository=explicit", "-c", "core.quotePath=off"]
    try:
        if repository.execute(["git", *settings, "rev-parse", "--is-shallow-repository"]) == "true":
            return History(
                reason="this is a shallow clone, so pages show no dates. "
                "Fetch the whole history: git fetch --unshallow."
            )
        prefix = str(repository.execute(["git", *settings, "rev-parse", "--show-prefix"]))
        command = ["git", *settings, "log", "--format=%x01%ct", "--name-only", "-z", "--no-renames"]
        log = str(repository.execute([*command, "--", "docs/"]))
    except GitCommandNotFound:
        return History(reason="git is not installed here, so pages show no dates.")
    except GitCommandError as error:
        return History(reason=_why(str(error.stderr)))
    return History(changed=_dates(log, f"{prefix}docs/", today))


def _why(said: str) -> str:
    if "does not have any commits" in said:
        return "nothing has been committed yet, so pages show no dates."
    if "dubious ownership" in said:
        return "this folder belongs to somebody else, so git stays out and pages show no dates."
    return "this folder is not a git repository, so pages show no dates."


def _dates(log: str, prefix: str, today: date) -> dict[str, date]:
    changed: dict[str, date] = {}
    for commit in log.split("\x01")[1:]:
        stamp, _, names = commit.partition("\0")
        first = stamp.strip().partition("\n")[0]
        day = min(datetime.fromtimestamp(int(first), UTC).date(), today)
        if day < _EARLIEST:
            continue
        for name in names.replace("\n", "\0").split("\0"):
            if name.startswith(prefix) and name.endswith(".md"):
                changed.setdefault(name.removeprefix(prefix), day)
    return changed


class NoWayBack(Exception):
    """Git could not bring back what is in `docs/` now; the message says why."""


def uncommitted(root: Path) -> tuple[str, ...]:
    """The files of `docs/` that differ from the last commit, pages that git ignores among them.

    Raises NoWayBack where there is no commit, or git cannot say.
    """
    advice = "Changing many files at once needs git, to undo it if need be."
    if "GIT_DIR" not in os.environ and not any((p / ".git").exists() for p in [root, *root.parents]):
        raise NoWayBack(f"this folder is not a git repository. {advice}")
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git import Git, GitCommandError, GitCommandNotFound

    repository = Git(str(root))
    repository.update_environment(**_SAFE)
    settings = ["-c", "core.fsmonitor=", "-c", "safe.bareRepository=explicit", "-c", "core.quotePath=off"]
    # What somebody has set for their own terminal must not hide a file here.
    settings += ["-c", "status.showUntrackedFiles=all", "-c", "status.renames=false"]
    status = ["git", *settings, "status", "--porcelain=v1", "-z", "--ignored=traditional"]
    try:
        repository.execute(["git", *settings, "rev-parse", "--verify", "--quiet", "HEAD"])
        prefix = str(repository.execute(["git", *settings, "rev-parse", "--show-prefix"]))
        said = str(repository.execute([*status, "--", "docs/"]))
    except GitCommandNotFound:
        raise NoWayBack(f"git is not installed here. {advice}") from None
    except GitCommandError as error:
        why = str(error.stderr)
        if "dubious ownership" in why:
            raise NoWayBack(f"this folder belongs to somebody else, so git stays out. {advice}") from None
        if "not a git repository" in why:
            raise NoWayBack(f"this folder is not a git repository. {advice}") from None
        if error.status == 1 and "--verify" in error.command:
            raise NoWayBack("nothing has been committed yet. Commit the pages first.") from None
        raise NoWayBack(f"git cannot say whether docs/ is committed. {advice}") from None
    found = (entry for entry in said.split("\0") if entry and (entry[:2] != "!!" or entry.endswith(".md")))
    return tuple(sorted(entry[3:].removeprefix(prefix) for entry in found))
