# SPDX-License-Identifier: MIT
"""Choosing which comments a team may read."""

from __future__ import annotations

from reviews.decisions import queries_letters as letters
from reviews.decisions import rules
from reviews.decisions.schemas import Release, Remark
from reviews.decisions.tables import ReleasedComment
from reviews.rounds import queries as rounds
from reviews.rounds.states import ItemState
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def release(actor: Actor, *, item: int, command: Release) -> list[Remark]:
    """Give a team these comments of its review and no others; once it is decided, its people are told of new ones.

    NotFound, Denied; Invalid for a comment that there is not, or one in which a reviewer is named: sheets promise
    their writers that no name is shown.
    """
    async with db.write_tx():
        found, said = await letters.choosing(actor, item)
        require(rules.may_release(actor, found))
        by = {one.key: one for one in said}
        wanted = list(dict.fromkeys(command.comments))
        if not set(wanted) <= set(by):
            raise Invalid(fields={"comments": _("有的意见已不在评分表里，请刷新页面")})
        names = {task.reviewer_name for task in await rounds.tasks_of(actor, [item])}
        named = [by[key].who for key in wanted if any(len(name) > 1 and name in by[key].text for name in names)]
        if named:
            told = "、".join(dict.fromkeys(named))
            raise Invalid(fields={"comments": _("%(who)s的意见里写有评审专家姓名，不能公开") % {"who": told}})
        fresh = [key for key in wanted if not by[key].released]
        await _keep(actor, item, wanted)
        text = _("选定公开给课题组的评审意见%(n)s条") % {"n": len(wanted)}
        await trail.record(
            actor, "round_item.released", "round_item", item, text, fields={"comments": wanted}, staff_only=True
        )
        if fresh and found.state == ItemState.DECIDED:
            await notices.notify(
                await letters.team(found), rule="review.letter", kind="round_item", record=item,
                title=_("评审意见已公开：%(t)s") % {"t": found.title}, href=f"/reviews/letters/{item}",
                occasion=clock.now().isoformat(),
            )  # fmt: skip
        return (await letters.choosing(actor, item))[1]


async def _keep(actor: Actor, item: int, keys: list[str]) -> None:
    c = ReleasedComment
    await c.delete().where(c.item == item)
    rows = []
    for key in keys:
        sheet, _colon, criterion = key.partition(":")
        rows.append(c(item=item, sheet=int(sheet), criterion=int(criterion) or None, by=actor.account, at=clock.now()))
    if rows:
        await c.insert(*rows)
