# SPDX-License-Identifier: MIT
"""Needs of units on screen, the best assignment over all of them, and the papers of postings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.documents import ledger, word
from thinktank.files.sending import download
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.postings import (
    operations,
    operations_needs,
    operations_papers,
    queries,
    queries_needs,
    queries_plan,
    queries_rota,
)
from thinktank.postings.queries_scope import units_for
from thinktank.postings.schemas import Filter, LayOut, NeedView, PostingView, Propose, SaveNeed, StepNeed, Swap
from thinktank.postings.states import NEED, Kind, NeedState
from thinktank.talents import queries as talents
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.idempotency import NO_KEY
from thinktank.web.page import page

AnyRequest = Request[Any, Any, Any]
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON)
UNITS = allow(Role.OFFICER, Role.LIAISON)
OFFICER = allow(Role.OFFICER)


async def _form_context(actor: Actor) -> dict[str, Any]:
    source = queries.links.get("project")
    return {
        "unit_choices": [(unit.id, unit.name) for unit in await units_for(actor)],
        "project_choices": await source.options(actor) if source else [],
        "directions": [(one.value, one.label) for one in Direction],
        "terms": await policies.posting_terms(),
    }


async def _detail(request: AnyRequest, id: int, who: str = "", **more: Any) -> dict[str, Any]:
    actor: Actor = request.user
    found = await queries_needs.need(actor, id)
    able = "propose" in found.actions
    context = {
        "need": found,
        "version": found.version,
        "rows": await queries.of_need(actor, id),
        "shortlist": await queries_plan.candidates(actor, found) if able else None,
        "who": who,
        "people": [
            (one.id, f"{one.name}　{one.unit_name}")
            for one in (await talents.pickable(actor, who) if able and who else [])
        ],
        "turns": await queries_rota.turns_of(id) if found.kind.takes_turns else [],
        "entries": await trail.timeline(actor, "post_need", id, limit=40),
        "steps": [NEED.transition(name) for name in found.actions if name in _STEPS],
        "step_form": Form.of(StepNeed, version=found.version),
        "propose_form": Form.of(Propose, starts_on=found.starts_on),
        "rota_form": Form.of(LayOut),
        "swap_form": Form.of(Swap),
    }
    return context | more


_STEPS = frozenset({"accept", "decline", "close", "reopen"})


class NeedPages(Controller):
    """岗位需求."""

    path = "/postings/needs"
    opt = STAFF
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        standing: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """Show the needs that the actor may see."""
        found = await queries_needs.needs(request.user, state=standing, kind=kind, after=after, before=before)
        return await page(
            request,
            "postings/needs.html",
            block="rows",
            needs=found,
            standing=standing,
            kind=kind,
            kinds=list(Kind),
            states=[(state.value, NEED.label(state)) for state in NeedState],
            counts=await queries.counts(request.user),
            url="/postings/needs?" + urlencode({"standing": standing, "kind": kind}),
            filtered=bool(standing or kind),
        )

    @get("/new", opt=UNITS)
    async def new(self, request: AnyRequest) -> Response[Any]:
        """Show the form of a need."""
        actor: Actor = request.user
        form = Form.of(SaveNeed, unit=actor.unit if actor.has(Role.LIAISON) else None)
        return await page(request, "postings/need_form.html", form=form, need=None, **await _form_context(actor))

    @post("/new", opt=UNITS)
    async def state(self, request: AnyRequest) -> Response[Any]:
        """Write a need down."""

        async def again() -> dict[str, Any]:
            return {"need": None, **await _form_context(request.user)}

        return await submit(
            request,
            SaveNeed,
            run=lambda command: operations_needs.state_need(request.user, command=command),
            to=lambda need: f"/postings/needs/{need.id}",
            flash=_("岗位需求已提交"),
            again=("postings/need_form.html", again),
        )

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Show one need with candidates, postings and turns."""
        return await page(request, "postings/need.html", **await _detail(request, id, who.strip()))

    @get("/{id:int}/edit", opt=UNITS)
    async def edit(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the form of a need, filled."""
        found = await queries_needs.need(request.user, id)
        form = Form.of(SaveNeed, found, project=found.project or None)
        return await page(
            request, "postings/need_form.html", form=form, need=found, **await _form_context(request.user)
        )

    @post("/{id:int}/edit", opt=UNITS)
    async def save(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Change a need."""

        async def again() -> dict[str, Any]:
            found = await queries_needs.need(request.user, id)
            return {"need": found, "version": found.version, **await _form_context(request.user)}

        return await submit(
            request,
            SaveNeed,
            run=lambda command: operations_needs.edit_need(request.user, id=id, command=command),
            to=f"/postings/needs/{id}",
            flash=_("岗位需求已修改"),
            again=("postings/need_form.html", again),
        )

    @post("/{id:int}/step", opt=UNITS)
    async def step(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take a need up, decline, close or reopen it."""

        async def run(command: StepNeed) -> NeedView:
            return await operations_needs.step_need(request.user, id=id, command=command)

        return await self._submit(request, id, StepNeed, run, _("已办理"))

    @post("/{id:int}/propose", opt=OFFICER)
    async def propose(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Put somebody forward."""

        async def run(command: Propose) -> PostingView:
            return await operations.propose(request.user, need=id, command=command)

        return await submit(
            request,
            Propose,
            run=run,
            to=lambda made: f"/postings/{made.id}",
            flash=_("已列为拟派人选，核对后征求三方意见"),
            again=("postings/need.html", lambda: _detail(request, id)),
        )

    @post("/{id:int}/rota", opt=UNITS)
    async def rota(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Lay out turns."""

        async def run(command: LayOut) -> Any:
            return await operations_needs.lay_out(request.user, id=id, command=command)

        return await self._submit(request, id, LayOut, run, _("轮值已排定"))

    @post("/{id:int}/swap", opt=UNITS)
    async def swap(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Let two turns change places."""

        async def run(command: Swap) -> Any:
            return await operations_needs.swap(request.user, id=id, command=command)

        return await self._submit(request, id, Swap, run, _("班次已对调"))

    async def _submit(self, request: AnyRequest, id: int, command: Any, run: Any, flash: str) -> Response[Any]:
        again = ("postings/need.html", lambda: _detail(request, id))
        return await submit(request, command, run=run, to=f"/postings/needs/{id}", flash=flash, again=again)


class PlanPages(Controller):
    """统筹派岗."""

    opt = OFFICER
    include_in_schema = False

    @get("/postings/plan")
    async def plan(self, request: AnyRequest) -> Response[Any]:
        """Show the best assignment over all open needs, and what each move costs."""
        return await page(request, "postings/plan.html", plan=await queries_plan.plan(request.user))


class PaperPages(Controller):
    """鉴定表和台账."""

    path = "/postings"
    opt = STAFF
    include_in_schema = False

    @get("/{id:int}/word")
    async def form(self, request: AnyRequest, id: FromPath[int]) -> Response[bytes]:
        """Send the appraisal form as a Word document."""
        name, content = await operations_papers.appraisal_form(request.user, id=id)
        return download(content, name, word.MEDIA)

    @post("/ledger", opt=STAFF | NO_KEY)
    async def take(self, request: AnyRequest) -> Response[bytes]:
        """Send the list as an Excel ledger."""
        data = await request.form()
        chosen = Filter(**{name: str(data.get(name, ""))[:60] for name in Filter.__struct_fields__})
        name, content = await operations_papers.take_ledger(request.user, chosen=chosen)
        return download(content, name, ledger.MEDIA)


CONTROLLERS = (NeedPages, PlanPages, PaperPages)
