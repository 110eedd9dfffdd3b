# SPDX-License-Identifier: MIT
"""Reading requests (the lead one's own, the office those in its scope) and declarations (each reviewer one's own).

Whoever is named by a request finds nothing of it anywhere, in office or not.
"""

from __future__ import annotations

from typing import Any

import msgspec

from research.applications import queries as applications
from research.projects import queries as projects
from research.topics.states import OPEN
from research.topics.tables import Application
from reviews.recusals import rules
from reviews.recusals.rules import Ground
from reviews.recusals.schemas import DeclarationView, RequestRow, RequestView, Sheet
from reviews.recusals.states import DECLARATION, REQUEST, RequestState
from reviews.recusals.tables import RecusalRequest, StandingDeclaration
from reviews.rounds.states import ItemState
from reviews.rounds.tables import RoundItem
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies

MOST = 100
OFFICE_ROLES = (Role.OFFICER, Role.DEPT_LEADER)
APPLICATIONS, PROJECTS = "applications", "projects"


def visible_to(actor: Actor) -> Any:
    """The Where of requests that an actor may read: the lead's own, the office's in scope; never who is named."""
    r = RecusalRequest
    seen = r.application._.lead._.account == actor.account
    seen |= r.project._.lead._.account == actor.account
    if actor.has(*OFFICE):
        its_own = Application.id == r.application
        seen |= db.there_is(Application.select(Application.id).where(its_own & applications.on_the_desk(actor)))
        scope = identity.in_scope(actor, OFFICE_ROLES, r.project._.unit, r.project._.direction)
        led = r.project.is_not_null()
        seen |= led if scope is None else led & scope
    return seen & _of_others(actor)


def _of_others(actor: Actor) -> Any:
    r = RecusalRequest
    known = r.account.is_not_null() & (r.account != actor.account)
    return known | (r.account.is_null() & (r.name != rules.plain(actor.name)))


# -- one application or project -------------------------------------------------------------------------------


class About(msgspec.Struct, frozen=True):
    """What requests hang on, and how the actor stands to it."""

    what: str
    id: int
    application: int
    title: str
    ground: Ground

    @property
    def project(self) -> int | None:
        """The project, where it is one already."""
        return self.id if self.what == PROJECTS else None


async def about(actor: Actor, what: str, id: int) -> About:  # noqa: A002 -- the record's id
    """Return an application or project with the actor's standing; NotFound outside scope, Denied for colleagues."""
    found = await (_of_project(actor, id) if what == PROJECTS else _of_application(actor, id))
    require(rules.may_read(found.ground))
    live = [one for one in await _requests(found.application) if REQUEST.allows("withdraw", one.state)]
    ground = msgspec.structs.replace(
        found.ground,
        under_review=await under_review(found.application),
        live=len(live),
        most=(await policies.panels()).requests_most,
    )
    return msgspec.structs.replace(found, ground=ground)


async def _of_application(actor: Actor, id_: int) -> About:
    view = await applications.application(actor, id_, whole=False, noted=False)
    lead = view.lead_account == actor.account
    ground = Ground(lead=lead, office=view.managed and not view.on_team, going=view.state in OPEN)
    return About(APPLICATIONS, id_, id_, view.topic_title, ground)


async def _of_project(actor: Actor, id_: int) -> About:
    head = await projects.head(actor, id_)
    ties = await projects.ties_of(actor, head)
    going = head.closed_at is None and head.status not in {"terminated", "revoked"}
    office = ties.office and not (ties.member or ties.mentor)
    return About(PROJECTS, id_, head.application, head.title, Ground(lead=ties.lead, office=office, going=going))


async def under_review(application: int) -> bool:
    """Whether somebody may be judging an application, or the project that came of it, today."""
    i = RoundItem
    theirs = (i.application == application) | (i.project._.application == application)
    begun = (i.state != str(ItemState.DECIDED)) & (i.round._.opens_on <= clock.today())
    return await db.exists(i.select(i.id).where(theirs & begun))


async def _requests(application: int, where: Any = db.EVERYTHING) -> list[RequestView]:
    r = RecusalRequest
    query = r.select(
        r.id, r.application, r.project, r.name, r.unit_text, r.reason, r.state, r.version, r.asked_at, r.account,
        r.account._.name.as_alias("account_name"), r.decided_at, r.note,
    )  # fmt: skip
    return await db.rows(query.where((r.application == application) & where).order_by(r.id).limit(MOST), RequestView)


async def sheet(actor: Actor, what: str, id: int) -> Sheet:  # noqa: A002 -- the record's id
    """Return the requests of an application or project; NotFound outside scope, Denied for the lead's colleagues."""
    found = await about(actor, what, id)
    ground = found.ground
    asking = rules.may_ask(ground)
    result = Sheet(
        what="projects" if what == PROJECTS else "applications", id=id, title=found.title, most=ground.most,
        lead=ground.lead, office=ground.office, under_review=ground.under_review,
        requests=await _requests(found.application, db.EVERYTHING if ground.lead else _of_others(actor)),
        actions=["ask"] if asking else [], why_not=asking.reason if ground.lead else "",
    )  # fmt: skip
    for one in result.requests:
        _dress(one, ground)
    return result


def _dress(one: RequestView, ground: Ground) -> None:
    one.state_label = REQUEST.label(one.state)
    checks = {
        "withdraw": rules.may_withdraw(ground, one.state),
        "decide": rules.may_decide(ground, one.state),
        "reopen": rules.may_reopen(ground, one.state),
    }
    one.actions = [name for name, decision in checks.items() if decision]
    if not ground.office:
        one.account = one.account_name = None


async def load(actor: Actor, id: int) -> tuple[RequestView, About]:  # noqa: A002 -- the record's id
    """Return a request with what it hangs on; NotFound for everybody who may not read it."""
    r = RecusalRequest
    row = await r.select(r.application, r.project).where(visible_to(actor) & (r.id == id)).first()
    if row is None:
        raise NotFound
    what = PROJECTS if row["project"] else APPLICATIONS
    found = await about(actor, what, row["project"] or row["application"])
    view = next(one for one in await _requests(found.application) if one.id == id)
    _dress(view, found.ground)
    return view, found


# -- the office's list ----------------------------------------------------------------------------------------


def _rows() -> Any:
    r = RecusalRequest
    return r.select(
        r.id, r.name, r.unit_text, r.state, r.asked_at, r.application, r.project,
        r.application._.topic._.title.as_alias("applied_title"), r.project._.title.as_alias("project_title"),
    )  # fmt: skip


async def listed(
    actor: Actor, *, state: str = "", after: str | None = None, before: str | None = None
) -> Page[RequestRow]:
    """Return a page of the requests that the actor may read, newest first."""
    r = RecusalRequest
    where = visible_to(actor) if not state else visible_to(actor) & (r.state == state)
    found = await newest(
        _rows().where(where), RequestRow, r.id, after=after, before=before, counting=r.select().where(where)
    )
    for one in found.items:
        one.state_label = REQUEST.label(one.state)
    return found


async def waiting(actor: Actor) -> list[RequestRow]:
    """Return the requests that wait for the office's decision, oldest first."""
    r = RecusalRequest
    query = _rows().where(visible_to(actor) & (r.state == str(RequestState.ASKED)))
    return await db.rows(query.order_by(r.id).limit(MOST), RequestRow)


class Choice(msgspec.Struct, frozen=True):
    """A reviewer who may be meant by a name."""

    id: int
    label: str
    likely: bool


async def choices(actor: Actor, requests: list[RequestView]) -> dict[int, list[Choice]]:
    """Return by request the reviewers for the office to find the named one among, those of the same name first.

    One query, also where there is nothing to choose: a page costs the same at any number of rows.
    """
    people = await identity.accounts_with_role(Role.REVIEWER, limit=2_000)
    others = [(one, rules.plain(one.name)) for one in people if one.id != actor.account]
    return {
        request.id: sorted(
            (
                Choice(one.id, f"{one.name}（{one.unit_name}）", name == rules.plain(request.name))
                for one, name in others
            ),
            key=lambda one: not one.likely,
        )
        for request in requests
    }


# -- declarations ---------------------------------------------------------------------------------------------


async def declarations(actor: Actor) -> list[DeclarationView]:
    """Return the actor's own declarations, those that stand first."""
    d = StandingDeclaration
    query = d.select(
        d.id, d.kind, d.name, d.unit_text, d.note, d.state, d.version, d.declared_at, d.confirmed_on
    ).where(d.account == actor.account)  # fmt: skip
    found = await db.rows(query.order_by(d.id, ascending=False).limit(MOST), DeclarationView)
    today = clock.today()
    for one in found:
        one.state_label = DECLARATION.label(one.state)
        one.stale = rules.stale(one.state, one.confirmed_on, today)
    return sorted(found, key=lambda one: one.state != DECLARATION.initial)


async def stale(actor: Actor) -> bool:
    """Whether some declaration of the actor is to be confirmed."""
    d = StandingDeclaration
    due = (d.state == DECLARATION.initial) & (d.confirmed_on <= clock.today() - rules.YEAR)
    return await db.exists(d.select(d.id).where((d.account == actor.account) & due))
