"""One person's answers, asked for on the terminal. Nothing of anybody else's is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import click
from rich.console import Console

from handbook.model import Instrument
from handbook.practices.assessment import codes
from handbook.practices.assessment.answers import typed
from handbook.practices.assessment.values import Answers, Round
from handbook.shell.terminal import InVain
from handbook.show.phrases import number_of

BACK, STOP = "b", "s"


@dataclass(frozen=True, slots=True)
class _Question:
    """A statement, or a look back; `key` is where its answer goes."""

    head: str
    words: str
    key: str
    looks_back: bool = False


def ask(of: Round, refused: Callable[[str], str], known: Callable[[str], str]) -> Answers:
    """What one person answers to all statements, once they have said that it may be stored.

    `refused` says why a code cannot be taken, and `known` what there is to know of one; both may say nothing.
    Raises InVain where they stop before the end.
    """
    questions = [*_questions(of)]
    try:
        with _own_screen():
            _opening(of, len(questions))
            code = _code(refused)
            if note := known(code):
                click.echo(note)
            given = _given(of.instrument, questions)
    except click.Abort:
        click.echo()
        raise InVain("Stopped. Nothing is stored.") from None
    pairs = [*zip(questions, given, strict=True)]
    statements = {question.key: said for question, said in pairs if said and not question.looks_back}
    then = {question.key: said for question, said in pairs if said and question.looks_back}
    return Answers(code, statements, then)


def code() -> str:
    """A code that somebody types here, so that no list of former commands keeps it. Raises InVain."""
    try:
        with _own_screen():
            return codes.plain(_line("Code"))
    except click.Abort:
        click.echo()
        raise InVain("Stopped. Nothing is changed.") from None


@contextmanager
def _own_screen() -> Iterator[None]:
    """A screen that is gone afterwards, so that the next person does not read what the last one said."""
    with Console().screen(hide_cursor=False):
        yield


def _opening(of: Round, count: int) -> None:
    last, none = len(of.instrument.scale), of.instrument.cannot_say
    click.echo(f"{of.instrument.title}: {number_of(count, 'question')}. This is not a test.")
    click.echo("Nobody sees any answers before the round is closed, and then only what all of them come to.")
    click.echo(f"Type a number from 1 to {last}, or - for '{none}'. Enter alone leaves a question out.")
    click.echo(f"{BACK} goes back, and {STOP} stops and stores nothing.")


def _questions(of: Round) -> Iterator[_Question]:
    for name, part in of.instrument.dimensions.items():
        for key, words in part.statements.items():
            yield _Question(name, words, key)
    if of.kind == "follow-up" and of.instrument.look_back:
        for name in of.instrument.dimensions:
            yield _Question(name, of.instrument.look_back, name, looks_back=True)


def _code(refused: Callable[[str], str]) -> str:
    click.echo("\nYour code is a word or two of your own choosing, and not your name.")
    while True:
        code = codes.plain(_line("Code"))
        if code.casefold() == STOP:
            raise click.Abort
        if not (why := refused(code)):
            return code
        click.echo(why)


def _given(instrument: Instrument, questions: Sequence[_Question]) -> list[int | None]:
    """An answer, or none, to each question in its order."""
    given: list[int | None] = [None] * len(questions)
    at = seen = 0
    while True:
        again, end = seen > at, at == len(questions)
        if end:
            answered = sum(answer is not None for answer in given)
            click.echo(f"\nThat was all: {answered} of {len(questions)} answered.")
            said = _line(f"Shall this be stored? y, or {BACK} to go back, or {STOP} to stop")
        else:
            _show(instrument, questions[at], f"{at + 1} of {len(questions)}")
            held = f" (now {given[at] or '-'}; Enter keeps it)" if again else ""
            said = _answer(instrument, f"Answer{held}")
        match said.casefold():
            case "b":
                at = max(at - 1, 0)
            case "s":
                raise click.Abort
            case "y" | "yes" if end:
                return given
            case "" if again:  # it stays as it was
                at += 1
            case _ if not end:
                given[at] = typed(said, instrument)
                at += 1
                seen = max(seen, at)


def _show(instrument: Instrument, question: _Question, number: str) -> None:
    click.echo(f"\n{number}, {question.head}\n{question.words}")
    words = [f"{step} {word}" for step, word in enumerate(instrument.scale, 1)]
    click.echo(f"  {'   '.join(words)}   - {instrument.cannot_say}")


def _answer(instrument: Instrument, question: str) -> str:
    """What somebody types, once it is an answer, or one of the two letters."""
    while True:
        said = _line(question)
        if said.casefold() in (BACK, STOP):
            return said
        try:
            typed(said, instrument)
        except ValueError as wrong:
            click.echo(str(wrong))
        else:
            return said


def _line(question: str) -> str:
    said: str = click.prompt(question, default="", show_default=False, prompt_suffix=": ")
    return said.strip()
