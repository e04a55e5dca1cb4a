"""All that is asked of git: few commands, none of which changes anything, and never a wrong date."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal

from handbook.model import History

_SAFE = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
}
_SETTINGS = ("core.fsmonitor=", "safe.bareRepository=explicit", "core.quotePath=off")
_EARLIEST = date(2000, 1, 2)

Why = Literal["not a repository", "no git", "no commits", "not ours", "refused"]


class NoGit(Exception):
    """Git cannot help here: `why` in one word for the program, and what git said."""

    def __init__(self, why: Why, said: str = "") -> None:
        super().__init__(said)
        self.why = why


def ask(root: Path, *arguments: str, settings: tuple[str, ...] = (), lines: Iterable[str] = ()) -> bytes:
    """What git answers, in bytes, for a command such as `"rev-parse", "HEAD"`.

    `lines` are what a command such as `cat-file --batch` reads. No text from a page or from `data/`
    may be an option: put `--` before paths. Raises NoGit.
    """
    if "GIT_DIR" not in os.environ and not any((p / ".git").exists() for p in [root, *root.parents]):
        raise NoGit("not a repository")
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    # GitPython looks for the git program while it is imported, so a machine without one gets here.
    from git import Git, GitCommandError, GitCommandNotFound

    repository = Git(str(root))
    repository.update_environment(**_SAFE)
    chosen = [part for setting in (*_SETTINGS, *settings) for part in ("-c", setting)]
    with TemporaryFile() as written:
        written.writelines(f"{line}\n".encode("utf-8", "surrogateescape") for line in lines)
        written.seek(0)
        try:
            answer = repository.execute(
                ["git", *chosen, *arguments],
                istream=written,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
        except GitCommandNotFound:
            raise NoGit("no git") from None
        except GitCommandError as error:
            raise NoGit(_why(str(error.stderr)), str(error.stderr)) from None
    assert isinstance(answer, bytes)
    return answer


def words(root: Path, *arguments: str) -> str:
    """What git answers in one line, as text. Raises NoGit."""
    return ask(root, *arguments).decode("utf-8", "surrogateescape").strip("\n")


def head(root: Path) -> str:
    """The full id of the commit that is checked out. Raises NoGit, where there is none as well."""
    try:
        return words(root, "rev-parse", "--verify", "HEAD^{commit}")
    except NoGit as refusal:
        raise (NoGit("no commits") if "single revision" in str(refusal) else refusal) from None


def _why(said: str) -> Why:
    if "does not have any commits" in said:
        return "no commits"
    if "dubious ownership" in said:
        return "not ours"
    return "not a repository" if "not a git repository" in said else "refused"


_NO_DATES = {
    "not a repository": "this folder is not a git repository, so pages show no dates.",
    "no git": "git is not installed here, so pages show no dates.",
    "no commits": "nothing has been committed yet, so pages show no dates.",
    "not ours": "this folder belongs to somebody else, so git stays out and pages show no dates.",
    "refused": "git cannot tell the history of this folder, so pages show no dates.",
}


def history(root: Path, today: date) -> History:
    """When each page last changed; where git cannot say for sure, the reason and no dates.

    Dates after today count as today, and dates before git existed as none.
    """
    try:
        if words(root, "rev-parse", "--is-shallow-repository") == "true":
            return History(
                reason="this is a shallow clone, so pages show no dates. "
                "Fetch the whole history: git fetch --unshallow."
            )
        prefix = words(root, "rev-parse", "--show-prefix")
        command = ("log", "--format=%x01%ct", "--name-only", "-z", "--no-renames")
        log = ask(root, *command, "--", "docs/").decode("utf-8", "surrogateescape")
    except NoGit as refusal:
        return History(reason=_NO_DATES[refusal.why])
    return History(changed=_dates(log, f"{prefix}docs/", today))


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


_NO_WAY_BACK = {
    "not a repository": "this folder is not a git repository.",
    "no git": "git is not installed here.",
    "not ours": "this folder belongs to somebody else, so git stays out.",
    "refused": "git cannot say whether docs/ is committed.",
}


def uncommitted(root: Path) -> tuple[str, ...]:
    """The files of `docs/` that differ from the last commit, pages that git ignores among them.

    Raises NoWayBack where there is no commit, or git cannot say.
    """
    # What somebody has set for their own terminal must not hide a file here.
    settings = ("status.showUntrackedFiles=all", "status.renames=false")
    status = ("status", "--porcelain=v1", "-z", "--ignored=traditional", "--", "docs/")
    try:
        head(root)
        prefix = words(root, "rev-parse", "--show-prefix")
        said = ask(root, *status, settings=settings).decode("utf-8", "surrogateescape")
    except NoGit as refusal:
        if refusal.why == "no commits":
            raise NoWayBack("nothing has been committed yet. Commit the pages first.") from None
        advice = "Changing many files at once needs git, to undo it if need be."
        raise NoWayBack(f"{_NO_WAY_BACK[refusal.why]} {advice}") from None
    found = (entry for entry in said.split("\0") if entry and (entry[:2] != "!!" or entry.endswith(".md")))
    return tuple(sorted(entry[3:].removeprefix(prefix) for entry in found))
