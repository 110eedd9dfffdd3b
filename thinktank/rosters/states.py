# SPDX-License-Identifier: MIT
"""A ledger on its way out of the system (domain.md §7.2)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class ExportState(StrEnum):
    """From the request to the file, and its end."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    READY = "ready"
    DOWNLOADED = "downloaded"
    EXPIRED = "expired"


_APPROVER, _OWNER, _SYSTEM = "审批人", "申请人", "系统"

EXPORT = Machine(
    name="export",
    states=ExportState,
    labels={
        "requested": "待审批",
        "approved": "生成中",
        "refused": "未同意",
        "ready": "可下载",
        "downloaded": "已下载",
        "expired": "已过期",
    },
    initial="requested",
    final=("refused", "expired"),
    transitions=(
        Transition("approve", ("requested",), "approved", "同意导出", _APPROVER),
        Transition("refuse", ("requested",), "refused", "不同意", _APPROVER),
        Transition("write", ("approved",), "ready", "生成文件", _SYSTEM),
        Transition("take", ("ready",), "downloaded", "下载", _OWNER),
        Transition("expire", ("requested", "approved", "ready", "downloaded"), "expired", "过期", _SYSTEM),
    ),
    holder={"requested": _APPROVER, "approved": _SYSTEM, "ready": _OWNER, "downloaded": _OWNER},
)
