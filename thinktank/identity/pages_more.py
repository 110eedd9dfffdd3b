# SPDX-License-Identifier: MIT
"""The tree of units: adding, renaming, moving, merging, splitting."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from thinktank.identity import delegations, operations, units
from thinktank.identity import queries_units as queries
from thinktank.identity.schemas import KINDS, Delegate, EditUnit, MergeUnit, NewUnit, SplitUnit
from thinktank.kernel.actor import Role
from thinktank.kernel.i18n import _
from thinktank.web.access import SIGNED_IN, allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page, see

AnyRequest = Request[Any, Any, Any]


class UnitPages(Controller):
    """Units, for those who look after them."""

    path = "/units"
    opt = allow(Role.OFFICER, Role.SYS_ADMIN, Role.SEC_ADMIN)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        """Show the tree and offer to add a unit."""
        return await page(request, "identity/units.html", form=Form.of(NewUnit), **await _tree())

    @post()
    async def add(self, request: AnyRequest) -> Response[Any]:
        """Add a unit."""
        return await submit(
            request,
            NewUnit,
            run=lambda command: operations.create_unit(request.user, command=command),
            to="/units",
            flash=_("单位已建立"),
            again=("identity/units.html", _tree),
        )

    @get("/{unit:int}")
    async def show(self, request: AnyRequest, unit: FromPath[int]) -> Response[Any]:
        """Show a unit, what happened to it, and what can be done."""
        return await page(request, "identity/unit.html", **await _one(unit))

    @post("/{unit:int}")
    async def edit(self, request: AnyRequest, unit: FromPath[int]) -> Response[Any]:
        """Keep a unit's new name, kind or parent."""
        return await submit(
            request,
            EditUnit,
            run=lambda command: units.edit_unit(request.user, id=unit, command=command),
            to=f"/units/{unit}",
            flash=_("单位已保存，旧名仍可查"),
            again=("identity/unit.html", lambda: _one(unit, "form")),
        )

    @post("/{unit:int}/merge")
    async def merge(self, request: AnyRequest, unit: FromPath[int]) -> Response[Any]:
        """Let the unit go into another."""
        return await submit(
            request,
            MergeUnit,
            run=lambda command: units.merge_unit(request.user, id=unit, command=command),
            to=f"/units/{unit}",
            flash=_("单位已并入，人员和角色随之转入"),
            again=("identity/unit.html", lambda: _one(unit, "merging")),
        )

    @post("/{unit:int}/split")
    async def split(self, request: AnyRequest, unit: FromPath[int]) -> Response[Any]:
        """Set up a new unit out of this one."""
        return await submit(
            request,
            SplitUnit,
            run=lambda command: units.split_unit(request.user, id=unit, command=command),
            to=lambda made: f"/units/{made.id}",
            flash=_("单位已分设"),
            again=("identity/unit.html", lambda: _one(unit, "splitting")),
        )


async def _tree() -> dict[str, Any]:
    nodes = await queries.tree()
    return {"nodes": nodes, "unit_choices": [(node.id, node.name) for node in nodes if node.active]}


async def _one(unit: int, wrong: str = "") -> dict[str, Any]:
    """A unit with its three forms; the one that is shown again with its mistakes comes as ``form``."""
    found, nodes = await queries.unit(unit), await queries.tree()
    fresh = {
        "edit_form": Form.of(EditUnit, found),
        "merge_form": Form.of(MergeUnit, version=found.version),
        "split_form": Form.of(SplitUnit),
    }
    return {
        "unit": found,
        "version": found.version,
        "wrong": wrong,
        "kinds": [(kind, _(kind)) for kind in KINDS],
        "unit_choices": [(node.id, "　" * node.depth + node.name) for node in nodes if node.active],
        "people": await queries.people_of(unit),
        **fresh,
    }


class DelegationPages(Controller):
    """Letting a colleague act for oneself, and acting for one."""

    path = "/account/delegations"
    opt = SIGNED_IN
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        """Show who acts for whom."""
        return await page(request, "identity/delegations.html", form=Form.of(Delegate), **await _acting(request))

    @post()
    async def delegate(self, request: AnyRequest) -> Response[Any]:
        """Let a colleague act for oneself for a time."""
        return await submit(
            request,
            Delegate,
            run=lambda command: delegations.delegate(request.user, command=command),
            to="/account/delegations",
            flash=_("已委托，到期自动结束"),
            again=("identity/delegations.html", lambda: _acting(request)),
        )

    @post("/{delegation:int}/end")
    async def end(self, request: AnyRequest, delegation: FromPath[int]) -> Response[Any]:
        """End a delegation."""
        await delegations.end(request.user, id=delegation)
        return see("/account/delegations", _("委托已结束"))

    @post("/act/{account:int}")
    async def begin(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Begin to act for a principal."""
        await delegations.begin(request.user, principal=account)
        return see("/", _("已切换为代办，办理记录会注明"))

    @post("/stop")
    async def stop(self, request: AnyRequest) -> Response[Any]:
        """Go back to one's own desk."""
        await delegations.stop(request.user)
        return see("/", _("已回到本人账号"))


async def _acting(request: AnyRequest) -> dict[str, Any]:
    able = bool(delegations.may_delegate(request.user))
    people = await delegations.colleagues(request.user) if able else []
    return {
        "found": await delegations.of(request.user.account),
        "able": able,
        "people": [(one.id, f"{one.name}　{one.post}") for one in people],
    }


CONTROLLERS = (UnitPages, DelegationPages)
