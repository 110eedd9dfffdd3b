# SPDX-License-Identifier: MIT
"""What follows for an application when a decision about it is taken back."""

from __future__ import annotations

from research.applications import operations, queries
from research.applications.schemas import ApplicationView
from research.corrections.events import TakenBack
from research.corrections.schemas import Restored
from research.topics.states import APPLICATION, ApplicationState
from thinktank.kernel.actor import system
from thinktank.kernel.i18n import _
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail

KIND = "application"


async def on_taken_back(event: TakenBack) -> None:
    """Count its people in again where it had been closed; a list's or a review's correction is told of here too."""
    for row in event.of("application", "state"):
        application = await queries.application(system("系统"), row.row)
        if row.was in APPLICATION.final:
            await operations.take_part(application)
        if event.kind != KIND:
            await _tell(event, application, row)


async def _tell(event: TakenBack, application: ApplicationView, row: Restored) -> None:
    """Write it on the application's timeline; the team hears of it where it knew of the decision."""
    known = row.was == ApplicationState.NOTICE
    text = _("撤销：%(what)s") % {"what": event.text}
    await trail.record(
        event.actor, "application.taken_back", KIND, application.id, text, detail=event.reason, staff_only=not known
    )
    if not known:
        return
    await notices.notify(
        await queries.team_accounts(application.id), rule="application.taken_back", kind=KIND, record=application.id,
        title=_("已撤销公示：%(t)s") % {"t": application.topic_title}, body=event.reason,
        href=f"/applications/{application.id}", occasion=f"{event.kind}:{event.record}:{application.version}",
    )  # fmt: skip
