# SPDX-License-Identifier: MIT
"""The kit in a small application of its own: what every capability's pages can rely on."""

import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar, get

from tests.support.kit import Desk, build, handlers, send, token
from thinktank.web.access import require_access
from thinktank.web.assets import asset, serve_asset

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
