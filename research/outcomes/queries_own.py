# SPDX-License-Identifier: MIT
"""Of which outcomes somebody is an author."""

from __future__ import annotations

from research.outcomes.tables import OutcomeAuthor
from thinktank.kernel.subjects import MOST, Section, Subject


async def outcomes(subject: Subject) -> Section:
    """Return the outcomes that the person is an author of, with the share."""
    o = OutcomeAuthor
    query = o.select(o.share, o.outcome._.number.as_alias("number"), o.outcome._.title.as_alias("title"))
    found = await query.where(o.talent == (subject.talent or -1)).order_by(o.id).limit(MOST)
    rows = [{"编号": row["number"], "成果": row["title"], "贡献": f"{row['share']}%"} for row in found]
    return Section("成果", rows)


MY_DATA = (outcomes,)
