"""What a change does to the book, in words: for a terminal, and for the summary of a pull request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from handbook.find.gaps import title
from handbook.find.proposal.delta import Delta
from handbook.find.proposal.moves import Lost
from handbook.model import Gap, Handbook, printable
from handbook.read.settings import in_quotes, shorten
from handbook.show.addresses import where
from handbook.show.formats import quiet, said
from handbook.show.phrases import number_of

MOST_BYTES = 60_000
"""As much as a summary holds; GitHub shows none that is much longer."""
MOST_WORDS = 200
"""Characters of what somebody wrote, before it is cut."""
MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in one line, and lines to paste where there are any."""

    words: str
    paste: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Things of one sort under a title, with a word on what to do; without any, the title says it all."""

    title: str
    items: tuple[Item, ...] = ()
    advice: str = ""
    folded: bool = False


def headline(found: Delta) -> str:
    """The change in one or two sentences, with what it fills first."""
    counts = (
        (len(found.filled), "filled"),
        (len(found.asked), "asked for"),
        (len(found.moved), "moved"),
        (len(found.reworded), "in other words"),
        (len(found.taken_out), "taken out"),
    )
    done = [(count, what) for count, what in counts if count]
    if not found.told:
        said = "The gaps cannot be compared while pages or data cannot be read."
    elif done:
        first, *others = done
        begun = f"{number_of(first[0])} {first[1]}"
        said = ", ".join([begun, *(f"{count} {what}" for count, what in others)]) + "."
    else:
        said = "This change leaves the gaps as they are, and that is fine."
    wrong = len(found.new_problems)
    mend = "is one new problem" if wrong == 1 else f"are {wrong} new problems"
    return f"{said} There {mend} to put right." if wrong else said


def parts(found: Delta) -> Iterator[Part]:
    """All there is to say about pages, in the order it matters: what is filled comes first."""
    base, head = found.base, found.head
    if found.change.elsewhere:
        # At the very top: a long summary is cut at its end.
        yield Part(f"This also changes code: {said(_some(found.change.elsewhere))}.")
    yield from _part("Filled, thank you", (_gap(base, gap) for gap in found.filled))
    yield from _part("Thank you for flagging", (_gap(head, gap) for gap in found.asked))
    yield from _part("Moved", (f"{_gap(base, old)} Now in {_at(head, new)}." for old, new in found.moved))
    yield from _part(
        "In other words", (f"{_gap(head, new)} It was: {_short(old.words)}" for old, new in found.reworded)
    )
    yield from _part(
        "Taken out, with no text in its place",
        (_gap(base, gap) for gap in found.taken_out),
        "If something is still missing, put the flag back.",
    )
    yield from _part("New problems", map(str, found.new_problems), "Please put them right.")
    yield from _part("Mended, thank you", map(str, found.mended))
    yield from _part("Pages", _pages(found))
    old = tuple(Item(said(words), paste) for words, paste in (_lost(head, lost) for lost in found.lost))
    if old:
        yield Part(f"Former addresses ({len(old)})", old)
    notes = (f"{note.place}: {note.message}" for note in found.new_notes)
    yield from _part("Worth a look", notes, folded=True)
    yield from _noticed(found)
    yield from _part(
        "New web sites",
        (f"{at}: {site}" for at, site in found.sites),
        "The book did not link to these before. Please look whether they are what they seem.",
        folded=True,
    )
    yield from _part(
        "New HTML",
        (f"{at}: {_short(html)}" for at, html in found.html),
        "HTML can change how a page looks. Please read it through.",
        folded=True,
    )


def _part(name: str, lines: Iterable[str], advice: str = "", folded: bool = False) -> Iterator[Part]:
    items = tuple(Item(said(line)) for line in lines)
    if items:
        yield Part(f"{name} ({len(items)})", items, advice, folded)


def _short(words: str) -> str:
    return shorten(words, MOST_WORDS)


def _gap(book: Handbook, gap: Gap) -> str:
    """A gap and its place: `Section needed: food. In 'Fun, In practice', docs/styles/fun.md:3.`"""
    words = _short(gap.words)
    stop = "" if words.endswith((".", "?", "!", "…")) else "."
    return f"{title(gap)}: {words}{stop} In {_at(book, gap)}."


def _at(book: Handbook, gap: Gap) -> str:
    return f"'{_short(where(book, gap.section))}', docs/{gap.page}:{gap.line}"


def _pages(found: Delta) -> Iterator[str]:
    for page in found.appeared:
        yield f"New: {page.file}, '{_short(page.title)}'."
    for old, new in found.renamed:
        yield f"Moved: docs/{old} is docs/{new} now."
    for page in found.vanished:
        yield f"Gone: {page.file}, '{_short(page.title)}'."


def _lost(head: Handbook, lost: Lost) -> tuple[str, tuple[str, ...]]:
    """What to do for addresses that lead nowhere now, and what to paste."""
    old = _some([f"docs/{section}" for section in lost.sections])
    line = was(lost)
    if lost.page is None:
        how = "If another page takes its place, paste this between the lines '---' at its top:"
        return f"{old}: no longer there. {how}", (line,)
    page = head.pages[lost.page]
    if "was" in page.key_lines:
        how = f"paste this in place of the line 'was' ({page.place(page.key_lines['was'])}):"
    elif page.line > 1:
        how = f"paste this between the lines '---' at the top of {page.file}:"
    else:
        how = f"paste this at the very top of {page.file}:"
    block = (line,) if page.line > 1 else ("---", line, "---")
    if lost.gone:
        return f"{old}: no longer there. If {page.file} takes its place, {how}", block
    return f"{old}: no longer there. So that links to it go on working, {how}", block


def was(lost: Lost) -> str:
    """The line of settings that keeps addresses working: `was: [old.md, "#old now #new"]`."""
    return f"was: [{', '.join(map(_item, lost.was))}]"


def _item(value: str) -> str:
    if re.fullmatch(r"[^\W_][\w./-]*", value):
        return value
    if '"' in value or "\\" in value:
        return in_quotes(value.replace("'", "''"), "'")
    return in_quotes(value, '"')


def _some(files: Collection[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(files) - MOST_FILES
    return ", ".join([*map(printable, [*files][:MOST_FILES]), *([f"and {more} more"] if more > 0 else [])])


def _noticed(found: Delta) -> Iterator[Part]:
    """One line of counts by kind, and the new ones under it."""
    more = Counter(gap.name for gap in found.noticed)
    fewer = Counter(gap.name for gap in found.no_longer_noticed)
    counts = [f"{count} more '{name}'" for name, count in more.items()]
    counts += [f"{count} fewer '{name}'" for name, count in fewer.items()]
    if counts:
        items = tuple(Item(said(_gap(found.head, gap))) for gap in found.noticed)
        yield Part(f"Noticed by the build: {', '.join(counts)}", items, folded=True)


def as_text(found: Delta, ref: str) -> str:
    """The change for a terminal."""
    lines = [headline(found)]
    for part in parts(found):
        lines += ["", f"{part.title}:" if part.items else part.title]
        lines += [part.advice] if part.advice else []
        for item in part.items:
            lines += [f"- {item.words}", *(f"      {line}".rstrip() for line in item.paste)]
    return "\n".join(lines) + "\n"


def as_markdown(found: Delta, ref: str) -> str:
    """The change for the summary of a pull request, cut where that would hold no more."""
    end = f"\nThis summary is cut here. All of it shows: handbook gaps --against {quiet(printable(ref))}\n"
    written, close = "", ""
    left = MOST_BYTES - len(end.encode())
    for text, closing in _pieces(found):
        size = len(text.encode())
        if size + len(closing) > left:
            return written + close + end
        written, close, left = written + text, closing, left - size
    return written


def _pieces(found: Delta) -> Iterator[tuple[str, str]]:
    """Pieces of Markdown, each with what has to follow where the summary is cut after it."""
    yield f"## What this change does\n\n{headline(found)}\n", ""
    for part in parts(found):
        name = quiet(part.title)
        if not part.items:
            yield f"\n{name}\n", ""
            continue
        close = "\n</details>\n" if part.folded else ""
        begin = f"<details><summary>{name}</summary>" if part.folded else f"### {name}"
        yield f"\n{begin}\n\n" + (f"{part.advice}\n\n" if part.advice else ""), close
        for item in part.items:
            yield f"- {quiet(item.words)}\n{_block(item.paste)}", close
        yield close, ""


def _block(lines: tuple[str, ...]) -> str:
    """Lines to paste, as a block of code in a list item."""
    if not lines:
        return ""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", "\n".join(lines))), default=0))
    return "".join(f"  {line}\n" for line in ("", f"{fence}yaml", *lines, fence, "")).replace("  \n", "\n")
