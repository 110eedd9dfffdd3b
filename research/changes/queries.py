# SPDX-License-Identifier: MIT
"""Reading change requests within the actor's scope, and what one would move."""

from __future__ import annotations

from typing import Any

import msgspec

from research.changes import rules
from research.changes.queries_terms import STANDING, asking, said, shift_of, wrong
from research.changes.schemas import Asking, ChangeDraft, ChangeRow, ChangeView, Move, Mover, Moves, Shift, Standing
from research.changes.states import CHANGE, SENT, ChangeKind
from research.changes.tables import ChangeRequest
from research.corrections.schemas import Correction, Place, Subject
from research.projects import queries as projects
from research.projects import queries_team as project_team
from research.projects.rules import Ties
from research.projects.schemas import ProjectView
from research.projects.tables import Project
from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import Page, newest
from thinktank.policies import queries as policies

MOST = 100
movers: dict[str, Mover] = {}
"""By capability: what hangs on a project and would move with a change; filled from every capability's MOVERS."""


def visible_to(actor: Actor) -> Any:
    """The Where that keeps the requests which an actor may see: the only read door.

    Those of visible projects; a draft that nobody has sent yet is its team's and the office's, and what was withdrawn.
    """
    c = ChangeRequest
    where = projects.of_visible(c.project, actor)
    if actor.is_system:
        return where
    sent = c.state.not_in(["draft", "withdrawn"]) | ((c.state == "draft") & (c.returned != ""))
    own: Any = sent | (c.made_by == actor.account)
    if actor.has(Role.MEMBER):
        own |= c.project.is_in(projects.projects_of_team(actor.account))
    scope = identity.in_scope(actor, projects.OFFICE_ROLES, c.project._.unit, c.project._.direction)
    if actor.is_office:
        own = db.EVERYTHING if scope is None else own | scope
    return where & own


def row_columns() -> list[Any]:
    """The columns of a request in a list."""
    c = ChangeRequest
    return [
        c.id, c.number, c.project, c.project._.number.as_alias("project_number"),
        c.project._.title.as_alias("project_title"), c.kind, c.state, c.state_since, c.reason,
        c.made_by._.name.as_alias("made_by_name"), c.proposed_at, c.answer_by,
    ]  # fmt: skip


def _columns() -> list[Any]:
    c = ChangeRequest
    return [
        *row_columns(), c.version, c.terms, c.made_by, c.made_at, c.sent_at, c.due_was, c.returned, c.unit_word,
        c.unit_note, c.unit_by._.name.as_alias("unit_by_name"), c.unit_at, c.on_behalf, c.proposal, c.proposal_note,
        c.proposed_by, c.proposed_by._.name.as_alias("proposed_by_name"), c.experts, c.expert_word, c.expert_note,
        c.expert_at, c.decided_by._.name.as_alias("decided_by_name"), c.decided_at, c.decision_note, c.effective_on,
        c.effective_at, c.agreement, c.before, c.moves,
    ]  # fmt: skip


async def listed(
    actor: Actor, *, state: str = "", kind: str = "", after: str | None = None, before: str | None = None
) -> Page[ChangeRow]:
    """Return a page of the requests that the actor may see, newest first."""
    c = ChangeRequest
    where = visible_to(actor)
    for column, value in ((c.state, state), (c.kind, kind)):
        if value:
            where &= column == value
    query = c.select(*row_columns()).where(where)
    return await newest(query, ChangeRow, c.id, after=after, before=before, counting=c.select().where(where))


async def of_project(actor: Actor, project: int) -> list[ChangeRow]:
    """Return a project's requests that the actor may see, newest first. The caller has read the project."""
    c = ChangeRequest
    query = c.select(*row_columns()).where((c.project == project) & visible_to(actor))
    return await db.rows(query.order_by(c.id, ascending=False).limit(MOST), ChangeRow)


async def load(actor: Actor, id: int) -> tuple[ChangeView, ProjectView, Ties]:  # noqa: A002 -- the record's id
    """Return a request with its project's head and the actor's ties to it. NotFound outside of the scope."""
    found, project, _standing = await _found(actor, id)
    return found, project, await projects.ties_of(actor, project)


async def _found(actor: Actor, id_: int) -> tuple[ChangeView, ProjectView, Standing]:
    """Return a request, its project's head, and what it is measured by: one query."""
    c, columns = ChangeRequest, _columns()
    head = projects.head_columns(c.project._)
    query = c.select(*columns, *head, *STANDING).where(visible_to(actor) & (c.id == id_))
    rows = await db.beside(query, (len(columns), ChangeView), (len(head), ProjectView), (len(STANDING), Standing))
    if not rows:
        raise NotFound
    found, project, standing = rows[0]
    return found, project, standing


async def get(actor: Actor, id: int) -> ChangeView:  # noqa: A002 -- the record's id
    """Return a request with what it would move and what the actor may do. NotFound outside of the scope."""
    found, head, standing = await _found(actor, id)
    ties = await projects.ties_of(actor, head)
    found.actions = await _actions(actor, found, head, ties)
    await _fill(actor, found, head, standing)
    return found


async def moved(actor: Actor, id: int) -> ChangeView:  # noqa: A002 -- the record's id
    """Return a request with what it would move and what stands against it, at most eight queries. NotFound."""
    found, head, standing = await _found(actor, id)
    await _fill(actor, found, head, standing)
    return found


async def view(actor: Actor, id: int) -> ChangeView:  # noqa: A002 -- the record's id
    """Return a request with what the actor may do, without asking what it would move. NotFound outside of the scope."""
    found, head, ties = await load(actor, id)
    found.actions = await _actions(actor, found, head, ties)
    return found


async def _fill(actor: Actor, found: ChangeView, head: ProjectView, standing: Standing) -> None:
    """Read of the project what a request of this kind hangs on, and say what it asks and what it would move."""
    if found.moves or found.state == "withdrawn":
        await with_moves(actor, found, None)
        return
    await project_team.furnish(
        head, team=found.kind in {ChangeKind.LEADER, ChangeKind.MEMBER}, plan=found.kind is ChangeKind.SCHEDULE
    )
    asked = await asking(head, found.draft, standing)
    await with_moves(actor, found, asked)
    if found.state == "draft":
        faults = await wrong(asked, office=await projects.in_office(actor, head))
        found.wrong = list(faults.values())


async def with_moves(actor: Actor, found: ChangeView, asked: Asking | None) -> ChangeView:
    """Fill in what is asked and what it would move, or what it was shown to move when it was decided."""
    if found.moves:
        kept = msgspec.json.decode(found.moves, type=Moves)
        found.asked, found.would_move = kept.asked, kept.would_move
    elif asked is not None:
        shift = shift_of(asked)
        found.asked, found.would_move = said(asked, shift), await moves_of(actor, shift)
    return found


async def preview(actor: Actor, project: int, draft: ChangeDraft) -> Moves:
    """Return what a change would do before it is written down. NotFound outside of the scope."""
    head = await project_team.whole(actor, project)
    asked = await asking(head, draft)
    faults = await wrong(asked, office=await projects.in_office(actor, head))
    shift = shift_of(asked)
    return Moves(asked=said(asked, shift), would_move=await moves_of(actor, shift), wrong=faults)


async def moves_of(actor: Actor, shift: Shift) -> list[Move]:
    """Ask every capability what a change would move, lowest first."""
    found: list[Move] = []
    for mover in movers.values():
        found += await mover(actor, shift)
    return found


async def signing(actor: Actor, found: ChangeView, project: ProjectView) -> rules.Signing:
    """Return what the right to decide a request depends on."""
    return rules.Signing(
        state=found.state, kind=found.kind, proposed=found.proposed_at is not None, heard=found.expert_at is not None,
        leader=actor.has(Role.DEPT_LEADER), level=project.level,
        officers_sign=(await policies.programme()).officers_sign_general,
    )  # fmt: skip


async def _actions(actor: Actor, found: ChangeView, project: ProjectView, ties: Ties) -> list[str]:
    state, leader = found.state, actor.has(Role.DEPT_LEADER)
    able = {
        "edit": rules.may_edit(ties, state=state),
        "send": rules.may_send(ties, state=state),
        "opine": rules.may_opine(ties, state=state),
        "return": rules.may_return(ties, state=state),
        "consult": rules.may_consult(ties, state=state),
        "hear": rules.may_hear(ties, state=state),
        "propose": rules.may_review(ties, state=state),
        "decide": rules.may_decide(ties, await signing(actor, found, project)),
        "put_in_force": rules.may_put_in_force(ties, state=state),
        "withdraw": rules.may_withdraw(ties, state=state),
        "take_back": rules.may_take_back(ties, state=state, leader=leader),
    }
    return [name for name, decision in able.items() if decision]


# -- what waits ------------------------------------------------------------------------------------------------


async def waiting_for(actor: Actor) -> list[ChangeRow]:
    """Return the requests that wait for the actor, oldest first: drafts sent back, opinions, reviews, decisions."""
    c = ChangeRequest
    asked: list[Any] = []
    if actor.has(Role.MEMBER):
        asked.append((c.state == "draft") & (c.returned != "") & c.project.is_in(_led_by(actor)))
    if actor.has(Role.LIAISON):
        asked.append((c.state == "unit_opinion") & _inside(actor, (Role.LIAISON,)))
    if actor.has(Role.OFFICER):
        mine = c.state.is_in(["office_review", "expert_opinion"]) & c.proposed_at.is_null()
        asked.append(mine & _inside(actor, (Role.OFFICER,)))
    if actor.has(Role.DEPT_LEADER):
        mine = c.state.is_in(["office_review", "expert_opinion"]) & c.proposed_at.is_not_null()
        asked.append(mine & _inside(actor, (Role.DEPT_LEADER,)))
    if not asked:
        return []
    where = asked[0]
    for one in asked[1:]:
        where |= one
    query = c.select(*row_columns()).where(where & c.state.is_in(["draft", *SENT]))
    return await db.rows(query.order_by(c.id).limit(MOST), ChangeRow)


def _led_by(actor: Actor) -> Any:
    return Project.select(Project.id).where(Project.lead._.account == actor.account)


def _inside(actor: Actor, roles: tuple[Role, ...]) -> Any:
    p = ChangeRequest.project._
    scope = identity.in_scope(actor, roles, p.unit, None if roles == (Role.LIAISON,) else p.direction)
    return db.EVERYTHING if scope is None else scope


# -- what other capabilities ask -------------------------------------------------------------------------------


async def may_read_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read the papers of a request."""
    c = ChangeRequest
    return await db.exists(c.select(c.id).where(visible_to(actor) & (c.id == record)))


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the record's id
    """Return the decision about a request as something to take back. NotFound outside the scope."""
    found, project, ties = await load(actor, id)
    may = rules.may_take_back(ties, state=found.state, leader=actor.has(Role.DEPT_LEADER))
    title = _("%(number)s %(kind)s") % {"number": project.number, "kind": ChangeKind(found.kind).label}
    people = tuple(await projects.team_accounts(project.id))
    return Subject(title=title, href=f"/changes/{id}", version=found.version, may=may, people=people)


CORRECTIONS = {"change": Correction("变更决定", correctable)}
PLACES = (Place(ChangeRequest, CHANGE, "变更申请"),)
FILE_READERS = {"change": may_read_file}
