# SPDX-License-Identifier: MIT
"""Units and persons beside an order's handler (协办): named with the draft, and what each of them did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from research.projects import queries as projects
from research.projects.schemas import ProjectView
from reviews.supervision import queries, rules
from reviews.supervision.schemas import DraftOrder, HelpOrder, OrderView
from reviews.supervision.tables import OrderHelper
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


class _Line(msgspec.Struct):
    unit: int | None
    account: int | None


async def name(order: int, *, project: ProjectView, handler: int, command: DraftOrder) -> None:
    """Put the helpers of a draft down, units first; inside the write that inserts it.

    Invalid for a unit without a liaison, since nobody would act for it, and for a person who is not of the team.
    """
    units, people = list(dict.fromkeys(command.units)), list(dict.fromkeys(command.helpers))
    known = {unit.id: unit.name for unit in await identity.unit_options()} if units else {}
    for unit in units:
        if unit not in known:
            raise Invalid(fields={"units": _("请选择协办单位")})
        if not await identity.liaisons_of(unit):
            raise Invalid(fields={"units": _("%(unit)s还没有联络员，无人协办") % {"unit": known[unit]}})
    team = {one.account for one in await projects.members(project.id)} if people else set()
    if not set(people) <= team - {handler}:
        raise Invalid(fields={"helpers": _("请选择课题组成员，承办人除外")})
    rows = [OrderHelper(for_order=order, unit=unit) for unit in units]
    rows += [OrderHelper(for_order=order, account=one) for one in people]
    if rows:
        await OrderHelper.insert(*rows)


async def copy(*, old: int, new: int) -> None:
    """Name the helpers of an order on the one that follows it, with nothing said yet."""
    h = OrderHelper
    lines = await db.rows(h.select(h.unit, h.account).where(h.for_order == old).order_by(h.id), _Line)
    if lines:
        await h.insert(*(h(for_order=new, unit=one.unit, account=one.account) for one in lines))


async def help_out(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the order's id
    command: HelpOrder,
    uploads: Sequence[Upload] | None = None,
) -> OrderView:
    """Say what was done beside the handler, with evidence, again as long as the handler has it; the handler is told.

    Denied for others than the units and persons named and once it is answered; Conflict when somebody else of the
    same unit was faster (``version`` is that of the line). The order itself is not touched: its handler may write.
    """
    async with db.write_tx():
        order, _project, _ties = await queries.load(actor, id)
        require(rules.may_help(queries.facts_of(order)))
        h = OrderHelper
        said: dict[Any, Any] = {h.text: command.text, h.said_by: actor.account, h.said_at: clock.now()}
        await touch(h, id=order.mine or 0, version=command.version, values=said)
        await files.attach(actor, kind="order", record=id, uploads=uploads or [], category="help")
        beside = next(one.label for one in order.helpers if one.id == order.mine)
        text = _("%(name)s填写协办情况") % {"name": beside}
        fields = {"text": command.text}
        await trail.record(actor, "order.helped", "order", id, text, detail=command.text, fields=fields)
        await notices.notify(
            [order.handler], rule="order.helped", kind="order", record=id, title=f"{order.title}：{text}",
            body=command.text, href=order.href, occasion=clock.now().isoformat(),
        )  # fmt: skip
        return await queries.get(actor, id)
