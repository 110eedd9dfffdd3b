# SPDX-License-Identifier: MIT
"""Problems of the sample projects, in every state, and one that comes back."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from reviews.problems import operations as problems
from reviews.problems.schemas import JudgeFixed, PlanMeasure, RegisterProblem, ReportFixed
from reviews.problems.states import ProblemKind
from thinktank.demo.cast import on
from thinktank.demo.chapters import Office
from thinktank.kernel.actor import Actor

CLOSED = 3


class Found(msgspec.Struct, frozen=True):
    """A problem, how many days ago it was found, and how far it is: 0 open, 1 fixing, 2 fixed, 3 closed."""

    text: str
    kind: ProblemKind
    ago: int
    far: int


FOUND = {
    "village": (
        Found("村级资源数据没有按期报送，87个村只报了32个", ProblemKind.DATA, 20, 1),
        Found("抱团项目包装缺少专业力量，无人牵头", ProblemKind.TEAM, 7, 0),
    ),
    "digital": (
        Found("企业诊断数据没有按期报送，缺19家样本", ProblemKind.DATA, 15, 2),
        Found("诊断报告格式不一，难以汇总比较", ProblemKind.QUALITY, 40, 3),
    ),
    "water": (Found("线路沿线单位多头管理，标识标牌迟迟未定", ProblemKind.COORDINATION, 30, 3),),
    "mangshe": (Found("断面监测数据没有按期报送，影响方案测算", ProblemKind.DATA, 60, 3),),
}


async def fill(staff: Office, lead: Actor, *, key: str, project: int, today: date) -> None:
    """Put a story's problems into the ledger, each step on a day of its own."""
    for one in FOUND.get(key, ()):
        with on(today - timedelta(days=one.ago)):
            command = RegisterProblem(nonsecret=True, project=project, text=one.text, kind=one.kind)
            made = await problems.register(staff.inspectors[0], command=command)
        if one.far:
            with on(today - timedelta(days=one.ago - 1)):
                measure = PlanMeasure(measure="明确专人，逐项列清单，每周五对账")
                await problems.plan(lead, id=made.id, command=measure)
        if one.far > 1:
            with on(today - timedelta(days=one.ago // 2)):
                done = ReportFixed(nonsecret=True, progress="已按清单补齐，附对账表")
                await problems.fix(lead, id=made.id, command=done)
        if one.far == CLOSED:
            with on(today - timedelta(days=one.ago // 3)):
                verdict = JudgeFixed(passed=True, note="抽查三分之一，与原始表一致")
                await problems.judge(staff.inspectors[1], id=made.id, command=verdict)
