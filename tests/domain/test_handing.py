# SPDX-License-Identifier: MIT
"""Handing a desk over: everything that a leaver holds is found, moves whole or not at all, and stays on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.factories.orders import make_checkpoint, make_order
from tests.factories.people import actor_as, make_account, make_talent
from tests.factories.projects import make_project
from thinktank.admin import handing
from thinktank.admin.schemas import HandOver
from thinktank.app import wire
from thinktank.identity import queries as accounts
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Denied, Invalid, NotFound
from thinktank.mentoring.tables import Mentorship
from thinktank.notices.tables import Notice
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    wire()
    yield
    wire()


async def desk() -> tuple[Actor, int, int]:
    """An officer, a mentor who inspects and handles, and an account without a role."""
    officer = await actor_as(Role.OFFICER)
    leaver = await make_account(Role.MENTOR, Role.INSPECTOR, name="何午")
    made = await make_project(title="微更新")
    await make_order(project=made.id, handler=leaver, drafted_by=officer.account, state="issued")
    await make_checkpoint(project=made.id, inspector=leaver)
    talent = await make_talent(name="陈甲")
    async with db.write_tx():
        await Mentorship.insert(Mentorship(talent=talent, mentor=leaver, since=date(2026, 1, 1)))
    return officer, leaver, await make_account(name="安乙")


def everything(kinds: list) -> list[str]:  # type: ignore[type-arg]
    return [f"{kind.key}:{item.id}" for kind in kinds for item in kind.items]


async def test_all_that_a_leaver_holds_is_found_and_moves_with_its_roles() -> None:
    officer, leaver, successor = await desk()
    _view, kinds = await handing.desk_of(officer, leaver)
    assert [(kind.key, len(kind.items)) for kind in kinds] == [
        ("roles", 2), ("mentorships", 1), ("orders", 1), ("checkpoints", 1),
    ]  # fmt: skip
    command = HandOver(successor, everything(kinds), "岗位调整")
    lines = await handing.preview(officer, account=leaver, command=command)
    assert [(line.title, line.count, line.fault) for line in lines] == [
        ("角色", 2, ""), ("指导的成员", 1, ""), ("待办的督办单", 1, ""), ("待查的检查点", 1, ""),
    ]  # fmt: skip
    assert (await handing.desk_of(officer, leaver))[1] == kinds
    assert await handing.hand_over(officer, account=leaver, command=command) == 5
    assert (await handing.desk_of(officer, leaver))[1] == []
    theirs = (await handing.desk_of(officer, successor))[1]
    assert [(kind.key, len(kind.items)) for kind in theirs] == [(kind.key, len(kind.items)) for kind in kinds]
    for one in (leaver, successor):
        line = next(one for one in await trail.timeline(officer, "account", one) if "交接" in one.text)
        assert (line.action, line.detail) == ("account.handed_over", "岗位调整")
    assert await Notice.count().where(Notice.rule == "account.handed_over") == 2
    assert (await trail.timeline(officer, "order", kinds[2].items[0].id))[0].action == "order.handed_over"


async def test_what_needs_a_role_does_not_go_to_who_lacks_it_and_nothing_moves() -> None:
    officer, leaver, successor = await desk()
    _view, kinds = await handing.desk_of(officer, leaver)
    items = [item for item in everything(kinds) if not item.startswith("roles")]
    command = HandOver(successor, items, "x")
    faults = {line.title for line in await handing.preview(officer, account=leaver, command=command) if line.fault}
    assert faults == {"指导的成员", "待查的检查点"}
    with pytest.raises(Invalid) as error:
        await handing.hand_over(officer, account=leaver, command=command)
    assert "接手人不是导师" in error.value.fields["items"]
    assert (await handing.desk_of(officer, leaver))[1] == kinds


async def test_the_leaver_can_be_closed_in_the_same_step() -> None:
    officer, leaver, successor = await desk()
    items = everything((await handing.desk_of(officer, leaver))[1])
    await handing.hand_over(officer, account=leaver, command=HandOver(successor, items, "调离", close=True))
    assert (await accounts.account(officer, leaver)).state == "closed"


async def test_what_is_refused() -> None:
    officer, leaver, successor = await desk()
    items = everything((await handing.desk_of(officer, leaver))[1])
    for wrong in (
        HandOver(leaver, items, "x"),
        HandOver(successor, ["orders:999"], "x"),
        HandOver(successor, ["x"], "x"),
    ):
        with pytest.raises(Invalid):
            await handing.hand_over(officer, account=leaver, command=wrong)
    with pytest.raises(NotFound):
        await handing.hand_over(officer, account=999, command=HandOver(successor, items, "x"))
    with pytest.raises(NotFound):
        await handing.hand_over(officer, account=leaver, command=HandOver(999, items, "x"))
    for role in (Role.DEPT_LEADER, Role.LIAISON, Role.SYS_ADMIN, Role.MEMBER):
        with pytest.raises(Denied):
            await handing.desk_of(await actor_as(role), leaver)


async def test_an_officer_cannot_pass_on_a_role_that_is_not_theirs_to_give() -> None:
    officer, leader, successor = (
        await actor_as(Role.OFFICER),
        await make_account(Role.DEPT_LEADER),
        await make_account(),
    )
    items = everything((await handing.desk_of(officer, leader))[1])
    with pytest.raises(Denied):
        await handing.hand_over(officer, account=leader, command=HandOver(successor, items, "x"))
