"""What people and strangers write in HTML: nothing dangerous is left of it, and none of the words is lost."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
from engine import render
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_engine import BOOK, book_of

from handbook.model import PagePath
from handbook.read import html, markup
from handbook.read.web import SCHEMES, not_to_open
from handbook.show import site
from handbook.show.addresses import Repository
from handbook.show.page import body
from handbook.show.sanitised import sanitised

ROOT = Path(__file__).parent.parent
PAGE = PagePath("page.md")


class Parts(HTMLParser):
    """The elements of a page with their attributes, and the words a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data


def dangers(text: str) -> list[str]:
    """What could run, call home or lead astray in a piece of HTML."""
    found = []
    for tag, attributes in Parts(text).elements:
        if tag not in html.ELEMENTS | {"input", "svg", "path"}:
            found.append(f"<{tag}>")
        for name, value in attributes.items():
            address = re.sub(r"[\x00-\x20]", "", value).lower()
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", address)
            if (
                name.startswith("on")
                or (
                    name in ("style", "srcset", "formaction", "ping", "target", "action", "srcdoc")
                    and not value.startswith("text-align: ")
                )
                or (
                    name in ("href", "src", "cite")
                    and scheme
                    and scheme[1] not in {"http", "https", *SCHEMES}
                )
                or (name == "src" and ("//" in address or "\\" in address))
                or (name == "id" and value.startswith("__"))
                or (name == "class" and re.search(r"\bmd-(?!button)", value))
            ):
                found.append(f"{tag} {name}={value}")
    return found


# Soup

KEPT = st.sampled_from(
    "a a b div div p span table tr td th ul li details summary pre code h2 blockquote img br sup".split()
)
REFUSED = st.sampled_from(
    "script style iframe form input textarea select title svg math plaintext xmp noscript template object "
    "embed base meta link body main frameset marquee your-name x BODY Script".split()
)
NAMES = st.one_of(KEPT, KEPT, REFUSED)
ADDRESSES = st.sampled_from(
    [
        "javascript:alert(1)",
        "JaVa&#10;Script:alert(1)",
        "&#1;javascript&colon;alert(1)",
        "java\tscript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "//example.org/x.png",
        "\\\\example.org\\x.png",
        "https://example.org/a_b*c*",
        "other.md#in-practice",
        "",
    ]
)
ATTRIBUTES = st.one_of(
    st.builds('{}="{}"'.format, st.sampled_from(["href", "src", "cite", "SRC"]), ADDRESSES),
    st.sampled_from(
        [
            "onclick=alert(1)",
            "onerror='alert(1)'",
            'style="position:fixed"',
            "style='text-align: left'",
            'class="md-search x"',
            "id=__search",
            'id="here"',
            "name=x",
            "open",
            'title="a > b"',
            "title='`<script>`'",
            'title="[x](javascript:1) *y*"',
            'title="\n\n"',
            'title="',
            "srcset='x 1x'",
            "target=_blank",
            "=",
            "/",
        ]
    ),
)
TAG = st.one_of(
    st.builds("<{} {}>".format, NAMES, st.lists(ATTRIBUTES, min_size=1, max_size=2).map(" ".join)),
    st.builds("<{}>".format, NAMES),
    st.builds("</{}>".format, NAMES),
    st.builds("</{}>".format, NAMES),
    st.builds("<{}/>".format, NAMES),
    st.builds("<{}".format, NAMES),
)
INSIDE = st.sampled_from(["", " ", "\n", "\n\n", "<b>", "`<i>`", "\n\n`<script>`\n\n"])
PAIR = st.builds("<{0}>{1}</{0}>".format, NAMES, INSIDE)
OTHER = st.sampled_from(
    [
        "<!-- x -->",
        "<!--",
        "-->",
        "<!DOCTYPE html>",
        "<![CDATA[",
        "<?php",
        "?>",
        "`",
        "``",
        "*",
        "**",
        "_",
        "[",
        "](javascript:alert(1))",
        "](other.md)",
        "![",
        "[[",
        "]]",
        "&lt;script&gt;",
        "&",
        "\\",
        "<",
        ">",
        "<https://example.org>",
        "<javascript:alert(1)>",
        '"',
        "'",
        "{: onclick=alert(1) }",
        "Section needed: ",
        "Comment (Ann): ",
        "|",
    ]
)
BREAK = st.sampled_from(
    [
        "\n",
        "\n\n",
        "\n\n",
        "\n- ",
        "\n  ",
        "\n     ",
        "\n\n    ",
        "\n> ",
        "\n1. ",
        "\n\n# ",
        "\n\n```\n",
        "\n\n---\n\n",
        "\n\n| a | b |\n|---|---|\n| ",
        "\n\n[^1]: ",
    ]
)
PART = st.one_of(TAG, TAG, PAIR, OTHER, BREAK)
SOUP = st.lists(st.tuples(PART, st.sampled_from(["", " "])), min_size=1, max_size=14)


def written(parts: list[tuple[str, str]]) -> str:
    """The soup with a word of its own after each part."""
    return "# Soup\n\n" + "".join(f"{part}{gap}w{n}z " for n, (part, gap) in enumerate(parts)).rstrip() + "\n"


def hidden_words(text: str) -> set[str]:
    """Words that may rightly be out of sight: in comments, and in the attributes of tags."""
    tags = ((tag.start, tag.end) for tag in html.tags(text, 0, len(text)))
    found = " ".join(text[start:end] for start, end in [*html.comments(text, 0, len(text)), *tags])
    return {*re.findall(r"w\d+z", found)}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SOUP)
def test_of_any_soup_the_words_are_left_and_nothing_else(parts: list[tuple[str, str]]) -> None:
    text = written(parts)
    book = book_of(text)
    shown = render(body(book, book.pages[PAGE], Repository()))
    clean, problems = sanitised(shown, "docs/page.md")
    assert dangers(clean) == []
    assert [problem.message for problem in problems] == [], shown
    words = {*re.findall(r"w\d+z", text)} - hidden_words(text)
    assert {word for word in words if word not in Parts(clean).words} == set(), shown


@pytest.mark.parametrize("name", sorted({*html.ELEMENTS} - {*html.WITHIN}))
def test_what_may_stand_in_a_page_may_stand_in_a_built_one(name: str) -> None:
    whole = f'<{name} class="x" id="y" title="z" lang="en" dir="ltr" aria-label="w">'
    whole += "" if name in html.VOID else f"words</{name}>"
    assert markup.read(whole).faults == []
    clean, problems = sanitised(whole, "docs/page.md")
    assert problems == []
    assert Parts(clean).elements == Parts(whole).elements


# Pages as they are


def losses(text: str) -> set[str]:
    return {problem.message for problem in sanitised(text, "docs/page.md")[1]}


def test_our_own_book_loses_nothing() -> None:
    repository = Repository("https://github.com/o/r", "main", "https://book.example/", "https://box.example/")
    texts = {path: body(BOOK, page, repository) for path, page in BOOK.pages.items()}
    texts |= {path: text for path, text in site.generated(BOOK, repository).items() if path.endswith(".md")}
    assert {path: lost for path, text in texts.items() if (lost := losses(render(text)))} == {}


MATERIAL = """
# Everything {#everything .wide data-title="x"}

!!! note inline end "Admonition"
    Words

???+ tip "Details"
    Words

=== "Tab one"

    Words

=== "Tab two"

    1. Words

- [x] done
- [ ] not done
    - inside

A footnote[^1], ++ctrl+alt+del++, :material-check:, ==marked==, H~2~O, x^2^, {--gone--}, {++new++}, $a^2$.
The HTML tells. [Button](x.md){ .md-button .md-button--primary }
![Picture](x.png){ width="300" loading=lazy align=left }

| left | middle | right |
|:-----|:------:|------:|
| a    | b      | c     |

``` { .python .annotate title="file.py" linenums="1" hl_lines="1" }
print("code")  # (1)!
```

1.  An annotation

```mermaid
graph LR; A --> B
```

<div class="grid cards" markdown>

- Card

</div>

Term
:   Meaning

$$
\\frac{a}{b}
$$

*[HTML]: Hypertext
[^1]: Words
"""


def test_every_feature_of_the_theme_is_kept() -> None:
    import pymdownx.superfences
    from material.extensions.emoji import to_svg, twemoji

    mermaid = {"name": "mermaid", "class": "mermaid", "format": pymdownx.superfences.fence_code_format}
    config = {
        "pymdownx.superfences": {"custom_fences": [mermaid]},
        "pymdownx.tabbed": {"alternate_style": True},
        "pymdownx.tasklist": {"custom_checkbox": True},
        "pymdownx.emoji": {"emoji_index": twemoji, "emoji_generator": to_svg},
        "pymdownx.highlight": {"anchor_linenums": True, "line_spans": "__span", "pygments_lang_class": True},
        "pymdownx.arithmatex": {"generic": True},
        "toc": {"permalink": True},
    }
    plain = "abbr admonition attr_list def_list footnotes md_in_html tables pymdownx.caret pymdownx.critic"
    more = "pymdownx.details pymdownx.inlinehilite pymdownx.keys pymdownx.mark pymdownx.tilde"
    every = [*config, *plain.split(), *more.split()]
    shown = markdown.markdown(MATERIAL, extensions=every, extension_configs=config)
    made = "tabbed-set task-list-control twemoji arithmatex mermaid linenos <kbd <abbr"
    assert [sign for sign in made.split() if sign not in shown] == []
    assert losses(shown) == set()
    assert Parts(sanitised(shown, "")[0]).words.split() == Parts(shown).words.split()


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("<p>a<script>alert('<b>')</script>b</p>", "<p>aalert('&lt;b&gt;')b</p>"),
        ('<a href="java&#10;script:alert(1)">x</a>', "<a>x</a>"),
        ('<img src="data:image/svg+xml,x" onerror="alert(1)">', "<img>"),
        ("<p>a<plaintext>b</p>", "<p>a</p>b&lt;/p&gt;"),
        ('<p id="__search" class="md-search md-button x">y</p>', '<p class="md-button x">y</p>'),
        ('<td style="color: red">x</td>', "x"),
        ("<p>a</p></article></main>b<!-- c -->", "<p>a</p>b"),
        ("<div><p>a", "<div><p>a</p></div>"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>", '<svg></svg><img src="x">'),
        ('<input type="text" name="x">', '<input name="x">'),
    ],
)
def test_what_an_engine_lets_through_is_taken_out_and_named(written: str, left: str) -> None:
    clean, problems = sanitised(written, "docs/page.md")
    assert clean == left
    comment_or_end = "<!--" in written or written.startswith("<div>")
    assert bool(problems) is not comment_or_end
    assert all(str(problem).startswith("docs/page.md:1: '") for problem in problems)


SPELLINGS = ("{}:x", " {}:x", "\x01\x1f{}:x", "{}\n:x", "\t{}\t:x", "{}:", "{}://%0aalert(1)")


@pytest.mark.parametrize(
    "scheme", ["javascript", "JavaScript", "java\nscript", "vb\tscript", "data", "file", "blob"]
)
def test_an_address_that_runs_is_refused_however_it_is_spelled(scheme: str) -> None:
    assert [spelling for spelling in SPELLINGS if not not_to_open(spelling.format(scheme))] == []


# What comes from settings, titles and data

WORDS = (
    '&lt;img src=x onerror=alert(1)&gt; " onmouseover="alert(1)" \'&amp; {{ 1+1 }} ]]&gt; '
    "[x](javascript:alert(1)) {: onclick=alert(1) } `"
)
"""Without the two signs that settings and data refuse."""
NAME = "\"><img src=x onerror=alert(1)>'& {{ 1+1 }} ]]>"
TITLE = "\\</title>\\<img src=x onerror=alert(1)> \"onmouseover=alert(1) ' & {{ 1+1 }} ]]>"


def everywhere(folder: Path) -> None:
    """A small book with these words wherever words can stand."""
    quoted = json.dumps(WORDS)
    statuses = f"odd:\n  icon: '\"'\n  meaning: {quoted}\n  help: {quoted}\n  gap: true\n"
    labels_ = (ROOT / "data" / "labels.yml").read_text("utf-8")
    data = {
        "labels.yml": f"{labels_}\nodd needed: {{gap: true, shows: box, help: {quoted}, register: {quoted}}}",
        "statuses.yml": (ROOT / "data" / "statuses.yml").read_text("utf-8") + statuses,
        "sources.yml": "key:\n"
        + "".join(f"  {key}: {quoted}\n" for key in "title by in licence note".split()),
        "elements.yml": f"odd:\n  meaning: {quoted}\n",
        "definitions.yml": f"odd:\n  name: {json.dumps(WORDS[:40])}\n  by: {quoted}\n  words: {quoted}\n"
        f"  note: {quoted}\n  state: disputed\n  elements: [odd]\n",
        "people.yml": f"Ann Odd:\n  also: [{quoted}]\n",
        "settings.yml": (ROOT / "data" / "settings.yml").read_text("utf-8"),
    }
    front = "".join(f"{key}: {quoted}\n" for key in ("title", "description", "owner"))
    front += f"tags: [{quoted}]\naliases: [{quoted}]\n"
    who = TITLE.replace("(", "").replace(")", "")
    page_ = f"""---
{front}status: odd
---

# {TITLE}

Odd needed ({WORDS.split()[0]}): {TITLE}

Question: {TITLE}

Comment ({who}, 2020-01-01): {TITLE}

> {TITLE}
> — {TITLE}, 1990, [@key]

See also: [[Other]], because {TITLE}

[[Never {WORDS.replace("[", "").replace("]", "")}]] and [words](other.md {json.dumps(TITLE)}).

## {TITLE} `<img src=x onerror=alert(1)>`

Some *odd* term. ![{TITLE}](pic.png "{TITLE.replace('"', "")}")
"""
    term = f"---\nforms: [odd]\n---\n\n# Oddness\n\nMeaning ({who}): {TITLE}\n"
    config = (ROOT / "mkdocs.yml").read_text("utf-8").replace("hooks/", f"{ROOT}/hooks/")
    config = config.replace("site_name: CAN handbook", f"site_name: {json.dumps(NAME)}")
    config = config.replace(
        "# repo_url:", "repo_url: https://github.com/o/r\nsite_url: https://book.example/"
    )
    texts = {
        "mkdocs.yml": config,
        "docs/index.md": f"# {TITLE}\n\n[Odd](odd.md) [Other](other.md)\n",
        "docs/odd.md": page_,
        "docs/other.md": f"# Other {TITLE}\n\nUnsorted:\n\n- {TITLE}\n- {WORDS}\n",
        "docs/glossary/odd.md": term,
        **{f"data/{name}": text for name, text in data.items()},
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "docs" / "pic.png").write_bytes(b"png")


def harmful(text: str) -> list[str]:
    """Elements with what these words would bring if they were read as HTML."""
    found = []
    for tag, attributes in Parts(text).elements:
        values = " ".join(f"{key}={value}" for key, value in attributes.items())
        if any(key.startswith("on") for key in attributes) or attributes.get("src") == "x":
            found.append(f"<{tag} {values}>")
        if attributes.get("href", "").lower().startswith("javascript:"):
            found.append(f"<{tag} {values}>")
    return found


def test_words_are_words_wherever_they_show(tmp_path: Path) -> None:
    everywhere(tmp_path)
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path / "site")],
        cwd=tmp_path,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    assert "may not stand on a page" not in built.stderr
    pages = {path: path.read_text("utf-8") for path in (tmp_path / "site").rglob("*.html")}
    assert {path.parent.name: bad for path, text in pages.items() if (bad := harmful(text))} == {}
    assert sum(text.count("onerror=alert(1)") for text in pages.values()) > 50
    assert sum(text.count("{{ 1+1 }}") for text in pages.values()) > 50
    for path in (tmp_path / "site").rglob("*.json"):
        json.loads(path.read_text("utf-8"))
    for path in [*(tmp_path / "site").rglob("*.xml"), *(tmp_path / "site").rglob("*.atom")]:
        ET.fromstring(path.read_text("utf-8"))
    index = json.loads((tmp_path / "site" / "search" / "search_index.json").read_text("utf-8"))
    assert [bad for entry in index["docs"] if (bad := harmful(f"{entry['title']} {entry['text']}"))] == []
