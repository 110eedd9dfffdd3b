# SPDX-License-Identifier: MIT
"""What somebody was asked to review, and the interests on record."""

from __future__ import annotations

from typing import Any

from reviews.rounds.states import ACTIVE, ASSIGNMENT
from reviews.rounds.tables import Assignment
from thinktank.kernel.i18n import _
from thinktank.kernel.subjects import MOST, Section, Subject


async def assignments(subject: Subject) -> Section:
    """Return the reviews that the person was asked for.

    By number alone where the round is blind, and where the person has stopped: there is nothing to be learnt of it.
    """
    a = Assignment
    query = a.select(
        a.assigned_at, a.state, a.item, a.item._.title.as_alias("title"), a.item._.round._.blind.as_alias("blind")
    ).where(a.reviewer == subject.account)
    rows = [
        {"日期": f"{row['assigned_at']:%Y-%m-%d}", "评审对象": _what(row), "状态": ASSIGNMENT.label(row["state"])}
        for row in await query.order_by(a.id).limit(MOST)
    ]
    return Section("评审任务", rows)


def _what(row: dict[str, Any]) -> str:
    if row["blind"] or row["state"] not in ACTIVE:
        return _("第%(n)s号材料") % {"n": row["item"]}
    return str(row["title"])


MY_DATA = (assignments,)
