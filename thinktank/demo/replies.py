# SPDX-License-Identifier: MIT
"""What is said beside the demo's reports: wishes for more time, things asked for in between, words on a report."""

from __future__ import annotations

from datetime import date, timedelta

from research.reports import operations_extensions as extensions
from research.reports import operations_more as more
from research.reports import queries as reports
from research.reports.schemas import AnswerRequest, AskExtension, AskMore, DecideExtension, LeaveComment, ReportRow
from thinktank.demo.cast import Cast, on
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, system

PROJECTS = ("water", "digital")
"""Keys of the projects of which more is asked."""
ASKED = (
    ("报送典型案例1个", "写清做法、成效和可推广的条件，不超过800字"),
    ("补充样本企业名单", "列出已诊断和待诊断的企业，注明所在镇和街道"),
)


async def play(cast: Cast, *, projects: dict[int, Actor], today: date) -> None:
    """Ask two projects for something more, of which one has answered; leave words on reports; ask for more time.

    ``projects`` are running projects with their leads.
    """
    for number, (project, lead) in enumerate(projects.items()):
        periods = await reports.for_project(system("演示"), project)
        with on(today - timedelta(days=1)):
            await _talk(cast, periods, lead)
            await _wish(cast, periods, lead, granted=number == 0)
        if number < len(ASKED):
            with on(today - timedelta(days=4)):
                title, text = ASKED[number]
                asked = await more.ask_more(
                    cast.officer, project=project, command=AskMore(title, text, today + timedelta(days=5))
                )
            if number == 0:
                with on(today - timedelta(days=1), hour=15):
                    answer = "案例已按要求写好：以“一河一策”为主线，附前后对比数据和两处现场照片说明。"
                    await more.answer_request(lead, id=asked.id, command=AnswerRequest(answer, asked.version))


async def _talk(cast: Cast, periods: list[ReportRow], lead: Actor) -> None:
    handed_in = [one for one in periods if one.state == "submitted"]
    for report in handed_in[:1]:
        await more.comment(cast.officer, report=report.id, command=LeaveComment("第二条的数据口径请与统计局核对一次"))
        await more.comment(lead, report=report.id, command=LeaveComment("已核对，口径按统计局最新一期，已在台账注明"))


async def _wish(cast: Cast, periods: list[ReportRow], lead: Actor, *, granted: bool) -> None:
    open_ = [one for one in periods if one.state in {"open", "draft"} and one.due_on > clock.today()]
    for report in open_[:1]:
        command = AskExtension(report.due_on + timedelta(days=7), "本期走访对象集中在下旬，数据须统一核对后上报")
        wish = await extensions.ask(lead, report=report.id, command=command)
        if granted:
            decision = DecideExtension(grant=True, note="同意，届时一并附走访登记表", version=wish.version)
            await extensions.decide(cast.officer, id=wish.id, command=decision)
