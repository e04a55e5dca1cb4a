"""Engines that stand ready, and build each book in a process of its own.

`Builder("mkdocs")` starts this file as a program of its own, since MkDocs and ProperDocs cannot live in one
process. It loads the engine, the theme and our hook, builds a plain book once to be warm, and from then on
answers each line it is sent by building a book in a child, which may use so much time and memory and no more.
So a crash, an endless loop or a greedy page is an answer like any other, and a build costs about a third of
what it costs from cold.
"""

from __future__ import annotations

import ctypes
import gc
import json
import logging
import os
import re
import select
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MEMORY, SECONDS, MINUTES = 1_000_000_000, 20, 3
"""How much memory and processor time a build may take, and how long it may wait for something."""
SETTINGS = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("hooks/", f"{ROOT}/hooks/")
"""Our `mkdocs.yml` for a book that lies elsewhere."""
_VERSION, _OPENS_ALL = 0x20080522, 0b110
"""From Linux's capability.h: its third version, and the rights to read and to search whatever there is."""
_LINE = re.compile(r"(DEBUG|INFO|WARNING|ERROR|CRITICAL) +-  (?:handbook: )?(.*)")


@dataclass(frozen=True)
class Build:
    """How a build went: how the process ended, what it said, and the files it left in the site."""

    code: int | str
    said: str
    site: Path

    def lines(self, *levels: str) -> list[str]:
        found = map(_LINE.fullmatch, self.said.splitlines())
        return [line[2] for line in found if line and line[1] in levels]

    @property
    def files(self) -> dict[str, Path]:
        found = (path for path in sorted(self.site.rglob("*")) if not path.is_dir())
        return {path.relative_to(self.site).as_posix(): path for path in found}


class Builder:
    """One engine, ready for any number of books."""

    def __init__(self, engine: str, plain: Path, out: Path) -> None:
        self.folder = plain
        self._process = subprocess.Popen(
            [sys.executable, __file__, engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"},
        )
        warm = self._ask({"folder": str(plain), "site": str(out), "here": True})
        self.plain = Build(warm["code"], warm["said"], out)

    def build(self, folder: Path, site: Path, *arguments: str, **environment: str) -> Build:
        """What the engine makes of a book, with its own command line."""
        asked = {"folder": str(folder), "site": str(site), "arguments": arguments, "environment": environment}
        answer = self._ask(asked)
        return Build(answer["code"], answer["said"], site)

    def close(self) -> None:
        self._process.communicate()

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(question), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def unprivileged() -> Callable[[], None]:
    """Take root's right to open what its owner has closed from this thread, and say how to get it back.

    Anybody else never had it. Raises OSError where the system knows no such thing.
    """
    if not hasattr(os, "geteuid") or os.geteuid():
        return lambda: None
    system = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # the rights in effect, those allowed and those inherited; and once more
    if system.capget(head, sets):
        raise OSError(ctypes.get_errno(), "capget")

    def use(rights: int) -> None:
        sets[0] = rights
        if system.capset(head, sets):
            raise OSError(ctypes.get_errno(), "capset")

    before = sets[0]
    use(before & ~_OPENS_ALL)
    return lambda: use(before)


# The other side


def _serve(engine: str) -> None:
    from importlib import import_module

    command = import_module(f"{engine}.__main__").cli
    _share(import_module(f"{engine}.theme").Theme)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        question = json.loads(line)
        log = Path(f"{question['site']}.log")
        log.parent.mkdir(parents=True, exist_ok=True)
        code = _here(command, question, log) if "here" in question else _apart(command, question, log)
        # A child lives for one build: looking for rubbish would only copy what it shares with this process.
        gc.disable()
        # Of the build in this process; each child makes handlers of its own.
        logging.getLogger(engine).handlers.clear()
        said = log.read_text(encoding="utf-8", errors="backslashreplace")
        log.unlink()
        print(json.dumps({"code": code, "said": said}), file=answers, flush=True)


def _apart(command: Any, question: dict[str, Any], log: Path) -> int | str:
    """The exit code, or what became of the process instead."""
    import resource

    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        code = 70
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.environ.update(question["environment"])
            unprivileged()
            code = _here(command, question, log)
        finally:
            os._exit(code)
    os.close(theirs)
    # The pipe ends when the child does, however it does.
    ended = select.select([ours], [], [], MINUTES * 60)[0]
    os.close(ours)
    if not ended:
        os.kill(child, 9)
        os.waitpid(child, 0)
        return f"not done after {MINUTES} minutes"
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code >= 0 else f"ended by signal {-code}"


def _here(command: Any, question: dict[str, Any], log: Path) -> int:
    import traceback

    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    config = f"{question['folder']}/mkdocs.yml"
    try:
        command(["build", "-f", config, "-d", question["site"], *question.get("arguments", ())])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
        return 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _share(theme: Any) -> None:
    """Let all builds have one memory of the theme's files, which are the same for all of them."""
    from functools import cache

    import jinja2

    class Compiled(jinja2.BytecodeCache):
        held: dict[str, bytes] = {}  # noqa: RUF012

        def load_bytecode(self, bucket: Any) -> None:
            if bucket.key in self.held:
                bucket.bytecode_from_string(self.held[bucket.key])

        def dump_bytecode(self, bucket: Any) -> None:
            self.held[bucket.key] = bucket.bytecode_to_string()

    ready = theme.get_env
    compiled = Compiled()

    def get_env(self: Any) -> Any:
        env = ready(self)
        env.bytecode_cache = compiled
        return env

    theme.get_env = get_env

    @cache
    def listed(*folders: str) -> list[str]:
        # All but the thousands of icons, none of which is a file of the site.
        names = jinja2.FileSystemLoader(folders).list_templates()
        return [name for name in names if not name.startswith(".") and "/." not in name]

    def list_templates(self: Any, *_: Any, **kinds: Any) -> list[str]:
        names = listed(*self.loader.searchpath)
        wanted = kinds.get("filter_func")
        return [name for name in names if wanted is None or wanted(name)]

    jinja2.Environment.list_templates = list_templates  # type: ignore[method-assign]


if __name__ == "__main__":
    _serve(sys.argv[1])
