"""What this handbook asks of every network, and which of it each network's page answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handbook.model import NETWORKS, Heading, Page, PagePath, Vocabulary, slug
from handbook.read.labels import ANY_NEEDED

_FOLDER = NETWORKS.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and its heading on one page, if there is one.

    It is `answered` where somebody wrote more under it than that something is missing.
    """

    question: str
    heading: Heading | None
    answered: bool = False
    empty: bool = False
    """Whether there is a heading and nothing under it, not even a label."""


def is_network(page: Page) -> bool:
    """Whether a page is one of a network: the index and the table are none."""
    return page.folder == _FOLDER and page.path != NETWORKS and not page.path.endswith("/index.md")


def answers(page: Page, vocabulary: Vocabulary) -> tuple[Answer, ...]:
    """Every question as a network's page answers it, or nothing where it has none of their headings."""
    questions = vocabulary.settings.network_questions
    if not questions or not is_network(page):
        return ()
    named: dict[str, int] = {}
    for number, heading in enumerate(page.headings):
        if heading.section != page.section:
            named.setdefault(slug(heading.text), number)
    found = [_answer(page, question, named.get(slug(question)), vocabulary) for question in questions]
    return tuple(found) if any(answer.heading for answer in found) else ()


def side_by_side(
    pages: Mapping[PagePath, Page], vocabulary: Vocabulary
) -> dict[PagePath, tuple[Answer, ...]]:
    """The networks that have been asked, in the order of the book, and how each answers."""
    found = {path: answers(page, vocabulary) for path, page in pages.items()}
    return {path: given for path, given in found.items() if given}


def _answer(page: Page, question: str, number: int | None, vocabulary: Vocabulary) -> Answer:
    if number is None:
        return Answer(question, None)
    heading, *following = page.headings[number:]
    parts = [heading]
    for other in following:
        if other.level <= heading.level:
            break
        parts.append(other)
    wanting = {label.section for label in page.labels if _is_gap(label.name, vocabulary)}
    answered = any(part.filled and (part.words or part.section not in wanting) for part in parts)
    return Answer(question, heading, answered, not any(part.filled for part in parts))


def _is_gap(name: str, vocabulary: Vocabulary) -> bool:
    kind = vocabulary.labels.get(name) or vocabulary.labels.get(ANY_NEEDED)
    return kind is not None and kind.gap
