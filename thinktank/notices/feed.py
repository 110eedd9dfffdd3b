# SPDX-License-Identifier: MIT
"""A calendar of what is due, as iCalendar: all-day entries, for due means 24:00 of that day (decisions.md, Days).

What is at an hour and a place stands there; a day without an hour stays that day in whatever time zone the reader's
calendar keeps. It holds the heading, the day and the way back, and nothing else: it lies on servers that are not ours.
No I/O.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from thinktank.web.panels import TodoItem

if TYPE_CHECKING:
    from icalendar import Event

REFRESH = timedelta(hours=4)
MORNING = timedelta(hours=9)
MEETING = timedelta(hours=3)  # how long a meeting is taken to last, which nobody says beforehand
BEFORE = timedelta(hours=2)
ZONE = "Asia/Shanghai"


def calendar(items: Iterable[TodoItem], *, name: str, base_url: str, now: datetime) -> bytes:
    """Return the entries of what has a day, one for each, under numbers that stay the same."""
    from icalendar import Calendar, Timezone  # noqa: PLC0415 -- heavy: loaded where it is used

    made = Calendar.new(prodid="-//thinktank//zh", name=name, refresh_interval=REFRESH)
    made.add("x-wr-timezone", ZONE)
    made.add("method", "PUBLISH")
    made.add_component(
        Timezone.from_tzid(ZONE, first_date=date(now.year - 1, 1, 1), last_date=date(now.year + 2, 1, 1))
    )
    for item in items:
        if item.due is not None:
            made.add_component(_entry(item, item.due, base_url.rstrip("/"), now))
    return bytes(made.to_ical())


def _entry(item: TodoItem, due: date, base_url: str, now: datetime) -> Event:
    from icalendar import Alarm, Event  # noqa: PLC0415

    start, end = (item.at, item.at + MEETING) if item.at else (due, due + timedelta(days=1))
    entry = Event.new(
        uid=str(uuid5(NAMESPACE_URL, f"{base_url}{item.href}#{item.kind}")), summary=item.title, start=start, end=end,
        stamp=now, url=f"{base_url}{item.href}", location=item.place or None,
    )  # fmt: skip
    entry.add("transp", "TRANSPARENT" if item.at is None else "OPAQUE")
    alarm = Alarm.new(summary=item.title, description=item.title)
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", MORNING if item.at is None else -BEFORE)
    entry.add_component(alarm)
    return entry
