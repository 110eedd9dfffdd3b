# SPDX-License-Identifier: MIT
"""Who sets templates: officers, for the units that their grant covers as a whole (business settings, decisions.md)."""

from __future__ import annotations

from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.papers.schemas import TemplateRow

SETTERS = (Role.OFFICER,)


def may_read(actor: Actor) -> Decision:
    """Whether the actor sees templates and placeholders: the department."""
    return check(actor.is_office or actor.is_system, "文书模板由组织部查看，请联系经办人")


def may_set(actor: Actor, *, covers: bool) -> Decision:
    """Whether the actor may change templates of a unit; ``covers`` is whether an officer's grant reaches it."""
    able = actor.is_system or (actor.has(Role.OFFICER) and covers)
    return check(able, "文书模板由该单位上级的组织部经办人维护，请联系经办人")


def steps(template: TemplateRow, *, covers: bool) -> list[str]:
    """Return what can be done with a version by who may set it."""
    if not covers:
        return []
    return {
        "draft": ["try", "drop"],
        "tried": ["put", "drop"],
        "future": ["revoke"],
    }.get(template.stands or str(template.state), [])
