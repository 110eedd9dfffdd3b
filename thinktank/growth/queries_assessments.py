# SPDX-License-Identifier: MIT
"""Reading annual assessments. The member reads evidence and level once signed; opinions stay in the department."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from thinktank.growth import queries, rules
from thinktank.growth.schemas import AssessmentRow, AssessmentView, Evidence
from thinktank.growth.states import ASSESSMENT
from thinktank.growth.tables import Assessment
from thinktank.identity import queries as identity
from thinktank.kernel import db, paging
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import Page
from thinktank.kernel.policy import check, require
from thinktank.policies import queries as policies
from thinktank.talents import conditions
from thinktank.talents import queries as talents

MOST_PAST = 5


def _rows() -> Any:
    a = Assessment
    return a.select(
        a.id, a.version, a.talent, a.talent._.name.as_alias("name"), a.talent._.unit._.name.as_alias("unit_name"),
        a.talent._.post.as_alias("post"), a.talent._.direction.as_alias("direction"), a.year, a.state, a.level,
        a.talent._.account.as_alias("account"),
    )  # fmt: skip


def _in_care(actor: Actor) -> Any:
    a = Assessment
    return identity.in_scope(actor, conditions.OFFICE_ROLES, a.talent._.unit, a.talent._.direction)


async def listed(
    actor: Actor, year: int, *, state: str = "", after: str | None = None, before: str | None = None
) -> Page[AssessmentRow]:
    """Return a page of a programme year's assessments, for the office."""
    require(check(actor.is_system or actor.has(*OFFICE), _("年度评价由区委组织部办理")))
    a, scope = Assessment, _in_care(actor)
    where: Any = a.year == year
    if state:
        where &= a.state == state
    if scope is not None:
        where &= scope
    return await paging.newest(_rows().where(where), AssessmentRow, a.id, after=after, before=before)


async def collect(talents_: Sequence[int], first: date, last: date) -> dict[int, list[Evidence]]:
    """Return what the program knows of each person's year, from every declared provider in order."""
    found: dict[int, list[Evidence]] = {talent: [] for talent in talents_}
    for provider in queries.evidence:
        for talent, lines in (await provider(talents_, first, last)).items():
            found[talent] += lines
    return found


async def get(actor: Actor, id: int) -> AssessmentView:  # noqa: A002 -- the record's id
    """Return one assessment: all of it for the office; for the member, once signed, level and evidence.

    NotFound for everybody else. Until it is signed the evidence is collected afresh; then it stands as it was.
    """
    a, scope = Assessment, _in_care(actor)
    query = _rows().columns(a.opinion, a.note, a.signed_at, a.evidence).where(a.id == id)
    if scope is not None:
        told = (a.talent._.account == actor.account) & (a.state == "signed")
        query = query.where(told | scope)
    row = await query.first()
    if row is None:
        raise NotFound
    kept = row.pop("evidence")
    view = msgspec.convert(row, AssessmentView, strict=False)
    own = view.account is not None and view.account == actor.account
    office = scope is None or await db.exists(a.select(a.id).where((a.id == id) & scope))
    year = await policies.year(view.year)
    view.year_name = year.name
    signed = view.state == "signed"
    view.evidence = (
        msgspec.json.decode(kept, type=list[Evidence])
        if signed
        else (await collect([view.talent], year.starts_on, year.ends_on))[view.talent]
    )
    if not office:
        view.opinion = view.note = ""
        return view
    view.inside = True
    view.past = await past(view.talent, but=id)
    steps = [t.name for t in ASSESSMENT.transitions if view.state in t.from_]
    view.actions = [step for step in steps if rules.may_step(actor, step, office=office, own=own)]
    return view


async def past(talent: int, *, but: int = 0) -> list[str]:
    """Return the levels of a person's signed assessments, the latest first."""
    a = Assessment
    query = a.select(a.level).where((a.talent == talent) & (a.state == "signed") & (a.level != "") & (a.id != but))
    return [row["level"] for row in await query.order_by(a.id, ascending=False).limit(MOST_PAST)]


async def mine(actor: Actor) -> list[AssessmentRow]:
    """Return a member's own signed assessments, the latest first."""
    talent = await talents.of_account(actor.account)
    a = Assessment
    query = _rows().where((a.talent == (talent or 0)) & (a.state == "signed"))
    return await db.rows(query.order_by(a.id, ascending=False).limit(MOST_PAST), AssessmentRow)


async def waiting(actor: Actor) -> tuple[int, int]:
    """Return how many assessments wait for an officer's draft and for a leader's signature, up to a hundred each."""
    if not actor.has(Role.OFFICER, Role.DEPT_LEADER):
        return 0, 0
    a, scope = Assessment, _in_care(actor)
    found = []
    for state, role in (("open", Role.OFFICER), ("drafted", Role.DEPT_LEADER)):
        where = a.state == state
        where = where if scope is None else where & scope
        found.append(len(await a.select(a.id).where(where).limit(100)) if actor.has(role) else 0)
    return found[0], found[1]
