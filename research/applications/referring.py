# SPDX-License-Identifier: MIT
"""What of applications names a person."""

from __future__ import annotations

from research.applications.tables import Invitation
from research.topics.tables import Application, ApplicationMember
from thinktank.talents.references import Reference, dropping


async def _no_member_beside(kept: int, _: int) -> None:
    """Take the lead of an application out of its list of members."""
    m = ApplicationMember
    led = Application.select(Application.id).where(Application.lead == kept)
    await m.delete().where((m.talent == kept) & m.application.is_in(led))


REFERENCES = (
    Reference(
        title="课题申报（牵头）",
        column=Application.lead,
        once=(Application.topic,),
        among=Application.state.not_in(["not_accepted", "not_granted", "withdrawn"]),
        blocked="两份资料牵头申报了同一个课题，请先撤回其中一份申报",
        told=("application", "id"),
    ),
    Reference(
        title="课题申报（成员）",
        column=ApplicationMember.talent,
        once=(ApplicationMember.application,),
        join=dropping(ApplicationMember),
        settle=_no_member_beside,
        told=("application", "application"),
    ),
    Reference(
        title="课题组邀请",
        column=Invitation.talent,
        once=(Invitation.application,),
        among=Invitation.state == "invited",
        join=dropping(Invitation),
    ),
)
