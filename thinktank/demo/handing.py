# SPDX-License-Identifier: MIT
"""A colleague acts for another, a unit has a new name, and somebody stands twice in the bank."""

from __future__ import annotations

from datetime import date, timedelta

from thinktank.demo.cast import Cast, on
from thinktank.identity import delegations, operations, units
from thinktank.identity.schemas import Delegate, EditUnit, NewUnit
from thinktank.kernel.actor import system
from thinktank.talents import operations_merging as merging
from thinktank.talents import operations_people as people
from thinktank.talents.schemas_admission import AddPerson


async def settle(cast: Cast, *, today: date) -> None:
    """Let the leader act for the officer, rename a unit, and enter somebody a second time."""
    away = Delegate(deputy=cast.leader.account, until=today + timedelta(days=6), reason="外出培训")
    await delegations.delegate(cast.officer, command=away)
    with on(today - timedelta(days=90)):
        parent = next(iter(cast.units.values()))
        unit = await operations.create_unit(cast.officer, command=NewUnit("区人才公寓管理站", parent, "人才公寓站"))
    with on(today - timedelta(days=20)):
        renamed = EditUnit("区人才安居服务中心", "安居中心", "事业单位", parent, "机构编制调整", 1)
        await units.edit_unit(cast.officer, id=unit, command=renamed)
    for name, post in (("濮阳明", "科员"), ("濮阳鸣", "四级主任科员")):
        twin = AddPerson(
            name=name, unit=unit, post=post, phone="19900002900", birth_month=date(1993, 4, 1), education="大学",
            degree="学士", major="行政管理", cadre="是", statement="参与人才安居服务", same_ok=True, unclassified=True,
        )  # fmt: skip
        await people.add_person(cast.officer, command=twin)
    await merging.find(system("任务"))
