# SPDX-License-Identifier: MIT
"""What applications declare for others: their decisions, to be taken back, and what stands in the way of that."""

from __future__ import annotations

from research.applications import queries, queries_team, rules
from research.applications.schemas import ApplicationView
from research.corrections import queries as rulings
from research.corrections.schemas import Correction, Place, Subject
from research.topics.states import APPLICATION, ApplicationState, TopicState
from research.topics.tables import Application
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _

KIND = "application"
CLOSED_TOPICS = (TopicState.UNCLAIMED, TopicState.ARCHIVED)
"""Where nothing can come of an application that is opened again."""


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the record's id
    """Return the office's word on an application as something to take back. NotFound outside the scope."""
    found = await queries.application(actor, id)
    may = rules.may_take_back(actor, found)
    return Subject(
        title=found.topic_title, href=f"/applications/{id}", version=found.version, may=may,
        people=tuple(await queries.team_accounts(id)), obstacle=await _in_the_way(found) if may else "",
    )  # fmt: skip


async def _in_the_way(found: ApplicationView) -> str:
    """Say what keeps a refused application, or one that was not granted, from being opened again."""
    if found.state not in APPLICATION.final:
        return ""
    if found.topic_state in CLOSED_TOPICS:
        return _("课题已流榜或归档，再次发布后才能撤销")
    if found.state == ApplicationState.NOT_GRANTED and (said := await _on_its_list(found.id)):
        return said
    unmet = [one for one in await queries_team.findings(found) if not one.met]
    reasons = "；".join(f"{one.who}：{one.rule}（{one.value}）" for one in unmet)
    return _("现在恢复不符合申报条件，请先处理：%(reasons)s") % {"reasons": reasons} if reasons else ""


async def _on_its_list(id_: int) -> str:
    """A no that was signed with a list goes back with the list, one that ended a notice only while the list runs."""
    listed = await queries.listed_on(id_)
    if await _stood_on_notice(id_):
        return "" if listed == "notice" else _("名单已办结，不能恢复公示；可请团队重新申报")
    return _("不予立项已随名单签批，请先撤销名单签批，或待名单办结") if listed == "notice" else ""


async def _stood_on_notice(id_: int) -> bool:
    ruling = await rulings.newest(KIND, id_)
    changes = await rulings.changes_of(ruling.id) if ruling else []
    return any(one.was == ApplicationState.NOTICE for one in changes)


async def held_by_list(application: int) -> str:
    """Say why the review of an application cannot be taken back: it stands on a list. Blank when nothing does."""
    listed = await queries.listed_on(application)
    return _("申报已列入拟立项名单，先从名单里移出，再撤销评审结论") if listed else ""


CORRECTIONS = {KIND: Correction("申报办理", correctable)}
PLACES = (Place(Application, APPLICATION, "申报"),)
