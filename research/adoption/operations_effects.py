# SPDX-License-Identifier: MIT
"""Asking adopting units what came of it, when the months are over; and the ladders of what they owe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from research.adoption import queries
from research.adoption.states import EffectState
from research.adoption.tables import Adoption, EffectReturn
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.notices import operations as notices
from thinktank.notices.ladder import Ladder, Owed
from thinktank.notices.operations_ladders import Kind, Words, climbing
from thinktank.policies import queries as policies
from thinktank.policies.kinds_reporting import Reminders
from thinktank.trail import operations as trail

BATCH = 300


def months_before(day: date, months: int) -> date:
    """Return the day some months before another: the last of its month where that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


async def ask_due(actor: Actor) -> int:
    """Ask for the effect of every adoption that is so many months old, once for each of the months; return how many.

    One that is older than several of them is asked for the latest alone: nobody is asked twice for the same.
    """
    terms = await policies.outcomes()
    done = 0
    for months in sorted(terms.effect_months, reverse=True):
        cutoff = months_before(clock.today(), months)
        while True:
            async with db.write_tx():
                asked = await _ask(actor, months, cutoff, terms.effect_workdays)
            done += asked
            if asked < BATCH:
                break
    return done


async def _ask(actor: Actor, months: int, cutoff: date, workdays: int) -> int:
    a = Adoption
    due = (a.state == "confirmed") & (a.asked_months < months) & (a.adopted_on <= cutoff)
    query = a.select(a.id, a.unit, a.asked_of, a.outcome._.title.as_alias("title")).where(due)
    found = await query.order_by(a.id).limit(BATCH)
    if not found:
        return 0
    due_on = (await policies.calendar()).add_workdays(clock.today(), workdays)
    for row in found:
        new = EffectReturn(
            adoption=row["id"], months=months, due_on=due_on, asked_of=row["asked_of"], state=EffectState.ASKED,
            state_since=clock.now(),
        )  # fmt: skip
        made = int((await EffectReturn.insert(new).returning(EffectReturn.id))[0]["id"])
        await trail.record(
            actor, "adoption.effect_asked", queries.KIND, row["id"], _("回访%(n)d个月应用效果") % {"n": months}
        )
        title = _("请填写成果“%(title)s”采纳%(n)d个月的应用效果") % {"title": row["title"], "n": months}
        await notices.notify(
            await identity.liaisons_of(row["unit"]), rule="effect.asked", kind="effect_return", record=made,
            title=title, href=f"/effects/{made}",
        )  # fmt: skip
    await a.update({a.asked_months: months}).where(a.id.is_in([row["id"] for row in found]))
    return len(found)


# -- ladders --------------------------------------------------------------------------------------------------------


def _ladder(terms: Reminders) -> Ladder:
    return Ladder(
        before=terms.adoption_workdays, after=terms.adoption_after_workdays, officer=terms.adoption_officer_workdays
    )


async def _asked(day: date, *, after: int, limit: int) -> list[Owed]:
    a = Adoption
    query = a.select(
        a.id, a.id.as_alias("project"), a.outcome._.number.as_alias("number"), a.outcome._.title.as_alias("what"),
        a.due_on, a.asked_of.as_alias("account"),
    ).where((a.due_on == day) & (a.state == "asked") & (a.id > after))  # fmt: skip
    return await db.rows(query.order_by(a.id).limit(limit), Owed)


async def _owed(day: date, *, after: int, limit: int) -> list[Owed]:
    e = EffectReturn
    o = e.adoption._.outcome._
    query = e.select(
        e.id, e.adoption.as_alias("project"), o.number.as_alias("number"), o.title.as_alias("what"), e.due_on,
        e.asked_of.as_alias("account"),
    ).where((e.due_on == day) & (e.state == "asked") & (e.id > after))  # fmt: skip
    return await db.rows(query.order_by(e.id).limit(limit), Owed)


async def _officers(found: Sequence[Owed]) -> dict[int, list[int]]:
    by = await queries.officers_of([one.project for one in found])
    return {one.id: by.get(one.project, []) for one in found}


ASKED = Kind(
    name="adoption", path="/adoptions/", read=_asked, officers=_officers, ladder=_ladder,
    words=Words(
        "请在%(day)s前确认是否采纳成果“%(what)s”",
        "请尽快确认是否采纳成果“%(what)s”，期限%(day)s已过",
        "采纳单位仍未确认成果“%(what)s”，期限%(day)s已过，请联系",
    ),
)  # fmt: skip
EFFECTS = Kind(
    name="effect_return", path="/effects/", read=_owed, officers=_officers, ladder=_ladder,
    words=Words(
        "请在%(day)s前填写成果“%(what)s”的应用效果",
        "请尽快填写成果“%(what)s”的应用效果，期限%(day)s已过",
        "采纳单位仍未填写成果“%(what)s”的应用效果，期限%(day)s已过，请联系",
    ),
)  # fmt: skip
remind_asked, remind_effects = climbing(ASKED), climbing(EFFECTS)
