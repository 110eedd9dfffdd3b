# SPDX-License-Identifier: MIT
"""The rungs that an outcome climbs (domain.md §6; words of decisions.md)."""

from __future__ import annotations

from enum import StrEnum

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


LABELS = {
    "registered": "登记",
    "screened": "审查通过",
    "evaluated": "评价",
    "recommended": "报送",
    "instructed": "批示",
    "adopted": "采纳",
    "not_adopted": "未采纳",
    "applying": "转化中",
    "applied": "已见效",
    "pilot": "试点培育",
    "promoted": "经验推广",
    "archived": "归档",
}


class Kind(StrEnum):
    """What an outcome is (domain.md §6)."""

    REPORT = "report"
    BRIEF = "brief"
    ADVICE = "advice"
    CASE = "case"
    POLICY = "policy"
    RULES = "rules"
    PILOT_PLAN = "pilot_plan"
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

COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("登记", ("registered", "screened")),
    ("评价", ("evaluated",)),
    ("推荐", ("recommended", "instructed", "adopted", "not_adopted")),
    ("转化应用", ("applying", "applied")),
    ("试点培育", ("pilot",)),
    ("经验推广", ("promoted",)),
)
"""The columns of the board with the rungs in each."""

BEFORE: dict[str, tuple[str, ...]] = {
    "screened": ("registered",),
    "evaluated": ("screened",),
    "recommended": ("evaluated",),
    "instructed": ("recommended",),
    "adopted": ("recommended", "instructed"),
    "not_adopted": ("recommended", "instructed"),
    "applying": ("instructed", "adopted"),
    "applied": ("applying",),
    "pilot": ("applied",),
    "promoted": ("applied", "pilot"),
    "archived": ("not_adopted", "applied", "pilot", "promoted"),
}
"""From which rungs one climbs to a rung as a matter of course; from a lower one it takes a reasoned waiver."""

_HEIGHT = {
    "registered": 0, "screened": 1, "evaluated": 2, "recommended": 3, "instructed": 4, "adopted": 5, "not_adopted": 5,
    "applying": 6, "applied": 7, "pilot": 8, "promoted": 9, "archived": 10,
}  # fmt: skip


def below(rung: str) -> tuple[str, ...]:
    """Return every rung that lies below one."""
    return tuple(name for name, height in _HEIGHT.items() if height < _HEIGHT[rung])


def above(rung: str) -> tuple[str, ...]:
    """Return every rung to which one climbs from a rung."""
    higher = tuple(name for name, height in _HEIGHT.items() if height > _HEIGHT[rung])
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
        Transition(f"back_to_{rung}", (*above(rung),), rung, f"退回「{LABELS[rung]}」", "officer", undo=True)
        for rung in _HEIGHT
        if above(rung)
    ),
    holder={
        "registered": "经办人", "screened": "评审专家或经办人", "evaluated": "经办人", "recommended": "报送对象",
        "instructed": "承办单位", "adopted": "采纳单位", "not_adopted": "经办人", "applying": "转化单位",
        "applied": "经办人", "pilot": "试点单位", "promoted": "推广单位",
    },
)  # fmt: skip


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
