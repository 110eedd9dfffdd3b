# SPDX-License-Identifier: MIT
"""What changed from one version of a task agreement to another, side by side. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from thinktank.kernel.i18n import _

TEXTS = {
    "title": "课题名称", "problem": "问题导向", "goal": "目标导向", "effect": "效果导向", "approach": "研究方法和步骤",
    "starts_on": "开始", "due_on": "结题期限",
}  # fmt: skip


class Line(msgspec.Struct, frozen=True):
    """A part of the agreement in the older and in the newer version."""

    part: str
    old: str
    new: str

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.old != self.new


def compare(old: str, new: str) -> list[Line]:
    """Set two versions' contents (JSON as they are kept) side by side, in the order of the document.

    Targets are paired by their name, steps by their title; what only one version has stands beside nothing.
    """
    before, after = _read(old), _read(new)
    lines = [Line(_(label), _text(before, name), _text(after, name)) for name, label in TEXTS.items()]
    lines += _paired(before, after, "indicators", "name", _("考核指标"), _target)
    lines += _paired(before, after, "milestones", "title", _("里程碑"), _step)
    return [line for line in lines if line.old or line.new]


def _read(content: str) -> dict[str, Any]:
    return msgspec.json.decode(content or "{}", type=dict[str, Any])


def _text(content: dict[str, Any], name: str) -> str:
    return str(content.get(name) or "")


def _paired(old: dict[str, Any], new: dict[str, Any], name: str, key: str, label: str, write: Any) -> list[Line]:
    before = {str(one.get(key)): one for one in old.get(name) or []}
    after = {str(one.get(key)): one for one in new.get(name) or []}
    return [
        Line(f"{label}：{one}", write(before[one]) if one in before else "", write(after[one]) if one in after else "")
        for one in dict.fromkeys([*before, *after])
    ]


def _target(one: dict[str, Any]) -> str:
    number = str(one.get("target", ""))
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{plain}{one.get('unit', '')}"


def _step(one: dict[str, Any]) -> str:
    return f"{one.get('starts_on', '')}—{one.get('due_on', '')}　{one.get('mark', '')}".strip()
