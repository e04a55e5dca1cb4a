"""Links as written to links between sections, by address and by name."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from handbook.model import (
    REGISTERS,
    REPORT,
    WANTED_FOLDER,
    LabelKind,
    Link,
    Page,
    PagePath,
    Place,
    Problem,
    SectionId,
    Wanted,
    WrittenLink,
    address_of,
    is_generated,
    name_key,
    slug,
)
from handbook.read.settings import shorten

LONGEST_NAME = 100
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+").fullmatch
_SITE = re.compile(r"(?:[\w-]+\.)+(?!md$|html$)[a-z]{2,}(?:/.*)?").fullmatch
_GENERATED = {REPORT, "gaps.json"}
"""What the build adds and a page may link to."""


@dataclass(slots=True)
class Names:
    """Which page every name and every former address leads to."""

    pages: Mapping[PagePath, Page]
    by_name: dict[str, PagePath] = field(default_factory=dict)
    by_file: dict[str, PagePath] = field(default_factory=dict)
    moved: dict[PagePath, PagePath] = field(default_factory=dict)
    anchors: dict[PagePath, dict[str, SectionId]] = field(default_factory=dict)
    addresses: dict[str, PagePath] = field(default_factory=dict)
    with_commas: bool = False
    near: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    pictures: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def page(self, name: str) -> PagePath | None:
        """The page of that title, shorter title, alias or file name."""
        key = name_key(name)
        return self.by_name.get(key) or self.by_file.get(key)


def names(pages: Mapping[PagePath, Page]) -> Names:
    """All names, and a problem for each that two pages claim; titles go before aliases."""
    found = Names(pages)
    owners: dict[str, str] = {}
    claims = [(page, *claim) for page in pages.values() for claim in _names_of(page)]
    for page, what, name, line in sorted(claims, key=lambda claim: claim[1] != "title"):
        key = name_key(name)
        if not key:
            continue
        found.with_commas = found.with_commas or "," in name
        other = found.by_name.setdefault(key, page.path)
        whose = owners.setdefault(key, what)
        if other != page.path:
            message = (
                f"the {what} '{name}' is also {_article(whose)} of 'docs/{other}'. "
                "A link by that name could mean either: change one."
            )
            found.problems.append(Problem(page.place(line), message))
    for page in pages.values():
        stem = page.path.removesuffix(".md").removesuffix("/index")
        for short in (stem, stem.rpartition("/")[2]):
            found.by_file.setdefault(name_key(short), page.path)
        found.anchors[page.path] = {h.id: h.section for h in page.headings}
        found.addresses[address_of(page.path)] = page.path
    for page in pages.values():
        _former(page, found)
    return found


def _names_of(page: Page) -> Iterator[tuple[str, str, int]]:
    if page.headings and page.headings[0].level == 1:
        yield "title", page.title, page.headings[0].line
    if page.front.title and page.front.title != page.title:
        yield "short title", page.front.title, page.key_lines.get("title", 1)
    for alias in page.front.aliases:
        yield "alias", alias, page.key_lines.get("aliases", 1)


def _article(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


_PLAIN_PART = re.compile(r"[^./\\\s#?%<>]+").fullmatch


def _former(page: Page, found: Names) -> None:
    """`was`: former addresses of the page, and former headings on it."""
    line = page.key_lines.get("was", 1)
    for old in page.front.was:
        path = PagePath(old.strip("/"))
        address = address_of(path)
        if old.startswith("#") and old[1:] in found.anchors[page.path]:
            message = f"'{old}' is a heading that is there. Take it out of 'was'."
            found.problems.append(Problem(page.place(line), message))
        elif old.startswith("#"):
            found.anchors[page.path][old[1:]] = page.section
        elif not path.endswith(".md") or not all(map(_PLAIN_PART, path[:-3].split("/"))):
            message = f"'{old}' is no address. Write the former file, such as 'styles/old-name.md'."
            found.problems.append(Problem(page.place(line), message))
        elif address in found.addresses:
            message = f"'{old}' is the address of a page that is there. Take it out of 'was'."
            found.problems.append(Problem(page.place(line), message))
        elif is_generated(path):
            message = f"the build writes a page of its own at '{old}'. Take it out of 'was'."
            found.problems.append(Problem(page.place(line), message))
        elif found.moved.setdefault(path, page.path) != page.path:
            other = found.moved[path]
            message = f"'docs/{other}' says it was at '{old}', too. Take it out of one."
            found.problems.append(Problem(page.place(line), message))


def resolve(known: Names, files: Collection[str]) -> tuple[list[Link], list[Problem]]:
    """Every link of the book with its target; what leads nowhere is a problem or a note.

    `files` are the other files of `docs/`, by path.
    """
    links: list[Link] = []
    problems: list[Problem] = []
    for page in known.pages.values():
        for written in _joined(page, known):
            if written.kind in ("web", "unreadable"):
                continue
            if written.kind in ("wiki", "plain"):
                link, problem = _by_name(page, written, known)
            else:
                link, problem = _by_address(page, written, known, files)
            if link is not None:
                links.append(link)
            if problem is not None:
                problems.append(problem)
    return links, problems


def _joined(page: Page, known: Names) -> Iterator[WrittenLink]:
    """The links, with plain titles that hold commas put together again where a page has them."""
    number = 0
    while number < len(page.links):
        first = page.links[number]
        number += 1
        if first.kind == "plain" and known.with_commas:
            for count in range(4, 0, -1):
                run = page.links[number : number + count]
                if len(run) < count:
                    continue
                words = " ".join(page.text[first.start : run[-1].end].split())
                if (
                    all(w.kind == "plain" and w.label == first.label for w in run)
                    and known.page(words) is not None
                ):
                    number += count
                    first = replace(first, target=words, text=words, end=run[-1].end)
                    break
        yield first


def _by_name(page: Page, written: WrittenLink, known: Names) -> tuple[Link | None, Problem | None]:
    name = written.target
    where = page.place(written.line, written.column)
    target = known.page(name) if name else page.path
    if not name and not written.fragment:
        return None, Problem(where, "a name is missing between [[ and ]]. Write the title of a page there.")
    if target is None:
        key = name_key(name)
        if not key:
            return None, Problem(where, f"'[[{name}]]' names no page. Write its title there.")
        if len(name) > LONGEST_NAME or len(key.encode()) > 2 * LONGEST_NAME:
            message = (
                f"'[[{shorten(name)}]]' is too long for the name of a page. "
                f"Use at most {LONGEST_NAME} letters."
            )
            return None, Problem(where, message)
        return Link(written, page.path, SectionId(""), wanted=key, name=name), _nearly(
            where, key, name, known
        )
    section, problem = _heading(page, written, known.pages[target], slug(written.fragment), known)
    return Link(written, page.path, section), problem


def _nearly(where: Place, key: str, name: str, known: Names) -> Problem | None:
    """A note where the name is nearly that of a page; it may as well be a page to come."""
    if key not in known.near:
        alike = [n for n in known.by_name if n[0] == key[0] and abs(len(n) - len(key)) <= 2]
        known.near[key] = next(iter(difflib.get_close_matches(key, alike, n=1, cutoff=0.85)), "")
    if not known.near[key]:
        return None
    title = known.pages[known.by_name[known.near[key]]].title
    return Problem(where, f"no page is called '{name}'. Did you mean '{title}'?", "note")


def _by_address(
    page: Page, written: WrittenLink, known: Names, files: Collection[str]
) -> tuple[Link | None, Problem | None]:
    where = page.place(written.line, written.column)
    address = written.target
    if written.kind == "image" and (not address or written.elsewhere):
        message = (
            "this picture is on another web site, which would see every reader, so only a link is shown. "
            "Save the picture into docs/."
            if address
            else "this picture has no address. Name its file in the brackets, or take it out."
        )
        return None, Problem(where, message)
    if not address:
        target = page.path
    else:
        path = _joined_path("" if address.startswith("/") else page.folder, address)
        if path is None:
            return None, Problem(
                where, f"'{address}' leads out of the handbook. Link to a page in docs/ or to a web address."
            )
        if path in files or path in _GENERATED or path.startswith((f"{REGISTERS}/", f"{WANTED_FOLDER}/")):
            return None, None
        found = _page_at(path, known)
        if found is None:
            return None, Problem(where, _no_such_file(page, written, path, known, files))
        target = found
        if target not in (path, f"{path}.md", f"{path}/index.md", "index.md"):
            link = Link(written, page.path, SectionId(target))
            message = f"'{address}' has moved to 'docs/{target}'. The old address still works."
            return link, Problem(where, message, "note")
    if written.kind == "image":
        return None, Problem(where, f"'{address}' is a page, not a picture. Link to it instead.")
    section, problem = _heading(page, written, known.pages[target], written.fragment, known)
    return Link(written, page.path, section), problem


def _joined_path(folder: str, address: str) -> str | None:
    """Where an address leads from a folder of `docs/`; None where that is outside."""
    parts = folder.split("/") if folder else []
    for part in address.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or "."


def _page_at(path: str, known: Names) -> PagePath | None:
    for candidate in (path, f"{path}.md", f"{path}/index.md", "index.md" if path == "." else ""):
        if candidate in known.pages:
            return PagePath(candidate)
    return known.moved.get(PagePath(path)) or known.moved.get(PagePath(f"{path}.md"))


def _no_such_file(page: Page, written: WrittenLink, path: str, known: Names, files: Collection[str]) -> str:
    if written.kind == "image":
        near = _nearest(path, files, known, known.pictures)
        advice = "Put the file into docs/, or take the picture out."
    else:
        near = _nearest(path, known.pages, known, known.files)
        name = re.sub(r"[\[\]]", "", written.text).strip() or "its title"
        advice = f"Link to a page that is there, or ask for one by its name: [[{name}]]."
    message = f"there is no {'picture' if written.kind == 'image' else 'page'} at '{written.target}'."
    if written.kind != "image" and _MAIL(written.target):
        return f"{message} Did you mean 'mailto:{written.target}'?"
    if written.kind != "image" and _SITE(written.target):
        return f"{message} Did you mean 'https://{written.target}'?"
    if near:
        return f"{message} Did you mean '{posixpath.relpath(near, page.folder or '.')}'?"
    return f"{message} {advice}"


def _nearest(path: str, choices: Collection[str], known: Names, index: dict[str, list[str]]) -> str:
    """The file of that name in another folder, else one of nearly that name.

    `index` keeps the choices by the first letter of their names, filled when first needed.
    """
    if path not in known.near:
        if not index:
            for choice in choices:
                index.setdefault(choice.rpartition("/")[2][:1], []).append(choice)
        name = path.rpartition("/")[2]
        alike = index.get(name[:1], [])
        same = [choice for choice in alike if choice.rpartition("/")[2] == name]
        stems = {choice.rpartition(".")[0]: choice for choice in alike}
        close = difflib.get_close_matches(path.rpartition(".")[0] or path, stems, n=1, cutoff=0.7)
        known.near[path] = same[0] if same else stems[close[0]] if close else ""
    return known.near[path]


def _heading(
    page: Page, written: WrittenLink, target: Page, fragment: str, known: Names
) -> tuple[SectionId, Problem | None]:
    if not fragment or fragment.startswith("gap-"):
        return target.section, None
    anchors = known.anchors[target.path]
    section = anchors.get(fragment) or anchors.get(slug(fragment))
    if section is not None:
        return section, None
    near = difflib.get_close_matches(slug(fragment), [*anchors], n=1, cutoff=0.5)
    hint = f"Did you mean '#{near[0]}'?" if near else "Leave the part after '#' out."
    where = "this page" if target.path == page.path else f"'docs/{target.path}'"
    message = f"{where} has no heading '#{written.fragment}'. {hint}"
    return target.section, Problem(page.place(written.line, written.column), message, "note")


def wanted(links: Collection[Link]) -> dict[str, Wanted]:
    """The pages not written yet, those that most sections ask for first."""
    asks: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.wanted:
            asks[link.wanted].append(link)
    pages = [
        Wanted(key, min(asking, key=lambda a: (a.page, a.written.start)).name, tuple(asking))
        for key, asking in asks.items()
    ]
    pages.sort(key=lambda page: (-page.sections, page.slug))
    return {page.slug: page for page in pages}


def is_see_also(page: Page, written: WrittenLink, labels: Mapping[str, LabelKind]) -> bool:
    """Whether a link stands in a label that shows links, such as `See also:`."""
    kind = labels.get(page.labels[written.label].name) if written.label >= 0 else None
    return kind is not None and kind.shows == "links"
