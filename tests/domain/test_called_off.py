# SPDX-License-Identifier: MIT
"""What is called off with a reason: a pilot of an outcome, an inspection of a project."""

from __future__ import annotations

from datetime import date

import httpx
import pytest

from research.outcomes import operations_pilots as pilots
from research.outcomes import queries as outcomes
from research.outcomes.schemas import PilotPlan, PilotResult, PilotStop
from reviews.supervision import operations_checkpoints, queries_checkpoints
from reviews.supervision.schemas import GiveReason
from tests.factories.orders import make_checkpoint
from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, post, sign_in
from tests.factories.projects import Made, make_project, office
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, NotFound
from thinktank.notices.tables import Notice
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
WHY = "试点单位撤并"


async def pilot_of(made: Made, officer: Actor) -> tuple[int, int]:
    """An outcome with a pilot that is being built up."""
    outcome = await make_outcome(
        unit=made.unit, author=made.lead_talent, registered_by=officer.account, state="applied", project=made.id
    )
    plan = PilotPlan(unit=made.unit, plan="先行先试", starts_on=clock.today(), ends_on=date(2026, 12, 31))
    view = await pilots.start_pilot(officer, id=outcome, content=plan)
    return outcome, view.pilots[0].id


async def test_a_pilot_is_stopped_with_its_reason_and_its_authors_hear_of_it() -> None:
    made, officer = await make_project(), await office()
    outcome, pilot = await pilot_of(made, officer)
    view = await pilots.stop_pilot(officer, id=outcome, pilot=pilot, content=PilotStop(reason=WHY))
    assert [(one.state, one.result, one.stoppable) for one in view.pilots] == [("stopped", WHY, False)]
    assert view.state == "pilot"
    newest = (await trail.timeline(officer, "outcome", outcome))[0]
    assert (newest.action, newest.detail) == ("pilot.stopped", WHY)
    told = await Notice.select(Notice.account).where(Notice.rule == "pilot.stopped")
    assert [row["account"] for row in told] == [made.lead.account]
    with pytest.raises(Conflict):
        await pilots.stop_pilot(officer, id=outcome, pilot=pilot, content=PilotStop(reason=WHY))


async def test_a_confirmed_pilot_can_still_be_stopped_and_others_cannot_do_so() -> None:
    made, officer = await make_project(), await office()
    outcome, pilot = await pilot_of(made, officer)
    await pilots.confirm_pilot(officer, id=outcome, pilot=pilot, content=PilotResult("通过"))
    stop = PilotStop(reason=WHY)
    with pytest.raises(Denied):
        await pilots.stop_pilot(made.lead, id=outcome, pilot=pilot, content=stop)
    with pytest.raises(NotFound):
        await pilots.stop_pilot(officer, id=outcome, pilot=999_999, content=stop)
    with pytest.raises(NotFound):
        await pilots.stop_pilot(await actor_as(Role.REVIEWER), id=outcome, pilot=pilot, content=stop)
    with pytest.raises(Conflict):
        await pilots.stop_pilot(officer, id=outcome, pilot=pilot, content=PilotStop(reason=WHY, version=99))
    view = await pilots.stop_pilot(officer, id=outcome, pilot=pilot, content=stop)
    assert view.pilots[0].state == "stopped"


async def test_a_pilot_stopped_by_form_and_by_program(client: httpx.AsyncClient) -> None:
    made, officer = await make_project(), await office()
    outcome, pilot = await pilot_of(made, officer)
    await sign_in(client, officer)
    url = f"/outcomes/{outcome}/pilots/{pilot}/stop"
    assert f'href="{url}"' in (await client.get(f"/outcomes/{outcome}")).text
    assert "先行先试" in (await client.get(url)).text
    refused = await post(client, url, {"reason": ""})
    assert refused.status_code == 422
    assert "停止理由不能为空" in refused.text
    done = await post(client, url, {"reason": WHY, "version": "1"})
    assert (done.status_code, done.headers["location"]) == (303, f"/outcomes/{outcome}")
    assert (await client.get(url)).status_code == 403
    head = {"x-csrftoken": client.cookies["tt_csrf"]}
    again = await client.post(f"/api/v1{url}", json={"reason": WHY}, headers=head)
    assert (again.status_code, again.json()["code"]) == (409, "illegal")
    assert (await outcomes.get(officer, outcome)).pilots[0].result == WHY


async def test_an_inspection_is_called_off_by_who_was_named_or_by_the_office() -> None:
    made, officer, inspector = await make_project(), await office(), await actor_as(Role.INSPECTOR)
    first = await make_checkpoint(project=made.id, inspector=inspector.account)
    second = await make_checkpoint(project=made.id, inspector=inspector.account)
    why = GiveReason(reason="与其他检查合并")
    with pytest.raises(Denied, match="由这个检查点的督查员或经办人取消"):
        await operations_checkpoints.cancel_checkpoint(await actor_as(Role.INSPECTOR), id=first, command=why)
    with pytest.raises(Denied):
        await operations_checkpoints.cancel_checkpoint(made.lead, id=first, command=why)
    with pytest.raises(NotFound):
        await operations_checkpoints.cancel_checkpoint(await actor_as(Role.MENTOR), id=first, command=why)
    with pytest.raises(Conflict):
        await operations_checkpoints.cancel_checkpoint(officer, id=first, command=GiveReason(reason="合并", version=99))
    seen = await operations_checkpoints.cancel_checkpoint(inspector, id=first, command=why)
    assert (seen.state, seen.actions) == ("cancelled", [])
    await operations_checkpoints.cancel_checkpoint(officer, id=second, command=why)
    told = await Notice.select(Notice.account, Notice.record).where(Notice.rule == "checkpoint.cancelled")
    assert [(row["account"], row["record"]) for row in told] == [(inspector.account, second)]
    assert await queries_checkpoints.checkpoints_of_inspector(inspector) == []
    with pytest.raises(Denied, match="不能再取消"):
        await operations_checkpoints.cancel_checkpoint(officer, id=first, command=why)


async def test_an_inspection_called_off_by_form_and_by_program(client: httpx.AsyncClient) -> None:
    made, officer, inspector = await make_project(), await office(), await actor_as(Role.INSPECTOR)
    checkpoint = await make_checkpoint(project=made.id, inspector=inspector.account)
    url = f"/supervision/checkpoints/{checkpoint}"
    await sign_in(client, inspector)
    assert f'href="{url}/cancel"' in (await client.get(url)).text
    assert (await post(client, f"{url}/cancel", {"reason": ""})).status_code == 422
    done = await post(client, f"{url}/cancel", {"reason": "与其他检查合并", "version": "1"})
    assert (done.status_code, done.headers["location"]) == (303, url)
    shown = (await client.get(url)).text
    assert "已取消" in shown
    await sign_in(client, made.lead)
    assert "与其他检查合并" not in (await client.get(url)).text
    await sign_in(client, officer)
    assert "与其他检查合并" in (await client.get(url)).text
    head = {"x-csrftoken": client.cookies["tt_csrf"]}
    answer = await client.post(f"/api/v1/checkpoints/{checkpoint}/cancel", json={"reason": "合并"}, headers=head)
    assert answer.status_code == 403
