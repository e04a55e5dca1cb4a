"""The look: colours that can be told apart, pictures that stay small, and no rule without a use."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

THEME = Path(__file__).parent.parent / "hooks" / "handbook" / "theme"
ASSETS = THEME / "assets"
CSS = re.sub(r"/\*.*?\*/", "", (ASSETS / "handbook.css").read_text(encoding="utf-8"), flags=re.DOTALL)

TEXT, SIGN = 4.5, 3.0
"""How far words must be from what they stand on, and lines and signs that say something."""

PAPER, WORDS, QUIET = "--md-default-bg-color", "--md-default-fg-color", "--md-default-fg-color--light"
BOXES = ["gap", "register", "comment", "meaning", "failure"]
PAIRS = [
    *((words, ground, TEXT)
      for words in (WORDS, QUIET, "--md-typeset-a-color")
      for ground in (PAPER, "--hb-band", *(f"--hb-{box}-tint" for box in BOXES))),
    *((f"--hb-{box}", ground, SIGN) for box in BOXES for ground in (f"--hb-{box}-tint", PAPER)),
    ("--hb-button-fg", "--hb-button-bg", TEXT),
    ("--hb-button-fg", "--hb-button-hover", TEXT),
    *(("--hb-button-bg", ground, SIGN) for ground in (PAPER, "--hb-gap-tint")),
    ("--md-accent-fg-color", PAPER, TEXT),
    (WORDS, "--md-code-bg-color", TEXT),
    ("--md-typeset-a-color", "--md-code-bg-color", TEXT),
    (WORDS, "--md-typeset-mark-color", TEXT),
    ("--md-default-fg-color--lighter", PAPER, SIGN),
    ("--hb-quote", PAPER, SIGN),
    # Of the two rings around what the keyboard is at, the inner is told from all grounds and the outer.
    *((WORDS, ground, SIGN) for ground in ("--hb-focus", PAPER, "--hb-band", "--hb-gap-tint")),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    """The colours of section 1 for light (`default`) or for dark (`slate`), where some stay as they are."""
    rules = re.findall(r'\[data-md-color-scheme="(\w+)"\]\s*\{([^}]*)\}', CSS)
    light, own = ("".join(text for name, text in rules if name == wanted) for wanted in ("default", scheme))
    pattern = r"(--[\w-]+):\s*(#[0-9a-f]{3,8});"
    return dict(re.findall(pattern, light)) | dict(re.findall(pattern, own))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    assert len(digits) == 6, f"{colour}: half-clear colours cannot be compared"
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_worked_out_as_the_guidelines_do() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_colours_can_be_told_apart(scheme: str) -> None:
    known = colours(scheme)
    found = {(one, other): contrast(known[one], known[other]) for one, other, _ in PAIRS}
    assert not [f"{one} on {other}: {found[one, other]:.2f}" for one, other, least in PAIRS
                if found[one, other] < least]  # fmt: skip


def test_dark_leaves_no_colour_of_our_own_as_it_is_in_light() -> None:
    light, dark = colours("default"), colours("slate")
    same = {name for name in light if name.startswith("--hb-") and dark[name] == light[name]}
    assert not same


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_the_mark_shows_on_light_and_on_dark(scheme: str) -> None:
    mark = (ASSETS / "mark.svg").read_text(encoding="utf-8")
    used = set(re.findall(r"#[0-9a-f]{6}", mark))
    assert len(used) == 2
    assert all(contrast(colour, colours(scheme)[PAPER]) >= SIGN for colour in used)


def shapes(drawing: Path) -> list[tuple[str | None, ...]]:
    """The circles and the ring of the mark, wherever the drawing has it."""
    parts = [e for e in ElementTree.parse(drawing).iter() if e.get("r") or "A10.8" in (e.get("d") or "")]
    return [tuple(part.get(name) for name in ("d", "cx", "cy", "r")) for part in parts]


def test_the_mark_is_the_same_wherever_it_is_drawn() -> None:
    drawn = [shapes(ASSETS / name) for name in ("mark.svg", "card.svg")]
    assert len(drawn[0]) == 6
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize(("name", "size", "most"), [
    ("card.png", (1200, 630), 40_000), ("images/touch.png", (180, 180), 4_000),
    ("images/favicon.png", (48, 48), 2_000),
])  # fmt: skip
def test_pictures_have_their_size_and_are_small(name: str, size: tuple[int, int], most: int) -> None:
    picture = (ASSETS / name).read_bytes()
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == size
    assert len(picture) <= most


def test_the_look_is_small() -> None:
    assert len(gzip.compress((ASSETS / "handbook.css").read_bytes(), 9, mtime=0)) <= 10_000


def test_colours_stand_at_one_place() -> None:
    """A community that wants others need not look through all of the rules."""
    rest = CSS.split(".visually-hidden", 1)[1]
    others = {"#fff", "#635b52", "#0003", "#0006"}  # paper, the number of its page, and shadows
    assert set(re.findall(r"#[0-9a-f]{3,8}\b(?!\s*[+{>,.:])", rest)) <= others


def test_each_rule_of_ours_is_for_something(our_site: Path) -> None:
    pages = (file.read_text(encoding="utf-8") for file in (our_site / "www" / "handbook").rglob("*.html"))
    classes = {name for page in pages for name in re.findall(r'class="([^"]+)"', page)}
    scripts = [*ASSETS.rglob("*.js"), *(our_site / "www" / "handbook" / "assets").rglob("bundle.*.js")]
    words = set(re.findall(r"[\w-]+", " ".join([*classes, *(file.read_text("utf-8") for file in scripts)])))
    selectors = "".join(re.findall(r"[^{}]*(?=\{)", CSS))
    unused = set(re.findall(r"(?<![\d\w])\.([a-z][\w-]*)", selectors)) - words
    assert unused <= {"failure"}  # the mending box, which our own pages do not need
