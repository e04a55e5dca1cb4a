"""Why a command did nothing that it was asked for; the message says that, and what to do."""

from __future__ import annotations


class Refused(Exception):
    """Nothing was changed; the message says why, and what to do."""


class Private(Refused):
    """Nothing was changed, because it would have shared a personal detail."""
