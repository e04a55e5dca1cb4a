"""Personal details in texts that are shared: where they stand and of what kind, never what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from handbook.find.people import fingerprint
from handbook.model import Place, Problem, Vocabulary
from handbook.read import answered, contacts, data
from handbook.read.checks import is_fingerprint
from handbook.read.files import ASSETS, PAGES
from handbook.read.roster import APOSTROPHE, Roster, is_history, spoken

ALLOWED = f"data/{data.ALLOWED}"
_ARTICLES = {"e-mail address": "an e-mail address", "phone number": "a phone number"}
_ENDING = re.compile(rf"({'|'.join(map(re.escape, (PAGES, '.yml', *ASSETS)))})$", re.I)
_KEPT = (".json", ".jsonl")
_TAKE_OUT = "Take it out."
_PUBLIC = "Take it out. If it is public and no private person's, list it in data/allowed.yml with the reason."
_AUTHOR = "Take it out. If its owner is named here as a public author, add the name to data/people.yml."


@dataclass(frozen=True, slots=True)
class Leak:
    """A personal detail in a text. `value` is for leaving it out of messages, and goes nowhere else."""

    place: Place
    what: str
    advice: str
    value: str
    stands: str = "stands here"

    @property
    def problem(self) -> Problem:
        return Problem(
            self.place, f"{self.what} {self.stands}, and everybody could read it. {self.advice}", "private"
        )

    def __repr__(self) -> str:
        return f"Leak({self.place.line}, {self.what!r})"


def _answers(place: Place) -> Leak:
    what = "what somebody answered in an assessment"
    return Leak(place, what, "Move this file out of the handbook.", "")


def _rounds(place: Place) -> Leak:
    return Leak(place, "who was paired with whom", "Move this file out of the handbook.", "")


class Guard:
    """What may stand in the texts of a handbook, and what must not."""

    def __init__(self, vocabulary: Vocabulary, roster: Roster) -> None:
        self._allowed = {contacts.normal(name) or name for name in vocabulary.allowed}
        public = {
            way
            for key, who in vocabulary.people.items()
            if not who.withdrawn
            for name in (key, *who.also)
            if not is_fingerprint(name)
            for way in spoken(name)
        }
        self._roster = roster
        self._names = {
            short: name
            for name in roster.names - public
            for short in (name, (name[0], name[-1]))
            if sum(len(word) > 1 for word in short) > 1 and short not in public
        }
        reached = roster.reached - self._allowed
        self._numbers = {number[-9:] for number in reached if number[-7:].isdigit()}
        folded = map(contacts.folded, sorted(roster.handles))
        self._handles = {handle: frozenset(re.findall(r"[^\W_]+", handle)) for handle in folded}
        self.used: set[str] = set()
        """Entries of `data/allowed.yml` that some text needs."""

    def leaks(self, path: str, text: str) -> Iterator[Leak]:
        """What must not stand in a text, each once for a line."""
        found = dict.fromkeys((*self._contacts(text), *self._people(text)))
        rows = text.split("\n") if found else []
        known = set()
        for line, what, advice, value in found:
            if (line, what) not in known:
                known.add((line, what))
                column = rows[line].find(value) + 1 if line < len(rows) else 0
                yield Leak(Place(path, line + 1, column), what, advice, value)

    def _contacts(self, text: str) -> Iterator[tuple[int, str, str, str]]:
        for found in contacts.contacts(text):
            what = _ARTICLES[found.kind]
            allowed = {found.value, fingerprint(found.value)} & self._allowed
            if allowed:
                self.used |= allowed
            elif found.value in self._roster.reached:
                yield found.line, f"{what} from your private list", _TAKE_OUT, found.written
            elif not found.harmless:
                yield found.line, what, _PUBLIC, found.written

    def _people(self, text: str) -> Iterator[tuple[int, str, str, str]]:
        """Names, handles and numbers from the private list, in whatever way they are written."""
        if not self._roster:
            return
        seen = contacts.bare(contacts.decoded(text))
        folded = contacts.folded(seen)
        line, line_folded = contacts.lines_of(seen), contacts.lines_of(folded)
        words = {*re.findall(r"[^\W_]+", folded), *re.findall(r"[^\W_]+", APOSTROPHE.sub("", folded))}
        for name in self._names:
            if words.issuperset(name):
                for found in _in_any_order(name).finditer(folded):
                    yield line_folded(found.start()), "a name from your private list", _AUTHOR, found[0]
        for handle in (handle for handle, parts in self._handles.items() if parts <= words):
            for found in re.finditer(rf"(?<!\w){re.escape(handle)}(?!\w)", folded):
                yield line_folded(found.start()), "a handle from your private list", _TAKE_OUT, found[0]
        for found in re.finditer(r"\d(?:[\W_]{0,3}\d){6,20}", seen) if self._numbers else ():
            digits = re.sub(r"\D", "", found[0])
            if any(number in digits for number in self._numbers):
                yield line(found.start()), "a phone number from your private list", _TAKE_OUT, found[0]


def _in_any_order(name: tuple[str, ...]) -> re.Pattern[str]:
    """A name as it is spoken, and with the last word first."""
    words = [f"{APOSTROPHE.pattern}?".join(word) for word in name]
    ways = (r"[\W_]{1,8}".join(way) for way in (words, [words[-1], *words[:-1]]))
    return re.compile("|".join(rf"(?<![^\W_]){way}(?![^\W_])" for way in ways))


@dataclass(frozen=True, slots=True)
class Found:
    """The leaks in a handbook, and notes about what is allowed and stands nowhere."""

    leaks: tuple[Leak, ...]
    notes: tuple[Problem, ...]

    @property
    def problems(self) -> list[Problem]:
        return [*(leak.problem for leak in self.leaks), *self.notes]

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(leak.value for leak in self.leaks))


def shared(
    contents: Mapping[str, bytes], data_files: Mapping[str, bytes | str], others: Mapping[str, bytes]
) -> list[tuple[str, bytes]]:
    """All texts of a handbook that are shared, by their paths in it."""
    pages = [(f"docs/{path}", content) for path, content in contents.items()]
    files = [(f"data/{name}", c) for name, c in data_files.items() if isinstance(c, bytes)]
    return [*pages, *files, *others.items()]


def find(
    texts: Collection[tuple[str, bytes]], files: Iterable[str], vocabulary: Vocabulary, roster: Roster
) -> Found:
    """All leaks in texts, by the path of each, and in the names of files."""
    guard = Guard(vocabulary, roster)
    leaks = [leak for path, text in texts if path != ALLOWED for leak in guard.leaks(path, as_text(text))]
    for path in (*files, *(path for path, _ in texts if path.startswith("data/"))):
        # There are no spaces in names of files.
        name = _ENDING.sub("", path).replace("/", "\n")
        for leak in guard.leaks(path, f"{name}\n{re.sub('[-_]', ' ', name)}"):
            stands = "is part of this file's name"
            leaks.append(replace(leak, place=Place(path), stands=stands, advice="Rename it."))
    leaks += [
        _answers(Place(path)) for path, text in texts if _may_hold_answers(path) and answered.is_one(text)
    ]
    leaks += [_rounds(Place(path)) for path, text in texts if path.endswith(_KEPT) and is_history(text)]
    # What is allowed stands in its own list as well, which is no use of it.
    unused = {name: contacts.normal(name) or name for name in vocabulary.allowed}
    unused = {name: value for name, value in unused.items() if value not in guard.used}
    notes = [
        Problem(
            vocabulary.place("allowed", name),
            "this stands nowhere in the handbook. Take the entry out, unless something is to come.",
            "note",
        )
        for name, value in unused.items()
        if value != name or is_fingerprint(name) or contacts.normal(name)
    ]
    leaks += [leak for path, text in texts if path == ALLOWED for leak in guard.leaks(path, as_text(text))]
    return Found(tuple(leaks), tuple(notes))


def _may_hold_answers(path: str) -> bool:
    # Pages and data files tell how such a file looks.
    return not path.endswith((PAGES, ".yml"))


def as_text(content: bytes) -> str:
    """The bytes of any file as text, so that the wrong encoding hides nothing."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.replace(b"\0", b"").decode("cp1252", "replace")


# What messages must not say


LEFT_OUT = "(left out)"
_AT = r"(?:\\?@|＠|&#0*64;|&#[xX]0*40;|&commat;|%40|\s?[(\[{]\s?at\s?[)\]}]\s?)"
_WHOLE = re.compile(
    rf"(?<![^\s'\"<>()\[\],])[^\s'\"<>()\[\],]*[\w+-][*_`]{{0,8}}{_AT}[^\s'\"<>()\[\],]*"
    r"|(?<![\w.+-])[\w.+-]+ @ ?(?:[\w-]{1,63}\.){1,4}[^\W\d_]{2,24}"
    r"|(?:&#\w{1,6};){6,}"
    r"|(?<![\w-])[+(]{0,2}\d(?:[ ().\u2010-\u2013*_-]{0,3}\d){6,}"
    r"|(?<![\w-])[+(]{0,2}\d[\d ().-]{3,40}…"
)
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")


Quiet = Callable[[str], str]


def without(values: Iterable[str]) -> Quiet:
    """What takes private details out of a message: those that are known, and all that look like any.

    A message may quote a line in part, so what looks like the beginning of an address goes as well.
    """
    spelled = [pattern for value in values if (pattern := _spelled(value))]
    if not spelled:
        return lambda text: text
    known = re.compile("|".join(spelled))

    def quiet(text: str) -> str:
        seen = [contacts.folded(sign) for sign in text]
        places = [n for n, folded in enumerate(seen) for _ in folded] + [len(text)]
        for found in reversed([*known.finditer("".join(seen))]):
            text = text[: places[found.start()]] + LEFT_OUT + text[places[found.end()] :]
        return _WHOLE.sub(lambda found: found[0] if _DAY.fullmatch(found[0].lstrip("(+")) else LEFT_OUT, text)

    return quiet


def _spelled(value: str) -> str:
    """A value with anything, or nothing, between its parts: slugs and ids hold it without its signs."""
    value = contacts.folded(value)
    parts = re.findall(r"[^\W_]+" if re.search(r"[^\W\d_]", value) else r"\d", value)
    return r"[\W_]{0,8}".join(map(re.escape, parts))
