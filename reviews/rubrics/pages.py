# SPDX-License-Identifier: MIT
"""Rubrics on screen: kinds and versions, a version as its reviewers see it, drafts to write."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from reviews.rubrics import operations, queries
from reviews.rubrics.schemas import NewRubric, RubricDraft, RubricStep, RubricView
from reviews.rubrics.states import Kind
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Conflict
from thinktank.kernel.i18n import _
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page, see

AnyRequest = Request[Any, Any, Any]
USUAL_CRITERIA, SPARE_CRITERIA, SPARE_BANDS = 5, 2, 1
MOST_PARTS = 4
FORM, SHOW = "rubrics/form.html", "rubrics/rubric.html"


class RubricPages(Controller):
    """The office's rubrics: under the rounds, which use them."""

    path = "/rounds/rubrics"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[str]:
        """Show every kind with its versions."""
        found = await queries.listing(request.user)
        kinds = [(kind, [one for one in found if one.kind == kind]) for kind in Kind]
        return await page(request, "rubrics/list.html", kinds=kinds)

    @get("/new")
    async def new(self, request: AnyRequest, kind: FromQuery[Kind] = Kind.MIDTERM) -> Response[str]:
        """Show an empty draft."""
        form = Form.of(NewRubric, kind=kind, name=f"{kind.label}评分表", bands=operations.SHIPPED_BANDS)
        return await page(request, FORM, form=form, **_fresh() | {"spare_criteria": USUAL_CRITERIA})

    @post("/new")
    async def create(self, request: AnyRequest) -> Response[Any]:
        """Write a draft."""
        return await submit(
            request,
            NewRubric,
            run=lambda command: operations.create(request.user, command=command),
            to=_href,
            flash=_("草稿已保存"),
            again=(FORM, _fresh()),
        )

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[str]:
        """Show a version as its reviewers see it."""
        return await page(request, SHOW, form=Form.of(RubricStep), **await _shown(request, id))

    @get("/{id:int}/edit")
    async def ask(self, request: AnyRequest, id: FromPath[int]) -> Response[str]:
        """Show a draft as a form; 409 for a version that was in use."""
        found = await queries.get(request.user, id)
        if "edit" not in found.actions:
            raise Conflict(_("只能修改草稿。使用过的评分表请复制后修改"), code="illegal")
        form = Form.of(RubricDraft, operations.content_of(found))
        for place, one in enumerate(found.criteria):  # the box says 选评: ticked is 0, left alone is the default
            form.values[f"criteria-{place}-required"] = [] if one.required else ["0"]
            form.values[f"criteria-{place}-na_allowed"] = [] if one.na_allowed else ["0"]
        return await page(request, FORM, form=form, **_editing(found))

    @post("/{id:int}/edit")
    async def edit(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Change a draft."""

        async def again() -> dict[str, Any]:
            return _editing(await queries.get(request.user, id))

        return await submit(
            request,
            RubricDraft,
            run=lambda content: operations.edit(request.user, id=id, content=content),
            to=_href,
            flash=_("草稿已保存"),
            again=(FORM, again),
        )

    @post("/{id:int}/copy")
    async def copy(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Write a draft like this version, and open it."""
        made = await operations.copy(request.user, id=id)
        return see(f"{_href(made)}/edit", _("已复制为第%(n)s版草稿") % {"n": made.number})

    @post("/{id:int}/use")
    async def use(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Put a draft in use."""
        return await self._step(request, id, operations.use, _("已启用，新开的评审用这一版"))

    @post("/{id:int}/retire")
    async def retire(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take a version out of use."""
        return await self._step(request, id, operations.retire, _("已停用，已开的评审不受影响"))

    async def _step(self, request: AnyRequest, id_: int, run: Any, flash: str) -> Response[Any]:
        return await submit(
            request,
            RubricStep,
            run=lambda command: run(request.user, id=id_, version=command.version),
            to=_href,
            flash=flash,
            again=(SHOW, lambda: _shown(request, id_)),
        )


def _href(rubric: RubricView) -> str:
    return f"/rounds/rubrics/{rubric.id}"


def _fresh() -> dict[str, Any]:
    return {
        "rubric": None,
        "kinds": [(kind, _(kind.label)) for kind in Kind],
        "spare_criteria": SPARE_CRITERIA,
        "spare_bands": SPARE_BANDS,
        "places": [("0", _("不分表"))] + [(str(n), _("第%(n)s张分表") % {"n": n}) for n in range(1, MOST_PARTS + 1)],
    }


def _editing(rubric: RubricView) -> dict[str, Any]:
    return _fresh() | {"rubric": rubric, "version": rubric.version}


async def _shown(request: AnyRequest, id_: int) -> dict[str, Any]:
    found = await queries.get(request.user, id_)
    lines = await trail.timeline(request.user, "rubric", id_)
    return {"rubric": found, "version": found.version, "lines": lines}


CONTROLLERS = (RubricPages,)
