# SPDX-License-Identifier: MIT
"""Orders: drafted, signed and issued, received, answered, checked, closed; each step refreshes the light."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from research.corrections.operations import deciding
from research.projects import queries as projects
from research.projects.events import LeadChanged
from research.projects.rules import Ties
from research.projects.schemas import ProjectView
from reviews.problems import operations_orders as problems
from reviews.supervision import operations_helpers as helpers
from reviews.supervision import operations_time as time
from reviews.supervision import queries, rules
from reviews.supervision.operations import refresh
from reviews.supervision.queries_helpers import accounts as beside_of
from reviews.supervision.rules import OrderFacts
from reviews.supervision.schemas import DraftOrder, ExtendOrder, GiveReason, OrderView, ReplyOrder, Step, VerifyOrder
from reviews.supervision.states import BEFORE_ISSUE, OPEN, ORDER, OrderKind, OrderState
from reviews.supervision.tables import Checkpoint, Order
from thinktank.files import operations as files
from thinktank.files import queries as file_queries
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.index import operations as index
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.numbers import next_number
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

MOST_HANDED = 200


async def _load(actor: Actor, id: int) -> tuple[OrderView, Ties, OrderFacts]:  # noqa: A002 -- the record's id
    order, _project, ties = await queries.load(actor, id)
    return order, ties, queries.facts_of(order)


async def _note(actor: Actor, order: OrderView, verb: str, text: str, **more: Any) -> None:
    """Write a step down on the order and on its project's timeline (there once the order is out)."""
    await trail.record(actor, f"order.{verb}", "order", order.id, text, **more)
    on_project = _("%(order)s：%(text)s") % {"order": order.title, "text": text}
    hidden = order.state in BEFORE_ISSUE and verb != "issued"
    await trail.record(actor, f"project.order_{verb}", "project", order.project, on_project, staff_only=hidden)


async def _tell(accounts: Iterable[int], order: OrderView, rule: str, title: str, body: str = "") -> None:
    await notices.notify(
        accounts, rule=f"order.{rule}", kind="order", record=order.id, title=title, body=body, href=order.href,
        occasion=str(order.version),
    )  # fmt: skip


async def make_findable(order: OrderView) -> None:
    """Let an order be found by number, matter and project; who sees it is the search's to ask."""
    words = [order.number, order.matter, order.project_number, order.project_title]
    detail = f"{order.kind.label}　{order.project_title}"
    await index.put("order", order.id, f"{order.number}　{order.matter}".strip("　"), detail, order.href, words)


async def draft_order(actor: Actor, *, command: DraftOrder, uploads: Sequence[Upload] | None = None) -> OrderView:
    """Draft an order to a project's lead or a liaison of its unit; the leader (of a reminder: an officer) signs it.

    The files (its basis and material) go out with it, and so do the names of who stands beside the handler. NotFound
    outside the scope, Denied for others than inspectors and the department, Invalid when there is nobody to handle it,
    the days do not fit or nobody acts for a helper. The due day moves to a working day (decisions.md, Days).
    """
    async with db.write_tx():
        project = await projects.head(actor, command.project)
        require(rules.may_supervise(await projects.ties_of(actor, project)))
        handler = await _handler(project, command.handler)
        if command.entry is not None:
            await problems.check(actor, command.entry, command.project)
        made = await _insert(actor, command, handler, project.unit)
        await helpers.name(made, project=project, handler=handler, command=command)
        await files.attach(actor, kind="order", record=made, uploads=uploads or [], category="basis")
        if command.entry is not None:
            await problems.put_on(command.entry, order=made)
        order, _ties, _facts = await _load(actor, made)
        await make_findable(order)
        await _note(actor, order, "drafted", _("起草%(kind)s") % {"kind": order.kind.label}, detail=order.matter)
        if order.kind is not OrderKind.REMINDER:
            leaders = await identity.account_ids_with_role(Role.DEPT_LEADER)
            title = _("请签发%(kind)s：%(matter)s") % {"kind": order.kind.label, "matter": order.matter}
            await _tell(leaders, order, "drafted", title)
        return await queries.get(actor, made)


async def _handler(project: ProjectView, chosen: int | None) -> int:
    handler = chosen or project.lead_account
    if not handler:
        raise Invalid(fields={"project": _("课题负责人还没有账号，请先为其开通，或选择责任单位联络员承办")})
    if handler != project.lead_account and handler not in await identity.liaisons_of(project.unit):
        raise Invalid(fields={"handler": _("请选择课题负责人或责任单位联络员")})
    return handler


async def _insert(
    actor: Actor, command: DraftOrder, handler: int, unit: int, *, escalated_from: int | None = None
) -> int:
    today = clock.today()
    calendar = await policies.calendar()
    terms = await policies.supervision()
    receive_by = command.receive_by or calendar.add_workdays(today, terms.receive_workdays)
    due_on = calendar.next_workday(command.due_on)
    if command.due_on < today:
        raise Invalid(fields={"due_on": _("整改期限不能早于今天")})
    if command.receive_by and not today <= command.receive_by <= due_on:
        raise Invalid(fields={"receive_by": _("签收期限应在今天和整改期限之间")})
    if command.checkpoint is not None:
        c = Checkpoint
        of_project = c.select(c.id).where((c.id == command.checkpoint) & (c.project == command.project))
        if not await db.exists(of_project):
            raise Invalid(fields={"checkpoint": _("这个检查点不属于该项目")})
    now = clock.now()
    row = Order(
        kind=str(command.kind), project=command.project, unit=unit, checkpoint=command.checkpoint, entry=command.entry,
        escalated_from=escalated_from, matter=command.matter, basis=command.basis, problem=command.problem,
        requirement=command.requirement, handler=handler, receive_by=min(calendar.next_workday(receive_by), due_on),
        due_on=due_on, drafted_by=actor.account, drafted_at=now, state=str(OrderState.DRAFT), state_since=now,
    )  # fmt: skip
    return int((await Order.insert(row).returning(Order.id))[0]["id"])


async def sign_order(actor: Actor, *, id: int, command: Step) -> OrderView:  # noqa: A002 -- the record's id
    """Sign an order, number it and issue it to its handler: one act of whoever may sign.

    Denied for others; Conflict when it is not a draft or was changed meanwhile.
    """
    async with db.write_tx():
        order, ties, facts = await _load(actor, id)
        require(rules.may_sign(actor, ties, facts))
        now = clock.now()
        year = clock.today().year
        o = Order
        signed = {o.signed_by: actor.account, o.signed_at: now}
        await move(o, ORDER, "approve", id=id, version=command.version, also=signed)
        number = f"督〔{year}〕{await next_number(f'督{year}')}号"
        await move(o, ORDER, "issue", id=id, also={o.number: number, o.issued_at: now})
        order, _ties, _facts = await _load(actor, id)
        if order.entry:
            await problems.put_on(order.entry, order=id, number=number)
        await make_findable(order)
        await _note(
            actor, order, "issued", _("签发并下发%(kind)s") % {"kind": order.kind.label}, fields={"number": number}
        )
        title = _("%(number)s：%(matter)s，请签收") % {"number": number, "matter": order.matter}
        await _tell([order.handler], order, "issued", title, order.requirement)
        beside = await beside_of(order.helpers)
        title = _("%(number)s：%(matter)s，请协办") % {"number": number, "matter": order.matter}
        await _tell(beside, order, "issued_to_help", title, order.requirement)
        copy = _("%(number)s已下发：%(matter)s") % {"number": number, "matter": order.matter}
        await _tell(await identity.liaisons_of(order.unit), order, "issued_copy", copy)
        await refresh(order.project)
        return await queries.get(actor, id)


async def receive(actor: Actor, *, id: int, command: Step) -> OrderView:  # noqa: A002 -- the record's id
    """Confirm receipt, as the handler."""
    received = {Order.received_at: clock.now()}
    return await _handle(actor, id, command, "receive", _("签收"), also=received)


async def start(actor: Actor, *, id: int, command: Step) -> OrderView:  # noqa: A002 -- the record's id
    """Say that work on the matter has begun, as the handler."""
    return await _handle(actor, id, command, "start", _("开始办理"))


async def _handle(
    actor: Actor,
    id: int,  # noqa: A002 -- the record's id
    command: Step,
    step: str,
    text: str,
    also: dict[Any, Any] | None = None,
) -> OrderView:
    async with db.write_tx():
        order, _ties, facts = await _load(actor, id)
        require(rules.may_handle(actor.account, facts, step))
        await move(Order, ORDER, step, id=id, version=command.version, also=also)
        await _note(actor, order, step, text)
        title = _("%(order)s：承办人已%(step)s") % {"order": order.title, "step": text}
        await _tell([order.drafted_by], order, step, title)
        await refresh(order.project)
        return await queries.get(actor, id)


async def reply(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: ReplyOrder,
    uploads: Sequence[Upload] | None = None,
) -> OrderView:
    """Answer an order with what was done and its evidence, as the handler; it then waits for the check."""
    async with db.write_tx():
        order, _ties, facts = await _load(actor, id)
        require(rules.may_handle(actor.account, facts, "reply"))
        o = Order
        await time.lapse(order)
        answer = {o.reply: command.reply, o.replied_at: clock.now()}
        await move(o, ORDER, "reply", id=id, version=command.version, also=answer)
        if order.entry:
            await problems.replied(order.entry, command.reply)
        await files.attach(actor, kind="order", record=id, uploads=uploads or [], category="reply")
        await _note(actor, order, "replied", _("反馈整改情况"), detail=command.reply, fields={"reply": command.reply})
        title = _("%(order)s已反馈，请核查") % {"order": order.title}
        await _tell(_others(order, actor), order, "replied", title, command.reply)
        await refresh(order.project)
        return await queries.get(actor, id)


def _others(order: OrderView, actor: Actor) -> list[int]:
    return [account for account in (order.drafted_by, order.handler) if account != actor.account]


async def verify(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: VerifyOrder,
    uploads: Sequence[Upload] | None = None,
) -> OrderView:
    """Check a reply: close the order (evidence is needed), or send it back with what is missing.

    Denied for the handler, for others than inspectors and the department, and for closing without evidence;
    Invalid for a return without a reason; Conflict when there is no reply or somebody was faster.
    """
    async with db.write_tx():
        order, ties, facts = await _load(actor, id)
        require(rules.may_verify(actor.account, ties, facts))
        if not command.passed and not command.note:
            raise Invalid(fields={"note": _("请写明退回的理由，承办人据此重办")})
        await files.attach(actor, kind="order", record=id, uploads=uploads or [], category="check")
        if command.passed:
            evidence = [one for one in await file_queries.of("order", id) if one.category != "basis"]
            require(rules.may_close(len(evidence)))
        await _verdict(id, actor, order, command)
        word = _("核查通过，销号") if command.passed else _("核查未通过，退回重办")
        await _note(
            actor, order, "closed" if command.passed else "returned", word, detail=command.note,
            fields={"note": command.note},
        )  # fmt: skip
        title = _("%(order)s：%(word)s") % {"order": order.title, "word": word}
        await _tell(_others(order, actor), order, "verified", title, command.note)
        await refresh(order.project)
        return await queries.get(actor, id)


async def _verdict(id: int, actor: Actor, order: OrderView, command: VerifyOrder) -> None:  # noqa: A002
    """Take the order through its check to closed or returned."""
    o = Order
    version = command.version
    if order.state == "replied":
        await move(o, ORDER, "check", id=id, version=version)
        version = None
    checked: dict[Any, Any] = {
        o.verified_by: actor.account, o.verified_at: clock.now(), o.verify_note: command.note,
    }  # fmt: skip
    if command.passed:
        checked[o.closed_on] = clock.today()
    if not command.passed:
        await move(o, ORDER, "return", id=id, version=version, also=checked)
        if order.entry:
            await problems.sent_back(order.entry)
        return
    async with deciding(actor, "order", id, _("核查通过，销号")):
        await move(o, ORDER, "close", id=id, version=version, also=checked)
        if order.entry:
            await problems.closed(actor, order.entry, command.note or _("随督办单核查通过"))


async def extend(actor: Actor, *, id: int, command: ExtendOrder) -> OrderView:  # noqa: A002 -- the record's id
    """Give the handler more time, with a reason; Invalid unless later than now and than the present due day."""
    async with db.write_tx():
        order, ties, facts = await _load(actor, id)
        require(rules.may_extend(ties, facts))
        if command.due_on <= max(order.due_on, clock.today()):
            raise Invalid(fields={"due_on": _("请选择比原期限和今天更晚的日期")})
        due_on = (await policies.calendar()).next_workday(command.due_on)
        await touch(Order, id=id, version=command.version, values={Order.due_on: due_on})
        text = _("延期至%(day)s") % {"day": due_on.isoformat()}
        await _note(actor, order, "extended", text, detail=command.reason, fields={"due_on": due_on.isoformat()})
        await _tell([order.handler], order, "extended", f"{order.title}：{text}", command.reason)
        await refresh(order.project)
        return await queries.get(actor, id)


async def withdraw(actor: Actor, *, id: int, command: GiveReason) -> OrderView:  # noqa: A002 -- the record's id
    """Take an order back, with a reason; its number is not used again."""
    async with db.write_tx():
        order, ties, facts = await _load(actor, id)
        require(rules.may_withdraw(ties, facts))
        await time.lapse(order)
        await move(Order, ORDER, "withdraw", id=id, version=command.version)
        if order.entry:
            await problems.take_off(order.entry)
        await _note(actor, order, "withdrawn", _("撤回"), detail=command.reason)
        if order.issued_at:
            title = _("%(order)s已撤回") % {"order": order.title}
            await _tell([order.handler, *await beside_of(order.helpers)], order, "withdrawn", title, command.reason)
        await refresh(order.project)
        return await queries.get(actor, id)


async def escalate(actor: Actor, *, id: int, command: GiveReason) -> OrderView:  # noqa: A002 -- the record's id
    """End an order without effect and draft the next graver kind, which links back; return the new draft."""
    async with db.write_tx():
        order, ties, facts = await _load(actor, id)
        require(rules.may_escalate(ties, facts))
        await time.lapse(order)
        graver = order.kind.graver or order.kind
        await move(Order, ORDER, "escalate", id=id, version=command.version)
        text = _("升级为%(kind)s") % {"kind": graver.label}
        await _note(actor, order, "escalated", text, detail=command.reason)
        calendar, terms = await policies.calendar(), await policies.supervision()
        draft = DraftOrder(
            nonsecret=True, project=order.project, kind=graver, matter=order.matter, problem=order.problem,
            requirement=order.requirement, basis=order.title,
            due_on=max(order.due_on, calendar.add_workdays(clock.today(), terms.fix_workdays)), entry=order.entry,
        )  # fmt: skip
        made = await _insert(actor, draft, order.handler, order.unit, escalated_from=id)
        await helpers.copy(old=id, new=made)
        if order.entry:
            await problems.take_off(order.entry)
            await problems.put_on(order.entry, order=made)
        new, _ties, _facts = await _load(actor, made)
        await make_findable(new)
        await _note(actor, new, "drafted", _("起草%(kind)s") % {"kind": graver.label}, detail=command.reason)
        title = _("请签发%(kind)s：%(matter)s") % {"kind": graver.label, "matter": order.matter}
        await _tell(await identity.account_ids_with_role(Role.DEPT_LEADER), new, "drafted", title)
        await refresh(order.project)
        return new


async def on_lead_changed(event: LeadChanged) -> None:
    """Bring the open orders of a former lead to the new one's desk; drafts too, for they are not out yet."""
    o = Order
    mine = (o.project == event.project) & (o.handler == event.old) & o.state.is_in([*BEFORE_ISSUE, *OPEN])
    for row in await o.select(o.id).where(mine).order_by(o.id).limit(MOST_HANDED):
        await touch(Order, id=row["id"], version=None, values={o.handler: event.new})
        order, _ties, _facts = await _load(event.actor, row["id"])
        text = _("承办人变更为%(name)s") % {"name": order.handler_name}
        await _note(event.actor, order, "handed_over", text, detail=event.reason)
        if order.issued_at:
            title = _("%(order)s由您继续承办") % {"order": order.title}
            await _tell([event.new], order, "handed_over", title, order.matter)
