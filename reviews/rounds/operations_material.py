# SPDX-License-Identifier: MIT
"""Which version of the material is reviewed: fixed when an item is put under review, replaced by an explicit step."""

from __future__ import annotations

import msgspec

from reviews.rounds import material, queries, queries_peers, rules
from reviews.rounds.schemas_material import ReplaceMaterial, Versions
from reviews.rounds.tables import RoundItem, RoundMaterial
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def fix(actor: Actor, *, item: int, number: int = 1, reason: str = "") -> str:
    """Keep what is at the source now as the version that is reviewed; return its digest. Inside the open write."""
    found = await material.at_source(item)
    m = RoundMaterial
    row = m(
        item=item, number=number, digest=found.digest, content=msgspec.json.encode(found).decode(), reason=reason,
        at=clock.now(), by=actor.account,
    )  # fmt: skip
    await m.insert(row)
    await touch(RoundItem, id=item, version=None, values={RoundItem.material: number})
    return row.digest


async def replace(actor: Actor, *, item: int, command: ReplaceMaterial) -> Versions:
    """Put the newer version in, and tell every reviewer of the item why; sheets that are in stay as they are.

    NotFound, Denied outside the department or once the sheets are gathered, Conflict when nothing is newer or stale.
    """
    async with db.write_tx():
        found = await queries.get_item(actor, item)
        require(rules.may_replace(actor, found))
        now = await of_item(actor, item)
        if not now.newer:
            raise Conflict(_("材料没有更新"), code="stale")
        if command.version is not None and command.version != found.version:
            raise Conflict(code="stale")
        number = 1 + (now.versions[0].number if now.versions else 0)
        digest = await fix(actor, item=item, number=number, reason=command.reason)
        text = _("更换评审材料为第%(n)s版") % {"n": number}
        await trail.record(
            actor, "round_item.material_replaced", "round_item", item, text, detail=command.reason, staff_only=True,
            fields={"number": number, "digest": digest, "parts": "、".join(now.changed)},
        )  # fmt: skip
        for task, reviewer in await queries_peers.reviewing_item(item):
            await notices.notify(
                [reviewer], rule="review.material", kind="assignment", record=task,
                title=_("评审材料已更换为第%(n)s版") % {"n": number}, body=command.reason, href=f"/reviews/{task}",
                occasion=str(number),
            )  # fmt: skip
        return await of_item(actor, item)


async def of_item(actor: Actor, item: int) -> Versions:
    """Return which version is reviewed, and whether the source has a newer one. NotFound outside the scope."""
    found = await queries.get_item(actor, item)
    kept = await material.versions(item)
    was = await material.fixed(item, kept[0].number) if kept else None
    source = await material.at_source(item)
    before, after = was.parts() if was else {}, source.parts()
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)] if was else []
    newer = was is None or was.digest != source.digest
    may = newer and rules.may_replace(actor, found)
    return Versions(item, kept, newer, changed, ["replace"] if may else [])
