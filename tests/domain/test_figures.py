# SPDX-License-Identifier: MIT
"""A round's figures from the database: as the page has them, exported and worked out again; one more reviewer."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from reviews.rounds import operations as rounds
from reviews.rounds import operations_recusal
from reviews.rounds import queries as round_queries
from reviews.rounds.schemas import Assign, Pin
from reviews.rounds.states import ConflictKind
from reviews.rounds.tables import RoundItem
from reviews.rubrics import queries as rubrics
from reviews.scoring import figures, queries, queries_figures
from reviews.scoring import operations as scoring
from reviews.scoring.schemas import SaveSheet, ScoreIn
from tests.factories import people
from tests.factories.rounds import Panel, make_assignment, make_round
from thinktank.admin import checking
from thinktank.identity.queries import actor_of
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, NotFound
from thinktank.trail.tables import TimelineEntry

pytestmark = pytest.mark.usefixtures("database")


async def judge(panel: Panel, actor: Actor, value: int, *, task: int = 0) -> None:
    task = task or await make_assignment(panel.item, actor.account)
    criteria = (await rubrics.in_use("midterm")).criteria
    scores = [ScoreIn(criterion=one.id, value=value + n) for n, one in enumerate(criteria)]
    await scoring.submit_sheet(
        actor, assignment=task, command=SaveSheet(scores=scores, opinion="同意。", advice="on_track")
    )
    for one in (await round_queries.get_item(await actor_of(panel.officer), panel.item),):
        if one.state == "explaining":
            await scoring.settle(await actor_of(panel.officer), item=panel.item, reason="会商后继续")


async def reviewers(n: int) -> list[Actor]:
    return [await people.actor_as(Role.REVIEWER, unit=await people.make_unit()) for _n in range(n)]


async def played(panel_of: list[Actor], *values: int, size: int = 3) -> Panel:
    panel = await make_round(size=size, unit=await people.make_unit())
    for actor, value in zip(panel_of, values, strict=True):
        await judge(panel, actor, value)
    return panel


async def test_an_export_agrees_with_the_page_and_is_worked_out_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    team = await reviewers(3)
    for _round in range(3):
        await played(team, 80, 70, 90)
    panel = await played(team, 82, 71, 88)
    officer = await actor_of(panel.officer)
    found = await queries_figures.export(officer, panel.round)
    [one] = found.figures.items
    page = await queries.result(officer, panel.item)
    assert page.summary is not None
    assert (one.decided, one.mean, one.median, one.spread) == (
        page.summary.decided, page.summary.mean, page.summary.median, page.summary.spread,
    )  # fmt: skip
    assert (one.calibrated, one.alpha, one.split, one.grade) == (page.calibrated, page.alpha, page.split, page.grade)
    assert one.mildness == {row.task.reviewer: row.severity for row in page.rows}
    assert one.mildness[team[1].account] < 0 < one.mildness[team[2].account]
    lines = await TimelineEntry.select(TimelineEntry.action).where(TimelineEntry.record == panel.item)
    assert "round_item.calibrated" in {line["action"] for line in lines}
    file = tmp_path / "round.json"
    file.write_bytes(msgspec.json.encode(found))
    assert checking.recompute(type("Given", (), {"file": str(file)})()) == 0
    assert "1件，逐位一致" in capsys.readouterr().out
    file.write_bytes(msgspec.json.encode(found).replace(str(one.decided).encode(), b"99.99", 1))
    assert checking.recompute(type("Given", (), {"file": str(file)})()) == 1
    assert "导出为99.99" in capsys.readouterr().out


async def test_what_a_party_exports_is_without_the_item():
    team = await reviewers(3)
    panel = await played(team, 82, 71, 88)
    party = await people.actor_as(Role.OFFICER)
    officer = await actor_of(panel.officer)
    assert len((await queries_figures.export(party, panel.round)).items) == 1
    await operations_recusal.pin(officer, id=panel.item, command=Pin(party.account, ConflictKind.KIN, "表亲"))
    with pytest.raises(NotFound):
        await queries_figures.export(party, panel.round)
    with pytest.raises(NotFound):
        await queries_figures.score_table(party, panel.round)
    _title, columns, rows = await queries_figures.score_table(officer, panel.round)
    assert (len(rows), len(rows[0]), rows[0][-3]) == (3, len(columns), 83.4)


async def test_before_every_sheet_is_in_there_is_no_figure():
    panel = await make_round(size=3)
    await judge(panel, (await reviewers(1))[0], 80)
    found = await queries_figures.export(await actor_of(panel.officer), panel.round)
    assert (found.items, found.figures.items, figures.differences(found)) == ([], [], [])


async def test_a_split_panel_gets_one_more_reviewer_and_keeps_its_sheets():
    team = await reviewers(3)
    panel = await played(team, 90, 52, 88)
    officer = await actor_of(panel.officer)
    found = await queries.result(officer, panel.item)
    assert (found.split, "reinforce" in found.actions) == (True, True)
    with pytest.raises(NotFound):
        await scoring.reinforce(team[0], item=panel.item, reason="分歧较大")
    found = await scoring.reinforce(officer, item=panel.item, reason="分歧较大")
    assert (found.item.state, found.item.size, found.item.submitted, found.item.mean) == ("assigning", 4, 3, None)
    with pytest.raises(Denied):
        await scoring.reinforce(officer, item=panel.item, reason="再加")
    extra = (await reviewers(1))[0]
    view = await rounds.assign(officer, id=panel.item, command=Assign([extra.account]))
    assert (view.state, view.assigned) == ("scoring", 4)
    task = (await round_queries.desk(extra))[0]
    await rounds.declare(extra, id=task.id)
    await judge(panel, extra, 80, task=task.id)
    row = (await RoundItem.select(RoundItem.state, RoundItem.mean).where(RoundItem.id == panel.item))[0]
    assert (row["state"], row["mean"] > Decimal(0)) == ("scored", True)


async def test_two_people_reinforce_at_once():
    team = await reviewers(3)
    panel = await played(team, 90, 52, 88)
    officer = await actor_of(panel.officer)
    version = (await round_queries.get_item(officer, panel.item)).version
    await scoring.reinforce(officer, item=panel.item, reason="分歧较大", version=version)
    with pytest.raises((Conflict, Denied)):
        await scoring.reinforce(officer, item=panel.item, reason="分歧较大", version=version)
