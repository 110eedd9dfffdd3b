# SPDX-License-Identifier: MIT
"""Who acts in tests of admission, and candidates taken as far as a test needs them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.factories.people import actor_as, district, make_talent, make_unit
from thinktank.growth import operations as growing
from thinktank.growth import queries as growth
from thinktank.kernel import events
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.jobs import Job
from thinktank.talents import jobs, queries_admission
from thinktank.talents import operations_admission as admission
from thinktank.talents.events import MembershipChanged
from thinktank.talents.schemas_admission import (
    Batch,
    CaseView,
    TakeStep,
    UnitOpinion,
)

BOARD = date(2026, 3, 16)


class Scan:
    """A stamped paper as it arrives."""

    filename = "单位意见.pdf"

    def __init__(self) -> None:
        self.left = io.BytesIO(b"%PDF-1.4\n%%EOF\n")

    async def read(self, size: int = -1) -> bytes:
        return self.left.read(size)

    async def seek(self, offset: int) -> int:
        return self.left.seek(offset)


class Office:
    """Who acts in these tests."""

    def __init__(self, officer: Actor, leader: Actor, liaison: Actor, unit: int) -> None:
        self.officer, self.leader, self.liaison, self.unit = officer, leader, liaison, unit

    async def candidate(self, **more: Any) -> int:
        values: dict[str, Any] = {
            "state": "submitted",
            "unit": self.unit,
            "local_since": date(2020, 7, 1),
            "cadre": "no",
        }
        return await make_talent(**(values | more))

    async def step(self, talent: int, step: Any, actor: Actor | None = None, **more: Any) -> CaseView:
        return await admission.take_step(actor or self.officer, id=talent, command=TakeStep(step=step, **more))

    async def batch(self, ids: Sequence[int], step: Any, actor: Actor | None = None, **more: Any) -> int:
        return await admission.batch(actor or self.officer, command=Batch(step=step, ids=list(ids), **more))

    async def to_notice(self, *talents: int) -> int:
        """Take candidates as far as their public notice; return it."""
        await self.batch(talents, "ask_unit")
        for talent in talents:
            opinion = UnitOpinion(agree=True, note="表现突出", unclassified=True)
            await admission.give_opinion(self.liaison, id=talent, command=opinion)
        await self.batch(talents, "qualify")
        await self.batch(talents, "cleared")
        await self.batch(talents, "approve", self.leader, on=BOARD, note="会议同意")
        await self.batch(talents, "publish")
        case = await queries_admission.case(self.officer, talents[0])
        assert case.notice is not None
        return case.notice


async def make_office() -> Office:
    """An officer, a leader, a unit with its liaison; the growth record hears of memberships."""
    events.subscribe([(MembershipChanged, growing.on_membership)])
    await district()
    unit = await make_unit("区甲局")
    officer, leader = await actor_as(Role.OFFICER, name="王经办"), await actor_as(Role.DEPT_LEADER)
    return Office(officer, leader, await actor_as(Role.LIAISON, unit=unit), unit)


async def run_jobs() -> dict[str, int]:
    return {job.name: await job.work(system(f"job:{job.name}")) for job in jobs.JOBS if isinstance(job, Job)}


async def growth_lines(office: Office, talent: int) -> list[str]:
    return [line.text for line in await growth.record(office.officer, talent)]
