# SPDX-License-Identifier: MIT
"""Numbers given out one after the other, such as the orders of a year."""

from __future__ import annotations

from thinktank.kernel import db
from thinktank.kernel.tables import Sequence


async def next_number(series: str) -> int:
    """Return the next number of a series, from 1, without gaps: it is taken back with its transaction."""
    db.current_tx()
    changed = (
        await Sequence.update({Sequence.last: Sequence.last + 1})
        .where(Sequence.name == series)
        .returning(Sequence.last)
    )
    if changed:
        return int(changed[0]["last"])
    await Sequence.insert(Sequence(name=series, last=1))
    return 1
