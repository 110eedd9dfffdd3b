# SPDX-License-Identifier: MIT
"""Reading admissions, public notices and what asks for a decision; through the bank's own scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from thinktank.files import queries as files
from thinktank.identity import queries as identity
from thinktank.identity import queries_units as units
from thinktank.kernel import clock, db, paging
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import Page
from thinktank.kernel.policy import check, require
from thinktank.policies import queries as policies
from thinktank.talents import conditions, eligibility, queries, rules
from thinktank.talents.eligibility import Condition, Facts
from thinktank.talents.schemas import Filter
from thinktank.talents.schemas_admission import (
    CaseRow,
    CaseView,
    FlagView,
    NoticePerson,
    NoticeView,
    ObjectionView,
    Twin,
)
from thinktank.talents.states import CANDIDATES, MEMBERSHIP, UNDO, MemberState
from thinktank.talents.tables import AdmissionCase, AdmissionNotice, MemberFlag, NoticeObjection, Talent
from thinktank.tally import queries as tally

PAPERS = "admission"
MOST_FLAGS = 200
_CASE = (
    "id", "talent", "nominated_by", "unit_opinion", "consult_result", "consulted_on", "decided_on", "unit_due",
    "notice", "conditions", "statement", "unit_note", "unit_paper", "unit_at", "check_note", "decision_note",
)  # fmt: skip
_INSIDE = ("unit_note", "check_note", "decision_note", "consult_result", "consulted_on")


def _people() -> Any:
    t = Talent
    return t.select(
        t.id, t.version, t.name, t.name_key, t.unit, t.unit._.name.as_alias("unit_name"), t.post, t.direction,
        t.proposed, t.state, t.state_since, t.channel, t.account, t.birth_month, t.cadre, t.education, t.degree,
        t.local_since, t.term_to, t.ground, t.hold_until,
    )  # fmt: skip


async def _cases_of(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return each person's latest case."""
    c = AdmissionCase
    columns = [getattr(c, name) for name in _CASE]
    query = c.select(
        *columns, c.notice._.ends_on.as_alias("notice_ends"), c.notice._.starts_on.as_alias("notice_starts")
    )
    found = await query.where(c.talent.is_in(list(ids))).order_by(c.id) if ids else []
    return {row["talent"]: row for row in found}


async def _objections(notices: Sequence[int]) -> tuple[Counter[tuple[int, int]], Counter[tuple[int, int]]]:
    """Count by (notice, person) the objections without an answer, and those that were upheld."""
    waiting: Counter[tuple[int, int]] = Counter()
    upheld: Counter[tuple[int, int]] = Counter()
    o = NoticeObjection
    if notices:
        for row in await o.select(o.notice, o.talent, o.answered_at, o.upheld).where(o.notice.is_in(list(notices))):
            key = (row["notice"], row["talent"])
            waiting[key] += row["answered_at"] is None
            upheld[key] += bool(row["upheld"])
    return waiting, upheld


async def dressed(people: list[Any], *, into: Any = CaseRow) -> list[Any]:
    """Add to people's rows their latest case, its objections, and how they stand to the conditions now."""
    found = await _cases_of([row["id"] for row in people])
    waiting, upheld = await _objections(sorted({c["notice"] for c in found.values() if c["notice"]}))
    policy, today = await policies.admission(), clock.today()
    views = []
    for row in people:
        case = dict(found.get(row["id"], {}))
        kept = case.pop("conditions", "[]")
        number = case.pop("id", None)
        case.pop("talent", None)
        view = msgspec.convert({**row, **case, "case": number}, into, strict=False)
        view.open_objections = waiting[view.notice or 0, view.id]
        view.upheld = upheld[view.notice or 0, view.id]
        frozen = view.state not in {"draft", "submitted", "unit_opinion", "qualification"} and kept != "[]"
        view.conditions = (
            msgspec.json.decode(kept, type=list[Condition])
            if frozen
            else eligibility.check(facts_of(view), policy, today)
        )
        views.append(view)
    return views


def facts_of(row: CaseRow) -> Facts:
    """Return what the check reads of a person."""
    return Facts(
        birth_month=row.birth_month, cadre=row.cadre, education=row.education, degree=row.degree,
        local_since=row.local_since, direction=row.direction, proposed=row.proposed,
        unit_opinion=row.unit_opinion or "",
    )  # fmt: skip


async def cases(actor: Actor, ids: Sequence[int]) -> list[CaseRow]:
    """Return people with their cases, by id; NotFound when one of them is hidden or not there."""
    rows = await queries.within(_people().where(Talent.id.is_in(list(ids))), actor).order_by(Talent.id)
    if len(rows) != len(set(ids)):
        raise NotFound
    found: list[CaseRow] = await dressed(rows)
    return found


async def case(actor: Actor, id: int) -> CaseView:  # noqa: A002 -- the person's id
    """Return a person's admission: for the office, the unit and the person; Denied for who else sees the person.

    Opinions, the check's note and the result of the consultation are the office's alone (the unit reads its own
    opinion); ``actions`` names the steps that the actor may take now.
    """
    rows = await queries.within(_people().where(Talent.id == id), actor)
    if not rows:
        raise NotFound
    view: CaseView = (await dressed(rows, into=CaseView))[0]
    office, unit, own = await stands(actor, view)
    require(check(office or unit or own, _("入库和在库情况由本人、所在单位和区委组织部查看")))
    delegated = (await policies.admission()).officers_decide
    view.actions = [
        step
        for step in steps_from(view)
        if rules.may_step(actor, step, office=office, unit=unit, own=own, delegated=delegated)
    ]
    view.inside = office
    view.papers = await files.of(PAPERS, view.case) if view.case and (office or unit) else []
    if not office:
        for name in _INSIDE if not unit else _INSIDE[1:]:
            setattr(view, name, None if name in {"consult_result", "consulted_on"} else "")
    return view


async def stands(actor: Actor, view: CaseRow) -> tuple[bool, bool, bool]:
    """Tell whether the actor's office grants, unit grants, or the actor's own part in it cover a case."""
    office, unit = (await queries.standing(actor, [view.id]))[view.id]
    own = bool(actor.account) and actor.account in {view.account, view.nominated_by}
    return office or actor.is_system, unit, own


def steps_from(view: CaseRow) -> list[str]:
    """Return the steps that a person's state and case leave open, corrections last."""
    found = [t.name for t in MEMBERSHIP.leaving(view.state) if _fits(t.name, view)]
    if view.state == "consult":
        found[:0] = ["cleared", "objected"]
    if view.state in UNDO:
        found.append(UNDO[view.state])
    if view.state == "active":
        found += ["renew", "undo_admit" if view.notice else "undo_take_over"]
    return found


def _fits(step: str, view: CaseRow) -> bool:
    agreed = view.unit_opinion == "agree"
    return {
        "merge": False,  # has a page of its own
        "accept": agreed,
        "ask_unit": not agreed,
        "take_over": view.channel == "roster",
        "approve": view.consult_result == "clear",
    }.get(step, True)


# -- lists ----------------------------------------------------------------------------------------------------


async def listed(actor: Actor, chosen: Filter, *, after: str | None = None, before: str | None = None) -> Page[CaseRow]:
    """Return a page of the people who stand at one step of their admission, by family name."""
    require(rules.may_list(actor))
    query = _people().where(await conditions.of(actor, chosen))
    found: Page[CaseRow] = await paging.page(
        query,
        CaseRow,
        key=Talent.name_key,
        id_=Talent.id,
        key_name="name_key",
        after=after,
        before=before,
    )
    found.items = await dressed([msgspec.structs.asdict(row) for row in found.items])
    return found


async def counts(actor: Actor) -> dict[str, int]:
    """Return how many stand at each step, as far as the actor sees; up to a thousand for a part of the bank."""
    if queries.sees_all(actor):
        by_state = await tally.counts("talent.state")
        return {state: by_state.get(state, 0) for state in CANDIDATES}
    t = Talent
    others = [str(one) for one in MemberState if one not in CANDIDATES]  # begun with the units, not with the states
    query = t.select(t.state).where(t.state.not_in(others))
    rows = await queries.within(query, actor).limit(paging.COUNT_LIMIT)
    found = Counter(row["state"] for row in rows)
    return {state: found[state] for state in CANDIDATES}


async def to_decide(actor: Actor) -> int:
    """Return how many wait for the board's decision, up to a hundred."""
    c = AdmissionCase
    consulted = c.select(c.talent).where((c.consult_result == "clear") & c.closed_at.is_null())
    query = Talent.select(Talent.id).where((Talent.state == "consult") & Talent.id.is_in(consulted))
    return len(await queries.within(query, actor).limit(100))


# -- who may be the same person ---------------------------------------------------------------------------------


async def twins(*, phone: str, name: str, birth_month: date | None, unit: int, but: int = 0) -> list[Twin]:
    """Return people of the bank with the same phone, or the same name, birth month and unit (decisions.md, Import)."""
    t = Talent
    same = (t.name == name) & (t.unit == unit)
    if birth_month is not None:
        same &= t.birth_month == birth_month
    where = (same | (t.phone == phone)) if phone else same
    query = t.select(t.id, t.name, t.unit._.name.as_alias("unit_name"), t.post, t.phone)
    rows = await query.where(where & (t.id != but)).order_by(t.id).limit(5)
    by_phone = {row["id"] for row in rows if phone and row["phone"] == phone}
    return [
        Twin(row["id"], row["name"], row["unit_name"], row["post"], "phone" if row["id"] in by_phone else "name")
        for row in rows
    ]


# -- public notices ---------------------------------------------------------------------------------------------


def _notices() -> Any:
    n = AdmissionNotice
    return n.select(n.id, n.title, n.starts_on, n.ends_on, n.published_at)


async def notices(actor: Actor, *, after: str | None = None, before: str | None = None) -> Page[NoticeView]:
    """Return a page of public notices, the newest first."""
    require(rules.may_read_notices(actor))
    n = AdmissionNotice
    found: Page[NoticeView] = await paging.newest(_notices(), NoticeView, n.id, after=after, before=before)
    for one in found.items:
        one.running = one.starts_on <= clock.today() <= one.ends_on
    return found


async def notice(actor: Actor, id: int) -> NoticeView:  # noqa: A002 -- the record's id
    """Return a public notice with its people, for everybody signed in to work; class P1 only.

    Units have the names that they had when the notice began. Objections: all of them for the office, for others their
    own.
    """
    require(rules.may_read_notices(actor))
    found = await db.first(_notices().where(AdmissionNotice.id == id), NoticeView)
    if found is None:
        raise NotFound
    c = AdmissionCase
    query = c.select(
        c.talent, c.talent._.name.as_alias("name"), c.talent._.unit.as_alias("unit"),
        c.talent._.unit._.name.as_alias("unit_name"), c.talent._.post.as_alias("post"),
        c.talent._.direction.as_alias("direction"), c.talent._.state.as_alias("state"),
        c.talent._.name_key.as_alias("name_key"),
    ).where(c.notice == id)  # fmt: skip
    rows = await query.order_by(c.talent._.name_key).limit(1000)
    names = await units.names_on([(row.pop("unit"), found.starts_on, row["unit_name"]) for row in rows])
    for row, name in zip(rows, names, strict=True):
        row["unit_name"] = name
    found.people = msgspec.convert(rows, list[NoticePerson], strict=False)
    found.running = found.starts_on <= clock.today() <= found.ends_on
    found.objections = await objections(actor, id)
    found.actions = (["object"] if found.running else []) + (["answer"] if actor.has(Role.OFFICER) else [])
    return found


def _objection_rows() -> Any:
    o = NoticeObjection
    return o.select(
        o.id, o.version, o.notice, o.talent, o.talent._.name.as_alias("talent_name"), o.name, o.contact, o.text,
        o.account, o.at, o.answer, o.upheld, o.answered_at,
    )  # fmt: skip


def _may_read(actor: Actor) -> Any:
    """The objections that the actor may read: the office those in its care, others those that they raised."""
    o = NoticeObjection
    mine = o.account == actor.account
    if not (actor.is_system or actor.has(*OFFICE)):
        return mine
    scope = identity.in_scope(actor, conditions.OFFICE_ROLES, o.talent._.unit, o.talent._.direction)
    return None if scope is None else scope | mine


async def objections(actor: Actor, notice: int) -> list[ObjectionView]:
    """Return the objections to a notice that the actor may read."""
    o, scope = NoticeObjection, _may_read(actor)
    where = o.notice == notice
    query = _objection_rows().where(where if scope is None else where & scope)
    return await db.rows(query.order_by(o.id).limit(200), ObjectionView)


async def objection(actor: Actor, id: int) -> ObjectionView:  # noqa: A002 -- the record's id
    """Return one objection; NotFound for who may not read it."""
    scope = _may_read(actor)
    where = NoticeObjection.id == id
    found = await db.first(_objection_rows().where(where if scope is None else where & scope), ObjectionView)
    if found is None:
        raise NotFound
    return found


async def open_objections(actor: Actor) -> int:
    """Return how many objections wait for an answer, up to a hundred."""
    o = NoticeObjection
    where = o.answered_at.is_null()
    scope = identity.in_scope(actor, (Role.OFFICER,), o.talent._.unit, o.talent._.direction)
    return len(await o.select(o.id).where(where if scope is None else where & scope).limit(100))


# -- what asks for a decision -------------------------------------------------------------------------------------


def _flag_rows() -> Any:
    f = MemberFlag
    return f.select(
        f.id, f.talent, f.talent._.name.as_alias("name"), f.talent._.unit._.name.as_alias("unit_name"),
        f.talent._.post.as_alias("post"), f.talent._.state.as_alias("state"), f.rule, f.occasion, f.found_on,
        f.talent._.term_to.as_alias("term_to"), f.talent._.birth_month.as_alias("birth_month"),
        f.talent._.hold_until.as_alias("hold_until"),
    )  # fmt: skip


def _open_flags(actor: Actor) -> Any:
    f = MemberFlag
    where = f.settled_at.is_null()
    scope = identity.in_scope(actor, conditions.OFFICE_ROLES, f.talent._.unit, f.talent._.direction)
    return where if scope is None else where & scope


async def flags(actor: Actor) -> list[FlagView]:
    """Return what asks for the office's decision, the oldest first."""
    query = _flag_rows().where(_open_flags(actor)).order_by(MemberFlag.id).limit(MOST_FLAGS)
    return await db.rows(query, FlagView)


async def flag(actor: Actor, id: int) -> FlagView:  # noqa: A002 -- the record's id
    """Return one of them; NotFound when it is settled or not in the actor's care."""
    found = await db.first(_flag_rows().where((MemberFlag.id == id) & _open_flags(actor)), FlagView)
    if found is None:
        raise NotFound
    return found


async def count_flags(actor: Actor) -> int:
    """Return how many there are, up to two hundred."""
    return len(await MemberFlag.select(MemberFlag.id).where(_open_flags(actor)).limit(MOST_FLAGS))


async def _reads_papers(actor: Actor, id: int) -> bool:  # noqa: A002 -- the case's id
    """Whether the actor reads the papers of an admission: the office and the unit, not the person."""
    c = AdmissionCase
    row = await c.select(c.talent).where(c.id == id).first()
    if row is None:
        return False
    office, unit = (await queries.standing(actor, [row["talent"]]))[row["talent"]]
    return office or unit or actor.is_system


FILE_READERS = {PAPERS: _reads_papers}
