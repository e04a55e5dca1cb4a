"""When pages, sections and gaps came, changed and went: scripted repositories, each with its right days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from repositories import Repository

from handbook.find.gaps import asked
from handbook.find.links import could_be_title
from handbook.find.past import memory
from handbook.find.past.outlines import Outliner
from handbook.find.sight import Sight
from handbook.model import History, PagePath, Spell, Vocabulary, name_key
from handbook.read import data, raw
from handbook.read import page as page_reader
from handbook.read.labels import Grammar
from handbook.read.log import Commit
from handbook.shell import history as shell_history

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)
DATA = {file: (ROOT / "data" / file).read_bytes() for file in ("labels.yml", "statuses.yml")}
VOCABULARY, _ = data.read(DATA)

PATIENCE = "# Patience\n\nSlow is fine.\n\n## In practice\n\n{}\n\n## Later\n\nMore to come.\n"
SOUP = "Section needed: on soup."
COOKED = "We cook soup together on Fridays."


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return Repository(tmp_path / "repository")


def read(repository: Repository, vocabulary: Vocabulary = VOCABULARY) -> History:
    """The history, which is the same read from the beginning and from what is remembered of it."""
    remembered = repository.folder / ".git" / "handbook.json"
    later = shell_history.history(repository.folder, TODAY, vocabulary)
    remembered.unlink(missing_ok=True)
    whole = shell_history.history(repository.folder, TODAY, vocabulary)
    assert whole == later
    again = shell_history.history(repository.folder, TODAY, vocabulary)
    assert again == whole
    return whole


def told(spell: Spell) -> str:
    """`patience.md#later/section-needed 2026-01-01 - 2026-02-01 filled`."""
    end = f" - {spell.closed} {'filled' if spell.filled else 'taken out'}" if spell.closed else ""
    return f"{spell.gap} {spell.asked}{end}{' again' if spell.again else ''}"


def spells(repository: Repository) -> list[str]:
    return [told(spell) for spell in read(repository).spells]


def page(text: str = "") -> dict[str, str | None]:
    return {"patience.md": PATIENCE.format(text)}


def test_a_flag_added(repository: Repository) -> None:
    repository.commit("2026-01-01", page())
    asking = repository.commit("2026-02-01", page(SOUP))
    repository.commit("2026-03-01", page(f"{SOUP}\n\nAnd a word."))
    history = read(repository)
    assert [told(spell) for spell in history.spells] == ["patience.md#in-practice/section-needed 2026-02-01"]
    assert history.spells[0].commit == asking
    assert history.spells[0].words == "on soup."


def test_a_flag_filled_and_one_taken_out(repository: Repository) -> None:
    repository.commit("2026-01-01", page(f"{SOUP}\n\nExample needed: of tea."))
    filling = repository.commit("2026-02-01", page(f"{COOKED}\n\nExample needed: of tea."))
    repository.commit("2026-03-01", page(COOKED))
    history = read(repository)
    assert [told(spell) for spell in history.spells] == [
        "patience.md#in-practice/example-needed 2026-01-01 - 2026-03-01 taken out",
        "patience.md#in-practice/section-needed 2026-01-01 - 2026-02-01 filled",
    ]
    assert history.spells[1].closing == filling


def test_other_words_and_the_same_want(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    repository.commit("2026-02-01", page("Section needed (an hour): about stew, and who brings the pot."))
    assert spells(repository) == ["patience.md#in-practice/section-needed 2026-01-01"]


def test_text_moved_in_the_file(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    repository.commit("2026-02-01", {"patience.md": PATIENCE.format("").strip("\n") + f"\n\n{SOUP}\n"})
    assert spells(repository) == ["patience.md#later/section-needed 2026-01-01"]


def test_a_section_moved_to_another_place_in_the_file(repository: Repository) -> None:
    repository.commit(
        "2026-01-01", {"a.md": f"# A\n\n## One\n\n{SOUP}\n\n## Two\n\nWords.\n\n## Three\n\nMore.\n"}
    )
    repository.commit(
        "2026-02-01", {"a.md": f"# A\n\n## Two\n\nWords.\n\n## Three\n\nMore.\n\n## One\n\n{SOUP}\n"}
    )
    assert spells(repository) == ["a.md#one/section-needed 2026-01-01"]


def test_text_moved_to_another_file(repository: Repository) -> None:
    repository.commit("2026-01-01", {**page(SOUP), "soup.md": "# Soup\n\nHot.\n"})
    repository.commit("2026-02-01", {**page(), "soup.md": f"# Soup\n\nHot.\n\n{SOUP}\n"})
    assert spells(repository) == ["soup.md/section-needed 2026-01-01"]


def test_a_file_renamed(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    (repository.folder / "docs" / "styles").mkdir()
    repository.git("mv", "docs/patience.md", "docs/styles/waiting.md")
    repository.commit("2026-02-01")
    repository.commit("2026-03-01", {"styles/waiting.md": PATIENCE.format(SOUP) + "\nMore words.\n"})
    history = read(repository)
    assert [told(spell) for spell in history.spells] == [
        "styles/waiting.md#in-practice/section-needed 2026-01-01"
    ]
    assert history.moved == {"patience.md": "styles/waiting.md"}
    assert history.written["styles/waiting.md"] == date(2026, 1, 1)
    assert history.changed["styles/waiting.md"] == date(2026, 3, 1)
    assert history.changed["styles/waiting.md#in-practice"] == date(2026, 1, 1)


def test_a_file_renamed_twice_with_other_words_each_time(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    for number, (old, new) in enumerate((("patience.md", "b.md"), ("b.md", "c.md"))):
        text = PATIENCE.format(SOUP) + f"\nWord {number}.\n"
        repository.commit(f"2026-02-0{number + 1}", {old: None, new: text})
    history = read(repository)
    assert [told(spell) for spell in history.spells] == ["c.md#in-practice/section-needed 2026-01-01"]
    assert history.moved == {"patience.md": "b.md", "b.md": "c.md"}


def test_title_and_heading_changed(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    text = (
        PATIENCE.format(SOUP).replace("# Patience", "# Being patient").replace("In practice", "How we do it")
    )
    repository.commit("2026-02-01", {"patience.md": text})
    history = read(repository)
    assert [told(spell) for spell in history.spells] == ["patience.md#how-we-do-it/section-needed 2026-01-01"]
    assert history.titles == {"patience": "patience.md"}
    assert history.headings == {"patience.md#in-practice": "patience.md#how-we-do-it"}
    assert history.written["patience.md#how-we-do-it"] == date(2026, 1, 1)


def test_a_section_in_place_of_another_is_no_rename(repository: Repository) -> None:
    repository.commit("2026-01-01", {"a.md": "# A\n\n## Soup\n\nHot and good.\n"})
    repository.commit("2026-02-01", {"a.md": "# A\n\n## Bicycles\n\nMend them on Mondays.\n"})
    history = read(repository)
    assert history.headings == {}
    assert history.written["a.md#bicycles"] == date(2026, 2, 1)


def test_a_flag_removed_and_added_again(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    repository.commit("2026-02-01", page(COOKED))
    repository.commit("2026-03-01", page(SOUP))
    assert spells(repository) == [
        "patience.md#in-practice/section-needed 2026-01-01 - 2026-02-01 filled",
        "patience.md#in-practice/section-needed 2026-03-01 again",
    ]


def test_a_revert_is_as_if_nothing_had_been(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    repository.commit("2026-02-01", page(COOKED))
    repository.git("revert", "--no-edit", "HEAD", day="2026-03-01")
    assert spells(repository) == ["patience.md#in-practice/section-needed 2026-01-01"]


def test_a_revert_of_the_flag(repository: Repository) -> None:
    repository.commit("2026-01-01", page())
    repository.commit("2026-02-01", page(SOUP))
    repository.git("revert", "--no-edit", "HEAD", day="2026-03-01")
    assert spells(repository) == ["patience.md#in-practice/section-needed 2026-02-01 - 2026-03-01 taken out"]


def test_a_merge_of_two_changes_of_one_file(repository: Repository) -> None:
    repository.commit("2026-01-01", page())
    repository.git("switch", "--quiet", "--create", "soup")
    asking = repository.commit("2026-02-01", page(SOUP))
    repository.git("switch", "--quiet", "main")
    repository.commit("2026-03-01", {"patience.md": PATIENCE.format("") + "\nExample needed: of tea.\n"})
    repository.git("merge", "--quiet", "--no-edit", "soup", day="2026-04-01")
    history = read(repository)
    assert [told(spell) for spell in history.spells] == [
        "patience.md#in-practice/section-needed 2026-02-01",
        "patience.md#later/example-needed 2026-03-01",
    ]
    assert history.spells[0].commit == asking
    assert history.changed["patience.md"] == date(2026, 3, 1)
    assert history.changed["patience.md#in-practice"] == date(2026, 2, 1)


def test_a_merge_that_fills(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    repository.git("switch", "--quiet", "--create", "soup")
    repository.commit("2026-02-01", page(COOKED))
    repository.git("switch", "--quiet", "main")
    repository.commit(
        "2026-03-01", {"patience.md": PATIENCE.format(SOUP) + "\nMore.\n", "b.md": "# B\n\nB.\n"}
    )
    repository.git("merge", "--quiet", "--no-edit", "soup", day="2026-04-01")
    assert spells(repository) == ["patience.md#in-practice/section-needed 2026-01-01 - 2026-02-01 filled"]


def test_a_rename_on_one_side_of_a_merge(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    repository.git("switch", "--quiet", "--create", "move")
    repository.git("mv", "docs/patience.md", "docs/waiting.md")
    repository.commit("2026-02-01")
    repository.git("switch", "--quiet", "main")
    repository.commit("2026-03-01", {"patience.md": PATIENCE.format(SOUP) + "\nMore words here.\n"})
    repository.git("merge", "--quiet", "--no-edit", "move", day="2026-04-01")
    history = read(repository)
    assert [told(spell) for spell in history.spells] == ["waiting.md#in-practice/section-needed 2026-01-01"]
    assert history.changed["waiting.md"] == date(2026, 3, 1)


def test_two_gaps_of_one_kind_under_one_heading(repository: Repository) -> None:
    tea = "Section needed: on tea."
    repository.commit("2026-01-01", page(SOUP))
    repository.commit("2026-02-01", page(f"{SOUP}\n\n{tea}"))
    history = read(repository)
    assert [told(spell) for spell in history.spells] == [
        "patience.md#in-practice/section-needed 2026-01-01",
        "patience.md#in-practice/section-needed~2 2026-02-01",
    ]
    repository.commit("2026-03-01", page(f"{COOKED}\n\n{tea}"))
    assert spells(repository) == [
        "patience.md#in-practice/section-needed 2026-01-01 - 2026-03-01 filled",
        "patience.md#in-practice/section-needed 2026-02-01",
    ]


def test_an_ignored_bulk_reformat(repository: Repository) -> None:
    repository.commit("2026-01-01", page("**Section needed** – on soup."))
    text = PATIENCE.format("*   Section needed: on soup.").replace("Slow is fine.", "Slow - is - fine")
    bulk = repository.commit("2026-02-01", {"patience.md": text})
    (repository.folder / ".git-blame-ignore-revs").write_text(f"# All lists in one way\n{bulk}\n")
    repository.commit("2026-03-01")
    history = read(repository)
    assert [told(spell) for spell in history.spells] == ["patience.md#in-practice/section-needed 2026-01-01"]
    assert history.changed["patience.md"] == date(2026, 1, 1)
    assert not history.edits


def test_statuses_and_pages_not_written_yet(repository: Repository) -> None:
    draft = "---\nstatus: {}\n---\n\n# Soup\n\nHot.\n"
    repository.commit(
        "2026-01-01", {"soup.md": draft.format("section needed"), "a.md": "# A\n\nSee [[Stew]].\n"}
    )
    repository.commit("2026-02-01", {"soup.md": draft.format("draft")})
    repository.commit("2026-03-01", {"stew.md": "# Stew\n\nThick.\n"})
    repository.commit("2026-04-01", {"stew.md": None})
    repository.commit("2026-05-01", {"a.md": "# A\n\nNo more.\n"})
    assert spells(repository) == [
        "not-written-yet/stew.md/page-not-written-yet 2026-01-01 - 2026-03-01 filled",
        "soup.md/section-needed 2026-01-01 - 2026-02-01 filled",
        "not-written-yet/stew.md/page-not-written-yet 2026-04-01 - 2026-05-01 taken out again",
    ]


def test_a_page_that_was_renamed_still_answers_to_its_old_name(repository: Repository) -> None:
    repository.commit("2026-01-01", {"stew.md": "# Stew\n\nThick.\n", "a.md": "# A\n\nSee [[Stew]].\n"})
    repository.commit("2026-02-01", {"stew.md": "# Thick soup\n\nThick.\n"})
    repository.git("mv", "docs/stew.md", "docs/thick-soup.md")
    repository.commit("2026-03-01")
    assert spells(repository) == []


def test_a_page_taken_out_with_its_gaps_and_put_back(repository: Repository) -> None:
    repository.commit("2026-01-01", {**page(SOUP), "b.md": "# B\n\nB.\n"})
    repository.commit("2026-02-01", {"patience.md": None})
    assert read(repository).gone == {"patience.md"}
    repository.commit("2026-03-01", page(SOUP))
    assert spells(repository) == [
        "patience.md#in-practice/section-needed 2026-01-01 - 2026-02-01 taken out",
        "patience.md#in-practice/section-needed 2026-03-01 again",
    ]


def test_words_that_came_with_each_change(repository: Repository) -> None:
    repository.commit("2026-01-01", page("One two three four."))
    repository.commit("2026-02-01", page("One two three four, five and six."))
    repository.commit("2026-03-01", page("One two three\nfour, five and six."))
    edits = read(repository).edits
    assert edits["patience.md#in-practice"] == ((date(2026, 2, 1), 4),)
    assert edits["patience.md"] == ((date(2026, 2, 1), 4),)


def test_a_review_with_a_new_date_and_nothing_else(repository: Repository) -> None:
    line = "Reviewed ({}, steering group): read aloud."
    repository.commit("2026-01-01", page(line.format("2026-01-01")))
    repository.commit("2026-02-01", page(line.format("2026-02-01")))
    assert read(repository).only_dated == {"patience.md": "2026-01-01"}
    repository.commit("2026-03-01", page(line.format("2026-03-01") + "\n\nAnd more words."))
    assert read(repository).only_dated == {}


def test_code_and_comments_ask_for_nothing(repository: Repository) -> None:
    text = f"```\n{SOUP}\n```\n\n<!-- {SOUP}\n\n{SOUP} -->\n\n> {SOUP}\n\n    {SOUP}"
    repository.commit("2026-01-01", page(text))
    assert spells(repository) == []


def watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the commits that are read from now on."""
    seen: list[str] = []
    reading = shell_history.commits

    def watched(log: bytes, folder: str) -> Iterator[Commit]:
        for commit in reading(log, folder):
            seen.append(commit.id)
            yield commit

    monkeypatch.setattr(shell_history, "commits", watched)
    return seen


def test_only_what_is_new_is_read(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit("2026-01-01", page(SOUP))
    repository.commit("2026-02-01", {"b.md": "# B\n\nB.\n"})
    shell_history.history(repository.folder, TODAY, VOCABULARY)
    new = repository.commit("2026-03-01", page(COOKED))
    seen = watch(monkeypatch)
    history = shell_history.history(repository.folder, TODAY, VOCABULARY)
    assert seen == [new]
    assert [told(spell) for spell in history.spells] == [
        "patience.md#in-practice/section-needed 2026-01-01 - 2026-03-01 filled"
    ]
    shell_history.history(repository.folder, TODAY, VOCABULARY)
    assert seen == [new]


def test_a_handbook_in_a_folder_of_the_repository_and_names_with_accents(repository: Repository) -> None:
    book = Path("..") / "book" / "docs"
    repository.commit("2026-01-01", {f"{book}/café one.md": "# One\n\nA.\n", "two.md": "# Two\n\nB.\n"})
    history = shell_history.history(repository.folder / "book", TODAY, VOCABULARY)
    assert history.changed == {"café one.md": date(2026, 1, 1)}


def test_days_to_come_are_today_and_impossible_ones_are_none(repository: Repository) -> None:
    repository.commit("2099-01-01", page(SOUP))
    repository.commit("1970-01-02", {"two.md": f"# Two\n\n{SOUP}\n"})
    history = read(repository)
    assert history.changed["patience.md"] == TODAY
    assert "two.md" not in history.changed
    assert [told(spell) for spell in history.spells] == ["patience.md#in-practice/section-needed 2026-11-21"]


def reason(folder: Path) -> str:
    history = shell_history.history(folder, TODAY, VOCABULARY)
    assert history == History(reason=history.reason)
    return history.reason


def test_a_shallow_clone_has_no_dates(repository: Repository, tmp_path: Path) -> None:
    repository.commit("2026-01-01", page())
    repository.commit("2026-02-01", page(SOUP))
    repository.git("clone", "--quiet", "--depth", "1", repository.folder.as_uri(), str(tmp_path / "clone"))
    assert reason(tmp_path / "clone") == (
        "this is a shallow clone, so pages show no dates. Fetch the whole history: git fetch --unshallow."
    )


def test_nothing_committed(repository: Repository) -> None:
    assert reason(repository.folder) == "nothing has been committed yet, so pages show no dates."


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert reason(tmp_path) == "this folder is not a git repository, so pages show no dates."


def test_no_git_on_this_machine(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit("2026-01-01", page())
    monkeypatch.setenv("PATH", "/nowhere")
    assert reason(repository.folder) == "git is not installed here, so pages show no dates."


def test_a_folder_that_belongs_to_somebody_else(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("2026-01-01", page())
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert reason(repository.folder) == (
        "this folder belongs to somebody else, so git stays out and pages show no dates."
    )


def test_a_detached_work_tree_knows_all(repository: Repository, tmp_path: Path) -> None:
    first = repository.commit("2026-01-01", page(SOUP))
    repository.commit("2026-02-01", page(COOKED))
    repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "beside"), first)
    history = shell_history.history(tmp_path / "beside", TODAY, VOCABULARY)
    assert [told(spell) for spell in history.spells] == ["patience.md#in-practice/section-needed 2026-01-01"]
    # What one work tree remembers is not in the way of the other.
    assert spells(repository)[0].endswith("filled")


def test_a_clone_without_former_versions_has_the_days_of_pages_only(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("2026-01-01", page(SOUP))
    repository.commit("2026-02-01", page(COOKED))
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--filter=blob:none", repository.folder.as_uri(), str(clone))
    # As on a machine that is not to ask another one, or cannot.
    repository.folder.rename(tmp_path / "away")
    history = shell_history.history(clone, TODAY, VOCABULARY)
    assert history.changed == {"patience.md": date(2026, 2, 1)}
    assert not history.spells
    assert history.reason == (
        "this clone lacks former versions of pages, so gaps show no age. "
        "Fetch them: git fetch --refetch --no-filter."
    )


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 1}', "\ud800", '{"version":1,"key":1,"commits":[[]]}']
)
def test_a_memory_that_cannot_be_read_is_made_anew(repository: Repository, text: str) -> None:
    repository.commit("2026-01-01", page(SOUP))
    (repository.folder / ".git" / "handbook.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert spells(repository) == ["patience.md#in-practice/section-needed 2026-01-01"]


def test_a_memory_of_a_branch_that_is_gone(repository: Repository) -> None:
    repository.commit("2026-01-01", page())
    repository.git("switch", "--quiet", "--create", "other")
    repository.commit("2026-02-01", page(SOUP))
    assert spells(repository) == ["patience.md#in-practice/section-needed 2026-02-01"]
    repository.git("switch", "--quiet", "main")
    assert spells(repository) == []


def test_a_branch_from_before_what_is_remembered(repository: Repository) -> None:
    repository.commit("2026-01-01", page())
    repository.git("switch", "--quiet", "--create", "soup")
    repository.commit("2026-02-01", page(SOUP))
    repository.git("switch", "--quiet", "main")
    repository.commit("2026-03-01", {"patience.md": PATIENCE.format("") + "\nExample needed: of tea.\n"})
    assert spells(repository) == ["patience.md#later/example-needed 2026-03-01"]
    repository.git("merge", "--quiet", "--no-edit", "soup", day="2026-04-01")
    assert spells(repository) == [
        "patience.md#in-practice/section-needed 2026-02-01",
        "patience.md#later/example-needed 2026-03-01",
    ]


def test_other_labels_read_all_of_it_again(repository: Repository) -> None:
    repository.commit("2026-01-01", page("Soup wanted: with bread."))
    assert spells(repository) == []
    labels = b"soup wanted:\n  shows: box\n  gap: true\n  help: Cook.\n"
    other, _ = data.read({"labels.yml": labels, "statuses.yml": b"draft: {meaning: Early., icon: d}\n"})
    history = shell_history.history(repository.folder, TODAY, other)
    assert [told(spell) for spell in history.spells] == ["patience.md#in-practice/soup-wanted 2026-01-01"]


def test_a_link_and_a_picture_are_no_pages(repository: Repository) -> None:
    docs = repository.folder / "docs"
    (docs / "link.md").symlink_to("patience.md")
    (docs / "picture.png").write_bytes(b"\x89PNG\0")
    repository.commit("2026-01-01", page(SOUP))
    (docs / "link.md").unlink()
    repository.commit("2026-02-01", {"link.md": f"# Link\n\n{SOUP}\n"})
    (docs / "link.md").unlink()
    (docs / "link.md").symlink_to("patience.md")
    repository.commit("2026-03-01")
    assert spells(repository) == [
        "patience.md#in-practice/section-needed 2026-01-01",
        "link.md/section-needed 2026-02-01 - 2026-03-01 taken out",
    ]


def test_bytes_that_are_no_text_and_a_page_that_is_too_large(repository: Repository) -> None:
    docs = repository.folder / "docs"
    (docs / "bytes.md").write_bytes(b"# A\n\n\xff\xfe\0\n\nSection needed: on soup.\n")
    repository.commit("2026-01-01", {"large.md": f"# L\n\n{SOUP}\n" + "word\n" * 300_000})
    assert spells(repository) == ["bytes.md/section-needed 2026-01-01"]


def test_a_commit_message_and_a_path_that_look_like_our_marks(repository: Repository) -> None:
    message = ":100644 100644 0000 1111 M\tdocs/patience.md\n\nThis reverts commit 12."
    repository.commit(
        "2026-01-01", {**page(SOUP), 'a"b\tc.md': SOUP, ":100644 x.md": f"# X\n\n{SOUP}\n"}, message
    )
    assert spells(repository) == [
        ":100644 x.md/section-needed 2026-01-01",
        "patience.md#in-practice/section-needed 2026-01-01",
    ]


def test_a_version_is_read_as_a_page_is() -> None:
    """All pages of the book and of the golden files: the same headings, gaps and names by both ways."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    for file in (ROOT / "tests" / "golden").rglob("*.yml"):
        for case in yaml.safe_load(file.read_text(encoding="utf-8"))["cases"]:
            texts += [text for path, text in case["docs"].items() if path.endswith(".md")]
    outliner, grammar = Outliner(VOCABULARY), Grammar(VOCABULARY.labels)
    path = PagePath("page.md")
    for content in texts:
        text, _ = raw.decode("page.md", content.encode("utf-8", "surrogatepass"))
        outline = outliner.read(text)
        written, _ = page_reader.read(path, text, grammar)
        sight = Sight({path: written}, VOCABULARY, {}, {}, {}, (), (), History(), TODAY)
        headings = [heading.section.removeprefix(path).lstrip("#") for heading in written.headings]
        assert [part.id for part in outline.parts if part.level] == headings, text
        gaps = asked(sight, [])
        wanting = Counter((gap.section.removeprefix(path).lstrip("#"), gap.kind) for gap in gaps)
        assert Counter((flag.part, flag.kind) for flag in outline.flags) == wanting, text
        named = (link for link in written.links if link.kind == "wiki" or link.kind == "plain")
        keys = {
            name_key(link.target) for link in named if link.kind == "wiki" or could_be_title(written, link)
        }
        assert {key for key, _ in outline.wants} == keys - {""}, text


def test_words_before_the_title_are_of_the_page_itself(repository: Repository) -> None:
    text = '<a id="top"></a>\n\n# Soup\n\nHot{}.\n\n## Bread\n\nFresh.\n'
    repository.commit("2026-01-01", {"a.md": text.format("")})
    repository.commit("2026-02-01", {"a.md": text.format("").replace("# Soup", "#  Soup")})
    repository.commit("2026-03-01", {"a.md": text.format(", and good")})
    history = read(repository)
    assert history.edits == {"a.md": ((date(2026, 3, 1), 3),)}
    assert history.changed == {"a.md": date(2026, 3, 1), "a.md#bread": date(2026, 1, 1)}


def test_a_merge_does_not_claim_what_its_parents_wrote(repository: Repository) -> None:
    text = "# A\n\n## One\n\n{}\n\nKept as it is.\n\nThe middle of it.\n\nKept, too.\n\n{}\n"
    repository.commit("2026-01-01", {"a.md": text.format("First.", "Last.")})
    repository.git("switch", "--quiet", "--create", "other")
    repository.commit("2026-02-01", {"a.md": text.format("First of four words.", "Last.")})
    repository.git("switch", "--quiet", "main")
    repository.commit("2026-02-02", {"a.md": text.format("First.", "Last but not least here.")})
    repository.git("merge", "--quiet", "--no-edit", "other", day="2026-06-01")
    history = read(repository)
    assert history.changed["a.md#one"] == date(2026, 2, 2)
    assert history.edits["a.md#one"] == ((date(2026, 2, 1), 4), (date(2026, 2, 2), 5))


def test_a_merge_of_a_renamed_page_among_pages_that_are_alike(repository: Repository) -> None:
    stub = "# Stub\n\nTo come, with all that belongs to it.\n"
    repository.commit("2020-01-01", {"one.md": stub})
    repository.commit("2026-02-02", {"two.md": stub})
    repository.git("switch", "--quiet", "--create", "move")
    repository.git("mv", "docs/one.md", "docs/moved.md")
    repository.commit("2026-03-01", {"moved.md": f"{stub}\nA.\n"})
    repository.git("switch", "--quiet", "main")
    repository.commit("2026-03-02", {"one.md": f"Above all.\n\n{stub}"})
    read(repository)
    repository.git("merge", "--quiet", "--no-edit", "move", day="2026-04-01")
    written = read(repository).written
    assert written == {"moved.md": date(2020, 1, 1), "two.md": date(2026, 2, 2)}


def test_a_merge_that_takes_back_a_forgotten_version(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "BRANCHES", 0)
    repository.commit("2026-01-01", page(SOUP))
    repository.git("switch", "--quiet", "--create", "keeps")
    repository.commit("2026-02-01", {"b.md": "# B\n\nB.\n"})
    repository.git("switch", "--quiet", "main")
    repository.commit("2026-03-01", page(COOKED))
    read(repository)
    repository.git("merge", "--quiet", "--no-edit", "keeps", day="2026-04-01")
    repository.git("checkout", "--quiet", "keeps", "--", "docs")
    repository.git("commit", "--quiet", "--amend", "--no-edit", day="2026-04-01")
    assert read(repository).written["patience.md"] == date(2026, 1, 1)


def test_a_branch_that_began_a_while_ago_needs_no_reading_anew(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("2026-01-01", page())
    repository.git("switch", "--quiet", "--create", "soup")
    branch = repository.commit("2026-02-01", page(SOUP))
    repository.git("switch", "--quiet", "main")
    repository.commit("2026-03-01", {"patience.md": PATIENCE.format("") + "\nExample needed: of tea.\n"})
    shell_history.history(repository.folder, TODAY, VOCABULARY)
    repository.git("merge", "--quiet", "--no-edit", "soup", day="2026-04-01")
    seen = watch(monkeypatch)
    shell_history.history(repository.folder, TODAY, VOCABULARY)
    assert seen == [branch, repository.git("rev-parse", "HEAD")]


def test_a_commit_without_a_time(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    written = repository.git("cat-file", "commit", "HEAD").replace(" 1767268800 +0000", " -5 +0000") + "\n"
    file = repository.folder / "commit"
    file.write_text(written, encoding="utf-8")
    odd = repository.git("hash-object", "-t", "commit", "-w", "--literally", str(file))
    repository.git("reset", "--quiet", "--soft", odd)
    file.unlink()
    repository.commit("2026-02-01", {"b.md": f"# B\n\n{SOUP}\n"})
    history = read(repository)
    assert [told(spell) for spell in history.spells] == ["b.md/section-needed 2026-02-01"]
    assert history.changed == {"b.md": date(2026, 2, 1)}


def test_a_clone_without_trees_has_no_dates(repository: Repository, tmp_path: Path) -> None:
    repository.commit("2026-01-01", page(SOUP))
    repository.commit("2026-02-01", page(COOKED))
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--filter=tree:0", repository.folder.as_uri(), str(clone))
    repository.folder.rename(tmp_path / "away")
    assert reason(clone) == (
        "this clone lacks too much of its history, so pages show no dates. "
        "Fetch it: git fetch --refetch --no-filter."
    )


def test_a_picture_that_is_missing_costs_no_dates(repository: Repository) -> None:
    docs = repository.folder / "docs"
    (docs / "a.png").write_bytes(b"\x89PNG" + b"a" * 500)
    repository.commit("2026-01-01", page(SOUP))
    (docs / "a.png").unlink()
    (docs / "b.png").write_bytes(b"\x89PNG" + b"a" * 500 + b"b")
    repository.commit("2026-02-01")
    blob = repository.git("rev-parse", "HEAD~:docs/a.png")
    (repository.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert spells(repository) == ["patience.md#in-practice/section-needed 2026-01-01"]


def test_a_new_wish_in_other_words_is_no_old_one_come_back(repository: Repository) -> None:
    repository.commit("2026-01-01", page(SOUP))
    repository.commit("2026-02-01", page(COOKED))
    repository.commit("2026-03-01", page("Section needed: who brings bicycles to the meadow."))
    assert spells(repository)[1] == "patience.md#in-practice/section-needed 2026-03-01"
