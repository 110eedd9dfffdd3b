# SPDX-License-Identifier: MIT
"""Which addresses the program may call: public ones, and those of the intranet that the operator names.

Whoever may type an address must not be able to reach what only this machine can (SSRF): a name is looked up once,
every address that it has is checked, and the connection goes to the very one that was checked.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

import msgspec

from thinktank.notices.mailer import Refused

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {"http": 80, "https": 443}
_CARRIERS = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class Place(msgspec.Struct, frozen=True):
    """An address taken apart, and the numeric one behind it once it was looked up."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str = ""


def take_apart(url: str) -> Place:
    """Return an http or https address in parts. ValueError, in words for the screen, for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError("网址不完整，例如 https://oa.example.gov.cn/notify") from error
    if parts.scheme not in _PORTS or not parts.hostname or any(ord(one) <= ord(" ") for one in url):
        raise ValueError("网址应以 https:// 或 http:// 开头，例如 https://oa.example.gov.cn/notify")
    if parts.username is not None or parts.fragment:
        raise ValueError("网址里不能带账号口令或 # 号")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path or "/")


def is_public(ip: Ip) -> bool:
    """Whether a numeric address lies on the open internet: not private, loopback, link-local or a way around those."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(ip.ipv4_mapped)
        if any(ip in net for net in _CARRIERS):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_named(ip: Ip, host: str, intranet: str) -> bool:
    """Whether the operator's setting names a host or a network that holds its address."""
    for name in filter(None, (part.strip() for part in intranet.split(","))):
        if name.lower() == host.lower():
            return True
        try:
            if ip in ipaddress.ip_network(name, strict=False):
                return True
        except ValueError:
            continue
    return False


async def look_up(url: str, *, intranet: str) -> Place:
    """Return the place of an address with the numeric address to call.

    Refused, finally for an address that is not allowed, for now where the name cannot be looked up.
    """
    try:
        place = take_apart(url)
    except ValueError as error:
        raise Refused(str(error), final=True) from error
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refused(f"查不到主机 {place.host}", final=False) from error
    ips = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not ips or not all(is_public(ip) or is_named(ip, place.host, intranet) for ip in ips):
        raise Refused(f"不允许发往 {place.host}：内网地址须先由运维在 THINKTANK_INTRANET 里列明", final=True)
    return msgspec.structs.replace(place, ip=str(ips[0]))
