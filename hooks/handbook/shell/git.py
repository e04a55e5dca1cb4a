"""All that is asked of git: few commands, none of which changes anything, and never a wrong date."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal

_SAFE = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    # A build asks no other machine: what a partial clone lacks is missing.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    # What stands in for commits on this machine alone would give it dates of its own.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
}
_SETTINGS = ("core.fsmonitor=", "safe.bareRepository=explicit", "core.quotePath=off")
_PIECE = 1 << 18
_LACKING = re.compile(r"promisor|unable to read|could not fetch|missing blob|bad object")
"""What git says of a version that a partial clone has not fetched."""

Why = Literal["not a repository", "no git", "no commits", "not ours", "lacking", "refused"]


class NoGit(Exception):
    """Git cannot help here: `why` in one word for the program, and what git said."""

    def __init__(self, why: Why, said: str = "") -> None:
        super().__init__(said)
        self.why = why


def stream(
    root: Path, *arguments: str, settings: tuple[str, ...] = (), lines: Iterable[str] = ()
) -> Iterator[bytes]:
    """What git answers, piece by piece, for a command such as `"rev-parse", "HEAD"`.

    `lines` are what a command such as `cat-file --batch` reads. No text from a page or from `data/`
    may be an option: put `--` before paths. Raises NoGit, at the end as well.
    """
    if "GIT_DIR" not in os.environ and not any((p / ".git").exists() for p in [root, *root.parents]):
        raise NoGit("not a repository")
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    # GitPython looks for the git program while it is imported, so a machine without one gets here.
    from git import Git, GitCommandError, GitCommandNotFound

    repository = Git(str(root))
    # Only patterns of our own say that they are some.
    literal = "0" if arguments and arguments[-1].startswith(":(glob)") else "1"
    repository.update_environment(**_SAFE, GIT_LITERAL_PATHSPECS=literal)
    chosen = [part for setting in (*_SETTINGS, *settings) for part in ("-c", setting)]
    with TemporaryFile() as written:
        written.writelines(f"{line}\n".encode("utf-8", "surrogateescape") for line in lines)
        written.seek(0)
        try:
            process = repository.execute(["git", *chosen, *arguments], istream=written, as_process=True)
            with process.stdout, process.stderr:
                while piece := process.stdout.read(_PIECE):
                    yield piece
                process.wait()
        except GitCommandNotFound:
            raise NoGit("no git") from None
        except GitCommandError as error:
            raise NoGit(_why(str(error.stderr)), str(error.stderr)) from None


def ask(root: Path, *arguments: str, settings: tuple[str, ...] = (), lines: Iterable[str] = ()) -> bytes:
    """All that git answers, as `stream` does. Raises NoGit."""
    return b"".join(stream(root, *arguments, settings=settings, lines=lines))


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
    if _LACKING.search(said):
        return "lacking"
    return "not a repository" if "not a git repository" in said else "refused"


class NoWayBack(Exception):
    """Git could not bring back what is in `docs/` now; the message says why."""


_NO_WAY_BACK = {
    "not a repository": "this folder is not a git repository.",
    "no git": "git is not installed here.",
    "not ours": "this folder belongs to somebody else, so git stays out.",
    "lacking": "this clone lacks some of what git needs to say so.",
    "refused": "git cannot say whether docs/ is committed.",
}


def uncommitted(root: Path) -> tuple[str, ...]:
    """The files of `docs/` that differ from the last commit, pages that git ignores among them.

    Raises NoWayBack where there is no commit, or git cannot say.
    """
    # What somebody has set for their own terminal must not hide a file here.
    settings = ("status.showUntrackedFiles=all", "status.renames=false")
    # A repository inside this one has settings of its own, and may name programs in them.
    status = (
        "status",
        "--porcelain=v1",
        "-z",
        "--ignored=traditional",
        "--ignore-submodules=all",
        "--",
        "docs/",
    )
    try:
        head(root)
        prefix = words(root, "rev-parse", "--show-prefix")
        filters = _without_filters(root)
        said = ask(root, *status, settings=(*settings, *filters)).decode("utf-8", "surrogateescape")
    except NoGit as refusal:
        if refusal.why == "no commits":
            raise NoWayBack("nothing has been committed yet. Commit the pages first.") from None
        advice = "Changing files from here needs git, to undo it if need be."
        raise NoWayBack(f"{_NO_WAY_BACK[refusal.why]} {advice}") from None
    found = (entry for entry in said.split("\0") if entry and (entry[:2] != "!!" or entry.endswith(".md")))
    return tuple(sorted(entry[3:].removeprefix(prefix) for entry in found))


def _without_filters(root: Path) -> Iterator[str]:
    """Settings that keep git from running the programs which this repository, and nobody else, names for it.

    To tell whether a file differs, git passes it through them. Raises NoGit.
    """
    try:
        named = ask(root, "config", "--show-scope", "--name-only", "-z", "--get-regexp", r"^filter\.")
    except NoGit as refusal:
        if str(refusal):
            raise
        return
    scopes_and_names = named.decode("utf-8", "surrogateescape").split("\0")
    for scope, name in zip(scopes_and_names[::2], scopes_and_names[1::2], strict=False):
        if scope in ("local", "worktree"):
            if "=" in name:
                raise NoGit("refused")
            yield f"{name}={'false' if name.endswith('.required') else ''}"


def contents(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """What stands in files of git, by their ids or other names; without those that are none. Raises NoGit."""
    wanted = [*dict.fromkeys(names)]
    told = ask(root, "cat-file", "--batch=%(objecttype) %(objectsize)", lines=wanted) if wanted else b""
    found, at = {}, 0
    for name in wanted:
        end = told.index(b"\n", at)
        kind, _, size = told[at:end].decode("utf-8", "replace").rpartition(" ")
        at = end + 1
        if size.isdigit():
            if kind == "blob":
                found[name] = told[at : at + int(size)]
            at += int(size) + 1
    return found


def hooks(root: Path) -> tuple[Path, Path]:
    """The folder that git calls hooks from, and the one they are called in. Raises NoGit."""
    top = Path(words(root, "rev-parse", "--show-toplevel"))
    return top / words(top, "rev-parse", "--git-path", "hooks"), top
