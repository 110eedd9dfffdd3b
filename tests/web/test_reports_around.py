# SPDX-License-Identifier: MIT
"""The pages around reports: how a project reports, later due days, what is asked for beside, words, proof."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from litestar import Litestar

from research.projects.tables import ProjectIndicator
from research.reports import operations
from research.reports.schemas import Submission
from research.reports.tables import Report, ReportExtension, ReportRequest
from tests.conftest import new_client
from tests.factories.orders import pdf
from tests.factories.people import actor_as, make_member, post, sign_in
from tests.factories.projects import Made, make_project, office
from thinktank.kernel import db
from thinktank.kernel.actor import Role

pytestmark = pytest.mark.usefixtures("database", "frozen", "wired")
WORDS: dict[str, Any] = {"progress": "完成12处", "problems": "无", "next_steps": "会商", "nonsecret": True}


async def begun() -> tuple[Made, int]:
    made = await make_project()
    await Report.update({Report.state: "open"}).where(Report.id == made.reports[0])
    return made, made.reports[0]


async def handed_in(**said: Any) -> tuple[Made, int]:
    made, id_ = await begun()
    await operations.submit(made.lead, id=id_, report=Submission(**WORDS, **said), uploads=[pdf()])
    return made, id_


# -- how a project reports --------------------------------------------------------------------------------------


async def test_the_plan_is_shown_and_changed_by_the_office(client: httpx.AsyncClient) -> None:
    made = await make_project()
    url = f"/projects/{made.id}/reports/plan"
    await sign_in(client, made.lead)
    page = await client.get(url)
    assert (page.status_code, "按统一设置" in page.text, '<form class="card-b"' in page.text) == (200, True, False)
    assert (await post(client, url, {"cadence": "quarterly", "form": "full", "reason": "x"})).status_code == 403
    await sign_in(client, await office())
    over = await post(client, url, {"cadence": "weekly", "form": "short", "reason": "赶进度", "every_days": "30"})
    assert (over.status_code, "超过每月要求报送2次的上限" in over.text) == (422, True)
    assert 'value="赶进度"' in over.text
    done = await post(client, url, {"cadence": "quarterly", "form": "full", "reason": "减轻负担", "every_days": "30"})
    assert done.status_code == 303
    page = await client.get(url)
    assert [word in page.text for word in ("本课题单独设置", "每季度", "减轻负担")] == [True] * 3
    stale = await post(client, url, {"cadence": "monthly", "form": "short", "reason": "x", "every_days": "30",
                                     "version": "99"})  # fmt: skip
    assert stale.status_code == 409


async def test_strangers_find_no_plan(client: httpx.AsyncClient) -> None:
    made = await make_project()
    await sign_in(client, (await make_member())[0])
    for path in ("reports/plan", "requests", "reports"):
        assert (await client.get(f"/projects/{made.id}/{path}")).status_code == 404


# -- later due days ---------------------------------------------------------------------------------------------


async def test_an_extension_is_asked_refused_and_granted(app: Litestar, client: httpx.AsyncClient) -> None:
    made, id_ = await begun()
    await sign_in(client, made.lead)
    form = await client.get(f"/reports/{id_}/extend")
    assert (form.status_code, 'name="until"' in form.text) == (200, True)
    version = {"version": "1"}
    early = await post(client, f"/reports/{id_}/extend", {"until": "2026-03-20", "reason": "外出培训", **version})
    assert (early.status_code, "延期应晚于原截止日" in early.text, "外出培训" in early.text) == (422, True, True)
    asked = await post(client, f"/reports/{id_}/extend", {"until": "2026-04-08", "reason": "外出培训", **version})
    assert asked.status_code == 303
    wish = (await ReportExtension.select(ReportExtension.id))[0]["id"]
    page = await client.get(f"/reports/extensions/{wish}")
    assert [word in page.text for word in ("待审批", "外出培训", "撤回申请", "同意延期")] == [True, True, True, False]
    async with new_client(app) as desk:
        await sign_in(desk, await office())
        assert "审批" in (await desk.get("/?all=1")).text
        without = await post(desk, f"/reports/extensions/{wish}", {"grant": "0", "note": "", "version": "1"})
        assert (without.status_code, "不同意要写明理由" in without.text) == (422, True)
        granted = await post(desk, f"/reports/extensions/{wish}", {"grant": "1", "note": "同意", "version": "1"})
        assert granted.status_code == 303
        again = await post(desk, f"/reports/extensions/{wish}", {"grant": "1", "note": "", "version": "2"})
        assert again.status_code == 403
    page = await client.get(f"/reports/{id_}")
    assert "2026年4月8日截止" in page.text
    assert (await post(client, f"/reports/extensions/{wish}/drop", {})).status_code == 403
    await sign_in(client, (await make_member())[0])
    assert (await client.get(f"/reports/extensions/{wish}")).status_code == 404


# -- what is asked for beside -----------------------------------------------------------------------------------


async def test_a_request_is_asked_within_the_cap_and_answered(app: Litestar, client: httpx.AsyncClient) -> None:
    made = await make_project()
    url = f"/projects/{made.id}/requests"
    await sign_in(client, await office())
    before = (await client.get(url)).text
    assert ("上限2次" in before, "次数已满" in before) == (True, False)
    fields = {"title": "会商材料", "text": "报会商纪要", "due_on": "2026-03-27"}
    assert (await post(client, url, {**fields, "due_on": "2026-03-01"})).status_code == 422
    assert (await post(client, url, fields)).status_code == 303
    assert "次数已满" in (await client.get(url)).text
    full = await post(client, url, {**fields, "title": "再报一次"})
    assert (full.status_code, "上限2次" in full.text, "再报一次" in full.text) == (422, True, True)
    one = (await ReportRequest.select(ReportRequest.id))[0]["id"]
    async with new_client(app) as lead:
        await sign_in(lead, made.lead)
        assert "报送：会商材料" in (await lead.get("/?all=1")).text
        empty = await post(lead, f"/requests/{one}", {"answer": "", "version": "1"})
        assert empty.status_code == 422
        assert (await post(lead, f"/requests/{one}", {"answer": "纪要见附件", "version": "1"})).status_code == 303
        assert (await post(lead, f"/requests/{one}", {"answer": "又一次", "version": "2"})).status_code == 403
    assert "纪要见附件" in (await client.get(f"/requests/{one}")).text
    assert (await post(client, f"/requests/{one}/drop", {"reason": "不需要", "version": "2"})).status_code == 403


# -- words and proof --------------------------------------------------------------------------------------------


async def test_words_on_a_report_come_back_filled_and_stay(client: httpx.AsyncClient) -> None:
    made, id_ = await handed_in()
    await sign_in(client, made.mentor)
    assert (await post(client, f"/reports/{id_}/comments", {"text": ""})).status_code == 422
    long = await post(client, f"/reports/{id_}/comments", {"text": "长" * 501})
    assert (long.status_code, "长" * 501 in long.text) == (422, True)
    assert (await post(client, f"/reports/{id_}/comments", {"text": "<b>数据来源</b>"})).status_code == 303
    page = await client.get(f"/reports/{id_}")
    assert ("&lt;b&gt;数据来源&lt;/b&gt;" in page.text, "<b>数据来源</b>" in page.text) == (True, False)
    await sign_in(client, (await make_member())[0])
    assert (await post(client, f"/reports/{id_}/comments", {"text": "路过"})).status_code == 404


async def test_proof_stands_on_the_steps_and_the_targets_page(client: httpx.AsyncClient) -> None:
    made, id_ = await begun()
    i = ProjectIndicator
    target = (await i.select(i.id).where(i.project == made.id))[0]["id"]
    step = made.milestones["work"]
    said = Submission(**WORDS, milestone=step, indicator=target)
    await operations.submit(made.lead, id=id_, report=said, uploads=[pdf()])
    name = pdf().filename
    await sign_in(client, made.mentor)
    for page, part in (
        (f"/milestones/{step}", f"/reports/proof/milestones/{step}"),
        (f"/projects/indicators/{target}", f"/reports/proof/indicators/{target}"),
    ):
        assert f'hx-get="{part}"' in (await client.get(page)).text
        shown = (await client.get(part)).text
        assert (name in shown, f'href="/reports/{id_}"' in shown) == (True, True)
        fragment = (await client.get(part, headers={"hx-request": "true"})).text
        assert (name in fragment, "<html" in fragment) == (True, False)
    for kind, number in (("milestones", step), ("indicators", target)):
        assert [one["report"] for one in (await client.get(f"/api/v1/{kind}/{number}/proof")).json()] == [id_]
    other = made.milestones["closing"]
    assert "还没有报告附件" in (await client.get(f"/reports/proof/milestones/{other}")).text
    await sign_in(client, (await make_member())[0])
    for part in (f"/reports/proof/milestones/{step}", f"/api/v1/indicators/{target}/proof"):
        assert (await client.get(part)).status_code == 404


async def test_proof_of_a_report_taken_back_is_its_teams_alone(client: httpx.AsyncClient) -> None:
    made, id_ = await begun()
    step = made.milestones["work"]
    sent = await operations.submit(made.lead, id=id_, report=Submission(**WORDS, milestone=step), uploads=[pdf()])
    await operations.withdraw(made.lead, id=id_, version=sent.version)
    await sign_in(client, made.mentor)
    assert (await client.get(f"/api/v1/milestones/{step}/proof")).json() == []
    await sign_in(client, made.member)
    assert len((await client.get(f"/api/v1/milestones/{step}/proof")).json()) == 1


@pytest.mark.parametrize("count", [1, 3, 30])
async def test_the_proof_page_asks_the_same_number_of_questions(client: httpx.AsyncClient, count: int) -> None:
    made, id_ = await begun()
    step = made.milestones["work"]
    report = Submission(**WORDS, milestone=step)
    await operations.submit(made.lead, id=id_, report=report, uploads=[pdf() for _n in range(min(count, 9))])
    await sign_in(client, await actor_as(Role.OFFICER))
    await client.get("/reports")
    with db.recording() as asked:
        assert (await client.get(f"/reports/proof/milestones/{step}")).status_code == 200
    assert (
        len([sql for sql in asked if "session" not in sql and "role_grant" not in sql and '"notice"' not in sql])
        == 3  # the step, its project, its proof
    )
