# SPDX-License-Identifier: MIT
"""What goes in and out of notices."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from thinktank.notices.states import SUBJECTS, Channel, DeliveryState


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


_Hour = Annotated[int, Meta(ge=0, le=23)] | None


class Choice(msgspec.Struct, forbid_unknown_fields=True):
    """How somebody wants to be told: by mail or not, each by itself or one message a day, and when to be left alone."""

    mail: Annotated[bool, Meta(title="发邮件")] = True
    digest: Annotated[bool, Meta(title="每天汇总为一条")] = False
    hour: Annotated[int, Meta(title="汇总发出时间（时）", ge=6, le=20)] = 8
    quiet_from: Annotated[_Hour, Meta(title="免打扰：从（时）", description="两项都留空，按单位统一设置")] = None
    quiet_until: Annotated[_Hour, Meta(title="免打扰：到（时）", description="与起点相同为不设")] = None


class Mail(msgspec.Struct):
    """A message that waits for its delivery, with the way it takes."""

    id: int
    address: str
    subject: str
    body: str
    message_id: str
    created_at: datetime
    tries: int
    channel: Channel = Channel.MAIL
    login: str = ""
    way_address: str | None = None
    way_secret: str | None = None
    way_enabled: bool | None = None


class SetWay(msgspec.Struct, forbid_unknown_fields=True):
    """Be told by a way beside mail."""

    channel: Annotated[Channel, Meta(title="渠道")]
    address: Annotated[str, Meta(title="机器人地址或密钥", max_length=300)] = ""
    secret: Annotated[str, Meta(title="加签密钥", max_length=200, description="机器人开了“加签”才填")] = ""


class WayView(msgspec.Struct, kw_only=True):
    """A way beside mail as its person sees it: never with the key itself."""

    channel: Channel
    label: str
    hint: str
    enabled: bool
    id: int = 0
    ending: str = ""
    tested_at: datetime | None = None


class CalendarView(msgspec.Struct):
    """Whether a person's calendar has an address, and when it was last read."""

    created_at: datetime
    used_at: datetime | None


class CalendarIssued(msgspec.Struct):
    """The address of a calendar, shown once."""

    path: str


class DeliveryView(msgspec.Struct, kw_only=True):
    """A message on its way, as the office follows it: whom it goes to and how far it came, never what it says."""

    id: int
    account_name: str
    unit_name: str
    channel: Channel
    kind: str
    created_at: datetime
    tries: int
    next_try_at: datetime
    sent_at: datetime | None
    gave_up_at: datetime | None
    error: str
    actions: list[str] = []

    @property
    def state(self) -> DeliveryState:
        """How far it has come."""
        if self.sent_at is not None:
            return DeliveryState.SENT
        return DeliveryState.QUEUED if self.gave_up_at is None else DeliveryState.FAILED

    @property
    def subject(self) -> str:
        """What it is about."""
        return SUBJECTS.get(self.kind, "其他")


class GatewayKey(msgspec.Struct):
    """What the office's gateway checks signatures with."""

    address: str
    key: str


class Digest(msgspec.Struct):
    """Somebody whose message of the day is due."""

    id: int
    account: int
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
