# SPDX-License-Identifier: MIT
"""Units and persons beside an order's handler: they see it, say what they did, and never check it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import msgspec
import pytest

from reviews.supervision import ledger, operations_helpers, operations_orders, queries
from reviews.supervision.pages import todo
from reviews.supervision.schemas import DraftOrder, GiveReason, HelpOrder, OrderView, ReplyOrder, Step, VerifyOrder
from reviews.supervision.states import OrderKind
from reviews.supervision.tables import OrderHelper
from tests.factories.orders import make_order, pdf
from tests.factories.people import actor_as, make_account, make_unit
from tests.factories.projects import Made, make_project
from thinktank.admin import handing
from thinktank.admin.schemas import HandOver
from thinktank.files import queries as files
from thinktank.files import store
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.papers.ledgers import Conditions
from thinktank.search import queries as search
from thinktank.settings import Settings
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "frozen"), pytest.mark.postgres]
SAID = HelpOrder(nonsecret=True, text="已派两人参加会商")


class Cast(msgspec.Struct):
    project: Made
    officer: Actor
    leader: Actor
    inspector: Actor
    unit: int
    liaison: Actor  # of the unit that helps, without a tie to the project


@pytest.fixture
async def cast(settings: Settings) -> Cast:
    store.configure(settings)
    unit = await make_unit("区城管局")
    return Cast(
        await make_project(with_reports=False), await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER),
        await actor_as(Role.INSPECTOR), unit, await actor_as(Role.LIAISON, unit=unit, scope=unit),
    )  # fmt: skip


def draft(cast: Cast, **more: Any) -> DraftOrder:
    values: dict[str, Any] = {
        "nonsecret": True, "project": cast.project.id, "kind": OrderKind.SUPERVISION, "matter": "垃圾分类会商未召开",
        "problem": "会商未召开", "requirement": "召开会商", "due_on": date(2026, 4, 3),
    }  # fmt: skip
    return DraftOrder(**(values | more))


async def issued(cast: Cast, **more: Any) -> OrderView:
    command = draft(cast, units=[cast.unit], helpers=[cast.project.member.account], **more)
    made = await operations_orders.draft_order(cast.officer, command=command, uploads=[pdf()])
    await operations_orders.sign_order(cast.leader, id=made.id, command=Step())
    return await queries.get(cast.officer, made.id)


async def found_by(actor: Actor, text: str) -> list[str]:
    return [hit.href for group in (await search.search(actor, text)).groups for hit in group.hits]


async def rules_told(actor: Actor) -> list[str]:
    rows = await Notice.select(Notice.rule).where(Notice.account == actor.account).order_by(Notice.id)
    return [row["rule"] for row in rows]


async def test_a_unit_and_a_person_help_from_issue_to_reply(cast: Cast) -> None:
    made = await operations_orders.draft_order(
        cast.officer, command=draft(cast, units=[cast.unit], helpers=[cast.project.member.account]), uploads=[pdf()]
    )
    assert [one.label for one in made.helpers] == ["区城管局", cast.project.member.name]
    assert [(one.name, one.category) for one in made.files] == [("会商纪要.pdf", "basis")]
    with pytest.raises(NotFound):
        await queries.get(cast.liaison, made.id)  # not out yet
    await operations_orders.sign_order(cast.leader, id=made.id, command=Step())
    seen = await queries.get(cast.liaison, made.id)
    assert (seen.actions, seen.sees_project, seen.light) == (["help"], False, "")
    assert [one.title for one in await todo(cast.liaison)] == ["协办督办单：垃圾分类会商未召开"]
    assert await rules_told(cast.liaison) == ["order.issued_to_help"]

    done = await operations_helpers.help_out(cast.liaison, id=made.id, command=SAID, uploads=[pdf()])
    assert [(one.label, one.text, one.said_by_name) for one in done.helpers] == [
        ("区城管局", "已派两人参加会商", cast.liaison.name), (cast.project.member.name, "", None),
    ]  # fmt: skip
    assert await todo(cast.liaison) == []
    assert "order.helped" in await rules_told(cast.project.lead)
    again = HelpOrder(nonsecret=True, text="已派三人参加会商", version=done.helpers[0].version)
    later = await operations_helpers.help_out(cast.liaison, id=made.id, command=again)
    assert (later.helpers[0].text, later.version) == ("已派三人参加会商", seen.version)

    await operations_orders.receive(cast.project.lead, id=made.id, command=Step())
    await operations_orders.reply(cast.project.lead, id=made.id, command=ReplyOrder(nonsecret=True, reply="已召开"))
    with pytest.raises(Denied, match="不能填写协办情况"):
        await operations_helpers.help_out(cast.liaison, id=made.id, command=SAID)
    closed = await operations_orders.verify(cast.inspector, id=made.id, command=VerifyOrder(passed=True, note="已核"))
    assert closed.state == "closed"  # a helper's evidence is evidence


async def test_what_an_order_came_with_is_no_evidence_of_its_reply(cast: Cast) -> None:
    order = await issued(cast)
    await operations_orders.receive(cast.project.lead, id=order.id, command=Step())
    await operations_orders.reply(cast.project.lead, id=order.id, command=ReplyOrder(nonsecret=True, reply="已召开"))
    with pytest.raises(Denied, match="佐证"):
        await operations_orders.verify(cast.inspector, id=order.id, command=VerifyOrder(passed=True, note="已核"))


async def test_who_helps_neither_signs_nor_checks(cast: Cast) -> None:
    both = await actor_as(Role.LIAISON, Role.DEPT_LEADER, Role.INSPECTOR)
    made = await operations_orders.draft_order(cast.officer, command=draft(cast, units=[cast.unit]))
    with pytest.raises(Denied, match="承办或协办"):
        await operations_orders.sign_order(both, id=made.id, command=Step())
    order = await make_order(
        project=cast.project.id, handler=cast.project.lead.account, drafted_by=cast.officer.account, state="replied"
    )
    await OrderHelper.insert(OrderHelper(for_order=order, account=cast.inspector.account))
    with pytest.raises(Denied, match="承办人或协办人"):
        await operations_orders.verify(cast.inspector, id=order, command=VerifyOrder(passed=False, note="缺"))
    assert "verify" not in (await queries.get(cast.inspector, order)).actions


async def test_nobody_is_named_who_could_not_act(cast: Cast) -> None:
    without, stranger = await make_unit("区气象局"), await actor_as(Role.MEMBER)
    for wrong, word in (
        ({"units": [without]}, "区气象局还没有联络员"), ({"units": [10**6]}, "请选择协办单位"),
        ({"helpers": [stranger.account]}, "承办人除外"), ({"helpers": [cast.project.lead.account]}, "承办人除外"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            await operations_orders.draft_order(cast.officer, command=draft(cast, **wrong))
        assert word in next(iter(refused.value.fields.values()))
    assert (await queries.listed(cast.officer)).items == []


async def test_a_liaison_handles_for_the_unit(cast: Cast) -> None:
    liaison = await actor_as(Role.LIAISON, unit=cast.project.unit, scope=cast.project.unit)
    with pytest.raises(Invalid) as refused:
        await operations_orders.draft_order(cast.officer, command=draft(cast, handler=cast.liaison.account))
    assert refused.value.fields == {"handler": "请选择课题负责人或责任单位联络员"}
    command = draft(cast, handler=liaison.account, helpers=[cast.project.lead.account])
    made = await operations_orders.draft_order(cast.officer, command=command)
    await operations_orders.sign_order(cast.leader, id=made.id, command=Step())
    assert [one.title for one in await todo(liaison)] == ["签收督办单：垃圾分类会商未召开"]
    assert [one.title for one in await todo(cast.project.lead)] == ["协办督办单：垃圾分类会商未召开"]
    with pytest.raises(Denied, match="由承办人办理"):
        await operations_orders.receive(cast.project.lead, id=made.id, command=Step())
    await operations_orders.receive(liaison, id=made.id, command=Step())
    answer = ReplyOrder(nonsecret=True, reply="已召开")
    done = await operations_orders.reply(liaison, id=made.id, command=answer, uploads=[pdf()])
    assert (done.state, done.handler_name) == ("replied", liaison.name)


async def test_others_find_no_door(cast: Cast) -> None:
    order = await issued(cast)
    far = await actor_as(Role.LIAISON, unit=await make_unit("区外局"), scope=await make_unit("区外二局"))
    with pytest.raises(NotFound):
        await operations_helpers.help_out(far, id=order.id, command=SAID)
    with pytest.raises(Denied, match="协办单位或协办人"):
        await operations_helpers.help_out(cast.project.lead, id=order.id, command=SAID)
    assert not await queries.may_read_file(far, order.id)
    assert await queries.may_read_file(cast.liaison, order.id)
    assert [one.id for one in (await queries.listed(cast.liaison)).items] == [order.id]
    assert (await queries.listed(far)).items == []
    assert (await queries.listed(cast.liaison, light="green")).items == []  # no way round to the project's light
    assert await found_by(cast.liaison, order.number) == [order.href]
    assert await found_by(far, order.number) == []


async def test_two_of_a_unit_write_at_once(cast: Cast) -> None:
    order = await issued(cast)
    second = await actor_as(Role.LIAISON, unit=cast.unit, scope=cast.unit)
    command = HelpOrder(nonsecret=True, text="已办", version=order.helpers[0].version)
    tries = [operations_helpers.help_out(one, id=order.id, command=command) for one in (cast.liaison, second)]
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(one) for one in found if isinstance(one, BaseException)] == [Conflict]


async def test_helpers_go_along_when_an_order_is_escalated_and_stand_in_the_ledger(cast: Cast) -> None:
    order = await issued(cast)
    await operations_helpers.help_out(cast.liaison, id=order.id, command=SAID)
    graver = await operations_orders.escalate(cast.officer, id=order.id, command=GiveReason(reason="没有动静"))
    assert [(one.label, one.text) for one in graver.helpers] == [
        ("区城管局", ""), (cast.project.member.name, ""),
    ]  # fmt: skip
    (kind,) = ledger.LEDGERS
    place = [column.title for column in kind.columns].index("协办")
    rows = await kind.rows(cast.officer, Conditions())
    assert [row[place] for row in rows] == [f"区城管局、{cast.project.member.name}"] * 2


@pytest.mark.usefixtures("wired")
async def test_a_leaver_is_followed_beside_the_handlers_too(cast: Cast) -> None:
    first, second = await issued(cast), await issued(cast)
    leaver, successor = cast.project.member.account, await make_account(name="安乙")
    await OrderHelper.insert(OrderHelper(for_order=second.id, account=successor))
    _view, kinds = await handing.desk_of(cast.officer, leaver)
    items = [f"{kind.key}:{item.id}" for kind in kinds for item in kind.items if kind.key == "helped_orders"]
    assert items == [f"helped_orders:{first.id}", f"helped_orders:{second.id}"]
    assert await handing.hand_over(cast.officer, account=leaver, command=HandOver(successor, items, "调离")) == 2
    for order in (first, second):
        seen = await queries.get(cast.officer, order.id)
        assert [one.label for one in seen.helpers] == ["区城管局", "安乙"]
        lines = await trail.timeline(cast.officer, "order", order.id)
        assert (lines[0].action, lines[0].detail) == ("order.helper_handed_over", "调离")


async def test_a_withdrawn_order_tells_its_helpers_and_keeps_its_files(cast: Cast) -> None:
    order = await issued(cast)
    await operations_orders.withdraw(cast.officer, id=order.id, command=GiveReason(reason="重复"))
    assert (await rules_told(cast.liaison))[-1] == "order.withdrawn"
    assert [one.category for one in await files.of("order", order.id)] == ["basis"]
