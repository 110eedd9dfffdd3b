# SPDX-License-Identifier: MIT
"""Staffing on screen: a round's plan with its matrix and loads, sheets, what reviewers know and can take on."""

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from reviews.rounds import queries as rounds
from reviews.staffing import operations, operations_sheets, queries
from reviews.staffing.schemas import PlanView, Propose, SaveProfile, SheetRows, SheetRun, StepPlan
from thinktank.documents import ledger
from thinktank.files.sending import download
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, upload
from thinktank.web.page import page, see

AnyRequest = Request[Any, Any, Any]
IN_OFFICE = allow(Role.OFFICER, Role.DEPT_LEADER)
SHOW, PROFILE = "staffing/plan.html", "staffing/profile.html"
STEPS = {"apply": operations.apply, "drop": operations.drop, "undo": operations.undo}
SAID = {"apply": "已指派并通知评审专家", "drop": "已放弃方案", "undo": "已撤回方案"}


class SheetStep(msgspec.Struct, forbid_unknown_fields=True):
    """An uploaded sheet; what it holds comes with the file."""


class StaffingPlans(Controller):
    """The office: who reviews what in a round, all at once."""

    path = "/rounds"
    opt = IN_OFFICE
    include_in_schema = False

    @get("/{round_:int}/staffing")
    async def show(self, request: AnyRequest, round_: FromPath[int]) -> Response[str]:
        """Show the newest plan, and offer to draw another."""
        return await page(request, SHOW, **await _shown(request.user, round_))

    @post("/{round_:int}/staffing")
    async def propose(self, request: AnyRequest, round_: FromPath[int]) -> Response[Any]:
        """Draw a plan."""

        async def again() -> dict[str, Any]:
            return {key: value for key, value in (await _shown(request.user, round_)).items() if key != "form"}

        return await submit(
            request,
            Propose,
            run=lambda command: operations.propose(request.user, round_=round_, command=command),
            to=f"/rounds/{round_}/staffing",
            flash=lambda found: (
                _("方案已拟出，请核对后采用") if not found.short else _("还差%(n)s位，见下") % {"n": found.short}
            ),
            again=(SHOW, again),
        )

    @get("/{round_:int}/staffing/template")
    async def template(self, request: AnyRequest, round_: FromPath[int]) -> Response[bytes]:
        """Return a workbook to write reviewers into."""
        content = await operations_sheets.template(request.user, round_=round_)
        return download(content, ledger.file_name(_("专家指派表"), clock.today()), ledger.MEDIA)

    @post("/{round_:int}/staffing/sheet")
    async def sheet(self, request: AnyRequest, round_: FromPath[int]) -> Response[Any]:
        """Look at a sheet's rows; they become the plan when nothing is wrong."""
        file = await upload(request, "file")
        try:
            if file is None:
                raise Invalid(fields={"file": _("请选择表格文件")})  # noqa: TRY301 -- answered alike
            rows = await operations_sheets.read_sheet(await file.read(), file.filename)
            run = await operations_sheets.from_sheet(request.user, round_=round_, command=SheetRows(rows))
        except Invalid as error:
            context = await _shown(request.user, round_)
            wrong = Form.of(SheetStep).with_errors({}, "；".join(error.fields.values()) or error.message)
            return await page(request, SHOW, status=422, **context | {"sheet": wrong})
        if run.faults:
            return await page(request, SHOW, status=422, **await _shown(request.user, round_) | {"run": run})
        return see(f"/rounds/{round_}/staffing", _("%(n)s行无误，已列为方案，请核对后采用") % {"n": run.rows})

    @post("/{round_:int}/staffing/{step:str}")
    async def turn(self, request: AnyRequest, round_: FromPath[int], step: FromPath[str]) -> Response[Any]:
        """Use a plan, give it up, or take it back."""
        run = STEPS.get(step)
        if run is None:
            raise NotFound
        return await submit(
            request,
            StepPlan,
            run=lambda command: run(request.user, round_=round_, command=command),
            to=f"/rounds/{round_}/staffing",
            flash=_(SAID[step]),
            again=(SHOW, lambda: _shown(request.user, round_, step=True)),
        )

    @get("/experts")
    async def experts(self, request: AnyRequest) -> Response[str]:
        """Show what reviewers know and can take on."""
        return await page(
            request, "staffing/experts.html", profiles=await queries.profiles(request.user), names=_names()
        )

    @get("/experts/{account:int}", opt=allow(Role.OFFICER))
    async def ask(self, request: AnyRequest, account: FromPath[int]) -> Response[str]:
        """Show a reviewer's profile as a form, for the office."""
        return await _ask(request, account, f"/rounds/experts/{account}")

    @post("/experts/{account:int}", opt=allow(Role.OFFICER))
    async def save(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Keep a reviewer's profile for them."""
        return await _save(request, account, f"/rounds/experts/{account}", "/rounds/experts")


class OwnProfile(Controller):
    """The reviewer: what one knows and can take on."""

    path = "/reviews/profile"
    opt = allow(Role.REVIEWER)
    include_in_schema = False

    @get()
    async def ask(self, request: AnyRequest) -> Response[str]:
        """Show one's own profile as a form."""
        return await _ask(request, request.user.account, "/reviews/profile")

    @post()
    async def save(self, request: AnyRequest) -> Response[Any]:
        """Keep one's own profile."""
        return await _save(request, request.user.account, "/reviews/profile", "/reviews")


def _said(found: PlanView) -> str:
    return _("还差%(n)s位，见下") % {"n": found.short} if found.short else _("方案已拟出，请核对后采用")


async def _shown(actor: Actor, round_: int, *, step: bool = False) -> dict[str, Any]:
    seen = await rounds.get_round(actor, round_)
    found: PlanView | None = await queries.latest(actor, round_)
    panels = await policies.panels()
    limits = {"load_most": panels.load_most, "own_most": panels.own_side_most, "unit_most": panels.unit_most}
    if found is not None and found.aim != "sheet":
        limits = {"load_most": found.limits.load, "own_most": found.limits.own, "unit_most": found.limits.unit}
    asked = Form.of(Propose, **limits)
    run: SheetRun | None = None
    return {
        "round": seen,
        "plan": found,
        "asked": asked,
        "sheet": Form.of(SheetStep),
        "run": run,
        "version": found.version if found else None,
        "aims": [("total", _("总体最匹配")), ("worst", _("先保最弱的一件"))],
    } | ({} if step else {"form": asked})


def _names() -> dict[str, str]:
    return {str(one): _(one.label) for one in Direction}


async def _ask(request: AnyRequest, account: int, at: str) -> Response[str]:
    found = await queries.profile(request.user, account)
    return await page(request, PROFILE, form=Form.of(SaveProfile, found), **_about(found, at))


def _about(found: Any, at: str) -> dict[str, Any]:
    return {"profile": found, "at": at, "version": found.version, "directions": list(_names().items())}


async def _save(request: AnyRequest, account: int, at: str, to: str) -> Response[Any]:
    async def again() -> dict[str, Any]:
        return _about(await queries.profile(request.user, account), at)

    return await submit(
        request,
        SaveProfile,
        run=lambda command: operations.save_profile(request.user, account=account, command=command),
        to=to,
        flash=_("已保存，以后指派按此匹配"),
        again=(PROFILE, again),
    )


CONTROLLERS = (StaffingPlans, OwnProfile)
