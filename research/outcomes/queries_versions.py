# SPDX-License-Identifier: MIT
"""What an outcome said before, and which others read like it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from research.outcomes import queries
from research.outcomes.schemas import OutcomeView
from research.outcomes.schemas_board import Alike, VersionView
from research.outcomes.states import Kind
from research.outcomes.tables import Outcome, OutcomeAuthor, OutcomeVersion
from thinktank.index import alike as texts
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _

MOST_COMPARED = 200
MOST_SHOWN = 5
MOST_VERSIONS = 50
NAMES = {
    "title": "成果名称", "kind": "类型", "authors": "完成人", "summary": "内容摘要", "problem": "解决的问题",
    "practice": "做法", "effect": "成效",
}  # fmt: skip


class _Told(msgspec.Struct):
    id: int
    number: str
    title: str
    summary: str
    project: int | None


async def alike(
    actor: Actor, title: str, summary: str, *, people: Sequence[int], project: int | None, but: int = 0, least: int
) -> list[Alike]:
    """Return the outcomes of the same people or project, or of the same title, that read like one; likest first.

    What the actor may not read is told without number and words. At most two hundred are compared, the newest.
    """
    o = Outcome
    near: Any = o.id.is_in(OutcomeAuthor.select(OutcomeAuthor.outcome).where(OutcomeAuthor.talent.is_in(list(people))))
    near |= o.title == title
    if project is not None:
        near |= o.project == project
    query = o.select(o.id, o.number, o.title, o.summary, o.project).where(near & (o.id != but))
    rows = await db.rows(query.order_by(o.id, ascending=False).limit(MOST_COMPARED), _Told)
    mine = texts.pairs_of(title), texts.pairs_of(summary)
    scored = [(_likeness(mine, one), one) for one in rows]
    best = sorted((pair for pair in scored if pair[0] >= least), key=lambda pair: (-pair[0], -pair[1].id))[:MOST_SHOWN]
    seen = await _readable(actor, [one.id for _percent, one in best])
    return [_alike(percent, one, title, project, shown=one.id in seen) for percent, one in best]


def _likeness(mine: tuple[frozenset[str], frozenset[str]], one: _Told) -> int:
    title, summary = mine
    return max(texts.percent(title, texts.pairs_of(one.title)), texts.percent(summary, texts.pairs_of(one.summary)))


def _alike(percent: int, one: _Told, title: str, project: int | None, *, shown: bool) -> Alike:
    words = list(texts.words(title, one.title)) if shown else []
    return Alike(
        one.id if shown else 0, one.number if shown else "", one.title if shown or one.title == title else "", percent,
        words, elsewhere=one.project != project,
    )  # fmt: skip


async def _readable(actor: Actor, ids: list[int]) -> set[int]:
    where = queries.visible_to(actor)
    if where is None or not ids:
        return set(ids)
    return {row["id"] for row in await Outcome.select(Outcome.id).where(Outcome.id.is_in(ids) & where)}


def said(one: Alike) -> str:
    """Say which outcome another one reads like, and by which words."""
    if not one.number:
        return _("与已登记的一项成果相似%(n)d%%。确不是同一成果的，请说明区别") % {"n": one.percent}
    words = "、".join(one.words) or one.title
    about = {"number": one.number, "title": one.title, "n": one.percent, "words": words}
    return (
        _("与%(number)s“%(title)s”相似%(n)d%%（%(words)s）。确不是同一成果的，请说明区别；是同一成果的不重复登记")
        % about
    )


async def versions(actor: Actor, id: int) -> tuple[OutcomeView, list[VersionView]]:  # noqa: A002 -- the record's id
    """Return an outcome and its earlier versions, newest first, each with what was changed after it; NotFound."""
    outcome = await queries.get(actor, id)
    v = OutcomeVersion
    query = v.select(v.id, v.nth, v.reason, v.by._.name.as_alias("by_name"), v.at, v.content)
    found = await db.rows(
        query.where(v.outcome == id).order_by(v.nth, ascending=False).limit(MOST_VERSIONS), VersionView
    )
    after = _now(outcome)
    for one in found:
        before = msgspec.json.decode(one.content, type=dict[str, str])
        one.changes = [
            (_(label), _shown(name, before.get(name, "")), _shown(name, after[name]))
            for name, label in NAMES.items()
            if before.get(name, "") != after[name]
        ]
        after, one.content = before, ""
    return outcome, found


def _now(outcome: OutcomeView) -> dict[str, str]:
    found: dict[str, Any] = {name: getattr(outcome, name) for name in NAMES if name != "authors"}
    return found | {"authors": "、".join(f"{one.name} {one.share}%" for one in outcome.authors)}


def _shown(name: str, value: str) -> str:
    return Kind(value).label if name == "kind" and value else value
