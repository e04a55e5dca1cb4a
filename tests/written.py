"""Pages as people might write them, for properties: every construct in every company."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        "food",
        "friends",
        "garden",
        "café",
        "trust",
        "2020",
        "naïve",
        "don’t",
        "–",
        "…",
        "#tag",
        "a<b",
        "x_y_z",
        "{curly}",
        "C#",
        "*star",
        "50%",
        "&",
        "\\:",
        "1986.",
        "ü",
        "😀",
        "I'd",
        "(brackets)",
        "[square]",
        "`code`",
        "**bold**",
        "_soft_",
        "~~gone~~",
        "https://example.org/a_b.",
        "www.example.org",
        "[[Our",
        "stories]]",
        "[[Patience|being",
        "patient]]",
        "[page](other.md)",
        "[part](other.md#in-practice)",
        "[web](https://example.org/x(y))",
        "[two [PDF]](other.md)",
        "![pic](https://example.org/a.png)",
        "https://[x.org]",
        "[@key]",
        "(source",
        "needed)",
        "<https://example.org>",
        '<a href="other.md#in-practice">raw</a>',
        "food-bank",
        "!food",
        "![[Our",
        "!https://example.org",
        "food’s",
    ]
)
PLAIN = st.sampled_from(["food", "friends", "garden", "trust", "meeting", "hall", "people", "week"])
LABELS = st.sampled_from(
    [
        "Section needed:",
        "**Example needed (since 2020-12-26, an hour):**",
        "Question:",
        "Comment (Ann, 2026-05-01):",
        "See also: Our stories,",
        "Recipe needed:",
        "Unsorted:",
        "Question\\:",
    ]
)
LANGUAGES = st.sampled_from(["", "python", "text title=x"])

sentence = st.builds(
    lambda first, rest: " ".join([first, *rest]), PLAIN, st.lists(st.one_of(PLAIN, WORDS), max_size=8)
)
line = st.one_of(sentence, sentence, st.builds("{} {}".format, LABELS, sentence))
paragraph = st.lists(line, min_size=1, max_size=3).map("\n".join)
heading = st.one_of(
    st.builds(lambda level, text: "#" * level + " " + text, st.integers(1, 4), sentence),
    st.builds("{}\n{}".format, sentence, st.sampled_from(["===", "---"])),
)
fence = st.builds(
    lambda mark, language, lines: f"{mark}{language}\n" + "\n".join(lines) + f"\n{mark}",
    st.sampled_from(["```", "~~~", "````"]),
    LANGUAGES,
    st.lists(
        st.one_of(sentence, st.just(""), st.just("    deep"), st.just("# no heading")), min_size=1, max_size=3
    ),
)
table = st.builds(
    lambda rows: "| a | b |\n|---|---|\n" + "\n".join(f"| {left} | {right} |" for left, right in rows),
    st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=3),
)


def _indented(text: str, width: int) -> str:
    return "\n".join(" " * width + line if line else line for line in text.split("\n"))


def _list(markers: list[str], items: list[str], gap: str, more: int) -> str:
    out = []
    for number, item in enumerate(items):
        marker = markers[0] if len(markers) == 1 else f"{number + 1}{markers[1]}"
        out.append(f"{marker} " + _indented(item, len(marker) + 1 + more).lstrip(" "))
    return gap.join(out)


def _quoted(text: str, first: str) -> str:
    return "\n".join(filter(None, [first, *(f"> {line}".rstrip() for line in text.split("\n"))]))


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    item = st.one_of(
        sentence,
        line,
        st.builds("[ ] {}".format, sentence),
        st.builds("{}\n{}".format, sentence, inner),
        st.builds("{}\n\n{}".format, sentence, inner),
    )
    lists = st.builds(
        _list,
        st.sampled_from([["-"], ["*"], ["+"], ["1", "."], ["1", ")"]]),
        st.lists(item, min_size=1, max_size=3),
        st.sampled_from(["\n", "\n\n"]),
        st.sampled_from([0, 0, 2]),
    )
    quotes = st.builds(_quoted, inner, st.sampled_from(["", "> [!NOTE]"]))
    voices = st.builds(
        _quoted, st.builds("{}\n{}".format, sentence, st.just("— after Ann, 1993")), st.just("")
    )
    return st.one_of(lists, lists, quotes, voices)


block = st.recursive(st.one_of(paragraph, paragraph, fence, table), _nested, max_leaves=6)
"""Blocks that may stand in others; headings stand only at the top."""

page = st.lists(
    st.tuples(st.one_of(block, heading), st.sampled_from(["\n\n", "\n\n", "\n", "\n\n\n"])),
    min_size=1,
    max_size=7,
).map(lambda parts: "".join(text + gap for text, gap in parts))
