# SPDX-License-Identifier: MIT
"""The ledger of problems in a browser."""

from __future__ import annotations

import httpx

from tests.factories.orders import make_problem
from tests.factories.people import actor_as, post, sign_in
from tests.factories.projects import make_project
from thinktank.kernel.actor import Role


async def test_a_problem_from_the_projects_page_to_an_order(client: httpx.AsyncClient) -> None:
    project, inspector = await make_project(), await actor_as(Role.INSPECTOR)
    await sign_in(client, inspector)
    assert "登记问题" in (await client.get(f"/problems/projects/{project.id}")).text
    url = f"/problems/new?project={project.id}"
    bad = await post(client, url, {"project": project.id, "text": "数据没有报送", "kind": "data", "nonsecret": ""})
    assert bad.status_code == 422
    assert "数据没有报送" in bad.text
    good = await post(client, url, {"project": project.id, "text": "数据没有报送", "kind": "data", "nonsecret": "1"})
    assert good.status_code == 303
    page = await client.get(good.headers["location"])
    assert "待整改" in page.text
    number = good.headers["location"].rsplit("/", 1)[1]
    draft = await client.get(f"/supervision/orders/new?project={project.id}&problem={number}")
    assert "数据没有报送" in draft.text


async def test_the_owner_reports_it_mended_and_another_closes_it_out(client: httpx.AsyncClient) -> None:
    project, officer = await make_project(), await actor_as(Role.OFFICER)
    problem = await make_problem(project=project.id, owner=project.lead.account, found_by=officer.account)
    url = f"/problems/{problem}"
    await sign_in(client, project.lead)
    assert "定整改措施：会商纪要迟迟没有报送" in (await client.get("/?all=1")).text
    assert (await post(client, f"{url}/plan", {"measure": "周五前报送", "version": "1"})).status_code == 303
    done = {"progress": "已报送", "nonsecret": "1", "version": "2"}
    assert (await post(client, f"{url}/fix", done)).status_code == 303
    assert (await post(client, f"{url}/fix", done)).status_code == 403
    assert (await client.get(f"{url}/no-such-step")).status_code == 404
    await sign_in(client, officer)
    stale = await post(client, f"{url}/judge", {"passed": "1", "note": "已核对", "version": "2"})
    assert stale.status_code == 409
    assert "已核对" in stale.text
    closed = await post(client, f"{url}/judge", {"passed": "1", "note": "已核对", "version": "3"})
    assert closed.status_code == 303
    assert "已销号" in (await client.get(url)).text


async def test_the_ledger_filters_and_leaves_as_a_workbook(client: httpx.AsyncClient) -> None:
    project, officer = await make_project(), await actor_as(Role.OFFICER)
    await make_problem(project=project.id, owner=project.lead.account, found_by=officer.account)
    await sign_in(client, officer)
    assert "会商纪要迟迟没有报送" in (await client.get("/problems")).text
    assert "没有符合条件的问题" in (await client.get("/problems?show=closed")).text
    file = await client.get("/problems/papers/ledger?view=live")
    assert file.headers["content-type"].endswith("spreadsheetml.sheet")
    await sign_in(client, project.lead)
    assert (await client.get("/problems/papers/ledger")).status_code == 403
