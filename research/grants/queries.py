# SPDX-License-Identifier: MIT
"""Reading lists of grants: drafts for the office, notices for everybody who works here, objections for few."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from research.applications import queries as applications
from research.corrections.schemas import Correction, Place, Subject
from research.grants import rules
from research.grants.schemas import Candidate, GrantNotice, ItemView, ListRow, ListView, ObjectionView, OpenObjection
from research.grants.states import GRANT_LIST
from research.grants.tables import GrantItem, GrantList, GrantObjection
from research.projects import queries_agreement as agreements
from research.projects import queries_parts as project_parts
from research.projects.schemas import ProjectView
from research.topics.states import APPLICATION, SHORT_WAY, Level
from research.topics.tables import Application
from thinktank.identity import queries as identity
from thinktank.identity import queries_units as units
from thinktank.kernel import clock, db
from thinktank.kernel.actor import BUSINESS, OFFICE, Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents

MOST = 100
OUT = ("notice", "done")


def managed_by(actor: Actor) -> Any:
    """The Where of lists in an officer's or leader's scope; None for no restriction."""
    return identity.in_scope(actor, (Role.OFFICER, Role.DEPT_LEADER), GrantList.drafted_by._.unit)


def visible_to(actor: Actor) -> Any:
    """The Where of lists that an actor may read: what is or was on notice; for the office its drafts. None: all."""
    if actor.is_system:
        return None
    if not actor.has(*BUSINESS):
        return GrantList.id == -1
    out = GrantList.state.is_in(list(OUT))
    if not actor.is_office:
        return out
    mine = managed_by(actor)
    return None if mine is None else out | mine


async def lists(actor: Actor, *, after: str | None = None, before: str | None = None, size: int = 20) -> Page[ListRow]:
    """Return a page of lists, newest first."""
    g = GrantList
    where = visible_to(actor)
    query = g.select(g.id, g.title, g.state, g.state_since, g.notice_from, g.notice_until)
    counting = g.select()
    if where is not None:
        query, counting = query.where(where), counting.where(where)
    found = await newest(query, ListRow, g.id, after=after, before=before, size=size, counting=counting)
    for row in found.items:
        row.running = row.state == "notice" and row.notice_until is not None and clock.today() <= row.notice_until
    return found


async def get(actor: Actor, id: int) -> ListView:  # noqa: A002 -- the record's id
    """Return one list; NotFound for what the actor may not see.

    Who is not of the office reads what is to be granted, not what was said against it or by whom: the author of an
    objection reads the own one.
    """
    g = GrantList
    query = g.select(
        g.id, g.version, g.title, g.note, g.reason, g.state, g.state_since, g.drafted_by,
        g.drafted_by._.name.as_alias("drafted_name"), g.signed_by._.name.as_alias("signed_name"), g.signed_at,
        g.notice_from, g.notice_until,
    ).where(g.id == id)  # fmt: skip
    where = visible_to(actor)
    found = await db.first(query if where is None else query.where(where), ListView)
    if found is None:
        raise NotFound
    found.running = found.state == "notice" and found.notice_until is not None and clock.today() <= found.notice_until
    found.holder = GRANT_LIST.holder.get(found.state, "")
    found.managed = await _manages(actor, id)
    found.items, found.objections = await db.together((_items(id), ItemView), (_objections(id), ObjectionView))
    _dress(actor, found)
    found.actions = rules.list_actions(actor, found)
    return found


def _items(list_: int) -> Any:
    i, a = GrantItem, GrantItem.application
    return i.select(
        i.id, i.application, i.verdict, i.reason, i.mentors, a._.topic._.number.as_alias("topic_number"),
        a._.topic._.title.as_alias("topic_title"), a._.topic._.direction.as_alias("direction"),
        a._.topic._.level.as_alias("level"), a._.lead._.name.as_alias("lead_name"),
        a._.unit.as_alias("unit"), a._.unit._.name.as_alias("unit_name"), a._.state.as_alias("state"),
        a._.review_round.as_alias("review_round"), a._.review_title.as_alias("review_title"),
        a._.review_decision.as_alias("review_decision"), a._.review_score.as_alias("review_score"),
        a._.review_grade.as_alias("review_grade"),
    ).where(i.of_list == list_).order_by(i.id).limit(MOST)  # fmt: skip


def _objection_columns() -> Any:
    o = GrantObjection
    return o.select(
        o.id, o.version, o.item, o.item._.application._.topic._.title.as_alias("title"), o.name, o.contact, o.text,
        o.account, o.at, o.due_on, o.answer, o.upheld, o.answered_at, o.answered_by._.name.as_alias("answered_name"),
    )  # fmt: skip


def _objections(list_: int) -> Any:
    o = GrantObjection
    return _objection_columns().where(o.item._.of_list == list_).order_by(o.id).limit(MOST)


def _dress(actor: Actor, found: ListView) -> None:
    held = {one.item for one in found.objections if one.answered_at is None}
    for item in found.items:
        item.held = item.id in held
        item.state_label = APPLICATION.label(item.state)
    today = clock.today()
    for one in found.objections:
        one.late = one.answered_at is None and one.due_on < today
    if found.managed:
        return
    found.items = [one for one in found.items if one.verdict == "grant" and one.state != "withdrawn"]
    for item in found.items:
        item.held, item.reason, item.mentors = False, "", ""
        item.review_round = item.review_score = None
        item.review_title = item.review_decision = item.review_grade = ""
    found.objections = [one for one in found.objections if one.account is not None and one.account == actor.account]
    found.note = found.reason = ""


async def _manages(actor: Actor, list_: int) -> bool:
    if actor.is_system:
        return True
    if not actor.has(*OFFICE):
        return False
    where = managed_by(actor)
    return where is None or await db.exists(GrantList.select(GrantList.id).where((GrantList.id == list_) & where))


async def list_of(item: int) -> int:
    """Return the list on which an item stands; NotFound for an item that there is not. Unscoped: read the list next."""
    row = await GrantItem.select(GrantItem.of_list).where(GrantItem.id == item).first()
    if row is None:
        raise NotFound
    return int(row["of_list"])


async def item(actor: Actor, id: int) -> tuple[ListView, ItemView]:  # noqa: A002 -- the item's id
    """Return an item with its list, through the list's scope; NotFound outside."""
    found = await get(actor, await list_of(id))
    one = next((item for item in found.items if item.id == id), None)
    if one is None:
        raise NotFound
    return found, one


async def objection(actor: Actor, id: int) -> tuple[ListView, ObjectionView]:  # noqa: A002 -- the record's id
    """Return an objection with its list: for the office in its scope and for its author; NotFound for others."""
    o = GrantObjection
    seen = o.account == (actor.account or -1)
    if actor.has(*OFFICE):
        mine = managed_by(actor)
        seen |= o.id > 0 if mine is None else o.item._.of_list.is_in(GrantList.select(GrantList.id).where(mine))
    row = await o.select(o.item._.of_list.as_alias("of_list")).where((o.id == id) & seen).first()
    if row is None:
        raise NotFound
    found = await get(actor, row["of_list"])
    return found, next(one for one in found.objections if one.id == id)


async def open_objections(actor: Actor) -> list[OpenObjection]:
    """Return what the office has to answer in its scope, the earliest due first; nothing for others."""
    if not actor.is_office and not actor.is_system:
        return []
    o = GrantObjection
    open_ = o.answered_at.is_null()
    mine = None if actor.is_system else managed_by(actor)
    if mine is not None:
        open_ &= o.item._.of_list.is_in(GrantList.select(GrantList.id).where(mine))
    query = o.select(
        o.id, o.item._.of_list.as_alias("of_list"), o.item._.of_list._.title.as_alias("list_title"),
        o.item._.application._.topic._.title.as_alias("title"), o.at, o.due_on,
    ).where(open_)  # fmt: skip
    found = await db.rows(query.order_by(o.due_on).order_by(o.id).limit(MOST), OpenObjection)
    for one in found:
        one.late = one.due_on < clock.today()
    return found


async def proposable(actor: Actor) -> list[Candidate]:
    """Return the applications that may go on a list: reviewed ones, and accepted ones on a way without a review.

    Round by round, the better score first; what had no review comes last.
    """
    a, i = Application, GrantItem
    ready = a.state.is_in(["reviewed", "proposed"])
    ready |= (a.state == "accepted") & a.topic._.track.is_in([str(track) for track in SHORT_WAY])
    going = _going()
    where = ready & db.there_is_no(i.select(i.id).where((i.application == a.id) & going))
    seen = applications.visible_to(actor)
    query = a.select(
        a.id, a.topic._.title.as_alias("topic_title"), a.topic._.number.as_alias("topic_number"),
        a.lead._.name.as_alias("lead_name"), a.review_round, a.review_title, a.review_decision, a.review_score,
        a.review_grade, a.review_note,
    ).where(where if seen is None else where & seen)  # fmt: skip
    found = await db.rows(query.order_by(a.id).limit(MOST), Candidate)
    return sorted(found, key=lambda one: (one.review_round is None, one.review_round or 0, -(one.review_score or 0)))


def _going() -> Any:
    """The Where of items whose list is under way."""
    return GrantItem.of_list._.state.is_in(["draft", "submitted", "notice"])


async def listed(application: int) -> str:
    """Return the state of the list under way on which an application stands, blank for none. Unscoped."""
    i = GrantItem
    row = await i.select(i.of_list._.state.as_alias("state")).where((i.application == application) & _going()).first()
    return row["state"] if row else ""


async def list_with(application: int) -> int | None:
    """Return the list under way on which an application stands. Unscoped."""
    i = GrantItem
    row = await i.select(i.of_list).where((i.application == application) & _going()).first()
    return row["of_list"] if row else None


async def taken(ids: list[int], apart_from: int = 0) -> set[int]:
    """Return which applications stand on another list that is under way. Unscoped."""
    i = GrantItem
    going = _going() & (i.of_list != apart_from)
    return {row["application"] for row in await i.select(i.application).where(i.application.is_in(ids) & going)}


async def granted_project(actor: Actor, item_: int) -> ProjectView:
    """Return the project of a granted item, for who may read it; NotFound before a grant."""
    row = await GrantItem.select(GrantItem.application).where(GrantItem.id == item_).first()
    return await project_parts.of_application(actor, row["application"] if row else 0)


async def grant_notice(actor: Actor, item_: int) -> GrantNotice:
    """Return the facts of the grant notice of a granted item, for who may read its project; NotFound before a grant."""
    return await notice_of(await granted_project(actor, item_))


async def notice_of(project: ProjectView) -> GrantNotice:
    """Return the facts of a project's grant notice, as they were when it was granted: those of its first agreement.

    The caller has read the project through its scope.
    """
    programme, selection = await policies.programme(), await policies.selection()
    a = Application
    row = await a.select(
        a.topic._.number.as_alias("number"), a.topic._.programme.as_alias("programme"),
        a.topic._.track.as_alias("track"), a.review_decision,
    ).where(a.id == project.application).first()  # fmt: skip
    topic: dict[str, Any] = row or {}
    agreed = await agreements.first_of(project)
    day = clock.day_of(project.granted_at)
    names = {one.id: one.name for one in await talents.options([agreed.lead, *(one.talent for one in agreed.members)])}
    reviewed = bool(topic.get("review_decision")) or topic.get("track") not in SHORT_WAY
    return GrantNotice(
        department=programme.department, programme=topic.get("programme") or selection.label,
        number=project.number, title=agreed.title, topic_number=topic.get("number", ""),
        level=Level(project.level).label, direction=Direction(project.direction).label,
        lead=names.get(agreed.lead, project.lead_name),
        unit=await units.name_on(project.unit, day, now=project.unit_name),
        members=[names[one.talent] for one in agreed.members if one.talent in names],
        starts_on=agreed.starts_on, due_on=agreed.due_on, sign_by=day + timedelta(days=selection.sign_days),
        granted_on=day, basis=rules.basis(reviewed=reviewed, noticed=await _noticed(project.application)),
    )  # fmt: skip


async def _noticed(application: int) -> bool:
    i = GrantItem
    out = i.of_list._.state.is_in(list(OUT))
    return await db.exists(i.select(i.id).where((i.application == application) & out))


async def waiting(actor: Actor) -> dict[str, int]:
    """Return how many lists wait for a signature, have run out, and how many objections have no answer."""
    g, o, today = GrantList, GrantObjection, clock.today()
    mine = managed_by(actor) or db.EVERYTHING
    scope = g.select(g.id).where(mine) if mine is not db.EVERYTHING else None
    open_ = o.answered_at.is_null()
    if scope is not None:
        open_ &= o.item._.of_list.is_in(scope)
    found = await db.together(
        (db.count(g.select(g.id).where((g.state == "submitted") & mine).limit(MOST)), db.Count),
        (db.count(g.select(g.id).where((g.state == "notice") & (g.notice_until < today) & mine).limit(MOST)), db.Count),
        (db.count(o.select(o.id).where(open_).limit(MOST)), db.Count),
    )
    return dict(zip(("to_sign", "over", "objections"), (rows[0].n for rows in found), strict=True))


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the record's id
    """Return the signature of a list as something to take back. NotFound outside the scope."""
    found = await get(actor, id)
    return Subject(
        title=found.title, href=f"/grants/{id}", version=found.version, may=rules.may_take_back(actor, found),
        people=(found.drafted_by,),
    )  # fmt: skip


CORRECTIONS = {"grant_list": Correction("拟立项名单签批", correctable)}
LISTERS = {"grants": listed}
PLACES = (Place(GrantList, GRANT_LIST, "拟立项名单"),)
