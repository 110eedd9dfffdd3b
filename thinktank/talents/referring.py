# SPDX-License-Identifier: MIT
"""What of the bank's own records names a person."""

from __future__ import annotations

from thinktank.talents.references import Reference, leave
from thinktank.talents.tables import AdmissionCase, LikelyTwin, MemberFlag, NoticeObjection, Talent

REFERENCES = (
    Reference(
        title="入库申请",
        column=AdmissionCase.talent,
        once=(),
        among=AdmissionCase.closed_at.is_null(),
        blocked="两份资料都有没办完的入库申请，请先办结其中一份",
    ),
    Reference(title="公示异议", column=NoticeObjection.talent),
    Reference(title="动态管理", column=MemberFlag.talent, once=(MemberFlag.rule, MemberFlag.occasion), join=leave),
    Reference(title="先前并入的资料", column=Talent.merged_into),
)
APART = (LikelyTwin.low, LikelyTwin.high)
"""Columns that name a person and are settled by the merger itself."""
