# SPDX-License-Identifier: MIT
"""What lists to be granted do when something below them changes."""

from __future__ import annotations

from research.applications.events import ApplicationWithdrawn
from research.grants import queries
from research.grants.operations import KIND, tell
from thinktank.identity import queries as identity
from thinktank.kernel.actor import Role, system
from thinktank.kernel.i18n import _
from thinktank.trail import operations as trail


async def on_withdrawn(event: ApplicationWithdrawn) -> None:
    """Tell who drafted the list on which it stands, and the leaders before whom the list lies."""
    list_ = await queries.list_with(event.application)
    if list_ is None:
        return
    found = await queries.get(system("系统"), list_)
    title = next(one.topic_title for one in found.items if one.application == event.application)
    text = _("课题组撤回申报：%(t)s") % {"t": title}
    await trail.record(event.actor, "grant_list.withdrawn", KIND, list_, text)
    leaders = await identity.account_ids_with_role(Role.DEPT_LEADER) if found.state == "submitted" else []
    occasion = f"{event.application}"
    await tell([found.drafted_by, *leaders], found, "withdrawn", text, _("名单里保留记录，签批时不列入公示"), occasion)
