"""Writing for a gap, as somebody does who has a browser and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from chromium import needs_chromium, open_page
from click.testing import CliRunner
from playwright.sync_api import Browser, Locator, Page, expect
from repositories import Repository as Home

from handbook.find.book import assemble
from handbook.model import Entry, History, name_key
from handbook.read import data
from handbook.read import labels as reading
from handbook.read.offer import read
from handbook.shell.cli import main
from handbook.show import write
from handbook.show.addresses import LONGEST_ADDRESS, Repository

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "hooks" / "handbook" / "theme" / "assets"
DATA = {path.name: path.read_bytes() for path in (ROOT / "data").glob("*.yml")}
GAP = "styles/share-learning.md/section-needed"
FORM = "https://github.com/example/handbook/issues/new"
SHARED = {
    "markdown-it-15.0.3.min.js": "391f2aa638e75e6c7859d0a5c5650ef0956722a45998f17e05b83bc655778e1e",
}
"""What others made, and the fingerprint of the file that they published."""


# What the scripts are told


def settings(address: str = "", offers: str = "") -> dict[str, object]:
    book = assemble([Entry("a.md")], {"a.md": b"# A\n"}, DATA, History(), date(2026, 11, 21))
    told: dict[str, object] = json.loads(write.as_json(book, Repository(address, offers=offers)))
    return told


def test_the_scripts_know_the_labels_that_the_handbook_has() -> None:
    told = settings()
    written = yaml.safe_load(DATA["labels.yml"])
    free = written.pop("… needed")
    assert told["labels"] == [
        {
            "words": [name, *kind.get("also", ())],
            "shows": kind["shows"],
            "gap": kind.get("gap", False),
            "inline": kind.get("inline", False),
            "states": kind.get("states", []),
        }
        for name, kind in written.items()
    ]
    assert told["free"] == {"shows": free["shows"], "gap": True, "unless": free["unless"]}


def test_the_scripts_know_where_to_send_a_text() -> None:
    assert settings()["form"] == settings()["offers"] == ""
    told = settings("https://github.com/example/handbook/", "mailto:editors@example.org")
    assert (told["form"], told["offers"]) == (FORM, "mailto:editors@example.org")


def test_what_others_made_is_as_they_made_it() -> None:
    there = {path.name for path in (ASSETS / "vendor").iterdir()}
    for name, hash_ in SHARED.items():
        assert hashlib.sha256((ASSETS / "vendor" / name).read_bytes()).hexdigest() == hash_
        assert name.replace(".min.js", ".LICENSE.txt") in there
        assert f"vendor/{name}" in (ASSETS / "write" / "preview.js").read_text(encoding="utf-8")


# In the browser


def opened(browser: Browser, address: str, gap: str = GAP, width: int = 1280, touch: bool = False) -> Page:
    """The page to write on, for a gap; whatever leads to GitHub arrives at an empty page."""
    page = open_page(browser, width, touch=touch)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    page.goto(f"{address}write/{f'?gap={quote(gap)}' if gap else ''}")
    expect(page.locator("[data-write=wanted]")).not_to_be_empty()
    return page


def part(page: Page, name: str) -> Locator:
    return page.locator(f"[data-write={name}]")


def query(page: Page) -> dict[str, str]:
    """What the button to GitHub takes along."""
    address = part(page, "send").get_attribute("href") or ""
    assert address.startswith(f"{FORM}?")
    return {key: value for key, (value,) in parse_qs(urlsplit(address).query, strict_parsing=True).items()}


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your text", include_hidden=True)


def write_text(page: Page, text: str) -> None:
    box(page).fill(text)


@needs_chromium
def test_from_the_front_page_to_a_form_that_is_filled_in(browser: Browser, address: str) -> None:
    page = open_page(browser, 320)
    page.goto(address)
    page.locator("article a[href='good-first-gaps/']").first.click()
    words = page.locator("article h2").first.inner_text().strip("\u00b6 \n")
    page.locator("article .gap-button", has_text="Write here").first.click()
    gap = parse_qs(urlsplit(page.url).query)["gap"][0]
    expect(part(page, "wanted")).to_contain_text(words.split(": ", 1)[-1].rstrip("…")[:30])
    write_text(page, "We met, & ate “soup”.\n\nAgain: 50% more #1.")
    page.get_by_label("How shall we name you?").fill("Ann & Bob")
    expect(part(page, "send")).to_have_attribute("href", re.compile("Bob"))
    sent = query(page)
    title = sent.pop("title")
    assert sent == {
        "template": "text-for-a-gap.yml",
        "gap": gap,
        "text": "We met, & ate “soup”.\n\nAgain: 50% more #1.",
        "credit": "Ann & Bob",
    }
    assert re.match(r"[A-Z][a-z ]+: \w", title)


ABOUT = """async ([root, ids]) => {
  const { about, read } = await import(root + "assets/write/place.js");
  const words = (nodes) => nodes.map((node) => node.textContent).join(" ").replace(/\\s+/g, " ").trim();
  return Promise.all(ids.map(async (id) => {
    const gap = read(id, new URL(root));
    const found = gap && await about(gap, new URL(root));
    return found && [words(found.wanted || []), words(found.known || [])];
  }));
}"""
"""What the scripts find of gaps, by their ids: what is wanted and what is known, or nothing."""

INLINE = """<article><h1>Patience<a class="headerlink" href="#p">x</a></h1><p>Before.</p><h2 id="b">Part</h2>
<p>Trust <mark class="gap-inline" id="gap-b.source-needed">(source needed)</mark> grows.</p>
<p onclick="alert(1)"><a href="javascript:alert(1)">Other</a><script>alert(1)</script></p><h2>Next</h2>
</article>"""


@needs_chromium
def test_what_is_wanted_and_known_stands_beside_the_box(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    expect(part(page, "wanted")).to_contain_text("Section needed")
    expect(part(page, "wanted")).to_contain_text("What helps: Write a few sentences")
    expect(part(page, "known")).to_contain_text("Sharing is caring")
    expect(part(page, "wanted").locator(".gap-button")).to_have_count(0)
    link = part(page, "wanted").locator("a").first
    assert (link.get_attribute("href") or "").startswith(address)
    assert page.locator(".write h1, .write h3, .write [id^=gap-]").count() == 0
    page.route("**/styles/inline/", lambda route: route.fulfill(body=INLINE, content_type="text/html"))
    wanted, question, inside = page.evaluate(
        ABOUT,
        [
            address,
            [
                "not-written-yet/our-stories.md/page-not-written-yet",
                "networks/caswiki.md#what-works-for-them/open-questions",
                "styles/inline.md#b/source-needed",
            ],
        ],
    )
    assert wanted[0].startswith("Our stories")
    assert "Accounts like that could later be gathered" in wanted[1]
    assert question == ["CASwiki: What works for them", ""]
    assert inside == ["Trust (source needed) grows. In Patience, Part", "Other"]


@needs_chromium
def test_words_stay_on_the_device_until_they_are_sent(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    write_text(page, "Not lost.")
    page.get_by_label("How shall we name you?").fill("Ann")
    page.reload()
    text = box(page)
    expect(text).to_have_value("Not lost.")
    expect(page.get_by_label("How shall we name you?")).to_have_value("Ann")
    expect(part(page, "kept")).to_contain_text("kept on this device")
    page.get_by_role("button", name="Throw it away").click()
    expect(text).to_have_value("")
    page.get_by_role("button", name="Bring it back").click()
    expect(text).to_have_value("Not lost.")
    with page.context.expect_page() as github:
        part(page, "send").click()
    assert "Not+lost" in github.value.url
    page.get_by_role("button", name="Yes, it is sent").click()
    expect(part(page, "kept")).to_contain_text("Thank you")
    page.goto(f"{address}write/?gap=styles/patience.md/section-needed")
    expect(part(page, "wanted")).to_contain_text("Patience")
    write_text(page, "Another")
    assert page.evaluate("Object.keys(localStorage).filter(key => !key.includes('__palette'))") == [
        "handbook.draft:/handbook/styles/patience.md/section-needed"
    ]
    page.goto(f"{address}write/")
    expect(part(page, "wanted").locator("li").first).to_have_text("Section needed: Patience“Another”")
    assert not page.context.cookies()


@needs_chromium
def test_who_comes_back_is_asked_again_whether_it_is_sent(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    write_text(page, "On its way.")
    expect(part(page, "asking")).to_be_hidden()
    part(page, "copy").click()
    expect(part(page, "said")).to_contain_text("Copied")
    for _ in range(2):
        page.reload()
        expect(part(page, "kept")).to_contain_text("If it is sent, say so below.")
        expect(part(page, "asking")).to_be_visible()
    part(page, "sent").click()
    page.reload()
    expect(part(page, "wanted")).not_to_be_empty()
    expect(box(page)).to_have_value("")
    expect(part(page, "asking")).to_be_hidden()


WORD = '<p class="MsoNormal">x</p>'
PARAGRAPHS = "<p>x</p><p>y</p>"
PASTED = [
    ("One.\r\nTwo.\r\n•\ta\r\no\tb\r\n1.\tc\r\nEnd.", WORD, "One.\n\nTwo.\n\n- a\n- b\n1. c\n\nEnd."),
    ("One.\nTwo.", PARAGRAPHS, "One.\n\nTwo."),
    ("One.\n\n\nTwo.\nThree.", WORD, "One.\n\nTwo.\n\nThree."),
    ("So:\n•\ta\nEnd.", "", "So:\n\n- a\n\nEnd."),
    ("One\nline.\n\nTwo.", PARAGRAPHS, "One\nline.\n\nTwo."),
    ("One\nline.\n- a\n  more", "", "One\nline.\n- a\n  more"),
    ("a\nb", "<pre><p>a</p><p>b</p></pre>", "a\nb"),
    ("o dear\n", "", "o dear\n"),
    ("", WORD, ""),
]
"""What is pasted as text and as HTML, and what it becomes."""

PASTE = """([text, html]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  clipboardData.setData("text/html", html);
  const box = document.getElementById("write-text");
  box.focus();
  return box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@needs_chromium
def test_what_comes_from_a_word_processor_keeps_its_paragraphs(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    made = page.evaluate(
        """async ([root, all]) => {
          const { evened } = await import(root + "assets/write/paste.js");
          return all.map(([text, html]) => evened(text, html));
        }""",
        [address, PASTED],
    )
    assert made == [expected for *_, expected in PASTED]
    write_text(page, "Before. ")
    text, html, expected = PASTED[0]
    assert not page.evaluate(PASTE, [text, html]), "pasted here, and not once more by the browser"
    expect(box(page)).to_have_value(f"Before. {expected}")
    expect(part(page, "kept")).to_contain_text("has kept its words")
    expect(part(page, "preview").locator("ul > li")).to_have_text(["a", "b"])
    page.keyboard.press("Control+z")
    expect(box(page)).to_have_value("Before. ")
    assert page.evaluate(PASTE, ["plain", ""]), "left to the browser"


@needs_chromium
def test_names_are_completed_by_keyboard(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    text = box(page)
    text.press_sequentially("As in [[pati")
    options = page.get_by_role("option")
    expect(options.first).to_have_text("Patience")
    assert text.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    expect(part(page, "found")).to_contain_text("Enter takes one")
    text.press("Enter")
    expect(text).to_have_value("As in [[Patience]]")
    expect(page.get_by_role("listbox")).to_be_hidden()
    text.press_sequentially(" and [[our sto")
    expect(options.first).to_have_text("Our stories not written yet")
    text.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    text.press_sequentially("\n[[learn")
    expect(options).not_to_have_count(1)
    second = options.nth(1).inner_text()
    text.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    text.press("ArrowUp")
    text.press("ArrowDown")
    text.press("Enter")
    assert text.input_value() == f"As in [[Patience]] and [[our sto\n[[{second}]]"
    expect(part(page, "preview").get_by_role("link", name=second)).to_be_visible()


@needs_chromium
def test_names_are_completed_with_a_finger(browser: Browser, address: str) -> None:
    page = opened(browser, address, width=320, touch=True)
    text = box(page)
    text.tap()
    text.press_sequentially("[[patien")
    option = page.get_by_role("option").first
    inside = option.bounding_box()
    assert inside
    assert inside["x"] >= 0
    assert inside["x"] + inside["width"] <= 320
    option.tap()
    expect(text).to_have_value("[[Patience]]")
    expect(text).to_be_focused()


LIVELY = """Met [[Patience|slowly]] and [[Our stories]] (source needed).

Section needed: more *soup*
for all.
Question (answered): was it so?

Comment (Ann, 2026-05-01): a <b>note</b>.

See also: Patience, [[Fun]]

- **Recipe needed (since 2020):** cake
- what we needed: time

`Section needed: code`

Question\\: no label, ![pic](https://elsewhere.example/x.png), [bad](javascript:alert(1))
"""


@needs_chromium
def test_labels_come_alive_as_they_are_typed(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    write_text(page, LIVELY)
    shown = part(page, "preview")
    expect(shown.locator(".gap .admonition-title")).to_have_text(
        ["Section needed", "Recipe needed (since 2020)"]
    )
    expect(shown.locator(".gap").first).to_contain_text("ore soup for all.")
    expect(shown.locator(".register .admonition-title")).to_have_text("Question (answered)")
    expect(shown.locator("details.comment summary")).to_have_text("Comment by Ann, 2026-05-01")
    expect(shown.locator("details.comment")).to_contain_text("<b>note</b>")
    expect(shown.locator("mark.gap-inline")).to_have_text("(source needed)")
    expect(shown.locator("a.not-written-yet")).to_have_text("Our stories")
    expect(shown.locator("p").last).to_contain_text("No page has this name yet.")
    expect(shown.get_by_role("link", name="slowly")).to_have_attribute("href", f"{address}styles/patience/")
    expect(shown.locator("p", has_text="See also:").get_by_role("link")).to_have_text(["Patience", "Fun"])
    expect(shown.locator("code")).to_have_text("Section needed: code")
    assert shown.locator("img, script, b, a[href^=javascript]").count() == 0
    assert all(url.startswith(address) for url in asked)
    expect(page.locator("#write-count")).to_contain_text("words")
    expect(part(page, "warnings")).to_contain_text("<b>")


LINES = """
Section needed: x|section needed|Section needed.|section needed, with|Section needed – with|Secton needed: x
Section needed with|Example needed (since 2020): x|Recipe needed: a|What we needed: time|Page needed -- x
Three long words needed: x|One two three four needed: x|See also Our stories|see also how|See also:|needed: x
Related: x|Talk (x): y|Talk with me|Question: a?|Questions|Question: https://x.example|Source needed:https://x
Unsorted:|Comment, a thing|Reviewed (2026): ok|Café needed: x|Ünïcode tést needed: x|Link possible: CASwiki
Meaning (NEF, 2011, disputed): any|SECTION  NEEDED : x|Section needed (a) (b): c|Section needed: //x
"""


@needs_chromium
def test_the_scripts_find_the_labels_that_the_handbook_finds(browser: Browser, address: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    lines = [
        line.strip(" -") for text in texts for line in text.splitlines() if not re.search(r"[*`\\]", line)
    ]
    lines = [*LINES.replace("\n", "|").split("|"), *filter(None, lines)]
    names = ["A People's  Food Policy?", "Über_uns / me", "_x_ y", "a\u2011b -- c", "Co-production: working"]
    page = opened(browser, address)
    found = page.evaluate(
        """async ([root, lines, names]) => {
          const { grammar, key } = await import(root + "assets/write/labels.js");
          const { start } = grammar(await (await fetch(root + "write.json")).json());
          const said = (label) => label && [label.name, label.entry.shows, label.facts, label.length];
          return [lines.map((line) => said(start(line))), names.map(key)];
        }""",
        [address, lines, names],
    )
    grammar = reading.Grammar(data.read(DATA)[0].labels)
    expected = []
    for line in lines:
        label = grammar.start(line, 0, len(line))
        expected.append(label and [label.name, label.kind.shows, label.facts.strip(), label.content])
    assert [pair for pair in zip(lines, found[0], expected, strict=True) if pair[1] != pair[2]] == []
    assert sum(map(bool, expected)) > 100
    assert found[1] == [name_key(name) for name in names]


@needs_chromium
def test_a_long_text_is_copied_on_its_way(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    text = "Ünd so weiter. " * 700
    write_text(page, text)
    expect(page.locator("#write-count")).to_contain_text("2,100 words")
    assert {*query(page)} == {"template", "title", "gap"}
    assert len(part(page, "send").get_attribute("href") or "") < LONGEST_ADDRESS
    with page.context.expect_page() as github:
        part(page, "send").click()
    assert github.value.url.startswith(FORM)
    expect(part(page, "said")).to_contain_text("Paste it into the field “Your text”")
    page.bring_to_front()
    assert clipboard(page) == text.strip()


@needs_chromium
def test_what_lacks_is_said_in_words(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    part(page, "copy").click()
    expect(page.get_by_role("alert")).to_have_text("Please write something first.")
    expect(box(page)).to_be_focused()
    write_text(page, "Ask ann.other@mail.example.org or ring 01865 722 722.")
    expect(page.get_by_role("alert")).to_be_empty()
    expect(part(page, "warnings")).to_contain_text("“ann.other@mail.example.org” looks like")
    write_text(page, "Ring (01865) 722 722, on 2020-12-26 at 10.30, 1,000,000 times.")
    expect(part(page, "warnings")).to_contain_text("“(01865) 722 722” looks like")
    write_text(page, "On 2020-12-26 at 10.30, in 2019/2020 or 02/03/2020: 1 000 000 times.")
    expect(part(page, "warnings")).to_be_empty()


@needs_chromium
def test_a_new_page_has_a_name_and_a_form_of_its_own(browser: Browser, address: str) -> None:
    page = opened(browser, address, "")
    expect(part(page, "wanted").locator("li a").first).to_have_attribute("href", re.compile(r"write/\?gap="))
    write_text(page, "Words.")
    part(page, "send").click()
    expect(page.get_by_role("alert")).to_have_text("Please give the new page a name first.")
    page.get_by_label("Name of the new page").fill("patience")
    expect(part(page, "warnings")).to_contain_text("There is a page of that name")
    page.get_by_label("Name of the new page").fill("Sharing: “tools”")
    expect(part(page, "warnings")).to_be_empty()
    assert query(page) == {
        "template": "a-page-is-missing.yml",
        "title": "A page is missing: Sharing: “tools”",
        "page": "Sharing: “tools”",
        "text": "Words.",
    }
    part(page, "copy").click()
    expect(part(page, "said")).to_contain_text("Copied")
    offer, problems = read("offer.md", clipboard(page).encode())
    assert (offer and offer.page, problems) == ("Sharing: “tools”", [])


@needs_chromium
def test_what_is_copied_fills_the_gap(browser: Browser, address: str, tmp_path: Path) -> None:
    page = opened(browser, address)
    write_text(page, "We meet: on *Tuesdays*.\n\n- one\n- two # three\n")
    page.get_by_label("How shall we name you?").fill('Ann: "the baker", #1')
    part(page, "copy").click()
    expect(part(page, "said")).to_contain_text("Copied")
    file = tmp_path / "docs" / "styles" / "share-learning.md"
    file.parent.mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "styles" / "share-learning.md", file)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    Home(tmp_path).commit("2026-01-10")
    result = CliRunner().invoke(main, ["-C", str(tmp_path), "accept", "-"], input=clipboard(page))
    assert result.exit_code == 0, result.output
    assert 'Ann: "the baker", #1' in result.output
    text = file.read_text(encoding="utf-8")
    assert "\n\nWe meet: on *Tuesdays*.\n\n- one\n- two # three\n" in text
    assert "Section needed" not in text
    mailed = parse_qs(urlsplit(part(page, "mail").get_attribute("href") or "").query)
    assert mailed["body"][0].replace("\r\n", "\n") == clipboard(page)


@needs_chromium
def test_without_a_repository_a_text_is_copied_or_mailed(browser: Browser, address: str) -> None:
    page = open_page(browser)
    told = settings(offers="mailto:editors@example.org")
    page.route("**/write.json", lambda route: route.fulfill(json=told))
    page.goto(f"{address}write/?gap={GAP}")
    write_text(page, "Words.")
    expect(part(page, "mail")).to_have_attribute("href", re.compile("^mailto:editors@example.org"))
    expect(part(page, "send")).to_be_hidden()
    expect(part(page, "copy")).to_be_visible()
    assert "GitHub" not in part(page, "how").inner_text()
    page.unroute("**/write.json")
    page.goto(f"{address}write/?gap={GAP}")
    expect(part(page, "how")).to_contain_text("You fill in the address.")


HOSTILE = [
    "<script>alert(1)</script>", "javascript:alert(1)//.md/x", "//evil.example/a.md/x", "../../evil/a.md/x",
    "https://evil.example/a.md/x", "a/../../b.md/x", "a\\..\\b.md/x", "/etc/passwd.md/x", "\u202ea.md/x\n",
    "x" * 9000 + ".md/x", "a.md", "a.md/x?y=z", ".git/a.md/x", "a/./b.md/x", "a.md#b#c/x", "a\u2028b.md/x",
    "",
]  # fmt: skip
GONE = [
    "styles/patience.md/section-needed", "no/page.md/section-needed", "%2e%2e/%2e%2e/evil.md/x",
    "evil.example@x/a.md/x", "über/größe.md#é/ß", "not-written-yet/nobody-asks.md/page-not-written-yet",
]  # fmt: skip


@needs_chromium
def test_an_address_that_names_no_gap_leads_nowhere(browser: Browser, address: str) -> None:
    page = open_page(browser)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"dialog: {dialog.message}"))
    page.on("pageerror", lambda error: asked.append(f"error: {error}"))
    page.goto(f"{address}write/?gap={quote('<img src=x onerror=alert(1)>')}")
    expect(part(page, "wanted")).to_contain_text("This address does not name a gap that we know.")
    expect(part(page, "wanted")).to_contain_text("pick one of the good first gaps")
    assert page.evaluate(ABOUT, [address, HOSTILE]) == [None] * len(HOSTILE)
    assert page.evaluate(ABOUT, [address, GONE]) == [["", ""]] * len(GONE)
    assert [url for url in asked if not url.startswith(address)] == []
    assert not any("evil" in url and "%25" not in url and "%40" not in url for url in asked)


@needs_chromium
def test_an_address_may_come_with_a_plain_hash(browser: Browser, address: str) -> None:
    page = open_page(browser)
    page.goto(f"{address}write/?gap=start/what-is-a-can.md#what-you-can-leave-open/example-needed")
    expect(part(page, "wanted")).to_contain_text("Example needed")


@needs_chromium
def test_a_gap_that_is_gone_is_said_kindly(browser: Browser, address: str) -> None:
    page = opened(browser, address, "styles/patience.md/section-needed")
    wanted = part(page, "wanted")
    expect(wanted).to_contain_text("This gap is not there any more. Perhaps somebody has filled it.")
    assert wanted.get_by_role("link").all_inner_texts() == ["Patience", "gaps report"]
    expect(box(page)).to_be_visible()


@needs_chromium
def test_without_scripts_there_are_other_ways(browser: Browser, address: str) -> None:
    page = open_page(browser, 320, script=False)
    page.goto(f"{address}styles/share-learning/")
    gap = page.locator(".gap", has=page.get_by_role("link", name="Write here")).first
    expect(gap.get_by_role("link", name="with a form")).to_have_attribute("href", re.compile("gap=styles"))
    gap.get_by_role("link", name="Write here").click()
    expect(page.locator(".write-without")).to_be_visible()
    expect(box(page)).to_be_hidden()
    expect(page.get_by_role("link", name="Send a text with a form")).to_be_visible()
    found = page.request.get(f"{address}search/search_index.json").text()
    assert "needs scripts" not in found, "who searches has scripts"
    page.locator("article").get_by_role("link", name="Good first gaps").click()
    expect(page.locator("h1")).to_contain_text("Good first gaps")


@needs_chromium
def test_only_the_page_to_write_on_loads_what_it_needs(browser: Browser, address: str) -> None:
    page = open_page(browser)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(urlsplit(request.url).path))
    page.goto(f"{address}styles/share-learning/")
    page.wait_for_load_state("networkidle")
    assert not [path for path in loaded if re.search(r"write|vendor|names\.json", path)]
    page.goto(f"{address}write/?gap={GAP}")
    page.wait_for_load_state("networkidle")
    assert [path for path in loaded if path.endswith("write/write.js")]
    assert not [path for path in loaded if "vendor" in path], "only when there is something to show"


RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def looked_at(page: Page) -> None:
    violations = Axe().run(page, {"exclude": [[".md-sidebar"]]}, RULES).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@needs_chromium
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_everyone_can_use_it(browser: Browser, address: str, width: int, scheme: str) -> None:
    page = open_page(browser, width, scheme)
    page.goto(f"{address}write/?gap={GAP}")
    write_text(page, LIVELY + "\nann@mail.example.org\n\n")
    expect(part(page, "warnings")).not_to_be_empty()
    box(page).press_sequentially("[[a")
    expect(page.get_by_role("listbox")).to_be_visible()
    looked_at(page)
    write_text(page, "")
    part(page, "copy").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    looked_at(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '250%'")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
