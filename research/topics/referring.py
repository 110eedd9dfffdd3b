# SPDX-License-Identifier: MIT
"""What of topics names a person."""

from __future__ import annotations

from research.topics.tables import Topic
from thinktank.talents.references import Reference

REFERENCES = (Reference(title="定向委托的课题", column=Topic.commissioned_lead, told=("topic", "id")),)
