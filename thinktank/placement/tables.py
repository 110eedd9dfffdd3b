# SPDX-License-Identifier: MIT
"""The program's proposal for a direction, and what people decided."""

from __future__ import annotations

from piccolo.columns import Boolean, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import prose, ref, word
from thinktank.talents.tables import Talent


class DirectionProposal(Table, tablename="direction_proposal"):
    """The present proposal of one talent, with its evidence; made again when the facts change."""

    talent = ref(Talent)
    main = word(20)
    secondary = word(60)
    confidence = Varchar(length=10)
    scores = Text(default="{}")
    evidence = Text(default="[]")
    at = Timestamptz()


class Placement(Table, tablename="placement"):
    """A decision on a talent's direction; the present one is ``current``, earlier ones are history."""

    talent = ref(Talent)
    direction = Varchar(length=20)
    secondary = word(60)
    proposed = word(20)
    reason = prose()
    decided_by = ref(Account)
    decided_at = Timestamptz()
    current = Boolean(default=True)
