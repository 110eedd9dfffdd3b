# SPDX-License-Identifier: MIT
"""What the demo's reviewers know, a round that waits to be staffed with its plan, a draft of a rubric in two parts."""

from __future__ import annotations

from datetime import date, timedelta

from reviews.rounds import operations as rounds
from reviews.rounds import subjects
from reviews.rounds.schemas import NewRound
from reviews.rubrics import operations as rubrics
from reviews.rubrics.schemas import CriterionIn, NewRubric, PartIn
from reviews.rubrics.states import Kind
from reviews.staffing import operations as staffing
from reviews.staffing.schemas import Propose, SaveProfile
from thinktank.demo.cast import Cast, on
from thinktank.kernel.directions import Direction

KNOWN = (
    ((Direction.URBAN,), "适老化改造、社区治理、城市更新"),
    ((Direction.RURAL,), "集体经济、农业产业、乡村治理"),
    ((Direction.INDUSTRY, Direction.INNOVATION), "产业链、园区、科技金融"),
    ((Direction.EDU_HEALTH,), "基层医疗、职业教育、养老服务"),
    ((Direction.INNOVATION,), "人才政策、创业服务、成果转化"),
    ((Direction.RURAL, Direction.URBAN), "公共服务、基层减负、社区养老"),
)
REPORT = (
    CriterionIn(name="选题与立意", weight=20, hint="切中当地实际", high=10, part=1),
    CriterionIn(name="调研与数据", weight=40, hint="样本充分，数据可靠", high=20, part=1),
    CriterionIn(name="问题分析", weight=40, hint="抓得准，说得透", high=20, part=1, na_allowed=False),
    CriterionIn(name="可操作", weight=60, hint="具体、可行、有人办", high=15, levels="优12 良8 一般4 差0", part=2),
    CriterionIn(name="可推广", weight=40, hint="条件清楚，能够复制", part=2),
)


async def play(cast: Cast, *, today: date) -> None:
    """Let the reviewers say what they know; open a round of outcomes and draw a plan; draft a rubric."""
    with on(today - timedelta(days=1)):
        for reviewer, (directions, words) in zip(cast.reviewers, KNOWN, strict=False):
            command = SaveProfile([*directions], [directions[0]], words, load_most=8)
            await staffing.save_profile(reviewer, account=reviewer.account, command=command)
        draft = NewRubric(
            kind=Kind.PAPER,
            name="调研报告与对策评分表",
            criteria=[*REPORT],
            parts=[PartIn("研究报告", 40), PartIn("对策建议", 60)],
            vetoes=["数据或材料不真实", "重复率超过30%"],
            note="分两部分评，待讨论",
        )
        await rubrics.create(cast.officer, command=draft)
        waiting = [one.id for one in await subjects.waiting(cast.officer, Kind.OUTCOME)][:6]
        if not waiting:
            return
        closes = today + timedelta(days=21)
        made = await rounds.open_round(
            cast.officer, command=NewRound(Kind.OUTCOME, "本季成果评价", closes_on=closes, outcomes=waiting, size=3)
        )
        await staffing.propose(cast.officer, round_=made.id, command=Propose())
