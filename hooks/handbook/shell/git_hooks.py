"""The hooks with which git calls the guard before a commit and before a push."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import handbook
from handbook.model import printable
from handbook.shell import git, project

_MARK = "# Written by 'handbook guard install'."
_SCRIPT = """\
#!/bin/sh
{mark} It keeps personal details from being shared.
# 'handbook guard uninstall' takes it away.
python={python}
modules={modules}
book={book}
export PYTHONUTF8=1
if [ -x "$python" ] && [ -f "$modules/handbook/__main__.py" ]; then
    PYTHONPATH="$modules" exec "$python" -m handbook -C "$book" guard {what}
fi
for command in "$book/.venv/bin/handbook" "$book/.venv/Scripts/handbook.exe"; do
    if [ -x "$command" ]; then
        exec "$command" -C "$book" guard {what}
    fi
done
echo "The guard that looks for personal details cannot run here: its programs have moved." >&2
echo "Set them up with 'make site', then run: .venv/bin/handbook guard install" >&2
exit 1
"""
HOOKS = {"pre-commit": "--staged", "pre-push": '--pushed "$1"'}
"""What git calls, and what the guard is asked then."""


class NotShared(Exception):
    """Hooks cannot be put where git looks for them; the message says why, and what to do."""


def install(root: Path) -> tuple[list[str], list[str]]:
    """Have git call the guard: what was done, and what somebody has to do by hand.

    Raises NotShared, git.NoGit and OSError.
    """
    folder, top = _folder(root)
    done, by_hand = [], []
    folder.mkdir(parents=True, exist_ok=True)
    for name, what in HOOKS.items():
        place = folder / name
        if not _is_ours(place):
            by_hand.append(
                f"{name}: {printable(str(place))} is there already, and stays as it is. "
                f"Add this line near its beginning:\n    {_line(root, top, what)}"
            )
            continue
        project.write_over(place, _script(root, top, what).encode())
        place.chmod(0o755)
        done.append(f"{name}: the guard looks before every {name.removeprefix('pre-')}.")
    return done, by_hand


def uninstall(root: Path) -> list[str]:
    """Take away the hooks that are ours. Raises NotShared, git.NoGit and OSError."""
    folder, _ = _folder(root)
    found = [name for name in HOOKS if (folder / name).exists() and _is_ours(folder / name)]
    for name in found:
        (folder / name).unlink()
    return [f"{name}: taken away." for name in found]


def _folder(root: Path) -> tuple[Path, Path]:
    """Where git looks for hooks, and the folder it calls them in."""
    folder, top = git.hooks(root)
    common = top / git.words(top, "rev-parse", "--git-common-dir")
    if not any(folder.resolve().is_relative_to(place.resolve()) for place in (top, common)):
        raise NotShared(
            f"git takes its hooks from {printable(str(folder))}, which other repositories share. "
            "For this one alone, run: git config core.hooksPath .git/hooks. Then try again."
        )
    return folder, top


def as_called() -> None:
    """Make what git says of itself to a hook hold in every folder, and not only where it called."""
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        if os.environ.get(name):
            os.environ[name] = os.path.abspath(os.environ[name])
    if os.environ.get("GIT_DIR"):
        os.environ.setdefault("GIT_WORK_TREE", os.getcwd())


def _is_ours(place: Path) -> bool:
    """Whether nobody else's hook is there."""
    if place.is_symlink():
        return False
    return not place.exists() or _MARK in place.read_text(encoding="utf-8", errors="replace")


def _script(root: Path, top: Path, what: str) -> str:
    return _SCRIPT.format(mark=_MARK, what=what, **_programs(root, top))


def _programs(root: Path, top: Path) -> dict[str, str]:
    """Where everything is, as a shell reads it; forward slashes do on Windows as well."""
    places = {
        "python": Path(sys.executable).as_posix(),
        "modules": Path(handbook.__file__).resolve().parents[1].as_posix(),
        "book": root.resolve().relative_to(top.resolve()).as_posix(),
    }
    return {name: shlex.quote(place) for name, place in places.items()}


def _line(root: Path, top: Path, what: str) -> str:
    at = _programs(root, top)
    return f"PYTHONPATH={at['modules']} {at['python']} -m handbook -C {at['book']} guard {what} || exit $?"
