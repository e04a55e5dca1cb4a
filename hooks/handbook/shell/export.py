"""The whole book written into a folder of its own, for another engine to build."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from handbook.read.raw import DATA_BYTES

MARKER = ".handbook-export"
"""Lies in every export, so that the next one knows what it may replace."""

ASSETS = Path(__file__).parent.parent / "theme" / "assets"


class Refused(Exception):
    """Nothing was written; the message says why and what to do."""


def place(root: Path, folder: Path) -> Path:
    """Where an export may be written.

    Raises Refused where it would take the place of anything but an earlier export.
    """
    to = folder.resolve()
    docs = root / "docs"
    if to == root or to in root.parents:
        raise Refused(f"{folder} holds the handbook itself. Name a folder of its own.")
    if to == docs or docs in to.parents:
        raise Refused(f"{folder} is in docs/, and would become a part of the handbook. Name another folder.")
    if to.exists() and not to.is_dir():
        raise Refused(f"{folder} is a file. Name a folder.")
    try:
        names = {entry.name for entry in os.scandir(to)} if to.exists() else set()
    except OSError as error:
        raise Refused(f"{folder} cannot be opened: {error.strerror}.") from None
    if names and MARKER not in names:
        raise Refused(f"{folder} is not empty, and no export of a handbook. Name a new or an empty folder.")
    if ".git" in names:
        raise Refused(f"{folder} has a git history, which an export would replace. Name another folder.")
    return to


def settings(root: Path) -> str:
    """The text of `mkdocs.yml`.

    Raises Refused where it cannot be read.
    """
    try:
        with (root / "mkdocs.yml").open("rb") as file:
            content = file.read(DATA_BYTES + 1)
        if len(content) > DATA_BYTES:
            raise Refused(f"mkdocs.yml has more than {DATA_BYTES:,} bytes, the most we read.")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"mkdocs.yml cannot be opened: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused("mkdocs.yml is not UTF-8. Save it again as UTF-8.") from None


def write(root: Path, to: Path, texts: Mapping[str, str], left_out: Collection[str]) -> int:
    """Write everything, whole or not at all, and say how many files that was.

    Raises Refused where the disk does not allow it.
    """
    begun: list[Path] = []
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=to.parent))
        begun.append(beside)
        new = beside / "new"
        files = dict(_files(root / "docs", left_out))
        for path, source in {**_assets(), **files}.items():
            if f"docs/{path}" not in texts:
                _parent(new / "docs" / path)
                shutil.copyfile(source, new / "docs" / path, follow_symlinks=False)
        for path, text in {**texts, MARKER: "Replaced whole by the next `handbook export`.\n"}.items():
            _parent(new / path)
            (new / path).write_bytes(text.encode())
        count = sum(len(names) for _, _, names in os.walk(new)) - 1
        if to.exists():
            to.rename(beside / "old")
        try:
            new.rename(to)
        except BaseException:
            if (beside / "old").exists():
                (beside / "old").rename(to)
            raise
    except OSError as error:
        raise Refused(f"{to} cannot be written: {error.strerror}. Nothing was changed.") from None
    finally:
        for folder in begun:
            shutil.rmtree(folder, ignore_errors=True)
    return count


def _parent(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)


def _files(docs: Path, left_out: Collection[str]) -> Iterator[tuple[str, Path]]:
    """What is published beside the pages, by path; links and folders left out are not followed."""
    for folder, folders, names in os.walk(docs):
        inside = Path(folder).relative_to(docs)
        folders[:] = sorted(name for name in folders if (inside / name).as_posix() not in left_out)
        for name in sorted(names):
            path, file = (inside / name).as_posix(), Path(folder) / name
            if path not in left_out and file.is_file() and not file.is_symlink():
                yield path, file


def _assets() -> dict[str, Path]:
    """What the theme brings along for the browser."""
    files = (file for file in sorted(ASSETS.rglob("*")) if file.is_file())
    return {f"assets/{file.relative_to(ASSETS).as_posix()}": file for file in files}
