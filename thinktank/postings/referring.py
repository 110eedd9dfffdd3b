# SPDX-License-Identifier: MIT
"""What of postings names a person."""

from __future__ import annotations

from thinktank.postings.tables import Posting
from thinktank.talents.references import Reference

REFERENCES = (
    Reference(
        title="岗位历练",
        column=Posting.talent,
        once=(Posting.need,),
        among=Posting.state != "cancelled",
        blocked="两份资料派到了同一个岗位需求，请先取消其中一次派出",
        told=("posting", "id"),
    ),
)
