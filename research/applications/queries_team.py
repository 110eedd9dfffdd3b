# SPDX-License-Identifier: MIT
"""Reading invitations, and how the rules of participation stand for a team."""

from __future__ import annotations

from typing import Any

import msgspec

from research.applications import queries, rules
from research.applications.schemas import ApplicationView, InvitationView
from research.applications.states import INVITATION
from research.applications.tables import Invitation
from research.participation import queries as ledger
from research.participation import rules as limits
from research.participation.schemas import Finding, Load
from research.topics.tables import Application
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents
from thinktank.talents.tables import Talent

KIND = "application"
MOST = 60


def visible_to(actor: Actor) -> Any:
    """The Where of invitations that an actor may read: the invited's own, the team's, and the office's in scope.

    The office reads those to a sealed application when it is opened.
    """
    i = Invitation
    if actor.is_system:
        return None
    own = (i.talent._.account == actor.account) | (i.application._.lead._.account == actor.account)
    if not actor.has(*OFFICE):
        return own
    scope = identity.in_scope(actor, (Role.OFFICER, Role.DEPT_LEADER), i.application._.unit)
    opened = queries.opened(i.application._)
    return own | (opened if scope is None else opened & scope)


def _select() -> Any:
    i, a = Invitation, Invitation.application._
    return i.select(
        i.id, i.version, i.application, a.topic.as_alias("topic"), a.topic._.title.as_alias("topic_title"),
        a.topic._.number.as_alias("topic_number"), i.talent, i.talent._.name.as_alias("talent_name"),
        i.talent._.account.as_alias("talent_account"),
        i.talent._.state.as_alias("talent_state"), i.talent._.unit._.name.as_alias("unit_name"),
        a.lead._.name.as_alias("lead_name"), a.lead._.account.as_alias("lead_account"),
        a.state.as_alias("application_state"), i.duty, i.state, i.answer_by, i.reason,
    )  # fmt: skip


def _described(actor: Actor, found: InvitationView, *, managed: bool) -> InvitationView:
    found.state_label, found.managed = INVITATION.label(found.state), managed
    asked = (
        ("answer", rules.may_answer(actor, found, clock.today())),
        ("cancel", rules.may_cancel(actor, found)),
        ("end", rules.may_end(actor, found)),
    )
    found.actions = [name for name, decision in asked if decision]
    return found


async def invitation(actor: Actor, id: int) -> InvitationView:  # noqa: A002 -- the record's id
    """Return one invitation with what the actor may do; NotFound for who has nothing to do with it."""
    query = _select().where(Invitation.id == id)
    where = visible_to(actor)
    found = await db.first(query if where is None else query.where(where), InvitationView)
    if found is None:
        raise NotFound
    return _described(actor, found, managed=await _manages(actor, found.application))


async def _manages(actor: Actor, application: int) -> bool:
    if actor.is_system or not actor.has(Role.OFFICER):
        return actor.is_system
    scope = identity.in_scope(actor, (Role.OFFICER,), Application.unit)
    query = Application.select(Application.id).where((Application.id == application) & queries.opened(Application))
    return await db.exists(query if scope is None else query.where(scope))


async def of_application(actor: Actor, application: ApplicationView) -> list[InvitationView]:
    """Return a team's invitations, newest last; the caller has read the application."""
    i = Invitation
    query = _select().where(i.application == application.id).order_by(i.id).limit(MOST)
    return [_described(actor, one, managed=application.managed) for one in await db.rows(query, InvitationView)]


async def mine(actor: Actor) -> list[InvitationView]:
    """Return the invitations that wait for the actor's own answer."""
    i = Invitation
    me = Talent.select(Talent.id).where(Talent.account == actor.account)
    query = _select().where(i.talent.is_in(me) & (i.state == "invited")).order_by(i.answer_by).limit(MOST)
    return [_described(actor, one, managed=False) for one in await db.rows(query, InvitationView)]


class Standing(msgspec.Struct, frozen=True):
    """Somebody whose part is judged: who, whether as the leader, and whether in the bank."""

    talent: int
    name: str
    lead: bool
    active: bool


async def findings(application: ApplicationView) -> list[Finding]:
    """Hold the rules of domain.md §1.2 against an application's leader and accepted members."""
    people = [Standing(application.lead, application.lead_name, lead=True, active=application.lead_state == "active")]
    people += [Standing(one.talent, one.name, lead=False, active=one.state == "active") for one in application.members]
    return await findings_of(people, topic=application.topic, application=application.id, sized=True)


async def findings_of(people: list[Standing], *, topic: int, application: int, sized: bool = False) -> list[Finding]:
    """Hold the rules on one person's part against people of one application; ``sized``: the team's number as well."""
    programme, terms, today = await policies.programme(), await policies.research(), clock.today()
    loads = await ledger.load([one.talent for one in people], apart_from=(KIND, application))
    twice = await _on_topic(loads, topic)
    found: list[Finding] = []
    for one in people:
        load, value = loads[one.talent], "在库" if one.active else "不在库"
        found.append(Finding(one.name, "在库成员", one.active, value, "年度方案：申报人为智库成员"))
        found += limits.findings(one.name, load, programme, today, lead=one.lead)
        once = one.talent not in twice
        value = "没有" if once else "已在另一份申报书中"
        found.append(Finding(one.name, "同一课题只报一次", once, value, "揭榜规则：不得同时牵头和参与同一课题"))
        if not terms.lead_and_join:
            found.append(limits.apart(one.name, load, lead=one.lead, allowed=False))
    return [*found, limits.size_finding(len(people), programme)] if sized else found


async def findings_for(invitation_: InvitationView) -> list[Finding]:
    """Hold the rules against who is invited."""
    active = invitation_.talent_state == "active"
    people = [Standing(invitation_.talent, invitation_.talent_name, lead=False, active=active)]
    return await findings_of(people, topic=invitation_.topic, application=invitation_.application)


async def _on_topic(loads: dict[int, Load], topic: int) -> set[int]:
    """Return who stands in another application for the same topic."""
    of = {part.record: talent for talent, load in loads.items() for part in load.parts if part.kind == KIND}
    a = Application
    rows = await a.select(a.id).where(a.id.is_in(sorted(of)) & (a.topic == topic)) if of else []
    same = {row["id"] for row in rows}
    return {
        talent
        for talent, load in loads.items()
        if any(part.kind == KIND and part.record in same for part in load.parts)
    }


async def pickable(
    actor: Actor, application: ApplicationView, asked: list[InvitationView], text: str
) -> list[tuple[str, str]]:
    """Return whom the leader can ask in beside those asked already, by the beginning of a name or its pinyin."""
    inside = {application.lead, *(member.talent for member in application.members)}
    waiting = {one.talent for one in asked if one.state == "invited"}
    found = await talents.pickable(actor, text)
    return [(str(one.id), f"{one.name}　{one.unit_name}") for one in found if one.id not in inside | waiting]
