"""What everybody may see of unmentoring: rounds in numbers, and what pairs have passed on."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from repositories import Repository as Git
from served import ROOT, SETTINGS, build
from test_feeds import HOME, check, children
from test_feeds import text as text_of
from test_golden import handbook

from handbook.model import ALL_PAGES, POSTS, ROUNDS, Handbook, History, PagePath, PublicPairs
from handbook.practices.unmentoring import public
from handbook.practices.unmentoring.values import Draw, Output, Person, Pool, Round
from handbook.shell.cli import main
from handbook.show.addresses import Repository
from handbook.show.cards import cards
from handbook.show.drawn import beneath
from handbook.show.drawn.rounds import sentence
from handbook.show.feeds import FEEDS, atom
from handbook.show.foot import foot
from handbook.show.site import generated, navigation

LATE, EARLY, ODD = (
    PagePath(f"unmentoring/posts/{name}.md")
    for name in ("2026-12-07-benches", "2026-11-02-soup", "2026-13-40-undated")
)
DOCS = {
    "index.md": "# Home\n\n[[Patience]] and [[Unmentoring]].\n",
    "patience.md": "# Patience\n\nWait, and go [[Home]].\n\n## In practice\n\nCount to ten.\n",
    "unmentoring/index.md": "# Unmentoring\n\nTwo people talk. [[Home]]\n",
    POSTS: "# Passed on\n\nWhat pairs have learned, for [[Unmentoring]].\n",
    LATE: "# Benches\n\nTwo benches & a <gate> make a meeting place. Try one.\n\n"
    "See also: [[Patience#In practice]], [[Home]], [[Our stories]]\n\nTwo people who were paired.\n",
    EARLY: "# Soup\n\nSoup first, talk later.\n",
    ODD: "# Someday\n\nNo day was written.\n",
}
HOME_ONLY = {"index.md": "# Home\n"}


def book_of(**data: str) -> Handbook:
    return handbook({"docs": DOCS, "data": {f"{name}.yml": text for name, text in data.items()}})


def counts(people: str, answered: str = "", met: str = "", groups: str = "28") -> PublicPairs:
    return PublicPairs(week="2026-12-07", people=people, groups=groups, answered=answered, met=met)


# Rounds


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (counts("56", "35", "28"), "35 of 56 answered; 28 of those 35 met (80%)"),
        (counts("56", "40", "27"), "40 of 56 answered; 27 of those 40 met (68%)"),
        (counts("56", "35", "fewer than 5"), "35 of 56 answered; fewer than 5 of those 35 met"),
        (
            counts("56", "35", "all but fewer than 5"),
            "35 of 56 answered; all but fewer than 5 of those 35 met",
        ),
        (counts("56", "all but fewer than 5", "30"), "all but fewer than 5 of 56 answered; 30 of those met"),
        (counts("56", "fewer than 5"), "fewer than 5 of 56 answered"),
        (counts("56", "35"), "35 of 56 answered"),
        (counts("56"), "56 people took part"),
        (counts("fewer than 5", groups="fewer than 5"), "fewer than 5 people took part"),
    ],
)
def test_a_round_in_a_sentence(pairs: PublicPairs, said: str) -> None:
    assert sentence(pairs) == said


def test_rounds_in_a_table_the_newest_first() -> None:
    book = book_of(
        unmentoring="""
round 9: {week: "2026-11-02", people: "12", groups: "6", answered: all but fewer than 5, met: "7"}
round 10: {week: "2026-12-07", people: "56", groups: "28", answered: "35", met: "28"}
round 8: {week: "2026-10-05", people: "12", groups: "6", answered: fewer than 5}
round 7: {week: "2026-09-07", people: fewer than 5, groups: fewer than 5}
"""
    )
    first, _, table = beneath(book, ROUNDS)
    assert first == "Round 10, in the week of 7 December 2026: 35 of 56 answered; 28 of those 35 met (80%)."
    rows = [
        re.sub("<[^>]*>", "", row.replace("<td>", " | ")) for row in re.findall(r"<tr>(.*?)</tr>", table)[1:]
    ]
    assert rows == [
        "Round 10 week of 7 December 2026 | 56 | 28 | 35 | 21 | 28 (80%)",
        "Round 9 week of 2 November 2026 | 12 | 6 | all but fewer than 5 | fewer than 5 | 7",
        "Round 8 week of 5 October 2026 | 12 | 6 | fewer than 5 | all but fewer than 5 | not shown",
        "Round 7 week of 7 September 2026 | fewer than 5 | fewer than 5 | not shown | not shown | not shown",
    ]
    heads = ["Round", "People", "Groups", "Answered", "Not heard from", "Met, of those who answered"]
    assert re.findall(r'<th scope="col">(.*?)</th>', table) == heads
    assert "50%" not in generated(book, Repository())[ROUNDS]


def test_a_round_with_a_fault_is_not_shown() -> None:
    book = book_of(
        unmentoring="""
round 1: {week: "2026-11-02", people: "12", groups: "6", answered: "3"}
third: {week: "2026-11-09", people: "12", groups: "6"}
round 4: {week: "2026-02-30", people: "12", groups: "6"}
"""
    )
    assert len([problem for problem in book.problems if problem.place.path == "data/unmentoring.yml"]) == 3
    assert ROUNDS not in book.drawn


# Posts


def test_posts_the_newest_first_with_what_they_speak_of() -> None:
    listed, _, feed = beneath(book_of(), POSTS)
    assert listed == (
        '<ul><li><a href="2026-12-07-benches/">Benches</a>, 7 December 2026<br>'
        "Two benches &amp; a &lt;gate&gt; make a meeting place.<br>"
        'About <a href="../../patience/#in-practice">Patience, In practice</a>, '
        '<a href="../../">Home</a></li>'
        '<li><a href="2026-11-02-soup/">Soup</a>, 2 November 2026<br>Soup first, talk later.</li>'
        '<li><a href="2026-13-40-undated/">Someday</a><br>No day was written.</li></ul>'
    )
    assert feed == 'New ones can be followed <a href="../../shared.xml">in a feed reader</a>.'


def test_before_anybody_has_used_them_the_pages_say_so_and_are_not_made() -> None:
    written = {path: text for path, text in DOCS.items() if path not in (LATE, EARLY, ODD)}
    none = handbook({"docs": {**written, ROUNDS: "# Rounds\n\nIn numbers.\n"}})
    assert beneath(none, ROUNDS) == ["No round has been published here yet."]
    assert beneath(none, POSTS)[0] == "Nothing has been passed on here yet."
    undated = replace(none, history=History(reason="there is no git here."))
    assert beneath(undated, POSTS) == ["Nothing has been passed on here yet."]
    empty = handbook({"docs": HOME_ONLY})
    assert not {ROUNDS, POSTS} & {*generated(empty, Repository())}


def test_without_a_page_of_their_own_they_are_still_listed() -> None:
    book = handbook({"docs": {EARLY: DOCS[EARLY]}})
    assert "Soup first, talk later." in generated(book, Repository())[POSTS]


def test_nobody_is_nagged_about_a_post() -> None:
    book = book_of()
    posts = {PagePath(path) for path in (LATE, EARLY, ODD)}
    assert [gap.id for gap in book.gaps if gap.page in posts and not gap.asked] == []
    assert "unmentoring/posts/index.md/nothing-links-here" in {gap.id for gap in book.gaps}


def test_posts_are_listed_once() -> None:
    book = book_of()
    assert cards(book, book.pages[POSTS]) == ""
    assert 'href="posts/"' in cards(book, book.pages[PagePath("unmentoring/index.md")])


def test_the_navigation_has_the_newest_post_first() -> None:
    tree = {name: branch for part in navigation(book_of()) for name, branch in _named(part).items()}
    posts = next(branch for part in tree["Unmentoring"] for name, branch in _named(part).items() if name)
    assert posts == [POSTS, ODD, LATE, EARLY]


def _named(part: object) -> dict[str, list[object]]:
    return part if isinstance(part, dict) else {}


def test_a_section_shows_who_speaks_of_it() -> None:
    book = book_of()
    shown = foot(book, book.pages[PagePath("patience.md")])
    assert "unmentoring/posts/2026-12-07-benches/" in shown


# The feed


def shared(book: Handbook, site: str = HOME) -> str:
    return atom(book, next(feed for feed in FEEDS if feed.path == "shared.xml"), site)


def test_the_feed_of_posts() -> None:
    entries = children(check(shared(book_of()), HOME), "entry")
    assert [[text_of(entry, part) for part in ("title", "updated", "summary")] for entry in entries] == [
        ["Benches", "2026-12-07T00:00:00Z", "Two benches & a <gate> make a meeting place."],
        ["Soup", "2026-11-02T00:00:00Z", "Soup first, talk later."],
    ]
    links = [children(entry, "link")[0].attrib["href"] for entry in entries]
    assert links == [f"{HOME}unmentoring/posts/{name}/" for name in ("2026-12-07-benches", "2026-11-02-soup")]


def test_a_post_with_another_name_is_no_other_post() -> None:
    before = book_of()
    seats = PagePath("unmentoring/posts/2026-12-07-seats.md")
    docs = {seats if path == LATE else path: text for path, text in DOCS.items()}
    after = replace(handbook({"docs": docs}), history=History(moved={LATE: seats}))
    ids = [
        {
            text_of(entry, "title"): text_of(entry, "id")
            for entry in children(check(shared(book), HOME), "entry")
        }
        for book in (before, after)
    ]
    assert ids[0] == ids[1]


def test_an_empty_feed_is_one_too() -> None:
    check(shared(handbook({"docs": HOME_ONLY}), ""), "")


def test_a_book_without_posts_has_no_such_feed() -> None:
    with_posts, without = (
        generated(book, Repository()) for book in (book_of(), handbook({"docs": HOME_ONLY}))
    )
    assert "shared.xml" in with_posts
    assert "shared.xml" not in without
    assert '<a href="../shared.xml">what pairs have passed on</a>' in with_posts[ALL_PAGES]


NAMES = st.sampled_from(["2026-12-07-a", "2026-12-07-b", "2026-13-07-c", "0000-01-01-d", "e", "deep/f"])
ANY_TEXT = st.text(
    st.characters(exclude_categories=("Cs",)) | st.sampled_from("#[]<>&\n\u202e|*"), max_size=40
)


@given(st.dictionaries(NAMES, ANY_TEXT, max_size=4))
@settings(max_examples=30, deadline=None)
def test_whatever_is_in_the_folder_of_posts_is_listed_and_told(texts: dict[str, str]) -> None:
    files = {f"unmentoring/posts/{name}.md": text for name, text in texts.items()}
    book = handbook({"docs": {POSTS: DOCS[POSTS]} | files})
    assert beneath(book, POSTS)[0].count("<li>") == len(texts)
    dated = [name for name in texts if name.startswith("2026-12")]
    assert len(children(check(shared(book), HOME), "entry")) == len(dated)


# On a site


def test_what_is_published_is_built_strictly_and_shown_where_it_belongs(tmp_path: Path) -> None:
    """Acceptance example 8, from what people said to what the page says; and a post, with its way back."""
    ids = [f"p{number:02}" for number in range(56)]
    pool = Pool(tuple(ids))
    draw = Draw(tuple(zip(ids[::2], ids[1::2], strict=True)))
    said = dict.fromkeys(ids[:28], "met") | dict.fromkeys(ids[28:35], "not met")
    made = Round(3, date(2026, 12, 7), 1, pool, draw, said=said)
    people = {id_: Person(id_, f"Ann Example{id_}") for id_ in ids}
    told = Output(3, 1, "A gate & a <b>bench</b> {: .x }", "", "Two benches", ("Patience#In practice",))
    file, text = public.post(replace(told, agreed=frozenset(ids[:2])), made, people, ())

    docs = DOCS | {ROUNDS: "# Rounds\n\nIn numbers, for [[Unmentoring]].\n", file.removeprefix("docs/"): text}
    for path, content in docs.items():
        (tmp_path / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / path).write_text(content, encoding="utf-8")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "data" / "principles.yml").unlink()  # it names pages of our own book
    numbers = tmp_path / "data" / "unmentoring.yml"
    former = numbers.read_text(encoding="utf-8")
    numbers.write_text(public.entries(former, 3, public.figures(made)), encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    Git(tmp_path).commit("2026-12-14")
    site = build(tmp_path, "--strict")

    rounds = (site / "unmentoring" / "rounds" / "index.html").read_text(encoding="utf-8")
    assert "35 of 56 answered; 28 of those 35 met (80%)" in rounds
    assert "50%" not in rounds
    post = f"unmentoring/posts/{file.rpartition('/')[2].removesuffix('.md')}/"
    assert "A gate &amp; a &lt;b&gt;bench&lt;/b&gt; {: .x }" in _words(site / post)
    assert "Ann" not in _words(site / post)
    listed = _words(site / "unmentoring" / "posts")
    assert "Two benches, 7 December 2026 A gate &amp; a &lt;b&gt;bench&lt;/b&gt; {: .x }" in listed
    patience = (site / "patience" / "index.html").read_text(encoding="utf-8")
    linked = patience[patience.index("Linked from") :]
    assert f'<a href="../{post}">Two benches</a>' in linked
    feed = check((site / "shared.xml").read_text(encoding="utf-8"), "https://example.org/handbook/")
    assert "Two benches" in [text_of(entry, "title") for entry in children(feed, "entry")]
    assert "shared.xml" in patience.partition("</head>")[0]


def _words(folder: Path) -> str:
    """The words of a built page as it is written, without tags."""
    html = (folder / "index.html").read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]*>", " ", html[html.index("<article") :]).split()).replace(" ,", ",")


# The worked example

PEOPLE = """\
id,name,email,phone,organisation,share,consent,names_ok
hkdkm,Ann Example,ann@example.org,,River Street,email,"yes, 2026-11-16",no
fxqsc,Bob Example,bob@example.org,,River Street,email,"yes, 2026-11-16",yes
sbwrg,Cas Example,cas@example.org,01632 960003,Hill Farm,email; phone,"yes, 2026-11-17",no
gxqvk,Dot Example,,01632 960004,,phone,"yes, 2026-11-17",no
kqjbt,Eli Example,eli@example.org,,Hill Farm,email,"yes, 2026-11-18",yes
nwvnn,Fay Example,fay@example.org,,,email,"yes, 2026-11-18",yes
nnkmq,Gus Example,gus@example.org,01632 960007,River Street,phone,"yes, 2026-11-19",no
"""


def test_the_worked_example_is_what_the_tool_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tool has other words, or draws in another way, the page wants them as well."""
    blocks = re.findall(
        r"^```\n(.*?)^```", (ROOT / "docs/unmentoring/example.md").read_text("utf-8"), re.M | re.S
    )
    lines = [line for block in blocks for line in block.splitlines() if line.strip()]
    given = tmp_path / "sign-ups.csv"
    given.write_text(PEOPLE, encoding="utf-8")
    room = tmp_path / "private" / "unmentoring"
    room.mkdir(parents=True, mode=0o700)
    (room / "people.csv").write_text(PEOPLE, encoding="utf-8")
    said: list[str] = []
    for number, line in enumerate(line for line in lines if line.startswith("$ handbook ")):
        words = [str(given) if word == given.name else word for word in shlex.split(line)[2:]]
        words += ["--seed", "7"] if "draw" in words else []
        # Of those who are on the list already nobody would be new.
        private = "new" if "import" in words else "private"
        monkeypatch.setenv("HANDBOOK_PRIVATE", str(tmp_path / private))
        day = "2026-11-24" if number < 3 else "2026-12-08"
        done = CliRunner().invoke(main, ["-C", str(ROOT), "--today", day, *words])
        assert done.exit_code == 0, done.output
        said += [line, *done.output.replace(str(tmp_path / private), "~/.local/share/handbook").splitlines()]
    letter = next((room / "round-01").glob("*fay-example.eml")).read_text("utf-8")
    # The page breaks the lines of the letter, which a mail program breaks as it likes.
    letter = " ".join(letter.split())
    assert [line for line in lines if line not in said and " ".join(line.split()) not in letter] == []
