"""A request ready to copy: one gap, put to one role in a few plain sentences."""

from __future__ import annotations

from handbook.find.known import unwritten
from handbook.model import Gap, Handbook
from handbook.show.addresses import Repository, gap_section, in_words, part, url, where


def request(book: Handbook, gap: Gap, repository: Repository) -> str:
    """What somebody may send, from greeting to address; without a known site it names the file."""
    if unwritten(gap):
        lacks = f"no page '{gap.words}' yet"
    else:
        lacks = f"a gap in '{where(book, gap.section)}': {gap.words}"
    if repository.site:
        place = f"Here is the place: {repository.site.rstrip('/')}/{url(gap_section(gap))}"
    else:
        place = f"The place is docs/{gap.page}, line {gap.line}."
    sentences = (
        f"Dear {role(book, gap)}, the handbook has {ended(lacks)} Could you help?",
        gap.help,
        _waited(gap),
        place,
    )
    return " ".join(filter(None, sentences))


def role(book: Handbook, gap: Gap) -> str:
    """Whom to ask: the page's owner, else who took the gap on, else whoever looks after the part."""
    taken = "" if gap.lapsed else gap.taken_by
    return book.pages[gap.page].front.owner or taken or f"whoever looks after {part(book, gap.page)}"


def _waited(gap: Gap) -> str:
    since = f"It has waited since {in_words(gap.since)}" if gap.since else ""
    asks = f"{gap.asks} sections ask for it" if gap.asks > 1 else ""
    both = ", and ".join(filter(None, (since, asks)))
    return f"{both}." if both else ""


def ended(words: str) -> str:
    """The words with a stop at their end."""
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."
