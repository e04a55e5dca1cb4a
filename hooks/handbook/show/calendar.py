"""Days for calendars: files that every calendar takes, and that name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Entry:
    """One day or several, in which no time is taken."""

    id: str
    """The same entry has the same one, so that it takes the place of a former file of it."""
    day: date
    title: str
    about: str
    days: int = 1
    reminder: str = ""
    """What to show a week before, at nine in the morning."""


def as_ics(entry: Entry, made_by: str, today: date) -> bytes:
    """The file of an entry, the same bytes on the same day."""
    # Loading this takes longer than all the rest of a command that writes no such file.
    from icalendar import Alarm, Calendar, Event

    event = Event()
    event.add("uid", entry.id)
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", entry.day)
    if entry.days > 1:
        event.add("dtend", entry.day + timedelta(days=entry.days))
    event.add("summary", entry.title)
    event.add("description", entry.about)
    event.add("transp", "TRANSPARENT")
    if entry.reminder:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.reminder)
        # A day begins at midnight, and nobody wants to be woken then.
        alarm.add("trigger", timedelta(hours=9) - timedelta(days=7))
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", made_by)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
