# SPDX-License-Identifier: MIT
"""What can be put under review: handed-in gates, registered outcomes, accepted applications."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from research.applications import queries as applications
from research.outcomes.tables import Outcome
from research.projects import queries as projects
from research.projects.tables import Milestone
from research.topics.tables import Application
from reviews.rounds.schemas import AddItems, CandidateItem
from reviews.rounds.states import MENDING, ItemState
from reviews.rounds.tables import RoundItem
from reviews.rubrics.states import Kind
from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _

MOST = 200
GATES = (Kind.KICKOFF, Kind.MIDTERM, Kind.CLOSING)
FIELD = {Kind.OUTCOME: "outcomes", Kind.GRANT: "applications"} | dict.fromkeys(GATES, "milestones")
OFFICE_ROLES = (Role.OFFICER, Role.DEPT_LEADER)


class Found(msgspec.Struct, frozen=True):
    """A thing that may be judged, as it goes into an item's row."""

    title: str
    direction: str
    application: int | None = None
    project: int | None = None
    milestone: int | None = None
    outcome: int | None = None


class _Row(msgspec.Struct):
    id: int
    title: str
    direction: str
    project: int | None = None
    number: str = ""
    unit_name: str = ""
    kind: str = ""
    since: datetime | None = None


def _undecided(column: Any) -> Any:
    i = RoundItem
    return i.select(column).where((i.state != str(ItemState.DECIDED)) & column.is_not_null())


def _mending() -> Any:
    """The milestones whose decision waits for what the team mends: that is looked at once more, not reviewed anew."""
    i = RoundItem
    return i.select(i.milestone).where(i.revision.is_in([str(one) for one in MENDING]) & i.milestone.is_not_null())


def _milestones(actor: Actor, kinds: list[str]) -> Any:
    m = Milestone
    mine = projects.of_visible(m.project, actor)
    return m.select(
        m.id, m.project._.title.as_alias("title"), m.project._.direction.as_alias("direction"), m.project, m.kind,
        m.project._.number.as_alias("number"), m.project._.unit._.name.as_alias("unit_name"),
        m.handed_in_at.as_alias("since"),
    ).where(
        (m.state == "handed_in") & m.kind.is_in(kinds) & mine
        & m.id.not_in(_undecided(RoundItem.milestone)) & m.id.not_in(_mending())
    )  # fmt: skip


def _outcomes(actor: Actor) -> Any:
    o = Outcome
    query = o.select(
        o.id, o.title, o.direction, o.project, o.number, o.unit._.name.as_alias("unit_name"),
        o.registered_at.as_alias("since"),
    ).where(o.id.not_in(_undecided(RoundItem.outcome)) & (o.level == ""))  # fmt: skip
    scope = identity.in_scope(actor, OFFICE_ROLES, o.unit, o.direction)
    return query if scope is None else query.where(scope)


def _applications(actor: Actor) -> Any:
    a = Application
    return a.select(
        a.id, a.topic._.title.as_alias("title"), a.topic._.direction.as_alias("direction"),
        a.topic._.number.as_alias("number"), a.unit._.name.as_alias("unit_name"), a.submitted_at.as_alias("since"),
    ).where(
        a.id.not_in(_undecided(RoundItem.application)) & a.state.is_in(["accepted", "in_review"])
        & applications.on_the_desk(actor)
    )  # fmt: skip


def _query(actor: Actor, kind: Kind) -> tuple[Any, Any]:
    if kind is Kind.OUTCOME:
        return _outcomes(actor), Outcome.id
    if kind is Kind.GRANT:
        return _applications(actor), Application.id
    return _milestones(actor, [str(kind)]), Milestone.id


async def waiting(actor: Actor, kind: Kind) -> list[CandidateItem]:
    """Return what can be put into a round of a kind now: in the actor's scope, and under no other review."""
    query, id_ = _query(actor, kind)
    found = await db.rows(query.order_by(id_).limit(MOST), _Row)
    return [
        CandidateItem(
            id=row.id, title=row.title, number=row.number, what=kind.label, unit_name=row.unit_name, since=row.since
        )
        for row in found
    ]


async def find(actor: Actor, kind: str, command: AddItems) -> list[Found]:
    """Return what a command names; Invalid where something is of another kind, out of scope or not ready."""
    key = Kind(kind)
    name = FIELD[key]
    wrong = {
        field: _("与评审类别不符，请取消勾选")
        for field in ("milestones", "outcomes", "applications")
        if field != name and getattr(command, field)
    }
    if wrong:
        raise Invalid(fields=wrong)
    wanted: list[int] = list(dict.fromkeys(getattr(command, name)))
    query, id_ = _query(actor, key)
    rows = await db.rows(query.where(id_.is_in(wanted or [0])).limit(MOST), _Row)
    if len(rows) < len(wanted):
        raise Invalid(fields={name: _("有的材料还没有提交，或已在其他评审中，请刷新后重选")})
    target = {"milestones": "milestone", "outcomes": "outcome", "applications": "application"}[name]
    return [
        msgspec.convert({"title": row.title, "direction": row.direction, "project": row.project, target: row.id}, Found)
        for row in rows
    ]
