# SPDX-License-Identifier: MIT
"""What changed from one version of a task agreement to another, side by side. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from research.applications.states import ProductForm
from research.projects.schemas import Side
from research.projects.schemas_agreement import Line
from thinktank.kernel.i18n import _

TEXTS = {
    "title": "课题名称", "problem": "问题导向", "goal": "目标导向", "effect": "效果导向", "content": "研究内容",
    "approach": "研究方法和步骤", "deliverable": "成果形式", "budget": "经费", "starts_on": "开始",
    "due_on": "结题期限",
}  # fmt: skip
Names = Mapping[int, str]


def compare(old: str, new: str, names: Names | None = None) -> list[Line]:
    """Set two versions' contents (JSON as they are kept) side by side, in the order of the document.

    Targets and outcomes are paired by their name, steps by their title, members by the person; what only one version
    has stands beside nothing. ``names`` are those of the people, by talent id.
    """
    before, after, known = _read(old), _read(new), names or {}
    lines = [Line(_(label), _text(before, name), _text(after, name)) for name, label in TEXTS.items()]
    lines += _paired(before, after, "members", "talent", _("课题组"), lambda one: _(one.get("duty") or "成员"), known)
    lines += _paired(before, after, "indicators", "name", _("考核指标"), _target)
    lines += _paired(before, after, "milestones", "title", _("里程碑"), lambda one: _step(one, known))
    lines += _paired(before, after, "products", "title", _("成果"), _product)
    lines += [_duties(before, after, side) for side in Side]
    return [line for line in lines if line.old or line.new]


def _read(content: str) -> dict[str, Any]:
    return msgspec.json.decode(content or "{}", type=dict[str, Any])


def _text(content: dict[str, Any], name: str) -> str:
    return str(content.get(name) or "")


def _paired(
    old: dict[str, Any], new: dict[str, Any], name: str, key: str, label: str, write: Any, names: Names | None = None
) -> list[Line]:
    before = {one.get(key): one for one in old.get(name) or []}
    after = {one.get(key): one for one in new.get(name) or []}
    return [
        Line(
            f"{label}：{(names or {}).get(one, one)}",
            write(before[one]) if one in before else "",
            write(after[one]) if one in after else "",
        )
        for one in dict.fromkeys([*before, *after])
    ]


def _duties(old: dict[str, Any], new: dict[str, Any], side: Side) -> Line:
    def said(content: dict[str, Any]) -> str:
        return "\n".join(str(one["text"]) for one in content.get("duties") or [] if one.get("side") == side)

    return Line(f"{_('责任')}：{_(side.label)}", said(old), said(new))


def _target(one: dict[str, Any]) -> str:
    number = str(one.get("target", ""))
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{plain}{one.get('unit', '')}"


def _step(one: dict[str, Any], names: Names) -> str:
    span = f"{one.get('starts_on', '')}—{one.get('due_on', '')}　{one.get('mark', '')}".strip()
    person = names.get(one.get("person") or 0, "")
    return f"{span}　{person}" if person else span


def _product(one: dict[str, Any]) -> str:
    form = one.get("form", "")
    label = ProductForm(form).label if form in set(ProductForm) else str(form)
    return "　".join(str(part) for part in (_(label), one.get("mark"), one.get("due_on")) if part)
