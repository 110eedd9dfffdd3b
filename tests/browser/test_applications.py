# SPDX-License-Identifier: MIT
"""Applications in browsers: a team mate on the phone beside the lead at the desk, a liaison who signs on the phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page, expect

from research.applications import operations_team
from research.applications.schemas import Invite
from tests.factories.people import make_talent
from tests.factories.topics import make_application, make_topic
from tests.support import server, story
from tests.support.stage import press, text
from thinktank.app import wire
from thinktank.demo.chapters import PDF
from thinktank.identity import operations as identity
from thinktank.identity.schemas import NewUnit
from thinktank.kernel.actor import Actor, Role, system

DESK, PHONE = 1440, 390
SAVED = 10_000


class Standing(msgspec.Struct):
    """The server, a draft to which somebody is invited, and an application that waits for its unit."""

    base: str
    topic: int
    draft: int
    waiting: int


async def _person(login: str, name: str, unit: int) -> tuple[Actor, int]:
    member = await story.account(login, name, Role.MEMBER, unit)
    return member, await make_talent(unit=unit, name=name, account=member.account)


async def _district() -> tuple[int, int, int]:
    root = await identity.create_root(system("init"), name="盐都区")
    unit = await identity.create_unit(system("init"), command=NewUnit(name="区甲局", parent=root))
    officer = await story.account("jingban", "王丙", Role.OFFICER, root)
    await story.account("lianluo", "谢酉", Role.LIAISON, unit)
    lead, first = await _person("chengyuan0", "朱禾", unit)
    _, second = await _person("chengyuan1", "葛田", unit)
    _, third = await _person("chengyuan2", "陈戊", unit)
    topic = await make_topic(created_by=officer.account)
    draft = await make_application(topic=topic, lead=first, unit=unit, state="draft")
    await operations_team.invite(lead, application=draft, command=Invite(second, "调研走访"))
    other = await make_topic(created_by=officer.account, number="2026-榜-2", title="老旧小区停车资源共享机制")
    waiting = await make_application(topic=other, lead=third, unit=unit, state="unit_review")
    return topic, draft, waiting


@pytest.fixture
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    wire()
    folder = tmp_path_factory.mktemp("applications")
    topic, draft, waiting = server.prepare(folder, _district)
    with server.serving(folder) as base:
        yield Standing(base, topic, draft, waiting)


def fits(window: Page) -> bool:
    return bool(window.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_two_of_a_team_write_one_draft_and_overwrite_nothing_unseen(
    standing: Standing, browser_page: Any, sign_in: Callable[..., None]
) -> None:
    mate, lead = browser_page(PHONE), browser_page(DESK)
    sign_in(mate, standing.base, "chengyuan1", story.PASSWORD)
    mate.goto(f"{standing.base}/")
    mate.locator("a[href^='/invitations/']").first.click()
    assert fits(mate)
    assert "朱禾邀请葛田参加课题组" in text(mate)
    press(mate, "接受邀请")
    mate.get_by_role("link", name="查看申报书").click()
    assert fits(mate)
    mate.get_by_role("link", name="继续填写").click()
    sign_in(lead, standing.base, "chengyuan0", story.PASSWORD)
    lead.goto(f"{standing.base}/topics/{standing.topic}/apply")
    assert fits(mate)
    assert mate.locator("[data-submit]").count() == 0  # who does not lead does not hand in

    mate.fill("textarea[name=goal]", "葛田写的目标：两个镇先行")
    expect(mate.locator(".save")).to_contain_text("已自动保存", timeout=SAVED)
    lead.fill("textarea[name=effect]", "朱禾写的效果：受益两千户")
    expect(lead.locator("#version-now .note")).to_contain_text("葛田", timeout=SAVED)
    expect(lead.locator("#version-now .note")).to_contain_text("改了“目标导向”")
    expect(lead.locator(".save")).to_contain_text("已自动保存", timeout=SAVED)

    lead.fill("textarea[name=goal]", "朱禾写的目标：全区推开")
    expect(lead.locator("#version-now .note")).to_contain_text("您的这一部分还没有保存", timeout=SAVED)
    press(lead, "对照")
    theirs = lead.locator("#theirs-goal")
    expect(theirs).to_contain_text("葛田写的目标：两个镇先行")
    expect(lead.locator("textarea[name=goal]")).to_have_value("朱禾写的目标：全区推开")
    lead.check("#theirs-goal input[name=take]")
    press(lead, "保存草稿")
    expect(lead.locator("textarea[name=goal]")).to_have_value("葛田写的目标：两个镇先行")
    mate.reload()
    expect(mate.locator("textarea[name=effect]")).to_have_value("朱禾写的效果：受益两千户")
    expect(mate.locator("textarea[name=goal]")).to_have_value("葛田写的目标：两个镇先行")
    assert fits(mate)


def test_a_liaison_signs_the_units_opinion_on_the_phone(
    standing: Standing, browser_page: Any, sign_in: Callable[..., None], tmp_path: Path
) -> None:
    window: Page = browser_page(PHONE)
    sign_in(window, standing.base, "lianluo", story.PASSWORD)
    window.goto(f"{standing.base}/")
    window.locator(f"a[href='/applications/{standing.waiting}']").first.click()
    assert fits(window)
    scan = tmp_path / "单位意见.pdf"
    scan.write_bytes(PDF)
    window.fill("textarea[name=opinion]", "")
    press(window, "签署单位意见")
    assert "单位意见不能为空" in text(window)
    window.fill("textarea[name=opinion]", "同意申报，每周保证半天调研时间")
    window.set_input_files("input[type=file][name=uploads]", scan)
    press(window, "签署单位意见")
    said = text(window)
    for told in ("同意申报，每周保证半天调研时间", "单位意见.pdf", "形式审查"):
        assert told in said
    assert fits(window)
    assert window.locator("textarea[name=opinion]").count() == 0
