# SPDX-License-Identifier: MIT
"""Templates in the settings, documents and ledgers on their pages: what is on screen, what is sent, what is refused."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import unquote

import docx
import httpx
import pytest
from litestar import Litestar
from python_calamine import CalamineWorkbook

from tests.conftest import new_client
from tests.factories.people import post, sign_in
from tests.support.world import World, build
from thinktank.documents.word import MEDIA, Paper
from thinktank.kernel import db

pytestmark = pytest.mark.usefixtures("frozen")
SETTINGS = "/settings/papers/agreement"
API = "/api/v1/paper-templates"


@pytest.fixture
async def world(app: Litestar, database: Any) -> World:
    return await build()


@pytest.fixture
async def officer(app: Litestar, world: World, client: httpx.AsyncClient) -> httpx.AsyncClient:
    return await sign_in(client, world.people["officer"])


def template(*lines: str) -> dict[str, Any]:
    paper = Paper("本部门任务书")
    for line in lines:
        paper.paragraph(line)
    return {"uploads": ("任务书.docx", paper.to_bytes(), MEDIA)}


def name_of(answer: httpx.Response) -> str:
    return unquote(answer.headers["content-disposition"].partition("UTF-8''")[2])


async def test_a_template_goes_from_the_form_to_the_document(officer: httpx.AsyncClient, world: World) -> None:
    shown = (await officer.get(SETTINGS)).text
    assert [
        word for word in ("{{ title }}", "{%tr for one in team %}", "例：", "下载出厂模板") if word not in shown
    ] == []
    sent = await post(officer, SETTINGS, {"note": "套用文头"}, files=template("{{ title }}"))
    assert (sent.status_code, sent.headers["location"]) == (303, SETTINGS)
    shown = (await officer.get(SETTINGS)).text
    assert "第3版" in shown
    assert (await officer.get("/settings/papers/versions/3/sample")).content[:2] == b"PK"
    for step, data in (("trial", {"version": "1"}), ("put", {"effective_from": "2026-03-18", "version": "2"})):
        assert (await post(officer, f"/settings/papers/versions/3/{step}", data)).status_code == 303
    made = await officer.get(f"/projects/{world.ids['project']}/papers/agreement")
    assert made.headers["content-type"] == MEDIA
    assert made.headers["cache-control"] == "private, no-store"
    assert name_of(made).startswith("任务书（")
    assert docx.Document(io.BytesIO(made.content)).paragraphs[0].text == "本部门任务书"
    back = await post(officer, f"{SETTINGS}/restore", {"reason": "统一", "effective_from": "2026-03-18", "unit": ""})
    assert back.status_code == 303
    made = await officer.get(f"/api/v1/projects/{world.ids['project']}/papers/agreement")
    assert docx.Document(io.BytesIO(made.content)).paragraphs[0].text == "课题任务书"


async def test_a_bad_template_comes_back_with_each_mistake_and_the_note(officer: httpx.AsyncClient) -> None:
    bad = template("{{ titel }}", "{{ title.upper() }}")
    answer = await post(officer, SETTINGS, {"note": "我的说明"}, files=bad)
    assert answer.status_code == 422
    told = ("没有 titel 这个占位符，是不是 title", "大括号里只能写一个占位符的名称", "正文第3段", 'value="我的说明"')
    assert [word for word in told if word not in answer.text] == []
    none = await post(officer, SETTINGS, {"note": "我的说明"})
    assert (none.status_code, "请选择模板文件" in none.text) == (422, True)


async def test_steps_out_of_turn_are_refused_on_the_form(officer: httpx.AsyncClient, world: World) -> None:
    draft, tried = world.ids["template"], world.ids["tried_template"]
    early = await post(officer, f"/settings/papers/versions/{draft}/put", {"effective_from": "2026-03-18"})
    assert (early.status_code, "不能启用" in early.text) == (409, True)
    past = await post(
        officer, f"/settings/papers/versions/{tried}/put", {"effective_from": "2026-03-01", "version": "2"}
    )
    assert (past.status_code, "日期不能早于今天" in past.text) == (422, True)
    stale = await post(officer, f"/settings/papers/versions/{tried}/drop", {"reason": "不用", "version": "1"})
    assert stale.status_code == 409
    again = await post(officer, f"/settings/papers/versions/{tried}/trial", {"version": "2"})
    assert (again.status_code, "不能试生成" in again.text) == (409, True)
    nothing = await post(officer, f"{SETTINGS}/restore", {"reason": "统一", "effective_from": "2026-03-18"})
    assert (nothing.status_code, "现在用的就是出厂模板" in nothing.text) == (409, True)


async def test_the_api_takes_the_same_steps(officer: httpx.AsyncClient) -> None:
    found = (await officer.get(f"{API}/grant_letter")).json()
    assert (found["title"], found["current"], found["templates"]) == ("立项通知书", "出厂模板", [])
    assert {"name": "title", "title": "课题名称", "usage": "{{ title }}"}.items() <= found["fields"][4].items()
    assert len((await officer.get(API)).json()) > 20
    assert (await officer.get(f"{API}/no_such_kind")).status_code == 404
    assert (await officer.get(f"{API}/grant_letter/shipped")).content[:2] == b"PK"


async def test_pages_offer_what_a_person_may_take(app: Litestar, world: World, officer: httpx.AsyncClient) -> None:
    project, places = world.ids["project"], ("/topics", "/applications", "/projects", "/reports", "/supervision")
    shown = (await officer.get(f"/projects/{project}")).text
    offered = ("grant_letter", "agreement", "kickoff_report", "midterm_report", "closing_report", "progress_summary")
    assert [name for name in offered if f"/projects/{project}/papers/{name}" not in shown] == []
    assert "closing_certificate" not in shown
    assert [place for place in places if f'href="{place}/papers/' not in (await officer.get(place)).text] == []
    member = await sign_in(new_client(app), world.people["own"])
    assert f"/projects/{project}/papers/agreement" in (await member.get(f"/projects/{project}")).text
    assert "/projects/papers/ledger" not in (await member.get("/projects")).text
    assert (await member.get("/projects/papers/ledger")).status_code == 403


async def test_a_ledger_holds_what_its_list_shows(officer: httpx.AsyncClient) -> None:
    for place, title in (
        ("topics", "课题榜单"),
        ("applications", "课题申报"),
        ("projects", "课题项目"),
        ("reports", "进展报告"),
    ):
        answer = await officer.get(f"/{place}/papers/ledger")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert name_of(answer) == f"附件1：{title}台账（截至2026年3月18日）.xlsx"
        assert (rows[0][0], rows[2][0]) == (f"{title}台账", "序号")
        assert str(rows[-1][1]) == f"{len(rows) - 4}{'期' if place == 'reports' else '项'}"
    none = await officer.get("/projects/papers/ledger?q=nosuchproject")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(none.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 4
    bad = await officer.get("/reports/papers/month_summary?period=2026-13")
    assert bad.status_code == 422


async def test_ledgers_and_lists_ask_a_fixed_number_of_questions(officer: httpx.AsyncClient) -> None:
    """Whatever is in the list; the entry on the trail included."""
    asked = {}
    for path in ("/projects/papers/ledger", "/topics/papers/ledger", "/topics/papers/topic_list", "/settings/papers"):
        await officer.get(path)
        with db.recording() as statements:
            assert (await officer.get(path)).status_code == 200
        asked[path] = len(statements)
    assert asked == {
        "/projects/papers/ledger": 10,
        "/topics/papers/ledger": 10,
        "/topics/papers/topic_list": 14,
        "/settings/papers": 6,
    }
