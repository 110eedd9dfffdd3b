# SPDX-License-Identifier: MIT
"""Writing outcomes: registered, screened, evaluated, taken up the ladder with proof, piloted, promoted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from research.corrections.operations import deciding
from research.outcomes import queries, rules
from research.outcomes.schemas import Climb, Material, OutcomeView, PilotPlan, Registration, Screening, Takeover
from research.outcomes.states import LADDER, EvaluationLevel, Rung
from research.outcomes.tables import Outcome, OutcomeAuthor, OutcomeStep, Replication
from research.projects import queries as projects
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.growth import operations as growth
from thinktank.growth.states import Category
from thinktank.index import operations as index
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.changes import added
from thinktank.kernel.errors import Denied, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.numbers import next_number
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

KIND = "outcome"


async def register(actor: Actor, *, content: Registration) -> OutcomeView:
    """Register an outcome of a project, by its team or by the office; it bears the project's number.

    NotFound for a project that the actor does not see, Denied for who only looks on, Invalid for shares that make
    no whole and for words that need an approval.
    """
    async with db.write_tx():
        project = await projects.get(actor, content.project)
        team = await projects.roles_of(actor.account, content.project) & {"lead", "member"}
        if not (team or actor.has(*OFFICE)):
            raise Denied(_("成果由课题组或经办人登记"))
        wrong = rules.wrong_authors(content.authors)
        if wrong:
            raise Invalid(fields={"authors": wrong})
        guard(content.title, "title")
        now, year = clock.now(), (await policies.programme()).year
        row = Outcome(
            number=f"成{year}-{await next_number(f'outcome:{year}'):03d}",
            title=content.title,
            kind=content.kind,
            project=project.id,
            direction=project.direction,
            unit=project.unit,
            summary=content.summary,
            problem=content.problem,
            practice=content.practice,
            effect=content.effect,
            nonsecret=content.nonsecret,
            state=Rung.REGISTERED,
            state_since=now,
            registered_by=actor.account,
            registered_at=now,
        )
        id_ = int((await Outcome.insert(row).returning(Outcome.id))[0]["id"])
        await added(Outcome, id_)
        await _author(id_, content)
        await trail.record(
            actor, "outcome.registered", KIND, id_, _("登记成果"), detail=f"{project.number} {project.title}"
        )
        found = await queries.get(actor, id_)
        await put_index(found)
        return found


async def put_index(outcome: OutcomeView) -> None:
    """Make an outcome findable by title, number, project and authors."""
    words = [outcome.title, outcome.number, outcome.project_number or "", *(one.name for one in outcome.authors)]
    detail = f"{outcome.number} {outcome.kind_label}"
    await index.put(KIND, outcome.id, outcome.title, detail, f"/outcomes/{outcome.id}", words)


async def _author(id_: int, content: Registration) -> None:
    await OutcomeAuthor.insert(
        *(
            OutcomeAuthor(outcome=id_, talent=author.talent, share=author.share, sort=sort)
            for sort, author in enumerate(content.authors)
        )
    )


def guard(text: str, field: str, body: str = "", document: str = "") -> None:
    """Refuse words that need an approval which is not recorded. Raises Invalid under the field's name."""
    decision = rules.may_say(text, body, document)
    if not decision:
        raise Invalid(fields={field: decision.reason})


async def describe(actor: Actor, *, id: int, content: Material) -> OutcomeView:  # noqa: A002 -- the record's id
    """Write the experience material that others need to take the outcome over. NotFound, Denied, Conflict, Invalid."""
    names = ("practice", "effect", "conditions", "takeaways", "cautions")
    async with db.write_tx():
        outcome = await queries.get(actor, id)
        require(rules.may_describe(actor, outcome))
        approved = next((p for p in outcome.pilots if p.word == "示范点"), None)
        for name in names:
            body, document = (approved.basis_body, approved.basis_document) if approved else ("", "")
            guard(getattr(content, name), name, body, document)
        values = {getattr(Outcome, name): getattr(content, name) for name in names}
        await states.touch(Outcome, id=id, version=content.version, values=values)
        await trail.record(actor, "outcome.described", KIND, id, _("填写经验材料"))
        return await queries.get(actor, id)


async def screen(actor: Actor, *, id: int, content: Screening) -> OutcomeView:  # noqa: A002 -- the record's id
    """Pass the secrecy screening (保密审查), without which nothing leaves. NotFound, Denied, Conflict."""
    also = {Outcome.secrecy_checked_by: actor.account, Outcome.secrecy_checked_at: clock.now()}
    step = Climb(Rung.SCREENED, note=content.note, version=content.version)
    async with db.write_tx():
        return await _reach(actor, await handled(actor, id), step, also=also)


async def record_evaluation(
    actor: Actor,
    *,
    outcome: int,
    level: str,
    note: str = "",
    waiver: str = "",
) -> OutcomeView:
    """Give an outcome its level A to E, from a review or by the office. NotFound, Denied, Conflict."""
    if level not in set(EvaluationLevel):
        raise Invalid(fields={"level": _("等级为A、B、C、D、E之一")})
    step = Climb(Rung.EVALUATED, note=f"{level}级　{note}".strip(), waiver=waiver)
    async with db.write_tx():
        return await _reach(actor, await handled(actor, outcome), step, also={Outcome.level: level})


async def climb(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    content: Climb,
    uploads: Sequence[Upload] = (),
) -> OutcomeView:
    """Take an outcome to a rung with what that rung needs; from any lower one with a reasoned waiver.

    NotFound; Denied for who does not handle it, a rung out of turn without a waiver, or before the screening;
    Conflict when stale; Invalid naming what the rung still needs.
    """
    async with db.write_tx():
        outcome = await handled(actor, id)
        if content.rung in rules.OWN_FORMS or content.rung == Rung.REGISTERED:
            raise Invalid(fields={"rung": _("这个环节有单独的表单，请在成果页面办理")})
        require(rules.may_reach(outcome, content.rung, content.waiver))
        lacking = rules.missing_for(content, has_file=any(upload.filename for upload in uploads))
        if lacking:
            raise Invalid(fields=lacking)
        kept = await files.attach(actor, kind=KIND, record=id, uploads=uploads, category=content.rung)
        return await _reach(actor, outcome, content, file=kept[0].id if kept else None)


async def handled(actor: Actor, id_: int) -> OutcomeView:
    """Return an outcome that the actor may move; NotFound, Denied."""
    outcome = await queries.get(actor, id_)
    require(rules.may_handle(actor, outcome))
    return outcome


async def _reach(
    actor: Actor,
    outcome: OutcomeView,
    content: Climb,
    *,
    also: dict[Any, Any] | None = None,
    file: int | None = None,
    basis: tuple[str, str] = ("", ""),
) -> OutcomeView:
    """Move, keep the step with its proof, and tell the authors. The caller holds the write."""
    require(rules.may_reach(outcome, content.rung, content.waiver))
    guard(content.note, "note", *basis)
    rung, on = str(content.rung.value), content.on or clock.today()
    _not_in_future(on)
    async with deciding(actor, KIND, outcome.id, LADDER.label(rung)):
        await states.move(Outcome, LADDER, rung, id=outcome.id, version=content.version, also=also)
    await OutcomeStep.insert(
        OutcomeStep(
            outcome=outcome.id, rung=rung, body=content.body, document=content.document, on=on, note=content.note,
            waiver=content.waiver, file=file, by=actor.account, at=clock.now(),
        )
    )  # fmt: skip
    words = [content.body, content.document, content.note]
    if content.waiver:
        words.append(_("越级理由：%(why)s") % {"why": content.waiver})
    detail = "　".join(word for word in words if word)
    await trail.record(actor, f"outcome.{rung}", KIND, outcome.id, LADDER.label(rung), detail=detail)
    await _tell(outcome, rung, on)
    return await queries.get(actor, outcome.id)


def _not_in_future(on: date) -> None:
    if on > clock.today():
        raise Invalid(fields={"on": _("日期还没有到，请填写已经发生的日期")})


async def _tell(outcome: OutcomeView, rung: str, on: date) -> None:
    """Tell the authors; adoption, effect and promotion also stand in their growth record."""
    title = _("成果“%(title)s”：%(rung)s") % {"title": outcome.title, "rung": LADDER.label(rung)}
    await notices.notify(
        [author.account for author in outcome.authors if author.account is not None],
        rule=f"outcome.{rung}",
        kind=KIND,
        record=outcome.id,
        title=title,
        href=f"/outcomes/{outcome.id}",
    )
    if rung in {Rung.ADOPTED, Rung.APPLIED, Rung.PROMOTED}:
        for author in outcome.authors:
            await growth.add(
                talent=author.talent, category=Category.OUTCOME, text=title.removeprefix(_("成果")), kind=KIND,
                record=outcome.id, on=on, occasion=rung,
            )  # fmt: skip


async def climb_to_pilot(actor: Actor, outcome: OutcomeView, plan: PilotPlan) -> OutcomeView:
    """Take an outcome to the rung of pilots with its first one; ``start_pilot`` calls it inside its write."""
    step = Climb(
        Rung.PILOT, body=plan.basis_body, document=plan.basis_document, note=plan.plan, waiver=plan.waiver,
        version=plan.version,
    )  # fmt: skip
    return await _reach(actor, outcome, step, basis=(plan.basis_body, plan.basis_document))


async def replicate(actor: Actor, *, id: int, content: Takeover) -> OutcomeView:  # noqa: A002 -- the record's id
    """Note a unit that took the outcome over; the first one makes it promoted (经验推广).

    For whom it fits (适用条件) has to be written down first: copying without fit is a known risk (domain.md §6).
    NotFound, Denied, Conflict (also for a unit noted twice), Invalid.
    """
    async with db.write_tx():
        outcome = await handled(actor, id)
        if not outcome.conditions.strip():
            raise Invalid(fields={"adaptation": _("请先在经验材料里写明适用条件，再推广")})
        for name in ("adaptation", "effect"):
            guard(getattr(content, name), name)
        row = Replication(
            outcome=id, unit=content.unit, channel=content.channel, adaptation=content.adaptation,
            effect=content.effect, on=content.on, at=clock.now(), by=actor.account,
        )  # fmt: skip
        await Replication.insert(row)
        if outcome.state == Rung.PROMOTED:
            await trail.record(actor, "outcome.replicated", KIND, id, _("新增推广单位"), detail=content.effect)
            return await queries.get(actor, id)
        step = Climb(Rung.PROMOTED, on=content.on, note=content.effect, waiver=content.waiver, version=content.version)
        return await _reach(actor, outcome, step)
