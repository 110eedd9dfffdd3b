# SPDX-License-Identifier: MIT
"""From applications to grants: the list, its signature, the public notice, objections, the grant itself."""

from __future__ import annotations

from typing import Any

from research.applications import operations as applications
from research.applications.states import ReviewWord
from research.corrections.operations import deciding
from research.grants import queries, rules
from research.grants.schemas import AnswerObjection, DraftList, ItemContent, ListView, Object
from research.grants.states import GRANT_LIST, ListState, Verdict
from research.grants.tables import GrantItem, GrantList, GrantObjection
from research.projects import operations_granting as granting
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

KIND = "grant_list"

# -- the list -------------------------------------------------------------------------------------------------


async def draft_list(actor: Actor, *, content: DraftList) -> ListView:
    """Put applications on a list, seen by the office alone. Denied for others than officers; Invalid as ``_check``."""
    require(rules.may_draft(actor))
    async with db.write_tx():
        now = clock.now()
        row = GrantList(
            title=content.title, note=content.note, state=ListState.DRAFT, state_since=now, drafted_by=actor.account,
            created_at=now,
        )  # fmt: skip
        id_ = int((await GrantList.insert(row).returning(GrantList.id))[0]["id"])
        await _replace_items(actor, id_, content.items)
        text = _("拟定拟立项名单")
        await trail.record(actor, "grant_list.drafted", KIND, id_, text, fields={"items": len(content.items)})
        return await queries.get(actor, id_)


async def edit_list(actor: Actor, *, id: int, content: DraftList) -> ListView:  # noqa: A002 -- the record's id
    """Change a list that has not been put before the leader. NotFound, Denied, Conflict, Invalid."""
    async with db.write_tx():
        require(rules.may_edit(actor, await queries.get(actor, id)))
        values: dict[Any, Any] = {GrantList.title: content.title, GrantList.note: content.note}
        await states.touch(GrantList, id=id, version=content.version, values=values)
        await _replace_items(actor, id, content.items)
        await trail.record(
            actor, "grant_list.edited", KIND, id, _("修改拟立项名单"), fields={"items": len(content.items)}
        )
        return await queries.get(actor, id)


async def _replace_items(actor: Actor, list_: int, items: list[ItemContent]) -> None:
    await _check(actor, list_, items)
    i = GrantItem
    await i.delete().where(i.of_list == list_)
    await i.insert(
        *(
            i(
                of_list=list_, application=one.application, verdict=one.verdict, reason=one.reason,
                mentors=",".join(str(account) for account in one.mentors),
            )
            for one in items
        )
    )  # fmt: skip


async def _check(actor: Actor, list_: int, items: list[ItemContent]) -> None:
    """Invalid for an application that is there twice, on another list, not ready, or declined without a reason."""
    ids = [one.application for one in items]
    if len(set(ids)) != len(ids):
        raise Invalid(fields={"items": _("同一份申报列了两次")})
    if await queries.taken(ids, apart_from=list_):
        raise Invalid(fields={"items": _("有申报已在另一份名单上，请刷新后重新选择")})
    await _check_ready(actor, list_, items)
    if any(one.verdict == Verdict.DECLINE and not one.reason.strip() for one in items):
        raise Invalid(fields={"items": _("不予立项要写明理由，团队会看到")})
    await granting.check_mentors([account for one in items for account in one.mentors])


async def _check_ready(actor: Actor, list_: int, items: list[ItemContent]) -> None:
    """Invalid for what is not ready, what its review said no to, and what is over since it was put on the list."""
    standing = {one.application: one for one in (await queries.get(actor, list_)).items}
    refused = {one.id: one.review_decision == ReviewWord.REFUSED for one in await queries.proposable(actor)}
    refused |= {id_: one.review_decision == ReviewWord.REFUSED for id_, one in standing.items()}
    for item in items:
        wanted, on_it = item.verdict == Verdict.GRANT, standing.get(item.application)
        if item.application not in refused:
            raise Invalid(fields={"items": _("有申报还不能列入：须评审完成；揭榜和委托的须已受理")})
        if wanted and refused[item.application]:
            raise Invalid(fields={"items": _("评审结论是不予立项的，不能列为拟立项；有误的先撤销评审结论")})
        if on_it and on_it.over and (wanted or on_it.state == "withdrawn"):
            raise Invalid(fields={"items": rules.why_over(on_it)})


async def _step(actor: Actor, id_: int, name: str, version: int | None, also: dict[Any, Any]) -> ListView:
    found = await queries.get(actor, id_)
    require(rules.may_step(actor, found, name))
    await states.move(GrantList, GRANT_LIST, name, id=id_, version=version, also=also)
    return found


async def submit_list(actor: Actor, *, id: int, version: int | None) -> ListView:  # noqa: A002 -- the record's id
    """Put a list before the leader. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await _step(actor, id, "submit", version, {GrantList.reason: ""})
        await trail.record(actor, "grant_list.submitted", KIND, id, _("报部领导签批"))
        leaders = await identity.account_ids_with_role(Role.DEPT_LEADER)
        await tell(leaders, found, "submitted", _("请签批：%(t)s") % {"t": found.title})
        return await queries.get(actor, id)


async def send_back(actor: Actor, *, id: int, reason: str, version: int | None) -> ListView:  # noqa: A002
    """Send a list back to be changed, with a reason (Invalid without). NotFound, Denied, Conflict."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("退回要写明理由")})
    async with db.write_tx():
        found = await _step(actor, id, "send_back", version, {GrantList.reason: reason})
        await trail.record(actor, "grant_list.sent_back", KIND, id, _("退回修改"), detail=reason)
        await tell([found.drafted_by], found, "sent_back", _("名单退回修改：%(t)s") % {"t": found.title}, reason)
        return await queries.get(actor, id)


async def drop_list(actor: Actor, *, id: int, version: int | None) -> ListView:  # noqa: A002 -- the record's id
    """Give a draft up; its applications may go on another list. NotFound, Denied, Conflict."""
    async with db.write_tx():
        await _step(actor, id, "drop", version, {})
        await trail.record(actor, "grant_list.dropped", KIND, id, _("名单作废"))
        return await queries.get(actor, id)


async def sign_list(actor: Actor, *, id: int, version: int | None) -> ListView:  # noqa: A002 -- the record's id
    """Sign a list: what is to be granted goes on public notice for the set working days, the rest is told why not.

    One decision, to be taken back as one until something of it is granted (ADR 0007). NotFound, Denied, Conflict.
    """
    async with db.write_tx():
        today, days = clock.today(), (await policies.selection()).notice_workdays
        until = (await policies.calendar()).add_workdays(today, days)
        also: dict[Any, Any] = {
            GrantList.signed_by: actor.account, GrantList.signed_at: clock.now(), GrantList.notice_from: today,
            GrantList.notice_until: until,
        }  # fmt: skip
        async with deciding(actor, KIND, id, _("签批并公示")):
            found = await _step(actor, id, "sign", version, also)
            for one in found.items:
                if one.verdict == Verdict.GRANT and not one.over:
                    await applications.put_on_notice(actor, id=one.application, until=until)
        for one in found.items:
            # What was declined with an earlier signature that was taken back stays declined: its team was told.
            if one.verdict == Verdict.DECLINE and not one.over:
                await applications.turn_down(actor, id=one.application, reason=one.reason, version=None, listed=True)
        text = _("签批，公示到%(day)s") % {"day": until}
        await trail.record(actor, "grant_list.signed", KIND, id, text)
        await tell([found.drafted_by], found, "signed", _("已签批并公示：%(t)s") % {"t": found.title})
        return await queries.get(actor, id)


async def finish_list(actor: Actor, *, id: int, version: int | None) -> ListView:  # noqa: A002 -- the record's id
    """Close a list of which every application has been decided. NotFound, Denied, Conflict."""
    async with db.write_tx():
        await _step(actor, id, "finish", version, {})
        await trail.record(actor, "grant_list.finished", KIND, id, _("名单办结"))
        return await queries.get(actor, id)


# -- the grant ------------------------------------------------------------------------------------------------


async def grant_item(actor: Actor, *, item: int) -> ListView:
    """Grant a listed application after its notice: the project is made, its team gets the grant notice.

    NotFound, Denied while the notice runs or an objection is open, Conflict when somebody was faster.
    """
    async with db.write_tx():
        found, one = await queries.item(actor, item)
        require(rules.may_grant(actor, found, one))
        await _grant(actor, found, [item])
        return await queries.get(actor, found.id)


async def grant_clear(actor: Actor, *, id: int) -> ListView:  # noqa: A002 -- the list's id
    """Grant every application of a list against which nothing stands; held ones stay. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await queries.get(actor, id)
        clear = [one.id for one in found.items if rules.may_grant(actor, found, one)]
        if not clear:
            require(rules.may_grant(actor, found, found.items[0]))
            raise Conflict(code="illegal")
        await _grant(actor, found, clear)
        return await queries.get(actor, id)


async def _grant(actor: Actor, found: ListView, items: list[int]) -> None:
    await states.touch(GrantList, id=found.id, version=None, values={})
    for one in found.items:
        if one.id not in items:
            continue
        project = await granting.grant(actor, application=one.application, mentors=one.mentor_ids, listed=True)
        text = _("立项：%(number)s %(title)s") % {"number": project.number, "title": project.title}
        await trail.record(actor, "grant_list.granted", KIND, found.id, text, fields={"project": project.id})


async def decline_item(actor: Actor, *, item: int, reason: str) -> ListView:
    """Decide against a listed application after all; its team is told why. NotFound, Denied, Conflict, Invalid."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("不予立项要写明理由，团队会看到")})
    async with db.write_tx():
        found, one = await queries.item(actor, item)
        require(rules.may_decline(actor, found, one))
        await _decline(actor, found, one.application, one.topic_title, reason)
        return await queries.get(actor, found.id)


async def _decline(actor: Actor, found: ListView, application: int, title: str, reason: str) -> None:
    await states.touch(GrantList, id=found.id, version=None, values={})
    await applications.turn_down(actor, id=application, reason=reason, version=None, listed=True)
    text = _("不予立项：%(title)s") % {"title": title}
    await trail.record(actor, "grant_list.declined", KIND, found.id, text, detail=reason)


# -- objections -----------------------------------------------------------------------------------------------


async def object_to(actor: Actor, *, id: int, content: Object) -> ListView:  # noqa: A002 -- the list's id
    """Hold something against a grant in one's own name while its notice runs: the grant waits for the answer.

    An officer may enter what came by letter or call. The officers are told, with the day by which to answer.
    NotFound, Denied once the notice is over, Invalid for something that is not on the list.
    """
    async with db.write_tx():
        found = await queries.get(actor, id)
        require(rules.may_object(actor, found))
        if content.item not in {one.id for one in found.items if one.verdict == Verdict.GRANT}:
            raise Invalid(fields={"item": _("请选择本次公示的课题")})
        by_letter = bool(content.name.strip()) and actor.has(Role.OFFICER)
        days = (await policies.selection()).answer_workdays
        o = GrantObjection
        row = o(
            item=content.item, name=content.name if by_letter else actor.name, contact=content.contact,
            text=content.text, account=None if by_letter else actor.account, at=clock.now(),
            due_on=(await policies.calendar()).add_workdays(clock.today(), days),
        )  # fmt: skip
        await o.insert(row)
        await trail.record(actor, "grant_list.objected", KIND, id, _("公示期收到异议"), staff_only=True)
        officers = await identity.account_ids_with_role(Role.OFFICER)
        title = _("立项公示收到异议，%(day)s前答复") % {"day": row.due_on}
        await tell(officers, found, "objected", title, occasion=clock.now().isoformat())
        return await queries.get(actor, id)


async def answer(actor: Actor, *, id: int, content: AnswerObjection) -> ListView:  # noqa: A002 -- the record's id
    """Answer an objection, which its author reads; one that is upheld ends the grant. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found, objection = await queries.objection(actor, id)
        require(rules.may_answer(actor, found, objection))
        o = GrantObjection
        values: dict[Any, Any] = {
            o.answer: content.answer, o.upheld: content.upheld, o.answered_by: actor.account,
            o.answered_at: clock.now(),
        }  # fmt: skip
        await states.touch(o, id=id, version=content.version, values=values)
        text = _("答复异议：成立") if content.upheld else _("答复异议：不成立")
        await trail.record(actor, "grant_list.answered", KIND, found.id, text, staff_only=True)
        item = next(one for one in found.items if one.id == objection.item)
        if content.upheld and item.state == "notice":
            await _decline(
                actor, found, item.application, item.topic_title, _("公示期异议成立：%(a)s") % {"a": content.answer}
            )
        if objection.account is not None:
            title = _("您反映的情况已答复")
            await tell([objection.account], found, "answered", title, content.answer, occasion=f"{id}")
        return await queries.get(actor, found.id)


async def tell(accounts: list[int], found: ListView, rule: str, title: str, body: str = "", occasion: str = "") -> None:
    """Tell people about a list, each once per rule and occasion; without one, per version."""
    await notices.notify(
        accounts, rule=f"grant_list.{rule}", kind=KIND, record=found.id, title=title, body=body,
        href=f"/grants/{found.id}", occasion=occasion or str(found.version),
    )  # fmt: skip


async def count_down(_actor: Actor) -> int:
    """Tell the officers once of each list whose notice has run out; return how many were new."""
    g = GrantList
    over = await (
        g.select(g.id, g.title, g.notice_until, g.drafted_by)
        .where((g.state == "notice") & (g.notice_until < clock.today()))
        .order_by(g.notice_until)
        .limit(100)
    )
    told = 0
    for row in over:
        async with db.write_tx():
            told += await notices.notify(
                await identity.account_ids_with_role(Role.OFFICER), rule="grant_list.over", kind=KIND,
                record=row["id"], title=_("公示期满，请办理立项：%(t)s") % {"t": row["title"]},
                href=f"/grants/{row['id']}", occasion=f"{row['notice_until']}",
            )  # fmt: skip
    return told


async def remind_answers(actor: Actor) -> int:
    """Tell the officers once of each objection on the working day before its answer is due, and again when it is late.

    The leaders learn of what is late. Returns how many notices were new; a job.
    """
    tomorrow, told = (await policies.calendar()).add_workdays(clock.today(), 1), 0
    for one in await queries.open_objections(actor):
        if one.due_on > tomorrow:
            continue
        words = _("立项异议答复已逾期：%(t)s") if one.late else _("立项异议%(day)s前答复：%(t)s")
        people = set(await identity.account_ids_with_role(Role.OFFICER))
        people |= set(await identity.account_ids_with_role(Role.DEPT_LEADER)) if one.late else set()
        async with db.write_tx():
            told += await notices.notify(
                people, rule="grant_list.answer_late" if one.late else "grant_list.answer_due", kind=KIND,
                record=one.of_list, title=words % {"t": one.title, "day": one.due_on}, href=f"/grants/{one.of_list}",
                occasion=f"{one.id}:{one.due_on}",
            )  # fmt: skip
    return told
