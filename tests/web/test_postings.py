# SPDX-License-Identifier: MIT
"""The pages of postings and mentoring: what each side sees and sends, and how many questions a page asks."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.factories.people import actor_as, make_member, make_talent, post, sign_in
from tests.factories.postings import advance, agree, make_cast, make_need, make_posting, make_posting_row
from thinktank.kernel import db
from thinktank.kernel.actor import Role
from thinktank.kernel.directions import Direction
from thinktank.postings import operations
from thinktank.postings.schemas import Consent, Propose
from thinktank.postings.states import Kind

pytestmark = pytest.mark.usefixtures("frozen")
SUMMARY = "学到了协调会商的办法"


async def text(client: httpx.AsyncClient, url: str) -> str:
    answer = await client.get(url)
    assert answer.status_code == 200, url
    return answer.text


async def test_from_a_need_to_the_consent(client: httpx.AsyncClient) -> None:
    cast = await make_cast()
    await sign_in(client, cast.receiver)
    form = await text(client, "/postings/needs/new")
    assert f'<option value="{cast.receiver_unit}"' in form
    assert f'<option value="{cast.sender_unit}"' not in form
    data = {
        "unit": str(cast.receiver_unit), "kind": "lateral", "post": "科长助理", "duties": "参与城市更新", "months": "6",
        "direction": "urban", "starts_on": "2026-04-01", "skills": "城市更新",
    }  # fmt: skip
    wrong = await post(client, "/postings/needs/new", data | {"months": "99"})
    assert wrong.status_code == 422
    assert "在1到36之间" in wrong.text
    assert "参与城市更新" in wrong.text
    made = await post(client, "/postings/needs/new", data)
    assert made.status_code == 303
    need = made.headers["location"]
    await sign_in(client, cast.officer)
    assert (await post(client, f"{need}/step", {"step": "accept", "version": "1"})).status_code == 303
    shown = await text(client, need)
    assert "主方向城市建设与岗位一致" in shown
    assert f'name="talent" value="{cast.talent}"' in shown
    stale = await post(client, f"{need}/step", {"step": "close", "version": "1"})
    assert stale.status_code == 409
    proposed = await post(client, f"{need}/propose", {"talent": str(cast.talent)})
    url = proposed.headers["location"]
    assert "拟派" in await text(client, url)
    assert (await post(client, f"{url}/ask", {"version": "1"})).status_code == 303
    await sign_in(client, cast.person)
    own = await text(client, url)
    assert "本人意见" in own
    assert "派出单位意见" not in own
    bare = await post(client, f"{url}/consent", {"side": "person", "agrees": "0"})
    assert bare.status_code == 422
    assert "不同意须写明理由" in bare.text
    assert (await post(client, f"{url}/consent", {"side": "person", "agrees": "1"})).status_code == 303
    assert (await client.get("/postings/calendar")).status_code == 403
    assert "科长助理" in await text(client, "/postings")
    assert "征求意见" in (await client.get("/postings/mine/1", headers={"HX-Request": "true"})).text


async def test_what_each_side_reads(client: httpx.AsyncClient) -> None:
    cast = await make_cast()
    view = await make_posting(cast, "consent")
    await operations.consent(cast.sender, id=view.id, command=Consent(agrees=False, reason="科室只有两人"))
    for actor, sees in (
        (cast.officer, True), (cast.leader, True), (cast.sender, True), (cast.person, False), (cast.receiver, False),
    ):  # fmt: skip
        await sign_in(client, actor)
        assert ("科室只有两人" in await text(client, f"/postings/{view.id}")) == sees
        api = (await client.get(f"/api/v1/postings/{view.id}")).text
        assert ("科室只有两人" in api) == sees
        assert "科室只有两人" not in await text(client, "/postings?view=")
        assert ("科室只有两人" in await text(client, "/notices")) == (actor is cast.officer)
    for outsider in (cast.stranger, cast.colleague):
        await sign_in(client, outsider)
        assert (await client.get(f"/postings/{view.id}")).status_code == 404
        assert (await client.get(f"/api/v1/postings/{view.id}")).status_code == 404
        assert "规划科科长助理" not in await text(client, "/postings?view=")
        panel = await client.get(f"/postings/projects/{view.project or 1}", headers={"HX-Request": "true"})
        assert "陈戊" not in panel.text


async def test_leader_ticks_the_warnings(client: httpx.AsyncClient) -> None:
    cast = await make_cast("学富镇人民政府")
    view = await make_posting(cast, "consent")
    await agree(cast, view.id)
    await sign_in(client, cast.leader)
    shown = await text(client, f"/postings/{view.id}")
    assert "是镇街，基层力量紧" in shown
    unseen = await post(client, f"/postings/{view.id}/approve", {})
    assert unseen.status_code == 422
    assert "有1条提醒，请看过后勾选" in unseen.text
    assert (await post(client, f"/postings/{view.id}/approve", {"seen": "1"})).status_code == 303
    await sign_in(client, cast.officer)
    assert "批准时的提醒" in await text(client, f"/postings/{view.id}")


async def test_appraisal_form_for_print(client: httpx.AsyncClient) -> None:
    cast = await make_cast()
    view = await make_posting(cast, "in_post")
    await sign_in(client, cast.receiver)
    form = await text(client, f"/postings/{view.id}/form")
    assert "挂职（跟班）锻炼鉴定表" in form
    assert "优秀　称职　基本称职　不称职" in form
    assert "不是干部人事档案" in await text(client, f"/postings/{view.id}")


async def test_plan_and_calendar(client: httpx.AsyncClient) -> None:
    cast = await make_cast()
    await make_need(cast, number=2, post="规划助理")
    await make_need(cast, direction=Direction.RURAL, post="镇长助理")
    await make_posting(cast, "in_post")
    await make_talent(unit=cast.sender_unit, name="许未")
    await sign_in(client, cast.officer)
    plan = await text(client, "/postings/plan")
    assert "规划助理" in plan
    assert "本岗最高" in plan
    assert "在库成员里没有方向对口、可以派出的人选" in plan
    for by in ("receiver", "sender"):
        shown = await text(client, f"/postings/calendar?month=2026-04&by={by}")
        assert "2026年4月人员去向" in shown
        assert "陈戊" in shown
    assert "陈戊" not in await text(client, "/postings/calendar?month=2028-01")
    assert "2026年3月人员去向" in await text(client, "/postings/calendar?month=bad")
    await sign_in(client, cast.stranger)
    assert "陈戊" not in await text(client, "/postings/calendar?month=2026-04")


async def test_rota_is_laid_out_and_swapped(client: httpx.AsyncClient) -> None:
    cast = await make_cast()
    need = await make_need(cast, kind=Kind.PETITION, number=2)
    await sign_in(client, cast.receiver)
    url = f"/postings/needs/{need.id}"
    days = {"starts_on": "2026-03-18", "ends_on": "2026-05-29", "days": "5"}
    empty = await post(client, f"{url}/rota", days)
    assert empty.status_code == 422
    assert "还没有人在岗" in empty.text
    for talent in (cast.talent, await make_talent(unit=cast.sender_unit, name="许未")):
        person, _ = await make_member(unit=cast.sender_unit)
        cast.person = cast.person if talent == cast.talent else person
        await operations.propose(cast.officer, need=need.id, command=Propose(talent))
    async with db.write_tx():
        for _ in range(2):
            await make_posting_row(
                need=need.id, talent=await make_talent(), sender=cast.sender_unit, receiver=cast.receiver_unit,
                created_by=cast.officer.account, state="in_post", kind="petition", ends_on="2026-09-01",
            )  # fmt: skip
    assert (await post(client, f"{url}/rota", days)).status_code == 303
    shown = await text(client, url)
    turns = re.findall(r'<option value="(\d+)">2026年', shown)
    assert "本班" in shown
    assert len(set(turns)) >= 6
    swapped = await post(client, f"{url}/swap", {"one": turns[0], "other": turns[1]})
    assert swapped.status_code == 303
    assert (await post(client, f"{url}/swap", {"one": turns[0], "other": turns[0]})).status_code == 409
    past = await post(client, f"{url}/rota", days | {"starts_on": "2026-03-01"})
    assert past.status_code == 422


@pytest.mark.parametrize("rows", [1, 3, 100])
async def test_lists_ask_the_same_number_of_questions(client: httpx.AsyncClient, rows: int) -> None:
    cast = await make_cast()
    need = await make_need(cast, number=1)
    async with db.write_tx():
        for _ in range(rows):
            id_ = await make_posting_row(
                need=need.id, talent=await make_talent(unit=cast.sender_unit), sender=cast.sender_unit,
                receiver=cast.receiver_unit, created_by=cast.officer.account, state="in_post",
            )  # fmt: skip
    await sign_in(client, cast.officer)
    counts = []
    for url in (
        "/postings", "/postings/needs", f"/postings/needs/{need.id}", f"/postings/{id_}", "/postings/plan",
        "/postings/calendar?month=2026-03", "/mentoring/pairs", "/mentoring/suggestions",
    ):  # fmt: skip
        await text(client, url)
        with db.recording() as statements:
            await text(client, url)
        own = ('"post', '"talent"', '"growth_entry"', "timeline", "stored_file", "policy_value", '"mentorship"', "sugg")
        counts.append(sum(any(table in statement for table in own) for statement in statements))
    assert counts == [5, 5, 8, 8, 6, 1, 2, 2]


async def test_a_posting_goes_its_way_by_the_pages(client: httpx.AsyncClient) -> None:
    cast = await make_cast()
    view = await advance(cast, await make_posting(cast), "approved")
    url = f"/postings/{view.id}"
    await sign_in(client, cast.receiver)
    assert (await post(client, f"{url}/arrive", {"on": "2026-03-18"})).status_code == 303
    assert (await post(client, f"{url}/arrive", {"on": "2026-03-18"})).status_code == 409
    plan = {"contact": "李局", "mentor_name": "王科长", "plan": "跟班三个月"}
    assert (await post(client, f"{url}/start", plan)).status_code == 303
    await sign_in(client, cast.person)
    half = {"text": SUMMARY, "nonsecret": ""}
    assert (await post(client, f"{url}/half", half)).status_code == 422
    assert (await post(client, f"{url}/half", half | {"nonsecret": "1"})).status_code == 303
    denied = await post(client, f"{url}/comment-half", {"text": "我替"})
    assert denied.status_code == 403
    await sign_in(client, cast.receiver)
    assert (await post(client, f"{url}/comment-half", {"text": "进步快"})).status_code == 303
    change = {"kind": "extend", "to_on": "2026-12-31", "reason": "项目未完"}
    assert (await post(client, f"{url}/changes", change)).status_code == 303
    await sign_in(client, cast.leader)
    shown = await text(client, url)
    action = re.search(r'action="([^"]+/decide)"', shown)
    assert action is not None
    assert (await post(client, action[1], {"approve": "0"})).status_code == 422
    assert (await post(client, action[1], {"approve": "1"})).status_code == 303
    assert "延期在岗" in await text(client, url)


# -- mentoring ----------------------------------------------------------------------------------------------------


async def test_mentor_accepts_talks_and_the_office_sees_a_suggestion_through(client: httpx.AsyncClient) -> None:
    cast = await make_cast()
    mentor = await actor_as(Role.MENTOR, name="何午")
    await sign_in(client, cast.officer)
    assert "邀请导师" in await text(client, f"/mentoring/people/{cast.talent}")
    offered = await post(client, f"/mentoring/people/{cast.talent}", {"mentor": str(mentor.account), "kind": "theory"})
    assert offered.status_code == 303
    await sign_in(client, mentor)
    desk = await text(client, "/mentoring")
    action = re.search(r'action="(/mentoring/pairs/\d+/answer)"', desk)
    assert action is not None
    assert (await post(client, action[1], {"accept": "0"})).status_code == 422
    assert (await post(client, action[1], {"accept": "1"})).status_code == 303
    talk = {"talent": str(cast.talent), "on": "2026-03-18", "text": "谈成长打算", "suggestions": "开放数据"}
    assert (await post(client, "/mentoring/talks/new", talk)).status_code == 422
    assert (await post(client, "/mentoring/talks/new", talk | {"nonsecret": "1"})).status_code == 303
    assert "谈成长打算" in await text(client, "/mentoring/talks")
    for outsider in (cast.colleague, await actor_as(Role.MENTOR)):
        await sign_in(client, outsider)
        for url in ("/mentoring", "/mentoring/talks", "/mentoring/suggestions"):
            assert "谈成长打算" not in await text(client, url)
            assert "开放数据" not in await text(client, url)
    await sign_in(client, cast.sender)
    assert (await client.get("/mentoring/talks")).status_code == 403
    assert "谈成长打算" not in await text(client, f"/talents/{cast.talent}")
    await sign_in(client, cast.officer)
    found = re.search(r'href="(/mentoring/suggestions/\d+)"', await text(client, "/mentoring/suggestions"))
    assert found is not None
    url = found[1]
    given = {"owner": str(cast.officer.account), "due_on": "2026-03-30", "version": "1"}
    assert (await post(client, f"{url}/assign", given | {"owner": "999"})).status_code == 422
    assert (await post(client, f"{url}/assign", given)).status_code == 303
    assert (await post(client, f"{url}/answer", {"answer": "已协调", "version": "1"})).status_code == 409
    assert (await post(client, f"{url}/answer", {"answer": "已协调", "version": "2"})).status_code == 303
    await sign_in(client, cast.person)
    assert "已协调" in await text(client, url)
    assert (await post(client, f"{url}/step", {"step": "close", "version": "3"})).status_code == 303
    assert "意见建议" in (await client.get("/mentoring", headers={"HX-Request": "true"})).text
