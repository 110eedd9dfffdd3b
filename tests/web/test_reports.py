# SPDX-License-Identifier: MIT
"""Report pages: the form with its drafts, and the page of who decides."""

from __future__ import annotations

from typing import Any

import pytest

from research.reports import operations
from research.reports.schemas import Draft, Submission
from research.reports.tables import Coordination, Report
from tests.factories.people import post, sign_in
from tests.factories.projects import make_project, office
from thinktank.kernel import db

pytestmark = pytest.mark.usefixtures("database", "frozen")
TEXT = {"progress": "完成12处改造", "problems": "无", "next_steps": "会商", "percent": "20", "on_schedule": "1"}


async def begun(**more):
    made = await make_project(percent=15)
    changes: dict[Any, Any] = {Report.state: "open", **more}
    await Report.update(changes).where(Report.id == made.reports[0])
    return made, made.reports[0]


async def test_the_form_is_prefilled_and_safe(client):
    made, id_ = await begun()
    await sign_in(client, made.lead)
    page = await client.get(f"/reports/{id_}")
    assert page.status_code == 200
    words = (
        "本期进展",
        "存在问题",
        "下步打算",
        "需协调事项",
        "能否按期",
        "不涉及国家秘密",
        'value="15"',
        "data-draft-key",
    )
    for word in words:
        assert word in page.text
    assert f'hx-post="/reports/{id_}/draft"' in page.text
    assert 'maxlength="300"' in page.text


async def test_autosave_answers_with_the_next_version(client):
    made, id_ = await begun()
    await sign_in(client, made.member)
    hx = {"hx-request": "true"}
    answer = await post(client, f"/reports/{id_}/draft", {"progress": "摸底", "version": "1"}, headers=hx)
    assert answer.status_code == 200
    assert 'value="2"' in answer.text
    assert "hx-swap-oob" in answer.text
    assert "提交报告" not in (await client.get(f"/reports/{id_}")).text  # a member writes, the lead hands in


async def test_a_stale_form_keeps_what_was_typed(client):
    made, id_ = await begun()
    await operations.save_draft(made.member, id=id_, draft=Draft(progress="别人先存的", version=1))
    await sign_in(client, made.lead)
    answer = await post(client, f"/reports/{id_}/draft", {**TEXT, "version": "1"}, headers={"hx-request": "true"})
    assert answer.status_code == 409
    assert "别人先存的" in answer.text
    assert 'value="2"' in answer.text
    answer = await post(client, f"/reports/{id_}", {**TEXT, "nonsecret": "1", "version": "1"})
    assert answer.status_code == 409
    assert "完成12处改造" in answer.text
    assert (await Report.select(Report.progress).where(Report.id == id_))[0]["progress"] == "别人先存的"
    answer = await post(client, f"/reports/{id_}/draft", {**TEXT, "version": "1"})
    assert answer.status_code == 409
    assert "完成12处改造" in answer.text


async def test_a_missing_block_is_pointed_at(client):
    made, id_ = await begun()
    await sign_in(client, made.lead)
    answer = await post(client, f"/reports/{id_}", {**TEXT, "next_steps": "", "version": "1"})
    assert answer.status_code == 422
    assert "下步打算不能为空" in answer.text
    assert "请先勾选" in answer.text
    assert "完成12处改造" in answer.text


async def test_a_deadline_that_passed_while_typing_is_said_plainly(client):
    from datetime import date

    made, id_ = await begun(due_on=date(2026, 3, 17))
    await sign_in(client, made.lead)
    assert "截止时间已过" in (await client.get(f"/reports/{id_}")).text
    answer = await post(client, f"/reports/{id_}", {**TEXT, "nonsecret": "1", "version": "1"})
    assert answer.status_code == 303
    assert "按逾期提交登记" in (await client.get(f"/reports/{id_}")).text


async def test_a_session_that_ended_is_a_401_for_the_autosave(client):
    _made, id_ = await begun()
    answer = await post(client, f"/reports/{id_}/draft", {**TEXT, "version": "1"}, headers={"hx-request": "true"})
    assert answer.status_code == 401


async def submitted():
    made, id_ = await begun()
    words: dict[str, Any] = {k: v for k, v in TEXT.items() if k not in {"percent", "on_schedule"}}
    await operations.submit(
        made.lead, id=id_, report=Submission(**words, percent=20, nonsecret=True, coordination="请协调会商")
    )
    return made, id_


async def test_the_mentor_returns_with_a_reason_and_accepts(client):
    made, id_ = await submitted()
    await sign_in(client, made.mentor)
    assert "完成12处改造" in (await client.get(f"/reports/{id_}")).text
    row = (await Report.select().where(Report.id == id_))[0]
    assert row["read_at"] is not None
    answer = await post(client, f"/reports/{id_}/return", {"reason": "", "version": str(row["version"])})
    assert answer.status_code == 422
    answer = await post(client, f"/reports/{id_}/accept", {"percent": "22", "version": str(row["version"])})
    assert answer.status_code == 303
    assert (await Report.select(Report.state).where(Report.id == id_))[0]["state"] == "accepted"


async def test_lists_and_coordination(client):
    made, id_ = await submitted()
    await sign_in(client, await office())
    assert f'href="/reports/{id_}"' in (await client.get("/reports?view=todo")).text
    (item,) = await Coordination.select(Coordination.id)
    assert "请协调会商" in (await client.get("/coordinations")).text
    assert (await client.get(f"/coordinations/{item['id']}")).status_code == 200
    answer = await post(client, f"/coordinations/{item['id']}", {"answer": "8月5日前会商", "version": "1"})
    assert answer.status_code == 303
    tab = await client.get(f"/projects/{made.id}/reports")
    assert "8月5日前会商" in tab.text
    part = await client.get(f"/projects/{made.id}/reports?recent=2", headers={"hx-request": "true"})
    assert "<html" not in part.text
    assert "完成12处改造" in part.text


async def test_the_report_page_asks_a_fixed_number_of_questions(client):
    made, id_ = await submitted()
    await sign_in(client, made.lead)
    await client.get("/reports")
    with db.recording() as asked:
        await client.get(f"/reports/{id_}")
    parts = [sql for sql in asked if "session" not in sql and "role_grant" not in sql and '"notice"' not in sql]
    assert len(parts) == 8  # report, project, calendar, files, the report before, extensions, comments, evidence
