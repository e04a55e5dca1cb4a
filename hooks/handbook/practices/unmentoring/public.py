"""What everybody may see of unmentoring: numbers from which nobody can be told, and texts all agreed to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import SplitResult, quote, urlsplit

from handbook.find.counts import count
from handbook.find.renaming.rewrite import can_be_linked
from handbook.model import POSTS, PublicPairs
from handbook.model.practices import FEWEST
from handbook.practices.unmentoring.pool import heard, met_people
from handbook.practices.unmentoring.values import Output, Person, Round
from handbook.practices.unmentoring.wording import called
from handbook.read import contacts, data
from handbook.read.files import file_name
from handbook.read.roster import words_of
from handbook.read.settings import shorten
from handbook.show.phrases import listed

LONGEST = 280
LONGEST_TITLE = 80
LONGEST_LINK = 500
FOLDER = f"docs/{POSTS.removesuffix('index.md')}"
"""Where texts lie that are passed on."""


# Numbers


def figures(made: Round, least: int = FEWEST) -> PublicPairs:
    """A round in numbers of which none, and no difference of two, is of fewer people than `least`.

    Where too few answered, nothing is said of how many of them met.
    """
    people = len(made.draw.people)
    answered = heard(made)
    return PublicPairs(
        week=made.week.isoformat(),
        people=count(people, None, least),
        groups=count(len(made.draw.groups), None, least),
        answered=count(len(answered), people, least),
        met=count(len(answered & met_people(made)), len(answered), least) if len(answered) >= least else "",
    )


def entries(former: str, number: int, pairs: PublicPairs) -> str:
    """The file `data/unmentoring.yml` with a round more, and all the rest as it was.

    A round that is there stays as it is: numbers that move by one person tell what that person said.
    """
    name = f"round {number}"
    if name in data.lines(former.encode()):
        return former
    end = "\r\n" if "\r\n" in former else "\n"
    values = {
        key: getattr(pairs, key)
        for key in ("week", "people", "groups", "answered", "met")
        if getattr(pairs, key)
    }
    lines = [f"{name}:", *(f'  {key}: "{value}"' for key, value in values.items()), ""]
    return former + (end if former and not former.endswith("\n") else "") + end.join(lines)


# Texts


def members(told: Output, made: Round) -> tuple[str, ...]:
    """The ids of those whose words these are, or nobody where there is no such group."""
    groups = made.draw.groups
    return groups[told.group - 1] if 0 < told.group <= len(groups) else ()


def ready(told: Output, made: Round, people: Mapping[str, Person]) -> bool:
    """Whether everybody of the group is still there and has agreed to just these words."""
    group = {*members(told, made)}
    agreed = bool(group) and group <= told.agreed and group <= people.keys()
    return agreed and not problems_with(told, made, people)


def problems_with(told: Output, made: Round, people: Mapping[str, Person]) -> list[str]:
    """Why a text cannot be published as it is, in sentences that repeat nothing of it."""
    return [*_problems(told, made, people)]


def _problems(told: Output, made: Round, people: Mapping[str, Person]) -> Iterator[str]:
    text, title = " ".join(told.text.split()), " ".join(told.title.split())
    if not (text or told.link):
        yield "there is neither a text nor a link. Give one of them."
    if len(text) > LONGEST:
        yield f"the text has {len(text)} characters. Shorten it to {LONGEST}, or give a link to a longer one."
    if len(title) > LONGEST_TITLE:
        yield f"the title has {len(title)} characters. Shorten it to {LONGEST_TITLE}."
    if told.title.strip() and not re.search(r"\w", title):
        yield "the title has no letters. Give it in words."
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text + title):
        yield "the text or title holds a sign that cannot be seen. Write it once more."
    if told.link and _address(told.link) is None:
        yield "the link is no address of the web. Give it whole, such as https://example.org/page."
    if not all(name.strip() and can_be_linked(name.replace("#", "", 1)) for name in told.about):
        yield "a page that it speaks of cannot be linked to by that name. Give the title that stands on it."
    if any(contacts.contacts(f"{title}\n{text}")):
        yield "an e-mail address or a phone number is part of the words. Leave it out."
    group = members(told, made)
    words = " ".join((title, text, told.link))
    own = [people[id_] for id_ in group if id_ in people]
    if not _may_name(group, people) and (_names(words, own) or _part_of_a_name(words, own)):
        yield (
            "a name of somebody in the group, or a part of it, is in the words, and not all of them agreed "
            "to that ('names_ok'). Leave it out; where it means something else, say that in another way."
        )
    if _names(words, (one for id_, one in people.items() if id_ not in group)):
        yield "the name of somebody else on your list is in the words. Leave it out."


def _may_name(group: Collection[str], people: Mapping[str, Person]) -> bool:
    return all(id_ in people and people[id_].names_ok for id_ in group)


def _names(words: str, people: Iterable[Person]) -> bool:
    """Whether a whole name is among the words."""
    said = f" {' '.join(words_of(words))} "
    names = (words_of(person.name) for person in people)
    return any(len(name) > 1 and f" {' '.join(name)} " in said for name in names)


def _part_of_a_name(words: str, people: Iterable[Person]) -> bool:
    """Whether a word that begins large is one of a name: `Will`, but not `will`."""
    parts = {part for person in people for part in words_of(person.name) if len(part) > 1}
    large = (word for word in re.findall(r"[^\W\d_]+", words) if word[0].isupper())
    return any({*words_of(word)} & parts for word in large)


def _address(link: str) -> SplitResult | None:
    """The parts of an address of the web that leads to a site and tells it no name or password."""
    try:
        found = urlsplit(link)
        host = found.hostname or ""
    except ValueError:
        return None
    whole = found.scheme in ("http", "https") and "." in host.strip(".") and "@" not in found.netloc
    odd = re.search(r"[\s<>\"\\^`{|}\x00-\x1f\x7f]", link)
    return found if whole and not odd and len(link) <= LONGEST_LINK else None


# Posts


def post(told: Output, made: Round, people: Mapping[str, Person], taken: Collection[str]) -> tuple[str, str]:
    """The file of a text that is `ready`, whose name is none of those taken, and what it holds."""
    return _file(told, made, people, taken), "\n".join(_lines(told, made, people))


def _file(told: Output, made: Round, people: Mapping[str, Person], taken: Collection[str]) -> str:
    group = [people[id_] for id_ in members(told, made) if id_ in people]
    title = _title(told)
    # Forgetting somebody changes no file names, so these never say a name.
    named = _names(title, group) or _part_of_a_name(title, group)
    name = "shared" if named or file_name(title) == "page" else file_name(title)
    stem, number = f"{made.week.isoformat()}-{name}", 1
    while (file := f"{stem}{f'-{number}' if number > 1 else ''}.md") in taken:
        number += 1
    return f"{FOLDER}{file}"


def _title(told: Output) -> str:
    if told.title.strip():
        return " ".join(told.title.split())
    address = _address(told.link)
    host = address.hostname if address else ""
    return shorten(told.text, 60).removesuffix(".") if told.text.strip() else f"Something to see on {host}"


def _lines(told: Output, made: Round, people: Mapping[str, Person]) -> Iterator[str]:
    group = members(told, made)
    count = "three" if len(group) > 2 else "two"
    yield from ("---", f"description: What {count} people took from a talk", "tags: [unmentoring]", "---", "")
    yield from (f"# {_plain(_title(told))}", "")
    if told.text.strip():
        yield from (_plain(told.text, begins=True), "")
    if address := _address(told.link):
        url = quote(told.link, safe=":/?#@!$&+,;=%~-._")
        yield from (f"[To be found on {_plain(address.hostname or '')}]({url})", "")
    if told.about:
        yield from (f"See also: {', '.join(f'[[{name}]]' for name in told.about)}", "")
    if _may_name(group, people):
        names = listed([called(people[id_]) for id_ in group])
        who = f"{_plain(names, begins=True)}, who were paired."
    else:
        who = f"{count.capitalize()} people who were paired."
    yield from (who, "")


def _plain(words: str, begins: bool = False) -> str:
    """Words as Markdown that shows just them: no link, list or call of anybody begins in them.

    Where they begin a paragraph, they are no label either.
    """
    line = " ".join(words.split())
    shown = (
        sign if sign.isalnum() or sign in " ,;?'’“”-" or _ends(line, at) else f"&#{ord(sign)};"
        for at, sign in enumerate(line)
    )
    first = next(shown, "")
    return (f"&#{ord(first)};" if begins and len(first) == 1 else first) + "".join(shown)


def _ends(line: str, at: int) -> bool:
    """Whether this is the stop of a sentence, and no part of an address."""
    return line[at] == "." and line[at + 1 : at + 2] in ("", " ")
