# SPDX-License-Identifier: MIT
"""Team, agreement text and targets of a project: their pages and their twins of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from research.projects import queries
from research.projects.tables import ProjectIndicator
from tests.factories.people import actor_as, make_member, post, proof, sign_in
from tests.factories.projects import make_project, office
from thinktank.demo.chapters import PDF
from thinktank.kernel import db
from thinktank.kernel.actor import Role

if TYPE_CHECKING:
    import httpx

pytestmark = pytest.mark.usefixtures("frozen", "wired")


async def test_the_office_changes_the_team_by_form(client: httpx.AsyncClient) -> None:
    made, officer = await make_project(), await office()
    _newcomer, talent = await make_member(name="顾新")
    await sign_in(client, officer)
    url = f"/projects/{made.id}/team"
    shown = (await client.get(f"{url}?who=顾")).text
    assert "顾新" in shown
    assert made.member.name in shown
    data: dict[str, Any] = {"members-0-talent": talent, "members-0-duty": "数据", "mentors": made.mentor.account}
    refused = await post(client, url, data | {"reason": ""})
    assert refused.status_code == 422
    assert "理由不能为空" in refused.text
    assert "数据" in refused.text
    done = await post(client, url, data | {"reason": "调岗"})
    assert (done.status_code, done.headers["location"]) == (303, url)
    assert [m.name for m in (await queries.get(officer, made.id)).members] == [made.lead.name, "顾新"]


async def test_the_office_hands_the_lead_over_by_form(client: httpx.AsyncClient) -> None:
    made, officer = await make_project(), await office()
    await sign_in(client, officer)
    url = f"/projects/{made.id}/team/lead"
    refused = await post(client, url, {"talent": made.lead_talent, "reason": "调岗"})
    assert refused.status_code == 422
    assert "所选的人就是现任负责人" in refused.text
    done = await post(client, url, {"talent": made.member_talent, "reason": "调岗", "stays": "1"})
    assert done.status_code == 303
    assert (await queries.get(officer, made.id)).lead == made.member_talent


async def test_a_reader_sees_the_history_without_the_forms(client: httpx.AsyncClient) -> None:
    made = await make_project()
    await sign_in(client, made.mentor)
    shown = await client.get(f"/projects/{made.id}/team")
    assert shown.status_code == 200
    assert 'name="reason"' not in shown.text
    assert (await post(client, f"/projects/{made.id}/team", {"reason": "调岗"})).status_code == 403
    await sign_in(client, await actor_as(Role.MENTOR))
    assert (await client.get(f"/projects/{made.id}/team")).status_code == 404


@pytest.mark.parametrize("more", [0, 1, 3])
async def test_the_team_page_asks_as_much_for_many_as_for_few(client: httpx.AsyncClient, more: int) -> None:
    made, officer = await make_project(), await office()
    for _ in range(more):
        await make_member()
    await sign_in(client, officer)
    with db.recording() as seen:
        assert (await client.get(f"/projects/{made.id}/team")).status_code == 200
    assert len(seen) == 16


async def test_the_lead_edits_the_agreement_by_form(client: httpx.AsyncClient) -> None:
    made = await make_project(stage="contracting", signed=False)
    await sign_in(client, made.lead)
    url = f"/projects/{made.id}/agreement/edit"
    assert f'href="{url}"' in (await client.get(f"/projects/{made.id}/agreement")).text
    shown = (await client.get(url)).text
    assert 'value="改造点位"' in shown
    data = {"indicators-0-name": "走访农户", "indicators-0-target": "60", "indicators-0-unit": "户"}
    plan = [
        ("kickoff", "开题论证", "2026-03-20", "2026-04-20"),
        ("midterm", "中期检查", "2026-07-01", "2026-07-31"),
        ("closing", "结题验收", "2026-08-01", "2026-12-15"),
    ]
    for n, (kind, title, start, due) in enumerate(plan):
        names = (("kind", kind), ("title", title), ("mark", "材料齐备"), ("starts_on", start), ("due_on", due))
        data |= {f"milestones-{n}-{name}": value for name, value in names}
    data |= {"products-0-form": "report", "products-0-title": "走访报告", "products-0-mark": "不少于8000字"}
    data |= {"milestones-1-person": str(made.member_talent)}
    for n, side in enumerate(("lead", "unit", "office")):
        data |= {f"duties-{n}-side": side, f"duties-{n}-text": f"责任{n}"}
    refused = await post(client, url, data | {"milestones-2-due_on": "2026-07-15"})
    assert refused.status_code == 422
    assert "早于开始日期" in refused.text
    lacking = await post(client, url, data | {"duties-2-side": "unit"})
    assert (lacking.status_code, "还没有写区委组织部的责任" in lacking.text) == (422, True)
    more = {"products-1-form": "brief", "products-1-title": "专报", "products-1-drop": "1"}
    done = await post(client, url, data | more)
    assert (done.status_code, done.headers["location"]) == (303, f"/projects/{made.id}/agreement")
    shown = (await client.get(f"/projects/{made.id}/agreement")).text
    assert [word in shown for word in ("走访农户", "不少于8000字", "责任2", made.member.name)] == [True] * 4
    assert "专报" not in shown
    await sign_in(client, made.member)
    assert (await client.get(url)).status_code == 403


async def test_a_value_of_a_target_by_form(client: httpx.AsyncClient) -> None:
    made = await make_project()
    row = await ProjectIndicator.select(ProjectIndicator.id).where(ProjectIndicator.project == made.id).first()
    assert row is not None
    url = f"/projects/indicators/{row['id']}"
    await sign_in(client, made.lead)
    assert f'href="{url}"' in (await client.get(f"/projects/{made.id}")).text
    data = {"actual": "12", "note": "改造台账"}
    assert (await post(client, url, data)).status_code == 422
    proven = {"uploads": ("台账.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")}
    done = await post(client, url, data | {"nonsecret": "1"}, files=proven)
    assert (done.status_code, done.headers["location"]) == (303, url)
    shown = (await client.get(url)).text
    assert "改造台账" in shown
    assert "台账.pdf" in shown


async def test_the_same_by_program(client: httpx.AsyncClient) -> None:
    made, officer = await make_project(), await office()
    await sign_in(client, officer)
    head = await proof(client)
    base = f"/api/v1/projects/{made.id}"
    body: dict[str, Any] = {
        "reason": "调岗",
        "members": [{"talent": made.member_talent, "duty": "统稿"}],
        "mentors": [],
    }
    changed = await client.put(f"{base}/team", json=body, headers=head)
    assert (changed.status_code, [m["duty"] for m in changed.json()["members"]]) == (200, ["总负责", "统稿"])
    assert changed.json()["mentors"] == []
    lines = (await client.get(f"{base}/team")).json()
    assert sorted(line["role"] for line in lines) == ["lead", "member", "mentor"]
    over = await client.post(f"{base}/lead", json={"talent": made.member_talent, "reason": "调岗"}, headers=head)
    assert (over.status_code, over.json()["lead"]) == (200, made.member_talent)
    late = await client.put(f"{base}/agreement", json={"indicators": [], "milestones": []}, headers=head)
    assert late.status_code in {400, 422}
    target = (await client.get(base)).json()["indicators"][0]["id"]
    value = {"actual": 7, "note": "改造台账", "nonsecret": True}
    noted = await client.post(f"/api/v1/indicators/{target}/values", json=value, headers=head)
    assert noted.status_code == 201
    found = (await client.get(f"/api/v1/indicators/{target}")).json()
    assert [(one["note"], float(one["value"])) for one in found["values"]] == [("改造台账", 7.0)]


async def test_documents_go_into_the_file_by_category_and_what_is_missing_is_named(client: httpx.AsyncClient) -> None:
    made = await make_project()
    url = f"/projects/{made.id}"
    await sign_in(client, made.lead)
    before = await client.get(f"{url}?tab=files")
    assert "到这一阶段还缺2类材料" in before.text
    bare = await post(client, f"{url}/dossier", {"category": "agreement"})
    assert (bare.status_code, "请先勾选" in bare.text) == (422, True)
    form = {"category": "agreement", "nonsecret": "1"}
    done = await post(client, f"{url}/dossier", form, files={"uploads": ("任务书.pdf", PDF)})
    assert (done.status_code, done.headers["location"]) == (303, f"{url}?tab=files")
    after = await client.get(f"{url}?tab=files")
    assert ("到这一阶段还缺1类材料" in after.text, "任务书.pdf" in after.text) == (True, True)
