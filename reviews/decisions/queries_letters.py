# SPDX-License-Identifier: MIT
"""The letter to a team: the decision, what is to be mended, the comments that the office chose; nobody's name."""

from __future__ import annotations

import msgspec

from research.applications import queries as applications
from research.outcomes import queries as outcomes
from research.projects import queries as projects
from reviews.decisions import queries_appeals as appeals
from reviews.decisions import rules
from reviews.decisions.schemas import LetterView, Remark
from reviews.decisions.tables import ReleasedComment
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import ItemState
from reviews.rounds.tables import RoundItem
from reviews.rubrics import queries as rubrics
from reviews.scoring import queries as scoring
from reviews.scoring.queries import ALL_IN
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, system
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _

MOST = 300
OVERALL = 0


class Released(msgspec.Struct):
    """A comment that the team may read."""

    sheet: int
    criterion: int | None = None

    @property
    def key(self) -> str:
        """How it is called on forms."""
        return f"{self.sheet}:{self.criterion or OVERALL}"


async def released(item: int) -> list[Released]:
    """Return which comments of an item its team may read."""
    c = ReleasedComment
    query = c.select(c.sheet, c.criterion).where(c.item == item).order_by(c.id).limit(MOST)
    return await db.rows(query, Released)


async def remarks(item: ItemView) -> list[Remark]:
    """Return every comment of the sheets that count, the opinion of each before its criteria; none before all are in.

    Reviewers go by number. What was written to the office alone is not among them.
    """
    if item.state not in ALL_IN:
        return []
    scale = await rubrics.scale(item.rubric)
    open_ = {one.key for one in await released(item.id)}
    found = []
    for place, sheet in enumerate(await scoring.submitted_sheets(item.id), start=1):
        said = {score.criterion: score.comment for score in sheet.scores}
        parts = [(OVERALL, _("总体意见"), sheet.opinion)]
        parts += [(one.id, one.name, said.get(one.id, "")) for one in scale.criteria]
        for criterion, about, text in parts:
            key = f"{sheet.id}:{criterion}"
            if text.strip():
                found.append(Remark(key, _("专家%(n)s") % {"n": place}, about, text, key in open_))
    return found


async def choosing(actor: Actor, id: int) -> tuple[ItemView, list[Remark]]:  # noqa: A002 -- the item
    """Return an item with every comment that could be given, for the office; NotFound outside the scope."""
    item = await rounds.get_item(actor, id)
    return item, await remarks(item)


async def read(actor: Actor, id: int) -> ItemView:  # noqa: A002 -- the item
    """Return a decided item for its letter: to the office in its scope, to whoever reads what it is about.

    NotFound before the decision, for others, and for the office's own with an interest unless they are of the team.
    """
    found = await rounds.items_where(system(_("系统")), RoundItem.id == id)
    item = next((one for one in found if one.state == ItemState.DECIDED), None)
    if actor.has(*OFFICE) and not await on_team(actor, item):
        await rounds.get_item(actor, id)
    elif item is not None and item.application is not None:
        await applications.application(actor, item.application, whole=False, noted=False)
    elif item is not None and item.outcome is not None and item.project is None:
        await outcomes.get(actor, item.outcome)
    else:
        await projects.head(actor, item.project or 0 if item else 0)  # missing and hidden take the same work
    if item is None:
        raise NotFound
    return item


async def team(item: ItemView | None) -> list[int]:
    """Return the accounts of the people whose work an item is."""
    if item is not None and item.application is not None:
        return await applications.team_accounts(item.application)
    return await projects.team_accounts(item.project or 0 if item else 0)


async def on_team(actor: Actor, item: ItemView | None) -> bool:
    """Whether an item is the actor's own work."""
    return bool(actor.account) and actor.account in await team(item)


async def letter(actor: Actor, id: int) -> LetterView:  # noqa: A002 -- the item
    """Return the letter of a decided item; NotFound for whoever may not read it."""
    item = await read(actor, id)
    mine = await on_team(actor, item)
    may = rules.may_appeal(actor, team=mine, until=item.notice_until, today=clock.today())
    return LetterView(
        item=item.id,
        title=item.title,
        number=item.number or "",
        kind_label=item.kind_label,
        round_title=item.round_title,
        decision_label=item.decision_label,
        grade_label=item.grade_label,
        note=item.decision_note,
        conditions=item.conditions,
        conditions_due=item.conditions_due,
        revision=item.revision,
        revision_label=item.revision_label,
        score=item.mean,
        decided_at=item.decided_at,
        notice_until=item.notice_until,
        remarks=[one for one in await remarks(item) if one.released],
        subject_href=_href(item),
        appeals=await appeals.of_item(actor, id),
        actions=["appeal"] if may else [],
    )


def _href(item: ItemView) -> str:
    if item.application is not None:
        return f"/applications/{item.application}"
    return f"/projects/{item.project}" if item.project else f"/outcomes/{item.outcome}"
