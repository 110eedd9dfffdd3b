# SPDX-License-Identifier: MIT
"""From a unit's recommendation on the phone to a member who corrects an own fact, in real browsers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support import server, story
from tests.support.stage import PHONE, Stage, fill, keep, press, text
from thinktank.app import wire
from thinktank.identity import operations as identity
from thinktank.identity.schemas import NewUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Role, system

NOTICE_DAYS = 14
"""Calendar days that five working days fit into, holidays included."""


async def _district() -> None:
    """A unit with its liaison, and the office."""
    setup = system("init")
    root = await identity.create_root(setup, name="盐都区")
    unit = await identity.create_unit(setup, command=NewUnit(name="区农业农村局", parent=root))
    await story.account("jingban", "王丙", Role.OFFICER, root, root)
    await story.account("lingdao", "沈乙", Role.DEPT_LEADER, root, root)
    await story.account("lianluo", "谢酉", Role.LIAISON, unit)


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """The data folder, filled before a browser holds the thread's event loop."""
    wire()
    server.prepare(tmp_path, _district)
    return tmp_path


@pytest.fixture
def stage(district: Path, browser_page: Any) -> Iterator[Stage]:
    with server.serving(district, timed=True) as base:
        yield Stage(base, district, browser_page)


def test_from_the_units_recommendation_to_a_confirmed_correction(stage: Stage) -> None:
    recommended = recommend(stage)
    appointed = appoint(stage)
    give_opinion(stage, appointed)
    people = (recommended, appointed)
    examine(stage)
    decide(stage)
    admit(stage)
    for person in people:
        assert stage.asked("jingban", person)["state"] == "active"
    activate(stage, recommended)
    correct(stage)
    confirm(stage)
    assert stage.as_("guxinhe", "/me/facts", PHONE).input_value("[name=school]") == "扬州大学"


def recommend(stage: Stage) -> str:
    """The liaison names somebody of the own unit on the phone; return the person's path."""
    liaison = stage.as_("lianluo", "/admissions/new", PHONE)
    assert liaison.locator("select[name=unit] option").all_inner_texts()[-1:] == ["区农业农村局"]
    fill(liaison, name="顾新禾", post="产业科科员", major="农学", education="大学", birth_month="1996-05-01",
         local_since="2019-08-01", school="江苏农林职业技术学院", statement="在田间做推广三年")  # fmt: skip
    liaison.select_option("select[name=unit]", label="区农业农村局")
    liaison.check("input[type=checkbox][name=unclassified]")
    press(liaison, "推荐")
    assert "已推荐" in liaison.locator("#toasts").inner_text()
    keep(liaison, "admission-1-recommended")
    person = liaison.url.removeprefix(stage.base)
    assert "顾新禾" in text(stage.as_("lianluo", "/talents?state=submitted", PHONE))
    return person


def appoint(stage: Stage) -> str:
    """The officer enters a second person, who cannot be taken up before the unit was asked; return the path."""
    officer = stage.as_("jingban", "/admissions/new")
    fill(officer, name="丁望舒", post="科员", major="软件工程", education="大学", birth_month="1995-02-01")
    officer.select_option("select[name=unit]", label="区农业农村局")
    officer.check("input[type=checkbox][name=unclassified]")
    press(officer, "录入")
    person = officer.url.removeprefix(stage.base)
    officer = stage.as_("jingban", "/admissions?state=submitted")
    row = officer.locator("tr", has_text="丁望舒")
    assert "单位还没有同意" in row.inner_text()
    tick(officer, "顾新禾")
    press(officer, "受理")
    officer = stage.as_("jingban", "/admissions?state=submitted")
    assert officer.get_by_role("button", name="受理").is_disabled()
    tick(officer, "丁望舒")
    press(officer, "征求单位意见")
    return person


def tick(window: Page, *names: str) -> None:
    """Choose people of a list by their names."""
    for name in names:
        window.locator("tr", has_text=name).locator("input[name=ids]").check()


def give_opinion(stage: Stage, person: str) -> None:
    """The liaison finds the person on the desk and answers on the phone."""
    liaison = stage.as_("lianluo", "/?all=1", PHONE)
    assert "1人待出具单位意见" in text(liaison)
    liaison = stage.as_("lianluo", person, PHONE)
    form = liaison.locator("form[action$='/opinion']")
    form.locator("[name=note]").fill("同意推荐，支持参加课题")
    form.locator("input[type=checkbox][name=unclassified]").check()
    keep(liaison, "admission-2-opinion")
    with liaison.expect_navigation():
        form.locator("button[type=submit]").click()
    assert "单位意见已提交" in liaison.locator("#toasts").inner_text()


def examine(stage: Stage) -> None:
    """The officer checks both against the conditions and keeps the result of the consultation."""
    officer = stage.as_("jingban", "/admissions?state=qualification")
    keep(officer, "admission-3-conditions")
    assert "本地工作" in officer.locator("tr", has_text="丁望舒").inner_text()
    tick(officer, "顾新禾", "丁望舒")
    fill(officer, note="急需紧缺专业，经研究例外通过")
    press(officer, "资格审查通过")
    officer = stage.as_("jingban", "/admissions?state=consult")
    tick(officer, "顾新禾", "丁望舒")
    press(officer, "无异议")


def decide(stage: Stage) -> None:
    """The leader decides for both on the day of the board."""
    leader = stage.as_("lingdao", "/?all=1")
    assert "2人待审定入库" in text(leader)
    leader = stage.as_("lingdao", "/admissions?state=consult")
    tick(leader, "顾新禾", "丁望舒")
    fill(leader, on=clock.day_of(stage.clock.now()).isoformat())
    keep(leader, "admission-4-decision")
    press(leader, "审定通过")


def admit(stage: Stage) -> None:
    """A public notice of five working days, read in the unit, then both come in."""
    officer = stage.as_("jingban", "/admissions?state=decided")
    tick(officer, "顾新禾", "丁望舒")
    press(officer, "公示")
    notices = stage.as_("lianluo", "/public-notices", PHONE)
    notices.locator("main a", has_text="拟入库人员公示").first.click()
    notices.wait_for_url("**/public-notices/*")
    assert "顾新禾" in text(notices)
    keep(notices, "admission-5-notice")
    officer = stage.as_("jingban", "/admissions?state=notice")
    assert officer.get_by_role("button", name="准予入库").is_disabled()
    stage.move_to(clock.day_of(stage.clock.now()) + timedelta(days=NOTICE_DAYS))
    officer = stage.as_("jingban", "/admissions?state=notice")
    tick(officer, "顾新禾", "丁望舒")
    press(officer, "准予入库")


def activate(stage: Stage, person: str) -> None:
    """The officer opens an account; the new member sets a password on the phone and signs in."""
    officer = stage.as_("jingban", person)
    box = officer.locator("form[action$='/account'] input[name=login]")
    if not box.is_visible():
        officer.locator("summary", has_text="开通账号").click()
    box.fill("guxinhe")
    with officer.expect_navigation():
        officer.locator("form[action$='/account'] button[type=submit]").click()
    stage.activate(officer.input_value("#f-link"))
    member = stage.as_("guxinhe", "/me/start", PHONE)
    assert "第一次登录，请核对按名册预填的资料" in text(member)
    keep(member, "admission-6-member")


def correct(stage: Stage) -> None:
    """The member corrects the school, which waits, and the strengths, which do not."""
    member = stage.as_("guxinhe", "/me/facts", PHONE)
    fill(member, school="扬州大学", strengths="农技推广、数据分析")
    member.check("input[type=checkbox][name=unclassified]")
    press(member, "提交更正")
    told = member.locator("#toasts").inner_text()
    assert "已更新：专业特长" in told
    assert "待核对：毕业院校" in told
    keep(member, "admission-7-corrected")


def confirm(stage: Stage) -> None:
    """The unit reads what differs and confirms it on the phone."""
    liaison = stage.as_("lianluo", "/fact-changes", PHONE)
    liaison.locator("main a", has_text="顾新禾").first.click()
    liaison.wait_for_url("**/fact-changes/*")
    assert "江苏农林职业技术学院" in text(liaison)
    keep(liaison, "admission-8-difference")
    press(liaison, "核对无误，更新")
    assert "已更新" in text(liaison)
