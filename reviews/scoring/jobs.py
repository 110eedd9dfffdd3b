# SPDX-License-Identifier: MIT
"""What scoring does by itself: discussions begin and end on their days."""

from __future__ import annotations

from datetime import timedelta

from reviews.scoring import operations_discussion
from thinktank.kernel.jobs import Job

JOBS = (
    Job(name="review_phases", every=timedelta(hours=1), work=operations_discussion.turn_phases, title="评审阶段转换"),
)
