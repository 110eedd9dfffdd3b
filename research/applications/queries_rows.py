# SPDX-License-Identifier: MIT
"""The rows of an application in two questions: what it promises and plans, and what was noted about it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from research.applications.schemas import (
    CheckView,
    CostContent,
    EditView,
    IndicatorContent,
    MilestoneContent,
    PointView,
    ProductContent,
)
from research.applications.states import PART_LABELS
from thinktank.kernel import db

ROWS = """
SELECT 'indicators' AS part, sort, name AS a, unit AS b, '' AS c, target AS n,
  CAST(NULL AS DATE) AS since, CAST(NULL AS DATE) AS until
  FROM application_indicator WHERE application = {}
UNION ALL SELECT 'products', sort, form, title, '', NULL, NULL, NULL FROM application_product WHERE application = {}
UNION ALL SELECT 'costs', sort, item, basis, '', amount, NULL, NULL FROM application_cost WHERE application = {}
UNION ALL SELECT 'milestones', sort, kind, title, mark, NULL, starts_on, due_on
  FROM application_milestone WHERE application = {}
ORDER BY 1, 2
"""
NOTES = """
SELECT 'edit' AS part, e.id, e.field AS a, o.name AS b, e.account AS n, e.at AS at
  FROM application_edit e JOIN account o ON o.id = e.account WHERE e.application = {}
UNION ALL SELECT 'point', id, field, reason, number, NULL FROM application_return_point WHERE application = {}
UNION ALL SELECT 'check', id, item, note, number * 2 + CASE WHEN met THEN 1 ELSE 0 END, NULL
  FROM application_check WHERE application = {}
ORDER BY 1, 2
"""


class Rows(msgspec.Struct):
    """What an application promises and plans."""

    indicators: list[IndicatorContent] = []
    milestones: list[MilestoneContent] = []
    products: list[ProductContent] = []
    costs: list[CostContent] = []


class Notes(msgspec.Struct):
    """Who last wrote which part, what was to be mended, and what the formal check found, each of the last return."""

    edits: list[EditView] = []
    points: list[PointView] = []
    checks: list[CheckView] = []


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


async def rows(id: int) -> Rows:  # noqa: A002 -- the record's id
    """Return the rows of an application, each kind in its order; unscoped."""
    found = Rows()
    for row in await db.raw(ROWS, id, id, id, id):
        a, b, amount = row["a"], row["b"], row["n"]
        match row["part"]:
            case "indicators":
                found.indicators.append(IndicatorContent(a, b, Decimal(str(amount))))
            case "products":
                found.products.append(msgspec.convert({"form": a, "title": b}, ProductContent))
            case "costs":
                found.costs.append(CostContent(a, Decimal(str(amount)), b))
            case _:
                step = {"kind": a, "title": b, "mark": row["c"]}
                days = {"starts_on": _day(row["since"]), "due_on": _day(row["until"])}
                found.milestones.append(msgspec.convert(step | days, MilestoneContent))
    return found


async def notes(id: int, returns: int) -> Notes:  # noqa: A002 -- the record's id
    """Return what was noted about an application; points and checks of the last time that it was handed in."""
    found = Notes()
    latest: dict[str, EditView] = {}
    for row in await db.raw(NOTES, id, id, id):
        a, b, n = row["a"], row["b"], int(row["n"])
        if row["part"] == "edit":
            edit = EditView(a, b, n, _moment(row["at"]), PART_LABELS.get(a, a))
            if a not in latest or latest[a].at <= edit.at:
                latest[a] = edit
        elif row["part"] == "point" and n == returns:
            found.points.append(PointView(a, b, PART_LABELS.get(a, a)))
        elif row["part"] == "check" and n // 2 == returns:
            found.checks.append(CheckView(a, met=bool(n % 2), note=b))
    found.edits = sorted(latest.values(), key=lambda edit: edit.at, reverse=True)
    return found
