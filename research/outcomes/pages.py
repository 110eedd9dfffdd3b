# SPDX-License-Identifier: MIT
"""The board and the table of outcomes, an outcome's page, and the forms of its rungs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.outcomes import (
    operations,
    operations_evidence,
    operations_pilots,
    operations_promotion,
    operations_versions,
    queries,
    queries_board,
)
from research.outcomes.schemas import (
    Climb,
    Evaluation,
    Material,
    OutcomeView,
    PilotPlan,
    Proof,
    Registration,
    Regrade,
    Revision,
    Screening,
    SendBack,
    Takeover,
)
from research.outcomes.states import RULE, Kind
from thinktank.files import queries as files
from thinktank.identity import queries as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page
from thinktank.web.panels import NavEntry

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
    "revise": Revision,
    "evidence": Proof,
    "regrade": Regrade,
    "send_back": SendBack,
}
"""By action: the form on its page."""
TITLES = {
    "screen": "保密审查",
    "evaluate": "评价定级",
    "climb": "移至下一环节",
    "pilot": "试点培育",
    "replicate": "经验推广",
    "describe": "经验材料",
    "revise": "修改成果",
    "evidence": "登记佐证",
    "regrade": "复评",
    "send_back": "退回补充",
}
WITH_FILES = frozenset({"climb", "evaluate", "evidence"})


async def detail_of(request: AnyRequest, outcome: OutcomeView) -> dict[str, Any]:
    """Return what an outcome's page shows beside the outcome."""
    return {
        "outcome": outcome,
        "entries": await trail.timeline(request.user, "outcome", outcome.id),
        "files": await files.of("outcome", outcome.id),
        "titles": TITLES,
        "rules": RULE,
    }


async def _form_context(request: AnyRequest, outcome: OutcomeView, action: str, rung: str = "") -> dict[str, Any]:
    needs_units = action in {"pilot", "replicate"}
    return {
        "outcome": outcome,
        "action": action,
        "title": TITLES[action],
        "version": outcome.version,
        "with_files": action in WITH_FILES,
        "unit_choices": [(unit.id, unit.name) for unit in await identity.unit_options()] if needs_units else [],
        "people": await _people(request, outcome) if action == "revise" else [],
        "rule": RULE.get(rung) if rung in outcome.rungs else None,
        "ladder": [RULE[rung] for rung in outcome.rungs],
    }


async def _people(request: AnyRequest, outcome: OutcomeView) -> list[tuple[int, str]]:
    """Whom one can choose as an author: those there are, and those whom the search for a name finds."""
    known = {one.talent: f"{one.name}　{one.unit_name}" for one in outcome.authors}
    found = await talents.pickable(request.user, str(request.query_params.get("who", "")))
    return list((known | {option.id: f"{option.name}　{option.unit_name}" for option in found}).items())


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


def _for_ledger(search: queries.Search) -> dict[str, str]:
    """The list's conditions in the words of the ledger's address."""
    named = {"q": search.text, "direction": search.direction, "kind": search.kind, "stage": search.rung}
    return {name: value for name, value in (named | {"view": "stale" * search.stale}).items() if value}


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
        rung: FromQuery[str] = "",
        stale: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """Show the board, or the table of everything."""
        rung = rung if rung in RULE and view == "table" else ""
        search = queries.Search(q.strip()[:60], direction, kind, rung, stale == "1")
        kept = {"q": search.text, "direction": direction, "kind": kind, "rung": rung, "stale": "1" * search.stale}
        set_ones = {name: value for name, value in kept.items() if value}
        context: dict[str, Any] = {"search": search, "kinds": list(Kind), "rungs": list(RULE.values())}
        context |= {"conditions": urlencode(set_ones), "kept": _for_ledger(search)}
        context["stale_days"] = (await policies.outcomes()).stale_days
        if view == "table":
            found = await queries.listed(request.user, search, after=after, before=before)
            return await page(request, "outcomes/table.html", block="rows", outcomes=found, **context)
        columns = await queries_board.board(request.user, search)
        sums = queries_board.reached(columns)
        return await page(request, "outcomes/board.html", columns=columns, sums=sums, **context)

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
        return await page(request, "outcomes/outcome.html", **await detail_of(request, found))

    @get([f"/{{outcome:int}}/{action}" for action in FORMS], opt=WRITERS)
    async def form(self, request: AnyRequest, outcome: FromPath[int], rung: FromQuery[str] = "") -> Response[Any]:
        """Show the form of one action; an action that is not open shows the outcome instead."""
        found = await queries.get(request.user, outcome)
        action = request.url.path.rpartition("/")[2]
        if action not in found.actions:
            return await page(request, "outcomes/outcome.html", **await detail_of(request, found))
        given: dict[str, Any] = {"climb": {"rung": rung, "on": clock.today()}}.get(action, {})
        sources = (found,) if action in {"describe", "revise"} else ()
        form = Form.of(FORMS[action], *sources, version=found.version, **given)
        context = await _form_context(request, found, action, rung)
        return await page(request, "outcomes/form.html", form=form, **context)

    @post("/{outcome:int}/screen", opt=STAFF)
    async def screen(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Pass the secrecy screening."""
        return await self._act(request, outcome, "screen", operations.screen, _("保密审查已登记"))

    @post("/{outcome:int}/evaluate", opt=STAFF)
    async def evaluate(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Give the outcome its level."""
        chosen = await uploads(request, "uploads")

        async def run(actor: Any, *, id: int, content: Evaluation) -> OutcomeView:
            return await operations.evaluate(actor, id=id, content=content, uploads=chosen)

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
        return await self._act(request, outcome, "replicate", operations_promotion.replicate, _("推广单位已登记"))

    @post("/{outcome:int}/describe", opt=WRITERS)
    async def describe(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Write the experience material."""
        return await self._act(request, outcome, "describe", operations.describe, _("经验材料已保存"))

    @post("/{outcome:int}/revise", opt=WRITERS)
    async def revise(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Write the content anew."""
        return await self._act(request, outcome, "revise", operations_versions.revise, _("成果已修改"))

    @post("/{outcome:int}/evidence", opt=WRITERS)
    async def evidence(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Add a proof."""
        chosen = await uploads(request, "uploads")

        async def run(actor: Any, *, id: int, content: Proof) -> OutcomeView:
            return await operations_evidence.add(actor, id=id, content=content, uploads=chosen)

        return await self._act(request, outcome, "evidence", run, _("佐证已登记"))

    @post("/{outcome:int}/regrade", opt=STAFF)
    async def regrade(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Give another level."""
        return await self._act(request, outcome, "regrade", operations.regrade, _("复评已登记"))

    @post("/{outcome:int}/send_back", opt=STAFF)
    async def send_back(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Ask the team to add something."""
        return await self._act(request, outcome, "send_back", operations_versions.send_back, _("已退回并通知课题组"))

    async def _act(
        self, request: AnyRequest, outcome: int, action: str, operation: Callable[..., Awaitable[Any]], flash: str
    ) -> Response[Any]:
        async def again() -> dict[str, Any]:
            rung = str((await request.form()).get("rung", ""))
            return await _form_context(request, await queries.get(request.user, outcome), action, rung)

        return await submit(
            request,
            FORMS[action],
            run=lambda content: operation(request.user, id=outcome, content=content),
            to=f"/outcomes/{outcome}",
            flash=flash,
            again=("outcomes/form.html", again),
        )


CONTROLLERS = (OutcomePages,)
NAV = (NavEntry("outcomes", "成果转化", "award", "/outcomes", SEERS, order=600),)
