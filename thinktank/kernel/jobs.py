# SPDX-License-Identifier: MIT
"""Periodic work (ADR 0006): a registry run by ``thinktank run-jobs`` or by the server's own loop.

A run is claimed by a conditional update of its row, so any number of processes may try.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec

from thinktank.kernel.actor import Actor, system

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
