"""What may lie in `docs/`: one sweep over names and kinds of files, before anything is opened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from handbook.model import Entry, Level, Place, Problem, address_of, is_generated, printable, slug
from handbook.read.raw import FILE_BYTES

PAGES = ".md"
ASSETS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".pdf")
"""Nothing a browser would run as a program, whatever it holds; so of a PDF the beginning is looked at."""
TEXTS = (
    ".csv",
    ".eml",
    ".html",
    ".ics",
    ".json",
    ".jsonl",
    ".svg",
    ".tsv",
    ".txt",
    ".vcf",
    ".yaml",
    ".yml",
)
"""Not published, and yet everybody can read them where the repository is."""
SHARED = ("docs/", "data/")
LARGEST_ASSET = 10_000_000
DEEPEST = 20
MOST_FILES, MOST_BYTES = 10_000, 50_000_000
"""So many files, and so many bytes of pages, are some other folder put here by accident."""
LITTER = re.compile(r"\.ds_store|thumbs\.db|desktop\.ini|\.gitkeep|\.#.*|#.*#|.*~|\..*\.sw.", re.I)
"""What file browsers and editors leave behind: not published, and nobody's mistake."""
RESERVED = {"cname", "robots.txt", "sitemap.xml", "sitemap.xml.gz", "404.html", "404.md"}
_THEMES_OWN = "assets/images/favicon.png"
_NAME = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_WINDOWS_OWN = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]", re.I)
_UNTIL = "Until then it is left out."


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
            message, level = found
            told = level == "stop" or "publish" in message
            problems.append(Problem(place, message if told else f"{message} {_UNTIL}", level))
            continue
        clash = _clash(entry.path, folded, addresses)
        if clash:
            problems.append(Problem(place, f"{clash} Rename one. {_UNTIL}"))
            continue
        kept.append(entry)
        problems.extend(Problem(place, message) for message in _name(entry.path, taken))
    return kept, problems


def _clash(path: str, folded: dict[str, str], addresses: dict[str, str]) -> str:
    """What another file, which is remembered by its name and its address, has in common with this one."""
    same = unicodedata.normalize("NFC", path).casefold()
    address = address_of(same)
    twin = folded.setdefault(same, path)
    neighbour = addresses.setdefault(address, path)
    if twin != path:
        return (
            f"this name and 'docs/{printable(twin)}' differ only in capitals or accents, "
            "and on many machines one of the two is lost."
        )
    if neighbour != path:
        return (
            f"this page and 'docs/{printable(neighbour)}' have one address ({address or '/'}), "
            "so one of the two would be lost."
        )
    return ""


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
        case "no PDF":
            return "this file is called '.pdf' and is none inside. Save it as PDF again, or delete it."
        case "deep folder":
            return f"folders are nested more than {DEEPEST} deep. Move this one further up."
        case "crowded folder":
            return (
                f"this folder holds more than {MOST_FILES:,} files, or more than {MOST_BYTES:,} bytes of "
                "pages, the most we read. Take out what is not for the site."
            )
    return f"this is no file but a {kind}. Put the file itself here."


def is_scanned(path: str) -> bool:
    """Whether a file of a handbook is looked through for personal details, by its path in the repository."""
    return path == "mkdocs.yml" or (path.startswith(SHARED) and path.lower().endswith((PAGES, *TEXTS)))


def is_crowded(entries: Collection[Entry]) -> bool:
    """Whether there is more than anybody would publish."""
    pages = sum(min(entry.size, FILE_BYTES) for entry in entries if entry.path.endswith(PAGES))
    return len(entries) > MOST_FILES or pages > MOST_BYTES


def _refusal(entry: Entry, taken: Collection[str]) -> tuple[str, Level] | None:
    """Why a file is not published at all, and whether anything may be."""
    if entry.kind in ("closed file", "closed folder", "deep folder", "no PDF"):
        return no_file(entry.kind), "problem"
    if entry.kind != "file":
        end = "Put the file itself here." if entry.kind == "link" else "Delete it."
        return no_file(entry.kind).replace("Put the file itself here.", end), "stop"
    message = _why_not(entry, taken)
    return (message, "problem") if message else None


def _why_not(entry: Entry, taken: Collection[str]) -> str:
    """Why a file that is one is not published, if so."""
    folder, _, name = entry.path.rpartition("/")
    ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if not _is_text(entry.path):
        return "the name of this file is not UTF-8. Rename it with plain letters a to z."
    if ending == ".svg":
        return (
            "a drawing in SVG can hold a program that runs in a reader's browser. Save it as .png or .webp."
        )
    if any(part.startswith(".") for part in entry.path.split("/")):
        return "hidden files are not published. Delete it, or take the dot off its name."
    if name.lower() in RESERVED or entry.path.lower() == _THEMES_OWN:
        return f"'{name}' has a meaning for the web site itself. Give the file another name."
    if ending not in (PAGES, *ASSETS):
        allowed = ", ".join(ASSETS)
        which = f"ending in '{printable(ending)}'" if ending else "without an ending"
        return f"files {which} are not published. Pages end in .md; other files in {allowed}."
    if ending == PAGES and not name.endswith(PAGES):
        return f"a page ends in '.md', not '{name[-3:]}'. Rename it."
    if ending != PAGES and entry.size > LARGEST_ASSET:
        return f"this file has {entry.size:,} bytes; we publish at most {LARGEST_ASSET:,}."
    # A dot would make two files of one page, `a.png.md` and `a.png`, or a folder where the site has a file;
    # the others mean something to addresses, terminals and HTML.
    dotted = entry.path[:-3] if ending == PAGES else folder
    if re.search(r"[#?%<\x00-\x1f\x7f]", entry.path) or "." in dotted:
        return next(_name(entry.path, taken))
    if name.lower() == "readme.md":
        if f"{folder}/index.md".lstrip("/") in taken:
            return (
                "there is an 'index.md' beside this file, and both would be the page of the folder. "
                "Move its text there and delete this one."
            )
        return "call this file 'index.md'; the page of a folder has that name."
    return ""


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _name(path: str, taken: Collection[str]) -> Iterator[str]:
    stem, _, ending = path.rpartition(".")
    parts = stem.split("/")
    own = [part for part in parts if _WINDOWS_OWN.fullmatch(part)]
    if not all(_NAME.match(part) for part in parts):
        better = f"{'/'.join(file_name(part) for part in parts)}.{ending.lower()}"
        advice = "Rename it." if own or better in taken else f"Call it 'docs/{better}'."
        yield f"names of files have small letters a to z, digits and hyphens only. {advice}"
    if own:
        yield (
            f"Windows keeps the name '{own[0]}' for itself, so nobody there could have a copy of the book. "
            "Rename it."
        )
    if len(path) > 150:
        yield f"this name has {len(path)} letters. Use at most 150."
    if is_generated(path):
        yield "the build writes a page of its own here. Move this one elsewhere."


def file_name(part: str) -> str:
    """Words as the name of a file: small letters, digits and hyphens."""
    ascii_only = unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", slug(re.sub(r"[_.]", "-", ascii_only)))
    return words.strip("-")[:60].strip("-") or "page"
