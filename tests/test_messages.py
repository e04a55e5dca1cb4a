"""The pages on what each message means: no message without its entry, and no entry without a message."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from handbook.find.mending.table import MENDINGS

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "about" / "messages"
SIGN = "`--fix`"


@cache
def entries() -> dict[str, str]:
    """The form of each message and what is said of it, of all pages."""
    found: dict[str, str] = {}
    for page in sorted(PAGES.glob("*.md")):
        for form, said in re.findall(r"^- `([^`]+)` (.+)$", page.read_text("utf-8"), re.M):
            assert form not in found, f"{form} has two entries"
            found[form] = said
    return found


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Three dots stand for any words."""
    return {form: re.compile(re.escape(form).replace("…", ".*?"), re.S) for form in entries()}


@cache
def messages() -> tuple[str, ...]:
    """What is said of all the bad inputs and in all golden cases, without the places."""
    said = []
    for file in sorted((ROOT / "tests" / "bad").rglob("*.yml")):
        for case in yaml.safe_load(file.read_text("utf-8")):
            said += [str(case.get("says") or ""), str(case.get("builds") or "")]
    for file in sorted((ROOT / "tests" / "golden").rglob("*.yml")):
        for case in yaml.safe_load(file.read_text("utf-8"))["cases"]:
            said += case.get("problems", ())
    places = re.compile(r"^[^\n]*?:\d+(?::\d+)?: (?:note: )?(.+)$", re.M)
    return tuple(sorted({message for text in said for message in places.findall(text)}))


def entry(message: str) -> str:
    """The form that says most of a message; nothing where none or more than one does."""
    fitting = [form for form, pattern in patterns().items() if pattern.match(message)]
    best = sorted(fitting, key=lambda form: -len(form.replace("…", "")))[:2]
    several = len(best) == 2 and len(best[0].replace("…", "")) == len(best[1].replace("…", ""))
    return "" if several or not best else best[0]


def test_every_message_has_its_entry() -> None:
    assert len(messages()) > 400
    assert [message for message in messages() if not entry(message)] == []


def test_every_entry_has_a_message() -> None:
    met = {entry(message) for message in messages()}
    assert [form for form in entries() if form not in met] == []


def test_what_fix_mends_is_marked() -> None:
    mended = {
        entry(message)
        for message in messages()
        if message.startswith("this file is saved as UTF-16")
        or any(mending.message.search(message) for mending in MENDINGS)
    }
    assert {form for form, said in entries().items() if said.endswith(SIGN)} == mended


def test_a_message_without_an_entry_would_be_found() -> None:
    assert entry("'oder' is not a setting we know. Did you mean 'order'?") == "'…' is not a setting we know"
    assert entry("something nobody has ever said") == ""


def test_entries_are_short() -> None:
    words = {form: len(said.split()) for form, said in entries().items()}
    assert len(words) > 150
    assert {form: count for form, count in words.items() if count > 30} == {}


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.name)
def test_every_list_is_told_of_on_the_first_page(page: Path) -> None:
    title = re.search(r"^# (.+)$", page.read_text("utf-8"), re.M)
    assert title is not None
    index = (PAGES / "index.md").read_text("utf-8")
    assert page.name == "index.md" or Counter(re.findall(r"\[\[(.+?)\]\]", index))[title[1]] == 1
