# SPDX-License-Identifier: MIT
"""An extension in a real browser: asked for on the phone, then unit, officer, leader; the dates have moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page

from tests.factories.people import make_talent
from tests.factories.projects import make_project
from tests.support import server, story
from thinktank.app import wire
from thinktank.identity import operations as identity
from thinktank.identity.schemas import NewUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Role, system

SCREENS = Path("artifacts/screens")
DESK, PHONE = 1440, 390
MOVED = ("里程碑", "结束日期", "任务书", "未开始的报告期", "项目亮灯")
PASSWORD = story.PASSWORD
Enter = Callable[[str, int], Page]


class Standing(msgspec.Struct):
    """The server, the project, and the day to which its end is to be moved."""

    base: str
    project: int
    later: date


def later() -> date:
    """A Wednesday after the end, within three months."""
    day = clock.today() + timedelta(days=100)
    return day + timedelta(days=(2 - day.weekday()) % 7)


async def _district() -> int:
    setup = system("init")
    root = await identity.create_root(setup, name="盐都区")
    unit = await identity.create_unit(setup, command=NewUnit(name="区甲局", parent=root))
    await story.account("jingban", "王丙", Role.OFFICER, root, root)
    await story.account("lingdao", "沈乙", Role.DEPT_LEADER, root, root)
    await story.account("lianluo1", "谢酉", Role.LIAISON, unit)
    member = await story.account("chengyuan", "陈戊", Role.MEMBER, unit)
    talent = await make_talent(unit=unit, name="陈戊", account=member.account)
    today = clock.today()
    made = await make_project(
        unit=unit, lead=(member, talent), starts_on=today - timedelta(days=120), due_on=today + timedelta(days=60)
    )
    return made.id


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    wire()
    folder = tmp_path_factory.mktemp("changes")
    project = server.prepare(folder, _district)
    with server.serving(folder) as base:
        yield Standing(base, project, later())


@pytest.fixture
def enter(standing: Standing, browser_page: Any, sign_in: Callable[..., None]) -> Enter:
    """Sign somebody in at a width."""

    def opened(login: str, width: int) -> Page:
        window: Page = browser_page(width)
        sign_in(window, standing.base, login, PASSWORD)
        window.wait_for_url(f"{standing.base}/")
        return window

    return opened


def press(window: Page, label: str) -> None:
    with window.expect_navigation():
        window.get_by_role("button", name=label, exact=True).first.click()


def at(window: Page, url: str) -> str:
    """Go there; what loads later has come, and nothing is wider than the window."""
    window.goto(url)
    window.wait_for_load_state("networkidle")
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    return window.locator("main").inner_text()


def keep(window: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    window.screenshot(path=SCREENS / f"change-{name}.png", full_page=True)


def test_an_extension_from_the_phone_to_the_moved_dates(standing: Standing, enter: Enter) -> None:
    lead = enter("chengyuan", PHONE)
    at(lead, f"{standing.base}/projects/{standing.project}/changes/new")
    lead.get_by_role("link", name="延期").click()
    lead.fill("[name=due_on]", standing.later.isoformat())
    lead.fill("[name=reason]", "汛期入户调研推迟，需要顺延")
    press(lead, "先看影响")
    assert "批准后将影响" in lead.locator("main").inner_text()
    keep(lead, "1-preview")
    press(lead, "存为草稿，下一步提交")
    url = lead.url
    assert "结束日期" in at(lead, url)
    press(lead, "提交申请")
    unit = enter("lianluo1", DESK)
    assert "出具单位意见：延期" in at(unit, standing.base)
    at(unit, url)
    unit.locator(".pick label", has_text="同意").first.click()
    press(unit, "提交单位意见")
    officer = enter("jingban", DESK)
    seen = at(officer, url)
    assert [group for group in MOVED if group not in seen] == []
    assert "前办理" in seen
    keep(officer, "2-review")
    officer.locator(".pick label", has_text="同意").first.click()
    press(officer, "报部领导签批")
    leader = enter("lingdao", DESK)
    assert "结束日期" in at(leader, url)
    press(leader, "批准")
    assert "已生效" in at(leader, url)
    assert "第2版" in at(officer, f"{standing.base}/projects/{standing.project}/agreement")
    day = standing.later
    assert f"{day.month}月" in at(lead, f"{standing.base}/projects/{standing.project}/reports")
    shown = at(lead, f"{standing.base}/projects/{standing.project}/plan")
    assert f"{day.year}年{day.month}月{day.day}日" in shown or f"{day.month}月{day.day}日" in shown
    keep(lead, "3-plan")
