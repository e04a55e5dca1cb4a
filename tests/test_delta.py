"""What a pull request does to the book: each scripted in a real repository, with its exact texts.

A case of tests/deltas/*.yml names what is written in `base`, then on a branch what is moved (`move`) and
written (`change`; nothing takes the file out), what goes on in `main` meanwhile, and what is left
uncommitted (`left`); then what the command says, by format, and how it ends (`exit`).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import written
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.find.book import assemble
from handbook.find.proposal.delta import Change, delta
from handbook.model import Entry, Handbook, History
from handbook.shell import project, states
from handbook.shell.cli import main
from handbook.show.delta import MOST_BYTES, as_markdown, as_text
from handbook.show.delta_formats import as_github, as_json

CASES = Path(__file__).parent / "deltas"
DATA = CASES.parents[1] / "data"
FORMATS = ("table", "json", "markdown", "github")


def git(folder: Path, *arguments: str) -> str:
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in {
            "NAME": "test",
            "EMAIL": "test@example.org",
            "DATE": "2026-05-01T12:00:00+00:00",
        }.items()
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True, env={**os.environ, **who}
    )
    return done.stdout.strip()


def write(folder: Path, files: Mapping[str, str | None]) -> None:
    for path, text in files.items():
        file = folder / path
        if text is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def commit(folder: Path, files: Mapping[str, str | None]) -> None:
    write(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Change")


def scripted(folder: Path, case: Mapping[str, Any]) -> Path:
    """A repository with the branch of a case checked out."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    data = {f"data/{name}": (DATA / name).read_text("utf-8") for name in ("labels.yml", "statuses.yml")}
    commit(folder, {"mkdocs.yml": "site_name: Test\n"} | data | case["base"])
    git(folder, "checkout", "--quiet", "-b", "proposal")
    for old, new in case.get("move", {}).items():
        (folder / new).parent.mkdir(parents=True, exist_ok=True)
        git(folder, "mv", old, new)
    commit(folder, case.get("change", {}))
    if "main" in case:
        git(folder, "checkout", "--quiet", "main")
        commit(folder, case["main"])
        git(folder, "checkout", "--quiet", "proposal")
    write(folder, case.get("left", {}))
    return folder


def run(folder: Path, form: str = "table", ref: str = "main", *more: str) -> Result:
    asked = ["-C", str(folder), "--today", "2026-11-21", "gaps", "--format", form, "--against", ref, *more]
    result = CliRunner().invoke(main, asked)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


FILES = {path: yaml.safe_load(path.read_text("utf-8")) for path in sorted(CASES.glob("*.yml"))}


@pytest.fixture(autouse=True)
def _nothing_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))


@pytest.mark.parametrize(
    ("path", "case"),
    [
        pytest.param(path, case, id=case["name"])
        for path, content in FILES.items()
        for case in content["cases"]
    ],
)
def test_a_scripted_pull_request(
    path: Path, case: dict[str, Any], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = scripted(tmp_path / "book", case)
    before = {file: file.read_bytes() for file in folder.glob("[!.]*/**/*") if file.is_file()}
    said = {key: case[key] for key in ("exit", "error", *FORMATS) if key in case}
    results = {form: run(folder, form) for form in FORMATS if form in said or form == "json"}
    shown = {form: results[form].stdout for form in said if form in FORMATS}
    shown["exit"] = results["json"].exit_code
    if "error" in said:
        shown["error"] = results["json"].stderr
    assert before == {file: file.read_bytes() for file in folder.glob("[!.]*/**/*") if file.is_file()}
    if shown != said and request.config.getoption("update_golden"):
        case.update(shown)
        text = yaml.dump(FILES[path], Dumper=_Writer, sort_keys=False, allow_unicode=True, width=999)
        path.write_text(text, "utf-8", newline="\n")
    else:
        assert shown == said


class _Writer(yaml.SafeDumper):
    """YAML with texts of several lines as they are."""


_Writer.add_representer(
    str,
    lambda d, text: d.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None),
)


SAME = [case for case in FILES[CASES / "gaps.yml"]["cases"] if "main" not in case]


@pytest.mark.parametrize("case", SAME, ids=[case["name"] for case in SAME])
def test_the_history_says_the_same_of_a_commit(case: dict[str, Any], tmp_path: Path) -> None:
    folder = scripted(tmp_path / "book", case)
    found = states.against(folder, "main", date(2026, 11, 21))
    spells = found.head.history.spells
    here = git(folder, "rev-parse", "HEAD")
    closed: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for spell in spells:
        if spell.closing == here:
            closed[spell.filled].append((spell.kind, spell.words))
    assert sorted(closed[True]) == sorted((gap.kind, gap.words) for gap in found.filled)
    assert sorted(closed[False]) == sorted((gap.kind, gap.words) for gap in found.taken_out)
    asked = sorted((spell.kind, spell.words) for spell in spells if spell.commit == here)
    assert asked == sorted((gap.kind, gap.words) for gap in found.asked)


def _book(text: str, *names: str) -> Handbook:
    """A book in memory: one page, one that links to it, and files of some names."""
    docs = {"index.md": b"# Home\n\n[[Other]]\n", "other.md": text.encode()}
    docs |= dict.fromkeys(names, b"# Text\n")
    data = {name: (DATA / name).read_bytes() for name in ("labels.yml", "statuses.yml")}
    return assemble([Entry(path) for path in docs], docs, data, History(), date(2026, 11, 21))


@settings(max_examples=60, deadline=None)
@given(written.page, written.page)
def test_every_gap_is_told_of_once(before: str, after: str) -> None:
    base, head = _book(before), _book(after)
    found = delta(base, head, Change())
    went = Counter(gap.id for gap in (*found.filled, *found.taken_out))
    came = Counter(gap.id for gap in found.asked)
    asked, now = ({gap.id for gap in book.gaps if gap.asked} for book in (base, head))
    assert not went - Counter(asked)
    assert not came - Counter(now)
    assert len(asked) - went.total() == len(now) - came.total()
    nothing = delta(head, head, Change())
    assert as_text(nothing, "main") == "This change leaves the gaps as they are, and that is fine.\n"


SIGNS = st.text(st.sampled_from("::%\r\n,<>|`@ab#[]*_~&!\\$'\"\u202e\u2028 -"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(SIGNS, SIGNS, written.page)
def test_no_words_break_a_format(words: str, name: str, text: str) -> None:
    head = _book(f"# {name}\n\nSection needed: x{words}\n\n{text}", f"X{name}.md")
    touched = dict.fromkeys(("docs/other.md", f"docs/X{name}.md"), (range(1, 10_000),))
    found = delta(_book(""), head, Change({}, touched, (words, f"tools/{name}")))
    assert found.new_problems
    assert json.loads(as_json(found, name))["compared"]
    for line in as_github(found, name).split("\n")[:-1]:
        assert re.fullmatch(r"::(error|warning|notice) ?([a-z]+=[^:,]*,?)*::.+", line), line
    said = as_markdown(found, name)
    assert set(re.findall("<.*?>", said)) <= {"<details>", "<summary>", "</summary>", "</details>"}
    outside = re.sub(r"`@[^`]*`", "", re.sub(r"(?s)```.*?```", "", said))
    assert not re.search(r"@[A-Za-z0-9]|[\r\u202e\u2028|]", outside)


BOOK = {
    "docs/index.md": "# Home\n\nSee [[Fun]].\n",
    "docs/fun.md": "# Fun\n\nSection needed: food.\n\n## Songs\n\nWe sing. [Home](index.md)\n",
}
PASTING = [case for case in FILES[CASES / "pages.yml"]["cases"] if "paste this" in case["table"]]


@pytest.mark.parametrize("case", PASTING, ids=[case["name"] for case in PASTING])
def test_the_lines_to_paste_keep_every_address(case: dict[str, Any], tmp_path: Path) -> None:
    folder = scripted(tmp_path / "book", case)
    before = json.loads(run(folder, "json").stdout)
    for lost in before["former_addresses"]:
        path = folder / (lost["file"] or "docs/index.md")
        lines = path.read_text("utf-8").splitlines()
        if lines[0] != "---":
            lines[:0] = ["---", "---"]
        lines = [line for line in lines if not line.startswith("was:")]
        lines.insert(1, lost["line"])
        write(folder, {str(path.relative_to(folder)): "\n".join(lines) + "\n"})
    commit(folder, {})
    after = json.loads(run(folder, "json").stdout)
    assert before["former_addresses"]
    assert (after["former_addresses"], after["new_problems"]) == ([], [])


def test_at_most_ten_notes_of_a_kind_with_the_one_that_counts_the_others(tmp_path: Path) -> None:
    asked = "".join(f"Section needed: number {n}.\n\n" for n in range(30))
    folder = scripted(tmp_path / "book", {"base": BOOK, "change": {"docs/all.md": f"# All\n\n{asked}"}})
    lines = run(folder, "github").stdout.splitlines()
    said = "::notice file=docs/all.md,line={},title=Thank you for flagging::Section needed: number {}."
    assert lines[:9] == [said.format(3 + 2 * n, n) for n in range(9)]
    assert lines[9:] == ["::notice::Not shown beside a line: 21 new gaps. The summary has them all."]


def test_a_problem_in_a_line_that_was_not_changed_is_counted(tmp_path: Path) -> None:
    there = {"docs/index.md": "# Home\n\n![A bean](bean.png)\n", "docs/bean.png": "a picture"}
    folder = scripted(tmp_path / "book", {"base": there, "change": {"docs/bean.png": None}})
    result = run(folder, "github")
    assert result.exit_code == 1
    assert result.stdout == "::notice::Not shown beside a line: 1 new problem. The summary has them all.\n"


def test_a_long_summary_is_cut_at_a_whole_line_and_says_so(tmp_path: Path) -> None:
    asked = "".join(f"Section needed: wörds {n} {'and so on ' * 15}.\n\n" for n in range(400))
    folder = scripted(tmp_path / "book", {"base": BOOK, "change": {"docs/all.md": f"# All\n\n{asked}"}})
    said = run(folder, "markdown").stdout
    assert MOST_BYTES - 300 < len(said.encode()) <= MOST_BYTES
    *_, last, _, end = said.splitlines()
    assert last.endswith(".")
    assert end == "This summary is cut here. All of it shows: handbook gaps --against main"


def test_a_fold_that_is_cut_is_closed(tmp_path: Path) -> None:
    headings = "".join(f"## Heading {n} {'and so on ' * 15}\n\n" for n in range(400))
    folder = scripted(
        tmp_path / "book", {"base": BOOK, "change": {"docs/all.md": f"# All\n\n[[Fun]]\n\n{headings}"}}
    )
    said = run(folder, "markdown").stdout
    assert "This summary is cut here." in said
    assert said.count("<details>") == said.count("</details>") == 1


def test_a_handbook_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    base = {f"book/{path}": text for path, text in BOOK.items()}
    base |= {f"book/data/{name}": (DATA / name).read_text("utf-8") for name in ("labels.yml", "statuses.yml")}
    folder = scripted(
        tmp_path / "whole",
        {
            "base": base | {"book/mkdocs.yml": "site_name: Test\n", "docs/other.md": "# Other\n"},
            "move": {"book/docs/fun.md": "book/docs/joy.md"},
            "change": {
                "book/docs/index.md": "# Home\n\nStory needed: ours. [[Fun]]\n",
                "docs/other.md": "x\n",
            },
        },
    )
    said = json.loads(run(folder / "book", "json").stdout)
    assert said["moved_pages"] == [{"from": "docs/fun.md", "to": "docs/joy.md"}]
    assert said["code"] == ["docs/other.md"]
    assert run(folder / "book", "github").stdout == (
        "::notice file=book/docs/index.md,line=3,title=Thank you for flagging::Example needed: ours. Fun\n"
    )


def test_a_state_is_what_lies_in_the_folder(tmp_path: Path) -> None:
    deep = "/".join(str(number) for number in range(23))
    folder = scripted(
        tmp_path / "book",
        {
            "base": BOOK
            | {
                "docs/large.md": "x" * 1_000_001,
                "docs/picture.png": "no picture",
                "docs/two words.md": "# Two words\n",
                f"docs/{deep}/page.md": "# Deep\n",
                f"docs/{deep}/other.md": "# Deeper\n",
                "data/sources.yml": "ann-2020:\n  title: Food\n",
                "data/deep/more.yml": "no: matter\n",
            }
        },
    )
    (folder / "docs" / "link.md").symlink_to("fun.md")
    (folder / "data" / "settings.yml").symlink_to("sources.yml")
    commit(folder, {})
    today = date(2026, 11, 21)
    found = project.texts(folder, today)
    from_disk = assemble(found.entries, found.contents, found.data, History(), today)
    assert states.state(folder, "HEAD", today) == from_disk
    assert {problem.level for problem in from_disk.problems} >= {"problem", "stop"}


def test_a_page_that_moves_and_is_written_anew_after(tmp_path: Path) -> None:
    move = {"docs/fun.md": "docs/joy.md"}
    folder = scripted(tmp_path / "book", {"base": BOOK, "move": move})
    commit(folder, {"docs/joy.md": "# Joy\n\nSection needed: food.\n\n" + "Not a word is as it was. " * 20})
    said = run(folder).stdout
    assert said.startswith("1 gap moved.\n")
    assert "- Moved: docs/fun.md is docs/joy.md now.\n" in said


def test_a_link_that_becomes_a_page(tmp_path: Path) -> None:
    folder = scripted(tmp_path / "book", {"base": BOOK})
    git(folder, "checkout", "--quiet", "main")
    (folder / "docs" / "a.md").symlink_to("fun.md")
    commit(folder, {})
    git(folder, "checkout", "--quiet", "-b", "mended")
    (folder / "docs" / "a.md").unlink()
    commit(
        folder, {"docs/a.md": "# A\n\nStory needed: ours. [[Fun]]\n", "docs/index.md": "# Home\n\n[[A]]\n"}
    )
    result = run(folder)
    assert result.exit_code == 0
    assert "Mended, thank you (1):\n- docs/a.md:1: this is a link to another file." in result.stdout


@pytest.mark.parametrize(
    ("ref", "says"),
    [
        ("mian", "'mian' is no branch, tag or commit here. Did you mean 'main'?"),
        ("--output=x", "'--output=x' is no branch, tag or commit. Name one, such as 'main'."),
        ("", "'' is no branch, tag or commit. Name one, such as 'main'."),
        ("a\u202eb", "'a\\u202eb' is no branch, tag or commit."),
        (
            "v9",
            "'v9' is no branch, tag or commit here. If it is on the server only, fetch it first: git fetch.",
        ),
        ("main:docs", "'main:docs' is no branch, tag or commit here."),
        ("main..proposal", "'main..proposal' is no branch, tag or commit here."),
    ],
)
def test_a_name_that_git_does_not_know(tmp_path: Path, ref: str, says: str) -> None:
    folder = scripted(tmp_path / "book", {"base": BOOK})
    result = run(folder, "table", ref)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Error: --against: {says}" in result.stderr


def test_a_branch_that_is_only_on_the_server(tmp_path: Path) -> None:
    folder = scripted(tmp_path / "book", {"base": BOOK})
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", folder.as_uri(), str(clone))
    assert "Did you mean 'origin/main'?" in run(clone).stderr
    assert run(clone, "table", "origin/main").exit_code == 0


def test_a_shallow_clone_says_what_to_fetch(tmp_path: Path) -> None:
    folder = scripted(
        tmp_path / "book", {"base": BOOK, "change": {"docs/index.md": "# Home\n\n[[Fun]]!\n"}, "main": {}}
    )
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", "--no-single-branch", folder.as_uri(), str(clone))
    advice = "This is a shallow clone: fetch the whole history with git fetch --unshallow."
    result = run(clone, "table", "origin/main")
    assert result.exit_code == 2
    assert f"'origin/main' and the last commit here have no beginning in common. {advice}" in result.stderr
    assert f"'{'0' * 40}' is no branch, tag or commit here. {advice}" in run(clone, "table", "0" * 40).stderr


def test_a_clone_without_former_pages_says_what_to_fetch(tmp_path: Path) -> None:
    folder = scripted(
        tmp_path / "book", {"base": BOOK, "change": {"docs/index.md": "# Home\n\n[[Fun]]!\n"}, "main": {}}
    )
    git(folder, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--filter", "blob:none", folder.as_uri(), str(clone))
    folder.rename(tmp_path / "away")
    result = run(clone, "table", "origin/main")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "git fetch --refetch --no-filter." in result.stderr


def test_branches_without_a_common_beginning(tmp_path: Path) -> None:
    folder = scripted(tmp_path / "book", {"base": BOOK})
    git(folder, "checkout", "--quiet", "--orphan", "other")
    commit(folder, {"docs/index.md": "# Home\n\n[[Fun]]!\n"})
    assert "have no beginning in common. Name the branch that this one began from." in run(folder).stderr


def test_no_repository_and_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, BOOK | {"mkdocs.yml": "site_name: Test\n"})
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "this folder is not a git repository, so there is nothing to compare with." in result.stderr
    git(tmp_path, "init", "--quiet")
    assert "nothing has been committed yet, so there is nothing to compare with." in run(tmp_path).stderr
    monkeypatch.setenv("PATH", "/nowhere")
    assert "git is not installed here, so there is nothing to compare with." in run(tmp_path).stderr


def test_what_does_not_go_with_it_is_refused(tmp_path: Path) -> None:
    for form in ("csv", "line"):
        result = run(tmp_path, form)
        assert result.exit_code == 2
        assert f"no format '{form}'. There are: table, json, markdown, github." in result.stderr
    for more in (("--kind", "section needed"), ("--since", "2026-01-01")):
        assert "leave --kind and --since out." in run(tmp_path, "table", "main", *more).stderr
