# SPDX-License-Identifier: MIT
"""A round in a real browser: opened and staffed by the officer, judged by keyboard at a desk, by touch on a tablet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from reviews.rubrics import operations as rubrics
from tests.factories.people import make_talent
from tests.factories.rounds import make_gate, make_plain_project
from tests.support import server, story
from thinktank.app import wire
from thinktank.identity import operations as identity
from thinktank.identity.schemas import NewUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Role, system

SCREENS = Path("artifacts/screens")
DESK, TABLET = (1440, 900), (820, 1180)
TITLES = ("老旧小区适老化改造", "镇村集体经济抱团发展")
JUDGES = ("赵子", "钱丑", "孙寅")
Enter = Callable[[str, tuple[int, int]], Page]


async def _district() -> None:
    setup = system("init")
    root = await identity.create_root(setup, name="盐都区")
    await rubrics.ship()
    officer = await story.account("jingban", "王丙", Role.OFFICER, root, root)
    for n, name in enumerate(JUDGES):
        unit = await identity.create_unit(setup, command=NewUnit(name=f"区第{n + 2}局", parent=root))
        await story.account(f"zhuanjia{n + 1}", name, Role.REVIEWER, unit)
    for n, title in enumerate(TITLES):
        unit = await identity.create_unit(setup, command=NewUnit(name=f"区甲{n}局", parent=root))
        member = await story.account(f"chengyuan{n}", f"陈戊{'甲乙'[n]}", Role.MEMBER, unit)
        lead = await make_talent(unit=unit, name=f"陈戊{'甲乙'[n]}", account=member.account)
        project = await make_plain_project(
            lead=lead, unit=unit, title=title, number=f"QL26-0{n}", officer=officer.account
        )
        await make_gate(project)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    wire()
    server.prepare(tmp_path, _district)
    with server.serving(tmp_path) as address:
        yield address


@pytest.fixture
def enter(base: str, browser_page: Any, sign_in: Callable[..., None]) -> Enter:
    """Sign somebody in at a size."""

    def opened(login: str, size: tuple[int, int]) -> Page:
        window: Page = browser_page(*size)
        sign_in(window, base, login, story.PASSWORD)
        window.wait_for_url(f"{base}/")
        return window

    return opened


def press(window: Page, label: str) -> None:
    with window.expect_navigation():
        window.get_by_role("button", name=label, exact=True).first.click()


def keep(window: Page, name: str) -> None:
    """Nothing is wider than the window; the screen is kept."""
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    SCREENS.mkdir(parents=True, exist_ok=True)
    window.screenshot(path=SCREENS / f"review-{name}.png")


def test_a_round_from_its_opening_to_sheets_from_desk_and_tablet(base: str, enter: Enter) -> None:
    officer = enter("jingban", DESK)
    at = opened(officer, base)
    staffed(officer, at)
    judged_by_keyboard(enter("zhuanjia1", DESK), base)
    judged_by_touch(enter("zhuanjia2", TABLET), base)
    assert read(officer, at).count("已提交") == 4


def read(window: Page, url: str) -> str:
    window.goto(url)
    window.wait_for_load_state("networkidle")
    return window.locator("main").inner_text()


def opened(officer: Page, base: str) -> str:
    """Open a round with both materials; return its address."""
    officer.goto(f"{base}/rounds/new?kind=midterm")
    for box in officer.locator("input[name=milestones]").all():
        box.check()
    officer.fill("[name=size]", "3")
    officer.fill("[name=closes_on]", (clock.today() + timedelta(days=10)).isoformat())
    keep(officer, "1-new")
    press(officer, "开启评审")
    assert "还差3位" in officer.locator("main").inner_text()
    return officer.url.partition("?")[0]


def staffed(officer: Page, at: str) -> None:
    """Draw a plan, look at it, use it, take it back, and use another."""
    for step in ("采用，指派并通知", "撤回方案", "采用，指派并通知"):
        officer.goto(f"{at}/staffing")
        if step.startswith("采用"):
            press(officer, "拟方案")
            plan = officer.locator("main").inner_text()
            assert [plan.count(name) for name in (*TITLES, "还差")] == [1, 1, 1]
            keep(officer, "2-plan")
        press(officer, step)
    assert "已采用" in officer.locator("main").inner_text()
    board = read(officer, at)
    assert [board.count(name) for name in JUDGES] == [2, 2, 2]
    keep(officer, "3-board")


def declared(window: Page) -> None:
    """Say that there is no interest, by keyboard alone: material and sheet open."""
    window.locator("input[name=none][type=checkbox]").focus()
    window.keyboard.press("Space")
    with window.expect_navigation():
        window.keyboard.press("Enter")


def judged_by_keyboard(judge: Page, base: str) -> None:
    """Judge both materials without the mouse: a score a field, an opinion, handed in; the next one opens itself."""
    judge.goto(f"{base}/reviews")
    keep(judge, "4-desk")
    with judge.expect_navigation():
        judge.get_by_role("link", name="先作声明").first.click()
    for place, scores in enumerate(((88, 84, 90, 76, 80), (92, 85, 81, 79, 83))):
        declared(judge)
        for field, score in zip(judge.locator(".dim input[type=number]").all(), scores, strict=True):
            field.focus()
            judge.keyboard.type(str(score))
        written(judge, f"5-desk-{place}")
        with judge.expect_navigation():
            judge.keyboard.press("Control+Enter")
    assert judge.url.partition("?")[0] == f"{base}/reviews"
    assert "待评0份，已评2份" in judge.locator("main").inner_text()


def written(judge: Page, name: str) -> None:
    """Write the opinion and choose the advice; wait until the sheet has saved itself."""
    judge.locator("[name=opinion]").focus()
    judge.keyboard.type("进度符合任务书，调研扎实。")
    choice = judge.locator("[name=advice]").first
    choice.focus()
    judge.keyboard.press("Space")
    judge.locator(".save[data-s=ok]").wait_for()
    assert judge.locator("#total").inner_text() != "—"
    keep(judge, name)


def judged_by_touch(judge: Page, base: str) -> None:
    """Judge both on a tablet held upright: material and sheet stand side by side, bands are pressed."""
    judge.goto(f"{base}/reviews")
    with judge.expect_navigation():
        judge.get_by_role("link", name="先作声明").first.click()
    for place in range(2):
        judge.locator("label", has=judge.locator("input[name=none]")).first.click()
        press(judge, "确认声明，开始评审")
        paper, sheet = judge.locator(".paper").bounding_box(), judge.locator(".rub").bounding_box()
        assert paper is not None
        assert sheet is not None
        assert (paper["width"] > 300, sheet["x"] >= paper["x"] + paper["width"] - 1) == (True, True)
        for group in judge.locator(".dim .anch").all():
            group.locator("button").first.click()
        assert [box.input_value() for box in judge.locator(".dim input[type=number]").all()] == ["95"] * 5
        written(judge, f"6-tablet-{place}")
        assert judge.locator("#total").inner_text() == "95.00"
        press(judge, "提交，评下一份 Ctrl Enter" if place == 0 else "提交评分 Ctrl Enter")
    assert "待评0份，已评2份" in judge.locator("main").inner_text()
