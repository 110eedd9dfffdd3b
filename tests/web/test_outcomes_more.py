# SPDX-License-Identifier: MIT
"""The pages around an outcome: indicators, versions, briefs, confirmations and effects, as each role meets them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import docx
import httpx
import pytest
from python_calamine import CalamineWorkbook

from research.adoption import operations, operations_effects
from research.adoption.schemas import AskAdoption
from research.adoption.tables import Adoption, EffectReturn
from research.outcomes.tables import Measurement
from tests.factories.outcomes import make_outcome, make_proof, make_values
from tests.factories.people import actor_as, make_member, make_unit, post, sign_in
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock

pytestmark = pytest.mark.usefixtures("frozen")


async def people(state: str, **values: Any) -> tuple[Actor, Actor, Actor, int, int]:
    """An officer, an author, a liaison of another unit, that unit, an outcome."""
    officer, home, unit = await actor_as(Role.OFFICER), await make_unit(), await make_unit("区城市管理局")
    author, talent = await make_member(unit=home)
    id_ = await make_outcome(unit=home, author=talent, registered_by=officer.account, state=state, **values)
    return officer, author, await actor_as(Role.LIAISON, unit=unit, scope=unit, name="李联络"), unit, id_


async def test_an_author_measures_and_the_office_lets_it_count(client: httpx.AsyncClient) -> None:
    officer, author, _liaison, _unit, id_ = await people("applying")
    await sign_in(client, author)
    url = f"/outcomes/{id_}/indicators"
    data = {"name": "随访率", "baseline": "40", "target": "80", "percentage": "1", "ascending": "1"}
    wrong = await post(client, f"{url}/new", data | {"target": "20"})
    assert wrong.status_code == 422
    assert "目标值应比基期值好" in wrong.text
    assert (await post(client, f"{url}/new", data)).status_code == 303
    shown = (await client.get(url)).text
    measure = shown.split('href="/outcomes/indicators/')[1].split('"')[0]
    address = f"/outcomes/indicators/{measure}"
    assert "分母" in (await client.get(address)).text
    assert (await post(client, address, {"on": "2026-03-17", "value": "66", "nonsecret": "1"})).status_code == 422
    sent = {"on": "2026-03-17", "numerator": "2", "denominator": "3", "nonsecret": "1", "note": "区卫健委统计"}
    assert (await post(client, address, sent)).status_code == 303
    assert "还没有认可的数据" in (await client.get(url)).text
    value = (await Measurement.select(Measurement.id))[0]["id"]
    await sign_in(client, officer)
    assert 'name="agree" value="1"' in (await client.get(url)).text
    bare = await post(client, f"/outcomes/measurements/{value}/decide", {"agree": "", "version": "1"})
    assert bare.status_code == 422
    decided = await post(client, f"/outcomes/measurements/{value}/decide", {"agree": "1", "version": "1"})
    assert decided.status_code == 303
    page = (await client.get(url)).text
    assert "66.67%" in page
    assert "2 / 3" in page
    assert "已完成67%" in page
    panel = await client.get(url, headers={"HX-Request": "true"})
    assert panel.text.lstrip().startswith("<section")


async def test_what_was_sent_back_is_mended_on_its_own_page(client: httpx.AsyncClient) -> None:
    _officer, author, _liaison, _unit, id_ = await people("applying")
    made = await make_values(id_, by=author.account)
    await sign_in(client, author)
    url = f"/outcomes/measurements/{made['returned_value']}/resubmit"
    assert 'value="30"' in (await client.get(url)).text
    data = {"on": "2026-03-17", "value": "35", "nonsecret": "1", "version": "1"}
    assert (await post(client, url, data)).status_code == 303
    assert (await post(client, url, data)).status_code == 409


async def test_a_team_mends_what_was_sent_back_and_the_page_shows_what_changed(client: httpx.AsyncClient) -> None:
    officer, author, _liaison, _unit, id_ = await people("registered")
    await sign_in(client, officer)
    back = await post(client, f"/outcomes/{id_}/send_back", {"reason": "请补断面数据", "version": "1"})
    assert back.status_code == 303
    assert "退回补充" in (await client.get("/outcomes")).text
    await sign_in(client, author)
    page = (await client.get(f"/outcomes/{id_}")).text
    assert "请补断面数据" in page
    form = (await client.get(f"/outcomes/{id_}/revise")).text
    talent = form.split('name="authors-0-talent"')[1].split("selected")[0].rsplit('value="', 1)[1].split('"')[0]
    data = {
        "title": "村级集体经济风险提示", "kind": "report", "summary": "补充了断面数据", "reason": "按要求补充",
        "authors-0-talent": talent, "authors-0-share": "100", "nonsecret": "1", "version": "2",
    }  # fmt: skip
    assert (await post(client, f"/outcomes/{id_}/revise", data)).status_code == 303
    versions = (await client.get(f"/outcomes/{id_}/versions")).text
    assert "按要求补充" in versions
    assert "抱团项目的三类风险和对策" in versions
    assert "补充了断面数据" in versions


async def test_proofs_are_added_checked_and_lead_to_another_level(client: httpx.AsyncClient) -> None:
    officer, author, _liaison, _unit, id_ = await people("recommended", level="E")
    await sign_in(client, author)
    data = {"grounds": "published", "body": "盐城日报社", "on": "2026-03-17"}
    assert (await post(client, f"/outcomes/{id_}/evidence", data)).status_code == 303
    assert "未核对" in (await client.get(f"/outcomes/{id_}")).text
    proof = await make_proof(outcome=id_, by=author.account)
    await sign_in(client, officer)
    check = f"/outcomes/{id_}/evidence/{proof}/check"
    assert (await post(client, check, {})).status_code == 422
    assert (await post(client, check, {"checked": "1"})).status_code == 303
    raised = await post(client, f"/outcomes/{id_}/regrade", {"level": "D", "note": "已刊发", "version": "1"})
    assert raised.status_code == 303
    assert "D级" in (await client.get(f"/outcomes/{id_}")).text


async def test_each_rung_shows_its_own_fields(client: httpx.AsyncClient) -> None:
    officer, _author, _liaison, _unit, id_ = await people("recommended")
    await sign_in(client, officer)
    choice = (await client.get(f"/outcomes/{id_}/climb")).text
    assert f"/outcomes/{id_}/climb?rung=instructed" in choice
    assert "越级，须写理由" in choice
    instructed = (await client.get(f"/outcomes/{id_}/climb?rung=instructed")).text
    assert "批示内容摘要" in instructed
    assert 'type="file"' not in instructed
    adopted = (await client.get(f"/outcomes/{id_}/climb?rung=adopted")).text
    assert "采纳文件文号" in adopted
    assert 'type="file"' in adopted
    assert "越级理由" in adopted
    wrong = await post(client, f"/outcomes/{id_}/climb", {"rung": "adopted", "body": "区住建局", "version": "1"})
    assert wrong.status_code == 422
    assert "采纳文件文号" in wrong.text
    assert "区住建局" in wrong.text
    ladder = (await client.get("/api/v1/outcomes/ladder")).json()
    assert [(one["rung"], one["proof"]) for one in ladder][4:6] == [("instructed", "never"), ("adopted", "must")]


async def test_a_brief_is_written_from_the_outcome_and_taken_as_word(client: httpx.AsyncClient) -> None:
    officer, _author, _liaison, _unit, id_ = await people("evaluated", problem="抱团项目风险", practice="分类处置")
    await sign_in(client, officer)
    form = (await client.get(f"/outcomes/{id_}/brief")).text
    assert "抱团项目风险" in form
    data = {
        "title": "村级集体经济三类风险", "addressees": "区委办公室", "problem": "抱团项目风险", "advice": "分类处置",
        "nonsecret": "1",
    }  # fmt: skip
    made = await post(client, f"/outcomes/{id_}/brief", data)
    assert made.status_code == 303
    url = made.headers["location"]
    sent = await post(client, f"{url}/send", {"on": "2026-03-17", "signer": "周正", "version": "1"})
    assert sent.status_code == 303
    assert "2026年第1期" in (await client.get(url)).text
    file = await client.get(f"{url}/papers/policy_brief")
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(file.content)).paragraphs)
    for words in (
        "2026年第1期",
        "区委办公室：",
        "一、主要问题",
        "抱团项目风险",
        "二、对策建议",
        "2026年3月17日",
        "周正",
    ):
        assert words in text
    assert "2026年第1期" in (await client.get(f"/outcomes/{id_}/adoption")).text
    assert zipfile.is_zipfile(io.BytesIO(file.content))


async def test_a_liaison_confirms_and_later_tells_what_came_of_it(
    client: httpx.AsyncClient, frozen: FrozenClock
) -> None:
    officer, author, liaison, unit, id_ = await people("recommended")
    await sign_in(client, officer)
    asked = await post(client, f"/outcomes/{id_}/ask", {"unit": str(unit), "ask": "请核对"})
    assert asked.status_code == 303
    await sign_in(client, liaison)
    adoption = (await Adoption.select(Adoption.id))[0]["id"]
    url = f"/adoptions/{adoption}"
    listed = (await client.get("/adoptions")).text
    assert "待本单位办理" in listed
    assert "确认采纳：村级集体经济风险提示" in (await client.get("/todos/adoption")).text
    assert (await client.get(f"/outcomes/{id_}")).status_code == 404
    data = {
        "content": "吸收三条建议", "measures": "抱团项目管理办法", "document": "盐农发〔2026〕8号",
        "grounds": "unit_file", "adopted_on": "2026-03-16", "nonsecret": "1", "version": "1",
    }  # fmt: skip
    wrong = await post(client, f"{url}/confirm", data | {"document": ""})
    assert wrong.status_code == 422
    assert "吸收三条建议" in wrong.text
    assert (await post(client, f"{url}/confirm", data)).status_code == 303
    proof = await client.get(f"{url}/papers/adoption_confirmed")
    cells = [
        cell.text
        for table in docx.Document(io.BytesIO(proof.content)).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert "盐农发〔2026〕8号" in cells
    assert "抱团项目管理办法" in cells
    frozen.advance(days=185)
    await operations_effects.ask_due(system("job"))
    await sign_in(client, liaison)
    effect = (await EffectReturn.select(EffectReturn.id))[0]["id"]
    assert "采纳6个月的应用效果" in (await client.get(f"/effects/{effect}")).text
    told = {"effect": "风险项目由9个降到3个", "on": "2026-09-10", "nonsecret": "1", "version": "1"}
    assert (await post(client, f"/effects/{effect}/answer", told)).status_code == 303
    await sign_in(client, author)
    assert "风险项目由9个降到3个" in (await client.get(f"/outcomes/{id_}/adoption")).text
    assert (await client.get(url)).status_code == 403


async def test_the_ledger_says_what_the_list_says(client: httpx.AsyncClient) -> None:
    officer, _author, _liaison, unit, _id = await people("adopted", level="C")
    _other, talent = await make_member(unit=unit)
    await make_outcome(
        unit=unit,
        author=talent,
        registered_by=officer.account,
        number="成2026-902",
        title="停车资源共享",
        direction="urban",
    )
    await sign_in(client, officer)
    assert "/outcomes/papers/ledger" in (await client.get("/outcomes?view=table&direction=rural")).text
    file = await client.get("/outcomes/papers/ledger?direction=rural")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "成果转化台账"
    assert rows[2][1:3] == ["成果编号", "成果名称"]
    assert (rows[3][1], rows[3][2], rows[3][9], rows[3][10]) == ("成2026-901", "村级集体经济风险提示", "C", "采纳")
    assert not any("停车资源共享" in str(cell) for row in rows for cell in row)
    stage = await client.get("/outcomes/papers/ledger?stage=registered")
    found = CalamineWorkbook.from_filelike(io.BytesIO(stage.content)).get_sheet_by_index(0).to_python()
    assert found[3][2] == "停车资源共享"


async def test_an_unknown_status_shows_all(client: httpx.AsyncClient) -> None:
    officer, _author, _liaison, unit, id_ = await people("recommended")
    await operations.ask(officer, outcome=id_, content=AskAdoption(unit, "请核对"))
    await sign_in(client, officer)
    assert "区城市管理局" in (await client.get("/adoptions?status=nosuch")).text
    assert "没有符合条件" in (await client.get("/adoptions?status=confirmed")).text
    assert (await client.get("/api/v1/adoptions")).json()["items"][0]["due_on"] == date(2026, 4, 1).isoformat()
