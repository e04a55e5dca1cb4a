"""Since when each gap is open: the day git saw it come, or an earlier one that its label says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from handbook.find.days import first_day
from handbook.model import Gap, History, Spell


def dated(gaps: Collection[Gap], history: History, today: date) -> tuple[Gap, ...]:
    """The gaps with `since`, and the commit that asked where git knows it."""
    spells = {spell.gap: spell for spell in history.spells if spell.closed is None}
    return tuple(_dated(gap, spells.get(gap.id), today) for gap in gaps)


def _dated(gap: Gap, spell: Spell | None, today: date) -> Gap:
    if not gap.asked:
        return gap
    said = gap.since if gap.since and first_day(gap.since) <= today else ""
    if spell is None:
        return replace(gap, since=said, as_said=bool(said))
    earlier = bool(said) and first_day(said) < spell.asked
    return replace(
        gap,
        since=said if earlier else spell.asked.isoformat(),
        as_said=earlier,
        commit=spell.commit,
        again=spell.again,
    )
