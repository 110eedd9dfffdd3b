# SPDX-License-Identifier: MIT
"""The rungs that an outcome climbs (domain.md §6; words of decisions.md)."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from thinktank.kernel.states import Machine, Transition


class Rung(StrEnum):
    """Where an outcome stands on the ladder."""

    REGISTERED = "registered"
    SCREENED = "screened"
    EVALUATED = "evaluated"
    RECOMMENDED = "recommended"
    INSTRUCTED = "instructed"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    APPLYING = "applying"
    APPLIED = "applied"
    PILOT = "pilot"
    PROMOTED = "promoted"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """The rung's name on screen."""
        return LABELS[self.value]


class Kind(StrEnum):
    """What an outcome is (domain.md §6)."""

    REPORT = "report"
    BRIEF = "brief"
    ADVICE = "advice"
    CASE = "case"
    POLICY = "policy"
    RULES = "rules"
    PILOT_PLAN = "pilot_plan"
    STANDARD = "standard"
    TOOL = "tool"
    PATENT = "patent"
    PAPER = "paper"
    ACTIVITY = "activity"
    DATASET = "dataset"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return _KINDS[self.value]


_KINDS = {
    "report": "调研报告",
    "brief": "专报要报",
    "advice": "对策建议",
    "case": "典型案例",
    "policy": "政策文件草案",
    "rules": "制度规范",
    "pilot_plan": "试点方案",
    "standard": "标准",
    "tool": "工具方法",
    "patent": "专利软著",
    "paper": "论文",
    "activity": "活动品牌",
    "dataset": "数据集",
}


class EvaluationLevel(StrEnum):
    """How far an outcome reached (domain.md §6, district default)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"

    @property
    def label(self) -> str:
        """The level with what it stands for."""
        return f"{self.value}　{_LEVELS[self.value]}"


_LEVELS = {
    "A": "形成区级及以上文件或会议采用",
    "B": "主要领导批示，或市级内参",
    "C": "部门、镇街文件采纳，分管领导批示",
    "D": "刊发、交流",
    "E": "存档",
}


class Grounds(StrEnum):
    """What proves that an outcome has had an effect: the types of evidence that levels ask for."""

    DISTRICT_FILE = "district_file"
    MEETING = "meeting"
    CHIEF = "chief"
    CITY_PAPER = "city_paper"
    UNIT_FILE = "unit_file"
    DEPUTY = "deputy"
    PUBLISHED = "published"
    EXCHANGED = "exchanged"

    @property
    def label(self) -> str:
        """The type's name on screen."""
        return _GROUNDS[self.value][1]

    @property
    def level(self) -> str:
        """The highest level that it carries."""
        return _GROUNDS[self.value][0]


_GROUNDS = {
    "district_file": ("A", "区级及以上文件"),
    "meeting": ("A", "区委区政府会议采用"),
    "chief": ("B", "区委区政府主要领导批示"),
    "city_paper": ("B", "市级内参刊发"),
    "unit_file": ("C", "部门、镇街文件采纳"),
    "deputy": ("C", "分管领导批示"),
    "published": ("D", "公开刊发"),
    "exchanged": ("D", "会议交流、简报采用"),
}


def carrying(level: str) -> tuple[Grounds, ...]:
    """Return the types of evidence that carry a level: its own and those of higher ones; none for E."""
    return () if level == EvaluationLevel.E else tuple(one for one in Grounds if one.level <= level)


# -- the ladder -----------------------------------------------------------------------------------------------------


EVIDENCE = "evidence"
"""What stands for a rung where a step is a proof beside the ladder."""


class Ask(msgspec.Struct, frozen=True):
    """A field of a step: how it is called on its rung, and what is said where it has to be filled in and is not."""

    field: str
    label: str
    missing: str = ""
    hint: str = ""
    choices: tuple[Grounds, ...] = ()

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices as value and label."""
        return [(one.value, one.label) for one in self.choices]


class RungRule(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ladder: all that pages, API, papers and board know of a rung.

    ``before`` are the rungs from which one comes here as a matter of course; ``form`` is the action whose form takes
    it here, the general one where nothing is said. ``proof``: ``must`` (or the waiver says when it follows), ``may``,
    or ``never``: an instruction is registered without its scan (domain.md §0, rule 5). ``grows``: it stands in the
    authors' growth records.
    """

    rung: str
    label: str
    column: str
    height: int
    holder: str = ""
    before: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    proof: str = "may"
    form: str = "climb"
    grows: bool = False


INSTRUCTIONS = (Grounds.CHIEF, Grounds.DEPUTY)
_ADOPTIONS = (Grounds.DISTRICT_FILE, Grounds.MEETING, Grounds.UNIT_FILE)

RUNGS: tuple[RungRule, ...] = (
    RungRule(rung="registered", label="登记", column="登记", height=0, holder="经办人", form="new"),
    RungRule(
        rung="screened", label="审查通过", column="登记", height=1, before=("registered",), form="screen",
        holder="评审专家或经办人",
    ),
    RungRule(
        rung="evaluated", label="评价", column="评价", height=2, before=("screened",), form="evaluate", holder="经办人",
    ),
    RungRule(
        rung="recommended", label="报送", column="推荐", height=3, before=("evaluated",), holder="报送对象", grows=True,
        asks=(
            Ask("body", "报送对象", "请填写报送对象", "如 区委办公室，多个用顿号隔开"),
            Ask("document", "专报期号", hint="如 2026年第3期"),
            Ask("on", "报送日期", "请填写报送日期"),
            Ask("approver", "签发人"),
            Ask("note", "报送说明"),
        ),
    ),
    RungRule(
        rung="instructed", label="批示", column="推荐", height=4, before=("recommended",), holder="承办单位",
        proof="never", grows=True,
        asks=(
            Ask("body", "批示领导", "请填写批示机关或职务", "写职务，如 区委主要负责同志"),
            Ask("grounds", "批示层级", choices=INSTRUCTIONS),
            Ask("on", "批示日期", "请填写批示日期"),
            Ask("document", "批示编号"),
            Ask("note", "批示内容摘要", "请填写批示内容摘要", "只登记摘要，不上传批示原件"),
            Ask("approver", "登记审核人"),
        ),
    ),
    RungRule(
        rung="adopted", label="采纳", column="推荐", height=5, before=("recommended", "instructed"),
        holder="采纳单位", proof="must", grows=True,
        asks=(
            Ask("body", "采纳单位", "请填写采纳单位"),
            Ask("document", "采纳文件文号", "请填写采纳文件的文号", "如 盐办发〔2026〕12号"),
            Ask("grounds", "文件层级", choices=_ADOPTIONS),
            Ask("on", "采纳日期", "请填写采纳日期"),
            Ask("note", "采纳内容"),
            Ask("approver", "确认人"),
        ),
    ),
    RungRule(
        rung="not_adopted", label="未采纳", column="推荐", height=5, before=("recommended", "instructed"),
        holder="经办人",
        asks=(
            Ask("body", "答复单位"),
            Ask("on", "答复日期"),
            Ask("note", "未采纳的原因", "请填写未采纳的原因"),
        ),
    ),
    RungRule(
        rung="applying", label="转化中", column="转化应用", height=6, before=("instructed", "adopted"),
        holder="转化单位",
        asks=(
            Ask("body", "转化单位", "请填写转化单位"),
            Ask("document", "文件或方案文号"),
            Ask("on", "开始日期", "请填写开始日期"),
            Ask("note", "转化安排"),
            Ask("approver", "批准人"),
        ),
    ),
    RungRule(
        rung="applied", label="已见效", column="转化应用", height=7, before=("applying",), holder="经办人", grows=True,
        asks=(
            Ask("body", "应用单位", "请填写应用单位"),
            Ask("document", "证明文号"),
            Ask("on", "见效日期", "请填写见效日期"),
            Ask("note", "见效情况", "请填写见效情况，尽量用数据", "写清数据和比较的时间"),
            Ask("approver", "审核人"),
        ),
    ),
    RungRule(
        rung="pilot", label="试点培育", column="试点培育", height=8, before=("applied",), holder="试点单位",
        form="pilot", grows=True,
    ),
    RungRule(
        rung="promoted", label="经验推广", column="经验推广", height=9, before=("applied", "pilot"),
        holder="推广单位", form="replicate", grows=True,
    ),
    RungRule(
        rung="archived", label="归档", column="", height=10, before=("not_adopted", "applied", "pilot", "promoted"),
        asks=(Ask("on", "归档日期"), Ask("note", "归档说明"), Ask("approver", "批准人")),
    ),
)  # fmt: skip
"""The ladder, lowest rung first (domain.md §6)."""

RULE = {rule.rung: rule for rule in RUNGS}
LABELS = {rule.rung: rule.label for rule in RUNGS}
BEFORE = {rule.rung: rule.before for rule in RUNGS if rule.before}
"""From which rungs one climbs to a rung as a matter of course; from a lower one it takes a reasoned waiver."""
COLUMNS = tuple(
    (title, tuple(rule.rung for rule in RUNGS if rule.column == title))
    for title in dict.fromkeys(rule.column for rule in RUNGS if rule.column)
)
"""The columns of the board with the rungs in each."""


def below(rung: str) -> tuple[str, ...]:
    """Return every rung that lies below one."""
    return tuple(rule.rung for rule in RUNGS if rule.height < RULE[rung].height)


def above(rung: str) -> tuple[str, ...]:
    """Return every rung to which one climbs from a rung."""
    higher = tuple(rule.rung for rule in RUNGS if rule.height > RULE[rung].height)
    return ("adopted", *higher) if rung == "not_adopted" else higher


# What was not adopted may yet be: the ladder goes on from there with a waiver like from any lower rung.
LADDER = Machine(
    name="outcome",
    states=Rung,
    labels=LABELS,
    initial=Rung.REGISTERED,
    final=(Rung.ARCHIVED,),
    transitions=tuple(
        Transition(
            name=rung,
            from_=(*below(rung), "not_adopted") if rung == "adopted" else below(rung),
            to=rung,
            label=f"转入「{LABELS[rung]}」",
            who="officer",
        )
        for rung in BEFORE
    )
    + tuple(
        Transition(f"back_to_{rung}", above(rung), rung, f"退回「{LABELS[rung]}」", "officer", undo=True)
        for rung in LABELS
        if above(rung)
    ),
    holder={rule.rung: rule.holder for rule in RUNGS if rule.holder},
)


class PilotState(StrEnum):
    """Where a pilot stands."""

    BUILDING = "building"
    CONFIRMED = "confirmed"
    STOPPED = "stopped"


PILOT = Machine(
    name="pilot",
    states=PilotState,
    labels={"building": "培育中", "confirmed": "通过评估", "stopped": "已停止"},
    initial=PilotState.BUILDING,
    final=(PilotState.STOPPED,),
    transitions=(
        Transition(name="confirm", from_=("building",), to="confirmed", label="评估通过", who="officer"),
        Transition(name="stop", from_=("building", "confirmed"), to="stopped", label="停止", who="officer"),
    ),
    holder={"building": "试点单位", "confirmed": "经办人"},
)


class MeasureState(StrEnum):
    """Where a measured value stands: only an approved one counts."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


MEASURE = Machine(
    name="measurement",
    states=MeasureState,
    labels={"submitted": "待审核", "approved": "已认可", "returned": "已退回"},
    initial=MeasureState.SUBMITTED,
    final=(),
    transitions=(
        Transition(name="approve", from_=("submitted",), to="approved", label="认可", who="officer"),
        Transition(name="return", from_=("submitted", "approved"), to="returned", label="退回", who="officer"),
        Transition(name="resubmit", from_=("returned",), to="submitted", label="重新提交", who="member"),
    ),
    holder={"submitted": "经办人", "returned": "填报人"},
)
