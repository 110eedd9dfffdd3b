# SPDX-License-Identifier: MIT
"""Rounds with their sheets, checkpoints, orders."""

from __future__ import annotations

from tests.support.bulk.persons import timeline, unit
from tests.support.bulk.work import LEADER, OFFICER, direction, title
from tests.support.bulk.writer import ACTORS, Writer
from thinktank.kernel.actor import Role

PANEL = 5
CRITERIA = 3
ORDERS = ("issued", "closed", "received", "closed", "replied", "closed", "handling", "closed", "draft", "closed")
PROBLEMS = ("closed", "open", "closed", "fixing", "fixed")
INSPECTOR, REVIEWER = ACTORS[Role.INSPECTOR], ACTORS[Role.REVIEWER]


def fill(w: Writer) -> None:
    """Write them."""
    _rounds(w)
    _sheets(w)
    _recusals(w)
    _supervision(w)
    for kind, records in (("round_item", _items(w)), ("order", w.sizes.projects)):
        timeline(w, kind, records)


def _items(w: Writer) -> int:
    return max(w.sizes.own, w.sizes.projects // 5, w.sizes.scores // (PANEL * CRITERIA))


def _project(w: Writer, item: int) -> int:
    return 1 + (item - 1) % w.sizes.projects


def _round(w: Writer, item: int, rounds: int) -> int:
    """The first round holds what is each role's own, so that its page is as long in every district."""
    return 1 if item <= w.sizes.own or rounds == 1 else 2 + item % (rounds - 1)


def _rounds(w: Writer) -> None:
    rounds, items = max(w.sizes.own, w.sizes.projects // 20, w.sizes.rounds), _items(w)
    now = w.at(-12)
    w.put("rubric", "id state state_since name kind number note created_at", [
        (100, "in_use", now, "课题中期评审标准", "midterm", 90, "", now)
    ])  # fmt: skip
    columns = "id rubric name hint weight bands required sort"
    w.put(
        "criterion",
        columns,
        ((1000 + k, 100, f"标准{k}", "", (40, 30, 30)[k], "[]", False, k) for k in range(CRITERIA)),
    )
    columns = "id state state_since kind title rubric size blind opens_on closes_on created_by created_at"
    w.put("review_round", columns, ((
        n, "open" if n % 2 else "closed", now, "midterm", f"第{n}次中期评审", 100, PANEL, False, w.day(-12), w.day(9),
        OFFICER, now,
    ) for n in range(1, rounds + 1)))  # fmt: skip
    columns = "id state state_since round title direction project assigned submitted mean decision grade decision_note"
    states = ("scoring", "scored", "decided", "decided")
    w.put("round_item", columns, ((
        n, states[n % 4], now, _round(w, n, rounds), title(n), direction(n), _project(w, n), PANEL,
        PANEL - 1 if n % 4 == 0 else PANEL, 82, "on_track" if n % 4 > 1 else "", "", "",
    ) for n in range(1, items + 1)))  # fmt: skip


def _reviewer(w: Writer, item: int, place: int) -> int:
    if place == 0 and item <= w.sizes.own:
        return REVIEWER
    others = w.sizes.people - 1  # accounts beyond the roles' own
    return 11 + (item * PANEL + place) % others if others >= PANEL else 6 + place


def _sheets(w: Writer) -> None:
    items, now = range(1, _items(w) + 1), w.at(-10)
    seats = [((n - 1) * PANEL + k + 1, n, k) for n in items for k in range(PANEL)]
    columns = "id state state_since item reviewer assigned_by assigned_at declared_at answered total"

    def state(item: int, place: int) -> str:
        return ("submitted", "declared", "assigned")[item % 3] if place == 0 and item <= w.sizes.own else "submitted"

    w.put("assignment", columns, (
        (seat, state(n, k), now, n, _reviewer(w, n, k), OFFICER, now, now, CRITERIA, 82) for seat, n, k in seats
    ))  # fmt: skip
    columns = "id state state_since assignment opinion advice confidence total saved_at submitted_at"
    w.put("score_sheet", columns, ((
        seat, "submitted" if state(n, k) == "submitted" else "draft", now, seat, "进展正常", "on_track", "high", 80 + k,
        now, now if state(n, k) == "submitted" else None,
    ) for seat, n, k in seats))  # fmt: skip
    marks = ((seat, 1000 + c, 80 + k, False, "较好") for seat, _n, k in seats for c in range(CRITERIA))
    w.put("sheet_score", "sheet criterion value not_applicable comment", marks)
    found = ((n, 11, "unit", "detected", "同一单位", True, now) for n in items) if w.sizes.people > 1 else ()
    w.put("conflict_of_interest", "item account kind source evidence active at", found)


def _recusals(w: Writer) -> None:
    """Requests on one project of each role's own and on others' one each; reviewers' declarations."""
    numbers, now = range(1, max(w.sizes.own, w.sizes.projects // 5) + 1), w.at(-20)
    states = ("asked", "accepted", "refused", "withdrawn")
    columns = "id state state_since application project name unit_text reason asked_by asked_at note"
    w.put("recusal_request", columns, ((
        n, states[n % 4], now, 1 if n <= w.sizes.own else n, 1 if n <= w.sizes.own else n, f"许{n}", "", "曾有竞争",
        ACTORS[Role.MEMBER], now, "",
    ) for n in numbers))  # fmt: skip
    columns = "id state state_since account kind name unit_text note declared_at confirmed_on"
    w.put("standing_declaration", columns, ((
        n, "withdrawn" if n % 5 == 0 else "valid", now, w.own(n, Role.REVIEWER, LEADER), "kin", f"纪{n}", "", "", now,
        w.day(-400 if n % 3 == 0 else -20),
    ) for n in numbers))  # fmt: skip


def _supervision(w: Writer) -> None:
    numbers = range(1, w.sizes.projects + 1)
    now = w.at(-14)
    columns = (
        "id state state_since project kind title due_on inspector done_on finding advice light created_by created_at"
    )
    w.put("checkpoint", columns, ((
        n, "planned" if n % 4 == 1 else "done", now, 1 if n <= w.sizes.own else n, "visit", f"督查检查点{n}",
        w.day(n % 30 - 15), w.own(n, Role.INSPECTOR, LEADER), None if n % 4 == 1 else w.day(-3), "发现", "", "green",
        OFFICER, now,
    ) for n in numbers))  # fmt: skip
    columns = (
        "id state state_since project kind text source source_label found_on found_by owner due_on measure progress "
        "order_number close_note"
    )
    w.put("problem", columns, ((
        n, PROBLEMS[(n - 1) % 5], now, 1 if n <= w.sizes.own else n, ("progress", "data")[n % 2],
        f"数据没有按期报送第{n}次", "office", "", w.day(-n % 300), OFFICER,
        w.own(n, Role.MEMBER, w.account_of(1 + n % w.sizes.people)), w.day(n % 40 - 10), "补齐", "", "", "",
    ) for n in numbers))  # fmt: skip
    columns = (
        "id state state_since number kind unit project matter basis problem requirement handler receive_by due_on "
        "drafted_by drafted_at signed_by signed_at issued_at reply verify_note"
    )
    people = w.sizes.people
    w.put("supervision_order", columns, ((
        n, ORDERS[(n - 1) % 10], now, f"DB{n:06d}", "supervision", unit(w.lead(n)), 1 if n <= w.sizes.own else n,
        "进度滞后", "督查", "滞后", "加快", w.own(n, Role.MEMBER, w.account_of(1 + n % people)), w.day(-10),
        w.day(n % 40 - 10), OFFICER, now, LEADER, now, now, "", "",
    ) for n in numbers))  # fmt: skip
