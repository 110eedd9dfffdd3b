# SPDX-License-Identifier: MIT
"""What time does to topics: a list that closed without a claim."""

from __future__ import annotations

from datetime import timedelta

from research.topics import operations
from research.topics.queries import HANDED_IN
from research.topics.tables import Application, Topic
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job

AT_ONCE = 200


async def find_unclaimed(actor: Actor) -> int:
    """Note the topics that nobody has claimed by their closing day (流榜), each in a write of its own.

    Officers are told once per topic and closing. Restartable anywhere: what is done has left the search.
    """
    t, a = Topic, Application
    over = (t.state == "published") & (t.closes_on < clock.today())
    alone = db.there_is_no(a.select(a.id).where((a.topic == t.id) & a.state.is_in(list(HANDED_IN))))
    query = t.select(t.id, t.title, t.closes_on).where(over & alone)
    due = await query.order_by(t.closes_on).order_by(t.id).limit(AT_ONCE)
    for row in due:
        async with db.write_tx():
            after = await operations.pass_over(actor, id=row["id"], version=None)
            title = _("课题流榜，请再次发布或定向委托：%(t)s") % {"t": row["title"]}
            await operations.tell(await identity.account_ids_with_role(Role.OFFICER), after, "unclaimed_office", title)
    return len(due)


JOBS = (Job("topics.unclaimed", timedelta(hours=1), find_unclaimed, "找出流榜的课题"),)
