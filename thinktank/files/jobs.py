# SPDX-License-Identifier: MIT
"""What time does to files."""

from __future__ import annotations

from datetime import timedelta

from thinktank.files.operations import forget_staged
from thinktank.kernel.jobs import Job

JOBS = (Job("forget_staged", timedelta(hours=6), forget_staged, "清理没有用上的上传"),)
