# SPDX-License-Identifier: MIT
"""Who reviews an item, on screen: assigning by hand, taking off, conflicts put on record and lifted."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from reviews.rounds import operations, operations_material, operations_recusal, queries, rules
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.schemas import Assign, InterestView, Lift, Pin, Withdraw
from reviews.rounds.schemas_material import ReplaceMaterial
from reviews.rounds.states import ACTIVE, PINNABLE
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page

AnyRequest = Request[Any, Any, Any]
MATERIAL = "rounds/material.html"
IN_OFFICE = allow(Role.OFFICER, Role.DEPT_LEADER)


class StaffingPages(Controller):
    """The office: who reviews an item."""

    path = "/reviews/items"
    opt = IN_OFFICE
    include_in_schema = False

    @get("/{id_:int}/reviewers")
    async def reviewers(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show who can be assigned, and who cannot and why."""
        item = await queries.get_item(request.user, id_)
        form = Form.of(Assign)
        return await page(request, "rounds/reviewers.html", form=form, **await _staff(request.user, item.id))

    @post("/{id_:int}/reviewers")
    async def assign(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Assign reviewers."""

        async def again() -> dict[str, Any]:
            return await _staff(request.user, id_)

        return await submit(
            request,
            Assign,
            run=lambda command: operations.assign(request.user, id=id_, command=command),
            to=f"/reviews/items/{id_}",
            flash=_("已指派并通知评审专家"),
            again=("rounds/reviewers.html", again),
        )

    @post("/{id_:int}/recusals")
    async def pin(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Put on record that somebody may not judge it."""

        async def again() -> dict[str, Any]:
            return await _staff(request.user, id_)

        def onward(kept: list[InterestView]) -> str:
            own = any(one.account == request.user.account and not one.lifted for one in kept)
            return "/rounds" if own else f"/reviews/items/{id_}/reviewers"

        return await submit(
            request,
            Pin,
            run=lambda command: operations_recusal.pin(request.user, id=id_, command=command),
            to=onward,
            flash=_("已登记回避"),
            again=("rounds/reviewers.html", again),
        )

    @post("/{id_:int}/recusals/lift")
    async def lift(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Find that a conflict does not hold."""

        async def again() -> dict[str, Any]:
            return await _staff(request.user, id_)

        return await submit(
            request,
            Lift,
            run=lambda command: operations_recusal.lift(request.user, id=id_, command=command),
            to=f"/reviews/items/{id_}/reviewers",
            flash=_("已解除回避"),
            again=("rounds/reviewers.html", again),
        )

    @post("/{id_:int}/assignments/{task:int}/withdraw")
    async def withdraw(self, request: AnyRequest, id_: FromPath[int], task: FromPath[int]) -> Response[Any]:
        """Take a reviewer off."""

        async def again() -> dict[str, Any]:
            return await _staff(request.user, id_)

        return await submit(
            request,
            Withdraw,
            run=lambda command: operations.unassign(request.user, id=task, reason=command.reason),
            to=f"/reviews/items/{id_}/reviewers",
            flash=_("已撤回指派"),
            again=("rounds/reviewers.html", again),
        )


class MaterialPages(Controller):
    """The office: which version of the material is reviewed."""

    path = "/reviews/items"
    opt = IN_OFFICE
    include_in_schema = False

    @get("/{id_:int}/material")
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show the versions, and what is newer at the source."""
        context = await _versions(request.user, id_)
        return await page(request, MATERIAL, form=Form.of(ReplaceMaterial, version=context["version"]), **context)

    @post("/{id_:int}/material")
    async def replace(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Put the newer version in."""
        return await submit(
            request,
            ReplaceMaterial,
            run=lambda command: operations_material.replace(request.user, item=id_, command=command),
            to=f"/reviews/items/{id_}/material",
            flash=_("材料已更换，评审专家已收到通知"),
            again=(MATERIAL, lambda: _versions(request.user, id_)),
        )


async def _versions(actor: Actor, id_: int) -> dict[str, Any]:
    item = await queries.get_item(actor, id_)
    return {"item": item, "found": await operations_material.of_item(actor, id_), "version": item.version}


async def _staff(actor: Actor, id_: int) -> dict[str, Any]:
    item = await queries.get_item(actor, id_)
    kept = await conflicts.shown(actor, id_)
    candidates = await conflicts.candidates(actor, item, kept)
    named = {one.id for one in candidates}
    kept = [one for one in kept if one.lifted or one.account not in named]
    for one in (one for candidate in candidates for one in candidate.conflicts):
        one.actions = ["lift"] if rules.may_lift(actor, item, one) else []
    people = [(str(one.id), f"{one.name}（{one.unit_name}）") for one in candidates]
    return {
        "item": item,
        "candidates": candidates,
        "kept": kept,
        "pin": Form.of(Pin) if rules.may_pin(actor, item) else None,
        "people": [*people, (str(actor.account), _("我本人"))],
        "kinds": [(str(kind), _(kind.label)) for kind in PINNABLE],
        "tasks": await queries.tasks_of(actor, [id_]),
        "waiting_states": ACTIVE[:2],
        "own_side_most": (await policies.panels()).own_side_most,
    }


CONTROLLERS = (StaffingPages, MaterialPages)
