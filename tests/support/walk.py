# SPDX-License-Identifier: MIT
"""The main story in browsers, first half: people, roster, directions, topic, application, a signed project."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import msgspec
from playwright.sync_api import Page

from tests.support import story
from tests.support.stage import Stage, fill, keep, press, text

TITLE = "蟒蛇河流域水生态治理与沿线振兴"
PEOPLE = {
    "lingdao": ("沈乙", "dept_leader"),
    "daoshi": ("何午", "mentor"),
    "ducha1": ("陆丁", "inspector"),
    "ducha2": ("葛戊", "inspector"),
    **{f"zhuanjia{n}": (f"严{name}", "reviewer") for n, name in enumerate("甲乙丙丁戊")},
}
LEAD, PARTNER, MENTOR, NEIGHBOUR = "chengyuan0", "chengyuan1", "daoshi", "linju"


class Team(msgspec.Struct):
    """Two people of the ledger who have accounts, as the API shows them."""

    lead: dict[str, Any]
    partner: dict[str, Any]


def people(stage: Stage) -> None:
    """Units and accounts, each with its link shown once."""
    officer = stage.as_("jingban", "/units")
    officer.fill("input[name=name]", "江海大学")
    officer.select_option("select[name=parent]", label="盐都区")
    press(officer, "建立单位")
    for login, (name, role) in PEOPLE.items():
        unit = "江海大学" if role in {"reviewer", "mentor"} else "盐都区"
        account_for(stage, login, name, role, unit)
    keep(stage.as_("jingban", "/accounts"), "0-accounts")


def account_for(stage: Stage, login: str, name: str, role: str, unit: str) -> None:
    """An account, activated by its link; the unit by its number or its name."""
    officer = stage.as_("jingban", "/accounts/new")
    officer.fill("input[name=name]", name)
    officer.fill("input[name=login]", login)
    officer.select_option("select[name=unit]", unit)
    officer.select_option("select[name=role]", role)
    press(officer, "建立账号")
    address = officer.input_value("#f-link")
    assert "/activate/" not in officer.url
    stage.activate(address)


def roster(stage: Stage) -> None:
    officer = stage.as_("jingban", "/talents/import")
    officer.set_input_files("input[type=file]", story.SAMPLE)
    press(officer, "开始核对")
    assert "107" in text(officer)
    keep(officer, "1-roster")
    officer.locator("label:has(input[name=standing][value=candidates])").click()
    officer.check("input[type=checkbox][name=new_units]")
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


def members(stage: Stage) -> Team:
    """Accounts for two people of the bank, opened from their profiles."""
    chosen = profiles(stage.as_("jingban", "/talents"))[2:4]
    for login, profile in zip((LEAD, PARTNER), chosen, strict=True):
        officer = stage.as_("jingban", profile)
        box = officer.locator("form[action$='/account'] input[name=login]")
        if not box.is_visible():
            officer.locator("summary", has_text="开通账号").click()
        box.fill(login)
        with officer.expect_navigation():
            officer.locator("form[action$='/account'] button[type=submit]").click()
        stage.activate(officer.input_value("#f-link"))
    lead, partner = (stage.asked("jingban", profile) for profile in chosen)
    return Team(lead, partner)


def conflicted(stage: Stage, team: Team) -> None:
    """Reviewers who must stand back: one on the team, the mentor, one in the lead's unit."""
    mentor = stage.asked(MENTOR, "/me")["account"]
    for account in (team.partner["account"], mentor):
        officer = stage.as_("jingban", f"/accounts/{account}")
        officer.select_option("form[action$='/grant'] select[name=role]", "reviewer")
        officer.select_option("form[action$='/grant'] select[name=unit]", label="江海大学")
        press(officer, "授予角色")
    account_for(stage, NEIGHBOUR, "孔己", "reviewer", str(team.lead["unit"]))


def claimed(stage: Stage, team: Team) -> str:
    """A topic, its application with a team and a plan, the grant, three signatures; return the project's path."""
    topic = published(stage)
    application = applied(stage, topic, team)
    press(stage.as_("jingban", application), "受理")
    agreement = granted(stage)
    press(stage.as_(LEAD, agreement), "确认任务书")
    officer = stage.as_("jingban", agreement)
    officer.fill("[name=reason]", "单位已在纸质件上盖章")
    press(officer, "代责任单位确认")
    press(stage.as_("jingban", agreement), "确认任务书")
    project = agreement.removesuffix("/agreement")
    keep(stage.as_("jingban", project), "3-project")
    return project


def granted(stage: Stage) -> str:
    """The list with what is accepted, signed, on notice, objected to, answered and granted; the agreement's path."""
    officer = stage.as_("jingban", "/grants/new")
    fill(officer, title="2026年第一批拟立项名单")
    officer.locator("select[name='items-0-mentors']").select_option(index=1)
    press(officer, "保存名单")
    press(officer, "报部领导签批")
    notice = officer.url.removeprefix(stage.base)
    press(stage.as_("lingdao", notice), "签批并公示")
    reader = stage.as_("ducha1", notice)
    fill(reader, text="请核实与往年课题是否重复")
    press(reader, "提交")
    officer = stage.as_("jingban", "/grants")
    officer.locator("a[href*='#ob-']").first.click()
    officer.wait_for_load_state("load")
    officer.fill("textarea[name=answer]", "已查重，无重复")
    press(officer, "答复")
    keep(officer, "3-notice")
    until = stage.asked("jingban", notice)["notice_until"]
    stage.move_to(date.fromisoformat(until) + timedelta(days=1))
    officer = stage.as_("jingban", notice)
    press(officer, "办理立项")
    press(officer, "办结")
    project = stage.asked("jingban", "/projects")["items"][0]["id"]
    return f"/projects/{project}/agreement"


def published(stage: Stage) -> str:
    """A topic on the list; return its path."""
    officer = stage.as_("jingban", "/topics/new")
    fill(officer, title=TITLE, problem="断面汛期不稳定达标", goal="形成治理方案", effect="重点断面稳定达标",
         deliverable="调研报告", months="6", closes_on=stage.day(14))  # fmt: skip
    officer.select_option("select[name=level]", index=1)
    officer.select_option("select[name=direction]", index=1)
    press(officer, "保存草稿")
    press(officer, "报送审定")
    topic = officer.url.removeprefix(stage.base)
    press(stage.as_("jingban", f"{topic}/advise"), "提出拟办意见")
    press(stage.as_("lingdao", f"{topic}/decide"), "审定选题")
    officer = stage.as_("jingban", f"{topic}/publish")
    press(officer, "发布课题")
    keep(officer, "3-topic")
    return topic


def applied(stage: Stage, topic: str, team: Team) -> str:
    """The lead claims the topic, a partner accepts the invitation, the plan is handed in; return the path."""
    member = stage.as_(LEAD, f"{topic}/apply")
    words = "走访沿线单位和群众，选点试行"
    fill(member, problem=words, goal=words, effect=words, content=words, approach=words)
    press(member, "管理课题组")
    member.fill("input[name=who]", team.partner["name"])
    press(member, "查找")
    member.select_option("select[name=talent]", str(team.partner["id"]))
    member.fill("form:has(select[name=talent]) input[name=duty]", "调研走访")
    press(member, "发出邀请")
    partner = stage.as_(PARTNER, "/todos/applications")
    partner.locator("a[href^='/invitations/']").first.click()
    press(partner, "接受邀请")
    keep(partner, "3-invited")
    member = stage.as_(LEAD, f"{topic}/apply")
    for name, value in (("name", "排查排口"), ("target", "120"), ("unit", "处")):
        member.fill(f"[name=indicators-0-{name}]", value)
    for name in ("nonsecret", "pledge"):
        member.check(f"input[type=checkbox][name={name}]")
    press(member, "提交申报书")
    keep(member, "3-claim")
    return member.url.removeprefix(stage.base)
