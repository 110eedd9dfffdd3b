# SPDX-License-Identifier: MIT
"""The ladders of reports and of matters to coordinate: each rung once per recipient (domain.md §8).

A day's walk is cut into batches, each a transaction of its own; one that was cut short is walked again from its
beginning, and finds what was told told.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from typing import Protocol

from research.reports import queries_reminders as owing
from research.reports.queries_reminders import Owed
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.notices import operations as notices
from thinktank.notices.ladder import Audience, Ladder, Rung, due_days
from thinktank.notices.schemas import Message
from thinktank.policies import queries as policies

BATCH = 500


class _Reader(Protocol):
    def __call__(self, day: date, *, after: int, limit: int) -> Awaitable[list[Owed]]: ...


_Words = Callable[[Owed, Rung], tuple[str, str]]


async def remind_reports(_actor: Actor) -> int:
    """Tell leads, then mentors, then officers about reports that are owed; return how many words were new."""
    terms = await policies.reminders()
    ladder = Ladder(
        before=terms.report_workdays, after=terms.report_after_workdays, mentor=terms.report_mentor_workdays,
        officer=terms.report_officer_workdays,
    )  # fmt: skip
    return await _walk(ladder, owing.reports_due, "report", "/reports/", _report_words)


async def remind_matters(_actor: Actor) -> int:
    """Tell who has to answer a matter to coordinate, then the office; return how many words were new."""
    terms = await policies.reminders()
    ladder = Ladder(
        before=terms.matter_workdays, after=terms.matter_after_workdays, officer=terms.matter_officer_workdays
    )
    return await _walk(ladder, owing.matters_due, "coordination", "/coordinations/", _matter_words)


async def _walk(ladder: Ladder, read: _Reader, kind: str, path: str, words: _Words) -> int:
    told = 0
    for day, rungs in due_days(ladder, await policies.calendar(), clock.today()).items():
        after = 0
        while True:
            async with db.write_tx():
                found = await read(day, after=after, limit=BATCH)
                told += await notices.notify_many(await _messages(found, rungs, kind, path, words))
            if len(found) < BATCH:
                break
            after = found[-1].id
    return told


async def _messages(found: list[Owed], rungs: Iterable[Rung], kind: str, path: str, words: _Words) -> list[Message]:
    ids = list({one.project for one in found})
    made = []
    for rung in rungs if found else ():
        people = await _recipients(rung, found, ids)
        for one in found:
            title, body = words(one, rung)
            made += [
                Message(
                    account=account, rule=f"{kind}.ladder", kind=kind, record=one.id,
                    occasion=f"{one.due_on.isoformat()} {rung.name}", title=title, body=body, href=f"{path}{one.id}",
                )
                for account in people[one.id]
            ]  # fmt: skip
    return made


async def _recipients(rung: Rung, found: list[Owed], ids: list[int]) -> dict[int, list[int]]:
    """Who is told of each on this rung: whoever owes it, the project's mentors, the officers that see it.

    What nobody in person owes (a matter that was given to nobody) is owed by the office.
    """
    if rung.audience is Audience.MENTOR:
        by = await owing.mentors_of(ids)
        return {one.id: by.get(one.project, []) for one in found}
    office = rung.audience is Audience.OFFICER
    by = await owing.officers_of(ids) if office or any(not one.account for one in found) else {}
    return {one.id: [one.account] if one.account and not office else by.get(one.project, []) for one in found}


def _report_words(one: Owed, rung: Rung) -> tuple[str, str]:
    about = {"number": one.number, "label": one.what, "day": f"{one.due_on.month}月{one.due_on.day}日"}
    if rung.steps <= 0:
        return _("%(number)s %(label)s进展报告%(day)s截止") % about, ""
    if rung.audience is Audience.OWNER:
        return _("%(number)s %(label)s进展报告%(day)s已截止，请尽快提交") % about, ""
    return _("%(number)s %(label)s进展报告%(day)s截止，仍未提交，请督促") % about, ""


def _matter_words(one: Owed, rung: Rung) -> tuple[str, str]:
    about = {"number": one.number, "day": f"{one.due_on.month}月{one.due_on.day}日"}
    title = (
        _("%(number)s 需协调事项%(day)s前答复")
        if rung.steps <= 0
        else _("%(number)s 需协调事项%(day)s已到期，仍未答复")
    )
    return title % about, one.what
