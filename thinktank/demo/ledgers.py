# SPDX-License-Identifier: MIT
"""Ledgers that came in and went out of the sample district: exports in every state, a saved view, an open import."""

from __future__ import annotations

from datetime import date, timedelta

from thinktank.demo import people
from thinktank.demo.cast import Cast, on
from thinktank.kernel.actor import Actor, system
from thinktank.rosters import operations as rosters
from thinktank.rosters import operations_exports as exports
from thinktank.rosters.schemas import DecideExport, RequestExport
from thinktank.talents import operations_saved as saved
from thinktank.talents.schemas import Filter, KeepList

WORK = ["name", "unit_name", "post", "direction"]
PERSONAL = [*WORK, "gender", "birth_month", "education", "major"]


async def settle(cast: Cast, *, today: date) -> None:
    """Leave an export in each state in which people meet one, a saved view, and a roster that was not taken in yet."""
    with on(today - timedelta(days=12)):
        await _ask(cast.officer, "春季成员花名册", "报部务会审议", PERSONAL, agree=cast.leader)
    with on(today - timedelta(days=11)):
        await _ask(cast.leader, "全体成员联系表", "节日慰问", [*PERSONAL, "phone"], refuse=cast.officer)
    await exports.expire(system("job:exports.expire"))
    with on(today - timedelta(days=3)):
        taken = await _ask(cast.officer, "各方向成员名单", "年度课题发布会座次", WORK)
        await exports.take(cast.officer, id=taken)
        await _ask(cast.officer, "全体成员基本情况", "报市委组织部备案", PERSONAL, agree=cast.leader)
    with on(today - timedelta(days=1)):
        await _ask(cast.leader, "年度评价人员名单", "年度评价会议材料", PERSONAL)
    await saved.keep(cast.officer, command=KeepList("城市建设在库", "direction=urban&state=active"))
    with on(today - timedelta(days=1), hour=16):
        await rosters.upload(cast.officer, filename="各单位秋季更新名册.xlsx", content=people.update_ledger())


async def _ask(
    actor: Actor, title: str, purpose: str, columns: list[str], *, agree: Actor | None = None,
    refuse: Actor | None = None,
) -> int:  # fmt: skip
    """Ask for a ledger of everybody, and let somebody decide on it."""
    command = RequestExport(title, purpose, columns, unclassified=True)
    view = await exports.request(actor, command=command, chosen=Filter())
    if agree:
        await exports.decide(agree, id=view.id, command=DecideExport("yes", "用后销毁", view.version))
    if refuse:
        note = "慰问名单不需要出生年月和手机号，请去掉后重新申请"
        await exports.decide(refuse, id=view.id, command=DecideExport("no", note, view.version))
    return view.id
