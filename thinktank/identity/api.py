# SPDX-License-Identifier: MIT
"""Accounts, units and tokens for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from thinktank.identity import delegations, operations, queries, queries_terms, queries_units, units
from thinktank.identity import operations_accounts as more
from thinktank.identity import queries_accounts as cared
from thinktank.identity.schemas import (
    AccountView,
    Delegate,
    DelegationView,
    EditAccount,
    EditUnit,
    EndGrant,
    GiveRole,
    Issued,
    MergeUnit,
    NewAccount,
    NewUnit,
    SessionView,
    SplitUnit,
    Terms,
    TokenIssued,
    UnitDetail,
    UnitView,
)
from thinktank.kernel import clock
from thinktank.kernel.actor import Grant, Role
from thinktank.kernel.paging import Page
from thinktank.web.access import SIGNED_IN, allow
from thinktank.web.idempotency import SHOWN_ONCE

AnyRequest = Request[Any, Any, Any]
MANAGERS = allow(Role.OFFICER, Role.SYS_ADMIN, Role.SEC_ADMIN)
CARERS = allow(Role.OFFICER, Role.SYS_ADMIN)


class Me(msgspec.Struct):
    """Who asks."""

    account: int
    name: str
    unit: int | None
    grants: list[Grant]


class NewToken(msgspec.Struct, forbid_unknown_fields=True):
    """What a new token is for and how long it lives."""

    name: Annotated[str, msgspec.Meta(title="用途", min_length=1, max_length=80)]
    days: Annotated[int, msgspec.Meta(title="有效天数", ge=1, le=366)] = 90


class CreatedUnit(msgspec.Struct):
    """A unit just made."""

    id: int


class IdentityApi(Controller):
    """The same operations as the pages."""

    path = "/api/v1"
    opt = MANAGERS
    tags = ["identity"]

    @get("/me", operation_id="me", opt=SIGNED_IN)
    async def me(self, request: AnyRequest) -> Me:
        """Return who asks, with the roles held."""
        actor = request.user
        return Me(actor.account, actor.name, actor.unit, list(actor.grants))

    @get("/accounts", operation_id="listAccounts")
    async def accounts(
        self, request: AnyRequest, q: FromQuery[str] = "", after: FromQuery[str] = ""
    ) -> Page[AccountView]:
        """Return a page of the accounts in one's care."""
        return await queries.accounts(request.user, text=q, after=after)

    @get("/accounts/terms", operation_id="listAccountTerms", opt=CARERS)
    async def terms(
        self,
        request: AnyRequest,
        what: FromQuery[str] = "expiring",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Terms:
        """Return accounts that end or have ended, ended roles or delegations, with how many there are of each."""
        return await queries_terms.listed(request.user, what, after=after, before=before)

    @post("/accounts", operation_id="createAccount", opt=MANAGERS | SHOWN_ONCE)
    async def create(self, request: AnyRequest, data: JSONBody[NewAccount]) -> Issued:
        """Make an account; the answer holds its one-time activation link."""
        return await operations.create_account(request.user, command=data)

    @get("/accounts/{account:int}", operation_id="getAccount")
    async def account(self, request: AnyRequest, account: FromPath[int]) -> AccountView:
        """Return one account."""
        return await queries.account(request.user, account)

    @put("/accounts/{account:int}", operation_id="editAccount")
    async def edit(self, request: AnyRequest, account: FromPath[int], data: JSONBody[EditAccount]) -> AccountView:
        """Correct an account's name, unit, post, phone, mail and last day."""
        return await more.edit_account(request.user, id=account, command=data)

    @post("/accounts/{account:int}/grant", operation_id="grantRole", status_code=200)
    async def give_role(self, request: AnyRequest, account: FromPath[int], data: JSONBody[GiveRole]) -> AccountView:
        """Give an account a role at a unit, perhaps for a time."""
        return await more.give_role(request.user, account=account, command=data)

    @post("/accounts/{account:int}/reopen", operation_id="reopenAccount", status_code=204)
    async def reopen(self, request: AnyRequest, account: FromPath[int]) -> None:
        """Open a closed account again."""
        await more.reopen_account(request.user, id=account)

    @get("/account/sessions", operation_id="listSessions", opt=SIGNED_IN)
    async def sessions(self, request: AnyRequest) -> list[SessionView]:
        """Return one's own sign-ins."""
        return await cared.sessions_of(request.user)

    @post("/account/sessions/{id:int}/end", operation_id="endSession", opt=SIGNED_IN, status_code=204)
    async def end_session(self, request: AnyRequest, id: FromPath[int]) -> None:
        """End one of one's own sign-ins."""
        await more.end_session(request.user, id=id)

    @post("/account/sessions/end-others", operation_id="endOtherSessions", opt=SIGNED_IN, status_code=204)
    async def end_others(self, request: AnyRequest) -> None:
        """End every other sign-in of one's own."""
        await more.end_other_sessions(request.user)

    @post("/accounts/{account:int}/link", operation_id="issueActivationLink", opt=MANAGERS | SHOWN_ONCE)
    async def link(self, request: AnyRequest, account: FromPath[int]) -> Issued:
        """Make a new activation link; the old one stops working."""
        await queries.account(request.user, account)
        return await operations.issue_link(request.user, account=account)

    @post("/accounts/{account:int}/close", operation_id="closeAccount", status_code=204)
    async def close(self, request: AnyRequest, account: FromPath[int]) -> None:
        """Close an account and end its sessions."""
        await operations.close_account(request.user, id=account)

    @post("/accounts/{account:int}/end-grant", operation_id="endGrant", status_code=204)
    async def end_grant(self, request: AnyRequest, account: FromPath[int], data: JSONBody[EndGrant]) -> None:
        """End one of an account's roles."""
        await queries.account(request.user, account)
        await operations.end_grant(request.user, account=account, id=data.grant)

    @get("/units", operation_id="listUnits", opt=SIGNED_IN)
    async def list_units(self) -> list[UnitView]:
        """Return the units."""
        return await queries.unit_options()

    @post("/units", operation_id="createUnit")
    async def add_unit(self, request: AnyRequest, data: JSONBody[NewUnit]) -> CreatedUnit:
        """Add a unit below another."""
        return CreatedUnit(await operations.create_unit(request.user, command=data))

    @get("/units/{unit:int}", operation_id="getUnit")
    async def unit(self, unit: FromPath[int]) -> UnitDetail:
        """Return a unit with what happened to it."""
        return await queries_units.unit(unit)

    @put("/units/{unit:int}", operation_id="editUnit")
    async def edit_unit(self, request: AnyRequest, unit: FromPath[int], data: JSONBody[EditUnit]) -> UnitDetail:
        """Give a unit another name, kind or parent."""
        return await units.edit_unit(request.user, id=unit, command=data)

    @post("/units/{unit:int}/merge", operation_id="mergeUnit", status_code=200)
    async def merge_unit(self, request: AnyRequest, unit: FromPath[int], data: JSONBody[MergeUnit]) -> UnitDetail:
        """Let a unit go into another."""
        return await units.merge_unit(request.user, id=unit, command=data)

    @post("/units/{unit:int}/split", operation_id="splitUnit")
    async def split_unit(self, request: AnyRequest, unit: FromPath[int], data: JSONBody[SplitUnit]) -> UnitDetail:
        """Set up a new unit out of another."""
        return await units.split_unit(request.user, id=unit, command=data)

    @post("/tokens", operation_id="createToken", opt=SIGNED_IN | SHOWN_ONCE)
    async def token(self, request: AnyRequest, data: JSONBody[NewToken]) -> TokenIssued:
        """Make a bearer token that acts as oneself; it is shown this once."""
        expires = clock.now() + timedelta(days=data.days)
        return await operations.create_token(request.user, name=data.name, expires_at=expires)

    @post("/tokens/{token:int}/revoke", operation_id="revokeToken", opt=SIGNED_IN, status_code=204)
    async def revoke(self, request: AnyRequest, token: FromPath[int]) -> None:
        """Stop one of one's own tokens."""
        await operations.revoke_token(request.user, id=token)


class DelegationApi(Controller):
    """Letting a colleague act for oneself. Acting for one belongs to a sign-in, so programs do not."""

    path = "/api/v1/account/delegations"
    opt = SIGNED_IN
    tags = ["identity"]

    @get(operation_id="listDelegations")
    async def index(self, request: AnyRequest) -> list[DelegationView]:
        """Return the delegations by and to oneself, newest first."""
        return await delegations.of(request.user.account)

    @post(operation_id="delegate")
    async def delegate(self, request: AnyRequest, data: JSONBody[Delegate]) -> list[DelegationView]:
        """Let a colleague of the own unit act for oneself for a time."""
        return await delegations.delegate(request.user, command=data)

    @post("/{delegation:int}/end", operation_id="endDelegation", status_code=204)
    async def end(self, request: AnyRequest, delegation: FromPath[int]) -> None:
        """End a delegation at once."""
        await delegations.end(request.user, id=delegation)


CONTROLLERS = (IdentityApi, DelegationApi)
