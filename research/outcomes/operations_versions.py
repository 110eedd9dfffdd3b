# SPDX-License-Identifier: MIT
"""What an outcome says: its authors, its likeness to others, its versions, and what is sent back to be added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from research.outcomes import queries, queries_versions, rules
from research.outcomes.schemas import AuthorContent, OutcomeView, Registration, Revision, SendBack
from research.outcomes.tables import Outcome, OutcomeAuthor, OutcomeVersion
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.talents.tables import Talent
from thinktank.trail import operations as trail

KIND = "outcome"
WORDS = ("title", "kind", "summary", "problem", "practice", "effect")
"""What a version keeps beside the authors."""


def guard(text: str, field: str, body: str = "", document: str = "") -> None:
    """Refuse words that need an approval which is not recorded. Raises Invalid under the field's name."""
    decision = rules.may_say(text, body, document)
    if not decision:
        raise Invalid(fields={field: decision.reason})


def not_in_future(on: date, field: str = "on") -> None:
    """Refuse a day that has not come. Raises Invalid under the field's name."""
    if on > clock.today():
        raise Invalid(fields={field: _("日期还没有到，请填写已经发生的日期")})


async def unit_of(talent: int) -> int:
    """Return the unit of an author; Invalid for somebody who is not in the bank."""
    row = await Talent.select(Talent.unit).where(Talent.id == talent).first()
    if row is None:
        raise Invalid(fields={"authors": _("完成人从人才库选择")})
    return int(row["unit"])


async def author(id_: int, authors: Sequence[AuthorContent]) -> None:
    """Write down who made an outcome, in place of those before. Must run inside ``write_tx()``."""
    a = OutcomeAuthor
    await a.delete().where(a.outcome == id_)
    rows = [a(outcome=id_, talent=one.talent, share=one.share, sort=sort) for sort, one in enumerate(authors)]
    await a.insert(*rows)


async def refuse_twins(actor: Actor, content: Registration | Revision, *, project: int | None, but: int = 0) -> None:
    """Refuse an outcome that reads like one on record, unless it is said what sets them apart. Raises Invalid.

    One that has the very title of another project's is refused whatever is said: it counts for one project.
    """
    terms = await policies.outcomes()
    people = [one.talent for one in content.authors]
    found = await queries_versions.alike(
        actor, content.title, content.summary, people=people, project=project, but=but, least=terms.alike_percent
    )
    same = next((one for one in found if one.title == content.title and one.elsewhere), None)
    if same is not None:
        text = _("同名成果已在其他项目登记（%(number)s），同一成果只计入一个项目") % {"number": same.number or "—"}
        raise Invalid(fields={"title": text})
    if found and not content.distinct.strip():
        raise Invalid(fields={"distinct": queries_versions.said(found[0])})


async def revise(actor: Actor, *, id: int, content: Revision) -> OutcomeView:  # noqa: A002 -- the record's id
    """Write an outcome's content anew; the version before is kept, and what was sent back is handed in again.

    NotFound, Denied, Conflict when stale, Invalid as registration.
    """
    async with db.write_tx():
        outcome = await queries.get(actor, id)
        require(rules.may_revise(actor, outcome))
        wrong = rules.wrong_authors(content.authors)
        if wrong:
            raise Invalid(fields={"authors": wrong})
        guard(content.title, "title")
        await refuse_twins(actor, content, project=outcome.project, but=id)
        await _keep(actor, outcome, content.reason)
        values: dict[Any, Any] = {getattr(Outcome, name): getattr(content, name) for name in WORDS}
        values |= {Outcome.returned_at: None, Outcome.returned_reason: ""}
        await states.touch(Outcome, id=id, version=content.version, values=values)
        await author(id, content.authors)
        text = _("补充后重新提交") if outcome.returned_at else _("修改成果")
        detail = "　".join(part for part in (content.reason, content.distinct) if part)
        await trail.record(actor, "outcome.revised", KIND, id, text, detail=detail)
        if outcome.returned_at and outcome.returned_by:
            await notices.notify(
                [outcome.returned_by], rule="outcome.handed_in", kind=KIND, record=id, href=f"/outcomes/{id}",
                title=_("成果“%(title)s”已补充，请继续办理") % {"title": content.title}, body=content.reason,
                occasion=outcome.returned_at.isoformat(),
            )  # fmt: skip
        return await queries.get(actor, id)


async def _keep(actor: Actor, outcome: OutcomeView, reason: str) -> None:
    v = OutcomeVersion
    last = await v.select(v.nth).where(v.outcome == outcome.id).order_by(v.nth, ascending=False).first()
    content = {name: getattr(outcome, name) for name in WORDS}
    content["authors"] = "、".join(f"{one.name} {one.share}%" for one in outcome.authors)
    row = v(
        outcome=outcome.id, nth=last["nth"] + 1 if last else 1, content=msgspec.json.encode(content).decode(),
        reason=reason, by=actor.account, at=clock.now(),
    )  # fmt: skip
    await v.insert(row)


async def send_back(actor: Actor, *, id: int, content: SendBack) -> OutcomeView:  # noqa: A002 -- the record's id
    """Ask the team to add something before the outcome goes on (退回补充). NotFound, Denied, Conflict."""
    async with db.write_tx():
        outcome = await queries.get(actor, id)
        require(rules.may_send_back(actor, outcome))
        o, now = Outcome, clock.now()
        values = {o.returned_at: now, o.returned_reason: content.reason, o.returned_by: actor.account}
        await states.touch(o, id=id, version=content.version, values=values)
        await trail.record(actor, "outcome.sent_back", KIND, id, _("退回补充"), detail=content.reason)
        await notices.notify(
            [one.account for one in outcome.authors if one.account is not None], rule="outcome.sent_back", kind=KIND,
            record=id, title=_("成果“%(title)s”退回补充") % {"title": outcome.title}, body=content.reason,
            href=f"/outcomes/{id}/revise", occasion=now.isoformat(),
        )  # fmt: skip
        return await queries.get(actor, id)
