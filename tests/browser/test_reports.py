# SPDX-License-Identifier: MIT
"""A report on a phone: from the workbench to the submission with five fields at most, the draft kept on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page, expect

from research.reports.tables import Report
from tests.factories.people import make_talent
from tests.factories.projects import make_project
from tests.support import server, story
from thinktank.app import wire
from thinktank.identity import operations as identity
from thinktank.identity.schemas import NewUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Role, system

PHONE = 390
MOST_FIELDS = 5
WORDS = {
    "progress": "完成凤栖里试点扶手、坡道12处",
    "problems": "资金口径尚未统一",
    "next_steps": "8月18日前召开会商，形成纪要",
}


class Standing(msgspec.Struct):
    """The server and the report that is open."""

    base: str
    report: int


async def _district() -> int:
    setup = system("init")
    root = await identity.create_root(setup, name="盐都区")
    unit = await identity.create_unit(setup, command=NewUnit(name="区甲局", parent=root))
    member = await story.account("chengyuan", "陈戊", Role.MEMBER, unit)
    talent = await make_talent(unit=unit, name="陈戊", account=member.account)
    today = clock.today()
    made = await make_project(
        unit=unit, lead=(member, talent), starts_on=today - timedelta(days=70), due_on=today + timedelta(days=90)
    )
    r, mine = Report, made.reports[1]
    await r.update({r.state: "waived"}).where(r.project == made.id)
    days: dict[Any, Any] = {r.starts_on: today - timedelta(days=20), r.due_on: today + timedelta(days=5)}
    await r.update({r.state: "open", **days}).where(r.id == mine)
    return mine


@pytest.fixture
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    wire()
    folder = tmp_path_factory.mktemp("reports")
    report = server.prepare(folder, _district)
    with server.serving(folder) as base:
        yield Standing(base, report)


def test_a_member_reports_on_the_phone(standing: Standing, browser_page: Any, sign_in: Callable[..., None]) -> None:
    window: Page = browser_page(PHONE)
    sign_in(window, standing.base, "chengyuan", story.PASSWORD)
    window.goto(f"{standing.base}/")
    window.locator(f'a[href="/reports/{standing.report}"]').first.click()
    window.wait_for_url(f"**/reports/{standing.report}")
    typed = window.locator("form#report textarea")
    assert typed.count() <= MOST_FIELDS
    assert window.evaluate("document.documentElement.scrollWidth") <= PHONE
    window.fill('textarea[name="progress"]', WORDS["progress"])
    window.fill('textarea[name="problems"]', WORDS["problems"])
    expect(window.locator(".save")).to_contain_text("已自动保存", timeout=10_000)
    window.reload()
    expect(window.locator('textarea[name="progress"]')).to_have_value(WORDS["progress"])
    window.fill('textarea[name="next_steps"]', WORDS["next_steps"])
    window.check('input[type="checkbox"][name="nonsecret"]')
    window.get_by_role("button", name="提交报告").click()
    expect(window.locator("main")).to_contain_text("已提交", timeout=10_000)
    window.goto(f"{standing.base}/reports/{standing.report}")
    for words in WORDS.values():
        expect(window.locator("main")).to_contain_text(words)
