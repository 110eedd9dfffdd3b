# SPDX-License-Identifier: MIT
"""The values that a department sets. The defaults are those of decisions.md and hold until somebody changes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from thinktank.identity.schemas import AccountRules
from thinktank.policies.kinds_changes import Changes
from thinktank.policies.kinds_outcomes import Outcomes
from thinktank.policies.kinds_reporting import Channels, Reminders, Reporting
from thinktank.policies.kinds_research import AgreementTerms, Selection
from thinktank.policies.kinds_reviews import Verdicts
from thinktank.policies.kinds_supervision import Supervision


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
    override_days: Annotated[int, Meta(title="人工调整亮灯：最长（天）", ge=1, le=366)] = 92

    def __post_init__(self) -> None:
        """Refuse rules under which red comes before yellow."""
        for low, high in (
            (self.yellow_behind, self.red_behind),
            (self.yellow_late_days, self.red_late_days),
            (self.yellow_missed, self.red_missed),
        ):
            if high < low:
                raise ValueError("红灯的界限不能小于黄灯的界限")


WHOLE = 100


class DirectionWeights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How education, post, strengths and confirmed placements count in a proposed direction (domain.md §4)."""

    title = "方向建议"
    education: Annotated[int, Meta(title="专业最多计（分）", ge=0, le=100)] = 18
    unit: Annotated[int, Meta(title="单位最多计（分）", ge=0, le=100)] = 24
    post: Annotated[int, Meta(title="职务最多计（分）", ge=0, le=100)] = 22
    strengths: Annotated[int, Meta(title="特长最多计（分）", ge=0, le=100)] = 36
    clear_gap: Annotated[int, Meta(title="领先多少分为依据明确", ge=15, le=60)] = 15
    clear_score: Annotated[int, Meta(title="至少多少分为依据明确", ge=10, le=90)] = 30
    learn: Annotated[bool, Meta(title="用本区已确认的归属补充依据")] = True
    learned_most: Annotated[int, Meta(title="本区经验最多计（分）", ge=0, le=14)] = 10
    learn_from: Annotated[int, Meta(title="至少几人归向一致才作为经验", ge=2, le=50)] = 3

    def __post_init__(self) -> None:
        """Refuse weights that are no shares of 100."""
        if self.education + self.unit + self.post + self.strengths != WHOLE:
            raise ValueError("专业、单位、职务、特长的分数合起来应为100分")


class Grades(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From which score on a grade is given (decisions.md, Score)."""

    title = "评审等次"
    excellent: Annotated[int, Meta(title="优秀不低于（分）", ge=1, le=100)] = 90
    good: Annotated[int, Meta(title="良好不低于（分）", ge=1, le=100)] = 80
    passed: Annotated[int, Meta(title="合格不低于（分）", ge=1, le=100)] = 60
    outlier_gap: Annotated[int, Meta(title="与其他专家均分相差超过多少分须说明", ge=1, le=100)] = 20
    split_range: Annotated[int, Meta(title="最高分与最低分相差超过多少分视为分歧较大", ge=1, le=100)] = 30
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


class Research(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The times and limits of topics and projects (domain.md §1.2, §1.3)."""

    title = "课题办理"
    returns_most: Annotated[int, Meta(title="申报书退回修改不超过（次）", ge=0, le=9)] = 2
    lead_days: Annotated[int, Meta(title="截止揭榜至开始实施（天）", ge=0, le=180)] = 20
    kickoff_days: Annotated[int, Meta(title="开始实施后开题（天内）", ge=5, le=180)] = 30
    draft_days: Annotated[int, Meta(title="结题前提交初稿（天）", ge=5, le=180)] = 30
    invite_workdays: Annotated[int, Meta(title="课题组邀请答复期限（工作日）", ge=1, le=30)] = 5
    lead_and_join: Annotated[bool, Meta(title="牵头人可同时参与其他课题")] = True
    budget: Annotated[bool, Meta(title="申报书填写经费（只作记录）")] = False
    text_chars: Annotated[int, Meta(title="申报书每栏不超过（字）", ge=200, le=2000)] = 2000
    ban_days: Annotated[int, Meta(title="撤项后不得申报（天）", ge=0, le=1830)] = 730


class FormalCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the office looks at before it takes an application on (domain.md §1.2, step 5)."""

    title = "形式审查"
    items: Annotated[
        tuple[Annotated[str, Meta(title="项目", min_length=2, max_length=120)], ...],
        Meta(title="审查项目", min_length=1, max_length=30),
    ] = (
        "申报书各栏填写完整",
        "负责人和成员符合申报条件",
        "单位意见已签署",
        "考核指标可计数、可检验",
        "里程碑和成果形式与榜单一致",
        "没有涉密内容和个人隐私",
    )
    all_met: Annotated[bool, Meta(title="全部符合才能受理")] = False


class Panels(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a new review round begins with (domain.md §2.1)."""

    title = "评审组"
    size: Annotated[int, Meta(title="每件评审专家（位）", description="单数，便于表决", ge=3, le=15)] = 5
    own_side_most: Annotated[int, Meta(title="同一主管单位不超过（位）", ge=0, le=7)] = 2
    window_years: Annotated[int, Meta(title="合作发表、合作课题、师生多少年内须回避（年）", ge=1, le=10)] = 3
    reciprocity_years: Annotated[
        int, Meta(title="互为评审多少年内须回避（年）", description="0为不查", ge=0, le=10)
    ] = 3
    requests_most: Annotated[int, Meta(title="申报人可申请回避的专家（位）", ge=0, le=10)] = 3
    unit_most: Annotated[int, Meta(title="同一单位的专家不超过（位）", ge=1, le=15)] = 2
    load_most: Annotated[int, Meta(title="每位专家全年不超过（件）", ge=1, le=200)] = 10
    fit_direction: Annotated[int, Meta(title="匹配：方向对口（分）", ge=0, le=100)] = 60
    fit_expertise: Annotated[int, Meta(title="匹配：专长关键词（分）", ge=0, le=100)] = 30
    fit_wish: Annotated[int, Meta(title="匹配：本人意愿（分）", ge=0, le=100)] = 10

    def __post_init__(self) -> None:
        """Refuse a panel that can tie, and points that are no hundred."""
        if self.fit_direction + self.fit_expertise + self.fit_wish != 100:  # noqa: PLR2004 -- a whole
            raise ValueError("匹配三项的分数合计应为100")
        if self.size % 2 == 0:
            raise ValueError("评审专家人数应为单数，例如 5")


class Exports(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a ledger that leaves the system needs a second person, and how long its file is kept (domain.md §7.2)."""

    title = "导出台账"
    approve_above: Annotated[int, Meta(title="含个人信息超过多少人须审批", ge=0, le=10_000)] = 50
    keep_days: Annotated[int, Meta(title="文件保留（天）", ge=1, le=90)] = 7


Class = Literal["P2", "P3"]


class FieldClasses(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The class of each personal field that a department may guard more closely than domain.md §4 asks.

    P2 is read by the person, the own unit and the department; P3 by the person and the department. What is P3
    by law or rule stays there, and P4 is not collected: neither is a choice.
    """

    title = "字段分级"
    gender: Annotated[Class, Meta(title="性别")] = "P2"
    birth_month: Annotated[Class, Meta(title="出生年月")] = "P2"
    education: Annotated[Class, Meta(title="学历")] = "P2"
    degree: Annotated[Class, Meta(title="学位")] = "P2"
    school: Annotated[Class, Meta(title="毕业院校")] = "P2"
    major: Annotated[Class, Meta(title="专业")] = "P2"
    email: Annotated[Class, Meta(title="邮箱")] = "P2"

    def raised(self) -> tuple[str, ...]:
        """Return the names of the fields that stand above the class they come with."""
        return tuple(name for name in self.__struct_fields__ if getattr(self, name) == "P3")


FIXED_CLASSES = (
    ("P1", "姓名、单位职务、研究方向、职称、专业特长标签、项目角色", "工作信息，登录者可见"),
    ("P3", "民族、政治面貌、手机号、考核与鉴定意见", "本人和组织部可见，手机号打码，查看留痕；不可放宽"),
    ("P4", "身份证号、健康状况、住址、家庭成员、银行卡", "不收集"),
)


class Privacy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long personal data is kept, and how soon one's own word about it is answered (domain.md §7.2)."""

    title = "个人信息"
    retention_days: Annotated[int, Meta(title="退出后多少天删去限制类资料", ge=30, le=3650)] = 365
    confirm_workdays: Annotated[int, Meta(title="更正的资料多少个工作日内核对", ge=1, le=60)] = 5
    answer_workdays: Annotated[int, Meta(title="个人信息申请多少个工作日内答复", ge=1, le=60)] = 15


class PostingTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a posting may last, what is warned of, and what counts how much where somebody is proposed.

    3 and 6 months are local caps (domain.md §0 rule 4, §5).
    """

    title = "岗位历练"
    upward: Annotated[int, Meta(title="上挂锻炼不超过（月）", ge=1, le=36)] = 6
    downward: Annotated[int, Meta(title="下派挂职不超过（月）", ge=1, le=36)] = 12
    lateral: Annotated[int, Meta(title="横向挂职不超过（月）", ge=1, le=36)] = 12
    enterprise: Annotated[int, Meta(title="企业园区挂职不超过（月）", ge=1, le=36)] = 12
    shadow: Annotated[int, Meta(title="跟班学习不超过（月）", ge=1, le=36)] = 3
    taskforce: Annotated[int, Meta(title="重大项目专班不超过（月）", ge=1, le=36)] = 6
    petition: Annotated[int, Meta(title="信访一线不超过（月）", ge=1, le=36)] = 6
    total_months: Annotated[int, Meta(title="含延期累计不超过（月）", ge=1, le=36)] = 12
    repeat_years: Annotated[int, Meta(title="几年内不重复派出（年）", ge=0, le=10)] = 2
    arrive_workdays: Annotated[int, Meta(title="起始日后几个工作日内报到", ge=0, le=30)] = 5
    appraise_days: Annotated[int, Meta(title="期满前几天可写个人总结", ge=0, le=90)] = 30
    fit_floor: Annotated[int, Meta(title="统筹派岗时适配分不低于", ge=0, le=100)] = 40
    fit_direction: Annotated[int, Meta(title="适配：主方向一致（分）", ge=0, le=100)] = 40
    fit_second: Annotated[int, Meta(title="适配：次方向一致（分）", ge=0, le=100)] = 20
    fit_skills: Annotated[int, Meta(title="适配：具备所需专长最多（分）", ge=0, le=100)] = 30
    fit_plain: Annotated[int, Meta(title="适配：岗位没写专长而特长用得上（分）", ge=0, le=100)] = 15
    fit_project: Annotated[int, Meta(title="适配：在关联课题组（分）", ge=0, le=100)] = 15
    fit_fresh: Annotated[int, Meta(title="适配：还没有历练经历（分）", ge=0, le=100)] = 5
    fit_growth: Annotated[int, Meta(title="适配：已有课题、成果记录（分）", ge=0, le=100)] = 5
    fit_unit: Annotated[int, Meta(title="适配：单位目前无人在外历练（分）", ge=0, le=100)] = 5

    def __post_init__(self) -> None:
        """Refuse points that are no shares of 100, or a lesser match that counts more than a full one."""
        full = self.fit_direction + self.fit_skills + self.fit_project
        if full + self.fit_fresh + self.fit_growth + self.fit_unit != WHOLE:
            raise ValueError("适配各项（次方向、岗位没写专长除外）合起来应为100分")
        if self.fit_second > self.fit_direction or self.fit_plain > self.fit_skills:
            raise ValueError("次方向不高于主方向，没写专长的不高于写明专长的")

    def months(self, kind: str) -> int:
        """Return the longest term of a kind of post, in months."""
        return int(getattr(self, kind))


Value = (
    LightRules
    | DirectionWeights
    | Grades
    | Verdicts
    | Programme
    | Admission
    | Research
    | Changes
    | Selection
    | AgreementTerms
    | Reporting
    | FormalCheck
    | Panels
    | Reminders
    | Channels
    | FieldClasses
    | Exports
    | AccountRules
    | Privacy
    | PostingTerms
    | Supervision
    | Outcomes
)
KINDS: dict[str, type[Value]] = {
    "programme": Programme,
    "admission": Admission,
    "research": Research,
    "changes": Changes,
    "selection": Selection,
    "agreement": AgreementTerms,
    "reporting": Reporting,
    "formal_check": FormalCheck,
    "panels": Panels,
    "grades": Grades,
    "verdicts": Verdicts,
    "light_rules": LightRules,
    "supervision": Supervision,
    "outcomes": Outcomes,
    "direction_weights": DirectionWeights,
    "reminders": Reminders,
    "channels": Channels,
    "field_classes": FieldClasses,
    "exports": Exports,
    "account_rules": AccountRules,
    "privacy": Privacy,
    "posting_terms": PostingTerms,
}
SECURITY = frozenset({"account_rules"})
"""What the security administrator sets; everything else belongs to officers (decisions.md, 三员)."""

_FROM = Annotated[date, Meta(title="生效日期")]
_NOTE = Annotated[str, Meta(title="修改理由", min_length=1, max_length=200)]


def _form(kind: type[Any]) -> Any:
    """The form by which a kind is changed: its values, the day from which they hold, and why."""
    more = [("effective_from", _FROM), ("note", _NOTE)]
    return msgspec.defstruct(
        f"Set{kind.__name__}", more, bases=(kind,), module=__name__, frozen=True, kw_only=True,
        forbid_unknown_fields=True,
    )  # fmt: skip


FORMS: dict[str, Any] = {name: _form(kind) for name, kind in KINDS.items()}
