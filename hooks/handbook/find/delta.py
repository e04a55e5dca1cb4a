"""What a change does to the book: from its two states to gaps filled, asked for and moved, and the rest."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from handbook.find.filled import filled, is_wanted
from handbook.find.moves import Lost, Moves, lost, moves
from handbook.model import (
    Block,
    Gap,
    Handbook,
    Page,
    PagePath,
    Place,
    Problem,
    name_key,
)


@dataclass(frozen=True, slots=True)
class Change:
    """What git saw between two states of a book.

    `moved` are pages that were renamed, `touched` the new lines of each file, from 1, and `elsewhere` the
    changed files that are neither in `docs/` nor in `data/`. Files are named from the handbook's folder,
    which is at `folder` of its repository: nothing, or a path with a slash at its end.
    """

    moved: Mapping[PagePath, PagePath] = field(default_factory=dict)
    touched: Mapping[str, tuple[range, ...]] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    folder: str = ""

    def touches(self, place: Place) -> bool:
        """Whether a place stands in a line that is new."""
        lines = self.touched.get(place.path, ())
        before = bisect_right(lines, place.line, key=lambda found: found.start)
        return before > 0 and place.line in lines[before - 1]


@dataclass(frozen=True, slots=True)
class Delta:
    """What is different in `head`; gaps that are no longer there are those of `base`.

    Where `told` is not so, something stops one of the two from being read, and only problems are compared.
    """

    base: Handbook
    head: Handbook
    change: Change
    told: bool
    new_problems: tuple[Problem, ...]
    mended: tuple[Problem, ...]
    new_notes: tuple[Problem, ...]
    filled: tuple[Gap, ...] = ()
    taken_out: tuple[Gap, ...] = ()
    asked: tuple[Gap, ...] = ()
    moved: tuple[tuple[Gap, Gap], ...] = ()
    reworded: tuple[tuple[Gap, Gap], ...] = ()
    noticed: tuple[Gap, ...] = ()
    no_longer_noticed: tuple[Gap, ...] = ()
    appeared: tuple[Page, ...] = ()
    vanished: tuple[Page, ...] = ()
    renamed: tuple[tuple[PagePath, PagePath], ...] = ()
    lost: tuple[Lost, ...] = ()
    sites: tuple[tuple[Place, str], ...] = ()
    html: tuple[tuple[Place, str], ...] = ()


def delta(base: Handbook, head: Handbook, change: Change) -> Delta:
    """What is different between two states of a book; `base` is the earlier one."""
    moved = moves(base, head, change.moved)
    told = not any(problem.level == "stop" for problem in (*base.problems, *head.problems))
    new_problems, mended = _problems(base, head, change, moved, _is_problem)
    new_notes, _ = _problems(base, head, change, moved, lambda p: not _is_problem(p))
    if not told:
        return Delta(base, head, change, False, new_problems, mended, new_notes)
    same, gone, asked = _asked(base, head, moved)
    is_filled = filled(base, head, moved)
    left = {gap.id for gap in gone if is_filled(gap)}
    carried = [(old, new) for old, new in same if old.section != new.section and not is_wanted(old)]
    old_words, new_words = _words_of(base), _words_of(head)
    noticed, no_longer = _noticed(base, head, moved)
    former = {*moved.pages.values()}
    return Delta(
        base,
        head,
        change,
        True,
        new_problems,
        mended,
        new_notes,
        filled=tuple(gap for gap in gone if gap.id in left),
        taken_out=tuple(gap for gap in gone if gap.id not in left),
        asked=tuple(asked),
        moved=tuple(carried),
        reworded=tuple((old, new) for old, new in same if old_words(old) != new_words(new)),
        noticed=noticed,
        no_longer_noticed=no_longer,
        appeared=tuple(page for path, page in head.pages.items() if path not in former),
        vanished=tuple(page for path, page in base.pages.items() if path not in moved.pages),
        renamed=tuple((old, new) for old, new in moved.pages.items() if old != new),
        lost=tuple(lost(base, head, moved, change.moved)),
        sites=tuple(_sites(base, head)),
        html=tuple(_html(base, head, moved)),
    )


# Gaps

_Key = Callable[[Gap], Hashable]


def _asked(
    base: Handbook, head: Handbook, moved: Moves
) -> tuple[list[tuple[Gap, Gap]], list[Gap], list[Gap]]:
    """The gaps of people: those that are the same in both states, those that are gone, and the new ones.

    They are paired off by place and words, then by place alone, then by words alone: as in the history.
    """
    before = [gap for gap in base.gaps if gap.asked]
    after = [gap for gap in head.gaps if gap.asked]
    old_words, new_words = _words_of(base), _words_of(head)

    def place(gap: Gap) -> Hashable:
        return gap.id if is_wanted(gap) else (moved.place(gap.section) or gap.id, gap.kind)

    def here(gap: Gap) -> Hashable:
        return gap.id if is_wanted(gap) else (gap.section, gap.kind)

    same = []
    ways: tuple[tuple[_Key, _Key], ...] = (
        (lambda gap: (place(gap), old_words(gap)), lambda gap: (here(gap), new_words(gap))),
        (place, here),
        # A flag without words of its own is only like another one in the same place.
        (
            lambda gap: (gap.kind, old_words(gap) or gap.id),
            lambda gap: (gap.kind, new_words(gap) or ("", gap.id)),
        ),
    )
    for old, new in ways:
        pairs, before, after = _pairs(before, after, old, new)
        same += pairs
    return same, before, after


def _pairs(
    before: Collection[Gap], after: Collection[Gap], old: _Key, new: _Key
) -> tuple[list[tuple[Gap, Gap]], list[Gap], list[Gap]]:
    """Gaps that have the same key in both states, one to one, and those that are left over in each."""
    waiting: dict[Hashable, deque[Gap]] = defaultdict(deque)
    for gap in after:
        waiting[new(gap)].append(gap)
    pairs, left = [], []
    for gap in before:
        if same := waiting.get(old(gap)):
            pairs.append((gap, same.popleft()))
        else:
            left.append(gap)
    paired = {gap.id for _, gap in pairs}
    return pairs, left, [gap for gap in after if gap.id not in paired]


def _words_of(book: Handbook) -> Callable[[Gap], str]:
    """The gap's own words, to compare by; none where it has only those of its heading."""
    return lambda gap: name_key(gap.words) * (gap.words != book.pages[gap.page].heading(gap.section))


def _noticed(base: Handbook, head: Handbook, moved: Moves) -> tuple[tuple[Gap, ...], tuple[Gap, ...]]:
    """What the build notices now and did not before, and the other way round."""
    before = [gap for gap in base.gaps if not gap.asked]
    after = [gap for gap in head.gaps if not gap.asked]
    _, gone, new = _pairs(
        before, after, lambda g: (moved.place(g.section), g.kind), lambda g: (g.section, g.kind)
    )
    return tuple(new), tuple(gone)


# Problems


def _is_problem(problem: Problem) -> bool:
    return problem.level != "note"


def _problems(
    base: Handbook, head: Handbook, change: Change, moved: Moves, which: Callable[[Problem], bool]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Problems that are new, and those that are gone; one that stands in another line is the same.

    What to do about it may change with the pages there are, so only what is wrong is compared.
    """
    files = {f"docs/{old}": f"docs/{new}" for old, new in moved.pages.items() if old != new}

    def wrong(problem: Problem) -> tuple[str, str]:
        return problem.place.path, problem.message.partition(". ")[0]

    def was_wrong(problem: Problem) -> tuple[str, str]:
        file, message = wrong(problem)
        for old, new in files.items() if "docs/" in message else ():
            message = message.replace(old, new)
        return files.get(file, file), message

    before = [problem for problem in base.problems if which(problem)]
    # Of several alike, those are new that stand where something was changed.
    after = sorted(filter(which, head.problems), key=lambda p: (change.touches(p.place), p))
    left = Counter(map(was_wrong, before))
    there = Counter(map(wrong, after))
    new = []
    for problem in after:
        left[wrong(problem)] -= 1
        if left[wrong(problem)] < 0:
            new.append(problem)
    gone = []
    for problem in before:
        there[was_wrong(problem)] -= 1
        if there[was_wrong(problem)] < 0:
            gone.append(problem)
    return tuple(sorted(new)), tuple(gone)


# For whoever reviews the change


def _sites(base: Handbook, head: Handbook) -> Iterator[tuple[Place, str]]:
    """Sites that the book did not lead to before, each with the first place that does now."""
    known = {site for _, site in _linked(base)}
    for place, site in _linked(head):
        if site not in known:
            known.add(site)
            yield place, site


def _linked(book: Handbook) -> Iterator[tuple[Place, str]]:
    for page in book.pages.values():
        for link in page.links:
            if link.elsewhere and (site := _site(link.target)):
                yield page.place(link.line), site
    for source in book.vocabulary.sources.values():
        if site := _site(source.link):
            yield Place("data/sources.yml"), site


def _site(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)


def _html(base: Handbook, head: Handbook, moved: Moves) -> Iterator[tuple[Place, str]]:
    """HTML that stands on a page now and did not before."""
    former = {now: old for old, now in moved.pages.items()}
    for page in head.pages.values():
        old = former.get(page.path)
        before = base.pages[old] if old else None
        if "<" in page.text and (before is None or before.text != page.text):
            known = Counter(html for _, html in _raw(before, before.outline)) if before else Counter()
            line, counted = page.line, 0
            for start, html in _raw(page, page.outline):
                line += page.text.count("\n", counted, start)
                counted = start
                known[html] -= 1
                if known[html] < 0:
                    yield page.place(line), html


def _raw(page: Page, block: Block) -> Iterator[tuple[int, str]]:
    """The pieces of HTML in a block, in order, without ends of elements and comments, which nobody sees."""
    pieces = [(block.start, block.end)] if block.kind == "html" else []
    pieces += [(start, end) for kind, start, end, _ in block.inlines if kind == "inline html"]
    for start, end in pieces:
        html = _COMMENT.sub("", page.text[start:end]).strip()
        if html and not re.fullmatch(r"</[^>]*>", html):
            yield start, html
    for child in block.children:
        yield from _raw(page, child)
