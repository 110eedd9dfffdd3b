# SPDX-License-Identifier: MIT
"""Who owes an answer to a change request by when: the very conditions of the desks, for the reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from research.changes.states import KIND_LABELS, SENT
from research.changes.tables import ChangeRequest
from research.projects import queries as projects
from research.projects.queries_reminders import in_care_of
from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Role
from thinktank.kernel.i18n import _
from thinktank.notices.ladder import Owed

STEPS = {"unit_opinion": "单位意见", "office_review": "审核", "expert_opinion": "专家意见"}


class _Held(msgspec.Struct):
    id: int
    project: int
    number: str
    unit: int
    kind: str
    state: str
    proposed_at: datetime | None
    answer_by: date

    @property
    def step(self) -> str:
        """What is owed: before the leader it is the signature."""
        return "签批" if self.proposed_at else STEPS[self.state]


def _select() -> Any:
    c = ChangeRequest
    return c.select(
        c.id, c.project, c.project._.number.as_alias("number"), c.project._.unit.as_alias("unit"), c.kind, c.state,
        c.proposed_at, c.answer_by,
    ).where(c.state.is_in(list(SENT)))  # fmt: skip


async def answers_due(day: date, *, after: int, limit: int) -> list[Owed]:
    """Return the requests to be answered by a day, by the key: those that stand on somebody's desk."""
    c = ChangeRequest
    query = _select().where((c.answer_by == day) & (c.id > after))
    return [
        Owed(
            row.id, row.project, row.number, _("%(kind)s申请的%(step)s") % {
                "kind": _(KIND_LABELS[row.kind]), "step": _(row.step)
            }, row.answer_by, None,
        )
        for row in await db.rows(query.order_by(c.id).limit(limit), _Held)
    ]  # fmt: skip


async def holders_of(found: Sequence[Owed]) -> dict[int, list[int]]:
    """Return who holds each request now: the unit's liaisons, the officers, or once it is proposed the leaders.

    Nobody who is of the team: they may not answer.
    """
    return await _people(found, up=False)


async def watchers_of(found: Sequence[Owed]) -> dict[int, list[int]]:
    """Return who watches over each: the officers over units, the leaders over the office, nobody over the leaders."""
    return await _people(found, up=True)


async def _people(found: Sequence[Owed], *, up: bool) -> dict[int, list[int]]:
    rows = {
        row.id: row for row in await db.rows(_select().where(ChangeRequest.id.is_in([one.id for one in found])), _Held)
    }
    here = [one for one in found if one.id in rows]
    officers, leaders = [await in_care_of(here, role) for role in (Role.OFFICER, Role.DEPT_LEADER)]
    people: dict[int, list[int]] = {}
    for one in here:
        row = rows[one.id]
        chain = [await identity.liaisons_of(row.unit), officers[one.id], leaders[one.id], []]
        at = 0 if row.state == "unit_opinion" else 2 if row.proposed_at else 1
        team = await projects.team_accounts(row.project)
        people[one.id] = sorted(set(chain[at + up]) - set(team))
    return people
