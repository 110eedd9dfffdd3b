# SPDX-License-Identifier: MIT
"""Everybody of a roster updated at once: by the hundred, chained by the part, all of them or nobody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from tests.factories.people import actor_as, district, make_unit
from thinktank.index.tables import SearchEntry, SearchGram
from thinktank.kernel import bulk, clock, db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict
from thinktank.kernel.parts import CHUNK
from thinktank.placement import operations as placement
from thinktank.placement.tables import DirectionProposal
from thinktank.rosters import operations as rosters
from thinktank.rosters import queries as intake
from thinktank.rosters.schemas import CommitImport, ImportView
from thinktank.rosters.updating import take_over
from thinktank.talents import queries
from thinktank.talents.events import FactsChanged
from thinktank.talents.operations import put_in_index
from thinktank.talents.schemas import Filter
from thinktank.talents.tables import Talent
from thinktank.trail import queries as trail
from thinktank.trail.tables import TimelineEntry, TrailEntry

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]
HEADER = ["姓名", "单位", "职务", "专业", "联系电话"]


@pytest.fixture(autouse=True)
def placed() -> Iterator[None]:
    """Proposals follow facts, as in the application."""
    events.subscribe([(FactsChanged, placement.propose_for)])
    yield
    events.subscribe([])


@pytest.fixture
async def officer(database: object) -> Actor:
    await district()
    return await actor_as(Role.OFFICER)


def name(n: int) -> str:
    return f"曾{chr(ord('一') + n)}"


def phone(n: int) -> str:
    return f"138{n:08d}"


async def bank(n: int) -> list[int]:
    """So many active members of 区教育局, told apart by their phones."""
    unit, now = await make_unit("区教育局"), clock.now()
    t = Talent
    columns = (t.name, t.name_key, t.unit, t.post, t.major, t.phone, t.state, t.state_since, t.created_at)
    rows = [[name(i), "zeng", unit, "科员", "教育学", phone(i), "active", now, now] for i in range(n)]
    async with db.write_tx():
        return await bulk.insert(t, columns, rows)


async def upload(officer: Actor, n: int) -> ImportView:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *([name(i), "区教育局", "副科长", "城乡规划", phone(i)] for i in range(n))])
    return await rosters.upload(officer, filename="名册.csv", content=out.getvalue().encode())


def everything(view: ImportView) -> CommitImport:
    return CommitImport("candidates", version=view.version, update="all", unclassified=True)


async def cost(officer: Actor, n: int) -> int:
    """How many statements it takes to update the first so many."""
    async with db.write_tx():
        await Talent.update({Talent.post: "科员", Talent.major: "教育学"}).where(Talent.id > 0)
    view = await upload(officer, n)
    with db.recording() as seen:
        done = await rosters.commit(officer, id=view.id, command=everything(view))
    assert (done.added, done.updated) == (0, n)
    return len(seen)


async def test_statements_grow_by_the_part_and_not_by_the_person(officer: Actor) -> None:
    ids = await bank(2 * CHUNK + 1)
    await cost(officer, len(ids))  # makes the search entries, reads what is kept in memory
    one, many, more, most = [await cost(officer, n) for n in (1, CHUNK, CHUNK + 1, 2 * CHUNK + 1)]
    assert one == many
    assert more - many == most - more
    assert (one <= 40, more - many <= 20) == (True, True)
    t = Talent
    found = await t.select(t.post, t.major).where(t.id.is_in(ids))
    assert {(row["post"], row["major"]) for row in found} == {("副科长", "城乡规划")}


async def test_each_is_found_told_and_placed_again_and_the_chain_holds(officer: Actor) -> None:
    ids = await bank(CHUNK + 1)
    async with db.write_tx():
        await put_in_index(ids[0])  # the others have lost theirs
    view = await upload(officer, len(ids))
    await rosters.commit(officer, id=view.id, command=everything(view))
    e, g, k = SearchEntry, SearchGram, TimelineEntry
    kept = await e.select(e.record, e.title, e.detail, e.href).where(e.kind == "talent").order_by(e.record)
    assert [tuple(row.values()) for row in kept] == [
        (id_, name(i), "区教育局 副科长", f"/talents/{id_}") for i, id_ in enumerate(ids)
    ]
    assert await g.count(distinct=[g.entry]) == len(ids)
    assert (await queries.people(officer, Filter(q="副科长"))).items[0].id in ids
    assert (await queries.people(officer, Filter(q="科员"))).items == []
    told = await k.select(k.record, k.text).where((k.kind == "talent") & (k.action == "talent.updated"))
    assert sorted((row["record"], row["text"]) for row in told) == [(id_, "按名册更新：专业、职务") for id_ in ids]
    p = DirectionProposal
    placed = await p.select(p.talent, p.evidence).where(p.talent.is_in(ids)).order_by(p.talent)
    assert [(row["talent"], "城乡规划" in row["evidence"]) for row in placed] == [(id_, True) for id_ in ids]
    c = TrailEntry
    chained = await c.select(c.action).where(c.action.like("import.%")).order_by(c.seq)
    assert [row["action"] for row in chained] == ["import.uploaded", *["import.updated"] * 2, "import.committed"]
    assert await TrailEntry.count().where(TrailEntry.kind == "talent") == 0
    assert (await trail.verify()).ok
    versions = await Talent.select(Talent.version).where(Talent.id.is_in(ids))
    assert {row["version"] for row in versions} == {2}


async def test_a_failure_in_the_last_part_leaves_nothing(officer: Actor) -> None:
    ids = await bank(CHUNK + 1)
    view = await upload(officer, len(ids))
    found = await intake.read_batch(await intake.batch(officer, view.id))
    async with db.write_tx():
        await Talent.delete().where(Talent.id == ids[-1])  # gone since the roster was read
    fields = {row.number: ["post"] for row in found.roster.rows}
    with pytest.raises(Conflict) as caught:
        async with db.write_tx():
            await take_over(officer, view.id, found, fields)
    assert caught.value.code == "stale"
    posts = await Talent.select(Talent.post).where(Talent.id.is_in(ids))
    assert [row["post"] for row in posts] == ["科员"] * CHUNK
    assert await SearchEntry.count().where(SearchEntry.kind == "talent") == 0
    assert await TimelineEntry.count().where(TimelineEntry.action == "talent.updated") == 0
    assert await TrailEntry.count().where(TrailEntry.action == "import.updated") == 0
