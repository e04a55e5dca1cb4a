"""`handbook acknowledge`: what it writes, what it refuses, and that every other byte stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from handbook.find.acknowledged import Ids, apply, kept
from handbook.find.names import names
from handbook.model import Acknowledgement, Gap, PagePath, SectionId
from handbook.read import data
from handbook.shell import project as on_disk
from handbook.shell.acknowledge import HEADING, written
from handbook.shell.cli import main

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)
FUN = "# Fun\n\nSection needed: food.\n\n## In practice\n\nExample needed: of a “feast”: 50 # people.\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    (tmp_path / "docs/styles").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    for name in ("labels.yml", "statuses.yml"):
        (tmp_path / "data" / name).write_bytes((ROOT / "data" / name).read_bytes())
    (tmp_path / "docs/index.md").write_text("# Home\n\nSee [[Fun]] and [[Bread]].\n", encoding="utf-8")
    (tmp_path / "docs/styles/fun.md").write_text(
        f"---\nowner: cooks\nwas: [styles/joy.md]\n---\n\n{FUN}", encoding="utf-8"
    )
    return tmp_path


def acknowledge(project: Path, *arguments: str) -> Result:
    command = ["-C", str(project), "--today", str(TODAY), "acknowledge", *arguments]
    result = CliRunner().invoke(main, command)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def file(project: Path) -> Path:
    return project / "data" / "acknowledged.yml"


def held(project: Path) -> dict[str, Acknowledgement]:
    book = on_disk.read(project, TODAY)
    return {gap.id: gap.acknowledged for gap in book.gaps if gap.acknowledged}


def refused(project: Path, *arguments: str) -> str:
    """What is said, where nothing is written."""
    before = file(project).read_bytes() if file(project).exists() else None
    result = acknowledge(project, *arguments)
    assert result.exit_code == 2
    assert (file(project).read_bytes() if file(project).exists() else None) == before
    assert sorted(path.name for path in (project / "data").iterdir() if path.name.startswith(".")) == []
    return result.stderr.split("Error: ")[-1].strip()


def test_a_first_entry(project: Path) -> None:
    result = acknowledge(
        project, "styles/fun.md/section-needed", "--reason", "The cooks  write it: in spring"
    )
    assert result.exit_code == 0, result.output
    assert file(project).read_text("utf-8") == (
        f"{HEADING}\n"
        "styles/fun.md/section-needed:\n"
        '  reason: "The cooks write it: in spring"\n'
        "  by: cooks\n"
        "  until: 2027-11-21\n"
        "  words: food.\n"
    )
    assert result.output == (
        "data/acknowledged.yml now says of 'styles/fun.md/section-needed':\n"
        "    It asks for: food.\n"
        "    Why it may stay: The cooks write it: in spring\n"
        "    By: cooks\n"
        "It comes back after 21 November 2027, or as soon as its words change.\n"
    )
    assert [*held(project)] == ["styles/fun.md/section-needed"]
    assert on_disk.read(project, TODAY).problems_of("data/acknowledged.yml") == ()


def test_the_heading_is_that_of_our_own_file() -> None:
    assert (ROOT / "data/acknowledged.yml").read_text("utf-8").startswith(HEADING)


@pytest.mark.parametrize(
    "id_",
    [
        "docs/styles/fun.md#in-practice/example-needed",
        " styles/joy.md#in-practice/example-needed",
        "https://example.org/handbook/styles/fun/#gap-in-practice.example-needed",
        "styles/fun/#gap-in-practice.example-needed",
    ],
)
def test_an_id_as_people_paste_it(project: Path, id_: str) -> None:
    assert acknowledge(project, id_, "--reason", "Later", "--until", "2026-12-24").exit_code == 0
    now = held(project)["styles/fun.md#in-practice/example-needed"]
    assert now == Acknowledgement(
        reason="Later", by="cooks", until="2026-12-24", words="of a “feast”: 50 # people."
    )


def test_a_page_not_written_yet_has_no_owner(project: Path) -> None:
    id_ = "not-written-yet/bread.md/page-not-written-yet"
    assert refused(project, id_, "--reason", "Later").endswith("--by 'a role' or --by @name.")
    assert acknowledge(project, id_, "--reason", "Later", "--by", "@ann").exit_code == 0
    assert held(project)[id_].by == "@ann"


def test_renewed_in_its_place_with_every_other_byte_as_it_was(project: Path) -> None:
    before = (
        "\ufeff# Ours – all of it 🍞\r\n"
        "index.md/source-needed: # gone\r\n"
        "  reason: 'It''s late'\r\n  by: ann\r\n  until: 2026-01-01\r\n  words: x\r\n\r\n"
        "styles/joy.md/section-needed:  # by its former name\r\n"
        "    words: wood.\r\n    # why, in short\r\n    until: '2026-01-01'\r\n"
        "    reason: Never\r\n    by: bob\r\n\r\n"
        "styles/fun.md#in-practice/example-needed: {reason: Never, by: bob, until: 2026-01-01, words: x}"
    )
    file(project).write_bytes(before.encode())
    acknowledge(project, "styles/fun.md/section-needed", "--reason", "a: b")
    after = before.replace("styles/joy", "styles/fun").replace("words: wood.", "words: food.")
    after = after.replace("'2026-01-01'", "2027-11-21").replace(
        "    reason: Never\r\n    by: bob", '    reason: "a: b"\r\n    by: cooks'
    )
    assert file(project).read_bytes() == after.encode()
    acknowledge(project, "styles/fun.md#in-practice/example-needed", "--reason", "a, b")
    words = '"of a “feast”: 50 # people."'
    after = after.replace(
        "{reason: Never, by: bob, until: 2026-01-01, words: x}",
        f'{{reason: "a, b", by: cooks, until: 2027-11-21, words: {words}}}',
    )
    assert file(project).read_bytes() == after.encode()
    acknowledge(project, "not-written-yet/bread.md/page-not-written-yet", "--reason", "c", "--by", "d")
    last = "\nnot-written-yet/bread.md/page-not-written-yet:\n  reason: c\n  by: d\n"
    after += f"\n{last}  until: 2027-11-21\n  words: Bread\n".replace("\n", "\r\n")
    assert file(project).read_bytes() == after.encode()
    assert len(held(project)) == 3


def test_what_is_refused(project: Path) -> None:
    fun = "styles/fun.md/section-needed"
    assert refused(project, "styles/fun.md/section-neded", "--reason", "x") == (
        f"there is no gap 'styles/fun.md/section-neded'. Did you mean '{fun}'?"
    )
    assert refused(project, "styles/fun.md#section-needed", "--reason", "x").endswith(f"mean '{fun}'?")
    assert refused(project, "soup\n", "--reason", "x").startswith("there is no gap 'soup'. 'handbook gaps")
    assert refused(project, fun, "--reason", " ").startswith("say in a few words why")
    assert refused(project, fun, "--reason", "<b>").startswith("'reason' holds '<' or '>'")
    assert refused(project, fun, "--reason", "x" * 201).startswith("'reason' is longer than 200")
    assert refused(project, fun, "--reason", "x", "--until", "2026-11-20").startswith("2026-11-20 has passed")
    assert "is not a date" in refused(project, fun, "--reason", "x", "--until", "soon")


def test_a_file_that_is_not_changed_from_here(project: Path) -> None:
    fun = "styles/fun.md/section-needed"
    file(project).write_text("a: {reason: x}\n", encoding="utf-8")
    assert refused(project, fun, "--reason", "x").startswith(
        "data/acknowledged.yml:1: 'by' is missing. Add a line 'by: …'. Then try again."
    )
    file(project).write_text("{a: {reason: x, by: y, until: 2027-01-01, words: z}}\n", encoding="utf-8")
    said = refused(project, fun, "--reason", "x")
    assert said.startswith("data/acknowledged.yml is written in a way that is not changed from here. Add")
    assert said.endswith(f"{fun}:\n  reason: x\n  by: cooks\n  until: 2027-11-21\n  words: food.")
    file(project).unlink()
    file(project).symlink_to(ROOT / "data" / "acknowledged.yml")
    assert "this is a link to another file" in refused(project, fun, "--reason", "x")


def test_a_disk_that_cannot_be_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    said = refused(project, "styles/fun.md/section-needed", "--reason", "x")
    assert said == "data/acknowledged.yml cannot be written: No space left on device. Nothing is changed."


ANYTHING = st.text(min_size=1, max_size=260)
PLAIN = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="<>"), min_size=1, max_size=60
)
OTHERS = st.sampled_from(
    ["", HEADING, "# only this", "\ufeff", "a: {reason: b, by: c, until: 2027-01-01, words: d}"]
)


@given(
    words=ANYTHING,
    other=ANYTHING,
    reason=PLAIN,
    id_=PLAIN,
    before=OTHERS,
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_the_words_what_is_written_is_read(
    words: str, other: str, reason: str, id_: str, before: str, line_end: str
) -> None:
    content = before.replace("\n", line_end).encode()
    gap = Gap(f"{id_}/x", "x", True, PagePath("a.md"), SectionId("a.md"), 1, words)
    entry = Acknowledgement(reason=reason, by=reason, until="2027-01-01", words=kept(gap))
    first = written(content, "", gap.id, entry)
    assert first is not None
    assert first.startswith(content)
    held, wrong = data.acknowledgements(first)
    assert not wrong
    assert held[gap.id] == entry
    found, notes = apply(Ids([gap], names({})), {gap.id: held[gap.id]}, {}, TODAY)
    assert found[0].acknowledged == entry
    assert not notes
    later = Acknowledgement(reason=other_words(other), by="ann", until="2028-01-01", words=kept(gap))
    second = written(first, gap.id, gap.id, later)
    assert second is not None
    assert data.acknowledgements(second) == ({**held, gap.id: later}, [])


def other_words(text: str) -> str:
    return kept(Gap("a", "a", True, PagePath("a.md"), SectionId("a.md"), 1, text))
