# SPDX-License-Identifier: MIT
"""Lists of grants in every state, put straight into their tables."""

from __future__ import annotations

from datetime import date, timedelta

from research.grants.tables import GrantItem, GrantList, GrantObjection
from tests.factories.projects import Made
from tests.factories.topics import make_application, make_topic
from thinktank.kernel import clock, db


async def make_list(*, drafted_by: int, application: int, state: str, until: date | None = None) -> tuple[int, int]:
    """Insert a list with one application that is to be granted; return the list and the item."""
    now = clock.now()
    row = GrantList(
        title="第一批拟立项名单", state=state, state_since=now, drafted_by=drafted_by, created_at=now,
        notice_from=clock.today() if until else None, notice_until=until,
    )  # fmt: skip
    async with db.write_tx():
        made = int((await GrantList.insert(row).returning(GrantList.id))[0]["id"])
        item = GrantItem(of_list=made, application=application, verdict="grant")
        return made, int((await GrantItem.insert(item).returning(GrantItem.id))[0]["id"])


async def make_lists(made: Made, officer: int) -> dict[str, int]:
    """Insert a list for each step that somebody may take, around a project's lead; return the ids by word."""
    today, found = clock.today(), {}
    past, soon = today - timedelta(days=3), today + timedelta(days=5)
    states = (
        ("draft_list", "draft", None, "accepted"),
        ("submitted_list", "submitted", None, "accepted"),
        ("running_list", "notice", soon, "notice"),
        ("over_list", "notice", past, "notice"),
    )
    for n, (word, state, until, application) in enumerate(states):
        topic = await make_topic(created_by=officer, number=f"榜-6{n}")
        id_ = await make_application(topic=topic, lead=made.lead_talent, unit=made.unit, state=application)
        found[word], found[f"{word}_item"] = await make_list(
            drafted_by=officer, application=id_, state=state, until=until
        )
    found["over_item"] = found["over_list_item"]
    found["settled_list"], found["granted_item"] = await make_list(
        drafted_by=officer, application=made.application, state="notice", until=past
    )
    objection = GrantObjection(
        item=found["running_list_item"], name="甲", text="情况", account=made.lead.account, at=clock.now(), due_on=soon
    )
    async with db.write_tx():
        row = await GrantObjection.insert(objection).returning(GrantObjection.id)
    return found | {"grant_objection": row[0]["id"]}
