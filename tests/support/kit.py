# SPDX-License-Identifier: MIT
"""A small application around the kit alone, with handlers that remember what they did."""

import asyncio
from typing import Annotated, Any

import httpx
import msgspec
from litestar import Litestar, Request, get, post
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.params import FromPath, JSONBody
from litestar.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from thinktank.kernel import db
from thinktank.kernel.actor import ANONYMOUS, Actor, Grant, Role
from thinktank.kernel.errors import Conflict, Invalid, NotFound, TooMany
from thinktank.web.access import PUBLIC, SIGNED_IN, allow, guard, require_access
from thinktank.web.assets import serve_asset
from thinktank.web.errors import HANDLERS, lost
from thinktank.web.forms import Form, submit, upload
from thinktank.web.idempotency import NO_KEY, SHOWN_ONCE, Idempotency, StoredAnswer
from thinktank.web.page import fragment, page, see
from thinktank.web.security import Csrf, Locale, headers

ROLES = {"officer": Role.OFFICER, "member": Role.MEMBER, "reviewer": Role.REVIEWER}
PAGES = {
    "form.html": """{% extends 'web/layout/page.html' %}{% block title %}改题{% endblock %}
{% block main %}{% block body %}<form method="post">{{ ui.form_head(form) }}{{ ui.errors_note(form) }}
{{ ui.field(form, 'title') }}{{ ui.field(form, 'kind') }}</form>{% endblock %}{% endblock %}""",
    "bit.html": "<p>{{ word }}</p>",
}
Anything = Request[Any, Any, Any]


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: Annotated[str, msgspec.Meta(title="题目", max_length=10)]
    kind: Annotated[str, msgspec.Meta(title="类别")] = ""
    version: int = 0


class Auth(ASGIMiddleware):
    """Believes the cookie ``who`` or the bearer token."""

    scopes = (ScopeType.HTTP,)

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request: Any = scope["litestar_app"].request_class(scope=scope)
        who = request.cookies.get("who") or request.headers.get("authorization", "").removeprefix("Bearer ")
        scope["user"] = Actor(7, "王丙", grants=(Grant(ROLES[who], 1),)) if who else ANONYMOUS
        scope["auth"] = None
        await next_app(scope, receive, send)


class MemoryStore:
    """A key store with the transaction's habits: a claim that is rolled back was never made."""

    def __init__(self) -> None:
        self.claimed: set[str] = set()
        self.answers: dict[tuple[int, str], StoredAnswer] = {}

    async def claim(self, key: str) -> None:
        if key in self.claimed:
            raise Conflict(code="integrity")
        self.claimed.add(key)

    async def lookup(self, account: int, key: str) -> StoredAnswer | None:
        return self.answers.get((account, key))

    async def save(self, account: int, key: str, answer: StoredAnswer) -> None:
        self.answers[account, key] = answer


class Desk:
    """What the handlers did, and how the fake transaction behaves."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.done: list[str] = []
        self.pause = asyncio.Event()
        self.pause.set()

    async def change(self, command: Edit) -> int:
        """Act like an operation: claim the key first, roll the claim back on failure."""
        before = set(self.store.claimed)
        try:
            await db._claim_key()
            await self.pause.wait()
            if command.title == "冲突":
                raise Conflict(code="stale")
            if command.title == "重名":
                raise Invalid(fields={"title": "题目已有人用"})
        except (Conflict, Invalid) as error:
            if error.code != "repeated":
                self.store.claimed = before
            raise
        self.done.append(command.title)
        return len(self.done)


def handlers(desk: Desk) -> list[Any]:
    @get("/edit", opt=SIGNED_IN)
    async def edit(request: Anything) -> Any:
        return await page(request, "kit/form.html", block="body", form=Form.of(Edit, title="原题", version=3))

    @post("/edit", opt=SIGNED_IN)
    async def save(request: Anything) -> Any:
        async def latest() -> dict[str, Any]:
            return {"version": 9}

        again = ("kit/form.html", latest)
        return await submit(
            request, Edit, run=desk.change, to=lambda n: f"/edit?n={n}", flash="已保存第一版", again=again, block="body"
        )

    @post("/draft", opt=SIGNED_IN | NO_KEY)
    async def draft(request: Anything) -> Any:
        desk.done.append("draft")
        return fragment(request, "kit/bit.html", word="已存")

    @post("/once", opt=SIGNED_IN | SHOWN_ONCE)
    async def once(request: Anything) -> Any:
        n = await desk.change(Edit(title="甲"))
        return fragment(request, "kit/bit.html", word=f"secret {n}")

    @post("/file", opt=SIGNED_IN)
    async def file(request: Anything) -> Any:
        found = await upload(request, "scan")
        desk.done.append(found.filename if found else "none")
        return see("/edit")

    @post("/api/edits", opt=SIGNED_IN)
    async def api(data: JSONBody[Edit]) -> dict[str, int]:
        return {"n": await desk.change(data)}

    @get("/bad/{what:str}", opt=PUBLIC)
    async def bad(what: FromPath[str]) -> None:
        raise {"gone": NotFound(), "many": TooMany(retry_after=30), "bug": ValueError("hidden detail")}[what]

    @get("/secret", opt=allow(Role.OFFICER))
    async def secret() -> dict[str, int]:
        return {"answer": 42}

    return [edit, save, draft, once, file, api, bad, secret]


def build(found: list[Any], **more: Any) -> Litestar:
    return Litestar(
        [serve_asset, *found, lost],
        middleware=[Locale(), Auth(), Csrf("s" * 32), Idempotency()],
        before_send=[headers(secure=True)],
        guards=[guard],
        exception_handlers=HANDLERS,
        on_startup=[require_access],
        openapi_config=None,
        request_max_body_size=100_000,
        **more,
    )


async def token(client: httpx.AsyncClient) -> str:
    await client.get("/edit")
    return client.cookies["tt_csrf"]


async def send(client: httpx.AsyncClient, url: str = "/edit", **data: str) -> httpx.Response:
    return await client.post(url, data={"_csrf_token": await token(client), **data})
