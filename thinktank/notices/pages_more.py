# SPDX-License-Identifier: MIT
"""How one wants to be told, the calendar of what is due, and deliveries as the office follows them."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response
from msgspec import Meta

from thinktank.identity import queries as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.notices import feed, mailer, operations, operations_deliveries, operations_ways, queries, rules
from thinktank.notices import queries_deliveries as deliveries
from thinktank.notices import queries_ways as ways
from thinktank.notices.schemas import CalendarIssued, Choice, DeliveryView, GatewayKey, SetWay
from thinktank.notices.states import Channel, DeliveryState
from thinktank.policies import queries as policies
from thinktank.web.access import PUBLIC, SIGNED_IN, allow
from thinktank.web.forms import Form, submit
from thinktank.web.idempotency import SHOWN_ONCE
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, todos_for

AnyRequest = Request[Any, Any, Any]
WAYS, DELIVERIES, SHOWN = "notices/ways.html", "notices/deliveries.html", "notices/shown.html"


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """A form that only asks to do something."""


class OneWay(msgspec.Struct, forbid_unknown_fields=True):
    """A form about one of one's ways."""

    channel: Annotated[Channel, Meta(title="渠道")]


class WayPages(Controller):
    """How one wants to be told."""

    path = "/notices"
    opt = SIGNED_IN
    include_in_schema = False

    @get("/ways")
    async def show(self, request: AnyRequest) -> Response[Any]:
        """Show mail and quiet hours, robots and the gateway, the calendar, and the latest deliveries."""
        return await page(request, WAYS, form=Form.of(Nothing), **await _ways(request))

    @post("/choice")
    async def choose(self, request: AnyRequest) -> Response[Any]:
        """Set whether one wants mail, one by one or once a day, and when not."""

        async def run(command: Choice) -> Choice:
            return await operations.choose(request.user, choice=command)

        again = (WAYS, lambda: _ways(request))
        return await submit(request, Choice, run=run, to="/notices/ways", again=again, flash=_("通知方式已保存"))

    @post("/ways")
    async def set_way(self, request: AnyRequest) -> Response[Any]:
        """Be told by a way beside mail."""

        async def run(command: SetWay) -> Any:
            return await operations_ways.set_way(request.user, command=command)

        again = (WAYS, lambda: _ways(request))
        flash = _("已启用，可以先试发一条")
        return await submit(request, SetWay, run=run, to="/notices/ways", again=again, flash=flash)

    @post("/ways/drop")
    async def drop(self, request: AnyRequest) -> Response[Any]:
        """Be told by it no more."""

        async def run(command: OneWay) -> Any:
            return await operations_ways.drop_way(request.user, channel=command.channel)

        again = (WAYS, lambda: _ways(request))
        return await submit(request, OneWay, run=run, to="/notices/ways", again=again, flash=_("已停用，密钥已删除"))

    @post("/ways/test")
    async def test(self, request: AnyRequest) -> Response[Any]:
        """Try it at once."""

        async def run(command: OneWay) -> DeliveryView:
            return await operations_ways.try_way(request.user, channel=command.channel)

        def flash(one: DeliveryView) -> str:
            if one.state is DeliveryState.SENT:
                return _("已发出，请到%(where)s查看") % {"where": _(one.channel.label)}
            return _("没有送达：%(why)s") % {"why": one.error}

        again = (WAYS, lambda: _ways(request))
        return await submit(request, OneWay, run=run, to="/notices/ways", again=again, flash=flash)

    @post("/calendar", opt=SIGNED_IN | SHOWN_ONCE)
    async def renew(self, request: AnyRequest) -> Response[Any]:
        """Give the calendar a new address and show it, this once."""

        async def run(_command: Nothing) -> CalendarIssued:
            return await operations_ways.renew_calendar(request.user)

        return await submit(
            request, Nothing, run=run, to=lambda issued: _shown(request, issued, _("日历订阅地址")),
            again=(WAYS, lambda: _ways(request)),
        )  # fmt: skip

    @post("/calendar/revoke")
    async def revoke(self, request: AnyRequest) -> Response[Any]:
        """End the calendar's address."""

        async def run(_command: Nothing) -> None:
            await operations_ways.revoke_calendar(request.user)

        again = (WAYS, lambda: _ways(request))
        return await submit(request, Nothing, run=run, to="/notices/ways", again=again, flash=_("订阅地址已停用"))


async def _ways(request: AnyRequest) -> dict[str, Any]:
    actor = request.user
    terms = await policies.reminders()
    return {
        "nav_key": "notices",
        "choice": Form.of(Choice, await queries.choice(actor)),
        "ways": await ways.mine(actor),
        "calendar": await ways.calendar(actor),
        "recent": await ways.recent(actor),
        "mails": mailer.enabled(),
        "quiet": (terms.quiet_from, terms.quiet_until),
    }


async def _shown(request: AnyRequest, issued: CalendarIssued | GatewayKey, title: str) -> Response[Any]:
    """Show a secret in the answer itself: it travels in no address and stays in no history."""
    base = mailer.current().base_url.rstrip("/")
    made = await page(request, SHOWN, title=title, issued=issued, base=base, nav_key="notices")
    made.headers |= {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    return made


class CalendarPages(Controller):
    """One's calendar of what is due, for calendar programs: whoever has its address reads it."""

    path = "/calendar"
    opt = PUBLIC
    include_in_schema = False

    @get("/{name:str}", media_type="text/calendar")
    async def read(self, name: FromPath[str]) -> Response[bytes]:
        """Answer with what is due; a wrong, ended or closed address is not found."""
        if not name.endswith(".ics"):
            raise NotFound
        id_, account = await ways.calendar_of(name.removesuffix(".ics"))
        todos = await todos_for(await identity.actor_of(account))
        made = feed.calendar(todos, name=_("智库待办"), base_url=mailer.current().base_url, now=clock.now())
        await operations_ways.note_read(id_)
        headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="todo.ics"'}
        return Response(made, media_type="text/calendar", headers=headers)


class DeliveryPages(Controller):
    """Deliveries, whom they go to and how far they came."""

    path = "/deliveries"
    opt = allow(*rules.KEEPERS)
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        status: FromQuery[str] = "",
        channel: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show deliveries, the newest first."""
        context = await _deliveries(request, status, channel, after=after, before=before)
        return await page(request, DELIVERIES, block="rows", form=Form.of(Nothing), **context)

    @post("/{id:int}/again")
    async def again(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Send one again that was given up."""

        async def run(_command: Nothing) -> DeliveryView:
            return await operations_deliveries.send_again(request.user, id=id)

        again = (DELIVERIES, lambda: _deliveries(request, "failed"))
        flash = _("已放回待发，一分钟内重发")
        return await submit(request, Nothing, run=run, to="/deliveries?status=failed", again=again, flash=flash)

    @post("/gateway-key", opt=allow(Role.OFFICER) | SHOWN_ONCE)
    async def key(self, request: AnyRequest) -> Response[Any]:
        """Show what the gateway checks signatures with."""

        async def run(_command: Nothing) -> GatewayKey:
            return await operations_ways.gateway_key(request.user)

        return await submit(
            request, Nothing, run=run, to=lambda issued: _shown(request, issued, _("消息网关签名密钥")),
            again=(DELIVERIES, lambda: _deliveries(request)),
        )  # fmt: skip


async def _deliveries(
    request: AnyRequest, status: str = "", channel: str = "", *, after: str | None = None, before: str | None = None
) -> dict[str, Any]:
    state = DeliveryState(status) if status in set(DeliveryState) else None
    way = Channel(channel) if channel in set(Channel) else None
    found = await deliveries.listed(request.user, state=state, channel=way, after=after, before=before)
    chosen = [f"{name}={value}" for name, value in (("status", state), ("channel", way)) if value]
    return {
        "deliveries": found,
        "state": state,
        "channel": way,
        "states": list(DeliveryState),
        "channels": list(Channel),
        "url": "/deliveries" + (f"?{'&'.join(chosen)}" if chosen else ""),
        "gateway": (await policies.channels()).gateway if rules.may_read_key(request.user) else "",
    }


CONTROLLERS = (WayPages, CalendarPages, DeliveryPages)
NAV = (
    NavEntry(
        "deliveries", "通知发送", "bell-ringing", "/deliveries", roles=frozenset(rules.KEEPERS), order=94,
        parents=("settings", "accounts"),
    ),
)  # fmt: skip
