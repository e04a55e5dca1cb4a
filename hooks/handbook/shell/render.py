"""What an engine makes of one page, within bounds: a page it does not manage costs the site nothing else."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import ParamSpec

SECONDS = 5.0
"""Of processor time, not of the clock: a slow or busy machine does not change what is published. Pages
of a few thousand words take a hundredth of this."""
_AGAIN = 0.5

P = ParamSpec("P")


class TooSlow(BaseException):
    """The time is up. No Exception, since extensions of the engine catch all of these and go on."""


def bounded(render: Callable[P, None], instead: Callable[[str, BaseException], None]) -> Callable[P, None]:
    """A page's `render`, but where it fails or takes too long, `instead` hears why and it runs once more.

    `instead` puts a text in the page's place that every engine manages.
    """

    def within(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with limit(SECONDS):
                return render(*args, **kwargs)
        except TooSlow as error:
            failed: BaseException = error
            why = f"this page takes more than {SECONDS:g} seconds to show. Split it into several pages."
        except RecursionError as error:
            failed = error
            why = "this page is nested too deep to be shown. Make it simpler."
        except Exception as error:
            failed = error
            why = (
                f"this page cannot be shown ({type(error).__name__}). Take out what was added last, "
                "and report it, since this is a fault of the handbook's and not yours."
            )
        instead(f"{why} Until then it is shown as it was typed.", failed)
        return render(*args, **kwargs)

    return within


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the block once it has had so many seconds of processor time.

    Only the main thread of a system with such signals can be stopped (not Windows); elsewhere, and
    where somebody else uses this timer, a page takes as long as it takes. A regular expression and
    everything written in Python stop at once.
    """
    if not hasattr(signal, "SIGVTALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return
    if signal.getitimer(signal.ITIMER_VIRTUAL)[0]:
        yield
        return
    running = True

    def stop(_number: int, _frame: FrameType | None) -> None:
        if running:
            raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    # Again and again, for an engine that takes the first one for an error of its own.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        try:
            yield
        finally:
            running = False
    finally:
        # Also where the time ran out in the line above.
        running = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before if before is not None else signal.SIG_DFL)
