# SPDX-License-Identifier: MIT
"""No test talks to the world: a connection to anything but this machine is an error."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo
LOCAL_NAMES = frozenset({"localhost", "", None})


class OutsideCalled(Exception):
    """A test tried to reach an address outside of this machine."""


def is_local(host: Any) -> bool:
    """Whether a host is this machine: a loopback address, localhost, or none at all."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _check(sock: socket.socket, address: Any) -> None:
    if sock.family in {socket.AF_INET, socket.AF_INET6} and not is_local(address[0]):
        raise OutsideCalled(str(address))


def block() -> None:
    """Let sockets of this process reach loopback only, from now on."""

    def connect(sock: socket.socket, address: Any) -> None:
        _check(sock, address)
        _connect(sock, address)

    def connect_ex(sock: socket.socket, address: Any) -> int:
        _check(sock, address)
        return _connect_ex(sock, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_local(host):
            raise OutsideCalled(str(host))
        return _getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = connect  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = getaddrinfo
