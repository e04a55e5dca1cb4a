"""What the two names of a renaming mean: which page or heading, and what shall become of it."""

from __future__ import annotations

import re
from collections.abc import Collection

from handbook.find.names import Names
from handbook.find.renaming.rewrite import Change, can_be_linked, heading_span
from handbook.model import (
    Entry,
    Handbook,
    Heading,
    Page,
    PagePath,
    address_of,
    name_key,
    printable,
    slug,
)
from handbook.model.refused import Refused
from handbook.read import labels
from handbook.read import page as reading
from handbook.read.blocks import outline
from handbook.read.files import sweep
from handbook.read.inlines import words
from handbook.read.settings import did_you_mean


def meant(book: Handbook, known: Names, entries: Collection[Entry], old: str, new: str) -> Change:
    """What to change.

    Raises Refused where `old` names nothing, or `new` is taken or no good.
    """
    page, heading = _named(book, known, old.strip())
    if page.beyond:
        raise Refused(f"this has to be put right first: {book.problems_of(page.file)[0]}")
    new = " ".join(new.split())
    if heading is not None:
        return _renamed(book, page, heading, new)
    if new.endswith((".md", "/")):
        return _moved(book, page, entries, new)
    return _retitled(book, known, page, new)


def _named(book: Handbook, known: Names, old: str) -> tuple[Page, Heading | None]:
    whole = _page(book, known, old)
    if whole is not None:
        return whole, None
    name, sign, fragment = old.partition("#")
    page = _page(book, known, name.strip()) if sign else None
    if page is None:
        raise Refused(_no_such_page(book, known, name.strip()))
    return page, _heading(page, fragment.strip())


def _no_such_page(book: Handbook, known: Names, name: str) -> str:
    path = name.removeprefix("docs/")
    now = book.redirects.get(PagePath(path)) or (known.page(name) if known.is_former(name) else None)
    if now is not None:
        return f"'{printable(name)}' is docs/{now} now. Name it so."
    folder = path.rstrip("/") + "/"
    if any(page.startswith(folder) for page in book.pages):
        return f"docs/{printable(folder)} is a folder. Pages are moved one at a time."
    choices = [f"docs/{path}" for path in book.pages] + [page.title for page in book.pages.values()]
    hint = did_you_mean(name, choices, "Name its file, such as docs/index.md, or its title.")
    return f"there is no page '{printable(name)}'. {hint}"


def _page(book: Handbook, known: Names, name: str) -> Page | None:
    path = PagePath(name.removeprefix("./").removeprefix("docs/"))
    if path in book.pages:
        return book.pages[path]
    found = known.page(name)
    return book.pages[found] if found is not None and not known.is_former(name) else None


def _heading(page: Page, fragment: str) -> Heading | None:
    """The heading of that id or of those words; none where it is the title, which is the page's own."""
    found = [heading for heading in page.headings if heading.id == fragment]
    found = found or [h for h in page.headings if slug(h.text) == slug(fragment) or h.id == slug(fragment)]
    if not found:
        choices = [heading.text for heading in page.headings] + [heading.id for heading in page.headings]
        hint = did_you_mean(fragment, choices, "Name its words, such as 'Page#In practice'.")
        raise Refused(f"{page.file} has no heading '{printable(fragment)}'. {hint}")
    if len(found) > 1:
        ids = " or ".join(f"'{page.path}#{heading.id}'" for heading in found)
        raise Refused(f"{page.file} has that heading {len(found)} times. Say which one: {ids}.")
    return None if found[0].section == page.section else found[0]


def _moved(book: Handbook, page: Page, entries: Collection[Entry], new: str) -> Change:
    parts = [part for part in new.split("/") if part not in ("", ".")]
    if new.startswith("/") or ".." in parts:
        raise Refused(f"'{printable(new)}' is not in docs/. Write it as docs/folder/page.md.")
    parts = parts[1:] if parts[:1] == ["docs"] else parts
    if new.endswith("/"):
        parts = [*parts, page.path.rpartition("/")[2]]
    to = PagePath("/".join(parts))
    if page.path == "index.md":
        raise Refused("docs/index.md is the first page of the site and stays where it is.")
    if to == page.path:
        raise Refused(f"{page.file} is there already.")
    wrong = [problem for problem in sweep([Entry(to)])[1] if problem.place.path == f"docs/{to}"]
    if wrong:
        raise Refused(f"docs/{printable(to)}: {wrong[0].message}")
    for entry in entries:
        same = entry.path.casefold() == to.casefold() or entry.path.startswith(f"{to}/")
        if entry.path != page.path and (same or to.startswith(f"{entry.path}/")):
            raise Refused(f"docs/{printable(entry.path)} is there already. Choose another name.")
    for path in book.pages:
        if path != page.path and address_of(path) == address_of(to):
            raise Refused(f"docs/{path} has the address '{address_of(to) or '/'}'. Choose another name.")
    former = {address_of(path): owner for path, owner in book.redirects.items()}
    owner = former.get(address_of(to), page.path)
    if owner != page.path:
        raise Refused(f"docs/{to} is the former address of docs/{owner}. Choose another name.")
    return Change(page.path, to)


def _retitled(book: Handbook, known: Names, page: Page, new: str) -> Change:
    if re.fullmatch(r"[a-z0-9./-]*/[a-z0-9./-]*", new):
        raise Refused(f"'{new}' looks like a file. Write '{new}.md' to move the page there.")
    if not page.headings or page.headings[0].section != page.section:
        raise Refused(f"{page.file} has no title. Begin its text with a line '# {printable(new)}'.")
    if not can_be_linked(new) or re.search("[<>]", new):
        raise Refused(f"'{printable(new)}' holds one of [ ] | # < >, which a link by name cannot hold.")
    heading = page.headings[0]
    taken = known.by_name.get(name_key(new), page.path)
    if taken != page.path:
        raise Refused(f"docs/{taken} has that name. Choose another, or give that page another first.")
    return _reworded(book, page, heading, new)


def _renamed(book: Handbook, page: Page, heading: Heading, new: str) -> Change:
    if new.endswith((".md", "/")) and " " not in new:
        raise Refused("a heading cannot be moved to another page from here. Move its text by hand.")
    if new.startswith("#") or not new:
        raise Refused("the new words of a heading are written without '#'. Write only the words.")
    change = _reworded(book, page, heading, new)
    others = {h.id for h in page.headings if h.id != heading.id} | {*page.ids}
    led = book.former_anchors.get(page.path, {}).get(slug(new))
    if slug(new) in others or led not in (None, heading.section, page.section):
        raise Refused(f"{page.file} has '#{slug(new)}' already. Choose other words.")
    return change


def _reworded(book: Handbook, page: Page, heading: Heading, new: str) -> Change:
    """The words of a heading changed, and with them its id and maybe those of others with the same words."""
    if new == heading.text:
        raise Refused(f"'{printable(new)}' is what it is called now.")
    if not name_key(new):
        raise Refused(f"'{printable(new)}' has no letters or digits. Choose words that can be linked to.")
    number = page.headings.index(heading)
    start, end = heading_span(page, number)
    if any(start <= link.start < end for link in page.links):
        raise Refused(f"{page.file}:{heading.line}: a link stands in this heading. Change its words by hand.")
    text = page.text[:start] + as_heading(new) + page.text[end:]
    read, _ = reading.read(page.path, text, labels.Grammar(book.vocabulary.labels))
    if len(read.headings) != len(page.headings) or read.headings[number].text != new:
        raise Refused(f"'{printable(new)}' would not be read as a heading. Choose plain words.")
    pairs = zip(page.headings, read.headings, strict=True)
    ids = {before.id: now.id for before, now in pairs if before.id != now.id}
    title = heading.section == page.section
    return Change(page.path, page.path, number, heading.text, new, title, ids)


def as_heading(new: str) -> str:
    """The words as they are written in a heading, with signs that mean something escaped where needed.

    Raises Refused where a heading cannot hold them.
    """
    escaped = re.sub(r"([\\`*_\[\]<>&#~])", r"\\\1", new)
    for written in (new, escaped):
        source = f"# {written}\n"
        blocks = outline(source).children
        if [block.kind for block in blocks] == ["heading"] and words(source, blocks[0]) == new:
            return written
    raise Refused(f"'{printable(new)}' would not be read as a heading. Choose plain words.")
