"""Where pages and headings of one state of the book are in a later one, and which addresses are lost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from handbook.find.hints import Hints
from handbook.find.names import NOW
from handbook.find.past.outlines import Outline, Part
from handbook.find.past.same import renamed_headings
from handbook.model import Handbook, Heading, Page, PagePath, SectionId, address_of, is_generated, name_key

_ALIKE = 0.6
LONGEST = 200
"""Characters of an entry of `was`, which is as much as the settings take."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Where each page is that is still there, and each heading of those that were changed.

    `former` is where a page was, of several the one with its own name, else the first.
    """

    pages: Mapping[PagePath, PagePath]
    headings: Mapping[PagePath, Mapping[str, str]]
    former: Mapping[PagePath, PagePath]

    def place(self, section: SectionId) -> SectionId | None:
        """Where a section is now; None where it is no longer."""
        path, _, heading = section.partition("#")
        page = self.pages.get(PagePath(path))
        if page is None or not heading:
            return SectionId(page) if page else None
        known = self.headings.get(PagePath(path))
        now = heading if known is None else known.get(heading)
        return SectionId(f"{page}#{now}") if now else None


def moves(base: Handbook, head: Handbook, renamed: Mapping[PagePath, PagePath]) -> Moves:
    """What became of the sections of `base`; `renamed` are the pages that git saw move."""
    pages = {}
    for path in base.pages:
        now = path if path in head.pages else head.redirects.get(path) or renamed.get(path)
        if now is not None and now in head.pages:
            pages[path] = now
    headings = {
        old: _headings(base.pages[old], head.pages[now])
        for old, now in pages.items()
        if old != now or base.pages[old].text != head.pages[now].text
    }
    former = {now: old for old, now in reversed(pages.items())}
    return Moves(pages, headings, former | {now: now for old, now in pages.items() if old == now})


def _headings(before: Page, after: Page) -> dict[str, str]:
    """Ids of headings, and those they have now; without the ones that nothing has taken the place of."""
    there = {heading.id for heading in _below_title(after)}
    were = {heading.id for heading in _below_title(before)}
    now = renamed_headings(outline(before).parts, outline(after).parts)
    now |= {id_: id_ for id_ in were & there}
    now |= {m[1][1:]: m[2][1:] for entry in after.front.was if (m := NOW.fullmatch(entry))}
    return {id_: now[id_] for id_ in now if id_ in were and now[id_] in there}


def _below_title(page: Page) -> list[Heading]:
    return [heading for heading in page.headings if heading.section != page.section]


def outline(page: Page) -> Outline:
    """The parts of a page as the history compares them."""
    below = _below_title(page)
    heads = [("", page.title, 0), *((heading.id, heading.text, heading.level) for heading in below)]
    ends = pairwise([0, *(heading.start for heading in below), len(page.text)])
    parts = [Part(*head, page.text[a:b].split("\n")) for head, (a, b) in zip(heads, ends, strict=True)]
    return Outline(page.title, (), page.front.status, "", parts, [], (), ())


@dataclass(frozen=True, slots=True)
class Lost:
    """Addresses that no longer lead anywhere: sections as they were, and what `was` of a page could say.

    `page` is where to say it; for a page that is `gone` only the one most like it, or None.
    """

    sections: tuple[SectionId, ...]
    page: PagePath | None
    was: tuple[str, ...]
    gone: bool = False


def lost(
    base: Handbook, head: Handbook, moved: Moves, renamed: Mapping[PagePath, PagePath]
) -> Iterator[Lost]:
    """What to write down so that every address of `base` leads somewhere, one for each page to write in.

    Where a page took over from another that git did not see move, headings are not looked for.
    """
    there = {address_of(path).casefold() for path in head.pages}
    there |= {address_of(old.strip("/")).casefold() for page in head.pages.values() for old in page.front.was}
    found: dict[tuple[PagePath | None, bool], list[tuple[SectionId, str]]] = defaultdict(list)
    titles = {name_key(page.title): path for path, page in head.pages.items() if name_key(page.title)}
    hints = Hints()
    for page in base.pages.values():
        now = moved.pages.get(page.path)
        into = now or titles.get(hints.nearest(name_key(page.title), "titles", titles, _ALIKE, alike=False))
        into = into or _index(page, head)
        former = [PagePath(old.strip("/")) for old in page.front.was if not old.startswith("#")]
        for path in (page.path, *former):
            if address_of(path).casefold() not in there and _can_be_said(path):
                found[into, now is None].append((SectionId(path), path))
        if now is not None and now in (page.path, renamed.get(page.path)):
            found[now, False] += _lost_headings(page, head.pages[now], moved)
    said: dict[PagePath | None, tuple[str, ...]] = {path: page.front.was for path, page in head.pages.items()}
    for (into, gone), entries in sorted(found.items(), key=lambda item: (item[0][0] or "", item[0][1])):
        if entries:
            # What goes into one page for another reason stays in the line, since there can be only one.
            said[into] = tuple(dict.fromkeys([*said.get(into, ()), *(entry for _, entry in entries)]))
            yield Lost(tuple(section for section, _ in entries), into, said[into], gone)


def _index(page: Page, head: Handbook) -> PagePath | None:
    """The first page of a page's folder."""
    index = PagePath(f"{page.folder}/index.md" if page.folder else "index.md")
    return index if index in head.pages else None


def _can_be_said(path: PagePath) -> bool:
    """Whether `was` may name this page; a page whose name is a problem can have no former address."""
    stem = path.removesuffix(".md")
    odd = not path.isprintable() or re.search(r"[.\\\s#?%<>]", stem)
    return not (odd or is_generated(path) or len(path) > LONGEST)


def _lost_headings(before: Page, after: Page, moved: Moves) -> Iterator[tuple[SectionId, str]]:
    known = {entry.partition(" ")[0] for entry in after.front.was if entry.startswith("#")}
    known |= {f"#{id_}" for id_ in (*(h.id for h in after.headings), *after.ids)}
    ids = [*(heading.id for heading in _below_title(before)), *before.ids]
    ids += [entry.partition(" ")[0][1:] for entry in before.front.was if entry.startswith("#")]
    for id_ in dict.fromkeys(ids):
        if f"#{id_}" not in known:
            section = SectionId(f"{before.path}#{id_}")
            now = moved.headings.get(before.path, {}).get(id_)
            entry = f"#{id_} now #{now}" if now else f"#{id_}"
            if len(entry) <= LONGEST and entry.isprintable() and not re.search(r"[\s<>]", id_):
                yield section, entry
