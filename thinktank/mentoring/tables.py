# SPDX-License-Identifier: MIT
"""Who mentors whom, what was talked about, what was suggested."""

from __future__ import annotations

from piccolo.columns import BigInt, Date, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, prose, ref, word
from thinktank.talents.tables import Talent


class Mentorship(Stateful, Table, tablename="mentorship"):
    """A mentor of a member, for theory or for practice, perhaps for one project only.

    ``until`` is the day on which it ended (or was declined); ``ends_on`` the last day that is planned.
    """

    talent = ref(Talent)
    mentor = ref(Account)
    kind = Varchar(length=10, default="theory")
    project = BigInt(default=0)
    project_title = word(160)
    since = Date()
    ends_on = optional_day()
    until = optional_day()
    reason = prose()


class Talk(Table, tablename="talk"):
    """A short record of a talk with a member (谈心谈话): for the member, who held it, and the department."""

    talent = ref(Talent)
    held_by = ref(Account)
    on = Date()
    topic = word(60)
    text = prose()
    at = Timestamptz()


class Suggestion(Stateful, Table, tablename="suggestion"):
    """What a member asks for or proposes (意见建议), who sees to it, and what came of it."""

    talent = ref(Talent)
    talk = ref(Talk, null=True)
    raised_by = ref(Account)
    text = prose()
    owner = ref(Account, null=True)
    due_on = optional_day()
    answer = prose()
    answered_at = optional_moment()
    note = prose()
    created_at = Timestamptz()
