# SPDX-License-Identifier: MIT
"""An order in real browsers: from the red light to its close-out; a light set by hand; what another rule would do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import FilePayload, Page

from reviews.supervision import operations as supervision
from tests.factories.orders import make_checkpoint
from tests.factories.people import make_talent
from tests.factories.projects import make_project
from tests.support import server, story
from thinktank.app import wire
from thinktank.identity import operations as identity
from thinktank.identity.schemas import NewUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Role, system

SCREENS = Path("artifacts/screens")
DESK, TABLET, PHONE = 1440, 820, 390
BASIS, PAPER = (
    FilePayload(name=name, mimeType="application/pdf", buffer=b"%PDF-1.4\n%%EOF\n")
    for name in ("任务书节选.pdf", "会商纪要.pdf")
)
Enter = Callable[..., Page]


class Standing(msgspec.Struct):
    """The server; two projects behind their plans, one for orders, one for the leader; an inspection of the latter."""

    base: str
    slow: int
    other: int
    visit: int


async def _project(unit: int, login: str, name: str, title: str) -> int:
    member = await story.account(login, name, Role.MEMBER, unit)
    talent = await make_talent(unit=unit, name=name, account=member.account)
    today = clock.today()
    made = await make_project(
        unit=unit, lead=(member, talent), title=title, percent=5, with_reports=False,
        starts_on=today - timedelta(days=120), due_on=today + timedelta(days=60),
    )  # fmt: skip
    await supervision.refresh(made.id)
    return made.id


async def _district() -> tuple[int, int, int]:
    setup = system("init")
    root = await identity.create_root(setup, name="盐都区")
    unit = await identity.create_unit(setup, command=NewUnit(name="区甲局", parent=root))
    beside = await identity.create_unit(setup, command=NewUnit(name="区城管局", parent=root))
    await story.account("jingban", "王丙", Role.OFFICER, root, root)
    await story.account("lingdao", "沈乙", Role.DEPT_LEADER, root, root)
    inspector = await story.account("ducha", "陆丁", Role.INSPECTOR, root, root)
    await story.account("lianluo1", "谢酉", Role.LIAISON, unit)
    await story.account("lianluo2", "韩戌", Role.LIAISON, beside)
    slow = await _project(unit, "chengyuan1", "陈戊", "老旧小区停车资源共享")
    other = await _project(unit, "chengyuan2", "周己", "社区食堂可持续运营")
    return slow, other, await make_checkpoint(project=other, inspector=inspector.account)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    wire()
    folder = tmp_path_factory.mktemp("supervision")
    slow, other, visit = server.prepare(folder, _district)
    with server.serving(folder) as base:
        yield Standing(base, slow, other, visit)


@pytest.fixture
def enter(standing: Standing, browser_page: Any, sign_in: Callable[..., None]) -> Enter:
    """Sign somebody in at a width."""

    def opened(login: str, width: int = DESK, **more: Any) -> Page:
        window: Page = browser_page(width, **more)
        sign_in(window, standing.base, login, story.PASSWORD)
        window.wait_for_url(f"{standing.base}/")
        return window

    return opened


def press(window: Page, label: str) -> None:
    with window.expect_navigation():
        window.get_by_role("button", name=label, exact=True).first.click()


def follow(window: Page, label: str) -> None:
    with window.expect_navigation():
        window.get_by_role("link", name=label).first.click()


def at(window: Page, url: str) -> str:
    """Go there; what loads later has come, and nothing is wider than the window."""
    window.goto(url)
    window.wait_for_load_state("networkidle")
    return shown(window)


def shown(window: Page) -> str:
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), window.url
    return window.locator("main").inner_text()


def keep(window: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    window.screenshot(path=SCREENS / f"supervision-{name}.png", full_page=True)


def day(after: int) -> str:
    return (clock.today() + timedelta(days=after)).isoformat()


def drafted(officer: Page, base: str) -> str:
    """From the cockpit's red light to the draft: what the light knows is filled in. Return the order's address."""
    at(officer, f"{base}/cockpit")
    row = officer.locator("#panel-alerts li", has_text="老旧小区停车资源共享")
    assert "滞后" in row.inner_text()
    with officer.expect_navigation():
        row.get_by_role("link", name="起草督办单").click()
    assert officer.locator("[name=kind][value=rectification]").is_checked()
    assert "老旧小区停车资源共享" in officer.input_value("[name=matter]")
    assert "落后计划" in officer.input_value("[name=problem]")
    assert officer.input_value("[name=due_on]") > date.today().isoformat()  # noqa: DTZ011 -- as the field shows it
    officer.fill("[name=requirement]", "说明原因，列出措施和完成时间")
    officer.select_option("[name=handler]", label="谢酉　区甲局联络员")
    officer.select_option("[name=units] >> nth=0", label="区城管局")
    officer.set_input_files("input[name=uploads]", BASIS)
    officer.check("input[type=checkbox][name=nonsecret]")
    keep(officer, "1-draft")
    press(officer, "提交签发")
    assert "待签发" in shown(officer)
    return officer.url


def signed(leader: Page, base: str, order: str) -> None:
    """It stands on the leader's desk, and is signed and issued from there."""
    assert "签发整改通知" in at(leader, base)
    assert "任务书节选.pdf" in at(leader, order)
    press(leader, "签发并下发")
    assert "签收" in shown(leader)


def helped(beside: Page, base: str, order: str) -> None:
    """The unit beside, on the phone without JavaScript: it sees the order, not the project, and says what it did."""
    at(beside, base)
    follow(beside, "显示待办")
    assert "协办整改通知" in shown(beside)
    assert "由此升级" not in at(beside, order)
    assert not beside.locator("a[href^='/projects/']").count()
    follow(beside, "填写协办情况")
    beside.fill("[name=text]", "已派两人参加会商")
    beside.check("input[type=checkbox][name=nonsecret]")
    press(beside, "保存协办情况")
    assert "协办情况：区城管局" in shown(beside)
    keep(beside, "3-beside")


def answered(liaison: Page, base: str, order: str) -> None:
    """Receipt, and the reply with its evidence, on the phone by keyboard."""
    assert "签收整改通知" in at(liaison, base)
    at(liaison, order)
    press(liaison, "签收")
    liaison.get_by_role("link", name="反馈整改情况").focus()
    with liaison.expect_navigation():
        liaison.keyboard.press("Enter")
    assert "已派两人参加会商" in shown(liaison)
    liaison.locator("[name=reply]").focus()
    liaison.keyboard.type("会商已召开，措施和时限附后")
    liaison.set_input_files("input[name=uploads]", PAPER)
    liaison.locator("input[type=checkbox][name=nonsecret]").focus()
    liaison.keyboard.press("Space")
    keep(liaison, "2-reply")
    liaison.get_by_role("button", name="提交反馈").focus()
    with liaison.expect_navigation():
        liaison.keyboard.press("Enter")
    assert "待核查" in shown(liaison)
    assert not liaison.get_by_role("link", name="核查", exact=True).count()


def test_an_order_from_the_red_light_to_its_close_out(standing: Standing, enter: Enter) -> None:
    officer = enter("jingban")
    order = drafted(officer, standing.base)
    signed(enter("lingdao"), standing.base, order)
    helped(enter("lianluo2", PHONE, js=False), standing.base, order)
    answered(enter("lianluo1", PHONE), standing.base, order)
    checker = enter("ducha", TABLET, dark=True)
    assert "老旧小区停车资源共享" in at(checker, f"{standing.base}/supervision/desk")
    at(checker, f"{order}/verify")
    checker.fill("[name=note]", "现场核查属实")
    press(checker, "核查通过，销号")
    assert "已销号" in shown(checker)
    keep(checker, "4-closed")
    at(officer, f"{standing.base}/cockpit/closing?span=month")
    assert officer.locator("tr", has_text="整改通知").inner_text().split() == ["整改通知", "1", "1", "100%"]
    with officer.expect_navigation():
        officer.locator("tr", has_text="整改通知").get_by_role("link").last.click()
    assert "老旧小区停车资源共享" in shown(officer)


def test_what_was_found_without_a_network_is_handed_in_later(standing: Standing, enter: Enter) -> None:
    """At phone width on the spot: nothing typed is lost, the desk says what waits on the phone, and it goes in."""
    visit = f"{standing.base}/supervision/checkpoints/{standing.visit}"
    inspector = enter("ducha", PHONE)
    at(inspector, visit)
    inspector.context.set_offline(True)
    inspector.fill("[name=finding]", "现场查看两处点位，资料齐全")
    inspector.fill("[name=problems-0-text]", "一处点位没有标识")
    inspector.check("input[type=checkbox][name=nonsecret]")
    inspector.wait_for_timeout(900)
    assert "网络断开，已存本机" in inspector.locator(".save").inner_text()
    inspector.get_by_role("button", name="登记", exact=True).click()
    assert "恢复网络后再提交" in inspector.locator("#toasts").inner_text()
    keep(inspector, "7-offline")
    inspector.context.set_offline(False)
    words = at(inspector, f"{standing.base}/supervision/desk")
    assert "本机有未提交的内容" in words
    at(inspector, visit)
    inspector.get_by_role("button", name="恢复").click()
    assert inspector.input_value("[name=problems-0-text]") == "一处点位没有标识"
    inspector.select_option("[name=problems-0-kind]", "rules")
    inspector.context.route("**/record", lambda route: route.abort())  # it breaks off on the way
    inspector.get_by_role("button", name="登记", exact=True).click()
    inspector.wait_for_timeout(900)
    inspector.context.unroute("**/record")
    assert "本机有未提交的内容" in at(inspector, f"{standing.base}/supervision/desk")
    at(inspector, visit)
    inspector.get_by_role("button", name="恢复").click()
    inspector.check("input[type=checkbox][name=nonsecret]")
    press(inspector, "登记")
    assert "已督查" in shown(inspector)
    assert "本机有未提交的内容" not in at(inspector, f"{standing.base}/supervision/desk")
    assert "一处点位没有标识" in at(inspector, f"{standing.base}/problems")


def test_the_officer_takes_a_close_out_back_with_its_reason(standing: Standing, enter: Enter) -> None:
    officer = enter("jingban")
    at(officer, f"{standing.base}/supervision?show=closed")
    officer.locator("#rows .t").first.click()
    officer.wait_for_load_state("networkidle")
    order = officer.url
    follow(officer, "撤销销号")
    officer.fill("[name=reason]", "纪要日期与台账不符")
    press(officer, "撤销")
    words = at(officer, order)
    assert "核查中" in words
    assert "纪要日期与台账不符" in words
    officer.goto(f"{order}/withdraw")
    officer.fill("[name=reason]", "并入下一季度督查")
    press(officer, "撤回")
    words = shown(officer)
    assert ("已撤回" in words, "并入下一季度督查" in words, "纪要日期与台账不符" in words) == (True, True, True)


def test_the_leader_sets_a_light_by_hand_and_sees_what_another_rule_would_do(standing: Standing, enter: Enter) -> None:
    leader = enter("lingdao")
    url = f"{standing.base}/supervision/projects/{standing.other}"
    assert "滞后" in at(leader, url)
    leader.get_by_text("人工调整亮灯").click()
    leader.locator(".pick label", has_text="预警").click()
    leader.locator("form[action$='/light'] [name=reason]").fill("场地移交在即，按预警管理")
    leader.fill("[name=until]", day(400))
    press(leader, "调整")
    assert "有效期从今天起最长" in shown(leader)
    leader.fill("[name=until]", day(20))
    press(leader, "调整")
    words = at(leader, url)
    assert ("场地移交在即" in words, "人工调整，有效期至" in words) == (True, True)
    keep(leader, "5-override")
    at(leader, f"{standing.base}/settings/light_rules")
    leader.fill("[name=red_late_days]", "365")
    leader.fill("[name=red_behind]", "95")
    press(leader, "先看影响")
    preview = leader.locator(".pv").inner_text()
    assert "将影响2个项目" in preview
    assert "社区食堂可持续运营" in preview
    keep(leader, "6-what-if")
    at(leader, url)
    leader.get_by_text("提前恢复按规则亮灯").click()
    leader.locator("form[action$='/light/end'] [name=reason]").fill("移交推迟，恢复按规则")
    press(leader, "恢复按规则亮灯")
    words = at(leader, url)
    assert ("滞后" in words, "人工调整，有效期至" in words) == (True, False)
    leader.get_by_text("历次亮灯").click()
    assert "场地移交在即" in leader.locator("main").inner_text()
