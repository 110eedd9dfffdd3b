# SPDX-License-Identifier: MIT
"""The values that a department sets. The defaults are those of decisions.md and hold until somebody changes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta


class LightRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a project's light turns yellow or red (decisions.md, Light)."""

    title = "亮灯规则"
    yellow_behind: Annotated[int, Meta(title="黄灯：落后计划达到（百分点）", ge=1, le=100)] = 10
    red_behind: Annotated[int, Meta(title="红灯：落后计划超过（百分点）", ge=1, le=100)] = 30
    yellow_late_days: Annotated[int, Meta(title="黄灯：节点逾期达到（天）", ge=1, le=365)] = 1
    red_late_days: Annotated[int, Meta(title="红灯：节点逾期达到（天）", ge=1, le=365)] = 15
    yellow_missed: Annotated[int, Meta(title="黄灯：缺报期数", ge=1, le=12)] = 1
    red_missed: Annotated[int, Meta(title="红灯：连续缺报期数", ge=1, le=12)] = 2
    due_soon_days: Annotated[int, Meta(title="临期：到期前天数", ge=1, le=60)] = 7

    def __post_init__(self) -> None:
        """Refuse rules under which red comes before yellow."""
        for low, high in (
            (self.yellow_behind, self.red_behind),
            (self.yellow_late_days, self.red_late_days),
            (self.yellow_missed, self.red_missed),
        ):
            if high < low:
                raise ValueError("红灯的界限不能小于黄灯的界限")


class Grades(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From which score on a grade is given (decisions.md, Score)."""

    title = "评审等次"
    excellent: Annotated[int, Meta(title="优秀不低于（分）", ge=1, le=100)] = 90
    good: Annotated[int, Meta(title="良好不低于（分）", ge=1, le=100)] = 80
    passed: Annotated[int, Meta(title="合格不低于（分）", ge=1, le=100)] = 60
    outlier_gap: Annotated[int, Meta(title="与其他专家均分相差超过多少分须说明", ge=1, le=100)] = 20
    complete_percent: Annotated[int, Meta(title="评分表至少评到的权重（百分数）", ge=1, le=100)] = 60
    trim_from: Annotated[int, Meta(title="多少份以上去掉最高最低分", ge=3, le=50)] = 5

    def __post_init__(self) -> None:
        """Refuse grades out of order."""
        if not self.excellent > self.good > self.passed:
            raise ValueError("等次分数应依次降低：优秀、良好、合格")

    def grade(self, score: float) -> str:
        """Return the grade of a score out of 100."""
        for limit, name in ((self.excellent, "优秀"), (self.good, "良好"), (self.passed, "合格")):
            if score >= limit:
                return name
        return "不合格"


class Programme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The programme of the year, its limits and who signs."""

    title = "年度方案"
    year: Annotated[int, Meta(title="方案年度", ge=2020, le=2100)] = 2026
    name: Annotated[str, Meta(title="名称", min_length=1, max_length=40)] = "青年人才智库"
    department: Annotated[str, Meta(title="主管部门", min_length=1, max_length=60)] = "中共区委组织部"
    term_years: Annotated[int, Meta(title="成员一届（年）", ge=1, le=10)] = 3
    leads_at_once: Annotated[int, Meta(title="同时主持课题不超过（项）", ge=1, le=10)] = 1
    joins_at_once: Annotated[int, Meta(title="同时参与课题不超过（项）", ge=1, le=10)] = 2
    team_most: Annotated[int, Meta(title="课题组不超过（人）", ge=1, le=30)] = 5
    report_cap: Annotated[int, Meta(title="每个课题每月要求报送不超过（次）", ge=1, le=10)] = 2
    report_chars: Annotated[int, Meta(title="进展报告每栏不超过（字）", ge=100, le=2000)] = 300
    export_limit: Annotated[int, Meta(title="一次导出超过多少行须审批", ge=1, le=1000)] = 50
    officers_sign_general: Annotated[bool, Meta(title="一般课题由经办人签批")] = False
    public_topics: Annotated[bool, Meta(title="课题清单向未登录者公开")] = False


class Admission(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may come into the bank, and how (domain.md §4; the defaults are those for youth)."""

    title = "入库条件"
    age_most: Annotated[int, Meta(title="年龄不超过（周岁）", ge=18, le=70)] = 40
    age_most_cadre: Annotated[int, Meta(title="干部年龄不超过（周岁）", ge=18, le=70)] = 35
    education_least: Annotated[Literal["不限", "大专", "本科", "硕士", "博士"], Meta(title="学历不低于")] = "本科"
    local_years: Annotated[int, Meta(title="本地工作满（年）", ge=0, le=20)] = 1
    needs_unit: Annotated[bool, Meta(title="须单位同意")] = True
    needs_direction: Annotated[bool, Meta(title="须符合一个研究方向")] = True
    notice_workdays: Annotated[int, Meta(title="公示（工作日）", ge=1, le=30)] = 5
    unit_workdays: Annotated[int, Meta(title="单位出具意见（工作日内）", ge=1, le=60)] = 5
    officers_decide: Annotated[bool, Meta(title="一般入库由经办人审定")] = False
    rosters_direct: Annotated[bool, Meta(title="名册中已是成员的可直接确认入库")] = True
    remind_days: Annotated[int, Meta(title="任期届满前提醒（天）", ge=0, le=365)] = 30


Value = LightRules | Grades | Programme | Admission
KINDS: dict[str, type[LightRules | Grades | Programme | Admission]] = {
    "programme": Programme,
    "admission": Admission,
    "light_rules": LightRules,
    "grades": Grades,
}
_FROM = Annotated[date, Meta(title="生效日期")]
_NOTE = Annotated[str, Meta(title="修改理由", min_length=1, max_length=200)]


class SetLightRules(LightRules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form by which the light rules are changed."""

    effective_from: _FROM
    note: _NOTE


class SetGrades(Grades, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form by which the grades are changed."""

    effective_from: _FROM
    note: _NOTE


class SetProgramme(Programme, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form by which the programme is changed."""

    effective_from: _FROM
    note: _NOTE


class SetAdmission(Admission, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form by which the conditions of admission are changed."""

    effective_from: _FROM
    note: _NOTE


FORMS: dict[str, Any] = {
    "programme": SetProgramme,
    "admission": SetAdmission,
    "light_rules": SetLightRules,
    "grades": SetGrades,
}


class SetDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day on which the department does otherwise than the national calendar."""

    day: Annotated[date, Meta(title="日期")]
    label: Annotated[str, Meta(title="说明", min_length=1, max_length=60)]
    working: Annotated[bool, Meta(title="当天上班")] = False


class DayView(msgspec.Struct):
    """An own day of the calendar."""

    id: int
    day: date
    working: bool
    label: str


class VersionView(msgspec.Struct):
    """One version of a policy."""

    id: int
    name: str
    effective_from: date
    note: str
    set_by_name: str | None = None


class Setting(msgspec.Struct):
    """One value for the settings page: its name in words and how it stands."""

    title: str
    value: str


class PolicyView(msgspec.Struct):
    """A policy as the settings page shows it."""

    name: str
    title: str
    settings: list[Setting]
    versions: list[VersionView]
    actions: list[str]
