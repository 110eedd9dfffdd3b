# SPDX-License-Identifier: MIT
"""What a reviewer reads: the handed-in text, the agreement's goals, targets, attachments; blind when the round is."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec

from research.applications import drafts
from research.applications import queries_anonymous as anonymous
from research.applications import queries_rows as applications
from research.applications.anonymity import Word, covered
from research.outcomes.tables import Outcome
from research.projects.tables import Milestone, ProjectIndicator
from research.topics.tables import Application, ApplicationIndicator
from reviews.rounds import parties
from reviews.rounds.parties import Subject
from reviews.rounds.schemas import TaskView
from reviews.rounds.schemas_material import Goal, Material, Section, Version
from reviews.rounds.tables import RoundItem, RoundMaterial
from thinktank.files import queries as files
from thinktank.files.tables import StoredFile
from thinktank.kernel import db
from thinktank.kernel.errors import NotFound

MOST = 50
Named = tuple[tuple[str, Any], ...]


class _Item(msgspec.Struct):
    title: str
    direction: str
    application: int | None = None
    project: int | None = None
    milestone: int | None = None
    outcome: int | None = None
    material: int = 0
    claimed: int | None = None  # the application that the project grew from


async def of_task(task: TaskView, *, now: bool = False) -> Material:
    """Return the material of an assignment, without names, units and uncleared files in a blind round."""
    return await of_item(task.item, blind=task.blind, now=now)


class Held(msgspec.Struct):
    """A file as it hung on the material: which one, and which bytes."""

    id: int
    name: str
    sha256: str


class Content(msgspec.Struct):
    """What is judged, before anything is covered."""

    title: str
    direction: str
    sections: list[Section]
    goals: list[Goal]
    files: list[Held]

    @property
    def digest(self) -> str:
        """The SHA-256 of all of it."""
        return sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    def parts(self) -> dict[str, bytes]:
        """Its parts by name, to say which differ."""
        found: dict[str, Any] = {"名称": self.title, "指标": self.goals, "附件": [one.sha256 for one in self.files]}
        found |= {section.title: section.text for section in self.sections}
        return {name: msgspec.json.encode(part) for name, part in found.items()}


async def _item(id_: int) -> _Item:
    i = RoundItem
    query = i.select(
        i.title, i.direction, i.application, i.project, i.milestone, i.outcome, i.material,
        i.project._.application.as_alias("claimed"),
    )  # fmt: skip
    item = await db.first(query.where(i.id == id_), _Item)
    if item is None:
        raise NotFound
    return item


async def at_source(id: int) -> Content:  # noqa: A002 -- the item
    """Return what is judged in an item as it stands at its source now. The caller has read the item."""
    item = await _item(id)
    return Content(item.title, item.direction, await _sections(item), await _goals(item), await _held(item))


async def _held(item: _Item) -> list[Held]:
    kind, record = _owner(item)
    ids = [one.id for one in await files.of(kind, record)]
    return await db.rows(
        StoredFile.select(StoredFile.id, StoredFile.name, StoredFile.sha256)
        .where(StoredFile.id.is_in(ids or [0])).order_by(StoredFile.id), Held
    )  # fmt: skip


async def fixed(item: int, number: int) -> Content | None:
    """Return a version that was fixed for an item; None where there is none of that number."""
    m = RoundMaterial
    row = await m.select(m.content).where((m.item == item) & (m.number == number)).first()
    return msgspec.json.decode(row["content"], type=Content) if row else None


async def versions(item: int) -> list[Version]:
    """Return the versions of an item that the caller has read, the newest first."""
    m = RoundMaterial
    query = m.select(m.number, m.digest, m.reason, m.at, m.by._.name.as_alias("by_name"))
    return await db.rows(query.where(m.item == item).order_by(m.number, ascending=False).limit(MOST), Version)


async def of_item(id: int, *, blind: bool, now: bool = False) -> Material:  # noqa: A002 -- the item
    """Return what is judged in an item, blind or not: the version that was fixed, or as the source is ``now``.

    The caller has read the item.
    """
    item = await _item(id)
    content = await fixed(id, item.material) if item.material and not now else await at_source(id)
    if content is None:
        raise NotFound
    kind, record = _owner(item)
    ids = {one.id for one in content.files}
    attached = [one for one in await files.of(kind, record, cleared_only=blind) if one.id in ids]
    found = Material(content.title, content.direction, content.sections, content.goals, attached)
    return await _blinded(found, item) if blind else found


async def _blinded(found: Material, item: _Item) -> Material:
    """Cover what gives the team away; files go by number, since their names often carry the author's."""
    words = await _words(Subject(application=item.application, project=item.project, outcome=item.outcome))
    found.title = covered(found.title, words)
    for section in found.sections:
        section.text = covered(section.text, words)
    for goal in found.goals:
        goal.name = covered(goal.name, words)
    for place, file in enumerate(found.files, start=1):
        file.name = f"附件{place}"
    return found


async def _words(subject: Subject) -> list[Word]:
    """What a blind page must not show of a subject: as on an application's anonymous sheet, with mentors and posts."""
    behind = await parties.parties_of(subject)
    _leads, everybody = await parties.people_of(subject)
    own = await anonymous.words_of(subject.application) if subject.application else []
    known = [*own, *await anonymous.words_of_people(everybody)]
    return [*known, *(Word("name", name) for name in behind.mentors.values()), *(Word("post", w) for w in behind.words)]


def _owner(item: _Item) -> tuple[str, int]:
    if item.milestone:
        return "milestone", item.milestone
    if item.outcome:
        return "outcome", item.outcome
    return "application", item.application or 0


async def _sections(item: _Item) -> list[Section]:
    found: list[Section] = []
    if item.milestone:
        m = Milestone
        found += await _texts(m, m.id == item.milestone, (("提交的材料", m.note), ("完成标志", m.mark)))
    if item.outcome:
        o = Outcome
        named: Named = (
            ("摘要", o.summary),
            ("解决的问题", o.problem),
            ("做法", o.practice),
            ("成效", o.effect),
            ("适用条件", o.conditions),
            ("可复制要点", o.takeaways),
            ("注意事项", o.cautions),
        )
        found += await _texts(o, o.id == item.outcome, named)
    a = Application
    source = item.application or (item.claimed if item.milestone else None)
    if source:
        prefix = "" if item.application else "任务书："
        claim: Named = (("问题", a.problem), ("目标", a.goal), ("预期成效", a.effect))
        claim += (("研究内容", a.content), ("思路和方法", a.approach))
        claim += (("工作基础", a.basis),) if item.application else ()
        found += await _texts(a, a.id == source, tuple((prefix + title, column) for title, column in claim))
        found += await _promised(source, prefix, costs=item.application is not None)
    return found


async def _promised(application: int, prefix: str, *, costs: bool) -> list[Section]:
    """The outcomes that an application promises, and its budget; each line as on the anonymous sheet."""
    held = await applications.rows(application)
    lines = [(prefix + "预期成果", drafts.in_words("products", held.products))]
    lines += [("经费", drafts.in_words("costs", held.costs))] if costs else []
    return [Section(title, text) for title, text in lines if text]


async def _texts(table: Any, where: Any, named: Named) -> list[Section]:
    row = await table.select(*(column for _title, column in named)).where(where).first()
    values = (row or {}).values()
    return [Section(title, text) for (title, _column), text in zip(named, values, strict=False) if text]


async def _goals(item: _Item) -> list[Goal]:
    p, a = ProjectIndicator, ApplicationIndicator
    if item.project:
        query: Any = p.select(p.name, p.unit, p.target, p.actual).where(p.project == item.project).order_by(p.sort)
        return await db.rows(query.limit(MOST), Goal)
    query = a.select(a.name, a.unit, a.target).where(a.application == (item.application or 0)).order_by(a.sort)
    return [Goal(**row, actual=Decimal(0)) for row in await query.limit(MOST)]
