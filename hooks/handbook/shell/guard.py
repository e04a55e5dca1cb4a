"""The guard: looks for personal details before anything is written, committed, pushed or published."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from handbook.find import leaks
from handbook.model import Handbook, Place, Problem
from handbook.model.refused import Private
from handbook.read import answered, contacts, data
from handbook.read.files import SHARED, is_scanned
from handbook.read.roster import is_one
from handbook.shell import git, private, project

TABLES = (".csv", ".tsv")
SITE = (".html", ".json", ".xml", ".txt", ".ics", ".md")
LETTERS = (".eml", ".jsonl", "avoid.csv", "call-sheet.txt", "draft.json")
"""What is written for one person, or kept of pairs, by how its name ends."""
RESULTS = (*TABLES, ".json", ".html")
A_LIST = "this is a list of people with their addresses. Keep it out of the repository altogether."
ANSWERS = "this is what people answered in an assessment. Keep it out of the repository altogether."


def words(root: Path, *texts: str) -> None:
    """Nothing, where words that somebody wants written hold no personal detail. Raises Private otherwise.

    So it does where private lists lie in a place that is shared. A list that cannot be read stops nobody
    from writing; `here` tells of it.
    """
    vocabulary, _ = data.read(project.data_files(root))
    roster, unguarded = private.people(root)
    for problem in unguarded:
        if problem.level == "private":
            raise Private(f"{problem} Nothing is changed.")
    guard = leaks.Guard(vocabulary, roster)
    found = dict.fromkeys(leak.what for text in texts for leak in guard.leaks("", text))
    if found:
        are = "are" if len(found) > 1 else "is"
        raise Private(
            f"{' and '.join(found)} {are} part of what should be written here. Leave it out. "
            "Nothing is changed."
        )


def here(root: Path) -> list[Problem]:
    """What must not be shared among the files in the folder, and what keeps the guard from its work."""
    found = project.lying(root)
    texts = leaks.shared(found.contents, found.data, found.others)
    names = [f"docs/{entry.path}" for entry in found.entries]
    leaked = leaks.find(texts, names, data.read(found.data)[0], found.roster)
    return _told(leaked.leaks, found.unguarded)


def _told(found: Iterable[leaks.Leak], others: Iterable[Problem] = ()) -> list[Problem]:
    found = [*found]
    quiet = leaks.without(leak.value for leak in found)
    problems = {*(leak.problem for leak in found), *others}
    return sorted(Problem(_quiet(p.place, quiet), p.message, p.level) for p in problems)


def _quiet(place: Place, quiet: leaks.Quiet) -> Place:
    return Place(quiet(place.path), place.line, place.column)


# In git


def staged(root: Path) -> list[Problem]:
    """What must not be shared in what the next commit would change. Raises git.NoGit."""
    against = git.words(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") if _has_head(root) else ""
    against = against or git.words(root, "hash-object", "-t", "tree", "--stdin")
    told = git.ask(root, "diff-index", "--cached", "-r", "-z", "--no-renames", "--diff-filter=d", against)
    return _in_git(root, _changed(told), ":")


def pushed(root: Path, remote: str, lines: Iterable[str]) -> list[Problem]:
    """What must not be shared in commits that would be pushed, as git's `pre-push` names them.

    All commits that the other side lacks are looked at, since what was committed once is pushed with them.
    Raises git.NoGit.
    """
    found: list[Problem] = []
    known = [f"--remotes={remote}"] if remote in git.words(root, "remote").splitlines() else []
    for line in lines:
        _, ours, _, theirs = (line.split(" ") + [""] * 4)[:4]
        if not _ID.fullmatch(ours) or not ours.strip("0"):
            continue  # a branch that is taken away
        there = [theirs] if _ID.fullmatch(theirs) and theirs.strip("0") else []
        kind = git.words(root, "cat-file", "-t", f"{ours}^{{}}")
        if kind == "commit":
            lacking = ("rev-list", "--ignore-missing", ours, "--not", *known, *there)
            # Of a merge what differs from all that is merged: the rest is in other commits, or there already.
            how = ("--stdin", "--root", "-c", "--raw", "-r", "-z", "--no-renames", "--no-commit-id")
            changes = git.ask(root, "diff-tree", *how, lines=git.words(root, *lacking).split())
            found += _in_git(root, _changed(changes), f"{ours}:")
        elif kind == "tree":
            listed = git.ask(root, "ls-tree", "-r", "-z", "--full-tree", ours)
            found += _in_git(root, _listed(listed), f"{ours}:")
    return sorted({*found})


def _changed(told: bytes) -> list[tuple[str, str]]:
    """The ids and paths of files in what git says of changes, without those that are taken away."""
    parts = iter(told.decode("utf-8", "surrogateescape").split("\0"))
    found: dict[tuple[str, str], None] = {}
    for facts in parts:
        if not facts:
            continue
        # A colon, a mode and an id for each former state, then a mode and an id of what there is now.
        path, (*former, last) = next(parts), facts.split(":")
        modes_and_ids = last.split(" ")
        if modes_and_ids[len(former)] != _MODULE and modes_and_ids[-2].strip("0"):
            found[modes_and_ids[-2], path] = None
    return [*found]


def _listed(told: bytes) -> list[tuple[str, str]]:
    """The ids and paths of files in what git says of a folder."""
    rows = (row.partition("\t") for row in told.decode("utf-8", "surrogateescape").split("\0") if row)
    return [(facts.split(" ")[2], path) for facts, _, path in rows if facts.split(" ")[0] != _MODULE]


NO_GIT: Mapping[git.Why, str] = {
    "not a repository": "this folder is not a git repository.",
    "no git": "git is not installed here.",
    "no commits": "nothing has been committed yet.",
    "not ours": "this folder belongs to somebody else, so git stays out.",
    "lacking": "this clone lacks some of what git needs to say what changed.",
    "refused": "git cannot say what changed.",
}
AFTERWARDS = {
    "staged": "Put this right, add the files again with 'git add', and commit once more.",
    "pushed": (
        "Taking it out in a later commit does not help, because earlier ones are pushed as well. Make them "
        "anew: 'git reset --soft origin/main' keeps your words. Then put it right, and commit once more."
    ),
}
_MODULE = "160000"
"""What git keeps of a repository inside this one, which is no file."""
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def _has_head(root: Path) -> bool:
    try:
        git.head(root)
    except git.NoGit as refusal:
        if refusal.why != "no commits":
            raise
        return False
    return True


def _in_git(root: Path, blobs: Collection[tuple[str, str]], tree: str) -> list[Problem]:
    """The problems in files of git by their ids and paths; `tree` is where what is allowed stands."""
    folder = git.words(root, "rev-parse", "--show-prefix")
    inside = [(blob, path.removeprefix(folder)) for blob, path in blobs if path.startswith(folder)]
    ours = [(blob, path) for blob, path in inside if path.startswith(SHARED) or path == "mkdocs.yml"]
    tables = [(blob, path) for blob, path in blobs if path.lower().endswith(TABLES)]
    answers = [(blob, path) for blob, path in blobs if path.lower().endswith(RESULTS)]
    # What is written for one person is private wherever it lies.
    letters = [(blob, path) for blob, path in blobs if path.lower().endswith(LETTERS)]
    texts = [(blob, path) for blob, path in ours if is_scanned(path)]
    texts += [letter for letter in letters if letter not in texts]
    read = git.contents(root, [blob for blob, _ in (*texts, *answers)])
    allowed = {f"{tree}{folder}data/{name}": name for name in (data.ALLOWED, data.PEOPLE)}
    held = git.contents(root, allowed)
    vocabulary, _ = data.read({allowed[name]: content for name, content in held.items()})
    roster, unguarded = private.people(root)
    shared = [(path, read[blob]) for blob, path in texts if blob in read]
    leaked = leaks.find(shared, {path for _, path in ours}, vocabulary, roster).leaks
    people = [
        Problem(Place(p), A_LIST, "private") for blob, p in tables if blob in read and is_one(read[blob])
    ]
    told = {leak.place.path for leak in leaked}
    people += [
        Problem(Place(p), ANSWERS, "private")
        for blob, p in answers
        if blob in read and p not in told and answered.is_one(read[blob])
    ]
    return _told(leaked, [*unguarded, *people])


# In the site


_IN_SITE = "It is in no page and no data file; look in mkdocs.yml, and in what the theme adds."
_SIGNS = ("@", "&#64;", "&#x40;", "%40")
"""What engines write for the sign of an address; other ways to write it have been looked for in the pages."""
_REACHES = ("tel:", "wa.me/")
_BEFORE_A_HANDLE = frozenset(" ([{\n\"',:")
_ROOM = 200
"""Characters on each side of such a sign that are looked at."""
_CUT = re.compile(r"\A[^<>]*>|<[^<>]*>|<[^<>]*\Z")


def site(root: Path, folder: Path, book: Handbook) -> list[Problem]:
    """What must not be shared in a site as it was built, which holds more than the pages do.

    Pages, data and settings have been looked at before. What there is here besides comes from the theme, or
    stands together only now that it is built.
    """
    roster = private.people(root)[0]
    guard = leaks.Guard(book.vocabulary, roster)
    leaked: list[leaks.Leak] = []
    around = False
    for path in sorted(folder.rglob("*")):
        if path.suffix not in SITE or not path.is_file():
            continue
        content = path.read_bytes()
        begin, end = content.find(b"<article"), content.rfind(b"</article>")
        if around and 0 <= begin < end:
            text, before = content[begin:end], content[:begin]
        else:
            # What is around the words of a page is the same on all of them, such as the whole navigation.
            text, before, around = content, b"", around or begin >= 0
        name = f"site/{path.relative_to(folder).as_posix()}"
        leaked += _in_site(guard, name, text.decode("utf-8", "replace"), before, bool(roster))
    return _told(leaked)


def _in_site(guard: leaks.Guard, name: str, text: str, before: bytes, people: bool) -> Iterator[leaks.Leak]:
    whole = [(0, _CUT.sub(_lines, text), "")] if people else []
    for start, stretch, kind in (*whole, *_worth_a_look(text)):
        for leak in guard.leaks(name, stretch):
            if kind in leak.what:
                row = before.count(b"\n") + text.count("\n", 0, start)
                yield replace(leak, place=Place(name, row + leak.place.line), advice=_IN_SITE)


def _worth_a_look(text: str) -> Iterator[tuple[int, str, contacts.Kind]]:
    """Stretches in which an address, or a number that readers see, may stand, and where they begin."""
    for sign in (*_SIGNS, *_REACHES):
        at = text.find(sign)
        while at >= 0:
            if sign != "@" or text[at - 1 : at] not in _BEFORE_A_HANDLE:
                start = max(at - _ROOM, 0)
                yield start, text[start : at + _ROOM], "e-mail address" if sign in _SIGNS else "phone number"
            at = text.find(sign, at + 1)
    for form in contacts.NUMBERS:
        for found in form.finditer(text):
            start = max(found.start() - _ROOM, 0)
            # Not in a tag, such as the lines of a drawing.
            if text.rfind("<", start, found.start()) <= text.rfind(">", start, found.start()):
                yield start, _CUT.sub(_lines, text[start : found.end() + _ROOM]), "phone number"


def _lines(tag: re.Match[str]) -> str:
    return "\n" * tag[0].count("\n") or contacts.apart(tag[0])
