# SPDX-License-Identifier: MIT
"""What the bank holds of a person."""

from __future__ import annotations

from thinktank.kernel.directions import Direction
from thinktank.kernel.subjects import MOST, Section, Subject
from thinktank.talents.schemas import GENDERS
from thinktank.talents.states import CHANNELS, MEMBERSHIP
from thinktank.talents.tables import AdmissionCase, NoticeObjection, Talent


async def facts(subject: Subject) -> Section:
    """Return the person's entry in the bank, nothing masked; the office's own remark is not the person's."""
    t = Talent
    found = await (
        t.select(
            t.name, t.gender, t.birth_month, t.ethnicity, t.political_status, t.education, t.degree, t.school, t.major,
            t.unit._.name.as_alias("unit_name"), t.post, t.pro_title, t.strengths, t.research_interest, t.phone,
            t.email, t.direction, t.wish, t.state, t.admitted_on, t.term_to,
        ).where(t.id == (subject.talent or -1))
    )  # fmt: skip
    rows = [
        {
            "姓名": row["name"], "性别": GENDERS.get(row["gender"], ""), "出生年月": _month(row["birth_month"]),
            "民族": row["ethnicity"], "政治面貌": row["political_status"], "学历": row["education"],
            "学位": row["degree"], "毕业院校": row["school"], "专业": row["major"], "单位": row["unit_name"],
            "职务": row["post"], "职称": row["pro_title"], "专业特长": row["strengths"],
            "研究方向": row["research_interest"], "手机号": row["phone"], "邮箱": row["email"],
            "主方向": _direction(row["direction"]), "意向方向": _direction(row["wish"]),
            "身份": MEMBERSHIP.public_label(row["state"]), "入库日期": row["admitted_on"] or "",
            "任期至": row["term_to"] or "",
        }
        for row in found
    ]  # fmt: skip
    return Section("人才库资料", rows)


async def ways_in(subject: Subject) -> Section:
    """Return how the person came into the bank, or applied; opinions and checks of others are not the person's.

    A recommendation is its author's: the person reads only what they wrote themselves.
    """
    c = AdmissionCase
    query = c.select(
        c.channel, c.opened_at, c.nominated_by, c.statement, c.decided_on, c.notice._.ends_on.as_alias("to")
    )
    rows = [
        {
            "渠道": CHANNELS.get(row["channel"], ""), "日期": f"{row['opened_at']:%Y-%m-%d}",
            "本人陈述": row["statement"] if row["nominated_by"] == subject.account else "",
            "审定日期": row["decided_on"] or "", "公示至": row["to"] or "",
        }
        for row in await query.where(c.talent == (subject.talent or -1)).order_by(c.id).limit(MOST)
    ]  # fmt: skip
    return Section("入库经过", rows)


async def objections(subject: Subject) -> Section:
    """Return what the person held against others' admission in the own name, with the answers."""
    o = NoticeObjection
    query = o.select(o.at, o.notice._.title.as_alias("title"), o.contact, o.text, o.answer)
    rows = [
        {
            "日期": f"{row['at']:%Y-%m-%d}", "公示": row["title"], "联系方式": row["contact"],
            "反映的情况": row["text"], "答复": row["answer"],
        }
        for row in await query.where(o.account == subject.account).order_by(o.id).limit(MOST)
    ]  # fmt: skip
    return Section("公示期反映的情况", rows)


def _month(day: object) -> str:
    return f"{day:%Y-%m}" if day else ""


def _direction(value: str) -> str:
    return Direction(value).label if value else ""


MY_DATA = (facts, ways_in, objections)
