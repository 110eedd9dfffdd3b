# SPDX-License-Identifier: MIT
"""What time does to grants: notices run out, answers fall due."""

from __future__ import annotations

from datetime import timedelta

from research.grants import operations
from thinktank.kernel.jobs import Job

JOBS = (
    Job("grants.notices", timedelta(hours=6), operations.count_down, "找出期满的立项公示"),
    Job("grants.objections", timedelta(hours=6), operations.remind_answers, "提醒答复立项异议"),
)
