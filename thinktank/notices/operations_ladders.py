# SPDX-License-Identifier: MIT
"""Walking ladders of whatever is due: each rung once per recipient (domain.md §8).

A day's walk is cut into batches, each a transaction of its own; one that was cut short is walked again from its
beginning, and finds what was told told.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date
from typing import Protocol

import msgspec

from thinktank.kernel import clock, db
from thinktank.notices import operations as notices
from thinktank.notices.ladder import Audience, Ladder, Owed, Rung, due_days
from thinktank.notices.schemas import Message
from thinktank.policies import queries as policies

BATCH = 500


class Reader(Protocol):
    """Return what is owed by a day, by the key: the very condition under which it stands on a desk."""

    def __call__(self, day: date, *, after: int, limit: int) -> Awaitable[list[Owed]]:
        """Return at most ``limit`` of them, those after a key."""
        ...


People = Callable[[Sequence[Owed]], Awaitable[dict[int, list[int]]]]
"""Who guides, or looks after, each of some owed things, by its id."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What is owed, how it is read, said, and passed up. What nobody in person owes is owed by the officers."""

    name: str
    path: str
    read: Reader
    words: Callable[[Owed, Rung], tuple[str, str]]
    officers: People
    mentors: People | None = None


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
            title, body = kind.words(one, rung)
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
    return {one.id: [one.account] for one in found if one.account} | (await kind.officers(nobodys) if nobodys else {})
