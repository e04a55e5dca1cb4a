"""Which page every name leads to, and every address, those of former days as well."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from handbook.find.hints import Hints
from handbook.model import (
    History,
    Page,
    PagePath,
    Place,
    Problem,
    SectionId,
    address_of,
    is_generated,
    is_term,
    name_key,
    slug,
)

K = TypeVar("K", bound=str)


@dataclass(slots=True)
class Names:
    """Where names, files and anchors lead, and where those lead that were in use before."""

    pages: Mapping[PagePath, Page]
    history: History = field(default_factory=History)
    by_name: dict[str, PagePath] = field(default_factory=dict)
    by_file: dict[str, PagePath] = field(default_factory=dict)
    formerly: dict[str, PagePath] = field(default_factory=dict)
    moved: dict[PagePath, PagePath] = field(default_factory=dict)
    anchors: dict[PagePath, dict[str, SectionId]] = field(default_factory=dict)
    former_anchors: dict[PagePath, dict[str, SectionId]] = field(default_factory=dict)
    with_commas: bool = False
    hints: Hints = field(default_factory=Hints)
    problems: list[Problem] = field(default_factory=list)

    def page(self, name: str) -> PagePath | None:
        """The page of that title, shorter title, alias, form, file name or former name."""
        return self._present(name) or self.formerly.get(name_key(name))

    def is_former(self, name: str) -> bool:
        """Whether only a name from former days leads there."""
        return self._present(name) is None and name_key(name) in self.formerly

    def _present(self, name: str) -> PagePath | None:
        key, file = name_key(name), name_key(name.removesuffix(".md"))
        return self.by_name.get(key) or self.by_file.get(file)

    def nearest(self, name: str) -> str:
        """The title of a page whose name is nearly this one, or nothing."""
        near = self.hints.nearest(name_key(name), "titles", self.by_name, 0.85)
        return self.pages[self.by_name[near]].title if near else ""

    def nearest_anchor(self, path: PagePath, fragment: str) -> str:
        """The anchor of a page that is nearly this one, or nothing."""
        return self.hints.nearest(fragment, path, self.anchors[path], 0.6, alike=False)


def names(
    pages: Mapping[PagePath, Page],
    history: History | None = None,
    drawn: Mapping[PagePath, Collection[str]] | None = None,
) -> Names:
    """All names, and a problem for each that two pages claim.

    Titles go before other names, and pages before terms: a new term is no reason to mend a page.
    `drawn` are anchors that the build adds to a page.
    """
    found = Names(pages, history or History())
    owners: dict[str, str] = {}
    claims = [(page, *claim) for page in pages.values() for claim in _names_of(page)]
    for page, what, name, place in sorted(claims, key=lambda c: (is_term(c[0].path), c[1] != "title")):
        key = name_key(name)
        if not key:
            continue
        found.with_commas = found.with_commas or "," in name
        other = found.by_name.setdefault(key, page.path)
        whose = owners.setdefault(key, what)
        if other != page.path:
            message = (
                f"the {what} '{name}' is also the {whose} of 'docs/{other}'. "
                "A link by that name could mean either: change one."
            )
            found.problems.append(Problem(place, message))
    for page in pages.values():
        for short in stems(page.path):
            found.by_file.setdefault(short, page.path)
        found.anchors[page.path] = {
            **{id_: SectionId(f"{page.path}#{id_}") for id_ in (drawn or {}).get(page.path, ())},
            **{id_: SectionId(f"{page.path}#{id_}") for id_ in page.ids},
            **{h.id: h.section for h in page.headings},
        }
    _former_pages(found)
    _former_headings(found)
    return found


def _names_of(page: Page) -> Iterator[tuple[str, str, Place]]:
    if page.headings and page.headings[0].level == 1:
        yield "title", page.title, page.place(page.headings[0].line)
    if page.front.title and page.front.title != page.title:
        yield "short title", page.front.title, page.key("title")
    for alias in page.front.aliases:
        yield "alias", alias, page.key("aliases", alias)
    for form in page.front.forms if is_term(page.path) else ():
        yield "form", form, page.key("forms", form)


def stems(path: str) -> tuple[str, str]:
    """A page's file as people name it: with its folder, and alone."""
    stem = path.removesuffix(".md").removesuffix("/index")
    return name_key(stem), name_key(stem.rpartition("/")[2])


_PLAIN_PART = re.compile(r"[^./\\\s#?%<>]+").fullmatch


def _former_pages(found: Names) -> None:
    """`was` first, since somebody wrote it; then what git saw move, as far as nobody else is there."""
    taken = {address_of(path).casefold(): path for path in found.pages}
    written: dict[PagePath, PagePath] = {}
    claimed: dict[str, PagePath] = {}
    for page in found.pages.values():
        for old in page.front.was:
            if old.startswith("#"):
                continue
            path = PagePath(old.strip("/"))
            address = address_of(path).casefold()
            message = ""
            if not path.endswith(".md") or not all(map(_PLAIN_PART, path[:-3].split("/"))):
                message = f"'{old}' is no address. Write the former file, such as 'styles/old-name.md'."
            elif path.startswith("docs/"):
                message = f"'{old}' is counted from docs/ already. Write '{path.removeprefix('docs/')}'."
            elif path in found.pages or taken.get(address, page.path) != page.path:
                message = f"'{old}' is the address of a page that is there. Take it out of 'was'."
            elif is_generated(path):
                message = f"the build writes a page of its own at '{old}'. Take it out of 'was'."
            elif claimed.setdefault(address, page.path) != page.path:
                message = f"'docs/{claimed[address]}' says it was at '{old}', too. Take it out of one."
            else:
                written[path] = page.path
            if message:
                found.problems.append(Problem(page.key("was", old), message))
    steps = {**found.history.moved, **written}
    for old in [*written, *found.history.moved]:
        target = _follow(old, steps, found.pages)
        # A page that became the first of a folder has the address it had; only links by file need help.
        if target is not None and taken.get(address_of(old).casefold(), target) == target:
            if old in found.pages or is_generated(old):
                continue
            taken[address_of(old).casefold()] = target
            found.moved[old] = target
            for short in stems(old):
                found.formerly.setdefault(short, target)
    for key, path in found.history.titles.items():
        now = _follow(path, steps, found.pages)
        if now is not None:
            found.formerly.setdefault(key, now)


def _follow(start: K, steps: Mapping[K, K], there: Container[K]) -> K | None:
    """Where one step after another ends; None where they lead in a circle or nowhere."""
    seen = set()
    at = start
    while at not in there:
        if at in seen or at not in steps:
            return None
        seen.add(at)
        at = steps[at]
    return at


NOW = re.compile(r"(#\S+)\s+(?:is\s+)?now\s+(#\S+)")
"""A heading that was called something else, as `was` says it."""


def _former_headings(found: Names) -> None:
    """`#old` was the page itself, `#old now #new` a heading of it; git may know of others."""
    steps: dict[SectionId, SectionId] = {}
    for old, new in found.history.headings.items():
        before, after = _present(found, old), _present(found, new)
        if before is not None and after is not None:
            steps[before] = after
    sections = {
        SectionId(f"{path}#{fragment}"): section
        for path, anchors in found.anchors.items()
        for fragment, section in anchors.items()
    }
    written: dict[SectionId, tuple[Page, str, SectionId]] = {}
    for page in found.pages.values():
        for entry in page.front.was:
            if not entry.startswith("#"):
                continue
            match = NOW.fullmatch(entry)
            first, then = (match[1], match[2]) if match else (entry, "")
            old = SectionId(page.path + first)
            target = SectionId(page.path + then)
            message = ""
            if " " in first or first == "#":
                message = (
                    f"'{entry}' is no former heading. "
                    "Write '#old-heading', or '#old-heading now #new-heading'."
                )
            elif old in sections:
                message = f"'{first}' is a heading that is there. Take it out of 'was'."
            elif old in written and written[old][2] != target:
                message = f"'{first}' is in 'was' twice, with two ends. Take one out."
            if message:
                found.problems.append(Problem(page.key("was", entry), message))
            else:
                written[old] = (page, entry, target)
                steps[old] = target
    present = {*sections, *(SectionId(path) for path in found.pages)}
    for old in steps:
        end = _follow(old, steps, present)
        path, _, fragment = old.partition("#")
        if end is not None and end != old:
            anchors = found.former_anchors.setdefault(PagePath(path), {})
            anchors[fragment] = sections.get(end, end)
            anchors.setdefault(slug(fragment), anchors[fragment])
        elif end is None and old in written:
            page, entry, target = written[old]
            found.problems.append(Problem(page.key("was", entry), _lost(found, page, entry, target)))


def _lost(found: Names, page: Page, entry: str, target: SectionId) -> str:
    fragment = target.partition("#")[2]
    if any(e.startswith(f"#{fragment} ") for e in page.front.was):
        return f"'{entry}' leads in a circle. Say which heading it is now."
    near = found.nearest_anchor(page.path, fragment)
    hint = f"Did you mean '#{near}'?" if near else "Name one that is there."
    return f"'{entry}': there is no heading '#{fragment}' on this page. {hint}"


def _present(found: Names, section: SectionId) -> SectionId | None:
    """A section with the file it stands in today."""
    path, _, fragment = section.partition("#")
    now = path if path in found.pages else found.moved.get(PagePath(path))
    return SectionId(f"{now}#{fragment}") if now else None
