# SPDX-License-Identifier: MIT
"""What comes in and goes out of a project's plan: its steps, and which of them waits for which."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from research.projects.schemas import MilestoneRow, Reason, Version


class PlanLink(msgspec.Struct, forbid_unknown_fields=True):
    """A step that waits for another."""

    later: Annotated[int, Meta(title="后一节点")]
    earlier: Annotated[int, Meta(title="等哪个节点完成")]
    lag: Annotated[int, Meta(title="再隔几个工作日", ge=0, le=120)] = 0


class SetLinks(msgspec.Struct, forbid_unknown_fields=True):
    """Which steps wait for which, all of them; what begins too early then moves."""

    reason: Reason
    links: Annotated[list[PlanLink], Meta(title="先后关系", max_length=60)] = []
    version: Version = None


class LinkRow(msgspec.Struct):
    """A dependency of the plan, with the names of both steps."""

    earlier: int
    later: int
    lag: int
    earlier_title: str
    later_title: str


class PlanView(msgspec.Struct, kw_only=True):
    """The plan with its dependencies and what the actor may do."""

    project: int
    number: str
    project_title: str
    version: int
    starts_on: date
    due_on: date
    percent: int
    planned: int
    milestones: list[MilestoneRow]
    links: list[LinkRow]
    unknown_years: list[int]
    actions: list[str] = []
