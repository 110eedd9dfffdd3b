# SPDX-License-Identifier: MIT
"""The kit in a small application of its own: what every capability's pages can rely on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, cast

import httpx
import msgspec
import pytest
from jinja2 import DictLoader, PrefixLoader
from litestar import Litestar, Request, get, post
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.params import FromPath, JSONBody
from litestar.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from thinktank.kernel import db
from thinktank.kernel.actor import ANONYMOUS, Actor, Grant, Role
from thinktank.kernel.errors import Conflict, Invalid, NotFound, TooMany
from thinktank.web import idempotency, panels, templates
from thinktank.web.access import PUBLIC, SIGNED_IN, allow, guard, require_access
from thinktank.web.assets import asset, serve_asset
from thinktank.web.errors import HANDLERS, lost
from thinktank.web.forms import Form, submit, upload
from thinktank.web.idempotency import NO_KEY, Idempotency, StoredAnswer
from thinktank.web.page import fragment, page, see
from thinktank.web.panels import NavEntry
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


@pytest.fixture
def desk() -> Iterator[Desk]:
    store = MemoryStore()
    kept = (list(idempotency._store), list(db._claimer), list(panels._nav), list(panels._contexts))
    idempotency.use_store(store)
    panels.on_every_page()
    panels.register_nav([NavEntry("edit", "改题", "pencil", "/edit", frozenset({Role.OFFICER}))])
    loader = templates.environment().loader
    assert isinstance(loader, PrefixLoader)
    loader.mapping = {**loader.mapping, "kit": DictLoader(PAGES)}
    yield Desk(store)
    idempotency._store[:], db._claimer[:], panels._nav[:], panels._contexts[:] = kept


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

    return [edit, save, draft, file, api, bad, secret]


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


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    app = build(handlers(desk))
    transport = httpx.ASGITransport(app=cast("Any", app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://kit.test") as found:
        found.cookies.set("who", "officer")  # the application needs no start: nothing is opened
        found.headers["accept"] = "text/html"
        yield found


async def token(client: httpx.AsyncClient) -> str:
    await client.get("/edit")
    return client.cookies["tt_csrf"]


async def send(client: httpx.AsyncClient, url: str = "/edit", **data: str) -> httpx.Response:
    return await client.post(url, data={"_csrf_token": await token(client), **data})


# -- headers, files ------------------------------------------------------------------------------------------


async def test_every_answer_is_guarded_also_where_nothing_is(client: httpx.AsyncClient) -> None:
    for url in ("/edit", "/nowhere", "/bad/bug"):
        answer = await client.get(url)
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "no-store"
        assert "strict-transport-security" in answer.headers
        assert answer.headers["x-request-id"]


async def test_static_files_are_kept_for_ever(client: httpx.AsyncClient) -> None:
    answer = await client.get(asset("css/app.css"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["content-encoding"] == "gzip"
    assert "set-cookie" not in answer.headers
    plain = await client.get(asset("css/app.css"), headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text
    same = await client.get(asset("css/app.css"), headers={"if-none-match": plain.headers["etag"]})
    assert same.status_code == 304
    old = await client.get("/static/00000000/css/app.css")
    assert old.headers["cache-control"] == "no-cache"
    for path in ("/static/x/css/none.css", "/static/x/../../pyproject.toml", "/static/x/%2e%2e/pyproject.toml"):
        assert (await client.get(path)).status_code == 404


# -- access --------------------------------------------------------------------------------------------------


async def test_the_guard_sends_people_to_sign_in_and_tells_programs(client: httpx.AsyncClient) -> None:
    client.cookies.delete("who")
    answer = await client.get("/secret?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/secret%3Fx%3D1")
    answer = await client.get("/secret", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    answer = await client.get("/secret", headers={"hx-request": "true", "hx-current-url": "https://kit.test/desk?a=1"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (200, "/sign-in?next=/desk%3Fa%3D1")
    assert "location" not in answer.headers
    client.cookies.set("who", "member")
    answer = await client.get("/secret")
    assert answer.status_code == 403
    assert "经办人" in answer.text


async def test_signed_out_while_writing_gets_a_page_that_keeps_calm(client: httpx.AsyncClient) -> None:
    proof = await token(client)
    client.cookies.delete("who")
    answer = await client.post("/edit", data={"_csrf_token": proof, "title": "甲"})
    assert answer.status_code == 401
    assert "草稿已保留" in answer.text


async def test_a_route_without_access_stops_the_start(desk: Desk) -> None:
    @get("/open")
    async def forgotten() -> None:
        return None

    with pytest.raises(RuntimeError, match=r"GET.* /open"):
        require_access(build([forgotten]))
    require_access(build(handlers(desk)))
    require_access(Litestar([serve_asset]))  # Litestar's own schema pages need no declaration


# -- errors --------------------------------------------------------------------------------------------------


async def test_pages_say_what_to_do_next_and_keep_the_navigation(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert 'href="/edit"' in answer.text
    assert "投诉建议" in answer.text
    client.cookies.delete("who")
    assert 'href="/edit"' not in (await client.get("/nowhere")).text


async def test_a_bug_shows_nothing_but_its_number(client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "thinktank.web"):
        answer = await client.get("/bad/bug")
    assert answer.status_code == 500
    assert "hidden detail" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert answer.headers["x-request-id"] in caplog.text


async def test_programs_get_problem_details(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/nothing")
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == "urn:thinktank:error:not_found"
    assert (body["status"], body["code"], body["instance"]) == (404, "not_found", answer.headers["x-request-id"])
    bearer = {"authorization": "Bearer officer"}
    client.cookies.clear()
    answer = await client.post("/api/edits", json={"title": 5}, headers=bearer)
    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"title"})
    answer = await client.post("/api/edits", json={"title": "重名"}, headers=bearer)
    assert (answer.status_code, answer.json()["fields"]) == (422, {"title": "题目已有人用"})


async def test_htmx_gets_a_fragment(client: httpx.AsyncClient) -> None:
    answer = await client.get("/bad/gone", headers={"hx-request": "true"})
    assert answer.status_code == 404
    assert "<html" not in answer.text
    assert "没有找到" in answer.text


async def test_too_many_says_when_to_come_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/bad/many")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")


async def test_wrong_method_and_broken_bodies(client: httpx.AsyncClient) -> None:
    proof = await token(client)
    answer = await client.post("/secret", data={"_csrf_token": proof})
    assert (answer.status_code, "GET" in answer.headers["allow"]) == (405, True)


async def test_too_much_is_refused_before_it_is_read(client: httpx.AsyncClient) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 1000

    size = {"content-length": str(200 * 1024 * 1024), "content-type": "multipart/form-data; boundary=b"}
    proof = await token(client)
    answer = await client.post("/file", content=endless(), headers={**size, "x-csrftoken": proof})
    assert answer.status_code == 413
    assert "压缩" in answer.text
    assert read < 5


# -- CSRF ----------------------------------------------------------------------------------------------------


async def test_a_form_without_proof_is_refused_in_plain_words(client: httpx.AsyncClient, desk: Desk) -> None:
    await token(client)
    for data in ({"title": "甲"}, {"title": "甲", "_csrf_token": "0" * 128}):
        answer = await client.post("/edit", data=data)
        assert answer.status_code == 403
        assert "刷新后再提交" in answer.text
    assert desk.done == []


async def test_proof_comes_by_field_or_header_and_tokens_need_none(client: httpx.AsyncClient, desk: Desk) -> None:
    proof = await token(client)
    assert (await client.post("/edit", data={"title": "甲", "_csrf_token": proof})).status_code == 303
    assert (await client.post("/edit", data={"title": "乙"}, headers={"x-csrftoken": proof})).status_code == 303
    client.cookies.clear()
    answer = await client.post("/api/edits", json={"title": "丙"}, headers={"authorization": "Bearer officer"})
    assert answer.status_code == 201
    assert desk.done == ["甲", "乙", "丙"]


async def test_the_proofs_cookie_is_out_of_scripts_reach(client: httpx.AsyncClient) -> None:
    cookie = (await client.get("/edit")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


# -- pages and forms -----------------------------------------------------------------------------------------


async def test_a_page_stands_in_its_frame_and_a_block_alone(client: httpx.AsyncClient) -> None:
    whole = (await client.get("/edit")).text
    assert '<aside class="side"' in whole
    assert 'value="原题"' in whole
    assert 'name="version" value="3"' in whole
    part = (await client.get("/edit", headers={"hx-request": "true"})).text
    assert "<html" not in part
    assert 'value="原题"' in part
    client.cookies.set("who", "member")
    assert 'class="tabbar on"' in (await client.get("/edit")).text


async def test_theme_follows_the_cookie(client: httpx.AsyncClient) -> None:
    client.cookies.set("tt_theme", "dark")
    assert 'data-theme="dark"' in (await client.get("/edit")).text
    client.cookies.set("tt_theme", '"><script>')
    assert "data-theme" not in (await client.get("/edit")).text.split("<body")[0]


async def test_submit_goes_on_with_a_message_shown_once(client: httpx.AsyncClient) -> None:
    answer = await send(client, title="新题")
    assert (answer.status_code, answer.headers["location"]) == (303, "/edit?n=1")
    assert "已保存第一版" in (await client.get("/edit")).text
    assert "已保存第一版" not in (await client.get("/edit")).text


async def test_mistakes_come_back_with_everything_typed(client: httpx.AsyncClient) -> None:
    answer = await send(client, title="一二三四五六七八九十一", kind="<b>调研")
    assert answer.status_code == 422
    assert "有1处需要修改" in answer.text
    assert "题目最多10个字" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "&lt;b&gt;调研" in answer.text
    answer = await send(client, title="重名", kind="调研")
    assert answer.status_code == 422
    assert "题目已有人用" in answer.text
    assert 'value="调研"' in answer.text


async def test_a_conflict_keeps_the_words_and_takes_the_present_version(client: httpx.AsyncClient) -> None:
    answer = await send(client, title="冲突", version="3")
    assert answer.status_code == 409
    assert "内容已被他人修改" in answer.text
    assert "保留在下面" in answer.text
    assert 'value="冲突"' in answer.text
    assert 'name="version" value="9"' in answer.text


async def test_htmx_submit_gets_the_block_or_a_redirect(client: httpx.AsyncClient) -> None:
    proof = await token(client)
    hx = {"hx-request": "true", "x-csrftoken": proof}
    answer = await client.post("/edit", data={"title": ""}, headers=hx)
    assert (answer.status_code, "<html" in answer.text) == (422, False)
    answer = await client.post("/edit", data={"title": "甲"}, headers=hx)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (200, "/edit?n=1")


async def test_files_come_out_of_the_form(client: httpx.AsyncClient, desk: Desk) -> None:
    proof = await token(client)
    for file in ("名册.pdf", ""):
        await client.post("/file", data={"_csrf_token": proof}, files={"scan": (file, b"1")})
    assert desk.done == ["名册.pdf", "none"]


# -- sent twice ----------------------------------------------------------------------------------------------


async def test_the_same_form_twice_is_done_once(client: httpx.AsyncClient, desk: Desk) -> None:
    first = await send(client, title="甲", _key="k1")
    second = await send(client, title="甲", _key="k1")
    assert desk.done == ["甲"]
    assert (second.status_code, second.headers["location"]) == (303, first.headers["location"])
    assert second.headers["idempotent-replayed"] == "true"
    assert "tt_flash" in second.headers["set-cookie"]
    assert "content-security-policy" in second.headers


async def test_a_changed_form_or_another_place_is_another_request(client: httpx.AsyncClient, desk: Desk) -> None:
    await send(client, title="甲", _key="k1")
    await send(client, title="乙", _key="k1")
    await send(client, "/draft", title="甲", _key="k1")
    await send(client, "/draft", title="甲", _key="k1")
    assert desk.done == ["甲", "乙", "draft", "draft"]


async def test_a_refused_form_leaves_its_key_unused(client: httpx.AsyncClient, desk: Desk) -> None:
    assert (await send(client, title="冲突", _key="k1")).status_code == 409
    assert desk.store.claimed == set()
    assert desk.store.answers == {}


async def test_a_twin_waits_for_the_first_ones_answer(client: httpx.AsyncClient, desk: Desk) -> None:
    proof = await token(client)
    desk.pause.clear()
    data = {"_csrf_token": proof, "title": "甲", "_key": "k1"}
    both = [asyncio.create_task(client.post("/edit", data=data)) for _ in range(2)]
    await asyncio.sleep(0.25)
    desk.pause.set()
    first, second = await asyncio.gather(*both)
    assert desk.done == ["甲"]
    assert first.headers["location"] == second.headers["location"] == "/edit?n=1"


async def test_a_twin_of_one_that_hangs_is_told_so(
    client: httpx.AsyncClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "TRIES", 1)
    monkeypatch.setattr(idempotency, "PAUSE", 0.001)
    await send(client, title="甲", _key="k1")
    desk.store.answers.clear()
    answer = await send(client, title="甲", _key="k1")
    assert answer.status_code == 409
    assert "不要重复提交" in answer.text
    assert desk.done == ["甲"]


async def test_calls_with_a_key(client: httpx.AsyncClient, desk: Desk) -> None:
    client.cookies.clear()
    call = {"authorization": "Bearer officer", "idempotency-key": "k9", "accept": "application/json"}
    first = await client.post("/api/edits", json={"title": "甲"}, headers=call)
    second = await client.post("/api/edits", json={"title": "甲"}, headers=call)
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (201, {"n": 1})
    other = await client.post("/api/edits", json={"title": "乙"}, headers=call)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    long = await client.post("/api/edits", json={"title": "丙"}, headers={**call, "idempotency-key": "k" * 201})
    assert long.status_code == 422
    assert desk.done == ["甲"]


async def test_an_answer_that_cannot_be_stored_is_given_all_the_same(
    client: httpx.AsyncClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise Conflict(code="integrity")

    monkeypatch.setattr(desk.store, "save", fail)
    assert (await send(client, title="甲", _key="k1")).status_code == 303
