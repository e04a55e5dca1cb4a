"""Bad inputs: what we say about each, word for word, and that nothing else happens.

Each is read by `handbook check`, and built by MkDocs with our hook, strictly and for publishing; those of
settings, files and content by ProperDocs as well. Every file in `bad/` is a list of cases. A case is a
handbook that is fine but for one thing:

    name, why   what it is, and what plain engines make of it or how a volunteer comes to write it
    page        docs/care.md
    files       more files, path to contents (see `folders.py`)
    without     files and folders of the plain handbook that are left out
    settings    more lines of mkdocs.yml
    says        the lines of `handbook check`, problems and notes, in their order
    builds      lines that only a build can say
    instead     what the engine says of its own accord before we could say anything
    stops       true where it cannot be published at all
    exit        the exit code of `handbook check` where it is neither 0 nor 1
    shows       texts that must stand in the pages as we hand them to an engine
    seen        words that a reader must see one after another in a built page; those of `shows` as well
    reads       settings of docs/care.md, as they must be understood
    gaps        ids of gaps that must be found
    git: keep   leave the note about missing dates, which stands in every case, where it is
    alone       in a process of its own, because it could hang or take all memory
"""

import html
import multiprocessing
import os
import re
import traceback
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from builders import MEMORY, MINUTES, SECONDS, SETTINGS, Builder, unprivileged
from click.testing import CliRunner
from folders import everything, put

from handbook.model import address_of
from handbook.read.files import ASSETS
from handbook.shell import cli, project
from handbook.show import page as show_page
from handbook.show import site
from handbook.show.addresses import Repository
from handbook.show.foot import foot

ROOT = Path(__file__).parents[1]
BAD = ROOT / "tests" / "bad"
TODAY = date(2026, 5, 1)
NO_DATES = "docs:1: note: this folder is not a git repository, so pages show no dates."
PLAIN = {
    "mkdocs.yml": SETTINGS,
    "docs/index.md": "# Start here\n\nWelcome.\n",
    **{f"data/{name}": (ROOT / "data" / name).read_text("utf-8") for name in ("labels.yml", "statuses.yml")},
}
NOTHING = {
    "page": None,
    "files": {},
    "without": (),
    "settings": "",
    "says": "",
    "builds": "",
    "stops": False,
    "exit": 0,
    "instead": "",
    "shows": (),
    "seen": (),
    "reads": {},
    "gaps": (),
}
OTHERS = r"front-matter/|files/|content/"
MARKDOWN = re.compile(r"\]\([^)]*(?:\)|$)|\(\S*\.md\b[^)]*(?:\)|$)|\{:?[^}]*(?:\}|$)|<[^>]*>")
HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1>|<(?!!--)[^>]*>|<!--.*?-->", re.S)
"""What is not for readers' eyes in the Markdown of `shows`, and in a page."""
DAY = {"SOURCE_DATE_EPOCH": str(int(datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC).timestamp()))}


def _cases(which=""):
    for file in sorted(BAD.rglob("*.yml")):
        where = file.relative_to(BAD).with_suffix("").as_posix()
        for case in yaml.safe_load(file.read_text("utf-8")) if re.match(which, where) else ():
            yield pytest.param({**NOTHING, **case}, id=f"{where}: {case['name']}")


@pytest.fixture
def folder(case, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.resolve()))
    files = {**PLAIN, "mkdocs.yml": SETTINGS + case["settings"]}
    if case["page"] is not None:
        files["docs/care.md"] = case["page"]
    left = {p: c for p, c in files.items() if not p.startswith(tuple(case["without"]) or ("/",))}
    put(tmp_path / "handbook", {**left, **case["files"]})
    give_back = unprivileged()
    yield tmp_path / "handbook"
    give_back()


@pytest.fixture(scope="module")
def builder(tmp_path_factory):
    """A builder for each engine, started when it is first asked for."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot put limits on a process")
    folder = tmp_path_factory.mktemp("ready")
    put(folder / "plain", PLAIN)
    with ExitStack() as started:

        @cache
        def ready(engine):
            return started.enter_context(closing(Builder(engine, folder / "plain", folder / engine)))

        yield ready


@pytest.mark.parametrize("case", [*_cases()])
def test_bad_input(case, folder, builder, tmp_path):
    before = everything(folder)
    found = (_apart if "alone" in case else _here)(folder)
    lines = [line for line in found.lines if line != NO_DATES or "git" in case]
    assert "\n".join(lines) == case["says"].strip("\n")
    assert all(line.isprintable() for line in lines), "a control character reaches the terminal"
    assert found.printed == found.lines
    assert found.code == (case["exit"] or any(": note: " not in line for line in found.lines))
    for words in case["shows"]:
        assert words in found.built
    front = found.pages["care.md"].front if case["reads"] else None
    assert {key: getattr(front, key) for key in case["reads"]} == case["reads"]
    assert {*case["gaps"]} <= found.gaps
    published = _built(case, folder, builder("mkdocs"), tmp_path)
    if published is not None:
        assert {*published.files} == _of_theme(builder("mkdocs")) | found.files
    assert everything(folder) == before, "something in the folder was changed"


@pytest.mark.parametrize("case", [*_cases(OTHERS)])
def test_another_engine_says_the_same(case, folder, builder, tmp_path):
    before = everything(folder)
    _built(case, folder, builder("properdocs"), tmp_path)
    assert everything(folder) == before, "something in the folder was changed"


# What a build says


@cache
def _of_theme(builder):
    """The files of a site that a book has no part in."""
    return {*builder.plain.files} - _here(builder.folder).files


def _built(case, folder, builder, tmp_path):
    """What is published, after a strict build and one for publishing; None where nothing may be."""
    told = case["says"].splitlines()
    notes = {line for line in told if ": note: " in line}
    problems = [line for line in told if line not in notes]
    engine = case["builds"].splitlines()
    strict = builder.build(folder, tmp_path / "strict" / "site", "--strict", **DAY)
    assert strict.code == (case["exit"] or bool(problems or engine or case["instead"])), strict.said
    # Without anything to put right a strict build is one for publishing.
    built = builder.build(folder, tmp_path / "out" / "site", **DAY) if strict.code else strict
    assert built.code == (case["exit"] or bool(case["stops"] or case["instead"])), built.said
    for build in (strict, built):
        assert "Traceback" not in build.said
        if case["instead"]:
            assert case["instead"] in build.said
            continue
        # A strict build goes no further where a check finds something.
        later = engine if build is built or not problems else []
        assert sorted(build.lines("WARNING")) == sorted(problems + later)
        assert notes <= {*build.lines("INFO")}
        assert len(build.lines("ERROR", "CRITICAL")) <= build.code
    if built.code:
        assert not built.files, "a site that must not be"
        return None
    pages = (path.read_text("utf-8") for name, path in built.files.items() if name.endswith(".html"))
    seen = f" {_words(' '.join(HIDDEN.sub(' ', page) for page in pages))} "
    for words in (*map(_words, case["seen"]), *(_words(MARKDOWN.sub(" ", text)) for text in case["shows"])):
        assert not words or f" {words} " in seen
    return built


def _words(text):
    """Words, and nothing but a space between them."""
    return " ".join(re.findall(r"[^\W_]+", html.unescape(text)))


# What a check says


def _here(folder):
    book = project.read(folder, TODAY)
    built, files = _texts(folder, book)
    lines = [str(problem) for problem in book.problems]
    checked = CliRunner().invoke(cli.main, ["-C", str(folder), "--today", str(TODAY), "check"])
    assert isinstance(checked.exception, SystemExit | None), checked.exception
    return SimpleNamespace(
        lines=lines,
        printed=checked.output.split("\n")[:-2],
        code=checked.exit_code,
        built=built,
        files=files,
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
        assert ours.poll(MINUTES * 60), f"not done after {MINUTES} minutes"
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
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = _here(folder)
        found.pages = {}
        pipe.send(found)
    except BaseException:
        pipe.send(traceback.format_exc()[-2000:])


def _texts(folder, book):
    """All texts of the site in one, and the files that it has, with what must hold for every book."""
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
    docs = folder / "docs"
    there = {path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file()}
    return built, {*files, *(path for path in there - book.left_out if path.lower().endswith(ASSETS))}
