"""Answering an instrument: on a sheet without scripts, and in a form that keeps to itself."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import needs_chromium, open_page
from engine import render
from playwright.sync_api import Browser, Locator, Page, expect
from test_golden import handbook
from test_keyboard import stop
from test_write import RULES

from handbook.model import Instrument, Place, form_of
from handbook.practices.assessment import codes
from handbook.practices.assessment.answers import as_json, read_json
from handbook.practices.assessment.values import Answers
from handbook.read import data
from handbook.read.roster import NOBODY
from handbook.show import form
from handbook.show.sanitised import sanitised

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "hooks" / "handbook" / "theme" / "assets" / "assess"
ID = "eight-principles.v1"
PATH = "assessment/forms/eight-principles-v1/"
KEY = f"handbook.answers:/handbook/{ID}"
EIGHT = data.read({f"assessment/{ID}.yml": (ROOT / f"data/assessment/{ID}.yml").read_bytes()})[0].instruments[
    ID
]
SHORT = """title: Tea & us
scale: [no, a bit, yes]
dimensions: {tea: {statements: {tea-1: "We drink *tea*, & more.", tea-2: We share it.}}}
"""


# The sheet


def test_the_sheet_is_a_table_that_any_engine_takes_as_it_is() -> None:
    book = handbook(
        {
            "docs": {
                "index.md": "# Home\n\n[Tea](assessment/forms/tea-v1.md)\n\n[2](assessment/forms/tea-v2.md)\n"
            },
            "data": {"assessment/tea.v1.yml": SHORT},
        }
    )
    assert [problem.place.line for problem in book.problems if "forms" in problem.message] == [5]
    head, text = form.document(book, "tea.v1").split("\n---\n", 1)
    assert json.loads(head.removeprefix("---\n"))["title"] == "Tea &amp; us"
    assert "There are 2 statements, for about 1 to 2 minutes." in text
    sheet = text[text.index("<div") :]
    assert "\n\n" not in sheet
    assert "looking back" not in sheet.lower()
    html = render(text)
    clean, problems = sanitised(html, "x.md")
    assert problems == []
    assert sheet[sheet.index("<table") :] in f"{clean}\n"
    assert (
        "<table><thead><tr>"
        '<th scope="col">Tea</th><th scope="col">1</th><th scope="col">2</th><th scope="col">3</th>'
        '<th scope="col">\u2013</th></tr></thead><tbody>\n'
        '<tr><th scope="row">We drink *tea*, &amp; more.</th>'
        "<td>\u2610</td><td>\u2610</td><td>\u2610</td><td>\u2610</td></tr>"
    ) in sheet


def test_what_the_page_needs_is_small() -> None:
    names = ("form.css", "form.js", "answers.js", "kept.js")
    sizes = [len(gzip.compress((ASSETS / name).read_bytes(), 6)) for name in names]
    assert sum(sizes) < 8000


@needs_chromium
def test_without_scripts_there_is_the_whole_sheet(browser: Browser, quick_address: str) -> None:
    page = open_page(browser, 320, script=False)
    page.goto(quick_address + PATH)
    expect(page.locator("form.assess")).to_be_hidden()
    rows = page.locator(".assess-sheet tbody th[scope=row]").all_inner_texts()
    assert rows == [*EIGHT.statements.values(), *(name.capitalize() for name in EIGHT.dimensions)]
    assert {len(row.locator("td").all()) for row in page.locator(".assess-sheet tbody tr").all()} == {6}
    words = page.locator("article").inner_text()
    for wanted in ("not a test", "5 to 10 minutes", "Your code:", "3 some of the time", "\u2013 cannot say",
                   EIGHT.look_back, "Nobody else sees it"):  # fmt: skip
        assert wanted in words
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == 2


# The form


def opened(
    browser: Browser, address: str, before: str = "", width: int = 1280, scheme: str = "light"
) -> Page:
    """The form, after a script that makes the browser of a certain kind."""
    page = open_page(browser, width, scheme)
    if before:
        page.add_init_script(before)
    page.goto(address + PATH)
    expect(page.locator("form.assess")).to_be_visible()
    return page


def part(page: Page, name: str) -> Locator:
    return page.locator(f"[data-assess={name}]")


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f'input[name="{name}"][value="{value}"]').check()


def chosen(page: Page) -> dict[str, str]:
    found: list[list[str]] = page.evaluate(
        "[...document.querySelectorAll('.assess :checked[name]')].map((e) => [e.name, e.value])"
    )
    return dict(found)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def saved(page: Page) -> str:
    with page.expect_download() as download:
        press(page, "Save as a file")
    assert download.value.suggested_filename == "answers-eight-principles-v1.json"
    return Path(download.value.path()).read_text(encoding="utf-8")


def brought(page: Page, content: bytes | str | dict[str, Any]) -> None:
    """Opens a file with this content."""
    text = json.dumps(content) if isinstance(content, dict) else content
    with page.expect_file_chooser() as chooser:
        press(page, "Open a file")
    bytes_ = text.encode() if isinstance(text, str) else text
    chooser.value.set_files({"name": "a.json", "mimeType": "application/json", "buffer": bytes_})


def taken(text: str, follow_up: bool = True) -> Answers:
    found, problems = read_json(Place("a.json"), text.encode(), ID, EIGHT, follow_up, NOBODY)
    assert (problems, found is not None) == ([], True)
    assert found is not None
    return found


def kept(page: Page) -> Any:
    return page.evaluate(f"JSON.parse(localStorage.getItem('{KEY}'))")


@needs_chromium
def test_by_keyboard_and_offline_from_top_to_file(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(str(error)))

    def on() -> str:
        """One stop further, which nothing covers."""
        page.keyboard.press("Tab")
        here = stop(page)
        assert here
        assert here.seen or here.part != "md-content"
        return here.name

    names = [f"answers:{key}" for key in EIGHT.statements]
    given = {}
    for number, name in enumerate(names):
        while not on().startswith("1 "):
            assert number == 0
        page.keyboard.press("Space")
        for _ in range(number % 6):
            page.keyboard.press("ArrowRight")
        given[name] = "12345-"[number % 6]
    expect(part(page, "progress")).to_have_text("16 of 16 answered.")
    on()
    page.keyboard.press("Space")
    expect(part(page, "progress")).to_have_text("16 of 16 answered, and 0 of 8 looking back.")
    assert on().startswith("1 ")
    page.keyboard.press("Space")
    for name in [*EIGHT.dimensions][1:]:
        on()
        if name == "redefining work":
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
    assert chosen(page) == given | {"then:asset": "1", "then:redefining work": "2"}
    assert "Your code" in on()
    page.keyboard.type("Fern  blue")
    assert on() == "Save as a file"
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    expect(part(page, "said")).to_contain_text("Saved as answers-eight-principles-v1.json")
    answers = taken(text)
    numbers = {key: n % 6 + 1 for n, key in enumerate(EIGHT.statements) if n % 6 < 5}
    assert answers == Answers("Fern blue", numbers, {"asset": 1, "redefining work": 2})
    assert as_json(answers, ID) == text
    assert [url for url in asked if not url.startswith("blob:")] == []
    on()
    on()
    on()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(part(page, "ask")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(part(page, "said")).to_contain_text("Your answers are deleted.")
    assert chosen(page) == {}


@needs_chromium
def test_answers_stay_until_they_are_deleted(browser: Browser, quick_address: str) -> None:
    page = opened(browser, quick_address)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('handbook'))") == []
    choose(page, "answers:asset-1", "3")
    choose(page, "answers:asset-2", "-")
    page.get_by_label("This is our second round").check()
    choose(page, "then:asset", "2")
    page.get_by_label("Your code").fill("fern")
    expect(part(page, "kept")).to_have_text("Kept on this device.")
    page.reload()
    expect(part(page, "kept")).to_have_text("Kept on this device from before.")
    expect(part(page, "before")).to_contain_text("If they are not yours")
    assert chosen(page) == {"answers:asset-1": "3", "answers:asset-2": "-", "then:asset": "2"}
    expect(page.get_by_label("Your code")).to_have_value("fern")
    assert taken(saved(page)) == Answers("fern", {"asset-1": 3}, {"asset": 2})
    page.get_by_label("This is our second round").uncheck()
    expect(page.locator("#assess-then")).to_be_hidden()
    assert taken(saved(page), follow_up=False) == Answers("fern", {"asset-1": 3})

    page.evaluate(f"localStorage.setItem('{KEY[:-1]}2', '{{}}'); localStorage.setItem('{KEY}0x', 'other')")
    press(page, "Delete my answers")
    expect(page.get_by_role("button", name="No, keep it")).to_be_focused()
    press(page, "No, keep it")
    assert chosen(page)
    press(page, "Delete my answers")
    press(page, "Yes, delete it")
    expect(part(page, "said")).to_contain_text("Nothing of them is left on this page")
    expect(part(page, "progress")).to_have_text("0 of 16 answered.")
    expect(page.get_by_label("Your code")).to_have_value("")
    left = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('handbook'))")
    assert left == [f"{KEY}0x"], "answers to another version went as well, and nothing else"
    expect(part(page, "before")).to_be_hidden()
    page.reload()
    assert chosen(page) == {}
    expect(part(page, "kept")).to_be_empty()


@needs_chromium
def test_it_leads_to_what_is_left(browser: Browser, quick_address: str) -> None:
    page = opened(browser, quick_address, width=360)
    show = page.get_by_role("button", name="What is left?")
    expect(show).to_be_hidden()
    keys = [*EIGHT.statements]
    page.evaluate(
        """left => document.querySelectorAll(`.assess [name^=answers][value="3"]:not([name$=${left}])`)
          .forEach((button) => button.click())""",
        keys[6],
    )
    page.reload()
    show.click()
    group = page.locator("fieldset").nth(6)
    expect(group.locator("input").first).to_be_focused()
    top, header = (locator.bounding_box() for locator in (group, page.locator(".md-header")))
    assert top
    assert header
    assert header["height"] <= top["y"] < 200
    choose(page, f"answers:{keys[6]}", "-")
    expect(show).to_be_hidden()
    page.get_by_label("This is our second round").check()
    show.click()
    expect(page.locator('input[name="then:asset"]').first).to_be_focused()


PASSING = """navigator.canShare = ({ files: [file] }) => file.name.endsWith(".txt");
navigator.share = async ({ files: [file] }) => {
  if (window.fails) throw new DOMException("", window.fails);
  window.passed = [file.name, file.type, await file.text()];
};"""
NO_WAY = "This device cannot pass it on. Save it as a file instead."


@needs_chromium
def test_a_phone_can_pass_them_on(browser: Browser, quick_address: str) -> None:
    page = opened(browser, quick_address, PASSING)
    choose(page, "answers:asset-1", "3")
    press(page, "Pass it on")
    expect(page.get_by_label("Your code")).to_be_focused()
    page.get_by_label("Your code").fill("fern")
    for failing, words in (("AbortError", ""), ("NotAllowedError", NO_WAY)):
        page.evaluate("name => (window.fails = name)", failing)
        press(page, "Pass it on")
        expect(part(page, "wrong")).to_have_text(words)
        expect(part(page, "said")).to_be_empty()
        assert page.evaluate("window.passed") is None
    page.evaluate("window.fails = ''")
    press(page, "Pass it on")
    expect(part(page, "said")).to_contain_text("Passed on. If other people use this device")
    name, kind, text = page.evaluate("window.passed")
    assert (name, kind) == ("answers-eight-principles-v1.txt", "text/plain")
    assert taken(text) == Answers("fern", {"asset-1": 3})


@needs_chromium
def test_two_windows_show_the_same(browser: Browser, quick_address: str) -> None:
    page = opened(browser, quick_address)
    other = page.context.new_page()
    other.goto(quick_address + PATH)
    choose(page, "answers:asset-1", "3")
    expect(part(other, "kept")).to_have_text("Changed in another window, and kept on this device.")
    choose(other, "answers:asset-2", "4")
    expect(part(page, "progress")).to_have_text("2 of 16 answered.")
    assert chosen(page) == chosen(other) == {"answers:asset-1": "3", "answers:asset-2": "4"}
    press(other, "Delete my answers")
    press(other, "Yes, delete it")
    expect(part(page, "kept")).to_have_text("Deleted in another window.")
    assert chosen(page) == {}
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None


REFUSED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); }
});"""
NULL = "Object.defineProperty(window, 'localStorage', { value: null });"
FULL = """for (let size = 1 << 22; size; size >>= 1) {
  try { localStorage.setItem(`fill${size}`, "x".repeat(size)); } catch {}
}
for (let n = 0; n < 9; n++) try { localStorage.setItem(`f${n}`, ""); } catch {}"""


@needs_chromium
@pytest.mark.parametrize(
    ("before", "says"),
    [
        (REFUSED, "Not kept: this browser keeps nothing."),
        (NULL, "Not kept: this browser keeps nothing."),
        (FULL, "Not kept: this device has no room left."),
    ],
    ids=["refused", "none", "full"],
)
def test_where_nothing_can_be_kept_the_form_works_and_says_so(
    browser: Browser, quick_address: str, before: str, says: str
) -> None:
    page = opened(browser, quick_address, before)
    choose(page, "answers:asset-1", "3")
    expect(part(page, "kept")).to_have_text(f"{says} Save your answers as a file before you close this page.")
    page.get_by_label("Your code").fill("fern")
    text = saved(page)
    assert taken(text) == Answers("fern", {"asset-1": 3})
    press(page, "Delete my answers")
    press(page, "Yes, delete it")
    assert chosen(page) == {}
    brought(page, text)
    expect(part(page, "said")).to_contain_text("The answers from the file are here. 1 of 16 answered.")


FORMER: list[tuple[str, dict[str, str]]] = [
    ("{}", {}),
    ("{", {}),
    ("[]", {}),
    ('{"code": 7, "again": "yes", "values": ["3"]}', {}),
    ('{"code": "ann@example.org", "values": {"answers:work-1": 3, "answers:work-2": ["3"]}}', {}),
    ('{"values": {"answers:asset-1": "4", "answers:gone": "1", "then:asset": "9", "__proto__": "1"}}',
     {"answers:asset-1": "4"}),
    ('{"values": {"answers:asset-1": "4"}, "words": 1}', {"answers:asset-1": "4"}),
]  # fmt: skip


@needs_chromium
def test_what_was_kept_of_other_questions_is_taken_as_far_as_it_goes(
    browser: Browser, quick_address: str
) -> None:
    page = opened(browser, quick_address)
    for text, left in FORMER:
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
        page.reload()
        expect(part(page, "kept")).to_have_text(
            "The questions have changed since you answered. Please look through your answers once more."
        )
        assert chosen(page) == left
        expect(page.get_by_label("Your code")).to_have_value("")
        expect(part(page, "other")).to_be_hidden()
    page.evaluate(f"localStorage.removeItem('{KEY}'); localStorage.setItem('{KEY[:-1]}7', '{{}}')")
    page.reload()
    expect(part(page, "other")).to_contain_text("There are also answers to version 7 of these questions")
    expect(part(page, "kept")).to_be_empty()


OURS: dict[str, Any] = {"handbook": "assessment answers", "instrument": ID, "code": "fern", "answers": {}}
NOT_OURS: list[tuple[bytes | str | dict[str, Any], str]] = [
    ("", "This is not a file with answers, or it has lost a part on its way."),
    ('{"handbook": "assessm', "This is not a file with answers, or it has lost a part on its way."),
    ("[" * 50_000, "This is not a file with answers, or it has lost a part on its way."),
    (b"\xff\xd8\xff\xe0\x00", "This is not a file with answers, or it has lost a part on its way."),
    ("null", "This is not a file with answers. Please choose one"),
    ("[1]", "This is not a file with answers. Please choose one"),
    ({"gap": "x"}, "This is not a file with answers. Please choose one"),
    ({**OURS, "instrument": "eight-principles.v2"}, "version 2 of the questions, and this page"),
    ({**OURS, "instrument": "other.v1"}, "These are answers to other questions than"),
    ({**OURS, "instrument": ["<img src=x>"]}, "These are answers to other questions than"),
    ({**OURS, "answers": {"asset-9": 3}}, "It answers something that is not asked here."),
    ('{"handbook": "assessment answers", "instrument": "eight-principles.v1", "code": "a",'
     ' "answers": {"__proto__": 3}}', "It answers something that is not asked here."),
    ({**OURS, "then": {"constructor": 3}}, "It answers something that is not asked here."),
    *(({**OURS, "answers": {"asset-1": value}}, "It has an answer that is not one of the numbers")
      for value in (0, 6, 3.5, "3", True, None, [3], -1, 1e99)),
    ({**OURS, "then": {"asset": 6}}, "It has an answer that is not one of the numbers from 1 to 5."),
    ({**OURS, "answers": [3]}, "Its answers are not where they should be."),
    ({**OURS, "code": 7}, "It has no code."),
    ({**OURS, "code": "ann@example.org"}, "Its code cannot be used here"),
    ({**OURS, "code": 7, "answers": {"asset-1": 9, "b": 1}},
     "It has no code. It has an answer that is not one of the numbers from 1 to 5. "
     "It answers something that is not asked here. Nothing was changed."),
    (" " * 100_001, "This file is far too large to hold answers."),
]  # fmt: skip


@needs_chromium
def test_a_file_that_is_not_ours_changes_nothing(browser: Browser, quick_address: str) -> None:
    page = opened(browser, quick_address)
    page.get_by_label("Your code").fill("moss")
    choose(page, "answers:asset-1", "3")
    before = kept(page)
    for content, says in NOT_OURS:
        brought(page, content)
        expect(part(page, "wrong")).to_contain_text(says)
        assert "example.org" not in part(page, "wrong").inner_text()
        expect(part(page, "ask")).to_be_hidden()
    assert (chosen(page), kept(page)) == ({"answers:asset-1": "3"}, before)


@needs_chromium
def test_a_file_takes_the_place_of_answers_only_when_somebody_says_so(
    browser: Browser, quick_address: str
) -> None:
    page = opened(browser, quick_address)
    text = as_json(Answers("fern", {"asset-2": 5}, {"redefining work": 1}), ID)
    brought(page, f"\ufeff{text}")
    expect(part(page, "said")).to_contain_text("1 of 16 answered, and 1 of 8 looking back.")
    assert chosen(page) == {"answers:asset-2": "5", "then:redefining work": "1"}
    expect(page.get_by_label("Your code")).to_have_value("fern")
    assert kept(page)["values"] == chosen(page)
    brought(page, text)
    expect(part(page, "ask")).to_be_hidden()
    choose(page, "answers:asset-2", "4")
    brought(page, text)
    expect(part(page, "question")).to_contain_text("There are answers here already.")
    press(page, "No, keep what is here")
    assert chosen(page)["answers:asset-2"] == "4"
    brought(page, text)
    press(page, "Yes, take those from the file")
    assert chosen(page)["answers:asset-2"] == "5"
    assert saved(page) == text


CODES = [
    ("fern blue", ""), ("Mötley 66", ""), ("atlas of dots", ""), ("170 paces", ""), ("", ""),
    ("ann@example.org", "e-mail address"), ("ann\uff20example.org", "e-mail address"),
    ("ann (at) example (dot) org", "e-mail address"), ("ann at gmail dot com", "e-mail address"),
    ("@ann", "e-mail address"), ("07700 900123", "phone number"), ("+44 7700 900123", "phone number"),
    ("12/03/1956", "phone number"), ("\u0660\u0661\u0662\u0663\u0664\u0665\u0666", "phone number"),
    ("moss\u202e", "nobody can see"), ("moss\u200b", "nobody can see"), ("x" * 41, "more than 40"),
]  # fmt: skip


@needs_chromium
def test_a_code_that_says_who_somebody_is_is_refused_with_a_reason(
    browser: Browser, quick_address: str
) -> None:
    page = opened(browser, quick_address)
    for code, why in CODES:
        assert bool(why) == bool(code and codes.wrong_with(code, NOBODY)), code
    wrong = page.evaluate(
        """async ([root, codes]) => {
          const { wrongCode } = await import(root + "assets/assess/answers.js");
          return codes.map(wrongCode);
        }""",
        [quick_address, [code for code, _ in CODES]],
    )
    assert [bool(found) for found in wrong] == [bool(why) for _, why in CODES]
    assert [why for (_, why), found in zip(CODES, wrong, strict=True) if why not in found] == []

    alert = page.locator("#assess-code-wrong")
    press(page, "Save as a file")
    expect(alert).to_contain_text("Please give yourself a code first")
    box = page.get_by_label("Your code")
    expect(box).to_be_focused()
    box.fill("ann@example.org")
    expect(alert).to_contain_text("This looks like an e-mail address")
    choose(page, "answers:asset-1", "3")
    assert kept(page)["code"] == ""
    press(page, "Save as a file")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-invalid", "")
    page.reload()
    expect(box).to_have_value("")


# On paper


def printed(file: bytes) -> str:
    """The words of a PDF as Chromium makes it."""
    objects: dict[bytes, bytes] = dict(re.findall(rb"(?:^|\n)(\d+) 0 obj\n?(.*?)\nendobj", file, re.DOTALL))

    def stream(number: bytes) -> bytes:
        head, _, content = objects[number].partition(b"stream\n")
        content = content[: content.rindex(b"\nendstream")]
        return zlib.decompress(content) if b"FlateDecode" in head else content

    def signs(number: bytes) -> Iterator[tuple[str, str]]:
        text = stream(number).decode("latin-1")
        for begin, last, sign in re.findall(r"<(\w+)> <(\w+)> <(\w{4})>", text):
            for glyph in range(int(begin, 16), int(last, 16) + 1):
                yield f"{glyph:0{len(begin)}X}", chr(int(sign, 16) + glyph - int(begin, 16))
        for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
            for glyph, sign in re.findall(r"<(\w+)> <(\w+)>", block):
                yield glyph.upper(), bytes.fromhex(sign).decode("utf-16-be")

    maps = {
        number: dict(signs(found[1]))
        for number, body in objects.items()
        if (found := re.search(rb"/ToUnicode (\d+) 0 R", body))
    }
    fonts = dict(re.findall(rb"/(F\d+) (\d+) 0 R", file))
    words: list[str] = []
    for body in objects.values():
        contents = re.search(rb"/Contents (\d+) 0 R", body) if re.search(rb"/Type /Page\b", body) else None
        font: dict[str, str] = {}
        for name, text in re.findall(rb"/(F\d+) \S+ Tf|<(\w+)>|ET", stream(contents[1]) if contents else b""):
            font = maps[fonts[name]] if name else font
            wide = len(next(iter(font), "0000"))
            glyphs = re.findall(rf"\w{{{wide}}}", text.decode().upper())
            words += [font.get(glyph, "") for glyph in glyphs] or [" "]
    return " ".join("".join(words).replace("\u00a0", " ").split())


@needs_chromium
def test_what_is_ticked_is_printed_and_before_that_the_sheet(browser: Browser, quick_address: str) -> None:
    page = opened(browser, quick_address)
    sheet = printed(page.pdf(format="A4"))
    assert "tick one box in each row" in sheet
    assert [words for words in EIGHT.statements.values() if words not in sheet] == []
    choose(page, "answers:asset-1", "3")
    choose(page, "answers:asset-2", "-")
    page.get_by_label("Your code").fill("fern")
    form = printed(page.pdf(format="A4"))
    assert "tick one box" not in form
    assert "fern" in form
    assert [words for words in EIGHT.statements.values() if words not in form] == []
    assert form.count("\u2612") == 2
    assert "\u2612 3 some of the time" in form
    assert "\u2612 cannot say" in form
    assert "Save as a file" not in form
    assert "Looking back" not in form
    assert "Thinking back" not in form
    page.get_by_label("This is our second round").check()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Looking back")).to_be_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.print = () => (window.pressed = true)")
    press(page, "Print")
    assert page.evaluate("window.pressed")


# For everyone


@needs_chromium
@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (320, "light")])
def test_everyone_can_use_it(browser: Browser, quick_address: str, width: int, scheme: str) -> None:
    page = opened(browser, quick_address, "", width, scheme)
    page.get_by_label("This is our second round").check()
    choose(page, "answers:asset-1", "3")
    brought(page, "no")
    page.get_by_label("Your code").fill("ann@example.org")
    choose(page, "then:asset", "2")
    brought(page, OURS)
    expect(part(page, "ask")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")  # away from under the header
    violations = Axe().run(page, {"exclude": [[".md-sidebar"]]}, RULES).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(
        """() => [...document.querySelectorAll(".assess :is(label:has(input), button, #assess-code)")]
          .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44)
          .map((e) => e.outerHTML)"""
    )
    assert small == []
    names = page.evaluate(
        """() => [...document.querySelectorAll("fieldset")]
          .map((e) => [e.querySelector("legend")?.textContent, e.querySelectorAll("label input").length])"""
    )
    asked: Instrument = EIGHT
    assert len(names) == len(asked.statements) + len(asked.dimensions)
    assert {count for _, count in names} == {len(asked.scale) + 1}
    assert [name for name, _ in names][: len(asked.statements)] == [*asked.statements.values()]
    assert form_of(ID) == f"{PATH.removesuffix('/')}.md"
