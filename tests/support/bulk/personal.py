# SPDX-License-Identifier: MIT
"""What each role has a few of: postings, assessments, corrections, requests, exports, suggestions, extensions."""

from __future__ import annotations

from tests.support.bulk.writer import ACTORS, Writer
from thinktank.kernel.actor import Role

MEMBER, OFFICER, LIAISON = ACTORS[Role.MEMBER], ACTORS[Role.OFFICER], ACTORS[Role.LIAISON]


def fill(w: Writer) -> None:
    """Write them: as many of each as ``own`` says, all of person 1, of the liaison's unit or of the officer."""
    own, now = range(1, w.sizes.own + 1), w.at(-5)
    columns = "id state state_since unit kind direction post duties number starts_on created_by created_at"
    needs = ((n, "open", now, 2, "lateral", "urban", "挂职干部", "负责推进", 1, w.day(-60), LIAISON, now) for n in own)
    w.put("post_need", columns, needs)
    columns = (
        "id state state_since need talent sender receiver kind direction post starts_on ends_on first_ends_on half_on "
        "asked_at created_by created_at"
    )
    w.put("posting", columns, ((
        n, "ended" if n > 1 else "in_post", now, n, 1, 2, 2, "lateral", "urban", "挂职干部", w.day(-60),
        w.day(60), w.day(60), w.day(0), now, OFFICER, now,
    ) for n in own))  # fmt: skip
    columns = "state state_since talent year opened_at"
    w.put("assessment", columns, (("open", now, 1, w.today.year - n, now) for n in own))
    columns = "state state_since account talent kind text made_at due_on"
    asked = (("done", now, MEMBER, 1, "ask", "请说明用途", now, w.day(5)) for _ in own)
    w.put("data_request", columns, asked)
    columns = "state state_since talent desk changes proposed_by proposed_at due_on"
    changed = (("confirmed", now, 1, "unit", "[]", MEMBER, now, w.day(5)) for _ in own)
    w.put("fact_change", columns, changed)
    columns = "state state_since title purpose columns classes rows requested_by requested_at"
    taken = (("approved", now, "台账", "工作需要", "name,unit", "P1", 9, OFFICER, now) for _ in own)
    w.put("export_request", columns, taken)
    columns = "state state_since talent raised_by text created_at"
    w.put("suggestion", columns, (("raised", now, 1, MEMBER, "希望多安排调研", now) for _ in own))
    columns = "title starts_on ends_on published_by published_at"
    w.put("admission_notice", columns, (("拟入库人员公示", w.day(-3), w.day(4), OFFICER, now) for _ in own))
    columns = "state state_since project number kind terms reason made_by made_at sent_at"
    terms = '{"kind": "budget", "reason": "材料涨价", "budget": "1.5万元"}'
    wishes = (
        ("unit_opinion" if n < 2 else "rejected", now, n, f"BG26-{n}", "budget", terms, "材料涨价", MEMBER, now, now)
        for n in own
    )  # fmt: skip
    w.put("change_request", columns, wishes)
    columns = "state state_since project kind title starts_at place created_by created_at"
    met = (("planned", now, n, "report", "阶段汇报会", now, "三楼会议室", MEMBER, now) for n in own)
    w.put("meeting", columns, met)
    columns = "state state_since meeting text owner due_on"
    w.put("meeting_follow_up", columns, (("open", now, n, "补齐名单", MEMBER, w.day(4)) for n in own))
    columns = "state state_since report was_due_on until reason asked_by asked_at"
    later = (("asked", now, n, w.day(3), w.day(9), "数据未齐", MEMBER, now) for n in own)
    w.put("report_extension", columns, later)
    columns = "state state_since kind first last whole drawn_at made_by made_at"
    told = (("draft", now, "visit", w.day(-60), w.day(-n), 1, now, OFFICER, now) for n in own)
    w.put("briefing", columns, told)
    w.put("briefing_part", "briefing key sort drawn", ((n, "people", 0, "在库107人[1]。") for n in own))
    w.put(
        "briefing_figure",
        "briefing number key name value unit",
        ((n, 1, "people.active", "在库人才", 107, "人") for n in own),
    )
