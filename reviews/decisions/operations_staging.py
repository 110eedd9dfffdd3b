# SPDX-License-Identifier: MIT
"""A round decided together: drafted by the office in one go, signed and made public by the leader in one go."""

from __future__ import annotations

from collections.abc import Sequence

from reviews.decisions import queries_staging as staged
from reviews.decisions import rules
from reviews.decisions.schemas import Board, BoardRow, Publish, SendBack, Stage, StageRow, Vote
from reviews.decisions.tables import TieBallot, TieVote
from reviews.rounds import operations as rounds_operations
from reviews.rounds import queries as rounds
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.operations import Verdict
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import GRADED, WORDS, AssignmentState, word_label
from reviews.scoring import operations_decisions as deciding
from reviews.scoring import quota
from reviews.scoring.schemas import DraftDecision
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def stage(actor: Actor, *, round: int, command: Stage) -> Board:  # noqa: A002 -- the round
    """Put the decisions of many items before the leader at once; items without a word are left as they are.

    NotFound for an item outside the scope or the round; Denied for others than officers; Conflict when one has moved
    on; Invalid by field, and then nothing is kept.
    """
    async with db.write_tx():
        board = await staged.board(actor, round)
        items = {row.item.id: row for row in board.rows}
        wanted = [row for row in command.rows if row.decision]
        if not wanted:
            raise Invalid(fields={"rows": _("还没有为任何材料选择结论")})
        if not {row.item for row in command.rows} <= set(items):
            raise NotFound
        for place, row in _freeing_first(command.rows, items):
            one = items[row.item]
            require(rules.may_stage(actor, one.item))
            await _stage_one(actor, one.item, row, command, suggested=one.suggested, place=place)
        await _tell_leaders(actor, round, board.round.title, [row.item for row in wanted])
        return await staged.board(actor, round)


def _freeing_first(rows: Sequence[StageRow], items: dict[int, BoardRow]) -> list[tuple[int, StageRow]]:
    """The rows with a word and their places: what is not excellent first, so that a place that goes over is free."""
    given = [(place, row) for place, row in enumerate(rows) if row.decision]
    return sorted(given, key=lambda one: (one[1].grade or items[one[1].item].suggested) == quota.EXCELLENT)


async def _stage_one(
    actor: Actor, item: ItemView, row: StageRow, command: Stage, *, suggested: str, place: int
) -> None:
    note = row.note or command.note
    if len(note.strip()) <= 1:
        raise Invalid(fields={"note": _("请填写反馈意见，或逐件填写")})
    draft = DraftDecision(
        decision=row.decision, note=note, grade=row.grade, over_reason=command.over_reason, conditions=item.conditions,
        conditions_due=item.conditions_due,
    )  # fmt: skip
    try:
        made = await deciding.verdict(actor, item, draft, suggested=suggested)
    except Invalid as error:
        raise Invalid(fields=_named(error.fields, place, item.title)) from error
    await deciding.stage(actor, item, made, version=row.version)


def _named(fields: dict[str, str], place: int, title: str) -> dict[str, str]:
    """A draft's mistakes by the controls of the page: the row's own, or the whole's with the item's title."""
    own = {"decision", "grade"}
    return {
        (f"rows-{place}-{name}" if name in own else "note" if name == "conditions_due" else name): (
            text if name in own else f"《{title}》：{text}"
        )
        for name, text in fields.items()
    }


async def _tell_leaders(actor: Actor, round_: int, title: str, items: Sequence[int]) -> None:
    """One word to every leader who may see one of the items at least."""
    leaders = await identity.account_ids_with_role(Role.DEPT_LEADER)
    seen: set[int] = set()
    for item in items:
        seen |= set(await conflicts.uninvolved(item, leaders))
        if len(seen) == len(leaders):
            break
    await notices.notify(
        sorted(seen - {actor.account}), rule="review.sign", kind="round", record=round_,
        title=_("请签批：%(t)s") % {"t": title}, body=_("评审结论已拟定，请集中签批"),
        href=f"/rounds/{round_}/decisions", occasion=clock.now().isoformat(),
    )  # fmt: skip


async def publish(actor: Actor, *, round: int, command: Publish) -> Board:  # noqa: A002 -- the round
    """Sign what is drafted and let all of it hold at once: one transaction, one word to each team.

    NotFound for an item outside the scope or the round; Denied for who does not sign; Conflict when one was changed
    since it was seen, or beyond a quota that may not be exceeded; then nothing of it is public.
    """
    async with db.write_tx():
        view = await rounds.get_round(actor, round)
        rows = {row.item.id: row for row in (await staged.board(actor, round)).rows}
        signed = [row for row in command.rows if row.sign]
        if not signed:
            raise Invalid(fields={"rows": _("还没有选择要签批的材料")})
        if not {row.item for row in signed} <= set(rows):
            raise NotFound
        general = (await policies.programme()).officers_sign_general
        for row in signed:
            item, suggested = rows[row.item].item, rows[row.item].suggested
            require(rules.may_sign(actor, item, officers_sign_general=general))
            await _within_quota(actor, item)
            await deciding.publish(actor, item, _drafted(item), version=row.version, suggested=suggested)
        words = [word_label(view.kind, rows[row.item].item.decision) for row in signed]
        text = _("签批并公布%(n)s件") % {"n": len(signed)}
        detail = "，".join(f"{word}{words.count(word)}件" for word in dict.fromkeys(words))
        await trail.record(
            actor, "round.published", "round", round, text, detail=detail, staff_only=True,
            fields={"items": [row.item for row in signed]},
        )  # fmt: skip
        return await staged.board(actor, round)


async def _within_quota(actor: Actor, item: ItemView) -> None:
    """What was drafted within the quota may have been overtaken by another decision since."""
    if item.kind not in GRADED:
        return
    terms = await policies.verdicts()
    faults = await quota.faults(actor, item, grade=item.grade, reason=item.over_reason, terms=terms)
    if faults:
        raise Conflict(f"《{item.title}》：{next(iter(faults.values()))}", code="illegal")


def _drafted(item: ItemView) -> Verdict:
    return Verdict(
        decision=item.decision, grade=item.grade, note=item.decision_note, over_reason=item.over_reason,
        conditions=item.conditions, conditions_due=item.conditions_due, recheck=item.recheck,
    )  # fmt: skip


async def send_back(actor: Actor, *, round: int, command: SendBack) -> Board:  # noqa: A002 -- the round
    """Return drafts to the office, all of the round's or some, with a reason. NotFound, Denied, Conflict, Invalid."""
    async with db.write_tx():
        await rounds.get_round(actor, round)
        items = {one.id: one for one in await rounds.items_of(actor, round)}
        general = (await policies.programme()).officers_sign_general
        ids = command.items or [one.id for one in items.values() if one.state == "drafted"]
        if not ids:
            raise Invalid(fields={"items": _("没有待签批的拟定")})
        if not set(ids) <= set(items):
            raise NotFound
        for id_ in ids:
            require(rules.may_send_back(actor, items[id_], officers_sign_general=general))
            await rounds_operations.turn_item(actor, "send_back", id=id_, version=None, verdict=None, at=clock.now())
            await trail.record(
                actor, "round_item.send_back", "round_item", id_, _("退回拟定"), detail=command.reason, staff_only=True
            )
        drafters = {items[id_].drafted_by for id_ in ids} - {None, actor.account}
        await notices.notify(
            sorted(one for one in drafters if one), rule="review.sent_back", kind="round", record=round,
            title=_("评审结论退回拟定"), body=command.reason, href=f"/rounds/{round}/decisions",
            occasion=clock.now().isoformat(),
        )  # fmt: skip
        return await staged.board(actor, round)


async def record_vote(actor: Actor, *, round: int, command: Vote) -> Board:  # noqa: A002 -- the round
    """Put a vote of the panel on record: for what, who voted, with what result.

    NotFound, Denied for others than officers; Invalid where no cut goes through these items, they are not equal, or
    somebody voted who did not judge them.
    """
    async with db.write_tx():
        view = await rounds.get_round(actor, round)
        require(rules.may_vote(actor))
        known = {"excellent"} if view.kind in GRADED else {WORDS[view.kind][0].code}
        faults = {} if command.about in known else {"about": _("请选择表决事项")}
        voters = await _voters(actor, command)
        if len(voters) < len(set(command.voters)):
            faults["voters"] = _("只有评过这些材料的专家参加表决")
        if any(ballot.votes > len(voters) for ballot in command.ballots):
            faults["ballots"] = _("得票不能多于参加表决的人数")
        if not faults and not await staged.vote_stands(actor, round, command):
            faults["ballots"] = _("这些材料不是同分，或名额没有从中间隔开，不需要表决")
        if faults:
            raise Invalid(fields=faults)
        await _keep_vote(actor, round, command, voters)
        return await staged.board(actor, round)


async def _voters(actor: Actor, command: Vote) -> dict[int, str]:
    """The names of those who voted and have judged one of the items."""
    tasks = await rounds.tasks_of(actor, [ballot.item for ballot in command.ballots])
    judges = {task.reviewer: task.reviewer_name for task in tasks if task.state == AssignmentState.SUBMITTED}
    return {account: judges[account] for account in dict.fromkeys(command.voters) if account in judges}


async def _keep_vote(actor: Actor, round_: int, command: Vote, voters: dict[int, str]) -> None:
    v, b = TieVote, TieBallot
    row = v(
        round=round_, about=command.about, places=command.places, voters="、".join(voters.values()),
        held_on=command.held_on, note=command.note, by=actor.account, at=clock.now(),
    )  # fmt: skip
    made = int((await v.insert(row).returning(v.id))[0]["id"])
    await b.insert(*(b(vote=made, item=ballot.item, votes=ballot.votes) for ballot in command.ballots))
    for ballot in command.ballots:
        text = _("评审组表决：得%(n)s票") % {"n": ballot.votes}
        fields = {"vote": made, "voters": list(voters)}
        await trail.record(actor, "round_item.voted", "round_item", ballot.item, text, fields=fields, staff_only=True)
