# SPDX-License-Identifier: MIT
"""A change request at any point of its way, brought there by the operations themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from research.changes import operations
from research.changes.schemas import ChangeDraft, ChangeView, Decide, HearExperts, Opine, Propose
from research.changes.states import ChangeKind, Ground, Word
from research.changes.tables import ChangeRequest
from research.projects.schemas import TeamMember
from tests.factories.people import actor_as, make_member
from tests.factories.projects import Made, make_project, office
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role

LATER = date(2027, 1, 15)
WHY = "汛期入户调研推迟，需要顺延"


class Office(msgspec.Struct):
    """A project with everybody whose word a change needs."""

    made: Made
    liaison: Actor
    officer: Actor
    leader: Actor


async def stage(**more: Any) -> Office:
    """A project, its unit's liaison, an officer, a leader."""
    made = await make_project(**more)
    liaison = await actor_as(Role.LIAISON, unit=made.unit)
    return Office(made, liaison, await office(), await office(Role.DEPT_LEADER))


async def wish(made: Made, kind: ChangeKind = ChangeKind.SCHEDULE, **more: Any) -> ChangeDraft:
    """What is asked, complete for its kind."""
    known: dict[ChangeKind, dict[str, Any]] = {
        ChangeKind.SCHEDULE: {"due_on": LATER},
        ChangeKind.TITLE_CONTENT: {"title": "老旧小区适老化改造路径研究", "approach": "增加问卷与案例"},
        ChangeKind.OUTPUT_FORM: {"deliverable": "实施方案"},
        ChangeKind.BUDGET: {"budget": "调研费由1万元调整为1.5万元"},
        ChangeKind.TERMINATE: {"ground": Ground.POLICY_MOVED},
    }
    values = known.get(kind, {})
    if kind is ChangeKind.LEADER and "lead" not in more:
        values = {"lead": (await make_member())[1], "stays": True}
    if kind is ChangeKind.MEMBER and "members" not in more:
        values = {"members": [TeamMember((await make_member())[1], "数据分析")]}
    return ChangeDraft(kind=kind, reason=WHY, **(values | more))


async def drafted(at: Office, kind: ChangeKind = ChangeKind.SCHEDULE, **more: Any) -> ChangeView:
    """Written down by the lead."""
    return await operations.draft(at.made.lead, project=at.made.id, command=await wish(at.made, kind, **more))


async def sent(at: Office, kind: ChangeKind = ChangeKind.SCHEDULE, **more: Any) -> ChangeView:
    """Sent to the unit."""
    return await operations.send(at.made.lead, id=(await drafted(at, kind, **more)).id)


async def at_office(at: Office, kind: ChangeKind = ChangeKind.SCHEDULE, **more: Any) -> ChangeView:
    """With the unit's yes."""
    found = await sent(at, kind, **more)
    return await operations.opine(at.liaison, id=found.id, command=Opine(Word.AGREE, "同意延期"))


async def proposed(at: Office, kind: ChangeKind = ChangeKind.SCHEDULE, **more: Any) -> ChangeView:
    """With all that comes before the decision."""
    found = await at_office(at, kind, **more)
    if kind.needs_experts:
        await operations.consult(at.officer, id=found.id)
        heard = HearExperts("周教授、吴研究员", Word.AGREE, "变更合理")
        await operations.hear(at.officer, id=found.id, command=heard)
    return await operations.propose(at.officer, id=found.id, command=Propose(Word.AGREE, "符合规定，拟同意"))


async def in_force(at: Office, kind: ChangeKind = ChangeKind.SCHEDULE, **more: Any) -> ChangeView:
    """Approved, and in force at once."""
    found = await proposed(at, kind, **more)
    return await operations.decide(at.leader, id=found.id, command=Decide(approve=True))


async def make_change_row(made: Made, *, kind: ChangeKind, state: str, **more: Any) -> int:
    """A request in a state, written into the table."""
    now = clock.now()
    draft = await wish(made, kind)
    values: dict[str, Any] = {
        "project": made.id, "number": f"BG26-{kind}", "kind": str(kind), "reason": WHY, "made_by": made.lead.account,
        "terms": msgspec.json.encode(draft).decode(), "made_at": now, "state": state, "state_since": now,
        "sent_at": None if state == "draft" else now,
    }  # fmt: skip
    async with db.write_tx():
        row = await ChangeRequest.insert(ChangeRequest(**(values | more))).returning(ChangeRequest.id)
    return int(row[0]["id"])


async def make_change_rows(made: Made) -> dict[str, int]:
    """One request at each desk, by a word: they are of different kinds, since one of a kind is under way at a time."""
    now, rows = clock.now(), {}
    rows["change_draft"] = await make_change_row(made, kind=ChangeKind.BUDGET, state="draft")
    rows["change_sent"] = await make_change_row(made, kind=ChangeKind.OUTPUT_FORM, state="unit_opinion")
    rows["change_asked"] = await make_change_row(made, kind=ChangeKind.MEMBER, state="office_review")
    rows["change_heard"] = await make_change_row(made, kind=ChangeKind.TITLE_CONTENT, state="expert_opinion")
    ready = {"proposal": "agree", "proposed_at": now}
    rows["change_ready"] = await make_change_row(made, kind=ChangeKind.SCHEDULE, state="office_review", **ready)
    later = {"decided_at": now, "effective_on": LATER}
    rows["change_due"] = await make_change_row(made, kind=ChangeKind.LEADER, state="approved", **later)
    return rows
