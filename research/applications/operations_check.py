# SPDX-License-Identifier: MIT
"""What unit and office do before a review: opinion, formal check, words to cover, opening what was sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from research.applications import operations, queries, rules
from research.applications.schemas import ApplicationView, CheckItem, UnitOpinion
from research.applications.tables import ApplicationCheck, CoverWord
from research.topics import queries as topics
from research.topics import rules_topics
from research.topics.schemas_topics import TopicView
from research.topics.states import APPLICATION
from research.topics.tables import Application, Topic
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

KIND = "application"
PAPER = "单位意见"
"""The category of a scanned opinion among an application's files."""


async def give_opinion(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    opinion: str,
    version: int | None,
    agrees: bool = True,
    uploads: Sequence[Upload] = (),
) -> ApplicationView:
    """Sign the unit's opinion, on line or with the scan of the stamped sheet; the office goes on.

    NotFound, Denied, Conflict, Invalid for a file that is not taken.
    """
    async with db.write_tx():
        application = await queries.application(actor, id)
        require(rules.may_give_opinion(actor, application))
        text = _("签署单位意见") if agrees else _("签署单位意见：不同意申报")
        said = UnitOpinion(opinion, agrees=agrees, version=version)
        return await _opinion(actor, id, said, text, uploads)


async def record_opinion(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: UnitOpinion,
    uploads: Sequence[Upload],
) -> ApplicationView:
    """Enter a unit's opinion from its stamped sheet, with the scan: as good as one signed on line.

    NotFound, Denied, Conflict, Invalid without a scan.
    """
    if not uploads:
        raise Invalid(fields={"uploads": _("请上传盖章的单位意见扫描件")})
    async with db.write_tx():
        application = await queries.application(actor, id)
        require(rules.may_record_opinion(actor, application))
        return await _opinion(actor, id, command, _("登记纸质单位意见"), uploads)


async def _opinion(actor: Actor, id_: int, said: UnitOpinion, text: str, uploads: Sequence[Upload]) -> ApplicationView:
    also: dict[Any, Any] = {
        Application.unit_opinion: said.opinion,
        Application.unit_agrees: said.agrees,
        Application.unit_opinion_by: actor.account,
    }
    await states.move(Application, APPLICATION, "give_opinion", id=id_, version=said.version, also=also)
    await files.attach(actor, kind=KIND, record=id_, uploads=uploads, category=PAPER)
    await trail.record(actor, "application.opinion", KIND, id_, text, detail=said.opinion)
    return await queries.application(actor, id_)


async def keep_check(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    items: Sequence[CheckItem],
    version: int | None,
) -> ApplicationView:
    """Keep what the office found for the items of the formal check; keeping it again replaces it.

    NotFound, Denied, Conflict when stale, Invalid for an item that is not on the checklist.
    """
    known = (await policies.formal_check()).items
    unknown = [one.item for one in items if one.item not in known]
    if unknown:
        raise Invalid(fields={"items": _("审查项目里没有“%(name)s”") % {"name": unknown[0]}})
    async with db.write_tx():
        application = await queries.application(actor, id)
        require(rules.may_check(actor, application))
        await states.touch(Application, id=id, version=version, values={Application.decided_by: actor.account})
        c = ApplicationCheck
        await c.delete().where((c.application == id) & (c.number == application.returns))
        rows = [
            c(
                application=id, number=application.returns, item=one.item, met=one.met, note=one.note,
                account=actor.account, at=clock.now(),
            )
            for one in items
        ]  # fmt: skip
        if rows:
            await c.insert(*rows)
        met = sum(one.met for one in items)
        text = _("形式审查：%(met)d项符合，%(not)d项不符合") % {"met": met, "not": len(items) - met}
        lacking = "；".join(f"{one.item}{'：' + one.note if one.note else ''}" for one in items if not one.met)
        await trail.record(actor, "application.checked", KIND, id, text, detail=lacking, staff_only=True)
        return await queries.application(actor, id)


async def cover_word(actor: Actor, *, id: int, text: str) -> None:  # noqa: A002 -- the record's id
    """Add a word that the anonymous sheet covers. NotFound, Denied, Invalid for one that is there already."""
    async with db.write_tx():
        application = await queries.application(actor, id)
        require(rules.may_cover(actor, application))
        w = CoverWord
        if await w.select(w.id).where((w.application == id) & (w.text == text)):
            raise Invalid(fields={"text": _("已经补充过这个词")})
        await w.insert(w(application=id, text=text, account=actor.account, at=clock.now()))
        await trail.record(
            actor, "application.covered", KIND, id, _("匿名活页补充遮盖的词"), detail=text, staff_only=True
        )


async def uncover_word(actor: Actor, *, id: int, word: int) -> None:  # noqa: A002 -- the record's id
    """Take an added word off again. NotFound, Denied."""
    async with db.write_tx():
        application = await queries.application(actor, id)
        require(rules.may_cover(actor, application))
        w = CoverWord
        gone = await w.delete().where((w.id == word) & (w.application == id)).returning(w.text)
        if gone:
            text = gone[0]["text"]
            await trail.record(
                actor, "application.uncovered", KIND, id, _("匿名活页取消遮盖的词"), detail=text, staff_only=True
            )


async def open_sealed(actor: Actor, *, topic: int, version: int | None) -> TopicView:
    """Open what was handed in for a sealed topic, once its last day is over; the opening stands on the trail.

    From now on the office reads the applications; they are counted, and the office hears of each. NotFound, Denied,
    Conflict.
    """
    async with db.write_tx():
        view = await topics.topic(actor, topic)
        require(rules_topics.may_open(actor, view))
        await states.touch(Topic, id=topic, version=version, values={Topic.opened_at: clock.now()})
        a = Application
        sealed = (a.topic == topic) & (a.topic._.published_at <= a.submitted_at)  # the rest was opened before
        found = await a.select(a.id).where(sealed).order_by(a.id)
        text = _("开启封存的申报书，共%(n)d份") % {"n": len(found)}
        await trail.record(actor, "topic.opened", "topic", topic, text, fields={"applications": len(found)})
        for row in found:
            await operations.announce(await queries.application(actor, row["id"]))
        return await topics.topic(actor, topic)
