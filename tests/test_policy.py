"""What a page may run: what the policy lets through, and where it stands in a page."""

from __future__ import annotations

import re

import pytest

from handbook.show import policy

EMPTY = (
    '\n<!doctype html>\n<html lang="en" class="no-js">\n  <head>\n    \n      <meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width"><SCRIPT\ntype="module">alert(1)</SCRIPT >'
    '</head><body><script src="a.js"></script><script id="__config" type="application/json">{"base": "."}'
    "</script><script>two\r\nlines</script><script>alert(1)</script></body></html>"
)
ALERT_1 = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
TWO_LINES = "'sha256-7cjBKEWF1wO+xI80+EK9kRIAFC3dYCJkx332UWirrh0='"


def directives(tag: str) -> dict[str, list[str]]:
    content = re.fullmatch(r'<meta http-equiv="content-security-policy" content="([^"]*)">', tag)
    assert content
    parts = [part.split() for part in content[1].split(";")]
    assert len({name for name, *_ in parts}) == len(parts)
    return {name: allowed for name, *allowed in parts}


def test_only_the_programs_of_the_empty_page_may_run() -> None:
    allowed = directives(policy.tag(EMPTY))
    assert allowed["script-src"] == ["'self'", ALERT_1, TWO_LINES]
    assert "unsafe-inline" not in policy.tag(EMPTY)


def test_a_theme_without_scripts_of_its_own_has_none_that_may_run() -> None:
    assert directives(policy.tag("<!doctype html><title>Plain</title>"))["script-src"] == ["'self'"]


def test_while_serving_any_script_of_a_page_runs_and_still_sends_nothing() -> None:
    served, published = (directives(policy.tag(EMPTY, any_script=serving)) for serving in (True, False))
    # A browser that sees a fingerprint forgets that any script may run.
    assert served.pop("script-src") == ["'self'", "'unsafe-inline'"]
    published.pop("script-src")
    assert served == published


@pytest.mark.parametrize("page", [EMPTY, policy.LEADS_ON])
def test_what_is_not_named_is_refused(page: str) -> None:
    allowed = directives(policy.tag(page))
    for name in ("default-src", "base-uri", "form-action", "frame-src", "object-src"):
        assert allowed[name] == ["'none'"], name
    assert directives(policy.LEADS_ON).keys() == {"default-src", "base-uri", "form-action"}
    assert all(
        "http" not in source and "*" not in source for sources in allowed.values() for source in sources
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">', "<title>A</title>"),
        ("\n<!-- A theme -->\n<!DOCTYPE html><HTML><HEAD>\n<META CHARSET='utf-8' />", "\n<title>A</title>"),
        ('<!doctype html><html><head><meta charset="utf-8">', '<meta charset="utf-8"><script>x</script>'),
        ("<!doctype html><html><head>", '<header><meta charset="utf-8">'),
        ("<!doctype html>", "<p>No head. <!-- a --><html><head>"),
        ("", "<!-- without end"),
        ("", ""),
    ],
)
def test_it_stands_right_after_the_character_set(before: str, after: str) -> None:
    assert policy.added(before + after, "<meta>") == f"{before}<meta>{after}"
