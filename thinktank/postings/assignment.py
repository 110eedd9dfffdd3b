# SPDX-License-Identifier: MIT
"""Who goes where, over all open needs at once: as many seats as can be filled, and of those the greatest fit.

Solved as a linear programme by HiGHS; the matrix of an assignment is totally unimodular, so its corners are whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

MOST_OTHERS = 2
MOST_ASKED = 40  # needs for which the price of somebody else is worked out
Pair = tuple[int, int]  # person, need


class Solution(msgspec.Struct):
    """Who goes where, with the total fit, and what the whole would be if a pair were forced."""

    chosen: list[Pair]
    total: int
    forced: dict[Pair, tuple[int, int]] = {}  # pair -> (seats filled, total fit)


def solve(fits: Mapping[Pair, int], seats: Mapping[int, int]) -> Solution:
    """Return the best assignment: each person goes to one need at most, each need gets at most its seats.

    ``fits`` holds the pairs that are possible at all with their points (0-100).
    """
    pairs = [pair for pair in fits if seats.get(pair[1], 0) > 0]
    if not pairs:
        return Solution([], 0)
    model = _Model(pairs, fits, seats)
    chosen = model.run()
    found = Solution(chosen, sum(fits[pair] for pair in chosen))
    for pair in _worth_asking(pairs, fits, chosen):
        other = model.run_with(pair)
        found.forced[pair] = (len(other), sum(fits[one] for one in other))
    return found


def _worth_asking(pairs: Sequence[Pair], fits: Mapping[Pair, int], chosen: Sequence[Pair]) -> list[Pair]:
    """The next best people of each need that was filled."""
    taken, by_need = set(chosen), defaultdict(list)
    for pair in pairs:
        if pair not in taken:
            by_need[pair[1]].append(pair)
    needs = list(dict.fromkeys(need for _person, need in chosen))[:MOST_ASKED]
    return [pair for need in needs for pair in sorted(by_need[need], key=lambda p: (-fits[p], p))[:MOST_OTHERS]]


class _Model:
    """The programme, kept so that a second question starts from the first one's answer."""

    def __init__(self, pairs: Sequence[Pair], fits: Mapping[Pair, int], seats: Mapping[int, int]) -> None:
        import highspy  # noqa: PLC0415 -- heavy, and only this proposal needs it
        import numpy as np  # noqa: PLC0415 -- the same

        self.pairs = list(pairs)
        people = {person: n for n, person in enumerate(dict.fromkeys(person for person, _need in pairs))}
        needs = {need: len(people) + n for n, need in enumerate(dict.fromkeys(need for _person, need in pairs))}
        # One more seat outweighs every difference of fit.
        filled = 1 + 100 * min(len(people), sum(seats[need] for need in needs))
        size = len(self.pairs)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = size, len(people) + len(needs)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = np.array([filled + fits[pair] for pair in self.pairs], dtype=float)
        lp.col_lower_, lp.col_upper_ = np.zeros(size), np.ones(size)
        lp.row_lower_ = np.zeros(lp.num_row_)
        lp.row_upper_ = np.array([1.0] * len(people) + [float(seats[need]) for need in needs])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.arange(0, 2 * size + 1, 2)
        lp.a_matrix_.index_ = np.array([row for person, need in self.pairs for row in (people[person], needs[need])])
        lp.a_matrix_.value_ = np.ones(2 * size)
        # The bare solver: its wrapper greets on standard output before it can be told to be silent.
        self.solver: Any = vars(highspy)["_Highs"]()
        self.solver.setOptionValue("output_flag", False)  # noqa: FBT003 -- the library's own signature
        self.solver.setOptionValue("solver", "simplex")  # and no number of threads: it holds for the whole process
        self.solved = highspy.HighsModelStatus.kOptimal
        self.solver.passModel(lp)

    def run(self) -> list[Pair]:
        """Solve and return the pairs that are chosen."""
        self.solver.run()
        if self.solver.getModelStatus() != self.solved:
            raise RuntimeError("HiGHS did not solve the assignment")
        values = self.solver.getSolution().col_value
        return [pair for pair, value in zip(self.pairs, values, strict=True) if value > 1 / 2]

    def run_with(self, pair: Pair) -> list[Pair]:
        """Solve with one pair fixed, and let it go again."""
        column = self.pairs.index(pair)
        self.solver.changeColBounds(column, 1.0, 1.0)
        found = self.run()
        self.solver.changeColBounds(column, 0.0, 1.0)
        return found
