# SPDX-License-Identifier: MIT
"""The main story in browsers, second half: reports, gates and their reviews, supervision, the outcome, the cockpit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http import HTTPStatus
from statistics import mean, stdev

from playwright.sync_api import FilePayload, Page, expect

from tests.support.stage import PHONE, TABLET, Stage, fill, keep, press, text
from tests.support.walk import LEAD, MENTOR, Team
from thinktank.demo.chapters import PDF

REVIEWERS = [f"zhuanjia{n}" for n in range(5)]
MARKS = (84, 88, 91, 86, 80)  # one reviewer's for every criterion
WORDS = {"kickoff": "passed", "midterm": "on_track", "closing": "passed"}
LABELS = {"kickoff": "开题评审", "midterm": "中期评审", "closing": "结题评审"}
PAPER: FilePayload = {"name": "佐证.pdf", "mimeType": "application/pdf", "buffer": PDF}
RUNGS = ("recommended", "adopted", "applying", "applied")


def day(value: str) -> date:
    return date.fromisoformat(value)


@contextmanager
def saved(window: Page, version: str) -> Iterator[None]:
    """What is typed inside is saved by itself: the form's version moves."""
    before = window.input_value(version)
    yield
    expect(window.locator(version)).not_to_have_value(before, timeout=10_000)


# -- the month's report -------------------------------------------------------------------------------------------


def reported(stage: Stage, project: str) -> None:
    """Written on the phone with autosave, returned with a reason, resubmitted, accepted."""
    first = min(stage.asked(LEAD, f"{project}/reports"), key=lambda one: one["seq"])
    stage.move_to(day(first["opens_on"]) + timedelta(days=1))
    address = f"/reports/{first['id']}"
    member = stage.as_(LEAD, address, PHONE)
    with saved(member, "#version"):
        fill(member, progress="完成排口摸底，台账已建")
    member.reload()
    assert member.input_value("[name=progress]") == "完成排口摸底，台账已建"
    hand_in_report(member, "完成排口摸底，台账已建")
    mentor = stage.as_(MENTOR, address)
    fill(mentor, reason="请补写排口数量")
    press(mentor, "退回修改")
    member = stage.as_(LEAD, address, PHONE)
    assert "请补写排口数量" in text(member)
    keep(member, "4-returned")
    hand_in_report(member, "摸底排口42处，台账已建")
    mentor = stage.as_(MENTOR, address)
    assert "摸底排口42处" in text(mentor)
    fill(mentor, percent="12")
    press(mentor, "通过报告")
    assert stage.asked(LEAD, project)["percent"] == 12


def hand_in_report(member: Page, progress: str) -> None:
    fill(member, progress=progress, problems="数据口径不一致", next_steps="入户走访", percent="10")
    member.set_input_files("input[type=file]", PAPER)
    member.check("input[type=checkbox][name=nonsecret]")
    press(member, "提交报告")


# -- gates and their reviews --------------------------------------------------------------------------------------


def gates(stage: Stage, project: str, team: Team, kinds: tuple[str, ...]) -> None:
    """Hand in the next steps of the plan of these kinds, in order; every gate is reviewed by five."""
    for kind in kinds:
        plan = stage.asked(LEAD, project)["milestones"]
        step = next(one for one in plan if one["kind"] == kind and one["state"] != "done")
        stage.move_to(max(day(step["due_on"]) - timedelta(days=1), day(stage.day())))
        member = stage.as_(LEAD, f"/milestones/{step['id']}")
        fill(member, note="对照完成标志，材料齐备")
        member.set_input_files("input[type=file]", PAPER)
        member.check("input[type=checkbox][name=nonsecret]")
        press(member, "提交材料")
        if kind == "work":
            press(stage.as_("jingban", f"/milestones/{step['id']}"), "确认完成")
        else:
            reviewed(stage, kind, team)
        plan = stage.asked(LEAD, project)["milestones"]
        assert next(one["state"] for one in plan if one["id"] == step["id"]) == "done"


def reviewed(stage: Stage, kind: str, team: Team) -> None:
    """A round with five reviewers, from its opening to the decision."""
    officer = stage.as_("jingban", f"/rounds/new?kind={kind}")
    fill(officer, title=f"{LABELS[kind]}第一轮", closes_on=stage.day(14))
    officer.locator("label:has(input[name=milestones])").first.click()
    officer.locator("label:has(input[name=mode])", has_text="通讯评审").click()
    press(officer, "开启评审")
    with officer.expect_navigation():
        officer.get_by_role("link", name="指派评审专家").first.click()
    assigned(officer, team)
    if kind == "kickoff":
        keep(officer, "5-reviewers")
    for name in ("严甲", "严乙", "严丙", "严丁", "严戊"):
        officer.locator("label:has(input[name=reviewers])", has_text=name).click()
    press(officer, "指派并通知")
    item = officer.url.removeprefix(stage.base)
    for login, mark in zip(REVIEWERS, MARKS, strict=True):
        scored(stage, login, mark, keep_it=kind == "kickoff" and login == REVIEWERS[0])
    decided(stage, item, kind)


def assigned(officer: Page, team: Team) -> None:
    """Who is on the team, in the lead's unit or its mentor is not offered, and stands below with the reason."""
    assert officer.locator("input[name=reviewers]").count() == len(REVIEWERS)
    barred = officer.locator("section[aria-labelledby=h-no] li").all_inner_texts()
    reasons = {re.split(r"\s", line, maxsplit=1)[0]: line.split("\n")[-1] for line in barred}
    assert {*reasons} == {team.lead["name"], team.partner["name"], "何午", "孔己"}
    assert all(reasons.values())


def scored(stage: Stage, login: str, mark: int, *, keep_it: bool) -> None:
    """One reviewer declares, scores every criterion with a comment, is saved on the way, and hands in."""
    window = stage.as_(login, "/reviews")
    with window.expect_navigation():
        window.get_by_role("link", name="先作声明").first.click()
    window.check("input[type=checkbox][name=none]")
    press(window, "确认声明，开始评审")
    with saved(window, "#sheet-version"):
        for field in window.locator("#sheet input[type=number]").all():
            field.fill(str(mark))
    for summary in window.locator("#sheet fieldset.dim summary").all():
        summary.click()
    for comment in window.locator("#sheet fieldset.dim textarea").all():
        comment.fill("材料支撑较好")
    fill(window, opinion="选题切口小、问题实")
    window.locator(".pick:has([name=advice]) label").first.click()
    assert window.locator("#total").inner_text().startswith(str(mark))
    if keep_it:
        keep(window, "5-sheet")
    with window.expect_navigation():
        window.locator("button[data-submit]").click()


def decided(stage: Stage, item: str, kind: str) -> None:
    """The result stands with trimmed mean, raw mean and spread; the leader's decision moves the project."""
    leader = stage.as_("lingdao", item)
    shown = text(leader)
    for figure in (mean(sorted(MARKS)[1:-1]), mean(MARKS), stdev(MARKS)):
        assert f"{figure:.2f}" in shown
    leader.locator(f"label:has(input[name=decision][value={WORDS[kind]}])").click()
    if kind == "closing":
        leader.select_option("select[name=grade]", "good")
    leader.fill("[name=note]", "同意专家组意见")
    if kind == "kickoff":
        keep(leader, "5-result")
    press(leader, "签批审定")
    signed = leader.locator("section[aria-labelledby=h-x]")
    assert ("同意专家组意见" in signed.inner_text(), signed.locator("textarea").count()) == (True, 0)


# -- supervision --------------------------------------------------------------------------------------------------


def inspected(stage: Stage, project: str) -> None:
    """A visit, the light with its reason, an order issued, received, answered, verified by somebody else, closed."""
    number = project.rpartition("/")[2]
    inspector = stage.as_("ducha1", f"/supervision/checkpoints/new?project={number}")
    fill(inspector, title="实地督查")
    press(inspector, "安排")
    checkpoint = stage.as_("ducha1", inspector.url, PHONE)
    fill(checkpoint, finding="排口档案不全", advice="补齐排口档案")
    checkpoint.fill("[name=problems-0-text]", "三处排口没有建档")
    checkpoint.select_option("select[name=problems-0-kind]", "data")
    checkpoint.wait_for_timeout(900)
    checkpoint.reload()  # the phone went away for a moment: what was typed is offered again
    checkpoint.get_by_role("button", name="恢复").click()
    assert checkpoint.input_value("[name=problems-0-text]") == "三处排口没有建档"
    checkpoint.check("input[type=checkbox][name=nonsecret]")
    press(checkpoint, "登记")
    mended(stage)
    light = stage.asked("ducha1", project)
    panel = stage.as_("ducha1", f"/supervision/projects/{number}")
    assert (light["light_reason"] != "", light["light_reason"] in text(panel)) == (True, True)
    keep(panel, "6-light")
    order = ordered(stage, number)
    press(stage.as_(LEAD, order), "签收")
    press(stage.as_(LEAD, order), "开始办理")
    member = stage.as_(LEAD, f"{order}/reply")
    fill(member, reply="档案已补齐，材料附后")
    member.set_input_files("input[type=file]", PAPER)
    member.check("input[type=checkbox][name=nonsecret]")
    press(member, "提交反馈")
    assert not member.get_by_role("link", name="核查", exact=True).count()
    checker = stage.as_("ducha2", f"{order}/verify")
    fill(checker, note="现场核查属实")
    press(checker, "核查通过，销号")
    assert "已销号" in text(checker)
    keep(checker, "6-order")


def mended(stage: Stage) -> None:
    """The problem found on the spot: its owner says how and that it is mended, another inspector closes it out."""
    found = stage.asked("ducha1", "/problems")["items"][0]
    problem = f"/problems/{found['id']}"
    assert (found["text"], found["source"], found["state"]) == ("三处排口没有建档", "checkpoint", "open")
    owner = stage.as_(LEAD, f"{problem}/plan", PHONE)
    fill(owner, measure="本周内逐口建档")
    press(owner, "保存措施")
    owner = stage.as_(LEAD, f"{problem}/fix", PHONE)
    fill(owner, progress="三处均已建档")
    owner.check("input[type=checkbox][name=nonsecret]")
    press(owner, "报完成")
    checker = stage.as_("ducha2", f"{problem}/judge", TABLET)
    fill(checker, note="抽查属实")
    keep(checker, "6-problem")
    press(checker, "核查通过，销号")
    assert "已销号" in text(checker)


def ordered(stage: Stage, number: str) -> str:
    """An order, drafted by the officer and issued by the leader; return its path."""
    officer = stage.as_("jingban", f"/supervision/orders/new?project={number}")
    fill(
        officer,
        matter="补齐排口档案",
        problem="档案不全",
        requirement="查明原因，按期反馈并附佐证",
        due_on=stage.day(10),
    )
    officer.check("input[type=checkbox][name=nonsecret]")
    press(officer, "提交签发")
    order = officer.url.removeprefix(stage.base)
    press(stage.as_("lingdao", order), "签发并下发")
    return order


# -- the outcome --------------------------------------------------------------------------------------------------


def promoted(stage: Stage, project: str, team: Team) -> str:
    """Registered, screened, evaluated, recommended, adopted with proof, piloted, taken over by two units."""
    outcome = registered(stage, project, team)
    act(stage, outcome, "screen", note="不含敏感内容")
    act(
        stage,
        outcome,
        "evaluate",
        login="lingdao",
        level="B",
        note="针对性强，可操作",
        grounds="city_paper",
        body="市委研究室",
        document="决策参考第12期",
    )
    for rung in RUNGS:
        climb(stage, outcome, rung)
    act(stage, outcome, "pilot", unit="江海大学", plan="选两个村开展一口一策治理",
        starts_on=stage.day(), ends_on=stage.day(60))  # fmt: skip
    officer = stage.as_("jingban", outcome)
    fill(officer, result="指标完成，群众认可")
    press(officer, "登记评估通过")
    act(stage, outcome, "describe", practice="一口一策建账", effect="断面水质改善", conditions="河网密集的镇村",
        takeaways="先建账后治理", cautions="汛期前完成清淤")  # fmt: skip
    for unit in ("江海大学", team.lead["unit_name"]):
        act(stage, outcome, "replicate", unit=unit, channel="现场会", on=stage.day(),
            adaptation="按河网密度调整频次", effect="整治排口42处")  # fmt: skip
    shown = stage.asked("jingban", outcome)
    assert (shown["state"], len(shown["replications"]), shown["pilots"][0]["word"]) == ("promoted", 2, "试点")
    keep(stage.as_("jingban", outcome), "7-outcome")
    return outcome


def registered(stage: Stage, project: str, team: Team) -> str:
    """The lead registers what the project made, with two authors; return its path."""
    member = stage.as_(LEAD, f"/outcomes/new?who={team.partner['name']}")
    member.select_option("select[name=kind]", "policy")
    member.select_option("select[name=project]", project.rpartition("/")[2])
    for place, one in enumerate((team.lead, team.partner)):
        member.select_option(f"select[name=authors-{place}-talent]", str(one["id"]))
        member.fill(f"[name=authors-{place}-share]", "50")
    fill(member, title="蟒蛇河一口一策治理方案", summary="围绕任务书指标形成", effect="断面水质改善")
    member.check("input[type=checkbox][name=nonsecret]")
    press(member, "登记成果")
    return member.url.removeprefix(stage.base)


def climb(stage: Stage, outcome: str, rung: str) -> None:
    act(stage, outcome, f"climb?rung={rung}", papers=rung == "adopted", body="区生态环境保护委员会办公室",
        document="盐环委办〔2026〕18号", on=stage.day(), note="纳入年度河道治理安排")  # fmt: skip


def act(
    stage: Stage, outcome: str, action: str, *, login: str = "jingban", papers: bool = False, **fields: str
) -> None:
    """Fill and send the form of one rung."""
    window = stage.as_(login, f"{outcome}/{action}")
    for name, value in fields.items():
        field = window.locator(f"[name={name}]:visible").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    if papers:
        window.set_input_files("input[type=file]", PAPER)
    if window.locator("input[type=checkbox][name=checked]").count():
        window.check("input[type=checkbox][name=checked]")
    press(window, "保存")
    assert window.url == f"{stage.base}{outcome}", text(window)


# -- the cockpit and the record -----------------------------------------------------------------------------------


def on_the_cockpit(stage: Stage, project: str, outcome: str) -> None:
    """Every number of the leader's cockpit opens the rows behind it."""
    leader = stage.as_("lingdao", "/cockpit")
    assert "107" in text(leader)
    keep(leader, "8-cockpit")
    leader.locator("#panel-span:not([hx-trigger])").wait_for()
    links = leader.locator(".kpi a, .fn a, #panel-span a.b6").all()
    assert len(links) > len(RUNGS)
    for href in [str(one.get_attribute("href")) for one in links]:
        assert leader.request.get(stage.base + href).status == HTTPStatus.OK, href
    funnel = [(one.inner_text(), str(one.get_attribute("href"))) for one in leader.locator(".fn a").all()]
    for number, href in funnel:
        leader.goto(stage.base + href)
        assert (number, leader.locator("main .rows li").count()) == ("1", 1), href
    leader.goto(f"{stage.base}/cockpit/rows/outcomes?rung=promoted")
    assert leader.locator(f"main a[href='{outcome}']").count() == 1
    timeline = text(stage.as_("lingdao", f"{project}?tab=history"))
    assert "立项" in timeline
