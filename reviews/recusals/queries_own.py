# SPDX-License-Identifier: MIT
"""What somebody asked for or declared. A request is not told to whom it names (domain.md §2.1, 回避)."""

from __future__ import annotations

from reviews.recusals.states import DECLARATION, REQUEST, Tie
from reviews.recusals.tables import RecusalRequest, StandingDeclaration
from thinktank.kernel.subjects import MOST, Section, Subject


async def requests(subject: Subject) -> Section:
    """Return the requests that the person made."""
    r = RecusalRequest
    query = r.select(r.asked_at, r.name, r.unit_text, r.reason, r.state, r.note).where(r.asked_by == subject.account)
    rows = [
        {
            "日期": f"{row['asked_at']:%Y-%m-%d}", "姓名": row["name"], "单位": row["unit_text"],
            "理由": row["reason"], "结果": REQUEST.label(row["state"]), "决定理由": row["note"],
        }
        for row in await query.order_by(r.id).limit(MOST)
    ]  # fmt: skip
    return Section("申请回避的评审专家", rows)


async def declarations(subject: Subject) -> Section:
    """Return what the person declared for every round."""
    d = StandingDeclaration
    query = d.select(d.declared_at, d.kind, d.name, d.unit_text, d.note, d.state, d.confirmed_on)
    rows = [
        {
            "日期": f"{row['declared_at']:%Y-%m-%d}", "情形": Tie(row["kind"]).label, "对方": row["name"],
            "单位": row["unit_text"], "说明": row["note"], "状态": DECLARATION.label(row["state"]),
            "最近确认": row["confirmed_on"],
        }
        for row in await query.where(d.account == subject.account).order_by(d.id).limit(MOST)
    ]  # fmt: skip
    return Section("长期利害关系申报", rows)


MY_DATA = (requests, declarations)
