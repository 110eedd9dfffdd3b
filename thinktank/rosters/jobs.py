# SPDX-License-Identifier: MIT
"""Writing long ledgers, and removing them when their time is over."""

from __future__ import annotations

from datetime import timedelta

from thinktank.kernel.jobs import Job
from thinktank.rosters import operations_exports as exports

JOBS = (
    Job(name="exports.write", every=timedelta(minutes=1), work=exports.write_approved, title="生成导出台账"),
    Job(name="exports.expire", every=timedelta(hours=1), work=exports.expire, title="删除过期的导出文件"),
)
