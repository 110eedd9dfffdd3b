# SPDX-License-Identifier: MIT
"""A posting in a real browser: proposed at a desk, agreed to by three sides, the member on the phone, to the grade."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page

from tests.factories.people import make_talent
from tests.support import server, story
from thinktank.app import wire
from thinktank.identity import operations as identity
from thinktank.identity.schemas import NewUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Role, system
from thinktank.kernel.directions import Direction
from thinktank.postings import operations_needs
from thinktank.postings.schemas import SaveNeed
from thinktank.postings.states import Kind

SCREENS = Path("artifacts/screens")
DESK, PHONE = 1440, 390
PASSWORD = story.PASSWORD
Enter = Callable[[str, int], Page]


class Standing(msgspec.Struct):
    """The server, and the need that is filled."""

    base: str
    need: int


async def _district() -> int:
    """Two units with a liaison each, a member, the office, and an open need whose term ends within a month."""
    setup = system("init")
    root = await identity.create_root(setup, name="盐都区")
    units = [
        await identity.create_unit(setup, command=NewUnit(name=name, parent=root)) for name in ("区甲局", "区乙局")
    ]
    officer = await story.account("jingban", "王丙", Role.OFFICER, root, root)
    await story.account("lingdao", "沈乙", Role.DEPT_LEADER, root, root)
    await story.account("lianluo1", "谢酉", Role.LIAISON, units[0])
    await story.account("lianluo2", "冯辰", Role.LIAISON, units[1])
    member = await story.account("chengyuan", "陈戊", Role.MEMBER, units[0])
    await make_talent(unit=units[0], name="陈戊", account=member.account)
    need = SaveNeed(
        unit=units[1], kind=Kind.SHADOW, post="规划科跟班", duties="参与城市更新", direction=Direction.URBAN,
        starts_on=clock.today() - timedelta(days=15), months=1, skills="城市更新",
    )  # fmt: skip
    return (await operations_needs.state_need(officer, command=need)).id


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    wire()
    folder = tmp_path_factory.mktemp("postings")
    need = server.prepare(folder, _district)
    with server.serving(folder) as base:
        yield Standing(base, need)


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
    """Go there; nothing is wider than the window."""
    window.goto(url)
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    return window.locator("main").inner_text()


def keep(window: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    window.screenshot(path=SCREENS / f"posting-{name}.png", full_page=True)


def approve_and_start(leader: Page, host: Page, url: str) -> None:
    at(leader, url)
    press(leader, "批准派出")
    at(host, url)
    press(host, "登记报到")
    host.fill("[name=contact]", "李局")
    host.fill("[name=mentor_name]", "王科长")
    host.fill("[name=plan]", "跟班一个月，参与方案比选")
    press(host, "确定计划")


def write_summaries(member: Page, host: Page, url: str) -> None:
    at(member, url)
    member.locator("form[action$='/half'] [name=text]").fill("已熟悉业务")
    member.locator("form[action$='/half'] input[type=checkbox]").check()
    press(member, "提交半程小结")
    at(host, url)
    host.fill("[name=text]", "进步快")
    press(host, "填写半程意见")
    assert "进步快" in at(member, url)
    member.locator("form[action$='/sum-up'] [name=text]").fill("学到了协调会商的办法")
    member.locator("form[action$='/sum-up'] input[type=checkbox]").check()
    press(member, "提交个人总结")
    keep(member, "3-summary")


def appraise(enter: Enter, leader: Page, member: Page, url: str) -> None:
    for login in ("lianluo1", "lianluo2"):
        unit = enter(login, DESK)
        at(unit, url)
        unit.fill("[name=text]", "表现突出")
        unit.locator("form[action$='/opine'] input[type=checkbox]").check()
        press(unit, "提交鉴定意见")
    assert "表现突出" not in at(member, url)
    at(leader, url)
    leader.locator(".pick label", has_text="优秀").click()
    leader.fill("[name=text]", "同意")
    press(leader, "审定鉴定")


def test_a_posting_from_the_proposal_to_the_growth_record(standing: Standing, enter: Enter) -> None:
    officer = enter("jingban", DESK)
    assert "主方向城市建设与岗位一致" in at(officer, f"{standing.base}/postings/needs/{standing.need}")
    keep(officer, "1-need")
    press(officer, "拟派")
    url = officer.url
    press(officer, "征求三方意见")
    member = enter("chengyuan", PHONE)
    assert "本人意见" in at(member, url)
    keep(member, "2-consent")
    press(member, "同意")
    for login in ("lianluo1", "lianluo2"):
        unit = enter(login, DESK)
        at(unit, url)
        press(unit, "同意")
    leader = enter("lingdao", DESK)
    approve_and_start(leader, unit, url)
    write_summaries(member, unit, url)
    appraise(enter, leader, member, url)
    assert "优秀" in at(member, url)
    assert "鉴定优秀" in at(member, f"{standing.base}/growth")
    keep(member, "4-growth")
