# SPDX-License-Identifier: MIT
"""The certificate of a mentor (聘书), a draft that the department prints, signs and stamps (domain.md §5, §7.3)."""

from __future__ import annotations

from thinktank.documents.word import MEDIA, Paper, written_day
from thinktank.kernel.i18n import _
from thinktank.mentoring.schemas import PairRow

__all__ = ["MEDIA", "certificate"]


def certificate(pair: PairRow, *, department: str) -> bytes:
    """Return a mentor's certificate for one member as a Word document; a term that is open is not named."""
    paper = Paper(_("聘　书"))
    paper.addressee(_("%(name)s同志：") % {"name": pair.mentor_name})
    words = {"name": f"{pair.unit_name}{pair.name}", "kind": _(pair.kind.label)}
    paper.paragraph(_("兹聘请您担任青年人才智库成员%(name)s同志的%(kind)s。") % words)
    if pair.project:
        paper.paragraph(_("指导课题：《%(title)s》。") % {"title": pair.project_title})
    if pair.ends_on:
        term = {"since": written_day(pair.since), "until": written_day(pair.ends_on)}
        paper.paragraph(_("聘期自%(since)s至%(until)s。") % term)
    paper.paragraph(_("特发此证。"))
    paper.signature(department, pair.since)
    paper.note(_("本件为草稿，签发、编号、盖章按规定办理。"))
    return paper.to_bytes()
