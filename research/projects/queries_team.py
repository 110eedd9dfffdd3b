# SPDX-License-Identifier: MIT
"""Who may join or lead a project that runs: the same answer for a request, a preview and the change itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from research.participation import queries as ledger
from research.participation import rules as limits
from research.projects import queries
from research.projects.schemas import ProjectView
from research.projects.states import STAGE, STATUS
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents


async def whole(actor: Actor, id: int) -> ProjectView:  # noqa: A002 -- the record's id
    """Return a project with its team and plan, for what a change would do. NotFound outside the scope."""
    project = await queries.head(actor, id)
    project.members, project.milestones = await queries.members(id), await queries.milestones(id)
    project.stage_label, project.status_label = STAGE.label(project.stage), STATUS.label(project.status)
    return project


async def member_faults(project: ProjectView, wanted: Collection[int]) -> dict[str, str]:
    """Return what stands against a team besides its lead, under ``members``; nothing when all may be on it."""
    size = limits.team_fits(len(wanted) + 1, await policies.programme())
    reasons = await reasons_against(set(wanted) - {m.talent for m in project.members}, lead=False)
    words = "；".join(reasons) or size.reason
    return {"members": words} if words else {}


async def lead_faults(project: ProjectView, talent: int, *, stays: bool) -> str:
    """Return what stands against somebody becoming the lead of a project, in words; nothing when all is well."""
    if talent == project.lead:
        return _("所选的人就是现任负责人")
    reasons = await reasons_against([talent], lead=True, apart_from=("project", project.id))
    if not reasons and not await talents.account_of(talent):
        return _("所选的人还没有账号，请先为其开通")
    size = len({m.talent for m in project.members} | {talent}) - (not stays)
    fits = limits.team_fits(size, await policies.programme())
    return "；".join([*reasons, *([] if fits else [fits.reason])])


async def reasons_against(people: Iterable[int], *, lead: bool, apart_from: tuple[str, int] | None = None) -> list[str]:
    """Return what stands against these people joining, or leading, one more project; one sentence a person."""
    ids, today, programme = list(people), clock.today(), await policies.programme()
    names = {one.id: one.name for one in await talents.options(ids)}
    active = await talents.active_among(ids)
    loads = await ledger.load(ids, apart_from=apart_from)
    found = []
    for talent in ids:
        if talent not in active:
            found.append(_("%(name)s不是在库成员") % {"name": names.get(talent, talent)})
            continue
        rule = limits.may_lead if lead else limits.may_join
        decision = rule(loads[talent], programme, today)
        if not decision:
            found.append(f"{names[talent]}{decision.reason}")
    return found
