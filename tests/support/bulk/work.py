# SPDX-License-Identifier: MIT
"""Topics, applications, projects with their plans, reports, outcomes."""

from __future__ import annotations

import json

from tests.support.bulk.persons import DIRECTIONS, findable, timeline, unit
from tests.support.bulk.writer import ACTORS, Writer
from thinktank.kernel.actor import Role

OFFICER, LEADER = ACTORS[Role.OFFICER], ACTORS[Role.DEPT_LEADER]
LEVELS = ("major", "key", "key", "general", "general", "general", "general", "general", "general", "general")
STAGES = ("running", "midterm", "closed", "running2", "closed", "kickoff", "closed", "closing", "closed", "contracting")
LIGHTS = ("green", "green", "yellow", "green", "green", "red", "green", "green", "green", "green")
RUNGS = ("registered", "screened", "evaluated", "recommended", "adopted", "applying", "pilot", "promoted", "adopted")
MONTH = 30
AHEAD = 3  # periods that lie before us
WAITING = ("accepted", "submitted", "formal_check", "unit_review", "returned")


def level(project: int) -> str:
    """The level of a project; the first is a major one."""
    return LEVELS[(project - 1) % 10]


def stage(project: int) -> str:
    """Where a project stands; the first one runs."""
    return STAGES[(project - 1) % 10]


def direction(project: int) -> str:
    """The direction of a project."""
    return DIRECTIONS[project % 5]


def title(project: int) -> str:
    """The title of a project's topic."""
    return f"第{project}号课题乡镇产业振兴研究"


def fill(w: Writer) -> None:
    """Write them."""
    _topics(w)
    _projects(w)
    _lists(w)
    _parts(w)
    _reports(w)
    _outcomes(w)
    projects = range(1, w.sizes.projects + 1)
    waiting = waiting_topics(w)
    findable(w, "topic", "/topics", ((n, f"在榜课题{n}") for n in range(1, waiting + 1)))
    findable(w, "project", "/projects", ((n, title(n)) for n in projects))
    findable(w, "outcome", "/outcomes", ((n, f"成果{n}") for n in projects))
    for kind, records in (("topic", waiting), ("project", w.sizes.projects), ("outcome", w.sizes.projects)):
        timeline(w, kind, records)


def waiting_topics(w: Writer) -> int:
    """How many topics are published and not granted; they come before those of the projects."""
    return max(w.sizes.own, w.sizes.projects // 10)


def _topics(w: Writer) -> None:
    waiting, now = waiting_topics(w), w.at(-20)
    columns = (
        "id state state_since number title direction level track problem goal effect months closes_on published_at "
        "created_by created_at"
    )
    w.put("topic", columns, ((
        n, "published" if n <= waiting else "awarded", now, f"T{n:06d}",
        f"在榜课题{n}" if n <= waiting else title(n - waiting), direction(n), level(n), "jiebang", "问题", "目标",
        "成效", 12, w.day(40 if n <= waiting else -300), now, OFFICER, now,
    ) for n in range(1, waiting + w.sizes.projects + 1)))  # fmt: skip
    _proposals(w, waiting + w.sizes.projects)
    columns = (
        "id state state_since topic lead unit problem goal effect approach basis starts_on due_on nonsecret "
        "submitted_at created_at"
    )

    def row(n: int, lead: int, state: str, start: int) -> tuple[object, ...]:
        texts = ("问题", "目标", "成效", "办法", "基础")
        return (n, state, now, n, lead, unit(lead), *texts, w.day(start), w.day(start + 500), True, now, now)

    w.put("application", columns, (row(n, w.lead(n), WAITING[(n - 1) % 5], 30) for n in range(1, waiting + 1)))
    granted = ((waiting + n, w.lead(n)) for n in range(1, w.sizes.projects + 1))
    w.put("application", columns, (row(n, lead, "granted", -300) for n, lead in granted))
    some = [1] * w.sizes.steps
    w.put("application_indicator", "application name unit target", ((n, "调研报告", "篇", 2) for n in some))
    columns = "application kind title mark starts_on due_on"
    w.put("application_milestone", columns, ((n, "work", "阶段工作", "完成", w.day(30), w.day(90)) for n in some))


def _lists(w: Writer) -> None:
    """Lists on notice, each with a granted application and an objection against it."""
    now, first = w.at(-5), waiting_topics(w)
    columns = "id title state state_since drafted_by created_at notice_from notice_until"
    numbers = range(1, w.sizes.steps + 1)
    w.put("grant_list", columns, ((
        n, f"第{n}批拟立项名单", "notice", now, OFFICER, now, w.day(-5), w.day(5),
    ) for n in numbers))  # fmt: skip
    w.put("grant_item", "id of_list application verdict", ((n, n, first + n, "grant") for n in numbers))
    columns = "item name text account at due_on"
    w.put("grant_objection", columns, ((n, "严未", "情况", ACTORS[Role.MEMBER], now, w.day(3)) for n in numbers))


def _proposals(w: Writer, after: int) -> None:
    """Calls that run, and as many topics proposed under them as are on the list, with the pairs of their titles."""
    now, member = w.at(-5), ACTORS[Role.MEMBER]
    columns = "id title opens_on closes_on audiences state state_since created_by created_at"
    w.put("topic_call", columns, ((
        n, f"第{n}次选题征集", w.day(-10), w.day(20), "unit,company,member", "open", now, OFFICER, now,
    ) for n in range(1, w.sizes.steps + 1)))  # fmt: skip
    numbers = range(after + 1, after + waiting_topics(w) + 1)
    columns = (
        "id state state_since title direction level track problem effect contact channel of_call submitted_at advice "
        "created_by created_at"
    )
    w.put("topic", columns, ((
        n, "submitted", now, f"征集选题{n}乡镇养老服务", direction(n), "general", "jiebang", "问题", "效果", "办公室",
        "member", 1, now, "approve" if n % 2 else "", member, now,
    ) for n in numbers))  # fmt: skip
    pairs = ((pair, n) for n in numbers for pair in ("养老", "服务", "乡镇"))
    w.put("topic_gram", "gram topic", pairs)


def _projects(w: Writer) -> None:
    waiting, people = waiting_topics(w), w.sizes.people
    numbers = range(1, w.sizes.projects + 1)
    columns = (
        "id number title topic application direction level lead unit stage stage_since status status_since starts_on "
        "due_on percent light light_reason light_since grade granted_at signed_at closed_at"
    )
    w.put("project", columns, ((
        n, f"QL{n:06d}", title(n), waiting + n, waiting + n, direction(n), level(n), w.lead(n), unit(w.lead(n)),
        stage(n), w.at(-60), "normal", w.at(-300), w.day(-300), w.day(300), n % 100,
        LIGHTS[n % 10] if stage(n) != "closed" else "green", "正常", w.at(-20), "", w.at(-310), w.at(-300),
        w.at(-40) if stage(n) == "closed" else None,
    ) for n in numbers))  # fmt: skip
    since = w.day(-300)
    w.put("project_member", "project talent role since", ((n, w.lead(n), "lead", since) for n in numbers))
    mates = {(n, 1 + (w.lead(n) + k) % people) for n in numbers for k in range(1, 3)}
    mates = {(n, mate) for n, mate in mates if mate != w.lead(n)}
    w.put("project_member", "project talent role since", sorted((n, m, "member", since) for n, m in mates))
    columns = "talent kind record role active since"
    done = {n: stage(n) != "closed" for n in numbers}
    w.put("participation", columns, ((w.lead(n), "project", n, "lead", done[n], w.at(-300)) for n in numbers))
    w.put("participation", columns, ((m, "project", n, "member", done[n], w.at(-300)) for n, m in mates))
    mentors = ((n, w.own(n, Role.MENTOR, w.account_of(1 + n % people)), since) for n in numbers)
    w.put("project_mentor", "project account since", mentors)


def _agreed(w: Writer, n: int) -> str:
    """What an agreement says, as it is kept: the first with as many steps and outcomes as there are."""
    most = w.sizes.steps if n == 1 else 1
    step = {"kind": "work", "mark": "", "starts_on": w.day(-300), "due_on": w.day(300)}
    content = {
        "id": n, "topic": n, "title": title(n), "direction": direction(n), "level": level(n), "lead": w.lead(n),
        "unit": unit(w.lead(n)), "problem": "问题", "goal": "目标", "effect": "效果", "approach": "走访",
        "content": "内容",
        "starts_on": w.day(-300), "due_on": w.day(300),
        "milestones": [step | {"title": f"阶段{k}"} for k in range(most)],
        "products": [{"form": "report", "title": f"报告{k}"} for k in range(most)],
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False)


def _parts(w: Writer) -> None:
    numbers = range(1, w.sizes.projects + 1)
    some = range(1, w.sizes.steps + 1)
    columns = "project number content lead_signed_at unit_signed_at office_signed_at effective created_at"
    signed = w.at(-300)
    w.put("agreement", columns, ((n, 1, _agreed(w, n), signed, signed, signed, True, signed) for n in numbers))
    w.put("project_indicator", "project name unit target actual sort", ((1, "调研报告", "篇", 2, 1, k) for k in some))
    columns = "state state_since project kind title mark starts_on due_on baseline_due_on percent result sort done_on"

    def step(n: int, kind: str, name: str, due: int) -> tuple[object, ...]:
        over = due < 0 or stage(n) == "closed"
        state, done = ("done", w.day(due)) if over else ("planned", None)
        return (state, w.at(-60), n, kind, name, "", w.day(due - 60), w.day(due), w.day(due), 0, "", due, done)

    plan = (("kickoff", "开题论证", -270), ("midterm", "中期检查", 10), ("closing", "结题验收", 300))
    w.put("milestone", columns, (step(n, *line[:2], line[2] + n % 60) for n in numbers for line in plan))
    w.put("milestone", columns, (step(1, "work", f"阶段{k}", 20 + k) for k in some))
    columns = "project light reason facts overridden since until"
    past = (
        (n, LIGHTS[(n + k) % 10], "节点", "{}", False, w.at(-30 * k), w.at(-30 * k + 30))
        for n in numbers
        for k in (2, 3)
    )
    w.put("light_record", columns, past)
    w.put("light_record", columns, ((n, LIGHTS[n % 10], "节点", "{}", False, w.at(-30), None) for n in numbers))


def _reports(w: Writer) -> None:
    per = w.sizes.reports
    columns = (
        "id state state_since project seq label starts_on ends_on opens_on due_on progress percent nonsecret "
        "submitted_at submitted_by decided_by decided_at"
    )
    days = {seq: MONTH * (seq - per + AHEAD) for seq in range(1, per + 1)}
    dates = {seq: tuple(w.day(d) for d in (at - 28, at, at - 5, at + 5)) for seq, at in days.items()}
    instants = {seq: w.at(at + 3) for seq, at in days.items()}

    def row(n: int, seq: int) -> tuple[object, ...]:
        state = _report_state(days[seq], n)
        sent = instants[seq] if state in {"accepted", "submitted", "returned"} else None
        by = w.account_of(w.lead(n)) if sent else None
        decided = (OFFICER, sent) if state == "accepted" else (None, None)
        return ((n - 1) * per + seq, state, w.at(-1), n, seq, f"第{seq}期", *dates[seq], "按计划推进" if sent else "",
                50, True, sent, by, *decided)  # fmt: skip

    numbers = range(1, w.sizes.projects + 1)
    w.put("report", columns, (row(n, seq) for n in numbers for seq in range(1, per + 1)))
    columns = "state state_since report project text answer created_at"
    asked = [1] * w.sizes.steps + [n for n in numbers if n % 10 == 2]
    first = 1
    rows = (("open", w.at(-3), (n - 1) * per + first, n, "需协调用地", "", w.at(-3)) for n in asked)
    w.put("coordination", columns, rows)
    done = (("answered", w.at(-90), (n - 1) * per + first, n, "需协调经费", "已协调", w.at(-99)) for n in numbers)
    w.put("coordination", columns, done)


def _report_state(ends: int, project: int) -> str:
    """What became of a period that ends so many days from today."""
    if ends > MONTH - 3:
        return "scheduled"
    if stage(project) == "closed" or ends < -MONTH:
        return "accepted"
    if ends > 0:
        return "open" if project % 3 else "draft"
    return ("submitted", "returned", "accepted", "accepted", "missed")[project % 5]


def _outcomes(w: Writer) -> None:
    numbers = range(1, w.sizes.projects + 1)
    columns = (
        "id state state_since number title kind project direction unit summary level nonsecret registered_by "
        "registered_at"
    )
    w.put("outcome", columns, ((
        n, RUNGS[n % 9], w.at(-15), f"CG{n:06d}", f"成果{n}", "report", n if n > w.sizes.own else 1, direction(n),
        2 if n <= w.sizes.own else unit(w.lead(n)), "摘要", "B", True, OFFICER, w.at(-50),
    ) for n in numbers))  # fmt: skip
    w.put("outcome_author", "outcome talent share", ((n, w.lead(n), 100) for n in numbers))
    columns = "outcome rung body document on note waiver by at"
    w.put("outcome_step", columns, ((n, "registered", "", "", w.day(-50), "", "", OFFICER, w.at(-50)) for n in numbers))
    columns = "state state_since outcome unit plan starts_on ends_on"
    some = [1] * w.sizes.steps + [n for n in numbers if n % 9 == 6]
    w.put("pilot", columns, (("building", w.at(-10), n, 2, "试点方案", w.day(-10), w.day(200)) for n in some))
    columns = "outcome unit channel adaptation effect on at by"
    units = range(2, 2 + min(w.sizes.steps, 58))
    w.put("replication", columns, ((1, u, "meeting", "", "成效", w.day(-3), w.at(-3), OFFICER) for u in units))
