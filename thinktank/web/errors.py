# SPDX-License-Identifier: MIT
"""Errors as answers (ADR 0004): a page in plain Chinese, a fragment for htmx, RFC 9457 for the API."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request, route
from litestar.exceptions import HTTPException, ValidationException
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_401_UNAUTHORIZED
from litestar.types import ExceptionHandlersMap

from thinktank.kernel.actor import ANONYMOUS
from thinktank.kernel.errors import AppError, Invalid, NotFound, TooMany
from thinktank.kernel.i18n import _
from thinktank.web.access import PUBLIC, actor_of
from thinktank.web.page import LINKS, came_from, here, is_htmx, render_now, see
from thinktank.web.security import SAFE, request_id

logger = logging.getLogger("thinktank.web")
BROKEN = 500  # from here up it is our fault
FALLBACKS: dict[int, tuple[str, str]] = {
    400: ("bad_request", "请求不完整或写法不对，请返回重试"),
    401: ("unauthenticated", "请先登录"),
    403: ("denied", "没有权限"),
    404: ("not_found", "没有找到，可能已被移走，或不在您的范围内"),
    405: ("method_not_allowed", "这个地址不支持这样的操作，请返回上一页重试"),
    413: ("too_large", "文件或内容过大，没有上传。请压缩或分次上传"),
    415: ("unsupported", "不支持这种内容格式"),
    429: ("too_many", "尝试过于频繁，请稍后再试"),
    503: ("unavailable", "系统正忙，请稍后重试"),
}
WHAT_NEXT = {
    "csrf": "返回上一页，复制已填的内容，刷新后再提交。",
    "shown_once": "没有存下链接的，请到账号页重发；没有存下令牌的，请停用后新建。",
    401: "登录后可接着办理。进展报告的草稿已保留。",
    403: "如确需办理，请联系经办人。",
    404: "请检查地址，或从栏目里重新进入。",
    405: "请返回上一页，用页面上的按钮办理。",
    409: "请返回上一页刷新，看过最新内容后再办理。",
    413: "请压缩后重新上传，或把文件分几次上传。",
    422: "请返回上一页，按提示修改后再提交。",
    429: "稍等片刻再试，已填的内容不受影响。",
    500: "已记下这次出错，已提交的内容不受影响。请稍后重试；仍不行时，把错误号告诉管理员。",
    503: "已填的内容请先保留，一两分钟后再提交。",
}


class Trouble(msgspec.Struct, frozen=True):
    """An error as the outside may see it."""

    status: int
    code: str
    title: str
    detail: str
    fields: dict[str, str] = {}
    headers: dict[str, str] = {}

    @property
    def what_next(self) -> str:
        """What the person can do now."""
        return _(WHAT_NEXT.get(self.code) or WHAT_NEXT.get(self.status) or WHAT_NEXT[500])


class Problem(msgspec.Struct, omit_defaults=True):
    """RFC 9457 problem details: what the API answers when it does not do as asked."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    fields: dict[str, str] = {}


def wants_json(request: Request[Any, Any, Any]) -> bool:
    """Whether the caller is a program rather than a person with a browser."""
    accept = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("json" in accept and "html" not in accept)


def _of_app_error(error: AppError) -> Trouble:
    return Trouble(
        status=error.status,
        code=error.code,
        title=_(error.title),
        detail=error.message,
        fields=error.fields if isinstance(error, Invalid) else {},
        headers={"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {},
    )


def _of_http_exception(error: HTTPException) -> Trouble:
    status = error.status_code
    code, title = FALLBACKS.get(status, FALLBACKS[400] if status < BROKEN else ("internal", "系统出错"))
    fields = {}
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        fields = {str(one["key"]): str(one["message"]) for one in error.extra if "key" in one and "message" in one}
    kept = {k: v for k, v in (error.headers or {}).items() if k.lower() in {"allow", "retry-after"}}
    return Trouble(status=status, code=code, title=_(title), detail=_(title), fields=fields, headers=kept)


def answer(request: Request[Any, Any, Any], trouble: Trouble) -> Response[Any]:
    """Return the answer that fits who asked."""
    if wants_json(request):
        return problem(request, trouble)
    status = trouble.status
    if status == HTTP_401_UNAUTHORIZED and request.method in SAFE:
        return see(f"{LINKS['sign_in']}?next={quote(here(request), safe='/')}")
    template = "web/_fragments/error.html" if is_htmx(request) else "web/error.html"
    context = {"trouble": trouble, "request_id": request_id(request.scope), "back_to": came_from(request)}
    if actor_of(request) is ANONYMOUS:
        context["shell"] = "bare"
    response: Response[Any] = render_now(request, template, context, status=status)
    response.headers.update(trouble.headers)
    return response


def problem(request: Request[Any, Any, Any], trouble: Trouble) -> Response[Any]:
    """Return the RFC 9457 answer."""
    body = Problem(
        type=f"urn:thinktank:error:{trouble.code}",
        title=trouble.title,
        status=trouble.status,
        detail=trouble.detail,
        code=trouble.code,
        instance=request_id(request.scope),
        fields=trouble.fields,
    )
    extra = {"WWW-Authenticate": "Bearer"} if trouble.status == HTTP_401_UNAUTHORIZED else {}
    return Response(
        msgspec.json.encode(body),
        status_code=trouble.status,
        media_type="application/problem+json",
        headers=trouble.headers | extra,
    )


def on_app_error(request: Request[Any, Any, Any], error: AppError) -> Response[Any]:
    """Answer an error of ours."""
    if error.status >= BROKEN:
        logger.error("request %s: %s", request_id(request.scope), error.code, exc_info=error)
    return answer(request, _of_app_error(error))


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Answer an error of Litestar's."""
    if error.status_code >= BROKEN:
        return on_anything(request, error)
    return answer(request, _of_http_exception(error))


def on_anything(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a fault of the program: logged in full, nothing of it shown."""
    logger.error("request %s failed", request_id(request.scope), exc_info=error)
    title = _("系统出错")
    return answer(request, Trouble(500, "internal", title, title))


HANDLERS: ExceptionHandlersMap = {
    AppError: on_app_error,
    HTTPException: on_http_exception,
    Exception: on_anything,
}


@route(
    ["/{path:path}"],
    http_method=["GET", "HEAD", "POST"],
    opt=PUBLIC,
    include_in_schema=False,
    name="lost",
)
async def lost(path: FromPath[str]) -> None:  # noqa: ARG001 -- the route names it
    """Answer a path that nothing serves from inside the app, where it is known who asks."""
    raise NotFound
