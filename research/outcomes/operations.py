# SPDX-License-Identifier: MIT
"""Writing outcomes: registered, screened, evaluated, taken up the ladder with proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from research.corrections.operations import deciding
from research.outcomes import operations_versions, queries, rules
from research.outcomes.operations_versions import KIND, guard, not_in_future
from research.outcomes.schemas import Climb, Evaluation, Material, OutcomeView, Registration, Regrade, Screening
from research.outcomes.states import LADDER, RULE, EvaluationLevel, Rung
from research.outcomes.tables import Outcome, OutcomeStep
from research.projects import queries as projects
from research.projects.schemas import ProjectView
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
from thinktank.kernel.policy import check, require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def register(actor: Actor, *, content: Registration) -> OutcomeView:
    """Register an outcome of a project, by its team or by the office; it bears the project's number.

    A finished work that belongs to no project is the office's to register, with where it came from. An outcome counts
    once: one that reads like another of the same people or project takes a word on what sets them apart.
    NotFound for a project that the actor does not see, Denied for who only looks on, Invalid for shares that make
    no whole, a likeness that is not explained, and words that need an approval.
    """
    async with db.write_tx():
        project = await _source(actor, content)
        wrong = rules.wrong_authors(content.authors)
        if wrong:
            raise Invalid(fields={"authors": wrong})
        guard(content.title, "title")
        await operations_versions.refuse_twins(actor, content, project=project.id if project else None)
        now, year = clock.now(), (await policies.programme()).year
        row = Outcome(
            number=f"成{year}-{await next_number(f'outcome:{year}'):03d}",
            title=content.title,
            kind=content.kind,
            project=project.id if project else None,
            direction=project.direction if project else content.direction,
            unit=project.unit if project else await operations_versions.unit_of(content.authors[0].talent),
            summary=content.summary,
            problem=content.problem,
            practice=content.practice,
            effect=content.effect,
            nonsecret=content.nonsecret,
            origin="" if project else content.origin,
            state=Rung.REGISTERED,
            state_since=now,
            registered_by=actor.account,
            registered_at=now,
        )
        id_ = int((await Outcome.insert(row).returning(Outcome.id))[0]["id"])
        await added(Outcome, id_)
        await operations_versions.author(id_, content.authors)
        source = f"{project.number} {project.title}" if project else content.origin
        detail = "　".join(part for part in (source, content.distinct) if part)
        await trail.record(actor, "outcome.registered", KIND, id_, _("登记成果"), detail=detail)
        found = await queries.get(actor, id_)
        await put_index(found)
        return found


async def _source(actor: Actor, content: Registration) -> ProjectView | None:
    """The project that an outcome comes from, whose team or office registers it; None for a finished work."""
    if content.project is None:
        require(check(actor.has(*OFFICE), _("成果由课题组从所属项目登记；不属于项目的由经办人登记")))
        blank = {"direction": _("请选择方向"), "origin": _("请写明来源")}
        lacking = {name: text for name, text in blank.items() if not getattr(content, name)}
        if lacking:
            raise Invalid(fields=lacking)
        return None
    project = await projects.get(actor, content.project)
    team = await projects.roles_of(actor.account, content.project) & {"lead", "member"}
    if not (team or actor.has(*OFFICE)):
        raise Denied(_("成果由课题组或经办人登记"))
    return project


async def put_index(outcome: OutcomeView) -> None:
    """Make an outcome findable by title, number, project and authors."""
    words = [outcome.title, outcome.number, outcome.project_number or "", *(one.name for one in outcome.authors)]
    detail = f"{outcome.number} {outcome.kind_label}"
    await index.put(KIND, outcome.id, outcome.title, detail, f"/outcomes/{outcome.id}", words)


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
        await reach(actor, await handled(actor, id), step, also=also)
        return await queries.get(actor, id)


async def record_evaluation(
    actor: Actor,
    *,
    outcome: int,
    level: str,
    note: str = "",
    waiver: str = "",
) -> OutcomeView:
    """Give an outcome its level A to E from a review. Denied, Conflict, Invalid as ``evaluate``."""
    if level not in set(EvaluationLevel):
        raise Invalid(fields={"level": _("等级为A、B、C、D、E之一")})
    content = Evaluation(EvaluationLevel(level), note=note, waiver=waiver)
    return await evaluate(actor, id=outcome, content=content)


async def evaluate(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    content: Evaluation,
    uploads: Sequence[Upload] = (),
) -> OutcomeView:
    """Give an outcome its level, with the evidence that the level asks for where it is not on record yet.

    NotFound, Denied, Conflict; Invalid where no checked evidence carries the level.
    """
    step = Climb(
        Rung.EVALUATED, body=content.body, document=content.document, on=None, note=content.note,
        grounds=content.grounds, approver=content.approver, waiver=content.waiver, version=content.version,
    )  # fmt: skip
    step.note = f"{content.level}级　{content.note}".strip()
    async with db.write_tx():
        outcome = await handled(actor, id)
        if content.grounds is not None and not content.body.strip():
            raise Invalid(fields={"body": _("请填写出具佐证的机关或单位")})
        kept = await files.attach(actor, kind=KIND, record=id, uploads=uploads, category="evidence")
        await reach(actor, outcome, step, also={Outcome.level: content.level}, file=kept[0].id if kept else None)
        found = await queries.get(actor, id)
        await _carry(found, content.level)
        return found


async def _carry(outcome: OutcomeView, level: str) -> None:
    """Refuse a level that no checked evidence carries, unless the department does without."""
    carried = rules.carried(level, outcome.evidence)
    if not carried and (await policies.outcomes()).level_needs_evidence:
        raise Invalid(fields={"level": carried.reason}, message=carried.reason)


async def regrade(actor: Actor, *, id: int, content: Regrade) -> OutcomeView:  # noqa: A002 -- the record's id
    """Give another level on evidence that has come since (复评). NotFound, Denied, Conflict, Invalid."""
    async with db.write_tx():
        outcome = await queries.get(actor, id)
        require(rules.may_regrade(actor, outcome))
        await _carry(outcome, content.level)
        text = _("复评为%(level)s级") % {"level": content.level.value}
        async with deciding(actor, KIND, id, text):
            await states.touch(Outcome, id=id, version=content.version, values={Outcome.level: content.level})
        detail = _("原%(level)s级　%(note)s") % {"level": outcome.level, "note": content.note}
        await trail.record(actor, "outcome.regraded", KIND, id, text, detail=detail)
        await tell_authors(outcome, "regraded", _("成果“%(title)s”%(text)s") % {"title": outcome.title, "text": text})
        return await queries.get(actor, id)


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
        if content.rung not in rules.OPEN_RUNGS:
            raise Invalid(fields={"rung": _("这个环节有单独的表单，请在成果页面办理")})
        require(rules.may_reach(outcome, content.rung, content.waiver))
        lacking = rules.missing_for(content, files=sum(bool(upload.filename) for upload in uploads))
        if lacking:
            raise Invalid(fields=lacking)
        kept = await files.attach(actor, kind=KIND, record=id, uploads=uploads, category=content.rung)
        await reach(actor, outcome, content, file=kept[0].id if kept else None)
        return await queries.get(actor, id)


async def handled(actor: Actor, id_: int) -> OutcomeView:
    """Return an outcome that the actor may move; NotFound, Denied."""
    outcome = await queries.get(actor, id_)
    require(rules.may_handle(actor, outcome))
    return outcome


async def reach(
    actor: Actor,
    outcome: OutcomeView,
    content: Climb,
    *,
    also: dict[Any, Any] | None = None,
    file: int | None = None,
    basis: tuple[str, str] = ("", ""),
) -> None:
    """Move, keep the step with its proof, and tell the authors. Who may has been asked; the caller holds the write."""
    require(rules.may_reach(outcome, content.rung, content.waiver))
    guard(content.note, "note", *basis)
    rung, on = str(content.rung.value), content.on or clock.today()
    not_in_future(on)
    async with deciding(actor, KIND, outcome.id, LADDER.label(rung)):
        await states.move(Outcome, LADDER, rung, id=outcome.id, version=content.version, also=also)
    await OutcomeStep.insert(
        OutcomeStep(
            outcome=outcome.id, rung=rung, body=content.body, document=content.document, on=on, note=content.note,
            waiver=content.waiver, file=file, grounds=content.grounds or "", approver=content.approver,
            checked_by=actor.account if content.grounds else None, checked_at=clock.now() if content.grounds else None,
            by=actor.account, at=clock.now(),
        )
    )  # fmt: skip
    words = [content.body, content.document, content.note]
    if content.waiver:
        words.append(_("越级理由：%(why)s") % {"why": content.waiver})
    detail = "　".join(word for word in words if word)
    await trail.record(actor, f"outcome.{rung}", KIND, outcome.id, LADDER.label(rung), detail=detail)
    await _tell(outcome, rung, on)


async def _tell(outcome: OutcomeView, rung: str, on: date) -> None:
    """Tell the authors; what the ladder says grows also stands in their growth record."""
    title = _("成果“%(title)s”：%(rung)s") % {"title": outcome.title, "rung": LADDER.label(rung)}
    await tell_authors(outcome, rung, title)
    if RULE[rung].grows:
        for author in outcome.authors:
            await growth.add(
                talent=author.talent, category=Category.OUTCOME, text=title.removeprefix(_("成果")), kind=KIND,
                record=outcome.id, on=on, occasion=rung,
            )  # fmt: skip


async def tell_authors(outcome: OutcomeView, rule: str, title: str, body: str = "", occasion: str = "") -> None:
    """Tell the authors of an outcome something about it."""
    await notices.notify(
        [author.account for author in outcome.authors if author.account is not None], rule=f"outcome.{rule}",
        kind=KIND, record=outcome.id, title=title, body=body, href=f"/outcomes/{outcome.id}", occasion=occasion,
    )  # fmt: skip
