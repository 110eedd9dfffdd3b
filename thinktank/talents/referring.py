# SPDX-License-Identifier: MIT
"""What of the bank's own records names a person."""

from __future__ import annotations

from thinktank.kernel import clock, db
from thinktank.talents.references import Pair, Reference, leave
from thinktank.talents.states import MEMBERS
from thinktank.talents.tables import AdmissionCase, LikelyTwin, MemberFlag, NoticeObjection, Talent


async def _close_cases(pairs: list[Pair]) -> list[int]:
    """Leave the other's ways in where they are, over, where the person has one: it is the one that goes on."""
    c = AdmissionCase
    row = await c.select(c.talent).where(c.id == pairs[0].other).first()
    other = row["talent"] if row else 0
    await c.update({c.closed_at: clock.now()}).where((c.talent == other) & c.closed_at.is_null())
    return [one["id"] for one in await c.select(c.id).where(c.talent == other)]


async def _no_case_of_a_member(kept: int, _: int) -> None:
    """End the way in of somebody who is in the bank already."""
    c, t = AdmissionCase, Talent
    if await db.exists(t.select(t.id).where((t.id == kept) & t.state.is_in(list(MEMBERS)))):
        await c.update({c.closed_at: clock.now()}).where((c.talent == kept) & c.closed_at.is_null())


REFERENCES = (
    Reference(
        title="入库申请",
        column=AdmissionCase.talent,
        once=(),
        join=_close_cases,
        settle=_no_case_of_a_member,
    ),
    Reference(title="公示异议", column=NoticeObjection.talent),
    Reference(title="动态管理", column=MemberFlag.talent, once=(MemberFlag.rule, MemberFlag.occasion), join=leave),
    Reference(title="先前并入的资料", column=Talent.merged_into),
)
APART = (LikelyTwin.low, LikelyTwin.high)
"""Columns that name a person and are settled by the merger itself."""
