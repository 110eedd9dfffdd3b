# SPDX-License-Identifier: MIT
"""The office's own message gateway: a signed POST for each message.

The body is JSON; ``X-Thinktank-Timestamp`` holds seconds, ``X-Thinktank-Signature`` is ``sha256=`` and the HMAC of
timestamp, a dot and the body. ``X-Thinktank-Delivery`` is the same at every try, so that a second copy is known.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any

import msgspec
import urllib3

from thinktank.kernel import clock
from thinktank.notices.addresses import Place, look_up
from thinktank.notices.mailer import Refused, links
from thinktank.notices.schemas import Mail

SECONDS = 10
_OK, _REDIRECT, _CALLER = range(200, 300), range(300, 400), range(400, 500)
_LATER = frozenset({408, 425, 429})
_SCHEME = b"thinktank gateway key %d"


def key_of(signing_key: str, number: int) -> str:
    """Return the gateway's key of a number: made from the program's own, so that it need not be stored."""
    return hmac.new(signing_key.encode(), _SCHEME % number, hashlib.sha256).hexdigest()


def body_of(mail: Mail, base_url: str) -> bytes:
    """Return what is posted: to whom, the words and the way back; nothing else of the person or the record."""
    made = {
        "id": mail.message_id, "to": mail.way_address or mail.login, "title": mail.subject,
        "text": links(mail.body, base_url), "written_at": mail.created_at.isoformat(),
    }  # fmt: skip
    return msgspec.json.encode(made)


def signature(key: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a body at a second."""
    return "sha256=" + hmac.new(key.encode(), b"%d.%s" % (timestamp, body), hashlib.sha256).hexdigest()


async def send(mail: Mail, *, address: str, key: str, intranet: str, base_url: str) -> None:
    """Post one message; raises Refused."""
    place = await look_up(address, intranet=intranet)
    body, now = body_of(mail, base_url), int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/json", "User-Agent": "thinktank", "X-Thinktank-Timestamp": str(now),
        "X-Thinktank-Signature": signature(key, now, body), "X-Thinktank-Delivery": mail.message_id,
    }  # fmt: skip
    try:
        status = await asyncio.to_thread(_post, place, body, headers)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Refused(f"{place.host}:{place.port} {type(error).__name__}", final=False) from error
    if status in _OK:
        return
    words = "转到别处，网关地址应写最终网址" if status in _REDIRECT else "网关拒收"
    raise Refused(f"{status} {words}", final=status in _REDIRECT or (status in _CALLER and status not in _LATER))


def _post(place: Place, body: bytes, headers: dict[str, str]) -> int:
    """Post to the numeric address that was checked, under the name that it was checked for."""
    more: dict[str, Any] = {"timeout": urllib3.Timeout(SECONDS), "retries": False, "maxsize": 1}
    shown = place.host if ":" not in place.host else f"[{place.host}]"
    headers = headers | {"Host": f"{shown}:{place.port}"}
    pool: urllib3.HTTPConnectionPool
    if place.scheme == "https":
        more |= {"server_hostname": place.host, "assert_hostname": place.host}
        pool = urllib3.HTTPSConnectionPool(place.ip, place.port, **more)
    else:
        pool = urllib3.HTTPConnectionPool(place.ip, place.port, **more)
    with pool:
        answer = pool.urlopen("POST", place.path, body=body, headers=headers, redirect=False, preload_content=False)
        try:
            return answer.status
        finally:
            answer.close()
