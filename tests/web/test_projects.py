# SPDX-License-Identifier: MIT
"""Project pages: what is on screen, forms that keep what was typed, and how often the database is asked."""

from __future__ import annotations

import pytest

from research.projects.tables import Milestone, Project
from research.topics.tables import Application, ApplicationMilestone
from tests.factories.people import post, sign_in
from tests.factories.projects import make_project, office
from thinktank.kernel import db

pytestmark = pytest.mark.usefixtures("database", "frozen")


async def test_the_list_filters_and_links(client):
    made = await make_project(title="水文化课题", light="yellow")
    await make_project(title="蟒蛇河课题", direction="rural")
    await sign_in(client, await office())
    page = await client.get("/projects")
    assert page.status_code == 200
    assert "水文化课题" in page.text
    assert "蟒蛇河课题" in page.text
    page = await client.get("/projects?light=yellow&direction=urban")
    assert f'href="/projects/{made.id}"' in page.text
    assert "蟒蛇河课题" not in page.text
    assert "没有符合条件的项目" in (await client.get("/projects?stage=closed")).text
    rows = await client.get("/projects", headers={"hx-request": "true"})
    assert "<html" not in rows.text


async def test_the_project_page_tells_everything(client):
    made = await make_project(percent=10)
    await sign_in(client, made.lead)
    page = await client.get(f"/projects/{made.id}")
    assert page.status_code == 200
    words = ("绿灯 正常", made.lead.name, made.mentor.name, "立项", "开题评审", "成果转化", "总进度10%", "改造点位")
    for word in words:
        assert word in page.text
    assert "style=" not in page.text
    assert f'hx-get="/projects/{made.id}/reports?recent=2"' in page.text
    tab = await client.get(f"/projects/{made.id}?tab=reports")
    assert f'hx-get="/projects/{made.id}/reports"' in tab.text
    for tab_name in ("files", "history"):
        assert (await client.get(f"/projects/{made.id}?tab={tab_name}")).status_code == 200


@pytest.mark.parametrize(
    ("stage", "status", "lit", "ended"),
    [("running", "normal", True, False), ("running", "suspended", True, False), ("closed", "normal", False, False),
     ("running", "terminated", False, True), ("running", "revoked", False, True)],
)  # fmt: skip
async def test_a_project_that_is_over_has_no_light_and_nothing_overdue(client, frozen, stage, status, lit, ended):
    made = await make_project(stage=stage, status=status, light="green")
    frozen.advance(days=400)
    await sign_in(client, await office())
    page, row = (await client.get(f"/projects/{made.id}")).text, (await client.get("/projects")).text
    assert ("绿灯 正常" in page, 'class="lt lt-g' in row) == (lit, lit)
    assert ("已逾期" in page) == (status == "normal" and stage != "closed")
    assert ("不再填报、督查和亮灯" in page) == ended


async def test_the_page_asks_a_fixed_number_of_questions(client):
    made = await make_project()
    await sign_in(client, made.lead)
    await client.get("/projects")
    with db.recording() as asked:
        await client.get(f"/projects/{made.id}")
    parts = [sql for sql in asked if "session" not in sql and "role_grant" not in sql and "notice" not in sql]
    assert len(parts) == 7  # project, members, mentors, milestones, indicators, agreement, calendar


async def test_an_outsider_gets_404(client):
    made, other = await make_project(), await make_project()
    await sign_in(client, other.lead)
    for url in (f"/projects/{made.id}", f"/projects/{made.id}/agreement", f"/milestones/{made.milestones['work']}"):
        assert (await client.get(url)).status_code == 404


async def test_an_agreement_without_a_plan_is_shown_and_printed(client):
    made = await make_project(signed=False)
    step, application = ApplicationMilestone, Application
    await step.delete().where(step.application == made.application)
    await Milestone.delete().where(Milestone.project == made.id)
    days = {application.starts_on: None, application.due_on: None}
    await application.update(days).where(application.id == made.application)
    await sign_in(client, made.lead)
    for address in ("agreement", "agreement/versions", "papers/agreement"):
        assert (await client.get(f"/projects/{made.id}/{address}")).status_code == 200, address


async def test_signing_the_agreement(client):
    made = await make_project(stage="contracting", signed=False)
    await sign_in(client, made.lead)
    page = await client.get(f"/projects/{made.id}/agreement")
    assert "三方确认" in page.text
    assert 'value="lead"' in page.text
    assert 'value="office"' not in page.text
    answer = await post(client, f"/projects/{made.id}/agreement", {"side": "lead", "version": "1"})
    assert answer.status_code == 303
    stale = await post(client, f"/projects/{made.id}/agreement", {"side": "lead", "version": "1"})
    assert stale.status_code in {403, 409}


async def test_handing_in_keeps_what_was_typed_on_a_mistake(client):
    made = await make_project()
    step = made.milestones["work"]
    await sign_in(client, made.lead)
    assert "提交材料" in (await client.get(f"/milestones/{step}")).text
    answer = await post(client, f"/milestones/{step}/hand-in", {"note": "纪要已成", "version": "1"})
    assert answer.status_code == 422
    assert "纪要已成" in answer.text
    assert "请先勾选" in answer.text
    answer = await post(client, f"/milestones/{step}/hand-in", {"note": "纪要已成", "nonsecret": "1", "version": "1"})
    assert answer.status_code == 303
    assert (await Milestone.select(Milestone.state).where(Milestone.id == step))[0]["state"] == "handed_in"


async def test_the_office_judges_work_and_changes_the_status(client):
    made = await make_project()
    step = made.milestones["work"]
    await Milestone.update({Milestone.state: "handed_in"}).where(Milestone.id == step)
    await sign_in(client, await office())
    answer = await post(client, f"/milestones/{step}/judge", {"accept": "0", "reason": "", "version": "1"})
    assert answer.status_code == 422
    assert "退回要写明意见" in answer.text
    answer = await post(client, f"/milestones/{step}/judge", {"accept": "1", "version": "1"})
    assert answer.status_code == 303
    assert (await client.get(f"/projects/{made.id}/manage")).status_code == 200
    answer = await post(client, f"/projects/{made.id}/status", {"move": "suspend", "reason": "防汛", "version": "1"})
    assert answer.status_code == 303
    assert (await Project.select(Project.status).where(Project.id == made.id))[0]["status"] == "suspended"
    wrong = await post(client, f"/milestones/{made.milestones['closing']}/due", {"due_on": "2020-01-01", "reason": "x"})
    assert wrong.status_code == 422
    assert "不能早于" in wrong.text
