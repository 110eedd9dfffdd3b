# SPDX-License-Identifier: MIT
"""The page on which a decision is taken back, and its twin of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from research.applications import operations as applications
from reviews.supervision import operations_orders as orders
from reviews.supervision.schemas import VerifyOrder
from tests.factories.orders import make_order, pdf
from tests.factories.people import actor_as, make_member, make_unit, post, sign_in
from tests.factories.projects import make_project, office
from tests.factories.topics import make_application, make_topic
from thinktank.kernel.actor import Actor, Role

if TYPE_CHECKING:
    import httpx

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("frozen", "wired")]


@pytest.fixture
async def closed(client: httpx.AsyncClient) -> tuple[int, Actor, Actor]:
    """An order that was closed, its inspector, and the handler."""
    _ = client
    made, officer, inspector = await make_project(), await office(), await actor_as(Role.INSPECTOR)
    order = await make_order(project=made.id, handler=made.lead.account, drafted_by=officer.account, state="replied")
    await orders.verify(inspector, id=order, command=VerifyOrder(passed=True), uploads=[pdf()])
    return order, inspector, made.lead


async def test_the_order_leads_to_the_page_that_says_what_goes_back(
    client: httpx.AsyncClient, closed: tuple[int, Actor, Actor]
) -> None:
    order, inspector, _lead = closed
    await sign_in(client, inspector)
    assert f'href="/corrections/order/{order}"' in (await client.get(f"/supervision/orders/{order}")).text
    shown = await client.get(f"/corrections/order/{order}")
    assert shown.status_code == 200
    assert "核查通过，销号" in shown.text
    assert "退回后由督查员或经办人办理" in shown.text


async def test_taken_back_by_the_form_and_shown_again_without_a_reason(
    client: httpx.AsyncClient, closed: tuple[int, Actor, Actor]
) -> None:
    order, inspector, _lead = closed
    await sign_in(client, inspector)
    refused = await post(client, f"/corrections/order/{order}", {"reason": ""})
    assert refused.status_code == 422
    assert "撤销理由不能为空" in refused.text
    stale = await post(client, f"/corrections/order/{order}", {"reason": "照片不是现场", "version": "1"})
    assert stale.status_code == 409
    assert "照片不是现场" in stale.text
    done = await post(client, f"/corrections/order/{order}", {"reason": "照片不是现场"})
    assert (done.status_code, done.headers["location"]) == (303, f"/supervision/orders/{order}")
    page = (await client.get(f"/supervision/orders/{order}")).text
    assert "核查中" in page
    assert "照片不是现场" in page
    twice = await post(client, f"/corrections/order/{order}", {"reason": "照片不是现场"})
    assert twice.status_code == 403


async def test_neither_handler_nor_outsider_gets_the_page(
    client: httpx.AsyncClient, closed: tuple[int, Actor, Actor]
) -> None:
    order, _inspector, lead = closed
    await sign_in(client, lead)
    assert (await client.get(f"/corrections/order/{order}")).status_code == 403
    await sign_in(client, await actor_as(Role.MENTOR))
    assert (await client.get(f"/corrections/order/{order}")).status_code == 404
    await sign_in(client, await office())
    assert (await client.get("/corrections/nothing/1")).status_code == 404


async def test_the_api_shows_and_takes_back(client: httpx.AsyncClient, closed: tuple[int, Actor, Actor]) -> None:
    order, inspector, _lead = closed
    await client.get("/privacy")
    await sign_in(client, inspector)
    url = f"/api/v1/corrections/order/{order}"
    seen = (await client.get(url)).json()
    assert (seen["allowed"], seen["backs"]) == (
        True,
        [{"what": "督办单", "now": "已销号", "then": "核查中", "holder": "督查员或经办人", "n": 1}],
    )
    proof = {"x-csrftoken": str(client.cookies["tt_csrf"])}
    bad = await client.post(url, json={"reason": ""}, headers=proof)
    assert bad.status_code in {400, 422}
    done = await client.post(url, json={"reason": "照片不是现场", "version": seen["version"]}, headers=proof)
    assert (done.status_code, done.json()["ruling"]) == (200, None)
    again = await client.post(url, json={"reason": "照片不是现场"}, headers=proof)
    assert again.status_code == 403


async def test_an_application_is_opened_again_from_its_page_and_by_the_api(client: httpx.AsyncClient) -> None:
    officer, (lead, talent), unit = await actor_as(Role.OFFICER), await make_member(), await make_unit()
    topic = await make_topic(created_by=officer.account)
    id_ = await make_application(topic=topic, lead=talent, unit=unit, state="formal_check")
    await applications.refuse_application(officer, id=id_, reason="与榜单不符", version=None)
    await sign_in(client, lead)
    assert "/corrections/application/" not in (await client.get(f"/applications/{id_}")).text
    await sign_in(client, officer)
    assert "撤销不予受理" in (await client.get(f"/applications/{id_}")).text
    shown = (await client.get(f"/corrections/application/{id_}")).text
    assert "退回后由经办人办理" in shown
    done = await post(client, f"/corrections/application/{id_}", {"reason": "看错了附件"})
    assert (done.status_code, done.headers["location"]) == (303, f"/applications/{id_}")
    page = (await client.get(f"/applications/{id_}")).text
    assert "撤销：不予受理" in page
    assert "撤销不予受理" not in page
    await applications.accept_application(officer, id=id_, version=None)
    seen = (await client.get(f"/api/v1/corrections/application/{id_}")).json()
    assert (seen["title"], seen["allowed"], [one["then"] for one in seen["backs"]]) == ("申报办理", True, ["形式审查"])
    proof = {"x-csrftoken": str(client.cookies["tt_csrf"])}
    taken = await client.post(f"/api/v1/corrections/application/{id_}", json={"reason": "看错了附件"}, headers=proof)
    assert (taken.status_code, taken.json()["allowed"]) == (200, False)
    refused = await client.post(f"/api/v1/corrections/application/{id_}", json={"reason": "再来一次"}, headers=proof)
    assert (refused.status_code, refused.json()["detail"]) == (403, "还没有可以撤销的决定")
