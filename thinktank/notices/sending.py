# SPDX-License-Identifier: MIT
"""Handing a message to whatever carries it; raises ``mailer.Refused``."""

from __future__ import annotations

from thinktank.notices import chat, gateway, mailer
from thinktank.notices.mailer import Refused
from thinktank.notices.schemas import GatewayKey, Mail
from thinktank.notices.states import Channel
from thinktank.policies import queries as policies


async def send(mail: Mail) -> None:
    """Send one message by its channel, as the office and its person have set it; raises Refused."""
    if mail.channel is Channel.MAIL:
        if not mailer.enabled():
            raise Refused("没有设置发信服务器", final=True)
        await mailer.send(mail)
        return
    settings, terms = mailer.current(), await policies.channels()
    address = terms.address(mail.channel)
    if not mail.way_enabled:
        raise Refused("本人已停用这个渠道", final=True)
    if not address:
        raise Refused(f"单位没有启用{mail.channel.label}", final=True)
    intranet, base_url = settings.intranet, settings.base_url
    if mail.channel is Channel.GATEWAY:
        key = gateway.key_of(settings.signing_key(), terms.gateway_key)
        await gateway.send(mail, address=address, key=key, intranet=intranet, base_url=base_url)
    else:
        await chat.send(mail, base=address, intranet=intranet, base_url=base_url)


async def gateway_key() -> GatewayKey:
    """Return the gateway's address and what it checks signatures with."""
    terms = await policies.channels()
    return GatewayKey(terms.gateway, gateway.key_of(mailer.current().signing_key(), terms.gateway_key))
