"""Pages made up by atheris from what it sees the code do: settings, reading and showing, which never raise.

    python tests/fuzz/made_up.py [-max_total_time=60 and whatever else libFuzzer takes]

The first byte of an example says what the rest is: a file as it is, or a row of pieces of pages, by their
numbers, so that one changed byte is one changed piece. What fails is written out as a page.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "hooks")]

with atheris.instrument_imports(include=["handbook.read", "handbook.show"], enable_loader_override=False):
    import handbook.read.page
    import handbook.show.page  # noqa: F401

from fuzz.properties import (  # noqa: E402
    PIECES,
    a_page_is_read_where_it_stands,
    book_of,
    settings_are_read_and_no_word_is_lost,
)

from handbook.read import raw  # noqa: E402
from handbook.show import page as show_page  # noqa: E402
from handbook.show.addresses import Repository  # noqa: E402

DOCS = HERE.parents[1] / "docs"


def text_of(example: bytes) -> str:
    if example[:1] < b"\x80":
        return raw.decode("docs/page.md", example[1:])[0]
    return "".join(PIECES[number % len(PIECES)] for number in example[1:])


def holds(example: bytes) -> None:
    text = text_of(example)
    try:
        settings_are_read_and_no_word_is_lost(text)
        a_page_is_read_where_it_stands(text)
        book, page = book_of(text)
        show_page.document(book, page, Repository())
    except BaseException:
        print(f"\nThis page fails:\n{text!r}\n", file=sys.stderr)
        raise


def main() -> None:
    with tempfile.TemporaryDirectory() as corpus:
        for number, path in enumerate(sorted(DOCS.rglob("*.md"))):
            (Path(corpus) / f"{number}").write_bytes(b"\x00" + path.read_bytes()[:1500])
        for number in range(0, len(PIECES), 8):
            (Path(corpus) / f"p{number}").write_bytes(b"\xff" + bytes(range(number, number + 8)))
        atheris.Setup(
            [
                sys.argv[0],
                "-max_len=1500",
                "-rss_limit_mb=2000",
                "-timeout=20",
                f"-artifact_prefix={corpus}/",
                *sys.argv[1:],
                corpus,
            ],
            holds,
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
