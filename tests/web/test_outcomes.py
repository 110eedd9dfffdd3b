# SPDX-License-Identifier: MIT
"""The pages of outcomes."""

from __future__ import annotations

import httpx
import pytest

from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, make_member, make_unit, post, sign_in
from tests.factories.projects import make_project
from thinktank.kernel import db
from thinktank.kernel.actor import Role

pytestmark = pytest.mark.usefixtures("frozen")


async def test_a_team_registers_and_the_office_moves_it_on(client: httpx.AsyncClient) -> None:
    project = await make_project()
    await sign_in(client, project.lead)
    assert f'<option value="{project.id}"' in (await client.get("/outcomes/new")).text
    data = {
        "title": "完整社区建设需求清单", "kind": "report", "project": str(project.id), "summary": "三类需求",
        "authors-0-talent": str(project.lead_talent), "authors-0-share": "90", "nonsecret": "1",
    }  # fmt: skip
    wrong = await post(client, "/outcomes/new", data)
    assert wrong.status_code == 422
    assert "贡献合计应为100%" in wrong.text
    made = await post(client, "/outcomes/new", data | {"authors-0-share": "100"})
    assert made.status_code == 303
    url = made.headers["location"]
    await sign_in(client, await actor_as(Role.OFFICER))
    assert "保密审查" in (await client.get(url)).text
    assert (await post(client, f"{url}/screen", {"version": "1"})).status_code == 422
    assert (await post(client, f"{url}/screen", {"version": "1", "checked": "1"})).status_code == 303
    bare = await post(client, f"{url}/evaluate", {"level": "C", "version": "2"})
    assert bare.status_code == 422
    assert "C级须有佐证" in bare.text
    judged = {"level": "C", "grounds": "unit_file", "body": "区住建局", "document": "盐住建〔2026〕3号", "version": "2"}
    assert (await post(client, f"{url}/evaluate", judged)).status_code == 303
    assert "rung" in (await client.get(f"{url}/climb?rung=recommended")).text
    missing = await post(client, f"{url}/climb", {"rung": "recommended", "body": "", "version": "3"})
    assert missing.status_code == 422
    assert "请填写报送对象" in missing.text
    sent = {"rung": "recommended", "body": "区委办公室", "on": "2026-03-17", "version": "3"}
    assert (await post(client, f"{url}/climb", sent)).status_code == 303
    board = (await client.get("/outcomes")).text
    assert "完整社区建设需求清单" in board
    assert "移至批示" in board
    assert "区委办公室" in (await client.get("/outcomes?view=table")).text


async def test_a_site_is_called_a_demonstration_only_beside_its_approval(client: httpx.AsyncClient) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    _, talent = await make_member(unit=unit)
    id_ = await make_outcome(unit=unit, author=talent, registered_by=officer.account, state="applied")
    await sign_in(client, officer)
    data = {"unit": str(unit), "plan": "建成示范点", "starts_on": "2026-04-01", "ends_on": "2026-09-30", "version": "1"}
    refused = await post(client, f"/outcomes/{id_}/pilot", data)
    assert refused.status_code == 422
    assert "批准依据" in refused.text
    plain = await post(client, f"/outcomes/{id_}/pilot", data | {"plan": "三个村先行"})
    assert plain.status_code == 303
    page = (await client.get(f"/outcomes/{id_}")).text
    assert "示范" not in page
    assert "试点培育" in page


async def test_outsiders_get_404(client: httpx.AsyncClient) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    _, talent = await make_member(unit=unit)
    id_ = await make_outcome(unit=unit, author=talent, registered_by=officer.account)
    await sign_in(client, (await make_member())[0])
    assert (await client.get(f"/outcomes/{id_}")).status_code == 404
    assert "村级集体经济风险提示" not in (await client.get("/outcomes")).text


@pytest.mark.parametrize("rows", [1, 3, 30])
async def test_the_board_asks_the_same_number_of_questions(client: httpx.AsyncClient, rows: int) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    _, talent = await make_member(unit=unit)
    for n in range(rows):
        id_ = await make_outcome(unit=unit, author=talent, registered_by=officer.account, number=f"成{n}")
    await sign_in(client, officer)
    counts = []
    for url in ("/outcomes", "/outcomes?view=table", f"/outcomes/{id_}"):
        await client.get(url)
        with db.recording() as statements:
            assert (await client.get(url)).status_code == 200
        own = ('"outcome', '"pilot"', '"replication"', "timeline", "stored_file")
        counts.append(sum(any(table in statement for table in own) for statement in statements))
    assert counts == [3, 4, 7]
