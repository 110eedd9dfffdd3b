# SPDX-License-Identifier: MIT
"""Briefings with their parts and the figures that they name."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_moment, prose, ref, word


class Briefing(Stateful, Table, tablename="briefing"):
    """A briefing as it was drawn from the data last; settled, it does not change with them any more.

    ``whole`` says whether who drew it saw the whole tree: then everybody who does reads it, else its maker alone.
    """

    kind = Varchar(length=10)
    first = Date()
    last = Date()
    direction = word(20)
    number = word(20)  # of the issue, as the office counts
    audience = word(120)
    whole = Boolean(default=False)
    drawn_at = Timestamptz()
    made_by = ref(Account)
    made_at = Timestamptz()
    settled_by = ref(Account, null=True)
    settled_at = optional_moment()
    reason = prose()


class BriefingPart(Table, tablename="briefing_part"):
    """One part: the text that the data gave, the one that somebody wrote instead, and on which of the former."""

    briefing = ref(Briefing)
    key = Varchar(length=20)
    sort = Integer(default=0)
    drawn = prose()
    own = prose()
    own_from = prose()  # the drawn text that the own one was written over
    shown = Boolean(default=True)
    chart = Text(default="")  # a Chart, as JSON
    listing = Text(default="")  # a Listing, as JSON
    edited_by = ref(Account, null=True)
    edited_at = optional_moment()


class BriefingFigure(Table, tablename="briefing_figure"):
    """A number of a briefing under its mark [n], with what it counts and the way to its rows."""

    briefing = ref(Briefing)
    number = Integer()
    key = Varchar(length=60)
    name = Varchar(length=60)
    value = Integer()
    unit = word(10)
    earlier = Integer(null=True, default=None)
    source = word(200)
    href = word(300)
