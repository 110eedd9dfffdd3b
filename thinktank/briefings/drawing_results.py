# SPDX-License-Identifier: MIT
"""Drawing the parts of a briefing from the data, in the actor's scope: orders, outcomes, postings, what is next."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from research.outcomes import queries_counts as rungs
from research.outcomes.tables import Outcome, OutcomeStep
from research.projects.tables import Milestone, Project
from reviews.supervision.tables import Order
from thinktank.briefings.drawing import MOST_ROWS, rows_href, standing_at, tell_happened
from thinktank.briefings.sections import Drawing, Listing, Section, listed, share
from thinktank.cockpit import happened, queries
from thinktank.cockpit.queries_panels import OPEN_STEPS
from thinktank.documents.charts import Chart, ChartKind, Series
from thinktank.documents.word import written_day
from thinktank.kernel import clock, db
from thinktank.kernel.i18n import _
from thinktank.postings import queries_scope as postings
from thinktank.postings.states import THERE
from thinktank.postings.tables import Posting


def _narrowed(where: Any, column: Any, drawing: Drawing) -> Any:
    return where & (column == drawing.direction) if drawing.direction else where


async def _counted(query: Any) -> int:
    (row,) = await db.rows(db.count(query), db.Count)
    return int(row.n)


# -- supervision ------------------------------------------------------------------------------------------------


class _Late(msgspec.Struct):
    number: str
    matter: str
    handler_name: str
    due_on: date


async def orders(drawing: Drawing) -> Section:
    """Tell what was ordered and closed out, and which orders are past their day."""
    o: Any = Order
    unit = _("件")
    issued, closed, in_time = await tell_happened(
        drawing, "orders", ("issued", unit), ("closed", unit), ("in_time", unit)
    )
    is_open = _narrowed(queries.open_orders(drawing.actor), o.project._.direction, drawing)
    n = await _counted(o.select(o.id).where(is_open))
    href = "" if drawing.direction else "/supervision?show=open"
    open_now = drawing.tell("orders.open", _("未销号督办单"), n, unit, source=standing_at(), href=href)
    figures = drawing.figures
    text = _(
        "%(this)s下发督办单%(issued)s，销号%(closed)s，其中按期%(in_time)s，按期销号率%(rate)s；"
        "目前未销号%(open)s%(change)s。"
    ) % {
        "this": drawing.this, "issued": issued, "closed": closed, "in_time": in_time, "open": open_now,
        "rate": share(figures["orders.in_time"].value, figures["orders.closed"].value),
        "change": drawing.change("orders.open"),
    }  # fmt: skip
    late = o.select(o.number, o.matter, o.handler._.name.as_alias("handler_name"), o.due_on)
    late = late.where(is_open & (o.due_on < clock.today())).order_by(o.due_on).order_by(o.id)
    columns = (("number", _("编号")), ("matter", _("事项")), ("handler", _("承办人")), ("due_on", _("时限")))
    rows = (
        (one.number, one.matter, one.handler_name, written_day(one.due_on))
        for one in await db.rows(late.limit(MOST_ROWS), _Late)
    )
    return Section("supervision", text, listing=Listing(columns, tuple(rows)))


# -- outcomes ---------------------------------------------------------------------------------------------------

_STEPS = ("registered", "recommended", "instructed", "adopted", "applied", "pilot", "promoted")


class _Adopted(msgspec.Struct):
    title: str
    body: str
    document: str
    on: date


async def _reached(drawing: Drawing) -> list[tuple[str, str, int]]:
    """How many outcomes have come to each rung of the funnel, by key and word."""
    by = await rungs.counted(_narrowed(queries.outcomes_of(drawing.actor), Outcome.direction, drawing))
    return [(step.key, step.label, step.n) for step in queries.funnel(by)]


async def _adopted(drawing: Drawing) -> Listing:
    s = OutcomeStep
    seen = Outcome.select(Outcome.id).where(_narrowed(queries.outcomes_of(drawing.actor), Outcome.direction, drawing))
    days = (drawing.period.first, drawing.period.last)
    where = (s.rung == "adopted") & happened.on_days(s.on, days) & s.reversed_at.is_null() & s.outcome.is_in(seen)
    query = s.select(s.outcome._.title.as_alias("title"), s.body, s.document, s.on).where(where)
    found = await db.rows(query.order_by(s.on).order_by(s.id).limit(MOST_ROWS), _Adopted)
    columns = (("title", _("成果")), ("body", _("采纳单位")), ("document", _("文件")), ("on", _("日期")))
    return Listing(columns, tuple((one.title, one.body, one.document or "—", written_day(one.on)) for one in found))


async def results(drawing: Drawing) -> Section:
    """Tell which outcomes were registered, recommended, adopted, applied and spread; and the funnel over all."""
    told = await tell_happened(drawing, "outcomes", *((key, _("项")) for key in _STEPS))
    moved = [
        _(happened.thing("outcomes", key).label) + words + drawing.change(f"outcomes.{key}")
        for key, words in zip(_STEPS, told, strict=True)
        if key == "registered" or drawing.figures[f"outcomes.{key}"].value
    ]
    reached = await _reached(drawing)
    so_far = [
        word + drawing.tell(
            f"reached.{key}", _("累计%(rung)s") % {"rung": word}, n, _("项"), source=standing_at(),
            href=rows_href("outcomes", rung=key, direction=drawing.direction),
        )
        for key, word, n in reached
    ]  # fmt: skip
    text = _("%(this)s%(moved)s。\n累计%(so_far)s。") % {
        "this": drawing.this, "moved": "，".join(moved), "so_far": listed(so_far)
    }  # fmt: skip
    series = Series(_("成果"), tuple(n for _key, _word, n in reached))
    chart = Chart(ChartKind.FUNNEL, _("成果转化漏斗"), _("项"), tuple(word for _key, word, _n in reached), (series,))
    return Section("outcomes", text, chart, await _adopted(drawing))


# -- postings ---------------------------------------------------------------------------------------------------


async def at_posts(drawing: Drawing) -> Section:
    """Tell who went to a post, who came back, and how many are there."""
    started, ended = await tell_happened(drawing, "postings", ("started", _("人次")), ("ended", _("人次")))
    p: Any = Posting
    where = postings.visible_to(drawing.actor)
    there = _narrowed(p.state.is_in(list(THERE)), p.direction, drawing)
    n = await _counted(p.select(p.id).where(there if where is None else there & where))
    now = drawing.tell("postings.there", _("在岗历练"), n, _("人"), source=standing_at(), href="/postings")
    text = _("%(this)s选派到岗%(started)s，期满%(ended)s；目前在岗历练%(now)s%(change)s。") % {
        "this": drawing.this, "started": started, "ended": ended, "now": now,
        "change": drawing.change("postings.there"),
    }  # fmt: skip
    return Section("postings", text)


# -- what is next -----------------------------------------------------------------------------------------------


class _Coming(msgspec.Struct):
    on: date
    title: str
    detail: str


async def coming(drawing: Drawing) -> Section:
    """Tell what is due in the period that comes: steps of plans and orders, the first of them listed by their day."""
    first, last = max(drawing.coming.first, clock.today()), drawing.coming.last
    m, o = Milestone, Order
    going = _narrowed(queries.going(drawing.actor), Project.direction, drawing)
    of_going = db.there_is(Project.select(Project.id).where((Project.id == m.project) & going))
    steps: Any = OPEN_STEPS & (m.due_on >= first) & (m.due_on <= last) & of_going
    due: Any = _narrowed(queries.orders_at_handler(drawing.actor), o.project._.direction, drawing)
    due = due & (o.due_on >= first) & (o.due_on <= last)
    span = _("%(first)s至%(last)s到期") % {"first": written_day(first), "last": written_day(last)}
    told_steps = drawing.tell(
        "coming.steps", _("到期节点"), await _counted(m.select(m.id).where(steps)), _("个"), source=span
    )
    told_orders = drawing.tell(
        "coming.orders", _("到期督办单"), await _counted(o.select(o.id).where(due)), _("件"), source=span
    )
    red = drawing.figures["going.red"]
    lines = [
        _("%(span)s的课题节点%(steps)s、督办单%(orders)s，逐项提醒，按期办结。")
        % {"span": span, "steps": told_steps, "orders": told_orders}
    ]
    if red.value:
        lines.append(
            _("对亮红灯的%(n)d项课题%(mark)s逐项研究，明确整改措施和完成时间。") % {"n": red.value, "mark": red.mark}
        )
    waiting = drawing.figures["reached.recommended"].value - drawing.figures["reached.adopted"].value
    if waiting > 0:
        lines.append(_("对已推荐报送、尚未采纳的%(n)d项成果，加强与有关单位对接，推动转化应用。") % {"n": waiting})
    listing = m.select(m.due_on.as_alias("on"), m.title, m.project._.title.as_alias("detail")).where(steps)
    found = await db.rows(listing.order_by(m.due_on).order_by(m.id).limit(MOST_ROWS), _Coming)
    columns = (("on", _("期限")), ("title", _("节点")), ("detail", _("课题")))
    rows = tuple((written_day(one.on), one.title, one.detail) for one in found)
    return Section("next", "\n".join(lines), listing=Listing(columns, rows))
