# SPDX-License-Identifier: MIT
"""The recommendation form that a unit prints, stamps and scans: filled with what is known (domain.md §1.5)."""

from __future__ import annotations

from thinktank.documents.word import MEDIA, Paper, written_day
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.talents.schemas import GENDERS, TalentView
from thinktank.talents.schemas_admission import CaseView
from thinktank.talents.states import CHANNELS

__all__ = ["MEDIA", "recommendation"]


def recommendation(person: TalentView, case: CaseView) -> bytes:
    """Return the form for one candidate as a Word document, with room for the unit's words, stamp and day."""
    paper = Paper(_("青年人才智库入库推荐表"))
    paper.facts(_facts(person, case))
    paper.facts([(_("专业特长"), person.strengths), (_("推荐理由"), case.statement)], across=1)
    head = [_("入库条件"), _("要求"), _("本人情况"), _("核对")]
    rows = [[one.name, one.wanted, one.value, _(one.label)] for one in case.conditions]
    paper.table(head, rows, widths=[28, 52, 52, 24])
    paper.box(_("单位意见"), case.unit_note, sign=_("（盖章）"))
    paper.box(_("组织部门意见"), sign=_("（盖章）"))
    paper.note(_("单位在表上签署意见、盖章后，扫描或拍照上传，与在线填写同等有效。"))
    return paper.to_bytes()


def _facts(person: TalentView, case: CaseView) -> list[tuple[str, str]]:
    born = f"{person.birth_month.year}年{person.birth_month.month}月" if person.birth_month else ""
    direction = person.direction or person.proposed
    return [
        (_("姓名"), person.name),
        (_("性别"), GENDERS.get(person.gender, "")),
        (_("出生年月"), born),
        (_("学历学位"), f"{person.education} {person.degree}".strip()),
        (_("毕业院校"), person.school),
        (_("所学专业"), person.major),
        (_("工作单位"), person.unit_name),
        (_("职务"), person.post),
        (_("本地工作起始"), written_day(person.local_since)),
        (_("研究方向"), Direction(direction).label if direction else ""),
        (_("入库渠道"), CHANNELS.get(case.channel, "")),
    ]
