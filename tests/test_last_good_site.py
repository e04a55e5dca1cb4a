"""Whatever happens to a build, there is the last site or the new one, whole, and one line says why."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.request import urlopen

import pytest
from forked import NOBODY, ROOT, Build, built, is_open, small_book, tree, write

from handbook.shell import swap

AS_WAS = "Aborted. The last site is as it was."


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book with its site."""
    book = small_book(tmp_path_factory.mktemp("ready") / "book")
    built(book)
    return book


@pytest.fixture
def book(ready: Path, tmp_path: Path) -> Path:
    """A copy of it, to come to harm."""
    return Path(shutil.copytree(ready, tmp_path / "book"))


def assert_as_it_was(book: Path, build: Build, before: dict[str, str], site: Path | None = None) -> None:
    """The build failed with one line and no more, and left nothing behind."""
    site = site or book / "site"
    assert build.end() == 1, build.said
    assert "Traceback" not in build.said
    assert len(build.errors) == 1, build.said
    assert AS_WAS in build.said
    assert tree(site) == before
    assert not (site.parent / f".{site.name}.next").exists()


# Killed


def test_forty_kills_leave_a_whole_site(book: Path) -> None:
    """SIGKILL at forty moments of a build, each of which would put another site in place."""
    moments = random.Random(6)
    wholes, longest = {}, 0.0
    for words in ("One.", "Two."):
        write(book, "index.md", f"# Home\n\n{words} See [[Patience]].\n")
        began = time.monotonic()
        built(book, "build", "-d", "aside")
        longest = time.monotonic() - began
        wholes[words] = tree(book / "aside")
    shutil.rmtree(book / "site")
    shutil.copytree(book / "aside", book / "site")
    there, killed, renewed = "Two.", 0, 0
    for _ in range(40):
        words = "One." if there == "Two." else "Two."
        write(book, "index.md", f"# Home\n\n{words} See [[Patience]].\n")
        build = Build(book)
        time.sleep(moments.uniform(0, longest))
        build.process.kill()
        killed += build.end() == -signal.SIGKILL
        found = tree(book / "site")
        assert found in wholes.values()
        renewed += found == wholes[words]
        there = words if found == wholes[words] else there
    assert killed >= 10, "hardly any build was killed in time"
    write(book, "index.md", "# Home\n\nOne. See [[Patience]].\n")
    built(book)
    assert tree(book / "site") == wholes["One."]
    assert not (book / ".site.next").exists()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_build_that_is_stopped_leaves_the_last_site(book: Path, how: signal.Signals) -> None:
    before = tree(book / "site")
    write(book, "index.md", "# Home\n\nOther words. See [[Patience]].\n")
    for number in range(100):  # or it could be done before it is stopped
        write(book, f"more/page-{number}.md", f"# Page {number}\n\nWords.\n")
    build = Build(book)
    build.wait_for("Building documentation")
    time.sleep(0.1)
    os.kill(build.process.pid or 0, how)
    assert build.end() == (1 if how == signal.SIGINT else -how)
    assert tree(book / "site") == before
    assert "Traceback" not in build.said
    built(book)
    assert "Other words" in (book / "site" / "index.html").read_text(encoding="utf-8")


def site_of(folder: Path, words: str) -> None:
    """Something that is known for a site of ours."""
    for name in (*swap.OURS, "index.html", f"{words}/index.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words, encoding="utf-8")


def renew(root: Path) -> None:
    building = swap.begin(root, root / "site", list)
    try:
        site_of(building.new, "new")
        swap.finish(building)
    finally:
        swap.leave(building)


def dies_at(number: int, how: signal.Signals, act: Callable[[], None]) -> bool:
    """Whether a process of its own was hit at the line of that number while it exchanged sites."""
    child = os.fork()
    if child == 0:
        seen = 0

        def trace(frame: FrameType, event: str, arg: Any) -> Any:
            nonlocal seen
            if frame.f_code.co_filename != swap.__file__:
                return None
            if event == "line":
                seen += 1
                if seen == number:
                    os.kill(os.getpid(), how)
            return trace

        sys.settrace(trace)
        with suppress(KeyboardInterrupt):
            act()
        os._exit(0 if seen >= number else 7)
    _, status = os.waitpid(child, 0)
    return not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7)


@pytest.mark.parametrize(
    ("how", "in_one_step"), [(signal.SIGKILL, True), (signal.SIGINT, True), (signal.SIGKILL, False)]
)
def test_death_at_any_line_of_the_exchange_leaves_a_whole_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals, in_one_step: bool
) -> None:
    """Also where a system cannot exchange two folders at once; there the next build may bring it back."""
    monkeypatch.setattr(swap, "_keep", lambda folder: None)  # a power cut is not what is tried here
    if not in_one_step:
        monkeypatch.setattr(swap, "_exchanged", lambda one, other: False)
    elif not sys.platform.startswith("linux"):
        pytest.skip("only Linux exchanges two folders in one step")
    sites = []
    for words in ("old", "new"):
        site_of(tmp_path / words, words)
        sites.append(tree(tmp_path / words))
    found, number = [], 1
    while True:
        root = tmp_path / "root"
        site_of(root / "site", "old")
        if not dies_at(number, how, lambda root=root: renew(root)):  # type: ignore[misc]
            break
        if in_one_step:
            assert tree(root / "site") in sites, number
        swap.leave(swap.begin(root, root / "site", pytest.fail))
        found.append(tree(root / "site"))
        assert found[-1] in sites, number
        assert not (root / ".site.next").exists()
        shutil.rmtree(root)
        number += 1
    assert [found[0], found[-1]] == sites
    assert number > 60


# Several at once


def test_three_builds_at_once_all_succeed(book: Path) -> None:
    before = tree(book / "site")
    builds = []
    for _ in range(3):
        builds.append(Build(book))
    assert [build.end() for build in builds] == [0, 0, 0]
    assert tree(book / "site") == before
    assert not (book / ".site.next").exists()


def test_a_build_says_that_it_waits_and_goes_on_when_the_other_dies(book: Path) -> None:
    before = tree(book / "site")
    holder = os.fork()
    if holder == 0:
        building = swap.begin(book, book / "site", list)
        (building.new / "half.html").write_text("half of a page")
        signal.pause()
    while not (book / ".site.next" / "new" / "half.html").exists():
        time.sleep(0.01)
    build = Build(book)
    build.wait_for(f"Another build is writing {book}/site. This one waits for it to end.")
    write(book, "index.md", "# Home\n\nWords from while it waited. See [[Patience]].\n")
    os.kill(holder, signal.SIGKILL)
    os.waitpid(holder, 0)
    assert build.end() == 0
    assert {*tree(book / "site")} == {*before}
    assert "while it waited" in (book / "site" / "index.html").read_text(encoding="utf-8")


# Faults on the way

LATE = {
    "loses": "def on_page_markdown(markdown, **_):\n    return markdown.replace('Back ', '')\n",
    "warns": "def on_post_page(output, page, config):\n    log.warning('late')\n",
    "fails": "def on_post_page(output, page, config):\n"
    "    if page.file.src_uri == 'patience.md':\n        raise ValueError('two\\nlines')\n",
    "fails_at_the_end": "def on_post_build(config):\n    raise RecursionError('too deep')\n",
    "runs_out": "def on_files(files, config):\n    raise MemoryError\n",
}


def with_late(folder: Path, what: str) -> Path:
    late = folder / "late.py"
    late.write_text(f"import logging\nlog = logging.getLogger('mkdocs.late')\n\n{LATE[what]}")
    book = small_book(folder / "book", hooks=(str(late),))
    site_of(book / "site", "old")
    return book


def test_a_late_warning_fails_a_strict_build_only(tmp_path: Path) -> None:
    book = with_late(tmp_path, "warns")
    before = tree(book / "site")
    strict = Build(book, "build", "--strict")
    assert strict.end() == 1
    assert "warnings in strict mode" in strict.said
    assert tree(book / "site") == before
    assert not (book / ".site.next").exists()
    built(book)
    assert tree(book / "site") != before


@pytest.mark.parametrize("quiet", [(), ("--quiet",)])
def test_a_problem_that_only_building_shows_fails_a_strict_build(tmp_path: Path, quiet: tuple[str]) -> None:
    book = with_late(tmp_path, "loses")
    before = tree(book / "site")
    strict = Build(book, "build", "--strict", *quiet)
    assert strict.end() == 1
    assert ("'Back' stands here" in strict.said) == (not quiet)
    assert ("1 problem to put right" in strict.said) == bool(quiet)
    assert tree(book / "site") == before
    built(book)
    assert tree(book / "site") != before


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (
            "fails",
            "handbook: Page 'patience.md': here the generator failed, and not your words. Please send this "
            "line to whoever looks after it: ValueError: two lines. 'mkdocs build --verbose' says more.",
        ),
        ("fails_at_the_end", "handbook: here the generator failed, and not your words."),
        ("runs_out", ": MemoryError. "),
    ],
)
def test_a_fault_of_the_generator_is_one_line(tmp_path: Path, what: str, says: str) -> None:
    book = with_late(tmp_path, what)
    before = tree(book / "site")
    build = Build(book)
    assert_as_it_was(book, build, before)
    assert says in build.errors[0]


def test_a_fault_is_shown_in_full_to_whoever_asks(tmp_path: Path) -> None:
    build = Build(with_late(tmp_path, "fails"), "build", "--verbose")
    assert build.end() == 1
    assert "late.py" in build.said[build.said.index("Traceback") :]


def test_a_faulty_page_fails_a_strict_build_and_the_site_stays(book: Path) -> None:
    before = tree(book / "site")
    write(book, "patience.md", "---\nstatsu: draft\n---\n\n# Patience\n\nBack [home](index.md).\n")
    build = Build(book, "build", "--strict")
    assert build.end() == 1
    assert "docs/patience.md:2" in build.said
    assert tree(book / "site") == before
    assert not (book / ".site.next").exists()


def test_somebody_on_a_private_list_stops_a_build_and_the_site_stays(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that is not strict, and the list where `handbook unmentoring` keeps it."""
    before = tree(book / "site")
    monkeypatch.setenv("HANDBOOK_PRIVATE", str(tmp_path / "private"))
    place = tmp_path / "private" / "unmentoring"
    place.mkdir(parents=True)
    (place / "people.csv").write_text("id,name,email\nb,Ann O,ann@canary.net\n")
    write(book, "patience.md", "# Patience\n\nAsk Ann@Canary.net.\n\nBack [home](index.md).\n")
    build = Build(book)
    assert build.end() == 3, build.said
    assert "docs/patience.md:3:5: an e-mail address from your private list stands here" in build.said
    assert "canary" not in build.said.casefold()
    assert tree(book / "site") == before


# The disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A small disk in memory, mounted with the options that are asked for."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> Path:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("only root may mount a disk")
        return place

    yield mount
    subprocess.run(["umount", str(place)], capture_output=True, check=False)


@pytest.mark.parametrize("what", ["size", "nr_inodes"])
def test_a_full_disk(book: Path, disk: Callable[[str], Path], what: str) -> None:
    """There is room for one and a half sites."""
    files = [*(book / "site").rglob("*")]
    used = {"size": sum(1 + path.stat().st_size // 4096 for path in files) * 4096, "nr_inodes": len(files)}
    site = disk(f"{what}={used[what] * 3 // 2}") / "site"
    shutil.copytree(book / "site", site)
    before = tree(site)
    build = Build(book, "build", "-d", str(site))
    assert_as_it_was(book, build, before, site)
    assert build.errors == [
        f"handbook: {site} cannot be written: there is no room left on the disk. Make room and build again."
    ]


def test_a_disk_that_can_only_be_read(book: Path, disk: Callable[[str], Path]) -> None:
    place = disk("size=20m")
    shutil.copytree(book / "site", place / "site")
    before = tree(place / "site")
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    build = Build(book, "build", "-d", f"{place}/site")
    assert_as_it_was(book, build, before, place / "site")
    assert f"{place}/site cannot be written: the disk can only be read. Make it writable" in build.errors[0]
    build = Build(book, "build", "-d", str(place))
    assert build.end() == 1
    assert build.errors == [
        f"handbook: {place} is a disk of its own. Name a folder on it: 'site_dir: {place}/site'."
    ]


def test_a_limit_on_the_size_of_files(book: Path) -> None:
    before = tree(book / "site")
    few = 20_000
    build = Build(book, first=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (few, few)))
    assert_as_it_was(book, build, before)
    assert f"{book}/site cannot be written: a file is larger than this system allows." in build.errors[0]


def test_a_folder_that_belongs_to_somebody_else(book: Path) -> None:
    if os.geteuid() == 0 and not is_open(ROOT, Path(sys.prefix)):
        pytest.skip("nobody else may read this project")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        copy = Path(shutil.copytree(book, f"{folder}/book"))
        before = tree(copy / "site")
        os.chmod(copy, 0o555)
        build = Build(copy, first=lambda: os.setuid(NOBODY) if os.geteuid() == 0 else None)
        assert_as_it_was(copy, build, before)
        assert f"{copy}/site cannot be written: you may not write there." in build.errors[0]
        os.chmod(copy, 0o755)


# The folder of the site


@pytest.mark.parametrize(
    ("place", "says"),
    [
        (".", "holds the handbook itself, which a site would replace."),
        ("..", "holds the handbook itself"),
        ("/", "holds the handbook itself"),
        ("data", "data is a part of the handbook, which a site would replace. Name a folder of its own"),
        ("Data/site", "is a part of the handbook"),
        ("docs/site", "is a part of the handbook"),
        ("hooks", "is a part of the handbook"),
        ("tests/site", "is a part of the handbook"),
        (".git/site", "is a part of the handbook"),
        ("other/.git/site", "is a part of the handbook"),
        ("link", "link is a link to another place. Name that place itself as 'site_dir'."),
        ("broken", "is a link to another place"),
        ("file", "file is a file, where a folder is needed. Move it, or name another 'site_dir'."),
        (
            "letters",
            "letters is no earlier site of this handbook: it holds 'dear.txt'. If nothing in it is needed, ",
        ),
        ("plain", "is no earlier site of this handbook: it holds '404.html'."),
        ("history", "history has a git history, which a site would replace."),
        ("taken", ".taken.next is in the way of the build. Move it elsewhere."),
        ("led", ".led.next is in the way of the build."),
    ],
)
def test_no_site_where_something_would_be_lost(tmp_path: Path, place: str, says: str) -> None:
    root = tmp_path / "book"
    for name in ("data", "letters/dear.txt", "plain/404.html", "plain/index.html", "history/.git", "empty"):
        (root / name).mkdir(parents=True)
    (root / "link").symlink_to("letters")
    (root / "broken").symlink_to("nowhere")
    (root / "file").write_text("words")
    (root / ".taken.next").write_text("words")
    (root / ".led.next").symlink_to("letters")
    before = tree(tmp_path)
    with pytest.raises(swap.Refused) as refusal:
        swap.begin(root, Path(os.path.normpath(root / place)), list)
    assert says in str(refusal.value)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("place", ["new", "empty", "deep/new", "earlier", "../beside"])
def test_a_site_where_nothing_is_lost(tmp_path: Path, place: str) -> None:
    root = tmp_path / "book"
    (root / "empty").mkdir(parents=True)
    site_of(root / "earlier", "old")
    (root / "earlier" / ".hidden").write_text("forgotten")
    site = Path(os.path.normpath(root / place))
    building = swap.begin(root, site, list)
    site_of(building.new, "new")
    swap.finish(building)
    swap.leave(building)
    site_of(tmp_path / "whole", "new")
    assert tree(site) == tree(tmp_path / "whole")
    assert not building.beside.exists()


def test_what_cannot_be_cleared_away_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / ".site.next" / "new" / "index.html"
    left.parent.mkdir(parents=True)
    left.write_text("words")
    with monkeypatch.context() as closed:
        closed.setattr(os, "unlink", lambda *_, **__: os.open(tmp_path / "no" / "way", os.O_RDONLY))
        with pytest.raises(swap.Refused) as refusal:
            swap.begin(tmp_path, tmp_path / "site", list)
    said = f"{tmp_path}/.site.next is left of an earlier build, and could not be removed."
    assert str(refusal.value) == f"{said} Delete it and build again."
    swap.leave(swap.begin(tmp_path, tmp_path / "site", pytest.fail))
    assert not left.exists()


def test_what_came_there_during_the_build_is_not_lost(tmp_path: Path) -> None:
    building = swap.begin(tmp_path, tmp_path / "site", list)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "letter.txt").write_text("words")
    with pytest.raises(swap.Refused):
        swap.finish(building)
    swap.leave(building)
    assert (tmp_path / "site" / "letter.txt").read_text() == "words"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_build_refuses_such_a_folder_in_one_line(book: Path) -> None:
    (book / "letters").mkdir()
    (book / "letters" / "dear.txt").write_text("words")
    build = Build(book, "build", "-d", "letters")
    assert build.end() == 1
    assert len(build.errors) == 1
    assert build.errors[0].startswith("handbook: letters is no earlier site of this handbook")
    assert "Aborted. Nothing was published." in build.said
    assert [path.name for path in (book / "letters").iterdir()] == ["dear.txt"]


def test_hidden_and_former_files_are_gone_from_a_new_site(book: Path) -> None:
    before = tree(book / "site")
    (book / "site" / ".secret").write_text("words")
    (book / "site" / "former").mkdir()
    (book / "site" / "former" / "index.html").write_text("words")
    built(book)
    assert tree(book / "site") == before


def test_a_hasty_build_gives_a_whole_site(book: Path) -> None:
    before = {*tree(book / "site")}
    write(book, "patience.md", "# Patience\n\nOther words. Back [home](index.md).\n")
    built(book, "build", "--dirty")
    assert {*tree(book / "site")} == before
    assert "Other words" in (book / "site" / "patience" / "index.html").read_text(encoding="utf-8")


def test_serving_leaves_the_site_alone(book: Path, tmp_path: Path) -> None:
    """It shows the book from a folder of its own, which stays the same one."""
    before = tree(book / "site")
    write(book, "index.md", "# Home\n\nWords to look at. See [[Patience]].\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = Build(book, "serve", "-a", address, first=partial(setattr, tempfile, "tempdir", str(tmp_path)))
    server.wait_for("Serving on")
    (shown,) = tmp_path.glob("*mkdocs_*")
    began = shown.stat().st_ino
    write(book, "index.md", "# Home\n\nWords to look at again. See [[Patience]].\n")
    server.wait_for("Reloading browsers")
    with urlopen(f"http://{address}/") as answer:
        assert "Words to look at again" in answer.read().decode()
    assert shown.stat().st_ino == began
    assert tree(book / "site") == before
    assert not [*book.glob(".*.next"), *tmp_path.glob(".*.next")]
    os.kill(server.process.pid or 0, signal.SIGINT)
    assert server.end() == 0
