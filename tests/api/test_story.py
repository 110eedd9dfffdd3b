# SPDX-License-Identifier: MIT
"""The main story over the API with bearer tokens: from a roster to a promoted outcome."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, TypeAlias

import httpx
import msgspec
import pytest

from research.reports import jobs as report_jobs
from tests.support import story
from tests.support.story import Cast
from thinktank.demo.chapters import PDF
from thinktank.identity import operations as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.directions import Direction
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database", "frozen")
Call: TypeAlias = Callable[..., Awaitable[Any]]


@pytest.fixture
def call(client: httpx.AsyncClient) -> Call:
    """Call a route as somebody: ``await call(actor, "POST", "/orders", {...}, status=201)``; return its JSON."""
    tokens: dict[int, str] = {}

    async def send(actor: Actor, method: str, path: str, data: Any = None, *, status: int = 0, **more: Any) -> Any:
        if actor.account not in tokens:
            issued = await identity.create_token(actor, name="故事", expires_at=clock.now() + timedelta(days=300))
            tokens[actor.account] = issued.token
        headers = {"Authorization": f"Bearer {tokens[actor.account]}"}
        body = {} if more else {"json": msgspec.to_builtins({} if data is None else data)}
        if method == "GET":
            body = {}
        answer = await client.request(method, f"/api/v1{path}", headers=headers, **body, **more)
        wanted = {status} if status else {200, 201, 204}
        assert answer.status_code in wanted, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    return send


async def test_from_a_roster_to_a_promoted_outcome(call: Call, frozen: FrozenClock) -> None:
    cast = await people(call)
    project = await claimed_and_signed(call, cast, frozen)
    await reported(call, cast, project, frozen)
    await reviewed(call, cast, project)
    await ordered(call, cast, project)
    await promoted(call, cast, project)
    figures = {one["key"]: one["value"] for one in (await call(cast.office.leader, "GET", "/cockpit"))["figures"]}
    assert (figures["talents"], figures["adopted"]) == ("107", "1")
    assert (await trail.verify()).ok


async def people(call: Call) -> Cast:
    office, mentor, units = await story.set_up()
    officer = office.officer
    roster = {"data": ("roster.xlsx", story.SAMPLE.read_bytes())}
    checked = await call(officer, "POST", "/imports", files=roster, status=201)
    taken = {"standing": "candidates", "version": checked["version"], "unclassified": True, "new_units": True}
    assert (await call(officer, "POST", f"/imports/{checked['id']}/commit", taken))["added"] == story.PEOPLE
    first = (await call(officer, "GET", "/talents?state=submitted"))["items"][0]["id"]
    assert (await call(officer, "POST", "/placements/confirm", {"all": True}))["confirmed"] > 90
    found = await call(officer, "GET", f"/placements/{first}")
    other = next(one.value for one in Direction if one.value != found["proposed"])
    decision = {"direction": other, "reason": "本人近两年主要负责这项工作", "version": found["version"]}
    assert (await call(officer, "POST", f"/placements/{first}", decision))["direction"] == other
    assert (await call(officer, "POST", "/talents/admit", {"all": True}))["admitted"] == story.PEOPLE
    return await story.gather_cast(office, mentor, units)


async def claimed_and_signed(call: Call, cast: Cast, frozen: FrozenClock) -> int:
    office, lead = cast.office, cast.lead
    topic = await call(office.officer, "POST", "/topics", story.topic_draft())
    await call(office.officer, "POST", f"/topics/{topic['id']}/submit", {"version": topic["version"]})
    await call(office.officer, "POST", f"/topics/{topic['id']}/advise", {"approve": True})
    await call(office.leader, "POST", f"/topics/{topic['id']}/decide", {"approve": True})
    await call(office.officer, "POST", f"/topics/{topic['id']}/publish", {})
    content = story.application()
    draft = await call(lead, "PUT", f"/topics/{topic['id']}/application", content)
    for talent in cast.talents[1:3]:
        asked = {"talent": talent, "duty": "调研与数据"}
        invited = await call(lead, "POST", f"/applications/{draft['id']}/invitations", asked)
        said = {"accept": True, "reason": "书面同意", "version": invited["version"]}
        await call(office.officer, "POST", f"/invitations/{invited['id']}/answer", said)
    content.version = draft["version"]
    handed_in = await call(lead, "POST", f"/topics/{topic['id']}/application", content)
    frozen.advance(days=7)
    accepted = {"version": handed_in["version"]}
    await call(office.officer, "POST", f"/applications/{handed_in['id']}/accept", accepted)
    grant = {"mentors": [cast.mentor.account]}
    await call(office.officer, "POST", f"/applications/{handed_in['id']}/grant", grant, status=403)
    await call(office.leader, "POST", f"/applications/{handed_in['id']}/grant", grant, status=403)
    item = {"application": handed_in["id"], "mentors": [cast.mentor.account]}
    listed = await call(office.officer, "POST", "/grants", {"title": "第一批拟立项名单", "items": [item]}, status=201)
    await call(office.officer, "POST", f"/grants/{listed['id']}/submit", {})
    signed = await call(office.leader, "POST", f"/grants/{listed['id']}/sign", {})
    early = await call(office.officer, "POST", f"/grants/{listed['id']}/grant", {}, status=403)
    assert "期满后才能立项" in str(early)
    frozen.at = clock.noon_of(date.fromisoformat(signed["notice_until"]) + timedelta(days=1))
    await call(office.officer, "POST", f"/grants/{listed['id']}/grant", {})
    notice = await call(office.officer, "GET", f"/grants/items/{signed['items'][0]['id']}/notice")
    found = (await call(lead, "GET", "/projects"))["items"]
    project = next(one for one in found if one["number"] == notice["number"])
    path = f"/projects/{project['id']}/agreement"
    await call(lead, "POST", path, {"side": "lead"})
    await call(office.officer, "POST", path, {"side": "unit", "reason": "单位已盖章"})
    assert (await call(office.officer, "POST", path, {"side": "office"}))["stage"] == "kickoff"
    return int(project["id"])


async def reported(call: Call, cast: Cast, project: int, frozen: FrozenClock) -> None:
    rows = await call(cast.lead, "GET", f"/projects/{project}/reports")
    first = min(rows, key=lambda row: row["due_on"])["id"]
    frozen.advance(days=30)
    await report_jobs.open_due(system("jobs"))
    await call(cast.lead, "POST", f"/reports/{first}/submit", story.submission())
    version = (await call(cast.mentor, "GET", f"/reports/{first}"))["version"]
    await call(cast.mentor, "POST", f"/reports/{first}/return", {"reason": "请补写排口数量", "version": version})
    await call(cast.lead, "POST", f"/reports/{first}/submit", story.submission("摸底排口42处"))
    version = (await call(cast.mentor, "GET", f"/reports/{first}"))["version"]
    done = await call(cast.mentor, "POST", f"/reports/{first}/accept", {"percent": 12, "version": version})
    assert done["state"] == "accepted"


async def reviewed(call: Call, cast: Cast, project: int) -> None:
    office = cast.office
    plan = (await call(cast.lead, "GET", f"/projects/{project}"))["milestones"]
    gate = next(step for step in plan if step["kind"] == "kickoff")
    handed_in = {"note": "材料齐备", "nonsecret": True, "version": gate["version"]}
    await call(cast.lead, "POST", f"/milestones/{gate['id']}/hand-in", handed_in)
    closes = (clock.today() + timedelta(days=14)).isoformat()
    opened = {"kind": "kickoff", "title": "开题论证", "closes_on": closes, "milestones": [gate["id"]]}
    made = await call(office.officer, "POST", "/rounds", opened)
    item = (await call(office.officer, "GET", f"/rounds/{made['id']}/items"))[0]["id"]
    for barred in (cast.partner, cast.neighbour, cast.mentor):
        refused = {"reviewers": [barred.account]}
        await call(office.officer, "POST", f"/review-items/{item}/assignments", refused, status=422)
    chosen = {"reviewers": [one.account for one in office.reviewers]}
    await call(office.officer, "POST", f"/review-items/{item}/assignments", chosen)
    for reviewer in office.reviewers:
        await score(call, reviewer)
    found = await call(office.leader, "GET", f"/review-items/{item}")
    assert found["summary"]["trimmed"]
    await call(office.leader, "POST", f"/review-items/{item}/decide", {"decision": "passed", "note": "同意"})
    assert (await call(cast.lead, "GET", f"/projects/{project}"))["stage"] == "running"


async def score(call: Call, reviewer: Actor) -> None:
    task = (await call(reviewer, "GET", "/reviews"))[0]["id"]
    await call(reviewer, "POST", f"/reviews/{task}/declare", {"none": True})
    criteria = (await call(reviewer, "GET", f"/reviews/{task}"))["criteria"]
    scores = [{"criterion": one["id"], "value": 88, "comment": "材料支撑较好"} for one in criteria]
    sheet = {"scores": scores, "opinion": "选题切口小、问题实", "advice": "passed"}
    await call(reviewer, "POST", f"/reviews/{task}/sheet/submit", sheet)


async def ordered(call: Call, cast: Cast, project: int) -> None:
    due = (clock.today() + timedelta(days=10)).isoformat()
    draft = {
        "nonsecret": True, "project": project, "kind": "supervision", "matter": "补齐档案", "problem": "档案不全",
        "requirement": "按期反馈", "due_on": due,
    }  # fmt: skip
    path = f"/orders/{(await call(cast.office.officer, 'POST', '/orders', draft))['id']}"
    await call(cast.office.leader, "POST", f"{path}/sign")
    await call(cast.lead, "POST", f"{path}/receive")
    await call(cast.lead, "POST", f"{path}/start")
    await call(cast.lead, "POST", f"{path}/reply", {"nonsecret": True, "reply": "已补齐"})
    verdict = {"passed": True, "note": "属实"}
    await call(cast.lead, "POST", f"{path}/verify", verdict, status=403)
    await call(cast.office.inspectors[1], "POST", f"{path}/verify", verdict, status=403)  # no evidence yet
    answered = await call(cast.office.inspectors[1], "POST", f"{path}/verify", {"passed": False, "note": "请附佐证"})
    assert answered["state"] == "returned"
    proof = await call(cast.lead, "POST", "/files", files={"data": ("纪要.pdf", PDF)}, status=201)
    evidence = f"{path}/reply?uploads={proof['id']}"
    await call(cast.lead, "POST", evidence, {"nonsecret": True, "reply": "已补齐，附纪要"})
    closed = await call(cast.office.inspectors[1], "POST", f"{path}/verify", verdict)
    assert closed["state"] == "closed"
    assert (await call(cast.lead, "GET", f"/projects/{project}/light"))["reason"]


async def promoted(call: Call, cast: Cast, project: int) -> None:
    officer, today = cast.office.officer, clock.today().isoformat()
    content = {
        "title": "一口一策治理方案", "kind": "policy", "project": project, "summary": "措施清单",
        "authors": [{"talent": cast.talents[0], "share": 100}], "nonsecret": True,
    }  # fmt: skip
    path = f"/outcomes/{(await call(officer, 'POST', '/outcomes', content))['id']}"
    await call(officer, "POST", f"{path}/screen", {"checked": True})
    await call(officer, "POST", f"{path}/evaluate", {"level": "B"}, status=422)  # nothing proves it
    judged = {"level": "D", "grounds": "published", "body": "区委《决策参考》编辑部", "document": "2026年第8期"}
    await call(cast.office.leader, "POST", f"{path}/evaluate", judged)
    for rung in ("recommended", "adopted", "applying", "applied"):
        waiver = "采纳件正在归档，月底补传" if rung == "adopted" else ""
        step = {"rung": rung, "body": "区河长办", "document": "〔2026〕18号", "on": today, "note": "纳入治理安排"}
        await call(officer, "POST", f"{path}/climb", step | {"waiver": waiver})
    pilot = {"unit": cast.units[2], "plan": "选两个村开展", "starts_on": today, "ends_on": today}
    await call(officer, "POST", f"{path}/pilots", pilot | {"plan": "建设示范点并授牌"}, status=422)
    await call(officer, "POST", f"{path}/pilots", pilot)
    await call(officer, "PUT", f"{path}/material", {"conditions": "河网密集的镇村"})
    for unit in cast.units[2:]:
        takeover = {"unit": unit, "channel": "现场会", "adaptation": "调整频次", "effect": "整治42处", "on": today}
        await call(officer, "POST", f"{path}/replications", takeover)
    assert (await call(officer, "GET", path))["state"] == "promoted"
