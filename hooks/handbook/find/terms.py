"""The glossary: which words are terms, what a tooltip says of each, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from handbook.find.names import Names
from handbook.model import (
    Label,
    LabelKind,
    Page,
    PagePath,
    Problem,
    Term,
    Vocabulary,
    name_key,
)
from handbook.read import inlines

FOLDER = "glossary/"
LONGEST_SHORT = 220
"""Letters of a short form; a longer first paragraph is cut."""
_SPOKEN_FOR = ("agreed", "in use here")
"""States of a meaning that is the handbook's own, so nobody else need be named."""


def is_term(path: str) -> bool:
    """Whether a page is one of the glossary's terms."""
    return path.startswith(FOLDER) and not path.endswith("/index.md")


def glossary(known: Names, vocabulary: Vocabulary) -> tuple[dict[PagePath, Term], list[Problem]]:
    """Every term by its page, and a message for each form, meaning or `see` that cannot stand."""
    terms: dict[PagePath, Term] = {}
    problems: list[Problem] = []
    common = {word.casefold() for word in vocabulary.settings.common_words}
    for page in known.pages.values():
        if not is_term(page.path):
            problems += _elsewhere(page)
            continue
        forms, refused = _forms(page, known, common)
        meanings = tuple(label for label in page.labels if _is_meaning(label, vocabulary.labels))
        see, lost = _see(page, known)
        problems += [*refused, *lost, *_whose(page, meanings)]
        terms[page.path] = Term(
            page=page.path,
            name=page.title,
            forms=forms,
            exact=page.front.case == "exact",
            meanings=meanings,
            short=_short(page),
            see=see,
        )
    return terms, [*problems, *_circles(known.pages, terms)]


def _elsewhere(page: Page) -> Iterator[Problem]:
    for key in ("forms", "case", "see", "force"):
        if getattr(page.front, key):
            message = f"'{key}' is for terms, and this page is not in docs/{FOLDER}. Take it out."
            yield Problem(page.place(page.key_lines.get(key, 1)), message, "note")


def _forms(page: Page, known: Names, common: Collection[str]) -> tuple[tuple[str, ...], list[Problem]]:
    """The words that link by themselves: the title, the aliases and the forms, without those too common."""
    problems: list[Problem] = []
    kept: list[str] = []
    forced = {form.casefold() for form in page.front.force}
    exact = page.front.case == "exact"
    title_line = page.headings[0].line if page.headings else page.line
    named = [("title", page.title), *(("aliases", alias) for alias in page.front.aliases)]
    named += [("forms", form) for form in page.front.forms]
    for key, form in named:
        why = ""
        if not name_key(form):
            why = "has no letters"
        elif len(form.strip()) == 1:
            why = "is a single letter"
        elif form.casefold() in common and not (exact and form != form.lower()):
            why = "is a common word"
        line = title_line if key == "title" else page.key_lines.get(key, 1)
        if not why or (form.casefold() in forced and name_key(form)):
            if known.by_name.get(name_key(form)) == page.path:
                kept.append(form)
        elif key == "forms":
            message = f"'{form}' {why}, so it would link nearly everywhere. Take it out of 'forms'"
            message += f", or write 'force: [{form}]' if you mean it." if name_key(form) else "."
            problems.append(Problem(page.place(line), message))
        elif key == "title":
            message = (
                f"'{form}' {why}, so it does not link by itself. Link to it by hand, "
                f"or write 'force: [{form}]' if it should."
            )
            problems.append(Problem(page.place(line), message, "note"))
    for form in page.front.force:
        if form.casefold() not in {name.casefold() for _, name in named}:
            message = (
                f"'force' names '{form}', which is no form of this term. Add it to 'forms', or take it out."
            )
            problems.append(Problem(page.place(page.key_lines.get("force", 1)), message))
    return tuple(dict.fromkeys(kept)), problems


def _is_meaning(label: Label, kinds: Mapping[str, LabelKind]) -> bool:
    kind = kinds.get(label.name)
    return kind is not None and kind.shows == "meaning"


def _whose(page: Page, meanings: Collection[Label]) -> Iterator[Problem]:
    for label in meanings:
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


def _circles(pages: Mapping[PagePath, Page], terms: dict[PagePath, Term]) -> Iterator[Problem]:
    """A message for each term whose `see` comes back to itself."""
    for term in terms.values():
        way = [term.name]
        at = term.see
        while at is not None and at in terms and at != term.page and terms[at].name not in way:
            way.append(terms[at].name)
            at = terms[at].see
        if at == term.page:
            circle = "' to '".join([*way, term.name])
            message = f"'see' goes in a circle, from '{circle}'. Take it out of the one that has the meaning."
            yield Problem(pages[term.page].key("see"), message)


def destination(terms: Mapping[PagePath, Term], path: PagePath) -> PagePath:
    """Where a term leads: its own page, or the one at the end of `see`."""
    seen = {path}
    at = path
    while at in terms:
        further = terms[at].see
        if further is None:
            break
        if further in seen:
            return path
        seen.add(further)
        at = further
    return at


def _short(page: Page) -> str:
    """The first paragraph that is no label, as words."""
    labels = {label.start for label in page.labels}
    for block in page.outline.children:
        if block.kind == "paragraph" and block.inlines and block.inlines[0][1] not in labels:
            words = inlines.words(page.text, block)
            if len(words) <= LONGEST_SHORT:
                return words
            return words[: words.rfind(" ", 0, LONGEST_SHORT)].rstrip(" ,;:–-") + " …"
    return ""
