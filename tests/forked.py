"""Real builds for tests: a small book of its own, built by MkDocs in a process that may come to harm."""

from __future__ import annotations

import codecs
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from multiprocessing.process import BaseProcess
from pathlib import Path

import jinja2
from mkdocs.__main__ import cli
from mkdocs.config import load_config

ROOT = Path(__file__).parent.parent
HOOK = f"{ROOT}/hooks/mkdocs_hooks.py"
NOBODY = 65534
TEMPLATES = tempfile.TemporaryDirectory()
"""Templates that are compiled already, which is half of what a small build takes."""
os.chmod(TEMPLATES.name, 0o777)


def small_book(folder: Path, hooks: tuple[str, ...] = ()) -> Path:
    """Two pages with the generator of this project and what data it needs; `hooks` are other hooks' files."""
    (folder / "data").mkdir(parents=True)
    for name in ("labels", "settings", "statuses"):
        shutil.copy(ROOT / "data" / f"{name}.yml", folder / "data")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("hooks/", f"{ROOT}/hooks/")
    config = config.replace(f"hooks: [{HOOK}]", f"hooks: [{', '.join([HOOK, *hooks])}]")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    write(folder, "index.md", "# Home\n\nSee [[Patience]].\n")
    write(folder, "patience.md", "# Patience\n\nSection needed: how to wait.\n\nBack [home](index.md).\n")
    return folder


def write(book: Path, path: str, text: str) -> None:
    file = book / "docs" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def tree(folder: Path) -> dict[str, str]:
    """All that lies in a folder, by path: the fingerprint of a file, nothing for a folder."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
    }


class Build:
    """One run of MkDocs in a process of its own, forked from this one, which has loaded it all."""

    def __init__(self, book: Path, *arguments: str, first: Callable[[], object] | None = None) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            load_config(str(book / "mkdocs.yml"))
        self._log = book / "said.txt"
        self._log.unlink(missing_ok=True)
        context = multiprocessing.get_context("fork")
        self.process: BaseProcess = context.Process(target=self._run, args=(book, arguments, first))
        self.process.start()

    def _run(self, book: Path, arguments: tuple[str, ...], first: Callable[[], object] | None) -> None:
        sys.stdout = sys.stderr = open(self._log, "w", encoding="utf-8", buffering=1)  # noqa: SIM115
        os.dup2(sys.stderr.fileno(), 1)
        os.dup2(sys.stderr.fileno(), 2)
        os.chdir(book)
        os.environ["NO_MKDOCS_2_WARNING"] = "1"
        os.environ["GIT_CEILING_DIRECTORIES"] = str(book.parent)
        warnings.simplefilter("ignore")
        ready = jinja2.FileSystemBytecodeCache(TEMPLATES.name)
        jinja2.Environment = partial(jinja2.Environment, bytecode_cache=ready)
        codecs.lookup("unicode-escape")  # templates need it, and who is somebody else then may not load it
        if first:
            first()
        cli(arguments or ("build",))

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    @property
    def errors(self) -> list[str]:
        """The lines that say what is wrong."""
        return [line[11:] for line in self.said.splitlines() if line.startswith("ERROR")]

    def wait_for(self, words: str) -> None:
        """Go on as soon as it has said so."""
        end = time.monotonic() + 60
        while words not in self.said:
            assert self.process.is_alive(), self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.01)

    def end(self) -> int | None:
        """How it ended, once it has."""
        self.process.join(120)
        return self.process.exitcode


def built(book: Path, *arguments: str, first: Callable[[], object] | None = None) -> Build:
    """A build that has ended well."""
    build = Build(book, *arguments, first=first)
    assert build.end() == 0, build.said
    return build


def is_open(*paths: Path) -> bool:
    """Whether somebody who owns nothing here may enter these folders."""
    return all(part.stat().st_mode & 0o1 for path in paths for part in [path, *path.parents])
