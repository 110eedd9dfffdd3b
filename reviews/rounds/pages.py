# SPDX-License-Identifier: MIT
"""Rounds on screen: the office's rounds and boards, the reviewer's desk and declaration."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from reviews.rounds import operations, operations_guests, operations_phases, queries, rules, subjects
from reviews.rounds.phases import HABITS, STEPS
from reviews.rounds.schemas import (
    AddItems,
    Declare,
    Decline,
    ExtendRound,
    InviteReviewer,
    NewRound,
    SetPhases,
    TaskView,
)
from reviews.rounds.states import ACTIVE, DECLARABLE
from reviews.rubrics import queries as rubrics
from reviews.rubrics.states import Kind
from thinktank.identity import queries as identity
from thinktank.identity.handover import hand_over
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, submit
from thinktank.web.idempotency import SHOWN_ONCE
from thinktank.web.page import page, see
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
IN_OFFICE = allow(Role.OFFICER, Role.DEPT_LEADER)
FOCUS: dict[str, Any] = {"shell": "focus"}
KINDS = [kind for kind in Kind if kind is not Kind.PAPER]


class Turn(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs no more than the version seen."""

    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class RoundPages(Controller):
    """The office: rounds, new rounds, the progress board."""

    path = "/rounds"
    opt = IN_OFFICE
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[str]:
        """Show the rounds."""
        return await page(request, "rounds/list.html", rounds=await queries.rounds(request.user))

    @get("/new")
    async def new(self, request: AnyRequest, kind: FromQuery[Kind] = Kind.MIDTERM) -> Response[str]:
        """Ask what the round is about."""
        habit = HABITS[kind]
        form = Form.of(
            NewRound, kind=kind, opens_on=clock.today(), title=f"{clock.today().year}年{kind.label}",
            size=(await policies.panels()).size, mode=habit.mode,
        )  # fmt: skip
        return await page(request, "rounds/new.html", form=form, **await _new(request.user, kind))

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        """Open a round."""
        data = await request.form()
        kind = Kind(data.get("kind", "")) if data.get("kind", "") in set(Kind) else Kind.MIDTERM

        async def again() -> dict[str, Any]:
            return await _new(request.user, kind)

        return await submit(
            request,
            NewRound,
            run=lambda command: operations.open_round(request.user, command=command),
            to=lambda found: f"/rounds/{found.id}",
            flash=_("评审已开启，请指派评审专家"),
            again=("rounds/new.html", again),
        )

    @get("/{id_:int}")
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show who owes what since when."""
        found = await queries.get_round(request.user, id_)
        items = await queries.items_of(request.user, id_)
        tasks = await queries.tasks_of(request.user, [item.id for item in items])
        board = [(item, [task for task in tasks if task.item == item.id]) for item in items]
        waiting = await subjects.waiting(request.user, found.kind) if found.state == "open" else []
        field = subjects.FIELD[found.kind]
        return await page(
            request, "rounds/round.html", round=found, board=board, waiting=waiting, field=field, live=ACTIVE
        )

    @post("/{id_:int}/items")
    async def add(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Put more into the round."""
        form = await read_form(request, AddItems)
        await operations.add_items(request.user, id=id_, command=form.command)
        return see(f"/rounds/{id_}", _("已列入本轮"))

    @get("/{id_:int}/guests", opt=allow(Role.OFFICER))
    async def guests(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Show the reviewers' accounts that end with the round, and offer to make one, and to let it end later."""
        context = await _guests(request.user, id_)
        return await page(request, "rounds/guests.html", form=Form.of(InviteReviewer), **context)

    @post("/{id_:int}/guests", opt=allow(Role.OFFICER) | SHOWN_ONCE)
    async def invite(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Make a reviewer's account for the round and show its activation link once."""
        return await submit(
            request,
            InviteReviewer,
            run=lambda command: operations_guests.invite(request.user, id=id_, command=command),
            to=lambda issued: hand_over(request, issued),
            again=("rounds/guests.html", lambda: _guests(request.user, id_)),
        )

    @post("/{id_:int}/extend")
    async def extend(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Let the round end later."""
        return await submit(
            request,
            ExtendRound,
            run=lambda command: operations_guests.extend(request.user, id=id_, command=command),
            to=f"/rounds/{id_}",
            flash=_("已延长，临时账号随之延长"),
            again=("rounds/extend.html", lambda: _guests(request.user, id_)),
        )

    @get("/{id_:int}/extend")
    async def extend_form(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Ask until when."""
        context = await _guests(request.user, id_)
        form = Form.of(ExtendRound, version=context["version"])
        return await page(request, "rounds/extend.html", form=form, **context)

    @get("/{id_:int}/phases")
    async def phases_form(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Ask for other days, or another place."""
        found = await queries.get_round(request.user, id_)
        form = Form.of(SetPhases, found, version=found.version)
        return await page(request, "rounds/phases.html", form=form, round=found, labels=STEPS)

    @post("/{id_:int}/phases")
    async def phases(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Move the phases of the round."""

        async def again() -> dict[str, Any]:
            found = await queries.get_round(request.user, id_)
            return {"round": found, "version": found.version, "labels": STEPS}

        return await submit(
            request,
            SetPhases,
            run=lambda command: operations_phases.set_phases(request.user, id=id_, command=command),
            to=f"/rounds/{id_}",
            flash=_("安排已调整，评审专家已收到通知"),
            again=("rounds/phases.html", again),
        )

    @post("/{id_:int}/{step:str}")
    async def turn(self, request: AnyRequest, id_: FromPath[int], step: FromPath[str]) -> Response[Any]:
        """Close the round, or open it again."""
        form = await read_form(request, Turn)
        run = operations.reopen_round if step == "reopen" else operations.close_round
        await run(request.user, id=id_, version=form.command.version)
        return see(f"/rounds/{id_}", _("已重新开启") if step == "reopen" else _("本轮已结束"))


async def _guests(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries.get_round(actor, id_)
    return {
        "round": found,
        "version": found.version,
        "guests": await queries.guests(actor, id_),
        "until": await operations_guests.last_day(found.closes_on),
        "units": [(unit.id, unit.name) for unit in await identity.unit_options()],
    }


async def _new(actor: Actor, kind: Kind) -> dict[str, Any]:
    return {
        "kind": kind,
        "kinds": KINDS,
        "waiting": await subjects.waiting(actor, kind),
        "field": subjects.FIELD[kind],
        "rubrics": await rubrics.options(kind),
        "discussed": HABITS[kind].discussed,
    }


class ReviewerPages(Controller):
    """The reviewer: one's own assignments, the declaration."""

    path = "/reviews"
    opt = allow(Role.REVIEWER)
    include_in_schema = False

    @get()
    async def desk(self, request: AnyRequest) -> Response[str]:
        """Show what is to be reviewed."""
        tasks = await queries.desk(request.user)
        return await page(request, "rounds/desk.html", tasks=tasks, done=ACTIVE[2])

    @get("/{id_:int}/declaration")
    async def declaration(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Ask for the declaration of interest."""
        task = await queries.task(request.user, id_)
        if "declare" not in task.actions and "decline" not in task.actions:
            return see(f"/reviews/{id_}")
        forms: dict[str, Any] = {
            "form": Form.of(Declare, version=task.version),
            "no": Form.of(Decline, version=task.version),
        }
        return await page(request, "rounds/declare.html", task=task, kinds=_declarable(), **forms | FOCUS)

    @post("/{id_:int}/declare")
    async def declare(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Take the declaration, and open the material."""

        async def again() -> dict[str, Any]:
            task = await queries.task(request.user, id_)
            return {
                "shell": "focus",
                "task": task,
                "kinds": _declarable(),
                "no": Form.of(Decline, version=task.version),
            }

        return await submit(
            request,
            Declare,
            run=lambda command: operations.declare(request.user, id=id_, version=command.version),
            to=f"/reviews/{id_}",
            again=("rounds/declare.html", again),
        )

    @post("/{id_:int}/decline")
    async def decline(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Let the reviewer be excused."""
        form = await read_form(request, Decline)
        if not form.ok:
            task = await queries.task(request.user, id_)
            fresh = Form.of(Declare, version=task.version)
            return await page(
                request, "rounds/declare.html", status=422, task=task, kinds=_declarable(), form=fresh, no=form, **FOCUS
            )
        command = form.command
        await operations.decline(
            request.user, id=id_, reason=command.reason, kind=command.kind, version=command.version
        )
        return see("/reviews", _("已申请回避，经办人会另行指派"))


def _declarable() -> list[tuple[str, str]]:
    names = {str(kind): _(kind.label) for kind in DECLARABLE} | {"declared": _("其他可能影响公正的情形")}
    return [*list(names.items())[1:], ("declared", names["declared"])]


def _meetings(tasks: list[TaskView]) -> list[TodoItem]:
    """The meetings ahead that a reviewer goes to, one for each round."""
    ahead = {one.round: one for one in tasks if one.meets_at and one.round_state == "open"}
    return [
        TodoItem(
            title=_("评审会：%(when)s") % {"when": rules.when_where(one.meets_at, one.place)},
            href=f"/reviews/{one.id}", detail=one.kind_label, due=clock.day_of(one.meets_at), at=one.meets_at,
            place=one.place, icon="users", kind="review_meeting",
        )
        for one in ahead.values()
        if one.meets_at and clock.day_of(one.meets_at) >= clock.today()
    ]  # fmt: skip


async def todo(actor: Actor) -> list[TodoItem]:
    """What waits for a reviewer, meetings among it; and for the office, what is to be staffed and decided."""
    found = []
    if actor.has(Role.REVIEWER):
        tasks = await queries.desk(actor)
        found += _meetings(tasks)
        found += [
            TodoItem(
                title=_("评审《%(title)s》") % {"title": task.title} if not task.blind else task.kind_label,
                href=f"/reviews/{task.id}",
                detail=task.state_label,
                due=task.due_on,
                urgent=task.due_on < clock.today(),
                icon="checklist",
                kind="review",
            )
            for task in tasks
            if task.state != ACTIVE[2] and task.round_state == "open"
        ]
    if actor.has(*OFFICE):
        found += [
            TodoItem(
                title=f"{item.state_label}：{item.title}",
                href=f"/reviews/items/{item.id}",
                detail=item.kind_label,
                due=item.closes_on,
                icon="checklist",
                kind="review",
            )
            for item in await queries.waiting_for_office(actor)
        ]
    return found


def _panel(project: int) -> str:
    return f"/reviews/projects/{project}"


CONTROLLERS = (RoundPages, ReviewerPages)
NAV = (
    NavEntry("rounds", "评审", "checklist", "/rounds", frozenset(OFFICE), order=40),
    NavEntry("reviews", "评审任务", "checklist", "/reviews", frozenset({Role.REVIEWER}), order=10),
)
PANELS = (
    Panel(
        "project.tab",
        "reviews",
        "评审",
        _panel,
        frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR}),
        order=40,
    ),
)
