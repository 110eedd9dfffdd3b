# SPDX-License-Identifier: MIT
"""Supervision and the cockpit in a browser."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import httpx
import pytest
from python_calamine import CalamineWorkbook

from tests.factories.orders import make_checkpoint, make_order, make_problem
from tests.factories.people import actor_as, make_unit, post, sign_in
from tests.factories.projects import make_project
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Role


async def statements(client: httpx.AsyncClient, url: str) -> int:
    with db.recording() as seen:
        answer = await client.get(url)
    assert answer.status_code == 200
    return len(seen)


async def test_an_inspector_records_a_checkpoint_and_drafts_an_order(client: httpx.AsyncClient) -> None:
    project, inspector = await make_project(), await actor_as(Role.INSPECTOR)
    checkpoint = await make_checkpoint(project=project.id, inspector=inspector.account)
    await sign_in(client, inspector)
    assert "会商进度现场督查" in (await client.get("/supervision/desk")).text
    url = f"/supervision/checkpoints/{checkpoint}"
    bad = await post(client, f"{url}/record", {"finding": "会商还没有召开", "nonsecret": ""})
    assert bad.status_code == 422
    assert "会商还没有召开" in bad.text
    found = {"problems-0-text": "会商纪要没有报送", "problems-0-kind": "rules", "problems-1-text": ""}
    good = await post(client, f"{url}/record", {"finding": "会商还没有召开", "nonsecret": "1", "version": "1"} | found)
    assert (good.status_code, good.headers["location"]) == (303, url)
    assert "会商纪要没有报送" in (await client.get("/problems")).text
    form = await client.get(f"/supervision/orders/new?project={project.id}&checkpoint={checkpoint}")
    assert "会商还没有召开" in form.text
    data = {
        "project": project.id, "checkpoint": checkpoint, "kind": "supervision", "matter": "会商", "problem": "未召开",
        "requirement": "召开", "due_on": "2099-01-05", "nonsecret": "1",
    }  # fmt: skip
    drafted = await post(client, f"/supervision/orders/new?project={project.id}", data)
    assert drafted.status_code == 303
    assert "待签发" in (await client.get(drafted.headers["location"])).text


async def test_the_ledger_of_orders_leaves_as_a_workbook(client: httpx.AsyncClient) -> None:
    project, officer = await make_project(), await actor_as(Role.OFFICER)
    await make_order(project=project.id, handler=project.lead.account, drafted_by=officer.account)
    await make_order(project=project.id, handler=project.lead.account, drafted_by=officer.account, kind="reminder")
    await sign_in(client, officer)
    file = await client.get("/supervision/papers/ledger?kind=supervision")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert rows[2][:3] == ["序号", "文号", "类型"]
    assert [row[1:3] for row in rows[3:]] == [["督〔2026〕1号", "督办单"], ["1件", ""]]
    await sign_in(client, project.lead)
    assert (await client.get("/supervision/papers/ledger")).status_code == 403


async def test_the_handler_sees_and_answers_an_order(client: httpx.AsyncClient) -> None:
    project, officer = await make_project(), await actor_as(Role.OFFICER)
    order = await make_order(project=project.id, handler=project.lead.account, drafted_by=officer.account)
    url = f"/supervision/orders/{order}"
    await sign_in(client, project.lead)
    page = await client.get(url)
    assert "签收" in page.text
    assert "撤回</a>" not in page.text
    assert (await post(client, f"{url}/receive", {"version": "1"})).status_code == 303
    assert (await post(client, f"{url}/receive", {"version": "1"})).status_code == 403
    assert "整改情况" in (await client.get(f"{url}/reply")).text
    bad = await post(client, f"{url}/reply", {"reply": "", "version": "2"})
    assert bad.status_code == 422
    good = await post(client, f"{url}/reply", {"reply": "已召开会商", "nonsecret": "1", "version": "2"})
    assert good.status_code == 303
    assert (await client.get(f"{url}/no-such-step")).status_code == 404


async def test_panels_and_override(client: httpx.AsyncClient) -> None:
    project, officer = await make_project(), await actor_as(Role.OFFICER)
    await make_order(project=project.id, handler=project.lead.account, drafted_by=officer.account)
    await sign_in(client, officer)
    panel = await client.get(f"/supervision/projects/{project.id}", headers={"HX-Request": "true"})
    assert "<html" not in panel.text
    assert "改造清单会商未按节点召开" in panel.text
    assert "督〔2026〕1号" in (await client.get(f"/supervision/projects/{project.id}/note")).text
    set_red = {"light": "red", "reason": "数据不实", "until": clock.today().isoformat()}
    assert (await post(client, f"/supervision/projects/{project.id}/light", set_red)).status_code == 303
    assert "数据不实" in (await client.get(f"/supervision/projects/{project.id}")).text
    end = f"/supervision/projects/{project.id}/light/end"
    bad = await post(client, end, {"reason": ""})
    assert (bad.status_code, "提前恢复按规则亮灯" in bad.text) == (422, True)
    assert (await post(client, end, {"reason": "数据已核实"})).status_code == 303
    assert (await post(client, end, {"reason": "再来"})).status_code == 409
    await post(client, f"/supervision/projects/{project.id}/light", set_red)
    api = f"/api/v1/projects/{project.id}/light"
    assert (await client.get(api)).json()["overridden_until"] == set_red["until"]
    proof = {"x-csrftoken": client.cookies["tt_csrf"]}
    ended = await client.post(f"{api}/end", headers=proof, json={"reason": "数据已核实"})
    assert (ended.status_code, ended.json()["overridden_until"]) == (200, None)


async def test_lists_cost_the_same_at_one_and_at_many_rows(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.DEPT_LEADER)
    await sign_in(client, officer)
    project = await make_project(with_reports=False)
    pages = ("/supervision", "/cockpit", "/cockpit/rows/projects", f"/supervision/projects/{project.id}")
    await make_order(project=project.id, handler=project.lead.account, drafted_by=officer.account)
    once = [await statements(client, url) for url in pages]
    for _ in range(6):
        other = await make_project(with_reports=False)
        await make_order(project=other.id, handler=other.lead.account, drafted_by=officer.account)
        await make_order(project=project.id, handler=project.lead.account, drafted_by=officer.account)
    assert [await statements(client, url) for url in pages] == once
    assert once == [5, 6, 5, 11]  # session, grants and badge are three of each


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DEPT_LEADER])
async def test_cockpit_numbers_equal_the_rows_behind_them(client: httpx.AsyncClient, role: Role) -> None:
    actor = await actor_as(role)
    await make_project(light="red", with_reports=False, title="村级集体经济抱团发展路径")
    second = await make_project(direction="rural")
    await make_project(stage="closed")
    await make_order(project=second.id, handler=second.lead.account, drafted_by=actor.account)
    await make_order(project=second.id, handler=second.lead.account, drafted_by=actor.account, state="closed")
    await sign_in(client, actor)
    view = (await client.get("/api/v1/cockpit")).json()
    figures = {one["key"]: one["value"] for one in view["figures"]}
    assert figures["projects"] == "2"
    assert figures["orders"] == "1"
    rows = (await client.get("/api/v1/cockpit/rows/projects")).json()
    assert (len(rows["items"]), rows["total"]) == (2, 2)
    red = (await client.get("/api/v1/cockpit/rows/projects?light=red&direction=urban")).json()
    assert [row["title"] for row in red["items"]] == ["村级集体经济抱团发展路径"]
    page = await client.get("/cockpit/lamps")
    assert "村级集体经济抱团发展路径" in page.text
    assert (await client.get("/cockpit/rows/nothing")).status_code == 404
    assert "共1条" in (await client.get("/supervision?show=open")).text
    for what in ("projects", "outcomes", "reports"):
        assert (await client.get(f"/cockpit/rows/{what}")).status_code == 200


async def test_cockpit_is_the_departments(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.MEMBER))
    assert (await client.get("/cockpit")).status_code == 403


async def test_an_order_goes_out_with_its_helpers_and_its_papers(client: httpx.AsyncClient) -> None:
    unit = await make_unit("区城管局")
    project, officer = await make_project(), await actor_as(Role.OFFICER)
    leader, liaison = await actor_as(Role.DEPT_LEADER), await actor_as(Role.LIAISON, unit=unit, scope=unit)
    await sign_in(client, officer)
    form = await client.get(f"/supervision/orders/new?project={project.id}")
    assert form.text.count('name="units"') == 3
    sent = {
        "project": str(project.id), "kind": "supervision", "matter": "会商未召开", "problem": "会商未召开",
        "requirement": "召开会商", "due_on": (clock.today() + timedelta(days=20)).isoformat(), "nonsecret": "1",
        "units": [str(unit), "", ""], "helpers": ["", str(project.member.account)],
    }  # fmt: skip
    paper = {"uploads": ("任务书节选.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")}
    url = f"/supervision/orders/new?project={project.id}"
    no_liaison = await post(client, url, sent | {"units": [str(project.unit)]})
    assert (no_liaison.status_code, "还没有联络员" in no_liaison.text) == (422, True)
    made = (await post(client, url, sent, files=paper)).headers["location"]
    page = (await client.get(made)).text
    assert all(word in page for word in ("区城管局", project.member.name, "任务书节选.pdf"))
    await sign_in(client, leader)
    assert (await post(client, f"{made}/sign", {"version": "1"})).status_code == 303
    await sign_in(client, liaison)
    page = (await client.get(made)).text
    assert ("填写协办情况" in page, f'href="/projects/{project.id}"' in page) == (True, False)
    opened = (await client.get(f"{made}/help")).text
    assert "供承办人反馈时一并采用" in opened
    bad = await post(client, f"{made}/help", {"text": "", "version": "1"})
    assert (bad.status_code, "保存协办情况" in bad.text) == (422, True)
    said = {"text": "已派两人参加", "nonsecret": "1", "version": "1"}
    assert (await post(client, f"{made}/help", said)).status_code == 303
    stale = await post(client, f"{made}/help", said)
    assert stale.status_code == 409
    assert "已派两人参加</textarea>" in (await client.get(f"{made}/help")).text
    ledger = (await client.get("/supervision")).text
    assert ("会商未召开" in ledger, f'href="/projects/{project.id}"' in ledger) == (True, False)
    answer = (await client.get(f"/api/v1{made.removeprefix('/supervision')}")).json()
    assert [(one["unit_name"], one["name"], one["text"]) for one in answer["helpers"]] == [
        ("区城管局", None, "已派两人参加"), (None, project.member.name, ""),
    ]  # fmt: skip
    assert [(one["name"], one["category"]) for one in answer["files"]] == [("任务书节选.pdf", "basis")]
    paper_of = docx.Document(io.BytesIO((await client.get(f"{made}/papers/order_supervision")).content))
    cells = [cell.text for table in paper_of.tables for row in table.rows for cell in row.cells]
    assert f"区城管局、{project.member.name}" in cells
    assert "协办情况\n区城管局：已派两人参加" in cells
    assert "1. 任务书节选.pdf" in [line.text for line in paper_of.paragraphs]


async def test_an_inspectors_desk_is_bounded_and_says_how_much_waits(client: httpx.AsyncClient) -> None:
    """Sixty-four of each: the first ten stand on the desk, the lists hold every one, page by page."""
    inspector, project = await actor_as(Role.INSPECTOR), await make_project(with_reports=False)
    lead = project.lead.account
    for n in range(64):
        due = clock.today() + timedelta(days=n)
        await make_checkpoint(project=project.id, inspector=inspector.account, due_on=due, title=f"督查{n:02d}")
        await make_order(
            project=project.id, handler=lead, drafted_by=lead, state="replied", due_on=due, matter=f"事项{n:02d}"
        )  # fmt: skip
        await make_problem(
            project=project.id, owner=lead, found_by=lead, state="fixed", due_on=due, text=f"问题{n:02d}"
        )
        done = clock.today() - timedelta(days=64 - n)
        title, by = f"已查{n:02d}", inspector.account
        await make_checkpoint(project=project.id, inspector=by, state="done", due_on=done, done_on=done, title=title)
    await sign_in(client, inspector)
    page = (await client.get("/supervision/desk")).text
    assert "待督查64项，待办督办单64件，待销号问题64条" in page
    for word in ("事项", "问题"):
        assert [f"{word}{n:02d}" in page for n in (0, 9, 10)] == [True, True, False]
    assert [f"已查{n}" in page for n in (58, 59, 63)] == [False, True, True]
    assert await statements(client, "/supervision/desk") == 8
    lists = {"/checkpoints?show=planned": "title", "/orders?show=check": "matter", "/problems?show=judge": "text"}
    for url, name in lists.items():
        first = (await client.get(f"/api/v1{url}")).json()
        second = (await client.get(f"/api/v1{url}&after={first['next']}")).json()
        found = [one[name] for one in (*first["items"], *second["items"])]
        assert (len(first["items"]), first["total"], len(set(found))) == (50, 64, 64)
        back = (await client.get(f"/api/v1{url}&before={second['prev']}")).json()
        assert [one["id"] for one in back["items"]] == [one["id"] for one in first["items"]]
    shown = (await client.get("/supervision/checkpoints?show=done")).text
    assert shown.index("已查63") < shown.index("已查62")
    assert (await client.get("/supervision/checkpoints?show=lost")).status_code in {400, 404, 422}
    far = await actor_as(Role.INSPECTOR, scope=await make_unit("区外局"))
    await sign_in(client, far)
    assert "待督查0项，待办督办单0件，待销号问题0条" in (await client.get("/supervision/desk")).text
