# SPDX-License-Identifier: MIT
"""``python -m tests.bench.assignment``: a province's round, staffed at once; seconds and peak memory.

2,000 items × 500 reviewers × 3, with forbidden pairs, loads, sides and units, for both aims.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from reviews.staffing import flow
from reviews.staffing.flow import Problem

ITEMS, PEOPLE, PANEL, LOAD, UNITS, SIDES, DIRECTIONS = 2_000, 500, 3, 12, 120, 20, 5


def made(seed: int = 7) -> Problem:
    """A round as a province has it: a few directions, expertise by chance, one pair in twelve in conflict."""
    draw = np.random.default_rng(seed)
    directions, theirs = draw.integers(0, DIRECTIONS, ITEMS), draw.integers(0, DIRECTIONS, PEOPLE)
    fits = np.where(directions[:, None] == theirs[None, :], 60, 0) + draw.integers(0, 31, (ITEMS, PEOPLE))
    fits = fits + draw.choice([0, 5, 10], (1, PEOPLE))
    fits[draw.random((ITEMS, PEOPLE)) < 1 / 12] = flow.FORBIDDEN
    unit_of = draw.integers(0, UNITS, PEOPLE)
    own = (unit_of % SIDES)[None, :] == draw.integers(0, SIDES, ITEMS)[:, None]
    return Problem(
        fits=fits.astype(np.int16),
        demand=np.full(ITEMS, PANEL),
        load=np.full(PEOPLE, LOAD),
        own=own,
        own_left=np.full(ITEMS, 2),
        unit_of=unit_of,
        unit_left=np.full((ITEMS, UNITS), 1, dtype=np.int16),
        kept=np.zeros((ITEMS, PEOPLE), dtype=bool),
    )


def main() -> int:
    """Print a line for each aim; 1 when a bar is missed."""
    problem = made()
    worst = 0.0
    for name, solve in (("greatest total", flow.solve), ("worst first", flow.solve_worst_first)):
        started = time.perf_counter()
        found = solve(problem)
        took = time.perf_counter() - started
        worst = max(worst, took)
        least = min(int(problem.fits[pair]) for pair in found.pairs)
        print(
            f"{name}: {took:.1f} s, {len(found.pairs)} pairs, {int(found.short.sum())} short, worst fit {least}, "
            f"proven {found.proven}, {found.priced:,} of {problem.fits.size:,} pairs given to the solver"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak {peak:.0f} MiB; bars: each < 30 s, < 300 MiB")
    return int(worst >= 30 or peak >= 300)


if __name__ == "__main__":
    sys.exit(main())
