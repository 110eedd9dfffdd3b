# SPDX-License-Identifier: MIT
"""Robots of chat programs, by apprise, at the address that the office sets; raises Refused like mail does."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from threading import get_ident
from typing import Any

import msgspec
from typing_extensions import override

from thinktank.notices.addresses import look_up
from thinktank.notices.mailer import Refused, links
from thinktank.notices.schemas import Mail
from thinktank.notices.states import Channel

SECONDS = 10
BUSY = ("45009", "130101", "660026", "11232", "-1")  # too many at once, or the service's own trouble: later
_PATHS = {
    Channel.WECOM: "/cgi-bin/webhook/send?key={key}",
    Channel.DINGTALK: "/robot/send?access_token={token}",
    Channel.FEISHU: "/open-apis/bot/v2/hook/{token}",
}
_KEYS = {
    Channel.WECOM: (r"(?:[?&]key=)([\w-]+)", r"[A-Za-z0-9_-]{8,80}"),
    Channel.DINGTALK: (r"(?:[?&]access_token=)(\w+)", r"[A-Za-z0-9]{16,100}"),
    Channel.FEISHU: (r"/bot/v2/hook/([\w-]+)", r"[A-Za-z0-9_-]{8,80}"),
}
_logger = logging.getLogger("apprise")
_logger.propagate = False  # its lines hold addresses with their keys


class _Said(logging.Handler):
    """What apprise says of one sending, in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread, self.lines = get_ident(), list[str]()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.lines.append(record.getMessage())


def key_in(channel: Channel, text: str) -> str:
    """Return a robot's key from what was pasted: its whole address or the key. ValueError where there is none.

    Where the address leads does not matter: the key goes to the address that the office set, and nowhere else.
    """
    inside, whole = _KEYS[channel]
    found = re.search(inside, text)
    key = found[1] if found else text.strip()
    if not re.fullmatch(whole, key):
        raise ValueError("没有认出密钥，请把机器人的地址整个粘贴过来")
    return key


class _Answers(threading.local):
    """What stands in for ``requests`` in apprise's robots, to read what they answered in this thread.

    Robots of WeCom and DingTalk say no with status 200 and a number in the body, which apprise does not read.
    """

    said: bytes = b""

    def post(self, *given: Any, **more: Any) -> Any:
        """Send as ``requests`` does, and keep the answer."""
        import requests  # noqa: PLC0415 -- heavy: loaded where it is used

        answer = requests.post(*given, **more)  # noqa: S113 -- apprise names the time
        self.said = answer.content or b""
        return answer

    def __getattr__(self, name: str) -> Any:
        import requests  # noqa: PLC0415

        return getattr(requests, name)

    def refusal(self) -> str:
        """The robot's own no, empty where it said yes or nothing that can be read."""
        try:
            body = msgspec.json.decode(self.said, type=dict[str, Any])
        except (msgspec.DecodeError, msgspec.ValidationError):
            return ""
        code = body.get("errcode") or body.get("code") or 0
        return f"{code} {body.get('errmsg') or body.get('msg') or ''}".strip() if code else ""


_answers = _Answers()


def text_of(mail: Mail, base_url: str) -> str:
    """Return what a robot says: the heading and the way to it, for others may read along."""
    paths = [line for line in mail.body.split("\n") if line.startswith("/")]
    return f"{mail.subject}\n{links(paths[0] if len(paths) == 1 else '/notices', base_url)}"


async def send(mail: Mail, *, base: str, intranet: str, base_url: str) -> None:
    """Hand one message to the person's robot; raises Refused."""
    await look_up(base, intranet=intranet)
    await asyncio.to_thread(_send, mail, base, text_of(mail, base_url))


def _send(mail: Mail, base: str, text: str) -> None:
    robot, said = _robot(mail, base), _Said()
    _answers.said = b""
    _logger.addHandler(said)
    try:
        taken = robot.send(body=text, title="")
    finally:
        _logger.removeHandler(said)
    if taken and (no := _answers.refusal()):
        raise Refused(no[:200], final=not no.startswith(BUSY))
    if not taken:
        words = " ".join(said.lines)
        raise Refused(words[:200] or "没有送达", final=bool(re.search(r"error=4(?!08|25|29)\d\d", words)))


def _robot(mail: Mail, base: str) -> Any:
    from apprise import AppriseAsset  # noqa: PLC0415 -- heavy: loaded where it is used
    from apprise.plugins import dingtalk, feishu, wecombot  # noqa: PLC0415

    for module in (dingtalk, feishu, wecombot):
        vars(module)["requests"] = _answers
    plugins = {
        Channel.WECOM: wecombot.NotifyWeComBot,
        Channel.DINGTALK: dingtalk.NotifyDingTalk,
        Channel.FEISHU: feishu.NotifyFeishu,
    }
    address = base.rstrip("/") + _PATHS[mail.channel]
    plugin = type("Robot", (plugins[mail.channel],), {"notify_url": address})
    asset = AppriseAsset(app_id="thinktank", app_desc="青年人才智库", async_mode=False)
    given: dict[str, Any] = {"key" if mail.channel is Channel.WECOM else "token": mail.way_address}
    if mail.channel is Channel.DINGTALK and mail.way_secret:
        given["secret"] = mail.way_secret
    return plugin(**given, asset=asset, cto=SECONDS, rto=SECONDS, redirect="no")
