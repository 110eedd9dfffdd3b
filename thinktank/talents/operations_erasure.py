# SPDX-License-Identifier: MIT
"""Letting go of what the way into the bank left of a person."""

from __future__ import annotations

from typing import Any

from thinktank.files import operations as files
from thinktank.kernel import db
from thinktank.kernel.subjects import ERASED
from thinktank.notices import operations as notices
from thinktank.talents import queries_admission
from thinktank.talents.tables import AdmissionCase, MemberFlag, NoticeObjection
from thinktank.trail import operations as trail


async def erase_admission(*, talent: int, account: int | None, whole: bool) -> None:
    """Empty a person's cases, what was held against them and noted about them; with ``whole`` the checked facts too.

    What the person held against others stays without their name. Must run inside ``write_tx()``.
    """
    db.current_tx()
    await _cases(talent, whole=whole)
    await _objections(talent)
    if account is not None:
        o = NoticeObjection
        await o.update({o.name: ERASED, o.contact: ""}).where(o.account == account)
    await MemberFlag.update({MemberFlag.note: ""}).where(MemberFlag.talent == talent)
    await trail.forget_words("talent", [talent], ("ground",))
    await notices.forget("talent", [talent])


async def _cases(talent: int, *, whole: bool) -> None:
    c = AdmissionCase
    changes: dict[Any, Any] = {c.statement: "", c.unit_note: "", c.check_note: "", c.decision_note: ""}
    if whole:
        changes[c.conditions] = "[]"
    found = await c.update(changes).where(c.talent == talent).returning(c.id)
    await files.erase(kind=queries_admission.PAPERS, records=[row["id"] for row in found])


async def _objections(talent: int) -> None:
    """Empty what others held against the person, and who they are: it is nobody's business any more."""
    o = NoticeObjection
    await o.update({o.answer: ERASED}).where((o.talent == talent) & (o.answer != ""))
    found = await o.update({o.name: ERASED, o.contact: "", o.text: ERASED}).where(o.talent == talent).returning(o.id)
    await notices.forget("notice_objection", [row["id"] for row in found])
