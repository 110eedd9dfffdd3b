# SPDX-License-Identifier: MIT
"""Who reviews what, over a whole round at once: demand filled first, then the greatest fit, with a proof of it.

A minimum-cost flow: item → side → unit → pair → reviewer. Its matrix is totally unimodular, so HiGHS's corners and
their prices are whole. It gets the likeliest pairs only; prices of all others are then looked at, and those that
could improve the result are added, until the prices prove in whole numbers that nothing can.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
KEPT = 100  # what keeping a pair of the plan before is worth: a whole fit
FIRST, MORE = 24, 8  # pairs of an item to begin with, and at most to add in a turn
FORBIDDEN = -1


class Problem(msgspec.Struct, frozen=True):
    """Items (rows) and reviewers (columns); ``fits`` holds 0 to 100, -1 where a pair is forbidden.

    ``own`` marks pairs from the applicant's own side, ``own_left`` how many of them an item may still have.
    ``unit_left`` is how many of one unit (``unit_of`` counts units from 0) an item may still have.
    """

    fits: NDArray[np.int16]
    demand: Ints
    load: Ints
    own: NDArray[np.bool_]
    own_left: Ints
    unit_of: Ints
    unit_left: NDArray[np.int16]
    kept: NDArray[np.bool_]

    def worth(self) -> Ints:
        """What each pair adds to the aim, where it is allowed."""
        return self.fits.astype(np.int64) + KEPT * self.kept


class Solution(msgspec.Struct, frozen=True):
    """The chosen pairs as places of items and reviewers, what each item lacks, and the proven bound."""

    pairs: list[tuple[int, int]]
    short: Ints
    value: int
    bound: int
    priced: int  # pairs that were given to the solver

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.value == self.bound


class _Prices(msgspec.Struct, frozen=True):
    """What one place more of each limit would be worth."""

    demand: Ints
    load: Ints
    own: Ints
    unit: Ints  # items × units


def fine(problem: Problem) -> int:
    """What an unfilled place costs: more than any exchange of pairs along all reviewers can gain."""
    return (100 + KEPT) * (len(problem.load) + 1) + 1


def solve(problem: Problem) -> Solution:
    """Return the best assignment and its proof: as few places unfilled as possible, then the greatest worth."""
    return _solve(problem, problem.worth())


def shortage(problem: Problem) -> Ints:
    """Return how many places each item lacks when as few as possible are left, whatever the fit."""
    return _solve(problem, np.zeros(problem.fits.shape, dtype=np.int64)).short


def _solve(problem: Problem, worth: Ints) -> Solution:
    allowed = problem.fits >= 0
    if not len(problem.demand):
        return Solution([], problem.demand, 0, 0, 0)
    inside = _likeliest(worth, allowed)
    while True:
        chosen, prices = _run(problem, worth, inside)
        gain = _gain(problem, worth, prices)
        bound = _bound(problem, prices, np.where(allowed, gain, 0))
        found = _read(problem, worth, chosen, bound, int(inside.sum()))
        missing = allowed & ~inside & (gain > 0)
        if found.proven or not missing.any():
            return found
        inside |= _best(missing, gain)


def solve_worst_first(problem: Problem) -> Solution:
    """Return the best assignment whose worst pair fits as well as any can, with as few places unfilled as possible."""
    least = int(shortage(problem).sum())
    levels = np.unique(problem.fits[problem.fits >= 0])
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if int(shortage(_above(problem, int(levels[middle]))).sum()) == least:
            low = middle
        else:
            high = middle - 1
    return solve(_above(problem, int(levels[low]))) if len(levels) else solve(problem)


def _above(problem: Problem, level: int) -> Problem:
    fits = np.where(problem.fits >= level, problem.fits, FORBIDDEN).astype(np.int16)
    return msgspec.structs.replace(problem, fits=fits)


def _likeliest(worth: Ints, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The best pairs of every item; equal ones are spread over the reviewers, each item beginning elsewhere."""
    items, people = worth.shape
    turn = (np.arange(people)[None, :] * 7919 + np.arange(items)[:, None] * 104_729) % max(people, 1)
    return _best(allowed, worth * people + turn, FIRST)


def _best(among: NDArray[np.bool_], key: Ints, most: int = MORE) -> NDArray[np.bool_]:
    """The few of each item with the greatest key."""
    if among.shape[1] <= most:
        return among.copy()
    hidden = np.where(among, key, np.iinfo(np.int64).min)
    edge = np.partition(hidden, -most, axis=1)[:, -most][:, None]
    found: NDArray[np.bool_] = among & (hidden >= edge)
    return found


# -- the programme --------------------------------------------------------------------------------------------


class _Rows(msgspec.Struct):
    """The rows of the programme: which pairs each holds, its limit; ``names`` tells what a row is about."""

    names: list[tuple[str, int, int]]
    upper: list[float]
    of_pair: list[Ints]  # one array of rows for the pairs, per kind of row; -1 where a pair is in none


def _rows(problem: Problem, at: Ints, who: Ints) -> _Rows:
    """Lay out demand and load; and own side and unit, where more pairs are there than the limit lets in."""
    items, people = problem.fits.shape
    names = [("demand", i, 0) for i in range(items)] + [("load", r, 0) for r in range(people)]
    upper = [*problem.demand.astype(float), *problem.load.astype(float)]
    of_pair = [at, items + who]
    own = np.where(problem.own[at, who], at, -1)
    units = problem.unit_left.shape[1]
    for kind, group, limits in (
        ("own", own, problem.own_left),
        ("unit", at * units + problem.unit_of[who], problem.unit_left.ravel()),
    ):
        keys, counts = np.unique(group[group >= 0], return_counts=True)
        tight = keys[counts > limits[keys]]
        place = np.full(len(limits) + 1, -1)
        place[tight] = len(names) + np.arange(len(tight))
        of_pair.append(place[group])
        names += [(kind, *divmod(int(key), units if kind == "unit" else 1)) for key in tight]
        upper += [float(limits[key]) for key in tight]
    return _Rows(names, upper, of_pair)


def _run(problem: Problem, worth: Ints, inside: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], _Prices]:
    """Solve over some pairs; return which are chosen, and the prices of the limits."""
    import highspy  # noqa: PLC0415 -- heavy, and only this proposal needs it

    at, who = (axis.astype(np.int64) for axis in np.nonzero(inside))
    items = len(problem.demand)
    rows = _rows(problem, at, who)
    entries = np.stack(rows.of_pair, axis=1)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(at) + items, len(rows.upper)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate([worth[at, who], np.full(items, -fine(problem))]).astype(float)
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.concatenate([np.ones(len(at)), problem.demand.astype(float)])
    lower = np.full(lp.num_row_, 0.0)
    lower[:items] = problem.demand
    lp.row_lower_, lp.row_upper_ = lower, np.array(rows.upper, dtype=float)
    counts = np.concatenate([(entries >= 0).sum(axis=1), np.ones(items, dtype=np.int64)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)])
    lp.a_matrix_.index_ = np.concatenate([entries[entries >= 0], np.arange(items)])
    lp.a_matrix_.value_ = np.ones(int(counts.sum()))
    # The bare solver: its wrapper greets on standard output before it can be told to be silent.
    solver: Any = vars(highspy)["_Highs"]()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 -- the library's own signature
    solver.setOptionValue("solver", "simplex")  # and no number of threads: it holds for the whole process
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError("HiGHS did not solve the assignment")
    found = solver.getSolution()
    chosen = np.zeros_like(inside)
    taken = np.array(found.col_value[: len(at)]) > 1 / 2
    chosen[at[taken], who[taken]] = True
    return chosen, _prices(problem, rows, np.rint(np.array(found.row_dual)).astype(np.int64))


def _prices(problem: Problem, rows: _Rows, duals: Ints) -> _Prices:
    items, people = problem.fits.shape
    own, unit = np.zeros(items, dtype=np.int64), np.zeros(problem.unit_left.shape, dtype=np.int64)
    for (kind, item, place), price in zip(rows.names[items + people :], duals[items + people :], strict=True):
        if kind == "own":
            own[item] = max(0, price)
        else:
            unit[item, place] = max(0, price)
    demand = np.maximum(duals[:items], -fine(problem))
    return _Prices(demand, np.maximum(duals[items : items + people], 0), own, unit)


def _gain(problem: Problem, worth: Ints, prices: _Prices) -> Ints:
    """What each pair is worth beyond the prices of the limits that it uses."""
    found: Ints = worth - prices.demand[:, None] - prices.load[None, :]
    found -= np.where(problem.own, prices.own[:, None], 0)
    found -= prices.unit[:, problem.unit_of]
    return found


def _bound(problem: Problem, prices: _Prices, gain: Ints) -> int:
    """Return a value that no assignment exceeds, whatever the prices (weak duality, in whole numbers)."""
    limits = int(problem.demand @ prices.demand) + int(problem.load @ prices.load)
    limits += int(problem.own_left @ prices.own)
    limits += int((problem.unit_left.astype(np.int64) * prices.unit).sum())
    return limits + int(np.maximum(gain, 0).sum())


def _read(problem: Problem, worth: Ints, chosen: NDArray[np.bool_], bound: int, priced: int) -> Solution:
    at, who = np.nonzero(chosen)
    short = problem.demand - np.bincount(at, minlength=len(problem.demand))
    value = int(worth[at, who].sum()) - fine(problem) * int(short.sum())
    return Solution([(int(i), int(r)) for i, r in zip(at, who, strict=True)], short, value, bound, priced)
