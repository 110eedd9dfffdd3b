# SPDX-License-Identifier: MIT
"""A draft that several people of a team write: opened, saved part by part, nothing overwritten unseen."""

from __future__ import annotations

from typing import Any

from research.applications import drafts, queries, rules
from research.applications.schemas import ApplicationDraft, ApplicationView, Saved
from research.applications.states import PART_LABELS, ROWS
from research.applications.tables import ApplicationCost, ApplicationEdit, ApplicationProduct
from research.topics import queries as topics
from research.topics import queries_conditions
from research.topics import rules as topic_rules
from research.topics.schemas import Standing
from research.topics.states import ApplicationState
from research.topics.tables import Application, ApplicationIndicator, ApplicationMilestone
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Denied, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.trail import operations as trail

KIND = "application"
EDITED = "edited"
PROMISES = ("nonsecret", "pledge")


async def save_application(actor: Actor, *, topic: int, content: ApplicationDraft) -> ApplicationView:
    """Keep what one of the team has written, as a draft that only the team sees.

    The first save for a topic opens the draft, later ones change it, also after it came back. Parts that a
    colleague changed meanwhile stay as they are where this writer left them alone. NotFound for a topic that the
    actor does not see; Denied when it cannot be claimed or the application is no draft any more; Conflict when
    both changed a part (nothing is saved then), or when stale without ``seen``; Invalid for a part that a return
    did not ask for.
    """
    saved = await save_partly(actor, topic=topic, content=content, strict=True)
    return saved.view


async def save_partly(actor: Actor, *, topic: int, content: ApplicationDraft, strict: bool = False) -> Saved:
    """Keep the parts that can be kept and name those that clash; ``strict`` refuses them all in that case."""
    async with db.write_tx():
        view = await _own_draft(actor, topic, content)
        found = drafts.merged(view, content, content.seen, take=content.take)
        if strict and found.clashes:
            names = "、".join(PART_LABELS[name] for name in found.clashes)
            raise Conflict(_("%(names)s已被他人修改，请对照后选择") % {"names": names}, code=EDITED)
        _only_asked(view, found)
        await _write(actor, view, found.written, content)
        return Saved(await queries.application(actor, view.id), found.kept, found.clashes)


async def _own_draft(actor: Actor, topic: int, content: ApplicationDraft) -> ApplicationView:
    """Return the actor's draft for a topic, opened if there is none."""
    view, me = await topics.topic(actor, topic), await topics.standing(actor)
    existing = await topics.mine_for(actor, topic)
    if existing is None:
        unmet = await queries_conditions.unmet(view, me.talent) if me is not None else []
        require(topic_rules.may_claim(actor, view, member=me is not None and me.active, unmet=unmet))
        return await queries.application(actor, await _open(actor, topic, _person(me)))
    found = await queries.application(actor, existing)
    if content.version is not None and content.version != found.version and content.seen is None:
        raise Conflict(code="stale")
    if not rules.may_write(actor, found) and found.on_team and content.version not in {None, found.version}:
        raise Conflict(_("申报书%(state)s，您看到的不是最新的") % {"state": found.state_label}, code="stale")
    require(rules.may_write(actor, found))
    return found


def _person(me: Standing | None) -> Standing:
    if me is None:
        raise Denied(_("揭榜由在库成员发起"))
    return me


async def _open(actor: Actor, topic: int, me: Standing) -> int:
    now = clock.now()
    row = Application(
        topic=topic,
        lead=me.talent,
        unit=me.unit,
        state=ApplicationState.DRAFT,
        state_since=now,
        created_at=now,
    )
    added = await Application.insert(row).returning(Application.id)
    id_ = int(added[0]["id"])
    await trail.record(actor, "application.drafted", KIND, id_, _("开始填写申报书"))
    return id_


def _only_asked(view: ApplicationView, found: drafts.Merge) -> None:
    """Leave what a return did not ask for as it is; Invalid where it was changed all the same."""
    closed = [name for name in found.written if not rules.may_change(view, name)]
    wrong = {name: _("这一项没有要求修改，已保持原样") for name in closed if found.written[name]}
    if wrong:
        raise Invalid(fields=wrong)
    for name in closed:
        del found.written[name]


async def _write(actor: Actor, view: ApplicationView, written: dict[str, Any], content: ApplicationDraft) -> None:
    promised = {name: getattr(content, name) for name in PROMISES if view.lead_account == actor.account}
    promised = {name: value for name, value in promised.items() if value != getattr(view, name)}
    if not written and not promised:
        return
    values: dict[Any, Any] = {
        getattr(Application, name): value for name, value in (written | promised).items() if name not in ROWS
    }
    if "milestones" in written:
        values[Application.starts_on] = min((step.starts_on for step in written["milestones"]), default=None)
        values[Application.due_on] = max((step.due_on for step in written["milestones"]), default=None)
    await states.touch(Application, id=view.id, version=view.version, values=values)
    for name in ROWS:
        if name in written:
            await _replace(view.id, name, written[name])
    for name in written:
        await _sign(actor, view.id, name)


async def _replace(id_: int, name: str, rows: list[Any]) -> None:
    tables: dict[str, Any] = {
        "indicators": ApplicationIndicator, "milestones": ApplicationMilestone,
        "products": ApplicationProduct, "costs": ApplicationCost,
    }  # fmt: skip
    table = tables[name]
    await table.delete().where(table.application == id_)
    ordered = sorted(rows, key=lambda step: step.due_on) if name == "milestones" else rows
    made = [
        table(application=id_, sort=n, **{field: getattr(row, field) for field in row.__struct_fields__})
        for n, row in enumerate(ordered)
    ]
    if made:
        await table.insert(*made)


async def _sign(actor: Actor, id_: int, name: str) -> None:
    """Note who wrote a part, and when."""
    e = ApplicationEdit
    mine = (e.application == id_) & (e.field == name) & (e.account == actor.account)
    if not await e.update({e.at: clock.now()}).where(mine).returning(e.id):
        await e.insert(e(application=id_, field=name, account=actor.account, at=clock.now()))
