# SPDX-License-Identifier: MIT
"""Ways in which a word reaches its person, and how far a delivery has come."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """A way out of the program."""

    MAIL = "mail"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    GATEWAY = "gateway"

    @property
    def label(self) -> str:
        """The name on screen."""
        return _NAMES[self]

    @property
    def is_chat(self) -> bool:
        """Whether a robot of a chat program carries it."""
        return self in CHATS


_NAMES = {
    Channel.MAIL: "邮件",
    Channel.WECOM: "企业微信",
    Channel.DINGTALK: "钉钉",
    Channel.FEISHU: "飞书",
    Channel.GATEWAY: "单位消息网关",
}
CHATS = (Channel.WECOM, Channel.DINGTALK, Channel.FEISHU)


class DeliveryState(StrEnum):
    """How far a delivery has come; follows from its instants."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The name on screen."""
        return {"queued": "待发", "sent": "已发出", "failed": "未送达"}[self]


SUBJECTS = {
    "project": "项目",
    "milestone": "项目节点",
    "meeting": "会议活动",
    "change": "变更申请",
    "problem": "问题台账",
    "report": "进展报告",
    "report_extension": "报告延期",
    "report_request": "临时报送",
    "coordination": "需协调事项",
    "order": "督办单",
    "checkpoint": "督查检查点",
    "review": "评审",
    "assignment": "评审",
    "round_item": "评审",
    "application": "申报",
    "topic": "选题",
    "outcome": "成果",
    "posting": "岗位历练",
    "post_need": "岗位历练",
    "talent": "人才库",
    "member_flag": "人才库",
    "notice_objection": "公示意见",
    "assessment": "年度评价",
    "growth_claim": "成长记录",
    "mentorship": "导师",
    "suggestion": "意见建议",
    "placement": "方向归属",
    "fact_change": "资料更正",
    "data_request": "个人信息申请",
    "export": "导出",
    "account": "账号",
    "feedback": "投诉建议",
}
"""What a delivery is about, by the kind of its record, for who looks after deliveries and reads no words of them."""
