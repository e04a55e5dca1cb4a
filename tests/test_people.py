"""Names that people withdrew: that nothing which leaves the book holds one, and how they are written down."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from test_golden import handbook

from handbook.find.people import NOT_NAMED, fingerprint, withdrawals
from handbook.find.withdrawn import Withdrawals
from handbook.model import Handbook
from handbook.read import data
from handbook.shell import project as on_disk
from handbook.shell.cli import main
from handbook.show import page, site
from handbook.show.addresses import Repository
from handbook.show.export import texts
from handbook.show.foot import foot
from handbook.show.formats import as_csv, as_github, as_markdown

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)
REPOSITORY = Repository("https://github.com/x/y", "main", "https://book.example/", "mailto:role@x.example")
DOCS = {
    "index.md": (
        "# Home\n\nSalt is liked by Ann Doe. See [[Ann Doe]], [[By Ann Doe]], [[Fun]] and [[Salt]].\n\n"
        "[Ann Doe](https://x.example/ann-doe)\n\nUnsorted:\n\n- a note by Ann Doe\n"
    ),
    "fun/index.md": (
        "---\nstatus: section needed\ntitle: Fun by Ann Doe\ndescription: What Ann Doe found\n"
        "tags: [ann, Ann Doe]\nowner: Ann Doe\nsituations: [You have met Ann Doe]\n"
        "---\n\n# Fun\n\n"
        "Ann Doe likes salt, says Ann\nDoe and **Ann Doe**. This links to [[Home]], says Ann Doe.\n\n"
        "## Ann Doe's way\n\nSection needed (@anndoe, an hour): what Ann Doe does. See [[Salt]].\n\n"
        "Question: does Ann Doe know?\n\nComment (Ann Doe, 2020-12-26): Yes, by Ann Doe.\n\n"
        "> Dig, says Ann Doe.\n> — Ann Doe, A letter from Ann Doe\n\n"
        "> Dig.\n> — after NEF or Ann Doe, [@doe], disputed\n\n"
        '| Who |\n|---|\n| Ann Doe |\n\n<p title="Ann Doe">ANN DOE</p>\n\n'
        "It is so (source needed, says Ann Doe).\n"
    ),
    "glossary/salt.md": (
        "# Salt\n\nWhat Ann Doe eats.\n\nMeaning (Ann Doe, 2011): white.\n\n"
        "Meaning (after Ann Doe, disputed): grey.\n"
    ),
    "by-ann.md": "# By Ann Doe\n\nSee [[Fun]] and salt.\n\nSee also: Fun, because Ann Doe says so\n",
    "references.md": "# References\n\nBelow. [[Fun]] by Ann Doe.\n",
    "voices.md": "# Voices\n\nBelow. [[Fun]]\n",
}
DATA = {
    "sources.yml": (
        "doe: {title: Ann Doe's spade, by: 'Ben Roe, Ann Doe', in: Ann Doe Press, note: By Ann Doe}\n"
        "lost: {title: Lost, by: Ann Doe, state: missing}\n"
    ),
    "settings.yml": "common_words: [ann]\n",
}
MANY = "".join(f"Nora{number} Berg: {{withdrawn: 2026-05-01}}\n" for number in range(3000))
SPELLINGS = {
    "by name": "Ann Doe: {also: ['@anndoe'], withdrawn: 2026-05-01}\n",
    "among thousands": MANY + "Ann Doe: {also: ['@anndoe'], withdrawn: 2026-05-01}\n",
    "by fingerprint": (
        f'"{fingerprint("Ann Doe")}": {{withdrawn: 2026-05-01}}\n'
        f'"{fingerprint("@anndoe")}": {{withdrawn: 2026-05-01}}\n'
    ),
}
HISTORY: dict[str, Any] = {
    "changed": {path: date(2026, 11, 1) for path in DOCS},
    "written": {path: date(2026, 10, 1) for path in DOCS},
    "spells": [
        {
            "gap": "fun/index.md#x/section-needed",
            "kind": "section-needed",
            "page": "fun/index.md",
            "words": "more of Ann Doe",
            "asked": date(2026, 10, 1),
            "commit": "a" * 40,
            "closed": date(2026, 11, 1),
            "closing": "b" * 40,
            "filled": True,
        }
    ],
}


def outputs(book: Handbook) -> dict[str, str]:
    """Everything that leaves `show`, by what it is."""
    found = dict(site.generated(book, REPOSITORY))
    for each in book.pages.values():
        found[f"page {each.path}"] = page.document(book, each, REPOSITORY)
        found[f"foot {each.path}"] = foot(book, each, REPOSITORY)
    found["nav"] = json.dumps(site.navigation(book))
    found |= {f"export {path}": text for path, text in texts(book, REPOSITORY, "site_name: Test\n").items()}
    return found | {
        "csv": as_csv(book),
        "markdown": as_markdown(book),
        "github": as_github(book),
    }


@pytest.mark.parametrize("people", SPELLINGS.values(), ids=[*SPELLINGS])
def test_no_text_that_leaves_the_book_holds_the_name(people: str) -> None:
    book = handbook({"docs": DOCS, "data": DATA | {"people.yml": people}, "history": HISTORY})
    found = outputs(book)
    assert {"gaps.xml", "changes.xml", "gaps.json", "gaps.md", "registers/questions.md"} <= {*found}
    for what, text in found.items():
        assert not re.search(r"\bann\s+doe\b|@anndoe", unquote(text), re.I), what
    json.loads(found["gaps.json"])
    assert NOT_NAMED in found["page fun/index.md"]


@pytest.mark.parametrize("people", ["", *SPELLINGS.values()], ids=["nobody", *SPELLINGS])
def test_no_message_says_the_name(people: str) -> None:
    docs = {"a.md": "# A\n\nSee [[B#Ann Doe]] and [x](by-ann.md).\n", "b.md": "# B\n\nBy Ann Doe.\n"}
    book = handbook({"docs": docs, "data": {"people.yml": people} if people else {}})
    said = " ".join(problem.message for problem in book.problems if problem.place.path == "docs/a.md")
    assert "no heading" in said
    assert ("Ann Doe" in said) == (not people)


def test_the_same_book_holds_the_name_in_all_these_places_where_nobody_withdrew_it() -> None:
    found = outputs(handbook({"docs": DOCS, "data": DATA, "history": HISTORY}))
    named = {what for what, text in found.items() if "Ann Doe" in text}
    assert {
        *("gaps.json", "gaps.xml", "changes.xml", "gaps.md", "all-pages.md", "terms-a-to-z.md"),
        *("situations.md", "page references.md", "page voices.md", "page fun/index.md", "foot fun/index.md"),
        *("not-written-yet/ann-doe.md", "nav", "csv", "markdown", "github", "export mkdocs.yml"),
        *("registers/questions.md", "registers/comments.md", "registers/unsorted-notes.md"),
    } - named == set()


def test_a_name_in_no_capitals_is_found_where_it_signs_something() -> None:
    people = f'"{fingerprint("bell hooks")}": {{withdrawn: 2026-05-01}}\n'
    docs = {"a.md": "# A\n\nSaid bell hooks.\n\nComment (bell hooks): Yes.\n"}
    book = handbook({"docs": docs, "data": {"people.yml": people}})
    assert "bell" not in page.document(book, book.pages["a.md"], REPOSITORY)  # type: ignore[index]


def test_without_withdrawn_names_texts_are_the_same_ones() -> None:
    gone = withdrawals(handbook({"docs": DOCS, "data": DATA}))
    text = "Ann Doe"
    assert not gone
    assert gone(text) is text
    assert gone.plainly(text) is text


ALONE = Withdrawals({"Ann Doe": "a neighbour"})
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)


@given(WORDS, WORDS, st.sampled_from(["Ann Doe", "ann doe", "ANN\nDOE", "Ann\u00a0Doe", "Ann&nbsp;Doe"]))
def test_no_occurrence_is_left_and_other_words_stay(before: str, after: str, name: str) -> None:
    text = f"{before} {name} {after}"
    shown = ALONE.plainly(text)
    assert not [*ALONE.places(shown)]
    assert shown.lower() == f"{before} a neighbour {after}".lower() or [*ALONE.places(before + after)]


@given(WORDS)
def test_words_without_the_name_stay_as_they_are(text: str) -> None:
    assert ALONE(text) == text or re.search(r"ann\W+doe", text, re.I)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann Doe's spade", "A neighbour's spade"),
        ("of Ann Doe’s", "of a neighbour’s"),
        ("with *Ann* Doe", "with *a neighbour*"),
        ("_Ann Doe_", "_A neighbour_"),
        ("with <b>Ann</b> Doe", "with <b>a neighbour</b>"),
        ("with Ann [Doe](x.md)", "with [a neighbour](x.md)"),
        ("with\n> Ann\n> Doe", "with\n> a neighbour"),
        ("two. Ann Doe", "two. A neighbour"),
        ("Joann Doe, Ann Doering, Ann-Doe, Ann, Doe", "Joann Doe, Ann Doering, Ann-Doe, Ann, Doe"),
        ("Ann\n\nDoe", "Ann\n\nDoe"),
        ('<a href="Ann Doe">x</a>', '<a href="Ann Doe">x</a>'),
    ],
)
def test_places(text: str, shown: str) -> None:
    assert ALONE(text) == shown


@pytest.mark.parametrize(
    "text", ["Ann " * 20_000, "Ann" + " " * 60_000, "[](" * 20_000, "a." * 40_000, "Ann" + "<b>" * 20_000]
)
def test_no_text_takes_long(text: str) -> None:
    assert ALONE(f"Ann Doe. {text}").startswith("A neighbour. ")


# In the file


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "data").mkdir()
    for name in ("labels.yml", "statuses.yml"):
        (tmp_path / "data" / name).write_bytes((ROOT / "data" / name).read_bytes())
    (tmp_path / "docs/index.md").write_text("# Home\n\nBy Ann Doe.\n\nAnn Doe dug, [[Ann Doe]].\n", "utf-8")
    return tmp_path


def withdraw(project: Path, *arguments: str) -> Result:
    command = ["-C", str(project), "--today", str(TODAY), "withdraw", *arguments]
    result = CliRunner().invoke(main, command)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def people(project: Path) -> Path:
    return project / "data" / "people.yml"


def test_a_name_is_withdrawn_by_its_fingerprint(project: Path) -> None:
    result = withdraw(project, "Ann Doe", "--shown-as", "a neighbour: “Z”")
    assert result.exit_code == 0, result.output
    assert result.output == (
        "data/people.yml now holds the fingerprint. The site shows 'a neighbour: “Z”'.\n"
        "What was withdrawn still stands in 2 places. Take it out there:\n"
        "    docs/index.md:3\n    docs/index.md:5\n"
    )
    assert (
        people(project)
        .read_text("utf-8")
        .endswith(
            f'\n\n"{fingerprint("Ann Doe")}":\n  withdrawn: "2026-11-21"\n  shown_as: "a neighbour: “Z”"\n'
        )
    )
    book = on_disk.read(project, TODAY)
    assert "Ann" not in page.document(book, book.pages["index.md"], Repository())  # type: ignore[index]


def test_other_entries_and_comments_stay(project: Path) -> None:
    before = "# Ours.\r\nBen Roe: {also: [B. Roe]}\r\n# A cook.\r\n"
    people(project).write_bytes(before.encode())
    result = withdraw(project, "Ann Doe")
    assert result.exit_code == 0, result.output
    after = people(project).read_bytes().decode()
    assert after.startswith(before)
    assert "\n" not in after.replace("\r\n", "")
    assert [*data.people(after.encode())[0]] == ["Ben Roe", fingerprint("Ann Doe")]


def test_an_entry_that_says_the_name_says_it_no_longer(project: Path) -> None:
    people(project).write_text(
        "Ben Roe: {also: [B. Roe]}\n\nProf. Ann Doe:\n  also:\n    - Ann  Doe\n    - A. Doe\n"
        "\n# The rest.\nCem: {}\n",
        "utf-8",
    )
    assert withdraw(project, "ann doe").exit_code == 0
    after = people(project).read_text("utf-8")
    entries, wrong = data.people(after.encode())
    assert not wrong
    assert "Doe" not in after
    assert [*entries] == ["Ben Roe", fingerprint("Ann Doe"), "Cem"]
    assert entries[fingerprint("Ann Doe")].also == (fingerprint("Prof. Ann Doe"), fingerprint("A. Doe"))
    assert after.startswith("Ben Roe: {also: [B. Roe]}\n\n")
    assert after.endswith("\n\n# The rest.\nCem: {}\n")


def test_withdrawn_twice_is_withdrawn_once(project: Path) -> None:
    assert withdraw(project, "Ann Doe").exit_code == 0
    assert withdraw(project, "ANN DOE", "--shown-as", "a cook").exit_code == 0
    entries, wrong = data.people(people(project).read_bytes())
    assert not wrong
    assert [(key, who.shown_as) for key, who in entries.items()] == [(fingerprint("Ann Doe"), "a cook")]


@pytest.mark.parametrize(
    ("before", "arguments", "said"),
    [
        (None, ("A",), "this is too short to be found as a name."),
        (None, ("Ann Doe", "--shown-as", "<b>"), "shown_as"),
        ("Ann: [\n", ("Ann Doe",), "data/people.yml:"),
        ("{Ben Roe: {}}\n", ("Ann Doe",), "is written in a way that is not changed from here."),
    ],
)
def test_what_is_refused_leaves_the_file(
    project: Path, before: str | None, arguments: tuple[str, ...], said: str
) -> None:
    if before is not None:
        people(project).write_text(before, "utf-8")
    result = withdraw(project, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert (people(project).read_text("utf-8") if people(project).exists() else None) == before
    assert [path.name for path in (project / "data").iterdir() if path.name.startswith(".")] == []


def test_a_file_that_cannot_be_read_stops_every_build() -> None:
    for content in (
        "Ann Doe: {withdrawn: soon}\n",
        "Ann: [\n",
        "Ann Doe: {shown_as: <b>}\n",
        "sha256:12: {}\n",
    ):
        book = handbook({"docs": {"a.md": "# A\n\nText.\n"}, "data": {"people.yml": content}})
        assert "stop" in {problem.level for problem in book.problems}, content


def test_check_and_gaps_do_not_say_the_name(project: Path) -> None:
    (project / "docs/a.md").write_text(
        "---\nstatus: Ann Doe\n---\n# A\n\nSection needed (@x): by Ann Doe.\n", "utf-8"
    )
    assert withdraw(project, "Ann Doe").exit_code == 0
    for command in (["check"], ["gaps"], *(["gaps", "--format", f] for f in ("csv", "json", "markdown"))):
        result = CliRunner().invoke(main, ["-C", str(project), "--today", str(TODAY), *command])
        assert "Ann Doe" not in result.output, command
        assert NOT_NAMED in result.output, command


@pytest.mark.parametrize(
    "slip",
    [
        "Ann Doe:\nwithdrawn: 2026-05-01\n",
        "Ann Doe: {withdrawn: }\n",
        "Ann Doe: {withdrawn: soon}\n",
        "Ann Doe: {shown_as: somebody}\n",
        "Ann Doe: {withdrawn: 2026-05-01, shown_as: a friend of ann doe}\n",
        "A: {withdrawn: 2026-05-01}\n",
        '"SHA256:00": {withdrawn: 2026-05-01}\n',
    ],
)
def test_a_slip_that_would_show_a_name_stops_the_build(slip: str) -> None:
    book = handbook({"docs": {"index.md": "# Home\n\nA word of Ann Doe.\n"}, "data": {"people.yml": slip}})
    found = [problem for problem in book.problems if problem.level != "note"]
    assert found
    assert {problem.level for problem in found} == {"stop"}


def test_other_words_may_begin_like_the_name() -> None:
    entry = {"people.yml": "Ann: {withdrawn: 2026-05-01, shown_as: an announcer}\n"}
    book = handbook({"docs": {"index.md": "# Home\n\nSo says Ann.\n"}, "data": entry})
    assert all(problem.level == "note" for problem in book.problems)


def test_words_that_say_the_name_are_refused(project: Path) -> None:
    before = people(project).read_bytes() if people(project).exists() else None
    refused = withdraw(project, "Bo Roe", "--shown-as", "a friend of BO ROE")
    assert (refused.exit_code, "say the name itself" in refused.output) == (2, True)
    assert (people(project).read_bytes() if people(project).exists() else None) == before


def test_an_everyday_word_as_a_name_is_told_of(project: Path) -> None:
    (project / "data/settings.yml").write_text("common_words: [may]\n", "utf-8")
    assert "everyday word" in withdraw(project, "May").output
    assert "everyday word" not in withdraw(project, "Will May").output


def test_a_file_of_that_name_is_among_the_places(project: Path) -> None:
    (project / "docs/bo-roe.md").write_text("# Her page\n", "utf-8")
    assert "docs/bo-roe.md:1" in withdraw(project, "Bo Roe").output
