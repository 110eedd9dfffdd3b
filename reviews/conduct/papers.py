# SPDX-License-Identifier: MIT
"""The course of a round on paper: the reviewer's letter, the minutes of the meeting."""

from __future__ import annotations

from reviews.conduct import queries
from reviews.conduct.schemas import MeetingView
from reviews.rounds import queries as rounds
from reviews.rounds import queries_papers
from reviews.rounds.schemas import TaskView
from reviews.rounds.states import ACTIVE, ItemState
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.papers.kinds import Asked, Kind, Told

# -- the letter -----------------------------------------------------------------------------------------------------

_LETTER = (
    Field("reviewer", "评审专家", "钱教授"),
    Field("kind", "评审类别", "结题"),
    Field("count", "件数", "3"),
    Field("opens_on", "开始日期", "2026年4月8日"),
    Field("due_on", "评分截止", "2026年4月18日"),
    Field("meets", "会议时间（通讯评审为空）", "2026年4月20日09:00"),
    Field("place", "会议地点（通讯评审为空）", "区委3楼会议室"),
    Field("discuss_until", "讨论截止（没有为空）", "2026年4月22日"),
    listing(
        "items", "评审材料", Field("name", "材料", "第12号材料"), Field("turn", "上会次序（通讯评审为空）", "2"),
        Field("due", "截止", "2026年4月18日"),
    ),
)  # fmt: skip


def _design_letter(paper: Paper) -> None:
    paper.addressee("{{ reviewer }}：")
    paper.paragraph(
        "请您担任{{ kind }}评审专家，评审下列{{ count }}件材料。请先登录系统作利害关系声明，有须回避情形的请申请回避；"
        "评审材料和意见请勿外传。"
    )
    with paper.when("meets"):
        paper.facts([("评审方式", "会议评审"), ("会议时间", "{{ meets }}"), ("会议地点", "{{ place }}")], across=1)
    paper.facts([("开始日期", "{{ opens_on }}"), ("评分截止", "{{ due_on }}")])
    with paper.when("discuss_until"):
        paper.facts([("讨论截止", "{{ discuss_until }}")], across=1)
    columns = [("序号", "{{ loop.index }}"), ("材料", "{{ one.name }}"), ("上会次序", "{{ one.turn }}")]
    paper.repeat("items", [*columns, ("截止", "{{ one.due }}")], widths=[16, 84, 22, 34])
    paper.signature("{{ department }}", "{{ today }}")


async def _load_task(actor: Actor, asked: Asked) -> TaskView:
    return await rounds.task(actor, asked.id)


async def _tell_letter(actor: Actor, task: TaskView) -> Told:
    mine = [one for one in await rounds.desk(actor) if one.round == task.round]
    turns = await queries_papers.turns([one.item for one in mine]) if task.meets_at else {}
    mine.sort(key=lambda one: (turns.get(one.item) or 999, one.id))
    values = {
        "reviewer": task.reviewer_name,
        "kind": task.kind_label,
        "count": str(len(mine)),
        "opens_on": written_day(task.opens_on),
        "due_on": written_day(task.due_on),
        "meets": moment(task),
        "place": task.place,
        "discuss_until": written_day(task.discuss_until),
        "items": [
            {
                "name": f"第{one.item}号材料" if one.blind else one.title,
                "turn": str(turns.get(one.item) or "") if task.meets_at else "",
                "due": written_day(one.due_on),
            }
            for one in mine
        ],
    }
    return Told(values, task.kind_label)


def moment(one: TaskView) -> str:
    """When a meeting begins, as a letter writes it; empty for a round by letter."""
    if one.meets_at is None:
        return ""
    return f"{written_day(clock.day_of(one.meets_at))}{clock.local(one.meets_at):%H:%M}"


# -- the minutes ----------------------------------------------------------------------------------------------------

_MINUTES = (
    Field("round", "评审名称", "2026年度结题评审"),
    Field("kind", "评审类别", "结题"),
    Field("meets", "会议时间", "2026年4月20日09:00"),
    Field("place", "会议地点", "区委3楼会议室"),
    Field("present", "到会人员", "钱教授、孙研究员、李处长"),
    Field("absent", "缺席人员（没有为空）", "周主任"),
    Field("minutes", "纪要", "会议听取了各课题组汇报，专家逐件评议。"),
    listing(
        "items", "上会材料", Field("number", "编号", "2026-城-003"),
        Field("title", "名称", "老旧小区停车资源共享机制研究"), Field("unit", "单位", "区住建局"),
        Field("recused", "回避的专家（没有为空）", "吴教授"), Field("mean", "得分", "86.40"),
        Field("decision", "结论", "通过"),
    ),
)  # fmt: skip


def _design_minutes(paper: Paper) -> None:
    paper.subtitle("（{{ round }}）")
    paper.facts([("会议时间", "{{ meets }}"), ("会议地点", "{{ place }}"), ("到会人员", "{{ present }}")], across=1)
    with paper.when("absent"):
        paper.facts([("缺席人员", "{{ absent }}")], across=1)
    paper.heading("上会材料")
    columns = [("序号", "{{ loop.index }}"), ("编号", "{{ one.number }}"), ("名称", "{{ one.title }}")]
    columns += [("单位", "{{ one.unit }}"), ("回避", "{{ one.recused }}"), ("得分", "{{ one.mean }}")]
    paper.repeat("items", [*columns, ("结论", "{{ one.decision }}")], widths=[14, 25, 38, 26, 20, 16, 17])
    paper.heading("评议情况")
    paper.paragraph("{{ minutes }}")
    paper.signature("{{ department }}", "{{ today }}")


async def _load_meeting(actor: Actor, asked: Asked) -> MeetingView:
    return await queries.meeting(actor, asked.id)


def _held(_actor: Actor, found: MeetingView) -> Decision:
    return check(found.held_at is not None, "会议纪要还没有登记")


async def _tell_minutes(actor: Actor, found: MeetingView) -> Told:
    tasks = await rounds.tasks_of(actor, [item.id for item in found.agenda])
    gone = {item.id: [t.reviewer_name for t in tasks if t.item == item.id and t.state not in ACTIVE and t.reason]
            for item in found.agenda}  # fmt: skip
    at = found.round.meets_at
    values = {
        "round": found.round.title,
        "kind": found.round.kind_label,
        "meets": f"{written_day(clock.day_of(at))}{clock.local(at):%H:%M}" if at else "",
        "place": found.round.place,
        "present": "、".join(one.name for one in found.people if one.present),
        "absent": "、".join(one.name for one in found.people if one.present is False),
        "minutes": found.minutes,
        "items": [
            {
                "number": item.number or "—",
                "title": item.title,
                "unit": item.unit_name or "—",
                "recused": "、".join(gone[item.id]),
                "mean": f"{item.mean:.2f}" if item.mean is not None and item.state in SCORED else "—",
                "decision": item.decision_label if item.state == ItemState.DECIDED else item.state_label,
            }
            for item in found.agenda
        ],
    }
    return Told(values, found.round.title)


SCORED = frozenset({ItemState.SCORED, ItemState.DRAFTED, ItemState.DECIDED})
PAPERS = (
    Kind(
        name="reviewer_letter", title="评审通知", about="给评审专家的通知：评审方式、时间地点或截止日、本人的材料",
        subject="assignment", path="/reviews", roles=frozenset({Role.REVIEWER}), own=_LETTER, design=_design_letter,
        load=_load_task, tell=_tell_letter,
    ),
    Kind(
        name="round_minutes", title="评审会纪要", about="到会人员、上会次序、各件得分和结论、评议情况",
        subject="round_meeting", path="/rounds", roles=frozenset(OFFICE), own=_MINUTES, design=_design_minutes,
        load=_load_meeting, may=_held, tell=_tell_minutes,
    ),
)  # fmt: skip
