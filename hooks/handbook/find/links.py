"""Links as written to links between sections, by address and by name."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from handbook.find.names import Names, one_letter_apart
from handbook.model import (
    REPORT,
    LabelKind,
    Link,
    Page,
    PagePath,
    Place,
    Problem,
    SectionId,
    Wanted,
    WrittenLink,
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


def resolve(known: Names, files: Collection[str]) -> tuple[list[Link], list[Problem]]:
    """Every link of the book with its target; what leads nowhere is a problem or a note.

    `files` are the other files of `docs/`, by path.
    """
    resolver = _Resolver(known, files)
    links: list[Link] = []
    problems: list[Problem] = []
    for page in known.pages.values():
        for written in _joined(page, known):
            link, found = resolver.resolve(page, written)
            links += [link] if link is not None else []
            problems += found
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


Found = tuple[Link | None, list[Problem]]


@dataclass(slots=True)
class _Resolver:
    """From a link as written to its target, and what to say where it has none.

    What is suggested for a name is found once for each name.
    """

    known: Names
    files: Collection[str]
    near: dict[str, str] = field(default_factory=dict)
    page_names: dict[str, list[str]] = field(default_factory=dict)
    file_names: dict[str, list[str]] = field(default_factory=dict)

    def resolve(self, page: Page, written: WrittenLink) -> Found:
        where = page.place(written.line, written.column)
        if written.kind in ("web", "unreadable") or (written.kind.startswith("html") and written.elsewhere):
            return None, []
        if written.kind in ("wiki", "plain"):
            return self.by_name(page, written, where)
        return self.by_address(page, written, where)

    # By name

    def by_name(self, page: Page, written: WrittenLink, where: Place) -> Found:
        name = written.target
        if not name and not written.fragment:
            message = "a name is missing between [[ and ]]. Write the title of a page there."
            return None, [Problem(where, message)]
        target = self.known.page(name) if name else page.path
        if target is None:
            return self.not_written(page, written, where)
        section, problems = self.heading(page, written, target, slug(written.fragment), where)
        if name and self.known.is_former(name):
            message = f"'{name}' is now called '{self.known.pages[target].title}'. The old name still works."
            problems.append(Problem(where, message, "note"))
        return Link(written, page.path, section), problems

    def not_written(self, page: Page, written: WrittenLink, where: Place) -> Found:
        """A name that no page has yet, with a note where one is nearly called so."""
        name = written.target
        key = name_key(name)
        if not key:
            return None, [Problem(where, f"'[[{name}]]' names no page. Write its title there.")]
        if len(name) > LONGEST_NAME or len(key.encode()) > 2 * LONGEST_NAME:
            message = (
                f"'[[{shorten(name)}]]' is too long for the name of a page. "
                f"Use at most {LONGEST_NAME} letters."
            )
            return None, [Problem(where, message)]
        if key not in self.near:
            self.near[key] = self.known.nearest(name)
        near = f"no page is called '{name}'. Did you mean '{self.near[key]}'?"
        return (
            Link(written, page.path, SectionId(""), wanted=key, name=name),
            [Problem(where, near, "note")] if self.near[key] else [],
        )

    # By address

    def by_address(self, page: Page, written: WrittenLink, where: Place) -> Found:
        address = written.target
        picture = written.kind.endswith("image")
        if picture and (not address or written.elsewhere):
            message = (
                "this picture is on another web site, which would see every reader, so only a link is shown. "
                "Save the picture into docs/."
                if address
                else "this picture has no address. Name its file in the brackets, or take it out."
            )
            return None, [Problem(where, message)]
        target = page.path
        moved: list[Problem] = []
        if address:
            path = joined_path("" if address.startswith("/") else page.folder, address)
            if path is None:
                message = (
                    f"'{address}' leads out of the handbook. Link to a page in docs/ or to a web address."
                )
                return None, [Problem(where, message)]
            there = self.page_at(path)
            if there is None and (path in self.files or path in _GENERATED or is_generated(path)):
                return None, []
            if there is None:
                return None, [self.no_such_file(page, written, path, where)]
            target = there
            if target != path and target not in _pages_at(path):
                message = f"'{address}' has moved. Write '{_way(page, target)}'; the old address still works."
                moved = [Problem(where, message, "note")]
        if picture:
            return None, [Problem(where, f"'{address}' is a page, not a picture. Link to it instead.")]
        section, problems = self.heading(page, written, target, written.fragment, where)
        return Link(written, page.path, section), [*moved, *problems]

    def page_at(self, path: str) -> PagePath | None:
        """The page at an address, with or without `.md`, or moved from there."""
        if path in self.known.pages:
            return PagePath(path)
        if path in self.files:
            return None
        for candidate in _pages_at(path):
            if candidate in self.known.pages:
                return candidate
        return self.known.moved.get(PagePath(path)) or self.known.moved.get(PagePath(f"{path}.md"))

    def no_such_file(self, page: Page, written: WrittenLink, path: str, where: Place) -> Problem:
        picture = written.kind.endswith("image")
        if picture:
            near = self.nearest(path, self.files, self.file_names)
            advice = "Put the file into docs/, or take the picture out."
        else:
            near = self.nearest(path, self.known.pages, self.page_names)
            name = re.sub(r"[\[\]]", "", written.text).strip() or "its title"
            advice = f"Link to a page that is there, or ask for one by its name: [[{name}]]."
        if PagePath(path) in self.known.history.gone:
            return Problem(where, f"'{written.target}' was taken out of the handbook. {advice}", "note")
        message = f"there is no {'picture' if picture else 'page'} at '{written.target}'."
        if not picture and _MAIL(written.target):
            return Problem(where, f"{message} Did you mean 'mailto:{written.target}'?")
        if not picture and _SITE(written.target):
            return Problem(where, f"{message} Did you mean 'https://{written.target}'?")
        if near:
            return Problem(where, f"{message} Did you mean '{_way(page, near)}'?")
        return Problem(where, f"{message} {advice}")

    def nearest(self, path: str, choices: Collection[str], index: dict[str, list[str]]) -> str:
        """The file of that name in another folder, else one of nearly that name.

        `index` keeps the choices by the first letter of their names, filled when first needed.
        """
        if path not in self.near:
            if not index:
                for choice in choices:
                    index.setdefault(choice.rpartition("/")[2][:1], []).append(choice)
            name = path.rpartition("/")[2]
            alike = index.get(name[:1], [])
            same = [choice for choice in alike if choice.rpartition("/")[2] == name]
            stems = {choice.rpartition(".")[0]: choice for choice in alike}
            close = difflib.get_close_matches(path.rpartition(".")[0] or path, stems, n=1, cutoff=0.7)
            self.near[path] = same[0] if same else stems[close[0]] if close else ""
        return self.near[path]

    # Headings

    def heading(
        self, page: Page, written: WrittenLink, target: PagePath, fragment: str, where: Place
    ) -> tuple[SectionId, list[Problem]]:
        """The section a fragment means; the whole page where it means none."""
        whole = SectionId(target)
        if not fragment or fragment.startswith("gap-"):
            return whole, []
        anchors = self.known.anchors[target]
        section = anchors.get(fragment) or anchors.get(slug(fragment))
        if section is not None:
            return section, []
        former = self.known.former_anchors.get(target, {})
        section = former.get(fragment) or former.get(slug(fragment))
        if section is not None:
            now = section.partition("#")[2]
            advice = f"it is '#{now}' now" if now else "the whole page has taken its place"
            message = f"'#{written.fragment}' is a former heading; {advice}. The old address still works."
            return section, [Problem(where, message, "note")]
        near = difflib.get_close_matches(slug(fragment), [*anchors], n=1, cutoff=0.5)
        hint = f"Did you mean '#{near[0]}'?" if near else "Leave the part after '#' out."
        here = target == page.path
        place = "this page" if here else f"'docs/{target}'"
        message = f"{place} has no heading '#{written.fragment}'. {hint}"
        # Without the names of former days nobody can tell whether somebody changed the heading elsewhere.
        mine = here or self.known.history.names
        return whole, [Problem(where, message, "problem" if mine else "note")]


def joined_path(folder: str, address: str) -> str | None:
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


def _pages_at(path: str) -> tuple[PagePath, ...]:
    whole = [path, f"{path}.md", f"{path}/index.md", *(["index.md"] if path == "." else [])]
    return tuple(map(PagePath, whole))


def _way(page: Page, target: str) -> str:
    """The address of a file of `docs/` as a page writes it."""
    return posixpath.relpath(target, page.folder or ".")


def wanted(links: Collection[Link]) -> dict[str, Wanted]:
    """The pages not written yet, those that most sections ask for first."""
    asks: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.wanted:
            asks[link.wanted].append(link)
    near: dict[str, list[str]] = defaultdict(list)
    for one, other in one_letter_apart(asks):
        near[one].append(other)
        near[other].append(one)
    pages = [
        Wanted(
            key,
            min(asking, key=lambda a: (a.page, a.written.start)).name,
            tuple(asking),
            tuple(near.get(key, ())),
        )
        for key, asking in asks.items()
    ]
    pages.sort(key=lambda page: (-page.sections, page.slug))
    return {page.slug: page for page in pages}


def kind_of(page: Page, written: WrittenLink, labels: Mapping[str, LabelKind]) -> str:
    """What a link is for: `see also`, `quoted` in somebody's words, `answered` by it, or `linked`."""
    if is_see_also(page, written, labels):
        return "see also"
    if any(voice.start <= written.start < voice.end for voice in page.voices):
        return "quoted"
    if any(
        label.start <= written.start < label.end and label.facts.state == "answered" for label in page.labels
    ):
        return "answered"
    return "linked"


def is_see_also(page: Page, written: WrittenLink, labels: Mapping[str, LabelKind]) -> bool:
    """Whether a link stands in a label that shows links, such as `See also:`."""
    kind = labels.get(page.labels[written.label].name) if written.label >= 0 else None
    return kind is not None and kind.shows == "links"
