"""The guard: what it finds where, that it never says what it found, and that git asks it."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from repositories import Repository

from handbook.find import leaks
from handbook.model import Vocabulary
from handbook.read import contacts
from handbook.read.answered import REPORT
from handbook.read.files import is_scanned
from handbook.read.roster import NOBODY, Roster, is_one
from handbook.read.table import LARGEST, MOST
from handbook.shell import git_hooks, guard, private, project
from handbook.shell.cli import main
from handbook.show import formats

ROOT = Path(__file__).parents[1]
MAIL, PHONE = "ann.canary@network.org", "07123 456789"
SECRETS = re.compile(r"canary|network\.org|annnetwork|0?7123.?456.?789|456789|o.?doe|an\.skype", re.I)
"""Any part of what must be in no output."""
ROSTER = (
    f"Name;E-mail;Phone;Skype;Organisation\nÁnn Mary O’Doe;{MAIL};+44 7123 456789;an.skype;Hall\nZoe;;;;\n"
)
MEALS = "# Meals\n\nFood brings people together.\n\nExample needed: from a village.\n"


FIGURES = f'<!DOCTYPE html><meta name="description" content="{REPORT}"><p>Reciprocity 2.8, 2.0 to 3.5</p>'
ANSWERS = '{"handbook": "assessment answers", "code": "teapot", "answers": {"asset-1": 3}}'


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A small handbook under git, and an empty folder for what is private."""
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(private.VARIABLE, str(tmp_path / "private"))
    found = Repository(tmp_path / "book")
    (found.folder / "data").mkdir()
    for name in ("labels.yml", "statuses.yml"):
        shutil.copy(ROOT / "data" / name, found.folder / "data")
    (found.folder / "mkdocs.yml").write_text("site_name: A handbook\n")
    found.commit("2026-05-01", {"index.md": "# Home\n\nAbout [[Meals]].\n", "meals.md": MEALS})
    return found


def handbook(book: Repository, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["-C", str(book.folder), "--today", "2026-05-01", *arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def roster(book: Repository, text: str = ROSTER) -> None:
    place = book.folder.parent / "private" / "unmentoring"
    place.mkdir(parents=True, exist_ok=True)
    (place / "people.csv").write_text(text, encoding="utf-8")


# What is found


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("So says Ann O'Doe.", "a name"),
        ("o’doe, ANN", "a name"),
        ("**Ann** Mary&nbsp;O'Doe", "a name"),
        ("[her](people/ann-odoe.png)", "a name"),
        ("Write to an.skype", "a handle"),
        ("It is 7 1 2 3 4 5 6 7 8 9", "a phone number"),
        (MAIL, "an e-mail address"),
    ],
)
def test_nobody_on_a_private_list_is_named(book: Repository, text: str, what: str) -> None:
    book.write({"meals.md": f"{MEALS}\n{text}\n"})
    before = handbook(book, "guard").exit_code
    roster(book)
    found = handbook(book, "guard")
    assert (before, found.exit_code) == (3 if text == MAIL else 0, 3)
    assert "docs/meals.md:7" in found.output
    assert f"{what} from your private list stands here" in found.output
    assert not SECRETS.search(found.output)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Dr Ann Canary", "Ann Canary"),
        ("Cllr. Mrs Ann Canary", "ann-canary"),
        ("Ann Canary MBE", "Canary, Ann"),
        ('"Canary, Ann Mary"', "Ann Mary Canary"),
        ('"Canary, Dr Ann Mary"', "Ann Canary"),
        ("Dr Ann Canary", "Dr Canary"),
    ],
)
def test_a_name_is_known_without_what_stands_around_it(book: Repository, name: str, said: str) -> None:
    roster(book, f"name\n{name}\n")
    book.write({"meals.md": f"{MEALS}\nSo says {said}.\n"})
    assert handbook(book, "guard").exit_code == 3
    (book.folder / "data" / "people.yml").write_text(f"{name.strip(chr(34))!r}: {{}}\n")
    assert handbook(book, "guard").exit_code == 0


@pytest.mark.parametrize("video", ["Skype: an.skype", "skype an.skype", "an.skype (Skype)", "Zoom:an.skype"])
def test_a_handle_is_known_without_its_service(book: Repository, video: str) -> None:
    roster(book, f"name,video\nAnn Canary,{video}\n")
    book.write({"meals.md": f"{MEALS}\nTalk to an.skype there.\n"})
    assert "a handle from your private list" in handbook(book, "guard").output


def test_a_number_is_known_without_its_extension(book: Repository) -> None:
    roster(book, "name,phone\nAnn Canary,01632 960123 ext. 12\n")
    book.write({"meals.md": f"{MEALS}\nRing 01632 960123.\n"})
    assert "a phone number from your private list" in handbook(book, "guard").output


ROUND = b'{"draw":{},"event":"round","number":1}\n'


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("history.jsonl", ROUND),
        ("old/copy.jsonl", ROUND.replace(b":", b": ")),
        ("draft.json", json.dumps({"round": ROUND.decode()}).encode()),
        ("avoid.csv", b"kxqkp,p1\n"),
        ("docs/notes.txt", b"kxqkp does not want p1\n"),
        ("round-01/call-sheet.txt", b"Ann Canary, phone 07123 456789\n"),
    ],
)
def test_who_meets_whom_is_kept_out_wherever_it_lies(hooked: Repository, file: str, content: bytes) -> None:
    roster(hooked, "id,name\nkxqkp,Ann Canary\nbread,Bo Canary\n")
    (hooked.folder / file).parent.mkdir(exist_ok=True)
    (hooked.folder / file).write_bytes(content)
    hooked.git("add", "-f", file)
    assert f"{file}:" in refused(hooked, "commit", "-m", "Change")


def test_words_that_are_ids_as_well_may_be_said(book: Repository) -> None:
    roster(book, "id,name\nbread,Ann Canary\n")
    book.write({"meals.md": f"{MEALS}\nWe bake bread.\n"})
    assert handbook(book, "guard").exit_code == 0


def test_who_writes_in_public_may_be_named(book: Repository) -> None:
    roster(book, "name\nAnn Mary O'Doe\nZoe\nBo Li\n")
    book.write(
        {"meals.md": f"{MEALS}\nZoe and Ann O'Doe-Smith, Joann O'Doe. So says Ann Mary O'Doe, and Bob Li.\n"}
    )
    people = book.folder / "data" / "people.yml"
    people.write_text("Ann Mary O'Doe: {also: [Ann O'Doe]}\n")
    assert handbook(book, "guard").exit_code == 0
    people.write_text("Ann Mary O'Doe: {withdrawn: 2026-05-01}\n")
    assert handbook(book, "guard").exit_code == 3


def test_a_private_list_beats_what_is_harmless_elsewhere_but_not_what_is_allowed(book: Repository) -> None:
    roster(book, "name,email,phone\nA B,hall@example.org,07700 900123\n")
    book.write({"meals.md": f"{MEALS}\nhall@example.org, +44 7700 900123, b@example.org\n"})
    assert handbook(book, "guard").output.count("from your private list") == 2
    print_of = handbook(book, "guard", "fingerprint", "Hall@example.org").output.strip()
    allowed = f"{print_of}: {{reason: the hall, by: us}}\n07700 900123: {{reason: the hall, by: us}}\n"
    (book.folder / "data" / "allowed.yml").write_text(allowed)
    found = handbook(book, "check")
    assert (found.exit_code, "allowed" in found.output) == (0, False), found.output


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"email,phone\na@b.org,1\n", "has no column 'name'"),
        (b"", "has no column 'name'"),
        (b"nom,mail\na b," + MAIL.encode(), "has no column 'name'"),
        (b"name\n" + b"a b\n" * (MOST + 1), "more than 100,000 rows"),
        (b"name\n" + b"a" * LARGEST, "more than 5,000,000 bytes"),
        (b"name,email\n\0\x01" + MAIL.encode(), "cannot be read"),
        (b"\xff\xfen", "cannot be read"),
    ],
)
def test_an_odd_list_is_named_in_one_line(book: Repository, content: bytes, says: str) -> None:
    roster(book)
    (book.folder.parent / "private" / "unmentoring" / "people.csv").write_bytes(content)
    found = handbook(book, "guard")
    assert says in found.output
    assert (found.output.count("\n"), found.exit_code) == (1, 1)
    assert not SECRETS.search(found.output)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_list_is_read_as_spreadsheets_write_it(book: Repository, encoding: str, between: str) -> None:
    roster(book)
    text = ROSTER.replace(";", between)
    (book.folder.parent / "private" / "unmentoring" / "people.csv").write_bytes(text.encode(encoding))
    found, wrong = private.people(book.folder)
    assert wrong == []
    assert found.names == {("ann", "mary", "odoe")}
    assert found.reached == {MAIL, "07123456789"}
    assert "canary" not in repr(found)


def test_private_lists_lie_outside_every_repository(
    book: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster(book)
    for place in ("docs", "site", "somewhere"):
        folder = book.folder / place / "private"
        shutil.copytree(book.folder.parent / "private", folder)
        monkeypatch.setenv(private.VARIABLE, str(folder))
        for command in ("guard", "check"):
            found = handbook(book, command)
            assert "this folder with private lists lies in the handbook itself" in found.output
            assert found.exit_code == 3
        shutil.rmtree(folder)
        assert handbook(book, "guard").exit_code == 0
    other = Repository(book.folder.parent / "other").folder / "lists"
    shutil.copytree(book.folder.parent / "private", other)
    monkeypatch.setenv(private.VARIABLE, str(other))
    assert "in a git repository" in handbook(book, "guard").output


# What is never said


LEAKY = f"""---
status: {MAIL}
titel: x
---

# Meals at {MAIL}

Exmaple needed: {MAIL} or {PHONE} from Ann O'Doe, whose name may well be cut.

Example needed: ask {MAIL}, {PHONE} or Ann O'Doe.

See [her](mailto:{MAIL}) and [her]({MAIL}.md) and [[{MAIL}]] and [x](#{MAIL}).

## Ring {PHONE}

Example needed:

![{PHONE}](pictures/{MAIL}.png) <b onclick="{MAIL}">{PHONE}</b>
"""
COMMANDS = (
    ["check"],
    ["check", "--fix", "--dry-run"],
    ["guard"],
    *(["gaps", "--format", form] for form in ("table", "json", "csv", "markdown", "github", "line")),
    *(["gaps", "--against", "main~1", "--format", f] for f in ("table", "json", "markdown", "github")),
    *(["gaps", "--against", "main~2", "--format", f] for f in ("table", "json", "markdown", "github")),
    ["suggest"],
    ["export", "out"],
)


def test_no_command_says_what_it_found(book: Repository) -> None:
    roster(book)
    page = {"meals.md": LEAKY, "ring-07123-456789.md": "# Ring\n"}
    book.commit("2026-05-01", page)
    (book.folder / "data" / "sources.yml").write_text(f"a: {{titel: {MAIL}, link: {PHONE}}}\n")
    book.commit("2026-05-01", {"meals.md": MEALS, "ring-07123-456789.md": None})
    for now in (page, {"meals.md": MEALS.replace("village", MAIL)}):
        book.write(now)
        for command in COMMANDS:
            found = handbook(book, *command)
            assert not SECRETS.search(found.output), (command, SECRETS.search(found.output))
            if "--against" not in command:
                assert found.exit_code == 3, (command, found.output)
    assert not (book.folder / "out").exists()


def test_a_proposal_with_a_leak_is_refused_for_it(book: Repository) -> None:
    book.commit("2026-05-01", {"meals.md": f"{MEALS}\nWrite to {MAIL}.\n"})
    found = handbook(book, "gaps", "--against", "main~1", "--format", "github")
    assert found.exit_code == 3
    assert found.output.startswith("::error file=docs/meals.md,line=7,col=10,")


@pytest.mark.parametrize(
    "command",
    [
        ["accept", "offer.md"],
        ["rename", "Meals", f"Meals {PHONE}"],
        ["rename", "meals.md", "ring-07123-456789.md"],
        ["new", f"Ask {MAIL}"],
        ["acknowledge", "meals.md/example-needed", "--reason", f"ask {PHONE}", "--by", "us"],
        ["acknowledge", "meals.md/example-needed", "--reason", "later", "--by", MAIL],
        ["withdraw", "Ann Doe", "--shown-as", MAIL],
    ],
)
def test_no_command_writes_one(book: Repository, command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(book.folder.parent)
    offer = f"---\ngap: meals.md/example-needed\ncredit: Ann, {PHONE}\n---\n\nWe met. Write to {MAIL}.\n"
    (book.folder.parent / "offer.md").write_text(offer)
    found = handbook(book, *command)
    assert found.exit_code == 3, found.output
    assert not SECRETS.search(found.output)
    assert book.git("status", "--porcelain") == ""


@given(st.text(st.sampled_from("a@.b-(at)dot &#64;07123456 +%4\n<>*_`/\\:"), max_size=120))
def test_whatever_is_found_is_left_out_of_a_message(text: str) -> None:
    found = leaks.Guard(Vocabulary(), NOBODY).leaks("docs/a.md", text)
    values = [leak.value for leak in found]
    quiet = leaks.without(values)(f"'{text}' is wrong.")
    assert not any(value in quiet for value in values)
    for contact in contacts.contacts(quiet):
        assert contact.harmless or not values, (contact, quiet)


SEEDS = (
    "<!--\n", "<", "&#", "(at) ", " at ", " dot ", "@", "a.", "_", "0", "+44 ", "07 ", "(0", "%40", "%25",
    "- ", "some words ", "a", "a_", "a @ ", "1    ", "ann odoe\n", "ref ", "a@b.org\n", "07123 456789\n",
)  # fmt: skip
PEOPLE = Roster(frozenset({("ann", "odoe")}), frozenset({"07123456789"}), frozenset({"an.skype"}))


@pytest.mark.parametrize("seed", SEEDS)
def test_looking_is_in_line_with_the_size(seed: str) -> None:
    """Eight times as much takes about eight times as long, and not 64 times."""
    quiet = leaks.without(["no such words"])

    def spent(size: int) -> float:
        text = seed * (size // len(seed)) + "x@y"
        begun = time.process_time()
        for found in leaks.Guard(Vocabulary(), PEOPLE).leaks("docs/a.md", text):
            assert found.what
        quiet(text)
        return time.process_time() - begun

    assert spent(64_000) < 24 * max(min(spent(8_000) for _ in range(3)), 0.002)


# In the site


def test_the_site_holds_no_more_than_its_pages(book: Repository) -> None:
    site = book.folder.parent / "site"
    (site / "a").mkdir(parents=True)
    read = project.read(book.folder, date(2026, 5, 1))
    around = f'<p>&copy; <a href="mailto:{MAIL}">us</a></p>'
    svg = '<svg><path d="M07123456789 07123 456789"/></svg>'
    page = f"<html>\n{svg}\n<article>\n{{}}\n</article>\n</html>\n"
    ring = "<b>Ring</b> 07123 456789\n&#97;&#110;&#64;b.org"
    (site / "index.html").write_text(page.format("07700 900123") + around)
    (site / "a" / "index.html").write_text(page.format(ring) + around)
    (site / "feed.xml").write_text(f"<name>{MAIL}</name>")
    found = [str(problem) for problem in guard.site(book.folder, site, read)]
    # What is around the words is the same on all pages, so it is named once.
    lines = ["site/a/index.html:4", "site/a/index.html:5", "site/a/index.html:8", "site/feed.xml:1"]
    assert [line.partition(": ")[0] for line in found] == lines
    assert not SECRETS.search("".join(found))


def test_our_own_book_is_clean() -> None:
    assert guard.here(ROOT) == []


# What git asks


@pytest.fixture
def hooked(book: Repository, tmp_path: Path) -> Repository:
    assert handbook(book, "guard", "install").exit_code == 0
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "there")], check=True)
    book.git("remote", "add", "origin", str(tmp_path / "there"))
    return book


def refused(book: Repository, *arguments: str) -> str:
    with pytest.raises(subprocess.CalledProcessError) as refusal:
        book.git(*arguments)
    said: str = refusal.value.stderr.decode()
    assert not SECRETS.search(said)
    return said


def test_a_commit_is_looked_at_as_it_is_staged(hooked: Repository) -> None:
    hooked.write({"meals.md": f"{MEALS}\n{MAIL}\n"})
    hooked.git("add", "--all")
    hooked.write({"meals.md": MEALS})  # what lies there now does not matter
    said = refused(hooked, "commit", "-m", "Change")
    assert "Nothing was committed, because it would share personal details:" in said
    assert "docs/meals.md:7:1: an e-mail address stands here" in said
    hooked.git("add", "--all")
    hooked.write({"meals.md": f"{MEALS}\n{MAIL}\n"})
    hooked.git("commit", "-q", "--allow-empty", "-m", "Change")
    refused(hooked, "commit", "-a", "-m", "Change")
    refused(hooked, "commit", "-m", "Change", "docs/meals.md")


def test_what_is_allowed_in_the_same_commit_passes(hooked: Repository) -> None:
    hooked.write({"meals.md": f"{MEALS}\n{MAIL}\n"})
    (hooked.folder / "data" / "allowed.yml").write_text(f"{MAIL}: {{reason: ours, by: us}}\n")
    hooked.git("add", "docs")
    refused(hooked, "commit", "-m", "Change")
    hooked.git("add", "data")
    hooked.git("commit", "-q", "-m", "Change")
    hooked.git("push", "-q", "origin", "main")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("people.csv", ROSTER),
        ("notes/contacts.csv", "who,where\na,a@b.org\nb,b@b.org\nc,c@b.org\n"),
        ("mkdocs.yml", f"site_name: A\ncopyright: {MAIL}\n"),
        ("round-03/k7m2.eml", f"To: {MAIL}\n\nHello\n"),
        ("history.jsonl", f'{{"name": "{MAIL}"}}\n'),
        ("answers.json", ANSWERS),
        ("docs/answers.json", ANSWERS),
        ("docs/report.html", FIGURES),
        ("old/result.json", '{"figures": {"scores": {}, "looked_back": {}}, "comparison": null}'),
        ("data/team/answers.csv", "code,asset-1,asset-2\nteapot,3,4\n"),
        ("team.csv", "Code;asset-1;asset-2\nteapot;3;-\n"),
    ],
)
def test_a_list_of_people_is_kept_out_wherever_it_lies(hooked: Repository, file: str, text: str) -> None:
    (hooked.folder / ".gitignore").write_text("people.csv\n")
    place = hooked.folder / file
    place.parent.mkdir(exist_ok=True)
    place.write_text(text, encoding="utf-8")
    hooked.git("add", "-f", file)
    assert f"{file}:" in refused(hooked, "commit", "-m", "Change")


@pytest.mark.parametrize(
    "file", ["docs/answers.json", "data/team/answers.json", "docs/team.csv", "docs/r.html"]
)
def test_what_people_answered_is_published_nowhere(book: Repository, file: str) -> None:
    place = book.folder / file
    place.parent.mkdir(exist_ok=True)
    texts = {"json": ANSWERS, "html": FIGURES, "csv": "code,asset-1,asset-2\nteapot,3,4\n"}
    place.write_text(texts[file.rpartition(".")[2]])
    said = handbook(book, "check")
    assert said.exit_code == 3
    assert f"{file}:1: what somebody answered in an assessment stands here" in said.output
    assert "teapot" not in said.output


def test_how_answers_are_kept_may_be_told(book: Repository) -> None:
    book.write({"form.md": f"# Form\n\n```json\n{ANSWERS}\n```\n"})
    assert "answered" not in handbook(book, "check").output


def test_a_table_of_other_things_is_none(hooked: Repository) -> None:
    (hooked.folder / "meals.csv").write_text("name,day\nSoup,Monday\n")
    hooked.git("add", "--all")
    hooked.git("commit", "-q", "-m", "Change")
    assert not is_one(b"name,email\n")


def test_a_push_is_looked_at_commit_by_commit(hooked: Repository) -> None:
    hooked.git("push", "-q", "--no-verify", "origin", "main")
    hooked.write({"meals.md": f"{MEALS}\n{MAIL}\n"})
    hooked.git("commit", "-q", "-a", "--no-verify", "-m", "In")
    hooked.write({"meals.md": MEALS})
    hooked.git("commit", "-q", "-a", "--no-verify", "-m", "Out")
    hooked.git("tag", "-a", "v1", "-m", "First")
    for what in (("main",), ("main:other", "v1")):
        said = refused(hooked, "push", "-q", "origin", *what)
        assert "Nothing was pushed" in said
        assert "docs/meals.md:7:1:" in said
    hooked.git("reset", "-q", "--soft", "origin/main")
    hooked.git("commit", "-q", "--allow-empty", "--no-verify", "-m", "Anew")
    hooked.git("push", "-q", "origin", "main", "main:other")
    hooked.git("push", "-q", "origin", ":other")


def test_a_push_is_looked_at_by_the_path_of_each_file(hooked: Repository) -> None:
    """One text in two places is one thing to git, and so is what was moved."""
    hooked.git("push", "-q", "--no-verify", "origin", "main")
    (hooked.folder / "aside.md").write_text(MAIL)
    hooked.write({"meals.md": MAIL})
    hooked.git("add", "--all")
    hooked.git("commit", "-q", "--no-verify", "-m", "The same")
    assert "docs/meals.md:1:1:" in refused(hooked, "push", "-q", "origin", "main")
    hooked.git("reset", "-q", "--hard", "origin/main")
    (hooked.folder / "aside.md").write_text(MAIL)
    hooked.git("add", "--all")
    hooked.git("commit", "-q", "-m", "Aside")
    hooked.git("push", "-q", "origin", "main")
    hooked.git("mv", "aside.md", "docs/moved.md")
    hooked.git("commit", "-q", "--no-verify", "-m", "Moved")
    assert "docs/moved.md:1:1:" in refused(hooked, "push", "-q", "origin", "main")
    tree = hooked.git("rev-parse", "HEAD^{tree}").strip()
    assert "docs/moved.md:1:1:" in refused(hooked, "push", "-q", "origin", f"{tree}:refs/tags/tree")


def test_a_merge_is_looked_at_for_what_is_in_no_other_commit(hooked: Repository) -> None:
    hooked.write({"old.md": MAIL})
    hooked.git("add", "--all")
    hooked.git("commit", "-q", "--no-verify", "-m", "There already")
    hooked.git("push", "-q", "--no-verify", "origin", "main")
    hooked.git("checkout", "-q", "-b", "mine", "main~1")
    hooked.commit("2026-05-01", {"mine.md": "# Mine\n"})
    hooked.git("merge", "-q", "--no-verify", "--no-commit", "main")
    hooked.git("commit", "-q", "--no-verify", "-m", "Merge")
    hooked.git("push", "-q", "origin", "mine")
    hooked.git("checkout", "-q", "-b", "more", "mine~1")
    hooked.git("merge", "-q", "--no-commit", "main")
    hooked.write({"mine.md": PHONE})
    hooked.git("add", "--all")
    hooked.git("commit", "-q", "--no-verify", "-m", "Merge with more")
    said = refused(hooked, "push", "-q", "origin", "more")
    assert ("docs/mine.md:1:1:" in said, "docs/old.md" in said) == (True, False)


def test_a_fault_in_a_private_list_holds_nobody_back(hooked: Repository) -> None:
    roster(hooked, "nom,mail\nA B,a@b.org\n")
    hooked.write({"meals.md": "# Meals\n"})
    hooked.git("add", "--all")
    said = handbook(hooked, "guard", "--staged")
    assert said.exit_code == 0
    assert said.output.startswith("The guard cannot look for everybody on your private list:\n")
    assert "has no column 'name'" in said.output
    assert "git add" not in said.output
    roster(hooked, "name\nA B\n")
    assert handbook(hooked, "guard", "--staged").output == ""
    assert "only names are guarded" in handbook(hooked, "guard").output
    hooked.git("commit", "-q", "-m", "Change")


def test_hooks_and_the_check_look_at_the_same_files(hooked: Repository) -> None:
    for file in ("docs/a.MD", "docs/a.Csv", "data/people/a.JSON", "data/a.md", "data/a.YML"):
        place = hooked.folder / file
        place.parent.mkdir(exist_ok=True)
        place.write_text(MAIL)
        hooked.git("add", "--all")
        for command in (["check"], ["guard"], ["guard", "--staged"]):
            found = handbook(hooked, *command)
            assert (found.exit_code, f"{file}:1:1: an e-mail" in found.output) == (3, True), (file, command)
        place.unlink()
    assert is_scanned("mkdocs.yml")
    assert not is_scanned("tests/a.md")


@pytest.mark.parametrize(
    "head", ["Mobile number", "Mobile phone", "Tel.", "Telephone number", "Mobile", "phone"]
)
def test_people_call_columns_in_ways_of_their_own(book: Repository, head: str) -> None:
    roster(book, f"Name,{head},Mail\nA B,{PHONE},{MAIL}\n")
    found, wrong = private.people(book.folder)
    assert (found.reached, wrong) == ({"07123456789", MAIL}, [])


def test_a_handbook_in_a_folder_of_its_own_and_in_another_worktree(tmp_path: Path, book: Repository) -> None:
    whole = Repository(tmp_path / "whole")
    shutil.copytree(book.folder, whole.folder / "the book", ignore=shutil.ignore_patterns(".git"))
    place = whole.folder / "the book"
    assert CliRunner().invoke(main, ["-C", str(place), "guard", "install"]).exit_code == 0
    whole.commit("2026-05-01")
    whole.git("worktree", "add", "-q", str(tmp_path / "beside"))
    for folder in (whole.folder, tmp_path / "beside"):
        (folder / "the book" / "docs" / "meals.md").write_text(MAIL)
        at = ("-C", str(folder))
        said = refused(whole, *at, "commit", "-a", "-m", "Change")
        assert "docs/meals.md:1:1:" in said


def test_nobody_elses_hook_is_touched(book: Repository) -> None:
    own = book.folder / ".git" / "hooks" / "pre-commit"
    own.parent.mkdir(exist_ok=True)
    own.write_text("#!/bin/sh\nexit 0\n")
    found = handbook(book, "guard", "install")
    assert found.exit_code == 1
    assert own.read_text() == "#!/bin/sh\nexit 0\n"
    line = found.output.partition("near its beginning:\n")[2].partition("\n")[0].strip()
    own.write_text(f"#!/bin/sh\n{line}\nexit 0\n")
    own.chmod(0o755)
    book.write({"meals.md": MAIL})
    assert "docs/meals.md:1:1:" in refused(book, "commit", "-a", "-m", "Change")
    assert "pre-push" in handbook(book, "guard", "uninstall").output
    assert own.exists()
    assert not own.with_name("pre-push").exists()


def test_hooks_go_where_git_looks_for_them(book: Repository, tmp_path: Path) -> None:
    book.git("config", "core.hooksPath", "tools/hooks")
    assert handbook(book, "guard", "install").exit_code == 0
    assert os.access(book.folder / "tools" / "hooks" / "pre-push", os.X_OK)
    book.git("config", "core.hooksPath", str(tmp_path / "everywhere"))
    found = handbook(book, "guard", "install")
    assert (found.exit_code, "other repositories share" in found.output) == (2, True)
    assert not (tmp_path / "everywhere").exists()


def test_where_programs_have_moved_nothing_passes_in_silence(
    hooked: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in git_hooks.HOOKS:
        script = hooked.folder / ".git" / "hooks" / name
        script.write_text(script.read_text().replace(sys.executable, "/nowhere/python"))
    hooked.write({"meals.md": "# Meals\n"})
    assert "its programs have moved" in refused(hooked, "commit", "-a", "-m", "Change")


# What is printed stays plain words


HOSTILE = "::error::x ##[error]y %0A::warning:: @everyone @org/team #1 GH-2 o/r#3 "
HOSTILE += "https://github.com/o/r/issues/4 www.evil.example ![i](https://evil.example/i.png) "
HOSTILE += "<!-- a --> <script>b</script> | `c` \x1b[31m"
PAGES = {
    "meals.md": f"# {HOSTILE}\n\nExample needed (@ann): {HOSTILE}\n\nSecton needed: {HOSTILE}\n\n"
    f"## {HOSTILE}\n\nComment ({HOSTILE}, 2020-12-26): {HOSTILE}\n\nMeals of the day. [[{HOSTILE}]]\n",
    "::error::x.md": "# X\n",
    "##[error]y.md": "---\n##[error]: x\n::error::: y\n---\n\n# Meals of the day\n",
}


def test_no_log_takes_words_for_a_command(book: Repository) -> None:
    (book.folder / "data" / "sources.yml").write_text('"::error::##[error]": {titel: "##[error]"}\n')
    book.commit("2026-05-01", {"index.md": "# Home\n"})
    book.commit("2026-05-01", PAGES)
    for command in COMMANDS[:-1]:
        if command[-1] in ("json", "csv"):
            continue
        for line in handbook(book, *command).output.splitlines():
            ours = command[-1] == "github"
            assert "\x1b" not in line
            assert "##[" not in line, command
            assert ours or not line.lstrip().startswith("::"), (command, line)
            if ours:
                place = r"file=[^,:]+,line=\d+(,col=\d+)?"
                assert re.match(rf"::(notice|warning|error)( {place},title=[^,:]+)?::", line), command


@pytest.mark.parametrize("words", [HOSTILE, "@ann", "#12", "gh-12", "HTTPS://a.example"])
def test_markdown_for_others_calls_nobody_and_leads_nowhere(words: str) -> None:
    shown = formats.quiet(words)
    assert not re.search(r"(?<!`)@\w|!\[|<|\]\(", shown)
    assert not re.search(r"#\d|GH-\d|://|www\.", html.unescape(shown), re.I)


@pytest.mark.parametrize(
    "line", ["::error::", "  ::error::", "##[error]", "a ##[error]", "\x1b[31m", "\u202e"]
)
def test_a_line_is_no_command(line: str) -> None:
    shown = formats.inert(line)
    assert shown.isprintable()
    assert not re.search(r"^\s*::|##\[", shown)
