# SPDX-License-Identifier: MIT
"""The demo's office has a task agreement of its own in force, a grant letter tried, and a supervision order drafted."""

from __future__ import annotations

from datetime import date

from thinktank.documents.word import Paper
from thinktank.files.queries import Staged
from thinktank.kernel.actor import Actor
from thinktank.papers import operations as papers
from thinktank.papers.kinds import Kind, kinds
from thinktank.papers.schemas import PutInForce, Step, TemplateRow, Upload


async def settle(officer: Actor, *, today: date) -> None:
    """Upload three templates and take each as far as it has come."""
    agreement = await _upload(officer, kinds["agreement"], "套用部机关文头，增加成果归属条款", "部内留存一份")
    await papers.mark_tried(officer, id=agreement.id, command=Step())
    await papers.put_in_force(officer, id=agreement.id, command=PutInForce(today))
    letter = await _upload(officer, kinds["grant_letter"], "按部务会意见增加一段", "请于十日内回执")
    await papers.mark_tried(officer, id=letter.id, command=Step())
    await _upload(officer, kinds["order_supervision"], "与督查室统一格式", "抄送：区委督查室")


async def _upload(officer: Actor, kind: Kind, note: str, remark: str) -> TemplateRow:
    """Upload the shipped template under the department's own heading, with a remark at the end."""
    paper = Paper(f"青年人才智库{kind.heading or kind.title}")
    kind.design(paper)
    paper.note(remark)
    file = Staged(f"{kind.title}（本部门）.docx", paper.to_bytes())
    return await papers.upload(officer, name=kind.name, command=Upload(note), file=file)
