# SPDX-License-Identifier: MIT
"""A round decided together, on screen: cuts, drafts against the quota, the leader's signature, votes on ties."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from reviews.decisions import operations_staging as staging
from reviews.decisions import queries_staging as staged
from reviews.decisions.rules import PROPOSABLE
from reviews.decisions.schemas import (
    Ballot,
    BarIn,
    Board,
    CutOff,
    Proposed,
    Publish,
    SendBack,
    SignRow,
    Stage,
    StageRow,
    Vote,
)
from reviews.rounds import queries as rounds
from reviews.rounds.states import GRADED, GRADES, WORDS, AssignmentState
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, submit
from thinktank.web.idempotency import NO_KEY
from thinktank.web.page import fragment, page

AnyRequest = Request[Any, Any, Any]
IN_OFFICE = allow(Role.OFFICER, Role.DEPT_LEADER)
PAGE = "decisions/board.html"


def _rows(board: Board, found: Proposed | None = None) -> list[StageRow]:
    """A row for every item that may be drafted: as proposed, else as drafted, else with the suggested grade."""
    said = {one.item: one for one in found.proposals} if found else {}
    rows = []
    for row in board.rows:
        item, one = row.item, said.get(row.item.id)
        if item.state in PROPOSABLE:
            decision = one.decision if one else item.decision
            grade = one.grade if one else item.grade or row.suggested
            rows.append(StageRow(item.id, decision, grade, item.decision_note, item.version))
    return rows


async def _context(actor: Actor, board: Board, *, direction: str = "") -> dict[str, Any]:
    """What the page shows beside the forms."""
    words = WORDS[board.round.kind]
    bars = [BarIn(word.code, _first_bar(board, place)) for place, word in enumerate(words[:-1])]
    drafted = [row for row in board.rows if row.item.state == "drafted"]
    signing = [SignRow(row.item.id, sign=True, version=row.item.version) for row in drafted]
    return {
        "board": board,
        "round": board.round,
        "by_item": {row.item.id: row for row in board.rows},
        "drafted": drafted,
        "decided": [row for row in board.rows if row.item.state == "decided"],
        "early": [row for row in board.rows if row.item.state not in (*PROPOSABLE, "decided")],
        "words": [(word.code, _(word.label)) for word in words],
        "graded": board.round.kind in GRADED,
        "grades": list(GRADES.items()),
        "cut_form": Form.of(CutOff, bars=bars, direction=direction),
        "sign_form": Form.of(Publish, rows=signing),
        "back_form": Form.of(SendBack),
        "vote_form": await _vote_form(actor, board),
        "judges": await _judges(actor, board),
        "directions": [(one.value, _(one.label)) for one in Direction],
        "direction": direction,
        "why": {},
        "counted": None,
        "stage_form": None,
        "failed": "",
    }


def _first_bar(board: Board, place: int) -> Any:
    """The cut that the page begins with: for graded kinds the pass mark, else none."""
    return board.passed if place == 0 and board.round.kind in GRADED else None


async def _vote_form(_actor: Actor, board: Board) -> Form[Vote]:
    ballots = [Ballot(id_) for id_ in board.tied]
    return Form.of(Vote, about="excellent" if board.tied else "", ballots=ballots, held_on=clock.today())


async def _judges(actor: Actor, board: Board) -> list[tuple[str, str]]:
    """Who may take part in a vote: whoever has judged one of the equals."""
    if not board.tied or "vote" not in board.actions:
        return []
    tasks = await rounds.tasks_of(actor, board.tied)
    done = {task.reviewer: task.reviewer_name for task in tasks if task.state == AssignmentState.SUBMITTED}
    return [(str(account), name) for account, name in done.items()]


class StagingPages(Controller):
    """The office: a round's decisions on one page."""

    path = "/rounds/{round_:int}/decisions"
    opt = IN_OFFICE
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, round_: FromPath[int], direction: FromQuery[str] = "") -> Response[Any]:
        """Show every item with what is proposed, drafted and decided, counted against the quota."""
        board = await staged.board(request.user, round_, direction=direction)
        form = Form.of(Stage, rows=_rows(board))
        return await page(request, PAGE, form=form, **await _context(request.user, board, direction=direction))

    @post("/propose", opt=IN_OFFICE | NO_KEY)
    async def propose(self, request: AnyRequest, round_: FromPath[int]) -> Response[Any]:
        """Fill the page in by cuts; nothing is kept yet."""
        cut = await read_form(request, CutOff)
        board = await staged.board(request.user, round_, direction=cut.value("direction"))
        context = await _context(request.user, board, direction=cut.value("direction"))
        if not cut.ok:
            form = Form.of(Stage, rows=_rows(board))
            return await page(request, PAGE, status=422, form=form, **context | {"cut_form": cut})
        found = await staged.propose(request.user, round_, cut.command)
        why = {one.item: one.why for one in found.proposals if one.why}
        form = Form.of(Stage, rows=_rows(board, found))
        return await page(request, PAGE, form=form, **context | {"cut_form": cut, "why": why, "counted": found})

    @post("/count", opt=IN_OFFICE | NO_KEY)
    async def count(self, request: AnyRequest, round_: FromPath[int]) -> Response[Any]:
        """Count what is chosen on the page against the quota, while it is being chosen."""
        form = await read_form(request, Stage)
        drafts = {row.item: (row.decision, row.grade) for row in form.command.rows} if form.ok else {}
        found = await staged.count(request.user, round_, drafts)
        return fragment(request, "decisions/_counts.html", counted=found)

    @post()
    async def stage(self, request: AnyRequest, round_: FromPath[int]) -> Response[Any]:
        """Put what is chosen before the leader."""
        return await submit(
            request,
            Stage,
            run=lambda command: staging.stage(request.user, round=round_, command=command),
            to=f"/rounds/{round_}/decisions",
            flash=_("已提交部领导签批"),
            again=(PAGE, lambda: self._again(request, round_)),
        )

    async def _again(self, request: AnyRequest, round_: int) -> dict[str, Any]:
        return await _context(request.user, await staged.board(request.user, round_))

    @post("/publish")
    async def publish(self, request: AnyRequest, round_: FromPath[int]) -> Response[Any]:
        """Sign what is drafted and make it public at once."""
        return await self._other(
            request, round_, Publish, "sign_form", staging.publish, _("已签批并公布，课题组已收到通知")
        )

    @post("/send-back")
    async def send_back(self, request: AnyRequest, round_: FromPath[int]) -> Response[Any]:
        """Return drafts to the office."""
        return await self._other(request, round_, SendBack, "back_form", staging.send_back, _("已退回拟定"))

    @post("/votes")
    async def vote(self, request: AnyRequest, round_: FromPath[int]) -> Response[Any]:
        """Put a vote of the panel on record."""
        return await self._other(request, round_, Vote, "vote_form", staging.record_vote, _("表决已登记"))

    async def _other(
        self, request: AnyRequest, round_: int, command: Any, name: str, run: Any, flash: str
    ) -> Response[Any]:
        """Run one of the page's smaller forms; on a mistake show the page with that form as it was typed."""

        async def again() -> dict[str, Any]:
            context = await self._again(request, round_)
            return context | {"stage_form": Form.of(Stage, rows=_rows(context["board"])), "failed": name}

        return await submit(
            request,
            command,
            run=lambda given: run(request.user, round=round_, command=given),
            to=f"/rounds/{round_}/decisions",
            flash=flash,
            again=(PAGE, again),
        )


CONTROLLERS = (StagingPages,)
