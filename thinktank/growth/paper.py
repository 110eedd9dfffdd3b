# SPDX-License-Identifier: MIT
"""The growth record on paper. It is not the cadre's personnel file, and says so (domain.md §5)."""

from __future__ import annotations

from collections.abc import Sequence

from thinktank.documents.word import MEDIA, Paper, written_day
from thinktank.growth.schemas import GrowthLine
from thinktank.growth.states import Category
from thinktank.kernel import clock
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.talents.schemas import TalentView

__all__ = ["MEDIA", "growth_paper"]


def growth_paper(person: TalentView, lines: Sequence[GrowthLine], *, issuer: str) -> bytes:
    """Return a person's growth record as a Word document; only what is open to the reader is given in."""
    paper = Paper(_("青年人才智库成员成长档案"))
    paper.subtitle(f"{person.name}　{person.unit_name}")
    paper.heading(_("基本情况"))
    paper.facts(_facts(person))
    paper.heading(_("成长经历"))
    standing = [line for line in lines if not line.corrected and not line.corrects]
    _stations(paper, standing)
    taken_back = [line for line in lines if line.corrects]
    if taken_back:
        paper.heading(_("更正"))
        paper.table(
            [_("日期"), _("内容")], [[written_day(line.on), line.text] for line in taken_back], widths=[34, 122]
        )
    paper.note(_("本档案由系统按已发生的记录生成，不是干部人事档案，不作为组织任用的唯一依据。"))
    paper.signature(issuer, clock.today())
    return paper.to_bytes()


def _facts(person: TalentView) -> list[tuple[str, str]]:
    direction = Direction(person.direction).label if person.direction else ""
    born = f"{person.birth_month.year}年{person.birth_month.month}月" if person.birth_month else ""
    return [
        (_("姓名"), person.name),
        (_("出生年月"), born),
        (_("单位"), person.unit_name),
        (_("职务"), person.post),
        (_("学历学位"), person.degree or person.education),
        (_("毕业院校及专业"), f"{person.school} {person.major}".strip()),
        (_("研究方向"), direction),
        (_("入库时间"), written_day(person.admitted_on)),
        (_("专业特长"), person.strengths),
    ]


def _stations(paper: Paper, lines: Sequence[GrowthLine]) -> None:
    """One table per kind of station, in the order of domain.md §5, oldest first."""
    if not lines:
        paper.paragraph(_("暂无记录。"))
    for category in Category:
        found = [line for line in reversed(lines) if line.category == category.value]
        if found:
            paper.heading(category.value, 2)
            _table(paper, found)


def _table(paper: Paper, lines: Sequence[GrowthLine]) -> None:
    rows = [[written_day(line.on), line.text] for line in lines]
    paper.table([_("日期"), _("内容")], rows, widths=[34, 122])
