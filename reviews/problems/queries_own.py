# SPDX-License-Identifier: MIT
"""Which problems somebody has to mend or mended."""

from __future__ import annotations

from reviews.problems.states import PROBLEM
from reviews.problems.tables import Problem
from thinktank.kernel.subjects import MOST, Section, Subject


async def problems(subject: Subject) -> Section:
    """Return the problems that the person is or was to mend."""
    q = Problem
    query = q.select(q.text, q.measure, q.progress, q.due_on, q.state).where(q.owner == subject.account)
    rows = [
        {
            "问题": row["text"], "整改措施": row["measure"], "整改情况": row["progress"], "完成时限": row["due_on"],
            "状态": PROBLEM.public_label(row["state"]),
        }
        for row in await query.order_by(q.id).limit(MOST)
    ]  # fmt: skip
    return Section("问题台账", rows)


MY_DATA = (problems,)
