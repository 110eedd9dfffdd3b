# SPDX-License-Identifier: MIT
"""Who may take a file away or clear it for blind review."""

from __future__ import annotations

from thinktank.files.schemas import FileRow
from thinktank.kernel.actor import Actor
from thinktank.kernel.policy import Decision, check


def may_remove(actor: Actor, file: FileRow) -> Decision:
    """Whether the actor may remove a file: who uploaded it, and the department."""
    return check(actor.is_office or file.uploaded_by == actor.account, "附件由上传人或区委组织部移除")


def may_clear(actor: Actor) -> Decision:
    """Whether the actor may let blind reviewers see a file."""
    return check(actor.is_office, "匿名评审的附件由区委组织部核对后放行")
