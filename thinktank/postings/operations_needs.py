# SPDX-License-Identifier: MIT
"""The writers of needs, and of who takes which turn."""

from __future__ import annotations

from typing import Any

from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.postings import queries, queries_needs, queries_rota, rota, rules
from thinktank.postings.queries_scope import UNIT_ROLES, covers_unit
from thinktank.postings.schemas import LayOut, NeedView, SaveNeed, StepNeed, Swap, TurnRow
from thinktank.postings.states import NEED
from thinktank.postings.tables import PostNeed, Turn
from thinktank.trail import operations as trail


async def state_need(actor: Actor, *, command: SaveNeed) -> NeedView:
    """Write down a unit's need: a liaison's waits for an officer, an officer's own is open at once.

    Raises Denied for others, Invalid for a unit outside of the scope or a project that one may not pick.
    """
    async with db.write_tx():
        require(rules.may_state_need(actor))
        officer = await covers_unit(actor, (Role.OFFICER,), command.unit)
        if not officer and not await covers_unit(actor, UNIT_ROLES, command.unit):
            raise Invalid(fields={"unit": _("请选择本单位或所属单位")})
        now = clock.now()
        row = await PostNeed.insert(
            PostNeed(
                **await _content(actor, command),
                unit=command.unit,
                state="open" if officer else NEED.initial,
                state_since=now,
                created_by=actor.account,
                created_at=now,
            )
        ).returning(PostNeed.id)
        id_ = int(row[0]["id"])
        await trail.record(
            actor, "post_need.stated", "post_need", id_, _("提出岗位需求：%(post)s") % {"post": command.post}
        )
        if not officer:
            await _tell_officers(id_, command.post)
        return await queries_needs.need(actor, id_)


async def _content(actor: Actor, command: SaveNeed) -> dict[str, Any]:
    title = ""
    if command.project is not None:
        source = queries.links.get("project")
        options = dict(await source.options(actor)) if source else {}
        if command.project not in options:
            raise Invalid(fields={"project": _("请从列出的课题中选择")})
        title = options[command.project]
    return {
        "kind": command.kind.value,
        "post": command.post,
        "duties": command.duties,
        "skills": command.skills,
        "direction": command.direction.value,
        "project": command.project or 0,
        "project_title": title[:160],
        "full_time": command.full_time,
        "number": command.number,
        "months": command.months,
        "starts_on": command.starts_on,
        "conditions": command.conditions,
        "mentor_name": command.mentor_name,
    }


async def _tell_officers(need: int, post: str) -> None:
    await notices.notify(
        await identity.account_ids_with_role(Role.OFFICER), rule="post_need.stated", kind="post_need", record=need,
        title=_("收到岗位需求：%(post)s") % {"post": post}, href=f"/postings/needs/{need}",
    )  # fmt: skip


async def edit_need(actor: Actor, *, id: int, command: SaveNeed) -> NeedView:  # noqa: A002 -- the record's id
    """Change a need; its unit stays. NotFound, Denied, Conflict when stale, Invalid below what is taken already."""
    async with db.write_tx():
        found = await queries_needs.need(actor, id)
        officer, unit = await queries_needs.need_ties(actor, id)
        require(rules.may_edit_need(officer=officer, unit=unit, state=found.state))
        if command.unit != found.unit:
            raise Invalid(fields={"unit": _("需求单位不能更改，请另提一条需求")})
        if command.number < found.taken:
            raise Invalid(fields={"number": _("已派%(n)d人，人数不能少于这个数") % {"n": found.taken}})
        values = {getattr(PostNeed, name): value for name, value in (await _content(actor, command)).items()}
        await touch(PostNeed, id=id, version=command.version, values=values)
        await trail.record(actor, "post_need.edited", "post_need", id, _("修改岗位需求"))
        return await queries_needs.need(actor, id)


async def step_need(actor: Actor, *, id: int, command: StepNeed) -> NeedView:  # noqa: A002 -- the record's id
    """Take a need up, decline it with a reason, close or reopen it; who stated it is told.

    NotFound, Denied, Invalid without the reason, Conflict when illegal or stale.
    """
    async with db.write_tx():
        found = await queries_needs.need(actor, id)
        officer, unit = await queries_needs.need_ties(actor, id)
        if not NEED.allows(command.step, found.state):
            await move(PostNeed, NEED, command.step, id=id)
        require(rules.may_step_need(command.step, officer=officer, unit=unit, state=found.state))
        if command.step == "decline" and not command.reason.strip():
            raise Invalid(fields={"reason": _("不采用须写明理由")})
        also: dict[Any, Any] = {PostNeed.reason: command.reason}
        await move(PostNeed, NEED, command.step, id=id, version=command.version, also=also)
        label = NEED.transition(command.step).label
        await trail.record(actor, f"post_need.{command.step}", "post_need", id, _(label), detail=command.reason)
        if found.created_by != actor.account:
            await notices.notify(
                [found.created_by], rule=f"post_need.{command.step}", kind="post_need", record=id,
                title=_("岗位需求“%(post)s”：%(what)s") % {"post": found.post, "what": _(label)}, body=command.reason,
                href=f"/postings/needs/{id}", occasion=clock.now().isoformat(),
            )  # fmt: skip
        return await queries_needs.need(actor, id)


# -- turns --------------------------------------------------------------------------------------------------------


async def lay_out(actor: Actor, *, id: int, command: LayOut) -> list[TurnRow]:  # noqa: A002 -- the need's id
    """Lay out turns among the people at a post, as evenly as can be, in place of those that begin in these days.

    NotFound, Denied for posts that take no turns, Invalid for days out of order, in the past, above a year, or with
    nobody at the post.
    """
    async with db.write_tx():
        found = await queries_needs.need(actor, id)
        officer, unit = await queries_needs.need_ties(actor, id)
        require(rules.may_lay_out(officer=officer, receiver=unit, kind=found.kind))
        _check_days(command)
        people = await queries_rota.at_post(id)
        if not people:
            raise Invalid(_("还没有人在岗，报到后再排班"))
        turns = rota.lay_out(people, command.starts_on, command.ends_on, command.days, await policies.calendar())
        t = Turn
        await t.delete().where((t.need == id) & (t.starts_on >= command.starts_on) & (t.starts_on <= command.ends_on))
        if turns:
            await t.insert(
                *(t(need=id, posting=one.posting, starts_on=one.starts_on, ends_on=one.ends_on) for one in turns)
            )
        await trail.record(
            actor, "post_need.laid_out", "post_need", id, _("排定轮值%(n)d班") % {"n": len(turns)},
            fields={"from": command.starts_on, "to": command.ends_on},
        )  # fmt: skip
        return await queries_rota.turns(actor, id)


def _check_days(command: LayOut) -> None:
    if command.ends_on < command.starts_on:
        raise Invalid(fields={"ends_on": _("结束日期不能早于开始日期")})
    if command.starts_on < clock.today():
        raise Invalid(fields={"starts_on": _("只能从今天起排班，过去的班次不改")})
    if (command.ends_on - command.starts_on).days > rota.MOST_DAYS:
        raise Invalid(fields={"ends_on": _("一次最多排一年")})


async def swap(actor: Actor, *, id: int, command: Swap) -> list[TurnRow]:  # noqa: A002 -- the need's id
    """Let two turns of a post change places; NotFound, Denied, Conflict when one is no longer there or has begun."""
    async with db.write_tx():
        found = await queries_needs.need(actor, id)
        officer, unit = await queries_needs.need_ties(actor, id)
        require(rules.may_lay_out(officer=officer, receiver=unit, kind=found.kind))
        t = Turn
        rows = await t.select(t.id, t.posting).where(
            (t.need == id) & t.id.is_in([command.one, command.other]) & (t.starts_on > clock.today())
        )
        both = {row["id"]: row["posting"] for row in rows}
        if len(both) != len({command.one, command.other}) or command.one == command.other:
            raise Conflict(_("请选两个还没有开始的班次；如已重新排班，请刷新页面"))
        await t.update({t.posting: both[command.other]}).where(t.id == command.one)
        await t.update({t.posting: both[command.one]}).where(t.id == command.other)
        await trail.record(actor, "post_need.swapped", "post_need", id, _("对调轮值班次"))
        return await queries_rota.turns(actor, id)
