# SPDX-License-Identifier: MIT
"""What all documents of a project begin with, and who may take them."""

from __future__ import annotations

from research.projects import queries
from research.projects.schemas import ProjectView
from thinktank.documents.fields import Field
from thinktank.documents.word import written_day
from thinktank.identity import queries_units as units
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.papers.blocks import direction
from thinktank.papers.kinds import Asked

READERS = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR})
HEAD = (
    Field("number", "项目编号", "2026-城-003"),
    Field("title", "课题名称", "老旧小区停车资源共享机制研究"),
    Field("direction", "方向", "城市建设"),
    Field("level", "级别", "重点项目"),
    Field("lead", "负责人", "陈戊"),
    Field("unit", "责任单位", "区住建局"),
    Field("mentors", "导师", "王导师"),
    Field("starts_on", "起", "2026年4月1日"),
    Field("due_on", "止", "2026年11月30日"),
)
FACTS = (
    ("课题名称", "{{ title }}"),
    ("项目编号", "{{ number }}"),
    ("方向", "{{ direction }}"),
    ("级别", "{{ level }}"),
    ("负责人", "{{ lead }}"),
    ("责任单位", "{{ unit }}"),
    ("导师", "{{ mentors }}"),
    ("研究期限", "{{ starts_on }}至{{ due_on }}"),
)


async def load(actor: Actor, asked: Asked) -> ProjectView:
    """Return the project in the actor's scope; a closed one with its unit's name of then."""
    one = await queries.get(actor, asked.id)
    closed_on = clock.day_of(one.closed_at) if one.closed_at else None
    one.unit_name = await units.name_on(one.unit, closed_on, now=one.unit_name)
    return one


def head_values(one: ProjectView) -> dict[str, str]:
    """Return what every document of a project begins with."""
    return {
        "number": one.number,
        "title": one.title,
        "direction": direction(one.direction),
        "level": one.level_label,
        "lead": one.lead_name,
        "unit": one.unit_name,
        "mentors": one.mentor_names or "未定",
        "starts_on": written_day(one.starts_on),
        "due_on": written_day(one.due_on),
    }


def about(one: ProjectView) -> str:
    """Return a project as the names of its documents have it."""
    return f"{one.number} {one.title}"
