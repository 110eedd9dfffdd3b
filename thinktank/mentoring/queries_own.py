# SPDX-License-Identifier: MIT
"""What mentoring holds of a person."""

from __future__ import annotations

from thinktank.kernel.subjects import MOST, Section, Subject
from thinktank.mentoring.states import PAIR, SUGGESTION, Kind
from thinktank.mentoring.tables import Mentorship, Suggestion, Talk


async def mentors(subject: Subject) -> Section:
    """Return who mentors the person, or did."""
    m = Mentorship
    query = m.select(m.kind, m.mentor._.name.as_alias("name"), m.project_title, m.since, m.until, m.state)
    rows = [
        {
            "导师": row["name"], "类别": Kind(row["kind"]).label, "课题": row["project_title"], "自": row["since"],
            "至": row["until"] or "", "状态": PAIR.public_label(row["state"]),
        }
        for row in await query.where(m.talent == (subject.talent or -1)).order_by(m.id).limit(MOST)
    ]  # fmt: skip
    return Section("导师", rows)


async def talks(subject: Subject) -> Section:
    """Return the talks that were held with the person."""
    t = Talk
    query = t.select(t.on, t.held_by._.name.as_alias("name"), t.topic, t.text)
    rows = [
        {"日期": row["on"], "谈话人": row["name"], "主题": row["topic"], "内容": row["text"]}
        for row in await query.where(t.talent == (subject.talent or -1)).order_by(t.id).limit(MOST)
    ]
    return Section("谈心谈话", rows)


async def suggestions(subject: Subject) -> Section:
    """Return what the person suggested, or what was noted for them, with the answers."""
    s = Suggestion
    query = s.select(s.created_at, s.text, s.state, s.answer)
    rows = [
        {
            "日期": f"{row['created_at']:%Y-%m-%d}", "意见建议": row["text"],
            "状态": SUGGESTION.public_label(row["state"]), "答复": row["answer"],
        }
        for row in await query.where(s.talent == (subject.talent or -1)).order_by(s.id).limit(MOST)
    ]  # fmt: skip
    return Section("意见建议", rows)


MY_DATA = (mentors, talks, suggestions)
