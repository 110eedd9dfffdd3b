# SPDX-License-Identifier: MIT
"""What a department sets about reports and reminders."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from thinktank.policies.states import Cadence, ReportForm


class Reporting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How projects report where none of their own is set, and until when a report is taken how (domain.md §3)."""

    title = "定期汇报"
    cadence: Annotated[Cadence, Meta(title="多久一报")] = Cadence.MONTHLY
    every_days: Annotated[int, Meta(title="自定周期（天）", description="只用于“自定”", ge=7, le=180)] = 30
    form: Annotated[ReportForm, Meta(title="报告格式")] = ReportForm.SHORT
    full_chars: Annotated[int, Meta(title="详表每栏不超过（字）", ge=300, le=2000)] = 1000
    grace_workdays: Annotated[
        int, Meta(title="宽限（工作日）", description="截止后这几天内提交不算逾期", ge=0, le=10)
    ] = 2
    hard_workdays: Annotated[
        int, Meta(title="截止后多少个工作日仍未提交记为缺报", description="不少于宽限天数", ge=0, le=30)
    ] = 5
    extension_days: Annotated[int, Meta(title="一期最多延期（天）", ge=1, le=60)] = 15
    answer_workdays: Annotated[int, Meta(title="需协调事项多少个工作日内答复", ge=1, le=60)] = 5

    def __post_init__(self) -> None:
        """Refuse a report that is missed before it is late."""
        if self.hard_workdays < self.grace_workdays:
            raise ValueError("记为缺报的期限不能早于宽限期")


_Ahead = tuple[Annotated[int, Meta(title="到期前工作日", ge=0, le=30)], ...]
_Behind = tuple[Annotated[int, Meta(title="到期后工作日", ge=1, le=30)], ...]
_AHEAD = "0为到期当日；从远到近，可写多个"
_NEVER = "0为不提醒"


class Reminders(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When who is reminded of what, when mail rests, and how far ahead the desks look. One ladder per kind."""

    title = "提醒阶梯"
    report_workdays: Annotated[
        _Ahead, Meta(title="进展报告到期前（工作日）", description=_AHEAD, min_length=1, max_length=5)
    ] = (7, 3, 0)
    report_after_workdays: Annotated[_Behind, Meta(title="进展报告到期后（工作日）", max_length=5)] = (1, 3)
    report_mentor_workdays: Annotated[
        int, Meta(title="进展报告到期后提醒导师（工作日）", description=_NEVER, ge=0, le=30)
    ] = 5
    report_officer_workdays: Annotated[
        int, Meta(title="进展报告到期后提醒经办人（工作日）", description=_NEVER, ge=0, le=30)
    ] = 7
    matter_workdays: Annotated[
        _Ahead, Meta(title="需协调事项答复期前（工作日）", description=_AHEAD, min_length=1, max_length=5)
    ] = (3, 0)
    matter_after_workdays: Annotated[_Behind, Meta(title="需协调事项答复期后（工作日）", max_length=5)] = (1, 3)
    matter_officer_workdays: Annotated[
        int, Meta(title="需协调事项答复期后提醒经办人（工作日）", description=_NEVER, ge=0, le=30)
    ] = 3
    milestone_workdays: Annotated[
        _Ahead, Meta(title="项目节点到期前（工作日）", description=_AHEAD, min_length=1, max_length=5)
    ] = (7, 3, 0)
    milestone_after_workdays: Annotated[_Behind, Meta(title="项目节点到期后（工作日）", max_length=5)] = (1, 3)
    milestone_mentor_workdays: Annotated[
        int, Meta(title="项目节点到期后提醒导师（工作日）", description=_NEVER, ge=0, le=30)
    ] = 5
    milestone_officer_workdays: Annotated[
        int, Meta(title="项目节点到期后提醒经办人（工作日）", description=_NEVER, ge=0, le=30)
    ] = 7
    request_workdays: Annotated[
        _Ahead, Meta(title="临时报送到期前（工作日）", description=_AHEAD, min_length=1, max_length=5)
    ] = (3, 0)
    request_after_workdays: Annotated[_Behind, Meta(title="临时报送到期后（工作日）", max_length=5)] = (1, 3)
    request_mentor_workdays: Annotated[
        int, Meta(title="临时报送到期后提醒导师（工作日）", description=_NEVER, ge=0, le=30)
    ] = 3
    request_officer_workdays: Annotated[
        int, Meta(title="临时报送到期后提醒经办人（工作日）", description=_NEVER, ge=0, le=30)
    ] = 5
    change_workdays: Annotated[
        _Ahead, Meta(title="变更申请答复期前（工作日）", description=_AHEAD, min_length=1, max_length=5)
    ] = (1, 0)
    change_after_workdays: Annotated[_Behind, Meta(title="变更申请答复期后（工作日）", max_length=5)] = (1, 3)
    change_officer_workdays: Annotated[
        int,
        Meta(
            title="变更申请答复期后提醒经办人（工作日）", description="在组织部办理的提醒部领导；0为不提醒", ge=0, le=30
        ),
    ] = 3
    order_ahead_workdays: Annotated[
        _Ahead, Meta(title="督办单到期前（工作日）", description=_AHEAD, min_length=1, max_length=5)
    ] = (7, 3, 0)
    order_after_workdays: Annotated[_Behind, Meta(title="督办单到期后（工作日）", max_length=5)] = (1, 3)
    order_officer_workdays: Annotated[
        int, Meta(title="督办单到期后提醒经办人（工作日）", description=_NEVER, ge=0, le=30)
    ] = 3
    review_workdays: Annotated[
        _Ahead, Meta(title="评审到期前（工作日）", description=_AHEAD, min_length=1, max_length=5)
    ] = (7, 3, 0)
    review_after_workdays: Annotated[_Behind, Meta(title="评审到期后（工作日）", max_length=5)] = (1, 3)
    review_officer_workdays: Annotated[
        int, Meta(title="评审到期后提醒经办人（工作日）", description=_NEVER, ge=0, le=30)
    ] = 3
    adoption_workdays: Annotated[
        _Ahead, Meta(title="采纳确认和应用效果到期前（工作日）", description=_AHEAD, min_length=1, max_length=5)
    ] = (5, 1)
    adoption_after_workdays: Annotated[_Behind, Meta(title="采纳确认和应用效果到期后（工作日）", max_length=5)] = (1, 3)
    adoption_officer_workdays: Annotated[
        int, Meta(title="采纳确认和应用效果到期后提醒经办人（工作日）", description=_NEVER, ge=0, le=30)
    ] = 5
    suggestion_workdays: Annotated[int, Meta(title="意见建议答复期前（工作日）", ge=0, le=30)] = 3
    quiet_from: Annotated[int, Meta(title="邮件免打扰：从（时）", ge=0, le=23)] = 21
    quiet_until: Annotated[int, Meta(title="邮件免打扰：到（时）", description="与起点相同为不设", ge=0, le=23)] = 8
    desk_days: Annotated[int, Meta(title="待办页“近期到期”（天内）", ge=1, le=60)] = 7
    project_days: Annotated[int, Meta(title="项目节点列入待办（到期前天数）", ge=1, le=90)] = 14
    cockpit_days: Annotated[int, Meta(title="驾驶舱“近期节点”（天内）", ge=1, le=90)] = 18


_Address = Annotated[str, Meta(max_length=200)]


class Channels(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By which ways beside mail people may be told. As shipped none: the program calls nobody outside by itself."""

    title = "通知渠道"
    wecom: Annotated[
        _Address, Meta(title="企业微信群机器人", description="留空为不启用；官方地址 https://qyapi.weixin.qq.com")
    ] = ""
    dingtalk: Annotated[
        _Address, Meta(title="钉钉群机器人", description="留空为不启用；官方地址 https://oapi.dingtalk.com")
    ] = ""
    feishu: Annotated[
        _Address, Meta(title="飞书群机器人", description="留空为不启用；官方地址 https://open.feishu.cn")
    ] = ""
    gateway: Annotated[
        _Address, Meta(title="单位消息网关", description="留空为不启用；收到带签名的 POST，由网关转给本人")
    ] = ""
    gateway_key: Annotated[
        int, Meta(title="网关签名密钥序号", description="加1即换新密钥，旧的立即失效", ge=1, le=9999)
    ] = 1

    def __post_init__(self) -> None:
        """Refuse what is no address of the web."""
        for address in (self.wecom, self.dingtalk, self.feishu, self.gateway):
            if address and not re.fullmatch(r"https?://[^\s/?#@]+(?:/[^\s#]*)?", address):
                raise ValueError("地址应以 https:// 或 http:// 开头，例如 https://qyapi.weixin.qq.com")

    def address(self, channel: str) -> str:
        """Return the address of a channel, empty where it is not in use."""
        return str(getattr(self, channel, ""))
