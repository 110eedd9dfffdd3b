# SPDX-License-Identifier: MIT
"""The board and the table of outcomes, an outcome's page, and the forms of its rungs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.outcomes import operations, operations_pilots, queries
from research.outcomes.schemas import (
    Climb,
    Evaluation,
    Material,
    OutcomeView,
    PilotPlan,
    PilotResult,
    PilotStop,
    Registration,
    Screening,
    Takeover,
)
from research.outcomes.states import LADDER, Kind
from research.projects import queries as projects
from thinktank.files import queries as files
from thinktank.identity import queries as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.kernel.errors import Denied, NotFound
from thinktank.kernel.i18n import _
from thinktank.talents import queries as talents
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, Panel

AnyRequest = Request[Any, Any, Any]
SEERS = frozenset(BUSINESS - {Role.REVIEWER, Role.INSPECTOR})
READERS = allow(*SEERS)
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)
WRITERS = allow(Role.OFFICER, Role.DEPT_LEADER, Role.MEMBER)
FORMS: dict[str, Any] = {
    "screen": Screening,
    "evaluate": Evaluation,
    "climb": Climb,
    "pilot": PilotPlan,
    "replicate": Takeover,
    "describe": Material,
}
"""By action: the form on its page."""
TITLES = {
    "screen": "保密审查",
    "evaluate": "评价定级",
    "climb": "移至下一环节",
    "pilot": "试点培育",
    "replicate": "经验推广",
    "describe": "经验材料",
}


async def _detail(request: AnyRequest, outcome: OutcomeView) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "entries": await trail.timeline(request.user, "outcome", outcome.id),
        "files": await files.of("outcome", outcome.id),
        "titles": TITLES,
    }


async def _form_context(outcome: OutcomeView, action: str) -> dict[str, Any]:
    needs_units = action in {"pilot", "replicate"}
    return {
        "outcome": outcome,
        "action": action,
        "title": TITLES[action],
        "version": outcome.version,
        "unit_choices": [(unit.id, unit.name) for unit in await identity.unit_options()] if needs_units else [],
        "rung_choices": [(rung, LADDER.label(rung)) for rung in outcome.rungs],
    }


async def _stopping(request: AnyRequest, outcome: int, pilot: int) -> dict[str, Any]:
    found = await queries.get(request.user, outcome)
    one = next((one for one in found.pilots if one.id == pilot), None)
    if one is None:
        raise NotFound
    if not one.stoppable:
        raise Denied(_("试点已停止，或由其他经办人办理"))
    return {"outcome": found, "pilot": one, "version": one.version}


async def _register_context(request: AnyRequest) -> dict[str, Any]:
    people = await talents.pickable(request.user, str(request.query_params.get("who", "")))
    mine = await talents.of_account(request.user.account)
    own = await talents.options([mine]) if mine else []
    options = {option.id: f"{option.name}　{option.unit_name}" for option in (*own, *people)}
    return {
        "project_choices": await queries.projects_for(request.user),
        "people": list(options.items()),
        "who": str(request.query_params.get("who", "")),
    }


class OutcomePages(Controller):
    """Outcomes, for those who read them; moving is the office's."""

    path = "/outcomes"
    opt = READERS
    include_in_schema = False

    @get()
    async def board(
        self,
        request: AnyRequest,
        view: FromQuery[str] = "board",
        q: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """Show the board, or the table of everything."""
        search = queries.Search(text=q.strip(), direction=direction, kind=kind)
        kept = {"q": search.text, "direction": direction, "kind": kind}
        context: dict[str, Any] = {"search": search, "kinds": list(Kind), "stale_days": queries.STALE_DAYS}
        context["conditions"] = urlencode({name: value for name, value in kept.items() if value})
        if view == "table":
            found = await queries.listed(request.user, search, after=after, before=before)
            return await page(request, "outcomes/table.html", block="rows", outcomes=found, **context)
        columns = await queries.board(request.user, search)
        return await page(request, "outcomes/board.html", columns=columns, **context)

    @get("/new", opt=WRITERS)
    async def new(self, request: AnyRequest, project: FromQuery[int] = 0) -> Response[Any]:
        """Show the form to register an outcome."""
        form = Form.of(Registration, project=project or None)
        return await page(request, "outcomes/new.html", form=form, **await _register_context(request))

    @post("/new", opt=WRITERS)
    async def register(self, request: AnyRequest) -> Response[Any]:
        """Register an outcome."""
        return await submit(
            request,
            Registration,
            run=lambda content: operations.register(request.user, content=content),
            to=lambda done: f"/outcomes/{done.id}",
            flash=_("成果已登记"),
            again=("outcomes/new.html", lambda: _register_context(request)),
        )

    @get("/{outcome:int}")
    async def detail(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Show one outcome."""
        found = await queries.get(request.user, outcome)
        return await page(request, "outcomes/outcome.html", **await _detail(request, found))

    @get([f"/{{outcome:int}}/{action}" for action in FORMS], opt=WRITERS)
    async def form(self, request: AnyRequest, outcome: FromPath[int], rung: FromQuery[str] = "") -> Response[Any]:
        """Show the form of one action; an action that is not open shows the outcome instead."""
        found = await queries.get(request.user, outcome)
        action = request.url.path.rpartition("/")[2]
        if action not in found.actions:
            return await page(request, "outcomes/outcome.html", **await _detail(request, found))
        given: dict[str, Any] = {"climb": {"rung": rung, "on": clock.today()}}.get(action, {})
        sources = (found,) if action == "describe" else ()
        form = Form.of(FORMS[action], *sources, version=found.version, **given)
        return await page(request, "outcomes/form.html", form=form, **await _form_context(found, action))

    @post("/{outcome:int}/screen", opt=STAFF)
    async def screen(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Pass the secrecy screening."""
        return await self._act(request, outcome, "screen", operations.screen, _("保密审查已登记"))

    @post("/{outcome:int}/evaluate", opt=STAFF)
    async def evaluate(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Give the outcome its level."""

        async def run(actor: Any, *, id: int, content: Evaluation) -> OutcomeView:
            return await operations.record_evaluation(
                actor, outcome=id, level=content.level, note=content.note, waiver=content.waiver
            )

        return await self._act(request, outcome, "evaluate", run, _("评价已登记"))

    @post("/{outcome:int}/climb", opt=STAFF)
    async def climb(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Take the outcome to a rung."""
        chosen = await uploads(request, "uploads")

        async def run(actor: Any, *, id: int, content: Climb) -> OutcomeView:
            return await operations.climb(actor, id=id, content=content, uploads=chosen)

        return await self._act(request, outcome, "climb", run, _("已移至新环节"))

    @post("/{outcome:int}/pilot", opt=STAFF)
    async def pilot(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Begin a pilot."""
        return await self._act(request, outcome, "pilot", operations_pilots.start_pilot, _("试点已登记"))

    @post("/{outcome:int}/replicate", opt=STAFF)
    async def replicate(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Note a unit that took the outcome over."""
        return await self._act(request, outcome, "replicate", operations.replicate, _("推广单位已登记"))

    @post("/{outcome:int}/describe", opt=WRITERS)
    async def describe(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Write the experience material."""
        return await self._act(request, outcome, "describe", operations.describe, _("经验材料已保存"))

    @post("/{outcome:int}/pilots/{pilot:int}/confirm", opt=STAFF)
    async def confirm(self, request: AnyRequest, outcome: FromPath[int], pilot: FromPath[int]) -> Response[Any]:
        """Note that a pilot passed."""

        async def again() -> dict[str, Any]:
            return await _detail(request, await queries.get(request.user, outcome))

        return await submit(
            request,
            PilotResult,
            run=lambda content: operations_pilots.confirm_pilot(request.user, id=outcome, pilot=pilot, content=content),
            to=f"/outcomes/{outcome}",
            flash=_("试点评估已登记"),
            again=("outcomes/outcome.html", again),
        )

    @get("/{outcome:int}/pilots/{pilot:int}/stop", opt=STAFF)
    async def ask_stop(self, request: AnyRequest, outcome: FromPath[int], pilot: FromPath[int]) -> Response[Any]:
        """Ask why a pilot ends early."""
        context = await _stopping(request, outcome, pilot)
        form = Form.of(PilotStop, version=context["version"])
        return await page(request, "outcomes/stop_pilot.html", form=form, **context)

    @post("/{outcome:int}/pilots/{pilot:int}/stop", opt=STAFF)
    async def stop(self, request: AnyRequest, outcome: FromPath[int], pilot: FromPath[int]) -> Response[Any]:
        """Stop a pilot."""
        return await submit(
            request,
            PilotStop,
            run=lambda content: operations_pilots.stop_pilot(request.user, id=outcome, pilot=pilot, content=content),
            to=f"/outcomes/{outcome}",
            flash=_("试点已停止"),
            again=("outcomes/stop_pilot.html", lambda: _stopping(request, outcome, pilot)),
        )

    async def _act(
        self, request: AnyRequest, outcome: int, action: str, operation: Callable[..., Awaitable[Any]], flash: str
    ) -> Response[Any]:
        async def again() -> dict[str, Any]:
            return await _form_context(await queries.get(request.user, outcome), action)

        return await submit(
            request,
            FORMS[action],
            run=lambda content: operation(request.user, id=outcome, content=content),
            to=f"/outcomes/{outcome}",
            flash=flash,
            again=("outcomes/form.html", again),
        )


class ProjectOutcomePages(Controller):
    """A project's outcomes, as a tab of its page."""

    opt = READERS
    include_in_schema = False

    @get("/outcomes/projects/{project:int}")
    async def of_project(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Show the outcomes of a project: alone, or as the tab's fragment."""
        head = await projects.head(request.user, project)
        cards = await queries.of_project(request.user, project)
        return await page(request, "outcomes/of_project.html", block="panel", project=head, cards=cards)


CONTROLLERS = (OutcomePages, ProjectOutcomePages)
NAV = (NavEntry("outcomes", "成果转化", "award", "/outcomes", SEERS, order=600),)
PANELS = (
    Panel(
        slot="project.tab",
        key="outcomes",
        title="成果",
        href_for=lambda id_: f"/outcomes/projects/{id_}",
        roles=SEERS,
        order=60,
    ),
)
