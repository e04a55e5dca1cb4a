"""How reading and showing one page grows with its size, for texts that made it grow too fast once.

    python tests/bench/growth.py [NAME …]

Every text is taken at 16, 32 and 64 kB. What is in line with its size takes about four times as long at
the end as at the beginning; the ratio is printed, and said to be over where it is more than 8.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from handbook.find.book import assemble
from handbook.model import Entry, History
from handbook.shell import project
from handbook.show.addresses import Repository
from handbook.show.foot import foot
from handbook.show.page import body

DATA = project.data_files(Path(__file__).parent.parent.parent)
ALWAYS = {"glossary/salt.md": "# Salt\n\nA pinch.\n", "other.md": "# Other\n\nText.\n"}
SIZES = (16_000, 32_000, 64_000)
MOST = 8.0
SOON = 0.3
"""Seconds; what is done so soon at the end is fast enough, and its ratio mostly noise."""


def repeated(text: str, before: str = "", after: str = "") -> Callable[[int], dict[str, str]]:
    return lambda size: {"page.md": before + text * (size // len(text)) + after}


def numbered(text: str, head: str = "") -> Callable[[int], dict[str, str]]:
    return lambda size: {"page.md": head + "".join(text.format(n=n) for n in range(size // len(text)))}


TEXTS: dict[str, Callable[[int], dict[str, str]]] = {
    "comments": repeated("<!--a-->", after="x"),
    "comments that never end": repeated("<!-- ", before="<div>\n"),
    "terms without spaces": repeated("salt,"),
    "terms": repeated("salt "),
    "terms in code that never ends": repeated(" salt <b>x</b>", before="<code>"),
    "terms in sections": repeated("## h\n\nsalt\n\n"),
    "terms in a table": repeated("| salt | b |\n", before="| a |\n|---|\n"),
    "short names": lambda size: {"page.md": " ".join(f"[[{chr(0x4E00 + n)}]]" for n in range(size // 8))},
    "names not written yet": numbered("[[na{n:05}e]] "),
    "headings that are not there": numbered("## heading number{n}x\n\n[a](#heading-numb{n}y)\n"),
    "pages that are not there": numbered("[a](nosuch{n}.md) "),
    "see also, one paragraph": repeated("See also: Other\n"),
    "see also": repeated("See also: Other\n\n"),
    "questions, one paragraph": repeated("Question: a\n"),
    "questions with links": repeated("Question: a [b](other.md)\n\n"),
    "names and code": repeated("[[Other]] `a` "),
    "names in a table": repeated("| [[Other]] |\n", before="| a |\n|---|\n"),
    "names cut in a table": repeated("[[a|b]] ", before="| a |\n|---|\n| ", after=" |\n"),
    "names after a mark": repeated("![[Other]]"),
    "links": repeated("[a](other.md) "),
    "links with spaces": repeated("[a](b c.md) "),
    "raw links": repeated('<a href="other.md">x</a>', before="<div>", after="</div>"),
    "raw links in a sentence": repeated('<a href="other.md">x</a>', before="x "),
    "stars": repeated("*a "),
    "brackets": repeated("["),
    "headings": repeated("## a\n"),
    "citations": repeated("[@key] "),
    "terms that send on": lambda size: {
        f"glossary/t{n}.md": f"---\nsee: Term{n + 1}x\n---\n# Term{n}x\n" for n in range(size // 40)
    },
}


def seconds(docs: dict[str, str]) -> float:
    """The processor time of reading a book and showing all its pages."""
    contents = {path: text.encode() for path, text in (ALWAYS | docs).items()}
    begin = time.process_time()
    book = assemble([Entry(path) for path in contents], contents, DATA, History(), date(2026, 1, 1))
    for page in book.pages.values():
        body(book, page, Repository())
        foot(book, page)
    return time.process_time() - begin


def main() -> None:
    for name in sys.argv[1:] or TEXTS:
        spent = [seconds(TEXTS[name](size)) for size in SIZES]
        ratio = spent[-1] / spent[0]
        over = "OVER" if ratio > MOST and spent[-1] > SOON else "fine"
        print(f"{name:34} {' '.join(f'{s:6.2f} s' for s in spent)}   ratio {ratio:5.1f}   {over}", flush=True)


if __name__ == "__main__":
    main()
