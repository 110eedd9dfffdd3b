# SPDX-License-Identifier: MIT
"""How the search entries of outcomes are written anew."""

from __future__ import annotations

from research.outcomes import queries
from research.outcomes.operations import put_index
from research.outcomes.operations_versions import KIND
from research.outcomes.tables import Outcome
from thinktank.index.anew import Source
from thinktank.kernel.actor import system


async def reindex(id: int) -> None:  # noqa: A002 -- the record's id
    """Write an outcome's entry anew. Must run inside ``write_tx()``."""
    await put_index(await queries.get(system("系统"), id))


SEARCHED = (Source(KIND, "成果", Outcome, reindex),)
