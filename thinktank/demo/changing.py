# SPDX-License-Identifier: MIT
"""Changes at every desk, plans whose steps wait for others, meetings with what they agreed on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from research.changes import operations as changes
from research.changes.schemas import Back, ChangeDraft, Decide, Opine, Propose
from research.changes.states import ChangeKind, Word
from research.meetings import operations as meetings
from research.meetings import queries as meeting_queries
from research.meetings.schemas import Finish, Minutes, NewFollowUp, PlanMeeting
from research.meetings.states import MeetingKind
from research.projects import operations_schedule, queries_plan
from research.projects.schemas_plan import PlanLink, SetLinks
from thinktank.demo.cast import Cast, on
from thinktank.kernel.actor import Actor

# By story: what is asked, and how far it has come: 0 draft, 1 at the unit, 2 at the office, 3 before the leader,
# 4 decided, 5 refused, 6 sent back.
ASKED = {
    "water": ((ChangeKind.OUTPUT_FORM, "文旅部门希望直接形成可执行的线路方案", {"deliverable": "线路实施方案"}, 1),),
    "digital": (
        (ChangeKind.BUDGET, "诊断样本由60家增至79家，入户差旅增加", {"budget": "差旅费增加0.4万元，由调研费调剂"}, 3),
        (ChangeKind.OUTPUT_FORM, "企业要的是可对照的手册", {"deliverable": "诊断手册"}, 4),
    ),
    "village": ((ChangeKind.BUDGET, "拟增加外聘人员经费", {"budget": "增加外聘人员经费2万元"}, 5),),
    "health": ((ChangeKind.BUDGET, "随访设备租金上调", {"budget": "设备租赁费增加0.3万元"}, 6),),
    "team": ((ChangeKind.TITLE_CONTENT, "访谈发现团队需求更集中", {"approach": "增加青年团队培育机制研究"}, 2),),
}


async def play(cast: Cast, *, projects: dict[str, int], leads: dict[str, Actor], today: date) -> None:
    """Play them over the last weeks."""
    for key, asked in ASKED.items():
        for n, (kind, reason, terms, far) in enumerate(asked):
            draft = ChangeDraft(kind=kind, reason=reason, **terms)  # type: ignore[arg-type]
            day = today - timedelta(days=12 - 3 * n)
            await _ask(cast, leads[key], projects[key], draft, far=far, day=day)
    for key in ("water", "team"):
        await _link(cast, projects[key], day=today - timedelta(days=20))
    await _meet(
        cast, leads["mangshe"], projects["mangshe"], today, kind=MeetingKind.AWARD, title="蟒蛇河项目颁奖会", ago=6
    )
    await _meet(
        cast, leads["water"], projects["water"], today, kind=MeetingKind.SEMINAR, title="水文化项目研讨会", ago=9
    )
    with on(today - timedelta(days=1)):
        people = await meeting_queries.people(leads["team"], projects["team"])
        ahead = PlanMeeting(
            MeetingKind.REPORT, "阶段成果汇报会", today + timedelta(days=6), "14:30", "区委大院三楼会议室",
            [one.account for one in people], "区人社局分管负责人", "汇报进展；讨论培育机制",
        )  # fmt: skip
        await meetings.plan(leads["team"], project=projects["team"], command=ahead)


async def _ask(cast: Cast, lead: Actor, project: int, draft: ChangeDraft, *, far: int, day: date) -> None:
    with on(day):
        made = (await changes.draft(lead, project=project, command=draft)).id
        if far:
            await changes.send(lead, id=made)
    if far == 6:  # noqa: PLR2004 -- sent back
        with on(day + timedelta(days=1)):
            await changes.send_back(cast.officer, id=made, command=Back("请附设备租赁合同，写清增加的依据"))
        return
    if far > 1:
        with on(day + timedelta(days=1)):
            await changes.opine(cast.officer, id=made, command=Opine(Word.AGREE, "同意", behalf="盖章件已收"))
    if far > 2:  # noqa: PLR2004 -- before the leader and beyond
        with on(day + timedelta(days=2)):
            word = Word.OBJECT if far == 5 else Word.AGREE  # noqa: PLR2004 -- refused
            await changes.propose(cast.officer, id=made, command=Propose(word, "按经费管理要求核对"))
    if far > 3:  # noqa: PLR2004 -- decided
        with on(day + timedelta(days=3)):
            decision = Decide(approve=far == 4, note="同意拟办意见")  # noqa: PLR2004 -- approved
            await changes.decide(cast.leader, id=made, command=decision)


async def _link(cast: Cast, project: int, *, day: date) -> None:
    """Let each step of the plan that is not done wait for the one before it."""
    with on(day):
        plan = await queries_plan.plan(cast.officer, project)
        work = [step for step in plan.milestones if step.kind == "work"]
        closing = [step for step in plan.milestones if step.kind == "closing"]
        steps = [*work, *closing]
        links = [PlanLink(later.id, earlier.id) for earlier, later in pairwise(steps)]
        command = SetLinks("前一项完成后才能开展后一项", links, plan.version)
        await operations_schedule.set_links(cast.officer, id=project, command=command)


async def _meet(cast: Cast, lead: Actor, project: int, today: date, *, kind: MeetingKind, title: str, ago: int) -> None:
    with on(today - timedelta(days=ago + 4)):
        people = await meeting_queries.people(lead, project)
        invited = [one.account for one in people]
        where = PlanMeeting(kind, title, today - timedelta(days=ago), "9:00", "区人才服务中心报告厅", invited)
        made = await meetings.plan(cast.officer, project=project, command=where)
    with on(today - timedelta(days=ago - 1)):
        agreed = [
            NewFollowUp("整理发言材料并报组织部", invited[0], today + timedelta(days=3)),
            NewFollowUp("联系沿线镇街核对数据", invited[-1], today - timedelta(days=1)),
        ]
        minutes = Minutes(
            "听取成果介绍，讨论推广条件；议定材料整理和数据核对两件事。", nonsecret=True, follow_ups=agreed
        )
        held = await meetings.hold(cast.officer, id=made.id, command=minutes)
    if kind is MeetingKind.AWARD:
        with on(today - timedelta(days=1)):
            row = held.follow_ups[0]
            await meetings.finish(lead, id=row.id, command=Finish("材料已报送"))
