# SPDX-License-Identifier: MIT
"""Giving a member a mentor, and ending it."""

from __future__ import annotations

from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import check, require
from thinktank.mentoring import queries
from thinktank.mentoring.tables import Mentorship
from thinktank.talents import queries as talents
from thinktank.trail import operations as trail


async def set_mentor(actor: Actor, *, talent: int, mentor: int) -> list[queries.MentorLine]:
    """Let an account with the mentor's role mentor a person; giving the same mentor twice changes nothing.

    Raises NotFound outside the scope, Denied for others than the person's office, Invalid when the account is no
    mentor or is the person's own.
    """
    async with db.write_tx():
        await _require_office(actor, talent)
        holders = {option.id: option.name for option in await identity.accounts_with_role(Role.MENTOR)}
        if mentor not in holders or mentor == await talents.account_of(talent):
            raise Invalid(fields={"mentor": _("请从导师名单里选择，导师不能是本人")})
        if mentor in await queries.mentors(talent):
            return await queries.mentors_of(actor, talent)
        await Mentorship.insert(Mentorship(talent=talent, mentor=mentor, since=clock.today()))
        text = _("确定导师：%(name)s") % {"name": holders[mentor]}
        await trail.record(actor, "talent.mentor_set", "talent", talent, text, fields={"mentor": mentor})
        return await queries.mentors_of(actor, talent)


async def end_mentor(actor: Actor, *, talent: int, mentor: int) -> None:
    """End a mentorship today; Conflict when there is none, NotFound and Denied as for ``set_mentor``."""
    async with db.write_tx():
        await _require_office(actor, talent)
        m = Mentorship
        open_one = (m.talent == talent) & (m.mentor == mentor) & m.until.is_null()
        if not await m.update({m.until: clock.today()}).where(open_one).returning(m.id):
            raise Conflict(_("这位导师已经结束指导"))
        await trail.record(actor, "talent.mentor_ended", "talent", talent, _("结束导师指导"), fields={"mentor": mentor})


async def _require_office(actor: Actor, talent: int) -> None:
    office, _unit = await talents.office_covers(actor, talent)
    require(check(office, "导师由区委组织部确定"))
