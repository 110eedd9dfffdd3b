# SPDX-License-Identifier: MIT
"""What time does to projects."""

from __future__ import annotations

from datetime import timedelta

from research.projects import operations_schedule
from thinktank.kernel.jobs import Job

JOBS = (
    Job("projects.lay_out_again", timedelta(hours=12), operations_schedule.lay_out_again, "按新公布的节假日重排节点"),
)
