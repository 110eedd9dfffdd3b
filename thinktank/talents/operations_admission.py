# SPDX-License-Identifier: MIT
"""Steps of a membership, for one person or for a filtered list (domain.md §4): all of them, or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.policies.kinds import Admission
from thinktank.talents import queries, queries_admission, rules
from thinktank.talents import rules_admission as why
from thinktank.talents.operations_steps import Work, case_of, take
from thinktank.talents.rules_admission import Given
from thinktank.talents.schemas import Filter
from thinktank.talents.schemas_admission import Batch, CaseRow, CaseView, TakeStep, UnitOpinion
from thinktank.talents.tables import AdmissionCase, AdmissionNotice
from thinktank.trail import operations as trail

MOST_AT_ONCE = 500
MOST_REASONS = 10


async def take_step(actor: Actor, *, id: int, command: TakeStep) -> CaseView:  # noqa: A002 -- the record's id
    """Take one step of a person's admission or membership, such as 征求单位意见 or 退出智库.

    Raises NotFound outside the scope, Denied for who does not take this step, Invalid where a reason, day or ground
    is missing, Conflict when the step does not fit how the person stands or somebody else was faster.
    """
    given = Given(note=command.note.strip(), on=command.on, until=command.until, ground=command.ground)
    await run(actor, [id], command.step, given, version=command.version)
    return await queries_admission.case(actor, id)


async def batch(actor: Actor, *, command: Batch) -> int:
    """Take the same step for the people named, or for all that a list's conditions find, up to 500; return how many.

    When it does not fit one of them, nobody is touched and Conflict says of whom and why.
    """
    ids: Sequence[int] = command.ids
    if command.all:
        chosen = Filter(
            q=command.q, direction=command.direction or "", unit=command.unit, state=command.state or "submitted"
        )
        ids = await queries.ids_of(actor, chosen, limit=MOST_AT_ONCE)
    given = Given(note=command.note.strip(), on=command.on, title=command.title.strip())
    return len(await run(actor, ids, command.step, given))


async def admit(
    actor: Actor, *, ids: Sequence[int] = (), chosen: Filter | None = None, admitted_on: date | None = None
) -> int:
    """Make people members for a term; return how many.

    Those whose public notice has run out without an objection come in; people of a roster who are members already
    are taken over, where the department's settings let them (入库条件). ``chosen`` takes, instead of ids, those whom
    a list's conditions find. Raises NotFound, Denied, Invalid, and Conflict with everybody's reason.
    """
    async with db.write_tx():
        if chosen is not None:
            ids = await queries.ids_of(actor, chosen, limit=MOST_AT_ONCE)
        people = await _chosen(actor, ids)
        known = [one.id for one in people if one.state == "submitted" and one.channel == "roster"]
        rest = [one.id for one in people if one.id not in set(known)]
        for some, step in ((rest, "admit"), (known, "take_over")):
            if some:
                await run(actor, some, step, Given(on=admitted_on))
        return len(people)


async def run(
    actor: Actor, ids: Sequence[int], step: str, given: Given, *, version: int | None = None
) -> list[CaseRow]:
    """Take a step for all of these people, or for none; return them as they stood before. Raises as ``take_step``."""
    async with db.write_tx():
        people = await _chosen(actor, ids)
        policy = await policies.admission()
        await _require_all(actor, people, step, delegated=policy.officers_decide)
        faults = why.missing(step, given, clock.today())
        if faults:
            raise Invalid(fields=faults)
        _all_fit(people, step, given, policy)
        work = await _work(actor, people, step, given, policy)
        for person in people:
            await take(work, person, version)
        return people


async def _chosen(actor: Actor, ids: Sequence[int]) -> list[CaseRow]:
    if not ids:
        raise Invalid(_("请先勾选要办理的人"))
    if len(ids) > MOST_AT_ONCE:
        raise Invalid(_("一次最多办理%(n)d人，请分几次") % {"n": MOST_AT_ONCE})
    return await queries_admission.cases(actor, ids)


async def _require_all(actor: Actor, people: list[CaseRow], step: str, *, delegated: bool) -> None:
    stands = await queries.standing(actor, [one.id for one in people])
    for person in people:
        office, unit = stands[person.id]
        own = bool(actor.account) and actor.account in {person.account, person.nominated_by}
        require(rules.may_step(actor, step, office=office, unit=unit, own=own, delegated=delegated))


def _all_fit(people: list[CaseRow], step: str, given: Given, policy: Admission) -> None:
    """Raise Conflict with each person's reason when the step does not fit somebody."""
    found = [(one, why.not_now(step, one, given, policy, clock.today())) for one in people]
    faults = [(one, reason) for one, reason in found if reason]
    if not faults:
        return
    if len(people) == 1:
        raise Conflict(faults[0][1], code="illegal")
    lines = [_("%(name)s：%(why)s") % {"name": one.name, "why": reason} for one, reason in faults[:MOST_REASONS]]
    rest = _("，另有%(n)d人") % {"n": len(faults) - MOST_REASONS} if len(faults) > MOST_REASONS else ""
    head = _("有%(n)d人不能办理，一个也没有办。") % {"n": len(faults)}
    raise Conflict(head + "；".join(lines) + rest, code="illegal")


async def _work(actor: Actor, people: list[CaseRow], step: str, given: Given, policy: Admission) -> Work:
    """Return what is the same for everybody: the term, and the notice or the unit's day where the step has one."""
    years = (await policies.programme()).term_years
    notice, due = None, None
    if step == "publish":
        notice = await _publish(actor, len(people), given, policy)
    if step == "ask_unit":
        due = (await policies.calendar()).add_workdays(clock.today(), policy.unit_workdays)
    return Work(actor, step, given, years, notice, due)


async def _publish(actor: Actor, n: int, given: Given, policy: Admission) -> int:
    """Put up one public notice for everybody of the run; its days are working days of the department's calendar."""
    first = given.on or clock.today()
    last = (await policies.calendar()).add_workdays(first, policy.notice_workdays)
    title = given.title or _("青年人才智库拟入库人员公示（%(n)d人）") % {"n": n}
    a = AdmissionNotice
    row = await a.insert(
        a(title=title, starts_on=first, ends_on=last, published_by=actor.account, published_at=clock.now())
    ).returning(a.id)
    id_ = int(row[0]["id"])
    fields = {"starts_on": first, "ends_on": last}
    await trail.record(actor, "admission_notice.published", "admission_notice", id_, title, fields=fields)
    return id_


# -- the unit's word ------------------------------------------------------------------------------------------------


async def give_opinion(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: UnitOpinion,
    uploads: Sequence[Upload] = (),
) -> CaseView:
    """Keep the unit's opinion: by its liaison on line, or from a stamped paper whose scan is attached.

    An officer enters paper opinions only. The officers are told. Raises NotFound, Denied, Invalid (a no without a
    reason, paper without a scan), Conflict.
    """
    step = "unit_agrees" if command.agree else "unit_disagrees"
    async with db.write_tx():
        (person,) = await queries_admission.cases(actor, [id])
        _office, unit = (await queries.standing(actor, [id]))[id]
        by_liaison = unit and actor.has(Role.LIAISON)
        if (command.paper or not by_liaison) and not uploads:
            raise Invalid(fields={"uploads": _("请上传盖章后的扫描件或照片")})
        given = Given(note=command.note.strip())
        await run(actor, [id], step, given, version=command.version)
        case = (await queries_admission.cases(actor, [id]))[0]
        number = await case_of(case)
        if uploads:
            await files.attach(
                actor, kind=queries_admission.PAPERS, record=number, uploads=uploads, category="unit_opinion"
            )
            await AdmissionCase.update({AdmissionCase.unit_paper: True}).where(AdmissionCase.id == number)
        await _tell_officers(person, agree=command.agree, case=number)
        return await queries_admission.case(actor, id)


async def _tell_officers(person: CaseRow, *, agree: bool, case: int) -> None:
    text = _("%(unit)s同意推荐%(name)s") if agree else _("%(unit)s不同意推荐%(name)s")
    await notices.notify(
        await identity.account_ids_with_role(Role.OFFICER),
        rule="admission.unit_opinion",
        kind="talent",
        record=person.id,
        title=text % {"unit": person.unit_name, "name": person.name},
        href=f"/talents/{person.id}",
        occasion=f"{case}:{person.version}",
    )
