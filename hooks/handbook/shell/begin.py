"""A new page with a few lines to write over, in the folder that asks for it."""

from __future__ import annotations

from pathlib import Path

from handbook.find.names import names
from handbook.model import Entry, Handbook, Wanted, name_key, printable
from handbook.model.refused import Refused
from handbook.read.files import file_name, sweep
from handbook.shell import project
from handbook.show.addresses import new_file
from handbook.show.wanted import template


def begin(root: Path, book: Handbook, name: str, folder: str | None) -> str:
    """The file of the page, which is there now.

    Raises Refused where there can be no such page; then nothing is written.
    """
    key = name_key(name)
    if not key:
        raise Refused(f"'{printable(name)}' has no letters to make a file name of.")
    taken = names(book.pages).by_name.get(key)
    if taken is not None:
        raise Refused(f"there is a page of that name: docs/{taken}.")
    wanted = book.wanted.get(key) or Wanted(key, " ".join(name.split()), ())
    if folder is None:
        folder = book.pages[wanted.asks[0].page].folder if wanted.asks else ""
    parts = [part for part in folder.split("/") if part]
    parts = parts[1:] if parts[:1] == ["docs"] else parts
    if ".." in parts:
        raise Refused(f"'{folder}' is not in docs/.")
    file = new_file(wanted.name, "/".join(map(file_name, parts)))
    wrong = sweep([Entry(file.removeprefix("docs/"))])[1]
    if wrong:
        raise Refused(str(wrong[0]))
    try:
        project.write_new(root / file, template(book, wanted))
    except FileExistsError:
        raise Refused(f"{file} is there already.") from None
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None
    return file
