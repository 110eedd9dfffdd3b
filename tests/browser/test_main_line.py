# SPDX-License-Identifier: MIT
"""The main line in a real browser, from ``thinktank init`` on an empty folder to a signed project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support import server, story
from thinktank.app import wire
from thinktank.kernel.calendar import OFFICIAL

SCREENS = Path("artifacts/screens")
DESK, PHONE = 1440, 390
TITLE = "蟒蛇河流域水生态治理与沿线振兴"
PEOPLE = {
    "lingdao": ("沈乙", "dept_leader"),
    "daoshi": ("何午", "mentor"),
    "ducha1": ("陆丁", "inspector"),
    "ducha2": ("葛戊", "inspector"),
    **{f"zhuanjia{n}": (f"严{name}", "reviewer") for n, name in enumerate("甲乙丙丁戊")},
}


class Stage:
    """The served district, and a signed-in window for each person and width."""

    def __init__(self, base: str, folder: Path, open_page: Callable[..., Page]) -> None:
        self.base = base
        self.folder = folder
        self._open = open_page
        self._windows: dict[tuple[str, int], Page] = {}

    def window(self, width: int = DESK) -> Page:
        """A window in which nobody is signed in."""
        return self._open(width)

    def as_(self, login: str, path: str = "/", width: int = DESK) -> Page:
        """Somebody's window, at a page."""
        if (login, width) not in self._windows:
            window = self._windows[login, width] = self._open(width)
            window.goto(f"{self.base}/sign-in")
            window.fill("input[name=login]", login)
            window.fill("input[name=password]", story.PASSWORD)
            window.click(".login-f button[type=submit]")
            window.wait_for_url(f"{self.base}/")
            window.set_default_timeout(4000)
        window = self._windows[login, width]
        window.goto(path if path.startswith("http") else self.base + path)
        return window


@pytest.fixture
def stage(tmp_path: Path, link: str, browser_page: Any) -> Iterator[Stage]:
    """``thinktank init`` on an empty folder, then the server."""
    wire()
    with server.serving(tmp_path) as base:
        yield Stage(base, tmp_path, browser_page)


def thinktank(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on a data folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THINKTANK_")}
    environment["THINKTANK_DATA"] = str(folder)
    command = [sys.executable, "-m", "thinktank", *arguments]
    return subprocess.run(command, env=environment, cwd=server.ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def link(tmp_path: Path) -> str:
    """The path of the first account's one-time link, as ``thinktank init`` prints it."""
    told = thinktank(tmp_path, "init", "--district", "盐都区", "--login", "jingban", "--name", "王丙")
    return re.findall(r"/activate/\S+", told.stdout)[0]


def press(window: Page, label: str) -> None:
    with window.expect_navigation():
        window.get_by_role("button", name=label).first.click()


def text(window: Page) -> str:
    return window.locator("main").inner_text()


def keep(window: Page, name: str) -> None:
    """Keep a screen at both widths; nothing may be wider than either."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    width = window.viewport_size["width"] if window.viewport_size else DESK
    for wide in (DESK, PHONE):
        window.set_viewport_size({"width": wide, "height": 900})
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {wide}"
        window.screenshot(path=SCREENS / f"line-{name}-{wide}.png", full_page=True)
    window.set_viewport_size({"width": width, "height": 900})


def day(after: int) -> str:
    return OFFICIAL.next_workday(date.today() + timedelta(days=after)).isoformat()  # noqa: DTZ011 -- the server's clock


def activate(stage: Stage, address: str) -> None:
    window = stage.window(PHONE)
    window.goto(address)
    window.fill("input[name=password]", story.PASSWORD)
    window.fill("input[name=again]", story.PASSWORD)
    window.check("input[name=consent][type=checkbox]")
    press(window, "同意并激活")


def test_from_init_to_a_signed_project(link: str, stage: Stage) -> None:
    activate(stage, stage.base + link)
    people(stage)
    roster(stage)
    directions(stage)
    lead = members(stage)
    claimed(stage, lead)


def people(stage: Stage) -> None:
    """Units and accounts, each with its link shown once."""
    officer = stage.as_("jingban", "/units")
    officer.fill("input[name=name]", "江海大学")
    officer.select_option("select[name=parent]", label="盐都区")
    press(officer, "建立单位")
    for login, (name, role) in PEOPLE.items():
        officer = stage.as_("jingban", "/accounts/new")
        officer.fill("input[name=name]", name)
        officer.fill("input[name=login]", login)
        unit = "江海大学" if role in {"reviewer", "mentor"} else "盐都区"
        officer.select_option("select[name=unit]", label=unit)
        officer.select_option("select[name=role]", role)
        press(officer, "建立账号")
        address = officer.input_value("#f-link")
        assert "/activate/" not in officer.url
        if login == "lingdao":
            keep(officer, "0-link")
        activate(stage, address)


def roster(stage: Stage) -> None:
    officer = stage.as_("jingban", "/talents/import")
    officer.set_input_files("input[type=file]", story.SAMPLE)
    press(officer, "开始核对")
    assert "107" in text(officer)
    keep(officer, "1-roster")
    officer.locator("label:has(input[name=standing][value=candidates])").click()
    officer.check("input[type=checkbox][name=unclassified]")
    press(officer, "写入107人")


def directions(stage: Stage) -> None:
    """All proposals confirmed at once, one overridden with a reason, everybody admitted."""
    officer = stage.as_("jingban", "/talents?placed=no")
    press(officer, "全部按建议确认")
    officer = stage.as_("jingban", "/talents?state=submitted")
    assert "107" in text(officer)
    first = profiles(officer)[0]
    press(officer, "全部准予入库")
    officer = stage.as_("jingban", f"{first}/placement")
    officer.locator("summary", has_text="方向").first.click()
    select = officer.locator("select[name=direction]")
    now = select.input_value()
    values = [one.get_attribute("value") for one in select.locator("option").all()]
    select.select_option(next(one for one in values if one and one != now))
    officer.fill("textarea[name=reason]", "本人近两年主要负责这项工作")
    press(officer, "确认方向")
    assert "本人近两年主要负责这项工作" in officer.content()
    keep(stage.as_("jingban", "/directions"), "2-directions")


def profiles(window: Page) -> list[str]:
    """The people of a list, by their addresses."""
    found = window.eval_on_selector_all("main tbody a", "links => links.map(a => a.getAttribute('href'))")
    return list(dict.fromkeys(href for href in found if re.fullmatch(r"/talents/\d+", href)))


def members(stage: Stage) -> str:
    """Accounts for two people of the bank, opened from their profiles."""
    officer = stage.as_("jingban", "/talents")
    chosen = profiles(officer)[2:4]
    for number, profile in enumerate(chosen):
        officer = stage.as_("jingban", profile)
        box = officer.locator("form[action$='/account'] input[name=login]")
        if not box.is_visible():
            officer.locator("summary", has_text="开通账号").click()
        box.fill(f"chengyuan{number}")
        with officer.expect_navigation():
            officer.locator("form[action$='/account'] button[type=submit]").click()
        activate(stage, officer.input_value("#f-link"))
    return "chengyuan0"


def claimed(stage: Stage, lead: str) -> None:
    officer = stage.as_("jingban", "/topics/new")
    for name, words in (("title", TITLE), ("problem", "断面汛期不稳定达标"), ("goal", "形成治理方案"),
                        ("effect", "重点断面稳定达标"), ("deliverable", "调研报告"), ("months", "6"),
                        ("closes_on", day(14))):  # fmt: skip
        officer.fill(f"[name={name}]", words)
    officer.select_option("select[name=level]", index=1)
    officer.select_option("select[name=direction]", index=1)
    press(officer, "保存草稿")
    press(officer, "发布课题")
    keep(officer, "3-topic")
    topic = officer.url
    member = stage.as_(lead, f"{topic}/apply")
    for name in ("problem", "goal", "effect", "approach"):
        member.fill(f"textarea[name={name}]", "走访沿线单位和群众，选点试行")
    for name, words in (("name", "排查排口"), ("target", "120"), ("unit", "处")):
        member.fill(f"[name=indicators-0-{name}]", words)
    member.check("input[type=checkbox][name=nonsecret]")
    press(member, "提交申报书")
    keep(member, "3-claim")
    application = member.url
    officer = stage.as_("jingban", application)
    press(officer, "受理")
    leader = stage.as_("lingdao", application)
    leader.goto(f"{stage.base}/projects/grant/{application.rsplit('/', 1)[1]}")
    leader.locator("label:has(input[name=mentors])").first.click()
    press(leader, "立项")
    project = leader.url.split("/agreement")[0]
    member = stage.as_(lead, f"{project}/agreement")
    press(member, "确认任务书")
    officer = stage.as_("jingban", f"{project}/agreement")
    officer.fill("[name=reason]", "单位已在纸质件上盖章")
    press(officer, "代责任单位确认")
    officer = stage.as_("jingban", f"{project}/agreement")
    press(officer, "确认任务书")
    keep(stage.as_("jingban", project), "3-project")
