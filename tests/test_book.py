"""What our own book promises: nothing the sources raise is lost, and none of their sentences is copied.

Reading ease is measured and printed at the end of a run, and holds nothing up.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from statistics import median

import click
import pyphen
import pytest

from handbook.find.coverage import coverage
from handbook.find.networks import side_by_side
from handbook.model import Handbook, Page, PagePath, is_post
from handbook.shell.cli import main
from handbook.shell.project import read
from handbook.show import page as shown
from handbook.show import report
from handbook.show.addresses import Repository

ROOT = Path(__file__).parents[1]
RUNS = Path(__file__).parent / "source_runs.txt"
TOGETHER = 8
"""Words in a row that nobody but their author writes."""

EXCEPTIONS = (
    "We need civic operating systems to manage the social fabric for healthy communities, "
    "plus a social app store of tools",
    "Putting the 'critical' into learning and leadership for reclaiming co-production practices",
    "Networks as part of movements becoming closer and better connected",
    "Not in competition with other forms of action",
    "Building a resilient movement",
    "A People's Food Policy",
    "Create the feel",
    "Citizens doing it for themselves",
    "Our stories",
)
"""Titles and names, which carry over as they are; longer ones stand before those they hold."""


@pytest.fixture(scope="module")
def book() -> Handbook:
    return read(ROOT, date(2026, 11, 22))


# What the sources raise


def test_everything_the_sources_raise_has_a_home_or_a_reason(book: Handbook) -> None:
    found = coverage(book)
    assert found.summary() == "363 of 363 items have a home or a reason to be left out"
    assert found.homeless == ()
    assert found.summary() in report.document(book, Repository())


def test_what_the_sources_do_not_hold_and_where_they_contradict_is_shown(book: Handbook) -> None:
    found = coverage(book)
    assert (len(found.missing), len(found.tensions)) == (15, 9)
    assert [key for key in (*found.missing, *found.tensions) if key not in found.homes] == []


def test_what_belongs_together_across_sources_is_linked(book: Handbook) -> None:
    ties = coverage(book).ties
    assert len(ties) == 25
    assert [(tie.item, tie.other) for tie in ties if not tie.pages] == []


# Pages


def test_a_page_reads_in_a_sitting(book: Handbook) -> None:
    assert {path: page.words for path, page in book.pages.items() if page.words > 900} == {}


def test_every_page_is_linked_and_leads_on(book: Handbook) -> None:
    # What pairs pass on is gathered on a page of its own, and may be about anything.
    pages = [path for path in book.pages if not is_post(path)]
    out: dict[str, set[str]] = {path: set() for path in book.pages}
    into: dict[str, set[str]] = {path: set() for path in book.pages}
    for link in (*book.links, *book.uses):
        target = link.target.partition("#")[0]
        if target in into and target != link.page:
            out[link.page].add(target)
            into[target].add(link.page)
    assert [path for path in pages if not into[path] and path != "index.md"] == []
    assert {path: len(out[path]) for path in pages if len(out[path]) < 2} == {}


def test_the_quick_read_is_quick(book: Handbook) -> None:
    basics = [page.words for page in book.pages.values() if page.front.track == "basics"]
    assert basics
    assert sum(basics) <= 3000


def test_terms_have_several_meanings_with_names(book: Handbook) -> None:
    assert len(book.terms) >= 40
    several = [term for term in book.terms.values() if sum(bool(m.facts.who) for m in term.meanings) > 1]
    assert len(several) >= 8


def test_gaps_are_few_enough_to_be_asked(book: Handbook) -> None:
    assert sum(gap.asked for gap in book.gaps) <= 60


# Commands


def commands(text: str) -> Iterator[list[str]]:
    """The words of every command `handbook …` that a page shows as code."""
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S):
        yield from map(shlex.split, re.findall(r"^(?:\$ )?handbook (.+)$", block, re.M))
    yield from map(shlex.split, re.findall(r"(?<!`)`handbook ([^`\n]+)`", text))


def wrong(words: list[str]) -> list[str]:
    """Subcommands and options that do not exist; words in capitals stand for something else."""
    command: click.Command = main
    known = {option for param in main.params for option in param.opts}
    missing = []
    for word in words:
        if word.startswith("--"):
            missing += [word] if word.partition("=")[0] not in known else []
        elif isinstance(command, click.Group) and re.fullmatch("[a-z-]+", word):
            found = command.get_command(click.Context(command), word)
            if found is None:
                return [*missing, word]
            command, known = found, known | {option for param in found.params for option in param.opts}
    return missing


def test_every_command_in_the_book_exists() -> None:
    shown = {
        str(path.relative_to(ROOT)): [*commands(path.read_text("utf-8"))]
        for path in sorted((ROOT / "docs").rglob("*.md"))
    }
    assert sum(map(len, shown.values())) > 40
    assert {
        path: bad for path, found in shown.items() if (bad := [w for words in found for w in wrong(words)])
    } == {}
    assert wrong(["unmentoring", "drow", "--names"]) == ["drow"]
    assert wrong(["unmentoring", "draw", "--name"]) == ["--name"]


def test_the_page_on_the_practices_has_all_of_their_commands() -> None:
    text = (ROOT / "docs" / "about" / "practices.md").read_text("utf-8")
    groups = [
        group for name in ("unmentoring", "assess") if isinstance(group := main.commands[name], click.Group)
    ]
    names = {name for group in groups for name in group.list_commands(click.Context(group))}
    assert len(groups) == 2
    assert {name for name in names if f"`{name}`" not in text} == set()


# Networks


def test_networks_are_asked_the_same_questions(book: Handbook) -> None:
    found = side_by_side(book.pages, book.vocabulary)
    assert len(found) >= 15
    assert {path for path, given in found.items() if not all(answer.heading for answer in given)} == set()


def test_a_question_nobody_has_answered_asks_the_reader(book: Handbook) -> None:
    path = next(
        p for p, given in side_by_side(book.pages, book.vocabulary).items() if any(a.empty for a in given)
    )
    text = shown.body(book, book.pages[path], Repository("https://github.com/x/y"))
    assert "Nobody has answered this yet. Do you know?" in text
    assert f'<a href="https://github.com/x/y/edit/main/docs/{path}">in the editor</a>' in text
    assert "/open-questions" in text[text.index("write/?gap=") :]


# Words of our own


def words(text: str) -> list[str]:
    """The words of a text as they are compared, without addresses of links."""
    text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]", r"\1", text)
    text = re.sub(r"\]\([^)]*\)|https?://\S+", " ", text)
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", ""))


def copied(text: str, runs: set[str], exceptions: Iterable[str] = EXCEPTIONS) -> Iterator[str]:
    """Runs of words that one of the sources has as well."""
    flat = f" {' '.join(words(text))} "
    for phrase in exceptions:
        flat = flat.replace(f" {' '.join(words(phrase))} ", " | ")
    for part in flat.split("|"):
        row = part.split()
        for start in range(len(row) - TOGETHER + 1):
            run = " ".join(row[start : start + TOGETHER])
            if sha256(run.encode()).hexdigest()[:12] in runs:
                yield run


@pytest.fixture(scope="module")
def runs() -> set[str]:
    return {line for line in RUNS.read_text("utf-8").splitlines() if not line.startswith("#")}


def texts() -> Iterator[Path]:
    """Every text we publish that people write."""
    yield from sorted((ROOT / "docs").rglob("*.md"))
    yield from sorted((ROOT / "data").rglob("*.yml"))
    yield from (ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md"))


def test_no_sentence_is_one_of_the_sources(runs: set[str]) -> None:
    found = {str(path.relative_to(ROOT)): [*copied(path.read_text("utf-8"), runs)] for path in texts()}
    assert {path: shared for path, shared in found.items() if shared} == {}


def test_a_sentence_of_the_sources_would_be_found(runs: set[str]) -> None:
    title = "Networks as part of movements becoming closer and better connected"
    assert len(runs) == 5586
    assert [*copied(f"We wrote about [{title}](there.md) once.", runs)] == []
    assert [*copied(f"We wrote about [{title}](there.md) once.", runs, ())] == [
        "networks as part of movements becoming closer and",
        "as part of movements becoming closer and better",
        "part of movements becoming closer and better connected",
    ]


# Reading ease

_SYLLABLES = pyphen.Pyphen(lang="en_GB")


def ease(paragraphs: Iterable[str]) -> float:
    """Flesch's figure, 60 for plain English; every paragraph ends a sentence."""
    sentences, count, syllables = 0, 0, 0
    for paragraph in paragraphs:
        for sentence in re.split(r"[.!?:]+(?:\s|$)", paragraph):
            row = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", sentence)
            sentences += bool(row)
            count += len(row)
            syllables += sum(len(_SYLLABLES.positions(word)) + 1 for word in row)
    return 206.835 - 1.015 * count / max(sentences, 1) - 84.6 * syllables / max(count, 1)


def test_ease() -> None:
    assert ease(["The cat sat on the mat."]) == pytest.approx(206.835 - 1.015 * 6 - 84.6)
    two = ["Neighbours share a garden", "Participation needs organisation. 2020!"]
    assert ease(two) == pytest.approx(206.835 - 1.015 * 7 / 2 - 84.6 * (6 + 9) / 7)


def test_how_the_book_reads(book: Handbook, record_property: Callable[[str, object], None]) -> None:
    def figure(page: Page) -> float:
        return ease(prose.text for prose in page.prose)

    figures = {path: figure(page) for path, page in book.pages.items() if page.words >= 50}
    assert figures
    hardest: PagePath = min(figures, key=lambda path: figures[path])
    record_property(
        "Reading ease",
        f"median {median(figures.values()):.0f}, lowest {figures[hardest]:.0f} (docs/{hardest})",
    )
