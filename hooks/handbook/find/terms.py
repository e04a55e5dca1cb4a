"""The glossary: which words are terms, what a tooltip says of each, and what is wrong with them."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from handbook.find.names import Names
from handbook.model import (
    GLOSSARY,
    Label,
    LabelKind,
    Page,
    PagePath,
    Problem,
    Term,
    Vocabulary,
    is_term,
    name_key,
)
from handbook.read import inlines

LONGEST_SHORT = 220
"""Letters of a short form; a longer first paragraph is cut."""
MOST_NAMED = 6
"""Names of a circle of `see` that a message spells out."""
_SPOKEN_FOR = ("agreed", "in use here")
"""States of a meaning that is the handbook's own, so nobody else need be named."""


def glossary(known: Names, vocabulary: Vocabulary) -> tuple[dict[PagePath, Term], list[Problem]]:
    """Every term by its page, and a message for each form, meaning or `see` that cannot stand."""
    terms: dict[PagePath, Term] = {}
    problems: list[Problem] = []
    common = {name_key(word) for word in vocabulary.settings.common_words}
    kinds = vocabulary.labels.values()
    states = [state for kind in kinds if kind.shows == "meaning" for state in kind.states]
    for page in known.pages.values():
        if not is_term(page.path):
            problems += _elsewhere(page)
            continue
        forms, refused = _forms(page, known, common)
        meanings = tuple(label for label in page.labels if _is_meaning(label, vocabulary.labels))
        see, lost = _see(page, known)
        problems += [*refused, *lost, *_whose(page, meanings, states)]
        terms[page.path] = Term(
            page=page.path,
            name=page.title,
            forms=forms,
            exact=page.front.case == "exact",
            meanings=meanings,
            short=_short(page) or (_short(known.pages[see]) if see else ""),
            see=see,
            leads=page.path,
        )
    led, circles = _led(known.pages, terms)
    return led, [*problems, *circles]


def _elsewhere(page: Page) -> Iterator[Problem]:
    for key in ("forms", "case", "see", "force"):
        if getattr(page.front, key):
            place = "the first page" if page.path.startswith(GLOSSARY) else "not"
            message = f"'{key}' is for terms, and this page is {place} in docs/{GLOSSARY}. Take it out."
            yield Problem(page.key(key), message, "note")


def _forms(page: Page, known: Names, common: Collection[str]) -> tuple[tuple[str, ...], list[Problem]]:
    """The words that link by themselves: the title, the aliases and the forms, without those too common."""
    problems: list[Problem] = []
    kept: list[str] = []
    forced = {form.casefold() for form in page.front.force}
    exact = page.front.case == "exact"
    title = page.place(page.headings[0].line if page.headings else page.line)
    named = [("title", page.title), *(("aliases", alias) for alias in page.front.aliases)]
    named += [("forms", form.strip()) for form in page.front.forms]
    for key, form in named:
        why = ""
        if not name_key(form):
            why = "has no letters"
        elif len(unicodedata.normalize("NFC", form.strip())) == 1:
            why = "is a single letter"
        elif name_key(form) in common and not (exact and form != form.lower()):
            why = "is a common word"
        if not why or (form.casefold() in forced and name_key(form)):
            if known.by_name.get(name_key(form)) == page.path:
                kept.append(form)
        elif key == "forms":
            message = f"'{form}' {why}, so it would link nearly everywhere. Take it out of 'forms'"
            message += f", or write 'force: [{form}]' if you mean it." if name_key(form) else "."
            problems.append(Problem(page.key(key, form), message))
        elif key == "title":
            message = f"'{form}' {why}, so it does not link by itself. Link to it by hand"
            message += f", or write 'force: [{form}]' if it should." if name_key(form) else "."
            problems.append(Problem(title, message, "note"))
    for form in page.front.force:
        if form.casefold() not in {name.casefold() for _, name in named}:
            message = (
                f"'force' names '{form}', which is no form of this term. Add it to 'forms', or take it out."
            )
            problems.append(Problem(page.key("force", form), message))
    return tuple(dict.fromkeys(kept)), problems


def _is_meaning(label: Label, kinds: Mapping[str, LabelKind]) -> bool:
    kind = kinds.get(label.name)
    return kind is not None and kind.shows == "meaning"


def _whose(page: Page, meanings: Collection[Label], states: Collection[str]) -> Iterator[Problem]:
    for label in meanings:
        for word in label.facts.who.split(", "):
            near = difflib.get_close_matches(word.lower(), states, n=1, cutoff=0.7)
            if near:
                message = f"'{word}' is read as a name. Did you mean '{near[0]}'?"
                yield Problem(page.place(label.line), message, "note")
        if not label.facts.who and label.facts.state not in _SPOKEN_FOR:
            message = "this meaning does not say whose it is. Write 'Meaning (who, year): …'."
            yield Problem(page.place(label.line), message, "note")


def _see(page: Page, known: Names) -> tuple[PagePath | None, list[Problem]]:
    name = page.front.see
    if not name:
        return None, []
    target = known.page(name)
    if target is None:
        near = known.nearest(name)
        hint = f"Did you mean '{near}'?" if near else "Write the title of a page."
        return None, [Problem(page.key("see"), f"'see' names '{name}', and no page is called so. {hint}")]
    if target == page.path:
        return None, [
            Problem(page.key("see"), "'see' names this term itself. Name another one, or take it out.")
        ]
    if known.is_former(name):
        message = f"'{name}' is now called '{known.pages[target].title}'. The old name still works."
        return target, [Problem(page.key("see"), message, "note")]
    return target, []


def _led(
    pages: Mapping[PagePath, Page], terms: Mapping[PagePath, Term]
) -> tuple[dict[PagePath, Term], list[Problem]]:
    """Every term with the page it leads to, and a message for each whose `see` comes back to itself."""
    ends: dict[PagePath, PagePath] = {}
    problems: list[Problem] = []
    for start in terms:
        way: dict[PagePath, int] = {}
        at: PagePath = start
        while at not in ends and at not in way:
            way[at] = len(way)
            further = terms[at].see if at in terms else None
            if further is None:
                ends[at] = at
            else:
                at = further
        if at not in ends:
            circle = [path for path, place in way.items() if place >= way[at]]
            problems += [_circle(pages, terms, circle, number) for number in range(len(circle))]
            ends |= {path: path for path in circle}
        ends |= dict.fromkeys((path for path in way if path not in ends), ends[at])
    return {path: replace(term, leads=ends[path]) for path, term in terms.items()}, problems


def _circle(
    pages: Mapping[PagePath, Page], terms: Mapping[PagePath, Term], circle: list[PagePath], first: int
) -> Problem:
    way = [*circle[first:], *circle[: first + 1]][:MOST_NAMED]
    names = "' to '".join(terms[path].name for path in way)
    message = f"'see' goes in a circle, from '{names}'. Take it out of the one that has the meaning."
    return Problem(pages[circle[first]].key("see"), message)


def _short(page: Page) -> str:
    """The first paragraph that is no label, or what the only meaning says, as words."""
    labels = {label.start: label for label in page.labels}
    for block in page.outline.children:
        if block.kind == "paragraph" and block.inlines and block.inlines[0][1] not in labels:
            return _cut(inlines.words(page.text, block))
    meanings = [label for label in page.labels if label.kind == "meaning"]
    return _cut(meanings[0].words) if len(meanings) == 1 else ""


def _cut(words: str) -> str:
    if len(words) <= LONGEST_SHORT:
        return words
    end = words.rfind(" ", 0, LONGEST_SHORT)
    return words[: end if end > 0 else LONGEST_SHORT].rstrip(" ,;:–-") + " …"
