# SPDX-License-Identifier: MIT
"""What reviewers who have handed in see of one another: words, never a figure, in a blind round never a name."""

from __future__ import annotations

from datetime import datetime

import msgspec

from reviews.rounds import queries as rounds
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds import queries_peers as panel
from reviews.rounds.states import word_label
from reviews.rubrics import queries as rubrics
from reviews.scoring import queries, rules
from reviews.scoring.schemas import Discussion, Peer, PeerComment, RemarkView, SheetView
from reviews.scoring.tables import Remark
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.policy import require

MOST = 500


class _Remark(msgspec.Struct):
    assignment: int
    text: str
    at: datetime


async def discussion(actor: Actor, id: int) -> Discussion:  # noqa: A002 -- the assignment
    """Return what the others wrote on an item, for who has handed in, in a phase that shares it.

    NotFound for anybody else; Denied before the own sheet is in, in a phase or a round that shares nothing, and with
    the reason when a conflict has come up.
    """
    await conflicts.require_no_conflict(actor, id)
    task = await rounds.task(actor, id)
    today = clock.today()
    require(rules.may_see_others(task, today))
    handed = {one.id: one for one in await panel.handed_in(task.item)}
    names = {criterion.id: criterion.name for criterion in await rubrics.criteria(task.rubric)}
    sheets = {sheet.assignment: sheet for sheet in await queries.submitted_sheets(task.item)}
    r = Remark
    query = r.select(r.assignment, r.text, r.at).where((r.item == task.item) & r.assignment.is_in(list(handed)))
    said = await db.rows(query.order_by(r.id).limit(MOST), _Remark)
    labels = {key: panel.label(task, one) for key, one in handed.items()}
    task.title = "" if task.blind else task.title
    return Discussion(
        task=task,
        own_label=labels.get(id, ""),
        peers=[_peer(labels[key], sheets[key], names, task.kind) for key in handed if key != id and key in sheets],
        remarks=[RemarkView(labels[one.assignment], one.text, one.at, one.assignment == id) for one in said],
        actions=[
            name for name, rule in (("say", rules.may_discuss), ("revise", rules.may_revise)) if rule(task, today)
        ],
    )


def _peer(label: str, sheet: SheetView, names: dict[int, str], kind: str) -> Peer:
    comments = [PeerComment(names.get(one.criterion, ""), one.comment) for one in sheet.scores if one.comment]
    return Peer(label, word_label(kind, sheet.advice), sheet.opinion, comments)
