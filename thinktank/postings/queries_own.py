# SPDX-License-Identifier: MIT
"""What postings hold of a person."""

from __future__ import annotations

from thinktank.kernel.subjects import MOST, Section, Subject
from thinktank.postings.states import DONE, POSTING, Grade, Kind
from thinktank.postings.tables import Posting, PostingChange, PostingOpinion


async def postings(subject: Subject) -> Section:
    """Return the person's postings from when they were asked, with what they wrote; others' opinions are not theirs.

    A grade counts once it is signed.
    """
    p = Posting
    mine = (p.talent == (subject.talent or -1)) & p.asked_at.is_not_null()
    query = p.select(
        p.kind, p.post, p.receiver._.name.as_alias("unit_name"), p.starts_on, p.ends_on, p.ended_on, p.mentor_name,
        p.contact, p.plan, p.half_text, p.half_comment, p.summary, p.state, p.grade,
    ).where(mine)  # fmt: skip
    rows = [
        {
            "类别": Kind(row["kind"]).label, "接收单位": row["unit_name"], "岗位": row["post"],
            "自": row["starts_on"], "至": row["ended_on"] or row["ends_on"],
            "状态": POSTING.public_label(row["state"]), "带教": row["mentor_name"], "联系人": row["contact"],
            "锻炼计划": row["plan"], "半程小结": row["half_text"], "半程意见": row["half_comment"],
            "个人总结": row["summary"],
            "鉴定等次": Grade(row["grade"]).label if row["grade"] and row["state"] in DONE else "",
        }
        for row in await query.order_by(p.id).limit(MOST)
    ]  # fmt: skip
    return Section("岗位历练", rows)


async def answers(subject: Subject) -> Section:
    """Return what the person answered to a posting or asked for during one."""
    o, c = PostingOpinion, PostingChange
    said = o.select(o.at, o.posting._.post.as_alias("post"), o.agrees, o.text).where(
        (o.posting._.talent == (subject.talent or -1)) & (o.side == "person") & (o.step == "consent")
    )
    asked = c.select(c.asked_at, c.posting._.post.as_alias("post"), c.reason).where(c.asked_by == subject.account)
    rows = [
        {
            "日期": f"{row['at']:%Y-%m-%d}", "岗位": row["post"],
            "意见": "同意" if row["agrees"] else "不同意", "说明": row["text"],
        }
        for row in await said.order_by(o.id).limit(MOST)
    ]  # fmt: skip
    rows += [
        {"日期": f"{row['asked_at']:%Y-%m-%d}", "岗位": row["post"], "意见": "申请变更", "说明": row["reason"]}
        for row in await asked.order_by(c.id).limit(MOST)
    ]
    return Section("岗位历练意见", rows)


MY_DATA = (postings, answers)
