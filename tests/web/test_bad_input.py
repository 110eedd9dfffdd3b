# SPDX-License-Identifier: MIT
"""Bad input gets a clear error in plain Chinese and loses nothing: each case of the list, through the pages."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import httpx
import pytest
import xlsxwriter

from research.reports.tables import Report
from tests.factories.orders import make_order
from tests.factories.people import actor_as, district, post, sign_in
from tests.factories.projects import Made, make_project, make_report
from thinktank.identity.tables import Session
from thinktank.kernel.actor import Role
from thinktank.kernel.clock import FrozenClock
from thinktank.talents.tables import Talent

pytestmark = pytest.mark.usefixtures("frozen")
HEADER = ["姓名", "性别", "出生年月", "单位", "联系电话"]
GOOD = ["王明", "男", "1992.08", "区甲局", "13800000001"]
DRAFT = {
    "progress": "完成摸底", "problems": "口径不一", "next_steps": "入户", "coordination": "", "percent": "10",
    "nonsecret": "1",
}  # fmt: skip


def workbook(*rows: list[str]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


async def send(client: httpx.AsyncClient, path: str, name: str, content: bytes, **data: Any) -> httpx.Response:
    field = "file" if path == "/talents/import" else "uploads"
    return await post(client, path, data, files={field: (name, content)})


async def checked(client: httpx.AsyncClient, *rows: list[str]) -> str:
    """Upload a roster and return its dry run's page."""
    answer = await send(client, "/talents/import", "roster.xlsx", workbook(*rows))
    assert answer.status_code == 303
    return (await client.get(answer.headers["location"])).text


@pytest.fixture
async def officer(client: httpx.AsyncClient, frozen: FrozenClock) -> None:
    await district()
    await sign_in(client, await actor_as(Role.OFFICER))


@pytest.mark.usefixtures("officer")
async def test_file_that_is_no_workbook(client: httpx.AsyncClient) -> None:
    answer = await send(client, "/talents/import", "名册.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 400)
    assert answer.status_code == 422
    assert "名册.xlsx：" in answer.text


@pytest.mark.usefixtures("officer")
async def test_workbook_without_a_name_column_asks_which_it_is(client: httpx.AsyncClient) -> None:
    text = await checked(client, ["编号", *HEADER[1:]], ["1", *GOOD[1:]])
    assert "姓名" in text
    assert "/commit" not in text


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    ("row", "words"),
    [
        (GOOD, "同一"),
        (["李红", "女", "1992.13", "区甲局", "13800000002"], "月份是 13"),
        (["李红", "女", "1993.08", "区甲局", "1380000"], "电话"),
    ],
    ids=["two rows for one person", "impossible birth month", "bad phone"],
)
async def test_row_with_a_problem_says_so_and_keeps_all_out(
    client: httpx.AsyncClient, row: list[str], words: str
) -> None:
    text = await checked(client, HEADER, GOOD, row)
    assert words in text
    assert await Talent.count() == 0


@pytest.fixture
async def made(client: httpx.AsyncClient, frozen: FrozenClock) -> Made:
    found = await make_project(with_reports=False)
    await sign_in(client, found.lead)
    return found


async def test_200_megabytes_are_refused_before_they_are_read(client: httpx.AsyncClient, made: Made) -> None:
    report = await make_report(made.id, seq=1, state="open")
    await client.get("/privacy")
    taken = 0

    async def body() -> Any:
        nonlocal taken
        for _ in range(200):
            taken += 1
            yield b"x" * 1024 * 1024

    headers = {"content-type": "multipart/form-data; boundary=b", "x-csrftoken": str(client.cookies["tt_csrf"])}
    answer = await client.post(f"/reports/{report}", content=body(), headers=headers)
    assert answer.status_code == 413
    assert "请压缩或分次上传" in answer.text
    assert taken < 100


async def test_forbidden_type_keeps_what_was_typed(client: httpx.AsyncClient, made: Made) -> None:
    report = await make_report(made.id, seq=1, state="open")
    answer = await send(client, f"/reports/{report}", "工具.exe", b"MZ\x90\x00\x03", **DRAFT)
    assert answer.status_code == 422
    assert "工具.exe" in answer.text
    assert "完成摸底" in answer.text
    assert (await Report.select(Report.state).where(Report.id == report))[0]["state"] == "open"


async def test_stale_form_comes_back_filled_and_with_the_present_version(client: httpx.AsyncClient, made: Made) -> None:
    lead = made.lead.account
    order = await make_order(project=made.id, handler=lead, drafted_by=lead, state="handling")
    stale = {"reply": "已召开会商", "nonsecret": "1", "version": "99"}
    answer = await post(client, f"/supervision/orders/{order}/reply", stale)
    assert answer.status_code == 409
    assert "已召开会商" in answer.text
    assert "您填写的内容保留在下面" in answer.text


async def test_repeated_submit_is_recognised(client: httpx.AsyncClient, made: Made) -> None:
    report = await make_report(made.id, seq=1, state="open")
    data = DRAFT | {"_key": "k1"}
    first = await post(client, f"/reports/{report}", data)
    second = await post(client, f"/reports/{report}", data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.headers["idempotent-replayed"] == "true"
    assert (await Report.select(Report.version).where(Report.id == report))[0]["version"] == 2


async def test_deadline_passed_while_typing_loses_nothing(
    client: httpx.AsyncClient, made: Made, frozen: FrozenClock
) -> None:
    report = await make_report(made.id, seq=1, state="open")
    saved = await post(client, f"/reports/{report}/draft", DRAFT)
    assert saved.status_code in {200, 303}
    frozen.at += timedelta(days=60)
    await sign_in(client, made.lead)
    answer = await post(client, f"/reports/{report}", DRAFT)
    kept = (await Report.select(Report.state, Report.progress).where(Report.id == report))[0]
    assert kept["progress"] == "完成摸底"
    assert (answer.status_code, kept["state"]) == (303, "submitted")


async def test_session_ended_while_typing_keeps_the_draft(client: httpx.AsyncClient, made: Made) -> None:
    report = await make_report(made.id, seq=1, state="open")
    await post(client, f"/reports/{report}/draft", DRAFT)
    await Session.delete(force=True)
    answer = await post(client, f"/reports/{report}", DRAFT)
    assert answer.status_code == 401
    assert "进展报告的草稿已保留" in answer.text
    await sign_in(client, made.lead)
    assert "完成摸底" in (await client.get(f"/reports/{report}")).text
