# SPDX-License-Identifier: MIT
"""What can go wrong, each with its HTTP status and a stable code (ADR 0004).

The message is plain Chinese for the person in front of the screen: what is wrong and what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping


class AppError(Exception):
    """Base of every error that a user may see."""

    status = 500
    code = "internal"
    title = "系统出错"

    def __init__(self, message: str = "", *, code: str | None = None) -> None:
        super().__init__(message or self.title)
        self.message = message or self.title
        if code is not None:
            self.code = code


class Unauthenticated(AppError):
    """Nobody is signed in, or the session has ended."""

    status = 401
    code = "unauthenticated"
    title = "请先登录"


class Denied(AppError):
    """The actor may see the record but may not do this; the message is the reason."""

    status = 403
    code = "denied"
    title = "没有权限"


class NotFound(AppError):
    """No such record for this actor: the same answer whether it is missing or hidden."""

    status = 404
    code = "not_found"
    title = "没有找到，可能已被移走，或不在您的范围内"


class Conflict(AppError):
    """The state or version is not what the caller believed it to be."""

    status = 409
    code = "conflict"
    title = "内容已被他人修改，请刷新后重试"


class TooLarge(AppError):
    """What was sent is larger than what is taken."""

    status = 413
    code = "too_large"
    title = "内容过大"


class Invalid(AppError):
    """The input does not fit; ``fields`` maps a field's name to what is wrong with it."""

    status = 422
    code = "invalid"
    title = "有内容需要修改"

    def __init__(self, message: str = "", *, fields: Mapping[str, str] | None = None, code: str | None = None) -> None:
        self.fields: dict[str, str] = dict(fields or {})
        super().__init__(message or next(iter(self.fields.values()), ""), code=code)


class TooMany(AppError):
    """Too many tries; ``retry_after`` is in seconds."""

    status = 429
    code = "too_many"
    title = "尝试过于频繁，请稍后再试"

    def __init__(self, message: str = "", *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(AppError):
    """The database cannot be reached or is busy beyond patience."""

    status = 503
    code = "unavailable"
    title = "系统正忙，请稍后重试"
