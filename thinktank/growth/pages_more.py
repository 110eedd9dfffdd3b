# SPDX-License-Identifier: MIT
"""年度评价."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.growth import operations_assessments as operations
from thinktank.growth import queries_assessments as queries
from thinktank.growth import rules
from thinktank.growth.schemas import DraftAssessment, JudgeAssessment, OpenYear, SignMany
from thinktank.growth.states import ASSESSMENT
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.web.access import SIGNED_IN, allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, TodoItem

AnyRequest = Request[Any, Any, Any]


async def list_context(actor: Actor, year: int, state: str = "", **pages: str) -> dict[str, Any]:
    """Return what the list of a year shows."""
    years = await policies.years()
    current = await policies.current_year()
    chosen = year or (current.id if current else years[0].id if years else 0)
    return {
        "years": years,
        "year": chosen,
        "state": state,
        "states": [(value, _(ASSESSMENT.label(value))) for value in ("open", "drafted", "signed")],
        "people": await queries.listed(actor, chosen, state=state, **pages),
        "may_open": bool(rules.may_open_year(actor)),
        "signs": actor.has(Role.DEPT_LEADER),
        "url": f"/assessments?year={chosen}" + (f"&state={state}" if state else ""),
    }


class AssessmentPages(Controller):
    """The assessments of a programme year, and one of them."""

    path = "/assessments"
    opt = SIGNED_IN
    include_in_schema = False

    @get(opt=allow(*OFFICE))
    async def index(
        self,
        request: AnyRequest,
        year: FromQuery[str] = "",
        at: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """Show the assessments of a year."""
        state = at if at in ASSESSMENT.labels else ""
        number = int(year) if year.isascii() and year.isdigit() else 0
        context = await list_context(request.user, number, state, after=after, before=before)
        return await page(request, "growth/assessments.html", block="rows", form=Form.of(SignMany), **context)

    @post("/open", opt=allow(Role.OFFICER))
    async def open_year(self, request: AnyRequest) -> Response[Any]:
        """Open the assessment of a year."""
        return await submit(
            request,
            OpenYear,
            run=lambda command: operations.open_year(request.user, year=command.year),
            to="/assessments",
            flash=lambda n: _("已为%(n)d名成员启动年度评价") % {"n": n},
            again=("growth/assessments.html", lambda: list_context(request.user, 0)),
        )

    @post("/sign", opt=allow(Role.DEPT_LEADER))
    async def sign(self, request: AnyRequest) -> Response[Any]:
        """Sign the ticked drafts, all or none."""
        return await submit(
            request,
            SignMany,
            run=lambda command: operations.sign(request.user, ids=command.ids),
            to="/assessments",
            flash=lambda n: _("已审定%(n)d人的年度评价，已告知本人") % {"n": n},
            again=("growth/assessments.html", lambda: list_context(request.user, 0, "drafted")),
        )

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show one assessment."""
        context = await self._context(request, id)
        return await page(request, "growth/assessment.html", form=Form.of(DraftAssessment, context["view"]), **context)

    @staticmethod
    async def _context(request: AnyRequest, id: int) -> dict[str, Any]:
        view = await queries.get(request.user, id)
        return {"view": view, "version": view.version, "judge": Form.of(JudgeAssessment)}

    @post("/{id:int}/draft", opt=allow(Role.OFFICER))
    async def draft(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Propose a level with an opinion."""
        return await submit(
            request,
            DraftAssessment,
            run=lambda command: operations.draft(request.user, id=id, command=command),
            to=f"/assessments/{id}",
            flash=_("已拟定，等部领导审定"),
            again=("growth/assessment.html", lambda: self._context(request, id)),
        )

    @post("/{id:int}/{verdict:str}", opt=allow(Role.DEPT_LEADER))
    async def judge(self, request: AnyRequest, id: FromPath[int], verdict: FromPath[str]) -> Response[Any]:
        """Sign a draft, send it back, or correct what was signed."""
        if verdict not in {"sign", "return", "correct"}:
            raise NotFound

        async def run(command: JudgeAssessment) -> Any:
            if verdict == "sign":
                return await operations.sign(request.user, ids=[id], version=command.version)
            step = operations.give_back if verdict == "return" else operations.correct
            return await step(request.user, id=id, command=command)

        async def again() -> dict[str, Any]:
            context = await self._context(request, id)
            return context | {"draft_form": Form.of(DraftAssessment, context["view"])}

        return await submit(
            request,
            JudgeAssessment,
            run=run,
            to=f"/assessments/{id}",
            flash=_("已办理"),
            again=("growth/assessment.html", again),
        )


async def todo(actor: Actor) -> list[TodoItem]:
    """Assessments that wait for a draft or a signature."""
    to_draft, to_sign = await queries.waiting(actor)
    items = []
    if to_draft:
        title = _("%(n)d人待年度评价") % {"n": to_draft}
        items.append(TodoItem(title=title, href="/assessments?at=open", icon="scale"))
    if to_sign:
        title = _("%(n)d人年度评价待审定") % {"n": to_sign}
        items.append(TodoItem(title=title, href="/assessments?at=drafted", icon="scale"))
    return items


NAV = (
    NavEntry(
        "assessments", "年度评价", "scale", "/assessments", roles=frozenset(OFFICE), order=27, parents=("talents",)
    ),
)
CONTROLLERS = (AssessmentPages,)
