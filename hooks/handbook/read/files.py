"""What may lie in `docs/`: one sweep over names and kinds of files, before anything is opened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from handbook.model import Entry, Place, Problem, is_generated, printable, slug

PAGES = ".md"
ASSETS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".pdf", ".ics", ".woff2")
LARGEST_ASSET = 10_000_000
RESERVED = {"cname", "robots.txt", "sitemap.xml", "sitemap.xml.gz", "404.html", "404.md"}
_NAME = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


def sweep(entries: Iterable[Entry]) -> tuple[list[Entry], list[Problem]]:
    """The files that may be published, and what is wrong with the others.

    A link or a device stops every build: it can publish, or wait for, anything on the machine.
    """
    kept: list[Entry] = []
    problems: list[Problem] = []
    folded: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for entry in sorted(entries):
        place = Place(f"docs/{entry.path}")
        found = _refusal(entry)
        if found:
            problems.append(Problem(place, *found))
            continue
        same = unicodedata.normalize("NFC", entry.path).casefold()
        address = _address(same)
        other = folded.setdefault(same, entry.path)
        if other != entry.path:
            problems.append(
                Problem(
                    place,
                    f"this name and 'docs/{printable(other)}' differ only in capitals or accents, "
                    "and on many machines one of the two is lost. Rename one.",
                )
            )
            continue
        other = addresses.setdefault(address, entry.path)
        if other != entry.path:
            problems.append(
                Problem(
                    place,
                    f"this page and 'docs/{printable(other)}' have one address ({address or '/'}), "
                    "so one of the two would be lost. Rename one.",
                )
            )
            continue
        kept.append(entry)
        problems.extend(_name(entry.path, place))
    return kept, problems


def _refusal(entry: Entry) -> tuple[str, str] | tuple[str] | None:
    """Why a file is not published at all, with the level where it is more than a problem."""
    name = entry.path.rpartition("/")[2]
    ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if entry.kind == "link":
        return "this is a link to another file. Put the file itself here.", "stop"
    if entry.kind != "file":
        return f"this is no file but a {entry.kind}. Delete it.", "stop"
    if not _is_text(entry.path):
        return ("the name of this file is not UTF-8. Rename it with plain letters a to z.",)
    if any(part.startswith(".") for part in entry.path.split("/")):
        return ("hidden files are not published. Delete it, or take the dot off its name.",)
    if name.lower() in RESERVED:
        return (f"'{name}' has a meaning for the web site itself. Give the file another name.",)
    if ending not in (PAGES, *ASSETS):
        allowed = ", ".join((PAGES, *ASSETS))
        return (
            f"files ending in '{printable(ending) or 'nothing'}' are not published. "
            f"Pages end in .md; other files in one of {allowed}.",
        )
    if ending == PAGES and not name.endswith(PAGES):
        return (f"a page ends in '.md', not '{name[-3:]}'. Rename it.",)
    if ending != PAGES and entry.size > LARGEST_ASSET:
        return (f"this file has {entry.size:,} bytes; we publish at most {LARGEST_ASSET:,}.",)
    if name.lower() == "readme.md":
        return ("call this file 'index.md'; the page of a folder has that name.",)
    return None


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _name(path: str, place: Place) -> list[Problem]:
    problems = []
    stem, _, ending = path.rpartition(".")
    parts = stem.split("/")
    if not all(_NAME.match(part) for part in parts):
        better = "/".join(_plain(part) for part in parts)
        problems.append(
            Problem(
                place,
                "names of files have small letters a to z, digits and hyphens only. "
                f"Call it 'docs/{better}.{ending.lower()}'.",
            )
        )
    if len(path) > 150:
        problems.append(Problem(place, f"this name has {len(path)} letters. Use at most 150."))
    if is_generated(path):
        problems.append(Problem(place, "the build writes a page of its own here. Move this one elsewhere."))
    return problems


def _plain(part: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", slug(ascii_only.replace("_", "-")))
    return words.strip("-")[:60].strip("-") or "page"


def _address(path: str) -> str:
    stem = path.removesuffix(PAGES) if path.endswith(PAGES) else path
    return re.sub(r"(^|/)index$", "", stem) + ("/" if path.endswith(PAGES) else "")
