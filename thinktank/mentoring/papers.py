# SPDX-License-Identifier: MIT
"""The certificate of a mentor (聘书), a draft that the department prints, signs and stamps (domain.md §5, §7.3)."""

from __future__ import annotations

from thinktank.documents.fields import Field
from thinktank.documents.word import Paper, written_day
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.mentoring import queries
from thinktank.mentoring.schemas import PairRow
from thinktank.papers.kinds import Asked, Kind, Told

_CERTIFICATE = (
    Field("mentor", "导师", "何午"),
    Field("member", "成员（单位和姓名）", "区住建局陈戊"),
    Field("kind", "导师类别", "理论导师"),
    Field("project", "指导课题（没有为空）", "老旧小区停车资源共享机制研究"),
    Field("since", "聘期起", "2026年3月1日"),
    Field("ends_on", "聘期止（没有为空）", "2027年2月28日"),
)


def _design(paper: Paper) -> None:
    paper.addressee("{{ mentor }}同志：")
    paper.paragraph("兹聘请您担任{{ programme }}成员{{ member }}同志的{{ kind }}。")
    with paper.when("project"):
        paper.paragraph("指导课题：《{{ project }}》。")
    with paper.when("ends_on"):
        paper.paragraph("聘期自{{ since }}至{{ ends_on }}。")
    paper.paragraph("特发此证。")
    paper.signature("{{ department }}", "{{ since }}")
    paper.note("本件为草稿，签发、编号、盖章按规定办理。")


async def _load(actor: Actor, asked: Asked) -> PairRow:
    return await queries.certified(actor, asked.id)


async def _tell(_actor: Actor, pair: PairRow) -> Told:
    values = {
        "mentor": pair.mentor_name,
        "member": f"{pair.unit_name}{pair.name}",
        "kind": pair.kind.label,
        "project": pair.project_title if pair.project else "",
        "since": written_day(pair.since),
        "ends_on": written_day(pair.ends_on),
    }
    return Told(values, pair.mentor_name)


CERTIFICATE = Kind(
    name="mentor_certificate", title="聘书", heading="聘　书", about="导师接受聘任后颁发", subject="mentorship",
    path="/mentoring/pairs", door="/mentoring/pairs/{id}/word", roles=frozenset(OFFICE), own=_CERTIFICATE,
    design=_design, load=_load, tell=_tell,
)  # fmt: skip
PAPERS = (CERTIFICATE,)
