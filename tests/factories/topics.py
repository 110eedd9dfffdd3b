# SPDX-License-Identifier: MIT
"""Topics and applications, put straight into their tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from research.applications import operations_team
from research.applications.schemas import Answer, Invite
from research.applications.tables import Invitation
from research.topics.tables import (
    Application,
    ApplicationIndicator,
    ApplicationMember,
    ApplicationMilestone,
    Topic,
    TopicCall,
)
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, system

STARTS, DUE = date(2026, 4, 1), date(2026, 11, 30)
STEPS = (
    ("kickoff", "开题论证", "专家论证通过", date(2026, 4, 1), date(2026, 4, 30)),
    ("work", "入户走访", "走访不少于60户，形成问题清单", date(2026, 5, 6), date(2026, 6, 30)),
    ("midterm", "中期检查", "中期报告和佐证齐备", date(2026, 7, 1), date(2026, 7, 31)),
    ("closing", "结题验收", "结题报告、研究报告、专报齐备", date(2026, 10, 8), date(2026, 11, 30)),
)


async def make_topic(*, created_by: int, number: str = "2026-榜-1", state: str = "published", **values: Any) -> int:
    """Insert a topic on the list and return its id."""
    now = clock.now()
    given: dict[str, Any] = {
        "title": "村集体经济“抱团”发展的路径",
        "direction": "rural",
        "level": "general",
        "track": "jiebang",
        "problem": "单村资源少、项目小，薄弱村占三成",
        "goal": "找到可复制的抱团模式",
        "effect": "三个镇试点，年增收可核",
        "deliverable": "调研报告、实施方案",
        "months": 8,
        "closes_on": None,
        "published_at": now,
    } | values
    row = Topic(number=number, created_by=created_by, created_at=now, state=state, state_since=now, **given)
    added = await Topic.insert(row).returning(Topic.id)
    return int(added[0]["id"])


async def make_call(*, created_by: int, state: str = "open", days: int = 14, **values: Any) -> int:
    """Insert a call for topics that asks everybody, running from today; return its id."""
    now, today = clock.now(), clock.today()
    given: dict[str, Any] = {
        "title": "年度重大课题选题征集", "opens_on": today, "closes_on": today + timedelta(days=days),
        "audiences": "unit,company,member", "text": "写清问题",
    } | values  # fmt: skip
    row = TopicCall(created_by=created_by, created_at=now, state=state, state_since=now, **given)
    return int((await TopicCall.insert(row).returning(TopicCall.id))[0]["id"])


async def make_selection(*, officer: int, proposer: int) -> dict[str, int]:
    """Insert calls and proposals in each state in which somebody has a step to take; return their ids by word."""
    sent: dict[str, Any] = {"created_by": proposer, "number": "", "published_at": None, "channel": "member",
                            "submitted_at": clock.now()}  # fmt: skip
    closes = clock.today() + timedelta(days=30)
    found = {
        "own_proposal": await make_topic(**sent | {"submitted_at": None}, state="draft", title="村企联建怎样见效"),
        "proposal": await make_topic(**sent, state="submitted", title="河道养护怎样长效"),
        "advised_topic": await make_topic(**sent, state="submitted", title="夜间公交怎样优化", advice="approve"),
        "approved_topic": await make_topic(**sent, state="approved", title="社区食堂怎样持续", closes_on=closes),
    }
    for word, state in (("topic_call", "open"), ("draft_call", "draft"), ("closed_call", "closed")):
        found[word] = await make_call(created_by=officer, state=state)
    return found


async def make_application(
    *,
    topic: int,
    lead: int,
    unit: int,
    state: str = "submitted",
    members: Sequence[int] = (),
    planned: bool = True,
    **values: Any,
) -> int:
    """Insert a complete application with one target and the four usual steps, or without; return its id."""
    now = clock.now()
    given: dict[str, Any] = {
        "problem": "薄弱村单打独斗",
        "goal": "形成抱团方案",
        "effect": "三个镇试点",
        "content": "摸清现状，提出对策",
        "approach": "走访、座谈、案例比较",
        "starts_on": STARTS if planned else None,
        "due_on": DUE if planned else None,
        "nonsecret": True,
        "submitted_at": None if state == "draft" else now,
    } | values
    row = Application(topic=topic, lead=lead, unit=unit, state=state, state_since=now, created_at=now, **given)
    added = await Application.insert(row).returning(Application.id)
    id_ = int(added[0]["id"])
    for talent in members:
        await ApplicationMember.insert(ApplicationMember(application=id_, talent=talent, duty="调研"))
    if not planned:
        return id_
    await ApplicationIndicator.insert(
        ApplicationIndicator(application=id_, name="走访农户", unit="户", target=Decimal(60), sort=0)
    )
    await ApplicationMilestone.insert(
        *(
            ApplicationMilestone(
                application=id_, kind=kind, title=title, mark=mark, starts_on=start, due_on=due, sort=sort
            )
            for sort, (kind, title, mark, start, due) in enumerate(STEPS)
        )
    )
    return id_


async def make_invitation(*, application: int, talent: int, by: int, state: str = "invited") -> int:
    """Insert an invitation, with its membership when it was accepted; return its id."""
    now = clock.now()
    row = Invitation(
        application=application, talent=talent, duty="走访", state=state, state_since=now, invited_by=by, at=now,
        answer_by=clock.today() + timedelta(days=5),
    )  # fmt: skip
    added = await Invitation.insert(row).returning(Invitation.id)
    if state == "accepted":
        await ApplicationMember.insert(ApplicationMember(application=application, talent=talent, duty="走访"))
    return int(added[0]["id"])


async def join_team(lead: Actor, application: int, talent: int, duty: str = "走访") -> None:
    """Let the leader ask somebody in; the answer is entered from paper, whatever the rules say later."""
    asked = await operations_team.invite(lead, application=application, command=Invite(talent, duty))
    await operations_team.answer(system("office"), id=asked.id, command=Answer(accept=True, reason="书面同意"))
