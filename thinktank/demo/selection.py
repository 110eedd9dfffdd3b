# SPDX-License-Identifier: MIT
"""How the sample district collects its topics: calls, proposals in every state, the list with all its ways."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec

from research.topics import operations as topics
from research.topics import operations_calls as calls
from research.topics import operations_proposals as proposals
from research.topics.schemas_topics import (
    Advise,
    CallDraft,
    Commission,
    DecideTopics,
    Education,
    Merge,
    ProposeTopic,
    TargetContent,
    TopicDraft,
    TopicView,
)
from research.topics.states import Audience, Channel, Level, Track
from thinktank.demo.cast import Cast, on
from thinktank.demo.stories import STORIES
from thinktank.kernel.actor import Actor
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.directions import Direction

CALL_TEXT = "围绕区委中心工作，题目切口小、问题实。每个选题写清要解决的问题、期望效果、需求单位和联系人。"


class Idea(msgspec.Struct):
    """A proposal: what it is called, where it belongs, what is wrong today, who says so."""

    title: str
    direction: Direction
    problem: str
    effect: str
    channel: Channel


FRESH = (
    Idea(
        "小区充电桩布局怎样更合理",
        Direction.URBAN,
        "老小区车位少、容量不足，飞线充电屡禁不止。",
        "试点小区充电有序、投诉减半",
        Channel.UNIT,
    ),
    Idea(
        "企业招工难与职校专业怎样对接",
        Direction.INDUSTRY,
        "三家骨干企业缺技工，职校毕业生留不住。",
        "形成专业设置建议和订单班",
        Channel.COMPANY,
    ),
)
ADVISED = (
    Idea(
        "老旧小区充电设施共建共享机制",
        Direction.URBAN,
        "充电设施权属不清，物业不愿接。",
        "形成共建共享的协议范本",
        Channel.MEMBER,
    ),
    Idea(
        "镇村文化礼堂怎样常态开放",
        Direction.EDU_HEALTH,
        "建好后活动少，钥匙在一个人手里。",
        "半数礼堂每周开放",
        Channel.MEMBER,
    ),
)
MERGED = Idea("老旧小区充电难怎样破解", Direction.URBAN, "居民反映充电难、收费高。", "充电设施够用好用", Channel.MEMBER)
DECLINED = Idea("办公用房统一调配方案", Direction.URBAN, "部分单位用房紧张。", "用房均衡", Channel.MEMBER)
ADOPTED = Idea(
    "村级小微工程怎样规范又快办",
    Direction.RURAL,
    "小工程走大程序，村里等不起。",
    "流程压到十天以内",
    Channel.MEMBER,
)
UNCLAIMED = ("内河航道碧道一体化建设路径", Direction.URBAN, "航道、水利、文旅各修各的。")
COMMISSIONED = ("完整社区建设指标体系", Direction.URBAN, "社区体检指标多，镇街采集重复。")
FINISHED = ("青年人才优秀调研成果后补助", Direction.INNOVATION, "已有的好报告没有进入采用渠道。")
REVIEWED = ("数字乡村应用整合研究", Direction.RURAL, "一个村装八个应用，数据不通。")


async def put_out(cast: Cast, content: TopicDraft) -> TopicView:
    """Take a topic of the office through the leader's signature onto the list."""
    id_ = (await approved(cast, content)).id
    return await topics.publish_topic(cast.officer, id=id_, version=None)


async def approved(cast: Cast, content: TopicDraft) -> TopicView:
    """Take a topic of the office to the leader's signature."""
    topic = await topics.draft_topic(cast.officer, content=content)
    await proposals.submit_topic(cast.officer, id=topic.id, version=topic.version)
    await proposals.advise(cast.officer, id=topic.id, content=Advise(approve=True, note="需求明确，建议列入"))
    return (await proposals.decide_topics(cast.leader, content=DecideTopics([topic.id], approve=True)))[0]


async def fill(cast: Cast, today: date) -> None:
    """Play the year's call and what became of each proposal, and put one topic out by each way."""
    with on(today - timedelta(days=300)):
        await _call(cast.officer, "上年度课题选题征集", -300, today, days=20)
    with on(today - timedelta(days=8)):
        await _call(cast.officer, f"{today.year}年度补充选题征集", -8, today, days=21)
        draft = CallDraft(
            f"{today.year + 1}年度重大课题选题征集", today + timedelta(days=30), today + timedelta(days=58),
            list(Audience), text=CALL_TEXT,
        )  # fmt: skip
        await calls.draft_call(cast.officer, content=draft)
    await _proposals(cast, today)
    await _ways(cast, today)


async def _call(officer: Actor, title: str, start: int, today: date, *, days: int) -> None:
    opens = today + timedelta(days=start)
    content = CallDraft(title, opens, opens + timedelta(days=days), list(Audience), text=CALL_TEXT)
    made = await calls.draft_call(officer, content=content)
    await calls.open_call(officer, id=made.id, version=made.version)


async def _proposals(cast: Cast, today: date) -> None:
    members = [cast.members[story.lead] for story in STORIES]
    with on(today - timedelta(days=6)):
        chosen = [await _hand_in(members[n], idea) for n, idea in enumerate(ADVISED)]
        twin, no, yes = [
            await _hand_in(members[n], idea) for n, idea in enumerate((MERGED, DECLINED, ADOPTED), start=2)
        ]
    with on(today - timedelta(days=4)):
        for one in chosen:
            advice = Advise(approve=True, note="切口小，需求单位明确，建议采用")
            await proposals.advise(cast.officer, id=one.id, content=advice)
        merge = Merge(chosen[0].id, note="同一件事，合并后由住建局牵头提供数据")
        await proposals.merge_topic(cast.officer, id=twin.id, content=merge)
        why = "属机关事务日常管理，不列课题，已转有关科室"
        await proposals.advise(cast.officer, id=no.id, content=Advise(approve=False, note=why))
        await proposals.advise(cast.officer, id=yes.id, content=Advise(approve=True, note="基层呼声高"))
    with on(today - timedelta(days=3)):
        await proposals.decide_topics(cast.leader, content=DecideTopics([no.id], approve=False))
        await proposals.decide_topics(cast.leader, content=DecideTopics([yes.id], approve=True))
    with on(today - timedelta(days=2)):
        for idea in FRESH:
            await _hand_in(cast.liaison, idea)
        unfinished = ProposeTopic(
            "物业服务怎样评价", Direction.URBAN, problem="居民评价没有渠道。", channel=Channel.UNIT,
            requester=cast.liaison.unit,
        )  # fmt: skip
        await proposals.save_proposal(cast.liaison, content=unfinished)


async def _hand_in(proposer: Actor, idea: Idea) -> TopicView:
    content = ProposeTopic(
        idea.title, idea.direction, background="日常工作和走访中多次反映。", problem=idea.problem, effect=idea.effect,
        requester=proposer.unit, contact="办公室负责同志", channel=idea.channel, nonsecret=True,
    )  # fmt: skip
    return await proposals.hand_in(proposer, content=content)


async def _ways(cast: Cast, today: date) -> None:
    with on(today - timedelta(days=40)):
        await put_out(cast, _content(UNCLAIMED, Track.JIEBANG, today - timedelta(days=12)))
        until = today - timedelta(days=12)
        once = await put_out(cast, _content(COMMISSIONED, Track.JIEBANG, until))
    with on(today - timedelta(days=5)):
        await topics.pass_over(cast.officer, id=once.id, version=None)
        to = Commission(unit=cast.liaison.unit, closes_on=today + timedelta(days=16))
        await topics.commission_topic(cast.officer, id=once.id, content=to)
        finished = _content(FINISHED, Track.FINISHED_WORK, None)
        await put_out(cast, finished)
        asked = _content(REVIEWED, Track.REGULAR, today + timedelta(days=25))
        asked.lead_direction, asked.lead_education = True, Education.BACHELOR
        asked.indicators = [
            TargetContent("整合应用", "个", Decimal(8), baseline=Decimal(0)),
            TargetContent("村级填报表格", "张", Decimal(6), baseline=Decimal(31)),
        ]
        await put_out(cast, asked)


def _content(words: tuple[str, Direction, str], track: Track, closes_on: date | None) -> TopicDraft:
    title, direction, problem = words
    return TopicDraft(
        title=title, direction=direction, level=Level.GENERAL, track=track, background=problem, problem=problem,
        goal="提出可操作的办法并选点试行", effect="有关单位采用，群众得实惠", deliverable="对策建议",
        contact="区委组织部人才科", months=6,
        closes_on=OFFICIAL.next_workday(closes_on) if closes_on else None,
    )  # fmt: skip
