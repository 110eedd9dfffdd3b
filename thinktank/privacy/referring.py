# SPDX-License-Identifier: MIT
"""What of corrections and requests names a person."""

from __future__ import annotations

from thinktank.privacy.tables import DataRequest, FactChange
from thinktank.talents.references import Reference

REFERENCES = (
    Reference(
        title="资料更正",
        column=FactChange.talent,
        once=(FactChange.desk,),
        among=FactChange.state == "proposed",
        blocked="两份资料都有待核对的更正，请先核对",
    ),
    Reference(title="个人信息申请", column=DataRequest.talent),
)
