"""Who speaks in the book and where, and how sure it is that the words are theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from handbook.model import Label, Page, PagePath, Person, Source, Vocabulary, Voice, name_key

STATES: Mapping[str, str] = {
    "verified": "verified",
    "unverified": "not verified",
    "disputed": "disputed",
    "missing": "not found yet",
}
"""How sure we are of a source or a voice, in the words readers see."""
UNSURE = ("unverified", "disputed")
"""States of a voice that a reader has to know."""
_AFTER = re.compile(r"^after\s+", re.I)
_BESIDE = re.compile(r" as passed on by | on the | and others\b")
_WEB = re.compile(r"[a-z][a-z0-9+.-]*:|//|www\.|[^\s#]*(?:#|\.md\b)", re.I)


def state_of(voice: Voice, sources: Mapping[str, Source]) -> str:
    """How sure it is whose words they are: as the line says, else as we are of the source."""
    source = sources.get(voice.source.removeprefix("@")) if voice.source.startswith("@") else None
    if voice.state or source is None or source.state == "missing":
        return voice.state
    return source.state


def is_disputed(voice: Voice, sources: Mapping[str, Source]) -> bool:
    """Whether somebody is named of whom it is disputed that the words are theirs."""
    return bool(voice.whose) and state_of(voice, sources) == "disputed"


def in_plain_words(voice: Voice) -> bool:
    """Whether the source is no key and no address, so that it waits to be filed."""
    return bool(voice.source) and not voice.source.startswith("@") and not _WEB.match(voice.source)


@dataclass(slots=True)
class Speaker:
    """Somebody who is named, and where: in quotations, on glossary pages, in comments, as a source."""

    name: str
    organisation: bool = False
    voices: list[Voice] = field(default_factory=list)
    meanings: list[Label] = field(default_factory=list)
    comments: list[Label] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


class _Register:
    """Speakers by name, with the other spellings that `data/people.yml` knows."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self.names = {
            name_key(spelling): (name, who) for name, who in people.items() for spelling in (name, *who.also)
        }
        self.found: dict[str, Speaker] = {}

    def get(self, written: str) -> Speaker:
        name, who = self.names.get(name_key(written), (written, None))
        key = name_key(re.sub(r"^the ", "", name, flags=re.I)) or name
        return self.found.setdefault(key, Speaker(name, who is not None and who.organisation))

    def all(self, written: str) -> list[Speaker]:
        """Everybody whom a signature names; words that are no names name nobody."""
        if name_key(written) in self.names:
            return [self.get(written)]
        name = named(written)
        if name_key(name) in self.names:
            return [self.get(name)]
        parts = re.split(r", | and ", name)
        # `Ann Doe and Ben Roe` are two, and `Research and Practice` is one.
        several = parts if all(" " in part for part in parts) else [name]
        return [self.get(part) for part in several if _is_name(part) or name_key(part) in self.names]


def named(written: str) -> str:
    """The name in what people sign with, such as `after Ann Doe on the second kind`."""
    return _BESIDE.split(_AFTER.sub("", written.strip()), maxsplit=1)[0].strip()


def _is_name(words: str) -> bool:
    return re.sub(r"^(?:the|prof\.|dr\.) ", "", words, flags=re.I)[:1].isupper()


def speakers(pages: Mapping[PagePath, Page], vocabulary: Vocabulary) -> list[Speaker]:
    """Everybody who is named, from A to Z, `The` at the beginning left aside."""
    register = _Register(vocabulary.people)
    for page in pages.values():
        for voice in page.voices:
            for who in filter(None, (voice.who, voice.or_who)):
                for speaker in register.all(who) or [register.get(named(who))]:
                    speaker.voices.append(voice)
        for label in page.labels:
            kind = vocabulary.labels.get(label.name)
            if kind is not None and kind.shows in ("meaning", "fold"):
                signed = label.facts.who.partition(", ")[0]
                for speaker in register.all(signed) if signed else ():
                    (speaker.meanings if kind.shows == "meaning" else speaker.comments).append(label)
    for key, source in vocabulary.sources.items():
        for speaker in register.all(source.by) if source.by else ():
            speaker.sources.append(key)
    return sorted(register.found.values(), key=lambda speaker: (in_order(speaker.name), speaker.name))


def in_order(name: str) -> str:
    """What an alphabet sorts a name by: without capitals, accents, and `The` at its beginning."""
    bare = normalize("NFKD", re.sub(r"^the ", "", name, flags=re.I).casefold())
    return "".join(sign for sign in bare if sign.isalnum() or sign == " ").strip()


def all_voices(pages: Mapping[PagePath, Page]) -> Iterator[tuple[Page, Voice]]:
    """Every quotation that is signed, with its page, in reading order."""
    for page in pages.values():
        yield from ((page, voice) for voice in page.voices)


def headings(pages: Mapping[PagePath, Page], vocabulary: Vocabulary) -> Iterator[str]:
    """The headings there is something to put under in the list of voices."""
    known = speakers(pages, vocabulary)
    voices = [voice for _, voice in all_voices(pages)]
    if not all(speaker.organisation for speaker in known):
        yield "people"
    if any(speaker.organisation for speaker in known):
        yield "organisations"
    if any(is_disputed(voice, vocabulary.sources) for voice in voices):
        yield "disputed"
    if any(voice.nameless for voice in voices):
        yield "without-a-name"


def waiting(pages: Mapping[PagePath, Page]) -> dict[str, list[tuple[Page, Voice]]]:
    """Sources given in plain words, each with where."""
    found: dict[str, list[tuple[Page, Voice]]] = {}
    for page, voice in all_voices(pages):
        if in_plain_words(voice):
            found.setdefault(voice.source, []).append((page, voice))
    return found
