"""Our own book as a site, built once for all tests that look at it, and served as a reader finds it."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from repositories import Repository

ROOT = Path(__file__).parent.parent
SETTINGS = (
    (ROOT / "mkdocs.yml")
    .read_text(encoding="utf-8")
    .replace("hooks/", f"{ROOT}/hooks/")
    .replace(
        "# repo_url:",
        "repo_url: https://github.com/example/handbook\nsite_url: https://example.org/handbook/",
    )
)
"""Our `mkdocs.yml` for a book that lies elsewhere, with an address and a repository."""


class _Site(http.server.SimpleHTTPRequestHandler):
    search = True

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if not self.search and self.path.endswith("/search_index.json"):
            index = json.loads(Path(self.translate_path(self.path)).read_bytes())
            self._answer(200, "application/json", json.dumps(index | {"docs": []}).encode())
        else:
            super().do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is not there is answered as GitHub Pages answers, with the page the book has for it."""
        page = Path(self.directory) / "handbook" / "404.html"
        if code == 404 and page.is_file():
            self._answer(404, "text/html; charset=utf-8", page.read_bytes())
        else:
            super().send_error(code, message, explain)

    def _answer(self, code: int, kind: str, text: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


class _WithoutSearch(_Site):
    search = False


@contextmanager
def served(www: Path, search: bool = True) -> Iterator[str]:
    """The address of a folder; a site in its `handbook` lies below the root, as on GitHub Pages.

    Without search its index is empty: browsers take longer over it than over all else of a visit.
    """
    handler = functools.partial(_Site if search else _WithoutSearch, directory=str(www))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def build(folder: Path, *arguments: str) -> Path:
    """The site of the book in this folder, as `www/handbook` in it."""
    site = folder / "www" / "handbook"
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *arguments, "--site-dir", str(site)],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return site


def our_book(folder: Path) -> None:
    """Our book with an address and a past, so that all there is to see is seen."""
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    for name in ("docs", "data"):
        shutil.copytree(ROOT / name, folder / name)
    _live(folder)
    build(folder, "--strict")


def once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, made by whichever of several test processes comes first; the others wait for it."""
    done = folder.with_name(f"{folder.name}.done")
    lock = folder.with_name(f"{folder.name}.lock")
    with lock.open("w") as waiting, _alone(waiting.fileno()):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            make(folder)
            done.touch()
    return folder


@contextmanager
def _alone(file: int) -> Iterator[None]:
    """Where files cannot be locked there is one test process, or each makes its own."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    fcntl.flock(file, fcntl.LOCK_EX)
    yield
    fcntl.flock(file, fcntl.LOCK_UN)


SHOWN = """
A team by the river:
  rounds:
    - instrument: eight-principles.v1
      kind: baseline
      day: 2025-11-10
      answered: all but fewer than 5
      scores: {reciprocity: 3, respect: 3.5, learning: 3.5}
    - instrument: eight-principles.v1
      kind: follow-up
      day: 2026-05-09
      answered: all but fewer than 5
      scores: {reciprocity: 3.5, respect: 3.5, learning: 3, mutual aid: 2.5}
      changes: {reciprocity: rose, respect: about the same, learning: fell}
A team on the hill:
  rounds: [{instrument: eight-principles.v1, kind: baseline, day: 2026-05-08, answered: fewer than 5}]
"""
"""What two teams show of their assessments."""


def _live(folder: Path) -> None:
    """A little history: a gap that was filled, a claim that lapsed, a review, and a gap that may stay."""
    with (folder / "data" / "assessments.yml").open("a", encoding="utf-8") as file:
        file.write(SHOWN)
    book = Repository(folder)
    fun, patience = ((folder / f"docs/styles/{name}.md").read_text("utf-8") for name in ("fun", "patience"))
    book.commit("2026-01-10")
    book.commit("2026-02-10", {"styles/fun.md": f"{fun}\nRecipe needed (minutes): of a cake.\n"})
    book.commit("2026-03-10", {"styles/fun.md": f"{fun}\nSomebody baked a cake for the whole street.\n"})
    claim = "Example needed (@ann 2026-03-20): of a long wait."
    review = "Reviewed (2026-04-01, editors): read aloud."
    book.commit("2026-04-10", {"styles/patience.md": f"{patience}\n{claim}\n\n{review}\n"})
    with (folder / "data" / "acknowledged.yml").open("a", encoding="utf-8") as file:
        file.write("\nstyles/fun.md/link-possible: {reason: We wait, by: editors, until: 2099-01-01,")
        file.write(' words: "CASwiki, on examples of celebration"}\n')
    book.commit("2026-05-10")
