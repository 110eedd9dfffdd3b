# SPDX-License-Identifier: MIT
"""Drawing the parts of a briefing from the data, in the actor's scope: people, topics, projects, reports."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
from piccolo.query.functions.aggregate import Count

from research.projects import queries as projects
from research.projects.queries_counts import GOING, Group, groups, under_way
from research.projects.tables import Project
from research.reports import queries_counts as reporting
from research.reports.tables import Report
from reviews.supervision.states import Colour
from thinktank.briefings.periods import compared
from thinktank.briefings.sections import Drawing, Listing, Section, listed, share
from thinktank.cockpit import happened, queries
from thinktank.cockpit.queries_panels import WARNING
from thinktank.documents.charts import Chart, ChartKind, Series
from thinktank.documents.word import written_day
from thinktank.kernel import clock, db
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.talents import queries as talents
from thinktank.talents.tables import Talent
from thinktank.tally import queries as tally

MOST_ROWS = 20
LIGHTS = (Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.GREY)


async def tell_happened(drawing: Drawing, what: str, *keys: tuple[str, str]) -> list[str]:
    """Take down how often things happened to rows in the period and in the one before; return them as text.

    ``keys`` are the keys of the things with the unit that each is counted in. One query.
    """
    things = [happened.thing(what, key) for key, _unit in keys]
    now, then = (drawing.period.first, drawing.period.last), (drawing.earlier.first, drawing.earlier.last)
    counts = await happened.count(drawing.actor, things, now, then, direction=drawing.direction)
    return [
        drawing.tell(
            f"{what}.{one.key}", _(one.label), n, unit, earlier=earlier, href=one.href(now, drawing.direction),
            source=_("本期内发生的，按发生日期"),
        )
        for one, (_key, unit), (n, earlier) in zip(things, keys, counts, strict=True)
    ]  # fmt: skip


def standing_at() -> str:
    """What a figure counts that is taken on the day of drawing."""
    return _("%(day)s的情况") % {"day": written_day(clock.today())}


def directions(drawing: Drawing) -> list[Direction]:
    """The directions that a briefing tells of."""
    return [one for one in Direction if drawing.direction in {"", str(one)}]


def rows_href(what: str, **narrowed: Any) -> str:
    """Where the rows of a number are listed."""
    chosen = {key: str(value) for key, value in narrowed.items() if value}
    return f"{queries.ROWS}/{what}?{urlencode(chosen)}".rstrip("?")


# -- people -----------------------------------------------------------------------------------------------------


async def _members(drawing: Drawing) -> dict[str, int]:
    """How many people are in the bank, by direction; from the counts where all are seen."""
    if queries.sees_all(drawing.actor):
        return await tally.counts(queries.MEMBERS)
    t: Any = Talent
    where = talents.visible_to(drawing.actor)
    query = t.select(t.direction, Count(t.id)).where(t.state == "active")
    rows = await (query if where is None else query.where(where)).group_by(t.direction)
    return {row["direction"]: row["count"] for row in rows}


async def people(drawing: Drawing) -> Section:
    """Tell who is in the bank, in which directions, and who came and went."""
    found = await _members(drawing)
    shown = {one: found.get(str(one), 0) for one in directions(drawing)}
    n = found.get(drawing.direction, 0) if drawing.direction else sum(found.values())
    href = "/talents?" + urlencode(
        {"state": "active"} | ({"direction": drawing.direction} if drawing.direction else {})
    )
    total = drawing.tell("people.active", _("在库人才"), n, _("人"), source=standing_at(), href=href)
    came, went = await tell_happened(drawing, "talents", ("admitted", _("人")), ("exited", _("人")))
    by = listed(f"{one.label}{n}{_('人')}" for one, n in shown.items())
    text = _("截至%(day)s，青年人才智库在库%(total)s%(change)s，其中%(by)s。%(this)s新入库%(came)s，出库%(went)s。") % {
        "day": written_day(clock.today()), "total": total, "change": drawing.change("people.active"),
        "by": by, "this": drawing.this, "came": came, "went": went,
    }  # fmt: skip
    bars = Series(_("人数"), tuple(shown.values()))
    chart = Chart(ChartKind.BARS, _("各方向在库人才"), _("人"), tuple(one.label for one in shown), (bars,))
    return Section("people", text, None if drawing.direction else chart)


# -- topics and grants ------------------------------------------------------------------------------------------


async def topics(drawing: Drawing) -> Section:
    """Tell what was put on the list, what was claimed and what was granted."""
    unit = _("项")
    published, awarded, unclaimed = await tell_happened(
        drawing, "topics", ("published", unit), ("awarded", unit), ("unclaimed", unit)
    )
    (granted,) = await tell_happened(drawing, "projects", ("granted", unit))
    won, lost = (drawing.figures[f"topics.{key}"].value for key in ("awarded", "unclaimed"))
    text = _(
        "%(this)s发布选题%(published)s%(change)s；揭榜立项%(awarded)s，流榜%(unclaimed)s，揭榜率%(rate)s。"
        "新立项课题%(granted)s%(more)s。"
    ) % {
        "this": drawing.this, "published": published, "awarded": awarded, "unclaimed": unclaimed,
        "rate": share(won, won + lost), "granted": granted,
        "change": drawing.change("topics.published"),
        "more": drawing.change("projects.granted"),
    }  # fmt: skip
    return Section("topics", text)


# -- projects ---------------------------------------------------------------------------------------------------


class _Warned(msgspec.Struct):
    title: str
    lead_name: str
    light: str
    light_reason: str


async def _groups(drawing: Drawing) -> dict[Group, int]:
    if queries.sees_all(drawing.actor):
        found = under_way(await tally.lines(GOING))
    else:
        found = await groups(projects.visible_to(drawing.actor))
    return {one: n for one, n in found.items() if drawing.direction in {"", one.direction}}


async def _warned(drawing: Drawing) -> Listing:
    p = Project
    where = WARNING & queries.going(drawing.actor)
    if drawing.direction:
        where &= p.direction == drawing.direction
    query = p.select(p.title, p.lead._.name.as_alias("lead_name"), p.light, p.light_reason).where(where)
    found = await db.rows(query.order_by(p.light).order_by(p.light_since).order_by(p.id).limit(MOST_ROWS), _Warned)
    columns = (("title", _("课题")), ("lead", _("负责人")), ("light", _("亮灯")), ("reason", _("原因")))
    rows = ((one.title, one.lead_name, Colour(one.light).label, one.light_reason) for one in found)
    return Listing(columns, tuple(rows))


async def progress(drawing: Drawing) -> Section:
    """Tell how the projects under way stand: levels, lights, those that need a hand, those that closed."""
    found = await _groups(drawing)

    def told(key: str, name: str, **narrowed: str) -> str:
        n = sum(n for one, n in found.items() if all(getattr(one, field) == value for field, value in narrowed.items()))
        href = rows_href("projects", direction=drawing.direction, **narrowed)
        return drawing.tell(f"going.{key}", name, n, _("项"), source=standing_at(), href=href)

    total = told("all", _("在研课题"))
    levels = listed(
        (
            _("重大") + told("major", _("在研重大课题"), level="major"),
            _("重点") + told("key", _("在研重点课题"), level="key"),
        )
    )
    lights = listed(one.label + told(one, _("亮灯%(light)s课题") % {"light": one.label}, light=one) for one in LIGHTS)
    closed, excellent = await tell_happened(drawing, "projects", ("closed", _("项")), ("excellent", _("项")))
    text = _(
        "目前在研课题%(total)s%(change)s，其中%(levels)s。按亮灯情况：%(lights)s。"
        "%(this)s结题%(closed)s，其中评为优秀%(excellent)s。"
    ) % {
        "total": total, "change": drawing.change("going.all"), "levels": levels, "lights": lights,
        "this": drawing.this, "closed": closed, "excellent": excellent,
    }  # fmt: skip
    return Section("projects", text, _lights_chart(drawing, found), await _warned(drawing))


def _lights_chart(drawing: Drawing, found: dict[Group, int]) -> Chart:
    shown = directions(drawing)
    series = [
        Series(
            light.label,
            tuple(sum(n for one, n in found.items() if (one.direction, one.light) == (str(of), light)) for of in shown),
            str(light),
        )
        for light in LIGHTS
    ]
    return Chart(
        ChartKind.STACKED, _("各方向课题亮灯"), _("项"), tuple(one.label for one in shown), tuple(series)
    )  # fmt: skip


# -- reports ----------------------------------------------------------------------------------------------------


async def _reported(drawing: Drawing, first: date, last: date) -> tuple[int, int]:
    if queries.sees_all(drawing.actor) and not drawing.direction:
        lines = await tally.lines(ranged=reporting.NAMES, **reporting.keys(first, last))
        return reporting.rate(lines)
    where = queries.reports_due(drawing.actor, first, last)
    if drawing.direction:
        where &= Report.project._.direction == drawing.direction
    return await reporting.counted(where)


async def reports(drawing: Drawing) -> Section:
    """Tell how many reports were due and how many of them came in time."""
    first, last = drawing.period.first, drawing.period.last
    now, then = (
        await _reported(drawing, first, last),
        await _reported(drawing, drawing.earlier.first, drawing.earlier.last),
    )
    source = _("汇报期在本期内结束、已过最后一天且未免报的报告")
    narrowed = {"direction": drawing.direction, "since": first, "until": last}
    due = drawing.tell(
        "reports.due", _("应报进展报告"), now[0], _("份"), earlier=then[0], source=source,
        href=rows_href("reports", **narrowed),
    )  # fmt: skip
    came = drawing.tell(
        "reports.on_time", _("按期进展报告"), now[1], _("份"), earlier=then[1], source=source,
        href=rows_href("reports", only="on_time", **narrowed),
    )  # fmt: skip
    text = _("%(this)s应报进展报告%(due)s，按期报送%(came)s，按期率%(rate)s（%(before)s%(then)s）。") % {
        "this": drawing.this, "due": due, "came": came, "rate": share(now[1], now[0]),
        "before": compared(drawing.kind), "then": share(then[1], then[0]),
    }  # fmt: skip
    return Section("reports", text)
