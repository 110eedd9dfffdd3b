# SPDX-License-Identifier: MIT
"""What a closed project leaves in its team's growth records."""

from __future__ import annotations

import pytest

from research.projects import operations_growth as operations
from research.projects.events import ProjectClosed
from research.projects.tables import Project
from tests.factories.people import actor_as
from tests.factories.projects import make_project
from thinktank.growth import queries as growth
from thinktank.kernel import db
from thinktank.kernel.actor import Role

pytestmark = pytest.mark.usefixtures("database")


async def test_role_and_grade_are_written_once_for_everybody_on_the_team() -> None:
    made, officer = await make_project(), await actor_as(Role.OFFICER)
    async with db.write_tx():
        await operations.on_closed(ProjectClosed(actor=officer, project=made.id))
    assert await growth.record(officer, made.lead_talent) == []  # ended without a grade
    async with db.write_tx():
        await Project.update({Project.grade: "excellent"}).where(Project.id == made.id)
        for _ in range(2):
            await operations.on_closed(ProjectClosed(actor=officer, project=made.id))
    lines = [await growth.record(officer, talent) for talent in (made.lead_talent, made.member_talent)]
    assert [[line.text.partition("”")[2] for line in found] for found in lines] == [
        ["负责人，结题优秀"], ["课题组成员，结题优秀"],
    ]  # fmt: skip
    assert lines[0][0].href == f"/projects/{made.id}"
