# SPDX-License-Identifier: MIT
"""What the sample district's people did about their own data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from thinktank.demo.cast import Cast, on
from thinktank.kernel.actor import Actor
from thinktank.privacy import operations, queries
from thinktank.privacy.schemas import Answer, Ask, CorrectFacts
from thinktank.talents import operations as talents


async def settle(cast: Cast, *, today: date) -> None:
    """Let two members correct their facts, two ask about theirs, and an officer look up a number."""
    (first, member), (_second, other) = list(cast.members.items())[:2]
    with on(today - timedelta(days=20)):
        await talents.reveal_phone(cast.officer, id=cast.talents[first])
        asked = await operations.ask(member, command=Ask(kind="ask", text="我的手机号提供给过哪些单位"))
    with on(today - timedelta(days=17)):
        answer = "没有提供给其他单位；查看记录可在“我的数据”里看到"
        await operations.answer(cast.officer, id=asked.id, command=Answer(step="fulfil", answer=answer))
    with on(today - timedelta(days=2)):
        await _correct(member, post="水环境科副科长", reason="已任副科长")
        await _correct(other, political_status="中共预备党员", reason="支部大会已通过")
    with on(today - timedelta(days=1)):
        await operations.ask(other, command=Ask(kind="withdraw", text="不再接收活动通知"))


async def _correct(member: Actor, **changes: Any) -> None:
    person = await queries.own_facts(member)
    values = {name: getattr(person, name) for name in CorrectFacts.__struct_fields__ if hasattr(person, name)}
    values["birth_month"] = f"{person.birth_month:%Y-%m}" if person.birth_month else ""
    values["wish"] = person.wish or None
    await operations.correct(member, command=CorrectFacts(**(values | changes), unclassified=True))
