"""Links as written to links between sections, by address and by name."""

from __future__ import annotations

import difflib
import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from handbook.model import (
    Link,
    Page,
    PagePath,
    Place,
    Problem,
    SectionId,
    Wanted,
    WrittenLink,
    name_key,
    slug,
)


@dataclass(slots=True)
class Names:
    """Which page every name and every former address leads to."""

    pages: Mapping[PagePath, Page]
    by_name: dict[str, PagePath] = field(default_factory=dict)
    by_file: dict[str, PagePath] = field(default_factory=dict)
    moved: dict[PagePath, PagePath] = field(default_factory=dict)
    anchors: dict[PagePath, dict[str, SectionId]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def page(self, name: str) -> PagePath | None:
        """The page of that title, shorter title, alias or file name."""
        key = name_key(name)
        return self.by_name.get(key) or self.by_file.get(key)


def names(pages: Mapping[PagePath, Page]) -> Names:
    """All names, and a problem for each that two pages claim."""
    found = Names(pages)
    owners: dict[str, tuple[PagePath, str]] = {}
    for page in pages.values():
        for what, name, line in _names_of(page):
            key = name_key(name)
            if not key:
                continue
            other, whose = owners.setdefault(key, (page.path, what))
            if other != page.path:
                found.problems.append(
                    Problem(
                        page.place(line),
                        f"the {what} '{name}' is also {_article(whose)} of 'docs/{other}'. "
                        "A link by that name could mean either: change one.",
                    )
                )
            found.by_name.setdefault(key, page.path)
        stem = page.path.removesuffix(".md").removesuffix("/index")
        for short in (stem, stem.rpartition("/")[2]):
            found.by_file.setdefault(name_key(short), page.path)
        found.anchors[page.path] = {h.id: h.section for h in page.headings}
    for page in pages.values():
        _former(page, found)
    return found


def _names_of(page: Page) -> Iterator[tuple[str, str, int]]:
    yield "title", page.title, page.headings[0].line if page.headings else 1
    if page.front.title and page.front.title != page.title:
        yield "short title", page.front.title, page.key_lines.get("title", 1)
    for alias in page.front.aliases:
        yield "alias", alias, page.key_lines.get("aliases", 1)


def _article(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


def _former(page: Page, found: Names) -> None:
    """`was`: former addresses of the page, and former headings on it."""
    line = page.key_lines.get("was", 1)
    for old in page.front.was:
        path = PagePath(old.strip("/"))
        if old.startswith("#"):
            found.anchors[page.path].setdefault(old[1:], page.section)
        elif path in found.pages:
            message = f"'{old}' is the address of a page that is there. Take it out of 'was'."
            found.problems.append(Problem(page.place(line), message))
        elif not path.endswith(".md") or ".." in path.split("/"):
            message = f"'{old}' is no address. Write the former file, such as 'styles/old-name.md'."
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
            if written.kind == "web":
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
    waiting = list(page.links)
    while waiting:
        first = waiting.pop(0)
        if first.kind == "plain":
            for count in range(min(4, len(waiting)), 0, -1):
                run = waiting[:count]
                words = " ".join(page.text[first.start : run[-1].end].split())
                if (
                    all(w.kind == "plain" and w.label == first.label for w in run)
                    and known.page(words) is not None
                ):
                    del waiting[:count]
                    first = WrittenLink(
                        "plain", words, "", words, first.section, first.sentence, first.line,
                        first.column, first.start, run[-1].end, reason=first.reason, label=first.label,
                    )  # fmt: skip
                    break
        yield first


def _by_name(page: Page, written: WrittenLink, known: Names) -> tuple[Link | None, Problem | None]:
    name = written.target
    where = page.place(written.line, written.column)
    target = known.page(name) if name else page.path
    if target is None:
        key = name_key(name)
        if not key:
            return None, Problem(where, f"'[[{name}]]' names no page. Write its title there.")
        return Link(written, page.path, SectionId(""), wanted=key, name=name), _nearly(
            where, key, name, known
        )
    section, problem = _heading(page, written, known.pages[target], slug(written.fragment), known)
    return Link(written, page.path, section), problem


def _nearly(where: Place, key: str, name: str, known: Names) -> Problem | None:
    """A note where the name is nearly that of a page; it may as well be a page to come."""
    near = difflib.get_close_matches(key, known.by_name, n=1, cutoff=0.85)
    if not near:
        return None
    title = known.pages[known.by_name[near[0]]].title
    return Problem(where, f"no page is called '{name}'. Did you mean '{title}'?", "note")


def _by_address(
    page: Page, written: WrittenLink, known: Names, files: Collection[str]
) -> tuple[Link | None, Problem | None]:
    where = page.place(written.line, written.column)
    address = written.target
    if not address:
        target = page.path
    else:
        base = "" if address.startswith("/") else page.folder
        path = posixpath.normpath(posixpath.join(base, address.lstrip("/")))
        if path.startswith("../") or path == "..":
            return None, Problem(
                where, f"'{address}' leads out of the handbook. Link to a page in docs/ or to a web address."
            )
        if path in files:
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


def _page_at(path: str, known: Names) -> PagePath | None:
    for candidate in (path, f"{path}.md", f"{path}/index.md", "index.md" if path == "." else ""):
        if candidate in known.pages:
            return PagePath(candidate)
    return known.moved.get(PagePath(path)) or known.moved.get(PagePath(f"{path}.md"))


def _no_such_file(page: Page, written: WrittenLink, path: str, known: Names, files: Collection[str]) -> str:
    what = "picture" if written.kind == "image" else "page"
    choices = [*files] if written.kind == "image" else [*known.pages]
    near = difflib.get_close_matches(path, choices, n=1, cutoff=0.6)
    if not near and what == "page":
        stem = path.rpartition("/")[2]
        near = [other for other in choices if other.rpartition("/")[2] == stem][:1]
    message = f"there is no {what} at '{written.target}'."
    if near:
        right = posixpath.relpath(near[0], page.folder or ".")
        return f"{message} Did you mean '{right}'?"
    if what == "page":
        return f"{message} Link to a page that is there, or ask for one by its name: [[{written.text}]]."
    return f"{message} Put the file into docs/, or take the picture out."


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
