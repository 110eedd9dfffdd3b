# SPDX-License-Identifier: MIT
"""Walking ladders of whatever is due: each rung once per recipient (domain.md §8).

A day's walk is cut into batches, each a transaction of its own; one that was cut short is walked again from its
beginning, and finds what was told told.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from datetime import date
from typing import Any, Protocol

import msgspec

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.notices import operations as notices
from thinktank.notices.ladder import Audience, Ladder, Owed, Rung, day_of, due_days
from thinktank.notices.schemas import Message
from thinktank.policies import queries as policies
from thinktank.policies.kinds_reporting import Reminders

BATCH = 500


class Reader(Protocol):
    """Return what is owed by a day, by the key: the very condition under which it stands on a desk."""

    def __call__(self, day: date, *, after: int, limit: int) -> Awaitable[list[Owed]]:
        """Return at most ``limit`` of them, those after a key."""
        ...


People = Callable[[Sequence[Owed]], Awaitable[dict[int, list[int]]]]
"""Who guides, or looks after, each of some owed things, by its id."""


class Words(msgspec.Struct, frozen=True):
    """What is said until the due day, after it, and to those to whom it is passed up.

    Each may name the ``number``, ``what`` is owed, and the ``day``; ``detail`` says what is owed below the title.
    """

    ahead: str
    late: str
    up: str
    detail: bool = False

    def about(self, one: Owed, rung: Rung) -> tuple[str, str]:
        """Return title and text of a word about something owed."""
        text = self.ahead if rung.steps <= 0 else self.late if rung.audience is Audience.OWNER else self.up
        return _(text) % {"number": one.number, "what": one.what, "day": day_of(one)}, one.what if self.detail else ""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What is owed, how it is read, said, and passed up, and which of the settings are its ladder.

    What nobody in person owes is owed by the officers, or by ``owners`` where the kind says who they are.
    """

    name: str
    path: str
    ladder: Callable[[Reminders], Ladder]
    read: Reader
    words: Words
    officers: People
    mentors: People | None = None
    owners: People | None = None


def climbing(kind: Kind) -> Callable[[Actor], Coroutine[Any, Any, int]]:
    """Return the work of a job that climbs a kind's ladder, as the settings of the day say."""

    async def climb(_actor: Actor) -> int:
        """Tell everybody on the rungs of today; return how many words were new."""
        return await walk(kind, kind.ladder(await policies.reminders()))

    return climb


async def walk(kind: Kind, ladder: Ladder) -> int:
    """Tell everybody on the rungs of today; return how many words were new."""
    told = 0
    for day, rungs in due_days(ladder, await policies.calendar(), clock.today()).items():
        after = 0
        while await kind.read(day, after=after, limit=1):  # most days owe nothing: no writing transaction for them
            async with db.write_tx():
                found = await kind.read(day, after=after, limit=BATCH)
                told += await notices.notify_many(await _messages(kind, found, rungs))
            if len(found) < BATCH:
                break
            after = found[-1].id
    return told


async def _messages(kind: Kind, found: list[Owed], rungs: Iterable[Rung]) -> list[Message]:
    made = []
    for rung in rungs if found else ():
        people = await _recipients(kind, rung, found)
        for one in found:
            title, body = kind.words.about(one, rung)
            made += [
                Message(
                    account=account, rule=f"{kind.name}.ladder", kind=kind.name, record=one.id,
                    occasion=f"{one.due_on.isoformat()} {rung.name}", title=title, body=body,
                    href=(rung.audience is not Audience.OWNER and one.up) or f"{kind.path}{one.id}",
                )
                for account in people.get(one.id, ())
            ]  # fmt: skip
    return made


async def _recipients(kind: Kind, rung: Rung, found: list[Owed]) -> dict[int, list[int]]:
    """Who is told of each on this rung: whoever owes it, then mentors, then officers."""
    if rung.audience is Audience.MENTOR:
        return await kind.mentors(found) if kind.mentors else {}
    if rung.audience is Audience.OFFICER:
        return await kind.officers(found)
    nobodys = [one for one in found if not one.account]
    owners = kind.owners or kind.officers
    return {one.id: [one.account] for one in found if one.account} | (await owners(nobodys) if nobodys else {})
