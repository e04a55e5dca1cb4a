"""The group of commands `handbook unmentoring`."""

from __future__ import annotations

from importlib import import_module

import click

_COMMANDS = {
    "add": "joining",
    "import": "joining",
    "check": "joining",
    "draw": "drawing",
    "commit": "drawing",
    "record": "hearing",
    "output": "passing_on",
    "status": "status",
    "verify": "drawing",
    "forget": "leaving",
    "publish": "publishing",
}
"""Each by the module it is in, in the order in which a round needs them."""


class _Loaded(click.Group):
    """Commands that are loaded when they are called: whoever checks a handbook does not wait for these."""

    def list_commands(self, context: click.Context) -> list[str]:
        return [*_COMMANDS]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = import_module(f"handbook.shell.unmentoring.{_COMMANDS[name]}")
        found: click.Command = getattr(module, "import_" if name == "import" else name)
        return found


@click.group(cls=_Loaded)
def unmentoring() -> None:
    """Pair people by chance who asked for it, round by round.

    A round goes: check, draw, commit, send the letters; then record who met, and publish how many. Everything
    about people stays in a private folder on this computer.
    """
