# SPDX-License-Identifier: MIT
"""The jobs of identity and trail: what they clear away or write down, and that the program knows them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.people import make_account
from thinktank.app import wire
from thinktank.identity import jobs as identity_jobs
from thinktank.identity.operations import open_session
from thinktank.identity.operations_accounts import KEEP_KEYS, forget_old_keys, forget_sessions
from thinktank.identity.tables import Attempt, Session
from thinktank.kernel import clock, db, jobs
from thinktank.kernel.actor import Role, system
from thinktank.kernel.tables import JobRun, RequestKey
from thinktank.trail import jobs as trail_jobs
from thinktank.trail.tables import TrailSeal

pytestmark = pytest.mark.usefixtures("database")
JOB = system("job:test")


def test_the_program_knows_them() -> None:
    wire()
    known = {job.name: job.every for job in jobs.registered()}
    assert known["forget_sessions"] == timedelta(hours=1)
    assert known["forget_old_keys"] == timedelta(days=1)
    assert known["seal_day"] == timedelta(hours=1)
    assert len(known) == len(jobs.registered())
    assert {*identity_jobs.JOBS, *trail_jobs.JOBS} <= set(jobs.registered())


async def test_sessions_and_attempts_that_are_over_go(frozen: Any) -> None:
    account = await make_account(Role.MEMBER)
    for hours in (1, 30):
        await open_session(account=account, name="李明", address="10.0.0.1", agent="test", hours=hours)
    async with db.write_tx():
        await Attempt.insert(Attempt(address="10.0.0.1", at=clock.now()))
    frozen.advance(hours=25)
    assert await forget_sessions(JOB) == 1
    assert await Session.count() == 1
    assert await Attempt.count() == 0
    assert await forget_sessions(JOB) == 0


async def test_keys_go_when_nobody_repeats_them_any_more(frozen: Any) -> None:
    async with db.write_tx():
        await RequestKey.insert(RequestKey(key="1:old", at=clock.now()))
    frozen.advance(seconds=KEEP_KEYS.total_seconds())
    assert await forget_old_keys(JOB) == 0
    async with db.write_tx():
        await RequestKey.insert(RequestKey(key="1:new", at=clock.now()))
    frozen.advance(seconds=1)
    assert await forget_old_keys(JOB) == 1
    assert [row["key"] for row in await RequestKey.select(RequestKey.key)] == ["1:new"]


async def test_a_day_is_sealed_once(frozen: Any) -> None:
    (seal,) = trail_jobs.JOBS
    assert [await seal.work(JOB), await seal.work(JOB)] == [1, 0]
    frozen.advance(days=1)
    assert await seal.work(JOB) == 1
    assert [row["seq"] for row in await TrailSeal.select(TrailSeal.seq)] == [0, 0]


async def test_run_due_runs_them(frozen: Any) -> None:
    jobs.register([*identity_jobs.JOBS, *trail_jobs.JOBS])
    try:
        ended = await jobs.run_due()
        assert [(one.name, one.error) for one in ended] == [
            ("forget_sessions", ""),
            ("close_expired", ""),
            ("forget_old_keys", ""),
            ("seal_day", ""),
        ]
        frozen.advance(hours=1)
        assert [one.name for one in await jobs.run_due()] == ["forget_sessions", "close_expired", "seal_day"]
        assert await JobRun.count() == 4
    finally:
        wire()
