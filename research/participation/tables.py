# SPDX-License-Identifier: MIT
"""Who leads or joins what, and who may not for a time: the ledger that eligibility reads."""

from __future__ import annotations

from piccolo.columns import BigInt, Boolean, Date, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.kernel.columns import optional_moment, prose, ref, word
from thinktank.talents.tables import Talent


class Participation(Table, tablename="participation"):
    """One person's part in one application or project, while it runs."""

    talent = ref(Talent)
    kind = Varchar(length=20)
    record = BigInt()
    role = Varchar(length=10)
    active = Boolean(default=True)
    since = Timestamptz()


class Ban(Table, tablename="ban"):
    """Until when a person may not apply, and why; ``kind`` and ``record`` name what it came from."""

    talent = ref(Talent)
    until = Date()
    reason = prose()
    at = Timestamptz()
    kind = word(20)
    record = BigInt(default=0)
    lifted_at = optional_moment()
