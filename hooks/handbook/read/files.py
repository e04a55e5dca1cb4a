"""What may lie in `docs/`: one sweep over names and kinds of files, before anything is opened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from handbook.model import Entry, Level, Place, Problem, address_of, is_generated, printable, slug

PAGES = ".md"
ASSETS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".pdf", ".ics", ".woff2")
LARGEST_ASSET = 10_000_000
DEEPEST = 20
LITTER = re.compile(r"\.ds_store|thumbs\.db|desktop\.ini|\.gitkeep|\.#.*|#.*#|.*~|\..*\.sw.", re.I)
"""What file browsers and editors leave behind: not published, and nobody's mistake."""
RESERVED = {"cname", "robots.txt", "sitemap.xml", "sitemap.xml.gz", "404.html", "404.md"}
_NAME = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


def sweep(entries: Collection[Entry]) -> tuple[list[Entry], list[Problem]]:
    """The files that may be published, and what is wrong with the others.

    A link or a device stops every build: it can publish, or wait for, anything on the machine.
    """
    kept: list[Entry] = []
    problems: list[Problem] = []
    folded: dict[str, str] = {}
    addresses: dict[str, str] = {}
    taken = {entry.path for entry in entries}
    for entry in sorted(entries):
        place = Place(f"docs/{entry.path}" if entry.path else "docs")
        if LITTER.fullmatch(entry.path.rpartition("/")[2]):
            continue
        found = _refusal(entry, taken)
        if found:
            level: Level = "stop" if found[-1] == "stop" else "problem"
            problems.append(Problem(place, found[0], level))
            continue
        same = unicodedata.normalize("NFC", entry.path).casefold()
        address = address_of(same)
        twin = folded.setdefault(same, entry.path)
        neighbour = addresses.setdefault(address, entry.path)
        if twin != entry.path:
            message = (
                f"this name and 'docs/{printable(twin)}' differ only in capitals or accents, "
                "and on many machines one of the two is lost. Rename one."
            )
        elif neighbour != entry.path:
            message = (
                f"this page and 'docs/{printable(neighbour)}' have one address ({address or '/'}), "
                "so one of the two would be lost. Rename one."
            )
        else:
            message = ""
        if message:
            problems.append(Problem(place, message))
            continue
        kept.append(entry)
        problems.extend(Problem(place, message) for message in _name(entry.path, taken))
    return kept, problems


def no_file(kind: str) -> str:
    """What to say of something that lies where a file should be."""
    match kind:
        case "link":
            return "this is a link to another file. Put the file itself here."
        case "folder link":
            return "this is a link to another folder. Put the folder itself here."
        case "closed file" | "closed folder":
            what = kind.partition(" ")[2]
            return f"this {what} cannot be opened. Allow everybody to read it, or put it in again."
        case "deep folder":
            return f"folders are nested more than {DEEPEST} deep. Move this one further up."
    return f"this is no file but a {kind}. Put the file itself here."


def _refusal(entry: Entry, taken: Collection[str]) -> tuple[str, ...] | None:
    """Why a file is not published at all, with the level where it is more than a problem."""
    name = entry.path.rpartition("/")[2]
    end = "Put the file itself here." if entry.kind == "link" else "Delete it."
    ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if entry.kind != "file":
        return no_file(entry.kind).replace("Put the file itself here.", end), "stop"
    if not _is_text(entry.path):
        return ("the name of this file is not UTF-8. Rename it with plain letters a to z.",)
    if ending == ".svg":
        return (
            "a drawing in SVG can hold a program that runs in a reader's browser. Save it as .png or .webp.",
        )
    if any(part.startswith(".") for part in entry.path.split("/")):
        return ("hidden files are not published. Delete it, or take the dot off its name.",)
    if name.lower() in RESERVED:
        return (f"'{name}' has a meaning for the web site itself. Give the file another name.",)
    if ending not in (PAGES, *ASSETS):
        allowed = ", ".join((PAGES, *ASSETS))
        which = f"ending in '{printable(ending)}'" if ending else "without an ending"
        return (f"files {which} are not published. Pages end in .md; other files in one of {allowed}.",)
    if ending == PAGES and not name.endswith(PAGES):
        return (f"a page ends in '.md', not '{name[-3:]}'. Rename it.",)
    if ending != PAGES and entry.size > LARGEST_ASSET:
        return (f"this file has {entry.size:,} bytes; we publish at most {LARGEST_ASSET:,}.",)
    # A dot would make two files of one page, `a.png.md` and `a.png`; the others mean something to
    # addresses, terminals and HTML.
    if re.search(r"[#?%<\x00-\x1f\x7f]", entry.path) or (ending == PAGES and "." in entry.path[:-3]):
        return tuple(_name(entry.path, taken))
    if name.lower() == "readme.md":
        beside = entry.path[: -len(name)] + "index.md"
        if beside in taken:
            return (
                "there is an 'index.md' beside this file, and both would be the page of the folder. "
                "Move its text there and delete this one.",
            )
        return ("call this file 'index.md'; the page of a folder has that name.",)
    return None


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _name(path: str, taken: Collection[str]) -> Iterator[str]:
    stem, _, ending = path.rpartition(".")
    parts = stem.split("/")
    if not all(_NAME.match(part) for part in parts):
        better = f"{'/'.join(file_name(part) for part in parts)}.{ending.lower()}"
        advice = "Rename it." if better in taken else f"Call it 'docs/{better}'."
        yield f"names of files have small letters a to z, digits and hyphens only. {advice}"
    if len(path) > 150:
        yield f"this name has {len(path)} letters. Use at most 150."
    if is_generated(path):
        yield "the build writes a page of its own here. Move this one elsewhere."


def file_name(part: str) -> str:
    """Words as the name of a file: small letters, digits and hyphens."""
    ascii_only = unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", slug(re.sub(r"[_.]", "-", ascii_only)))
    return words.strip("-")[:60].strip("-") or "page"
