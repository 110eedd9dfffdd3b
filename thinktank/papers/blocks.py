# SPDX-License-Identifier: MIT
"""What documents of several capabilities have in common: placeholders, and how facts are written out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Protocol

from thinktank.documents.fields import NOTHING, Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel.directions import Direction

INDICATORS = listing(
    "indicators", "考核指标", Field("name", "指标", "走访企业"), Field("target", "目标值", "60家"),
)  # fmt: skip
MILESTONES = listing(
    "milestones",
    "里程碑",
    Field("kind", "类别", "开题"),
    Field("title", "节点", "开题论证"),
    Field("mark", "完成标志", "通过开题论证，形成论证意见"),
    Field("starts_on", "开始", "2026年4月1日"),
    Field("due_on", "完成期限", "2026年4月30日"),
)
TEAM = listing(
    "team",
    "课题组（第一位为负责人）",
    Field("name", "姓名", "陈戊"),
    Field("unit", "单位", "区住建局"),
    Field("post", "职务", "城建科副科长"),
    Field("duty", "分工", "负责人"),
)
CONTENT = (
    Field("problem", "问题导向", "老旧小区停车位缺口大，夜间占道突出。"),
    Field("goal", "目标导向", "形成停车资源共享方案，在两个街道试行。"),
    Field("effect", "效果导向", "受益居民约三千户，以夜间占道数量检验。"),
    Field("approach", "研究方法和步骤", "走访、问卷、座谈和案例比较。"),
)
ORIENTED = (("问题导向", "problem"), ("目标导向", "goal"), ("效果导向", "effect"), ("研究方法和步骤", "approach"))


class Target(Protocol):
    """A target of an application or a project."""

    name: str
    unit: str
    target: Decimal


class Planned(Protocol):
    """A step of a plan."""

    kind: Any
    title: str
    mark: str
    starts_on: Any
    due_on: Any


def plain(number: Decimal) -> str:
    """Return a number without zeros behind it: 60, 12.5."""
    return f"{number.normalize():f}"


def direction(value: str) -> str:
    """Return a direction's name; empty for none."""
    return Direction(value).label if value else ""


def or_none(text: str | None) -> str:
    """Return a text, or 无 where there is none: a blank in a document looks forgotten."""
    return (text or "").strip() or NOTHING


def targets(found: Iterable[Target]) -> list[dict[str, str]]:
    """Return targets as lines of a document."""
    return [{"name": one.name, "target": f"{plain(one.target)}{one.unit}"} for one in found]


def plan(found: Iterable[Planned]) -> list[dict[str, str]]:
    """Return the steps of a plan as lines of a document."""
    return [
        {
            "kind": one.kind.label,
            "title": one.title,
            "mark": or_none(one.mark),
            "starts_on": written_day(one.starts_on),
            "due_on": written_day(one.due_on),
        }
        for one in found
    ]


# -- parts of shipped templates ------------------------------------------------------------------------------------


def write_content(paper: Paper, level: int = 2) -> None:
    """Write the four blocks of an application, each under its heading."""
    for title, name in ORIENTED:
        paper.heading(title, level)
        paper.paragraph(f"{{{{ {name} }}}}")


def write_team(paper: Paper) -> None:
    """Write the team as a table."""
    columns = [("序号", "{{ loop.index }}"), ("姓名", "{{ one.name }}"), ("单位", "{{ one.unit }}")]
    columns += [("职务", "{{ one.post }}"), ("分工", "{{ one.duty }}")]
    paper.repeat("team", columns, widths=[14, 24, 42, 38, 38])


def write_indicators(paper: Paper) -> None:
    """Write targets as a table."""
    columns = [("序号", "{{ loop.index }}"), ("指标", "{{ one.name }}"), ("目标值", "{{ one.target }}")]
    paper.repeat("indicators", columns, widths=[14, 98, 44])


def write_milestones(paper: Paper) -> None:
    """Write a plan as a table."""
    columns = [("节点", "{{ one.title }}"), ("完成标志", "{{ one.mark }}")]
    columns += [("开始", "{{ one.starts_on }}"), ("完成期限", "{{ one.due_on }}")]
    paper.repeat("milestones", columns, widths=[34, 42, 40, 40])
