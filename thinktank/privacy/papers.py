# SPDX-License-Identifier: MIT
"""Somebody's own data as a Word document."""

from __future__ import annotations

from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.i18n import _
from thinktank.kernel.subjects import Section
from thinktank.privacy.schemas import MyData

FORM_FROM = 5  # from so many columns on, a row reads better as a form than as a line of a table


def my_data(found: MyData) -> bytes:
    """Return the document: a part for each capability, its rows as a table or, where they are wide, as forms."""
    paper = Paper(_("我的数据"))
    paper.subtitle(found.name)
    paper.note(_("导出日期：%(day)s。本件由本人导出，请妥善保管。") % {"day": written_day(clock.day_of(found.made_at))})
    for section in found.sections:
        paper.heading(_(section.title))
        _write(paper, section)
    return paper.to_bytes()


def _write(paper: Paper, section: Section) -> None:
    names = list(dict.fromkeys(name for row in section.rows for name in row))
    if len(section.rows) == 1 or len(names) >= FORM_FROM:
        for row in section.rows:
            paper.facts([(_(name), str(value)) for name, value in row.items() if value not in {None, ""}])
        return
    paper.table([_(name) for name in names], [[str(row.get(name, "")) for name in names] for row in section.rows])
