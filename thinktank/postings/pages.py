# SPDX-License-Identifier: MIT
"""Postings on screen: the ledger, one posting with what waits for each side, the calendar."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.files import queries as files
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.postings import operations, operations_course, queries, queries_rota, queries_todo
from thinktank.postings.bars import bar_of
from thinktank.postings.rules import months_later
from thinktank.postings.schemas import (
    Approve,
    Arrive,
    AskChange,
    CommentHalf,
    Consent,
    DecideChange,
    End,
    Filter,
    Half,
    Opine,
    PostingView,
    Start,
    Step,
    SumUp,
)
from thinktank.postings.states import LIVE, Change, Kind, PostingState, Side
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.filters import full_day
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
STAFF = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON})
SEERS = STAFF | {Role.MEMBER}
READERS = allow(*SEERS)
UNITS = allow(Role.OFFICER, Role.LIAISON)
OFFICER = allow(Role.OFFICER)
LEADER = allow(Role.DEPT_LEADER)
TABS = (("going", "在岗"), ("waiting", "办理中"), ("done", "已结束"), ("", "全部"))
FORMS: dict[str, Any] = {
    "consent": Consent,
    "approve": Approve,
    "arrive": Arrive,
    "start": Start,
    "half": Half,
    "comment_half": CommentHalf,
    "sum_up": SumUp,
    "opine": Opine,
    "end": End,
    "ask_change": AskChange,
    "decide_change": DecideChange,
    "step": Step,
}
"""The forms of a posting's page, by name."""
OFFICE_STEPS = {"ask": operations.ask, "take-back": operations.take_back, "cancel": operations.cancel}


def _month(text: str) -> date:
    """Return the first day of a month written 2026-11, else of the present one."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return clock.today().replace(day=1)


async def _detail(request: AnyRequest, id: int, **forms: Any) -> dict[str, Any]:
    actor: Actor = request.user
    found = await queries.get(actor, id)
    filled: dict[str, dict[str, Any]] = {
        "arrive": {"on": clock.today()},
        "start": {"mentor_name": found.mentor_name},
    }
    made = {name: Form.of(command, version=found.version, **filled.get(name, {})) for name, command in FORMS.items()}
    shown = await files.of("posting", id) + [
        file
        for side in (Side.SENDER, Side.RECEIVER)
        if side in found.sides or actor.is_office
        for file in await files.of(f"posting_{side}", id)
    ]
    return {
        "one": found,
        "version": found.version,
        "forms": made | forms,
        "files": shown,
        "turns": await queries_rota.turns_of(found.need, id) if found.kind.takes_turns else [],
        "entries": await trail.timeline(actor, "posting", id, limit=60),
        "steps": _steps(found),
        "Side": Side,
        "consents": {say.side: say for say in found.opinions if say.step == "consent"},
        "paper_sides": {
            act: [
                (side.value, side.label)
                for side in Side
                if f"{act}_{side}" in found.actions and side not in found.sides
            ]
            for act in ("consent", "opine")
        },
        "change_kinds": [(kind.value, kind.label) for kind in Change if f"ask_{kind}" in found.actions],
    }


def _steps(one: PostingView) -> list[dict[str, Any]]:
    """The course of a posting as steps: asked, approved, arrived, half-way, appraised."""
    marks = (
        ("征求意见", one.approved_at is not None, one.asked_at),
        ("批准派出", one.approved_at is not None, one.approved_at),
        ("报到", one.arrived_on is not None, one.arrived_on or one.starts_on),
        ("半程小结", bool(one.half_comment), one.half_at or one.half_on),
        ("期满鉴定", one.state == "ended", one.ended_on or one.ends_on),
    )
    at = next((n for n, (_label, ready, _day) in enumerate(marks) if not ready), len(marks))
    going = one.state in LIVE
    return [
        {
            "label": _(label),
            "state": "done" if ready else "now" if going and n == at else "next",
            "note": full_day(day) if day else "",
        }
        for n, (label, ready, day) in enumerate(marks)
    ]


class PostingPages(Controller):
    """岗位历练."""

    path = "/postings"
    opt = READERS
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        view: FromQuery[str] = "going",
        q: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """Show the ledger as far as the actor may see it; a member's own postings."""
        actor: Actor = request.user
        if not actor.has(*STAFF):
            return await page(request, "postings/mine.html", rows=await queries.of_actor(actor))
        states = {key for key, _label in TABS} | set(PostingState)
        chosen = Filter(q=q.strip(), state=view if view in states else "going", kind=kind, direction=direction)
        found = await queries.listed(actor, chosen, after=after, before=before)
        kept = {"view": chosen.state, "q": chosen.q, "kind": kind, "direction": direction}
        return await page(
            request,
            "postings/list.html",
            block="rows",
            rows=found,
            chosen=chosen,
            tabs=TABS,
            kinds=list(Kind),
            counts=await queries.counts(actor),
            url="/postings?" + urlencode(kept),
            filtered=bool(chosen.q or kind or direction),
        )

    @get("/calendar", opt=allow(*STAFF))
    async def calendar(
        self, request: AnyRequest, month: FromQuery[str] = "", by: FromQuery[str] = "receiver"
    ) -> Response[Any]:
        """Show who is where in a month, by unit."""
        first = _month(month)
        side = "sender" if by == "sender" else "receiver"
        found = await queries_rota.whereabouts(request.user, first, by=side)
        return await page(
            request,
            "postings/calendar.html",
            found=found,
            month=first,
            by=side,
            earlier=months_later(first, -1),
            later=months_later(first, 1),
            bars={row.id: bar_of(row.starts_on, row.ends_on, first) for unit in found for row in unit.people},
            people=sum(len(unit.people) for unit in found),
        )

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show one posting."""
        return await page(request, "postings/posting.html", **await _detail(request, id))

    @get("/{id:int}/form", opt=allow(*STAFF))
    async def form(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the appraisal form for print, stamp and scan."""
        return await page(request, "postings/form.html", one=await queries.get(request.user, id))

    @post([f"/{{id:int}}/{step}" for step in OFFICE_STEPS], opt=OFFICER)
    async def office_step(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Ask, take back or cancel."""
        run = OFFICE_STEPS[request.url.path.rpartition("/")[2]]
        return await self._act(request, id, "step", run, _("已办理"))

    @post("/{id:int}/consent")
    async def consent(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Give one side's answer."""
        return await self._act(request, id, "consent", operations.consent, _("已表态"), scans=True)

    @post("/{id:int}/approve", opt=LEADER)
    async def approve(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Approve."""
        return await self._act(request, id, "approve", operations.approve, _("已批准派出"))

    @post("/{id:int}/reopen", opt=LEADER)
    async def reopen(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take the signature back."""
        return await self._act(request, id, "step", operations_course.reopen, _("已撤销审定"))

    @post("/{id:int}/arrive", opt=UNITS)
    async def arrive(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Note the arrival."""
        return await self._act(request, id, "arrive", operations_course.arrive, _("已登记报到"))

    @post("/{id:int}/start", opt=UNITS)
    async def start(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Lay down the plan."""
        return await self._act(request, id, "start", operations_course.start, _("锻炼计划已定"))

    @post("/{id:int}/half")
    async def half(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Hand in the half-way summary."""
        return await self._act(request, id, "half", operations_course.half, _("半程小结已提交"), scans=True)

    @post("/{id:int}/comment-half", opt=UNITS)
    async def comment_half(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Write the half-way word."""
        return await self._act(request, id, "comment_half", operations_course.comment_half, _("半程意见已填写"))

    @post("/{id:int}/sum-up")
    async def sum_up(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Hand in the own summary."""
        return await self._act(request, id, "sum_up", operations_course.sum_up, _("个人总结已提交"), scans=True)

    @post("/{id:int}/opine", opt=UNITS)
    async def opine(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Give a unit's opinion."""
        return await self._act(request, id, "opine", operations_course.opine, _("鉴定意见已填写"), scans=True)

    @post("/{id:int}/end", opt=LEADER)
    async def end(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Sign the appraisal."""
        return await self._act(request, id, "end", operations_course.end, _("鉴定已审定，记入成长档案"))

    @post("/{id:int}/changes")
    async def ask_change(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Ask for an extension or an early end."""
        return await self._act(request, id, "ask_change", operations_course.ask_change, _("申请已提交，等部领导批复"))

    @post("/{id:int}/changes/{change:int}/decide", opt=LEADER)
    async def decide_change(self, request: AnyRequest, id: FromPath[int], change: FromPath[int]) -> Response[Any]:
        """Answer a request."""

        async def run(actor: Actor, *, id: int, command: DecideChange) -> PostingView:
            return await operations_course.decide_change(actor, id=id, change=change, command=command)

        return await self._act(request, id, "decide_change", run, _("已批复"))

    async def _act(
        self,
        request: AnyRequest,
        id: int,
        name: str,
        operation: Callable[..., Awaitable[PostingView]],
        flash: str,
        *,
        scans: bool = False,
    ) -> Response[Any]:
        given = {"uploads": await uploads(request, "uploads")} if scans else {}

        async def again() -> dict[str, Any]:
            context = await _detail(request, id)
            return context | {"failed": name}

        return await submit(
            request,
            FORMS[name],
            run=lambda command: operation(request.user, id=id, command=command, **given),
            to=f"/postings/{id}",
            flash=flash,
            again=("postings/posting.html", again),
        )


class PostingPanels(Controller):
    """Postings on the pages of others: a project's, a person's, the workbench."""

    opt = READERS
    include_in_schema = False

    @get("/postings/projects/{project:int}")
    async def of_project(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Show the postings linked to a project, those that the actor may see."""
        found = await queries.of_project(request.user, project)
        return await page(request, "postings/panel.html", block="panel", rows=found, title=_("关联岗位历练"))

    @get("/postings/people/{talent:int}", opt=allow(*STAFF))
    async def of_talent(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Show a person's postings, those that the actor may see."""
        found = await queries.of_talent(request.user, talent)
        return await page(request, "postings/panel.html", block="panel", rows=found, title=_("岗位历练"))

    @get("/postings/mine/{account:int}", opt=allow(Role.MEMBER))
    async def mine(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Show one's own postings."""
        _ignored = account  # a panel's address names a record; here it is always the actor's own
        found = await queries.of_actor(request.user)
        return await page(request, "postings/panel.html", block="panel", rows=found, title=_("我的岗位历练"), own=True)


async def todo(actor: Actor) -> list[TodoItem]:
    """Answers, arrivals, plans, summaries, opinions and approvals that wait for the actor."""
    if not actor.has(*SEERS):
        return []
    today = clock.today()
    return [
        TodoItem(
            title=one.title, href=one.href, detail=one.detail, due=one.due, icon=one.icon, kind="posting",
            urgent=one.due is not None and one.due < today,
        )
        for one in await queries_todo.to_do(actor)
    ]  # fmt: skip


CONTROLLERS = (PostingPages, PostingPanels)
NAV = (NavEntry("postings", "岗位历练", "briefcase", "/postings", STAFF, order=700),)
PANELS = (
    Panel("project.aside", "postings", "关联岗位历练", lambda id_: f"/postings/projects/{id_}", SEERS, 70),
    Panel("talent.side", "postings", "岗位历练", lambda id_: f"/postings/people/{id_}", STAFF, 70),
    Panel("desk.side", "postings", "我的岗位历练", lambda id_: f"/postings/mine/{id_}", frozenset({Role.MEMBER}), 70),
)
