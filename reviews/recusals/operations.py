# SPDX-License-Identifier: MIT
"""Requests that somebody may not judge: asked by the lead, decided by the office; what is accepted is found at once.

No line of the trail and no notice holds a name: the named may be of the office.
"""

from __future__ import annotations

from typing import Any

from reviews.recusals import queries, rules
from reviews.recusals.queries import About
from reviews.recusals.schemas import AskRecusal, DecideRecusal, RequestView, Sheet
from reviews.recusals.states import REQUEST, RequestState
from reviews.recusals.tables import RecusalRequest
from reviews.rounds import operations_interests as interests
from reviews.rounds.tables import RoundItem
from thinktank.identity import queries as identity
from thinktank.identity.tables import Account
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def ask(actor: Actor, *, what: str, id: int, command: AskRecusal) -> Sheet:  # noqa: A002 -- the record's id
    """Name somebody who should not judge an application (``what`` "applications") or a project ("projects").

    NotFound outside the scope; Denied for others than the lead, once judging has begun, or beyond the number of the
    setting; Invalid for a name that was given already.
    """
    r = RecusalRequest
    async with db.write_tx():
        found = await queries.about(actor, what, id)
        require(rules.may_ask(found.ground))
        name = rules.plain(command.name)
        live = r.state.is_in([str(RequestState.ASKED), str(RequestState.ACCEPTED)])
        twice = (r.application == found.application) & (r.name == name) & live
        if len(name) < 2 or await db.exists(r.select(r.id).where(twice & (r.unit_text == command.unit_text))):  # noqa: PLR2004 -- a name
            raise Invalid(fields={"name": _("已申请过，或姓名不完整")})
        now = clock.now()
        row = r(
            application=found.application, project=found.project, name=name, unit_text=command.unit_text,
            reason=command.reason, asked_by=actor.account, asked_at=now, state=REQUEST.initial, state_since=now,
        )  # fmt: skip
        made = int((await r.insert(row).returning(r.id))[0]["id"])
        await _record(actor, found, "asked", _("课题负责人提出评审回避申请"), made)
        await notices.notify(
            await _officers(name), rule="recusal.asked", kind="recusal_request", record=made,
            title=_("有一项评审回避申请待决定"), body=f"《{found.title}》", href=f"/recusals/{what}/{id}",
        )  # fmt: skip
    return await queries.sheet(actor, what, id)


async def _officers(name: str) -> list[int]:
    """The officers but for those of this name."""
    officers = await identity.account_ids_with_role(Role.OFFICER)
    a = Account
    rows = await a.select(a.id, a.name).where(a.id.is_in(officers or [0]))
    return [row["id"] for row in rows if rules.plain(row["name"]) != name]


async def _record(actor: Actor, found: About, step: str, text: str, request: int, detail: str = "") -> None:
    kind, record = ("project", found.project) if found.project else ("application", found.application)
    fields = {"recusal_request": request}
    await trail.record(
        actor, f"{kind}.recusal_{step}", kind, record or 0, text, detail=detail, fields=fields, staff_only=True
    )


async def withdraw(actor: Actor, *, id: int, version: int | None = None) -> Sheet:  # noqa: A002
    """Take a request back before judging begins. NotFound, Denied, Conflict."""
    async with db.write_tx():
        one, found = await queries.load(actor, id)
        require(rules.may_withdraw(found.ground, one.state))
        await move(RecusalRequest, REQUEST, "withdraw", id=id, version=version)
        await notices.forget("recusal_request", [id])
        await _record(actor, found, "withdrawn", _("撤回评审回避申请"), id)
        if one.state == RequestState.ACCEPTED:
            await _detect(actor, found)
    return await queries.sheet(actor, found.what, found.id)


async def decide(actor: Actor, *, id: int, command: DecideRecusal) -> Sheet:  # noqa: A002 -- the request
    """Accept a request, which keeps the named from judging from now on, or refuse it; the lead is told why.

    NotFound (the named among them), Denied for others than the office, Conflict when stale or decided, Invalid for
    an account that is no reviewer's.
    """
    async with db.write_tx():
        one, found = await queries.load(actor, id)
        _fresh(one, command.version)
        require(rules.may_decide(found.ground, one.state))
        r = RecusalRequest
        also: dict[Any, Any] = {r.note: command.note, r.decided_by: actor.account, r.decided_at: clock.now()}
        if command.accept:
            also[r.account] = await _reviewer(command.account)
        await move(r, REQUEST, "accept" if command.accept else "refuse", id=id, version=command.version, also=also)
        said = _("已同意") if command.accept else _("未同意")
        await _record(actor, found, "decided", _("评审回避申请%(said)s") % {"said": said}, id)
        await notices.forget("recusal_request", [id])
        lead = await _asker(id)
        await notices.notify(
            [lead], rule="recusal.decided", kind="recusal_request", record=id, occasion=clock.now().isoformat(),
            title=_("评审回避申请%(said)s") % {"said": said}, body=command.note,
            href=f"/recusals/{found.what}/{found.id}",
        )  # fmt: skip
        if command.accept:
            await _detect(actor, found)
    return await queries.sheet(actor, found.what, found.id)


def _fresh(one: RequestView, version: int | None) -> None:
    if version is not None and version != one.version:
        raise Conflict(code="stale")


async def _reviewer(account: int | None) -> int | None:
    if account is not None and account not in await identity.account_ids_with_role(Role.REVIEWER):
        raise Invalid(fields={"account": _("请在评审专家中选择，或留空按姓名登记")})
    return account


async def _asker(request: int) -> int:
    r = RecusalRequest
    rows = await r.select(r.asked_by).where(r.id == request)
    return int(rows[0]["asked_by"])


async def reopen(actor: Actor, *, id: int, reason: str, version: int | None = None) -> Sheet:  # noqa: A002
    """Take the office's decision back, with the reason: the request waits again. NotFound, Denied, Conflict."""
    async with db.write_tx():
        one, found = await queries.load(actor, id)
        require(rules.may_reopen(found.ground, one.state))
        r = RecusalRequest
        also: dict[Any, Any] = {r.account: None, r.note: "", r.decided_by: None, r.decided_at: None}
        await move(r, REQUEST, "reopen", id=id, version=version, also=also)
        await notices.forget("recusal_request", [id])
        await _record(actor, found, "reopened", _("撤销对评审回避申请的决定"), id, detail=reason)
        if one.state == RequestState.ACCEPTED:
            await _detect(actor, found)
    return await queries.sheet(actor, found.what, found.id)


async def _detect(actor: Actor, found: About) -> None:
    """Look again at everything of the application, and of its project, that is not decided."""
    i = RoundItem
    theirs = (i.application == found.application) | (i.project._.application == found.application)
    await interests.detect_among(actor, theirs)
