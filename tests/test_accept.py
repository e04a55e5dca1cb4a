"""Offers of text: how they are read, where they go, what is refused, and that nothing else changes, ever."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from written import page as written_page

from handbook.find.accepting.plan import fill
from handbook.find.book import assemble
from handbook.model import Entry, Handbook, History, PagePath, Spell
from handbook.model.refused import Refused
from handbook.read import offer as offers
from handbook.read.offer import Offer
from handbook.shell.cli import main
from handbook.show import export, page, site
from handbook.show.addresses import LONGEST_ADDRESS, Repository
from handbook.show.foot import foot

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)
DATA: dict[str, bytes | str] = {path.name: path.read_bytes() for path in (ROOT / "data").glob("*.yml")}
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"

Docs = dict[str, str]


def build(docs: Docs, history: History | None = None) -> Handbook:
    contents = {path: text.encode() for path, text in docs.items()}
    return assemble([Entry(path) for path in contents], contents, DATA, history or History(), TODAY)


def filled(docs: Docs, gap: str, text: str, history: History | None = None, name: str = "") -> Docs:
    """All pages after an offer was accepted."""
    contents = {path: text.encode() for path, text in docs.items()}
    make = partial(assemble, data_files=DATA, history=history or History(), today=TODAY)
    made = fill([Entry(path) for path in contents], contents, make, Offer("offer.md", gap, name, "", text, 5))
    return docs | {made.path: made.content.decode()}


def refusal(
    docs: Docs, gap: str, text: str = "Some words.", history: History | None = None, name: str = ""
) -> str:
    with pytest.raises(Refused) as refused:
        filled(docs, gap, text, history, name)
    return str(refused.value)


# Where it goes

PLACES = {
    "a label": (
        "# A\n\nBefore.\n\nSection needed: soup.\nMore of it.\n\nAfter.\n",
        "a.md/section-needed",
        "One.\n\nTwo.",
        "# A\n\nBefore.\n\nOne.\n\nTwo.\n\nAfter.\n",
    ),
    "with empty lines around": (
        "# A\nSection needed: soup.\n## B\ntext\n",
        "a.md/section-needed",
        "- one\n- two",
        "# A\n\n- one\n- two\n\n## B\ntext\n",
    ),
    "with its list": (
        "# A\n\nAddition needed:\n\n- one\n- two\n\nAfter.\n",
        "a.md/addition-needed",
        "Done.",
        "# A\n\nDone.\n\nAfter.\n",
    ),
    "in a paragraph, with another label": (
        "# A\n\nBefore,\nand more.\n**Section needed:** soup.\nQuestion: is it?\n",
        "a.md/section-needed",
        "Done.",
        "# A\n\nBefore,\nand more.\n\nDone.\n\nQuestion: is it?\n",
    ),
    "after a hard break": (
        "# A\n\nBefore.\\\nSection needed: soup.\n",
        "a.md/section-needed",
        "Done.",
        "# A\n\nBefore.\n\nDone.\n",
    ),
    "the second of a kind": (
        "# A\n\nSection needed: one.\n\nSection needed: two.\n",
        "a.md/section-needed~2",
        "Done.",
        "# A\n\nSection needed: one.\n\nDone.\n",
    ),
    "at the end, without the end of a line": (
        "# A\n\nSection needed",
        "a.md/section-needed",
        "Done.",
        "# A\n\nDone.\n",
    ),
    "a list item": (
        "# A\n\n- Section needed: soup.\n- b\n",
        "a.md/section-needed",
        "Done\nand done.",
        "# A\n\n- Done\n  and done.\n- b\n",
    ),
    "a list item with more": (
        "# A\n\n1. Section needed: soup.\n2. b\n",
        "a.md/section-needed",
        "One.\n\n- x\n\n```\n  code\n```",
        "# A\n\n1. One.\n\n   - x\n\n   ```\n     code\n   ```\n2. b\n",
    ),
    "a task in a nested list": (
        "# A\n\n- a\n  - [ ] Section needed: soup.\n    More.\n  - b\n",
        "a.md/section-needed",
        "One.\n\nTwo.",
        "# A\n\n- a\n  - [ ] One.\n\n    Two.\n  - b\n",
    ),
    "the middle of a list item": (
        "# A\n\n- Text.\n  Section needed: soup.\n- b\n",
        "a.md/section-needed",
        "Done.",
        "# A\n\n- Text.\n\n  Done.\n- b\n",
    ),
    "a sentence": (
        "# A\n\nTrue (source needed), and so (source needed).\n",
        "a.md/source-needed~2",
        "Ann, 2018",
        "# A\n\nTrue (source needed), and so (Ann, 2018).\n",
    ),
    "a sentence, with brackets of its own": (
        "# A\n\nTrue (source needed).\n",
        "a.md/source-needed",
        "[Ann](https://example.org/x)",
        "# A\n\nTrue [Ann](https://example.org/x).\n",
    ),
    "headings below the place": (
        "# A\n\n## B\n\nSection needed: soup.\n\n## C\n",
        "a.md#b/section-needed",
        "# One #\n\nText.\n\nTwo\nlines\n---\n\n```\n# code\n```\n\n##### Five",
        "# A\n\n## B\n\n### One #\n\nText.\n\n#### Two lines\n\n\n\n"
        "```\n# code\n```\n\n###### Five\n\n## C\n",
    ),
    "headings that fit already": (
        "# A\n\nSection needed: soup.\n",
        "a.md/section-needed",
        "### One\n\nText.",
        "# A\n\n### One\n\nText.\n",
    ),
    "the heading of the place said again": (
        "# A\n\n## On soup\n\nSection needed: soup.\n",
        "a.md#on-soup/section-needed",
        "# On soup\n\nText.",
        "# A\n\n## On soup\n\nText.\n",
    ),
    "a status": (
        "---\norder: 2\nstatus: section needed\n---\n\n# A\n\nIntro.\n\n## B\n\nText.\n",
        "a.md/section-needed",
        "One.\n\n# Two\n\nThree.",
        "---\norder: 2\nstatus: rough notes\n---\n\n# A\n\nIntro.\n\nOne.\n\n## Two\n\nThree.\n\n"
        "## B\n\nText.\n",
    ),
    "a status of an empty page": (
        "---\nstatus: section needed\n---\n",
        "a.md/section-needed",
        "One.",
        "---\nstatus: rough notes\n---\nOne.\n",
    ),
    "a label and a status that want the same": (
        "---\nstatus: section needed\n---\n\n# A\n\nSection needed: soup.\n",
        "a.md/section-needed",
        "One.",
        "---\nstatus: rough notes\n---\n\n# A\n\nOne.\n",
    ),
    "a line of dashes": (
        "# A\n\nText\nSection needed: soup.\n",
        "a.md/section-needed",
        "---\n\nOne.",
        "# A\n\nText\n\n---\n\nOne.\n",
    ),
    "the line ends of the file": (
        "\ufeff# A\r\n\r\nSection needed: soup.\r\n\r\nText.\r\n",
        "a.md/section-needed",
        "One.\n\nTwo.",
        "\ufeff# A\r\n\r\nOne.\r\n\r\nTwo.\r\n\r\nText.\r\n",
    ),
    "tabs": (
        "# A\n\n-\ta\n\n\tSection needed: ü soup.\n\n\tb\tc\n",
        "a.md/section-needed",
        "One.",
        "# A\n\n-\ta\n\n\tOne.\n\n\tb\tc\n",
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_where_it_goes(name: str) -> None:
    before, gap, text, after = PLACES[name]
    assert filled({"a.md": before}, gap, text) == {"a.md": after}


HOME = {"index.md": "# Home\n\nGo [a](styles/a.md).\n", "styles/a.md": "# A\n\nSee [[Our stories]].\n"}
STORIES = "---\nstatus: rough notes\n---\n\n# Our stories\n\nWe met.\n"


@pytest.mark.parametrize("name", ["", "our Stories"])
def test_a_page_not_written_yet_begins_where_it_is_asked_for(name: str) -> None:
    gap = "" if name else "not-written-yet/our-stories.md/page-not-written-yet"
    assert filled(HOME, gap, "# Our stories\n\nWe met.", name=name) == {
        **HOME,
        "styles/our-stories.md": STORIES,
    }


def test_the_id_follows_the_page_and_the_heading() -> None:
    front = "---\nwas: [old/a.md, '#before now #after']\n---\n\n# B\n\n## After\n\n"
    after = filled({"b.md": f"{front}Section needed.\n"}, "docs/old/a.md#before/section-needed", "Done.")
    assert after == {"b.md": f"{front}Done.\n"}


def test_a_gap_may_be_named_by_its_address_on_the_site() -> None:
    after = filled({"a.md": PAGE}, "https://can.example/book/a/#gap-b.section-needed", "Done.")
    assert after == filled({"a.md": PAGE}, "a.md#b/section-needed", "Done.")


# What is refused

REFUSED = {
    "another id": (
        "a.md#b/section-neded",
        "Done.",
        "'a.md#b/section-neded' is no gap now; it may be filled already. Look at docs/a.md:7, under 'B'. "
        "Did you mean 'a.md#b/section-needed'?",
    ),
    "no such page": (
        "x.md/recipe-needed",
        "Done.",
        "there is no gap 'x.md/recipe-needed'. 'handbook gaps --format csv' lists all of them.",
    ),
    "a page written already": (
        "not-written-yet/a.md/page-not-written-yet",
        "Done.",
        "'not-written-yet/a.md/page-not-written-yet' is filled already: the page is docs/a.md.",
    ),
    "noticed only": (
        "a.md/links-nowhere",
        "Done.",
        "'a.md/links-nowhere' was noticed by the handbook itself, so no words of anybody mark its place. "
        "Open the file and write the text there.",
    ),
    "two lines in a sentence": (
        "a.md/source-needed",
        "One\ntwo",
        "offer.md:6: (source needed) stands in the middle of a sentence, at docs/a.md:3. "
        "Make the text one line.",
    ),
    "a problem of its own": (
        "a.md#b/section-needed",
        "Fine.\n\nSee [x](javascript:alert(1)) and\n[y](nowhere.md).",
        "offer.md:7: 'javascript:alert(1)' cannot be opened from a web site, so it is shown as words. "
        "Link to a page in docs/, or to an address that begins with https://.\n"
        "offer.md:8: there is no page at 'nowhere.md'. Link to a page that is there, "
        "or ask for one by its name: [[y]].\n"
        "Put this right in the offer, and try again. Nothing is changed.",
    ),
    "a fence that never ends": (
        "a.md#b/section-needed",
        "```\ncode",
        "offer.md:5: the code that begins here has no end, so all that comes after it is shown as code as "
        "well. Write ``` on a line of its own after its last line.\n"
        "Put this right in the offer, and try again. Nothing is changed.",
    ),
    "an address by a number that is taken": (
        "a.md#b/section-needed",
        "So [Ann][1].\n\n[1]: https://example.org/ann",
        "docs/a.md:15: '[1]: https://example.org/x' is not used, because this name has an address 4 lines "
        "further up. Take one of the two out.\n"
        "Put this right in the offer, and try again. Nothing is changed.",
    ),
    "a footnote of the same name": (
        "a.md#b/section-needed",
        "So.[^1]\n\n[^1]: mine",
        "docs/a.md:16: a footnote '[^1]' stands further up already, so no number in the text leads to this "
        "one. Give it a name of its own, there and here.\n"
        "Put this right in the offer, and try again. Nothing is changed.",
    ),
    "a heading that is there": ("a.md#b/section-needed", "#### C\n\nx", "docs/a.md:9: the text would change"),
    "the same wish again": (
        "a.md#b/section-needed",
        "Section needed: soup.",
        "offer.md:5: afterwards the same would still be asked for, because the text asks for it as well. "
        "Take that line out of the offer.",
    ),
    "a heading alone": (
        "a.md#b/section-needed",
        "# B",
        "offer.md:5: there is a heading and no text under it. Write a few sentences.",
    ),
    "emphasis across": (
        "a.md#c/section-needed",
        "Done.",
        "docs/a.md:18: signs such as ** or a link begin before the label or end after it. "
        "Take them out of that line.",
    ),
}
PAGE = """# A

True (source needed).

Text.

## B

Section needed: soup.

See [x][1].[^1]

[1]: https://example.org/x
[^1]: yours

## C

**Section needed: soup.
Question: is it?**
"""


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    gap, text, said = REFUSED[name]
    found = refusal({"a.md": PAGE}, gap, text)
    assert found == said or (said.endswith("change") and found.startswith(said))


def test_a_gap_that_is_filled_says_since_when() -> None:
    spell = Spell(
        gap="a.md#b/example-needed",
        kind="example-needed",
        page=PagePath("a.md"),
        words="",
        asked=date(2020, 1, 1),
        commit="",
        closed=date(2021, 3, 1),
    )
    assert refusal({"a.md": PAGE}, "a.md#b/example-needed", history=History(spells=(spell,))) == (
        "'a.md#b/example-needed' is no gap any more since 2021-03-01. Look at docs/a.md:7, under 'B'."
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Soup", "no page asks for 'Soup' yet. Begin it with 'handbook new' and put the text there."),
        ("A", "there is a page of that name: docs/styles/a.md. Name one of its gaps instead."),
    ],
)
def test_a_page_that_nobody_asks_for(name: str, said: str) -> None:
    assert refusal(HOME, "", name=name) == said


# Nothing else changes

WORD = st.sampled_from(["zebra", "yacht", "xylophone", "Wigwam.", "violet,", "1.", "über", "don’t", "&"])
ROW = st.builds(lambda first, rest: " ".join([first, *rest]), st.just("Zebra"), st.lists(WORD, max_size=5))
PARAGRAPH = st.lists(ROW, min_size=1, max_size=3).map("\n".join)
PLAIN = st.lists(PARAGRAPH, min_size=1, max_size=3).map("\n\n".join)


def bag(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(written_page, PLAIN, st.data())
def test_every_word_stays_and_only_that_gap_goes(text: str, offered: str, data: st.DataObject) -> None:
    docs = {"a.md": f"# A\n\n{text}\n\nSection needed: soup.\n"}
    before = build(docs)
    gaps = [gap for gap in before.gaps if gap.asked and gap.start >= 0]
    assume(gaps)
    gap = data.draw(st.sampled_from(gaps))
    label = next(label for label in before.pages[PagePath("a.md")].labels if label.start == gap.start)
    offered = offered.split("\n")[0] if label.inline else offered
    try:
        after = filled(docs, gap.id, offered)["a.md"]
    except Refused as refused:
        # What opens before a label and ends in it or after it cannot be told apart from here.
        said = str(refused)
        assert "signs such as **" in said or "how the lines around it are read" in said
        return
    read = before.pages[PagePath("a.md")].text
    assert bag(after) == bag(docs["a.md"]) - bag(read[label.start : label.end]) + bag(offered)
    inside = [other for other in before.gaps if label.start <= other.start < label.end]
    assert standing(build({"a.md": after})) == standing(before) - Counter(other.kind for other in inside)


def standing(book: Handbook) -> Counter[str]:
    """How many labels of each kind there are that ask for something."""
    return Counter(gap.kind for gap in book.gaps if gap.asked and gap.start >= 0)


# How an offer is read

TEXT = "One.\n\n### Two\n\nThree."
WRITTEN = f"---\ngap: a.md#b/section-needed\ncredit: Ann, of the soup group\n---\n\n{TEXT}\n"
FORM = (
    f"### Which gap is it for?\n\na.md#b/section-needed\n\n### Your text\n\n{TEXT}\n\n"
    "### How shall we name you?\n\nAnn, of the soup group\n"
)


def read(text: str | bytes) -> Offer:
    found, problems = offers.read("offer.md", text if isinstance(text, bytes) else text.encode())
    assert found is not None, problems
    return found


@pytest.mark.parametrize(
    ("text", "line"), [(WRITTEN, 6), (FORM, 7), (f"\n\n{FORM}", 9), (f" \n\n{WRITTEN}", 8)]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_forms_of_an_offer_say_the_same(text: str, line: int, end: str) -> None:
    content = ("\ufeff" + text.replace("\n", end)).encode()
    said = Offer("offer.md", "a.md#b/section-needed", "", "Ann, of the soup group", TEXT, line)
    assert read(content) == said


def test_nobody_has_to_be_named() -> None:
    assert read(FORM.replace("Ann, of the soup group", "_No response_")).credit == ""
    assert read(WRITTEN.replace(" Ann, of the soup group", "")).credit == ""
    assert read("---\ngap: a.md/x\n---\nOne.").credit == ""


def test_a_text_may_hold_the_words_of_the_form() -> None:
    text = "One.\n\n### How shall we name you?\n\nTwo."
    assert read(FORM.replace(TEXT, text)).text == text


def test_the_form_for_a_page_names_it() -> None:
    text = FORM.replace(
        "Which gap is it for?\n\na.md#b/section-needed", "Which page is missing?\n\nOur stories"
    )
    assert (read(text).page, read(text).gap) == ("Our stories", "")


NO_OFFER: dict[str, tuple[str | bytes, str]] = {
    "plain text": (
        "Hello.",
        "offer.md:1: this is no offer. Begin it with a line '---', a line 'gap: …' with the id of the gap "
        "and another line '---', or use the whole text of an issue from the form.",
    ),
    "a greeting first": (
        f"Hello, here is my text.\n\n{WRITTEN}",
        "offer.md:3: the offer begins in this line. Take out all that stands above it.",
    ),
    "quoted in an answer": (
        "\nHello.\n\n" + "".join(f"> {line}\n" for line in WRITTEN.splitlines()),
        "offer.md:4: the offer begins in this line, but with the sign '>' before each of its lines. "
        "Take these signs out, and all that stands above.",
    ),
    "settings that never end": ("---\ngap: a.md/x\n\nHello.", "offer.md:1: this is no offer."),
    "no gap": (
        "---\ncredit: Ann\n---\nHello.",
        "offer.md:1: the offer does not say which gap it is for. Add a line 'gap: …' with the id of the gap.",
    ),
    "no text": (
        FORM.replace(TEXT, "_No response_"),
        "offer.md:1: there is no text in this offer. Write some first; a page that is only missed is a "
        "link to its name: [[Shared meals]].",
    ),
    "another setting": (
        "---\ngap: a.md/x\ncredits: Ann\n---\nHello.",
        "offer.md:3: 'credits' is not a setting of an offer we know. Did you mean 'credit'?",
    ),
    "a list": (
        "---\n- gap\n---\nHello.",
        "offer.md:2: every line between the two --- has the form 'key: value'.",
    ),
    "settings in the text": (
        "---\ngap: a.md/x\n---\n\n---\nstatus: draft\n---\n# Hello",
        "offer.md:5: the text begins with settings between two lines of ---. "
        "Leave them out; the page has its own.",
    ),
    "HTML": (
        "---\ngap: a.md/x\n---\nHello <b onclick=x>you</b>.\n\n<script>\nalert(1)\n</script>\n",
        "offer.md:4: '<b onclick=x>you</b>.' is HTML, which an offer cannot bring. "
        "Write it as plain text; for code, put it between two signs `.",
    ),
    "a way to reach somebody": (
        "---\ngap: a.md/x\ncredit: ann@network.org\n---\nHello.",
        "offer.md:1: the credit holds an e-mail address or a phone number, which would be public for good. "
        "Leave it out, and give a name or nothing.",
    ),
    "signs nobody sees": (
        b"---\ngap: a.md/x\n---\nHel\0lo.",
        "offer.md:4: an invisible control character (U+0000) stands in this line. "
        "Delete the line and type it again.",
    ),
    "a picture": (b"\x89PNG\r\n", "offer.md:1: this file is no text."),
    "very much": (
        b"x" * 1_000_000,
        "offer.md:1: this offer has more than 100,000 bytes, the most we read. Offer it in parts.",
    ),
    "nested very deep": (
        "---\ngap: a.md/x\n---\n" + ">" * 100 + " x",
        "offer.md:4: this is nested more than 20 deep. Make it simpler.",
    ),
    "nothing": (b"", "offer.md:1: this is no offer."),
}


@pytest.mark.parametrize("name", NO_OFFER)
def test_what_is_no_offer(name: str) -> None:
    content, said = NO_OFFER[name]
    found, problems = offers.read("offer.md", content if isinstance(content, bytes) else content.encode())
    assert found is None
    assert str(problems[0]).startswith(said)


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: f"---\ngap: a.md/x\n---\n{text}".encode())
)
def test_reading_an_offer_never_fails(content: bytes) -> None:
    found, problems = offers.read("offer.md", content)
    assert (found is None) == bool(problems)


# The command


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "handbook"
    (folder / "data").mkdir(parents=True)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for name in ("labels.yml", "statuses.yml"):
        (folder / "data" / name).write_bytes((ROOT / "data" / name).read_bytes())
    (folder / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    for path, text in HOME.items():
        (folder / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / path).write_text(text + "\nSection needed: on soup.\n", encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Begin")
    return folder


def git(folder: Path, *arguments: str) -> str:
    who = {
        f"GIT_{role}_{key}": "test@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for key in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True, env={**os.environ, **who}
    )
    return done.stdout


def accept(project: Path, offer: str, *options: str) -> Result:
    result = CliRunner().invoke(main, ["-C", str(project), "accept", "-", *options], input=offer)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


SOUP = "---\ngap: styles/a.md/section-needed\ncredit: Ann O'Hara $(soup)\n---\nWe met.\n\nWe ate.\n"


def test_accepting_says_what_it_did_and_how_to_commit_it(project: Path) -> None:
    result = accept(project, SOUP)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[:3] == [
        "docs/styles/a.md: the text is in lines 5 to 7, in the place of 'Section needed: on soup.'.",
        "Read it once more, then commit it:",
        "  git add docs/styles/a.md",
    ]
    command = shlex.split(lines[3])
    assert command == [
        "git",
        "commit",
        "-m",
        "Fill a gap in A: Section needed, offered by Ann O'Hara $(soup)",
    ]
    text = (project / "docs/styles/a.md").read_text(encoding="utf-8")
    assert text == "# A\n\nSee [[Our stories]].\n\nWe met.\n\nWe ate.\n"
    assert git(project, "status", "--porcelain") == " M docs/styles/a.md\n"
    git(project, "add", "docs/styles/a.md")
    git(project, *command[1:])
    again = accept(project, SOUP)
    assert again.exit_code == 2
    assert again.output.startswith("'styles/a.md/section-needed' is no gap")


def test_a_new_page_is_a_new_file(project: Path) -> None:
    result = accept(project, "---\npage: Our stories\n---\nWe met.\n")
    assert result.output.splitlines() == [
        "docs/styles/our-stories.md: a new page with the text.",
        "Read it once more, then commit it:",
        "  git add docs/styles/our-stories.md",
        "  git commit -m 'Begin the page Our stories'",
    ]
    assert (project / "docs/styles/our-stories.md").read_text(encoding="utf-8") == STORIES


def test_a_trial_writes_nothing(project: Path) -> None:
    for offer in (SOUP, "---\npage: Our stories\n---\nWe met.\n"):
        result = accept(project, offer, "--dry-run")
        assert result.exit_code == 0
        assert result.output.endswith("Nothing is written yet. Leave --dry-run out to do it.\n")
    assert git(project, "status", "--porcelain") == ""


def test_only_changes_in_the_same_file_are_in_the_way(project: Path) -> None:
    (project / "docs/index.md").write_text("# Home\n\nGo [a](styles/a.md).\n", encoding="utf-8")
    assert accept(project, SOUP, "--dry-run").exit_code == 0
    before = SOUP.replace("styles/a.md/", "index.md/")
    (project / "docs/index.md").write_text("# Home\n\nSection needed: bread.\n", encoding="utf-8")
    result = accept(project, before)
    assert (result.exit_code, result.output) == (
        2,
        "docs/index.md has changes that are not committed. Commit them first.\n",
    )


@pytest.mark.parametrize(
    "offer", [SOUP.replace("We met.", "See [x](javascript:alert(1))."), SOUP.replace("gap:", "gip:"), ""]
)
def test_what_cannot_be_accepted_is_said_and_nothing_is_written(project: Path, offer: str) -> None:
    result = accept(project, offer)
    assert result.exit_code == 2
    assert re.match(r"offer:\d+: ", result.output)
    assert git(project, "status", "--porcelain") == ""


def test_a_file_that_is_not_there(project: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["-C", str(project), "accept", str(tmp_path)])
    assert (result.exit_code, result.output) == (2, f"{tmp_path} cannot be opened: Is a directory.\n")


# Forms and buttons

HOME_OF_IT = Repository("https://github.com/example/handbook")


def fields(address: str) -> dict[str, str]:
    return {key: value[0] for key, value in parse_qs(urlsplit(address).query).items()}


def form(name: str) -> dict[str, str]:
    """The fields of an issue form: the words over each by its id."""
    read = yaml.safe_load((FORMS / f"{name}.yml").read_text(encoding="utf-8"))
    # Whoever may not set these would open an issue without them, and wonder.
    assert not {"labels", "assignees", "projects"} & {*read}
    return {part["id"]: part["attributes"]["label"] for part in read["body"] if "id" in part}


def test_the_forms_ask_in_the_words_that_are_read_back() -> None:
    for name, keys in (
        ("text-for-a-gap", ["gap", "text", "credit"]),
        ("a-page-is-missing", ["page", "text", "credit"]),
    ):
        assert form(name) == {key: offers.FORM[key] for key in keys}


def test_a_form_opens_with_its_fields_filled_in() -> None:
    address = HOME_OF_IT.issue("text-for-a-gap", title="Soup & bread", gap="a.md#b/section-needed~2")
    assert address.startswith("https://github.com/example/handbook/issues/new?template=text-for-a-gap.yml&")
    assert fields(address) == {
        "template": "text-for-a-gap.yml",
        "title": "Soup & bread",
        "gap": "a.md#b/section-needed~2",
    }
    assert Repository().issue("text-for-a-gap", gap="a.md/x") == ""


def test_an_address_never_grows_too_long() -> None:
    address = HOME_OF_IT.issue("text-for-a-gap", title="ü" * 1400, gap="a.md/x", page="b" * 9000)
    assert len(address) < LONGEST_ADDRESS
    assert fields(address) == {"template": "text-for-a-gap.yml", "gap": "a.md/x"}


def shown(repository: Repository) -> list[str]:
    """A page with a gap, one not written yet, and a foot."""
    book = build({"a.md": "# A\n\nSection needed: soup.\n\nSee [[Our stories]].\n"})
    a = book.pages[PagePath("a.md")]
    wanted = site.generated(book, repository)[PagePath("not-written-yet/our-stories.md")]
    return [page.body(book, a, repository), wanted, foot(book, a, repository)]


def links(html: str, words: str) -> list[str]:
    found = re.findall(rf'<a href="([^"]*)">{re.escape(words)}</a>', html)
    return [address.replace("&amp;", "&") for address in found]


def written_for(html: str) -> list[str]:
    """The gaps for which there is a button to write."""
    found = re.findall(r'<a class="gap-button" href="([^"]*)">Write here</a>', html)
    return [fields(address)["gap"] for address in found]


GAPS = ["a.md/section-needed", "not-written-yet/our-stories.md/page-not-written-yet"]


def test_every_gap_has_a_button_and_quiet_ways_beside_it() -> None:
    box, wanted, around = shown(HOME_OF_IT)
    for html, gap in zip((box, wanted), GAPS, strict=True):
        assert written_for(html) == [gap]
        assert [fields(link)["gap"] for link in links(html, "with a form")] == [gap]
    assert len(links(box, "in the editor")) == 1
    assert fields(links(wanted, "in the editor")[0])["filename"] == "docs/our-stories.md"
    [wrong] = links(around, "Something is wrong here?")
    assert {key: value for key, value in fields(wrong).items() if key != "title"} == {
        "template": "something-is-wrong.yml",
        "page": "docs/a.md",
    }
    assert {"page"} <= {*form("something-is-wrong")}


def test_without_any_address_a_text_can_still_be_written() -> None:
    box, wanted, around = shown(Repository())
    assert written_for(box + wanted) == GAPS
    assert not any("GitHub" in html or "wrong here" in html for html in (box, wanted, around))


def test_texts_can_be_sent_without_an_account() -> None:
    for address in ("mailto:editors@example.org", "https://example.org/f?x=1"):
        repository = Repository(offers=address)
        page = site.generated(build({"a.md": "# A\n"}), repository)["write.md"]
        assert links(page, "send your text here") == [repository.send("A text for the handbook")]
    assert links(shown(Repository(offers="mailto:editors@example.org"))[2], "Write to us here")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "mailto:", "data:text/html,x", 'https://x"onclick=y']
)
def test_only_an_address_of_the_web_or_a_letter_is_a_way(address: str) -> None:
    config = f"site_name: x\nextra:\n  offers: {address!r}\n"
    with pytest.raises(export.NoSettings, match=r"^mkdocs\.yml:3: 'offers' is an address that begins with"):
        export.repository(config)
    good = "extra:\n  offers: mailto:editors@example.org\n"
    assert export.repository(good).offers == "mailto:editors@example.org"
