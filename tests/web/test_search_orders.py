# SPDX-License-Identifier: MIT
"""Orders and the way to a project's reports are found by number and subject, by who may see them alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from research.projects import queries as project_queries
from research.projects.operations_granting import put_index
from research.topics.tables import Topic
from reviews.supervision import operations_orders as orders
from reviews.supervision.schemas import DraftOrder, OrderView, Step
from reviews.supervision.states import OrderKind
from tests.factories.people import actor_as, make_talent, sign_in
from tests.factories.projects import Made, make_project
from thinktank.index import anew
from thinktank.index import operations as index
from thinktank.index.tables import SearchEntry, SearchGram
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.talents.tables import Talent

if TYPE_CHECKING:
    import httpx

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("frozen", "wired")]


async def drafted(made: Made) -> OrderView:
    inspector = await actor_as(Role.INSPECTOR)
    command = DraftOrder(
        nonsecret=True, project=made.id, kind=OrderKind.SUPERVISION, matter="改造清单会商", problem="未召开",
        requirement="召开", due_on=date(2026, 4, 3),
    )  # fmt: skip
    return await orders.draft_order(inspector, command=command)


async def found(client: httpx.AsyncClient, actor: Actor, text: str) -> dict[str, list[str]]:
    await sign_in(client, actor)
    answer: dict[str, Any] = (await client.get(f"/api/v1/search?q={text}")).json()
    return {group["kind"]: [hit["title"] for hit in group["hits"]] for group in answer["groups"]}


async def test_an_order_is_found_by_its_subject_and_number_once_it_is_out(client: httpx.AsyncClient) -> None:
    made, leader = await make_project(), await actor_as(Role.DEPT_LEADER)
    order = await drafted(made)
    assert await found(client, leader, "会商") == {"order": ["改造清单会商"]}
    assert await found(client, made.lead, "会商") == {}
    signed = await orders.sign_order(leader, id=order.id, command=Step())
    title = f"{signed.number}　改造清单会商"
    for actor in (leader, made.lead, made.mentor):
        assert await found(client, actor, "会商") == {"order": [title]}
    assert await found(client, leader, "督〔2026〕1号") == {"order": [title]}
    assert await found(client, await actor_as(Role.MENTOR), "会商") == {}
    assert await found(client, await actor_as(Role.REVIEWER), "会商") == {}


async def test_entries_are_written_anew(client: httpx.AsyncClient) -> None:
    made, leader = await make_project(title="蟒蛇河水生态"), await actor_as(Role.DEPT_LEADER)
    await drafted(made)
    person = await make_talent(name="孔新禾")
    await make_talent(name="孔旧禾", state="exited")
    async with db.write_tx():
        await SearchGram.delete(force=True)
        await SearchEntry.delete(force=True)
        await index.put("talent", person + 500, "孔不在", "", "/talents/0", ["孔不在"])
    assert await found(client, leader, "会商") == {}
    assert await anew.write(at_once=1) == {
        "人才": await Talent.count(), "课题": await Topic.count(), "项目": 1, "成果": 0, "督办单": 1,
    }  # fmt: skip
    assert (await found(client, leader, "会商"))["order"] == ["改造清单会商"]
    assert (await found(client, leader, "蟒蛇河"))["project"] != []
    assert (await found(client, leader, "孔"))["talent"] == ["孔新禾"]


async def test_a_project_leads_to_its_reports(client: httpx.AsyncClient) -> None:
    made, leader = await make_project(title="蟒蛇河水生态"), await actor_as(Role.DEPT_LEADER)
    async with db.write_tx():
        await put_index(await project_queries.get(leader, made.id))
    await sign_in(client, made.lead)
    answer = (await client.get("/api/v1/search?q=蟒蛇河&kind=report")).json()
    assert [(hit["title"][-4:], hit["href"]) for hit in answer["groups"][0]["hits"]] == [
        ("进展报告", f"/projects/{made.id}/reports")
    ]
    assert (await client.get(f"/projects/{made.id}/reports")).status_code == 200
    assert "进展报告" in (await client.get("/search?q=蟒蛇河")).text
    assert await found(client, await actor_as(Role.MEMBER), "蟒蛇河") == {}
