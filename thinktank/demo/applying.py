# SPDX-License-Identifier: MIT
"""Applications on the open list in every early state: a draft of several hands, handed in, returned, sealed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from research.applications import operations as applications
from research.applications import operations_check as checking
from research.applications import operations_team as teams
from research.applications import plan, queries
from research.applications.schemas import (
    Answer,
    ApplicationDraft,
    ApplicationView,
    CheckItem,
    IndicatorContent,
    Invite,
    PointContent,
    ProductContent,
)
from research.applications.states import ProductForm
from research.corrections import operations as corrections
from thinktank.demo.cast import Cast, on
from thinktank.identity import queries as accounts
from thinktank.kernel.actor import Actor
from thinktank.kernel.calendar import OFFICIAL
from thinktank.policies.kinds import FormalCheck, Research
from thinktank.talents import operations as talents

LEADS = (70, 72, 74, 76)
"""Places in the ledger of those who lead these applications; the next place joins them."""
OF_THE_UNIT, AGAIN, REOPENED = 73, 78, 90
"""Places of those whose unit is asked, who handed in twice, who was refused by mistake."""


async def play(cast: Cast, *, topics: Sequence[int], sealed: int, today: date) -> None:
    """Let four teams work on the open list; ``topics`` are three that are open, ``sealed`` one that is sealed."""
    with on(today - timedelta(days=4)):
        writing = await _begun(cast, LEADS[0], topics[0], today)
        await _join(cast, writing.id, LEADS[0])
        asked = Invite(cast.talents[next(iter(cast.members))], "报告执笔")
        await teams.invite(await person(cast, LEADS[0]), application=writing.id, command=asked)
        checked = await _handed_in(cast, LEADS[1], topics[1], today, problem=await _leaking(cast, LEADS[1]))
        mended = await _handed_in(cast, LEADS[2], topics[2], today)
        await _handed_in(cast, LEADS[3], sealed, today)
        asked_for = await _handed_in(cast, OF_THE_UNIT, topics[0], today)
        twice = await _handed_in(cast, AGAIN, topics[2], today)
        refused = await _handed_in(cast, REOPENED, topics[0], today)
    with on(today - timedelta(days=3), hour=11):
        await applications.ask_unit(cast.officer, id=asked_for.id, version=None)
        points = [PointContent("goal", "写明何时拿出什么"), PointContent("effect", "写明怎样检验")]
        await applications.send_back(
            cast.officer, id=twice.id, reason="目标再具体些", version=None, points=points
        )  # fmt: skip
        await applications.refuse_application(
            cast.officer, id=refused.id, reason="负责人不在库，不符合揭榜条件", version=None
        )  # fmt: skip
    with on(today - timedelta(days=2), hour=13):
        await _mended(cast, twice, topics[2], today)
        await corrections.take_back(
            cast.officer, kind="application", record=refused.id, reason="核对台账，负责人在库，原结论有误"
        )  # fmt: skip
    with on(today - timedelta(days=2), hour=15):
        items = FormalCheck().items
        found = [CheckItem(item, met="单位意见" not in item) for item in items]
        await checking.keep_check(cast.officer, id=checked.id, items=found, version=None)
        points = [
            PointContent("indicators", "补充一项可计数的成效指标"),
            PointContent("effect", "写明谁受益、怎样检验"),
        ]
        await applications.send_back(
            cast.officer, id=mended.id, reason="总体可行，请按逐项意见修改", version=None, points=points
        )


async def person(cast: Cast, place: int) -> Actor:
    """Return the account of a member by the place in the ledger; who has none gets one that waits for activation."""
    if place not in cast.members:
        issued = await talents.open_account(cast.officer, id=cast.talents[place], login=f"shenbao{place}")
        cast.members[place] = await accounts.actor_of(issued.account)
    return cast.members[place]


async def _leaking(cast: Cast, place: int) -> str:
    """A problem whose author did not think of the blind review."""
    lead = await person(cast, place)
    return f"{lead.name}所在单位去年走访中发现：需求掌握不全、对接渠道单一、跟踪服务不够。联系电话 138 0000 0000。"


async def _begun(cast: Cast, place: int, topic: int, today: date, **changes: str) -> ApplicationView:
    lead = await person(cast, place)
    return await applications.save_application(lead, topic=topic, content=_content(today, **changes))


async def _join(cast: Cast, application: int, place: int) -> None:
    """Ask the next one in the ledger in, who accepts."""
    lead, mate = await person(cast, place), await person(cast, place + 1)
    asked = await teams.invite(lead, application=application, command=Invite(cast.talents[place + 1], "调研走访"))
    await teams.answer(mate, id=asked.id, command=Answer(accept=True))


async def _handed_in(cast: Cast, place: int, topic: int, today: date, **changes: str) -> ApplicationView:
    draft = await _begun(cast, place, topic, today, **changes)
    await _join(cast, draft.id, place)
    lead = await person(cast, place)
    return await applications.submit_application(lead, topic=topic, content=_content(today, **changes))


async def _mended(cast: Cast, application: ApplicationView, topic: int, today: date) -> None:
    """Hand it in again, with what was asked for."""
    content = _content(today)
    content.goal = "三个月拿出可操作的办法，半年内选两个点试行，形成一份可复制的流程。"
    content.effect = "有关单位采用，办理时间由20天缩短到14天以内，以办件记录检验，服务对象可评价。"
    content.version = (await queries.application(cast.officer, application.id)).version
    await applications.submit_application(await person(cast, AGAIN), topic=topic, content=content)


def _content(today: date, *, problem: str = "需求掌握不全，对接渠道单一，跟踪服务不够。") -> ApplicationDraft:
    start = OFFICIAL.next_workday(today + timedelta(days=40))
    return ApplicationDraft(
        problem=problem,
        goal="半年内拿出可操作的办法，选两个点试行。",
        effect="有关单位采用，办理时间缩短三成，服务对象可评价。",
        content="一是摸清需求和堵点；二是比较外地做法；三是设计流程并试行。",
        approach="问卷300份、座谈6场、案例比较、试点观察。",
        basis="课题组熟悉业务，单位提供数据和场地。",
        indicators=[IndicatorContent("走访单位", "家", Decimal(40)), IndicatorContent("座谈", "场", Decimal(6))],
        milestones=plan.usual_steps(start, 6, OFFICIAL, Research()),
        products=[
            ProductContent(ProductForm.REPORT, "专题调研报告"), ProductContent(ProductForm.BRIEF, "对策建议"),
        ],
        nonsecret=True,
        pledge=True,
    )  # fmt: skip
