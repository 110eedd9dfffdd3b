# SPDX-License-Identifier: MIT
"""One's own data as the program holds it, and the corrections and requests that wait for somebody."""

from __future__ import annotations

from typing import Any

import msgspec

from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, paging
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import Page
from thinktank.kernel.subjects import Provider, Subject
from thinktank.privacy import rules
from thinktank.privacy.schemas import (
    ChangeView,
    ConsentLine,
    Difference,
    Look,
    MyData,
    RequestView,
)
from thinktank.privacy.tables import DataRequest, FactChange
from thinktank.talents import queries as talents
from thinktank.talents.conditions import OFFICE_ROLES, UNIT_ROLES
from thinktank.talents.schemas import TalentView
from thinktank.trail import queries as trail

my_data: list[Provider] = []
"""What every capability contributes to somebody's own data, in order; filled by the composition root."""
MOST = 100
MOST_TODO = 20


# -- oneself --------------------------------------------------------------------------------------------------


async def own_talent(actor: Actor) -> int:
    """Return the person of the bank who the actor is; NotFound, with the way out, for who is nobody there."""
    found = await talents.of_account(actor.account) if actor.account else None
    if found is None:
        raise NotFound(_("您不在人才库里，没有可更正的资料；账号资料请联系经办人更改"))
    return found


async def own_facts(actor: Actor) -> TalentView:
    """Return one's own facts, nothing masked; NotFound for who is not in the bank."""
    return await talents.get(actor, await own_talent(actor))


async def gather(actor: Actor) -> MyData:
    """Return all that the program holds of the actor, part by part; parts without a row are left out."""
    subject = Subject(account=actor.account, talent=await talents.of_account(actor.account))
    sections = [await provider(subject) for provider in my_data]
    notice = await identity.notice()
    return MyData(
        name=actor.name,
        made_at=clock.now(),
        notice=notice.version,
        sections=[section for section in sections if section.rows],
    )


async def looks(actor: Actor) -> list[Look]:
    """Return who saw a masked value of the actor's, or changed the actor's facts, newest first."""
    talent = await talents.of_account(actor.account)
    if talent is None:
        return []
    lines = await trail.steps("talent", talent, rules.SEEN, limit=MOST)
    return [Look(at=line.at, who=line.actor_name, what=line.text, detail=line.detail) for line in lines]


async def consents(actor: Actor) -> list[ConsentLine]:
    """Return the versions of the notice that the actor has agreed to, newest first."""
    found = await identity.consents_of(actor.account)
    return [ConsentLine(version=row.version, at=row.at) for row in found]


# -- corrections ----------------------------------------------------------------------------------------------


class Stored(msgspec.Struct):
    """A corrected fact as it is kept: raw values to write and to compare, and how they read."""

    field: str
    label: str
    before: str
    after: str
    before_text: str
    after_text: str


class StoredChange(msgspec.Struct):
    """A correction as an operation needs it."""

    id: int
    version: int
    talent: int
    desk: str
    state: str
    proposed_by: int
    changes: str

    @property
    def facts(self) -> list[Stored]:
        """The corrected facts."""
        return msgspec.json.decode(self.changes, type=list[Stored])


def _changes_of(actor: Actor) -> Any:
    """The Where of the corrections that the actor may read: made or decided by the actor, or of people in the own care.

    Who has confirmed a move to another unit still reads that; the person is in somebody else's care by then.
    """
    c = FactChange
    where = (c.proposed_by == actor.account) | (c.decided_by == actor.account)
    for roles, desk in ((OFFICE_ROLES, None), (UNIT_ROLES, c.desk == "unit")):
        if not (actor.is_system or actor.has(*roles)):
            continue
        scope = identity.in_scope(actor, roles, c.talent._.unit, c.talent._.direction)
        covered = [part for part in (scope, desk) if part is not None]
        if not covered:
            return None
        where |= covered[0] if len(covered) == 1 else covered[0] & covered[1]
    return where


def _columns() -> Any:
    c = FactChange
    return c.select(
        c.id, c.version, c.talent, c.talent._.name.as_alias("name"), c.talent._.unit._.name.as_alias("unit_name"),
        c.desk, c.state, c.state_since, c.reason, c.proposed_by, c.proposed_at, c.due_on,
        c.decided_by._.name.as_alias("decided_by_name"), c.decided_at, c.note, c.changes,
    )  # fmt: skip


class _Row(ChangeView, kw_only=True):
    proposed_by: int
    changes: str


def _within(query: Any, actor: Actor) -> Any:
    where = _changes_of(actor)
    return query if where is None else query.where(where)


async def _dressed(actor: Actor, rows: list[_Row]) -> list[ChangeView]:
    standing = await talents.standing(actor, sorted({row.talent for row in rows}))
    return [_view(actor, row, *standing[row.talent]) for row in rows]


def _view(actor: Actor, row: _Row, office: bool, unit: bool) -> ChangeView:  # noqa: FBT001 -- a pair from standing()
    own = row.proposed_by == actor.account
    able = {
        "decide": rules.may_decide(actor, desk=row.desk, own=own, office=office, unit=unit, state=row.state),
        "withdraw": rules.may_withdraw(own=own, open_=row.state == "proposed"),
    }
    kept = msgspec.json.decode(row.changes, type=list[Stored])
    values = {name: getattr(row, name) for name in ChangeView.__struct_fields__}
    values["actions"] = [name for name, decision in able.items() if decision]
    values["differences"] = [
        Difference(field=one.field, label=one.label, before=one.before_text, after=one.after_text) for one in kept
    ]
    return ChangeView(**values)


async def changes(
    actor: Actor, *, state: str = "proposed", own: bool = False, after: str | None = None, before: str | None = None
) -> Page[ChangeView]:
    """Return a page of the corrections in the actor's care, or only of the own ones, newest first.

    An empty state stands for every one.
    """
    query = _within(_columns(), actor)
    if own:
        query = query.where(FactChange.proposed_by == actor.account)
    if state:
        query = query.where(FactChange.state == state)
    found = await paging.newest(query, _Row, FactChange.id, after=after, before=before)
    return Page(items=await _dressed(actor, found.items), next=found.next, prev=found.prev)


async def change(actor: Actor, id: int) -> ChangeView:  # noqa: A002 -- the record's id
    """Return one correction; NotFound for who may not read it."""
    row = await db.first(_within(_columns().where(FactChange.id == id), actor), _Row)
    if row is None:
        raise NotFound
    return (await _dressed(actor, [row]))[0]


async def stored_change(actor: Actor, id: int) -> StoredChange:  # noqa: A002 -- the record's id
    """Return a correction with its raw values, for an operation; NotFound for who may not read it."""
    c = FactChange
    query = c.select(c.id, c.version, c.talent, c.desk, c.state, c.proposed_by, c.changes).where(c.id == id)
    found = await db.first(_within(query, actor), StoredChange)
    if found is None:
        raise NotFound
    return found


async def changes_of(actor: Actor, talent: int) -> list[ChangeView]:
    """Return a person's latest corrections as far as the actor may read them; NotFound for a hidden person."""
    await talents.visible_ids(actor, [talent])
    query = _within(_columns().where(FactChange.talent == talent), actor)
    rows = await db.rows(query.order_by(FactChange.id, ascending=False).limit(MOST_TODO), _Row)
    return await _dressed(actor, rows)


async def open_desks(talent: int) -> set[str]:
    """Return the desks at which a person's correction still waits."""
    c = FactChange
    return {row["desk"] for row in await c.select(c.desk).where((c.talent == talent) & (c.state == "proposed"))}


async def to_confirm(actor: Actor) -> list[ChangeView]:
    """Return the oldest corrections that the actor can confirm, at most twenty."""
    if not actor.has(Role.OFFICER, Role.LIAISON):
        return []
    query = _within(_columns().where(FactChange.state == "proposed"), actor)
    rows = await db.rows(query.order_by(FactChange.id).limit(MOST_TODO), _Row)
    return [view for view in await _dressed(actor, rows) if "decide" in view.actions]


# -- requests -------------------------------------------------------------------------------------------------


def _requests_of(actor: Actor) -> Any:
    """The Where of the requests that the actor may read: own ones; for officers those of accounts in their scope."""
    r = DataRequest
    if actor.is_system:
        return None
    own = r.account == actor.account
    if not actor.has(Role.OFFICER):
        return own
    scope = identity.in_scope(actor, (Role.OFFICER,), r.account._.unit)
    return None if scope is None else own | scope


def _request_columns() -> Any:
    r = DataRequest
    return r.select(
        r.id, r.version, r.account, r.account._.name.as_alias("name"), r.talent, r.kind, r.text, r.state, r.made_at,
        r.due_on, r.answer, r.answered_by._.name.as_alias("answered_by_name"), r.answered_at,
    )  # fmt: skip


def _with_actions(actor: Actor, view: RequestView) -> RequestView:
    own, open_ = view.account == actor.account, view.state == "submitted"
    able = {
        "answer": rules.may_answer(actor, own=own, state=view.state),
        "withdraw": rules.may_withdraw(own=own, open_=open_),
    }
    view.actions = [name for name, decision in able.items() if decision]
    return view


async def requests(
    actor: Actor, *, state: str = "", own: bool = False, after: str | None = None, before: str | None = None
) -> Page[RequestView]:
    """Return a page of the requests that the actor may read, or only of the own ones, newest first."""
    r = DataRequest
    where = (r.account == actor.account) if own else _requests_of(actor)
    query = _request_columns()
    query = query if where is None else query.where(where)
    if state:
        query = query.where(r.state == state)
    found = await paging.newest(query, RequestView, r.id, after=after, before=before)
    found.items = [_with_actions(actor, view) for view in found.items]
    return found


async def request(actor: Actor, id: int) -> RequestView:  # noqa: A002 -- the record's id
    """Return one request; NotFound for who may not read it."""
    where = _requests_of(actor)
    query = _request_columns().where(DataRequest.id == id)
    found = await db.first(query if where is None else query.where(where), RequestView)
    if found is None:
        raise NotFound
    return _with_actions(actor, found)


async def open_request(account: int, kind: str) -> bool:
    """Whether somebody's request of this kind still waits for an answer."""
    r = DataRequest
    return await db.exists(r.select(r.id).where((r.account == account) & (r.kind == kind) & (r.state == "submitted")))


async def to_answer(actor: Actor) -> list[RequestView]:
    """Return the oldest requests that the actor has to answer, at most twenty."""
    if not actor.has(Role.OFFICER):
        return []
    where = _requests_of(actor)
    query = _request_columns().where(DataRequest.state == "submitted")
    query = query if where is None else query.where(where)
    rows = await db.rows(query.order_by(DataRequest.id).limit(MOST_TODO), RequestView)
    return [view for view in (_with_actions(actor, row) for row in rows) if "answer" in view.actions]
