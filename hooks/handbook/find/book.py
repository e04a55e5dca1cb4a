"""All texts to one handbook with everything linked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from handbook.find import acknowledged, ages, checks, gaps, leaks, links, matches, names
from handbook.find.checks import CHECKS
from handbook.find.drawn import anchors
from handbook.find.ids import Ids
from handbook.find.people import withdrawals
from handbook.find.sight import Sight
from handbook.find.terms import glossary
from handbook.model import (
    ALL_PAGES,
    FIRST,
    REGISTERS,
    REPORT,
    TERMS,
    WANTED_INDEX,
    WRITE,
    Entry,
    Handbook,
    History,
    Link,
    Page,
    PagePath,
    Place,
    Problem,
    Vocabulary,
    form_of,
    is_post,
    is_term,
    slug,
)
from handbook.read import data, files, labels, page, raw
from handbook.read.roster import NOBODY, Roster


def assemble(
    entries: Collection[Entry],
    contents: Mapping[str, bytes],
    data_files: Mapping[str, bytes | str],
    history: History,
    today: date,
    others: Mapping[str, bytes] = MappingProxyType({}),
    roster: Roster = NOBODY,
) -> Handbook:
    """The handbook, with every problem in it; never raises, whatever the texts hold.

    `entries` is what lies in `docs/` and `contents` the bytes of its pages, both by path there. `others`
    are more texts that are shared, by their paths in the handbook, and `roster` is who must not stand in any.
    """
    vocabulary, problems = data.read(data_files)
    kept, found = files.sweep(entries)
    problems += found
    grammar = labels.Grammar(vocabulary.labels)
    pages: dict[PagePath, Page] = {}
    for entry in kept:
        if entry.path in contents:
            path = PagePath(entry.path)
            text, bad_bytes = raw.decode(f"docs/{path}", contents[path])
            pages[path], unreadable = page.read(path, text, grammar)
            problems += [*bad_bytes, *unreadable]
    pages = {path: checks.with_status(page, vocabulary) for path, page in pages.items()}
    left_out = frozenset(e.path for e in entries) - {e.path for e in kept}
    # What is not published is not told of either, and its gaps are in no count.
    history = replace(history, spells=tuple(s for s in history.spells if s.page not in left_out))
    if history.reason:
        problems.append(Problem(Place("docs"), history.reason, "note"))
    pages = {p.path: p for p in in_order(pages)}
    drawn = anchors(pages, vocabulary)
    known = names.names(pages, history, drawn)
    assets = frozenset(entry.path for entry in kept) - {*pages}
    linked, broken = links.resolve(known, assets, {*_generated(vocabulary, pages), *drawn}, left_out)
    problems += [*known.problems, *broken]
    links_from, links_to = _neighbours(linked)
    wanted = links.wanted(linked)
    terms, unclear = glossary(known, vocabulary)
    problems += unclear
    uses = matches.uses(pages, terms, linked, vocabulary.settings.common_words)
    sight = Sight(
        pages=pages,
        vocabulary=vocabulary,
        links_from=links_from,
        links_to=links_to,
        terms=terms,
        users={use.page for use in uses},
        used={PagePath(use.target) for use in uses},
        history=history,
        today=today,
    )
    missing, stale = acknowledged.apply(
        Ids(ages.dated(gaps.find(sight, wanted.values()), history, today), known),
        vocabulary.acknowledged,
        data.lines(data_files.get(data.ACKNOWLEDGED)),
        today,
    )
    problems += stale
    handbook = Handbook(
        pages=pages,
        vocabulary=vocabulary,
        links=tuple(linked),
        links_from=links_from,
        links_to=links_to,
        wanted=wanted,
        terms=terms,
        uses=tuple(uses),
        gaps=missing,
        problems=(),
        history=history,
        redirects=known.moved,
        former_anchors=known.former_anchors,
        left_out=left_out,
        assets=assets,
        drawn=drawn,
        today=today,
    )
    problems += [problem for check in CHECKS for problem in check(handbook)]
    shared = leaks.shared(contents, data_files, others)
    leaked = leaks.find(shared, [f"docs/{entry.path}" for entry in entries], vocabulary, roster)
    handbook = replace(handbook, private=leaked.values)
    problems += leaked.problems
    # Messages go to logs that anybody may read.
    without = withdrawals(handbook).plainly
    quiet = leaks.without(leaked.values)
    told = {
        replace(
            problem,
            place=replace(problem.place, path=quiet(problem.place.path)),
            message=quiet(without(problem.message)),
        )
        for problem in problems
    }
    return replace(handbook, problems=tuple(sorted(told)))


def _generated(vocabulary: Vocabulary, pages: Collection[str]) -> set[str]:
    """What the build adds and a page may link to, but for pages not written yet."""
    registers = {label.register for label in vocabulary.labels.values() if label.register}
    terms = {TERMS} if any(map(is_term, pages)) else set()
    lists = {f"{REGISTERS}/{slug(register)}.md" for register in registers}
    files = {"gaps.json", "schemas/gaps.schema.json"}
    forms = map(form_of, vocabulary.instruments)
    return {REPORT, FIRST, WRITE, *files, ALL_PAGES, WANTED_INDEX, *terms, *lists, *forms}


def _neighbours(
    linked: Collection[Link],
) -> tuple[dict[PagePath, tuple[Link, ...]], dict[PagePath, tuple[Link, ...]]]:
    """The links between pages by the page they leave and by the page they reach."""
    out: dict[PagePath, list[Link]] = defaultdict(list)
    into: dict[PagePath, list[Link]] = defaultdict(list)
    for link in linked:
        target = PagePath(link.target.partition("#")[0])
        if target != link.page:
            out[link.page].append(link)
            if target:
                into[target].append(link)
    return (
        {path: tuple(found) for path, found in out.items()},
        {path: tuple(found) for path, found in into.items()},
    )


def in_order(pages: Mapping[PagePath, Page]) -> list[Page]:
    """Pages in reading order: `order` first, then by name.

    A folder stands where its index does, or without one where its first page would.
    """
    last = 10_000
    orders = {path: last if page.front.order is None else page.front.order for path, page in pages.items()}
    folders: dict[str, int] = {}
    for path, order in orders.items():
        folder = path.rpartition("/")[0]
        folders[folder] = min(order, folders.get(folder, last))

    def place(path: str) -> tuple[int, str]:
        return orders.get(PagePath(path), folders.get(path.rpartition("/")[0], last)), path

    def key(page: Page) -> tuple[tuple[int, tuple[int, str]], ...]:
        parts = page.path.split("/")
        places = []
        for depth in range(1, len(parts)):
            places.append((1, place("/".join([*parts[:depth], "index.md"]))))
        if is_post(page.path):
            return (*places, (1, (place(page.path)[0], "")))
        first = 0 if parts[-1] == "index.md" else 1
        return (*places, (first, place(page.path)))

    # The names of posts begin with their days, and the newest comes first.
    return sorted(sorted(pages.values(), key=lambda page: page.path, reverse=True), key=key)
