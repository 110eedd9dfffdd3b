# SPDX-License-Identifier: MIT
"""More time for an order: asked for by its handler before the due day, given or refused by the department."""

from __future__ import annotations

from collections.abc import Iterable

from reviews.supervision import queries, rules
from reviews.supervision.operations import refresh
from reviews.supervision.schemas import AnswerMoreTime, AskMoreTime, MoreTimeView, OrderView
from reviews.supervision.states import MORE_TIME, MoreTimeState
from reviews.supervision.tables import Order, OrderExtension
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def ask(actor: Actor, *, id: int, command: AskMoreTime) -> OrderView:  # noqa: A002 -- the order's id
    """Ask for more time, as the handler and before the due day; the department is told.

    Denied once the day has passed or while an earlier wish waits; Invalid for a day that is not later.
    """
    async with db.write_tx():
        order, _project, _ties = await queries.load(actor, id)
        facts = queries.facts_of(order)
        today = clock.today()
        waiting = _waiting(order) is not None
        require(rules.may_ask_more_time(actor.account, facts, due_on=order.due_on, today=today, asked=waiting))
        if command.due_on <= order.due_on:
            raise Invalid(fields={"due_on": _("请选择比原期限更晚的日期")})
        due_on = (await policies.calendar()).next_workday(command.due_on)
        now = clock.now()
        await touch(Order, id=id, version=command.version, values={})
        wish = OrderExtension(
            for_order=id, due_on=due_on, reason=command.reason, asked_by=actor.account, asked_at=now,
            state=str(MoreTimeState.ASKED), state_since=now,
        )  # fmt: skip
        await OrderExtension.insert(wish)
        text = _("申请延期至%(day)s") % {"day": due_on.isoformat()}
        await trail.record(actor, "order.more_time_asked", "order", id, text, detail=command.reason)
        officers = await identity.account_ids_with_role(Role.OFFICER)
        await _tell(officers, order, "more_time_asked", f"{order.title}：{text}", command.reason)
        return await queries.get(actor, id)


async def answer(actor: Actor, *, id: int, command: AnswerMoreTime) -> OrderView:  # noqa: A002 -- the order's id
    """Give more time (until the day asked for, or another one) or refuse it with a reason; the handler is told.

    Denied for others than the department; Invalid for a refusal without a reason, or a day that is not later;
    Conflict when somebody answered meanwhile.
    """
    async with db.write_tx():
        order, _project, ties = await queries.load(actor, id)
        wish = _waiting(order)
        facts = queries.facts_of(order)
        require(rules.may_answer_more_time(ties, facts, asked=wish is not None))
        if wish is None:
            raise Conflict(code="stale")
        if not command.given and not command.note.strip():
            raise Invalid(fields={"note": _("请写明不同意的理由")})
        e = OrderExtension
        also = {e.decided_by: actor.account, e.decided_at: clock.now(), e.note: command.note}
        if command.given:
            due_on = (await policies.calendar()).next_workday(command.due_on or wish.due_on)
            if due_on <= order.due_on:
                raise Invalid(fields={"due_on": _("请选择比原期限更晚的日期")})
            await touch(Order, id=id, version=command.version, values={Order.due_on: due_on})
            await move(e, MORE_TIME, "give", id=wish.id, also={**also, e.due_on: due_on})
            text = _("同意延期至%(day)s") % {"day": due_on.isoformat()}
        else:
            await touch(Order, id=id, version=command.version, values={})
            await move(e, MORE_TIME, "refuse", id=wish.id, also=also)
            text = _("不同意延期")
        await trail.record(actor, "order.more_time_answered", "order", id, text, detail=command.note)
        await _tell([order.handler], order, "more_time_answered", f"{order.title}：{text}", command.note)
        await refresh(order.project)
        return await queries.get(actor, id)


async def lapse(order: OrderView) -> None:
    """End a wish that still waits when its order is answered or ends; inside the order's own write."""
    wish = _waiting(order)
    if wish is not None:
        await move(OrderExtension, MORE_TIME, "lapse", id=wish.id)


def _waiting(order: OrderView) -> MoreTimeView | None:
    return next((one for one in order.asked if one.state == "asked"), None)


async def _tell(people: Iterable[int], order: OrderView, rule: str, title: str, body: str) -> None:
    await notices.notify(
        people, rule=f"order.{rule}", kind="order", record=order.id, title=title, body=body, href=order.href,
        occasion=clock.now().isoformat(),
    )  # fmt: skip
