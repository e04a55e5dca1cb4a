"""Addresses of other sites: which can be read at all, and which may be opened from a page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from handbook.read.settings import shorten

SCHEMES = frozenset(("mailto", "tel", "sms", "geo", "matrix", "xmpp"))
"""Beginnings of addresses that lead out of the web, and harm nobody."""
_BLANK = "".join(map(chr, range(33)))


def is_elsewhere(address: str) -> bool:
    """Whether an address begins as one of another site, or of no site at all, to a browser."""
    return re.match(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", _as_browsers(address), re.I) is not None


def _as_browsers(address: str) -> str:
    """Without the signs that browsers leave out, among which a scheme could hide."""
    return re.sub(r"[\t\n\r]", "", address.lstrip(_BLANK))


def can_be_read(address: str) -> bool:
    """Whether engines can take the address apart; `http://[x` stops some of them altogether."""
    if "//" not in address:
        return True
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def site(address: str) -> str:
    """The site that a browser opens for an address; nothing where that is this one, or none."""
    try:
        return (urlsplit(_as_browsers(address)).hostname or "").lower()
    except ValueError:
        return ""


def not_to_open(address: str) -> str:
    """What is wrong with an address that begins like one of another site; nothing where it may be one."""
    if not is_elsewhere(address):
        return ""
    plain = _as_browsers(address)
    match = re.match(r"([a-z][a-z0-9+.-]*):(.*)", plain, re.I | re.S)
    if not match:
        return _misleading(address, plain)
    scheme, rest = match[1].lower(), match[2]
    if scheme in ("http", "https"):
        if re.match(r"//[^/?#\s]", rest):
            return _misleading(address, rest)
        if not (whole := rest.lstrip("/\\")) or whole[0] in "?#":
            return f"'{shorten(address)}' is no whole address. Write the name of the site behind it."
        return f"'{shorten(address)}' is no whole address. Did you mean 'https://{whole}'?"
    if len(scheme) == 1 or scheme == "file":
        return (
            f"'{shorten(address)}' is on somebody's own computer, where nobody else can open it, so it is "
            "shown as words. Put the file into docs/ and name it as it is called there."
        )
    if scheme in SCHEMES and rest:
        return ""
    if re.match(r"h?t?t?ps?$", scheme) and rest.startswith("//"):
        return f"'{shorten(address)}' is no address of the web. Did you mean 'https:{rest}'?"
    return (
        f"'{shorten(address)}' cannot be opened from a web site, so it is shown as words. "
        "Link to a page in docs/, or to an address that begins with https://."
    )


def _misleading(address: str, rest: str) -> str:
    """Whether people would read another site in an address than the one that browsers open."""
    if "\\" in re.split(r"[?#]", rest, maxsplit=1)[0]:
        return (
            f"a '\\' in '{shorten(address)}' hides where this leads, so it is shown as words. "
            "Write '/' in its place, or take it out."
        )
    if "@" in re.split(r"[/?#]", rest[2:], maxsplit=1)[0]:
        return (
            f"a name before '@' hides where this leads, so '{shorten(address)}' is shown as words. "
            "Take out what stands before the name of the site."
        )
    return ""
