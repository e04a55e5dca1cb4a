"""One build from its first event to its last: where it writes, and what to say when it fails."""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from handbook.model import printable
from handbook.shell import project, swap

_AGAIN = "Put that right and build again."
_ELSEWHERE = "Or name a folder elsewhere as 'site_dir' in mkdocs.yml."
_REMEDIES = {
    errno.ENOSPC: ("there is no room left on the disk", "Make room and build again."),
    errno.EDQUOT: ("there is no room left for you on the disk", "Make room and build again."),
    errno.EFBIG: ("a file is larger than this system allows", "Raise that limit and build again."),
    errno.EROFS: ("the disk can only be read", f"Make it writable and build again. {_ELSEWHERE}"),
    errno.EACCES: ("you may not write there", f"Ask whoever it belongs to. {_ELSEWHERE}"),
    errno.EPERM: ("you may not write there", f"Ask whoever it belongs to. {_ELSEWHERE}"),
    errno.EXDEV: ("it cannot change places with a new one here", "Delete it and build again."),
    errno.ENAMETOOLONG: ("a name is too long", f"Shorten it and build again. {_ELSEWHERE}"),
    errno.ENOTDIR: ("a file is in the way of a folder", f"Move it and build again. {_ELSEWHERE}"),
    errno.EEXIST: ("a file is in the way of a folder", f"Move it and build again. {_ELSEWHERE}"),
}
_ONLY_WRITING = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
_AT_PAGE = re.compile(r"Error (?:reading|building) page '(.*)': .", re.S)


@dataclass
class Publishing:
    """What outlasts one configuration: some events are given none, and `serve` makes a new one each time."""

    serving: bool = False
    reports: str = ""
    """Where faults of the generator are reported."""
    without_names: Callable[[str], str] = str
    """Takes the names out that somebody has withdrawn."""
    late: int = field(default=0, init=False)
    """How many problems only the building of pages has shown."""
    _building: swap.Building | None = field(default=None, init=False)
    _site: Path | None = field(default=None, init=False)
    page: str = field(default="", init=False)
    """The page that MkDocs failed at."""

    def begin(self, root: Path, site: Path, waits: Callable[[str], object]) -> Path:
        """The folder to write into. Raises swap.Refused and OSError."""
        self.leave()
        self._site, self.page, self.without_names, self.late = None, "", str, 0
        if self.serving:  # into a folder of its own, which nobody has seen before
            return site
        said = f"Another build is writing {site}. This one waits for it to end."
        self._site = site
        self._building = swap.begin(root, site, lambda: waits(printable(said)))
        return self._building.new

    def finish(self, whole: bool) -> Path | None:
        """Where the site is now: the new one if it came out whole, else the last one.

        Raises swap.Refused and OSError.
        """
        building = self._building
        if building is None:
            return None
        if whole:
            swap.finish(building)
        self.leave()
        return building.site

    def leave(self) -> None:
        """Give up what has been begun; the last site stays as it was."""
        if self._building is not None:
            building, self._building = self._building, None
            swap.leave(building)

    def hear(self, record: logging.LogRecord) -> bool:
        """Remember the page MkDocs fails at, to say it once and with a remedy. A filter of its log."""
        found = _AT_PAGE.match(record.getMessage()) if record.levelno == logging.ERROR else None
        if found:
            self.page = found[1]
        return not found

    def fault(self, error: Exception) -> str:
        """What to say of an exception that ended the build, in one line."""
        said = self._of_disk(error) if isinstance(error, OSError) else ""
        if isinstance(error, (swap.Refused, project.Unfit)):
            said = str(error)
        if not said:
            page = f"Page '{self.page}': " if self.page else ""
            what = " ".join(f"{type(error).__name__}: {error}".split())[:300].rstrip(":. ")
            said = (
                f"{page}here the generator failed, and not your words. Please send this line to "
                f"{self.reports or 'whoever looks after it'}: {what}. 'mkdocs build --verbose' says more."
            )
        return printable(self.without_names(said))

    def outcome(self) -> str:
        """What became of the site, after a failure."""
        there = self._site and os.path.isfile(self._site / swap.OURS[0])
        return "Aborted. The last site is as it was." if there else "Aborted. Nothing was published."

    def _of_disk(self, error: OSError) -> str:
        """What to say where the disk did not do what was asked."""
        name = error.filename if isinstance(error.filename, str) else ""
        reason, remedy = _REMEDIES.get(error.errno or 0, (error.strerror, _AGAIN))
        if self._site and (error.errno in _ONLY_WRITING or (name and swap.is_ours(self._site, Path(name)))):
            at = f" ({name})" if error.errno not in _REMEDIES else ""
            return f"{self._site} cannot be written: {reason}{at}. {remedy}"
        return f"{name} cannot be opened: {error.strerror}. {_AGAIN}" if name else ""
