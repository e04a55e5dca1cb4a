"""A handbook as of a commit, read from git; what lies in the folder is not touched or looked at."""

from __future__ import annotations

import difflib
import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from handbook.find.book import assemble
from handbook.find.proposal.delta import Change, Delta, delta
from handbook.model import Entry, Handbook, History, PagePath, printable
from handbook.read import data
from handbook.read.files import DEEPEST
from handbook.read.raw import DATA_BYTES, FILE_BYTES
from handbook.read.roster import NOBODY, Roster
from handbook.shell import git, private
from handbook.shell.history import history

_LINK, _SUBMODULE = "120000", "160000"


class NoState(Exception):
    """The two states cannot be had from git; the message says why, and what to do."""


def against(root: Path, ref: str, today: date) -> Delta:
    """What the last commit changes since it left `ref`, be it a branch, a tag or a commit.

    Raises NoState.
    """
    try:
        head = git.head(root)
        base = _left(root, _commit(root, ref), head, ref)
        known: dict[str, bytes] = {}
        folder = _folder(root)
        before, after = (_State(root, folder, commit, known) for commit in (base, head))
        # Former names and dates are the same for both: where a name is in use, it goes before a former one.
        past = history(root, today, data.read(after.data)[0])
        roster, _ = private.people(root)
        change = _change(root, folder, base, head)
        with _no_collecting():
            return delta(before.handbook(past, today, roster), after.handbook(past, today, roster), change)
    except git.NoGit as refusal:
        raise NoState(_NO_GIT[refusal.why]) from None


_NO_GIT: Mapping[git.Why, str] = {
    "not a repository": "this folder is not a git repository, so there is nothing to compare with.",
    "no git": "git is not installed here, so there is nothing to compare with.",
    "no commits": "nothing has been committed yet, so there is nothing to compare with.",
    "not ours": "this folder belongs to somebody else, so git stays out and nothing can be compared.",
    "lacking": "this clone lacks former versions of pages. Fetch them: git fetch --refetch --no-filter.",
    "refused": "git cannot read what was committed. Fetch it again: git fetch --refetch --no-filter.",
}


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Two books are many small objects that all stay: nothing is won by looking through them for rubbish."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _commit(root: Path, ref: str) -> str:
    """The full id of what somebody named."""
    if not ref or ref.startswith("-") or not ref.isprintable():
        raise NoState(f"'{printable(ref)}' is no branch, tag or commit. Name one, such as 'main'.")
    try:
        return git.words(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    except git.NoGit as refusal:
        if refusal.why != "refused":
            raise
    message = f"'{ref}' is no branch, tag or commit here."
    named = git.words(root, "for-each-ref", "--format=%(refname:short)").splitlines()
    there = [name for name in named if name.endswith(f"/{ref}")]
    for near in there or difflib.get_close_matches(ref, named, n=1, cutoff=0.6):
        raise NoState(f"{message} Did you mean '{printable(near)}'?")
    if _is_shallow(root):
        raise NoState(f"{message} {_FETCH_ALL}")
    raise NoState(f"{message} If it is on the server only, fetch it first: git fetch.")


_FETCH_ALL = "This is a shallow clone: fetch the whole history with git fetch --unshallow."


def _is_shallow(root: Path) -> bool:
    return git.words(root, "rev-parse", "--is-shallow-repository") == "true"


def _left(root: Path, commit: str, head: str, ref: str) -> str:
    """The commit where the two parted, so that what went on elsewhere since then does not count."""
    try:
        return git.words(root, "merge-base", commit, head)
    except git.NoGit as refusal:
        if refusal.why != "refused":
            raise
    message = f"'{printable(ref)}' and the last commit here have no beginning in common."
    advice = _FETCH_ALL if _is_shallow(root) else "Name the branch that this one began from."
    raise NoState(f"{message} {advice}")


def state(root: Path, commit: str, today: date) -> Handbook:
    """The handbook as it was in a commit, without what git knows of the time before. Raises NoGit."""
    return _State(root, _folder(root), commit, {}).handbook(History(), today, NOBODY)


class _State:
    """What lay in `docs/` and `data/` of a folder in a commit.

    `known` are contents of files by their ids in git; those that are read are added to it. Raises NoGit.
    """

    def __init__(self, root: Path, folder: str, commit: str, known: dict[str, bytes]) -> None:
        ours = (f"{folder}docs", f"{folder}data", f"{folder}mkdocs.yml")
        listed = git.ask(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *ours)
        files = [
            (mode, blob, path.removeprefix(folder))
            for mode, blob, path in _files(listed)
            if mode != _SUBMODULE
        ]
        self.known = known
        self.sizes = _sizes(root, (blob for _, blob, _ in files))
        texts = {
            blob: self.sizes[blob]
            for mode, blob, path in files
            if mode != _LINK and path.endswith((".md", ".yml")) and blob not in known
        }
        known |= _contents(root, texts)
        self.entries: dict[str, Entry] = {}
        self.contents: dict[str, bytes] = {}
        self.data: dict[str, bytes | str] = {}
        self.others: dict[str, bytes] = {}
        for mode, blob, file in files:
            top, _, path = file.partition("/")
            kind = "link" if mode == _LINK else "file"
            if top == "docs":
                self._page(path, kind, blob)
            elif top == "mkdocs.yml" and kind == "file":
                self.others[top] = known[blob]
            elif path.endswith(".yml") and "/" not in path:
                self.data[path] = known[blob] if kind == "file" else kind

    def _page(self, path: str, kind: str, blob: str) -> None:
        parts = path.split("/")
        if not path:
            kind = f"folder {kind}"
        elif len(parts) - 1 > DEEPEST:
            path, kind = "/".join(parts[: DEEPEST + 1]), "deep folder"
        self.entries[path] = Entry(path, kind, self.sizes[blob] if kind == "file" else 0)
        if kind == "file" and path.endswith(".md"):
            self.contents[path] = self.known[blob]

    def handbook(self, past: History, today: date, roster: Roster) -> Handbook:
        return assemble([*self.entries.values()], self.contents, self.data, past, today, self.others, roster)


def _files(listed: bytes) -> Iterator[tuple[str, str, str]]:
    """Mode, id and path of each file, from what `ls-tree -z` says."""
    for line in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        facts, _, path = line.partition("\t")
        mode, _, blob = facts.split(" ")
        yield mode, blob, path


def _sizes(root: Path, blobs: Iterable[str]) -> dict[str, int]:
    """How many bytes each file has."""
    told = git.ask(root, "cat-file", "--batch-check=%(objectname) %(objectsize)", lines=dict.fromkeys(blobs))
    found = [line.partition(" ")[::2] for line in told.decode().splitlines()]
    if any(not size.isdigit() for _, size in found):  # of a clone without all files, and no server to ask
        raise git.NoGit("lacking")
    return {blob: int(size) for blob, size in found}


def _contents(root: Path, sizes: Mapping[str, int]) -> dict[str, bytes]:
    """What stands in files; of one that is too large to be read, only that it is so."""
    most = max(FILE_BYTES, DATA_BYTES)
    found = {blob: bytes(most + 1) for blob, size in sizes.items() if size > most}
    wanted = [blob for blob in sizes if blob not in found]
    if not wanted:
        return found
    told = git.ask(root, "cat-file", "--batch=%(objectname)", lines=wanted)
    at = 0
    for blob in wanted:
        at = told.index(b"\n", at) + 1
        found[blob] = told[at : at + sizes[blob]]
        at += sizes[blob] + 1
    return found


_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def _folder(root: Path) -> str:
    """Where the handbook is in its repository: nothing, or a path with a slash at its end."""
    return git.words(root, "rev-parse", "--show-prefix")


def _change(root: Path, folder: str, base: str, head: str) -> Change:
    """The pages that moved, the lines that are new, and what changed elsewhere."""
    ours = (f"{folder}docs/", f"{folder}data/")
    plain = ("diff-tree", "-r", "-z", "--no-color", "--no-ext-diff", "--no-textconv")
    names = git.ask(root, *plain, "--no-renames", "--name-only", base, head)
    changed = names.decode("utf-8", "surrogateescape").split("\0")[:-1]
    # The paths of a patch are counted from here, those that are named from the top of the repository.
    patch = git.ask(root, *plain, "-M", "--raw", "-p", "-U0", base, head, "--", "docs", "data")
    told, _, hunks = patch.partition(b"\0\0")
    files = [
        (status, *(path.removeprefix(folder) for path in paths))
        for status, *paths in _raw(told.decode("utf-8", "surrogateescape"))
    ]
    moved = {
        PagePath(paths[0].removeprefix("docs/")): PagePath(paths[1].removeprefix("docs/"))
        for status, *paths in files
        if status == "R" and all(path.startswith("docs/") and path.endswith(".md") for path in paths)
    }
    # A link that became a file is shown as one taken out and one put in.
    shown = [paths[-1] for status, *paths in files for _ in range(2 if status == "T" else 1)]
    return Change(
        moved,
        dict(zip(shown, _touched(hunks), strict=False)),
        tuple(path.removeprefix(folder) for path in changed if not path.startswith(ours)),
        folder,
    )


def _raw(told: str) -> Iterator[tuple[str, ...]]:
    """Status and paths, two where a file moved, from what `diff-tree -z --raw` says."""
    parts = iter(told.split("\0"))
    for facts in parts:
        status = facts.rpartition(" ")[2][:1]
        if status:
            yield (status, *(next(parts) for _ in range(2 if status in "RC" else 1)))


def _touched(hunks: bytes) -> list[tuple[range, ...]]:
    """The new lines of each file in a patch, in its order; the lines of a hunk are counted, not read."""
    files: list[list[range]] = []
    left = 0
    for line in hunks.split(b"\n"):
        if left and line[:1] in (b"-", b"+"):
            left -= 1
        elif line.startswith(b"diff --git "):
            files.append([])
        elif match := _HUNK.match(line):
            gone, start, come = (1 if part is None else int(part) for part in match.groups())
            files[-1].append(range(start, start + come))
            left = gone + come
    return [tuple(found) for found in files]
