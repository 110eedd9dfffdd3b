# SPDX-License-Identifier: MIT
"""Asking reviewers once a year whether what they declared still holds."""

from __future__ import annotations

from datetime import timedelta

from reviews.recusals import rules
from reviews.recusals.states import DeclarationState
from reviews.recusals.tables import StandingDeclaration
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job
from thinktank.notices import operations as notices

MOST = 500


async def ask_for_confirmation(_actor: Actor) -> int:
    """Tell every reviewer whose declarations are a year old, once for each year; return how many words were new."""
    d = StandingDeclaration
    due = (d.state == str(DeclarationState.VALID)) & (d.confirmed_on <= clock.today() - rules.YEAR)
    told = 0
    async with db.write_tx():
        rows = await d.select(d.account, d.confirmed_on).where(due).order_by(d.confirmed_on).limit(MOST)
        oldest = {row["account"]: row["confirmed_on"] for row in reversed(rows)}
        for account, day in sorted(oldest.items()):
            told += await notices.notify(
                [account], rule="declaration.confirm", kind="standing_declaration", record=account,
                occasion=day.isoformat(), title=_("请确认长期利害关系申报是否仍然有效"), href="/reviews/declarations",
            )  # fmt: skip
    return told


JOBS = (
    Job(
        name="declarations_confirm",
        every=timedelta(days=1),
        work=ask_for_confirmation,
        title="请评审专家确认长期申报",
    ),
)
