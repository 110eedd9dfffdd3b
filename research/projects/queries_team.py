# SPDX-License-Identifier: MIT
"""Who may join or lead a project that runs: the same answer for a request, a preview and the change itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from research.participation import queries as ledger
from research.participation import rules as limits
from research.projects import queries
from research.projects.schemas import ProjectView
from research.projects.states import STAGE, STATUS
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.policies.kinds import Programme
from thinktank.talents import queries as talents
from thinktank.talents.schemas import InBank


async def whole(actor: Actor, id: int) -> ProjectView:  # noqa: A002 -- the record's id
    """Return a project with its team and plan, for what a change would do. NotFound outside the scope."""
    project = await queries.head(actor, id)
    await furnish(project)
    return project


async def furnish(project: ProjectView, *, team: bool = True, plan: bool = True) -> None:
    """Add to a project that has been read its team, its plan, and its stage and status in words."""
    project.members = await queries.members(project.id) if team else []
    project.milestones = await queries.milestones(project.id) if plan else []
    project.stage_label, project.status_label = STAGE.label(project.stage), STATUS.label(project.status)


People = Sequence[InBank]


async def member_faults(
    project: ProjectView, wanted: Collection[int], *, known: People | None = None
) -> dict[str, str]:
    """Return what stands against a team besides its lead, under ``members``; nothing when all may be on it.

    ``known`` are those named, where the caller has read them.
    """
    programme = await policies.programme()
    fresh = set(wanted) - {m.talent for m in project.members}
    people = [one for one in (await talents.in_bank(sorted(fresh)) if known is None else known) if one.id in fresh]
    reasons = await _against(people, programme, lead=False)
    if len(people) < len(fresh):
        reasons.append(_("所选的人里有不在库的，请重新选择"))
    words = "；".join(reasons) or limits.team_fits(len(wanted) + 1, programme).reason
    return {"members": words} if words else {}


async def lead_faults(project: ProjectView, talent: int, *, stays: bool, known: People | None = None) -> str:
    """Return what stands against somebody becoming the lead of a project, in words; nothing when all is well."""
    if talent == project.lead:
        return _("所选的人就是现任负责人")
    programme = await policies.programme()
    people = [one for one in (await talents.in_bank([talent]) if known is None else known) if one.id == talent]
    reasons = await _against(people, programme, lead=True, apart_from=("project", project.id))
    if not reasons and not any(one.account for one in people):
        return _("所选的人还没有账号，请先为其开通")
    size = len({m.talent for m in project.members} | {talent}) - (not stays)
    fits = limits.team_fits(size, programme)
    return "；".join([*reasons, *([] if fits else [fits.reason])])


async def _against(
    people: People, programme: Programme, *, lead: bool, apart_from: tuple[str, int] | None = None
) -> list[str]:
    """Return what stands against these people joining, or leading, one more project; one sentence a person."""
    today = clock.today()
    loads = await ledger.load([one.id for one in people], apart_from=apart_from)
    found = []
    for one in people:
        if not one.active:
            found.append(_("%(name)s不是在库成员") % {"name": one.name})
            continue
        rule = limits.may_lead if lead else limits.may_join
        decision = rule(loads[one.id], programme, today)
        if not decision:
            found.append(f"{one.name}{decision.reason}")
    return found
