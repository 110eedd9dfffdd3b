# SPDX-License-Identifier: MIT
"""From an accepted application to a running project with its report periods."""

from __future__ import annotations

import json

import pytest

from research.participation.tables import Participation
from research.projects import operations
from research.projects.operations_granting import grant
from research.projects.tables import Agreement, Project
from research.reports import queries as reports
from research.topics.tables import Application
from tests.factories.grants import make_list
from tests.factories.people import actor_as, make_member, make_unit, post, sign_in
from tests.factories.projects import office
from tests.factories.topics import make_application, make_topic
from thinktank.app import wire
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Conflict, Denied, Invalid

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture(autouse=True)
def wired():
    wire()


async def accepted(state="accepted"):
    """An accepted application of two people: the lead, and the application's id."""
    creator = await office()
    topic = await make_topic(created_by=creator.account, track="commissioned")  # nobody competes: no list before it
    unit = await make_unit()
    lead, talent = await make_member(unit=unit)
    _member, other = await make_member()
    application = await make_application(topic=topic, lead=talent, unit=unit, state=state, members=[other])
    return lead, unit, application, {talent, other}


async def test_a_grant_makes_a_numbered_project_with_everything(app):
    lead, unit, application, team = await accepted()
    leader, mentor = await actor_as(Role.DEPT_LEADER), await actor_as(Role.MENTOR)
    view = await grant(leader, application=application, mentors=[mentor.account])
    assert (view.number, view.stage, view.status) == ("QL26-01", "contracting", "normal")
    assert [m.kind for m in view.milestones] == ["kickoff", "work", "midterm", "closing"]
    assert [m.weight for m in view.milestones] == [0, 100, 0, 0]
    assert [m.account for m in view.mentors] == [mentor.account]
    assert [(i.name, i.unit, int(i.target)) for i in view.indicators] == [("走访农户", "户", 60)]
    content = json.loads((await Agreement.select(Agreement.content))[0]["content"])
    assert content["goal"] == "形成抱团方案"
    active = await Participation.select(Participation.talent, Participation.kind).where(
        Participation.active == True  # noqa: E712
    )
    assert {(row["talent"], row["kind"]) for row in active} == {(talent, "project") for talent in team}
    state = await Application.select(Application.state).where(Application.id == application)
    assert state[0]["state"] == "granted"
    with pytest.raises((Conflict, Denied)):
        await grant(leader, application=application)
    assert len(await Project.select(Project.id)) == 1
    await operations.confirm_agreement(lead, id=view.id, side="lead")
    await operations.confirm_agreement(await actor_as(Role.LIAISON, unit=unit), id=view.id, side="unit")
    assert await reports.for_project(lead, view.id) == []
    await operations.confirm_agreement(leader, id=view.id, side="office")
    periods = await reports.for_project(lead, view.id)
    assert len(periods) == 8
    assert {period.state for period in periods} == {"scheduled"}


async def test_who_may_not_grant(app):
    lead, _unit, application, _team = await accepted()
    for actor in (lead, await actor_as(Role.MENTOR)):
        with pytest.raises(Denied):
            await grant(actor, application=application)
    leader = await actor_as(Role.DEPT_LEADER)
    with pytest.raises(Invalid):
        await grant(leader, application=application, mentors=[lead.account])
    assert await Project.select(Project.id) == []


async def test_an_application_that_is_not_accepted_is_not_granted(app):
    _lead, _unit, application, _team = await accepted("submitted")
    with pytest.raises((Conflict, Denied)):
        await grant(await actor_as(Role.DEPT_LEADER), application=application)
    assert await Project.select(Project.id) == []


async def test_the_grant_in_the_browser(client):
    _lead, _unit, application, _team = await accepted()
    mentor = await actor_as(Role.MENTOR, name="何午")
    await sign_in(client, await actor_as(Role.DEPT_LEADER))
    page = await client.get(f"/projects/grant/{application}")
    assert page.status_code == 200
    assert "何午" in page.text
    answer = await post(client, f"/projects/grant/{application}", {"mentors": str(mentor.account)})
    assert answer.status_code == 303
    assert "QL26-01" in (await client.get(answer.headers["location"])).text
    assert "形成抱团方案" in (await client.get(answer.headers["location"])).text


async def test_what_is_listed_shows_no_way_past_its_list(client):
    _lead, _unit, application, _team = await accepted()
    officer = await actor_as(Role.OFFICER)
    await sign_in(client, officer)
    path, form = f"/applications/{application}", {"reason": "条件不够"}
    offered = f"{path}/turn-down"
    assert offered in (await client.get(path)).text
    await make_list(drafted_by=officer.account, application=application, state="submitted")
    text = (await client.get(path)).text
    assert offered not in text
    assert "立项或不予立项在名单里办理" in text
    refused = await post(client, offered, form)
    assert refused.status_code == 403
    assert "已列入拟立项名单，请在名单里办理" in refused.text
    state = await Application.select(Application.state).where(Application.id == application)
    assert state[0]["state"] == "accepted"
