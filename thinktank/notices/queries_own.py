# SPDX-License-Identifier: MIT
"""What notices hold of their reader."""

from __future__ import annotations

from thinktank.identity.tables import Feedback
from thinktank.kernel.subjects import MOST, Section, Subject
from thinktank.notices.states import Channel
from thinktank.notices.tables import CalendarFeed, Notice, NoticeWay


async def received(subject: Subject) -> Section:
    """Return the latest notices."""
    n = Notice
    query = n.select(n.at, n.title).where(n.account == subject.account)
    found = await query.order_by(n.id, ascending=False).limit(MOST)
    return Section("站内消息", [{"时间": f"{row['at']:%Y-%m-%d %H:%M}", "标题": row["title"]} for row in found])


async def feedback(subject: Subject) -> Section:
    """Return the complaints and suggestions left under one's name, with their answers."""
    f = Feedback
    found = await f.select(f.at, f.text, f.answer).where(f.account == subject.account).order_by(f.id).limit(MOST)
    rows = [{"日期": f"{row['at']:%Y-%m-%d}", "内容": row["text"], "答复": row["answer"]} for row in found]
    return Section("投诉建议", rows)


async def ways(subject: Subject) -> Section:
    """Return the ways beside mail in use, without their keys, and whether the calendar has an address."""
    w, f = NoticeWay, CalendarFeed
    found = await w.select(w.channel, w.set_at).where((w.account == subject.account) & (w.enabled == True))  # noqa: E712
    rows = [{"渠道": Channel(row["channel"]).label, "启用时间": f"{row['set_at']:%Y-%m-%d %H:%M}"} for row in found]
    feeds = await f.select(f.created_at).where((f.account == subject.account) & f.revoked_at.is_null())
    rows += [{"渠道": "日历订阅", "启用时间": f"{row['created_at']:%Y-%m-%d %H:%M}"} for row in feeds]
    return Section("通知渠道", rows)


MY_DATA = (received, feedback, ways)
