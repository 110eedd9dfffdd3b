# SPDX-License-Identifier: MIT
"""Calls for topics: written, put out, closed, and whom they reach."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from research.topics import operations_calls, queries_calls
from research.topics import operations_proposals as proposals
from research.topics.schemas_topics import (
    CallDraft,
)
from research.topics.states import Audience, Channel
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.topics import make_call
from tests.support.selection import form, set_selection, told
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]


async def test_a_call_is_written_put_out_closed_and_opened_again(frozen: FrozenClock) -> None:
    officer, (member, _), liaison = await actor_as(Role.OFFICER), await make_member(), await actor_as(Role.LIAISON)
    content = CallDraft("年度重大课题选题征集", clock.today(), date(2026, 4, 4), [Audience.UNIT, Audience.MEMBER])
    made = await operations_calls.draft_call(officer, content=content)
    assert (made.closes_on, made.actions) == (date(2026, 4, 7), ["edit", "open"])  # 清明 moves it on
    with pytest.raises(NotFound):
        await queries_calls.call(liaison, made.id)
    out = await operations_calls.open_call(officer, id=made.id, version=made.version)
    assert out.running
    assert (await queries_calls.call(member, made.id)).addressed
    assert await told(liaison.account) == ["选题征集：年度重大课题选题征集，2026-04-07截止"]
    assert await told(member.account) == []
    shut = await operations_calls.close_call(officer, id=made.id, version=out.version)
    assert shut.state == "closed"
    assert (await queries_calls.offer(member)).channels == []
    with pytest.raises(Conflict):
        await operations_calls.edit_call(officer, id=made.id, content=content)
    frozen.advance(days=60)
    again = await operations_calls.reopen_call(officer, id=made.id, version=shut.version)
    assert (again.running, again.closes_on) == (True, date(2026, 5, 25))


async def test_only_officers_call_and_a_window_has_an_end() -> None:
    member, _ = await make_member()
    content = CallDraft("年度重大课题选题征集", clock.today(), clock.today(), [Audience.UNIT])
    for who in (member, await actor_as(Role.LIAISON), await actor_as(Role.DEPT_LEADER)):
        with pytest.raises(Denied):
            await operations_calls.draft_call(who, content=content)
    with pytest.raises(ValueError, match="截止日期不能早于开始日期"):
        CallDraft("年度重大课题选题征集", clock.today(), clock.today() - timedelta(days=1), [Audience.UNIT])
    officer = await actor_as(Role.OFFICER)
    late = await make_call(created_by=officer.account, state="draft", days=-3)
    with pytest.raises(Invalid):
        await operations_calls.open_call(officer, id=late, version=None)


async def test_a_call_reaches_whom_it_addresses() -> None:
    officer, town, other = await actor_as(Role.OFFICER), await make_unit("东湖镇"), await make_unit("西湖镇")
    near, far = await actor_as(Role.LIAISON, unit=town), await actor_as(Role.LIAISON, unit=other)
    (member, _) = await make_member(unit=town)
    call = await make_call(created_by=officer.account, unit=town, audiences="unit,company", state="draft")
    await operations_calls.open_call(officer, id=call, version=None)
    assert (await queries_calls.offer(near)).channels == [Channel.UNIT, Channel.COMPANY]
    assert (await queries_calls.offer(far)).channels == []
    assert (await queries_calls.offer(member)).channels == []
    assert (len(await told(near.account)), len(await told(far.account))) == (1, 0)
    with pytest.raises(Denied, match="没有面向您的选题征集"):
        await proposals.save_proposal(far, content=form())
    with pytest.raises(Denied, match="不从这个来源"):
        await proposals.save_proposal(near, content=form(channel=Channel.MEMBER))
    made = await proposals.save_proposal(near, content=form(channel=Channel.COMPANY))
    assert (made.channel, made.of_call) == ("company", call)


async def test_outside_a_call_nobody_proposes_unless_the_office_says_so() -> None:
    officer, (member, _) = await actor_as(Role.OFFICER), await make_member()
    with pytest.raises(Denied):
        await proposals.save_proposal(member, content=form())
    await set_selection(officer, propose_any_time=True)
    assert (await proposals.save_proposal(member, content=form())).of_call is None
