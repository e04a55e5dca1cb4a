"""What a page may run and load: files of the site itself, and the lines of script that its theme writes.

A browser that is told so runs nothing else, whatever somebody managed to get into a page. It is told in the
page, because a site of plain files sends no headers, and before any word that somebody wrote. The lines of
script that may run are named by their fingerprints. These come from an empty page, never from one with
contributed words: a script among those would get a fingerprint as well.

It cannot tell the theme's files from those beside the pages, so `read/files.py` publishes no programs; and it
does not hold back a page that leads on by itself, which sanitising does.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from handbook.read.html import ALIGNED

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
_NO_PROGRAM = re.compile(r"\ssrc\s*=|\stype\s*=\s*[\"']?[\w/+-]*json", re.IGNORECASE)
_UP_TO_CHARSET = re.compile(
    r"(?:\s*<(?:!--.*?--|!doctype\b[^>]*|html\b[^>]*|head\b[^>]*)>)*(?:\s*<meta\s+charset\b[^>]*>)?",
    re.DOTALL | re.IGNORECASE,
)


def tag(empty_page: str, any_script: bool = False) -> str:
    """The policy for all pages that the theme draws as it drew this empty one.

    With `any_script`, scripts that stand in a page run as well.
    """
    programs = [
        text for attributes, text in _SCRIPT.findall(empty_page) if not _NO_PROGRAM.search(attributes)
    ]
    scripts = "'unsafe-inline'" if any_script else _fingerprints(programs)
    return _tag(
        "default-src 'none'",
        f"script-src 'self' {scripts}",
        "style-src 'self'",
        f"style-src-attr 'unsafe-hashes' {_fingerprints(ALIGNED)}",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )


def added(page: str, policy: str) -> str:
    """The page with its policy right after its character set, or as early as it can stand."""
    match = _UP_TO_CHARSET.match(page)
    at = match.end() if match else 0
    return f"{page[:at]}{policy}{page[at:]}"


def _fingerprints(texts: Iterable[str]) -> str:
    """As browsers take them, which see every line break as one sign."""
    once = dict.fromkeys(re.sub("\r\n?", "\n", text) for text in texts)
    return " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in once)


def _tag(*directives: str) -> str:
    return f'<meta http-equiv="content-security-policy" content="{"; ".join(directives)}">'


LEADS_ON = _tag("default-src 'none'", "base-uri 'none'", "form-action 'none'")
"""The policy of a page that only leads to another one."""
