# SPDX-License-Identifier: MIT
"""Who mentors whom."""

from __future__ import annotations

from piccolo.columns import Date
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import optional_day, ref
from thinktank.talents.tables import Talent


class Mentorship(Table, tablename="mentorship"):
    """A mentor of a member, while it lasts."""

    talent = ref(Talent)
    mentor = ref(Account)
    since = Date()
    until = optional_day()
