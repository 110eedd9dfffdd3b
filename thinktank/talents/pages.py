# SPDX-License-Identifier: MIT
"""The bank's list and a person's profile."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.identity.handover import hand_over
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid
from thinktank.kernel.i18n import _
from thinktank.talents import operations, operations_admission, queries, queries_merging, queries_profile
from thinktank.talents.directory import list_context
from thinktank.talents.schemas import Admit, Filter, OpenAccount
from thinktank.talents.schemas_profile import SORTS
from thinktank.talents.states import CANDIDATES
from thinktank.trail import queries as trail
from thinktank.trail.queries import TimelineLine
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form
from thinktank.web.idempotency import NO_KEY, SHOWN_ONCE
from thinktank.web.page import is_htmx, page, see
from thinktank.web.panels import NavEntry, Panel

AnyRequest = Request[Any, Any, Any]
LINES = 50
DIRECTORY = (*OFFICE, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR)


class TalentPages(Controller):
    """人才库."""

    path = "/talents"
    opt = allow(*DIRECTORY)
    include_in_schema = False

    @post("/admit", opt=allow(*OFFICE))
    async def admit(self, request: AnyRequest) -> Response[Any]:
        """Make the ticked candidates, or all that the list's conditions find, members."""
        form = await read_form(request, Admit)
        if not form.ok:
            return await self._again(request, "；".join(form.errors.values()) or form.message)
        command = form.command
        chosen = Filter(q=command.q, direction=command.direction or "", unit=command.unit, state="submitted")
        try:
            n = await operations_admission.admit(
                request.user,
                ids=command.ids,
                chosen=chosen if command.all else None,
                admitted_on=command.admitted_on,
            )
        except Invalid as fault:
            return await self._again(request, fault.message)
        except Conflict as fault:
            if fault.code == "repeated":  # a twin of this very request: web/idempotency.py answers
                raise
            return await self._again(request, fault.message, status=409)
        return see("/talents?state=active", _("%(n)d人已入库") % {"n": n})

    @staticmethod
    async def _again(request: AnyRequest, error: str, *, status: int = 422) -> Response[str]:
        context = await list_context(request, Filter(state="submitted"))
        return await page(request, "talents/list.html", status=status, error=error, **context)

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a person's profile; that of an entry which another one took in leads there."""
        kept = await queries_merging.merged_into(id)
        if kept is not None:
            await queries.get(request.user, kept)
            return see(f"/talents/{kept}", _("这份资料已并入"))
        return await page(request, "talents/profile.html", **await self._context(request, id))

    @staticmethod
    async def _context(request: AnyRequest, id: int, **more: Any) -> dict[str, Any]:
        actor = request.user
        person = await queries.get(actor, id)
        wide = "P2" in person.classes
        context = {
            "person": person,
            "candidate": person.state in CANDIDATES,
            "figures": await queries_profile.figures_of(actor, person),
            "timeline": await _timeline(actor, id) if wide else [],
            "account_form": Form.of(OpenAccount, login=operations.suggested_login(person.name)),
            "phone": "",
        }
        return context | more

    @get("/{id:int}/track")
    async def track(self, request: AnyRequest, id: FromPath[int], sort: FromQuery[str] = "") -> Response[Any]:
        """Show what happened to a person, of one sort or all; inside the profile as a panel."""
        try:
            person, events = await queries_profile.track(request.user, id, sort=sort)
        except Denied:
            if is_htmx(request):
                return Response("", media_type="text/html")
            raise
        sorts = [(key, label) for key, (label, _icon) in SORTS.items()]
        return await page(
            request, "talents/track.html", block="panel", person=person, events=events, sort=sort, sorts=sorts
        )

    @post("/{id:int}/account", opt=allow(Role.OFFICER) | SHOWN_ONCE)
    async def account(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Open an account and show its activation link once."""
        form = await read_form(request, OpenAccount)
        if form.ok:
            try:
                issued = await operations.open_account(request.user, id=id, login=form.command.login)
            except Invalid as fault:
                form = form.with_errors(fault.fields, fault.message)
            else:
                return await hand_over(request, issued)
        context = await self._context(request, id, account_form=form)
        return await page(request, "talents/profile.html", status=422, **context)

    @post("/{id:int}/phone", opt=allow(*OFFICE) | NO_KEY)
    async def phone(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the phone in full, this once; the look is recorded."""
        number = await operations.reveal_phone(request.user, id=id)
        return await page(request, "talents/profile.html", **await self._context(request, id, phone=number))


async def _timeline(actor: Actor, id: int) -> list[TimelineLine]:
    """The lines of a person and of the entries that the person's own took in, newest first."""
    lines = [
        line
        for one in (id, *await queries_merging.taken_in(id))
        for line in await trail.timeline(actor, "talent", one, limit=LINES)
    ]
    return sorted(lines, key=lambda line: line.id, reverse=True)[:LINES]


NAV = (NavEntry("talents", "人才库", "users", "/talents", roles=frozenset((*OFFICE, Role.LIAISON)), order=20),)
PANELS = (
    Panel(
        "talent.main", "track", "成长轨迹", lambda talent: f"/talents/{talent}/track", frozenset(DIRECTORY), order=30
    ),
)
CONTROLLERS = (TalentPages,)
