# SPDX-License-Identifier: MIT
"""Nothing scans a growing table: the plan of every statement that any page or list runs, for every role.

The routes are the application's own, so a new screen is taken in without a word; what it needs to be reached at all
stands in tests/support/visits.py and tests/support/bulk.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.support import bulk, engines, visits
from thinktank.kernel import clock, db, shapes
from thinktank.kernel.db import PooledSQLiteEngine

if TYPE_CHECKING:
    from litestar import Litestar

FIXED = {
    "unit": "the tree of one government: hundreds, all of them in the choices of every form",
    "unit_ancestry": "a line per unit and unit above it",
    "rubric": "versions of a handful of standards",
    "criterion": "the lines of those",
    "policy_value": "values that a department has set",
    "calendar_day": "the days moved by hand",
    "tally": "the counts themselves",
    "job_run": "a line per job",
    "sequence": "a line per series of numbers",
    "trail_head": "one line",
    "migration": "a line per migration",
    "programme_year": "a line per year",
    "delegation": "dozens a year: somebody acts for a colleague for a time",
    "lexicon_version": "the times that a department changed its lexicon",
    "lexicon_change": "what it changed then",
    "placement_model": "a line per night on which something was learned",
}
"""Tables that do not grow with the work; every other one does."""

OPEN_ONES = {
    "account_invited": "accounts whose link has not been used yet",
    "agreement_waits_lead": "agreements that wait for a lead",
    "agreement_waits_unit": "agreements that wait for a unit",
    "agreement_waits_office": "agreements that wait for the office",
    "project_going": "projects under way, by direction, level and light: the cockpit's own",
    "review_appeal_open": "appeals that wait for their answer",
    "role_grant_until": "roles given until a day, counted up to 1000+",
    "supervision_order_answered": "orders that wait to be checked, the first of them",
    "supervision_order_drafts": "orders that wait to be signed, the first of them",
    "supervision_order_open": "orders not ended, counted up to 1000+",
}
"""Indexes that may be walked whole: what stands in them ends, or is a word that is counted."""

UNREACHED = {
    "/api/v1/assessments": "wants a year in its address",
    "/api/v1/assessments/{id:int}": "the maker's assessments carry no evidence to show",
    "/assessments/{id:int}": "the maker's assessments carry no evidence to show",
    "/api/v1/files/{id:int}": "sends a file's bytes: the makers store none",
    "/files/{id:int}": "sends a file's bytes: the makers store none",
    "/api/v1/imports/{id:int}/problems": "writes the workbook of a roster with faults: the makers keep no workbook",
    "/talents/import/{id:int}/problems": "writes the workbook of a roster with faults: the makers keep no workbook",
    "/api/v1/requests/{id:int}": "the makers ask no project for anything more",
    "/requests/{id:int}": "the makers ask no project for anything more",
    "/api/v1/rubrics/{rubric_id:int}": "the only standard beside the shipped ones has a high number",
    "/rounds/rubrics/{id:int}": "the only standard beside the shipped ones has a high number",
    "/rounds/rubrics/{id:int}/edit": "the only standard beside the shipped ones is in use",
    "/grants/{id:int}/edit": "every list of the makers is on notice",
    "/projects/{id:int}/agreement/edit": "every agreement of the makers is signed",
    "/api/v1/rounds/{round_id:int}/staffing": "the makers propose no plan",
    "/api/v1/reviews/{task_id:int}/discussion": "the makers' rounds share nothing",
    "/reviews/{id_:int}/discussion": "the makers' rounds share nothing",
    "/reviews/{id_:int}/revise": "the makers' rounds have no discussion",
    **dict.fromkeys(
        ("/reviews/appeals/{id_:int}", "/api/v1/reviews/appeals/{appeal_id:int}"), "the makers appeal against nothing"
    ),
    **dict.fromkeys(
        (
            "/reviews/{id_:int}/recheck",
            "/api/v1/reviews/{task_id:int}/recheck",
            "/reviews/items/{id_:int}/revision",
            "/api/v1/review-items/{item_id:int}/revision",
        ),
        "the makers ask for nothing to be mended",
    ),
    "/settings/years/{id:int}": "the makers open no year",
    "/rounds/{id:int}/papers/round_minutes": "the makers hold no meeting of a round",
    "/api/v1/rounds/{id:int}/papers/round_minutes": "the makers hold no meeting of a round",
    "/outcomes/{outcome:int}/brief": "no outcome of the makers with a low number asks for a brief",
    "/outcomes/{outcome:int}/task": "no outcome of the makers carries an instruction",
    "/topics/{topic:int}/edit": "every topic of the makers is published",
    **{
        f"{front}/briefings/{{id:int}}/papers/briefing_{kind}": "the makers draw material for visits alone"
        for kind in ("monthly", "quarterly", "annual")
        for front in ("", "/api/v1")
    },
    **{
        f"/topics/{{topic:int}}/{step}": "every topic with a low number is published"
        for step in ("advise", "decide", "merge", "publish", "commission")
    },
    "/topics/proposals/{topic:int}": "every topic with a low number is published",
    "/api/v1/invitations/{id:int}": "the makers invite nobody",
    "/invitations/{id:int}": "the makers invite nobody",
    "/changes/{id:int}/edit": "every change of the makers has been handed in",
    "/me/start": "asked once, by who has just been activated",
    "/api/v1/placements/lexicon/term": "asked with a word of the lexicon",
    **{
        f"{front}/orders/{{id:int}}/papers/order_{kind}": "every order of the makers is of one kind"
        for front in ("/api/v1", "/supervision")
        for kind in ("rectification", "reminder", "talk")
    },
    **{
        f"{front}{path}": "no record with a low number has come so far"
        for front in ("/api/v1", "")
        for path in (
            "/outcomes/{id:int}/papers/adoption_proof",
            "/postings/{id:int}/papers/posting_notice",
            "/projects/{id:int}/papers/closing_certificate",
        )
    },
    **{
        f"{front}/versions/{{id:int}}/{step}": "the makers replace no template"
        for front, steps in (
            ("/api/v1/paper-templates", ("file", "sample")),
            ("/settings/papers", ("file", "sample", "put", "drop")),
        )
        for step in steps
    },
}
"""Routes that no address of tests/support/visits.py reaches on the made district, each with the reason."""

_SCAN = re.compile(r"^SCAN (\S+)")
SIZES = bulk.Sizes(people=12, projects=12, reports=5, own=6, steps=3)


class Asked(msgspec.Struct, frozen=True):
    """A statement, and where it was first seen."""

    sql: str
    where: str


class Step(msgspec.Struct, frozen=True):
    """A line of a plan."""

    id: int
    parent: int
    _: int
    detail: str


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = engines.quick_folder(tmp_path_factory.mktemp("bulk"))
    return bulk.build(folder / "thinktank.sqlite", SIZES, clock.today())


async def asked(app: Litestar) -> tuple[list[Asked], set[str]]:
    """Every different statement of every page and list, as every role; and the routes that nobody reached."""
    clients = {role: await visits.client_of(app, account) for role, account in bulk.ACTORS.items()}
    seen: dict[str, str] = {}
    places = await visits.visits(app, clients)
    for visit in places:
        with db.recording() as statements:
            await clients[visit.role].get(visit.address)
        for sql in statements:
            seen.setdefault(sql, f"{visit.role} {visit.address}")
    unreached = {route for route, _roles in visits.readable(app)} - {visit.route for visit in places}
    return [Asked(sql, where) for sql, where in seen.items() if sql.startswith("SELECT")], unreached


async def scans(sql: str) -> list[str]:
    """The steps of a statement's plan that read a growing table from end to end.

    A walk in the list's own order that ends with its page (a LIMIT, and no sorting) is none: it reads what it shows.
    """
    explain = db.Statement(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))
    (found,) = await db.engine().fetch([explain])
    steps = {row[0]: Step(*row) for row in found.values}
    walks = "LIMIT" in sql and not any("TEMP B-TREE" in one.detail for one in steps.values())
    return [one.detail for one in steps.values() if _grows(one.detail, sql) and not (walks and _outermost(one, steps))]


def _outermost(step: Step, steps: dict[int, Step]) -> bool:
    """Whether a step belongs to the list itself, or to the count around it, rather than to what it asks about."""
    above = steps.get(step.parent)
    return above is None or (above.detail.startswith("CO-ROUTINE counted") and _outermost(above, steps))


def _grows(detail: str, sql: str) -> bool:
    """Whether a step scans a growing table."""
    match = _SCAN.match(detail)
    if match is None:
        return False
    if detail.rpartition("INDEX ")[2] in OPEN_ONES:
        return False
    named = re.search(rf'"(\w+)" "{re.escape(match[1])}"', sql)
    table = named[1] if named else match[1]
    return table not in FIXED and not re.fullmatch(r"CONSTANT|counted|part\d+", table)


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts out of the memory of shapes that are not what the builder makes of the same query."""
    wrong: list[str] = []
    compiled = shapes.compiled

    def compared(query: Any, engine: str, build: Any) -> shapes.Built:
        sql, args = compiled(query, engine, build)
        built, fresh = build(query, engine)
        if (built, list(fresh)) != (sql, list(args)):
            wrong.append(sql)
        return sql, args

    monkeypatch.setattr(shapes, "compiled", compared)
    return wrong


async def test_no_statement_of_any_page_scans_a_growing_table(
    filled: Path, application: Litestar, remembered: list[str]
) -> None:
    with engines.using(PooledSQLiteEngine(str(filled))):
        async with application.lifespan():
            every, unreached = await asked(application)
            listed = [one for one in every if not one.where.endswith("/papers/ledger")]  # a whole list reads the whole
            found = [(one.where, scan, one.sql) for one in listed for scan in await scans(one.sql)]
    assert found == []
    assert sorted(unreached - set(UNREACHED)) == []
    assert sorted(set(UNREACHED) - unreached) == []
    assert remembered == []


async def test_a_scan_of_a_growing_table_is_found(database: object) -> None:
    assert await scans('SELECT "id" FROM "talent" WHERE "remark" = ?') == ["SCAN talent"]
    assert await scans('SELECT "id" FROM "report" ORDER BY "progress" LIMIT 9') == ["SCAN report"]
    inner = '"id" IN (SELECT "lead" FROM "project" WHERE "grade" = ?)'
    assert await scans(f'SELECT "id" FROM "talent" WHERE {inner} LIMIT 9') == ["SCAN project"]
    assert await scans('SELECT "id" FROM "talent" ORDER BY "name_key", "id" LIMIT 9') == []
    assert await scans('SELECT "id" FROM "talent" WHERE "id" = ?') == []
