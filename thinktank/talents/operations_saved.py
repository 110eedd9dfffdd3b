# SPDX-License-Identifier: MIT
"""Keeping lists and choosing columns. Nothing but the person's own view changes, so the trail has no line of it."""

from __future__ import annotations

from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.talents import queries_saved
from thinktank.talents.addresses import chosen_from_query, query_of
from thinktank.talents.schemas import LIST_COLUMNS, ChooseColumns, KeepList, SavedView
from thinktank.talents.tables import ListChoice, SavedList


async def keep(actor: Actor, *, command: KeepList) -> SavedView:
    """Keep a list's conditions under a name; the same name is kept anew. Invalid beyond twelve lists."""
    query = query_of(chosen_from_query(command.query))
    s = SavedList
    async with db.write_tx():
        same = (s.account == actor.account) & (s.name == command.name)
        found = await s.update({s.query: query}).where(same).returning(s.id)
        if not found:
            if len(await queries_saved.lists(actor)) >= queries_saved.MOST_KEPT:
                raise Invalid(_("最多存%(n)d个视图，请先删去不用的") % {"n": queries_saved.MOST_KEPT})
            found = await s.insert(s(account=actor.account, name=command.name, query=query)).returning(s.id)
    return SavedView(id=found[0]["id"], name=command.name, query=query)


async def drop(actor: Actor, *, id: int) -> None:  # noqa: A002 -- the record's id
    """Keep a list no longer; NotFound for anybody else's."""
    s = SavedList
    async with db.write_tx():
        if not await s.delete().where((s.id == id) & (s.account == actor.account)).returning(s.id):
            raise NotFound


async def choose(actor: Actor, *, command: ChooseColumns) -> None:
    """Choose the columns of the bank's list, and how close its rows stand; what there is not is left out."""
    c = ListChoice
    columns = ",".join(name for name in LIST_COLUMNS if name in command.columns)
    async with db.write_tx():
        changes = {c.columns: columns, c.compact: command.compact}
        if not await c.update(changes).where(c.account == actor.account).returning(c.id):
            await c.insert(c(account=actor.account, columns=columns, compact=command.compact))
