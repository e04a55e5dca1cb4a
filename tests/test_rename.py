"""Renaming: what is written where, what is refused, and that nothing else changes, ever."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from written import page as written_page

from handbook.find.book import assemble
from handbook.find.names import Names
from handbook.find.renaming.plan import plan
from handbook.find.renaming.rewrite import Change
from handbook.model import Entry, Handbook, History, Page, PagePath, SectionId
from handbook.model.refused import Refused
from handbook.read import front_matter
from handbook.read.amend import ByHand, amended
from handbook.read.inlines import words as block_words
from handbook.read.source import Splice
from handbook.shell.cli import main

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)
DATA: dict[str, bytes | str] = {path.name: path.read_bytes() for path in (ROOT / "data").glob("*.yml")}
del DATA["principles.yml"]  # it names pages of our own book

Docs = dict[str, str]
build = partial(assemble, data_files=DATA, history=History(), today=TODAY)


def entries(contents: dict[str, bytes], *more: str) -> list[Entry]:
    return [Entry(path) for path in sorted([*contents, *more])]


def book(docs: Docs) -> Handbook:
    contents = {path: text.encode() for path, text in docs.items()}
    return build(entries(contents), contents)


def renamed(docs: Docs, old: str, new: str, *files: str) -> Docs:
    """All pages after a renaming; `files` are others that lie in `docs/`."""
    contents = {path: text.encode() for path, text in docs.items()}
    made = plan(entries(contents, *files), contents, build, old, new)
    if made.moved:
        contents[made.moved[1]] = contents.pop(made.moved[0])
    return {path: content.decode() for path, content in (contents | dict(made.contents)).items()}


def refusal(docs: Docs, old: str, new: str, *files: str) -> str:
    with pytest.raises(Refused) as refused:
        renamed(docs, old, new, *files)
    said = str(refused.value)
    assert "\n" not in said
    return said


HOME = "# Home\n\n{}\n"
FUN = "# Fun\n\nText.\n\n## In practice\n\nMore.\n"

MOVES = {
    "inline": ("Read [it](styles/fun.md).", "Read [it](play/joy.md)."),
    "titled": ('[it](styles/fun.md "The \\"title\\"")', '[it](play/joy.md "The \\"title\\"")'),
    "title in brackets": ("[it](styles/fun.md (why))", "[it](play/joy.md (why))"),
    "fragment": ("[it](styles/fun.md#in-practice)", "[it](play/joy.md#in-practice)"),
    "query": ("[it](styles/fun.md?a=1&b=2#in-practice)", "[it](play/joy.md?a=1&b=2#in-practice)"),
    "angle brackets": ("[it](<styles/fun.md#in-practice> 't')", "[it](<play/joy.md#in-practice> 't')"),
    "percent": ("[it](styles/%66un.md#in%2Dpractice)", "[it](play/joy.md#in%2Dpractice)"),
    "escaped": ("[it](styles\\/fun.md)", "[it](play/joy.md)"),
    "blanks": ("[it](  styles/fun.md  )", "[it](  play/joy.md  )"),
    "on the next line": ("> [it](\n> styles/fun.md)", "> [it](\n> play/joy.md)"),
    "without md": ("[it](styles/fun)", "[it](play/joy.md)"),
    "from the top": ("[it](/styles/fun.md)", "[it](/play/joy.md)"),
    "dots": ("[it](./styles/../styles/fun.md)", "[it](play/joy.md)"),
    "words with code": ("[`a](b` *it*](styles/fun.md)", "[`a](b` *it*](play/joy.md)"),
    "picture inside": ("[![p](a.png)](styles/fun.md)", "[![p](a.png)](play/joy.md)"),
    "two in a line": ("é [a](styles/fun.md) ü [b](styles/fun.md)", "é [a](play/joy.md) ü [b](play/joy.md)"),
    "reference": ("[it][f]\n\n[f]: styles/fun.md 'x'", "[it][f]\n\n[f]: play/joy.md 'x'"),
    "collapsed": ("[F  f][]\n\n[f f]: <styles/fun.md>", "[F  f][]\n\n[f f]: <play/joy.md>"),
    "shortcut twice": (
        "[f] [f]\n\n[f]: styles/fun.md#in-practice",
        "[f] [f]\n\n[f]: play/joy.md#in-practice",
    ),
    "reference in a list": ("- [f]\n- [f]: styles/fun.md", "- [f]\n- [f]: play/joy.md"),
    "reference in code is none": (
        "```\n[f]: styles/fun.md\n```\n\n[f]\n\n[f]: styles/fun.md",
        "```\n[f]: styles/fun.md\n```\n\n[f]\n\n[f]: play/joy.md",
    ),
    "html": (
        '<a class="x" href="styles/fun.md#in-practice">it</a>',
        '<a class="x" href="play/joy.md#in-practice">it</a>',
    ),
    "html block": (
        "<div>\n<a href='styles/fun.md?a=1&amp;b=2'>it</a>\n</div>",
        "<div>\n<a href='play/joy.md?a=1&amp;b=2'>it</a>\n</div>",
    ),
    "html without quotes": ("<a href=styles/fun.md>it</a>", "<a href=play/joy.md>it</a>"),
    "table": (
        "| a |\n|---|\n| [[Fun\\|x]] [y](styles/fun.md) |",
        "| a |\n|---|\n| [[Fun\\|x]] [y](play/joy.md) |",
    ),
    "title stays": (
        "[[Fun]], [[fun]] and [[Fun#In practice|there]]",
        "[[Fun]], [[fun]] and [[Fun#In practice|there]]",
    ),
    "code stays": ("`[it](styles/fun.md)`", "`[it](styles/fun.md)`"),
    "comment stays": ("<!-- [it](styles/fun.md) -->", "<!-- [it](styles/fun.md) -->"),
    "footnote": ("a[^1]\n\n[^1]: [it](styles/fun.md)", "a[^1]\n\n[^1]: [it](play/joy.md)"),
    "tab": (
        "- a\n\n\t- [it](styles/fun.md)\tx\n\n\t\t[it](styles/fun.md)",
        "- a\n\n\t- [it](play/joy.md)\tx\n\n\t\t[it](play/joy.md)",
    ),
}


@pytest.mark.parametrize("case", MOVES)
def test_links_to_a_page_that_moves(case: str) -> None:
    before, after = MOVES[case]
    docs = {"index.md": HOME.format(before), "styles/fun.md": FUN}
    assert renamed(docs, "styles/fun.md", "play/joy.md", "a.png") == {
        "index.md": HOME.format(after),
        "play/joy.md": f"---\nwas: [styles/fun.md]\n---\n\n{FUN}",
    }


JOLLY = "# Good times\n\nText.\n\n## In practice\n\nMore.\n"
BY_FILE = {
    "by file": ("[[fun]]", "[[Good times|fun]]"),
    "by folder and file": ("[[styles/fun]]", "[[Good times|styles/fun]]"),
    "with a heading": ("[[fun#In practice]]", "[[Good times#In practice|fun: In practice]]"),
    "with words": ("[[ fun |being happy]]", "[[Good times|being happy]]"),
    "in a table": ("| a |\n|---|\n| [[fun]] |", "| a |\n|---|\n| [[Good times\\|fun]] |"),
    "in see also": ("See also: fun, because", "See also: Good times, because"),
    "title": ("[[good times]]", "[[good times]]"),
}


@pytest.mark.parametrize("case", BY_FILE)
def test_names_of_a_file_that_moves(case: str) -> None:
    before, after = BY_FILE[case]
    docs = {"index.md": HOME.format(before), "styles/fun.md": JOLLY}
    assert renamed(docs, "Good times", "styles/joy.md")["index.md"] == HOME.format(after)


def test_a_name_of_a_file_stays_where_only_the_folder_changes() -> None:
    docs = {"index.md": HOME.format("[[fun]]"), "styles/fun.md": JOLLY}
    assert renamed(docs, "docs/styles/fun.md", "docs/play/")["index.md"] == HOME.format("[[fun]]")


OWN = {
    "page": ("[h](../index.md#home)", "[h](../../index.md#home)"),
    "neighbour": ("[n](more.md)", "[n](../../styles/more.md)"),
    "neighbour by folder": ("[n](./)", "[n](../../styles/)"),
    "picture": ("![p](fun.png 'x')", "![p](../../styles/fun.png 'x')"),
    "picture by reference": ("![p]\n\n[p]: fun.png", "![p]\n\n[p]: ../../styles/fun.png"),
    "html picture": ('<img src="fun.png">', '<img src="../../styles/fun.png">'),
    "html": ('<a href="more.md">m</a>', '<a href="../../styles/more.md">m</a>'),
    "itself": (
        "[t](fun.md#in-practice) and [t](#in-practice)",
        "[t](fun.md#in-practice) and [t](#in-practice)",
    ),
    "from the top": ("[n](/styles/more.md)", "[n](/styles/more.md)"),
    "web": (
        "[w](https://example.org/more.md) www.example.org <m@example.org>",
        "[w](https://example.org/more.md) www.example.org <m@example.org>",
    ),
    "percent": ("[n](m%6Fre.md?x#a)", "[n](../../styles/m%6Fre.md?x#a)"),
    "nowhere": ("[n](gone.md)", "[n](../../styles/gone.md)"),
    "out of the book": ("[n](../../README.md)", "[n](../../../README.md)"),
    "to where it goes": ("[n](../play/with/others.md)", "[n](others.md)"),
}


@pytest.mark.parametrize("case", OWN)
def test_the_links_of_a_page_that_moves(case: str) -> None:
    before, after = OWN[case]
    docs = {
        "index.md": "# Home\n",
        "styles/fun.md": f"{FUN}\n{before}\n",
        "styles/more.md": "# More\n\n## A\n",
        "styles/index.md": "# Styles\n",
        "play/with/others.md": "# Others\n",
    }
    moved = renamed(docs, "Fun", "play/with/", "styles/fun.png")
    assert moved.pop("play/with/fun.md") == f"---\nwas: [styles/fun.md]\n---\n\n{FUN}\n{after}\n"
    del docs["styles/fun.md"]
    assert moved == docs


TITLES = {
    "name": ("[[Fun]]", "[[Joy & play]]"),
    "name in other letters": ("[[ fun ]]", "[[Joy & play]]"),
    "words": ("[[Fun|being happy]]", "[[Fun|being happy]]".replace("Fun", "Joy & play")),
    "heading": (
        "[[Fun#In practice]] [[Fun#in-practice|x]]",
        "[[Joy & play#In practice]] [[Joy & play#in-practice|x]]",
    ),
    "table": ("| a |\n|---|\n| [[Fun\\|x]] [[Fun]] |", "| a |\n|---|\n| [[Joy & play\\|x]] [[Joy & play]] |"),
    "see also": ("See also: More, Fun, because it helps", "See also: More, [[Joy & play]], because it helps"),
    "address stays": ("[x](fun.md)", "[x](fun.md)"),
    "fragment of the title": ("[x](fun.md#fun)", "[x](fun.md#joy--play)"),
    "alias stays": ("[[Good times]]", "[[Good times]]"),
    "in a heading": ("## On [[Fun]]", "## On [[Joy & play|Fun]]"),
    "code stays": ("`[[Fun]]` \\[[Fun]]", "`[[Fun]]` \\[[Fun]]"),
}


@pytest.mark.parametrize("case", TITLES)
def test_names_of_a_page_with_a_new_title(case: str) -> None:
    before, after = TITLES[case]
    docs = {
        "index.md": HOME.format(before),
        "fun.md": f"---\n# as some say\naliases: [Good times]\n---\n\n{FUN}",
        "more.md": "# More\n",
        "term.md": "---\nsee: Fun\n---\n# Term\n",
    }
    assert renamed(docs, "fun", "Joy & play") == {
        "index.md": HOME.format(after),
        "fun.md": "---\n# as some say\naliases: [Good times, Fun]\n---\n\n"
        + FUN.replace("# Fun", "# Joy & play"),
        "more.md": "# More\n",
        "term.md": '---\nsee: "Joy & play"\n---\n# Term\n',
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Joy", "See also: More, Joy"), ("Joy, play", "See also: More, [[Joy, play]]")],
)
def test_plain_names(name: str, expected: str) -> None:
    docs = {"index.md": HOME.format("See also: More, Fun"), "fun.md": FUN, "more.md": "# More\n"}
    assert renamed(docs, "Fun", name)["index.md"] == HOME.format(expected)


def test_a_title_with_a_comma_is_one_name() -> None:
    docs = {
        "index.md": HOME.format("See also: Fun, joy and play, More"),
        "fun.md": "# Fun, joy and play\n",
        "more.md": "# More\n",
    }
    assert renamed(docs, "Fun, joy and play", "Joy")["index.md"] == HOME.format("See also: Joy, More")


HEADINGS = {
    "address": ("[x](fun.md#in-practice)", "[x](fun.md#in-our-work)"),
    "percent": ("[x](fun.md?q#in%2Dpractice)", "[x](fun.md?q#in-our-work)"),
    "reference": ("[x]\n\n[x]: <fun.md#in-practice> 't'", "[x]\n\n[x]: <fun.md#in-our-work> 't'"),
    "html": ("<a href='fun.md#in-practice'>x</a>", "<a href='fun.md#in-our-work'>x</a>"),
    "name": ("[[Fun#In practice]]", "[[Fun#In our work]]"),
    "name by id": ("[[Fun#in-practice|x]]", "[[Fun#in-our-work|x]]"),
    "table": ("| a |\n|---|\n| [[Fun#In practice\\|x]] |", "| a |\n|---|\n| [[Fun#In our work\\|x]] |"),
    "others stay": (
        "[x](fun.md#later) [x](index.md#in-practice) [[Fun]]",
        "[x](fun.md#later) [x](index.md#in-practice) [[Fun]]",
    ),
}
LATER = "\n## Later\n\nSee [above](#in-practice), [it](fun.md#in-practice) and [[#In practice]].\n"


@pytest.mark.parametrize("case", HEADINGS)
def test_links_to_a_heading_with_new_words(case: str) -> None:
    before, after = HEADINGS[case]
    docs = {"index.md": HOME.format(before) + "\n## In practice\n\nx\n", "fun.md": FUN + LATER}
    for old in ("fun.md#in-practice", "Fun#In practice", "docs/fun.md#in practice"):
        assert renamed(docs, old, "In our work") == {
            "index.md": HOME.format(after) + "\n## In practice\n\nx\n",
            "fun.md": '---\nwas: ["#in-practice now #in-our-work"]\n---\n\n'
            + (FUN + LATER).replace("In practice", "In our work").replace("#in-practice", "#in-our-work"),
        }


def test_two_headings_of_the_same_words() -> None:
    docs = {
        "index.md": HOME.format("[a](fun.md#x) [b](fun.md#x-1) [c](fun.md#x-2) [[Fun#X]]"),
        "fun.md": "# Fun\n\n## X\n\na\n\n## X\n\nb\n\n## X\n\nc\n",
    }
    assert renamed(docs, "fun.md#x", "New") == {
        "index.md": HOME.format("[a](fun.md#new) [b](fun.md#x) [c](fun.md#x-1) [[Fun#New]]"),
        "fun.md": '---\nwas: ["#x-2 now #x-1"]\n---\n\n# Fun\n\n## New\n\na\n\n## X\n\nb\n\n## X\n\nc\n',
    }


def test_a_heading_of_the_same_words_as_the_title() -> None:
    docs = {
        "index.md": HOME.format("[a](fun.md#fun) [b](fun.md#fun-1) [[Fun]]"),
        "fun.md": "# Fun\n\n## Fun\n\na\n",
    }
    assert renamed(docs, "Fun", "Joy") == {
        "index.md": HOME.format("[a](fun.md#joy) [b](fun.md#fun) [[Joy]]"),
        "fun.md": '---\naliases: [Fun]\nwas: ["#fun-1 now #fun"]\n---\n\n# Joy\n\n## Fun\n\na\n',
    }


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("## In practice ##", "## New *times ##"),
        ("   ##   In practice", "   ##   New *times"),
        ("In practice\n---", "New *times\n---"),
        ("In **practice**\n===", "New *times\n==="),
        ("> ## In practice", "> ## New *times"),
        ("- ## In practice", "- ## New *times"),
    ],
)
def test_the_forms_of_a_heading(heading: str, expected: str) -> None:
    page = "# Fun\n\na\n\n{}\n\nb\n"
    after = renamed({"fun.md": page.format(heading)}, "Fun#In practice", "New *times")
    assert after["fun.md"] == '---\nwas: ["#in-practice now #new-times"]\n---\n\n' + page.format(expected)


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("Fun", "joy.md", "fun.md"),
        ("fun.md", "Joy", "Fun"),
        ("fun.md", "a/b/", "docs/fun.md"),
        ("fun.md#in-practice", "New", "In practice"),
    ],
)
def test_there_and_back(first: str, second: str, third: str) -> None:
    docs = {
        "index.md": HOME.format(
            "[[Fun]], [[Fun#In practice]], [a](fun.md#in-practice), [b][b]\n\n[b]: fun.md"
        ),
        "fun.md": FUN + LATER + "[Home](index.md)\n",
    }
    there = renamed(docs, first, second)
    name = "New" if "#" in first else ""
    page = next(path for path in there if path != "index.md")
    back = renamed(there, f"{page}#{name}" if name else page, third)
    assert back["index.md"] == docs["index.md"]
    front, text = back["fun.md"].split("---\n\n", 1)
    assert text == docs["fun.md"]
    assert "now #new" not in front
    assert not [p for p in book(back).problems if p.level != "note"]


@pytest.mark.parametrize(("old", "new"), [("Fun", "FUN"), ("Fun#In practice", "In Practice")])
def test_capitals_alone_leave_names_and_addresses(old: str, new: str) -> None:
    docs = {"index.md": HOME.format("[[fun]] [[Fun#In practice]] [x](fun.md#in-practice)"), "fun.md": FUN}
    before = old.rpartition("#")[2]
    assert renamed(docs, old, new) == {**docs, "fun.md": FUN.replace(f"# {before}", f"# {new}")}


def test_a_short_title_is_left_alone() -> None:
    docs = {"index.md": HOME.format("[[Fun]] [[Short]]"), "fun.md": "---\ntitle: Short\n---\n# Fun\n"}
    assert renamed(docs, "Fun", "Joy") == {
        "index.md": HOME.format("[[Joy]] [[Short]]"),
        "fun.md": "---\ntitle: Short\naliases: [Fun]\n---\n# Joy\n",
    }


def test_a_page_and_its_folder_have_one_address() -> None:
    docs = {"index.md": HOME.format("[x](fun.md)"), "fun.md": "# Fun\n\n[Home](index.md)\n"}
    assert renamed(docs, "fun.md", "fun/index.md") == {
        "index.md": HOME.format("[x](fun/index.md)"),
        "fun/index.md": "# Fun\n\n[Home](../index.md)\n",
    }


def test_a_former_address_is_brought_up_to_date() -> None:
    docs = {
        "index.md": HOME.format("[x](old.md#before) [y](fun.md#before)"),
        "fun.md": '---\nwas: [old.md, "#before now #in-practice"]\n---\n' + FUN,
    }
    after = renamed(docs, "fun.md", "joy.md")
    assert after["index.md"] == HOME.format("[x](joy.md#before) [y](joy.md#before)")
    after = renamed(docs, "Fun#In practice", "New")
    assert after["index.md"] == HOME.format("[x](old.md#new) [y](fun.md#new)")
    assert after["fun.md"].startswith(
        '---\nwas: [old.md, "#before now #new", "#in-practice now #new"]\n---\n'
    )


# The file itself


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_line_ends_and_marks_stay(mark: str, end: str, line: str) -> None:
    index = (
        "---\nstatus: draft\n---\n# Home\n\né [a](fun.md)\n\n- b\n\t- [c](fun.md)\n\n[[Fun]] [d](fun.md)"
        + end
    )
    fun = "# Fun\n\ntext" + end
    docs = {"index.md": mark + index.replace("\n", line), "fun.md": mark + fun.replace("\n", line)}
    after = renamed(docs, "fun.md", "joy.md")
    assert after["index.md"] == mark + index.replace("fun.md", "joy.md").replace("\n", line)
    expected = f"---\nwas: [fun.md]\n---\n\n{fun}"
    assert after["joy.md"] == mark + expected.replace("\n", line if "\n" in fun else "\n")


def test_mixed_line_ends_stay() -> None:
    docs = {"index.md": "# Home\r\n\n[a](fun.md)\r[b](fun.md)\n\r\n[c](fun.md)", "fun.md": "# Fun\n"}
    assert renamed(docs, "fun.md", "joy.md")["index.md"] == docs["index.md"].replace("fun", "joy")


SETTINGS = {
    "none": ("", "---\nwas: [x.md]\n---\n\n"),
    "empty": ("---\n---\n", "---\nwas: [x.md]\n---\n"),
    "comment": ("---\n# note\n---\n", "---\n# note\nwas: [x.md]\n---\n"),
    "absent": ("---\norder: 1\n\n---\n", "---\norder: 1\n\nwas: [x.md]\n---\n"),
    "dots": ("---\norder: 1\n...\n", "---\norder: 1\nwas: [x.md]\n...\n"),
    "indented": ("---\n  order: 1\n---\n", "---\n  order: 1\n  was: [x.md]\n---\n"),
    "dashes in a value": (
        "---\ndescription: a --- b\n---\n",
        "---\ndescription: a --- b\nwas: [x.md]\n---\n",
    ),
    "flow": (
        "---\nwas: [a.md, 'b.md' ]\norder: 1\n---\n",
        "---\nwas: [a.md, 'b.md', x.md ]\norder: 1\n---\n",
    ),
    "flow, empty": ("---\nwas: []\n---\n", "---\nwas: [x.md]\n---\n"),
    "flow, lines": (
        "---\nwas: [\n  a.md,\n  b.md,\n]\n---\n",
        "---\nwas: [\n  a.md,\n  b.md, x.md,\n]\n---\n",
    ),
    "block": (
        "---\nwas:\n# c\n- a.md\n- 'b.md'\n# d\norder: 1\n---\n",
        "---\nwas:\n# c\n- a.md\n- 'b.md'\n- x.md\n# d\norder: 1\n---\n",
    ),
    "block, indented": ("---\nwas:\n  -  a.md\n---\n", "---\nwas:\n  -  a.md\n  -  x.md\n---\n"),
    "scalar": ("---\nwas: a.md\n---\n", "---\nwas: [a.md, x.md]\n---\n"),
    "scalar, quoted": ("---\nwas: '#a'\n---\n", "---\nwas: ['#a', x.md]\n---\n"),
    "no value": ("---\nwas:\norder: 1\n---\n", "---\nwas: [x.md]\norder: 1\n---\n"),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_a_former_address_is_added_to_the_settings(case: str) -> None:
    before, after = SETTINGS[case]
    for end in ("# Title\n", "\n# Title\n", ""):
        assert amended((before + end).encode(), "docs/a.md", "was", add=["x.md"]).decode() == after + end


@pytest.mark.parametrize(
    "before",
    [
        "---\n{was: [a.md]}\n---\n",
        "---\nwas: {a: b}\n---\n",
        "---\nwas: >\n  a.md\n---\n",
        "---\nwas: [a.md]\n",
    ],
)
def test_settings_that_cannot_be_changed_are_refused(before: str) -> None:
    with pytest.raises(ByHand):
        amended(f"{before}# Title\n".encode(), "docs/a.md", "was", add=["x.md"])


@pytest.mark.parametrize(
    "value",
    [
        "a",
        "a b",
        "null",
        "#a now #b",
        "it's",
        'say "so"',
        'it\'s "so"',
        "a: b",
        "a, b",
        "[a]",
        "a\\b",
        "café – x",
        "1.10",
        "yes",
        "- a",
        "’s",
        "@a",
    ],
)
def test_every_value_is_written_so_that_it_is_read_again(value: str) -> None:
    for before in ("", "---\naliases: [q]\n---\n", "---\naliases:\n- q\n---\n"):
        after = amended(f"{before}# T\n".encode(), "docs/a.md", "aliases", add=[value]).decode()
        found, problems = front_matter.read(after, "docs/a.md")
        assert (found.front.aliases[-1], problems) == (value, [])
        assert amended(after.encode(), "docs/a.md", "aliases", add=[value]).decode() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("was: [a.md, b.md, c.md]", "was: [a.md, c.md]"),
        ("was: [b.md, c.md]", "was: [c.md]"),
        ("was: [a.md, b.md]", "was: [a.md]"),
        ("was:\n- a.md\n- b.md\n- c.md", "was:\n- a.md\n- c.md"),
        ("order: 1\nwas: [b.md]\nstatus: draft", "order: 1\nstatus: draft"),
        ("order: 1\nwas:\n- b.md\nstatus: draft", "order: 1\nstatus: draft"),
    ],
)
def test_an_item_is_taken_out_of_the_settings(before: str, after: str) -> None:
    changed = amended(f"---\n{before}\n---\n# T\n".encode(), "docs/a.md", "was", drop=["b.md"]).decode()
    assert changed == f"---\n{after}\n---\n# T\n"


# What is refused

SOME = {
    "index.md": HOME.format("[[Fun]] and [[Cake]]"),
    "styles/fun.md": f"---\nwas: [joy.md]\naliases: [Good times]\n---\n{FUN}\n<i id='raw'>x</i>\n",
    "styles/more.md": "# More\n\n## See [[Fun]]\n\nx\n\n## Twice\n\n## Twice\n",
    "untitled.md": "Text.\n\n## Part\n",
}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Fune", "Joy", "there is no page 'Fune'. Did you mean 'Fun'?"),
        ("styles/fan.md", "Joy", "there is no page 'styles/fan.md'. Did you mean 'docs/styles/fun.md'?"),
        ("zzzzzz", "Joy", "there is no page 'zzzzzz'. Name its file, such as docs/index.md, or its title."),
        ("Fun#In practise", "Joy", "fun.md has no heading 'In practise'. Did you mean 'In practice'?"),
        ("joy.md", "x.md", "'joy.md' is docs/styles/fun.md now. Name it so."),
        ("docs/styles/", "x/", "docs/styles/ is a folder. Pages are moved one at a time."),
        ("Home", "home.md", "docs/index.md is the first page of the site and stays where it is."),
        ("More#twice ", "Joy", ""),
        ("More#Twice", "Joy", "2 times. Say which one: 'styles/more.md#twice' or 'styles/more.md#twice-1'."),
        ("Fun", "styles/more.md", "docs/styles/more.md is there already."),
        ("More", "joy.md", "docs/joy.md is the former address of docs/styles/fun.md."),
        ("More", "joy/index.md", "docs/joy/index.md is the former address of docs/styles/fun.md."),
        ("More", "untitled/index.md", "docs/untitled.md has the address 'untitled/'."),
        ("More", "pic.png/a.md", "names of files have small letters"),
        ("More", "Über uns.md", "docs/Über uns.md: names of files have small letters a to z"),
        ("More", "gaps.md", "the build writes a page of its own here."),
        ("More", "404.md", "has a meaning for the web site itself"),
        ("More", "readme.md", "call this file 'index.md'"),
        ("More", ".hidden.md", "hidden files are not published"),
        ("More", "../more.md", "'../more.md' is not in docs/."),
        ("More", "/elsewhere/more.md", "'/elsewhere/more.md' is not in docs/."),
        ("More", "styles/", "docs/styles/more.md is there already."),
        ("More", "styles/joy", "'styles/joy' looks like a file. Write 'styles/joy.md' to move"),
        ("More", "Fun", "docs/styles/fun.md has that name."),
        ("More", "good times", "docs/styles/fun.md has that name."),
        ("More", "More", "'More' is what it is called now."),
        ("More", "???", "'???' has no letters or digits."),
        ("More", "", "'' has no letters or digits."),
        ("More", "a [b]", "which a link by name cannot hold"),
        ("untitled.md", "Joy", "docs/untitled.md has no title. Begin its text with a line '# Joy'."),
        ("Fun#In practice", "Raw", "docs/styles/fun.md has '#raw' already."),
        ("Fun#In practice", "fun", "docs/styles/fun.md has '#fun' already."),
        ("Fun#In practice", "In practice", "'In practice' is what it is called now."),
        ("Fun#In practice", "more.md", "a heading cannot be moved to another page"),
        ("Fun#In practice", "## Joy", "Write only the words."),
        ("Fun#In practice", "Section needed: x", "this would bring something new to mend"),
        ("More#see-fun", "Joy", "docs/styles/more.md:3: a link stands in this heading."),
    ],
)
def test_refusals(old: str, new: str, says: str) -> None:
    if not says:
        assert "## Joy\n\n## Twice\n" in renamed(SOME, old, new)["styles/more.md"]
    else:
        assert says in refusal(SOME, old, new, "pic.png")


def test_a_name_somebody_asks_for_may_be_taken() -> None:
    read = book(renamed(SOME, "More", "Cake"))
    assert ("index.md", "styles/more.md") in [(link.page, link.target) for link in read.links]
    assert not read.wanted


def test_unreadable_settings_are_put_right_first() -> None:
    docs = {**SOME, "styles/more.md": "---\nstatsu: x\n---\n# More\n"}
    assert refusal(docs, "More", "Joy").startswith("docs/styles/more.md:2")
    for settings_ in ("status: [x", "status: " + "[" * 9000, 'status: "\\UFFFFFFFF"', "status: &a x"):
        docs = {**SOME, "styles/more.md": f"---\n{settings_}\n---\n# More\n"}
        assert refusal(docs, "More", "a.md").startswith("docs/styles/more.md:2")


def test_a_page_that_cannot_be_decoded_is_put_right_first() -> None:
    docs = {**SOME, "index.md": "# Home\n\n\u202e[[Fun]] \n"}
    assert refusal(docs, "Fun", "Joy").startswith("this has to be put right first: docs/index.md:3")


def test_stops_are_put_right_first() -> None:
    with pytest.raises(Refused, match=r"this has to be put right first: docs/a\.md:1"):
        plan([Entry("index.md"), Entry("a.md", "link")], {"index.md": b"# Home\n"}, build, "Home", "House")


def test_a_name_that_another_page_has_by_its_file_is_refused_where_links_would_move() -> None:
    docs = {"index.md": HOME.format("[[patience]]"), "patience.md": "# Being patient\n", "fun.md": FUN}
    assert "leads to docs/patience.md, and would lead to docs/fun.md" in refusal(docs, "Fun", "Patience")


@pytest.mark.parametrize(
    "wrong",
    [
        set(),
        {(8, 27, "[it](joy.md) too")},
        {(8, 27, "[it](home.md)")},
        {(8, 27, "[it](joy.md#in-practice)")},
        {(8, 27, "[that](joy.md)")},
        {(8, 27, "`[it](joy.md)`")},
        {(2, 6, "Hame"), (8, 27, "[it](joy.md)")},
        {(8, 27, "[it](joy.md)"), (27, 28, "\n\n> ")},
    ],
)
def test_a_mistake_of_our_own_is_noticed(monkeypatch: pytest.MonkeyPatch, wrong: set[Splice]) -> None:
    docs = {"home.md": HOME.format("[it](styles/fun.md) here"), "styles/fun.md": FUN}
    assert docs["home.md"][8:27] == "[it](styles/fun.md)"

    def links(read: Handbook, known: Names, page: Page, change: Change) -> tuple[set[Splice], int]:
        return (wrong if page.path == "home.md" else set()), 1

    monkeypatch.setattr("handbook.find.renaming.plan.links", links)
    refusal(docs, "Fun", "joy.md")


def test_former_names_that_git_knows_still_lead_there() -> None:
    history = History(
        names=True,
        moved={PagePath("ancient.md"): PagePath("fun.md")},
        titles={"delight": PagePath("fun.md")},
        headings={SectionId("fun.md#before"): SectionId("fun.md#in-practice")},
    )
    docs = {
        "index.md": HOME.format("[a](ancient.md) [[Delight]] [b](fun.md#before) [[Fun#Before]]"),
        "fun.md": FUN,
    }
    contents = {path: text.encode() for path, text in docs.items()}
    known = partial(assemble, data_files=DATA, history=history, today=TODAY)
    for old, new, expected in (
        ("Fun", "joy.md", "[a](joy.md) [[Delight]] [b](joy.md#before) [[Fun#Before]]"),
        ("Fun#In practice", "New", "[a](ancient.md) [[Delight]] [b](fun.md#new) [[Fun#new]]"),
        ("Fun", "Joy", "[a](ancient.md) [[Delight]] [b](fun.md#before) [[Joy#Before]]"),
    ):
        made = plan(entries(contents), contents, known, old, new)
        assert made.contents["index.md"].decode() == HOME.format(expected)


# Any book at all

BOTTOM = "See also: Our stories, [p](/styles/patience.md)\n\n## In practice\n"
PATHS = ("index.md", "other.md", "styles/patience.md")


@st.composite
def books(draw: st.DrawFn) -> Docs:
    titles = dict(zip(PATHS, ("Home", "Our stories", "Patience"), strict=True))
    return {path: f"# {title}\n\n{draw(written_page)}\n\n{BOTTOM}" for path, title in titles.items()}


WISHES = [
    ("other.md", "styles/deep/stories.md", "styles/deep/stories.md", "other.md"),
    ("styles/patience.md", "calm.md", "calm.md", "styles/patience.md"),
    ("Our stories", "What we tell", "other.md", "Our stories"),
    ("Patience", "Waiting, calmly", "Waiting, calmly", "Patience"),
    ("Our stories#In practice", "By doing", "Our stories#By doing", "In practice"),
]


def edges(read: Handbook) -> list[tuple[str, str, str]]:
    return sorted((link.page, link.target, link.wanted) for link in read.links if link.written.kind != "term")


def shown(read: Handbook, path: str) -> list[str]:
    """What a reader sees of a page, block by block."""
    page = read.pages[PagePath(path)]
    blocks, found = [*page.outline.children], []
    while blocks:
        block = blocks.pop(0)
        found.append(block_words(page.text, block) if block.inlines else block.kind)
        blocks = [*block.children, *blocks]
    return found


def _old_names(line: str) -> str:
    for new, old in (("What we tell", "Our stories"), ("Waiting, calmly", "Patience")):
        line = line.replace(new, old)
    return line.replace("By doing", "In practice")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(books(), st.sampled_from(WISHES))
def test_any_book_says_the_same_and_back_again(docs: Docs, wish: tuple[str, str, str, str]) -> None:
    old, new, there, back = wish
    before = book(docs)
    try:
        after = renamed(docs, old, new)
        again = renamed(after, there, back)
    except Refused as refused:
        # Headings of the same words cannot be told apart; what the refusal says is tested above.
        assume("Say which one" not in str(refused))
        raise
    assert edges(book(again)) == edges(before)
    read = book(after)
    for path, text in docs.items():
        assert again[path].endswith(text.replace("See also: Patience", "See also: [[Patience]]"))
        moved = path if path in after else there
        words = [_old_names(line) for line in shown(read, moved)]
        assert words == shown(before, path)


# The command


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "book"
    folder.mkdir()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    shutil.copytree(ROOT / "data", folder / "data")
    (folder / "data" / "principles.yml").unlink()  # it names pages of our own book
    (folder / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    write(folder, "index.md", HOME.format("[[Fun]], [it](styles/fun.md) and ![p](p.png)"))
    write(folder, "styles/fun.md", FUN)
    write(folder, "about/a.md", "# About\r\n\r\n[it](../styles/fun.md)")
    write(folder, "p.png", "")
    git(folder, "init", "--quiet")
    return folder


@pytest.fixture
def committed(project: Path) -> Path:
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "Begin")
    return project


def write(project: Path, path: str, text: str) -> None:
    file = project / "docs" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")


def git(folder: Path, *arguments: str) -> None:
    roles = [f"GIT_{role}_{key}" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")]
    who = {**os.environ, **dict.fromkeys(roles, "test@example.org")}
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, env=who)


def run(project: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["-C", str(project), "rename", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def lying(project: Path) -> dict[str, tuple[bytes, int]]:
    """Everything that lies in `docs/`, empty folders and modes as well."""
    found = {}
    for path in (project / "docs").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        found[path.relative_to(project).as_posix()] = (content, path.stat().st_mode)
    return found


def refused(project: Path, *arguments: str) -> str:
    before = lying(project)
    result = run(project, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert lying(project) == before
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_a_page_is_moved(committed: Path) -> None:
    (committed / "docs/styles/fun.md").chmod(0o640)
    (committed / "README").write_text("not in docs", encoding="utf-8")
    git(committed, "add", "docs")
    git(committed, "commit", "--quiet", "--allow-empty", "-m", "Mode")
    asked = run(committed, "Fun", "play/with/joy.md", "--dry-run")
    assert asked.output.splitlines() == [
        "docs/styles/fun.md: moved to docs/play/with/joy.md",
        "docs/about/a.md: 1 link rewritten",
        "docs/index.md: 1 link rewritten",
        "Nothing is written yet. Leave --dry-run out to do it.",
    ]
    assert (committed / "docs/styles/fun.md").is_file()
    done = run(committed, "Fun", "play/with/joy.md")
    assert done.output.splitlines()[:3] == asked.output.splitlines()[:3]
    assert done.exit_code == 0
    found = lying(committed)
    assert [*found] == [path for path in found if not path.startswith(("docs/styles", "docs/.#"))]
    assert found["docs/play/with/joy.md"][0].startswith(b"---\nwas: [styles/fun.md]\n---\n\n# Fun")
    assert found["docs/play/with/joy.md"][1] & 0o777 == 0o640
    assert found["docs/about/a.md"][0] == b"# About\r\n\r\n[it](../play/with/joy.md)"
    assert "Commit them first." in refused(committed, "Fun", "joy.md")


def test_a_title_and_a_heading_are_changed(committed: Path) -> None:
    assert run(committed, "fun", "Joy").output.splitlines()[:2] == [
        "docs/styles/fun.md: the title is now 'Joy'",
        "docs/index.md: 1 link rewritten",
    ]
    git(committed, "commit", "--quiet", "-am", "Joy")
    lines = run(committed, "Joy#In practice", "By doing").output.splitlines()
    assert lines[0] == "docs/styles/fun.md: the heading 'In practice' is now 'By doing'"
    assert len(lines) == 2


def test_uncommitted_work_is_never_written_over(committed: Path) -> None:
    write(committed, "index.md", "# Home, sweet home\n")
    assert "not committed: docs/index.md. Commit" in refused(committed, "Fun", "Joy")
    git(committed, "add", ".")
    assert "not committed: docs/index.md. Commit" in refused(committed, "Fun", "Joy")
    git(committed, "commit", "--quiet", "-m", "Home")
    for number in range(7):
        write(committed, f"new/é {number}.png", "")
    named = ", ".join(f"docs/new/é {number}.png" for number in range(5))
    assert f"not committed: {named} and 2 more. Commit" in refused(committed, "Fun", "Joy")
    git(committed, "config", "status.showUntrackedFiles", "no")
    assert f"not committed: {named} and 2 more. Commit" in refused(committed, "Fun", "Joy", "--dry-run")
    shutil.rmtree(committed / "docs" / "new")
    (committed / "docs/styles/fun.md").unlink()
    write(committed, "fun.md", FUN)
    assert "not committed: docs/fun.md, docs/styles/fun.md. Commit" in refused(committed, "Fun", "Joy")


def test_a_page_that_git_ignores_cannot_be_brought_back(committed: Path) -> None:
    (committed / ".gitignore").write_text("secret.md\n*.tmp\n.DS_Store\n", encoding="utf-8")
    write(committed, ".DS_Store", "")
    assert run(committed, "Fun", "Joy", "--dry-run").exit_code == 0
    write(committed, "about/secret.md", "# Secret\n\n[[Fun]] [[Home]]\n")
    assert "not committed: docs/about/secret.md." in refused(committed, "Fun", "Joy")


def test_no_commit_no_repository_no_git(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nothing has been committed yet. Commit the pages first." in refused(project, "Fun", "Joy")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "Begin")
    with monkeypatch.context() as context:
        context.setenv("PATH", "/nowhere")
        assert "git is not installed here." in refused(project, "Fun", "Joy")
    shutil.rmtree(project / ".git")
    assert "this folder is not a git repository." in refused(project, "Fun", "Joy")
    (project / ".git").mkdir()
    assert "this folder is not a git repository." in refused(project, "Fun", "Joy")


def test_a_handbook_in_a_folder_of_the_repository(committed: Path) -> None:
    inner = committed / "inner"
    inner.mkdir()
    for name in ("docs", "data", "mkdocs.yml"):
        (committed / name).rename(inner / name)
    assert "not committed: docs/about/a.md, docs/index.md" in refused(inner, "Fun", "Joy")
    git(committed, "add", ".")
    git(committed, "commit", "--quiet", "-m", "Inner")
    assert run(inner, "Fun", "Joy").exit_code == 0


def test_wrong_use_is_one_plain_line(committed: Path) -> None:
    assert refused(committed, "Fan", "Joy") == "there is no page 'Fan'. Did you mean 'Fun'?\n"


@pytest.mark.parametrize("failing", [1, 2, 3])
@pytest.mark.parametrize("for_good", [False, True])
def test_where_a_file_cannot_be_put_in_place_all_is_as_it_was(
    committed: Path, monkeypatch: pytest.MonkeyPatch, failing: int, for_good: bool
) -> None:
    replace, calls = os.replace, 0

    def full(source: str, target: Path) -> None:
        nonlocal calls
        calls += "docs" in Path(target).parts
        if calls == failing or (for_good and calls > failing):
            raise OSError(28, "No space left on device", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    said = refused(committed, "Fun", "play/joy.md")
    assert said.startswith("docs/")
    assert said.endswith(".md cannot be written: No space left on device. Nothing is changed.\n")


def test_a_page_that_cannot_be_moved(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(source), None, str(target))

    monkeypatch.setattr(os, "rename", closed)
    said = refused(committed, "Fun", "play/joy.md")
    assert said == "docs/styles/fun.md cannot be written: Permission denied. Nothing is changed.\n"


@pytest.mark.parametrize("late", [False, True])
def test_an_interruption_leaves_all_as_it_was(
    committed: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    rename, calls = os.rename, 0

    def stopped(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if late:
            rename(source, target)
        if calls == 1:
            raise KeyboardInterrupt

    before = lying(committed)
    monkeypatch.setattr(os, "rename", stopped)
    assert CliRunner().invoke(main, ["-C", str(committed), "rename", "Fun", "play/joy.md"]).exit_code == 1
    assert lying(committed) == before


def test_a_closed_folder_leaves_all_as_it_was(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = tempfile.mkstemp

    def closed(prefix: str, dir: Path) -> tuple[int, str]:  # noqa: A002
        # Whoever runs the tests may be allowed everything, so the folder is closed in this way.
        if dir.name == "styles":
            raise PermissionError(13, "Permission denied", f"{dir}/{prefix}x")
        return make(prefix=prefix, dir=dir)

    monkeypatch.setattr(tempfile, "mkstemp", closed)
    said = refused(committed, "Fun", "Joy")
    assert said == "docs/styles cannot be written: Permission denied. Nothing is changed.\n"


def test_a_page_that_changes_meanwhile(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def status(root: Path) -> tuple[str, ...]:
        write(root, "index.md", "# Changed\n")
        return ()

    monkeypatch.setattr("handbook.shell.git.uncommitted", status)
    result = run(committed, "Fun", "Joy")
    assert (result.exit_code, result.stderr) == (2, "docs/index.md was changed just now. Try again.\n")
    assert lying(committed)["docs/index.md"][0] == b"# Changed\n"
    assert lying(committed)["docs/styles/fun.md"][0] == FUN.encode()
