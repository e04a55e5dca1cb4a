"""What to answer on where there is no form: a sheet of plain text, and an empty table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from handbook.model import name_key
from handbook.shell import chosen
from handbook.shell.assessment.opening import instrument
from handbook.show.phrases import begun

_WIDTH = 72


def paper(root: Path, id_: str, second: bool) -> Iterator[str]:
    """A sheet to print, with a box for each answer. Raises Refused."""
    _, asked = instrument((), id_, chosen.instruments(root))
    steps = [*map(str, range(1, len(asked.scale) + 1)), "-"]
    boxes = "   ".join(f"[ ] {step}" for step in steps)
    yield from (
        asked.title,
        "",
        "This is not a test: nobody passes, and nobody fails. Leave out what you like.",
    )
    yield from (
        f"  {step}  {word}" for step, word in zip(steps, (*asked.scale, asked.cannot_say), strict=True)
    )
    yield from ("", "Your code, a word or two of your own choosing and not your name:", "", "_" * 30)
    for name, part in asked.dimensions.items():
        looked = [asked.look_back] if second and asked.look_back else []
        yield from ("", begun(name))
        for words in (*part.statements.values(), *looked):
            yield from ("", *wrap(words, _WIDTH), f"    {boxes}")


def table(root: Path, id_: str, second: bool) -> Iterator[str]:
    """The first line of a table, with a column for each answer. Raises Refused."""
    _, asked = instrument((), id_, chosen.instruments(root))
    looked = [f"then-{name_key(name)}" for name in asked.dimensions] if second and asked.look_back else []
    yield ",".join(("code", *asked.statements, *looked))
