# SPDX-License-Identifier: MIT
"""Which reports somebody has handed in."""

from __future__ import annotations

from research.reports.states import REPORT
from research.reports.tables import Report
from thinktank.kernel.subjects import MOST, Section, Subject


async def reports(subject: Subject) -> Section:
    """Return the progress reports that the person submitted."""
    r = Report
    query = r.select(r.label, r.progress, r.submitted_at, r.state, r.project._.title.as_alias("title")).where(
        r.submitted_by == subject.account
    )
    rows = [
        {
            "课题": row["title"], "期": row["label"], "提交日期": f"{row['submitted_at']:%Y-%m-%d}",
            "本期进展": row["progress"], "状态": REPORT.public_label(row["state"]),
        }
        for row in await query.order_by(r.id).limit(MOST)
    ]  # fmt: skip
    return Section("进展报告", rows)


MY_DATA = (reports,)
