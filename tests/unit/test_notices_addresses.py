# SPDX-License-Identifier: MIT
"""Which addresses may be called (SSRF), and what a robot's key looks like."""

from __future__ import annotations

import ipaddress

import pytest

from thinktank.notices.addresses import is_named, is_public, look_up, take_apart
from thinktank.notices.chat import key_in
from thinktank.notices.mailer import Refused
from thinktank.notices.states import Channel


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2400:3200::1", True), ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False),  # noqa: S104 -- one that is refused
        ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("fe80::1", False), ("fd00::1", False),
        ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
        ("2001::1", False), ("::", False), ("192.0.2.1", False), ("198.18.0.1", False),
    ],
)  # fmt: skip
def test_public_and_inner_addresses(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    ("intranet", "named"),
    [
        ("", False), ("10.0.0.0/8", True), ("10.1.2.3", True), ("10.1.3.0/24", False), ("oa.example.gov.cn", True),
        ("OA.example.gov.cn, 192.168.0.0/16", True), ("example.gov.cn", False), ("nonsense/99,,", False),
    ],
)  # fmt: skip
def test_the_operator_names_hosts_and_networks(intranet: str, named: bool) -> None:
    assert is_named(ipaddress.ip_address("10.1.2.3"), "oa.example.gov.cn", intranet) is named


@pytest.mark.parametrize(
    "url",
    [
        "", "oa.example.cn", "ftp://oa.example.cn", "file:///etc/passwd", "http://", "https://user:pw@oa.example.cn",
        "http://oa.example.cn/#x", "http://oa.example.cn:port/", "http://oa.exa mple.cn/", "http://oa.cn/\r\nX: y",
        "gopher://127.0.0.1", "//oa.example.cn",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="网址"):
        take_apart(url)


def test_an_address_is_taken_apart() -> None:
    place = take_apart("https://oa.example.gov.cn:8443/push?a=1")
    assert (place.scheme, place.host, place.port, place.path) == ("https", "oa.example.gov.cn", 8443, "/push?a=1")
    assert (take_apart("http://[::1]").host, take_apart("http://[::1]").port) == ("::1", 80)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]/"])
async def test_this_machine_is_not_called(url: str) -> None:
    with pytest.raises(Refused) as refused:
        await look_up(url, intranet="")
    assert refused.value.final


async def test_a_named_address_is_called_by_number() -> None:
    assert (await look_up("http://127.0.0.1:81/x", intranet="127.0.0.1")).ip == "127.0.0.1"


@pytest.mark.parametrize(
    ("channel", "text", "key"),
    [
        (Channel.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab-cd_12", "ab-cd_12"),
        (Channel.WECOM, " 693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa ", "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"),
        (Channel.DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=" + "a1" * 32, "a1" * 32),
        (Channel.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/ab-cd-12", "ab-cd-12"),
        (Channel.WECOM, "http://evil.example/?key=abcdefgh", "abcdefgh"),  # its host is not called, the office's is
    ],
)  # fmt: skip
def test_a_key_is_found_in_what_was_pasted(channel: Channel, text: str, key: str) -> None:
    assert key_in(channel, text) == key


@pytest.mark.parametrize("text", ["", "短", "../../etc", "a b c d e f g h", "x" * 200, "key/with/slashes"])
@pytest.mark.parametrize("channel", [Channel.WECOM, Channel.DINGTALK, Channel.FEISHU])
def test_what_is_no_key_is_refused(channel: Channel, text: str) -> None:
    with pytest.raises(ValueError, match="密钥"):
        key_in(channel, text)
