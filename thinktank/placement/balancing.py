# SPDX-License-Identifier: MIT
"""Directions of wanted sizes with the least loss of fit: an assignment, solved as a flow by HiGHS. Pure.

Fit is a person's score for a direction. Where a person stands now (confirmed, else proposed) counts at least as much
as the best score: an officer knew more than the evidence, and who need not move does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Invalid

PLACES = tuple(Direction)


class Person(msgspec.Struct, frozen=True):
    """Somebody to place: scores by direction, where they stand now, and whether that is fixed."""

    id: int
    scores: Mapping[str, int]
    now: Direction | None
    fixed: bool = False

    def fit(self, direction: Direction) -> int:
        """How well a direction suits, 0-100."""
        if direction is self.now:
            return max(self.scores.values(), default=0)
        return self.scores.get(direction.value, 0)


class Move(msgspec.Struct, frozen=True):
    """One change of direction and the fit that it loses (points of the person's score)."""

    person: int
    from_: Direction | None
    to: Direction
    cost: int


class Balance(msgspec.Struct, frozen=True):
    """Who goes where: every person's direction, the moves among them, and what they lose together."""

    placed: dict[int, Direction]
    moves: list[Move]
    cost: int


Wanted = Mapping[Direction, int]


def balance(people: Sequence[Person], wanted: Wanted) -> Balance:
    """Place everybody so that each direction named in ``wanted`` has exactly that many, and the least fit is lost.

    Directions that are not named take what comes. Raises Invalid with the reason in words where no placing does it.
    """
    _refuse_impossible(people, wanted)
    order = sorted(people, key=lambda person: person.id)
    placed = {one.id: to for one, to in zip(order, _solve(order, wanted), strict=True)}
    by_id = {one.id: one for one in people}
    moves = [
        Move(id_, by_id[id_].now, to, _cost(by_id[id_], to)) for id_, to in placed.items() if to is not by_id[id_].now
    ]
    moves.sort(key=lambda move: (move.cost, move.person))
    return Balance(placed=placed, moves=moves, cost=sum(_cost(by_id[id_], to) for id_, to in placed.items()))


def _cost(person: Person, to: Direction) -> int:
    return max(person.scores.values(), default=0) - person.fit(to)


def _refuse_impossible(people: Sequence[Person], wanted: Wanted) -> None:
    total = sum(wanted.values())
    if total > len(people):
        raise Invalid(f"各方向人数合计{total}人，超过参与调配的{len(people)}人，请调小")
    if len(wanted) == len(PLACES) and total < len(people):
        raise Invalid(f"五个方向合计{total}人，少于参与调配的{len(people)}人，请调大或留空一个方向")
    for direction, size in wanted.items():
        held = sum(one.fixed and one.now is direction for one in people)
        if held > size:
            raise Invalid(
                f"{direction.label}已确认且不参与调整的有{held}人，多于要求的{size}人，请调大或允许调整已确认的人"
            )
    free = sum(not one.fixed for one in people)
    needed = sum(size - sum(one.fixed and one.now is direction for one in people) for direction, size in wanted.items())
    if needed > free:
        raise Invalid(f"可以调整的只有{free}人，要凑足各方向人数还需{needed}人，请调小或允许调整已确认的人")


def _solve(people: Sequence[Person], wanted: Wanted) -> list[Direction]:
    """Return everybody's direction: a transportation problem, whose best corners are whole numbers.

    Among equally good ones that with the fewest moves: a cost counts more than all moves together.
    """
    if not people:
        return []
    import highspy  # noqa: PLC0415 -- heavy, needed only when somebody balances

    # The bare solver: its wrapper greets on standard output before it can be told to be silent.
    solver: Any = vars(highspy)["_Highs"]()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 -- the library's own signature
    solver.setOptionValue(
        "presolve", "off"
    )  # the problem is plain: looking for what to simplify costs more than solving
    solver.passModel(_problem(people, wanted))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Invalid("按这样的人数无法调配，请放宽其中一个方向")
    values = solver.getSolution().col_value
    n = len(PLACES)
    return [PLACES[max(range(n), key=lambda d, at=at: values[at + d])] for at in range(0, len(values), n)]  # type: ignore[misc]


def _problem(people: Sequence[Person], wanted: Wanted) -> Any:
    """Build the matrix by columns: a column is one person in one direction, in the person's row and the direction's."""
    import highspy  # noqa: PLC0415 -- see _solve
    import numpy as np  # noqa: PLC0415 -- see _solve

    rows, n = len(people), len(PLACES)
    columns = rows * n
    weight = rows + 1
    problem = highspy.HighsLp()
    problem.num_col_, problem.num_row_ = columns, rows + n
    problem.col_cost_ = np.array(
        [_cost(one, to) * weight + (to is not one.now) for one in people for to in PLACES], dtype=float
    )
    problem.col_lower_ = np.zeros(columns)
    problem.col_upper_ = np.array([not one.fixed or to is one.now for one in people for to in PLACES], dtype=float)
    problem.row_lower_ = np.array([1.0] * rows + [wanted.get(to, 0) for to in PLACES], dtype=float)
    problem.row_upper_ = np.array([1.0] * rows + [wanted.get(to, rows) for to in PLACES], dtype=float)
    problem.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    problem.a_matrix_.start_ = np.arange(0, 2 * columns + 1, 2)
    pairs = np.stack([np.repeat(np.arange(rows), n), rows + np.tile(np.arange(n), rows)], axis=1)
    problem.a_matrix_.index_ = pairs.ravel()
    problem.a_matrix_.value_ = np.ones(2 * columns)
    return problem
