# SPDX-License-Identifier: MIT
"""What time does to grants: notices run out."""

from __future__ import annotations

from datetime import timedelta

from research.grants import operations
from thinktank.kernel.jobs import Job

JOBS = (Job("grants.notices", timedelta(hours=6), operations.count_down, "找出期满的立项公示"),)
