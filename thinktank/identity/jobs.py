# SPDX-License-Identifier: MIT
"""What time does to sessions and to the keys of submitted forms."""

from __future__ import annotations

from datetime import timedelta

from thinktank.identity.operations_accounts import close_expired, forget_old_keys, forget_sessions
from thinktank.kernel.jobs import Job

JOBS = (
    Job("forget_sessions", timedelta(hours=1), forget_sessions, "清理过期会话"),
    Job("close_expired", timedelta(hours=1), close_expired, "停用到期账号"),
    Job("forget_old_keys", timedelta(days=1), forget_old_keys, "清理过期的提交标识"),
)
