# SPDX-License-Identifier: MIT
"""The annual assessment: opened for a year, drafted by an officer, signed by a leader, told to the member.

A person gives the level after reading the evidence; nothing is counted up and nobody is ranked (domain.md §0.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from thinktank.growth import operations as growth
from thinktank.growth import queries_assessments as queries
from thinktank.growth import rules
from thinktank.growth.schemas import AssessmentView, DraftAssessment, JudgeAssessment
from thinktank.growth.states import ASSESSMENT, Category, Grade
from thinktank.growth.tables import Assessment
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.talents import operations_notices as members
from thinktank.talents.tables import Talent
from thinktank.trail import operations as trail

CHUNK = 500


async def open_year(actor: Actor, *, year: int) -> int:
    """Open the assessment of a programme year for every member who has none yet; return how many.

    Raises Denied for others than an officer of the whole bank, NotFound for an unknown year, Conflict for a year
    that has not begun.
    """
    async with db.write_tx():
        require(rules.may_open_year(actor))
        found = await policies.year(year)
        if found.starts_on > clock.today():
            raise Conflict(_("这个年度还没有开始，不能评价"), code="illegal")
        a = Assessment
        has = a.select(a.talent).where(a.year == year)
        t = Talent
        due = await t.select(t.id).where(t.state.is_in(["active", "observing"]) & t.id.not_in(has)).order_by(t.id)
        now = clock.now()
        for start in range(0, len(due), CHUNK):
            rows = [
                a(talent=row["id"], year=year, state=ASSESSMENT.initial, state_since=now, opened_at=now)
                for row in due[start : start + CHUNK]
            ]
            await a.insert(*rows).on_conflict(action="DO NOTHING")
        text = _("启动年度评价：%(year)s") % {"year": found.name}
        await trail.record(actor, "assessment.opened", "programme_year", year, text, fields={"people": len(due)})
        return len(due)


async def _step(actor: Actor, id: int, step: str, also: dict[Any, Any], version: int | None) -> AssessmentView:  # noqa: A002
    view = await queries.get(actor, id)
    own = view.account is not None and view.account == actor.account
    require(rules.may_step(actor, step, office=view.inside, own=own))
    await move(Assessment, ASSESSMENT, step, id=id, version=version, also=also)
    return view


async def draft(actor: Actor, *, id: int, command: DraftAssessment) -> AssessmentView:  # noqa: A002 -- the record's id
    """Propose a level with an opinion. Raises NotFound, Denied for others than officers, Conflict."""
    a = Assessment
    async with db.write_tx():
        also: dict[Any, Any] = {
            a.level: command.level.value, a.opinion: command.opinion, a.drafted_by: actor.account,
            a.drafted_at: clock.now(),
        }  # fmt: skip
        view = await _step(actor, id, "draft", also, command.version)
        text = _("拟定%(year)s评价") % {"year": view.year_name}
        await trail.record(actor, "assessment.drafted", "talent", view.talent, text, staff_only=True)
        return await queries.get(actor, id)


async def give_back(actor: Actor, *, id: int, command: JudgeAssessment) -> AssessmentView:  # noqa: A002 -- the id
    """Send a draft back with a reason. Raises NotFound, Denied for others than leaders, Invalid, Conflict."""
    return await _judge(actor, id, "give_back", command, _("退回评价"))


async def sign(actor: Actor, *, ids: Sequence[int], version: int | None = None) -> int:
    """Sign drafts, all or none: the evidence stands from now on, the level is in the growth record and told.

    Two 不合格 in a row propose the member's exit to the office. Raises NotFound, Denied for others than leaders and
    for one's own, Conflict when one is no draft or stale, Invalid for an empty choice.
    """
    if not ids:
        raise Invalid(_("请先勾选要审定的评价"))
    async with db.write_tx():
        for one in ids:
            await _sign_one(actor, one, version)
        return len(ids)


async def _sign_one(actor: Actor, id: int, version: int | None) -> None:  # noqa: A002 -- the record's id
    a = Assessment
    before = await queries.get(actor, id)
    kept = msgspec.json.encode(before.evidence).decode()
    also: dict[Any, Any] = {a.evidence: kept, a.signed_by: actor.account, a.signed_at: clock.now(), a.note: ""}
    view = await _step(actor, id, "sign", also, version)
    text = _("%(year)s年度评价：%(level)s") % {"year": view.year_name, "level": view.level}
    await growth.add(
        talent=view.talent, category=Category.ASSESSMENT, text=text, kind="assessment", record=id,
        field_class=rules.P3,
    )  # fmt: skip
    await trail.record(actor, "assessment.signed", "talent", view.talent, _("审定年度评价"), staff_only=True)
    await notices.notify(
        [view.account or 0], rule="assessment.signed", kind="assessment", record=id, title=text,
        href=f"/assessments/{id}", occasion=str(view.version),
    )  # fmt: skip
    failed = Grade.FAILED.value
    if [view.level, *view.past[:1]] == [failed, failed]:
        await members.flag([view.talent], rule="two_fails", occasion=str(view.year))


async def correct(actor: Actor, *, id: int, command: JudgeAssessment) -> AssessmentView:  # noqa: A002 -- the id
    """Take a signed assessment back with a reason, to be drafted again; the record's line is taken back too.

    The officers are told. Raises NotFound, Denied for others than leaders, Invalid, Conflict.
    """
    async with db.write_tx():
        view = await _judge(actor, id, "correct", command, _("更正年度评价"))
        await growth.take_back(kind="assessment", record=id, reason=command.note)
        await notices.notify(
            await identity.account_ids_with_role(Role.OFFICER), rule="assessment.corrected", kind="assessment",
            record=id, title=_("%(name)s的年度评价须重新办理") % {"name": view.name}, body=command.note,
            href=f"/assessments/{id}", occasion=str(view.version),
        )  # fmt: skip
        return view


async def _judge(actor: Actor, id: int, step: str, command: JudgeAssessment, text: str) -> AssessmentView:  # noqa: A002
    if not command.note.strip():
        raise Invalid(fields={"note": _("请写明理由")})
    async with db.write_tx():
        view = await _step(actor, id, step, {Assessment.note: command.note}, command.version)
        action = f"assessment.{step}"
        await trail.record(actor, action, "talent", view.talent, text, detail=command.note, staff_only=True)
        return await queries.get(actor, id)
