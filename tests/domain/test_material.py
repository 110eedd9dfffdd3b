# SPDX-License-Identifier: MIT
"""Which version of the material is reviewed: fixed on entry, shown as older, replaced by an explicit step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from research.projects.tables import Milestone
from reviews.rounds import material, operations_recusal
from reviews.rounds import operations as rounds
from reviews.rounds import operations_material as operations
from reviews.rounds.schemas import NewRound, Pin
from reviews.rounds.schemas_material import ReplaceMaterial
from reviews.rounds.states import ConflictKind
from reviews.rounds.tables import RoundItem
from reviews.rubrics.states import Kind
from reviews.scoring import queries
from tests.factories import people
from tests.factories.people import post, sign_in
from tests.factories.rounds import make_assignment, make_gate, make_plain_project, make_round
from thinktank.identity.queries import actor_of
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, NotFound
from thinktank.notices.tables import Notice

pytestmark = pytest.mark.usefixtures("database")
BEFORE, AFTER = "完成30个小区摸底。", "完成50个小区摸底，补充访谈。"


async def opened() -> tuple[Actor, int, int]:
    """A round with one gate: who runs it, the item, the gate."""
    panel = await make_round()
    officer = await actor_of(panel.officer)
    project = await make_plain_project(lead=panel.lead, unit=await people.make_unit(), number="QL26-77")
    gate = await make_gate(project, note=BEFORE)
    command = NewRound(Kind.MIDTERM, "第二轮", closes_on=clock.today() + timedelta(days=9), milestones=[gate])
    made = await rounds.open_round(officer, command=command)
    item = (await RoundItem.select(RoundItem.id).where(RoundItem.round == made.id))[0]["id"]
    return officer, item, gate


async def rewrite(gate: int) -> None:
    values: dict[Any, Any] = {Milestone.note: AFTER}
    async with db.write_tx():
        await Milestone.update(values).where(Milestone.id == gate)


async def read(actor: Actor, task: int) -> str:
    return (await queries.desk(actor, task)).material.sections[0].text


async def test_reviewers_read_the_fixed_version_until_it_is_replaced_with_a_reason(frozen):
    officer, item, gate = await opened()
    reviewer = await people.actor_as(Role.REVIEWER, unit=await people.make_unit())
    task = await make_assignment(item, reviewer.account)
    found = await operations.of_item(officer, item)
    assert ([one.number for one in found.versions], found.newer, found.actions) == ([1], False, [])
    with pytest.raises(Conflict, match="没有更新"):
        await operations.replace(officer, item=item, command=ReplaceMaterial("没有变化"))
    await rewrite(gate)
    assert await read(reviewer, task) == BEFORE
    found = await operations.of_item(officer, item)
    assert (found.newer, found.changed, found.actions) == (True, ["提交的材料"], ["replace"])
    assert (await material.of_item(item, blind=False, now=True)).sections[0].text == AFTER
    found = await operations.replace(officer, item=item, command=ReplaceMaterial("课题组补正"))
    assert ([(one.number, one.reason) for one in found.versions], found.newer) == ([(2, "课题组补正"), (1, "")], False)
    assert len({one.digest for one in found.versions}) == 2
    assert await read(reviewer, task) == AFTER
    told = await Notice.select(Notice.rule, Notice.body).where(Notice.account == reviewer.account)
    assert told == [{"rule": "review.material", "body": "课题组补正"}]


async def test_who_may_replace_and_when(frozen):
    officer, item, gate = await opened()
    await rewrite(gate)
    command = ReplaceMaterial("课题组补正")
    party = await people.actor_as(Role.OFFICER)
    await operations_recusal.pin(officer, id=item, command=Pin(party.account, ConflictKind.KIN, "已核实"))
    for actor in (party, await people.actor_as(Role.REVIEWER), await people.actor_as(Role.MEMBER)):
        with pytest.raises(NotFound):
            await operations.replace(actor, item=item, command=command)
        with pytest.raises(NotFound):
            await operations.of_item(actor, item)
    with pytest.raises(Conflict):
        await operations.replace(officer, item=item, command=ReplaceMaterial("课题组补正", version=99))
    values: dict[Any, Any] = {"state": "scored"}
    async with db.write_tx():
        await RoundItem.update(values).where(RoundItem.id == item)
    with pytest.raises(Denied, match="不能再更换"):
        await operations.replace(officer, item=item, command=command)
    assert (await operations.of_item(officer, item)).actions == []


async def test_an_item_of_before_reads_its_source_and_can_be_fixed(frozen):
    panel = await make_round()
    officer = await actor_of(panel.officer)
    found = await operations.of_item(officer, panel.item)
    assert (found.versions, found.newer) == ([], True)
    found = await operations.replace(officer, item=panel.item, command=ReplaceMaterial("固定版本"))
    assert [one.number for one in found.versions] == [1]


async def test_the_page_shows_what_is_newer_and_replaces_it(client: httpx.AsyncClient):
    officer, item, gate = await opened()
    await rewrite(gate)
    await sign_in(client, officer)
    page = await client.get(f"/reviews/items/{item}/material")
    assert [word for word in ("第1版", "列入评审后有更新", "提交的材料") if word not in page.text] == []
    lacking = await post(client, f"/reviews/items/{item}/material", {"reason": ""})
    assert lacking.status_code == 422
    done = await post(client, f"/reviews/items/{item}/material", {"reason": "课题组补正"})
    assert done.headers["location"] == f"/reviews/items/{item}/material"
    assert "第2版" in (await client.get(f"/reviews/items/{item}/material")).text
