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


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A word to one person about one record; told once per rule, record, occasion and person."""

    account: int
    rule: str
    kind: str
    record: int
    occasion: str = ""
    title: str
    body: str = ""
    href: str = ""

    @property
    def key(self) -> tuple[int, str, str, int, str]:
        """What makes it one word and not two."""
        return self.account, self.rule, self.kind, self.record, self.occasion


class Choice(msgspec.Struct, forbid_unknown_fields=True):
    """How somebody wants their mail: each by itself, or one a day with what is unread."""

    digest: Annotated[bool, Meta(title="每天一封汇总邮件")] = False
    hour: Annotated[int, Meta(title="汇总邮件发出时间（时）", ge=6, le=20)] = 8


class Mail(msgspec.Struct):
    """A mail that waits for its delivery."""

    id: int
    address: str
    subject: str
    body: str
    message_id: str
    created_at: datetime
    tries: int


class Digest(msgspec.Struct):
    """Somebody whose mail of the day is due."""

    id: int
    account: int
    email: str
    digested_upto: int


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
