"""Whether a book after a renaming says all that it said before, with every link leading where it led."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import replace
from itertools import zip_longest

from handbook.find.renaming.rewrite import Change, heading_span
from handbook.model import (
    Block,
    Handbook,
    Link,
    Page,
    Problem,
    WrittenLink,
    address_of,
    name_key,
    printable,
)
from handbook.model.refused import Private, Refused
from handbook.read import destinations


def compare(old: Handbook, new: Handbook, change: Change) -> None:
    """Nothing, where only what was meant to change has changed.

    Raises Refused with the first difference otherwise.
    """
    if {change.path(path) for path in old.pages} != set(new.pages):
        raise Refused("the book would not have the same pages afterwards, so nothing is changed.")
    for page in old.pages.values():
        after = new.pages[change.path(page.path)]
        _links(old, new, page, after, change)
        _elsewhere(old, new, page, after, change)
        _headings(page, after, change)
        _settings(page, after, change)
        if page.text == after.text:
            continue
        if _words(old, page, change, change.before) != _words(new, after, change, change.after):
            raise Refused(f"words of {page.file} beside the links would change, so nothing is changed.")
        if _shape(page.outline) != _shape(after.outline) or _labels(page) != _labels(after):
            raise Refused(f"{page.file} would be read in another way afterwards, so nothing is changed.")
    _former(old, new, change)
    _problems(old, new, change)


def _links(old: Handbook, new: Handbook, page: Page, after: Page, change: Change) -> None:
    for before, now in zip_longest(_between_pages(old, page), _between_pages(new, after)):
        if before is None or now is None:
            raise Refused(f"{page.file} would not have the same links afterwards, so nothing is changed.")
        if before.wanted and now.target == change.to:
            continue  # somebody asked for a page of the new name, and here it is
        if change.section(before.target) != now.target or before.wanted != now.wanted:
            raise Refused(_leads_elsewhere(page, before, now))
        if not _same(before.written, now.written, change):
            raise Refused(
                f"{page.file}:{before.written.line}: the link '{printable(before.written.text)}' would be "
                "read in another way afterwards. Write it anew by hand, then try again."
            )


def _between_pages(book: Handbook, page: Page) -> list[Link]:
    return [link for link in book.links_on(page.path) if link.written.kind != "term"]


def _leads_elsewhere(page: Page, before: Link, now: Link) -> str:
    where = f"{page.file}:{before.written.line}: the link '{printable(before.written.text)}'"
    was = f"docs/{before.target}" if before.target else "a page not written yet"
    then = f"docs/{now.target}" if now.target else "a page not written yet"
    return (
        f"{where} leads to {was}, and would lead to {then}. Change that link first, or choose another name."
    )


def _same(before: WrittenLink, now: WrittenLink, change: Change) -> bool:
    """Whether a link is the same for its readers; one that named the old words names the new ones."""
    kinds = before.kind == now.kind or (before.kind, now.kind) == ("plain", "wiki")
    said = before.text == now.text
    if before.kind in ("wiki", "plain") and not said:
        said = before.target != now.target or before.fragment != now.fragment
        said = said and _expected(before, now, change)
    return kinds and said and _about(before) == _about(now)


def _about(written: WrittenLink) -> tuple[str, str, int]:
    return written.title, written.reason, written.label


def _expected(before: WrittenLink, now: WrittenLink, change: Change) -> bool:
    """Whether the words shown are a name, and changed as the name did."""
    shown = ": ".join(filter(None, (before.target, before.fragment)))
    if before.text != shown or now.text != ": ".join(filter(None, (now.target, now.fragment))):
        return False
    renamed = change.is_old_title(before.target) and name_key(now.target) == name_key(change.after)
    return before.target == now.target or renamed or (before.kind == "plain" and change.moves)


def _elsewhere(old: Handbook, new: Handbook, page: Page, after: Page, change: Change) -> None:
    """Pictures, other files and web sites, and what leads nowhere today."""
    pairs = zip_longest(_others(old, page), _others(new, after))
    for before, now in pairs:
        if before is None or now is None or before.kind != now.kind or before.text != now.text:
            raise Refused(f"{page.file} would not have the same links afterwards, so nothing is changed.")
        if _place(page, before) != _place(after, now):
            raise Refused(
                f"{page.file}:{before.line}: '{printable(before.target)}' would lead elsewhere from there. "
                "Change that link first."
            )


def _others(book: Handbook, page: Page) -> list[WrittenLink]:
    resolved = {link.written.start for link in book.links_on(page.path)}
    names = ("wiki", "plain")
    return [w for w in page.links if w.start not in resolved and w.kind not in names]


def _place(page: Page, written: WrittenLink) -> tuple[str, str]:
    """Where an address leads from this page, be it out of the handbook."""
    if written.elsewhere or not written.target or written.kind in ("web", "unreadable"):
        return written.target, written.fragment
    return posixpath.normpath(posixpath.join(page.folder, written.target)).lstrip("/"), written.fragment


def _headings(page: Page, after: Page, change: Change) -> None:
    mine = page.path == change.page
    for number, (before, now) in enumerate(zip_longest(page.headings, after.headings)):
        meant = change.after if mine and number == change.heading else before and before.text
        id_ = change.ids.get(before.id, before.id) if before and mine else before and before.id
        if before is None or now is None or (now.level, now.text, now.id) != (before.level, meant, id_):
            raise Refused(f"the headings of {page.file} would not come out as meant, so nothing is changed.")


def _settings(page: Page, after: Page, change: Change) -> None:
    """The settings, where only a term to see, and former addresses and names of the page, may be new."""
    see = change.moves or change.is_old_title(page.front.see)
    meant = replace(page.front, see=after.front.see if see else page.front.see)
    if page.path == change.page:
        meant = replace(meant, was=after.front.was, aliases=after.front.aliases)
    elif page.unread != after.unread:
        raise Refused(f"the settings of {page.file} cannot be read, so nothing is changed.")
    if after.front != meant:
        raise Refused(f"the settings of {page.file} would not come out as meant, so nothing is changed.")


def _words(book: Handbook, page: Page, change: Change, renamed: str) -> str:
    """The page's text without the addresses and names of links, and without the renamed heading."""
    defined = destinations.definitions(page.text)
    spans = {span for span in (destinations.span(page.text, w, defined) for w in page.links) if span}
    spans |= {
        (link.written.start, link.written.end)
        for link in book.links_on(page.path)
        if link.written.kind in ("wiki", "plain")
    }
    if page.path in (change.page, change.to) and change.heading >= 0:
        spans.add(heading_span(page, change.heading))
    pieces, at = [], 0
    for start, end in sorted(spans):
        pieces.append(page.text[at:start])
        at = max(at, end)
    return "\0".join([*pieces, page.text[at:]]).lstrip("\n")


def _shape(block: Block) -> list[object]:
    return [(child.kind, _shape(child)) for child in block.children]


def _labels(page: Page) -> list[object]:
    return [(label.kind, label.facts, label.inline, len(label.items)) for label in page.labels]


def _former(old: Handbook, new: Handbook, change: Change) -> None:
    """What was a page's address or a heading's must still lead where it led."""
    for path, target in old.redirects.items():
        now = new.redirects.get(path)
        if now != change.path(target) and address_of(path) != address_of(change.to):
            raise Refused(f"the former address docs/{printable(path)} would be lost, so nothing is changed.")
    for page, anchors in old.former_anchors.items():
        ids = {heading.id for heading in new.pages[change.path(page)].headings}
        later = new.former_anchors.get(change.path(page), {})
        for fragment, section in anchors.items():
            if fragment not in ids and later.get(fragment) != change.section(section):
                raise Refused(
                    f"the former address docs/{page}#{printable(fragment)} would lead elsewhere, "
                    "so nothing is changed."
                )
    moved = change.moves and address_of(change.page) != address_of(change.to)
    if moved and new.redirects.get(change.page) != change.to:
        raise Refused(f"the address docs/{change.page} would be lost, so nothing is changed.")
    after = new.pages[change.to]
    ids = {heading.id for heading in after.headings}
    recorded = new.former_anchors.get(change.to, {})
    for before, id_ in change.ids.items():
        is_title = before == old.pages[change.page].headings[0].id
        if before not in ids and not is_title and recorded.get(before) != f"{change.to}#{id_}":
            raise Refused(f"the address docs/{change.page}#{before} would be lost, so nothing is changed.")


def _problems(old: Handbook, new: Handbook, change: Change) -> None:
    before = Counter(_gist(problem, change) for problem in old.problems)
    for problem in new.problems:
        gist = _gist(problem, change)
        before[gist] -= 1
        if before[gist] < 0:
            refusal = Private if problem.level == "private" else Refused
            raise refusal(f"this would bring something new to mend, so nothing is changed: {problem}")


_SAID = re.compile(r"'.*?'(?=[\s.,;:?!)]|$)")


def _gist(problem: Problem, change: Change) -> tuple[str, str, str]:
    """The kind of a problem, without the names in it and the advice, which may change with them."""
    path = change.path(problem.place.path.removeprefix("docs/"))
    first = re.split(r"(?<=[.?!])\s", _SAID.sub("…", problem.message))[0]
    return path, problem.level, re.sub(r"\d+", "0", first)
