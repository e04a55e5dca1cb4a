"""The commands of practices, loaded when one is called: whoever checks a handbook does not wait for them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class _Practice(click.Group):
    """Commands by where each is in `shell`, in the order in which people need them."""

    def __init__(self, *args: Any, where: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.where = where

    def list_commands(self, context: click.Context) -> list[str]:
        return [*self.where]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.where:
            return None
        module, _, function = self.where[name].rpartition(".")
        found: click.Command = getattr(import_module(f"handbook.shell.{module}"), function)
        return found


@click.group(
    cls=_Practice,
    where={
        "add": "unmentoring.joining.add",
        "import": "unmentoring.joining.import_",
        "check": "unmentoring.joining.check",
        "draw": "unmentoring.drawing.draw",
        "commit": "unmentoring.drawing.commit",
        "record": "unmentoring.hearing.record",
        "output": "unmentoring.passing_on.output",
        "status": "unmentoring.status.status",
        "verify": "unmentoring.drawing.verify",
        "forget": "unmentoring.leaving.forget",
        "publish": "unmentoring.publishing.publish",
    },
)
def unmentoring() -> None:
    """Pair people by chance who asked for it, round by round.

    A round goes: check, draw, commit, send the letters; then record who met, and publish how many. Everything
    about people stays in a private folder on this computer.
    """


@click.group(
    cls=_Practice,
    where={
        "open": "assessment.commands.open_",
        "answer": "assessment.commands.answer",
        "import": "assessment.commands.import_",
        "status": "assessment.commands.status",
        "close": "assessment.commands.close",
        "report": "assessment.commands.report",
        "publish": "assessment.commands.publish",
        "reminder": "assessment.commands.reminder",
        "sheet": "assessment.commands.sheet",
    },
)
def assess() -> None:
    """Ask a team how it works together, twice.

    It answers the same statements at the start and half a year later. A round goes like this: `open` it,
    collect what members answer with `answer` or `import`, `close` it when all have answered, and look at the
    `report` together. Nobody sees any figures before that. `publish` shows some of them to everybody, if the
    team agrees.

    Answers lie in a private folder outside the handbook, and never in the handbook itself.
    """
