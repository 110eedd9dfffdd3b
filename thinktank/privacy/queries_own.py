# SPDX-License-Identifier: MIT
"""Requests and corrections about one's own data."""

from __future__ import annotations

import msgspec

from thinktank.kernel.subjects import MOST, Section, Subject
from thinktank.privacy.queries import Stored
from thinktank.privacy.schemas import KINDS
from thinktank.privacy.states import DATA_REQUEST, FACT_CHANGE
from thinktank.privacy.tables import DataRequest, FactChange


async def requests(subject: Subject) -> Section:
    """Return what somebody asked about the own data, with the answers."""
    r = DataRequest
    query = r.select(r.made_at, r.kind, r.text, r.state, r.answer).where(r.account == subject.account)
    rows = [
        {
            "日期": f"{row['made_at']:%Y-%m-%d}", "事项": KINDS[row["kind"]], "说明": row["text"],
            "结果": DATA_REQUEST.label(row["state"]), "答复": row["answer"],
        }
        for row in await query.order_by(r.id).limit(MOST)
    ]  # fmt: skip
    return Section("个人信息申请", rows)


async def changes(subject: Subject) -> Section:
    """Return the corrections somebody made to the own facts."""
    c = FactChange
    query = c.select(c.proposed_at, c.changes, c.state).where(c.proposed_by == subject.account)
    rows = []
    for row in await query.order_by(c.id).limit(MOST):
        kept = msgspec.json.decode(row["changes"], type=list[Stored])
        what = "；".join(f"{one.label}：{one.before_text or '—'} → {one.after_text or '—'}" for one in kept)
        rows.append({"日期": f"{row['proposed_at']:%Y-%m-%d}", "更正": what, "结果": FACT_CHANGE.label(row["state"])})
    return Section("资料更正", rows)


MY_DATA = (requests, changes)
