# SPDX-License-Identifier: MIT
"""The list of topics and the application on paper (domain.md §1.2, §1.4)."""

from __future__ import annotations

from research.topics import queries, queries_papers
from research.topics.queries_papers import ListedTopic
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import BUSINESS, Actor, Role
from thinktank.papers.blocks import direction, or_none
from thinktank.papers.kinds import Asked, Kind, Told
from thinktank.policies import queries as policies

READERS = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON, Role.MEMBER})

# -- the list -------------------------------------------------------------------------------------------------------

_LIST = (
    Field("year", "年度", "2026年"),
    Field("team_most", "课题组人数上限", "5"),
    Field("leads_at_once", "同时主持上限", "1"),
    Field("joins_at_once", "同时参与上限", "2"),
    listing(
        "topics",
        "课题",
        Field("number", "榜单编号", "榜2026-01"),
        Field("title", "题目", "老旧小区停车资源共享机制研究"),
        Field("direction", "方向", "城市建设"),
        Field("level", "级别", "重点"),
        Field("track", "立项方式", "揭榜挂帅"),
        Field("requester", "需求单位", "区住建局"),
        Field("contact", "对接人", "王科长"),
        Field("background", "背景", "老旧小区建成年代早，配建车位不足。"),
        Field("problem", "要解决的问题", "夜间占道停车突出。"),
        Field("goal", "目标", "形成可推广的共享办法。"),
        Field("effect", "预期效果", "夜间占道减少三成。"),
        Field("indicators", "考核指标", "走访企业60家；形成调研报告1份"),
        Field("deliverable", "成果形式", "调研报告、实施方案"),
        Field("conditions", "揭榜条件和支持", "熟悉城市管理，开放停车数据。"),
        Field("term", "周期", "8个月"),
        Field("closes_on", "揭榜截止", "2026年4月30日"),
    ),
)


def _design_list(paper: Paper) -> None:
    paper.subtitle("（{{ year }}）")
    paper.paragraph(
        "为聚焦实际问题、项目化推进课题研究，现发布{{ year }}{{ programme }}课题榜单，并就申报有关事项说明如下。"
    )
    paper.heading("申报对象")
    paper.paragraph(
        "在库智库成员可作为负责人申报（揭榜）。课题组连同负责人不超过{{ team_most }}人；"
        "同一人同时主持课题不超过{{ leads_at_once }}项，同时参与不超过{{ joins_at_once }}项。"
    )
    paper.heading("申报办法")
    paper.paragraph(
        "在系统中选定课题，填写申报书，经所在单位签署意见后提交。申报书对照问题、目标、效果逐项填写，考核指标应可量化、可检验。"
    )
    paper.heading("审定与管理")
    paper.paragraph("经形式审查、专家评审和审定公示后立项，签订任务书，按节点开题、中期检查和结题评审。")
    paper.heading("保密要求")
    paper.paragraph("申报材料不得含有国家秘密和工作秘密。")
    paper.line("附件：课题榜单")
    paper.signature("{{ department }}", "{{ today }}")
    paper.appendix("附件")
    paper.caption("课题榜单")
    columns = [("编号", "{{ one.number }}"), ("题目", "{{ one.title }}"), ("方向", "{{ one.direction }}")]
    columns += [("级别", "{{ one.level }}"), ("需求单位", "{{ one.requester }}"), ("截止", "{{ one.closes_on }}")]
    paper.repeat("topics", columns, widths=[25, 40, 22, 14, 20, 35])
    with paper.each("one", "topics"):
        paper.line("{{ one.number }}　{{ one.title }}")
        facts = [("方向", "direction"), ("级别", "level"), ("立项方式", "track"), ("需求单位", "requester")]
        facts += [("对接人", "contact"), ("周期", "term"), ("成果形式", "deliverable"), ("揭榜截止", "closes_on")]
        paper.facts([(title, f"{{{{ one.{name} }}}}") for title, name in facts])
        texts = [
            ("背景", "background"),
            ("要解决的问题", "problem"),
            ("目标", "goal"),
            ("预期效果", "effect"),
            ("考核指标", "indicators"),
        ]
        texts += [("揭榜条件和支持", "conditions")]
        paper.facts([(title, f"{{{{ one.{name} }}}}") for title, name in texts], across=1)


async def _tell_list(actor: Actor, asked: Asked) -> Told:
    """The topics on the list, perhaps of one year."""
    found = await queries_papers.topics(actor, queries.Search(state="published", year=asked.year))
    limits = await policies.programme()
    values = {
        "year": f"{limits.year}年",
        "team_most": limits.team_most,
        "leads_at_once": limits.leads_at_once,
        "joins_at_once": limits.joins_at_once,
        "topics": [_topic(one) for one in found],
    }
    return Told(values, about=f"截至{written_day(clock.today())}")


def _topic(one: ListedTopic) -> dict[str, str]:
    return {
        "number": one.number,
        "title": one.title,
        "direction": direction(one.direction),
        "level": one.level_label,
        "track": one.track_label,
        "requester": or_none(one.requester_name),
        "contact": or_none(one.contact),
        "background": or_none(one.background),
        "problem": or_none(one.problem),
        "goal": or_none(one.goal),
        "effect": or_none(one.effect),
        "indicators": or_none("；".join(one.targets)),
        "deliverable": or_none(one.deliverable),
        "conditions": or_none(one.conditions),
        "term": f"{one.months}个月",
        "closes_on": written_day(one.closes_on) or "长期",
    }


PAPERS = (
    Kind(
        name="topic_list", title="课题榜单", heading="课题榜单和申报指南", about="榜单和申报指南，列出正在揭榜的课题",
        subject="topics", path="/topics", single=False, roles=frozenset(BUSINESS), own=_LIST, design=_design_list,
        tell=_tell_list,
    ),
)  # fmt: skip
