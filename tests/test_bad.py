"""Bad inputs: what `handbook check` says about each, word for word, and that nothing else happens.

Every file in `bad/` is a list of cases. A case is a handbook that is fine but for one thing:

    name, why   what it is, and what plain engines make of it or how a volunteer comes to write it
    page        docs/care.md
    files       more files, path to contents; a path that ends in / is an empty folder
    without     files and folders of the plain handbook that are left out
    says        the lines of `handbook check`, problems and notes, in their order
    shows       words that must be on the built pages
    reads       settings of docs/care.md, as they must be understood
    gaps        ids of gaps that must be found
    git: keep   leave the note about missing dates, which stands in every case, where it is
    alone       in a process of its own, because it could hang or take all memory

Contents are text, or {base64: …}, {repeat: [text, count]}, {concat: [contents, …]}, {link: target},
{fifo: true} or {unreadable: text}.
"""

import base64
import multiprocessing
import os
import stat
import traceback
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from click.testing import CliRunner

from handbook.model import address_of
from handbook.shell import cli, project
from handbook.show import page as show_page
from handbook.show import site
from handbook.show.addresses import Repository
from handbook.show.foot import foot

ROOT = Path(__file__).parents[1]
BAD = ROOT / "tests" / "bad"
TODAY = date(2026, 5, 1)
NO_DATES = "docs:1: note: this folder is not a git repository, so pages show no dates."
MEMORY, SECONDS = 1_000_000_000, 20
PLAIN = {
    "mkdocs.yml": "site_name: A handbook\n",
    "docs/index.md": "# Start here\n\nWelcome.\n",
    **{f"data/{name}": (ROOT / "data" / name).read_text("utf-8") for name in ("labels.yml", "statuses.yml")},
}
NOTHING = {"page": None, "files": {}, "without": (), "says": "", "shows": (), "reads": {}, "gaps": ()}


def _cases():
    for file in sorted(BAD.rglob("*.yml")):
        for case in yaml.safe_load(file.read_text("utf-8")):
            where = file.relative_to(BAD).with_suffix("").as_posix()
            yield pytest.param({**NOTHING, **case}, id=f"{where}: {case['name']}")


@pytest.mark.parametrize("case", [*_cases()])
def test_bad_input(case, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.resolve()))
    folder = tmp_path / "handbook"
    _put(folder, case)
    before = _everything(folder)
    found = (_apart if "alone" in case else _here)(folder)
    assert _everything(folder) == before, "something in the folder was changed"
    lines = [line for line in found.lines if line != NO_DATES or "git" in case]
    assert "\n".join(lines) == case["says"].strip("\n")
    assert all(line.isprintable() for line in lines), "a control character reaches the terminal"
    assert found.printed == found.lines
    assert found.code == any(": note: " not in line for line in found.lines)
    for words in case["shows"]:
        assert words in found.built
    front = found.pages["care.md"].front if case["reads"] else None
    assert {key: getattr(front, key) for key in case["reads"]} == case["reads"]
    assert {*case["gaps"]} <= found.gaps


def _here(folder):
    book = project.read(folder, TODAY)
    lines = [str(problem) for problem in book.problems]
    checked = CliRunner().invoke(cli.main, ["-C", str(folder), "--today", str(TODAY), "check"])
    assert isinstance(checked.exception, SystemExit | None), checked.exception
    return SimpleNamespace(
        lines=lines,
        printed=checked.output.split("\n")[:-2],
        code=checked.exit_code,
        built=_build(book),
        pages=book.pages,
        gaps={gap.id for gap in book.gaps},
    )


def _apart(folder):
    """The same in a process of its own, which may take so much time and memory and no more."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot put limits on a process")
    several = multiprocessing.get_context("fork")
    ours, theirs = several.Pipe(duplex=False)
    process = several.Process(target=_within_limits, args=(folder, theirs))
    process.start()
    theirs.close()
    try:
        assert ours.poll(SECONDS), f"not done after {SECONDS} seconds"
        found = ours.recv()
    except EOFError:
        pytest.fail("the process crashed")
    finally:
        process.kill()
        process.join()
    assert not isinstance(found, str), found
    return found


def _within_limits(folder, pipe):
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = _here(folder)
        found.pages = {}
        pipe.send(found)
    except BaseException:
        pipe.send(traceback.format_exc()[-2000:])


def _build(book):
    """All texts of the site in one, with what must hold for every book."""
    repository = Repository("https://example.org/handbook")
    written = {path: show_page.document(book, page, repository) for path, page in book.pages.items()}
    made = site.generated(book, repository)
    site.navigation(book)
    texts = {**written, **made}
    files: dict[str, str] = {}
    for path in texts:
        file = f"{address_of(path)}index.html" if path.endswith(".md") else path
        assert all(0 < len(part.encode()) <= 255 for part in file.split("/")), f"no name for a disk: {file}"
        assert files.setdefault(file, path) == path, f"{files[file]} and {path} overwrite one another"
    folders = {file.rsplit("/", n)[0] for file in files for n in range(1, file.count("/") + 1)}
    assert not folders & {*files}, "a file and a folder of one name"
    built = "\n".join([*texts.values(), *(foot(book, page) for page in book.pages.values())])
    built.encode()
    return built


# One handbook on disk


def _put(folder, case):
    files = PLAIN if case["page"] is None else {**PLAIN, "docs/care.md": case["page"]}
    left = {p: c for p, c in files.items() if not p.startswith(tuple(case["without"]) or ("/",))}
    try:
        for path, contents in {**left, **case["files"]}.items():
            _write(folder, path, contents)
    except OSError as error:
        pytest.skip(f"this system has no such files: {error}")
    names = {p.rstrip("/") for p in case["files"]}
    if not all(os.path.lexists(folder / name) for name in names) or len(_everything(folder)) < len(names):
        pytest.skip("this system has no such names")


def _write(folder, path, contents):
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    match contents:
        case {"link": target}:
            place.symlink_to(target)
        case {"fifo": True}:
            os.mkfifo(place)
        case {"unreadable": text}:
            _write(folder, path, text)
            place.chmod(0)
            if os.access(place, os.R_OK):
                pytest.skip("this user may read everything")
        case _ if path.endswith("/"):
            place.mkdir()
        case _:
            place.write_bytes(_bytes(contents))


def _bytes(contents):
    match contents:
        case str():
            return contents.encode()
        case {"base64": text}:
            return base64.b64decode(text)
        case {"repeat": [text, count]}:
            return text.encode() * count
        case {"concat": parts}:
            return b"".join(map(_bytes, parts))
    raise ValueError(contents)


def _everything(folder):
    """Every name below a folder, with what it holds; nothing is followed or waited for."""
    found = {}
    for base, folders, files in os.walk(os.fsencode(folder)):
        for name in [*folders, *files]:
            path = os.path.join(base, name)
            kind = os.lstat(path)
            found[path] = (kind.st_mode, kind.st_mtime_ns)
            if stat.S_ISLNK(kind.st_mode):
                found[path] += (os.readlink(path),)
            elif stat.S_ISREG(kind.st_mode) and os.access(path, os.R_OK):
                found[path] += (Path(os.fsdecode(path)).read_bytes(),)
    return found
