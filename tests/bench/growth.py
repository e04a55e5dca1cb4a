"""How the time for one page grows with its size, for every pattern of `tests/patterns.py`.

    python tests/bench/growth.py [--large] [NAME …]

Each page is taken at 16 and 64 kB (with `--large` at 64 and 256 kB, the most we read): what is in line
with its size takes four times as long. Told apart are our own reading and showing, Python-Markdown with
the extensions of `mkdocs.yml` and its table of contents, our look at its HTML, and the search index. Named
are those that grow faster than size to the power of 1.3 and take over 0.3 s at the end, and those that
reach the limit of a page. Processor time; each page in a process of its own, which ends after 20 seconds.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import resource
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from markdown import Markdown  # noqa: E402
from material.plugins.search.plugin import SearchIndex  # noqa: E402
from mkdocs.config import load_config  # noqa: E402
from mkdocs.structure.files import File, Files  # noqa: E402
from mkdocs.structure.pages import Page  # noqa: E402
from mkdocs.utils.meta import get_data  # noqa: E402
from patterns import PATTERNS, Docs  # noqa: E402

from handbook.find.book import assemble  # noqa: E402
from handbook.model import Entry, History, PagePath  # noqa: E402
from handbook.shell import project  # noqa: E402
from handbook.show import kept  # noqa: E402
from handbook.show.addresses import Repository  # noqa: E402
from handbook.show.foot import foot  # noqa: E402
from handbook.show.page import document  # noqa: E402
from handbook.show.sanitised import sanitised  # noqa: E402

DATA = project.data_files(ROOT)
ALWAYS = {"glossary/salt.md": "# Salt\n\nA pinch.\n", "other.md": "# Other\n\nText.\n"}
SMALL, LARGE = (16_000, 64_000), (64_000, 256_000)
SOON, GROWTH, MOST = 0.3, 4**1.3, 20
LIMIT = 5.0
PARTS = ("ours", "engine", "look", "search")


def seconds(docs: Docs) -> tuple[float, ...]:
    """The processor time of each part: all of a book is read and shown, and one page of it rendered."""
    contents = {path: text.encode() for path, text in (ALWAYS | docs).items()}
    began = time.process_time()
    data = DATA | {"sources.yml": b"key:\n  title: A book\n"}
    book = assemble([Entry(path) for path in contents], contents, data, History(), date(2026, 1, 1))
    for path in book.pages:
        text = document(book, book.pages[path], Repository())
        foot(book, book.pages[path])
    shown = next((p for p in ("page.md", "glossary/page.md") if p in book.pages), "other.md")
    text = document(book, book.pages[PagePath(shown)], Repository())
    read = time.process_time()
    page = Page(None, File(shown, None, "", True), CONFIG)
    page.markdown, page.meta = get_data(text)
    page.render(CONFIG, Files([]))
    rendered = time.process_time()
    html, _ = sanitised(str(page.content), f"docs/{shown}")
    kept.lost(book, book.pages[PagePath(shown)], html)
    looked = time.process_time()
    SearchIndex(lang=["en"], pipeline=[]).add_entry_from_context(page)
    return read - began, rendered - read, looked - rendered, time.process_time() - looked


def apart(docs: Docs, pipe: multiprocessing.connection.Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST, MOST))
    resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
    try:
        pipe.send(seconds(docs))
    except BaseException as error:
        pipe.send(f"{type(error).__name__}: {str(error)[:60]}")


def measured(docs: Docs) -> tuple[float, ...] | str:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=apart, args=(docs, theirs))
    process.start()
    theirs.close()
    try:
        found: tuple[float, ...] | str = ours.recv()
        return found
    except EOFError:
        return f"over {MOST} s"
    finally:
        process.join()


def verdict(small: tuple[float, ...], large: tuple[float, ...]) -> str:
    found = [
        f"{part} x{after / max(before, 0.001):.0f}"
        for part, before, after in zip(PARTS, small, large, strict=True)
        if after > SOON and after / max(before, 0.001) > GROWTH
    ]
    slow = [f"{part} over {LIMIT:g} s" for part, after in zip(PARTS, large, strict=True) if after > LIMIT]
    return ", ".join(found + slow) or "fine"


def main() -> None:
    names = [name for name in sys.argv[1:] if name != "--large"]
    sizes = LARGE if "--large" in sys.argv else SMALL
    for name in names or PATTERNS:
        small, large = (measured(PATTERNS[name](size)) for size in sizes)
        if isinstance(small, str) or isinstance(large, str):
            print(f"{name:44} {small if isinstance(small, str) else large}", flush=True)
            continue
        times = " ".join(f"{a:5.2f} {b:5.2f}" for a, b in zip(small, large, strict=True))
        print(f"{name:44} {times}   {verdict(small, large)}", flush=True)


multiprocessing.set_start_method("fork")
CONFIG = load_config(str(ROOT / "mkdocs.yml"))
Markdown(extensions=CONFIG["markdown_extensions"]).convert("a")

if __name__ == "__main__":
    main()
