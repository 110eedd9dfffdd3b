# SPDX-License-Identifier: MIT
"""A form or call that is sent twice is done once, and the second is answered with the first's result.

Every unsafe form carries ``_key``, every unsafe API call may carry ``Idempotency-Key``. The first write of the
request claims the key in its own transaction (``kernel.db.keyed``), so a refused request leaves it unused.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from contextvars import ContextVar
from typing import Any, Protocol

import msgspec
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType, ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.status_codes import HTTP_409_CONFLICT
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import AppError, Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.web.security import SAFE

logger = logging.getLogger("thinktank.web")
FORM_FIELD = "_key"
HEADER = "idempotency-key"
NO_KEY: dict[str, Any] = {"no_idempotency_key": True}
SHOWN_ONCE: dict[str, Any] = {"shown_once": True}
"""``opt`` of a handler whose answer holds a secret: it is done once as well, but its answer is kept nowhere."""
SUCCESS = range(200, 400)
LONGEST_KEY = 200
LARGEST_BODY = 64 * 1024
TRIES, PAUSE = 20, 0.1
_FORMS = (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART)
_KEPT = frozenset({b"content-type", b"location", b"hx-redirect"})


class StoredAnswer(msgspec.Struct, frozen=True):
    """The answer that the first request got; ``fingerprint`` tells what it had asked."""

    status: int
    headers: dict[str, str] = {}
    body: str = ""
    fingerprint: str = ""


class KeyStore(Protocol):
    """Where keys and answers are kept; identity has the table."""

    async def claim(self, key: str) -> None:
        """Insert ``account:key`` inside the running transaction; Conflict where it is there already."""
        ...

    async def lookup(self, account: int, key: str) -> StoredAnswer | None:
        """Return the answer stored under a key, if there is one by now."""
        ...

    async def save(self, account: int, key: str, answer: StoredAnswer) -> None:
        """Store the answer under a key, claimed or not."""
        ...


class _Attempt(msgspec.Struct):
    repeated: bool = False


_store: list[KeyStore] = []
_attempt: ContextVar[_Attempt | None] = ContextVar("attempt", default=None)


def use_store(store: KeyStore) -> None:
    """Name the store; the composition root calls it once."""
    _store[:] = [store]
    db.on_claim(_claim)


async def _claim(key: str) -> None:
    try:
        await _store[0].claim(key)
    except Conflict as error:
        attempt = _attempt.get()
        if attempt is not None:
            attempt.repeated = True
        raise Conflict(_("这份内容正在提交或已经提交，请刷新页面查看结果，不要重复提交"), code="repeated") from error


class Idempotency(ASGIMiddleware):
    """Do each keyed request of a signed-in actor once. ``opt=NO_KEY`` exempts a handler (drafts, checks)."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "no_idempotency_key"

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Answer from the store, or run the rest and store what it answers."""
        actor = scope.get("user")
        if (
            not _store
            or scope["type"] != ScopeType.HTTP
            or scope["method"] in SAFE
            or not isinstance(actor, Actor)
            or not actor.account
        ):
            await next_app(scope, receive, send)
            return
        request: Any = scope["litestar_app"].request_class(scope=scope, receive=receive)
        found = await _key_of(request)
        if found is None:
            await next_app(scope, receive, send)
            return
        key, fingerprint = found
        stored = await _store[0].lookup(actor.account, key)
        if stored is not None:
            await _replay(stored, fingerprint, send)
            return
        await _first(scope, receive, send, next_app, (actor.account, key, fingerprint))


async def _first(scope: Scope, receive: Receive, send: Send, next_app: ASGIApp, who: tuple[int, str, str]) -> None:
    """Run the request; where a twin was faster, answer with the twin's answer as soon as it is there."""
    account, key, fingerprint = who
    attempt, heard = _Attempt(), _Recorder(send)
    token = _attempt.set(attempt)
    heard.attempt = attempt
    try:
        with db.keyed(f"{account}:{key}"):
            await next_app(scope, receive, heard.send)
    finally:
        _attempt.reset(token)
    if not attempt.repeated:
        answer = heard.answer(fingerprint)
        if answer is not None:
            if scope["route_handler"].opt.get("shown_once"):
                answer = StoredAnswer(HTTP_409_CONFLICT, fingerprint=fingerprint)
            await _save(account, key, answer)
        await heard.finish()
        return
    for _try in range(TRIES):
        stored = await _store[0].lookup(account, key)
        if stored is not None:
            await _replay(stored, fingerprint, send)
            return
        await asyncio.sleep(PAUSE)
    await heard.finish()


async def _save(account: int, key: str, answer: StoredAnswer) -> None:
    """Store an answer; what was done stays done, and is answered so, even where that fails."""
    try:
        await _store[0].save(account, key, answer)
    except AppError:
        logger.exception("the answer to a keyed request was not stored")


class _Recorder:
    """Holds small answers back until they are stored, so that who sees one can rely on its being kept."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._held: list[Message] = []
        self._size = 0
        self.attempt = _Attempt()
        self.streaming = False

    async def send(self, message: Message) -> None:
        """Hold a message, or let it through once the answer has grown too large to keep."""
        if self.streaming:
            await self._send(message)
            return
        self._held.append(message)
        if message["type"] == "http.response.body":
            self._size += len(message["body"])
        if self._size > LARGEST_BODY and not self.attempt.repeated:
            self.streaming = True
            await self.finish()

    async def finish(self) -> None:
        """Let through what was held."""
        held, self._held = self._held, []
        for message in held:
            await self._send(message)

    def answer(self, fingerprint: str) -> StoredAnswer | None:
        """Return the held answer if it is a success and small enough to keep."""
        if self.streaming or not self._held:
            return None
        start: Any = self._held[0]
        if start["type"] != "http.response.start" or start["status"] not in SUCCESS:
            return None
        headers = {k.decode(): v.decode("latin-1") for k, v in start["headers"] if k.lower() in _KEPT}
        flash = [v.decode() for k, v in start["headers"] if k.lower() == b"set-cookie" and v.startswith(b"tt_flash=")]
        if flash:
            headers["set-cookie"] = flash[0]
        body: bytes = b"".join(m["body"] for m in self._held[1:] if m["type"] == "http.response.body")
        try:
            return StoredAnswer(start["status"], headers, body.decode(), fingerprint)
        except UnicodeDecodeError:
            return None


async def _key_of(request: Any) -> tuple[str, str] | None:
    """Return the key (bound to method and path) and the content's fingerprint, or None without a key.

    Content is part of a form's key: going back, changing something and sending again is a new request. A
    program that reuses a key for other content is told so instead.
    """
    place = f"{request.method} {request.url.path}"
    header = request.headers.get(HEADER)
    if header:
        if len(header) > LONGEST_KEY:
            raise Invalid(_("Idempotency-Key最多200个字符"), code="idempotency_key")
        return _digest(place, header), _digest(await request.body())
    if request.content_type[0] not in _FORMS:
        return None
    form = await request.form()
    key = form.get(FORM_FIELD)
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY:
        return None
    parts = [f"{name}={await _stamp(value)}" for name, value in form.multi_items() if name != "_csrf_token"]
    return _digest(place, key, *parts), ""


async def _stamp(value: Any) -> str:
    """Return a text that stands for a form value; a file's is its name and the digest of its content."""
    if not isinstance(value, UploadFile):
        return str(value)
    digest = hashlib.sha256()
    while chunk := await value.read(LARGEST_BODY):
        digest.update(chunk)
    await value.seek(0)
    return f"{value.filename}:{digest.hexdigest()}"


def _digest(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "replace")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:40]


async def _replay(stored: StoredAnswer, fingerprint: str, send: Send) -> None:
    """Send the first request's answer once more."""
    if stored.fingerprint != fingerprint:
        raise Invalid(_("这个Idempotency-Key已用于另一份内容，请换一个新的"), code="idempotency_mismatch")
    if stored.status == HTTP_409_CONFLICT:  # only successes are stored, so this one stands for SHOWN_ONCE
        raise Conflict(_("已经办理，结果只显示一次，没有重复办理"), code="shown_once")
    body = stored.body.encode()
    headers = [(name.encode(), value.encode("latin-1")) for name, value in stored.headers.items()]
    headers += [(b"content-length", str(len(body)).encode()), (b"idempotent-replayed", b"true")]
    await send({"type": "http.response.start", "status": stored.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
