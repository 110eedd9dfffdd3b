# SPDX-License-Identifier: MIT
"""Periodic work (ADR 0006): a registry run by ``thinktank run-jobs`` or by the server's own loop.

A run is claimed by a conditional update of its row, so any number of processes may try.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.tables import JobRun

logger = logging.getLogger("thinktank.jobs")
LEASE = timedelta(minutes=30)  # a run that has not ended by then has died with its process
MOST_ERROR = 2_000

Work = Callable[[Actor], Awaitable[int]]


class Job(msgspec.Struct, frozen=True):
    """A named piece of work, how often it is due, and the function, which returns how many things it did."""

    name: str
    every: timedelta
    work: Work
    title: str

    @property
    def actor(self) -> Actor:
        """The named system actor that the job acts as."""
        return system(f"job:{self.name}")


_jobs: list[Job] = []


def register(jobs: list[Job]) -> None:
    """Replace the registry; the composition root calls it once."""
    _jobs[:] = jobs


def registered() -> tuple[Job, ...]:
    """Every job, in the order in which they run."""
    return tuple(_jobs)


class Outcome(msgspec.Struct, frozen=True):
    """How one run of a job ended."""

    name: str
    title: str
    done: int
    error: str = ""


async def run_due(*, everything: bool = False) -> list[Outcome]:
    """Run every job that is due and that no other process has taken; return how each run ended.

    ``everything`` runs all of them, due or not, except those that another process is at. A job that fails is
    logged and noted in its row, and does not keep the others from running.
    """
    return [await _run(job) for job in registered() if await _claim(job, due_or_not=everything)]


async def _claim(job: Job, *, due_or_not: bool) -> bool:
    """Take a job's next run for this process, by a conditional update of its row."""
    r, now = JobRun, clock.now()
    async with db.write_tx():
        row = await r.select(r.id, r.started_at, r.finished_at).where(r.name == job.name).first()
        if row is None:
            first = r(name=job.name, started_at=now)
            return bool(await r.insert(first).on_conflict(action="DO NOTHING").returning(r.id))
        wait = timedelta() if due_or_not else job.every
        if row["finished_at"] is None:
            wait = max(wait, LEASE)
        if row["started_at"] + wait > now:
            return False
        changes = {r.started_at: now, r.finished_at: None}
        return bool(
            await r.update(changes).where((r.id == row["id"]) & (r.started_at == row["started_at"])).returning(r.id)
        )


async def _run(job: Job) -> Outcome:
    done, error = 0, ""
    try:
        done = await job.work(job.actor)
    except Exception as fault:  # whatever it was, the other jobs have to run
        logger.exception("job %s failed", job.name)
        error = f"{type(fault).__name__}: {fault}"[:MOST_ERROR]
    r = JobRun
    async with db.write_tx():
        await r.update({r.finished_at: clock.now(), r.done: done, r.error: error}).where(r.name == job.name)
    return Outcome(name=job.name, title=job.title, done=done, error=error)


async def last_runs() -> list[tuple[str, str]]:
    """Return (name, error) of every job whose last run failed."""
    r = JobRun
    return [(row["name"], row["error"]) for row in await r.select(r.name, r.error).where(r.error != "")]
