"""Who is heard in the book, from A to Z, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from handbook.find.people import withdrawals
from handbook.find.voices import STATES, Speaker, all_voices, in_order, is_disputed, speakers, state_of
from handbook.model import BIBLIOGRAPHY, VOICES, Handbook, Label, SectionId, Voice
from handbook.show.addresses import link, relative_url, where


def drawn(book: Handbook) -> Iterator[str]:
    """People, organisations, voices that sources give to different people, and those without a name."""
    gone = withdrawals(book)
    known = sorted(
        speakers(book.pages, book.vocabulary), key=lambda speaker: in_order(gone.plainly(speaker.name))
    )
    people = [_speaker(book, speaker) for speaker in known if not speaker.organisation]
    organisations = [_speaker(book, speaker) for speaker in known if speaker.organisation]
    voices = [voice for _, voice in all_voices(book.pages)]
    disputed = [
        f"{_facts(f'Disputed: {_given(voice)}', _kind(voice), voice.year)}: {_place(book, voice.section)}"
        for voice in voices
        if is_disputed(voice, book.vocabulary.sources)
    ]
    nameless = [_place(book, voice.section) for voice in voices if voice.nameless]
    lists = {
        "People": _described(people),
        "Organisations": _described(organisations),
        "Disputed": _list(disputed),
        "Without a name": _list(dict.fromkeys(nameless)),
    }
    for title, found in lists.items():
        if found:
            yield from (f"## {title} {{#{title.lower().replace(' ', '-')}}}", "", found, "")


def _speaker(book: Handbook, speaker: Speaker) -> str:
    """A name, and a line for everything it stands under."""
    lines = [_voice(book, voice) for voice in speaker.voices]
    lines += [_signed(book, label, "meaning") for label in speaker.meanings]
    lines += [_signed(book, label, "comment") for label in speaker.comments]
    for key in speaker.sources:
        source = book.vocabulary.sources[key]
        address = relative_url(VOICES, f"{BIBLIOGRAPHY}#source-{key}")
        lines.append(f"source: {link(address, source.title)}")
    places = "".join(f"<dd>{line}</dd>" for line in dict.fromkeys(lines))
    return f"<dt>{escape(speaker.name)}</dt>{places}"


def _kind(voice: Voice) -> str:
    return "in our words" if voice.paraphrase else "word for word"


def _given(voice: Voice) -> str:
    return f"given to {' or to '.join(filter(None, (voice.who, voice.or_who)))}"


def _voice(book: Handbook, voice: Voice) -> str:
    state = STATES.get(state_of(voice, book.vocabulary.sources), "")
    both = _given(voice) if voice.or_who else ""
    return f"{_facts(_kind(voice), voice.year, state, both)}: {_place(book, voice.section)}"


def _signed(book: Handbook, label: Label, kind: str) -> str:
    after = kind == "comment" and label.facts.who.lower().startswith("after ")
    facts = ("point made by them" if after else kind, label.facts.on[:4], label.facts.state)
    return f"{_facts(*facts)}: {_place(book, label.section)}"


def _facts(*facts: str) -> str:
    return escape(", ".join(filter(None, facts)))


def _place(book: Handbook, section: SectionId) -> str:
    return link(relative_url(VOICES, section), where(book, section))


def _described(speakers: list[str]) -> str:
    return f'<dl class="voices">{"".join(speakers)}</dl>' if speakers else ""


def _list(items: Iterable[str]) -> str:
    inside = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{inside}</ul>" if inside else ""
