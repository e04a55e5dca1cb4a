"""Commit after commit: what came, what changed, which gaps were asked for and which have closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handbook.find.past.outlines import Flag, Outline, Outliner, Part
from handbook.find.past.same import alike, is_filled, moved_between, renamed_headings, text_came, told_apart
from handbook.find.past.versions import Closed, Name, Open, Under, Version, in_use, names_of_both
from handbook.model import name_key
from handbook.read.log import Change, Commit


class Unknown(Exception):
    """A version that was changed here has not been read: the history has to be read from its beginning."""


@dataclass(slots=True)
class _Draft:
    """A version in the making: gaps nobody has told apart from new ones yet, and those that are missing."""

    path: str
    blob: str
    version: Version
    status: str = ""
    came: bool = False
    open: list[Open | Flag] = field(default_factory=list)
    missing: list[Open] = field(default_factory=list)


@dataclass(slots=True)
class Ledger:
    """What all commits together say. A commit's number is its place in `commits`, from 1."""

    outliner: Outliner
    ignored: frozenset[str] = frozenset()
    commits: list[tuple[str, int]] = field(default_factory=list)
    versions: dict[tuple[str, str], Version] = field(default_factory=dict)
    gone: dict[str, Version] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    replaced: dict[tuple[str, str], int] = field(default_factory=dict)
    """The last commit that made another version of one."""
    outlines: dict[str, Outline] = field(default_factory=dict)
    """Of the versions read in this run, by blob."""

    def add(self, commit: Commit) -> None:
        """The next commit, after all of its parents, when the outlines of its pages are there.

        Raises Unknown where it changes a version that is not here.
        """
        self.commits.append((commit.id, commit.time))
        number = len(self.commits)
        undone = {self._number(id_) for id_ in commit.reverts}
        drafts: list[_Draft] = []
        lost: list[Open] = []
        went: list[tuple[str, Version]] = []
        for change in commit.changes:
            before = [self._before(path, blob) for path, blob in change.before]
            self.replaced.update(dict.fromkeys(change.before, number))
            if change.path:
                drafts.append(self._draft(change, before, number, commit.id in self.ignored))
            else:
                went += [(path, version) for (path, _), version in zip(change.before, before, strict=True)]
                lost += [gap for version in before for gap in version.open]
        for draft in drafts:
            lost += draft.missing
        left = {id(gap) for gap in moved_between((draft.open for draft in drafts), lost)}
        kept = {id(gap) for gap in lost} - left
        for path, version in went:
            self.gone[path] = _gone(version, number, kept)
        for draft in drafts:
            self.versions[draft.path, draft.blob] = _version(draft, number, undone, kept)

    def _number(self, commit: str) -> int:
        return next((number for number, (id_, _) in enumerate(self.commits, 1) if id_ == commit), 0)

    def _before(self, path: str, blob: str) -> Version:
        found = self.versions.get((path, blob))
        if found is None:
            raise Unknown
        return found

    def _draft(self, change: Change, before: list[Version], number: int, ignored: bool) -> _Draft:
        path, blob = change.path, change.blob
        old = self._union(before) if before else self._anew(path, number)
        if len(before) == 1 and change.before[0][0] != path:
            self.moved[change.before[0][0]] = path
        if any(blob == former for _, former in change.before):
            return _Draft(path, blob, old, open=[*old.open])
        outline, formers = self._outline(blob), [self._outline(former) for _, former in change.before]
        renamed = renamed_headings(formers[0].parts, outline.parts) if formers else {}
        for was, now in renamed.items():
            self.headings[f"{path}#{was}"] = f"{path}#{now}" if now else path
        if old.title not in ("", outline.title) and name_key(old.title) != name_key(outline.title):
            self.titles[name_key(old.title)] = path
        here, missing = told_apart(old.open, outline.flags, renamed)
        came = words_that_came(formers, outline, renamed)
        if came is None or not before:
            changed, edits = (old.changed if before else number), old.edits
        else:
            edit = (number, came.words.total())
            changed, edits = (old.changed, old.edits) if ignored else (number, (*old.edits, edit))
        version = Version(
            title=outline.title,
            came=old.came,
            changed=changed,
            edits=edits,
            parts=_parts(old.parts, outline.parts, came.parts if came else {}, renamed, number, ignored),
            closed=_under_new_names(old.closed, renamed),
            aliases=outline.names,
            names=_names(old, path, outline, number),
            wants=in_use(old.wants, dict(outline.wants), number),
            reviews=outline.reviews,
            only_dated=self._only_dated(old, formers, outline),
        )
        filled = came is not None and bool(missing) and text_came(came.words, here)
        return _Draft(path, blob, version, outline.status, filled, here, missing)

    def _outline(self, blob: str) -> Outline:
        found = self.outlines.get(blob)
        if found is None:
            raise Unknown
        return found

    def _only_dated(self, old: Version, formers: Sequence[Outline], outline: Outline) -> str:
        """The day of the review before, where nothing but that day was changed."""
        if old.reviews == outline.reviews:
            return old.only_dated
        if not formers or [words for _, words in old.reviews] != [words for _, words in outline.reviews]:
            return ""
        both = [{line for part in o.parts for line in part.body} for o in (formers[0], outline)]
        if all(self.outliner.is_review(line) for line in both[0] ^ both[1] if line.strip()):
            return max(old.reviews)[0]
        return ""

    def _anew(self, path: str, number: int) -> Version:
        """A page that comes, or comes again."""
        former = self.gone.pop(path, Version())
        return Version(came=number, closed=former.closed, names=former.names, wants=former.wants)

    def _union(self, versions: Sequence[Version]) -> Version:
        """What the parents of a merge know together."""
        first, *others = versions
        for other in others:
            if other is not first:
                first = self._both(first, other)
        return first

    def _both(self, one: Version, other: Version) -> Version:
        parts = {part.id: part for part in one.parts}
        for part in other.parts:
            mine = parts.get(part.id, part)
            parts[part.id] = Under(
                part.id,
                self._first(mine.came, part.came),
                self._last(mine.changed, part.changed),
                tuple(sorted({*mine.edits, *part.edits})),
            )
        shut = {(gap.kind, gap.words, gap.asked) for gap in (*one.closed, *other.closed)}
        gaps: dict[tuple[str, str, str, int], Open] = {}
        for version in (one, other):
            used: Counter[tuple[str, str, str]] = Counter()
            for gap in version.open:
                if (gap.kind, gap.words, gap.asked) not in shut:
                    what = (gap.part, gap.kind, gap.words)
                    used[what] += 1
                    same = gaps.setdefault((*what, used[what]), gap)
                    if gap.asked == self._first(gap.asked, same.asked):
                        gaps[*what, used[what]] = gap
        latest = self._last(one.changed, other.changed)
        return Version(
            title=one.title,
            came=self._first(one.came, other.came),
            changed=latest,
            edits=tuple(sorted({*one.edits, *other.edits})),
            parts=tuple(parts.values()),
            open=tuple(gaps.values()),
            closed=tuple(sorted({*one.closed, *other.closed}, key=lambda gap: (gap.closed, gap.asked))),
            aliases=one.aliases,
            names=names_of_both(one.names, other.names),
            wants=names_of_both(one.wants, other.wants),
            reviews=one.reviews,
            only_dated=(one if latest == one.changed else other).only_dated,
        )

    def _first(self, one: int, other: int) -> int:
        """The earlier of two commits; their numbers only say that parents go before their children."""
        return min(one, other, key=lambda number: (self.commits[number - 1][1], number))

    def _last(self, one: int, other: int) -> int:
        return max(one, other, key=lambda number: (self.commits[number - 1][1], number))


class Came(NamedTuple):
    """What a change brought: how many new words by part, and those on the whole page."""

    parts: dict[str, int]
    words: Counter[str]


def words_that_came(formers: Sequence[Outline], outline: Outline, renamed: Mapping[str, str]) -> Came | None:
    """What came with a change, or None where no word changed; a merge answers for what no parent has."""
    if not formers:
        return None
    found: dict[str, int] = {}
    words: Counter[str] = Counter()
    new: list[str] = []
    gone: list[str] = []
    before = [{renamed.get(part.id, part.id): part.body for part in former.parts} for former in formers]
    changed = all(
        outline.settings != former.settings and outline.settings.split() != former.settings.split()
        for former in formers
    )
    for id_, _, _, body in outline.parts:
        if any(body == bodies.get(id_) for bodies in before):
            continue
        came, went = _differing([bodies.get(id_, []) for bodies in before], body)
        if came == went:
            continue
        words = Counter(came) - Counter(went)
        found[id_] = words.total()
        new += came
        gone += went
    lost = before[0].keys() - {part.id for part in outline.parts}
    for id_ in lost:
        if all(id_ in bodies for bodies in before):
            changed = True
            gone += " ".join(before[0][id_]).split()
    if not found and not changed:
        return None
    return Came(found, words if len(found) == 1 and not changed else Counter(new) - Counter(gone))


def _differing(before: list[list[str]], after: list[str]) -> tuple[list[str], list[str]]:
    """The words that came, and those that went, with the lines that did.

    A merge answers for lines that no parent has, and for those that all of them had.
    """
    if len(before) > 1:
        there = {*after}
        gone = {*before[0]}.intersection(*before[1:]) - there
        new = there.difference(*before)
        came, went = ([line for line in after if line in new], [line for line in before[0] if line in gone])
        return _words(came), _words(went)
    (old,) = before
    first = 0
    shorter = min(len(old), len(after))
    while first < shorter and old[first] == after[first]:
        first += 1
    last = 0
    while last < shorter - first and old[-1 - last] == after[-1 - last]:
        last += 1
    return _words(after[first : len(after) - last]), _words(old[first : len(old) - last])


def _words(lines: list[str]) -> list[str]:
    return " ".join(lines).split()


def _parts(
    old: Sequence[Under],
    new: Sequence[Part],
    came: Mapping[str, int],
    renamed: Mapping[str, str],
    number: int,
    ignored: bool,
) -> tuple[Under, ...]:
    """The parts of a version with their days."""
    before = {renamed.get(part.id, part.id): part for part in old}
    found: dict[str, Under] = {}
    for part in new:
        was = found.get(part.id) or before.get(part.id)
        if was is None:
            was = Under(part.id, number, number)
        elif part.id in came and not ignored and was.came < number:
            was = Under(part.id, was.came, number, (*was.edits, (number, came[part.id])))
        elif was.id != part.id:
            was = was._replace(id=part.id)
        found[part.id] = was
    return tuple(found.values())


def _under_new_names(closed: tuple[Closed, ...], renamed: Mapping[str, str]) -> tuple[Closed, ...]:
    if not renamed:
        return closed
    return tuple(gap._replace(part=renamed.get(gap.part, gap.part)) for gap in closed)


def _version(draft: _Draft, number: int, undone: set[int], kept: set[int]) -> Version:
    """The version with its gaps: new ones asked for now, unless this commit undoes what closed them."""
    if not draft.open and not draft.missing:
        return draft.version
    version = draft.version
    closed = list(version.closed)
    found: list[Open] = []
    for flag in draft.open:
        if isinstance(flag, Open):
            found.append(flag)
            continue
        part, kind, words, status = flag
        before = [gap for gap in closed if (gap.part, gap.kind) == (part, kind)]
        back = next((gap for gap in before if gap.closed in undone), None)
        if back is not None:
            closed.remove(back)
            found.append(Open(part, kind, words, back.asked, back.again, status))
        else:
            again = any(alike(gap.words, words) for gap in before)
            found.append(Open(part, kind, words, number, again, status))
    for gap in draft.missing:
        if id(gap) not in kept:
            filled = is_filled(gap, draft.came, draft.status)
            closed.append(Closed(gap.part, gap.kind, gap.words, gap.asked, gap.again, number, filled))
    return version._replace(open=tuple(found), closed=tuple(closed))


def _gone(version: Version, number: int, kept: set[int]) -> Version:
    """A page that was taken out, with all that was open on it."""
    left = (gap for gap in version.open if id(gap) not in kept)
    taken = (Closed(g.part, g.kind, g.words, g.asked, g.again, number, False) for g in left)
    return version._replace(
        open=(),
        closed=(*version.closed, *taken),
        names=in_use(version.names, {}, number),
        wants=in_use(version.wants, {}, number),
    )


def _names(old: Version, path: str, outline: Outline, number: int) -> tuple[Name, ...]:
    """The names of a page. Its former titles and files still lead to it; a name it took back does not."""
    had = {name.key for name in old.names if not name.until}
    now = {outline.title, path, *outline.names} - {""}
    if now <= had and outline.names == old.aliases:
        return old.names
    return in_use(old.names, dict.fromkeys(sorted(now | (had - {*old.aliases})), ""), number)
