# SPDX-License-Identifier: MIT
"""What of the growth record names a person."""

from __future__ import annotations

from thinktank.growth.tables import Assessment, GrowthClaim, GrowthEntry
from thinktank.talents.references import Reference, leave

REFERENCES = (
    Reference(
        title="成长档案",
        column=GrowthEntry.talent,
        once=(GrowthEntry.source, GrowthEntry.nth),
        among=GrowthEntry.source != "",
        join=leave,
    ),
    Reference(title="成长填报", column=GrowthClaim.talent),
    Reference(
        title="年度评价",
        column=Assessment.talent,
        once=(Assessment.year,),
        blocked="两份资料有同一年度的评价，不能并成一份；请由部领导核定以哪份为准后再并",
    ),
)
