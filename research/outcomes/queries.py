# SPDX-License-Identifier: MIT
"""Reading outcomes: the table, one outcome with all that happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from research.corrections.schemas import Correction, Place, Subject
from research.outcomes import rules
from research.outcomes.schemas import AuthorView, OutcomeView, PilotView, ReplicationView, StepView
from research.outcomes.schemas_board import Move, OutcomeCard
from research.outcomes.states import EVIDENCE, LADDER, PILOT, RUNGS, Grounds, Kind
from research.outcomes.tables import Outcome, OutcomeAuthor, OutcomeStep, Pilot, Replication
from research.projects import queries as projects
from research.projects.tables import Project
from thinktank.identity import queries as identity
from thinktank.index import queries as index
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.policies import queries as policies

MOST_CARDS = 300
ON_BOARD = 6  # cards that a rung shows; the rest stand in the table
TEAM = "课题组"
_OFFICE = (Role.OFFICER, Role.DEPT_LEADER)


def _managed(actor: Actor) -> Any:
    return identity.in_scope(actor, _OFFICE, Outcome.unit, Outcome.direction)


def visible_to(actor: Actor) -> Any:
    """The Where of outcomes that an actor may read; None means no restriction.

    Their authors, the people of the project they come from, the unit's liaisons, and the office in its scope.
    """
    if actor.is_system:
        return None
    o = Outcome
    written = OutcomeAuthor.select(OutcomeAuthor.outcome).where(OutcomeAuthor.talent._.account == actor.account)
    seen = o.id.is_in(written)
    for roles, scope in ((_OFFICE, _managed(actor)), ((Role.LIAISON,), _liaised(actor))):
        if actor.has(*roles):
            if scope is None:
                return None
            seen |= scope
    if actor.has(Role.MEMBER):
        seen |= o.project.is_in(projects.projects_of_team(actor.account))
    if actor.has(Role.MENTOR):
        seen |= o.project.is_in(projects.projects_of_mentor(actor.account))
    return seen


def _liaised(actor: Actor) -> Any:
    return identity.in_scope(actor, (Role.LIAISON,), Outcome.unit)


class Search(msgspec.Struct, frozen=True):
    """What outcomes are narrowed to; ``stale`` keeps those that stand longer than the setting allows."""

    text: str = ""
    direction: str = ""
    kind: str = ""
    rung: str = ""
    stale: bool = False


async def wheres(actor: Actor, search: Search) -> list[Any]:
    """Return the conditions of a scope and a search: no query, one or two where a text is looked up."""
    o = Outcome
    pairs = ((o.direction, search.direction), (o.kind, search.kind), (o.state, search.rung))
    found = [column == wanted for column, wanted in pairs if wanted]
    where = visible_to(actor)
    if where is not None:
        found.append(where)
    if search.stale:
        days = (await policies.outcomes()).stale_days
        found += [o.state_since < clock.now() - timedelta(days=days), o.state != "archived"]
    if search.text:
        hit = await index.match("outcome", search.text)
        found.append(o.id == -1 if hit is None else hit.where(o.id))
    return found


def cards() -> Any:
    """Return the select of cards."""
    o = Outcome
    return o.select(
        o.id, o.version, o.number, o.title, o.kind, o.direction, o.level, o.state, o.state_since,
        o.unit._.name.as_alias("unit_name"), o.returned_at,
    )  # fmt: skip


async def listed(
    actor: Actor, search: Search, *, after: str | None = None, before: str | None = None, size: int = 50
) -> Page[OutcomeCard]:
    """Return a page of the outcomes that the actor may read, newest first."""
    o, where = Outcome, await wheres(actor, search)
    found = await newest(
        cards().where(*where),
        OutcomeCard,
        o.id,
        after=after,
        before=before,
        size=size,
        counting=o.select().where(*where),
    )
    await furnish(actor, found.items)
    return found


async def furnish(actor: Actor, found: Sequence[OutcomeCard]) -> None:
    """Add the words, the authors and the last proof to cards; two queries."""
    ids = [card.id for card in found]
    names: dict[int, list[str]] = {}
    lines: dict[int, str] = {}
    if ids:
        a, s = OutcomeAuthor, OutcomeStep
        authors = a.select(a.outcome, a.talent._.name.as_alias("name")).where(a.outcome.is_in(ids))
        for row in await authors.order_by(a.sort):
            names.setdefault(row["outcome"], []).append(row["name"])
        steps = s.select(s.outcome, s.body, s.document, s.note).where(s.outcome.is_in(ids) & s.reversed_at.is_null())
        for row in await steps.where(s.rung != EVIDENCE).order_by(s.id):
            lines[row["outcome"]] = "　".join(text for text in (row["body"], row["document"]) if text) or row["note"]
    now = clock.now()
    for card in found:
        card.kind_label, card.state_label = Kind(card.kind).label, LADDER.label(card.state)
        card.authors = "、".join(names.get(card.id, []))
        card.line = lines.get(card.id, "")
        card.days = (now - card.state_since).days
        card.moves = _moves(card) if actor.has(*OFFICE) else []


def _moves(card: OutcomeCard) -> list[Move]:
    """The rungs that come next as a matter of course, each with its form."""
    if card.returned_at is not None:
        return []
    steps = [rule for rule in RUNGS if card.state in rule.before]
    return [
        Move(rule.rung, rule.label, f"/outcomes/{card.id}/{rule.form}" + _chosen(rule.form, rule.rung))
        for rule in steps
    ]


def _chosen(form: str, rung: str) -> str:
    return f"?rung={rung}" if form == "climb" else ""


async def get(actor: Actor, id: int) -> OutcomeView:  # noqa: A002 -- the record's id
    """Return one outcome with everything around it and what the actor may do; NotFound outside the scope."""
    o = Outcome
    query = o.select(
        o.id, o.version, o.number, o.title, o.kind, o.direction, o.level, o.state, o.state_since, o.project,
        o.project._.number.as_alias("project_number"), o.project._.title.as_alias("project_title"), o.unit,
        o.unit._.name.as_alias("unit_name"), o.summary, o.problem, o.practice, o.effect, o.conditions, o.takeaways,
        o.cautions, o.origin, o.returned_at, o.returned_reason, o.returned_by, o.secrecy_checked_at, o.registered_at,
    ).where(o.id == id)  # fmt: skip
    where = visible_to(actor)
    found = await db.first(query if where is None else query.where(where), OutcomeView)
    if found is None:
        raise NotFound
    found.kind_label, found.state_label = Kind(found.kind).label, LADDER.label(found.state)
    found.holder = TEAM if found.returned_at is not None else LADDER.holder.get(found.state, "")
    found.authors = await _authors(id)
    found.is_author = bool(actor.account) and any(author.account == actor.account for author in found.authors)
    found.managed = await _manages(actor, id)
    steps = await _steps(id)
    found.steps = [step for step in steps if step.rung != EVIDENCE]
    found.evidence = [step for step in steps if step.grounds]
    found.pilots, found.replications = await _pilots(id), await _replications(id)
    for pilot in found.pilots:
        pilot.stoppable = bool(rules.may_handle(actor, found)) and PILOT.allows("stop", pilot.state)
    found.actions, found.rungs = rules.actions(actor, found), rules.rungs(actor, found)
    return found


async def _manages(actor: Actor, id_: int) -> bool:
    if actor.is_system or not actor.has(*OFFICE):
        return actor.is_system
    where = _managed(actor)
    return where is None or await db.exists(Outcome.select(Outcome.id).where((Outcome.id == id_) & where))


async def _authors(id_: int) -> list[AuthorView]:
    a = OutcomeAuthor
    query = a.select(
        a.talent, a.talent._.account.as_alias("account"), a.talent._.name.as_alias("name"),
        a.talent._.unit._.name.as_alias("unit_name"), a.share,
    ).where(a.outcome == id_)  # fmt: skip
    return await db.rows(query.order_by(a.sort), AuthorView)


async def _steps(id_: int) -> list[StepView]:
    s = OutcomeStep
    query = s.select(
        s.id, s.rung, s.body, s.document, s.on, s.note, s.waiver, s.grounds, s.approver,
        s.by._.name.as_alias("by_name"), s.file, s.checked_at,
    )  # fmt: skip
    found = await db.rows(query.where((s.outcome == id_) & s.reversed_at.is_null()).order_by(s.id), StepView)
    for step in found:
        step.grounds_label = Grounds(step.grounds).label if step.grounds else ""
        step.label = step.grounds_label if step.rung == EVIDENCE else LADDER.label(step.rung)
    return found


async def _pilots(id_: int) -> list[PilotView]:
    p = Pilot
    query = p.select(
        p.id, p.version, p.state, p.unit._.name.as_alias("unit_name"), p.plan, p.starts_on, p.ends_on, p.basis_body,
        p.basis_document, p.result,
    ).where(p.outcome == id_)  # fmt: skip
    found = await db.rows(query.order_by(p.id), PilotView)
    for pilot in found:
        pilot.state_label = PILOT.label(pilot.state)
        pilot.word = rules.pilot_word(pilot.basis_body, pilot.basis_document)
    return found


async def _replications(id_: int) -> list[ReplicationView]:
    r = Replication
    query = r.select(r.id, r.unit._.name.as_alias("unit_name"), r.channel, r.adaptation, r.effect, r.on)
    standing = (r.outcome == id_) & r.reversed_at.is_null()
    return await db.rows(query.where(standing).order_by(r.id), ReplicationView)


async def of_project(actor: Actor, project: int) -> list[OutcomeCard]:
    """Return the outcomes of one project that the actor may read."""
    query = cards().where(Outcome.project == project, *await wheres(actor, Search()))
    found = await db.rows(query.order_by(Outcome.id).limit(MOST_CARDS), OutcomeCard)
    await furnish(actor, found)
    return found


async def projects_for(actor: Actor) -> list[tuple[int, str]]:
    """Return the projects from which the actor may register an outcome, as choices, newest first."""
    p = Project
    query = p.select(p.id, p.number, p.title).where(projects.visible_to(actor))
    found = await query.order_by(p.id, ascending=False).limit(projects.MOST)
    return [(row["id"], f"{row['number']}　{row['title']}") for row in found]


async def may_read(actor: Actor, record: int) -> bool:
    """Whether the actor may read the files of an outcome."""
    query = Outcome.select(Outcome.id).where(Outcome.id == record)
    where = visible_to(actor)
    return await db.exists(query if where is None else query.where(where))


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the record's id
    """Return an outcome's newest rung as something to take back, for who handles it. NotFound outside the scope."""
    outcome = await get(actor, id)
    people = tuple(author.account for author in outcome.authors if author.account is not None)
    return Subject(
        title=outcome.title,
        href=f"/outcomes/{id}",
        version=outcome.version,
        may=rules.may_take_back(actor, outcome),
        people=people,
    )


FILE_READERS = {"outcome": may_read}
CORRECTIONS = {"outcome": Correction("成果流转", correctable)}
PLACES = (Place(Outcome, LADDER, "成果"),)
