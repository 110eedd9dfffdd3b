# SPDX-License-Identifier: MIT
"""The demo's mentors, talks and suggestions, in every state."""

from __future__ import annotations

from datetime import date, timedelta

from thinktank.demo.cast import Cast, on
from thinktank.identity import queries as accounts
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.mentoring import operations, queries
from thinktank.mentoring.schemas import (
    Answer,
    Assign,
    EndPair,
    KeepTalk,
    Offer,
    Raise,
    Reply,
    StepSuggestion,
)
from thinktank.mentoring.states import Kind

MENTORED = (14, 10, 1, 5)  # places in the ledger: accepted
WAITING, DECLINED, ENDED = 17, 8, 12
TALKS = (
    (
        14, 60, "工作进展", "排口摸底扎实，担心冬季施工影响监测。鼓励先把数据口径定下来。",
        "请协调生态环境部门开放断面月度数据",
    ),
    (
        10, 35, "成长打算", "想把水文化线路做成长期项目，希望多到外地看看。",
        "希望组织一次里下河同类地区的现场学习\n线路运营缺一名懂市场的人",
    ),
    (1, 12, "", "企业诊断进度偏慢，主要是夜间才能进车间。建议与商会同行。", ""),
)  # fmt: skip


async def play(cast: Cast) -> None:
    """Pair mentors, keep talks, and let suggestions be seen to."""
    today = clock.today()
    with on(today - timedelta(days=150)):
        for place in MENTORED:
            await _pair(cast, place, today, Kind.THEORY)
        ended = await _pair(cast, ENDED, today, Kind.PRACTICE)
    with on(today - timedelta(days=20)):
        await operations.end_pair(cast.officer, id=ended, command=EndPair("课题组调整，改由实践导师所在单位带教"))
        declined = await _offer(cast, DECLINED, today, Kind.THEORY)
        no = Answer(accept=False, reason="本学期授课任务重，建议请农业经济方向的老师")
        await operations.answer_offer(cast.mentor, id=declined, command=no)
    with on(today - timedelta(days=3)):
        await _offer(cast, WAITING, today, Kind.THEORY)
    for place, ago, topic, text, suggestions in TALKS:
        with on(today - timedelta(days=ago)):
            talk = KeepTalk(
                cast.talents[place], clock.today(), text, nonsecret=True, topic=topic, suggestions=suggestions
            )
            await operations.keep_talk(cast.mentor, command=talk)
    await _suggestions(cast, today)


async def _offer(cast: Cast, place: int, today: date, kind: Kind) -> int:
    talent = cast.talents[place]
    projects = await queries.projects_of(talent)
    command = Offer(
        cast.mentor.account, kind, ends_on=today + timedelta(days=210), project=projects[0][0] if projects else None
    )
    return (await operations.offer(cast.officer, talent=talent, command=command)).id


async def _pair(cast: Cast, place: int, today: date, kind: Kind) -> int:
    made = await _offer(cast, place, today, kind)
    await operations.answer_offer(cast.mentor, id=made, command=Answer(accept=True))
    return made


async def _suggestions(cast: Cast, today: date) -> None:
    """One of each: answered and closed, answered, at work, late, just raised."""
    found = (await queries.suggestions(cast.officer)).items
    owner = await accounts.actor_of(cast.officer.account)
    for n, one in enumerate(sorted(found, key=lambda row: row.id)):
        with on(today - timedelta(days=30 - 8 * n)):
            due = clock.today() + timedelta(days=20)
            await operations.assign(cast.officer, id=one.id, command=Assign(owner.account, due))
            if n < len(found) - 1:
                await operations.reply(owner, id=one.id, command=Reply("已与有关部门商定，下月起按月提供，专人对接。"))
            if n == 0:
                done = StepSuggestion("close", "数据已收到")
                await operations.step_suggestion(cast.officer, id=one.id, command=done)
    with on(today - timedelta(days=1)):
        await _raise(cast.members[5], "早期团队的场景清单能否由区里统一发布，减少逐家沟通。")


async def _raise(member: Actor, text: str) -> None:
    await operations.raise_suggestion(member, command=Raise(text, nonsecret=True))
