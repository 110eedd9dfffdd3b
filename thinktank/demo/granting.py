# SPDX-License-Identifier: MIT
"""How the sample district grants: a list on public notice, and an objection that waits for its answer."""

from __future__ import annotations

from datetime import date, timedelta

from research.applications import operations as applications
from research.applications.schemas import ApplicationDraft, ProductContent
from research.applications.states import ProductForm
from research.grants import operations as grants
from research.grants import queries
from research.grants.schemas import DraftList, ItemContent, Object
from research.projects.schemas import ProjectView
from research.topics.schemas_topics import TopicDraft
from research.topics.states import Level, Track
from reviews.rubrics.states import Kind
from thinktank.demo import chapters, selection
from thinktank.demo.cast import Cast, on
from thinktank.demo.stories import STORIES
from thinktank.kernel.directions import Direction


async def through_list(cast: Cast, application: int, *, day: date, title: str) -> ProjectView:
    """Put one application on a list on a day, sign it, and grant it when its notice has run out."""
    content = DraftList(title, [ItemContent(application, mentors=[cast.mentor.account])], note="按揭榜条件审核通过")
    with on(day):
        made = await grants.draft_list(cast.officer, content=content)
        await grants.submit_list(cast.officer, id=made.id, version=None)
        signed = await grants.sign_list(cast.leader, id=made.id, version=None)
    with on((signed.notice_until or day) + timedelta(days=1)):
        item = signed.items[0].id
        done = await grants.grant_item(cast.officer, item=item)
        await grants.finish_list(cast.officer, id=made.id, version=done.version)
        return await queries.granted_project(cast.officer, item)


async def play(cast: Cast, today: date) -> None:
    """Let the leader of the first project, which is over, hand finished work in, and put it on notice."""
    lead = cast.members[STORIES[0].lead]
    with on(today - timedelta(days=9)):
        topic = await selection.put_out(cast, _topic())
        content = ApplicationDraft(
            problem="河网连通后水质改善没有评估", goal="给出评估办法和调度建议", effect="水务部门采用",
            content="连通前后断面数据比对；分河段评估；提出调度建议", approach="断面数据比对、沿线走访",
            products=[ProductContent(ProductForm.REPORT, "河网水系连通成效评估报告")], nonsecret=True, pledge=True,
        )  # fmt: skip
        done = await applications.submit_application(lead, topic=topic.id, content=content)
        await applications.accept_application(cast.officer, id=done.id, version=None)
        item = await chapters.open_review(
            cast.office, kind=Kind.GRANT, title="成果后补立项评审", application=done.id
        )  # fmt: skip
    with on(today - timedelta(days=6)):
        await chapters.score(cast.office, item=item, kind=Kind.GRANT, base=88)
    with on(today - timedelta(days=3)):
        await chapters.decide(cast.office, item=item, decision="granted")
        command = DraftList("成果后补第一批拟立项名单", [ItemContent(done.id)], note="专家五人，一致同意")
        made = await grants.draft_list(cast.officer, content=command)
        await grants.submit_list(cast.officer, id=made.id, version=None)
    with on(today - timedelta(days=2)):
        signed = await grants.sign_list(cast.leader, id=made.id, version=None)
    with on(today - timedelta(days=1)):
        said = Object(signed.items[0].id, "部分断面数据与去年的报告重复，请核实。", contact="办公电话")
        await grants.object_to(cast.liaison, id=made.id, content=said)


def _topic() -> TopicDraft:
    return TopicDraft(
        title="河网水系连通成效评估", direction=Direction.URBAN, level=Level.GENERAL, track=Track.FINISHED_WORK,
        problem="连通工程完工后成效没有评估。", goal="给出评估办法", effect="水务部门采用", deliverable="评估报告",
        months=3,
    )  # fmt: skip
