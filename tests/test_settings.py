"""The reader of settings: two ways to the same nodes, and nothing raises."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from handbook.read import front_matter, settings

LINE = st.from_regex(settings._LINE.__self__, fullmatch=True)


@given(st.lists(LINE, min_size=1, max_size=5))
def test_plain_lines_read_like_yaml(lines: list[str]) -> None:
    text = "\n".join(lines)
    quick = settings._lines(text, 2)
    if quick is not None:
        problems: list[str] = []
        slow, hidden = settings._compose(text, lambda _, message: problems.append(message), "page.md", 2)
        assert (quick.bare(), quick.keys, problems, hidden) == (slow.bare(), slow.keys, [], [])
        for key, node in quick.value.items():
            assert (node.line, node.column) == (slow.value[key].line, slow.value[key].column)


@given(st.text(alphabet=st.sampled_from("-ab: \n[]{}#'\"&*!|>\t,%@`é“"), max_size=60))
def test_settings_never_raise_and_lose_no_word(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n# Title\n"):
        read, problems = front_matter.read(whole, "docs/page.md")
        kept = read.unread + read.text
        assert whole.endswith(read.text)
        if problems:
            assert all(word in kept for word in whole.split())
        for problem in problems:
            assert problem.place.line <= whole.count("\n") + 1


@given(st.dictionaries(st.sampled_from(["title", "owner", "description"]), st.text(max_size=30)))
def test_quoted_values_come_back_as_written(values: dict[str, str]) -> None:

    clean = {key: value for key, value in values.items() if value.isprintable()}
    block = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in clean.items())
    node, problems = settings.parse(block, "docs/page.md")
    assert not problems
    assert node is not None
    assert node.bare() == clean
