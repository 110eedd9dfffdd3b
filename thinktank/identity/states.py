# SPDX-License-Identifier: MIT
"""An account's life."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition

SHIPPED_NOTICE = "2026-01"
"""The version of the notice that holds until the department writes its own."""
NOTICE_ITEMS = (
    ("谁处理", "区委组织部（青年人才智库办公室）"),
    ("处理什么", "姓名、单位职务、学历专业、特长、出生年月、政治面貌、联系方式；不收身份证号"),
    ("做什么用", "入库、课题研究、评审、督查、岗位历练"),
    ("谁能看", "经办人、部领导；单位联络员只看本单位；手机号默认打码"),
    ("存多久", "出库一年后删去联系方式等资料，统计只留汇总数"),
    ("你可以", "查看、更正、要求删除、撤回同意；也可由每页页脚的投诉建议提出"),
)


class AccountState(StrEnum):
    """Invited until its person has set a password; closed accounts stay for the trail."""

    INVITED = "invited"
    ACTIVE = "active"
    CLOSED = "closed"


ACCOUNT = Machine(
    name="account",
    states=AccountState,
    labels={"invited": "待激活", "active": "可用", "closed": "已停用"},
    initial="invited",
    final=(),
    transitions=(
        Transition("activate", ("invited", "active"), "active", "激活", "本人"),
        Transition("close", ("invited", "active"), "closed", "停用", "经办人"),
        Transition("reopen", ("closed",), "invited", "重新启用", "经办人"),
    ),
    holder={"invited": "本人", "active": "本人"},
)
