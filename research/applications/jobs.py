# SPDX-License-Identifier: MIT
"""What time does to applications: invitations lapse."""

from __future__ import annotations

from datetime import timedelta

from research.applications.operations_team import expire_due
from thinktank.kernel.jobs import Job

JOBS = (Job("applications.expire", timedelta(hours=1), expire_due, "结束逾期未答复的邀请"),)
