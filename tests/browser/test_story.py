# SPDX-License-Identifier: MIT
"""The main story in a real browser: the office at a desk's width, the member, mentor and reviewer's own screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page

from research.projects import operations as projects
from research.projects import queries as project_queries
from research.reports import jobs as report_jobs
from research.reports import queries as report_queries
from reviews.rubrics.states import Kind
from tests.support import server, story
from thinktank.app import wire
from thinktank.demo import chapters
from thinktank.kernel import clock
from thinktank.kernel.actor import system
from thinktank.kernel.clock import FrozenClock

SCREENS = Path("artifacts/screens")
DESK, PHONE = 1440, 390
AGO = 45
Enter = Callable[..., None]


class Standing(msgspec.Struct):
    """The server, and the records that the people act on."""

    base: str
    application: int
    project: int
    report: int


async def _district() -> tuple[int, int, int]:
    """A project under way whose kick-off is under review, and an application that waits for its acceptance."""
    with clock.using(FrozenClock(clock.now() - timedelta(days=AGO))) as past:
        office, mentor, units = await story.set_up()
        await story.take_in(office.officer)
        await story.settle_directions(office.officer)
        cast = await story.gather_cast(office, mentor, units)
        handed_in = await story.apply(cast.lead, (await story.publish(office.officer)).id, cast.talents[1:3])
        past.advance(days=7)
        project = await story.grant_and_sign(cast, handed_in.id)
        gate = next(step for step in await project_queries.milestones(project.id) if step.kind == "kickoff")
        await projects.hand_in(cast.lead, id=gate.id, version=None, note="材料齐备")
    await chapters.open_review(office, milestone=gate.id, kind=Kind.KICKOFF, title="开题论证")
    await report_jobs.open_due(system("jobs"))
    reports = await report_queries.for_project(cast.lead, project.id)
    opened = [one for one in reports if one.state == "open"]
    other = await story.publish(office.officer)
    waiting = await story.apply(cast.partner, other.id, [])
    return waiting.id, project.id, opened[-1].id


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    wire()
    folder = tmp_path_factory.mktemp("story")
    ids = server.prepare(folder, _district)
    with server.serving(folder) as base:
        yield Standing(base, *ids)


@pytest.fixture
def enter(standing: Standing, browser_page: Any, sign_in: Enter) -> Callable[[str, int], Page]:
    """Sign somebody in at a width."""

    def opened(login: str, width: int) -> Page:
        window: Page = browser_page(width)
        sign_in(window, standing.base, login, story.PASSWORD)
        window.wait_for_url(f"{standing.base}/")
        return window

    return opened


def keep(window: Page, name: str) -> None:
    """Keep a screen, which nothing may be wider than."""
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    SCREENS.mkdir(parents=True, exist_ok=True)
    window.screenshot(path=SCREENS / f"story-{name}.png", full_page=True)


def text(window: Page) -> str:
    return window.locator("main").inner_text()


def press(window: Page, label: str) -> None:
    with window.expect_navigation():
        window.get_by_role("button", name=label).first.click()


def test_roster_is_checked_before_it_is_taken_in(standing: Standing, enter: Any) -> None:
    window = enter("jingban", DESK)
    window.goto(f"{standing.base}/talents/import")
    window.set_input_files("input[type=file]", story.SAMPLE)
    press(window, "开始核对")
    assert "107" in text(window)
    keep(window, "1-roster")
    window.goto(f"{standing.base}/talents")
    assert "107" in text(window)
    keep(window, "2-bank")


def test_application_is_accepted_and_granted(standing: Standing, enter: Any) -> None:
    window = enter("jingban", DESK)
    window.goto(f"{standing.base}/applications/{standing.application}")
    press(window, "受理")
    assert "已受理" in text(window)
    leader = enter("lingdao", DESK)
    leader.goto(f"{standing.base}/applications/{standing.application}")
    press(leader, "批准立项")
    keep(leader, "3-granted")
    address = leader.url.removesuffix("/agreement")
    member = enter("chengyuan1", PHONE)
    member.goto(f"{address}/agreement")
    press(member, "确认任务书")
    assert "确认" in text(member)
    keep(member, "3-agreement")


def fill_report(window: Page, progress: str) -> None:
    window.fill("[name=progress]", progress)
    window.fill("[name=problems]", "数据口径不一致")
    window.fill("[name=next_steps]", "入户走访")
    window.fill("[name=percent]", "10")
    window.check("input[type=checkbox][name=nonsecret]")
    window.get_by_role("button", name="提交报告").click()
    window.wait_for_selector(".toast")


def test_report_on_the_phone_is_returned_and_resubmitted(standing: Standing, enter: Any) -> None:
    address = f"{standing.base}/reports/{standing.report}"
    member, mentor = enter("chengyuan0", PHONE), enter("daoshi", DESK)
    member.goto(address)
    keep(member, "4-report")
    fill_report(member, "完成排口摸底")
    mentor.goto(address)
    mentor.fill("[name=reason]", "请补写排口数量")
    press(mentor, "退回")
    member.goto(address)
    assert "请补写排口数量" in text(member)
    fill_report(member, "摸底排口42处")
    mentor.goto(address)
    assert "摸底排口42处" in text(mentor)
    mentor.fill("[name=percent]", "12")
    press(mentor, "通过")
    member.goto(address)
    assert "通过" in text(member)
    keep(member, "4-accepted")


def test_reviewer_scores_on_one_screen(standing: Standing, enter: Any) -> None:
    window = enter("zhuanjia0", DESK)
    window.goto(f"{standing.base}/reviews")
    window.locator("main a.t").first.click()
    window.wait_for_selector("#sheet")
    for field in window.locator("#sheet input[type=number]").all():
        field.fill("86")
    window.fill("[name=opinion]", "选题切口小、问题实")
    window.locator(".pick:has([name=advice]) label").first.click()
    assert window.locator("#total").inner_text().startswith("86")
    keep(window, "5-sheet")
    window.locator("button[data-submit]").click()
    window.wait_for_selector(".toast")


def test_order_is_drafted_and_signed(standing: Standing, enter: Any) -> None:
    officer = enter("jingban", DESK)
    officer.goto(f"{standing.base}/supervision/orders/new?project={standing.project}")
    officer.fill("[name=matter]", "补齐排口档案")
    officer.fill("[name=problem]", "档案不全")
    officer.fill("[name=requirement]", "查明原因，按期反馈")
    officer.fill("[name=due_on]", (clock.today() + timedelta(days=10)).isoformat())
    officer.check("input[type=checkbox][name=nonsecret]")
    press(officer, "提交签发")
    leader = enter("lingdao", DESK)
    leader.goto(officer.url)
    press(leader, "签发并下发")
    member = enter("chengyuan0", PHONE)
    member.goto(officer.url)
    press(member, "签收")
    assert "签收" in text(member)
    keep(member, "6-order")


def test_leader_sees_the_cockpit(standing: Standing, enter: Any) -> None:
    window = enter("lingdao", DESK)
    window.goto(f"{standing.base}/cockpit")
    assert "107" in text(window)
    keep(window, "8-cockpit")
