# SPDX-License-Identifier: MIT
"""The grant notice (立项通知书) as a Word document: the one place that makes it from its facts."""

from __future__ import annotations

from research.grants.schemas import GrantNotice
from thinktank.documents.word import MEDIA, Paper, written_day
from thinktank.kernel.i18n import _

__all__ = ["MEDIA", "notice_paper"]


def notice_paper(facts: GrantNotice) -> bytes:
    """Return the notice of one grant as a Word document in the layout of GB/T 9704."""
    paper = Paper(_("立项通知书"))
    paper.addressee(_("%(unit)s、课题负责人%(lead)s：") % {"unit": facts.unit, "lead": facts.lead})
    paper.paragraph(
        _("经评审、公示并报部领导审定，同意以下课题列入%(programme)s，现予立项。") % {"programme": facts.programme}
    )
    paper.facts(
        [
            (_("项目编号"), facts.number),
            (_("课题名称"), facts.title),
            (_("榜单编号"), facts.topic_number),
            (_("级别"), facts.level),
            (_("方向"), facts.direction),
            (_("负责人"), facts.lead),
            (_("责任单位"), facts.unit),
            (_("课题组成员"), "、".join(facts.members)),
            (_("起止时间"), f"{written_day(facts.starts_on)}—{written_day(facts.due_on)}"),
        ]
    )
    paper.paragraph(
        _("请于%(day)s前签订任务书，按任务书组织实施，逾期未签的按自动放弃处理。") % {"day": written_day(facts.sign_by)}
    )
    paper.signature(facts.department, facts.granted_on)
    return paper.to_bytes()
