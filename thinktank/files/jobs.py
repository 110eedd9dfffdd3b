# SPDX-License-Identifier: MIT
"""What time does to files."""

from __future__ import annotations

from datetime import timedelta

from thinktank.files.operations import drop_erased, forget_staged
from thinktank.kernel.jobs import Job

JOBS = (
    Job("forget_staged", timedelta(hours=6), forget_staged, "清理没有用上的上传"),
    Job("drop_erased_files", timedelta(hours=6), drop_erased, "删去已删除附件的内容"),
)
