# SPDX-License-Identifier: MIT
"""Notices, feedback, settings, search and attachments on screen."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.conftest import new_client
from tests.domain.test_files import PDF, PNG, Sent
from tests.factories.people import actor_as, make_talent, make_unit, post, sign_in
from thinktank.files import operations as files
from thinktank.files import queries as readable
from thinktank.index import operations as index
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.policies.kinds import KINDS


async def _tell(actor: Actor, n: int = 1) -> None:
    async with db.write_tx():
        for i in range(n):
            await notices.notify(
                [actor.account], rule="r", kind="report", record=i, title=f"月报{i}将到期", href="/feedback"
            )


async def _in(client: httpx.AsyncClient, *roles: Role) -> Actor:
    actor = await actor_as(*roles)
    await sign_in(client, actor)
    return actor


# -- notices --------------------------------------------------------------------------------------------------


async def test_notices_are_listed_read_and_followed(client: httpx.AsyncClient) -> None:
    actor = await _in(client, Role.MEMBER)
    assert "还没有消息" in (await client.get("/notices")).text
    await _tell(actor, 2)
    page = (await client.get("/notices")).text
    assert "月报1将到期" in page
    assert "2条未读" in page
    newest = page.split('action="/notices/')[2].split("/")[0]
    answer = await post(client, f"/notices/{newest}/read")
    assert (answer.status_code, answer.headers["location"]) == (303, "/feedback")
    assert "1条未读" in (await client.get("/notices?unread=1")).text
    assert (await post(client, "/notices/read")).status_code == 303
    assert "没有未读消息" in (await client.get("/notices?unread=1")).text


async def test_nobody_marks_the_notices_of_others(app: Litestar, client: httpx.AsyncClient) -> None:
    actor = await _in(client, Role.MEMBER)
    await _tell(actor)
    async with new_client(app) as other:
        await _in(other, Role.OFFICER)
        assert (await post(other, "/notices/1/read")).status_code == 404
        assert (await other.get("/api/v1/notices")).json()["items"] == []
    assert len((await client.get("/api/v1/notices")).json()["items"]) == 1


@pytest.mark.parametrize("n", [1, 3, 30])
async def test_queries_of_the_notices_page(client: httpx.AsyncClient, n: int) -> None:
    actor = await _in(client, Role.MEMBER)
    await _tell(actor, n)
    with db.recording() as statements:
        assert (await client.get("/notices")).status_code == 200
    assert len([sql for sql in statements if "notice" in sql]) == 2  # the list, the badge


# -- feedback -------------------------------------------------------------------------------------------------


async def test_feedback_from_outside_is_answered_by_the_office(app: Litestar, client: httpx.AsyncClient) -> None:
    officer = await _in(client, Role.OFFICER)
    async with new_client(app) as visitor:
        empty = await post(visitor, "/feedback", {"text": "", "contact": "139"})
        assert empty.status_code == 422
        assert 'value="139"' in empty.text
        assert (await post(visitor, "/feedback", {"text": "登录不了"})).status_code == 303
        assert "登录不了" not in (await visitor.get("/feedback")).text
        assert (await visitor.get("/feedback/1")).status_code == 303
    assert "登录不了" in (await client.get("/feedback")).text
    assert "登录不了" in (await client.get("/feedback/1")).text
    assert (await post(client, "/feedback/1/answer", {"answer": ""})).status_code == 422
    assert (await post(client, "/feedback/1/answer", {"answer": "已重发链接"})).status_code == 303
    page = (await client.get("/feedback")).text
    assert "已重发链接" in page
    assert officer.name in page
    assert (await post(client, "/feedback/1/answer", {"answer": "再答"})).status_code == 409


async def test_members_do_not_read_what_others_left(app: Litestar, client: httpx.AsyncClient) -> None:
    await _in(client, Role.MEMBER)
    await post(client, "/feedback", {"text": "建议合并表格"})
    assert "建议合并表格" in (await client.get("/feedback")).text
    async with new_client(app) as other:
        await _in(other, Role.MEMBER)
        assert "建议合并表格" not in (await other.get("/feedback")).text
        assert (await other.get("/feedback/1")).status_code == 404
        assert (await post(other, "/feedback/1/answer", {"answer": "x"})).status_code == 403


# -- settings -------------------------------------------------------------------------------------------------


async def test_officers_change_settings_from_a_day_on(client: httpx.AsyncClient, frozen: Any) -> None:
    await _in(client, Role.OFFICER)
    page = (await client.get("/settings")).text
    assert "亮灯规则" in page
    assert "出厂设置" in page
    form = (await client.get("/settings/light_rules")).text
    assert 'name="red_late_days"' in form
    data = {
        "yellow_behind": "10", "red_behind": "30", "yellow_late_days": "1", "red_late_days": "20",
        "yellow_missed": "1", "red_missed": "2", "due_soon_days": "7", "effective_from": "2026-03-18",
        "note": "部务会议定",
    }  # fmt: skip
    wrong = await post(client, "/settings/light_rules", data | {"red_behind": "5"})
    assert wrong.status_code == 422
    assert "红灯的界限不能小于黄灯的界限" in wrong.text
    assert 'value="部务会议定"' in wrong.text
    late = await post(client, "/settings/light_rules", data | {"effective_from": "2026-03-17"})
    assert "不能早于今天" in late.text
    assert (await post(client, "/settings/light_rules", data)).status_code == 303
    assert (await policies.light_rules()).red_late_days == 20
    assert "部务会议定" in (await client.get("/settings")).text
    assert (await client.get("/settings/points")).status_code == 404


async def test_own_days_are_set_and_dropped(client: httpx.AsyncClient, frozen: Any) -> None:
    await _in(client, Role.OFFICER)
    assert (await post(client, "/settings/days", {"day": "2026-05-06", "label": ""})).status_code == 422
    assert (await post(client, "/settings/days", {"day": "2026-05-06", "label": "区运动会"})).status_code == 303
    assert "区运动会" in (await client.get("/settings")).text
    assert (await post(client, "/settings/days/1/drop")).status_code == 303
    assert "/settings/days/1/drop" not in (await client.get("/settings")).text


async def test_leaders_read_settings_and_others_do_not(app: Litestar, client: httpx.AsyncClient) -> None:
    await _in(client, Role.DEPT_LEADER)
    page = await client.get("/settings")
    assert page.status_code == 200
    assert "编辑" not in page.text
    assert (await client.get("/settings/grades")).status_code == 403
    async with new_client(app) as other:
        await _in(other, Role.SYS_ADMIN)
        assert (await other.get("/settings")).status_code == 403


async def test_settings_by_api(client: httpx.AsyncClient, frozen: Any) -> None:
    await _in(client, Role.OFFICER)
    await client.get("/settings")
    proof = {"x-csrftoken": client.cookies["tt_csrf"]}
    body = {"report_cap": 3, "effective_from": "2026-03-18", "note": "部务会"}
    answer = await client.put("/api/v1/policies/programme", json=body, headers=proof)
    assert answer.status_code == 200
    assert (await policies.programme()).report_cap == 3
    assert len((await client.get("/api/v1/policies")).json()) == len(KINDS)
    bad = await client.put("/api/v1/policies/programme", json=body | {"points": 1}, headers=proof)
    assert bad.status_code == 400


# -- search ---------------------------------------------------------------------------------------------------


async def _findable(name: str, unit: int, **more: Any) -> int:
    talent = await make_talent(unit=unit, name=name, **more)
    async with db.write_tx():
        await index.put("talent", talent, name, "", f"/talents/{talent}", [name])
    return talent


async def test_search_finds_only_what_may_be_seen(app: Litestar, client: httpx.AsyncClient) -> None:
    unit, other_unit = await make_unit(), await make_unit()
    await _findable("曾浩然", unit, state="candidate")
    await _in(client, Role.OFFICER)
    page = (await client.get("/search?q=zhr")).text
    assert "曾浩然" in page
    assert "没有找到" in (await client.get("/search?q=zzz")).text
    assert "想找什么" in (await client.get("/search")).text
    async with new_client(app) as liaison:
        await sign_in(liaison, await actor_as(Role.LIAISON, unit=other_unit))
        answer = (await liaison.get("/api/v1/search?q=zhr")).json()
        assert (answer["total"], answer["groups"]) == (0, [])
        assert "曾浩然" not in (await liaison.get("/search?q=zhr")).text
    async with new_client(app) as reviewer:
        await _in(reviewer, Role.REVIEWER)
        assert (await reviewer.get("/api/v1/search?q=zhr")).json()["total"] == 0


async def test_search_of_one_kind_shows_more(client: httpx.AsyncClient) -> None:
    unit = await make_unit()
    for n in range(10):
        await _findable(f"曾浩{n}", unit)
    await _in(client, Role.OFFICER)
    few = (await client.get("/api/v1/search?q=曾浩")).json()
    assert (few["total"], few["groups"][0]["more"]) == (8, True)
    all_ = (await client.get("/api/v1/search?q=曾浩&kind=talent")).json()
    assert (all_["total"], all_["groups"][0]["more"]) == (10, False)


# -- attachments ----------------------------------------------------------------------------------------------


async def test_files_are_sent_as_they_may_be_shown(client: httpx.AsyncClient) -> None:
    actor = await _in(client, Role.MEMBER)

    async def reader(who: Actor, _record: int) -> bool:
        return who.account == actor.account

    readable.readers["probe"] = reader
    sent = [Sent("报告.pdf", PDF), Sent("图.png", PNG), Sent("说明.txt", b"<script>alert(1)</script>")]
    pdf, png, text = await files.attach(actor, kind="probe", record=1, uploads=sent)
    shown = await client.get(pdf.href)
    assert shown.content == PDF
    assert shown.headers["content-disposition"].startswith("inline; ")
    assert "%E6%8A%A5%E5%91%8A.pdf" in shown.headers["content-disposition"]
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "sandbox" in (await client.get(png.href)).headers["content-security-policy"]
    saved = await client.get(text.href)
    assert saved.headers["content-disposition"].startswith("attachment; ")
    assert saved.headers["x-content-type-options"] == "nosniff"
    await sign_in(client, await actor_as(Role.OFFICER))
    assert (await client.get(pdf.href)).status_code == 404
    assert (await post(client, f"{pdf.href}/remove")).status_code == 404
    await sign_in(client, actor)
    gone = await post(client, f"{pdf.href}/remove", {"next": "//evil.example"})
    assert (gone.status_code, gone.headers["location"]) == (303, "/")
    assert (await client.get(pdf.href)).status_code == 404
    del readable.readers["probe"]
