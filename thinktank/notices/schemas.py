# SPDX-License-Identifier: MIT
"""What goes in and out of notices."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta


class NoticeView(msgspec.Struct):
    """A notice as its person reads it."""

    id: int
    title: str
    body: str
    href: str
    at: datetime
    read_at: datetime | None = None


class Mail(msgspec.Struct):
    """A mail that waits for its delivery."""

    id: int
    address: str
    subject: str
    body: str
    message_id: str
    created_at: datetime
    tries: int


class LeaveFeedback(msgspec.Struct, forbid_unknown_fields=True):
    """A complaint or suggestion."""

    text: Annotated[str, Meta(title="意见或建议", min_length=1, max_length=1000)]
    contact: Annotated[str, Meta(title="联系方式", max_length=120, description="需要回复又未登录时填写")] = ""
    page: Annotated[str, Meta(title="所在页面", max_length=300)] = ""


class AnswerFeedback(msgspec.Struct, forbid_unknown_fields=True):
    """The office's answer."""

    answer: Annotated[str, Meta(title="答复", min_length=1, max_length=1000)]


class FeedbackView(msgspec.Struct):
    """A complaint or suggestion with its answer."""

    id: int
    text: str
    page: str
    contact: str
    at: datetime
    answer: str
    answered_at: datetime | None = None
    account_name: str | None = None
    answered_by_name: str | None = None
    actions: list[str] = []


class Marked(msgspec.Struct):
    """How many notices were marked as read."""

    marked: int
